"""The outbox: mail that has been promised but perhaps not handed over yet."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def new_key() -> str:
    return uuid.uuid4().hex


def new_message_id() -> str:
    return f"<{uuid.uuid4().hex}@{settings.HOSTNAME}>"


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def waiting(self) -> "OutgoingMailQuerySet":
        return self.filter(state=OutgoingMail.State.WAITING)

    def due(self) -> "OutgoingMailQuerySet":
        return self.waiting().filter(next_attempt_at__lte=timezone.now())


class OutgoingMail(models.Model):
    """One mail to one address, written in the transaction that promises it.

    `network.outbox` writes and sends. The message id never changes, so a mail that
    had to be sent twice is recognised as one. What it said is erased once it is sent:
    it may hold codes and other people's words. Some mail is not even written before:
    then `writer` names who will write it from what `about` tells.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("wartet")
        SENT = "sent", _("gesendet")
        FAILED = "failed", _("gescheitert")

    key = models.CharField(max_length=200, unique=True, default=new_key)
    message_id = models.CharField(max_length=200, unique=True, default=new_message_id)
    recipient = models.EmailField(_("an"), db_index=True)
    subject = models.CharField(_("Betreff"), max_length=250)
    text = models.TextField(_("Text"))
    html = models.TextField(_("Text als HTML"))
    headers = models.JSONField(default=dict, blank=True)
    writer = models.CharField(
        _("entsteht beim Senden aus"), max_length=40, blank=True, db_default=""
    )
    about = models.JSONField(
        _("Gegenstand"),
        default=dict,
        blank=True,
        db_default=models.Value({}, models.JSONField()),
    )
    state = models.CharField(
        _("Zustand"), max_length=10, choices=State, default=State.WAITING
    )
    created_at = models.DateTimeField(_("geschrieben am"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("Versuche"), default=0)
    next_attempt_at = models.DateTimeField(
        _("nächster Versuch am"), default=timezone.now
    )
    sent_at = models.DateTimeField(_("gesendet am"), null=True, blank=True)
    error = models.TextField(_("letzter Fehler"), blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("ausgehende E-Mail")
        verbose_name_plural = _("ausgehende E-Mails")
        ordering: ClassVar[list[str]] = ["-pk"]
        indexes = [
            models.Index(
                "next_attempt_at",
                condition=models.Q(state="waiting"),
                name="outgoingmail_due",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
                name="outgoingmail_sent_at_iff_sent",
            )
        ]

    def __str__(self) -> str:
        return self.subject
