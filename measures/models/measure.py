"""Measures: what the region does together, from the first idea to the last report."""

from hashlib import sha256
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.locks import BaseLock
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from measures.passages import PASSAGE, Passage, passages_of
from measures.states import ICONS, NEEDS_REASON, TONES, WRITING, State
from network.models import Organisation, Topic, User, WorkingGroup
from network.models.organisations import search_query
from strategy.models.released import PublishedVersion
from tregks.slugs import free_slug, slug_of

# Addresses below /massnahmen/ that are no measures.
RESERVED_SLUGS = {
    *("idee", "meine", "uebersicht", "umsetzung", "rueckmeldungen", "bericht"),
}
LONGEST_PASSAGE = 20_000
# What belongs to the measure, not to one version of its text.
KEPT = (
    *("number", "slug", "state", "audience", "working_group_id", "author_id"),
    *("merged_into_id", "created_at"),
)


class PassageBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Überschrift"), max_length=150)
    text = blocks.TextBlock(
        label=_("Text"),
        max_length=LONGEST_PASSAGE,
        rows=8,
        help_text=_(
            "Absätze mit einer leeren Zeile trennen. Zeilen mit „- “ werden eine Liste, "
            "*Wörter* zwischen Sternchen hervorgehoben."
        ),
    )

    class Meta:
        label = _("Abschnitt")
        icon = "pilcrow"


class MeasureQuerySet(models.QuerySet["Measure"]):
    def visible_to(self, user: User | AnonymousUser) -> "MeasureQuerySet":
        """Group and managers see all of theirs, others what the audience allows."""
        if user.has_perm("measures.change_measure"):
            return self
        public = Q(live=True, audience=Measure.Audience.PUBLIC)
        if not user.is_authenticated:
            return self.filter(public)
        own = WorkingGroup.objects.of_member(user)
        return self.filter(
            public
            | Q(live=True, audience=Measure.Audience.MEMBERS)
            | Q(author=user)
            | Q(working_group__in=own)
            | Q(state=State.IDEA, topic__in=own.values("topic"))
        )

    def seen_by(self, user: User | AnonymousUser) -> str:
        """A short name for what `visible_to` gives, the same for all who see the same.

        Most members see just what every member sees; drafts of the own groups and own
        ideas come on top.
        """
        if user.has_perm("measures.change_measure"):
            return "all"
        if not user.is_authenticated:
            return "guests"
        audiences = [Measure.Audience.PUBLIC, Measure.Audience.MEMBERS]
        more = self.visible_to(user).exclude(live=True, audience__in=audiences)
        ids = more.order_by("pk").values_list("pk", flat=True)
        own = "+".join(map(str, ids))
        return f"members+{sha256(own.encode()).hexdigest()}" if own else "members"

    def search(self, words: str) -> "MeasureQuerySet":
        """Words of the text, or the reference number as people write it."""
        matching = Q(search_vector=search_query(words))
        number = words.strip().lower().removeprefix("m").lstrip("-– ")
        if number.isascii() and number.isdigit() and len(number) < 9:
            matching |= Q(number=int(number))
        return self.filter(matching)

    def for_lists(self) -> "MeasureQuerySet":
        """Without what no list shows, with what each row shows."""
        return self.defer(
            *("search_vector", "words", "body", "plain_language"),
            *("responsible__search_vector", "responsible__description"),
        ).select_related("topic", "working_group", "responsible")


class Measure(
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    index.Indexed,
    models.Model,
):
    """A measure. The row holds the text that is valid now, revisions what is written.

    `measures.states` moves it, `measures.drafting` writes it.
    """

    class Horizon(models.TextChoices):
        SHORT = "short", _("kurzfristig (bis 2 Jahre)")
        MEDIUM = "medium", _("mittelfristig (2 bis 5 Jahre)")
        LONG = "long", _("langfristig (über 5 Jahre)")

    class Audience(models.TextChoices):
        GROUP = "group", _("die Arbeitsgruppe")
        MEMBERS = "members", _("alle Mitglieder des Netzwerks")
        PUBLIC = "public", _("alle, auch ohne Anmeldung")

    number = models.PositiveIntegerField(
        _("Nummer"),
        unique=True,
        editable=False,
        db_default=Func(
            Value("measures_number"),
            function="nextval",
            output_field=models.PositiveIntegerField(),
        ),
    )
    title = models.CharField(
        _("Titel"),
        max_length=120,
        help_text=_("Was geschieht, in einem halben Satz?"),
    )
    slug = models.SlugField(_("Kürzel"), max_length=80, unique=True, editable=False)
    summary = models.TextField(
        _("Kurz gesagt"),
        max_length=400,
        help_text=_("Zwei Sätze für Listen: Was wird getan, und was bewirkt es?"),
    )
    plain_language = models.TextField(
        _("In einfacher Sprache"),
        max_length=2000,
        blank=True,
        help_text=_("Kurze Sätze, keine Fachwörter. Jeder Satz sagt nur eine Sache."),
    )
    body = StreamField(
        [(PASSAGE, PassageBlock())], verbose_name=_("Text"), blank=True, default=list
    )
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("Handlungsfeld"),
        on_delete=models.PROTECT,
        related_name="measures",
    )
    horizon = models.CharField(
        _("Zeithorizont"), max_length=10, choices=Horizon, default=Horizon.MEDIUM
    )
    cost_from = models.PositiveIntegerField(
        _("Kosten von (Euro)"), null=True, blank=True
    )
    cost_to = models.PositiveIntegerField(
        _("Kosten bis (Euro)"),
        null=True,
        blank=True,
        help_text=_("Leer lassen, wenn noch niemand geschätzt hat."),
    )
    funding = models.CharField(
        _("Finanzierung"),
        max_length=250,
        blank=True,
        help_text=_("Woher soll das Geld kommen?"),
    )
    responsible = models.ForeignKey(
        Organisation,
        verbose_name=_("Verantwortliche Organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="measures",
    )
    urgent = models.BooleanField(
        _("dringlich"),
        default=False,
        help_text=_(
            "Die Umsetzung darf beginnen, bevor die Strategie beschlossen ist."
        ),
    )
    urgent_reason = models.CharField(
        _("Warum ist das dringlich?"), max_length=400, blank=True
    )
    working_group = models.ForeignKey(
        WorkingGroup,
        verbose_name=_("Arbeitsgruppe"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="measures",
    )
    state = models.CharField(
        _("Stand"), max_length=15, choices=State, default=State.IDEA, editable=False
    )
    # Who may see it beside the group: widened by consultations and decisions, never
    # narrowed, so that whoever took part can follow what became of it.
    audience = models.CharField(
        _("sichtbar für"),
        max_length=10,
        choices=Audience,
        default=Audience.GROUP,
        editable=False,
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Idee von"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="measures",
    )
    # Where the number and the address of a merged idea lead.
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("aufgegangen in"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="merged_from",
    )
    created_at = models.DateTimeField(
        _("angelegt am"), default=timezone.now, editable=False
    )
    # The passages' words, for the search.
    words = models.TextField(default="", blank=True, editable=False)
    search_vector = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="german")
        + SearchVector("title", weight="A", config="simple")
        + SearchVector("summary", weight="B", config="german")
        + SearchVector("words", weight="C", config="german"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    # Wagtail's mixins reach their rows through these.
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="content_type",
        object_id_field="object_id",
        related_query_name="measure",
        for_concrete_model=False,
    )
    _workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="content_type",
        object_id_field="object_id",
        related_query_name="measure",
        for_concrete_model=False,
    )

    # What its implementation has taught goes with it.
    _feedback = GenericRelation(
        "strategy.FeedbackEntry",
        content_type_field="source_type",
        object_id_field="source_id",
    )

    objects = MeasureQuerySet.as_manager()

    # For the search over the whole portal; the catalogue has its own column.
    search_fields: ClassVar = [
        index.SearchField("title", boost=3),
        index.SearchField("summary"),
        index.SearchField("words"),
    ]

    class Meta:
        verbose_name = _("Maßnahme")
        verbose_name_plural = _("Maßnahmen")
        ordering: ClassVar[list[str]] = ["number"]
        indexes = [
            models.Index(fields=["audience", "state"], name="measure_list"),
            models.Index(fields=["working_group", "state"], name="measure_group"),
            models.Index(fields=["topic", "state"], name="measure_topic"),
            GinIndex(fields=["search_vector"], name="measure_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="measure_state"
            ),
            models.CheckConstraint(
                condition=Q(audience__in=["group", "members", "public"]),
                name="measure_audience",
            ),
            models.CheckConstraint(
                condition=Q(horizon__in=["short", "medium", "long"]),
                name="measure_horizon",
            ),
            models.CheckConstraint(
                condition=Q(working_group__isnull=False)
                | Q(state__in=[State.IDEA, State.PAUSED, State.REJECTED]),
                name="measure_has_group",
            ),
            models.CheckConstraint(
                condition=Q(urgent=False) | ~Q(urgent_reason=""),
                name="measure_urgent_has_reason",
                violation_error_message=_("Bitte sagen Sie, warum das dringlich ist."),
            ),
            models.CheckConstraint(
                condition=Q(cost_from__isnull=True)
                | Q(cost_to__isnull=True)
                | Q(cost_from__lte=F("cost_to")),
                name="measure_costs_in_order",
                violation_error_message=_(
                    "Die Kosten „von“ sind höher als die Kosten „bis“."
                ),
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(state=State.REJECTED),
                name="measure_merged_is_rejected",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("pk")),
                name="measure_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            # /massnahmen/m-017/ is the address a reference number makes.
            plain = slug_of(self.title, otherwise="massnahme")
            is_number = plain.startswith("m-") and plain[2:].isdigit()
            self.slug = free_slug(
                self.title,
                others=Measure.objects.exclude(pk=self.pk),
                otherwise="massnahme",
                reserved=RESERVED_SLUGS | ({plain} if is_number else set()),
            )
        fields = kwargs.get("update_fields")
        if fields is None or "body" in fields:
            self.words = "\n".join(
                f"{passage.title}\n{passage.text}" for passage in self.passages
            )
            if fields is not None:
                kwargs["update_fields"] = {*fields, "words"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("measures:measure_detail", args=[self.slug])

    def published_versions(self) -> list[PublishedVersion]:
        """The newest first; strategy shows a change of what it concerns by these."""
        return [
            PublishedVersion(number, made_at, self.version_url(number))
            for number, made_at in self.versions.values_list("number", "made_at")
        ]

    def version_url(self, number: int) -> str:
        return reverse("measures:version_list", args=[self.slug])

    def successors(self) -> list[models.Model]:
        return [self.merged_into] if self.merged_into else []

    def clean(self) -> None:
        super().clean()
        self.urgent_reason = self.urgent_reason.strip()
        if self.urgent and not self.urgent_reason:
            raise ValidationError(
                {"urgent_reason": _("Bitte sagen Sie, warum das dringlich ist.")}
            )

    # --- What Wagtail asks ----------------------------------------------------------

    @property
    def revisions(self) -> models.QuerySet[Revision]:
        return self._revisions

    def with_content_json(self, content: dict[str, Any]) -> "Measure":
        """A version of the text: what it never changes is taken from this row."""
        measure = super().with_content_json(content)
        for name in KEPT:
            setattr(measure, name, getattr(self, name))
        return measure

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """The admin writes into its last revision while somebody types. One that others
        have seen stays as it is; a new one follows."""
        last = kwargs.get("overwrite_revision")
        if last and (last.pk == self.live_revision_id or is_version(last)):
            kwargs["overwrite_revision"] = None
        return super().save_revision(*args, **kwargs)

    def get_lock(self) -> BaseLock | None:
        if self.state == State.CONSULTATION:
            return ConsultationLock(self)
        return super().get_lock()

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "measures/measure_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        return {"measure": self, "title": self.title, "trail": []}

    # --- In words -------------------------------------------------------------------

    @property
    def reference(self) -> str:
        """'M-017', for good."""
        number: Any = self.number  # of the database's making: unknown before
        return f"M-{number:03d}" if isinstance(number, int) else "M-…"

    @property
    def passages(self) -> list[Passage]:
        return passages_of(self.body.raw_data)

    @property
    def state_icon(self) -> str:
        return ICONS[State(self.state)]

    @property
    def state_tone(self) -> str:
        return TONES.get(State(self.state), "")

    @property
    def began_early(self) -> bool:
        """Begun because it is urgent, before it was adopted."""
        return self.urgent and self.state == State.IMPLEMENTING

    @property
    def costs(self) -> str:
        """'10.000 bis 20.000 Euro', as far as somebody has estimated."""
        numbers = [self.cost_from, self.cost_to]
        low, high = (
            None if each is None else number_format(each, force_grouping=True)
            for each in numbers
        )
        if low and high:
            if low == high:
                return gettext("rund %(low)s Euro") % {"low": low}
            return gettext("%(low)s bis %(high)s Euro") % {"low": low, "high": high}
        if low:
            return gettext("ab %(low)s Euro") % {"low": low}
        return gettext("bis %(high)s Euro") % {"high": high} if high else ""

    # --- Questions ------------------------------------------------------------------

    def is_managed_by(self, user: User | AnonymousUser) -> bool:
        """Speakers of its group and managers decide on it."""
        if user.has_perm("measures.change_measure"):
            return True
        return bool(self.working_group and self.working_group.has_speaker(user))

    def is_drafted_by(self, user: User | AnonymousUser) -> bool:
        """Members of its group and managers write it."""
        if user.has_perm("measures.change_measure"):
            return True
        return bool(self.working_group and self.working_group.has_member(user))

    @property
    def audiences(self) -> list[Audience]:
        """Who can be asked: whoever reads the measure already, or more people."""
        every = list(Measure.Audience)
        return every[every.index(Measure.Audience(self.audience)) :]

    @property
    def is_being_written(self) -> bool:
        return self.state in WRITING

    @cached_property
    def public_reason(self) -> "StateChange | None":
        """Why it rests or was rejected."""
        if self.state not in NEEDS_REASON:
            return None
        return self.changes.filter(to_state=self.state).first()


class ConsultationLock(BaseLock):
    """Nobody changes a text that others are commenting on."""

    def for_user(self, user: User) -> bool:
        return True

    def get_message(self, user: User) -> str:
        return gettext(
            "Diese Maßnahme steht in der Konsultation. Bis sie endet, bleibt der Text, "
            "wie er ist."
        )

    def get_locked_by(self, user: User) -> str:
        return gettext("In der Konsultation")

    def get_description(self, user: User) -> str:
        return gettext("Der Text ist gesperrt, solange die Konsultation läuft.")


class StateChange(models.Model):
    """A step of a measure: what, when, by whom and why. Never changed afterwards."""

    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="changes"
    )
    from_state = models.CharField(_("von"), max_length=15, choices=State)
    to_state = models.CharField(_("zu"), max_length=15, choices=State)
    reason = models.TextField(_("Begründung"), max_length=1000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("am"), default=timezone.now)

    class Meta:
        verbose_name = _("Schritt")
        verbose_name_plural = _("Schritte")
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(to_state__in=["paused", "rejected"]) | ~Q(reason=""),
                name="statechange_has_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.get_to_state_display()}"


def is_version(revision: Revision) -> bool:
    return Version.objects.filter(revision=revision).exists()


class Version(models.Model):
    """A text that others have seen: put to consultation, published or adopted.

    Wagtail keeps all revisions; these are kept for good, and open to whoever sees the
    measure.
    """

    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField(_("Fassung"))
    revision = models.OneToOneField(
        Revision, on_delete=models.PROTECT, related_name="measure_version"
    )
    made_at = models.DateTimeField(_("vom"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("Fassung")
        verbose_name_plural = _("Fassungen")
        ordering: ClassVar[list[str]] = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "number"], name="version_number_once"
            )
        ]

    def __str__(self) -> str:
        return gettext("Fassung %(number)s") % {"number": self.number}
