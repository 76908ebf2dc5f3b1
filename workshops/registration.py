"""Seats and the waiting list: everything that changes who comes to a workshop.

Whoever changes anything locks the row of the workshop first, so people are served in
the order in which they arrive. The constraints of the database would stop an
overbooking even without the lock (docs/decisions/0020-seats.md).
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from network.models import User
from network.outbox import queue_mail
from workshops.models import (
    AccessNeed,
    Answer,
    Feedback,
    GuestConfirmation,
    Invitation,
    Question,
    Registration,
    RegistrationMove,
    Workshop,
)

State = Registration.State

# What may follow what. A cancelled registration is over; registering again is a new one.
MOVES: dict[str, set[str]] = {
    State.REGISTERED: {State.WAITING, State.CANCELLED, State.ATTENDED, State.NO_SHOW},
    State.WAITING: {State.REGISTERED, State.CANCELLED},
    State.ATTENDED: {State.REGISTERED, State.NO_SHOW},
    State.NO_SHOW: {State.REGISTERED, State.ATTENDED},
    State.CANCELLED: set(),
}
# How long somebody who has moved up may say no without spoiling the list.
TIME_TO_DECLINE = timedelta(days=2)


class Refused(ValidationError):
    """Somebody cannot register; the message says why."""


# --- The lock -----------------------------------------------------------------------------


def locked(workshop: Workshop) -> tuple[Workshop, datetime]:
    """The workshop as it is now, for us alone until the transaction ends, and the time.

    The time is the database's, taken when the lock was asked for: all servers agree on
    it, and nobody misses a deadline by waiting in line (R-25).
    """
    found = (
        Workshop.objects.select_for_update(no_key=True, of=("self",))
        .annotate(clock=Now())
        .get(pk=workshop.pk)
    )
    return found, found.clock


def free_seat(workshop: Workshop) -> int | None:
    """The lowest seat nobody has, or None when the workshop is full."""
    taken = set(workshop.registrations.seated().values_list("seat", flat=True))
    if len(taken) >= workshop.capacity:
        return None
    return next(seat for seat in range(1, workshop.capacity + 1) if seat not in taken)


# --- Registering --------------------------------------------------------------------------


@transaction.atomic
def register(
    *,
    workshop: Workshop,
    by: User | None,
    person: User | None = None,
    name: str = "",
    email: str = "",
    with_companion: bool = False,
    need: str = "",
    answers: dict[Question, str] | None = None,
    invitation: Invitation | None = None,
    by_hand: bool = False,
) -> Registration:
    """Give a person or guest a seat, or the next place on the waiting list.

    Asking twice returns the registration that is there. `by_hand` is for organisers,
    who are bound by the seats, but not by window and restriction. Raises Refused.
    """
    workshop, now = locked(workshop)
    email = email.strip().lower()
    if person is None:
        # A guest with an account is that member; the address was confirmed either way.
        person = User.objects.filter(email=email, is_active=True).first()
    known = _known(workshop, person, email)
    if known:
        return known
    if not by_hand:
        invitation = _checked_invitation(workshop, invitation)
        problem = refusal(workshop, person, now, invited=invitation is not None)
        if problem:
            raise Refused(problem)
    elif workshop.is_cancelled:
        raise Refused(_("Der Workshop ist abgesagt."))
    registration = Registration(
        workshop=workshop,
        person=person,
        name="" if person else name.strip(),
        email="" if person else email,
        with_companion=with_companion,
        language=get_language() or settings.LANGUAGE_CODE,
        created_at=now,
    )
    seat = free_seat(workshop)
    if seat and not by_hand and workshop.registrations.waiting().exists():
        seat = None  # others come first
    _take_place(workshop, registration, seat)
    registration.save()
    if need.strip():
        AccessNeed.objects.create(registration=registration, text=need.strip())
    Answer.objects.bulk_create(
        Answer(registration=registration, question=question, text=text)
        for question, text in (answers or {}).items()
        if text
    )
    if invitation:
        invitation.registration = registration
        invitation.save(update_fields=["registration"])
    _note(registration, "", _("von Hand") if by_hand else _("über das Portal"), by)
    mail(registration, "waiting" if registration.is_waiting else "registered")
    return registration


def refusal(
    workshop: Workshop,
    person: User | None,
    now: datetime,
    *,
    invited: bool = False,
) -> str:
    """Why this person or guest cannot register now; empty when nothing stands against it."""
    if workshop.is_cancelled:
        return _("Der Workshop ist abgesagt.")
    if not workshop.is_published:
        return _("Der Workshop ist noch nicht veröffentlicht.")
    if workshop.end <= now:
        return _("Dieser Workshop ist vorbei.")
    window = workshop.window(now)
    if window == "early":
        return _("Die Anmeldung hat noch nicht begonnen.")
    if window == "closed":
        return _("Die Anmeldung ist geschlossen.")
    if invited:
        return ""
    Restriction = Workshop.Restriction
    if workshop.restriction == Restriction.MEMBERS and person is None:
        return _("Dieser Workshop ist für Mitglieder des Netzwerks.")
    if workshop.restriction == Restriction.GROUP and not (
        person and workshop.group and workshop.group.has_member(person)
    ):
        return _("Dieser Workshop ist für Mitglieder der Arbeitsgruppe.")
    if workshop.restriction == Restriction.INVITATION:
        return _("Für diesen Workshop brauchen Sie eine gültige Einladung.")
    return ""


def _known(workshop: Workshop, person: User | None, email: str) -> Registration | None:
    """A registration that is there, also one as a guest before there was an account."""
    mine = Q(person=None, email__iexact=person.email if person else email)
    if person:
        mine |= Q(person=person)
    return workshop.registrations.active().filter(mine).first()


def _checked_invitation(
    workshop: Workshop, invitation: Invitation | None
) -> Invitation | None:
    """The invitation, ours alone, if it still is good for anything (S-35)."""
    if invitation is None:
        return None
    fresh = (
        Invitation.objects.select_for_update(no_key=True, of=("self",))
        .select_related("invited_by", "workshop__group")
        .filter(pk=invitation.pk, workshop=workshop)
        .first()
    )
    if fresh is None or not fresh.is_usable:
        raise Refused(_("Diese Einladung gilt nicht mehr."))
    return fresh


def _take_place(
    workshop: Workshop, registration: Registration, seat: int | None
) -> None:
    """Put a registration on a seat, or else at the end of the waiting list."""
    registration.seat = seat
    if seat is not None:
        registration.state = State.REGISTERED
        registration.queue_number = None
        return
    registration.state = State.WAITING
    registration.queue_number = _next_number(workshop)


def _next_number(workshop: Workshop) -> int:
    return _note_numbers(workshop, workshop.last_queue_number + 1)


def _note_numbers(workshop: Workshop, last: int) -> int:
    """Hold the number given last. Not by `save`, which tells Wagtail's index of it."""
    workshop.last_queue_number = last
    Workshop.objects.filter(pk=workshop.pk).update(last_queue_number=last)
    return last


# --- Leaving and moving up ----------------------------------------------------------------


@transaction.atomic
def cancel(
    *, registration: Registration, by: User | None, reason: str = ""
) -> Registration:
    """End a registration; the seat goes to whoever waits first. Twice is once."""
    workshop, now = locked(registration.workshop)
    registration = _fresh(registration)
    if registration.state == State.CANCELLED:
        return registration
    if not reason and now >= workshop.start:
        raise Refused(_("Der Workshop hat schon begonnen."))
    _move(registration, State.CANCELLED, reason or _("selbst abgemeldet"), by, now=now)
    mail(registration, "removed" if reason else "left", reason=reason)
    fill_seats(workshop, now)
    return registration


def fill_seats(workshop: Workshop, now: datetime) -> list[Registration]:
    """Let people move up as long as there are seats. Only under the lock."""
    if not workshop.is_published or now >= workshop.start:
        return []
    promoted = []
    for registration in workshop.registrations.waiting():
        seat = free_seat(workshop)
        if seat is None:
            break
        _promote(workshop, registration, seat, _("nachgerückt"), None, now)
        promoted.append(registration)
    return promoted


def _promote(
    workshop: Workshop,
    registration: Registration,
    seat: int,
    why: str,
    by: User | None,
    now: datetime,
) -> None:
    registration.promoted_at = now
    registration.decline_by = min(now + TIME_TO_DECLINE, workshop.start)
    _move(registration, State.REGISTERED, why, by, seat=seat, now=now)
    mail(registration, "promoted")


# --- What organisers do -------------------------------------------------------------------


@transaction.atomic
def give_seat(*, registration: Registration, by: User, reason: str) -> Registration:
    """Let somebody move up out of turn. Raises Refused when there is no seat."""
    workshop, now = locked(registration.workshop)
    registration = _fresh(registration)
    if registration.state != State.WAITING:
        return registration
    seat = free_seat(workshop)
    if seat is None:
        raise Refused(
            _("Es ist kein Platz frei. Erhöhen Sie zuerst die Zahl der Plätze.")
        )
    _promote(workshop, registration, seat, reason, by, now)
    return registration


@transaction.atomic
def send_to_queue(*, registration: Registration, by: User, reason: str) -> Registration:
    """Take a seat back: the person waits at the end of the list and is told why."""
    workshop, now = locked(registration.workshop)
    registration = _fresh(registration)
    if registration.state != State.REGISTERED:
        return registration
    number = _next_number(workshop)
    # Others come first, so the seat must not return to the same person.
    _move(registration, State.WAITING, reason, by, number=number, now=now)
    mail(registration, "moved_back", reason=reason)
    fill_seats(workshop, now)
    return _fresh(registration)


@transaction.atomic
def move_in_queue(
    *, registration: Registration, position: int, by: User, reason: str
) -> Registration:
    """Give somebody another place on the waiting list."""
    workshop, _now = locked(registration.workshop)
    registration = _fresh(registration)
    queue = list(workshop.registrations.waiting())
    if registration not in queue:
        return registration
    queue.remove(registration)
    queue.insert(max(position, 1) - 1, registration)
    # New numbers for all, because no number is given twice.
    for number, waiting in enumerate(queue, start=workshop.last_queue_number + 1):
        waiting.queue_number = number
    Registration.objects.bulk_update(queue, ["queue_number"])
    _note_numbers(workshop, workshop.last_queue_number + len(queue))
    registration = _fresh(registration)
    _note(registration, registration.state, reason, by, number=registration.position)
    return registration


@transaction.atomic
def check_in(
    *, workshop: Workshop, registration: Registration, state: str, by: User
) -> Registration:
    """Note who came and who did not, and correct it."""
    locked(workshop)
    registration = _fresh(registration)
    if registration.state == state:
        return registration
    if not registration.has_seat or state not in (
        *(State.ATTENDED, State.NO_SHOW, State.REGISTERED),
    ):
        raise Refused(_("Das lässt sich am Einlass nicht wählen."))
    _move(registration, state, _("am Einlass"), by)
    return registration


@transaction.atomic
def close_attendance(*, workshop: Workshop, by: User) -> int:
    """Whoever has not been checked in by now did not come."""
    workshop, now = locked(workshop)
    if now < workshop.start:
        raise Refused(_("Das geht erst, wenn der Workshop begonnen hat."))
    absent = list(workshop.registrations.filter(state=State.REGISTERED))
    for registration in absent:
        _move(registration, State.NO_SHOW, _("nicht am Einlass"), by)
    return len(absent)


# --- The state machine --------------------------------------------------------------------


def _fresh(registration: Registration) -> Registration:
    return Registration.objects.select_related("workshop", "person").get(
        pk=registration.pk
    )


def _move(
    registration: Registration,
    state: str,
    why: str,
    by: User | None,
    *,
    seat: int | None = None,
    number: int | None = None,
    now: datetime | None = None,
) -> None:
    """The one place where a registration changes its state."""
    before = registration.state
    if state not in MOVES[before]:
        raise Refused(
            _("Von „%(before)s“ führt kein Weg zu „%(after)s“.")
            % {"before": State(before).label, "after": State(state).label}
        )
    registration.state = state
    if state in (State.WAITING, State.CANCELLED):
        registration.seat = None
    elif seat is not None:
        registration.seat = seat
    registration.queue_number = number
    registration.cancelled_at = now if state == State.CANCELLED else None
    registration.save(
        update_fields=[
            "state",
            "seat",
            "queue_number",
            "cancelled_at",
            "promoted_at",
            "decline_by",
        ]
    )
    _note(registration, before, why, by)


def _note(
    registration: Registration,
    before: str,
    why: str,
    by: User | None,
    *,
    number: int | None = None,
) -> None:
    RegistrationMove.objects.create(
        registration=registration,
        by=by,
        before=before,
        after=registration.state,
        number=number or registration.seat or registration.queue_number,
        why=why[:300],
    )


# --- Guests -------------------------------------------------------------------------------


@transaction.atomic
def ask_guest(
    *, workshop: Workshop, name: str, email: str, invitation: str = ""
) -> GuestConfirmation:
    """Mail a code to the address somebody has given. Whether the address is known
    already changes nothing that can be seen from outside (S-13)."""
    asked = GuestConfirmation.objects.create(
        workshop=workshop, name=name, email=email.lower(), invitation=invitation
    )
    queue_mail(
        to=asked.email,
        template="workshop_code",
        context={"asked": asked, "workshop": workshop},
        by_stranger=True,
    )
    return asked


@transaction.atomic
def register_guest(
    *, asked: GuestConfirmation, invitation: Invitation | None, **details: Any
) -> Registration:
    """The address is confirmed: register whoever it belongs to."""
    registration = register(
        workshop=asked.workshop,
        by=None,
        name=asked.name,
        email=asked.email,
        invitation=invitation,
        **details,
    )
    asked.delete()
    return registration


# --- Afterwards ---------------------------------------------------------------------------


@transaction.atomic
def give_feedback(*, registration: Registration, feedback: Feedback) -> None:
    """Hold what somebody thought, and that they said it; not what they said."""
    _workshop, now = locked(registration.workshop)
    registration = _fresh(registration)
    if registration.feedback_at:
        return
    registration.feedback_at = now
    registration.save(update_fields=["feedback_at"])
    feedback.workshop = registration.workshop
    feedback.save()


# --- Mail ---------------------------------------------------------------------------------


def mail(registration: Registration, what: str, **context: object) -> None:
    """Tell one person what became of their registration, in the same transaction."""
    queue_mail(
        to=registration.address,
        template=f"workshop_{what}",
        context={"registration": registration, "workshop": registration.workshop}
        | context,
        language=registration.language,
    )
