"""From beginning to end, as the people do it for whom the portal is made."""

import time
from datetime import timedelta

from django.utils import timezone
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select

from tests.browser.driver import Browser
from tests.browser.states import end_mail
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
                with browser.leaving():
                    card.find_element("css selector", "a").click()
                return browser.text
        return ""

    return browser.wait(look, f"a mail with {words}", seconds=90)


def test_skip_link_leads_into_the_content_by_keyboard(browser):
    browser.open("/")
    browser.press(Keys.TAB)
    assert browser.focused.text == "Zum Inhalt springen"
    browser.press(Keys.ENTER)
    browser.wait(lambda: browser.focused.tag_name == "main", "the content")
    browser.press(Keys.TAB)
    assert browser.js("return Boolean(document.activeElement.closest('main'))")


def test_logging_in_and_out_by_keyboard(browser):
    browser.open("/")
    tab_to(browser, "header a[href*='/konto/login/']")
    with browser.leaving():
        browser.press(Keys.ENTER)
    tab_to(browser, "[name='login']")
    browser.press(EMAILS["member"])
    tab_to(browser, "[name='password']")
    with browser.leaving():
        browser.press(PASSWORD, Keys.ENTER)
    assert browser.path == "/mein-bereich/"
    browser.open("/konto/")
    tab_to(browser, "main form[action='/konto/logout/'] button")
    with browser.leaving():
        browser.press(Keys.ENTER)
    assert browser.path == "/"
    assert "Sie sind abgemeldet." in browser.text


def test_error_summary_has_the_focus_and_leads_to_the_field(browser):
    browser.open("/kontakt/")
    browser.submit("message")
    assert browser.title.startswith("Fehler:")
    assert browser.focused.get_attribute("role") == "alert"
    browser.press(Keys.TAB, Keys.ENTER)
    browser.wait(lambda: browser.focused.get_attribute("name") == "email", "the field")
    assert browser.focused.get_attribute("aria-invalid") == "true"


def test_searching_without_scripts(browser):
    browser.scripts(on=False)
    browser.open("/suche/")
    browser.fill("q", "Wasserstoff")
    browser.submit("q")
    assert "Treffer für „Wasserstoff“" in browser.text
    with browser.leaving():
        browser.find("main li a, main .card a").click()
    assert "asserstoff" in browser.find("main").text


def test_barrier_is_reported_by_keyboard_and_answered(browser):
    browser.open("/leichte-sprache/")
    tab_to(browser, "footer a[href*='/barriere-melden/']")
    with browser.leaving():
        browser.press(Keys.ENTER)
    assert browser.path == "/barriere-melden/"
    words = f"Die Tabelle lässt sich nicht lesen ({time.time_ns()})."
    tab_to(browser, "[name='message']")
    browser.press(words)
    assert "/leichte-sprache/" in browser.find("[name='page']").get_attribute("value")
    tab_to(browser, "[name='email']")
    browser.press("leserin@example.org")
    time.sleep(SpamGuard.MINIMUM_TIME.total_seconds())  # as people do
    tab_to(browser, "main form:has([name='message']) button")
    with browser.leaving():
        browser.press(Keys.ENTER)
    assert "Vielen Dank für Ihre Meldung" in browser.text
    number = browser.find("main strong").text
    assert number in mail_with(browser, number)

    browser.login(EMAILS["manager"])
    browser.open("/cms/anliegen/")
    browser.follow(number)
    assert words in browser.text
    browser.find("[name='reply-text']").send_keys("Wir haben die Tabelle erneuert.")
    with browser.leaving():
        browser.tap(browser.find("form:has([name='reply-text']) button"))
    wait_for_notice(browser, "Die Antwort geht jetzt hinaus.")
    assert "Wir haben die Tabelle erneuert." in mail_with(browser, "Antwort auf Ihre")


# Wagtail's editor compares the form with how it was some seconds after loading, saves
# changes by itself, and then replaces parts of the page, buttons included.
EDITOR = """
const form = document.querySelector("form[data-edit-form]");
const controller = (name) =>
  window.wagtail.app.getControllerForElementAndIdentifier(form, name);
const unsaved = controller("w-unsaved");
const autosave = controller("w-autosave");
"""
WATCHES = f"{EDITOR} return Boolean(unsaved?.initialFormData && autosave);"
HAS_SAVED = f"""{EDITOR}
return unsaved.formData === unsaved.initialFormData && !autosave.submitPromise;
"""
NEWS = {
    "lead": "Das Wichtigste in einem Satz.",
    "image_description": "Menschen an einem Tisch",
}


def open_editor(browser: Browser) -> None:
    """The form for a news item, ready to write."""
    browser.login(EMAILS["editor"])
    browser.open("/cms/api/main/pages/?slug=aktuelles&format=json")
    found = browser.js("return JSON.parse(document.body.textContent).items[0].id")
    browser.open(f"/cms/pages/add/cms/newspage/{found}/")
    browser.wait(lambda: browser.js(WATCHES), "the editor")


def write_news(browser: Browser, title: str) -> None:
    """Fill in the editor's form, with an image of the library."""
    open_editor(browser)
    browser.find("[name='title']").send_keys(title)
    browser.find("[name='lead']").send_keys(NEWS["lead"])
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
    browser.find("[name='image_description']").send_keys(NEWS["image_description"])
    browser.wait(
        lambda: browser.path.endswith("/edit/") and browser.js(HAS_SAVED), "the draft"
    )
    for name, value in {"title": title, **NEWS}.items():
        assert browser.find(f"[name='{name}']").get_attribute("value") == value


def open_menu(browser: Browser, name: str) -> WebElement:
    """The buttons below the editor's form, behind an arrow; gives that one."""
    button = browser.find(f"[name='{name}']")
    if not button.is_displayed():
        browser.find("footer [data-w-dropdown-target='toggle']").click()
        browser.wait(button.is_displayed, "the menu")
    return button


def press_action(browser: Browser, name: str) -> None:
    with browser.leaving():
        open_menu(browser, name).click()


def wait_for_notice(browser: Browser, words: str) -> None:
    """Wagtail fades its notices in."""
    browser.wait(lambda: words in browser.find(".messages").text, f"notice {words}")


def take_back(browser: Browser, page: str) -> None:
    browser.login(EMAILS["editor"])
    browser.open(f"/cms/pages/{page}/delete/")
    with browser.leaving():
        browser.tap(
            browser.find("main form button[type='submit'], main form [type=submit]")
        )
    wait_for_notice(browser, "gelöscht")


def published(browser: Browser) -> str:
    """The number of the page that the editor's notice is about."""
    wait_for_notice(browser, "veröffentlicht")
    (page,) = {
        link.get_attribute("href").split("/")[-3]
        for link in browser.all(".messages a[href$='/edit/']")
    }
    return page


def test_editor_publishes_news_with_an_image_and_takes_it_back(browser):
    title = f"Neuigkeit {time.time_ns()}"
    write_news(browser, title)
    press_action(browser, "action-publish")
    page = published(browser)
    browser.reset()
    browser.open("/aktuelles/")
    browser.follow(title)
    assert browser.find("h1").text == title
    image = browser.find("main img")
    assert image.get_attribute("alt") == NEWS["image_description"]
    assert browser.js("return arguments[0].naturalWidth", image) > 300
    take_back(browser, page)
    browser.reset()
    browser.open("/aktuelles/")
    assert title not in browser.text


# Press a button at the moment when the first draft is on its way to the server.
PRESS_MEANWHILE = """
const [title, button] = arguments;
const {fetch} = window;
window.fetch = (url, options) => {
  const answer = fetch(url, options);
  if (String(url).includes("/pages/add/") && options.body.get("title") === title)
    document.querySelector(button).click();
  return answer;
};
"""


def test_publishing_waits_for_the_draft_that_is_being_saved(browser):
    title = f"Eilmeldung {time.time_ns()}"
    open_editor(browser)
    browser.find("[name='lead']").send_keys(NEWS["lead"])
    browser.js(PRESS_MEANWHILE, title, "[name='action-publish']")
    with browser.leaving():
        browser.find("[name='title']").send_keys(title)
    page = published(browser)
    browser.open("/aktuelles/")
    assert browser.text.count(title) == 1
    take_back(browser, page)


def open_calendars(browser: Browser) -> list[WebElement]:
    return [
        each for each in browser.all(".xdsoft_datetimepicker") if each.is_displayed()
    ]


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
    # The calendar covers the button; it closes when one leaves it, as on a free spot.
    browser.wait(lambda: open_calendars(browser), "the calendar")
    browser.find("#schedule-publishing-dialog h2").click()
    browser.wait(lambda: not open_calendars(browser), "the calendar to close")
    with browser.leaving():
        browser.tap(browser.find("#schedule-publishing-dialog button[type='submit']"))
    press_action(browser, "action-publish")
    wait_for_notice(browser, title)
    browser.reset()
    browser.open("/aktuelles/")
    assert title not in browser.text


def test_taking_along_all_of_ones_data(browser):
    browser.login(EMAILS["member"])
    browser.open("/konto/daten/")
    if "/reauthenticate/" in browser.path:
        browser.fill("password", PASSWORD)
        browser.submit("password")
    browser.follow("Datei vorbereiten")

    def ready() -> bool:
        browser.driver.refresh()
        return "Die Datei ist fertig" in browser.text

    browser.wait(ready, "the file", seconds=90)
    link = browser.find("main a[href$='/private-datei/']")
    assert link.text.startswith("meine-daten.zip herunterladen")


def new_offer(browser: Browser, title: str) -> str:
    """The address of an offer of the speaker, which fits a request of the member."""
    browser.login(EMAILS["speaker"])
    browser.open("/netzwerk/biete-suche/neu/")
    browser.tap(browser.find("main [name='kind'][value='biete']"))
    browser.fill("title", title)
    browser.fill("text", "Wir rechnen Ihre Abwärme durch.")
    topic = browser.find("main [name='topic']")
    Select(topic).select_by_visible_text("Dekarbonisierung")
    browser.submit("title")
    browser.wait(lambda: "ist veröffentlicht" in browser.text, "the offer")
    return browser.path


def test_member_hears_of_something_and_ends_the_mail_about_it(browser):
    title = f"Abwärme-Beratung {time.time_ns()}"
    offer = new_offer(browser, title)
    inbox, settings = (
        "/mein-bereich/benachrichtigungen/",
        "/mein-bereich/einstellungen/",
    )
    browser.reset()
    browser.login(EMAILS["member"])
    browser.open("/mein-bereich/")
    tab_to(browser, f"header a[href='{inbox}']")
    with browser.leaving():
        browser.press(Keys.ENTER)

    def first() -> bool:
        browser.open(inbox)
        return title in browser.find("main .card").text

    browser.wait(first, "the notification", seconds=60)
    tab_to(browser, "main .card button")
    with browser.leaving():
        browser.press(Keys.ENTER)
    assert browser.path == offer
    browser.open(inbox)
    assert any(title in link.text for link in browser.all("main .card h3 a"))

    browser.open(settings)
    browser.tap(browser.find("[name='frequency'][value='weekly']"))
    browser.submit("frequency")
    browser.wait(lambda: "gilt ab sofort" in browser.text, "the saved choice")

    browser.reset()
    end_mail(browser)
    tab_to(browser, "main form button")
    with browser.leaving():
        browser.press(Keys.ENTER)
    browser.wait(lambda: "keine E-Mails mehr über" in browser.text, "the end of mail")

    browser.login(EMAILS["member"])
    browser.open(settings)
    chosen = browser.find("[name='frequency']:checked")
    assert chosen.get_attribute("value") == "never"
    browser.tap(browser.find("[name='frequency'][value='daily']"))
    browser.submit("frequency")
    browser.wait(lambda: "gilt ab sofort" in browser.text, "mail as before")
    browser.reset()
    browser.login(EMAILS["speaker"])
    browser.open(offer)
    browser.tap(browser.find("main form[action$='/beenden/'] button"))
    browser.wait(lambda: "ist beendet" in browser.text, "the end of the offer")
