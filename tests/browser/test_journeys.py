"""From beginning to end, as the people do it for whom the portal is made."""

import time
from datetime import timedelta

from django.utils import timezone
from selenium.webdriver.common.keys import Keys

from tests.browser.driver import Browser
from tests.cast import EMAILS
from tregks.demo.cast import PASSWORD
from tregks.forms import SpamGuard


def tab_to(browser: Browser, css: str) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(100):
        browser.press(Keys.TAB)
        if browser.js("return document.activeElement.matches(arguments[0])", css):
            return
    raise AssertionError(f"Tab does not lead to {css} at {browser.path}")


def mail_with(browser: Browser, words: str) -> str:
    """The text of the mail in the demo's mailbox that says this."""

    def look() -> str:
        browser.open("/postfach/")
        for card in browser.all("main .card"):
            if words in card.text:
                card.find_element("css selector", "a").click()
                return browser.text
        return ""

    return browser.wait(look, f"a mail with {words}", seconds=60)


def test_skip_link_leads_into_the_content_by_keyboard(browser):
    browser.open("/")
    browser.press(Keys.TAB)
    assert browser.focused.text == "Zum Inhalt springen"
    browser.press(Keys.ENTER)
    assert browser.focused.tag_name == "main"
    browser.press(Keys.TAB)
    assert browser.js("return Boolean(document.activeElement.closest('main'))")


def test_logging_in_and_out_by_keyboard(browser):
    browser.open("/")
    tab_to(browser, "header a[href*='/konto/login/']")
    browser.press(Keys.ENTER)
    tab_to(browser, "[name='login']")
    browser.press(EMAILS["member"])
    tab_to(browser, "[name='password']")
    browser.press(PASSWORD, Keys.ENTER)
    browser.wait(lambda: browser.path == "/mein-bereich/", "the own area")
    browser.open("/konto/")
    tab_to(browser, "main form[action='/konto/logout/'] button")
    browser.press(Keys.ENTER)
    browser.wait(lambda: browser.path == "/", "to be logged out")
    assert "Sie sind abgemeldet." in browser.text


def test_error_summary_has_the_focus_and_leads_to_the_field(browser):
    browser.open("/kontakt/")
    browser.submit("message")
    browser.wait(lambda: browser.title.startswith("Fehler:"), "the error page")
    assert browser.focused.get_attribute("role") == "alert"
    browser.press(Keys.TAB, Keys.ENTER)
    assert browser.focused.get_attribute("name") == "email"
    assert browser.focused.get_attribute("aria-invalid") == "true"


def test_searching_without_scripts(browser):
    browser.scripts(on=False)
    browser.open("/suche/")
    browser.fill("q", "Wasserstoff")
    browser.submit("q")
    assert "Treffer für „Wasserstoff“" in browser.text
    browser.find("main li a, main .card a").click()
    assert "asserstoff" in browser.find("main").text


def test_barrier_is_reported_by_keyboard_and_answered(browser):
    browser.open("/leichte-sprache/")
    tab_to(browser, "footer a[href*='/barriere-melden/']")
    browser.press(Keys.ENTER)
    browser.wait(lambda: browser.path == "/barriere-melden/", "the form")
    words = f"Die Tabelle lässt sich nicht lesen ({time.time_ns()})."
    tab_to(browser, "[name='message']")
    browser.press(words)
    assert "/leichte-sprache/" in browser.find("[name='page']").get_attribute("value")
    tab_to(browser, "[name='email']")
    browser.press("leserin@example.org")
    time.sleep(SpamGuard.MINIMUM_TIME.total_seconds())  # as people do
    tab_to(browser, "main form:has([name='message']) button")
    browser.press(Keys.ENTER)
    browser.wait(lambda: "Vielen Dank für Ihre Meldung" in browser.text, "the receipt")
    number = browser.find("main strong").text
    assert number in mail_with(browser, number)

    browser.login(EMAILS["manager"])
    browser.open("/cms/anliegen/")
    browser.click(number)
    assert words in browser.text
    browser.find("[name='reply-text']").send_keys("Wir haben die Tabelle erneuert.")
    browser.tap(browser.find("form:has([name='reply-text']) button"))
    browser.wait(lambda: "Die Antwort geht jetzt hinaus." in browser.text, "the notice")
    assert "Wir haben die Tabelle erneuert." in mail_with(browser, "Antwort auf Ihre")


def write_news(browser: Browser, title: str) -> None:
    """Fill in the editor's form for a news item, with an image of the library."""
    browser.login(EMAILS["editor"])
    browser.open("/cms/api/main/pages/?slug=aktuelles&format=json")
    found = browser.js("return JSON.parse(document.body.textContent).items[0].id")
    browser.open(f"/cms/pages/add/cms/newspage/{found}/")
    browser.find("[name='title']").send_keys(title)
    browser.find("[name='lead']").send_keys("Das Wichtigste in einem Satz.")
    browser.tap(browser.find("[data-chooser-action-choose]"))
    images = browser.wait(
        lambda: [
            image
            for image in browser.all(".modal [data-chooser-modal-choice]")
            if image.is_displayed()
        ],
        "the images",
    )
    images[0].click()
    browser.wait(
        lambda: browser.find("[name='image']").get_attribute("value"), "the image"
    )
    browser.wait(lambda: not browser.all(".modal.in, .modal.show"), "the editor")
    browser.find("[name='image_description']").send_keys("Menschen an einem Tisch")


def press_action(browser: Browser, name: str) -> None:
    """One of the buttons below the editor's form, behind its arrow or not."""
    button = browser.find(f"[name='{name}']")
    if not button.is_displayed():
        browser.find("footer [data-w-dropdown-target='toggle']").click()
        browser.wait(button.is_displayed, "the menu")
    button.click()


def test_editor_publishes_news_with_an_image_and_takes_it_back(browser):
    title = f"Neuigkeit {time.time_ns()}"
    write_news(browser, title)
    press_action(browser, "action-publish")
    browser.wait(lambda: "veröffentlicht" in browser.text, "the notice")
    (page,) = {
        link.get_attribute("href").split("/")[-3]
        for link in browser.all(".messages a[href$='/edit/']")
    }
    browser.reset()
    browser.open("/aktuelles/")
    browser.click(title)
    assert browser.find("h1").text == title
    image = browser.find("main img")
    assert image.get_attribute("alt") == "Menschen an einem Tisch"
    assert browser.js("return arguments[0].naturalWidth", image) > 300

    browser.login(EMAILS["editor"])
    browser.open(f"/cms/pages/{page}/delete/")
    browser.tap(
        browser.find("main form button[type='submit'], main form [type=submit]")
    )
    browser.wait(lambda: "gelöscht" in browser.text, "the notice")
    browser.reset()
    browser.open("/aktuelles/")
    assert title not in browser.text


def test_scheduled_news_waits(browser):
    title = f"Später {time.time_ns()}"
    write_news(browser, title)
    tomorrow = timezone.localtime() + timedelta(days=1)
    browser.find("[data-side-panel-toggle='status']").click()
    opener = browser.find("[data-a11y-dialog-show='schedule-publishing-dialog']")
    browser.wait(opener.is_displayed, "the panel")
    browser.tap(opener)
    field = browser.find("[name='go_live_at']")
    browser.wait(field.is_displayed, "the dialog")
    field.send_keys(f"{tomorrow:%d.%m.%Y %H:%M}")
    browser.find("#schedule-publishing-dialog h2").click()  # closes the calendar
    browser.tap(browser.find("#schedule-publishing-dialog button[type='submit']"))
    browser.wait(lambda: browser.path.endswith("/edit/"), "the saved draft")
    press_action(browser, "action-publish")
    browser.wait(lambda: title in browser.find(".messages").text, "the notice")
    browser.reset()
    browser.open("/aktuelles/")
    assert title not in browser.text
