"""Consultations: a frozen text, what people say to it, and what became of that."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.models.measure import LONGEST_PASSAGE, Measure, Version
from measures.passages import Passage, passages_in_revision
from measures.states import State
from network.models import ModerationCase, Organisation, User
from network.models.moderation import Moderated, reportable

LONGEST_COMMENT = 10_000


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def unfinished(self) -> "ConsultationQuerySet":
        return self.filter(closed_at=None)

    def running(self) -> "ConsultationQuerySet":
        """Open for comments, by the clock of the database alone (R-25)."""
        return self.unfinished().filter(
            measure__state=State.CONSULTATION,
            opens_at__lte=Now(),
            closes_at__gt=Now(),
        )

    def over(self) -> "ConsultationQuerySet":
        """Their time is up, but the measure has not moved on yet."""
        return self.unfinished().filter(
            measure__state=State.CONSULTATION, closes_at__lte=Now()
        )

    def visible_to(self, user: User | AnonymousUser) -> "ConsultationQuerySet":
        return self.filter(measure__in=Measure.objects.visible_to(user))


class Consultation(models.Model):
    """One text for comments. `measures.consultations` opens and closes it."""

    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="consultations"
    )
    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="consultations"
    )
    audience = models.CharField(
        _("Wer darf mitreden?"),
        max_length=10,
        choices=Measure.Audience,
        default=Measure.Audience.PUBLIC,
        help_text=_("Lesen können alle, die hier genannt sind; schreiben Angemeldete."),
    )
    intro = models.TextField(
        _("Worum geht es Ihnen?"),
        max_length=2000,
        blank=True,
        help_text=_("Steht über dem Entwurf, zum Beispiel offene Fragen."),
    )
    opens_at = models.DateTimeField(_("beginnt"), default=timezone.now, editable=False)
    closes_at = models.DateTimeField(_("endet"))
    closed_at = models.DateTimeField(_("beendet am"), null=True, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("eröffnet von"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Konsultation")
        verbose_name_plural = _("Konsultationen")
        ordering: ClassVar[list[str]] = ["-opens_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure"],
                condition=Q(closed_at=None),
                name="consultation_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="consultation_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(audience__in=Measure.Audience.values),
                name="consultation_audience",
            ),
        ]

    def __str__(self) -> str:
        return gettext("Konsultation zu %(measure)s") % {"measure": self.measure}

    def get_absolute_url(self) -> str:
        return reverse("measures:draft", args=[self.measure.slug])

    @cached_property
    def passages(self) -> list[Passage]:
        """The frozen text."""
        return passages_in_revision(self.version.revision.content)

    @cached_property
    def is_running(self) -> bool:
        return Consultation.objects.running().filter(pk=self.pk).exists()

    def lets_speak(self, user: User | AnonymousUser) -> bool:
        """Whether the audience includes this person; time is asked when they write."""
        if not user.is_authenticated:
            return False
        if self.audience == Measure.Audience.GROUP:
            return self.measure.is_drafted_by(user)
        return True


class CommentQuerySet(Moderated, models.QuerySet["Comment"]):
    def statements(self) -> "CommentQuerySet":
        """What gets a disposition: no replies, nothing withdrawn."""
        return self.filter(parent=None, withdrawn_at=None)

    def undecided(self) -> "CommentQuerySet":
        return self.statements().filter(outcome="")

    def decided(self) -> "CommentQuerySet":
        return self.statements().exclude(outcome="")

    def visible_to(self, user: User | AnonymousUser) -> "CommentQuerySet":
        """With the measure; what is hidden or withdrawn only its author and managers."""
        seen = self.filter(consultation__measure__in=Measure.objects.visible_to(user))
        if user.has_perm("measures.change_measure"):
            return seen
        hidden = ModerationCase.objects.hiding(self.model).values("object_id")
        read = Q(withdrawn_at=None) & ~Q(pk__in=hidden)
        return seen.filter(read | Q(author=user.pk))

    def with_supports(self, user: User | AnonymousUser) -> "CommentQuerySet":
        """How many support each, and whether this person does."""
        mine = Support.objects.filter(comment=OuterRef("pk"), person=user.pk)
        return self.annotate(
            number_of_supports=models.Count("supports"), supported=Exists(mine)
        )


@reportable("stellungnahme", texts=["text", "wording"], lookup="id")
class Comment(models.Model):
    """What somebody says to a draft (Stellungnahme), or a reply to that."""

    class Kind(models.TextChoices):
        REMARK = "remark", _("Anmerkung")
        QUESTION = "question", _("Frage")
        WORDING = "wording", _("Formulierungsvorschlag")
        SUPPORT = "support", _("Zustimmung")
        OBJECTION = "objection", _("Einwand")

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", _("übernommen")
        PARTLY = "partly", _("teilweise übernommen")
        DECLINED = "declined", _("nicht übernommen")
        NOTED = "noted", _("zur Kenntnis genommen")

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="comments"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("Antwort auf"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="replies",
    )
    # The id of a passage in the frozen text; empty: the whole draft.
    passage = models.CharField(_("Abschnitt"), max_length=40, blank=True)
    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.REMARK)
    text = models.TextField(_("Text"), max_length=LONGEST_COMMENT, blank=True)
    wording = models.TextField(
        _("Vorgeschlagener Wortlaut"), max_length=LONGEST_PASSAGE, blank=True
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="comments",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("im Namen von"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("am"), default=timezone.now)
    edited_at = models.DateTimeField(_("geändert am"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("zurückgezogen am"), null=True, blank=True)
    # The disposition (Abwägung).
    outcome = models.CharField(
        _("Ergebnis"), max_length=10, choices=Outcome, blank=True
    )
    reason = models.TextField(_("Begründung"), max_length=3000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entschieden von"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("entschieden am"), null=True, blank=True)
    # The proposed wording has gone into the draft as it is.
    applied_at = models.DateTimeField(
        _("in den Entwurf übernommen am"), null=True, blank=True
    )
    informed_at = models.DateTimeField(
        _("Ergebnis mitgeteilt am"), null=True, blank=True
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Stellungnahme")
        verbose_name_plural = _("Stellungnahmen")
        ordering: ClassVar[list[str]] = ["pk"]
        indexes = [
            models.Index(
                fields=["consultation", "passage", "id"],
                condition=Q(parent__isnull=True),
                name="comment_thread",
            ),
            models.Index(
                fields=["consultation"],
                condition=Q(parent__isnull=True, withdrawn_at__isnull=True, outcome=""),
                name="comment_undecided",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=["remark", "question", "wording", "support", "objection"]
                ),
                name="comment_kind",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", reason="", decided_at__isnull=True)
                | (
                    Q(outcome__in=["adopted", "partly", "declined", "noted"])
                    & ~Q(reason="")
                    & Q(decided_at__isnull=False, parent__isnull=True)
                ),
                name="comment_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind="wording", parent__isnull=True)
                & ~Q(wording="")
                & ~Q(passage="")
                | (~Q(kind="wording") & Q(wording="")),
                name="comment_wording_has_passage",
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True)
                | Q(kind="wording", outcome__in=["adopted", "partly"]),
                name="comment_applied_is_adopted_wording",
            ),
        ]

    def __str__(self) -> str:
        return gettext("Stellungnahme %(number)s") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        slug = self.consultation.measure.slug
        return reverse("measures:comment_detail", args=[slug, self.pk])

    @property
    def is_decided(self) -> bool:
        return bool(self.outcome)

    @property
    def stamp(self) -> str:
        """Differs after each change: whoever acts on a comment says what they saw."""
        moments = filter(None, [self.edited_at, self.decided_at, self.created_at])
        return max(moments).isoformat()


class Support(models.Model):
    """Somebody shares what a comment says; once."""

    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="supports"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Unterstützung")
        verbose_name_plural = _("Unterstützungen")
        constraints = [
            models.UniqueConstraint(fields=["comment", "person"], name="support_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.comment}"
