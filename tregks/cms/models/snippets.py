"""Small content that pages share."""

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index


class GlossaryTerm(index.Indexed, TranslatableMixin, models.Model):
    """A word explained. Where a text first uses it, it becomes a link."""

    term = models.CharField(_("Begriff"), max_length=80)
    forms = models.CharField(
        _("andere Formen"),
        max_length=250,
        blank=True,
        help_text=_(
            "Mehrzahl, Beugung, Abkürzung, mit Komma getrennt: "
            "Szenarien, Szenarios, Szenarien-Feld"
        ),
    )
    definition = models.TextField(_("Erklärung"), max_length=600)

    panels = [
        FieldPanel("term"),
        FieldPanel("forms"),
        FieldPanel("definition"),
    ]
    search_fields = [
        index.SearchField("term", boost=10),
        index.AutocompleteField("term"),
        index.SearchField("definition"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("Begriff")
        verbose_name_plural = _("Glossar")
        ordering = ["term"]

    def __str__(self) -> str:
        return self.term

    @property
    def anchor(self) -> str:
        return slugify(self.term)

    @property
    def spellings(self) -> list[str]:
        """Every form under which a text may use the word."""
        others = (form.strip() for form in self.forms.split(","))
        return [self.term, *filter(None, others)]
