"""What people think: one answer for each pair of factors, one value for each cell."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from strategy.models.fields import Factor, Participant, Projection

STRONGEST = 3


class PairAnswer(models.Model):
    """One participant's answer about one factor acting on another, saved as a whole.

    Its values are `Judgement` rows, one for each pair of projections; "no influence"
    writes zeros, so that whoever counts need not ask why.
    """

    class Confidence(models.IntegerChoices):
        LOW = 1, _("eher geraten")
        MEDIUM = 2, _("einigermaßen sicher")
        HIGH = 3, _("sicher, kenne mich aus")

    participant = models.ForeignKey(
        Participant,
        verbose_name=_("Beteiligte"),
        on_delete=models.CASCADE,
        related_name="answers",
        db_index=False,  # the constraint's index begins with it
    )
    source = models.ForeignKey(
        Factor,
        verbose_name=_("wirkt"),
        on_delete=models.CASCADE,
        related_name="answers_from",
    )
    target = models.ForeignKey(
        Factor,
        verbose_name=_("auf"),
        on_delete=models.CASCADE,
        related_name="answers_to",
    )
    no_influence = models.BooleanField(_("kein Einfluss"), default=False)
    reason = models.TextField(_("Begründung"), max_length=1000, blank=True)
    confidence = models.PositiveSmallIntegerField(
        _("Sicherheit"), choices=Confidence, null=True, blank=True
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("eingetragen von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="entered_answers",
        help_text=_("Wer einen Papierbogen übertragen hat."),
    )
    saved_at = models.DateTimeField(_("gespeichert am"), default=timezone.now)

    class Meta:
        verbose_name = _("Antwort zu einem Faktorpaar")
        verbose_name_plural = _("Antworten zu Faktorpaaren")
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "source", "target"], name="pairanswer_once"
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")), name="pairanswer_not_itself"
            ),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__range=(1, 3)),
                name="pairanswer_confidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.source} → {self.target}"


class Judgement(models.Model):
    """How a projection promotes or restricts another: -3 to +3."""

    participant = models.ForeignKey(
        Participant,
        verbose_name=_("Beteiligte"),
        on_delete=models.CASCADE,
        related_name="judgements",
        db_index=False,  # the constraint's index begins with it
    )
    source = models.ForeignKey(
        Projection,
        verbose_name=_("wirkt"),
        on_delete=models.CASCADE,
        related_name="judgements_from",
    )
    target = models.ForeignKey(
        Projection,
        verbose_name=_("auf"),
        on_delete=models.CASCADE,
        related_name="judgements_to",
    )
    value = models.SmallIntegerField(_("Wert"))

    class Meta:
        verbose_name = _("Einschätzung")
        verbose_name_plural = _("Einschätzungen")
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "source", "target"], name="judgement_once"
            ),
            models.CheckConstraint(
                condition=Q(value__range=(-STRONGEST, STRONGEST)),
                name="judgement_range",
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")), name="judgement_not_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}: {self.value:+d}"


class Settlement(models.Model):
    """A value the group has agreed on; it counts as if everybody had given it."""

    source = models.ForeignKey(
        Projection,
        verbose_name=_("wirkt"),
        on_delete=models.CASCADE,
        related_name="settlements_from",
        db_index=False,  # the constraint's index begins with it
    )
    target = models.ForeignKey(
        Projection,
        verbose_name=_("auf"),
        on_delete=models.CASCADE,
        related_name="settlements_to",
    )
    value = models.SmallIntegerField(_("Wert"))
    note = models.TextField(_("Notiz"), max_length=1000)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("festgehalten von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="settlements",
    )
    settled_at = models.DateTimeField(_("festgehalten am"), default=timezone.now)

    class Meta:
        verbose_name = _("Abgestimmter Wert")
        verbose_name_plural = _("Abgestimmte Werte")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target"], name="settlement_once"
            ),
            models.CheckConstraint(
                condition=Q(value__range=(-STRONGEST, STRONGEST)),
                name="settlement_range",
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")), name="settlement_not_itself"
            ),
            models.CheckConstraint(condition=~Q(note=""), name="settlement_has_note"),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}: {self.value:+d}"
