"""The Synopse: every comment, what became of it and why; on a page, as XLSX and PDF."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures import threads
from measures.dispositions import statements
from measures.models import Comment, Measure
from measures.models.consultations import CommentQuerySet
from measures.threads import Shown
from network.downloads import PDF, download_task, finish, report
from network.models import Download
from tregks.pdf import kept_pdf
from tregks.spreadsheets import XLSX, xlsx
from tregks.templatetags.portal import portal_date

FATES = {
    "unchanged": gettext_lazy("unverändert"),
    "changed": gettext_lazy("seither geändert"),
    "removed": gettext_lazy("entfallen"),
    "added": gettext_lazy("neu"),
}
HEADINGS = (
    gettext_lazy("Nummer"),
    gettext_lazy("Abschnitt"),
    gettext_lazy("Art"),
    gettext_lazy("Von"),
    gettext_lazy("Für"),
    gettext_lazy("Stellungnahme"),
    gettext_lazy("Vorgeschlagener Wortlaut"),
    gettext_lazy("Unterstützt von"),
    gettext_lazy("Ergebnis"),
    gettext_lazy("Begründung"),
    gettext_lazy("Abschnitt seither"),
    gettext_lazy("Neuer Wortlaut"),
)
# Files with more rows than this are made in the worker.
AT_ONCE = 200


@dataclass
class Row:
    """One comment, with the passage it is about."""

    shown: Shown
    passage: str
    now: str  # the wording of the passage today, where it has changed

    @property
    def comment(self) -> Comment:
        return self.shown.comment


def comments_of(measure: Measure) -> CommentQuerySet:
    """In the order of the text: the whole draft first, then passage by passage."""
    return (
        statements(measure)
        .select_related("author", "organisation")
        .defer("organisation__search_vector", "organisation__description")
        .annotate(number_of_supports=Count("supports"))
        .with_hidden_reason()
        .order_by("passage", "pk")
    )


def ordered(measure: Measure) -> list[int]:
    """Numbers of all comments in the order of the text."""
    place = {passage.id: number for number, passage in enumerate(measure.passages)}
    rows = comments_of(measure).values_list("pk", "passage")
    last = len(place)
    return [
        pk
        for pk, passage in sorted(
            rows,
            key=lambda row: (place.get(row[1], last) if row[1] else -1, row[1], row[0]),
        )
    ]


def rows(measure: Measure, numbers: list[int]) -> list[Row]:
    """The rows with these numbers, in their order."""
    consultations = threads.consultations_of(measure)
    found = {
        comment.pk: comment for comment in comments_of(measure).filter(pk__in=numbers)
    }
    comments = [found[number] for number in numbers if number in found]
    for comment in comments:
        if getattr(comment, "hidden_reason", None) is not None:
            # What the moderation has hidden leaves a gap, not a hole in the count.
            comment.text, comment.wording = _("[ausgeblendet]"), ""
        # Nobody asks for replies here; without this each row would look for them.
        comment._prefetched_objects_cache = {"replies": []}  # type: ignore[attr-defined]  # Django's own cache
    passages = threads.all_passages(measure, consultations)
    now = {passage.id: passage.text for passage in measure.passages}
    return [
        Row(
            shown=each,
            passage=passages[each.comment.passage].title
            if each.comment.passage
            else "",
            now=now[each.comment.passage] if each.fate == "changed" else "",
        )
        for each in threads.shown(comments, consultations, measure.passages)
    ]


def cells(row: Row) -> list[Any]:
    comment = row.comment
    return [
        comment.pk,
        row.passage or _("ganzer Entwurf"),
        comment.get_kind_display(),
        comment.author.name if comment.author else _("gelöschte Person"),
        comment.organisation.name if comment.organisation else "",
        comment.text,
        comment.wording,
        getattr(comment, "number_of_supports", 0),
        comment.get_outcome_display() if comment.outcome else _("noch offen"),
        comment.reason,
        FATES[row.shown.fate] if row.shown.fate else "",
        row.now,
    ]


def spreadsheet(measure: Measure) -> bytes:
    table = (cells(row) for row in rows(measure, ordered(measure)))
    return xlsx([str(each) for each in HEADINGS], table, title=_("Synopse"))


def document(
    measure: Measure, progress: Callable[[int], None] = lambda percent: None
) -> bytes:
    """PDF/UA: one section for each passage, one table row for each comment."""
    progress(10)
    found = rows(measure, ordered(measure))
    progress(40)
    return kept_pdf(
        "synopse",
        {
            "title": _("Synopse zu %(measure)s") % {"measure": measure},
            "intro": _("Stand: %(state)s. Erstellt am %(day)s.")
            % {
                "state": measure.get_state_display(),
                "day": portal_date(timezone.localdate()),
            },
            "headings": [
                _("Stellungnahme"),
                _("Ergebnis und Begründung"),
                _("Neuer Wortlaut"),
            ],
            "empty": _("Zu diesem Entwurf hat niemand Stellung genommen."),
            "sections": list(_sections(found)),
        },
    )


def _sections(found: list[Row]) -> Iterator[dict[str, Any]]:
    title, lines = None, []
    for row in found:
        passage = row.passage or _("Zum ganzen Entwurf")
        if passage != title:
            if lines:
                yield {"title": title, "rows": lines}
            title, lines = passage, []
        comment = row.comment
        who = comment.author.name if comment.author else _("gelöschte Person")
        if comment.organisation:
            who = f"{who}, {comment.organisation.name}"
        lines.append(
            {
                "head": f"{comment.pk} · {comment.get_kind_display()} · {who}",
                "text": comment.text,
                "wording": comment.wording,
                "outcome": comment.get_outcome_display()
                if comment.outcome
                else _("noch offen"),
                "reason": comment.reason,
                "fate": str(FATES[row.shown.fate]) if row.shown.fate else "",
                "now": row.now,
            }
        )
    if lines:
        yield {"title": title, "rows": lines}


@download_task("synopsis")
def prepare_synopsis(download: Download, *, measure: int, kind: str) -> None:
    """The file for somebody who may see the measure when it is made."""
    found = Measure.objects.visible_to(download.owner).get(pk=measure)
    name = f"synopse-{found.reference.lower()}"
    if kind == "pdf":
        content = document(found, lambda percent: report(download, percent))
        finish(download, content, f"{name}.pdf", PDF)
    else:
        finish(download, spreadsheet(found), f"{name}.xlsx", XLSX)
