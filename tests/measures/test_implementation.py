"""Carrying measures out: who may note what, what is late, who is reminded."""

from datetime import date, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from measures.jobs import remind_of_measures
from measures.models import Commitment, Indicator, Measure, Milestone, Plan
from measures.models import ProgressReport as Report
from network.models import Event, User
from network.notifications import spread
from tests.factories.implementation import FeedbackFactory
from tests.factories.measures import MeasureFactory, join
from tests.factories.network import AffiliationFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

REPORT = {
    "percent": "40",
    "light": "at_risk",
    "reason": "Die Halle wird später fertig.",
    "text": "Zwei Betriebe sind dabei.",
}


@pytest.fixture
def measure(speaker: User) -> Measure:
    measure = MeasureFactory(state="implementing")
    join(measure.working_group, speaker, speaker=True)
    return measure


def url(measure: Measure, page: str = "") -> str:
    return measure.get_absolute_url() + page


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def written(days: int) -> str:
    return f"{day(days):%d.%m.%Y}"


def told(person: User) -> list[str]:
    for event in Event.objects.all():
        spread(event_id=event.pk)
    heard = person.notifications.select_related("event").order_by("event_id")
    return [notification.event.title for notification in heard]


def text(client, address: str) -> str:
    soup = BeautifulSoup(client.get(address).content, "html.parser")
    return " ".join(soup.get_text().split())


def plan(measure: Measure, person: User, days: int = 30) -> Plan:
    return Plan.objects.create(
        measure=measure, person=person, next_report_on=day(days), report_every=3
    )


# --- Who may ------------------------------------------------------------------------------


def forms_of(measure: Measure) -> list[str]:
    milestone = Milestone.objects.create(
        measure=measure, title="Halle gemietet", due_on=day(9)
    )
    indicator = Indicator.objects.create(
        measure=measure, name="Betriebe", unit="Betriebe", baseline=0, target=20
    )
    return [
        "plan/",
        "meilensteine/neu/",
        f"meilensteine/{milestone.pk}/",
        f"meilensteine/{milestone.pk}/loeschen/",
        "indikatoren/neu/",
        f"indikatoren/{indicator.pk}/",
        f"indikatoren/{indicator.pk}/wert/",
        f"indikatoren/{indicator.pk}/loeschen/",
        "berichte/neu/",
    ]


def test_only_who_answers_speakers_and_managers_note_something(
    login, member, speaker, manager, stranger, client, measure
):
    join(measure.working_group, member)  # writes drafts, does not report
    answers = UserFactory()
    plan(measure, answers)
    for page in forms_of(measure):
        for allowed in (answers, speaker, manager):
            assert login(allowed).get(url(measure, page)).status_code == 200, page
        for person in (member, stranger):
            assert login(person).get(url(measure, page)).status_code == 403, page
            assert login(person).post(url(measure, page)).status_code == 403, page
        assert client.post(url(measure, page)).status_code == 302
    assert (measure.milestones.count(), measure.indicators.count()) == (1, 1)


@pytest.mark.parametrize("state", ["revision", "completed", "paused", "rejected"])
def test_nothing_is_noted_in_other_states(login, manager, measure, state):
    pages = forms_of(measure)
    Measure.objects.filter(pk=measure.pk).update(state=state)
    for page in pages:
        assert login(manager).post(url(measure, page), REPORT).status_code == 403
    assert not measure.reports.exists()


def test_things_of_other_measures_do_not_exist(login, manager, measure):
    pages = forms_of(MeasureFactory(state="implementing"))
    for page in pages:
        if any(character.isdigit() for character in page):
            assert login(manager).get(url(measure, page)).status_code == 404


# --- Milestones and plan ------------------------------------------------------------------


def test_speaker_plans_and_ticks_off_milestones(login, speaker, client, measure):
    browser = login(speaker)
    data = {"title": "Halle gemietet", "due_on": written(-3)}
    browser.post(url(measure, "meilensteine/neu/"), data)
    milestone = measure.milestones.get()
    assert "überfällig" in text(client, url(measure))
    assert "Halle gemietet" in text(client, "/massnahmen/umsetzung/?verspaetet=ja")
    browser.post(
        url(measure, f"meilensteine/{milestone.pk}/"), data | {"done_on": written(-1)}
    )
    milestone.refresh_from_db()
    assert (milestone.done_on, milestone.version) == (day(-1), 2)
    assert "später als geplant" in text(client, url(measure))
    browser.post(url(measure, f"meilensteine/{milestone.pk}/loeschen/"))
    assert not measure.milestones.exists()


def test_milestone_is_not_reached_tomorrow(login, speaker, measure):
    data = {"title": "Halle", "due_on": written(3), "done_on": written(1)}
    answer = login(speaker).post(url(measure, "meilensteine/neu/"), data)
    assert "liegt in der Zukunft" in answer.text
    assert 'value="Halle"' in answer.text


def test_new_responsible_person_hears_of_it(login, speaker, member, measure):
    join(measure.working_group, member)
    data = {
        "person": member.pk,
        "report_every": "3",
        "next_report_on": written(20),
    }
    login(speaker).post(url(measure, "plan/"), data)
    assert told(member) == [f"Sie sind verantwortlich für die Umsetzung: {measure}"]
    assert login(member).get(url(measure, "berichte/neu/")).status_code == 200


def test_responsible_is_somebody_of_the_group_or_the_organisation(
    login, speaker, stranger, measure
):
    data = {
        "person": stranger.pk,
        "report_every": "3",
        "next_report_on": written(20),
    }
    assert login(speaker).post(url(measure, "plan/"), data).status_code == 200
    assert not Plan.objects.exists()


# --- Contributions ------------------------------------------------------------------------


def test_contribution_is_offered_confirmed_delivered(login, member, speaker, measure):
    organisation = AffiliationFactory(person=member, may_speak=True).organisation
    data = {"organisation": organisation.pk, "kind": "rooms", "text": "Ein Saal."}
    for _ in range(2):  # sent twice
        login(member).post(url(measure, "beitraege/neu/"), data)
    commitment = measure.commitments.get()
    assert "bietet einen Beitrag an" in told(speaker)[0]
    move = url(measure, f"beitraege/{commitment.pk}/")
    assert login(member).post(move, {"action": "confirmed"}).status_code == 403
    for state in ("delivered", "confirmed", "delivered"):
        login(speaker).post(move, {"action": state})
    commitment.refresh_from_db()
    assert commitment.state == "delivered"  # the first step was out of order
    assert [title.split(":")[0] for title in told(member)] == [
        "Ihr Beitrag ist bestätigt",
        "Ihr Beitrag ist geleistet",
    ]


def test_offer_can_be_taken_back_until_it_is_confirmed(
    login, member, speaker, stranger, measure
):
    organisation = AffiliationFactory(person=member, may_speak=True).organisation
    offer = {"measure": measure, "organisation": organisation, "kind": "money"}
    kept, gone = (Commitment.objects.create(text=text, **offer) for text in "ab")
    login(speaker).post(url(measure, f"beitraege/{kept.pk}/"), {"action": "confirmed"})
    for each in (kept, gone):
        move = url(measure, f"beitraege/{each.pk}/")
        assert login(stranger).post(move, {"action": "withdraw"}).status_code == 403
        assert login(stranger).post(move, {"action": "x"}).status_code == 403
        login(member).post(move, {"action": "withdraw"})
    assert measure.commitments.get() == kept


def test_nobody_offers_for_others(login, member, stranger, measure):
    other = OrganisationFactory()
    AffiliationFactory(person=member, may_speak=True)
    data = {"organisation": other.pk, "kind": "rooms", "text": "Ein Saal."}
    assert login(member).post(url(measure, "beitraege/neu/"), data).status_code == 200
    assert login(stranger).post(url(measure, "beitraege/neu/"), data).status_code == 403
    assert not Commitment.objects.exists()


# --- Indicators ---------------------------------------------------------------------------


def test_indicator_with_values_becomes_a_chart_with_a_table(
    login, speaker, client, measure
):
    browser = login(speaker)
    data = {"name": "Betriebe", "unit": "Betriebe", "baseline": "4", "target": "24,5"}
    browser.post(url(measure, "indikatoren/neu/"), data)
    indicator = measure.indicators.get()
    page = url(measure, f"indikatoren/{indicator.pk}/wert/")
    for days, value in ((-60, "4"), (-30, "9,5"), (-30, "10,25")):
        browser.post(page, {"on": written(days), "value": value})
    assert [value.value for value in indicator.values.all()] == [4, 10.25]
    soup = BeautifulSoup(client.get(url(measure)).content, "html.parser")
    assert len(soup.select("svg.chart circle")) == 2
    assert "30 Prozent des Weges" in soup.get_text()
    assert browser.post(page, {"on": written(1), "value": "9"}).status_code == 200
    assert browser.post(page, {"on": written(-1), "value": "viel"}).status_code == 200
    assert indicator.values.count() == 2


def test_target_is_another_value_than_the_baseline(login, speaker, measure):
    data = {"name": "Betriebe", "unit": "Betriebe", "baseline": "4", "target": "4"}
    answer = login(speaker).post(url(measure, "indikatoren/neu/"), data)
    assert "muss ein anderer sein" in answer.text


# --- Reports ------------------------------------------------------------------------------


def test_report_says_how_far_it_is_and_moves_the_next_one(
    login, speaker, client, measure
):
    planned = plan(measure, speaker, days=0)
    login(speaker).post(url(measure, "berichte/neu/"), REPORT)
    login(speaker).post(url(measure, "berichte/neu/"), REPORT | {"percent": "55"})
    planned.refresh_from_db()
    assert list(measure.reports.values_list("number", "percent")) == [(2, 55), (1, 40)]
    assert 85 <= (planned.next_report_on - day(0)).days <= 93
    page = text(client, url(measure))
    assert "55 Prozent geschafft" in page
    assert "gefährdet" in page
    assert "Zwei Betriebe sind dabei." in page


@pytest.mark.parametrize("percent", ["101", "-1", "viel", ""])
def test_report_needs_a_percentage_and_keeps_what_was_written(
    login, speaker, measure, percent
):
    data = REPORT | {"percent": percent}
    answer = login(speaker).post(url(measure, "berichte/neu/"), data)
    assert answer.status_code == 200
    assert "Zwei Betriebe sind dabei." in answer.text
    assert not measure.reports.exists()


def test_report_brings_a_file_along(login, speaker, client, measure):
    file = SimpleUploadedFile("Bericht <x>.pdf", b"%PDF-1.7 Inhalt")
    login(speaker).post(url(measure, "berichte/neu/"), REPORT | {"file": file})
    answer = client.get(url(measure, "berichte/1/datei/"))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 Inhalt"
    assert "attachment" in answer["Content-Disposition"]
    Measure.objects.filter(pk=measure.pk).update(audience="group")
    assert client.get(url(measure, "berichte/1/datei/")).status_code == 404
    fake = SimpleUploadedFile("x.pdf", b"<script>")
    answer = login(speaker).post(url(measure, "berichte/neu/"), REPORT | {"file": fake})
    assert "passt nicht zur Endung" in answer.text
    assert measure.reports.count() == 1


def test_database_refuses_a_report_without_reason(measure):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(measure=measure, number=1, percent=1, light="on_track")


def test_responsible_person_is_reminded_once_of_each_report(
    login, speaker, member, measure
):
    plan(measure, member, days=0)
    plan(MeasureFactory(state="implementing"), member, days=1)
    plan(MeasureFactory(state="paused"), member, days=-5)
    for _ in range(2):
        remind_of_measures(timestamp=0)
    assert told(member) == [f"Fortschrittsbericht fällig: {measure}"]
    login(speaker).post(url(measure, "berichte/neu/"), REPORT)
    with time_machine.travel(timezone.now() + timedelta(days=100)):
        for _ in range(2):
            remind_of_measures(timestamp=0)
    assert told(member).count(f"Fortschrittsbericht fällig: {measure}") == 2


def test_day_of_the_next_report_is_in_the_month_that_comes():
    monthly = Plan(report_every=1)
    assert monthly.day_after(date(2027, 1, 31)) == date(2027, 2, 28)
    assert Plan(report_every=12).day_after(date(2026, 12, 1)) == date(2027, 12, 1)


# --- All together -------------------------------------------------------------------------


def test_public_overview_filters_by_light_and_state(client, measure):
    Report.objects.create(
        measure=measure, number=1, percent=10, light="off_track", reason="Geld fehlt."
    )
    other = MeasureFactory(state="adopted", title="Noch nicht begonnen")
    Milestone.objects.create(measure=other, title="Start", due_on=day(-1))
    page = "/massnahmen/umsetzung/"
    assert "Noch nicht begonnen" in text(client, page)
    assert "1 nicht im Plan" in text(client, page)
    for query, shown in (
        ("?ampel=off_track", measure),
        ("?status=adopted", other),
        ("?verspaetet=ja", other),
    ):
        found = text(client, page + query)
        assert shown.title in found, query
        hidden = {measure, other} - {shown}
        assert hidden.pop().title not in found, query


def test_only_managers_see_what_is_overdue(login, manager, speaker, client, measure):
    plan(measure, speaker, days=-3)
    Milestone.objects.create(measure=measure, title="Halle gemietet", due_on=day(-2))
    page = "/massnahmen/umsetzung/ueberfaellig/"
    assert login(speaker).get(page).status_code == 403
    found = text(login(manager), page)
    assert "Halle gemietet" in found
    assert speaker.name in found
    dashboard = text(login(manager), "/cms/")
    assert "1 Meilenstein überfällig" in dashboard
    assert "1 Fortschrittsbericht überfällig" in dashboard


def test_number_of_queries_does_not_grow(login, manager, measure):
    def fill(measure: Measure, start: int) -> None:
        for number in range(start, start + 2):
            Milestone.objects.create(measure=measure, title="x", due_on=day(-number))
            indicator = Indicator.objects.create(
                measure=measure, name="n", unit="u", baseline=0, target=9
            )
            indicator.values.create(on=day(-number), value=number)
            Commitment.objects.create(
                measure=measure,
                organisation=OrganisationFactory(),
                kind="money",
                text="x",
            )
            Report.objects.create(
                measure=measure,
                number=number,
                percent=number,
                light="on_track",
                reason="x",
                by=manager,
            )

    browser = login(manager)
    pages = [
        url(measure),
        "/massnahmen/umsetzung/",
        "/massnahmen/umsetzung/ueberfaellig/",
    ]
    fill(measure, 1)
    plan(measure, manager, days=-1)
    for page in pages:
        browser.get(page)
    with CaptureQueriesContext(connection) as few:
        for page in pages:
            browser.get(page)
    fill(measure, 3)
    for _ in range(2):
        other = MeasureFactory(state="implementing")
        fill(other, 1)
        plan(other, manager, days=-1)
    with CaptureQueriesContext(connection) as many:
        for page in pages:
            browser.get(page)
    assert len(many) == len(few)


def test_due_report_and_review_stand_in_mein_bereich(login, member, measure):
    plan(measure, member, days=5)
    FeedbackFactory(source=measure, reviewer=member, finding="Kurse bleiben leer.")
    found = text(login(member), "/mein-bereich/")
    assert f"Fortschrittsbericht: {measure}" in found
    assert "Rückmeldung prüfen: Kurse bleiben leer." in found


def test_guests_learn_no_name_of_who_was_made_responsible(
    client, login, stranger, manager, speaker, measure
):
    plan(measure, speaker)
    measure.changes.create(from_state="adopted", to_state="implementing", by=manager)
    page = measure.get_absolute_url()
    for person in (speaker, manager):
        assert person.name in login(stranger).get(page).text
        assert person.name not in client.get(page).text
