"""Workshops from registering to the door, as people do it."""

import re
import time

from selenium.webdriver.common.keys import Keys

from tests.browser.driver import PHONE, Browser
from tests.browser.states import FULL, GUEST
from tests.browser.test_journeys import mail_with, tab_to
from tests.cast import EMAILS
from tregks.forms import SpamGuard


def linked(text: str, words: str) -> str:
    """The address in a mail whose line begins with these words."""
    return re.search(rf"{words}.*?: (http\S+)", text)[1]


def link_in_mail(browser: Browser, subject: str, words: str) -> str:
    mail_with(browser, subject)
    for link in browser.all("main a, iframe"):
        if words in link.text:
            return link.get_attribute("href")
    return linked(browser.text, words)


def become(browser: Browser, role: str) -> None:
    """Another person with a browser of their own."""
    browser.reset()
    browser.login(EMAILS[role])


def test_guest_registers_by_keyboard_and_cancels_from_the_mail_without_scripts(
    browser,
):
    browser.open("/termine/")
    tab_to(browser, "main a[href$='/workshops/weiterbildung-zukunftsbild/']")
    with browser.leaving():
        browser.press(Keys.ENTER)
    assert "weiterbildung" in browser.path
    tab_to(browser, f"main a[href='{GUEST}']")
    with browser.leaving():
        browser.press(Keys.ENTER)
    assert browser.path == GUEST
    email = f"gast{time.time_ns()}@firma.example"
    tab_to(browser, "[name='name']")
    browser.press("Gesine Gast")
    tab_to(browser, "[name='email']")
    browser.press(email)
    time.sleep(SpamGuard.MINIMUM_TIME.total_seconds())  # as people do
    with browser.leaving():
        browser.press(Keys.ENTER)
    assert "Schritt 2 von 2" in browser.text

    browser.scripts(on=False)
    browser.open(link_in_mail(browser, "Ihr Code für die Anmeldung", "Anmeldung fort"))
    code = browser.find("[name='code']").get_attribute("value")
    assert re.fullmatch(r"\d{6}", code)
    browser.fill("need", "Bitte große Schrift.")
    browser.submit("code")
    assert "Gesine Gast, Sie haben einen Platz." in browser.text

    browser.open(link_in_mail(browser, "Angemeldet: Zukunftsbild", "Ihre Anmeldung"))
    assert "Sie haben einen Platz." in browser.text
    browser.follow("Absagen")
    assert "Sie sind abgemeldet." in browser.text
    assert "Gesine Gast" in mail_with(browser, "Abgemeldet: Zukunftsbild")


def test_waiting_person_moves_up_and_is_checked_in_on_a_phone(browser):
    browser.login(EMAILS["stranger"])
    browser.open(FULL)
    assert "Sie stehen auf Platz 1 der Warteliste." in browser.text

    become(browser, "manager")
    browser.open(f"{FULL}leitung/")
    browser.follow("Jana Jütte")
    browser.fill("cancel-reason", "Auf eigenen Wunsch am Telefon.")
    browser.follow("Anmeldung beenden")
    assert "Ihre Änderungen sind gespeichert." in browser.text
    assert "Fenja Fremd" in mail_with(browser, "Sie haben einen Platz: Wechsel")

    become(browser, "stranger")
    browser.open(FULL)
    assert "Sie sind angemeldet." in browser.text

    become(browser, "manager")
    browser.size(*PHONE)
    browser.scripts(on=False)
    browser.open(f"{FULL}leitung/einlass/")
    browser.fill("q", "fenja")
    browser.follow("Suchen")
    button = browser.find("button[name='attended']")
    assert button.size["height"] >= 44
    with browser.leaving():
        browser.tap(button)
    source = browser.driver
    browser.wait(lambda: "ist da" in source.page_source, "somebody who is there")
    with browser.leaving():
        browser.tap(browser.find("button[name='registered']"))
    browser.wait(lambda: "ist da" not in source.page_source, "somebody who is not")
