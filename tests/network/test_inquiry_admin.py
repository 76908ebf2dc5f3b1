"""Inquiries in the admin: who gets in, list, export, one inquiry."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from network.inquiries import assign
from network.models import Inquiry, OutgoingMail, User
from tests.factories.inquiries import InquiryFactory
from tregks.templatetags.portal import portal_date

LIST = "/cms/anliegen/"
Login = Callable[[User], Client]


@pytest.fixture
def team(manager: User, login: Login) -> Client:
    return login(manager)


def rows(response: HttpResponse) -> list[str]:
    page = BeautifulSoup(response.content, "html.parser")
    return [row.select_one("a").text.strip() for row in page.select("tbody tr")]


def act(
    browser: Client, inquiry: Inquiry, action: str, **fields: object
) -> HttpResponse:
    data = {f"{action}-{name}": value for name, value in fields.items()}
    return browser.post(inquiry.get_absolute_url(), {"action": action} | data)


# --- Who gets in ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["editor", "member", "stranger"])
def test_others_than_the_team_see_and_change_nothing(
    role: str, request: pytest.FixtureRequest, login: Login
) -> None:
    browser = login(request.getfixturevalue(role))
    inquiry = InquiryFactory()
    for response in (
        browser.get(LIST),
        browser.get(LIST, {"export": "xlsx"}),
        browser.get(f"{LIST}results/"),
        browser.get(inquiry.get_absolute_url()),
        act(browser, inquiry, "note", text="x"),
        browser.post(f"{inquiry.get_absolute_url()}loeschen/"),
    ):
        assert response.status_code == 302
        assert response.url in {"/cms/", "/konto/login/"} or "/login/" in response.url
    inquiry.refresh_from_db()
    assert not inquiry.notes.exists()


def test_menu_shows_inquiries_to_managers_only(
    team: Client, editor: User, login: Login
) -> None:
    assert b"/cms/anliegen/" in team.get("/cms/").content
    assert b"/cms/anliegen/" not in login(editor).get("/cms/").content


# --- The list -----------------------------------------------------------------------------------


def test_list_filters_by_state_kind_assignee_and_deadline(
    team: Client, manager: User
) -> None:
    late = InquiryFactory(created_at=timezone.now() - timedelta(weeks=5))
    barrier = InquiryFactory(kind="barrier")
    mine = InquiryFactory()
    assign(inquiry=mine, to=manager, by=manager)

    def found(**filters: object) -> set[str]:
        return set(rows(team.get(LIST, filters)))

    assert found() == {late.number, barrier.number, mine.number}
    assert found(state="in_progress") == {mine.number}
    assert found(kind="barrier") == {barrier.number}
    assert found(assignee=manager.pk) == {mine.number}
    assert found(overdue="true") == {late.number}


def test_list_names_the_day_of_the_answer_in_german(team: Client) -> None:
    inquiry = InquiryFactory()
    page = BeautifulSoup(team.get(LIST).content, "html.parser")
    headings = [cell.get_text(strip=True) for cell in page.select("thead th")]
    assert headings[0] == "Nummer"
    cells = page.select("tbody tr td")
    answer_by = cells[headings.index("Antwort bis")].get_text(strip=True)
    assert answer_by == portal_date(inquiry.due)


def test_list_finds_number_and_words(team: Client) -> None:
    first, second = InquiryFactory(), InquiryFactory(message="Wo ist der Aufzug?")
    assert rows(team.get(LIST, {"q": first.number})) == [first.number]
    assert rows(team.get(LIST, {"q": "aufzug"})) == [second.number]


def test_list_costs_the_same_queries_for_one_and_three(
    team: Client, manager: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    InquiryFactory(assignee=manager)
    team.get(LIST)
    for _ in range(2):
        with django_assert_num_queries(12):
            team.get(LIST)
        InquiryFactory.create_batch(2, assignee=manager)


def test_export_is_a_workbook_without_formulas(team: Client, manager: User) -> None:
    InquiryFactory(
        name="=HYPERLINK(1)", subject="+1", message="@x \x0b und mehr", assignee=manager
    )
    response = team.get(LIST, {"export": "xlsx"})
    sheet = load_workbook(BytesIO(b"".join(response))).active
    heading, row = sheet.iter_rows()
    assert heading[0].value == "Nummer"
    assert "f" not in {cell.data_type for cell in row}
    assert "=HYPERLINK(1)" in {cell.value for cell in row}
    assert manager.name in {cell.value for cell in row}


def test_csv_is_not_offered(team: Client) -> None:
    InquiryFactory()
    assert b"export=csv" not in team.get(LIST).content
    response = team.get(LIST, {"export": "csv"})
    assert response["Content-Type"].startswith("text/html")


# --- One inquiry -----------------------------------------------------------------------------------


def test_what_a_stranger_wrote_is_shown_as_text(team: Client) -> None:
    inquiry = InquiryFactory(
        subject="<b>x</b>", message="<img src=x onerror=alert(1)>", page="javascript:1"
    )
    content = team.get(inquiry.get_absolute_url()).content
    assert b"<img src=x" not in content
    assert b"<b>x</b>" not in content
    assert b'href="javascript:1' not in content


def test_reply_note_assign_close_and_reopen(team: Client, manager: User) -> None:
    inquiry = InquiryFactory()
    for action, fields, state in [
        ("assign", {"to": manager.pk}, "in_progress"),
        ("note", {"text": "Rückruf vereinbart"}, "in_progress"),
        ("reply", {"text": "Gern. Rufen Sie an."}, "answered"),
        ("close", {"reason": ""}, "closed"),
        ("reopen", {}, "in_progress"),
    ]:
        response = act(team, inquiry, action, **fields)
        assert response.status_code == 302, action
        inquiry.refresh_from_db()
        assert inquiry.state == state
    page = BeautifulSoup(team.get(inquiry.get_absolute_url()).content, "html.parser")
    steps = [step.text for step in page.select("#history-content ol > li > p > strong")]
    assert steps == [
        f"Zuständig ist jetzt {manager.name}",
        "Notiz",
        "Antwort",
        "Abgeschlossen",
        "Wieder geöffnet",
    ]
    assert OutgoingMail.objects.get(recipient=inquiry.email).text.count("Rufen Sie an")


def test_empty_reply_sends_nothing_and_says_why(team: Client) -> None:
    inquiry = InquiryFactory()
    response = act(team, inquiry, "reply", text=" ")
    assert "Bitte schreiben Sie eine Antwort." in response.content.decode()
    assert not OutgoingMail.objects.exists()


def test_closing_unanswered_without_reason_is_explained(team: Client) -> None:
    inquiry = InquiryFactory()
    response = act(team, inquiry, "close", reason="")
    assert "Bitte nennen Sie einen Grund" in response.content.decode()
    inquiry.refresh_from_db()
    assert inquiry.is_open


def test_refused_reply_keeps_the_text(team: Client) -> None:
    inquiry = InquiryFactory(kind="barrier", email="")
    content = act(team, inquiry, "reply", text="Langer Text").content.decode()
    assert "Es fehlt eine E-Mail-Adresse" in content


def test_cannot_be_assigned_to_a_stranger(team: Client, stranger: User) -> None:
    inquiry = InquiryFactory()
    assert act(team, inquiry, "assign", to=stranger.pk).status_code == 200
    inquiry.refresh_from_db()
    assert inquiry.assignee is None


@pytest.mark.parametrize("words", ["99999-1", "0000-1", f"{'9' * 5000}-1", "2026-²"])
def test_search_for_what_is_almost_a_number_finds_nothing(
    team: Client, words: str
) -> None:
    InquiryFactory()
    assert rows(team.get(LIST, {"q": words})) == []


def test_unknown_action_is_a_bad_request(team: Client) -> None:
    assert act(team, InquiryFactory(), "explode").status_code == 400


def test_anonymous_report_offers_no_reply(team: Client) -> None:
    inquiry = InquiryFactory(kind="barrier", email="")
    page = BeautifulSoup(team.get(inquiry.get_absolute_url()).content, "html.parser")
    assert not page.select("[name=reply-text]")
    assert page.select("[name=note-text]")


def test_deleting_takes_notes_and_replies_along(team: Client) -> None:
    inquiry = InquiryFactory()
    act(team, inquiry, "note", text="Rückruf")
    url = f"{inquiry.get_absolute_url()}loeschen/"
    assert team.get(url).status_code == 200
    assert Inquiry.objects.exists()
    assert team.post(url).status_code == 302
    assert not Inquiry.objects.exists()


def test_inquiries_cannot_be_made_in_the_admin(admin_user: User, login: Login) -> None:
    browser = login(admin_user)
    assert browser.get(f"{LIST}new/").status_code == 404
    assert browser.get(LIST).status_code == 200


# --- The dashboard ---------------------------------------------------------------------------------


def test_dashboard_names_waiting_inquiries_and_mail_nobody_got(
    team: Client, editor: User, login: Login
) -> None:
    InquiryFactory()
    InquiryFactory(created_at=timezone.now() - timedelta(weeks=5))
    OutgoingMail.objects.create(
        recipient="weg@firma.example", subject="Hallo", text="", html="", state="failed"
    )
    page = BeautifulSoup(team.get("/cms/").content, "html.parser")
    work = page.select_one("#work-content").text
    assert "2 Anliegen ohne Antwort" in work
    assert "davon 1 überfällig" in work
    assert "an weg@firma.example" in work
    others = BeautifulSoup(login(editor).get("/cms/").content, "html.parser")
    assert others.select_one("#work-content") is None
