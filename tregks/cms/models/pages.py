"""All page types of the portal."""

from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Exists, F, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page, PageManager, PageQuerySet, PageViewRestriction, Site
from wagtail.search import index
from wagtail.url_routing import RouteResult

from network.models import Topic
from tregks.cms import chain
from tregks.cms.blocks import PROVIDERS, AccordionItemBlock, BodyBlock
from tregks.cms.models.settings import OperatorSettings
from tregks.cms.models.snippets import GlossaryTerm
from tregks.cms.outline import readability

HOME_DEPTH = 2
STEP = Page.steplen


class BasePage(Page):
    """What all page types share: a short summary, a body, languages, few queries."""

    lead = models.TextField(
        _("Kurz gesagt"),
        max_length=400,
        blank=True,
        help_text=_(
            "Das Wichtigste in ein bis drei kurzen Sätzen. Steht über dem Text, in "
            "Listen und in Suchmaschinen."
        ),
    )
    body = StreamField(BodyBlock(), verbose_name=_("Inhalt"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("show_in_menus"),
            ],
            heading=_("Adresse, Suche, Menü"),
        )
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("lead", boost=2),
        index.SearchField("body"),
    ]

    class Meta:
        abstract = True

    @property
    def description(self) -> str:
        """One or two sentences for search engines and shared links."""
        return self.search_description or self.lead

    def plain_text(self) -> str:
        """All words of the page, for excerpts and for measuring."""
        return " ".join(
            [self.lead, *self.body.stream_block.get_searchable_content(self.body)]
        )

    def readability(self) -> int | None:
        return readability(self.plain_text())

    def serve(
        self, request: HttpRequest, *args: Any, fallback: bool = False, **kwargs: Any
    ) -> HttpResponse:
        """Show the page; `fallback` means it stands in for a missing translation."""
        if fallback and (translation := self.translation_in(get_language())):
            return HttpResponseRedirect(translation.get_url(request))
        response = super().serve(request, *args, fallback=fallback, **kwargs)
        return self.allow_players(response)

    def allow_players(self, response: HttpResponse) -> HttpResponse:
        """Let foreign video players in on pages that have one, nowhere else."""
        if any(block.block_type == "video" for block in self.body):
            response._csp_update = {
                "frame-src": [provider.origin for provider in PROVIDERS]
            }
        return response

    def get_context(
        self, request: HttpRequest, *args: Any, fallback: bool = False, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["fallback"] = fallback
        context["content_language"] = self.locale.language_code
        return context

    def translation_in(self, language: str | None) -> Page | None:
        return (
            Page.objects.live()
            .filter(
                translation_key=self.translation_key, locale__language_code=language
            )
            .exclude(pk=self.pk)
            .first()
        )

    def ancestor_paths(self) -> list[str]:
        """Tree paths of the pages above, home page first."""
        return [self.path[: depth * STEP] for depth in range(HOME_DEPTH, self.depth)]

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """As Wagtail's, but without a query where routing has already asked."""
        if getattr(self, "restricted", True):
            return super().get_view_restrictions()
        return PageViewRestriction.objects.none()


class HomePage(BasePage):
    """The start page. It also finds the page that belongs to an address."""

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
        FieldPanel("lead"),
        FieldPanel("hero_image"),
        FieldPanel("body"),
    ]
    parent_page_types = ["wagtailcore.Page"]
    template = "cms/home.html"

    class Meta:
        verbose_name = _("Startseite")
        verbose_name_plural = _("Startseiten")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the page with one query for the whole address, not one for each part.

        An English address without English page leads to the German one.
        """
        if not path_components:
            return super().route(request, [])
        tail = "/".join(path_components) + "/"
        german_home = Site.find_for_request(request).root_page
        own, german = self.url_path + tail, german_home.url_path + tail
        restrictions = PageViewRestriction.objects.annotate(asked=OuterRef("path"))
        found = {
            page.url_path: page
            for page in Page.objects.live()
            .filter(url_path__in={own, german})
            .select_related("locale")
            .annotate(
                restricted=Exists(
                    restrictions.filter(asked__startswith=F("page__path"))
                )
            )
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
        context["chain"] = chain.stations()
        context["news"] = NewsPage.objects.in_list(self.locale_id)[:3]
        context["topic_pages"] = TopicPage.objects.in_list(self.locale_id)
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


class TopicPageQuerySet(PageQuerySet):
    def in_list(self, locale_id: int) -> "TopicPageQuerySet":
        """Public topic pages of a language in the order of the topics."""
        return (
            self.live()
            .filter(locale=locale_id)
            .select_related("topic")
            .order_by("topic__position")
        )


class TopicIndexPage(BasePage):
    """All topics."""

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.TopicPage"]
    max_count_per_parent = 1
    template = "cms/topic_index.html"

    class Meta:
        verbose_name = _("Übersicht der Handlungsfelder")
        verbose_name_plural = _("Übersichten der Handlungsfelder")

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["topic_pages"] = TopicPage.objects.in_list(self.locale_id)
        return context


class TopicPage(BasePage):
    """One topic: what it is about and what is new in it."""

    topic = models.ForeignKey(
        Topic,
        verbose_name=_("Handlungsfeld"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("topic"),
        FieldPanel("lead"),
        FieldPanel("body"),
    ]
    parent_page_types = ["cms.TopicIndexPage"]
    subpage_types = []
    template = "cms/topic.html"

    objects = PageManager.from_queryset(TopicPageQuerySet)()

    class Meta:
        verbose_name = _("Handlungsfeld-Seite")
        verbose_name_plural = _("Handlungsfeld-Seiten")

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["news"] = NewsPage.objects.in_list(self.locale_id).filter(
            topics=self.topic_id
        )[:3]
        return context


class NewsQuerySet(PageQuerySet):
    def in_list(self, locale_id: int) -> "NewsQuerySet":
        """Public articles of a language, newest first, pictures and topics at hand."""
        return (
            self.live()
            .filter(locale=locale_id)
            .select_related("image")
            .prefetch_related("image__renditions", "topics")
            .order_by("-date", "-pk")
        )


class NewsIndexPage(BasePage):
    """All articles, filtered by topic and year."""

    PAGE_SIZE = 12

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NewsPage"]
    max_count_per_parent = 1
    template = "cms/news_index.html"

    class Meta:
        verbose_name = _("Nachrichtenliste")
        verbose_name_plural = _("Nachrichtenlisten")

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.in_list(self.locale_id)
        topics = list(Topic.objects.all())
        years = [day.year for day in news.dates("date", "year", order="DESC")]
        topic, year = request.GET.get("handlungsfeld"), request.GET.get("jahr")
        chosen = [item for item in topics if item.slug == topic]
        if chosen:
            news = news.filter(topics=chosen[0])
        chosen_year = [item for item in years if str(item) == year]
        if chosen_year:
            news = news.filter(date__year=chosen_year[0])
        paginator = Paginator(news, self.PAGE_SIZE)
        context |= {
            "topics": topics,
            "topic": chosen[0] if chosen else None,
            "years": years,
            "year": chosen_year[0] if chosen_year else None,
            "page_obj": paginator.get_page(request.GET.get("seite")),
        }
        return context


class NewsPage(BasePage):
    """An article."""

    RELATED = 3

    date = models.DateField(
        _("Datum"),
        default=timezone.localdate,
        help_text=_("Bestimmt die Reihenfolge in der Liste."),
    )
    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("Bild"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    image_description = models.CharField(
        _("Bildbeschreibung"),
        max_length=250,
        blank=True,
        help_text=_("Was ist zu sehen, soweit es für die Nachricht wichtig ist?"),
    )
    image_decorative = models.BooleanField(
        _("Das Bild schmückt nur"),
        default=False,
        help_text=_("Vorleseprogramme überspringen es dann."),
    )
    topics = ParentalManyToManyField(
        Topic, verbose_name=_("Handlungsfelder"), blank=True, related_name="+"
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("lead"),
        MultiFieldPanel(
            [
                FieldPanel("image"),
                FieldPanel("image_description"),
                FieldPanel("image_decorative"),
            ],
            heading=_("Bild"),
        ),
        FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
        FieldPanel("body"),
    ]
    search_fields = [*BasePage.search_fields, index.FilterField("date")]
    parent_page_types = ["cms.NewsIndexPage"]
    subpage_types = []
    template = "cms/news.html"

    objects = PageManager.from_queryset(NewsQuerySet)()

    class Meta:
        verbose_name = _("Nachricht")
        verbose_name_plural = _("Nachrichten")

    def clean(self) -> None:
        super().clean()
        if not self.lead:
            raise ValidationError(
                {"lead": _("Fassen Sie die Nachricht in ein bis drei Sätzen zusammen.")}
            )
        if self.image and bool(self.image_description) == self.image_decorative:
            raise ValidationError(
                {
                    "image_description": _(
                        "Beschreiben Sie das Bild, oder kreuzen Sie an, dass es nur "
                        "schmückt."
                    )
                }
            )

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["related"] = self.related()
        return context

    def related(self) -> models.QuerySet["NewsPage"]:
        """Newest articles that share a topic."""
        return (
            NewsPage.objects.live()
            .filter(locale=self.locale_id, topics__in=self.topics.all())
            .exclude(pk=self.pk)
            .order_by("-date", "-pk")
            .distinct()[: self.RELATED]
        )


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
