"""A working group from the first request to a planned meeting, without scripts."""

import time
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from selenium.webdriver.common.keys import Keys

from tests.browser.driver import Browser
from tests.browser.test_journeys import tab_to
from tests.cast import EMAILS
from tregks.demo.content_groups import HENNING

# A group on request that no state looks at, so nothing has to be as it was.
GROUP = "/arbeitsgruppen/standortentwicklung/"


def follow(browser: Browser, css: str) -> None:
    """Go to a link or button with Tab and press Enter."""
    tab_to(browser, css)
    with browser.leaving():
        browser.press(Keys.ENTER)


def send(browser: Browser, **answers: str) -> None:
    """Fill in the form by keyboard, field after field, and press its button."""
    for name, words in answers.items():
        tab_to(browser, f"main [name='{name}']")
        browser.press(words)
    follow(browser, "main form.form button")


def enter(browser: Browser, email: str, path: str) -> None:
    browser.reset()
    browser.scripts(on=False)
    browser.login(email)
    browser.open(path)


def test_request_approval_post_comment_upload_meeting(browser, tmp_path: Path):
    words = f"Flächen tauschen {time.time_ns()}"
    enter(browser, EMAILS["stranger"], GROUP)
    follow(browser, f"main a[href='{GROUP}beitreten/']")
    send(browser, message=words)
    assert "Ihre Anfrage ist bei den Sprecher:innen." in browser.text

    enter(browser, HENNING, f"{GROUP}mitglieder/")
    assert words in browser.text
    follow(browser, "main button[value='admit']")
    assert words not in browser.text

    enter(browser, EMAILS["stranger"], f"{GROUP}beitraege/")
    follow(browser, f"main a[href='{GROUP}beitraege/neu/']")
    send(browser, title=words, text="Wer hat eine Halle, wer sucht eine?")
    assert browser.find("h1").text == words
    post = browser.path

    enter(browser, HENNING, post)
    send(browser, text="Zwei Hallen in Lohfelden stehen leer.")
    assert "1 Kommentar" in browser.text
    browser.open(f"{GROUP}treffen/neu/")
    day = timezone.localdate() + timedelta(days=30)
    send(
        browser,
        title=words,
        day=f"{day:%d.%m.%Y}",
        begin="14:00",
        finish="16:00",
        place="Rathaus Kassel, Zimmer W 206",
        barriers="Aufzug, barrierefreie Toilette auf der Etage.",
    )
    assert "14:00 bis 16:00 Uhr" in browser.text

    enter(browser, EMAILS["stranger"], f"{GROUP}dokumente/neu/")
    file = tmp_path / "hallen.csv"
    file.write_text("Ort;Fläche\nLohfelden;1200\n")
    browser.find("main [name='file']").send_keys(str(file))
    send(browser, title=words)
    assert f"{words} (CSV" in browser.text
    browser.open(GROUP)
    follow(browser, f"main a[href='{GROUP}verlassen/']")
    follow(browser, "main form.form button")
    assert "Sie sind nicht mehr Mitglied dieser Arbeitsgruppe." in browser.text
    browser.open(post)
    assert words not in browser.text
