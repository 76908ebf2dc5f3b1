"""Inquiries: what people write to the network, and what becomes of it."""

import re
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.admin import display
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Barrier reports must be answered within a month (federal law) or six weeks (Hesse).
REMINDER_AFTER = timedelta(days=10)
ANSWER_WITHIN = timedelta(weeks=4)
CLOSE_ANSWERED_AFTER = timedelta(days=30)
FORGET_CLOSED_AFTER = timedelta(days=365)


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def open(self) -> "InquiryQuerySet":
        """Nobody has answered yet."""
        return self.filter(state__in=Inquiry.OPEN)

    def overdue(self) -> "InquiryQuerySet":
        return self.open().filter(created_at__lt=timezone.now() - ANSWER_WITHIN)

    def to_remind(self) -> "InquiryQuerySet":
        limit = timezone.now() - REMINDER_AFTER
        return self.open().filter(created_at__lt=limit, reminded_at=None)

    def to_escalate(self) -> "InquiryQuerySet":
        return self.overdue().filter(escalated_at=None)

    def numbered(self, number: str) -> "InquiryQuerySet":
        """The inquiry with this number; none when it is no number."""
        found = re.fullmatch(r"([1-9][0-9]{3})-([0-9]{1,9})", number.strip())
        if not found:
            return self.none()
        year, pk = found.groups()
        return self.alias(year=ExtractYear("created_at")).filter(
            year=int(year), pk=int(pk)
        )


class Inquiry(models.Model):
    """A message to the network or the report of a barrier.

    Changes go through `network.inquiries`. Deleted a year after it was closed.
    """

    class Kind(models.TextChoices):
        CONTACT = "contact", _("Nachricht")
        BARRIER = "barrier", _("Barriere")

    class State(models.TextChoices):
        NEW = "new", _("neu")
        IN_PROGRESS = "in_progress", _("in Bearbeitung")
        ANSWERED = "answered", _("beantwortet")
        CLOSED = "closed", _("abgeschlossen")

    OPEN: ClassVar = (State.NEW, State.IN_PROGRESS)

    kind = models.CharField(_("Art"), max_length=10, choices=Kind)
    state = models.CharField(
        _("Stand"), max_length=12, choices=State, default=State.NEW
    )
    # The same form sent twice is one inquiry.
    key = models.CharField(max_length=64, unique=True, editable=False)
    name = models.CharField(_("Name"), max_length=150, blank=True)
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    subject = models.CharField(_("Betreff"), max_length=150, blank=True)
    message = models.TextField(_("Nachricht"), max_length=5000)
    page = models.CharField(_("Seite"), max_length=500, blank=True)
    wanted_format = models.CharField(
        _("gewünschtes Format"), max_length=200, blank=True
    )
    language = models.CharField(
        _("Sprache"), max_length=5, choices=settings.LANGUAGES, default="de"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("zuständig"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assigned_inquiries",
    )
    created_at = models.DateTimeField(
        _("eingegangen am"), default=timezone.now, db_index=True
    )
    answered_at = models.DateTimeField(_("beantwortet am"), null=True, blank=True)
    closed_at = models.DateTimeField(_("abgeschlossen am"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    escalated_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Anliegen")
        verbose_name_plural = _("Anliegen")
        ordering: ClassVar[list[str]] = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="barrier") | ~Q(email=""),
                name="inquiry_contact_has_email",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="inquiry_closed_at_iff_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False),
                name="inquiry_answered_has_date",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True)
                | Q(answered_at__gte=F("created_at")),
                name="inquiry_answered_after_creation",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("inquiries:edit", args=[self.pk])

    @property
    @display(description=_("Nummer"))
    def number(self) -> str:
        """What people quote, for example 2026-0017."""
        return f"{timezone.localtime(self.created_at).year}-{self.pk or 0:04}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def due(self) -> datetime:
        """When an answer must be out at the latest."""
        return self.created_at + ANSWER_WITHIN

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due < timezone.now()

    @property
    def can_be_answered(self) -> bool:
        return bool(self.email) and self.state != self.State.CLOSED


class InquiryNote(models.Model):
    """What the team notes for itself. Never leaves the admin."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(_("Notiz"), max_length=5000)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Notiz")
        verbose_name_plural = _("Notizen")
        ordering: ClassVar[list[str]] = ["created_at"]

    def __str__(self) -> str:
        return f"{self.inquiry} ({self.pk})"


class InquiryReply(models.Model):
    """An answer that went out by mail."""

    inquiry = models.ForeignKey(
        Inquiry, on_delete=models.CASCADE, related_name="replies"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(_("Antwort"), max_length=10_000)
    created_at = models.DateTimeField(default=timezone.now)
    mail = models.OneToOneField(
        "network.OutgoingMail", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("Antwort")
        verbose_name_plural = _("Antworten")
        ordering: ClassVar[list[str]] = ["created_at"]

    def __str__(self) -> str:
        return f"{self.inquiry} ({self.pk})"
