"""Notifications: one event, at most one notification to a person, one mail at most."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models.groups import WorkingGroup


class Event(models.Model):
    """Something happened that people should hear of.

    `target` is what it is about. Its model's `objects.visible_to(user)` decides anew
    who may still hear of it whenever something is shown or sent. `key` makes the event
    happen once, however often it is announced.
    """

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(_("Art"), max_length=40)
    title = models.CharField(_("Was geschah"), max_length=250)
    text = models.TextField(_("Auszug"), blank=True)
    url = models.CharField(_("Adresse"), max_length=500)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    group = models.ForeignKey(
        WorkingGroup,
        verbose_name=_("Arbeitsgruppe"),
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    target_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, related_name="+"
    )
    target_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("target_type", "target_id")
    # Who hears of it: these people, or else all members of the group.
    people = models.JSONField(default=list, blank=True)
    to_group = models.BooleanField(default=False)
    immediate = models.BooleanField(_("sofort"), default=False)
    created_at = models.DateTimeField(_("am"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("Ereignis")
        verbose_name_plural = _("Ereignisse")
        indexes = [
            models.Index(fields=["target_type", "target_id"], name="event_target")
        ]

    def __str__(self) -> str:
        return self.title


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def to_mail(self) -> "NotificationQuerySet":
        """Neither mailed, nor read meanwhile, nor decided against."""
        return self.unread().filter(mailed_at=None, no_mail=False)


class Notification(models.Model):
    """An event as one person meets it: in the inbox, and in one mail at most."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="notifications"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Person"),
        on_delete=models.CASCADE,
        related_name="notifications",
    )
    read_at = models.DateTimeField(_("gelesen am"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("gemailt am"), null=True, blank=True)
    no_mail = models.BooleanField(_("ohne Mail"), default=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Benachrichtigung")
        verbose_name_plural = _("Benachrichtigungen")
        ordering: ClassVar[list[str]] = ["-event_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "event"], name="notification_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["person"],
                condition=Q(read_at__isnull=True),
                name="notification_unread",
            ),
            models.Index(
                fields=["person"],
                condition=Q(
                    read_at__isnull=True, mailed_at__isnull=True, no_mail=False
                ),
                name="notification_to_mail",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.event}"
