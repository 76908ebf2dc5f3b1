"""Visions: the futures the region wants, and who stands behind them."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from network.models import Organisation, Topic, User
from network.models.moderation import Moderated, reportable
from strategy.models.scenarios import STORY_FEATURES
from tregks.slugs import UMLAUTS


class VisionQuerySet(models.QuerySet["Vision"]):
    def live(self) -> "VisionQuerySet":
        return self.filter(live=True)

    def visible_to(self, user: User | AnonymousUser) -> "VisionQuerySet":
        """Everybody sees what is published, whoever writes visions also drafts."""
        if user.has_perm("strategy.change_vision"):
            return self
        return self.live()


class Vision(
    WorkflowMixin,
    LockableMixin,
    DraftStateMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """A story of the region as the network wants it, built on scenarios."""

    name = models.CharField(_("Name"), max_length=120)
    slug = models.SlugField(
        _("Kürzel"),
        max_length=80,
        unique=True,
        blank=True,
        help_text=_("Letzter Teil der Adresse. Leer: aus dem Namen."),
    )
    lead = models.TextField(
        _("Kurz gesagt"),
        max_length=400,
        help_text=_("Ein oder zwei Sätze für Listen: Was ist dann anders?"),
    )
    story = RichTextField(
        _("Geschichte"),
        features=STORY_FEATURES,
        blank=True,
        help_text=_("Wie leben und arbeiten die Menschen in dieser Zukunft?"),
    )
    plain_language = models.TextField(
        _("In einfacher Sprache"),
        max_length=5000,
        blank=True,
        help_text=_("Kurze Sätze, keine Fachwörter. Eine Leerzeile trennt Absätze."),
    )
    topics = ParentalManyToManyField(
        Topic, verbose_name=_("Handlungsfelder"), blank=True, related_name="visions"
    )
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("Bild"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    picture_description = models.CharField(
        _("Bildbeschreibung"),
        max_length=300,
        blank=True,
        help_text=_("Was ist zu sehen? Für Menschen, die das Bild nicht sehen."),
    )

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="vision")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="vision",
        for_concrete_model=False,
    )

    objects = VisionQuerySet.as_manager()

    search_fields: ClassVar[list] = [
        index.SearchField("name", boost=2),
        index.SearchField("lead"),
        index.SearchField("story"),
        index.SearchField("plain_language"),
        index.FilterField("live"),
    ]

    class Meta:
        verbose_name = _("Zukunftsbild")
        verbose_name_plural = _("Zukunftsbilder")
        ordering: ClassVar[list[str]] = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(picture=None) | ~Q(picture_description=""),
                name="vision_picture_described",
                violation_error_message=_(
                    "Bitte beschreiben Sie, was auf dem Bild zu sehen ist."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        if not self.slug:
            self.slug = self.free_slug()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("strategy:vision_detail", args=[self.slug])

    @property
    def revisions(self) -> models.QuerySet:
        return self._revisions

    def clean(self) -> None:
        super().clean()
        if self.picture_id and not self.picture_description:
            raise ValidationError(
                {
                    "picture_description": _(
                        "Bitte beschreiben Sie, was auf dem Bild zu sehen ist."
                    )
                }
            )

    def free_slug(self) -> str:
        slug = slugify(self.name.lower().translate(UMLAUTS))[:70] or "zukunftsbild"
        taken = Vision.objects.filter(slug=slug).exclude(pk=self.pk)
        return f"{slug}-{uuid.uuid4().hex[:6]}" if taken.exists() else slug

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
