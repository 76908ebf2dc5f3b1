"""What somebody has typed into the form of a draft and not saved yet (A-44)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models.measure import Measure


class UnsavedText(models.Model):
    """The answers of a form as they stood when somebody last paused.

    Only for the person who typed them. `measures.unsaved` keeps and forgets them.
    """

    measure = models.ForeignKey(
        Measure,
        verbose_name=_("Maßnahme"),
        on_delete=models.CASCADE,
        related_name="unsaved_texts",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Person"),
        on_delete=models.CASCADE,
        related_name="unsaved_texts",
    )
    answers = models.JSONField(_("Text"))
    # The text from which the person started (measures.drafting.stamp_of).
    based_on = models.CharField(max_length=40, blank=True)
    saved_at = models.DateTimeField(_("gesichert am"), default=timezone.now)

    class Meta:
        verbose_name = _("nicht gespeicherter Text")
        verbose_name_plural = _("nicht gespeicherte Texte")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "person"], name="unsavedtext_one_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.saved_at}"
