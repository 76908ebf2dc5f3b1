"""A measure under way: a report, a finding that asks for a review, its answer."""

import time
from datetime import timedelta

from django.utils import timezone

from tests.browser.driver import Browser
from tests.browser.test_groups import enter
from tests.cast import EMAILS
from tregks.demo.content_implementation import BUS

MANAGER = "Mara Management"
MEASURE = "/massnahmen/werkbus-auf-bestellung/"


def fill(browser: Browser, **answers: str) -> None:
    for name, words in answers.items():
        browser.fill(name, words)


def test_report_finding_review_answer(browser):
    words = f"Neun von zwölf Stellen sind besetzt {time.time_ns()}"
    enter(browser, BUS, MEASURE)
    browser.follow("Fortschrittsbericht schreiben")
    fill(browser, percent="40", reason=words)
    browser.find("[name='light'][value='at_risk']").click()
    browser.submit("percent")
    assert "40 Prozent geschafft" in browser.text
    assert words in browser.text

    browser.follow("Rückmeldung geben")
    day = timezone.localdate() + timedelta(days=20)
    fill(
        browser,
        finding=words,
        evidence="Bewerbungen seit August",
        words="Annahmen zu Fachkräften",
        review_by=f"{day:%d.%m.%Y}",
    )
    browser.find("[name='effect'][value='adds']").click()
    for option in browser.all("[name='reviewer'] option"):
        if option.text == MANAGER:
            option.click()
    browser.submit("finding")
    assert words in browser.text
    entry = browser.path

    enter(browser, EMAILS["manager"], entry)
    browser.follow("Prüfen und beantworten")
    browser.find("[name='answer-outcome'][value='unchanged']").click()
    browser.fill("answer-text", "Das Szenario rechnet schon damit.")
    browser.submit("answer-text")
    assert "Es bleibt, wie es ist" in browser.text

    browser.reset()
    browser.open(MEASURE)
    assert "Das Szenario rechnet schon damit." in browser.text
