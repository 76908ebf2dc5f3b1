"""Notifications: one event, at most one notification to a person, one mail at most."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models.groups import WorkingGroup
from network.models.users import User


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


def is_muted() -> Exists:
    theirs = MutedGroup.objects.filter(person=OuterRef("person"))
    return Exists(theirs.filter(group=OuterRef("event__group")))


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def to_mail(self) -> "NotificationQuerySet":
        """Neither mailed, nor read meanwhile, nor decided against."""
        return self.unread().filter(mailed_at=None, no_mail=False)

    def visible_to(self, user: User | AnonymousUser) -> "NotificationQuerySet":
        """One's own, of things one may still see: a sub-query for each kind of thing."""
        mine = self.filter(person=user.pk)
        allowed = Q(pk__in=[])
        types = mine.order_by().values_list("event__target_type", flat=True).distinct()
        for number in types:
            model = ContentType.objects.get_for_id(number).model_class()
            if model is not None:
                seen = model._default_manager.visible_to(user)  # type: ignore[attr-defined]  # only targets that have it are taken
                allowed |= Q(
                    event__target_type=number,
                    event__target_id__in=seen.order_by().values("pk"),
                )
        return mine.filter(allowed)

    def for_digest(self, frequency: str) -> "NotificationQuerySet":
        """Of active people who get their mail this often."""
        chosen = Q(person__mail_choice__frequency=frequency)
        if frequency == MailChoice.Frequency.DAILY:
            chosen |= Q(person__mail_choice=None)
        return self.filter(chosen, person__is_active=True)

    def for_nobody(self) -> "NotificationQuerySet":
        """Of people who get no mail at all."""
        never = Q(person__mail_choice__frequency=MailChoice.Frequency.NEVER)
        return self.filter(never | Q(person__is_active=False))

    def muted(self) -> "NotificationQuerySet":
        """From groups their person wants no mail from."""
        return self.filter(is_muted())

    def at_once(self) -> "NotificationQuerySet":
        """Replies and assignments of people who want to know at once."""
        return (
            self.filter(~is_muted(), event__immediate=True)
            .exclude(person__mail_choice__frequency=MailChoice.Frequency.NEVER)
            .exclude(person__mail_choice__immediate=False)
        )


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
    created_at = models.DateTimeField(_("am"), default=timezone.now, db_default=Now())
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


class MailChoice(models.Model):
    """How often somebody wants mail. Whoever has chosen nothing has no row."""

    class Frequency(models.TextChoices):
        DAILY = "daily", _("täglich um 7 Uhr, wenn es Neues gibt")
        WEEKLY = "weekly", _("montags um 7 Uhr, wenn es Neues gibt")
        NEVER = "never", _("nie")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Person"),
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="mail_choice",
    )
    frequency = models.CharField(
        _("Wie oft möchten Sie E-Mails mit Neuigkeiten bekommen?"),
        max_length=10,
        choices=Frequency,
        default=Frequency.DAILY,
    )
    immediate = models.BooleanField(
        _("Antworten an mich und Aufgaben für mich sofort schicken"),
        default=True,
        help_text=_("Ohne Haken stehen sie bei den anderen Neuigkeiten."),
    )

    class Meta:
        verbose_name = _("Wahl der E-Mails")
        verbose_name_plural = _("Wahl der E-Mails")

    def __str__(self) -> str:
        return self.get_frequency_display()


class MutedGroup(models.Model):
    """Somebody wants no mail from a working group, and finds its news in the portal."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Person"),
        on_delete=models.CASCADE,
        related_name="muted_groups",
    )
    group = models.ForeignKey(
        WorkingGroup,
        verbose_name=_("Arbeitsgruppe"),
        on_delete=models.CASCADE,
        related_name="+",
    )

    class Meta:
        verbose_name = _("Arbeitsgruppe ohne E-Mails")
        verbose_name_plural = _("Arbeitsgruppen ohne E-Mails")
        constraints = [
            models.UniqueConstraint(fields=["person", "group"], name="mutedgroup_once")
        ]

    def __str__(self) -> str:
        return str(self.group)
