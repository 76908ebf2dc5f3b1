"""From an empty scenario field to a published scenario, by several people."""

import time

from selenium.webdriver.support.select import Select

from tests.browser.driver import Browser
from tests.cast import EMAILS

JUDGES = [EMAILS["speaker"], EMAILS["member"], "birte@tregks.example"]


def come(browser: Browser, person: str) -> None:
    """Somebody else sits down at the browser."""
    browser.reset()
    browser.login(person)


def choose(browser: Browser, name: str, text: str) -> None:
    Select(browser.find(f"[name='{name}']")).select_by_visible_text(text)


def open_field(browser: Browser, name: str) -> str:
    """A manager opens a field in the admin; its address in the lab."""
    come(browser, EMAILS["manager"])
    browser.open("/cms/szenariofelder/new/")
    browser.fill("name", name)
    choose(browser, "kind", "Technologie")
    browser.fill("horizon", "2035")
    group = Select(browser.find("[name='group']"))
    wanted = next(each for each in group.options if "Dekarbonisierung" in each.text)
    wanted.click()
    browser.fill("description", "Wie heizen und fahren wir?")
    browser.tap(browser.find("footer [type='submit'], form footer button"))
    browser.wait(lambda: name in browser.find(".messages").text, "the notice")
    browser.open("/strategie/labor/?stand=collecting")
    browser.find(f"main .card a[href*='{name.lower()}']").click()
    return browser.path


def propose(browser: Browser, field: str, name: str, ways: tuple[str, str]) -> None:
    browser.open(f"{field}faktoren/neu/")
    browser.fill("name", name)
    browser.fill("why", "Das prägt die Zukunft.")
    browser.fill("projection_0", ways[0])
    browser.fill("projection_1", ways[1])
    browser.submit("name")
    browser.wait(lambda: name in browser.find("main").text, "the list of factors")


def judge(browser: Browser, person: str, field: str) -> None:
    """Both pairs: like promotes like."""
    come(browser, person)
    for _pair in range(2):
        browser.open(f"{field}bewerten/weiter/")
        cells = browser.all("main td select")
        for at, cell in enumerate(cells):
            like = at in {0, len(cells) - 1}
            Select(cell).select_by_value("3" if like else "-2")
        with browser.leaving():
            browser.tap(browser.find("main form button:not([name])"))
        assert "Gespeichert:" in browser.text
    assert "Alle Paare sind eingeschätzt." in browser.text


def set_state(browser: Browser, field: str, state: str) -> None:
    browser.open(field)
    choose(browser, "state", state)
    browser.submit("state")
    browser.wait(lambda: f"im Stand „{state}“" in browser.text, "the new state")


def test_from_an_empty_field_to_a_published_scenario(browser):
    name = f"Feld{time.time_ns()}"
    field = open_field(browser, name)

    come(browser, EMAILS["member"])
    propose(browser, field, "Strom", ("günstig", "teuer"))
    assert "vorgeschlagen" in browser.text
    come(browser, EMAILS["speaker"])
    propose(browser, field, "Werk", ("bleibt", "geht"))
    browser.tap(browser.find("main button[value='accept']"))
    browser.wait(lambda: "Der Faktor ist aufgenommen." in browser.text, "the notice")
    set_state(browser, field, "Einschätzen")

    for person in JUDGES:
        judge(browser, person, field)

    come(browser, EMAILS["speaker"])
    set_state(browser, field, "Abstimmen")
    browser.open(f"{field}auswertungen/")
    browser.submit("tolerance")
    found = "2 Szenarien sind in sich stimmig."
    browser.wait(lambda: found in browser.text, "the result", seconds=60)
    browser.click("Szenarien auswählen und benennen")
    browser.tap(browser.find("main form button"))
    browser.wait(lambda: "name_1" in browser.driver.page_source, "the names")
    for number in (1, 2):
        browser.fill(f"name_{number}", f"{name} Zukunft {number}")
        browser.fill(f"lead_{number}", "So könnte es kommen.")
    browser.submit("name_1")
    browser.wait(lambda: "(Entwurf)" in browser.text, "the drafts")

    come(browser, EMAILS["manager"])
    browser.open(f"/cms/szenarien/?q={name}")
    browser.find("main td a").click()
    edit = browser.path
    browser.find("footer [data-w-dropdown-target='toggle']").click()
    browser.tap(browser.find("[name='action-publish']"))
    browser.wait(lambda: "veröffentlicht" in browser.find(".messages").text, "a notice")
    browser.reset()
    browser.open("/strategie/szenarien/?art=technology")
    browser.find(f"main .card a[href*='{name.lower()}']").click()
    assert "In sich stimmig" in browser.text

    come(browser, EMAILS["manager"])
    browser.open(edit.replace("/edit/", "/delete/"))
    browser.tap(browser.find("main form [type='submit']"))
    browser.wait(lambda: "gelöscht" in browser.text, "the notice")
