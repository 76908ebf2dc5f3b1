"""Growth of the network: right numbers, said in words, in a table, and in XLSX."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from network.models import User
from network.statistics import last_months, tables
from tests.factories.network import OrganisationFactory, ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/cms/statistik/"


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel(datetime(2026, 11, 27, 12, tzinfo=UTC), tick=False):
        yield


def joined(month: int, group: str = "unternehmen", year: int = 2026) -> User:
    """A member since the middle of a month."""
    profile = ProfileFactory(stakeholder_group=group)
    User.objects.filter(pk=profile.user.pk).update(
        date_joined=datetime(year, month, 15, tzinfo=UTC)
    )
    return profile.user


def values(table: str, label: str) -> list[int]:
    found = next(each for each in tables() if each.key == table)
    return next(line.values for line in found.lines if line.label == label)


def test_months_end_with_this_one():
    months = last_months()
    assert (len(months), str(months[0]), str(months[-1])) == (
        12,
        "2025-12-01",
        "2026-11-01",
    )


def test_members_count_from_their_month_on():
    joined(6, year=2024)
    joined(2)
    joined(11)
    joined(11, group="kammern")
    counted = values("mitglieder-akteursgruppe", "Unternehmen")
    assert counted == [1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3]
    assert values("mitglieder-akteursgruppe", "Kammern und Verbände")[-1] == 1


def test_month_is_that_of_kassel():
    person = joined(1)
    User.objects.filter(pk=person.pk).update(
        date_joined=datetime(2026, 3, 31, 22, 30, tzinfo=UTC)  # 1 April, 0:30
    )
    counted = values("mitglieder-akteursgruppe", "Unternehmen")
    assert (counted[3], counted[4]) == (0, 1)


def test_blocked_and_unconfirmed_people_do_not_count():
    User.objects.filter(pk=joined(2).pk).update(is_active=False)
    ProfileFactory(user=UserFactory(confirmed=False), stakeholder_group="unternehmen")
    assert values("mitglieder-akteursgruppe", "Unternehmen")[-1] == 0


def test_organisations_count_when_published_and_in_each_of_their_topics():
    OrganisationFactory(topics=["digitalisierung", "dekarbonisierung"])
    OrganisationFactory(state="proposed", topics=["digitalisierung"])
    assert values("organisationen-handlungsfeld", "Digitalisierung")[-1] == 1
    assert values("organisationen-handlungsfeld", "Dekarbonisierung")[-1] == 1
    assert values("organisationen-akteursgruppe", "Unternehmen")[-1] == 1


def test_finding_names_who_grew_and_who_is_missing():
    joined(5)
    table = tables()[0]
    assert table.finding.startswith(
        "Am stärksten wuchs „Unternehmen“, um 1 in elf Monaten. Noch niemand: Öff"
    )


def test_page_shows_each_table_as_drawing_and_as_table(login, manager):
    joined(5)
    page = BeautifulSoup(login(manager).get(PAGE).content, "html.parser")
    drawings = page.select("main svg[role=img]")
    assert len(drawings) == len(page.select("main table")) == 4
    assert "Unternehmen" in drawings[0].title.text
    assert page.select_one("table caption").text == (
        "Mitglieder nach Akteursgruppe in den letzten zwölf Monaten"
    )
    row = page.select_one("tbody tr")
    assert [cell.text for cell in row.select("th, td")] == [
        "Unternehmen",
        *("0" for _ in range(5)),
        *("1" for _ in range(7)),
    ]


def test_page_costs_the_same_for_few_and_many(login, manager):
    browser = login(manager)
    joined(5)
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        browser.get(PAGE)
    for month in range(1, 9):
        joined(month)
        OrganisationFactory(topics=["digitalisierung"])
    with CaptureQueriesContext(connection) as many:
        browser.get(PAGE)
    assert len(many) == len(few)


def test_numbers_can_be_taken_along(login, manager):
    joined(5)
    response = login(manager).get(f"{PAGE}?tabelle=mitglieder-akteursgruppe")
    sheet = load_workbook(BytesIO(response.content)).active
    assert [cell.value for cell in sheet[2]][-1] == 1
    assert login(manager).get(f"{PAGE}?tabelle=x").status_code == 404


@pytest.mark.parametrize("role", ["editor", "member", "stranger"])
def test_others_see_no_numbers(request, login, role):
    browser = login(request.getfixturevalue(role))
    assert browser.get(PAGE).status_code == 302
    assert browser.get(f"{PAGE}?tabelle=mitglieder-akteursgruppe").status_code == 302
