"""A newcomer joins, proposes an organisation, reports a text and leaves again."""

import time

from selenium.webdriver.common.keys import Keys

from tests.browser.driver import Browser
from tests.browser.states import first_card
from tests.browser.test_accounts import PASSWORD, code_for
from tests.browser.test_groups import follow, send
from tests.browser.test_journeys import tab_to, wait_for_notice
from tests.cast import EMAILS
from tregks.forms import SpamGuard

EMAIL = "neu@example.org"


def join(browser: Browser, organisation: str) -> None:
    """By keyboard alone, from the page that says what membership brings."""
    browser.open("/mitmachen/")
    answers = {
        "name": "Nele Neu",
        "email": EMAIL,
        "password1": PASSWORD,
        "stakeholder_group": "Unternehmen",
        "organisation": organisation,
    }
    for name, words in answers.items():
        tab_to(browser, f"main [name='{name}']")
        browser.press(words)
    tab_to(browser, "main [name='rules']")
    browser.press(Keys.SPACE)
    time.sleep(SpamGuard.MINIMUM_TIME.total_seconds())  # as people do
    follow(browser, "main form.form button[type='submit']")
    assert browser.path == "/konto/confirm-email/"
    code = code_for(browser, EMAIL)
    browser.open(f"/konto/confirm-email/?code={code}")
    browser.submit("code")
    assert browser.path == "/mitmachen/willkommen/"


def report(browser: Browser, words: str) -> None:
    browser.open("/netzwerk/biete-suche/")
    first_card(browser)
    follow(browser, "main a[href*='/melden/']")
    tab_to(browser, "main [name='reason']")
    browser.press(Keys.SPACE)
    send(browser, words=words)
    assert "melden" not in browser.path


def test_joining_proposing_reporting_leaving(browser):
    name = f"Werkstatt {time.time_ns()}"
    browser.scripts(on=False)
    join(browser, name)
    assert name in browser.text
    follow(browser, "main a[href='/netzwerk/vorschlagen/']")
    assert browser.find("[name='name']").get_attribute("value") == name
    send(browser, stakeholder_group="Unternehmen", municipality="Kassel")
    assert "Vielen Dank für Ihren Vorschlag." in browser.text
    entry = browser.path
    report(browser, name)
    newcomer = browser.driver.get_cookie("session")

    browser.reset()
    browser.open(entry)
    assert name not in browser.text
    browser.login(EMAILS["manager"])
    browser.open(f"/cms/meldungen/?q={name.split()[1]}")
    with browser.leaving():
        browser.find("main tbody a").click()
    assert name in browser.text
    with browser.leaving():
        browser.tap(browser.find("form:has([value='dismiss']) button"))
    wait_for_notice(browser, "Die Meldungen sind erledigt.")
    browser.open(f"/cms/organisationen/?q={name.split()[1]}")
    browser.tap(browser.find("main tbody input[type='checkbox']"))
    archive = browser.find("[data-bulk-action-button][href*='/archive/']")
    with browser.leaving():  # the bar with the buttons slides in
        browser.wait(lambda: archive.click() or True, "what can be done with it")
    with browser.leaving():
        browser.tap(browser.find("main form button[type='submit']"))
    wait_for_notice(browser, "1 Eintrag ist geändert.")

    browser.reset()
    browser.scripts(on=False)
    browser.open("/healthz")
    browser.driver.add_cookie(newcomer)
    browser.open("/konto/loeschen/")
    follow(browser, "main form[action='/konto/loeschen/'] button")
    assert "Ihr Konto ist gelöscht." in browser.text
    browser.open("/mein-bereich/")
    assert browser.path == "/konto/login/"
