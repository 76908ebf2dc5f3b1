"""Files that belong to a measure: studies, letters of intent, drawings."""

import uuid
from pathlib import PurePath
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models.measure import Measure
from network.models import User
from network.models.moderation import Moderated, reportable
from tregks.slugs import slug_of
from tregks.uploads import KINDS, PrivateStorage


def own_name(document: "MeasureDocument", filename: str) -> str:
    """Nothing of what the client calls the file, except its checked extension."""
    extension = PurePath(filename).suffix.lower()
    return f"measures/{document.measure_id}/{uuid.uuid4()}{extension}"


class MeasureDocumentQuerySet(Moderated, models.QuerySet["MeasureDocument"]):
    def visible_to(self, user: User | AnonymousUser) -> "MeasureDocumentQuerySet":
        seen = self.filter(measure__in=Measure.objects.visible_to(user))
        if not user.is_authenticated:
            return seen.not_hidden()
        return seen.not_hidden() | seen.filter(author=user)


@reportable("dokument-zur-massnahme", texts=["title"], lookup="id")
class MeasureDocument(models.Model):
    """A file with its title, for whoever sees the measure. `measures.documents` stores."""

    measure = models.ForeignKey(
        Measure,
        verbose_name=_("Maßnahme"),
        on_delete=models.CASCADE,
        related_name="documents",
    )
    title = models.CharField(
        _("Titel"), max_length=150, help_text=_("Woran erkennt man, was darin steht?")
    )
    file = models.FileField(
        _("Datei"), upload_to=own_name, storage=PrivateStorage(), max_length=150
    )
    extension = models.CharField(_("Dateiart"), max_length=5, editable=False)
    size = models.PositiveIntegerField(_("Größe"), editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("von"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("vom"), default=timezone.now, editable=False)

    objects = MeasureDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Dokument zur Maßnahme")
        verbose_name_plural = _("Dokumente zu Maßnahmen")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(extension__in=list(KINDS)), name="measuredocument_kind"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.measure.get_absolute_url()}#dokumente"

    @property
    def file_url(self) -> str:
        return reverse("measures:document_file", args=[self.measure.slug, self.pk])

    @property
    def kind(self) -> str:
        return KINDS[self.extension].name

    @property
    def download_name(self) -> str:
        name = slug_of(self.title, otherwise="dokument")
        return f"{name}.{self.extension}"
