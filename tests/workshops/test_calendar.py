"""The calendar of all dates, its feeds, and what happens by itself."""

from datetime import date, datetime, timedelta

import icalendar
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.models import FeedToken, Meeting, OutgoingMail
from strategy.models import Phase
from tests.factories.measures import ConsultationFactory
from tests.factories.workshops import (
    OtherDateFactory,
    RegistrationFactory,
    WorkshopFactory,
    days,
)
from tests.workshops.conftest import subjects_to
from workshops import jobs
from workshops.models import AccessNeed, GuestConfirmation, OtherDate, Registration

pytestmark = pytest.mark.django_db
BERLIN = timezone.get_default_timezone()


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)


def titles(client, query: str = "") -> list[str]:
    page = client.get(f"/termine/{query}").context["page_obj"]
    return [entry.title for entry in page]


def feed(client, query: str = "") -> list[icalendar.Event]:
    answer = client.get(f"/termine/kalender.ics{query}")
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


# --- What stands there ------------------------------------------------------------------------


def test_list_shows_all_kinds_next_first_and_filters(client, group):
    WorkshopFactory(title="Werkstatt", in_days=2, topic=group.topic)
    OtherDateFactory(title="Sprechstunde", in_days=1)
    WorkshopFactory(title="Vorbei", in_days=-2)
    WorkshopFactory(title="Geheim", restriction="group", group=group)
    assert titles(client) == ["Sprechstunde", "Werkstatt"]
    assert titles(client, "?art=workshop") == ["Werkstatt"]
    assert titles(client, "?handlungsfeld=dekarbonisierung") == ["Werkstatt"]
    assert "1 Platz" not in client.get("/termine/").text


def test_members_see_the_workshops_of_their_group(login, member, stranger, group):
    WorkshopFactory(title="Intern", restriction="group", group=group)
    assert titles(login(member)) == ["Intern"]
    assert titles(login(stranger)) == []


def test_meetings_of_groups_stand_there_with_time_and_place_only(client, group):
    Meeting.objects.create(
        group=group,
        title="Drittes Treffen",
        start=days(3),
        end=days(3.1),
        link="https://meet.tregks.example/geheim",
        agenda="Geheim",
    )
    page = client.get("/termine/").text
    assert "Drittes Treffen (Dekarbonisierung)" in page
    assert "geheim" not in page.lower()
    assert len(feed(client)) == 1


def test_end_of_a_consultation_is_a_deadline(client):
    consultation = ConsultationFactory(closes_at=days(4))
    (entry,) = client.get("/termine/?art=phase").context["page_obj"]
    assert entry.title == f"Stellungnahmen bis heute: {consultation.measure}"
    assert entry.url == consultation.get_absolute_url()


def test_month_is_a_table_with_every_day(client):
    OtherDateFactory(
        title="Zwei Tage", start=local(2027, 3, 9, 9), end=local(2027, 3, 10, 17)
    )
    page = client.get("/termine/?monat=2027-03")
    cells = [each for week in page.context["weeks"] for each in week]
    assert [each["day"].day for each in cells if each["entries"]] == [9, 10]
    assert page.text.count("<time ") == 31
    assert "März 2027" in page.text
    for nonsense in ("2027-13", "9999-12", "x"):
        assert client.get(f"/termine/?monat={nonsense}").status_code == 200


def test_last_months_of_the_range_have_neighbours(client):
    for month in ("2000-01", "2099-12"):
        assert client.get(f"/termine/?monat={month}").status_code == 200


def test_dates_of_the_home_page_come_from_the_calendar(client):
    for number in range(6):
        WorkshopFactory(title=f"Nr. {number}", in_days=number + 1)
    WorkshopFactory(title="Fällt aus", in_days=0.5, state="cancelled")
    shown = [entry.title for entry in client.get("/").context["dates"]]
    assert shown == ["Nr. 0", "Nr. 1", "Nr. 2", "Nr. 3"]


def test_site_map_for_machines_lists_what_everybody_sees(client, group):
    shown = WorkshopFactory(title="Offen")
    hidden = WorkshopFactory(title="Intern", restriction="group", group=group)
    page = client.get("/sitemap.xml").text
    assert shown.get_absolute_url() in page
    assert hidden.get_absolute_url() not in page


def test_calendar_costs_the_same_for_one_and_three(client, group):
    def add(number: int) -> None:
        for _ in range(number):
            WorkshopFactory(topic=group.topic)
            OtherDateFactory(topic=group.topic, repeat="weekly")

    add(1)
    client.get("/termine/")
    with CaptureQueriesContext(connection) as one:
        client.get("/termine/")
    add(2)
    with CaptureQueriesContext(connection) as three:
        client.get("/termine/")
    assert len(one) == len(three) <= 8


# --- Again and again --------------------------------------------------------------------------


def occurrences(item: OtherDate, start: date, end: date) -> list[str]:
    span = [local(d.year, d.month, d.day) for d in (start, end)]
    return [
        f"{timezone.localtime(begins):%d.%m. %H:%M}"
        for begins, _ends in item.occurrences(*span)
    ]


def test_weekly_date_keeps_its_hour_when_clocks_change():
    item = OtherDateFactory(
        start=local(2027, 3, 22, 9), end=local(2027, 3, 22, 10), repeat="weekly"
    )
    assert occurrences(item, date(2027, 3, 20), date(2027, 4, 10)) == [
        *("22.03. 09:00", "29.03. 09:00", "05.04. 09:00")
    ]


@pytest.mark.parametrize(
    ("repeat", "expected"),
    [
        ("", ["09.02. 18:00"]),
        ("fortnightly", ["09.02. 18:00", "23.02. 18:00", "09.03. 18:00"]),
        ("monthly", ["09.02. 18:00", "09.03. 18:00", "13.04. 18:00"]),
        ("yearly", ["09.02. 18:00"]),
    ],
)
def test_dates_repeat(repeat, expected):
    item = OtherDateFactory(
        start=local(2027, 2, 9, 18), end=local(2027, 2, 9, 20), repeat=repeat
    )
    assert occurrences(item, date(2027, 2, 1), date(2027, 4, 30))[:3] == expected


def test_last_day_of_a_repeated_date_counts():
    item = OtherDateFactory(
        start=local(2027, 2, 9, 18),
        end=local(2027, 2, 9, 20),
        repeat="weekly",
        until=date(2027, 2, 23),
    )
    assert len(occurrences(item, date(2027, 1, 1), date(2027, 12, 31))) == 3


# --- Feeds (S-36) -----------------------------------------------------------------------------


def test_public_feed_holds_public_dates_and_no_people(client, group):
    workshop = WorkshopFactory(title="Offen")
    RegistrationFactory(workshop=workshop, guest="ada@example.org")
    WorkshopFactory(title="Intern", restriction="group", group=group)
    (event,) = feed(client)
    assert event["SUMMARY"] == "Offen"
    assert "ada" not in event.to_ical().decode().lower()
    assert event["URL"].endswith(workshop.get_absolute_url())


def test_titles_add_no_properties_to_a_feed(client):
    WorkshopFactory(title="Werk\r\nATTENDEE:mailto:eve@example.org", place="A\nB:C")
    (event,) = feed(client)
    assert "ATTENDEE" not in event
    assert set(event) <= {
        *("UID", "DTSTAMP", "SUMMARY", "DTSTART", "DTEND", "STATUS", "SEQUENCE"),
        *("LOCATION", "DESCRIPTION", "URL"),
    }


def test_private_feed_holds_own_dates_only_and_ends_with_its_key(
    client, login, member, stranger, group
):
    own = WorkshopFactory(title="Meiner", restriction="group", group=group)
    RegistrationFactory(workshop=own, person=member)
    RegistrationFactory(workshop=WorkshopFactory(title="Fremd"), person=stranger)
    WorkshopFactory(title="Offen")
    browser = login(member)
    browser.post("/termine/abonnieren/", {"action": "renew"})
    secret = FeedToken.objects.get(person=member).secret
    assert secret in browser.get("/termine/abonnieren/").text
    query = f"?schluessel={secret}"
    assert [event["SUMMARY"] for event in feed(client, query)] == ["Meiner"]
    assert "no-store" in client.get(f"/termine/kalender.ics{query}")["Cache-Control"]
    browser.post("/termine/abonnieren/", {"action": "revoke"})
    for key in (secret, "", "x" * 43):
        address = f"/termine/kalender.ics?schluessel={key}"
        assert client.get(address).status_code == 404


def test_workshop_and_registration_as_calendar_files(client):
    row = RegistrationFactory(guest="ada@example.org")
    url = row.workshop.get_absolute_url()
    for address in (
        f"{url}kalender.ics",
        f"/workshops/anmeldung/kalender.ics?t={row.token}",
    ):
        answer = client.get(address)
        (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
        assert event["UID"].startswith(f"workshop-{row.workshop.pk}@")
        assert event["STATUS"] == "CONFIRMED"


# --- Reminders (R-24) -------------------------------------------------------------------------


def at(moment: datetime) -> None:
    """The job, three times at this moment, as after a restart."""
    with time_machine.travel(moment, tick=False):
        for _ in range(3):
            jobs.remind(timestamp=0)


@pytest.mark.parametrize(
    "start",
    [
        local(2027, 6, 15, 9),
        local(2027, 3, 28, 12),  # clocks go forward at night
        local(2027, 10, 31, 12),  # and back
        local(2027, 3, 29, 2, 30),  # the day before, this time does not exist
    ],
)
def test_reminders_come_a_week_and_a_day_before_once_each(start):
    workshop = WorkshopFactory(start=start, end=start + timedelta(hours=2))
    row = RegistrationFactory(
        workshop=workshop, guest="ada@example.org", created_at=local(2027, 1, 1)
    )
    cancelled = RegistrationFactory(workshop=workshop, state="cancelled")
    week, day = jobs.days_before(workshop, 7), jobs.days_before(workshop, 1)
    sent = []
    for moment in (
        *(week - timedelta(minutes=1), week, week + timedelta(hours=3)),
        *(day - timedelta(minutes=1), day, day + timedelta(hours=2)),
        start + timedelta(minutes=1),
    ):
        at(moment)
        sent.append(len(subjects_to(row.address)))
    assert sent == [0, 1, 1, 1, 2, 2, 2]
    assert [s.split(":")[0] for s in subjects_to(row.address)] == [
        *("In einer Woche", "Bald ist es so weit")
    ]
    assert not subjects_to(cancelled.address)
    if start.hour in (9, 12):  # the same time of day
        assert timezone.localtime(day).hour == start.hour


def test_reminder_is_caught_up_with_while_it_helps():
    start = local(2027, 6, 15, 9)
    workshop = WorkshopFactory(start=start, end=start + timedelta(hours=2))
    row = RegistrationFactory(workshop=workshop, created_at=local(2027, 1, 1))
    late = RegistrationFactory(workshop=workshop, created_at=local(2027, 6, 12))
    at(start - timedelta(days=4))  # three days too late for the first
    assert not subjects_to(row.address)
    at(start - timedelta(hours=1))
    assert len(subjects_to(row.address)) == len(subjects_to(late.address)) == 1


def test_cancelled_workshop_reminds_nobody():
    start = local(2027, 6, 15, 9)
    workshop = WorkshopFactory(
        start=start, end=start + timedelta(hours=2), state="cancelled"
    )
    RegistrationFactory(workshop=workshop, created_at=local(2027, 1, 1))
    at(start - timedelta(hours=5))
    assert not OutgoingMail.objects.exists()


# --- Forgetting, filling, asking --------------------------------------------------------------


def test_needs_are_deleted_after_thirty_days():
    for in_days in (-31, -29):
        row = RegistrationFactory(workshop=WorkshopFactory(in_days=in_days))
        AccessNeed.objects.create(registration=row, text="Rampe")
    GuestConfirmation.objects.create(
        workshop=row.workshop, name="A", email="a@b.example", created_at=days(-1)
    )
    jobs.forget(timestamp=0)
    assert AccessNeed.objects.get().registration == row
    assert not GuestConfirmation.objects.exists()


def test_guests_are_forgotten_a_year_later_members_stay_in_the_numbers():
    workshop = WorkshopFactory(in_days=-370)
    RegistrationFactory(workshop=workshop, guest="ada@example.org", state="attended")
    member = RegistrationFactory(workshop=workshop, state="attended")
    jobs.forget(timestamp=0)
    assert Registration.objects.get() == member


def test_seat_of_a_deleted_account_is_filled():
    workshop = WorkshopFactory(capacity=1)
    seated = RegistrationFactory(workshop=workshop)
    waiting = RegistrationFactory(workshop=workshop, state="waiting")
    seated.person.delete()
    jobs.fill(timestamp=0)
    waiting.refresh_from_db()
    assert waiting.seat == 1


def test_those_who_came_are_asked_once():
    workshop = WorkshopFactory(in_days=-1)
    here = RegistrationFactory(workshop=workshop, state="attended")
    absent = RegistrationFactory(workshop=workshop, state="no_show")
    for _ in range(2):
        jobs.ask_for_feedback(timestamp=0)
    assert subjects_to(here.address) == [f"Wie war es? {workshop.title}"]
    assert not subjects_to(absent.address)


def test_calendar_says_when_phases_begin_and_end(client):
    today = timezone.localdate()
    Phase.objects.create(
        name="Zukunftsbilder",
        starts=today + timedelta(days=2),
        ends=today + timedelta(days=9),
        description="Aus Szenarien werden Bilder.",
    )
    page = client.get("/termine/?art=phase").text
    assert "Phase beginnt: Zukunftsbilder" in page
    assert "Phase endet: Zukunftsbilder" in page
    assert 'href="/strategie/"' in page
    assert "Phase endet: Zukunftsbilder" in client.get("/termine/kalender.ics").text
