"""What people show of themselves, and who wrote to whom through the portal."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models.moderation import Moderated, reportable
from network.models.organisations import StakeholderGroup
from network.models.sorting import GermanSortKey
from network.models.topics import Topic
from network.models.users import User

# Of templates/network/rules.html; who joins accepts the rules in this version.
RULES_VERSION = "2026-11"


class ProfileQuerySet(Moderated, models.QuerySet["Profile"]):
    def visible_to(self, user: User | AnonymousUser) -> "ProfileQuerySet":
        """People choose who sees them; the public only after a first check (S-21)."""
        active = self.filter(user__is_active=True)
        public = Q(visibility=Profile.Visibility.PUBLIC, trusted_at__isnull=False)
        if not user.is_authenticated:
            return active.not_hidden().filter(public)
        shown = active.not_hidden().exclude(visibility=Profile.Visibility.NOBODY)
        return shown | active.filter(user=user)

    def named(self, words: str) -> "ProfileQuerySet":
        """Names that contain all the words, whatever their case, umlauts and order."""
        people = self
        for word in words.split():
            people = people.filter(user__sort_key__contains=GermanSortKey(Value(word)))
        return people


@reportable("profil", texts=["about"], author="user")
class Profile(models.Model):
    """A person as others see them. Nobody does until the person says so."""

    class Visibility(models.TextChoices):
        NOBODY = "nobody", _("niemand")
        MEMBERS = "members", _("Mitglieder des Netzwerks")
        PUBLIC = "public", _("alle, auch ohne Anmeldung")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Person"),
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="profile",
    )
    # Names change and say more than an address should.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    visibility = models.CharField(
        _("Wer darf Ihr Profil sehen?"),
        max_length=10,
        choices=Visibility,
        default=Visibility.NOBODY,
    )
    about = models.TextField(
        _("Über mich"),
        max_length=1000,
        blank=True,
        help_text=_("Woran arbeiten Sie, was können Sie anderen sagen oder zeigen?"),
    )
    stakeholder_group = models.CharField(
        _("Akteursgruppe"), max_length=20, choices=StakeholderGroup, blank=True
    )
    topics = models.ManyToManyField(
        Topic, verbose_name=_("Handlungsfelder"), blank=True, related_name="+"
    )
    # What a newcomer has named when joining and is not in the directory under this name.
    named_organisation = models.CharField(
        _("genannte Organisation"), max_length=150, blank=True, editable=False
    )
    # Somebody has looked at a first text of this person and found no spam.
    trusted_at = models.DateTimeField(_("geprüft am"), null=True, editable=False)
    rules_version = models.CharField(
        _("Fassung der Regeln"), max_length=20, blank=True, editable=False
    )
    rules_accepted_at = models.DateTimeField(
        _("Regeln anerkannt am"), null=True, editable=False
    )

    objects = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("Profil")
        verbose_name_plural = _("Profile")
        ordering: ClassVar[list[str]] = ["user__sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stakeholder_group__in=["", *StakeholderGroup.values]),
                name="profile_stakeholder_group",
            ),
            models.CheckConstraint(
                condition=Q(rules_version="", rules_accepted_at__isnull=True)
                | (~Q(rules_version="") & Q(rules_accepted_at__isnull=False)),
                name="profile_rules_have_version_and_time",
            ),
        ]

    def __str__(self) -> str:
        return self.user.name

    def get_absolute_url(self) -> str:
        return reverse("network:person_detail", args=[self.key])


class Message(models.Model):
    """Somebody wrote to somebody. What they wrote is in the mail alone.

    It lets the other one answer, although neither knows an address.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("von"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("an"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    sent_at = models.DateTimeField(_("gesendet am"), default=timezone.now)

    class Meta:
        verbose_name = _("vermittelte Nachricht")
        verbose_name_plural = _("vermittelte Nachrichten")
        constraints = [
            models.CheckConstraint(
                condition=~Q(sender=F("recipient")), name="message_to_somebody_else"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sender} → {self.recipient}"
