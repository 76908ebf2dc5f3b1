"""Pages that show the whole chain: process, all links, the strategy itself.

They need scenarios, visions and measures at once, so they stand above these apps.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from measures.models import Measure, StateChange
from network.models import User
from network.views.filters import TopicFilter
from strategy.feedback import with_ends
from strategy.models import (
    ChainLink,
    Chapter,
    FeedbackEntry,
    Phase,
    Scenario,
    Vision,
)
from strategy.models.released import versions_of_each
from strategy.views.lab_frame import strategy_trail
from tregks.cms import chain
from tregks.pdf import kept_pdf

RECENT = 6  # things that changed lately
MOST_REVIEWS = 5

Somebody = User | AnonymousUser


# --- The process --------------------------------------------------------------------------


@dataclass(frozen=True)
class News:
    """Something that changed in the chain."""

    at: datetime
    what: str
    title: str
    url: str


@require_safe
def process(request: HttpRequest) -> HttpResponse:
    """The year as phases, the chain with what exists, what changed, what is open."""
    phases = list(Phase.objects.all())
    reviews = FeedbackEntry.objects.visible_to(request.user).open()
    context = {
        "title": _("Strategie"),
        "trail": strategy_trail()[:1],
        "phases": phases,
        "timeline": timeline(phases, timezone.localdate()),
        "overdue": [phase for phase in phases if phase.state == "overdue"],
        "chain": chain.stations(),
        "feedback": chain.feedback(),
        "news": recent(request.user),
        "reviews": with_ends(reviews[:MOST_REVIEWS], request.user),
        "number_of_reviews": reviews.count(),
    }
    return render(request, "strategy/process.html", context)


@dataclass(frozen=True)
class Bar:
    """A phase in the drawing of the year; the list below it says the same."""

    phase: Phase
    x: int
    y: int
    width: int


# Of the drawing, in its own units.
YEAR_WIDTH, PHASE_ROW, LEAST_BAR = 680, 44, 6


def timeline(phases: list[Phase], today: date) -> dict[str, Any] | None:
    """All phases below each other between their first and their last day."""
    if not phases:
        return None
    start = min(phase.starts for phase in phases)
    days = (max(phase.ends for phase in phases) - start).days + 1

    def x(day: date) -> int:
        return round((day - start).days / days * YEAR_WIDTH)

    bars = [
        Bar(phase, x(phase.starts), row * PHASE_ROW, max(LEAST_BAR, width))
        for row, phase in enumerate(phases)
        for width in [x(phase.ends + timedelta(days=1)) - x(phase.starts)]
    ]
    return {
        "bars": bars,
        "width": YEAR_WIDTH,
        "height": len(bars) * PHASE_ROW + 20,
        "today": x(today) if 0 <= (today - start).days < days else None,
    }


def recent(user: Somebody) -> list[News]:
    """The latest publications and decisions, as far as the user may see them."""
    scenarios = Scenario.objects.live().order_by("-last_published_at")[:RECENT]
    visions = Vision.objects.live().order_by("-last_published_at")[:RECENT]
    published: list[Scenario | Vision] = [*scenarios, *visions]
    changes = (
        StateChange.objects.filter(measure__in=Measure.objects.visible_to(user))
        .select_related("measure")
        .defer("measure__body", "measure__words", "measure__search_vector")[:RECENT]
    )
    news = [
        *(
            News(
                each.last_published_at,
                str(each._meta.verbose_name),
                each.name,
                each.get_absolute_url(),
            )
            for each in published
            if each.last_published_at
        ),
        *(
            News(
                change.at,
                _("Maßnahme, jetzt: %(state)s")
                % {"state": change.get_to_state_display()},
                change.measure.title,
                change.measure.get_absolute_url(),
            )
            for change in changes
        ),
    ]
    return sorted(news, key=lambda each: each.at, reverse=True)[:RECENT]


# --- The whole chain ----------------------------------------------------------------------


@dataclass
class Node:
    """One thing of the chain with what it led to, at its place in the drawing."""

    title: str
    url: str
    column: str
    after: list[tuple["Node", ChainLink]] = field(default_factory=list)
    has_origin: bool = False
    x: int = 0
    y: int = 0

    @property
    def label(self) -> str:
        return Truncator(self.title).chars(26)


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    nodes: list[Node]
    x: int = 0


COLUMNS = (
    ("technology", gettext_lazy("Technologieszenarien")),
    ("regional", gettext_lazy("Regionalszenarien")),
    ("strategy.vision", gettext_lazy("Zukunftsbilder")),
    ("measures.measure", gettext_lazy("Maßnahmen")),
    ("strategy.chapter", gettext_lazy("Transformationsstrategie")),
)
# Of the drawing, in its own units.
WIDTH, GAP, ROW, HEAD = 210, 70, 34, 30


@require_safe
def chain_view(request: HttpRequest) -> HttpResponse:
    """Every link from scenarios to the strategy: as an outline and as a drawing."""
    filters = TopicFilter(request.GET)
    columns = whole_chain(request.user, filters.chosen.get("handlungsfeld", ""))
    context = {
        "title": _("Vom Szenario zur Strategie"),
        "trail": strategy_trail(),
        "filters": filters,
        "columns": columns,
        "lines": [
            {"x1": node.x + WIDTH, "y1": node.y, "x2": other.x, "y2": other.y}
            for column in columns
            for node in column.nodes
            for other, _link in node.after
            if other.x > node.x
        ],
        "width": len(columns) * WIDTH + (len(columns) - 1) * GAP,
        "height": HEAD + ROW * max(len(column.nodes) for column in columns),
        "number": sum(len(column.nodes) for column in columns),
    }
    return render(request, "strategy/chain.html", context)


def whole_chain(user: Somebody, topic: str = "") -> list[Column]:
    """All things of the chain that the user may see, linked; six queries in all.

    Scenarios stand in two columns, by the kind of their field.

    With the slug of a topic only what belongs to it and what is linked with that.
    """
    things: dict[str, Any] = {
        "strategy.scenario": Scenario.objects.live().select_related("field"),
        "strategy.vision": Vision.objects.live(),
        "measures.measure": Measure.objects.visible_to(user).for_lists(),
        "strategy.chapter": Chapter.objects.live(),
    }
    nodes: dict[tuple[str, int], Node] = {
        (label, thing.pk): Node(
            str(thing),
            thing.get_absolute_url(),
            thing.field.kind if label == "strategy.scenario" else label,
        )
        for label, found in things.items()
        for thing in found
    }
    links = _links(nodes)
    if topic:
        kept = {
            *(
                ("strategy.vision", pk)
                for pk in Vision.objects.live()
                .filter(topics__slug=topic)
                .values_list("pk", flat=True)
            ),
            *(
                ("measures.measure", pk)
                for pk in Measure.objects.visible_to(user)
                .filter(topic__slug=topic)
                .values_list("pk", flat=True)
            ),
        }
        around = {end for pair in links for end in pair if kept & set(pair)}
        nodes = {key: node for key, node in nodes.items() if key in kept | around}
    for (source, target), link in links.items():
        if source in nodes and target in nodes:
            nodes[source].after.append((nodes[target], link))
            nodes[target].has_origin = True
    columns = []
    for number, (label, name) in enumerate(COLUMNS):
        inside = [node for node in nodes.values() if node.column == label]
        x = number * (WIDTH + GAP)
        for row, node in enumerate(inside):
            node.x, node.y = x, HEAD + row * ROW + ROW // 2
        columns.append(Column(str(name), label, inside, x))
    return columns


def _links(
    nodes: dict[tuple[str, int], Node],
) -> dict[tuple[tuple[str, int], tuple[str, int]], ChainLink]:
    """Links between things that are shown, by both ends."""
    labels = {
        ContentType.objects.get_for_model(model).pk: model._meta.label_lower
        for model in (Scenario, Vision, Measure, Chapter)
    }
    found = {}
    for link in ChainLink.objects.filter(
        source_type__in=labels, target_type__in=labels
    ):
        source = labels[link.source_type_id], link.source_id
        target = labels[link.target_type_id], link.target_id
        if source in nodes and target in nodes:
            found[source, target] = link
    return found


# --- The strategy as a document -----------------------------------------------------------


def chapters_with_origin(user: Somebody) -> list[tuple[Chapter, list[Any]]]:
    """The published chapters, each with the measures it came from: three queries."""
    chapters = list(Chapter.objects.live())
    kind = ContentType.objects.get_for_model(Chapter)
    measure = ContentType.objects.get_for_model(Measure)
    numbers: dict[int, list[int]] = defaultdict(list)
    for link in ChainLink.objects.filter(target_type=kind, source_type=measure):
        numbers[link.target_id].append(link.source_id)
    pks = {number for each in numbers.values() for number in each}
    measures = Measure.objects.visible_to(user).for_lists().in_bulk(pks)
    return [
        (
            chapter,
            [measures[pk] for pk in numbers[chapter.pk] if pk in measures],
        )
        for chapter in chapters
    ]


def state_of(chapters: list[tuple[Chapter, list[Any]]]) -> datetime | None:
    """When the document last changed."""
    return max(
        (
            chapter.last_published_at
            for chapter, _ in chapters
            if chapter.last_published_at
        ),
        default=None,
    )


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    chapters = chapters_with_origin(request.user)
    versions = versions_of_each([chapter for chapter, _measures in chapters])
    context = {
        "title": _("Transformationsstrategie"),
        "trail": strategy_trail(),
        "chapters": [
            (chapter, measures, next(iter(versions[chapter.pk]), None))
            for chapter, measures in chapters
        ],
        "changed": state_of(chapters),
        "feedback": with_ends(
            FeedbackEntry.objects.visible_to(request.user).filter(
                concerns_type=ContentType.objects.get_for_model(Chapter)
            ),
            request.user,
        ),
    }
    return render(request, "strategy/document.html", context)


@require_safe
def document_pdf(request: HttpRequest) -> HttpResponse:
    """The same for reading offline and printing: tagged PDF/UA, what guests may see."""
    chapters = chapters_with_origin(AnonymousUser())
    data = {
        "title": "Transformationsstrategie der Region Kassel",
        "state": timezone.localtime(state_of(chapters) or timezone.now()).strftime(
            "%d.%m.%Y"
        ),
        "chapters": [
            {
                "title": chapter.title,
                "blocks": plain_blocks(chapter.text),
                "measures": [f"{each.reference} {each.title}" for each in measures],
            }
            for chapter, measures in chapters
        ],
    }
    return HttpResponse(
        kept_pdf("strategy", data),
        content_type="application/pdf",
        headers={
            "Content-Disposition": 'inline; filename="transformationsstrategie.pdf"'
        },
    )


def plain_blocks(html: str) -> list[dict[str, Any]]:
    """Rich text as headings, paragraphs and lists of plain words."""
    blocks: list[dict[str, Any]] = []
    for tag in BeautifulSoup(html, "html.parser").find_all(True, recursive=False):
        if tag.name in {"h3", "h4"}:
            blocks.append({"kind": tag.name, "text": tag.get_text(" ", strip=True)})
        elif tag.name in {"ul", "ol"}:
            items = [item.get_text(" ", strip=True) for item in tag.find_all("li")]
            blocks.append({"kind": tag.name, "items": items})
        elif text := tag.get_text(" ", strip=True):
            blocks.append({"kind": "p", "text": text})
    return blocks
