"""Working groups, and who belongs to them."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from network.models.topics import Topic
from network.models.users import User
from tregks.slugs import free_slug

# Addresses below /arbeitsgruppen/ that are no groups.
RESERVED_GROUP_SLUGS = {"neu"}


class WorkingGroupQuerySet(models.QuerySet["WorkingGroup"]):
    def active(self) -> "WorkingGroupQuerySet":
        return self.filter(state=WorkingGroup.State.ACTIVE)

    def visible_to(self, user: User | AnonymousUser) -> "WorkingGroupQuerySet":
        """Everybody sees which groups work and have worked, managers also drafts."""
        if user.has_perm("network.change_workinggroup"):
            return self
        return self.exclude(state=WorkingGroup.State.DRAFT)

    def of_member(self, user: User | AnonymousUser) -> "WorkingGroupQuerySet":
        """Groups somebody belongs to now."""
        if not user.is_active:  # nobody, or somebody locked out
            return self.none()
        return self.filter(
            memberships__person=user, memberships__state=GroupMembership.State.ACTIVE
        )


class WorkingGroup(index.Indexed, models.Model):
    """A working group. `network.groups` does what changes it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("in Vorbereitung")
        ACTIVE = "active", _("arbeitet")
        ARCHIVED = "archived", _("abgeschlossen")

    class Admission(models.TextChoices):
        OPEN = "open", _("alle Mitglieder des Netzwerks können beitreten")
        REQUEST = "request", _("Sprecher:innen nehmen auf")

    name = models.CharField(_("Name"), max_length=120, unique=True)
    slug = models.SlugField(
        _("Kürzel"),
        max_length=80,
        unique=True,
        help_text=_("Letzter Teil der Adresse der Arbeitsgruppe."),
    )
    state = models.CharField(
        _("Stand"), max_length=10, choices=State, default=State.DRAFT
    )
    admission = models.CharField(
        _("Beitritt"), max_length=10, choices=Admission, default=Admission.REQUEST
    )
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("Handlungsfeld"),
        on_delete=models.PROTECT,
        related_name="groups",
    )
    lead = models.CharField(
        _("Kurz gesagt"),
        max_length=250,
        help_text=_("Ein Satz für Listen: Woran arbeitet die Gruppe?"),
    )
    purpose = models.TextField(
        _("Auftrag"),
        max_length=5000,
        blank=True,
        help_text=_("Was will die Gruppe erreichen, bis wann, und wie arbeitet sie?"),
    )
    created_at = models.DateTimeField(
        _("angelegt am"), default=timezone.now, editable=False
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="GroupMembership",
        through_fields=("group", "person"),
        related_name="working_groups",
    )

    objects = WorkingGroupQuerySet.as_manager()

    # What is public about a group; nothing of its inner life may stand here.
    search_fields: ClassVar = [
        index.SearchField("name", boost=3),
        index.SearchField("lead"),
        index.SearchField("purpose"),
    ]

    class Meta:
        verbose_name = _("Arbeitsgruppe")
        verbose_name_plural = _("Arbeitsgruppen")
        ordering: ClassVar[list[str]] = ["topic__position", "name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        if not self.slug:
            self.slug = free_slug(
                self.name,
                others=WorkingGroup.objects.exclude(pk=self.pk),
                otherwise="gruppe",
                reserved=RESERVED_GROUP_SLUGS,
            )
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("groups:group_detail", args=[self.slug])

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    def is_run_by(self, user: User | AnonymousUser) -> bool:
        """Speakers run their group, managers all of them."""
        return user.has_perm("network.change_workinggroup") or self.has_speaker(user)

    def speakers(self) -> models.QuerySet[User]:
        return User.objects.filter(memberships__in=self.memberships.speakers())

    def leaders(self) -> models.QuerySet[User]:
        """Who answers requests: the speakers, or managers where there are none."""
        speakers = self.speakers()
        if speakers.exists():
            return speakers
        return User.objects.permitted("change_workinggroup")

    def has_member(self, user: User | AnonymousUser) -> bool:
        return (
            user.is_authenticated
            and self.memberships.active().filter(person=user).exists()
        )

    def has_speaker(self, user: User | AnonymousUser) -> bool:
        return (
            user.is_authenticated
            and self.memberships.speakers().filter(person=user).exists()
        )


class GroupMembershipQuerySet(models.QuerySet["GroupMembership"]):
    def active(self) -> "GroupMembershipQuerySet":
        return self.filter(state=GroupMembership.State.ACTIVE, person__is_active=True)

    def requested(self) -> "GroupMembershipQuerySet":
        return self.filter(state=GroupMembership.State.REQUESTED)

    def visible_to(self, user: User | AnonymousUser) -> "GroupMembershipQuerySet":
        """Requests are seen by whom they concern: who asks, and who decides."""
        if user.has_perm("network.change_workinggroup"):
            return self
        if not user.is_active:
            return self.none()
        run = GroupMembership.objects.speakers().filter(person=user)
        return self.filter(Q(person=user) | Q(group__in=run.values("group")))

    def speakers(self) -> "GroupMembershipQuerySet":
        return self.active().filter(is_speaker=True)


class GroupMembership(models.Model):
    """A person in a working group, or asking to be. Leaving deletes the row."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("angefragt")
        ACTIVE = "active", _("Mitglied")

    group = models.ForeignKey(
        WorkingGroup,
        verbose_name=_("Arbeitsgruppe"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Person"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    state = models.CharField(
        _("Stand"), max_length=10, choices=State, default=State.ACTIVE
    )
    is_speaker = models.BooleanField(_("Sprecher:in"), default=False)
    message = models.TextField(
        _("Nachricht an die Sprecher:innen"), max_length=1000, blank=True
    )
    since = models.DateTimeField(_("seit"), default=timezone.now)

    objects = GroupMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("Mitgliedschaft")
        verbose_name_plural = _("Mitgliedschaften")
        ordering: ClassVar[list[str]] = ["-is_speaker", "person__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], name="groupmembership_once"
            ),
            models.CheckConstraint(
                condition=Q(is_speaker=False) | Q(state="active"),
                name="groupmembership_speaker_is_member",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.group}"

    def get_absolute_url(self) -> str:
        return reverse("groups:member_list", args=[self.group.slug])
