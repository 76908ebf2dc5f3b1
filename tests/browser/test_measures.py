"""A measure from the idea to the finding, by the people of the demo's cast."""

import time
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.browser import axe
from tests.browser.driver import PHONE, Browser
from tests.browser.test_groups import follow
from tests.browser.test_journeys import tab_to
from tests.cast import EMAILS

STATUS = "return document.getElementById('status').textContent"
REPLY = "Das Land fördert die Hälfte."


def test_measure_from_an_idea_to_the_finding(browser, tmp_path: Path):
    measure = write_draft(browser, f"Wärme aus Abwasser {time.time_ns()}")
    open_consultation(browser, measure)
    say_without_scripts(browser, measure, "stranger", "Wer bezahlt das?")
    say_without_scripts(
        browser, measure, "member", "Genauer", "Vier Kanäle bekommen Tauscher."
    )
    speak_in_place(browser, measure)
    decide_by_keyboard(browser, measure)
    read_the_synopse(browser, measure, tmp_path)
    carry_out(browser, measure)
    take_back(browser, measure)


def become(browser: Browser, role: str, *, scripts: bool = False) -> None:
    """Somebody else sits down at the browser."""
    browser.reset()
    browser.scripts(on=scripts)
    browser.login(EMAILS[role])


def choose(browser: Browser, name: str, label: str) -> None:
    for option in browser.all(f"main [name='{name}'] option"):
        if label in option.text and option.get_attribute("value"):
            option.click()
            return
    raise AssertionError(f"no choice {label} of {name}")


# --- Idea and draft -----------------------------------------------------------------------


def write_draft(browser: Browser, title: str) -> str:
    """An idea of the stranger becomes a draft that two people write."""
    become(browser, "stranger")
    browser.open("/massnahmen/idee/")
    browser.fill("title", title)
    browser.fill("summary", "Im Kanal ist es warm, auch im Winter.")
    choose(browser, "topic", "Dekarbonisierung")
    browser.follow("Idee einreichen")
    measure = browser.path

    become(browser, "speaker")
    browser.open(measure)
    browser.follow("Über die Idee entscheiden")
    if not browser.find("[name='take-group']").get_attribute("value"):
        choose(browser, "take-group", "")
    browser.follow("Idee aufgreifen")

    write_passage(browser, measure, "member", "Was wir tun", "Drei Kanäle bekommen")
    write_passage(browser, measure, "speaker", "Wer das bezahlt", "Die Stadt und")
    return measure


def write_passage(
    browser: Browser, measure: str, role: str, title: str, text: str
) -> None:
    become(browser, role)
    browser.open(measure)
    browser.follow("Entwurf bearbeiten")
    browser.follow("Abschnitt hinzufügen")
    browser.all("main fieldset input[type='text']")[-1].send_keys(title)
    browser.all("main fieldset textarea")[-1].send_keys(f"{text} Tauscher.")
    browser.follow("Entwurf speichern")
    assert "Der Entwurf ist gespeichert." in browser.text


# --- Consultation -------------------------------------------------------------------------


def open_consultation(browser: Browser, measure: str) -> None:
    browser.open(measure)
    browser.follow("Konsultation eröffnen")
    browser.tap(browser.find("[name='audience'][value='members']"))
    browser.submit("intro")
    assert "Die Konsultation hat begonnen." in browser.text


def say_without_scripts(
    browser: Browser, measure: str, role: str, text: str, wording: str = ""
) -> None:
    become(browser, role)
    browser.open(f"{measure}entwurf/")
    with browser.leaving():
        browser.find("main section p a").click()
    assert "Lesen können ihn alle, die am Portal angemeldet sind." in browser.text
    browser.fill("text", text)
    if wording:
        browser.fill("wording", wording)
    browser.follow("Stellungnahme senden")
    assert "Ihre Stellungnahme ist gespeichert." in browser.text
    if wording:
        assert browser.find("main ins").text


def arrive(browser: Browser, words: str) -> WebElement:
    """Wait until the focus stands on something new, which says this."""
    browser.wait(lambda: words in browser.focused.text, f"focus on {words}")
    return browser.focused


def speak_in_place(browser: Browser, measure: str) -> None:
    """Two more by keyboard, without leaving the draft; the focus goes with them."""
    become(browser, "editor", scripts=True)
    browser.open(f"{measure}entwurf/")
    browser.js("window.stayed = true")
    tab_to(browser, "main section p a")
    browser.press(Keys.ENTER)
    arrive(browser, "2 Stellungnahmen")
    tab_to(browser, "[data-say] button")
    browser.press(Keys.ENTER)
    assert arrive(browser, "Bitte prüfen Sie").get_attribute("role") == "alert"
    browser.press(Keys.TAB, Keys.ENTER)  # from the summary into the field
    browser.wait(
        lambda: browser.focused.get_attribute("name") == "text", "the field named"
    )
    browser.press("Wie laut ist das?")
    tab_to(browser, "[data-say] button")
    browser.press(Keys.ENTER)
    arrive(browser, "Anmerkung von")
    assert "Ihre Stellungnahme ist gespeichert." in browser.js(STATUS)
    assert "3 Stellungnahmen lesen" in browser.find("main section p a").text

    become(browser, "manager", scripts=True)
    browser.size(*PHONE)
    browser.open(f"{measure}entwurf/")
    browser.js("window.stayed = true")
    tab_to(browser, "main section p a")
    browser.press(Keys.ENTER)
    arrive(browser, "3 Stellungnahmen")
    tab_to(browser, "article button")
    browser.press(Keys.ENTER)
    arrive(browser, "Ich unterstütze das: zurücknehmen")
    assert "Sie unterstützen diese Stellungnahme." in browser.js(STATUS)
    tab_to(browser, "article a[href$='/antworten/']")
    trigger = browser.focused
    browser.press(Keys.ENTER)
    arrive(browser, "Antworten")
    tab_to(browser, "article [data-close]")
    browser.press(Keys.ENTER)
    assert browser.focused == trigger
    browser.press(Keys.ENTER)
    arrive(browser, "Antworten")
    assert not axe.violations(browser)
    tab_to(browser, "article textarea")
    browser.press(REPLY)
    tab_to(browser, "article form.form button")
    lose_the_session(browser)
    browser.press(Keys.ENTER)
    arrive(browser, REPLY)
    assert "Ihre Antwort ist gespeichert." in browser.js(STATUS)
    tab_to(browser, "[data-say] textarea")
    browser.press("Bitte auch an Schulen denken.")
    tab_to(browser, "[data-say] button")
    browser.press(Keys.ENTER)
    arrive(browser, "Anmerkung von")
    assert browser.js("return window.stayed && document.title").startswith("Entwurf")


def lose_the_session(browser: Browser) -> None:
    """It ends while somebody writes; they log in elsewhere and send again (A-44)."""
    button = browser.focused
    cookies = {each["name"]: each for each in browser.driver.get_cookies()}
    browser.driver.delete_cookie("session")
    browser.press(Keys.ENTER)
    browser.wait(
        lambda: "Ihre Anmeldung ist abgelaufen." in browser.text, "words about it"
    )
    assert browser.focused == button
    browser.driver.add_cookie(cookies["session"])


# --- Decisions ----------------------------------------------------------------------------


def decide_by_keyboard(browser: Browser, measure: str) -> None:
    become(browser, "speaker", scripts=True)
    browser.open(measure)
    browser.follow("Konsultation beenden")
    browser.follow("Jetzt beenden")
    follow(browser, "main tbody th a")
    weigh(browser, "noted", "Das Land, siehe Förderung.")
    tab_to(browser, "[name='outcome'][value='adopted'], [name='outcome']:checked")
    browser.press(Keys.SPACE)
    tab_to(browser, "[name='reason']")
    browser.press("Vier ist richtig.")
    tab_to(browser, "[name='apply']")
    browser.press(Keys.SPACE)
    follow(browser, "main form.form button")
    assert "abwägen" in browser.find("h1").text
    browser.open(f"{measure}abwaegung/")
    for _ in range(2):  # both that are left, with a reason given before
        tab_to(browser, "[name='comment']:not(:checked)")
        browser.press(Keys.SPACE)
    tab_to(browser, "[name='outcome']")
    browser.press(Keys.DOWN, Keys.DOWN, Keys.DOWN)
    tab_to(browser, "[name='earlier']")
    browser.press(Keys.DOWN)
    follow(browser, "main form.form button")
    assert "2 Stellungnahmen sind entschieden." in browser.text
    assert "Nichts zu tun" in browser.text
    browser.open(measure)
    browser.follow("Neue Fassung veröffentlichen")
    browser.follow("Fassung veröffentlichen")


def weigh(browser: Browser, outcome: str, reason: str) -> None:
    tab_to(browser, "[name='outcome']")
    places = ["adopted", "partly", "declined", "noted"]
    browser.press(Keys.SPACE, *[Keys.DOWN] * places.index(outcome))
    tab_to(browser, "[name='reason']")
    browser.press(reason)
    follow(browser, "main form.form button")


def read_the_synopse(browser: Browser, measure: str, folder: Path) -> None:
    """The same on the page, in the table and in the document."""
    become(browser, "stranger", scripts=True)
    browser.open(f"{measure}synopse/")
    words = ["Wer bezahlt das?", "Das Land, siehe Förderung.", "Vier ist richtig."]
    for each in [*words, "Wortlaut von", "Wie laut ist das?", "an Schulen denken"]:
        assert each in browser.text
    table = load_workbook(downloaded(browser, folder, "xlsx")).active
    cells = {str(cell.value) for row in table.iter_rows() for cell in row}
    document = PdfReader(downloaded(browser, folder, "pdf"))
    text = " ".join("".join(page.extract_text() for page in document.pages).split())
    for each in words:
        assert each in cells
        assert each in text
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert document.trailer["/Root"]["/Lang"].startswith("de")
    browser.open(f"{measure}entwurf/")
    browser.find("main section p a").click()
    browser.wait(lambda: browser.focused.tag_name == "h3", "the thread")
    assert "Der Text hat sich seither geändert" in browser.text
    assert REPLY in browser.text


def downloaded(browser: Browser, folder: Path, kind: str) -> Path:
    browser.cdp(
        "Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder)
    )
    browser.tap(browser.find(f"main a[download][href$='.{kind}']"))
    (file,) = browser.wait(lambda: list(folder.glob(f"*.{kind}")), f"the {kind}")
    return file


# --- What follows -------------------------------------------------------------------------


def carry_out(browser: Browser, measure: str) -> None:
    become(browser, "speaker")
    browser.open(measure)
    browser.follow("Maßnahme beschließen")
    browser.submit("reason")
    assert "Die Maßnahme ist beschlossen." in browser.text
    browser.follow("Stand ändern")
    browser.tap(browser.find("[name='to'][value='implementing']"))
    browser.submit("to")
    day = timezone.localdate() + timedelta(days=20)
    browser.follow("Neuer Meilenstein")
    browser.fill("title", "Der erste Tauscher läuft")
    browser.fill("due_on", f"{day:%d.%m.%Y}")
    browser.submit("due_on")
    assert "Der erste Tauscher läuft" in browser.text

    become(browser, "member")
    browser.open(measure)
    browser.follow("Beitrag Ihrer Organisation anbieten")
    browser.tap(browser.find("[name='kind']"))
    browser.fill("text", "Zwei Fachleute für ein Jahr")
    browser.submit("kind")
    assert "Zwei Fachleute für ein Jahr" in browser.text

    become(browser, "speaker")
    browser.open(measure)
    for state in ("confirmed", "delivered"):
        with browser.leaving():
            browser.tap(browser.find(f"main button[value='{state}']"))
        assert "Der Stand des Beitrags ist geändert." in browser.text
    browser.follow("Fortschrittsbericht schreiben")
    browser.fill("percent", "40")
    browser.tap(browser.find("[name='light'][value='on_track']"))
    browser.fill("reason", "Der Kanal ist vermessen.")
    browser.submit("percent")
    assert "40 Prozent geschafft" in browser.text

    browser.follow("Rückmeldung geben")
    browser.fill("finding", "Das Wasser ist wärmer als gedacht.")
    browser.fill("evidence", "Messungen im November")
    browser.fill("words", "Annahme zur Temperatur")
    browser.tap(browser.find("[name='effect'][value='contradicts']"))
    choose(browser, "reviewer", "Mara Management")
    browser.fill("review_by", f"{day:%d.%m.%Y}")
    browser.submit("finding")
    browser.reset()
    browser.open(measure)
    for words in (
        "Das Wasser ist wärmer als gedacht.",
        "Zwei Fachleute für ein Jahr",
        "Der Kanal ist vermessen.",
    ):
        assert words in browser.text


def take_back(browser: Browser, measure: str) -> None:
    """Public pages are as they were: other tests hold them fast."""
    title = browser.find("h1").text
    become(browser, "manager", scripts=True)
    browser.open(f"/cms/massnahmen/?q={title.split()[-1]}")
    edit = browser.find("main td a[href*='/massnahmen/edit/']").get_attribute("href")
    browser.open(edit.replace("/edit/", "/unpublish/"))
    with browser.leaving():
        browser.tap(browser.find("main form [type='submit']"))
    browser.wait(lambda: title in browser.find(".messages").text, "the notice")
    browser.reset()
    browser.open(measure)
    assert title not in browser.text
