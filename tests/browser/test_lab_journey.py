"""From an empty scenario field to two published scenarios, a vision and a measure.

Seven people of one group, each in their own way: with the mouse, by keyboard, on a phone,
without scripts, on paper.
"""

import time

from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from tests.browser.driver import PHONE, Browser
from tests.browser.test_journeys import tab_to
from tests.cast import EMAILS

SVEA, MILAN, MARA = EMAILS["speaker"], EMAILS["member"], EMAILS["manager"]
BIRTE, VERA, KIRA = (f"{name}@tregks.example" for name in ("birte", "vera", "kira"))
MEASURE = "Wärme teilen: Abwärme aus Betrieben in Nachbarnetze"
NOTE = "Im Treffen geklärt: Es geht um planbare Preise."


def come(browser: Browser, person: str) -> None:
    """Somebody else sits down at the browser."""
    browser.reset()
    browser.login(person)


def choose(browser: Browser, name: str, text: str) -> None:
    Select(browser.find(f"[name='{name}']")).select_by_visible_text(text)


def pick(browser: Browser, name: str, words: str) -> None:
    """The option whose text contains these words."""
    options = Select(browser.find(f"[name='{name}']")).options
    next(each for each in options if words in each.text).click()


def save_in_admin(browser: Browser, name: str) -> None:
    browser.tap(browser.find("footer [type='submit'], form footer button"))
    browser.wait(lambda: name in browser.find(".messages").text, "the notice")


def publish_in_admin(browser: Browser) -> None:
    browser.find("footer [data-w-dropdown-target='toggle']").click()
    browser.tap(browser.find("[name='action-publish']"))
    browser.wait(lambda: "veröffentlicht" in browser.find(".messages").text, "a notice")


def open_field(browser: Browser, name: str) -> str:
    """A manager opens a field in the admin; its address in the lab."""
    come(browser, MARA)
    browser.open("/cms/szenariofelder/new/")
    browser.fill("name", name)
    choose(browser, "kind", "Technologie")
    browser.fill("horizon", "2035")
    pick(browser, "group", "Dekarbonisierung")
    browser.fill("description", "Wie heizen und fahren wir?")
    save_in_admin(browser, name)
    browser.open("/strategie/labor/?stand=collecting")
    browser.find(f"main .card a[href*='{name.lower()}']").click()
    return browser.path


# --- Collecting -------------------------------------------------------------------


def propose(browser: Browser, field: str, name: str, ways: tuple[str, str]) -> None:
    browser.open(f"{field}faktoren/neu/")
    browser.fill("name", name)
    browser.fill("why", "Das prägt die Zukunft.")
    browser.fill("projection_0", ways[0])
    browser.fill("projection_1", ways[1])
    browser.submit("name")
    browser.wait(lambda: name in browser.find("main").text, "the list of factors")


def collect(browser: Browser, field: str) -> None:
    """Two propose the same, the speaker puts it together."""
    come(browser, MILAN)
    propose(browser, field, "Strom", ("günstig", "teuer"))
    assert "vorgeschlagen" in browser.text
    come(browser, BIRTE)
    propose(browser, field, "Preis für Strom", ("niedrig", "hoch"))
    come(browser, SVEA)
    propose(browser, field, "Werk", ("bleibt", "geht"))
    browser.tap(browser.find("main button[value='accept']"))
    browser.wait(lambda: "Der Faktor ist aufgenommen." in browser.text, "the notice")
    articles = browser.all("main article")
    twin = next(each for each in articles if "Preis für Strom" in each.text)
    with browser.leaving():
        browser.tap(twin.find_element("css selector", "[href$='/zusammenfuehren/']"))
    choose(browser, "into", "Strom")
    browser.submit("into")
    assert "Die Faktoren sind zusammengeführt." in browser.text


def set_state(browser: Browser, field: str, state: str) -> None:
    browser.open(field)
    choose(browser, "state", state)
    browser.submit("state")
    browser.wait(lambda: f"im Stand „{state}“" in browser.text, "the new state")


# --- Judging ----------------------------------------------------------------------

LIKE, UNLIKE = "3", "-2"  # like promotes like


def fill_pair(browser: Browser, values: tuple[str, str] = (LIKE, UNLIKE)) -> None:
    cells = browser.all("main fieldset select")
    for at, cell in enumerate(cells):
        Select(cell).select_by_value(values[at not in {0, len(cells) - 1}])


def save_pair(browser: Browser) -> None:
    with browser.leaving():
        browser.tap(browser.find("main form button:not([name])"))
    assert "Gespeichert:" in browser.text


def judge(browser: Browser, field: str) -> None:
    """Both pairs, as most do."""
    for _pair in range(2):
        browser.open(f"{field}bewerten/weiter/")
        fill_pair(browser)
        save_pair(browser)
    assert "Alle Paare sind eingeschätzt." in browser.text


def judge_by_keyboard(browser: Browser, field: str) -> None:
    """Tab to each question, type the first sign of the answer, Enter on the button."""
    browser.open(f"{field}bewerten/weiter/")
    for _pair in range(2):
        names = [each.get_attribute("name") for each in browser.all("fieldset select")]
        for at, name in enumerate(names):
            tab_to(browser, f"[name='{name}']")
            browser.press("+3" if at in {0, len(names) - 1} else "−2")
        tab_to(browser, "main form button:not([name])")
        with browser.leaving():
            browser.press(Keys.ENTER)
        assert "Gespeichert:" in browser.text
    assert "Alle Paare sind eingeschätzt." in browser.text


def judge_on_a_phone(browser: Browser, field: str) -> None:
    """Nothing has to be pushed sideways; the second pair has no influence."""
    browser.size(*PHONE)
    browser.open(f"{field}bewerten/weiter/")
    wide = browser.js("return document.documentElement.scrollWidth")
    assert wide <= PHONE[0]
    for cell in browser.all("main fieldset select"):
        box = cell.rect
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE[0]
    fill_pair(browser)
    save_pair(browser)
    with browser.leaving():
        browser.tap(browser.find("main form button[name='none']"))
    assert "hat keinen Einfluss auf" in browser.text


def enter_paper(browser: Browser, field: str) -> None:
    """The speaker types what somebody without an account has written on the sheet."""
    browser.open(f"{field}bogen/")
    browser.fill("name", "Frau Papier")
    choose(browser, "stakeholder_group", "Zivilgesellschaft")
    browser.submit("name")
    assert "Papierbogen von Frau Papier" in browser.text
    browser.follow("Mit dem ersten Paar beginnen")
    for _pair in range(2):
        fill_pair(browser, ("-3", "3"))  # she sees it the other way round
        save_pair(browser)
    assert "Alle Paare sind eingeschätzt." in browser.text


def judge_all(browser: Browser, field: str) -> None:
    come(browser, SVEA)
    browser.open(f"{field}abstimmen/")
    assert "2 Paare fehlen Ihnen noch" in browser.text  # alone first
    judge(browser, field)
    enter_paper(browser, field)
    come(browser, MILAN)
    judge_by_keyboard(browser, field)
    come(browser, BIRTE)
    judge_on_a_phone(browser, field)
    come(browser, VERA)
    browser.scripts(on=False)
    judge(browser, field)
    come(browser, KIRA)
    judge(browser, field)


# --- Settling, analysing, publishing ----------------------------------------------


def settle(browser: Browser, field: str) -> None:
    """The pair on which opinions differ most, with a note who and when can read."""
    come(browser, SVEA)
    set_state(browser, field, "Abstimmen")
    browser.open(f"{field}abstimmen/")
    assert "6 Personen haben Werte eingetragen" in browser.text
    with browser.leaving():
        browser.tap(browser.find("main tbody th a"))
    assert "Gegensatz" in browser.text
    first = browser.find("main form select")
    Select(first).select_by_value("3")
    browser.fill("note", NOTE)
    browser.submit("note")
    assert "Die Werte der Gruppe sind gespeichert." in browser.text
    assert f"{NOTE} (Svea Sprecherin" in browser.text


def analyse(browser: Browser, field: str, name: str) -> None:
    browser.open(f"{field}auswertungen/")
    browser.submit("tolerance")
    found = "2 Szenarien sind in sich stimmig."

    def look() -> bool:
        if found in browser.text:
            return True
        browser.click("Stand neu laden")
        return False

    browser.wait(look, "the result", seconds=60)
    browser.click("Szenarien auswählen und benennen")
    browser.tap(browser.find("main form button"))
    browser.wait(lambda: "name_1" in browser.driver.page_source, "the names")
    for number in (1, 2):
        browser.fill(f"name_{number}", f"{name} Zukunft {number}")
        browser.fill(f"lead_{number}", "So könnte es kommen.")
    browser.submit("name_1")
    browser.wait(lambda: "(Entwurf)" in browser.text, "the drafts")


def publish(browser: Browser, field: str, name: str) -> list[str]:
    """Both in the admin; addresses of their pages there."""
    come(browser, MARA)
    pages = []
    for number in (1, 2):
        browser.open(f"/cms/szenarien/?q={name}")
        links = browser.all("main td a")
        next(each for each in links if each.text.endswith(str(number))).click()
        pages.append(browser.path)
        publish_in_admin(browser)
    set_state(browser, field, "veröffentlicht")
    return pages


# --- Vision and measure -----------------------------------------------------------


def imagine(browser: Browser, name: str) -> str:
    """A vision with a story; its page in the admin."""
    browser.open("/cms/zukunftsbilder/add/")
    browser.fill("name", f"{name} Bild")
    browser.fill("lead", "So soll es werden.")
    story = browser.find("main [contenteditable='true']")
    browser.tap(story)
    browser.press("Morgens hört man nur noch die Vögel.")
    publish_in_admin(browser)
    browser.open(f"/cms/zukunftsbilder/?q={name}")
    browser.find("main td a").click()
    return browser.path


def link(browser: Browser, source: str, target: str, reason: str) -> None:
    browser.open("/cms/verknuepfungen/new/")
    pick(browser, "source_choice", source)
    pick(browser, "target_choice", target)
    browser.fill("reason", reason)
    save_in_admin(browser, source)


def band(browser: Browser) -> str:
    return browser.find("main ol.chain").text


def delete_in_admin(browser: Browser, page: str) -> None:
    browser.open(page.replace("/edit/", "/delete/"))
    browser.tap(browser.find("main form [type='submit']"))
    browser.wait(lambda: "gelöscht" in browser.text, "the notice")


def test_seven_people_from_an_empty_field_to_a_measure(browser):
    name = f"Feld{time.time_ns()}"
    field = open_field(browser, name)
    collect(browser, field)
    set_state(browser, field, "Einschätzen")
    judge_all(browser, field)
    settle(browser, field)
    analyse(browser, field, name)
    pages = publish(browser, field, name)
    pages.insert(0, imagine(browser, name))
    for number in (1, 2):
        link(browser, f"{name} Zukunft {number}", f"{name} Bild", "Es zeigt den Weg.")
    link(browser, f"{name} Bild", MEASURE, "Damit beginnt es.")

    browser.reset()  # anybody sees the whole chain, from each of its ends
    browser.open("/strategie/szenarien/?art=technology")
    with browser.leaving():
        browser.tap(browser.find(f"main .card a[href*='{name.lower()}-zukunft-1']"))
    assert "In sich stimmig" in browser.text
    assert f"{name} Bild" in band(browser)
    browser.follow(f"{name} Bild")
    for other in (f"{name} Zukunft 1", f"{name} Zukunft 2", MEASURE):
        assert other in band(browser)
    assert "Es zeigt den Weg." in browser.text
    with browser.leaving():
        browser.tap(browser.find("main ol.chain a[href*='/massnahmen/waerme-teilen']"))
    assert f"{name} Bild" in band(browser)
    browser.open(f"{field}auswertungen/")  # published with how it was found
    assert "fertig" in browser.text

    come(browser, MARA)  # other tests find the portal as it was
    for page in pages:
        delete_in_admin(browser, page)


def test_message_about_a_move_has_the_focus_at_the_factor(browser):
    come(browser, EMAILS["manager"])
    browser.open("/strategie/labor/nordhessen-heizt-und-arbeitet-2040/faktoren/")
    for way, place in (("down", 2), ("up", 1)):
        button = browser.all(f"main button[value='{way}']")[0]
        with browser.leaving():
            browser.tap(button)
        said = f"steht jetzt an Stelle {place}."
        browser.wait(lambda said=said: said in browser.focused.text, "the message")
        assert browser.focused.find_element("xpath", "ancestor::main")
