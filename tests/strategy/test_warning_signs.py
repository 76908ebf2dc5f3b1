"""Numbers that warn early: what the page says, and who hears of a threshold reached."""

from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.models import Event, Notification
from network.notifications import spread
from strategy.models import FeedbackEntry, WarningSign, WarningValue
from strategy.warning_signs import check_sign
from tests.factories.strategy import (
    FactorFactory,
    FieldFactory,
    ScenarioFactory,
    WarningSignFactory,
    join_group,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def factor(db):
    return FactorFactory(field=FieldFactory(), name="Strompreis")


def sign_for(projection, *values, **fields) -> WarningSign:
    sign = WarningSignFactory(projection=projection, **fields)
    for year, value in enumerate(values, start=2021):
        WarningValue.objects.create(
            sign=sign, on=date(year, 1, 1), value=Decimal(str(value))
        )
    return sign


def scenario_of(factor, number: int = 0):
    projection = factor.projections.all()[number]
    return ScenarioFactory(field=factor.field, assignment=[projection.pk])


def form(projection, values=(), **fields) -> dict[str, object]:
    data: dict[str, object] = {
        "name": "Preis",
        "projection": projection.pk,
        "direction": "above",
        "threshold": "10",
        "unit": "Cent",
        "source": "Börse",
        "values-TOTAL_FORMS": len(values),
        "values-INITIAL_FORMS": 0,
        "values-MIN_NUM_FORMS": 0,
        "values-MAX_NUM_FORMS": 1000,
    }
    for number, value in enumerate(values):
        data[f"values-{number}-on"] = f"01.01.{2021 + number}"
        data[f"values-{number}-value"] = value
    return data | fields


@pytest.mark.parametrize(
    ("direction", "values", "day"),
    [
        ("above", [8, 9.99], None),
        ("above", [8, 10, 12], date(2022, 1, 1)),
        ("above", [11, 8], date(2021, 1, 1)),
        ("below", [12, 10.01], None),
        ("below", [12, 9], date(2022, 1, 1)),
        ("above", [], None),
    ],
)
def test_sign_warns_at_its_threshold(factor, direction, values, day):
    sign = sign_for(factor.projections.first(), *values, direction=direction)
    check_sign(sign=sign, by=None)
    sign.refresh_from_db()
    assert sign.crossed_on == day
    assert sign.is_under_review == (day is not None)
    assert FeedbackEntry.objects.count() == (day is not None)


def test_group_hears_of_it_once_and_a_speaker_is_asked(
    factor, member, speaker, stranger
):
    join_group(factor.field.group, member)
    join_group(factor.field.group, speaker, speaker=True)
    sign = sign_for(factor.projections.first(), 12)
    check_sign(sign=sign, by=None)
    check_sign(sign=sign, by=None)
    event = Event.objects.get(key=f"warning:{sign.pk}")
    assert "„Preis“ hat die Schwelle erreicht" in event.title
    spread(event_id=event.pk)
    assert {each.person for each in Notification.objects.all()} == {member, speaker}
    review = FeedbackEntry.objects.get()
    assert (review.source, review.concerns) == (sign, factor)
    assert (review.reviewer, review.author) == (speaker, None)
    assert review.review_by > timezone.localdate()
    assert Event.objects.get(key__startswith="feedback:").title.endswith("Preis")
    assert not Notification.objects.filter(person=stranger).exists()


def test_page_says_what_it_means_for_this_scenario(client, factor):
    fitting, other = scenario_of(factor, 0), scenario_of(factor, 1)
    check_sign(sign=sign_for(factor.projections.all()[0], 9, 12.5), by=None)
    page = BeautifulSoup(client.get(fitting.get_absolute_url()).content, "html.parser")
    row = page.select_one("#fruehwarnzeichen ~ div tbody tr").get_text(" ", strip=True)
    for words in ("12,5", "ab 10 Cent", "spricht für dieses", "Prüfung offen"):
        assert words in row
    assert "spricht gegen dieses" in client.get(other.get_absolute_url()).text
    unrelated = ScenarioFactory()
    assert "Frühwarnzeichen" not in client.get(unrelated.get_absolute_url()).text


def test_manager_enters_values_and_what_was_concluded(login, manager, factor, client):
    scenario = scenario_of(factor)
    browser = login(manager)
    projection = factor.projections.first()
    browser.post("/cms/fruehwarnzeichen/new/", form(projection, ["9", "11"]))
    sign = WarningSign.objects.get()
    assert sign.crossed_on == date(2022, 1, 1)
    assert "Schwelle erreicht" in browser.get("/cms/fruehwarnzeichen/").text
    edit = browser.get(f"/cms/fruehwarnzeichen/edit/{sign.pk}/").text
    review = FeedbackEntry.objects.get()
    assert review.get_absolute_url() in edit
    answer = {
        "action": "answer",
        "answer-outcome": "unchanged",
        "answer-text": "Das Szenario bleibt.",
    }
    page = browser.post(f"{review.get_absolute_url()}antwort/", answer, follow=True)
    assert "Frühwarnzeichen" in page.text
    page = client.get(scenario.get_absolute_url()).text
    assert "Das Szenario bleibt." in page
    assert "Prüfung offen" not in page


def test_two_values_of_one_day_are_refused(login, manager, factor):
    sent = form(factor.projections.first(), ["9", "11"])
    sent["values-1-on"] = sent["values-0-on"]
    page = login(manager).post("/cms/fruehwarnzeichen/new/", sent)
    assert page.status_code == 200
    assert not WarningSign.objects.exists()


def test_nobody_else_enters_signs(login, editor, stranger, factor):
    for person in (editor, stranger):
        login(person).post(
            "/cms/fruehwarnzeichen/new/", form(factor.projections.first())
        )
    assert not WarningSign.objects.exists()


def test_database_knows_two_directions(factor):
    with pytest.raises(IntegrityError), transaction.atomic():
        sign_for(factor.projections.first(), direction="sideways")


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_for_any_number(client, factor, number):
    scenario = scenario_of(factor)
    for _ in range(number):
        sign_for(factor.projections.first(), 8, 9)
    client.get(scenario.get_absolute_url())
    with CaptureQueriesContext(connection) as queries:
        client.get(scenario.get_absolute_url())
    assert len(queries) == 11
