"""The catalogue: who sees what, what filters leave, what can be taken along."""

import csv
import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from measures.models import Measure
from measures.models.measure import MeasureQuerySet
from network.models import Topic
from tests.factories.measures import (
    ConsultationFactory,
    MeasureFactory,
    WorkingGroupFactory,
    join,
)
from tests.factories.network import OrganisationFactory
from tregks import page_cache

pytestmark = pytest.mark.django_db

LIST = "/massnahmen/"


def titles(response) -> list[str]:
    soup = BeautifulSoup(response.content, "html.parser")
    return [link.text for link in soup.select("main .card h3 a")]


# --- Who sees what ------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["idea", "draft", "revision", "paused", "rejected"])
def test_unpublished_measure_is_seen_by_group_and_managers_only(
    client, login, member, speaker, stranger, manager, editor, state
):
    measure = MeasureFactory(title="Canary", state=state)
    group = measure.working_group or WorkingGroupFactory(topic=measure.topic)
    join(group, member)
    join(group, speaker, speaker=True)
    for browser in (client, login(stranger), login(editor)):
        assert browser.get(measure.get_absolute_url()).status_code == 404
        assert browser.get(f"{LIST}{measure.reference}/").status_code == 404
        for address in (LIST, f"{LIST}?q=canary", f"{LIST}liste.json"):
            assert "Canary" not in browser.get(address).text
    for browser in (login(member), login(speaker), login(manager)):
        assert browser.get(measure.get_absolute_url()).status_code == 200
        assert titles(browser.get(LIST)) == ["Canary"]


def test_former_member_sees_no_drafts_any_more(login, member):
    measure = MeasureFactory()
    join(measure.working_group, member)
    measure.working_group.memberships.all().delete()
    assert login(member).get(measure.get_absolute_url()).status_code == 404


def test_author_sees_the_own_idea(login, member):
    measure = MeasureFactory(state="idea", author=member)
    assert login(member).get(measure.get_absolute_url()).status_code == 200


def test_measure_for_members_asks_the_public_to_stay_out(client, login, stranger):
    url = MeasureFactory(audience="members").get_absolute_url()
    assert client.get(url).status_code == 404
    assert login(stranger).get(url).status_code == 200


def test_text_withdrawn_in_the_admin_is_gone_for_the_public(client, manager):
    measure = MeasureFactory(state="adopted")
    measure.unpublish(user=manager)
    assert client.get(measure.get_absolute_url()).status_code == 404


def test_number_leads_to_the_measure(client):
    measure = MeasureFactory(state="adopted")
    for written in (measure.reference, measure.reference.lower()):
        response = client.get(f"{LIST}{written}/")
        assert response["Location"] == measure.get_absolute_url()


def test_title_that_looks_like_an_address_of_ours_gets_another_one(client):
    for title in ("Idee", "M-17", "M 0"):
        measure = MeasureFactory(title=title, state="adopted")
        assert client.get(measure.get_absolute_url()).status_code == 200


# --- Filters ------------------------------------------------------------------------------


@pytest.fixture
def three(db):
    first, second = Topic.objects.all()[:2]
    company = OrganisationFactory(stakeholder_group="unternehmen")
    MeasureFactory(title="Werkstatt", state="adopted", topic=first, responsible=company)
    MeasureFactory(
        title="Radweg",
        state="implementing",
        topic=second,
        horizon="short",
        urgent=True,
        urgent_reason="Baustelle",
    )
    MeasureFactory(title="Häuser", state="completed", topic=second, horizon="long")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Häuser", "Radweg", "Werkstatt"]),
        ("sortierung=titel", ["Häuser", "Radweg", "Werkstatt"]),
        ("sortierung=nummer", ["Werkstatt", "Radweg", "Häuser"]),
        ("status=adopted", ["Werkstatt"]),
        (
            "status=unsinn&horizont=unsinn&seite=unsinn",
            ["Häuser", "Radweg", "Werkstatt"],
        ),
        ("horizont=short", ["Radweg"]),
        ("akteursgruppe=unternehmen", ["Werkstatt"]),
        ("dringlich=ja", ["Radweg"]),
        ("q=Haus", ["Häuser"]),  # German word forms
        ("q=Radwege", ["Radweg"]),
        ("q=xylophon", []),
    ],
)
def test_filters_leave_what_fits(client, three, query, expected):
    assert titles(client.get(f"{LIST}?{query}")) == expected


def test_number_is_found(client, three):
    measure = Measure.objects.get(title="Radweg")
    assert titles(client.get(f"{LIST}?q={measure.reference}")) == ["Radweg"]


def test_each_filter_in_use_can_be_removed_alone(client, three):
    text = client.get(f"{LIST}?status=adopted&horizont=short").text
    assert 'href="?horizont=short"' in text
    assert 'href="?status=adopted"' in text
    assert "Keine Maßnahme passt zu dieser Auswahl" in text


def test_table_shows_the_same(client, three):
    soup = BeautifulSoup(client.get(f"{LIST}?ansicht=tabelle").content, "html.parser")
    assert [cell.text for cell in soup.select("main tbody th")] == [
        "Häuser",
        "Radweg",
        "Werkstatt",
    ]


def queries(browser, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        browser.get(address)
    return len(found)


@pytest.mark.parametrize(
    "query", ["", "?ansicht=tabelle", "?q=Werkstatt&status=adopted"]
)
def test_list_costs_the_same_for_one_and_three(login, member, query):
    browser = login(member)

    def one_more():
        MeasureFactory(
            title="Werkstatt", state="adopted", responsible=OrganisationFactory()
        )

    one_more()
    queries(browser, LIST + query)
    one = queries(browser, LIST + query)
    one_more()
    one_more()
    assert one == queries(browser, LIST + query) <= 17  # two of them for the session


# --- Taking it along ----------------------------------------------------------------------


def test_nobody_binds_the_portal_with_exports(client, login, member, three):
    """Counted for each person and each address, tables and documents together."""
    consultation = ConsultationFactory()
    synopsis = f"{consultation.measure.get_absolute_url()}synopse.xlsx"
    moment = timezone.now()
    with time_machine.travel(moment, tick=False):
        for _ in range(29):
            assert client.get(f"{LIST}liste.csv").status_code == 200
        assert client.get(synopsis).status_code == 200
        for address in (f"{LIST}liste.json?q=neu", synopsis):
            answer = client.get(address)
            assert answer.status_code == 429
            assert answer["Retry-After"] == "600"
        assert login(member).get(synopsis).status_code == 200
        assert client.get(LIST).status_code == 200
    with time_machine.travel(moment + timedelta(minutes=11), tick=False):
        assert client.get(f"{LIST}liste.csv").status_code == 200


def test_exports_hold_exactly_the_filtered_list(client, three):
    MeasureFactory(title="Geheim")
    query = "?horizont=short"
    assert "Geheim" not in client.get(f"{LIST}liste.json").text
    data = json.loads(client.get(f"{LIST}liste.json{query}").content)
    assert [each["titel"] for each in data["massnahmen"]] == ["Radweg"]
    sheet = load_workbook(
        BytesIO(client.get(f"{LIST}liste.xlsx{query}").content)
    ).active
    assert [row[1].value for row in sheet.rows] == ["Titel", "Radweg"]
    text = client.get(f"{LIST}liste.csv{query}").content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text), delimiter=";"))
    assert [row[1] for row in rows] == ["Titel", "Radweg"]
    assert client.get(f"{LIST}liste.exe").status_code == 404


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "  ="])
def test_no_cell_is_a_formula(client, start):
    MeasureFactory(title="x", summary=f"{start}1+1", state="adopted")
    text = client.get(f"{LIST}liste.csv").content.decode("utf-8-sig")
    row = list(csv.reader(StringIO(text), delimiter=";"))[1]
    assert row[2] == f"'{start}1+1"
    sheet = load_workbook(BytesIO(client.get(f"{LIST}liste.xlsx").content)).active
    assert sheet["C2"].data_type == "s"


# --- One measure --------------------------------------------------------------------------


def test_page_tells_everything_in_words(client):
    measure = MeasureFactory(
        state="implementing",
        urgent=True,
        urgent_reason="Die Baustelle beginnt im März.",
        cost_from=10_000,
        cost_to=20_000,
        plain_language="Wir lernen zusammen.",
    )
    text = client.get(measure.get_absolute_url()).text
    for words in (
        measure.reference,
        "bevor die Strategie beschlossen ist",
        "Die Baustelle beginnt im März.",
        "10.000 bis 20.000 Euro",
        "Wir lernen zusammen.",
        "Erster Satz.",
        "in Umsetzung",
    ):
        assert words in text


def test_hostile_text_stays_inert(client):
    attack = '<script>alert(1)</script><img src=x onerror=alert(1) data-hx-get="/x">'
    measure = MeasureFactory(
        title=attack,
        summary=attack,
        texts=[attack],
        plain_language=attack,
        state="adopted",
    )
    soup = BeautifulSoup(client.get(measure.get_absolute_url()).content, "html.parser")
    assert not soup.select("main img, main script, main [data-hx-get]")
    assert "Erster" not in soup.text


# --- From memory --------------------------------------------------------------------------


@pytest.fixture
def memory(monkeypatch) -> Iterator[None]:
    """Tests render every page; here they do not."""
    monkeypatch.setattr(caches["pages"], "default_timeout", 60)
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def test_list_made_for_one_member_serves_the_next(memory, login, member, stranger):
    MeasureFactory(title="Canary", state="adopted")
    first = login(member).get(LIST)
    browser = login(stranger)
    with CaptureQueriesContext(connection) as queries:
        second = browser.get(LIST)
    assert titles(second) == titles(first) == ["Canary"]
    assert not [each for each in queries if "summary" in each["sql"]]


def test_memory_never_shows_a_draft_to_others(
    memory, client, login, member, speaker, stranger, manager
):
    group = WorkingGroupFactory()
    join(group, speaker, speaker=True)
    MeasureFactory(title="Canary", state="draft", working_group=group)
    elsewhere = Topic.objects.exclude(pk=group.topic_id).first()
    MeasureFactory(title="Own", state="idea", author=member, topic=elsewhere)
    seen = {
        name: set(titles(browser.get(LIST)))
        for name, browser in {
            "manager": login(manager),
            "speaker": login(speaker),
            "member": login(member),
            "stranger": login(stranger),
            "guest": client,
        }.items()
    }
    assert seen == {
        "manager": {"Canary", "Own"},
        "speaker": {"Canary"},
        "member": {"Own"},
        "stranger": set(),
        "guest": set(),
    }


def test_memory_forgets_what_has_changed(memory, login, stranger):
    measure = MeasureFactory(title="Before", state="adopted")
    browser = login(stranger)
    assert titles(browser.get(LIST)) == ["Before"]
    Measure.objects.filter(pk=measure.pk).update(title="After")
    assert titles(browser.get(LIST)) == ["After"]


def test_who_leaves_the_group_does_not_see_its_drafts_from_memory(
    memory, login, member
):
    measure = MeasureFactory(title="Canary", state="draft")
    join(measure.working_group, member)
    browser = login(member)
    assert titles(browser.get(LIST)) == ["Canary"]
    measure.working_group.memberships.all().delete()
    assert titles(browser.get(LIST)) == []


def test_right_that_comes_between_name_and_text_is_not_remembered(
    memory, login, member, stranger, monkeypatch
):
    measure = MeasureFactory(title="Canary", state="draft")
    named = MeasureQuerySet.seen_by

    def joins_meanwhile(measures, user) -> str:
        name = named(measures, user)
        join(measure.working_group, member)
        return name

    browser, other = login(member), login(stranger)
    state = page_cache.content_state()
    with monkeypatch.context() as patch:
        patch.setattr(MeasureQuerySet, "seen_by", joins_meanwhile)
        assert titles(browser.get(LIST)) == ["Canary"]
    assert titles(other.get(LIST)) == []
    # Somebody has asked for the state before that, and for the text after it.
    monkeypatch.setattr(page_cache, "content_state", lambda: state)
    assert titles(other.get(LIST)) == []
