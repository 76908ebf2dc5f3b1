"""Scenario fields: what a working group thinks ahead about, and what drives it."""

import re
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from network.models import GroupMembership, StakeholderGroup, User, WorkingGroup
from strategy.models.released import PublishedVersion
from tregks.slugs import free_slug

# Addresses below /strategie/labor/ that are no fields.
RESERVED_FIELD_SLUGS = {"importieren", "neu"}
MOST_FACTORS = 40
FEWEST_PROJECTIONS, MOST_PROJECTIONS = 2, 4
SCALE_OF_FIVE = [MinValueValidator(1), MaxValueValidator(5)]


CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Named(models.Model):
    """A name of one line without control characters, as files and the engine need it."""

    name: Any

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = CONTROL.sub("\ufffd", " ".join(self.name.split()))
        super().save(*args, **kwargs)


class ScenarioFieldQuerySet(models.QuerySet["ScenarioField"]):
    def visible_to(self, user: User | AnonymousUser) -> "ScenarioFieldQuerySet":
        """Everybody sees what the network thinks about; what is written inside not."""
        if user.has_perm("strategy.change_scenariofield"):
            return self
        return self.exclude(group__state=WorkingGroup.State.DRAFT)

    def with_part_of(self, user: User | AnonymousUser) -> "ScenarioFieldQuerySet":
        """Each field with whether the user belongs to its group, and runs it.

        Also with the number of their part in it, if they have said anything yet.
        """
        mine = GroupMembership.objects.active().filter(
            group=OuterRef("group"), person=user.pk or 0
        )
        part = Participant.objects.filter(field=OuterRef("pk"), person=user.pk or 0)
        return self.select_related("group").annotate(
            is_member=Exists(mine),
            is_speaker=Exists(mine.filter(is_speaker=True)),
            part_id=part.values("pk")[:1],
        )


class ScenarioField(Named):
    """A question about the future with factors and, at the end, scenarios.

    `strategy.lab` changes fields and factors, `strategy.judging` what people think of
    them, `strategy.analysis` asks the engine.
    """

    class Kind(models.TextChoices):
        TECHNOLOGY = "technology", _("Technologie")
        REGIONAL = "regional", _("Region")

    class State(models.TextChoices):
        COLLECTING = "collecting", _("Faktoren sammeln")
        JUDGING = "judging", _("Einschätzen")
        SETTLING = "settling", _("Abstimmen")
        ANALYSED = "analysed", _("ausgewertet")
        PUBLISHED = "published", _("veröffentlicht")

    name = models.CharField(_("Name"), max_length=120, unique=True)
    slug = models.SlugField(
        _("Kürzel"),
        max_length=80,
        unique=True,
        blank=True,
        help_text=_("Letzter Teil der Adresse. Leer: aus dem Namen."),
    )
    kind = models.CharField(_("Art"), max_length=10, choices=Kind)
    horizon = models.PositiveSmallIntegerField(
        _("Zieljahr"),
        validators=[MinValueValidator(2026), MaxValueValidator(2100)],
        help_text=_("Das Jahr, in dem die Szenarien spielen, zum Beispiel 2035."),
    )
    group = models.ForeignKey(
        WorkingGroup,
        verbose_name=_("Arbeitsgruppe"),
        on_delete=models.PROTECT,
        related_name="scenario_fields",
    )
    state = models.CharField(
        _("Stand"), max_length=10, choices=State, default=State.COLLECTING
    )
    description = models.TextField(
        _("Worum geht es?"),
        max_length=3000,
        help_text=_("Frage, Region und Grenzen in einigen Sätzen."),
    )
    builds_on = models.ForeignKey(
        "self",
        verbose_name=_("baut auf"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="built_upon_by",
        limit_choices_to={"kind": "technology"},
        help_text=_("Das Technologiefeld, das den Rahmen gibt. Nur für Regionen."),
    )
    context = models.ForeignKey(
        "strategy.Scenario",
        verbose_name=_("festgelegtes Technologieszenario"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Dann stehen die übernommenen Faktoren so fest, wie dieses Szenario sagt. "
            "Leer: alle Ausprägungen bleiben möglich."
        ),
    )
    created_at = models.DateTimeField(
        _("angelegt am"), default=timezone.now, editable=False
    )

    objects = ScenarioFieldQuerySet.as_manager()

    # Known where `with_part_of` has looked.
    is_member: bool
    is_speaker: bool
    part_id: int | None

    class Meta:
        verbose_name = _("Szenariofeld")
        verbose_name_plural = _("Szenariofelder")
        # Technology comes first in the chain.
        ordering: ClassVar[list[str]] = ["-kind", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(horizon__gte=2026, horizon__lte=2100),
                name="scenariofield_horizon",
            ),
            models.CheckConstraint(
                condition=Q(kind="regional") | Q(builds_on=None, context=None),
                name="scenariofield_only_regions_build_on",
                violation_error_message=_(
                    "Nur ein regionales Feld kann auf einem anderen aufbauen."
                ),
            ),
            models.CheckConstraint(
                condition=Q(context=None) | Q(builds_on__isnull=False),
                name="scenariofield_context_needs_field",
                violation_error_message=_(
                    "Ein Technologieszenario kann nur festlegen, wer auf einem "
                    "Technologiefeld aufbaut."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(builds_on=F("pk")), name="scenariofield_not_on_itself"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        *("collecting", "judging", "settling"),
                        *("analysed", "published"),
                    ]
                ),
                name="scenariofield_state",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["technology", "regional"]),
                name="scenariofield_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        if not self.slug:
            self.slug = free_slug(
                self.name,
                others=ScenarioField.objects.exclude(pk=self.pk),
                otherwise="feld",
                reserved=RESERVED_FIELD_SLUGS,
            )
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("strategy:field_detail", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        if not self.pk:
            return
        stays = self.context is not None or self.factors.exclude(taken_from=None)
        known = ScenarioField.objects.get(pk=self.pk).builds_on_id
        if stays and known and known != self.builds_on_id:
            raise ValidationError(
                {
                    "builds_on": _(
                        "Dieses Feld hat daraus schon Faktoren oder ein Szenario "
                        "übernommen. Beginnen Sie dafür mit einem neuen Feld."
                    )
                }
            )

    @property
    def is_open(self) -> bool:
        """Whether members may still propose factors."""
        return self.state == self.State.COLLECTING

    @property
    def takes_judgements(self) -> bool:
        return self.state in {self.State.JUDGING, self.State.SETTLING}

    @property
    def is_settled_now(self) -> bool:
        """Whether the group may settle values: when judging alone is over."""
        return self.state in {self.State.SETTLING, self.State.ANALYSED}

    @property
    def judges_alone(self) -> bool:
        """Whether everybody still judges without knowing what others say."""
        return self.state in {self.State.COLLECTING, self.State.JUDGING}

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    def is_visible_to(self, user: User | AnonymousUser) -> bool:
        """As `visible_to`, asking for rights only where they matter."""
        return self.group.state != WorkingGroup.State.DRAFT or user.has_perm(
            "strategy.change_scenariofield"
        )

    def lets_in(self, user: User | AnonymousUser) -> bool:
        """Whether somebody takes part: members of the group and managers."""
        known = getattr(self, "is_member", None)
        member = self.group.has_member(user) if known is None else known
        return member or user.has_perm("strategy.change_scenariofield")

    def is_run_by(self, user: User | AnonymousUser) -> bool:
        """Whether somebody decides for the group: speakers and managers."""
        known = getattr(self, "is_speaker", None)
        speaker = self.group.has_speaker(user) if known is None else known
        return speaker or user.has_perm("strategy.change_scenariofield")


class ImportedFile(models.Model):
    """The file a field came from, kept for what the portal has no place for: colours,
    unknown sections, the way it was written."""

    field = models.OneToOneField(
        ScenarioField, on_delete=models.CASCADE, related_name="imported_file"
    )
    name = models.CharField(_("Dateiname"), max_length=100)
    data = models.BinaryField()

    class Meta:
        verbose_name = _("Eingelesene Datei")
        verbose_name_plural = _("Eingelesene Dateien")

    def __str__(self) -> str:
        return self.name


class FactorQuerySet(models.QuerySet["Factor"]):
    def accepted(self) -> "FactorQuerySet":
        return self.filter(state=Factor.State.ACCEPTED)

    def visible_to(self, user: User | AnonymousUser) -> "FactorQuerySet":
        """Of published fields everybody's, of others their group's."""
        if user.has_perm("strategy.change_scenariofield"):
            return self
        seen = self.exclude(field__group__state=WorkingGroup.State.DRAFT)
        public = Q(field__state=ScenarioField.State.PUBLISHED, state="accepted")
        if not user.is_authenticated:
            return seen.filter(public)
        groups = WorkingGroup.objects.of_member(user)
        return seen.filter(public | Q(field__group__in=groups))


class Factor(Named):
    """What drives the future of a field, with the ways in which it may turn out."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("vorgeschlagen")
        ACCEPTED = "accepted", _("aufgenommen")
        MERGED = "merged", _("zusammengeführt")

    field = models.ForeignKey(
        ScenarioField,
        verbose_name=_("Szenariofeld"),
        on_delete=models.CASCADE,
        related_name="factors",
    )
    name = models.CharField(_("Name"), max_length=100)
    why = models.TextField(
        _("Warum ist das wichtig?"),
        max_length=2000,
        help_text=_("Wie wirkt der Faktor auf die Region oder die Technik?"),
    )
    today = models.TextField(
        _("Stand heute"),
        max_length=2000,
        blank=True,
        help_text=_("Wie ist es jetzt? Möglichst mit einer Zahl."),
    )
    sources = models.TextField(
        _("Quellen"),
        max_length=2000,
        blank=True,
        help_text=_("Studien, Statistiken, Adressen; eine je Zeile."),
    )
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    state = models.CharField(
        _("Stand"), max_length=10, choices=State, default=State.PROPOSED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("vorgeschlagen von"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="proposed_factors",
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("zusammengeführt mit"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="merged",
    )
    taken_from = models.ForeignKey(
        "self",
        verbose_name=_("übernommen aus"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="taken_over",
    )

    objects = FactorQuerySet.as_manager()

    class Meta:
        verbose_name = _("Einflussfaktor")
        verbose_name_plural = _("Einflussfaktoren")
        ordering: ClassVar[list[str]] = ["field", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "field",
                Lower("name"),
                condition=~Q(state="merged"),
                name="factor_name_once",
                violation_error_message=_("Diesen Faktor gibt es schon."),
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into=None)),
                name="factor_merged_into",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("pk")) & ~Q(taken_from=F("pk")),
                name="factor_not_itself",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "accepted", "merged"]),
                name="factor_state",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("strategy:factor_detail", args=[self.pk])

    def published_versions(self) -> list[PublishedVersion]:
        """When its group changed it, the newest first. Its words are kept only once."""
        moments = (
            ModelLogEntry.objects.for_instance(self)
            .filter(action__in=["factor.edit", "factor.merge", "factor.split"])
            .order_by("timestamp", "pk")
            .values_list("timestamp", flat=True)
        )
        return [
            PublishedVersion(number, at, self.version_url(number))
            for number, at in enumerate(moments, start=1)
        ][::-1]

    def successors(self) -> list[models.Model]:
        """What it became a part of, and the scenarios that are made of it."""
        merged = [self.merged_into] if self.merged_into else []
        return [*merged, *self.field.scenarios.live()]

    def version_url(self, number: int) -> str:
        return self.get_absolute_url()


class Projection(Named):
    """One way in which a factor may turn out."""

    factor = models.ForeignKey(
        Factor,
        verbose_name=_("Einflussfaktor"),
        on_delete=models.CASCADE,
        related_name="projections",
    )
    name = models.CharField(_("Ausprägung"), max_length=100)
    description = models.TextField(_("Beschreibung"), max_length=1000, blank=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    taken_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="taken_over",
    )

    class Meta:
        verbose_name = _("Ausprägung")
        verbose_name_plural = _("Ausprägungen")
        ordering: ClassVar[list[str]] = ["factor", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "factor", Lower("name"), name="projection_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def active(self) -> "ParticipantQuerySet":
        """Those who have judged anything."""
        return self.filter(answers__isnull=False).distinct()


class Participant(models.Model):
    """Somebody's part in a field. The judgements stay when the account goes.

    Who has no account takes part on paper, by the name the group knows.
    """

    field = models.ForeignKey(
        ScenarioField,
        verbose_name=_("Szenariofeld"),
        on_delete=models.CASCADE,
        related_name="participants",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="scenario_parts",
    )
    label = models.CharField(_("Name auf dem Bogen"), max_length=100, blank=True)
    stakeholder_group = models.CharField(
        _("Akteursgruppe"), max_length=20, choices=StakeholderGroup, blank=True
    )
    since = models.DateTimeField(_("seit"), default=timezone.now)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("Teilnahme an einem Szenariofeld")
        verbose_name_plural = _("Teilnahmen an Szenariofeldern")
        ordering: ClassVar[list[str]] = ["field", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["field", "person"], name="participant_once")
        ]

    def __str__(self) -> str:
        if self.person:
            return str(self.person)
        return self.label or gettext("frühere Beteiligte, Nr. %(number)d") % {
            "number": self.pk
        }


class FactorRating(models.Model):
    """How much a factor matters and how open it is, as one participant sees it."""

    participant = models.ForeignKey(
        Participant,
        verbose_name=_("Beteiligte"),
        on_delete=models.CASCADE,
        related_name="ratings",
        db_index=False,  # the constraint's index begins with it
    )
    factor = models.ForeignKey(
        Factor,
        verbose_name=_("Einflussfaktor"),
        on_delete=models.CASCADE,
        related_name="ratings",
    )
    impact = models.PositiveSmallIntegerField(_("Wirkung"), validators=SCALE_OF_FIVE)
    uncertainty = models.PositiveSmallIntegerField(
        _("Ungewissheit"), validators=SCALE_OF_FIVE
    )

    class Meta:
        verbose_name = _("Gewicht eines Faktors")
        verbose_name_plural = _("Gewichte der Faktoren")
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "factor"], name="factorrating_once"
            ),
            models.CheckConstraint(
                condition=Q(impact__range=(1, 5), uncertainty__range=(1, 5)),
                name="factorrating_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.factor}: {self.impact}, {self.uncertainty}"


class DirectInfluence(models.Model):
    """How strongly one factor acts on another, without direction: 0 to 3."""

    participant = models.ForeignKey(
        Participant,
        verbose_name=_("Beteiligte"),
        on_delete=models.CASCADE,
        related_name="influences",
        db_index=False,  # the constraint's index begins with it
    )
    source = models.ForeignKey(
        Factor,
        verbose_name=_("wirkt"),
        on_delete=models.CASCADE,
        related_name="influences_on",
    )
    target = models.ForeignKey(
        Factor,
        verbose_name=_("auf"),
        on_delete=models.CASCADE,
        related_name="influenced_by",
    )
    value = models.PositiveSmallIntegerField(_("Stärke"))

    class Meta:
        verbose_name = _("Direkter Einfluss")
        verbose_name_plural = _("Direkte Einflüsse")
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "source", "target"],
                name="directinfluence_once",
            ),
            models.CheckConstraint(
                condition=Q(value__range=(0, 3)), name="directinfluence_range"
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")), name="directinfluence_not_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}: {self.value}"
