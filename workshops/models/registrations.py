"""Who comes to a workshop, who waits, and what they told us."""

import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import User
from workshops.models.workshops import LATE, Question, Workshop

CODE_LIFETIME = timedelta(minutes=30)
INVITATION_LIFETIME = timedelta(days=30)


def new_token() -> str:
    return secrets.token_urlsafe(24)  # 192 bit


def new_code() -> str:
    return f"{secrets.randbelow(10**6):06}"


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def active(self) -> "RegistrationQuerySet":
        """All but the cancelled."""
        return self.exclude(state=Registration.State.CANCELLED)

    def seated(self) -> "RegistrationQuerySet":
        return self.filter(seat__isnull=False)

    def waiting(self) -> "RegistrationQuerySet":
        """In the order in which they move up."""
        return self.filter(state=Registration.State.WAITING).order_by("queue_number")

    def expecting(self) -> "RegistrationQuerySet":
        """Who wants to hear of changes: registered or waiting."""
        return self.filter(state__in=["registered", "waiting"])

    def of_guest(self, email: str) -> "RegistrationQuerySet":
        return self.filter(person=None, email__iexact=email)


class Registration(models.Model):
    """A person or a guest and their seat or place on the waiting list.

    `workshops.registration` alone changes state, seat and queue number.
    """

    class State(models.TextChoices):
        REGISTERED = "registered", _("angemeldet")
        WAITING = "waiting", _("auf der Warteliste")
        CANCELLED = "cancelled", _("abgemeldet")
        ATTENDED = "attended", _("war da")
        NO_SHOW = "no_show", _("nicht erschienen")

    workshop = models.ForeignKey(
        Workshop,
        verbose_name=_("Workshop"),
        on_delete=models.CASCADE,
        related_name="registrations",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Person"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="registrations",
    )
    # Guests say who they are; of members it is known.
    name = models.CharField(_("Name"), max_length=150, blank=True)
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    state = models.CharField(_("Stand"), max_length=10, choices=State)
    seat = models.PositiveSmallIntegerField(_("Platz"), null=True, editable=False)
    queue_number = models.PositiveIntegerField(
        _("Nummer auf der Warteliste"), null=True, editable=False
    )
    with_companion = models.BooleanField(
        _("kommt mit Begleitung oder Assistenz"), default=False
    )
    # Opens the page of this registration without login.
    token = models.CharField(max_length=40, unique=True, default=new_token)
    language = models.CharField(max_length=5, default=settings.LANGUAGE_CODE)
    created_at = models.DateTimeField(_("angemeldet am"), default=timezone.now)
    promoted_at = models.DateTimeField(_("nachgerückt am"), null=True, blank=True)
    decline_by = models.DateTimeField(_("absagen bis"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("abgemeldet am"), null=True, blank=True)
    feedback_at = models.DateTimeField(_("Rückmeldung am"), null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Anmeldung")
        verbose_name_plural = _("Anmeldungen")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "person"],
                condition=~Q(state="cancelled"),
                name="registration_once_a_person",
            ),
            models.UniqueConstraint(
                "workshop",
                Lower("email"),
                condition=~Q(state="cancelled") & Q(person__isnull=True),
                name="registration_once_a_guest",
            ),
            models.UniqueConstraint(
                fields=["workshop", "seat"],
                condition=Q(seat__isnull=False),
                name="registration_seat_once",
            ),
            models.UniqueConstraint(
                fields=["workshop", "queue_number"],
                condition=Q(queue_number__isnull=False),
                name="registration_queue_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["registered", "attended", "no_show"], seat__isnull=False
                )
                | Q(state__in=["waiting", "cancelled"], seat__isnull=True),
                name="registration_has_seat",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", queue_number__isnull=False)
                | (~Q(state="waiting") & Q(queue_number__isnull=True)),
                name="registration_has_queue_number",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, email="", name="")
                | (Q(person__isnull=True) & ~Q(email="") & ~Q(name="")),
                name="registration_of_person_or_guest",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | (~Q(state="cancelled") & Q(cancelled_at__isnull=True)),
                name="registration_cancelled_when",
            ),
        ]

    def __str__(self) -> str:
        return self.who

    def get_absolute_url(self) -> str:
        """The page of this registration; the token stays out of logs (no path)."""
        return f"{reverse('workshops:status')}?t={self.token}"

    @property
    def who(self) -> str:
        return self.person.name if self.person else self.name

    @property
    def address(self) -> str:
        return self.person.email if self.person else self.email

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def has_seat(self) -> bool:
        return self.seat is not None

    @property
    def can_be_cancelled(self) -> bool:
        """By oneself, until the workshop begins."""
        expecting = self.state in (self.State.REGISTERED, self.State.WAITING)
        return expecting and timezone.now() < self.workshop.start

    @property
    def position(self) -> int:
        """Place on the waiting list, counted from one."""
        before = self.workshop.registrations.waiting()
        return before.filter(queue_number__lte=self.queue_number).count()

    @property
    def was_late(self) -> bool:
        """Cancelled so late that hardly anybody could move up, and not by declining."""
        if self.cancelled_at is None:
            return False
        if self.decline_by and self.cancelled_at <= self.decline_by:
            return False
        return self.cancelled_at > self.workshop.start - LATE


class RegistrationMove(models.Model):
    """What happened to a registration, when, by whom and why."""

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="moves"
    )
    at = models.DateTimeField(_("am"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    before = models.CharField(
        _("vorher"), max_length=10, blank=True, choices=Registration.State
    )
    after = models.CharField(_("nachher"), max_length=10, choices=Registration.State)
    number = models.PositiveIntegerField(_("Nummer"), null=True)
    why = models.CharField(_("Grund"), max_length=300)

    class Meta:
        verbose_name = _("Verlauf einer Anmeldung")
        verbose_name_plural = _("Verläufe von Anmeldungen")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_after_display()}: {self.why}"


class AccessNeed(models.Model):
    """What somebody needs to take part. Managers alone read it; it is deleted 30 days
    after the workshop."""

    KEPT_FOR = timedelta(days=30)

    registration = models.OneToOneField(
        Registration, on_delete=models.CASCADE, related_name="need"
    )
    text = models.TextField(_("Bedarf"), max_length=1000)

    class Meta:
        verbose_name = _("Bedarf bei der Teilnahme")
        verbose_name_plural = _("Bedarfe bei der Teilnahme")

    def __str__(self) -> str:
        return str(self.registration)


class Answer(models.Model):
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="answers"
    )
    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, related_name="answers"
    )
    text = models.CharField(_("Antwort"), max_length=500)

    class Meta:
        verbose_name = _("Antwort bei der Anmeldung")
        verbose_name_plural = _("Antworten bei der Anmeldung")
        ordering: ClassVar[list[str]] = ["question__sort_order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "question"], name="answer_once"
            )
        ]

    def __str__(self) -> str:
        return self.text


class GuestConfirmation(models.Model):
    """A guest who has still to show that the address is theirs."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=40, unique=True, default=new_token)
    code = models.CharField(max_length=6, default=new_code)
    name = models.CharField(_("Name"), max_length=150)
    email = models.EmailField(_("E-Mail-Adresse"))
    invitation = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(_("am"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("Bestätigung eines Gastes")
        verbose_name_plural = _("Bestätigungen von Gästen")

    def __str__(self) -> str:
        return self.name

    @property
    def is_valid(self) -> bool:
        return timezone.now() < self.created_at + CODE_LIFETIME


def invitation_end() -> datetime:
    return timezone.now() + INVITATION_LIFETIME


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def usable(self) -> "InvitationQuerySet":
        return self.filter(
            registration=None, withdrawn=False, expires_at__gt=timezone.now()
        )


class Invitation(models.Model):
    """A link that lets one person register, once."""

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("E-Mail-Adresse"))
    token = models.CharField(max_length=40, unique=True, default=new_token)
    # Whoever may not run the workshop any more has invited nobody.
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(_("am"), default=timezone.now)
    expires_at = models.DateTimeField(_("gilt bis"), default=invitation_end)
    withdrawn = models.BooleanField(_("zurückgezogen"), default=False)
    registration = models.OneToOneField(
        Registration, null=True, on_delete=models.SET_NULL, related_name="invitation"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Einladung")
        verbose_name_plural = _("Einladungen")
        ordering: ClassVar[list[str]] = ["email", "pk"]

    def __str__(self) -> str:
        return self.email

    def get_absolute_url(self) -> str:
        return f"{self.workshop.get_absolute_url()}?einladung={self.token}"

    @property
    def is_usable(self) -> bool:
        inviter: User = self.invited_by
        return (
            self.registration_id is None
            and not self.withdrawn
            and timezone.now() < self.expires_at
            and inviter.is_active
            and self.workshop.may_be_run_by(inviter)
        )


class Feedback(models.Model):
    """What somebody thought of it afterwards; not who."""

    class Mark(models.IntegerChoices):
        FULLY = 5, _("ja, sehr")
        MOSTLY = 4, _("eher ja")
        PARTLY = 3, _("teils, teils")
        HARDLY = 2, _("eher nein")
        NOT = 1, _("nein")

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="feedback"
    )
    useful = models.PositiveSmallIntegerField(
        _("Hat sich die Teilnahme für Sie gelohnt?"), choices=Mark
    )
    heard = models.PositiveSmallIntegerField(
        _("Sind Sie zu Wort gekommen?"), choices=Mark
    )
    accessible = models.PositiveSmallIntegerField(
        _("Konnten Sie ohne Barrieren teilnehmen?"), choices=Mark
    )
    text = models.TextField(
        _("Was sollen wir beim nächsten Mal anders machen?"),
        max_length=2000,
        blank=True,
    )

    class Meta:
        verbose_name = _("Rückmeldung zum Workshop")
        verbose_name_plural = _("Rückmeldungen zu Workshops")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.get_useful_display()
