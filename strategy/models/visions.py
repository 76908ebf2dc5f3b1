"""Visions: the futures the region wants, and who stands behind them."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel

from network.models import Organisation, Topic, User
from network.models.moderation import Moderated, reportable
from strategy.models.released import Story


class VisionQuerySet(models.QuerySet["Vision"]):
    def live(self) -> "VisionQuerySet":
        return self.filter(live=True)

    def visible_to(self, user: User | AnonymousUser) -> "VisionQuerySet":
        """Everybody sees what is published, whoever writes visions also drafts."""
        if user.has_perm("strategy.change_vision"):
            return self
        return self.live()


class Vision(Story, ClusterableModel):
    """A story of the region as the network wants it, built on scenarios."""

    UNNAMED = "zukunftsbild"

    topics = ParentalManyToManyField(
        Topic, verbose_name=_("Handlungsfelder"), blank=True, related_name="visions"
    )
    objects = VisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zukunftsbild")
        verbose_name_plural = _("Zukunftsbilder")
        ordering: ClassVar[list[str]] = ["name", "pk"]
        constraints = Story.Meta.constraints

    def get_absolute_url(self) -> str:
        return reverse("strategy:vision_detail", args=[self.slug])

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict:
        from strategy.views.visions import (  # noqa: PLC0415 - views know models
            vision_context,
        )

        return vision_context(request, self)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "strategy/vision_detail.html"


class VisionCommentQuerySet(Moderated, models.QuerySet["VisionComment"]):
    def visible_to(self, user: User | AnonymousUser) -> "VisionCommentQuerySet":
        """With the vision they belong to; what is hidden only its author."""
        seen = self.filter(vision__in=Vision.objects.visible_to(user))
        if not user.is_authenticated:
            return seen.not_hidden()
        return seen.not_hidden() | seen.filter(author=user)


@reportable("zukunftsbild-kommentar", texts=["text"])
class VisionComment(models.Model):
    """What a member says about a vision. Stays without a name when they leave."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    vision = models.ForeignKey(
        Vision,
        verbose_name=_("Zukunftsbild"),
        on_delete=models.CASCADE,
        related_name="comments",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="vision_comments",
    )
    text = models.TextField(_("Kommentar"), max_length=3000)
    created_at = models.DateTimeField(_("geschrieben am"), default=timezone.now)

    objects = VisionCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Kommentar zu einem Zukunftsbild")
        verbose_name_plural = _("Kommentare zu Zukunftsbildern")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return f"{self.vision.get_absolute_url()}#k{self.pk}"


class Endorsement(models.Model):
    """An organisation stands behind a vision."""

    vision = models.ForeignKey(
        Vision,
        verbose_name=_("Zukunftsbild"),
        on_delete=models.CASCADE,
        related_name="endorsements",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("Organisation"),
        on_delete=models.CASCADE,
        related_name="endorsements",
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("erklärt von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    given_at = models.DateTimeField(_("erklärt am"), default=timezone.now)

    class Meta:
        verbose_name = _("Unterstützung")
        verbose_name_plural = _("Unterstützungen")
        ordering: ClassVar[list[str]] = [
            "organisation__stakeholder_group",
            "organisation__sort_key",
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["vision", "organisation"], name="endorsement_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.vision}"
