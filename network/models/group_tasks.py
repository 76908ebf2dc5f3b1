"""What a working group has to do, and what it has decided."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models.group_content import GroupContent, GroupContentQuerySet
from network.models.group_meetings import Meeting
from network.models.groups import WorkingGroup
from network.models.users import User


class TaskQuerySet(GroupContentQuerySet):
    def open(self) -> Self:
        """What is still to do, the most urgent first."""
        return self.filter(done_at=None).order_by(
            F("due_on").asc(nulls_last=True), "created_at", "pk"
        )

    def done(self) -> Self:
        return self.filter(done_at__isnull=False).order_by("-done_at", "-pk")


class Task(GroupContent):
    """Something to do. Whoever leaves the group hands it back."""

    title = models.CharField(_("Was ist zu tun?"), max_length=150)
    text = models.TextField(_("Was dazu wichtig ist"), max_length=3000, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Wer?"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="tasks",
    )
    assigned_at = models.DateTimeField(_("zugewiesen am"), null=True, editable=False)
    due_on = models.DateField(_("Bis wann?"), null=True, blank=True)
    done_at = models.DateTimeField(_("erledigt am"), null=True, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("Aufgabe")
        verbose_name_plural = _("Aufgaben")
        ordering: ClassVar[list[str]] = ["created_at", "pk"]
        indexes = [
            models.Index(
                fields=["group", "due_on"],
                condition=Q(done_at__isnull=True),
                name="task_open_in_group",
            ),
            models.Index(
                fields=["assignee", "due_on"],
                condition=Q(done_at__isnull=True),
                name="task_open_of_person",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("groups:task_detail", args=[self.group.slug, self.key])

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def is_overdue(self) -> bool:
        return (
            not self.is_done
            and self.due_on is not None
            and self.due_on < timezone.localdate()
        )

    def may_be_changed_by(self, user: User) -> bool:
        """Who does it, who wanted it done, and who runs the group."""
        return user.pk in {self.assignee_id, self.author_id} or self.group.is_run_by(
            user
        )


class DecisionQuerySet(GroupContentQuerySet):
    def public(self) -> Self:
        """Results that the group shows to everybody."""
        return self.filter(is_public=True).exclude(
            group__state=WorkingGroup.State.DRAFT
        )

    def visible_to(self, user: User | AnonymousUser) -> Self:
        if user.has_perm("network.change_workinggroup"):
            return self
        groups = WorkingGroup.objects.visible_to(user)
        return self.filter(
            Q(group__in=groups.of_member(user).values("pk"))
            | Q(group__in=groups.values("pk"), is_public=True)
        )

    def to_review(self) -> Self:
        """Those whose day has come and whose speakers do not know yet."""
        return self.filter(
            review_on__lte=timezone.localdate(),
            reminded_at=None,
            group__state=WorkingGroup.State.ACTIVE,
        )


class Decision(GroupContent):
    """What the group has decided, and when it wants to look at it again."""

    title = models.CharField(_("Beschluss in einem Satz"), max_length=200)
    text = models.TextField(_("Begründung und Einzelheiten"), max_length=5000)
    decided_on = models.DateField(_("Beschlossen am"))
    meeting = models.ForeignKey(
        Meeting,
        verbose_name=_("Beim Treffen"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="decisions",
    )
    review_on = models.DateField(
        _("Wieder ansehen am"),
        null=True,
        blank=True,
        help_text=_("An diesem Tag werden die Sprecher:innen erinnert."),
    )
    reminded_at = models.DateTimeField(null=True, editable=False)
    is_public = models.BooleanField(
        _("auf der öffentlichen Seite als Ergebnis zeigen"), default=False
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Beschluss")
        verbose_name_plural = _("Beschlüsse")
        ordering: ClassVar[list[str]] = ["-decided_on", "-pk"]
        indexes = [
            models.Index("group", F("decided_on").desc(), name="decision_list"),
            models.Index(
                fields=["review_on"],
                condition=Q(reminded_at__isnull=True),
                name="decision_to_review",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("groups:decision_detail", args=[self.group.slug, self.key])
