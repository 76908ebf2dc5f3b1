"""Writing a draft: what is typed survives, and a vision is linked without scripts."""

from selenium.webdriver.support.select import Select

from tests.browser.driver import Browser
from tests.browser.test_groups import enter
from tests.cast import EMAILS

MEASURE = "/massnahmen/wasserstoff-fuer-giessereien-ein-probebetrieb/"
FORM = f"{MEASURE}bearbeiten/"
VISION = "/strategie/zukunftsbilder/lernen-gehoert-zur-schicht/"
REASON = "Die Gießerei lernt im laufenden Betrieb."
KEPT = "Automatisch gesichert um"
LOST = "Nicht gesichert: Ihre Anmeldung ist abgelaufen."


def kept(browser: Browser) -> str:
    """What stands below the form."""
    return browser.find("#sicherung").text


def heard(browser: Browser) -> str:
    return str(browser.js("return document.getElementById('status').textContent"))


def test_typed_text_survives_session_and_browser(browser):
    browser.login(EMAILS["speaker"])
    browser.open(FORM)
    title = browser.find("main [name='title']")
    before = title.get_attribute("value")
    title.send_keys(" im Werk")
    browser.wait(lambda: KEPT in kept(browser), "the first pause")
    assert "wird automatisch gesichert" in heard(browser)
    title.send_keys(" Nord")
    browser.wait(lambda: not heard(browser).strip(), "another pause")
    assert KEPT in kept(browser)

    session = browser.driver.get_cookie("session")
    browser.driver.delete_cookie("session")
    title.send_keys(" und Süd")
    browser.wait(lambda: LOST in kept(browser), "the end of the session")
    assert LOST in heard(browser)
    browser.driver.add_cookie(session)
    title.send_keys(".")
    browser.wait(lambda: KEPT in kept(browser), "the next session")
    written = f"{before} im Werk Nord und Süd."

    browser.open(FORM)  # as after a crash
    assert "wurde nicht gespeichert" in browser.text
    assert "im Werk Nord und Süd" in browser.find("main ins").text
    browser.follow("Text übernehmen und weiterschreiben")
    assert browser.find("main [name='title']").get_attribute("value") == written
    browser.open(FORM)
    browser.follow("Text verwerfen")
    assert browser.find("main [name='title']").get_attribute("value") == before


def test_failure_is_said_once_and_its_end_too(browser):
    browser.login(EMAILS["speaker"])
    browser.open(FORM)
    title = browser.find("main [name='title']")
    title.send_keys(" Süd")
    browser.wait(lambda: KEPT in kept(browser), "the first pause")
    assert KEPT in browser.find("#gesichert").text
    title.send_keys("-")
    browser.wait(lambda: not heard(browser).strip(), "another pause")
    connect(browser, on=False)
    try:
        title.send_keys(" Ost")
        (problem,) = browser.wait(lambda: browser.all("[data-problem]"), "the failure")
        title.send_keys(" West")
        browser.wait(lambda: failures(browser) > 1, "another failure")
        assert browser.all("[data-problem]") == [problem]  # the same, not said again
    finally:
        connect(browser, on=True)
    title.send_keys(".")
    browser.wait(lambda: not browser.all("[data-problem]"), "its end")
    assert "wird automatisch gesichert" in heard(browser)
    assert browser.focused == title
    browser.open(FORM)
    browser.follow("Text verwerfen")


def connect(browser: Browser, *, on: bool) -> None:
    browser.js(
        "window.failed = 0;"
        "document.addEventListener('htmx:sendError', () => window.failed++)"
    )
    browser.cdp(
        "Network.emulateNetworkConditions",
        offline=not on,
        latency=0,
        downloadThroughput=-1,
        uploadThroughput=-1,
    )


def failures(browser: Browser) -> int:
    return int(browser.js("return window.failed"))


def test_vision_is_linked_and_loosened_without_scripts(browser):
    enter(browser, EMAILS["speaker"], FORM)
    browser.follow("Zukunftsbild verknüpfen")
    row = browser.focused
    assert "Neue Verknüpfung" in row.text
    Select(browser.find("main select[name$='-vision']")).select_by_visible_text(
        "Lernen gehört zur Schicht"
    )
    name = browser.all("main [name$='-reason']")[-1].get_attribute("name")
    browser.fill(name, REASON)
    browser.follow("Entwurf speichern")
    assert REASON in browser.text
    browser.open(VISION)
    assert REASON in browser.text  # to the group, which sees the draft

    enter(browser, EMAILS["stranger"], VISION)
    assert REASON not in browser.text

    enter(browser, EMAILS["speaker"], FORM)
    for button in browser.all("main button[value^='unlink:']"):
        if "Lernen gehört zur Schicht" in button.get_attribute("textContent"):
            with browser.leaving():
                browser.tap(button)
            break
    browser.follow("Entwurf speichern")
    assert f"Der Grund war: {REASON}" in browser.text
