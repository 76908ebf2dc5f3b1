"""Findings from practice that ask the strategy to look again."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.models.moderation import Moderated, reportable

if TYPE_CHECKING:
    from network.models import User

# Where findings come from, and what they may be about. Labels, because some of these
# types belong to apps that come later; all of them have `objects.visible_to(user)`.
SOURCES = ("measures.measure", "strategy.warningsign")
CONCERNS = (
    *("strategy.scenario", "strategy.factor", "strategy.vision"),
    *("strategy.chapter", "measures.measure"),
)


def existing(labels: tuple[str, ...]) -> list[type[models.Model]]:
    """The models behind labels, as far as there are any."""
    found = []
    for label in labels:
        app, name = label.split(".")
        try:
            found.append(apps.get_model(app, name))
        except LookupError:
            continue
    return found


class FeedbackQuerySet(Moderated, models.QuerySet["FeedbackEntry"]):
    def visible_to(self, user: "User | AnonymousUser") -> "FeedbackQuerySet":
        """Whoever sees what a finding comes from, and who wrote or answers it."""
        if user.has_perm("measures.change_measure"):
            return self
        own = Q(pk__in=[])
        if user.is_authenticated:
            own = Q(author=user) | Q(reviewer=user)
        seen = Q(pk__in=[])
        for model in existing(SOURCES):
            sources: Any = model._default_manager
            seen |= Q(
                source_type=ContentType.objects.get_for_model(model),
                source_id__in=sources.visible_to(user).order_by().values("pk"),
            )
        return self.not_hidden().filter(seen) | self.filter(own)

    def open(self) -> "FeedbackQuerySet":
        """Without an outcome yet, the most urgent first."""
        return self.exclude(state=FeedbackEntry.State.ANSWERED).order_by(
            "review_by", "pk"
        )

    def overdue(self) -> "FeedbackQuerySet":
        return self.open().filter(review_by__lt=timezone.localdate())

    def to_remind(self) -> "FeedbackQuerySet":
        return self.overdue().filter(reminded_at=None, reviewer__isnull=False)


@reportable("rueckmeldung", texts=["finding", "evidence", "outcome_text"], lookup="id")
class FeedbackEntry(models.Model):
    """A finding: what it concerns, whether it confirms that, and what came of it.

    `strategy.feedback` writes entries and finds those about a thing.
    """

    class Effect(models.TextChoices):
        CONFIRMS = "confirms", _("bestätigt")
        CONTRADICTS = "contradicts", _("widerspricht")
        ADDS = "adds", _("ergänzt")

    class State(models.TextChoices):
        OPEN = "open", _("offen")
        IN_REVIEW = "in_review", _("in Prüfung")
        ANSWERED = "answered", _("beantwortet")

    class Outcome(models.TextChoices):
        UNCHANGED = "unchanged", _("Es bleibt, wie es ist")
        CHANGED = "changed", _("Es wurde geändert")

    ICONS: ClassVar = {"open": "feedback", "in_review": "eye", "answered": "success"}
    TONES: ClassVar = {"in_review": "info", "answered": "success"}

    source_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, related_name="+"
    )
    source_id = models.PositiveBigIntegerField()
    source = GenericForeignKey("source_type", "source_id")
    concerns_type = models.ForeignKey(
        ContentType, null=True, on_delete=models.CASCADE, related_name="+"
    )
    concerns_id = models.PositiveBigIntegerField(null=True)
    concerns = GenericForeignKey("concerns_type", "concerns_id")
    concerns_text = models.CharField(_("Was es betrifft"), max_length=200, blank=True)
    effect = models.CharField(
        _("Was bedeutet die Erkenntnis?"), max_length=15, choices=Effect
    )
    finding = models.TextField(_("Erkenntnis"), max_length=2000)
    evidence = models.TextField(_("Woran zeigt sich das?"), max_length=2000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("vom"), default=timezone.now)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Wer soll das prüfen?"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="feedback_to_review",
    )
    review_by = models.DateField(_("Bis wann?"))
    reminded_at = models.DateTimeField(null=True, editable=False)
    state = models.CharField(
        _("Stand"), max_length=10, choices=State, default=State.OPEN
    )
    outcome = models.CharField(
        _("Ergebnis"), max_length=10, choices=Outcome, blank=True
    )
    outcome_text = models.TextField(_("Begründung"), max_length=2000, blank=True)
    # Where the change can be read, if it concerns nothing in the portal: an address of it.
    outcome_url = models.CharField(_("Wo es steht"), max_length=250, blank=True)
    # Otherwise what was changed (the thing itself or one that took its place), and the
    # version others could read from then on.
    changed_type = models.ForeignKey(
        ContentType, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_id = models.PositiveBigIntegerField(null=True)
    changed = GenericForeignKey("changed_type", "changed_id")
    changed_version = models.PositiveIntegerField(null=True)
    changed_at = models.DateTimeField(_("geändert in Fassung vom"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("beantwortet von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("beantwortet am"), null=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("Rückmeldung")
        verbose_name_plural = _("Rückmeldungen")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["source_type", "source_id"], name="feedback_source"),
            models.Index(
                fields=["concerns_type", "concerns_id"], name="feedback_concerns"
            ),
            models.Index(
                fields=["changed_type", "changed_id"], name="feedback_changed"
            ),
            models.Index(fields=["state", "review_by"], name="feedback_review"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    concerns_type__isnull=False,
                    concerns_id__isnull=False,
                    concerns_text="",
                )
                | (
                    Q(concerns_type__isnull=True, concerns_id__isnull=True)
                    & ~Q(concerns_text="")
                ),
                name="feedback_concerns_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(effect__in=["confirms", "contradicts", "adds"]),
                name="feedback_effect",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["open", "in_review"],
                    outcome="",
                    answered_at__isnull=True,
                )
                | (
                    Q(
                        state="answered",
                        outcome__in=["unchanged", "changed"],
                        answered_at__isnull=False,
                    )
                    & ~Q(outcome_text="")
                ),
                name="feedback_answer_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome_url="")
                | Q(outcome_url__startswith="/") & ~Q(outcome_url__startswith="//"),
                name="feedback_leads_into_the_portal",
            ),
            models.CheckConstraint(
                condition=Q(changed_version__isnull=True, changed_at__isnull=True)
                | Q(
                    outcome="changed",
                    changed_version__isnull=False,
                    changed_at__isnull=False,
                ),
                name="feedback_changed_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_effect_display()}: {self.finding[:80]}"

    def get_absolute_url(self) -> str:
        # Findings come from measures, so their pages stand there.
        return reverse("measures:feedback_detail", args=[self.pk])

    @property
    def icon(self) -> str:
        return str(self.ICONS[self.state])

    @property
    def tone(self) -> str:
        return str(self.TONES.get(self.state, ""))

    @property
    def is_automatic(self) -> bool:
        """Whether a warning sign has asked for it, not a person."""
        kind = ContentType.objects.get_for_id(self.source_type_id)
        return kind.model == "warningsign"

    @property
    def is_answered(self) -> bool:
        return self.state == self.State.ANSWERED

    @property
    def is_overdue(self) -> bool:
        return not self.is_answered and self.review_by < timezone.localdate()

    @property
    def state_word(self) -> str:
        """For lists that have no room for two."""
        if self.is_overdue:
            return gettext("überfällig")
        return str(self.get_state_display())

    @property
    def concerned(self) -> str:
        return str(self.concerns or self.concerns_text)

    def may_be_answered_by(self, user: "User | AnonymousUser") -> bool:
        if self.is_answered or not user.is_authenticated:
            return False
        return user.pk == self.reviewer_id or user.has_perm("measures.change_measure")
