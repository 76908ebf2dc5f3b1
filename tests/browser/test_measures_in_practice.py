"""A measure under way: a report, a finding, its review, a scenario that changes."""

import time
from datetime import timedelta

from django.utils import timezone

from tests.browser.driver import Browser
from tests.browser.test_groups import enter
from tests.browser.test_journeys import press_action, wait_for_notice
from tests.cast import EMAILS
from tregks.demo.content_implementation import BUS

MANAGER = "Mara Management"
MEASURE = "/massnahmen/werkbus-auf-bestellung/"
SCENARIO, SLUG = "Jeder für sich", "jeder-fuer-sich"


def fill(browser: Browser, **answers: str) -> None:
    for name, words in answers.items():
        browser.fill(name, words)


def choose(browser: Browser, name: str, start: str) -> None:
    """The first option of a list that begins so."""
    for option in browser.all(f"[name='{name}'] option"):
        if option.text.startswith(start):
            option.click()
            return
    raise AssertionError(start)


def publish_change(browser: Browser, words: str) -> None:
    """What an editor does: open the scenario in the admin, write, publish."""
    browser.scripts(on=True)
    browser.open("/cms/szenarien/")
    browser.follow(SCENARIO)
    browser.find("[name='plain_language']").send_keys(f"\n\n{words}")
    press_action(browser, "action-publish")
    wait_for_notice(browser, "veröffentlicht")
    browser.scripts(on=False)


def test_report_finding_review_and_the_scenario_that_changes(browser):
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
        review_by=f"{day:%d.%m.%Y}",
    )
    browser.find("[name='effect'][value='adds']").click()
    choose(browser, "thing", SCENARIO)
    choose(browser, "reviewer", MANAGER)
    browser.submit("finding")
    assert words in browser.text
    entry = browser.path

    enter(browser, EMAILS["manager"], entry)
    publish_change(browser, words)
    browser.open(entry)
    browser.follow("Prüfen und beantworten")
    browser.find("[name='answer-outcome'][value='changed']").click()
    choose(browser, "answer-version", f"Szenario „{SCENARIO}“")
    browser.fill("answer-text", "Das Szenario nennt jetzt, wie viele kommen.")
    browser.submit("answer-text")
    assert "Es wurde geändert" in browser.text

    browser.reset()
    browser.open(MEASURE)
    assert "Das Szenario nennt jetzt, wie viele kommen." in browser.text
    change = f"„{SCENARIO}“, geändert in Fassung vom"
    browser.find(f"main a[href*='/fassungen/'][href*='{SLUG}']").click()
    browser.wait(lambda: browser.title.startswith("Was sich geändert hat"), "the text")
    assert words in " ".join(each.text for each in browser.all("ins"))
    browser.open(f"/strategie/szenarien/{SLUG}/")
    assert change in browser.text
