"""What the team can do with an inquiry, and the deadlines."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import registry

from network.data_export import personal_data
from network.inquiries import (
    add_note,
    assign,
    close,
    reopen,
    reply,
    submit_inquiry,
    team,
    watch_inquiries,
)
from network.models import Inquiry, OutgoingMail, User
from tests.factories.inquiries import InquiryFactory

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock(db: None) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def submit(**answers: str) -> Inquiry:
    answers = {
        "kind": "contact",
        "message": "Guten Tag",
        "email": "anna@firma.example",
        "form_stamp": "one form",
    } | answers
    return submit_inquiry(**answers)


def mails_to(address: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(recipient=address).order_by("pk"))


def subjects_to(user: User) -> list[str]:
    return [mail.subject for mail in mails_to(user.email)]


def watch() -> None:
    watch_inquiries(timestamp=0)


# --- Sending one ----------------------------------------------------------------------


def test_receipt_names_number_and_repeats_nothing_a_stranger_wrote(
    manager: User,
) -> None:
    inquiry = submit(
        name="<b>Gewinn</b> http://evil.example",
        subject="Konto\r\nBcc: x@evil.example",
        message="Klicken Sie [hier](http://evil.example)",
    )
    (receipt,) = mails_to("anna@firma.example")
    assert inquiry.number in receipt.subject
    for part in (receipt.subject, receipt.text, receipt.html, str(receipt.headers)):
        assert "evil" not in part
        assert "Gewinn" not in part
        assert "Konto" not in part


def test_team_is_told_without_the_strangers_words(manager: User, editor: User) -> None:
    submit(message="evil.example")
    (mail,) = mails_to(manager.email)
    assert "evil" not in mail.text
    assert "/cms/anliegen/" in mail.text
    assert mails_to(editor.email) == []


def test_same_form_sent_twice_is_one_inquiry_and_one_receipt(db: None) -> None:
    assert submit() == submit()
    assert Inquiry.objects.count() == 1
    assert len(mails_to("anna@firma.example")) == 1


def test_other_words_from_the_same_form_are_another_inquiry(db: None) -> None:
    assert submit() != submit(message="Noch etwas")


def test_same_words_from_another_form_are_another_inquiry(db: None) -> None:
    assert submit() != submit(form_stamp="another form")


def test_nobody_can_be_flooded_with_receipts(db: None) -> None:
    for number in range(8):
        submit(form_stamp=str(number))
    assert Inquiry.objects.count() == 8
    assert len(mails_to("anna@firma.example")) == 5


def test_team_cannot_be_flooded_either(manager: User) -> None:
    for number in range(8):
        submit(form_stamp=str(number), email=f"person{number}@firma.example")
    assert len(mails_to(manager.email)) == 5


def test_anonymous_barrier_report_sends_no_receipt(db: None) -> None:
    inquiry = submit(kind="barrier", email="")
    assert not OutgoingMail.objects.exists()
    assert not inquiry.can_be_answered


def test_database_refuses_message_without_address(db: None) -> None:
    with pytest.raises(IntegrityError, match="inquiry_contact_has_email"):
        InquiryFactory(email="")


def test_number_has_year_and_is_found_again(clock: time_machine.Traveller) -> None:
    inquiry = InquiryFactory()
    assert inquiry.number == f"2026-{inquiry.pk:04}"
    assert Inquiry.objects.numbered(f" {inquiry.number} ").get() == inquiry


@pytest.mark.parametrize(
    "number", ["", "2026", "2026-", "-1", "2026-99999999999", "²-1"]
)
def test_what_is_no_number_finds_nothing(db: None, number: str) -> None:
    InquiryFactory()
    assert not Inquiry.objects.numbered(number).exists()


# --- Working on it ----------------------------------------------------------------------


def test_team_is_managers_and_not_editors(
    manager: User, editor: User, stranger: User
) -> None:
    assert list(team()) == [manager]


def test_deactivated_manager_is_no_longer_in_the_team(manager: User) -> None:
    manager.is_active = False
    manager.save()
    assert list(team()) == []


def test_assigning_begins_work_and_tells_who_it_is(
    manager: User, admin_user: User
) -> None:
    inquiry = InquiryFactory()
    assign(inquiry=inquiry, to=manager, by=admin_user)
    inquiry.refresh_from_db()
    assert inquiry.state == Inquiry.State.IN_PROGRESS
    assert inquiry.assignee == manager
    assert subjects_to(manager) == [f"Anliegen {inquiry.number} ist jetzt bei Ihnen"]
    (entry,) = registry.get_logs_for_instance(inquiry)
    assert entry.user == admin_user
    assert entry.message == f"Zuständig ist jetzt {manager.name}"


def test_taking_it_oneself_sends_no_mail(manager: User) -> None:
    assign(inquiry=InquiryFactory(), to=manager, by=manager)
    assert mails_to(manager.email) == []


def test_assigning_to_somebody_outside_the_team_is_refused(
    manager: User, stranger: User
) -> None:
    inquiry = InquiryFactory()
    with pytest.raises(ValidationError):
        assign(inquiry=inquiry, to=stranger, by=manager)
    inquiry.refresh_from_db()
    assert inquiry.assignee is None


def test_reply_goes_out_and_counts_as_answer(manager: User) -> None:
    inquiry = InquiryFactory()
    sent = reply(inquiry=inquiry, text="Gern. Rufen Sie an.", by=manager)
    inquiry.refresh_from_db()
    (mail,) = mails_to(inquiry.email)
    assert "Gern. Rufen Sie an." in mail.text
    assert inquiry.number in mail.subject
    assert inquiry.message not in mail.text
    assert sent is not None
    assert sent.mail == mail
    assert inquiry.state == Inquiry.State.ANSWERED
    assert inquiry.assignee == manager


def test_reply_in_the_language_of_the_inquiry(manager: User) -> None:
    inquiry = InquiryFactory(language="en")
    reply(inquiry=inquiry, text="With pleasure.", by=manager)
    assert "/en/kontakt/" in mails_to(inquiry.email)[0].text


def test_same_reply_twice_goes_out_once(manager: User) -> None:
    inquiry = InquiryFactory()
    reply(inquiry=inquiry, text="Gern.", by=manager)
    assert reply(inquiry=inquiry, text="Gern.", by=manager) is None
    assert inquiry.replies.count() == 1
    assert len(mails_to(inquiry.email)) == 1


def test_reply_is_refused_without_address(manager: User) -> None:
    inquiry = InquiryFactory(kind="barrier", email="")
    with pytest.raises(ValidationError):
        reply(inquiry=inquiry, text="Gern.", by=manager)


def test_reply_is_refused_after_closing(manager: User) -> None:
    inquiry = InquiryFactory()
    close(inquiry=inquiry, by=manager, reason="Werbung")
    with pytest.raises(ValidationError):
        reply(inquiry=inquiry, text="Gern.", by=manager)
    assert not OutgoingMail.objects.exists()


def test_closing_unanswered_needs_a_reason(manager: User) -> None:
    inquiry = InquiryFactory()
    with pytest.raises(ValidationError):
        close(inquiry=inquiry, by=manager)
    close(inquiry=inquiry, by=manager, reason="Werbung")
    inquiry.refresh_from_db()
    assert inquiry.state == Inquiry.State.CLOSED
    assert [note.text for note in inquiry.notes.all()] == ["Werbung"]


def test_reopening_makes_it_open_again(manager: User) -> None:
    inquiry = InquiryFactory()
    close(inquiry=inquiry, by=manager, reason="Werbung")
    reopen(inquiry=inquiry, by=manager)
    inquiry.refresh_from_db()
    assert inquiry.is_open
    assert inquiry.closed_at is None


def test_notes_survive_the_account_of_their_author(manager: User) -> None:
    note = add_note(inquiry=InquiryFactory(), text="Rückruf", by=manager)
    manager.delete()
    note.refresh_from_db()
    assert note.author is None


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "closed"},
        {"state": "new", "closed_at": START},
        {"state": "answered"},
        {"answered_at": START - timedelta(days=1), "created_at": START},
    ],
)
def test_database_refuses_states_that_contradict_dates(
    db: None, fields: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        InquiryFactory(**fields)


# --- Deadlines ----------------------------------------------------------------------------


def test_reminder_goes_to_the_assignee_once_after_ten_days(
    manager: User, admin_user: User, clock: time_machine.Traveller
) -> None:
    inquiry = InquiryFactory(assignee=manager)
    clock.shift(timedelta(days=10))
    watch()
    assert subjects_to(manager) == []
    clock.shift(timedelta(seconds=1))
    watch()
    watch()
    assert subjects_to(manager) == [
        f"Erinnerung: Anliegen {inquiry.number} wartet auf Antwort"
    ]
    assert subjects_to(admin_user) == []


def test_reminder_goes_to_the_team_when_nobody_took_it(
    manager: User, admin_user: User, clock: time_machine.Traveller
) -> None:
    InquiryFactory()
    clock.shift(timedelta(days=11))
    watch()
    assert len(subjects_to(manager)) == len(subjects_to(admin_user)) == 1


def test_whole_team_is_alarmed_once_after_four_weeks(
    manager: User, admin_user: User, clock: time_machine.Traveller
) -> None:
    inquiry = InquiryFactory(assignee=manager, reminded_at=START)
    clock.shift(timedelta(weeks=4))
    assert not inquiry.is_overdue
    clock.shift(timedelta(seconds=1))
    watch()
    watch()
    alarm = f"Frist abgelaufen: Anliegen {inquiry.number} bitte heute beantworten"
    assert subjects_to(manager) == subjects_to(admin_user) == [alarm]
    assert inquiry.is_overdue


def test_answered_inquiries_cause_no_reminder(
    manager: User, clock: time_machine.Traveller
) -> None:
    reply(inquiry=InquiryFactory(), text="Gern.", by=manager)
    clock.shift(timedelta(weeks=4, days=1))
    watch()
    assert subjects_to(manager) == []


def test_answered_inquiry_closes_by_itself_after_a_month(
    manager: User, clock: time_machine.Traveller
) -> None:
    inquiry = InquiryFactory()
    reply(inquiry=inquiry, text="Gern.", by=manager)
    clock.shift(timedelta(days=31))
    watch()
    inquiry.refresh_from_db()
    assert inquiry.state == Inquiry.State.CLOSED


def test_closed_inquiry_is_forgotten_after_a_year(
    manager: User, clock: time_machine.Traveller
) -> None:
    closed, still_open = InquiryFactory(), InquiryFactory()
    add_note(inquiry=closed, text="Rückruf", by=manager)
    close(inquiry=closed, by=manager, reason="Werbung")
    clock.shift(timedelta(days=365))
    watch()
    assert Inquiry.objects.filter(pk=closed.pk).exists()
    clock.shift(timedelta(seconds=1))
    watch()
    assert list(Inquiry.objects.all()) == [still_open]


def test_due_is_four_weeks_after_arrival(clock: time_machine.Traveller) -> None:
    assert InquiryFactory().due == timezone.now() + timedelta(weeks=4)


# --- What people may know and take along --------------------------------------------------


def test_own_data_hold_own_inquiries_and_not_those_one_works_on(manager: User) -> None:
    own = InquiryFactory(email=manager.email.upper(), message="Meine Frage")
    InquiryFactory(assignee=manager, message="Fremde Frage")
    data = str(personal_data(manager))
    assert own.message in data
    assert "Fremde Frage" not in data
    assert "anna@firma.example" not in data
