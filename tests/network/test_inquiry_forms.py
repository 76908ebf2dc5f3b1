"""Contact and barrier report as people meet them: pages with a form."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from network.models import Inquiry, OutgoingMail, User
from tregks.cms.models import BarrierReportPage, ContactPage, HomePage

CONTACT = {
    "name": "Anna Muster",
    "email": "anna@firma.example",
    "subject": "Mitmachen",
    "message": "Wie kann unser Betrieb mitmachen?",
}
BARRIER = {"message": "Die Tabelle ist ohne Maus nicht zu erreichen."}

Send = Callable[..., HttpResponse]


@pytest.fixture
def pages(db: None) -> None:
    home = HomePage.objects.get(locale__language_code="de")
    home.add_child(instance=ContactPage(title="Kontakt", slug="kontakt"))
    home.add_child(instance=BarrierReportPage(title="Barriere", slug="barriere-melden"))


def soup(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def answers(page: BeautifulSoup) -> dict[str, str]:
    """What a browser would send: all fields of the form with their values."""
    form = page.select_one("main form")
    assert isinstance(form, Tag)
    return {
        str(field["name"]): field.text.strip()
        if field.name == "textarea"
        else str(field.get("value", ""))
        for field in form.select("input[name], textarea[name]")
    }


@pytest.fixture
def send(pages: None, client: Client) -> Send:
    """Open a form, take some time, fill it in and send it."""

    def send(
        path: str = "/kontakt/", browser: Client = client, **given: str
    ) -> HttpResponse:
        fields = answers(soup(browser.get(path)))
        with time_machine.travel(timezone.now() + timedelta(minutes=1)):
            return browser.post(path, fields | given)

    return send


# --- The way that works ---------------------------------------------------------------------


def test_contact_is_taken_and_thanked_with_its_number(
    send: Send, client: Client
) -> None:
    response = send(**CONTACT)
    inquiry = Inquiry.objects.get()
    assert inquiry.kind == Inquiry.Kind.CONTACT
    assert {name: getattr(inquiry, name) for name in CONTACT} == CONTACT
    assert response.status_code == 302
    thanks = soup(client.get(response.url))
    assert inquiry.number in thanks.main.text
    assert thanks.h1.text == "Vielen Dank für Ihre Nachricht"
    assert "anna@firma.example" not in response.url


def test_barrier_can_be_reported_without_name_and_address(
    send: Send, client: Client
) -> None:
    response = send("/barriere-melden/", **BARRIER)
    inquiry = Inquiry.objects.get()
    assert inquiry.kind == Inquiry.Kind.BARRIER
    assert inquiry.email == inquiry.name == ""
    assert "Erklärung zur Barrierefreiheit" in soup(client.get(response.url)).main.text


def test_thanks_ask_the_database_for_no_inquiry(send: Send, client: Client) -> None:
    url = send(**CONTACT).url
    Inquiry.objects.all().delete()
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("made_up", ["2026-0001", "2026-0001:x", "<script>"])
def test_made_up_thanks_show_the_form(
    pages: None, client: Client, made_up: str
) -> None:
    page = soup(client.get("/kontakt/", {"gesendet": made_up}))
    assert page.select_one("main form")
    assert made_up not in page.main.text


def test_double_click_and_back_button_make_one_inquiry(
    pages: None, client: Client
) -> None:
    fields = answers(soup(client.get("/kontakt/"))) | CONTACT
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        first, second = (client.post("/kontakt/", fields) for _ in range(2))
    assert first.url == second.url
    assert Inquiry.objects.count() == 1
    assert OutgoingMail.objects.filter(recipient=CONTACT["email"]).count() == 1


def test_english_address_takes_an_english_inquiry(send: Send, client: Client) -> None:
    response = send("/en/kontakt/", **CONTACT)
    assert response.url.startswith("/en/kontakt/")
    assert Inquiry.objects.get().language == "en"


def test_reading_and_failing_create_no_session(send: Send, client: Client) -> None:
    send(**CONTACT | {"email": ""})
    assert set(client.cookies) == {"csrf"}


# --- What is filled in already ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "query", "expected"),
    [
        ({"Referer": "http://testserver/aktuelles/?q=geheim"}, "", "/aktuelles/"),
        ({}, "?seite=/massnahmen/", "/massnahmen/"),
        ({"Referer": "https://evil.example/x"}, "", ""),
        ({}, "?seite=https://evil.example/x", ""),
        ({}, "?seite=//evil.example/x", ""),
        ({}, "?seite=javascript:alert(1)", ""),
        ({}, "?seite=http://[", ""),
        ({"Referer": "http://testserver/barriere-melden/"}, "", ""),
    ],
)
def test_page_of_the_barrier_is_filled_in_from_own_pages_only(
    pages: None, client: Client, headers: dict[str, str], query: str, expected: str
) -> None:
    page = soup(client.get(f"/barriere-melden/{query}", headers=headers))
    assert answers(page)["page"] == expected


def test_who_is_logged_in_need_not_repeat_name_and_address(
    pages: None, member: User, login: Callable[[User], Client]
) -> None:
    fields = answers(soup(login(member).get("/kontakt/")))
    assert (fields["name"], fields["email"]) == (member.name, member.email)


def test_fields_have_autocomplete_tokens(pages: None, client: Client) -> None:
    page = soup(client.get("/kontakt/"))
    assert page.select_one("[name=name]")["autocomplete"] == "name"
    assert page.select_one("[name=email]")["autocomplete"] == "email"


@pytest.mark.parametrize("path", ["/kontakt/", "/barriere-melden/"])
def test_form_explains_what_happens_to_the_data(
    pages: None, client: Client, path: str
) -> None:
    main = soup(client.get(path)).main
    assert "Artikel 6" in main.text
    assert main.select_one("a[href='/datenschutz/']")


# --- Mistakes and malice -----------------------------------------------------------------------


def test_empty_form_comes_back_with_summary_and_nothing_saved(send: Send) -> None:
    page = soup(send())
    assert page.title.text.startswith("Fehler: ")
    summary = page.select_one("main [role=alert]")
    assert summary.h2.text == "Bitte prüfen Sie 3 Angaben"
    for link in summary.select("a"):
        field = page.select_one(link["href"])
        assert field["aria-invalid"] == "true"
        described = field["aria-describedby"].split()
        assert page.find(id=described[-1]).text.strip()
    assert not Inquiry.objects.exists()


def test_wrong_address_keeps_everything_else(send: Send) -> None:
    page = soup(send(**CONTACT | {"email": "anna.firma.example"}))
    kept = answers(page)
    assert kept["message"] == CONTACT["message"]
    assert kept["subject"] == CONTACT["subject"]
    assert kept["email"] == "anna.firma.example"
    assert "Bitte mit @ schreiben" in page.main.text


def test_too_long_message_is_kept_and_refused(send: Send) -> None:
    long = "a" * 5001
    assert answers(soup(send(**CONTACT | {"message": long})))["message"] == long
    assert not Inquiry.objects.exists()


def test_robot_that_is_too_quick_gets_the_form_back_and_may_send_again(
    pages: None, client: Client
) -> None:
    fields = answers(soup(client.get("/kontakt/"))) | CONTACT
    again = client.post("/kontakt/", fields)
    assert again.status_code == 200
    assert not Inquiry.objects.exists()
    kept = answers(soup(again))
    assert kept["message"] == CONTACT["message"]
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert client.post("/kontakt/", kept).status_code == 302


def test_filled_honeypot_creates_nothing(send: Send) -> None:
    assert send(**CONTACT, website="https://evil.example").status_code == 200
    assert not Inquiry.objects.exists()


def test_eleventh_message_in_an_hour_is_kept_and_asked_to_wait(send: Send) -> None:
    for number in range(10):
        assert send(**CONTACT | {"message": f"Nummer {number}"}).status_code == 302
    response = send(**CONTACT)
    assert response.status_code == 429
    assert int(response["Retry-After"]) == 3600
    page = soup(response)
    assert answers(page)["message"] == CONTACT["message"]
    assert "in einer Stunde" in page.main.text
    assert Inquiry.objects.count() == 10


def test_fields_that_are_not_in_the_form_are_ignored(send: Send) -> None:
    send(**CONTACT, state="closed", assignee="1", number="1", language="xx")
    inquiry = Inquiry.objects.get()
    assert inquiry.state == Inquiry.State.NEW
    assert inquiry.assignee is None
    assert inquiry.language == "de"


@pytest.mark.parametrize("field", ["name", "subject", "message"])
def test_null_character_is_answered_with_400(send: Send, field: str) -> None:
    assert send(**CONTACT | {field: "a\x00b"}).status_code == 400
    assert not Inquiry.objects.exists()


def test_markup_is_shown_as_it_was_typed(send: Send) -> None:
    page = send(**CONTACT | {"subject": "<script>alert(1)</script>", "email": ""})
    assert b"<script>alert" not in page.content
    assert re.search(rb"&lt;script&gt;alert", page.content)


def test_form_is_accepted_by_a_browser_that_is_checked(send: Send) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert send("/barriere-melden/", browser, **BARRIER).status_code == 302


def test_form_with_stale_token_offers_the_answers_again(pages: None) -> None:
    browser = Client(enforce_csrf_checks=True)
    fields = answers(soup(browser.get("/kontakt/"))) | CONTACT
    browser.cookies.clear()  # as after logging in elsewhere: another secret
    browser.get("/kontakt/")
    response = browser.post(
        "/kontakt/", fields, headers={"Origin": "http://testserver"}
    )
    assert response.status_code == 403
    kept = answers(soup(response))
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        sent = browser.post("/kontakt/", kept, headers={"Origin": "http://testserver"})
    assert sent.status_code == 302
    assert Inquiry.objects.get().message == CONTACT["message"]
