"""What only the operator of a portal knows; the legal pages are made from it."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField


class BarrierBlock(blocks.StructBlock):
    """One known barrier, as the statement on accessibility has to describe it."""

    what = blocks.TextBlock(label=_("Was ist nicht barrierefrei?"))
    reason = blocks.TextBlock(label=_("Warum?"))
    measure = blocks.TextBlock(label=_("Was wird dagegen getan?"))
    until = blocks.DateBlock(label=_("Bis wann?"))
    alternative = blocks.TextBlock(label=_("Wie kommt man bis dahin an den Inhalt?"))

    class Meta:
        label = _("Barriere")
        icon = "warning"


@register_setting(icon="clipboard-list", order=10)
class OperatorSettings(BaseGenericSetting):
    """Facts for imprint, privacy and accessibility pages.

    Nothing is required: a page leaves out what is missing, and the checklist on the
    dashboard of the admin names it until it is there.
    """

    class Conformance(models.TextChoices):
        FULL = "full", _("vollständig")
        PARTIAL = "partial", _("teilweise")
        NONE = "none", _("nicht")

    name = models.CharField(_("Name des Betreibers"), max_length=200, blank=True)
    legal_form = models.CharField(_("Rechtsform"), max_length=120, blank=True)
    address = models.TextField(
        _("Anschrift"),
        blank=True,
        help_text=_("Ladungsfähig: Straße und Ort, kein Postfach"),
    )
    represented_by = models.CharField(_("vertreten durch"), max_length=200, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    hours = models.CharField(_("telefonisch erreichbar"), max_length=120, blank=True)
    register = models.CharField(
        _("Register und Nummer"),
        max_length=200,
        blank=True,
        help_text=_("Nur falls vorhanden, zum Beispiel Vereinsregister"),
    )
    vat_id = models.CharField(
        _("Umsatzsteuer-ID"), max_length=20, blank=True, help_text=_("Falls vorhanden")
    )
    responsible = models.CharField(
        _("redaktionell verantwortlich"),
        max_length=200,
        blank=True,
        help_text=_("§ 18 Absatz 2 Medienstaatsvertrag: Name und Anschrift"),
    )
    funding = models.TextField(_("Förderhinweis"), blank=True)

    data_protection_officer = models.TextField(
        _("Datenschutzbeauftragte Person"), blank=True
    )
    supervisory_authority = models.TextField(
        _("Aufsichtsbehörde für Datenschutz"), blank=True
    )
    hosting = models.TextField(_("Wo laufen die Server?"), blank=True)

    conformance = models.CharField(
        _("Barrierefrei nach den Vorschriften"),
        max_length=10,
        choices=Conformance,
        blank=True,
    )
    assessment = models.TextField(
        _("Wie und durch wen geprüft"),
        blank=True,
        help_text=_("Zum Beispiel: Selbstbewertung nach BIK BITV-Test"),
    )
    statement_made = models.DateField(_("Erklärung erstellt am"), null=True, blank=True)
    statement_reviewed = models.DateField(
        _("zuletzt überprüft am"),
        null=True,
        blank=True,
        help_text=_("Mindestens einmal im Jahr"),
    )
    barriers = StreamField(
        [("barrier", BarrierBlock())],
        verbose_name=_("bekannte Barrieren"),
        blank=True,
    )
    enforcement = models.TextField(
        _("Durchsetzungsstelle"),
        blank=True,
        help_text=_("Name, Anschrift und Adresse im Netz"),
    )
    enforcement_checked = models.DateField(
        _("Angaben zur Durchsetzungsstelle geprüft am"), null=True, blank=True
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("legal_form"),
                FieldPanel("address"),
                FieldPanel("represented_by"),
                FieldPanel("email"),
                FieldPanel("phone"),
                FieldPanel("hours"),
                FieldPanel("register"),
                FieldPanel("vat_id"),
                FieldPanel("responsible"),
                FieldPanel("funding"),
            ],
            heading=_("Impressum und Kontakt"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("data_protection_officer"),
                FieldPanel("supervisory_authority"),
                FieldPanel("hosting"),
            ],
            heading=_("Datenschutz"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("conformance"),
                FieldPanel("assessment"),
                FieldPanel("statement_made"),
                FieldPanel("statement_reviewed"),
                FieldPanel("barriers"),
                FieldPanel("enforcement"),
                FieldPanel("enforcement_checked"),
            ],
            heading=_("Barrierefreiheit"),
        ),
    ]

    # Without these the legal pages are incomplete for everybody; the others depend.
    NEEDED = (
        "name",
        "address",
        "represented_by",
        "email",
        "phone",
        "responsible",
        "data_protection_officer",
        "supervisory_authority",
        "hosting",
        "conformance",
        "assessment",
        "statement_made",
        "statement_reviewed",
        "enforcement",
        "enforcement_checked",
    )

    class Meta:
        verbose_name = _("Angaben des Betreibers")

    def missing(self) -> list[str | Promise]:
        """Labels of what the operator still has to fill in."""
        return [
            self._meta.get_field(name).verbose_name
            for name in self.NEEDED
            if not getattr(self, name)
        ]
