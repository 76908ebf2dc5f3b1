"""Search over everything public, with German stemming and highlighted excerpts.

Wagtail keeps the words of all indexed models in one table, so that one ranked query
finds pages today and other things later. A source says who may see what, and how a
hit is shown; apps that come later add theirs to SOURCES.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import (
    SearchHeadline,
    SearchQuery,
    SearchRank,
    SearchVectorField,
)
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from modelsearch.utils import get_descendants_content_types_pks
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from measures.models import Measure
from network.models import Organisation, WorkingGroup
from strategy.models import Chapter, Scenario, Vision
from tregks.cms.models import NewsPage
from tregks.cms.tree import address
from workshops.models import Workshop

CONFIG = settings.WAGTAILSEARCH_BACKENDS["default"]["SEARCH_CONFIG"]
MAX_LENGTH = 200  # characters of a query; longer ones are cut
# Nobody types these (Unicode's private use area), so that escaping comes first.
MARK_START, MARK_STOP = "\ue000", "\ue001"


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    kind: str
    language: str = ""  # only where it differs from the language of the request
    excerpt: str = ""


@dataclass(frozen=True)
class Source:
    """One kind of content: what a request may find, and how a hit is shown."""

    visible: Callable[[], QuerySet]
    show: Callable[[Any], Hit]

    def matches(self) -> Q:
        """The entries of the search index that belong to this source."""
        visible = self.visible()
        keys = visible.annotate(key=Cast("pk", TextField())).values("key")
        types = get_descendants_content_types_pks(visible.model)
        return Q(content_type__in=types, object_id__in=keys)


def public_pages() -> QuerySet[Page]:
    """Pages in the language of the request; German ones where a translation lacks."""
    active = get_language()
    translation = Page.objects.live().filter(
        translation_key=OuterRef("translation_key"), locale__language_code=active
    )
    return (
        Page.objects.live()
        .public()
        .filter(
            Q(locale__language_code=active)
            | Q(~Exists(translation), locale__language_code=settings.LANGUAGE_CODE)
        )
        .select_related("locale")
    )


def show_page(page: Page) -> Hit:
    news = page.cached_content_type.model_class() is NewsPage
    code = page.locale.language_code
    return Hit(
        title=page.title,
        url=address(page),
        kind=_("Nachricht") if news else _("Seite"),
        language="" if code == get_language() else code,
    )


def german(kind: Promise) -> Callable[[Any], Hit]:
    """How things are shown that are called the same in every language."""

    def show(thing: Any) -> Hit:
        return Hit(
            title=str(thing),
            url=thing.get_absolute_url(),
            kind=str(kind),
            language="" if get_language() == settings.LANGUAGE_CODE else "de",
        )

    return show


def public_organisations() -> QuerySet[Organisation]:
    return Organisation.objects.published().defer("search_vector")


def public_scenarios() -> QuerySet[Scenario]:
    return Scenario.objects.live()


def public_visions() -> QuerySet[Vision]:
    return Vision.objects.live()


def public_chapters() -> QuerySet[Chapter]:
    return Chapter.objects.live()


def public_groups() -> QuerySet[WorkingGroup]:
    return WorkingGroup.objects.visible_to(AnonymousUser())


def public_measures() -> QuerySet[Measure]:
    measures = Measure.objects.visible_to(AnonymousUser())
    return measures.defer("search_vector", "words", "body")


def public_workshops() -> QuerySet[Workshop]:
    return Workshop.objects.visible_to(AnonymousUser())


SOURCES = [
    Source(public_measures, german(gettext_lazy("Maßnahme"))),
    Source(public_pages, show_page),
    Source(public_organisations, german(gettext_lazy("Organisation"))),
    Source(public_scenarios, german(gettext_lazy("Szenario"))),
    Source(public_visions, german(gettext_lazy("Zukunftsbild"))),
    Source(public_chapters, german(gettext_lazy("Kapitel der Strategie"))),
    Source(public_groups, german(gettext_lazy("Arbeitsgruppe"))),
    Source(public_workshops, german(gettext_lazy("Workshop"))),
]


class Concat(Func):
    """The words of title and text together; the database has an index on just this."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = SearchVectorField()


def find(text: str) -> QuerySet[IndexEntry]:
    """Entries of the search index that contain all words, best first.

    Understands "exact phrases", OR, and -word, and never fails on odd input.
    """
    query = SearchQuery(text, config=CONFIG, search_type="websearch")
    visible = Q()
    for source in SOURCES:
        visible |= source.matches()
    return (
        IndexEntry.objects.annotate(words=Concat(F("title"), F("body")))
        .filter(visible, words=query)
        .annotate(
            rank=SearchRank(F("words"), query),
            excerpt=SearchHeadline(
                "body_text",
                query,
                config=CONFIG,
                start_sel=MARK_START,
                stop_sel=MARK_STOP,
                max_fragments=2,
                max_words=24,
                min_words=10,
                fragment_delimiter=" … ",
            ),
        )
        .defer("title", "body", "autocomplete", "title_text", "body_text")
        .order_by("-rank", "pk")
    )


def hits(entries: list[IndexEntry]) -> list[Hit]:
    """Entries as people see them: one query for each kind of content on the page."""
    found: dict[int, Hit] = {}
    for source in SOURCES:
        visible = source.visible()
        types = get_descendants_content_types_pks(visible.model)
        own = {
            entry.object_id: entry
            for entry in entries
            if entry.content_type_id in types
        }
        for thing in visible.filter(pk__in=own) if own else []:
            entry = own[str(thing.pk)]
            found[entry.pk] = replace(
                source.show(thing), excerpt=highlight(entry.excerpt)
            )
    return [found[entry.pk] for entry in entries if entry.pk in found]


def highlight(excerpt: str) -> SafeString:
    marked = escape(excerpt).replace(MARK_START, "<mark>").replace(MARK_STOP, "</mark>")
    return mark_safe(marked)  # noqa: S308 - escaped just before
