"""People in the admin: finding and blocking somebody, and no way to any right (S-37)."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from network.actions import block_person, unblock_person
from network.models import OutgoingMail
from tests.factories.network import AffiliationFactory, ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST = "/cms/personen/"


def rows(response) -> list[str]:
    page = BeautifulSoup(response.content, "html.parser")
    return [row.select_one("a").text.strip() for row in page.select("tbody tr")]


@pytest.mark.parametrize("role", ["editor", "member", "stranger"])
def test_others_see_nobody_and_block_nobody(request, login, role):
    person = UserFactory()
    browser = login(request.getfixturevalue(role))
    for url in (LIST, f"{LIST}results/", f"{LIST}?export=xlsx", f"{LIST}{person.pk}/"):
        assert browser.get(url).status_code == 302
    browser.post(f"{LIST}{person.pk}/", {"action": "block", "block-reason": "x"})
    person.refresh_from_db()
    assert person.is_active


def test_list_finds_by_words_group_topic_and_state(login, manager):
    profile = ProfileFactory(
        user__name="Ada Zuse", stakeholder_group="forschung", visibility="nobody"
    )
    AffiliationFactory(person=profile.user, organisation__name="Uni Probe")
    blocked = UserFactory(name="Bela Blockiert", is_active=False)
    browser = login(manager)
    manager_name = manager.name
    assert set(rows(browser.get(LIST))) == {"Ada Zuse", blocked.name, manager_name}
    assert rows(browser.get(f"{LIST}?q=zuse")) == ["Ada Zuse"]
    assert rows(browser.get(f"{LIST}?group=forschung")) == ["Ada Zuse"]
    assert rows(browser.get(f"{LIST}?is_active=false")) == [blocked.name]
    assert "Uni Probe" in browser.get(LIST).text


def test_list_costs_the_same_for_one_and_three(login, manager):
    AffiliationFactory(person=ProfileFactory().user)
    browser = login(manager)
    browser.get(LIST)
    with CaptureQueriesContext(connection) as one:
        browser.get(LIST)
    for _ in range(2):
        AffiliationFactory(person=ProfileFactory().user)
    with CaptureQueriesContext(connection) as three:
        browser.get(LIST)
    assert len(three) == len(one)


def test_export_is_a_workbook_without_formulas(login, manager):
    ProfileFactory(user__name="=1+1", stakeholder_group="kammern")
    response = login(manager).get(f"{LIST}?export=xlsx")
    sheet = load_workbook(BytesIO(response.getvalue())).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    values = [cell.value for cell in cells]
    assert "=1+1" in values
    assert "Kammern und Verbände" in values


def test_person_page_blocks_with_a_reason_and_lets_in_again(login, manager):
    person = ProfileFactory().user
    url = f"{LIST}{person.pk}/"
    browser = login(manager)
    page = browser.post(url, {"action": "block"})
    assert "Bitte nennen Sie der Person einen Grund." in page.text
    browser.post(url, {"action": "block", "block-reason": "Nur Werbung."})
    person.refresh_from_db()
    assert not person.is_active
    assert "Nur Werbung." in OutgoingMail.objects.get(recipient=person.email).text
    assert "Nur Werbung." in browser.get(url).text
    browser.post(url, {"action": "unblock"})
    person.refresh_from_db()
    assert person.is_active
    logged = ModelLogEntry.objects.order_by("timestamp").values_list("action", "user")
    assert list(logged) == [
        ("person.block", manager.pk),
        ("person.unblock", manager.pk),
    ]


def test_what_is_posted_besides_changes_nothing(login, manager):
    """A manager's ceiling: no field of an account can be reached from here."""
    person = UserFactory()
    group = Group.objects.get(name="Redaktion")
    more = {
        "is_superuser": "on",
        "groups": str(group.pk),
        "password": "x",
        "email": "x@y.example",
    }
    browser = login(manager)
    browser.post(f"{LIST}{person.pk}/", {"action": "unblock"} | more)
    browser.post(f"{LIST}{person.pk}/", more)
    before = (person.email, person.password, person.is_superuser)
    person.refresh_from_db()
    assert (person.email, person.password, person.is_superuser) == before
    assert not person.groups.exists()


def test_wagtails_own_accounts_stay_closed_to_managers(login, manager, member):
    browser = login(manager)
    for url in ("/cms/users/", "/cms/users/add/", f"/cms/users/{member.pk}/"):
        assert browser.get(url).status_code in {302, 404}, url


def test_colleagues_are_out_of_reach(login, manager, editor):
    browser = login(manager)
    assert "Konto sperren" not in browser.get(f"{LIST}{editor.pk}/").text
    for person in (editor, manager):
        url = f"{LIST}{person.pk}/"
        page = browser.post(url, {"action": "block", "block-reason": "x"})
        assert "sperrt nur der Betreiber" in page.text
        person.refresh_from_db()
        assert person.is_active


def test_verb_refuses_whoever_has_no_right(member, stranger):
    with pytest.raises(PermissionDenied):
        block_person(person=member, reason="x", by=stranger)


def test_colleagues_locked_out_by_the_operator_stay_out(login, manager, editor):
    superuser = UserFactory(is_superuser=True, is_active=False)
    editor.is_active = False
    editor.save()
    for person in (editor, superuser):
        page = login(manager).post(f"{LIST}{person.pk}/", {"action": "unblock"})
        assert "entsperrt nur der Betreiber" in page.text
        with pytest.raises(ValidationError):
            unblock_person(person=person, by=manager)
        person.refresh_from_db()
        assert not person.is_active
