"""Files that members of a working group share, and nobody else."""

from pathlib import PurePath
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network.models.group_content import GroupContent, GroupContentQuerySet
from tregks.slugs import slug_of
from tregks.uploads import KINDS, PrivateStorage


def own_name(document: "GroupDocument", filename: str) -> str:
    """Nothing of what the client calls the file, except its checked extension."""
    extension = PurePath(filename).suffix.lower()
    return f"groups/{document.group_id}/{document.key}{extension}"


class GroupDocument(GroupContent):
    """A file with its title. `network.group_documents` stores and deletes."""

    title = models.CharField(
        _("Titel"), max_length=150, help_text=_("Woran erkennt man, was darin steht?")
    )
    file = models.FileField(
        _("Datei"), upload_to=own_name, storage=PrivateStorage(), max_length=150
    )
    extension = models.CharField(_("Dateiart"), max_length=5, editable=False)
    size = models.PositiveIntegerField(_("Größe"), editable=False)

    objects = GroupContentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Dokument der Arbeitsgruppe")
        verbose_name_plural = _("Dokumente der Arbeitsgruppe")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        indexes = [
            models.Index("group", F("created_at").desc(), name="groupdocument_list")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(extension__in=list(KINDS)), name="groupdocument_kind"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("groups:document_serve", args=[self.group.slug, self.key])

    @property
    def kind(self) -> str:
        return KINDS[self.extension].name

    @property
    def content_type(self) -> str:
        return KINDS[self.extension].content_type

    @property
    def download_name(self) -> str:
        name = slug_of(self.title, otherwise="dokument")
        return f"{name}.{self.extension}"
