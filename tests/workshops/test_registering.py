"""How members and guests register, wait, move up and cancel."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.models import OutgoingMail
from tests.factories.network import UserFactory
from tests.factories.workshops import RegistrationFactory, WorkshopFactory, days
from tests.network.conftest import code_in, errors, fill, newest_mail
from tests.workshops.conftest import mails_to, subjects_to
from workshops import registration
from workshops.models import (
    AccessNeed,
    AgendaItem,
    Answer,
    GuestConfirmation,
    Invitation,
    Question,
    Registration,
)
from workshops.registration import MOVES, Refused

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"


def register_url(workshop) -> str:
    return f"{workshop.get_absolute_url()}anmelden/"


def full(capacity: int = 1):
    """A workshop with nobody's seat left."""
    workshop = WorkshopFactory(capacity=capacity)
    for _ in range(capacity):
        RegistrationFactory(workshop=workshop)
    return workshop


# --- Members ----------------------------------------------------------------------------------


def test_member_registers_and_sees_where_they_stand(login, member):
    workshop = WorkshopFactory()
    question = Question.objects.create(workshop=workshop, text="Welches Werk?")
    page = login(member).post(
        register_url(workshop),
        {f"frage_{question.pk}": "Baunatal", "with_companion": "on", "need": "Rampe"},
        follow=True,
    )
    assert "Sie haben einen Platz" in page.text
    row = Registration.objects.get(person=member)
    assert (row.state, row.seat, row.with_companion) == ("registered", 1, True)
    assert Answer.objects.get().text == "Baunatal"
    assert AccessNeed.objects.get().text == "Rampe"
    (mail,) = mails_to(member.email)
    assert mail.subject == f"Angemeldet: {workshop.title}"
    assert "Rampe" not in mail.text


def test_companion_takes_no_seat(member):
    workshop = WorkshopFactory(capacity=2)
    registration.register(
        workshop=workshop, by=member, person=member, with_companion=True
    )
    other = UserFactory()
    assert registration.register(workshop=workshop, by=other, person=other).seat == 2


def test_forged_fields_are_ignored(login, member, stranger):
    workshop = full()
    login(member).post(
        register_url(workshop),
        {
            "state": "registered",
            "seat": "1",
            "queue_number": "0",
            "person": str(stranger.pk),
            "by_hand": "on",
        },
    )
    row = Registration.objects.get(person=member)
    assert (row.state, row.seat, row.queue_number) == ("waiting", None, 1)
    assert not Registration.objects.filter(person=stranger).exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"in_days": -3}, "Dieser Workshop ist vorbei."),
        ({"state": "cancelled"}, "Der Workshop ist abgesagt."),
        ({"opens_at": days(1)}, "Die Anmeldung hat noch nicht begonnen."),
        ({"closes_at": days(-1)}, "Die Anmeldung ist geschlossen."),
    ],
)
def test_refusal_is_said_in_words_before_and_after(login, member, fields, words):
    workshop = WorkshopFactory(**fields)
    browser = login(member)
    assert words in browser.get(register_url(workshop)).text
    assert words in browser.post(register_url(workshop), {"need": "x"}).text
    assert not Registration.objects.exists()


def test_overlong_answer_is_refused_and_nothing_lost(login, member):
    workshop = WorkshopFactory()
    question = Question.objects.create(workshop=workshop, text="Wozu?", required=True)
    answer = f"Anfang {'x' * 600}"
    page = login(member).post(
        register_url(workshop), {f"frage_{question.pk}": answer, "need": "Rampe"}
    )
    assert answer in page.text
    assert "Rampe" in page.text
    assert not Registration.objects.exists()


def test_choice_must_be_one_of_the_offered(login, member):
    workshop = WorkshopFactory()
    question = Question.objects.create(
        workshop=workshop, text="Essen?", kind="choice", choices="vegan\nmit Fisch"
    )
    name = f"frage_{question.pk}"
    login(member).post(register_url(workshop), {name: "Gold"})
    assert not Registration.objects.exists()
    login(member).post(register_url(workshop), {name: "vegan"})
    assert Answer.objects.get().text == "vegan"


def test_workshop_of_a_group_takes_its_members_only(login, member, stranger, group):
    workshop = WorkshopFactory(restriction="group", group=group)
    assert login(stranger).get(workshop.get_absolute_url()).status_code == 404
    assert login(stranger).post(register_url(workshop)).status_code == 404
    assert login(member).post(register_url(workshop)).status_code == 302
    with pytest.raises(Refused):
        registration.register(workshop=workshop, by=stranger, person=stranger)
    assert Registration.objects.get().person == member


def test_workshop_for_members_sends_guests_to_the_login(client):
    workshop = WorkshopFactory(restriction="members")
    assert client.get(register_url(workshop)).url.startswith("/konto/login/")
    with pytest.raises(Refused):
        registration.register(workshop=workshop, by=None, name="Ada", email=ADA)


# --- Guests -----------------------------------------------------------------------------------


def as_guest(client: Client, workshop, **fields):
    answers = {"name": "Ada Lovelace", "email": ADA} | fields
    return fill(client, register_url(workshop), **answers)


def test_guest_registers_with_a_mailed_code(client):
    workshop = WorkshopFactory()
    page = as_guest(client, workshop)
    assert "Schritt 2 von 2" in page.text
    assert not Registration.objects.exists()
    url = page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]
    page = client.post(url, {"code": code_in(newest_mail(ADA))}, follow=True)
    assert "Ada Lovelace, Sie haben einen Platz." in page.text
    row = Registration.objects.get()
    assert (row.person, row.email, row.state) == (None, ADA, "registered")
    assert not GuestConfirmation.objects.exists()
    assert client.get(url).status_code == 404
    assert len(row.token) >= 32


def test_link_in_the_mail_brings_the_code_along(client):
    workshop = WorkshopFactory()
    as_guest(client, workshop)
    link = next(
        line for line in newest_mail(ADA).text.split("\n") if "anmelden/gast" in line
    )
    path = link.split("http://127.0.0.1:8000")[1]
    other_device = Client()
    page = other_device.get(path)
    assert code_in(newest_mail(ADA)) in page.text
    assert not Registration.objects.exists(), "looking at a link changes nothing"


def test_code_can_be_tried_three_times(client):
    workshop = WorkshopFactory()
    page = as_guest(client, workshop)
    url = page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]
    code = code_in(newest_mail(ADA))
    for _ in range(3):
        wrong = f"{(int(code) + 1) % 10**6:06}"
        assert "stimmt nicht" in errors(client.post(url, {"code": wrong}))
    assert "Zu viele Versuche" in errors(client.post(url, {"code": code}))
    assert not Registration.objects.exists()


def test_code_expires(client):
    workshop = WorkshopFactory()
    as_guest(client, workshop)
    GuestConfirmation.objects.update(created_at=timezone.now() - timedelta(minutes=31))
    url = f"{register_url(workshop)}gast/?t={GuestConfirmation.objects.get().token}"
    page = client.post(url, {"code": code_in(newest_mail(ADA))})
    assert page.status_code == 404
    assert "Neu beginnen" in page.text


def test_strangers_learn_nothing_about_who_is_registered(client):
    workshop = WorkshopFactory()
    RegistrationFactory(workshop=workshop, guest=ADA)
    known = as_guest(client, workshop)
    unknown = as_guest(client, workshop, email="neu@example.org")
    assert known.status_code == unknown.status_code == 200
    assert known.text.count("Schritt 2 von 2") == unknown.text.count("Schritt 2 von 2")


def test_guest_who_is_registered_gets_to_the_same_registration(client):
    workshop = WorkshopFactory()
    row = RegistrationFactory(workshop=workshop, guest=ADA)
    page = as_guest(client, workshop)
    url = page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]
    answer = client.post(url, {"code": code_in(newest_mail(ADA))})
    assert answer.url == row.get_absolute_url()
    assert Registration.objects.count() == 1


def test_guest_with_an_account_is_that_member(client, member):
    workshop = WorkshopFactory()
    page = as_guest(client, workshop, email=member.email)
    url = page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]
    client.post(url, {"code": code_in(newest_mail(member.email))})
    assert Registration.objects.get().person == member


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "Ada\nBcc: x@y.z", "www.spam.de"])
def test_names_hold_no_formulas_line_breaks_or_addresses(client, name):
    page = as_guest(client, WorkshopFactory(), name=name)
    assert "Ein Name enthält keine" in page.text or "Ada Bcc" in page.text
    assert not OutgoingMail.objects.filter(recipient=ADA, text__contains=name).exists()


def test_robots_and_floods_are_held_off(client):
    workshop = WorkshopFactory()
    page = client.post(register_url(workshop), {"name": "Ada", "email": ADA})
    assert "Das ging sehr schnell" in page.text
    for number in range(21):
        page = as_guest(client, workshop, email=f"g{number}@example.org")
    assert page.status_code == 429
    assert GuestConfirmation.objects.count() == 20


# --- The page of a registration ---------------------------------------------------------------


def test_cancelling_needs_no_login_and_more_than_looking(client):
    row = RegistrationFactory(guest=ADA)
    url = row.get_absolute_url()
    for _ in range(2):
        assert "Absagen" in client.get(url).text
    row.refresh_from_db()
    assert row.state == "registered"
    page = client.post(url, follow=True)
    assert "Sie sind abgemeldet." in page.text
    client.post(url)
    row.refresh_from_db()
    assert (row.state, row.seat) == ("cancelled", None)
    assert subjects_to(ADA) == [f"Abgemeldet: {row.workshop}"]


def test_without_the_secret_there_is_nothing(client):
    RegistrationFactory(guest=ADA)
    for secret in ("", "x", "1"):
        assert client.post(f"/workshops/anmeldung/?t={secret}").status_code == 404


def test_page_of_a_registration_is_never_kept_or_indexed(client):
    page = client.get(RegistrationFactory(guest=ADA).get_absolute_url())
    assert "no-store" in page["Cache-Control"]
    assert 'content="noindex"' in page.text


def test_waiting_person_moves_up_and_may_decline(client, login, member):
    workshop = full()
    first = registration.register(workshop=workshop, by=member, person=member)
    second = registration.register(workshop=workshop, by=None, name="Ada", email=ADA)
    assert "auf Platz 2" in client.get(second.get_absolute_url()).text
    seated = workshop.registrations.get(seat=1)
    registration.cancel(registration=seated, by=None)
    first.refresh_from_db()
    assert (first.state, first.seat) == ("registered", 1)
    assert first.decline_by <= workshop.start
    assert subjects_to(member.email)[-1] == f"Sie haben einen Platz: {workshop}"
    assert "auf Platz 1" in client.get(second.get_absolute_url()).text
    assert "Sie sind nachgerückt" in client.get(first.get_absolute_url()).text
    client.post(first.get_absolute_url())
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.seat, first.was_late) == ("cancelled", 1, False)


def test_registering_again_is_a_new_registration_at_the_end(member):
    workshop = WorkshopFactory(capacity=1)
    first = registration.register(workshop=workshop, by=member, person=member)
    other = UserFactory()
    waiting = registration.register(workshop=workshop, by=other, person=other)
    registration.cancel(registration=first, by=member)
    again = registration.register(workshop=workshop, by=member, person=member)
    waiting.refresh_from_db()
    assert (waiting.seat, again.state) == (1, "waiting")
    assert again.pk != first.pk


def test_nobody_cancels_after_the_beginning(client):
    row = RegistrationFactory(workshop=WorkshopFactory(in_days=-0.05), guest=ADA)
    page = client.post(row.get_absolute_url(), follow=True)
    assert "Der Workshop hat schon begonnen." in page.text
    row.refresh_from_db()
    assert row.state == "registered"


def test_way_in_is_shown_shortly_before_and_to_the_registered_only(client):
    secret = "https://meet.tregks.example/raum"
    later = WorkshopFactory(form="online", online_url=secret, in_days=3)
    soon = WorkshopFactory(form="online", online_url=secret, in_days=0.5, capacity=1)
    for workshop in (later, soon):
        row = RegistrationFactory(workshop=workshop)
        shown = secret in client.get(row.get_absolute_url()).text
        assert shown == (workshop is soon)
        assert secret not in client.get(workshop.get_absolute_url()).text
    waiting = RegistrationFactory(workshop=soon, state="waiting")
    assert secret not in client.get(waiting.get_absolute_url()).text


def test_only_listed_moves_exist():
    states = set(Registration.State.values)
    assert MOVES.keys() == states
    for before in states:
        for after in states - MOVES[before] - {before}:
            row = RegistrationFactory(state=before)
            with pytest.raises(Refused):
                registration._move(row, after, "Test", None)


# --- Invitations (S-35) -----------------------------------------------------------------------


@pytest.fixture
def invitation(manager) -> Invitation:
    workshop = WorkshopFactory(restriction="invitation")
    return Invitation.objects.create(workshop=workshop, email=ADA, invited_by=manager)


def redeem(invitation: Invitation, email: str) -> Registration:
    return registration.register(
        workshop=invitation.workshop,
        by=None,
        name="Ada",
        email=email,
        invitation=invitation,
    )


def test_invitation_opens_the_page_and_lets_one_person_in(client, invitation):
    workshop = invitation.workshop
    assert client.get(workshop.get_absolute_url()).status_code == 404
    page = client.get(invitation.get_absolute_url())
    assert f"anmelden/?einladung={invitation.token}" in page.text
    url = f"{register_url(workshop)}?einladung={invitation.token}"
    page = fill(client, url, name="Ada", email=ADA)
    url = page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]
    client.post(url, {"code": code_in(newest_mail(ADA))})
    invitation.refresh_from_db()
    assert invitation.registration == Registration.objects.get()
    with pytest.raises(Refused, match="gilt nicht mehr"):
        redeem(invitation, "eve@example.org")
    assert client.get(invitation.get_absolute_url()).status_code == 404


def test_invitation_ends_with_its_time_its_inviter_and_its_withdrawal(
    invitation, manager
):
    for change in ("expires", "rights", "withdrawn"):
        if change == "expires":
            Invitation.objects.update(expires_at=days(-1))
        elif change == "rights":
            Invitation.objects.update(expires_at=days(1))
            manager.groups.clear()
        else:
            Invitation.objects.update(withdrawn=True)
        with pytest.raises(Refused, match="gilt nicht mehr"):
            redeem(invitation, ADA)


def test_invitation_of_another_workshop_is_none(invitation, client):
    other = WorkshopFactory(restriction="invitation")
    url = f"{other.get_absolute_url()}?einladung={invitation.token}"
    assert client.get(url).status_code == 404
    with pytest.raises(Refused):
        registration.register(
            workshop=other, by=None, name="A", email=ADA, invitation=invitation
        )


# --- Pages ------------------------------------------------------------------------------------


def test_page_tells_what_one_has_to_know(client):
    workshop = WorkshopFactory(
        capacity=3, interpreting="Gebärdensprache auf Anfrage", directions="Tram 1"
    )
    AgendaItem.objects.create(
        workshop=workshop, time="9:30 Uhr", title="Faktoren sammeln", method="Karten"
    )
    page = client.get(workshop.get_absolute_url()).text
    for words in (
        *("3 Stunden", "Ohne Stufen, Aufzug, Höranlage.", "3 Plätze frei"),
        *("Gebärdensprache auf Anfrage", "Tram 1", "Faktoren sammeln", "Karten"),
        "Sie brauchen dafür kein Konto.",
    ):
        assert words in page


def test_full_workshop_says_how_many_wait(client):
    workshop = full()
    RegistrationFactory(workshop=workshop, state="waiting")
    page = client.get(workshop.get_absolute_url()).text
    assert "ausgebucht, 1 auf der Warteliste" in page
    assert "Auf die Warteliste" in page


def test_page_needs_few_queries(client, login, member):
    workshop = WorkshopFactory()
    for _ in range(3):
        RegistrationFactory(workshop=workshop)
        AgendaItem.objects.create(workshop=workshop, title="Arbeit")
        workshop.results.create(kind="idea", title="Idee")
    client.get(workshop.get_absolute_url())
    with CaptureQueriesContext(connection) as queries:
        client.get(workshop.get_absolute_url())
    assert len(queries) <= 10


def test_list_costs_the_same_for_one_and_three(client):
    WorkshopFactory()
    client.get("/workshops/")
    with CaptureQueriesContext(connection) as one:
        client.get("/workshops/")
    for _ in range(2):
        RegistrationFactory(workshop=WorkshopFactory())
    with CaptureQueriesContext(connection) as three:
        client.get("/workshops/")
    assert len(one) == len(three) <= 8


def test_list_filters_by_time_form_group_and_topic(client, group):
    WorkshopFactory(title="Kommend")
    WorkshopFactory(title="Vergangen", in_days=-5)
    WorkshopFactory(title="Fern", form="online", topic=group.topic, group=group)
    WorkshopFactory(title="Beides", form="hybrid")
    WorkshopFactory(title="Entwurf", state="draft")

    def shown(query: str) -> set[str]:
        page = client.get(f"/workshops/?{query}").context["page_obj"]
        return {workshop.title for workshop in page}

    assert shown("") == {"Kommend", "Fern", "Beides"}
    assert shown("zeit=vergangen") == {"Vergangen"}
    assert shown("form=online") == {"Fern", "Beides"}
    assert shown("handlungsfeld=dekarbonisierung") == {"Fern"}
    assert shown(f"arbeitsgruppe={group.slug}") == {"Fern"}
    assert shown("form=quatsch") == {"Kommend", "Fern", "Beides"}


def test_draft_is_seen_by_those_who_prepare_it(client, login, stranger, speaker, group):
    workshop = WorkshopFactory(state="draft", group=group)
    url = workshop.get_absolute_url()
    assert client.get(url).status_code == 404
    assert login(stranger).get(url).status_code == 404
    assert "Entwurf" in login(speaker).get(url).text
