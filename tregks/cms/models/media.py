"""Images and documents. Both exist from the first migration: swapping them later hurts."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition, ImageQuerySet

from tregks.pictures import without_traces

MAX_DOCUMENT_SIZE = 10 * 1024 * 1024
# How files of a kind begin. Whoever renames a web page to .pdf is found out here.
SIGNATURES = {
    "pdf": b"%PDF-",
    **dict.fromkeys(["docx", "xlsx", "pptx", "odt", "ods", "odp"], b"PK\x03\x04"),
}


class PortalImageManager(models.Manager.from_queryset(ImageQuerySet)):  # type: ignore[misc]  # Django makes this base class
    """Brings every size along, in one query for all pictures of a text.

    Without this, Wagtail asks its cache for each picture, and writes to it each time.
    """

    def get_queryset(self) -> ImageQuerySet:
        return super().get_queryset().prefetch_related("renditions")


class PortalImage(AbstractImage):
    """A picture with its origin. What it shows is said anew wherever it is used."""

    credit = models.CharField(
        _("Bildnachweis"),
        max_length=150,
        blank=True,
        help_text=_("Wer hat das Bild gemacht? Steht unter großen Bildern."),
    )

    objects = PortalImageManager()
    file: Any  # Wagtail's field, which has no type

    admin_form_fields = (
        "title",
        "file",
        "description",
        "credit",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("Bild")
        verbose_name_plural = _("Bilder")

    def clean(self) -> None:
        super().clean()
        if self.file and not self.file._committed:
            self._check_and_strip()

    def _check_and_strip(self) -> None:
        """Refuse broken files; drop what cameras write: place, device, thumbnail."""
        try:
            clean = without_traces(self.file)
        except ValidationError as error:
            raise ValidationError({"file": error.messages}) from error
        if clean:
            self.file = ContentFile(clean, name=self.file.name)

    @property
    def default_alt_text(self) -> str:
        """Never the title, which is often a file name: the description or nothing."""
        return self.description


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(
        PortalImage, on_delete=models.CASCADE, related_name="renditions"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="rendition_unique",
            )
        ]


class PortalDocument(AbstractDocument):
    """A file to download, with what people need to know before they open it."""

    language = models.CharField(
        _("Sprache"), max_length=2, choices=settings.LANGUAGES, default="de"
    )
    accessible = models.BooleanField(
        _("barrierefrei geprüft"),
        default=False,
        help_text=_(
            "Haken Sie dies nur an, wenn die Datei geprüft ist, zum Beispiel mit PAC."
        ),
    )
    summary = models.TextField(
        _("Inhalt in Kürze"),
        blank=True,
        help_text=_(
            "Was steht in der Datei? So ist das Wichtigste auch ohne sie zugänglich."
        ),
    )

    admin_form_fields = (
        "title",
        "file",
        "language",
        "accessible",
        "summary",
        "collection",
        "tags",
    )

    class Meta(AbstractDocument.Meta):
        verbose_name = _("Dokument")
        verbose_name_plural = _("Dokumente")

    def clean(self) -> None:
        super().clean()
        if self.file.size > MAX_DOCUMENT_SIZE:
            raise ValidationError(
                {
                    "file": _("Die Datei ist größer als %(limit)s.")
                    % {"limit": filesizeformat(MAX_DOCUMENT_SIZE)}
                }
            )
        signature = SIGNATURES.get(self.file_extension.lower())
        if signature and not self._begins_with(signature):
            raise ValidationError(
                {
                    "file": _(
                        "Der Inhalt der Datei passt nicht zur Endung .%(extension)s."
                    )
                    % {"extension": self.file_extension}
                }
            )

    def _begins_with(self, signature: bytes) -> bool:
        with self.open_file() as file:
            found = file.read(len(signature))
            file.seek(0)
        return found == signature

    @property
    def kind(self) -> str:
        return self.file_extension.upper()

    @property
    def note(self) -> str:
        """What to know besides kind and size: language, if foreign, and the check."""
        notes = []
        if self.language != get_language():
            notes.append(
                _("auf %(language)s")
                % {"language": get_language_info(self.language)["name_translated"]}
            )
        if self.accessible:
            notes.append(str(_("barrierefrei geprüft")))
        return ", ".join(notes)
