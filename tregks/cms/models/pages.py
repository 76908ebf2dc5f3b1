"""The home page and the pages of text."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Locale, Page, Site
from wagtail.search import index
from wagtail.url_routing import RouteResult

from network.inventory import inventory
from tregks.cms import chain
from tregks.cms.blocks import AccordionItemBlock
from tregks.cms.models.base import BasePage, restricted
from tregks.cms.models.media import PortalImage
from tregks.cms.models.news import NewsPage
from tregks.cms.models.settings import OperatorSettings
from tregks.cms.models.snippets import GlossaryTerm
from tregks.cms.models.topics import TopicPage
from tregks.cms.tree import HOME_DEPTH, STEP
from tregks.page_cache import remembered
from workshops import calendar

DATES_ON_HOME = 4


class HomePage(BasePage):
    """The start page. It also finds the page that belongs to an address."""

    headline = models.CharField(
        _("Überschrift"),
        max_length=120,
        blank=True,
        help_text=_("Der Satz, mit dem das Portal seine Gäste begrüßt"),
    )
    hero_link = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("Knopf führt zu"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    hero_link_label = models.CharField(
        _("Aufschrift des Knopfs"), max_length=60, blank=True
    )
    hero_image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("Titelbild"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Schmückt; es braucht keine Beschreibung."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("lead"),
        FieldPanel("hero_link"),
        FieldPanel("hero_link_label"),
        FieldPanel("hero_image"),
        FieldPanel("body"),
    ]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "cms.InfoPage",
        "cms.NewsIndexPage",
        "cms.TopicIndexPage",
        "cms.FaqPage",
        "cms.GlossaryPage",
        "cms.ContactPage",
        "cms.BarrierReportPage",
    ]
    max_count_per_parent = len(settings.LANGUAGES)
    template = "cms/home.html"

    class Meta:
        verbose_name = _("Startseite")
        verbose_name_plural = _("Startseiten")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the page with one query for the whole address, not one for each part.

        An English address without English page leads to the German one.
        """
        german_home = Site.find_for_request(request).root_page
        if not path_components:
            # Wagtail has chosen this home page by its language, so that is known.
            german = self.pk == german_home.pk
            language = settings.LANGUAGE_CODE if german else get_language()
            self.locale = Locale(pk=self.locale_id, language_code=language)
            return super().route(request, [])
        tail = "/".join(path_components) + "/"
        own, german = self.url_path + tail, german_home.url_path + tail
        found = {
            page.url_path: page
            for page in Page.objects.live()
            .filter(url_path__in={own, german})
            .select_related("locale")
            .annotate(restricted=restricted())
        }
        page = found.get(own) or found.get(german)
        if page is None:
            raise Http404
        specific = page.specific
        specific.locale = page.locale
        fallback = page.locale.language_code != get_language()
        return RouteResult(specific, kwargs={"fallback": fallback})

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        # Here and not by the manager, since every address is found by a home page.
        context["hero_image"] = PortalImage.objects.filter(
            pk=self.hero_image_id
        ).first()
        context["chain"] = chain.stations()
        context["feedback"] = chain.feedback()
        context["news"] = NewsPage.objects.in_list(self.locale_id).with_cards()[:3]
        context["topic_pages"] = TopicPage.objects.in_list(self.locale_id)
        user = getattr(request, "user", AnonymousUser())  # previews have none
        if user.is_authenticated:
            context["dates"] = calendar.upcoming(user, DATES_ON_HOME)
        else:
            context["dates"] = remembered(
                request,
                "dates",
                lambda: calendar.upcoming(AnonymousUser(), DATES_ON_HOME),
            )
        return context


class InfoPage(BasePage):
    """A page of text; some have a purpose the portal knows about."""

    class Purpose(models.TextChoices):
        PLAIN = "", _("Textseite")
        IMPRINT = "imprint", _("Impressum")
        PRIVACY = "privacy", _("Datenschutz")
        ACCESSIBILITY = "accessibility", _("Erklärung zur Barrierefreiheit")
        EASY_LANGUAGE = "easy-language", _("Leichte Sprache")
        SIGN_LANGUAGE = "sign-language", _("Gebärdensprache")
        SITE_MAP = "site-map", _("Übersicht aller Seiten")

    purpose = models.CharField(
        _("Zweck"),
        max_length=20,
        choices=Purpose,
        blank=True,
        default=Purpose.PLAIN,
        help_text=_(
            "Impressum, Datenschutz und Barrierefreiheit ergänzen sich aus den "
            "Angaben des Betreibers."
        ),
    )
    is_template = models.BooleanField(
        _("Mustertext"),
        default=False,
        help_text=_(
            "Der Text ist eine Vorlage, die noch niemand geprüft hat. Die Seite sagt "
            "das offen."
        ),
    )

    # Pages that complete themselves from what the operator has filled in.
    FROM_OPERATOR = {Purpose.IMPRINT, Purpose.PRIVACY, Purpose.ACCESSIBILITY}

    settings_panels = [
        MultiFieldPanel(
            [FieldPanel("purpose"), FieldPanel("is_template")], heading=_("Zweck")
        ),
        *Page.settings_panels,
    ]
    parent_page_types = ["cms.HomePage", "cms.InfoPage"]
    subpage_types = ["cms.InfoPage", "cms.FaqPage", "cms.GlossaryPage"]
    template = "cms/info.html"

    class Meta:
        verbose_name = _("Textseite")
        verbose_name_plural = _("Textseiten")

    def clean(self) -> None:
        super().clean()
        if not self.purpose:
            return
        twin = InfoPage.objects.filter(purpose=self.purpose, locale=self.locale)
        if twin.exclude(pk=self.pk).exists():
            raise ValidationError(
                {"purpose": _("Es gibt schon eine Seite mit diesem Zweck.")}
            )

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        if self.purpose in self.FROM_OPERATOR:
            context["operator"] = OperatorSettings.load(request)
        if self.purpose == self.Purpose.PRIVACY:
            context["inventory"] = list(inventory())
        if self.purpose == self.Purpose.SITE_MAP:
            context["site_map"] = site_map(self.locale_id)
        return context


def site_map(locale_id: int) -> list[dict[str, Any]]:
    """All public pages of a language as a tree; articles are left to their list."""
    pages = (
        Page.objects.live()
        .public()
        .filter(locale=locale_id, depth__gt=HOME_DEPTH)
        .not_exact_type(NewsPage)
        .order_by("path")
    )
    top: list[dict[str, Any]] = []
    children = {}
    for page in pages:
        entry = {"page": page, "children": []}
        children[page.path] = entry["children"]
        children.get(page.path[:-STEP], top).append(entry)
    return top


class FaqPage(BasePage):
    """Frequent questions in groups."""

    groups = StreamField(
        [
            (
                "group",
                blocks.StructBlock(
                    [
                        ("title", blocks.CharBlock(label=_("Überschrift"))),
                        (
                            "questions",
                            blocks.ListBlock(AccordionItemBlock(), label=_("Fragen")),
                        ),
                    ],
                    label=_("Gruppe"),
                    icon="help",
                ),
            )
        ],
        verbose_name=_("Fragen und Antworten"),
        blank=True,
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("groups"),
        FieldPanel("body"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("groups")]
    parent_page_types = ["cms.HomePage", "cms.InfoPage"]
    subpage_types = []
    template = "cms/faq.html"

    class Meta:
        verbose_name = _("Seite mit Fragen und Antworten")
        verbose_name_plural = _("Seiten mit Fragen und Antworten")


class GlossaryPage(BasePage):
    """All terms of the glossary, by initial letter."""

    parent_page_types = ["cms.HomePage", "cms.InfoPage"]
    subpage_types = []
    template = "cms/glossary.html"

    class Meta:
        verbose_name = _("Glossar-Seite")
        verbose_name_plural = _("Glossar-Seiten")

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        terms = sorted(GlossaryTerm.objects.filter(locale=self.locale_id), key=sort_key)
        context["letters"] = [
            (letter, list(group))
            for letter, group in groupby(terms, lambda term: sort_key(term)[0].upper())
        ]
        return context


def sort_key(term: GlossaryTerm) -> str:
    """German order of names: umlauts stand with their vowel (DIN 5007-1)."""
    return term.term.casefold().translate(str.maketrans("äöü", "aou"))
