"""Mein Bereich: what concerns a person, from all apps, and nothing of others."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from measures.models import Comment
from network.models import Task, User
from network.notifications import notify, spread
from tests.factories.measures import ConsultationFactory, MeasureFactory
from tests.factories.network import (
    AffiliationFactory,
    NoticeFactory,
    WorkingGroupFactory,
)
from tests.factories.workshops import RegistrationFactory, WorkshopFactory

pytestmark = pytest.mark.django_db

AREA = "/mein-bereich/"


def sections(page) -> dict[str, list[str]]:
    soup = BeautifulSoup(page.content, "html.parser")
    return {
        section.h2.get_text(strip=True): [
            link.get_text(strip=True) for link in section.select("ul a")
        ]
        for section in soup.select("main section")
    }


def test_new_notifications_are_buttons_that_lead_there(login, member):
    notice = NoticeFactory()
    event = notify(
        key="k", kind="match", title="Passt", target=notice, by=None, people=[member]
    )
    spread(event_id=event.pk)
    client = login(member)
    soup = BeautifulSoup(client.get(AREA).content, "html.parser")
    form = soup.select_one("main section form")
    assert client.post(form["action"])["Location"] == notice.get_absolute_url()
    soup = BeautifulSoup(client.get(AREA).content, "html.parser")
    assert not soup.select("main section form")


def something_of_everything(person: User) -> None:
    group = WorkingGroupFactory(members=[person])
    Task.objects.create(group=group, title="Protokoll schreiben", assignee=person)
    NoticeFactory(author=person)
    AffiliationFactory(person=person)
    RegistrationFactory(person=person)
    ConsultationFactory(audience="public")


def test_each_section_is_empty_at_first_and_says_what_to_do(login, stranger):
    page = login(stranger).get(AREA)
    assert len(sections(page)) == 7
    assert not any(sections(page).values())
    soup = BeautifulSoup(page.content, "html.parser")
    assert len(soup.select("main .empty a")) == 7


def test_each_app_shows_what_concerns_the_person_and_nobody_else(
    login, member, stranger
):
    something_of_everything(member)
    found = sections(login(member).get(AREA))
    assert found.pop("Benachrichtigungen") == []
    assert {title: len(lines) for title, lines in found.items()} == dict.fromkeys(
        found, 1
    )
    found = sections(login(stranger).get(AREA))
    assert [title for title, lines in found.items() if lines] == [
        "Entwürfe, die auf Ihre Stellungnahme warten"
    ]


def test_page_costs_the_same_for_one_and_three(login, member):
    client = login(member)
    counts = []
    for _ in range(3):
        something_of_everything(member)
        client.get(AREA)
        with CaptureQueriesContext(connection) as queries:
            client.get(AREA)
        counts.append(len(queries))
    assert counts[0] == counts[2]
    assert counts[0] < 30


def test_draft_waits_for_those_who_may_comment_until_they_have(login, member, stranger):
    title = "Entwürfe, die auf Ihre Stellungnahme warten"
    group = WorkingGroupFactory(members=[member])
    measure = MeasureFactory(state="consultation", working_group=group)
    consultation = ConsultationFactory(measure=measure, audience="group")
    assert sections(login(member).get(AREA))[title] == [measure.title]
    assert sections(login(stranger).get(AREA))[title] == []
    Comment.objects.create(
        consultation=consultation, author=member, kind="remark", text="Gut."
    )
    assert sections(login(member).get(AREA))[title] == []


def test_what_is_done_or_over_is_gone(login, member):
    group = WorkingGroupFactory(members=[member])
    now = timezone.now()
    Task.objects.create(group=group, title="A", assignee=member, done_at=now)
    late = now.date() - timedelta(days=2)
    Task.objects.create(group=group, title="B", assignee=member, due_on=late)
    RegistrationFactory(person=member, workshop=WorkshopFactory(in_days=-3))
    RegistrationFactory(person=member, state="cancelled", seat=None)
    page = login(member).get(AREA)
    assert sections(page)["Meine Aufgaben"] == ["B"]
    assert "überfällig" in page.text
    assert sections(page)["Meine Workshops"] == []
    group.memberships.all().delete()
    assert sections(login(member).get(AREA))["Meine Aufgaben"] == []


def test_login_leads_here_and_the_header_too(client, login, member):
    assert AREA in client.get(AREA)["Location"]
    soup = BeautifulSoup(login(member).get("/").content, "html.parser")
    assert soup.select_one(f".tools a[href='{AREA}']").get_text() == "Mein Bereich"
