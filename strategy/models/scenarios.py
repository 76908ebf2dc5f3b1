"""Scenarios the network publishes: a consistent combination with a name and a story."""

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
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from network.models import User, WorkingGroup
from strategy.models.analyses import Analysis
from strategy.models.fields import Factor, Projection, ScenarioField
from tregks.slugs import UMLAUTS

STORY_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def live(self) -> "ScenarioQuerySet":
        return self.filter(live=True)

    def visible_to(self, user: User | AnonymousUser) -> "ScenarioQuerySet":
        """Everybody sees what is published; its group and writers see drafts, too."""
        if user.has_perm("strategy.change_scenario"):
            return self
        if not user.is_authenticated:
            return self.live()
        groups = WorkingGroup.objects.of_member(user)
        return self.filter(Q(live=True) | Q(field__group__in=groups))

    def of_kind(self, kind: str) -> "ScenarioQuerySet":
        return self.filter(field__kind=kind)


class Scenario(
    WorkflowMixin,
    LockableMixin,
    DraftStateMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    models.Model,
):
    """A possible future: one projection of each factor, named and told.

    `assignment` holds the numbers of the projections in the order of the factors.
    `margin` and `weight` are those of the analysis it was picked from.
    """

    field = models.ForeignKey(
        ScenarioField,
        verbose_name=_("Szenariofeld"),
        on_delete=models.PROTECT,
        related_name="scenarios",
    )
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
        help_text=_("Ein oder zwei Sätze für Listen: Was ist das für eine Zukunft?"),
    )
    story = RichTextField(
        _("Geschichte"),
        features=STORY_FEATURES,
        blank=True,
        help_text=_("Wie sieht das Zieljahr aus, und wie kam es dazu?"),
    )
    plain_language = models.TextField(
        _("In einfacher Sprache"),
        max_length=5000,
        blank=True,
        help_text=_("Kurze Sätze, keine Fachwörter. Eine Leerzeile trennt Absätze."),
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
    assignment = models.JSONField(_("Ausprägungen"), default=list, editable=False)
    margin = models.DecimalField(
        _("Abstand zum Widerspruch"),
        max_digits=7,
        decimal_places=2,
        null=True,
        editable=False,
    )
    weight = models.FloatField(_("Gewicht"), null=True, editable=False)
    analysis = models.ForeignKey(
        Analysis,
        verbose_name=_("Auswertung"),
        null=True,
        on_delete=models.PROTECT,
        related_name="scenarios",
        editable=False,
    )

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="scenario")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="scenario",
        for_concrete_model=False,
    )

    objects = ScenarioQuerySet.as_manager()

    search_fields: ClassVar[list] = [
        index.SearchField("name", boost=2),
        index.SearchField("lead"),
        index.SearchField("story"),
        index.SearchField("plain_language"),
        index.FilterField("live"),
    ]

    class Meta:
        verbose_name = _("Szenario")
        verbose_name_plural = _("Szenarien")
        ordering: ClassVar[list[str]] = ["-field__kind", "field__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight=None) | Q(weight__gte=0, weight__lte=1),
                name="scenario_weight",
            ),
            models.CheckConstraint(
                condition=Q(picture=None) | ~Q(picture_description=""),
                name="scenario_picture_described",
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
        return reverse("strategy:scenario_detail", args=[self.slug])

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
        slug = slugify(self.name.lower().translate(UMLAUTS))[:70] or "szenario"
        taken = Scenario.objects.filter(slug=slug).exclude(pk=self.pk)
        return f"{slug}-{uuid.uuid4().hex[:6]}" if taken.exists() else slug

    def projections(self) -> list[Projection]:
        """What it takes of each factor, in the order of the factors: one query."""
        found = Projection.objects.filter(pk__in=self.assignment)
        return list(
            found.select_related("factor").order_by("factor__position", "factor_id")
        )

    def factors(self) -> list[Factor]:
        return [projection.factor for projection in self.projections()]

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict:
        from strategy.views.lab_scenarios import (  # noqa: PLC0415 - views know models
            scenario_context,
        )

        return scenario_context(request, self)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "strategy/scenario_detail.html"
