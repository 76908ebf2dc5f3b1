"""Topics: the fields of action everything in the portal is sorted by."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Topic(models.Model):
    """A field of action. Six exist from the start; the network may rename them."""

    class Icon(models.TextChoices):
        WORK_RELATIONS = "work-relations", _("Arbeitsbeziehungen")
        DIGITAL = "digital", _("Digitales")
        CLIMATE = "climate", _("Klima")
        TRAINING = "training", _("Bildung")
        MOBILITY = "mobility", _("Mobilität")
        LOCATION = "location", _("Ort")
        TOPIC = "topic", _("Thema")

    HUES = 6  # the design knows six muted colours

    name = models.CharField(_("Name"), max_length=80, unique=True)
    name_en = models.CharField(
        _("Name auf Englisch"),
        max_length=80,
        blank=True,
        help_text=_("Ohne englischen Namen erscheint der deutsche."),
    )
    slug = models.SlugField(
        _("Kürzel"),
        unique=True,
        help_text=_("Steht in Adressen, zum Beispiel ?handlungsfeld=digitalisierung."),
    )
    icon = models.CharField(
        _("Symbol"), max_length=20, choices=Icon, default=Icon.TOPIC
    )
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)

    class Meta:
        verbose_name = _("Handlungsfeld")
        verbose_name_plural = _("Handlungsfelder")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the language of the page that is being shown."""
        if self.name_en and (get_language() or "").startswith("en"):
            return self.name_en
        return self.name

    @property
    def hue(self) -> int:
        return (self.position - 1) % self.HUES + 1
