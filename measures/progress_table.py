"""Progress as a table: taken along, filled in elsewhere, read back in.

One row for the progress of each measure and one for each of its milestones. `Fassung`
says on which state a row is based, so that nobody overwrites what others have noted
meanwhile. Reading back has two steps: `read` says what would change and what is wrong,
row by row; `apply` does it, all or nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from measures import implementation
from measures.models import Measure, Milestone, ProgressReport
from measures.models.implementation import CARRIED_OUT
from measures.states import State
from network.models import User
from tregks.spreadsheets import TooLarge, Unreadable, sheet_rows, xlsx

# The format: the same words in both languages, so that files can be exchanged.
HEADINGS = (
    *("Nummer", "Maßnahme", "Zeile", "Kennung", "Bezeichnung"),
    *("Fällig am", "Erreicht am", "Prozent", "Ampel", "Begründung", "Fassung"),
)
PROGRESS, MILESTONE = "Fortschritt", "Meilenstein"
LIGHTS = {"on_track": "im Plan", "at_risk": "gefährdet", "off_track": "nicht im Plan"}
MOST_ROWS = 5_000
LARGEST = 2 * 1024 * 1024


# --- Taking along -------------------------------------------------------------------------


def rows() -> Iterator[list[Any]]:
    """All measures that are carried out: three queries."""
    measures = (
        Measure.objects.filter(state__in=CARRIED_OUT)
        .only("number", "title")
        .order_by("number")
        .prefetch_related("milestones")
    )
    newest = ProgressReport.objects.newest().filter(measure__state__in=CARRIED_OUT)
    reports = {report.measure_id: report for report in newest}
    for measure in measures:
        report = reports.get(measure.pk)
        yield [
            *(measure.reference, measure.title, PROGRESS, None, None, None, None),
            report.percent if report else None,
            LIGHTS[report.light] if report else None,
            report.reason if report else None,
            report.number if report else 0,
        ]
        for each in measure.milestones.all():
            yield [
                *(measure.reference, measure.title, MILESTONE, each.pk, each.title),
                *(each.due_on, each.done_on, None, None, None, each.version),
            ]


def as_file() -> bytes:
    return xlsx(HEADINGS, rows(), title="Fortschritt")


# --- Reading back -------------------------------------------------------------------------


@dataclass(frozen=True)
class Problem:
    row: int
    text: str


@dataclass
class Change:
    """What one row would do. `pk` is none for a new milestone."""

    row: int
    measure: int
    what: str  # PROGRESS or MILESTONE
    reference: str
    version: int
    pk: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def lines(self) -> list[dict[str, str]]:
        """For the preview: each value as it was and as it would be."""
        names = {
            "title": _("Bezeichnung"),
            "due_on": _("Fällig am"),
            "done_on": _("Erreicht am"),
            "percent": _("Prozent"),
            "light": _("Ampel"),
            "reason": _("Begründung"),
        }
        return [
            {
                "name": names[name],
                "before": _shown(self.before.get(name)),
                "after": _shown(value),
            }
            for name, value in self.values.items()
            if value != self.before.get(name)
        ]


def _shown(value: Any) -> str:
    if value in (None, ""):
        return "–"
    text = str(value)
    try:
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    except ValueError:
        return str(LIGHTS.get(text, text))


@dataclass
class Reading:
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    number: int = 0


class WrongRow(Exception):
    """A row that cannot be understood; its text says why."""


def read(file: BinaryIO, size: int) -> Reading:
    """What a file would change. ValidationError for what is no such table at all."""
    lines = _sheet(file, size)
    _check_headings(next(lines, ()))
    filled = []
    for number, cells in enumerate(lines, start=2):
        if any(cell.value not in (None, "") for cell in cells):
            filled.append((number, cells))
    reading = Reading(number=len(filled))
    known = _Known(filled)
    seen: set[tuple[str, int]] = set()
    for number, cells in filled:
        try:
            change = known.change(number, _values(cells))
            if change is None:
                continue
            key = (change.what, change.pk or -number)
            if change.what == PROGRESS:
                key = (change.what, change.measure)
            if key in seen:
                raise WrongRow(_("Diese Zeile kommt zweimal vor."))
            seen.add(key)
            reading.changes.append(change)
        except WrongRow as error:
            reading.problems.append(Problem(number, str(error)))
    return reading


def _too_large() -> str:
    return _(
        "Die Tabelle ist zu groß: mehr als %(most)s Zeilen oder 2 MB. Bitte teilen Sie "
        "sie in mehrere Dateien auf. Geändert wurde nichts."
    ) % {"most": number_format(MOST_ROWS, force_grouping=True)}


def _sheet(file: BinaryIO, size: int) -> Iterator[tuple[Any, ...]]:
    """The rows of the first sheet, read as they are asked for."""
    if size > LARGEST:
        raise ValidationError(_too_large())
    most = {"most_rows": MOST_ROWS + 1, "most_columns": len(HEADINGS) + 1}
    try:
        yield from sheet_rows(file, **most)
    except TooLarge:
        raise ValidationError(_too_large()) from None
    except Unreadable as error:
        raise ValidationError(
            _(
                "Diese Datei lässt sich nicht lesen. Bitte laden Sie eine XLSX-Datei hoch."
            )
        ) from error


def _check_headings(cells: tuple[Any, ...]) -> None:
    found = [str(cell.value or "").strip() for cell in cells]
    while found and not found[-1]:
        found.pop()
    if tuple(found) == HEADINGS:
        return
    missing = [name for name in HEADINGS if name not in found]
    strange = [name or "–" for name in found if name not in HEADINGS]
    lines = [_("Die Spalten passen nicht. Bitte nehmen Sie die Tabelle des Portals.")]
    if missing:
        lines.append(_("Es fehlen: %(names)s") % {"names": ", ".join(missing)})
    if strange:
        lines.append(_("Nicht vorgesehen: %(names)s") % {"names": ", ".join(strange)})
    if not missing and not strange:
        lines.append(
            _("Die Reihenfolge ist: %(names)s") % {"names": ", ".join(HEADINGS)}
        )
    raise ValidationError(lines)


def _values(cells: tuple[Any, ...]) -> dict[str, Any]:
    values = {}
    for place, cell in enumerate(cells[: len(HEADINGS)]):
        if getattr(cell, "data_type", "") == "f":
            raise WrongRow(
                _("In Spalte %(column)s steht eine Formel. Bitte nur Werte eintragen.")
                % {"column": f"{get_column_letter(place + 1)} ({HEADINGS[place]})"}
            )
        value = cell.value
        values[HEADINGS[place]] = value.strip() if isinstance(value, str) else value
    return {name: values.get(name) for name in HEADINGS}


class _Known:
    """What the table may refer to: loaded once, whatever the number of rows."""

    def __init__(self, filled: Iterable[tuple[int, Any]]) -> None:
        measures = Measure.objects.filter(state__in=CARRIED_OUT)
        self.measures = {
            each.number: each for each in measures.only("number", "title", "state")
        }
        of_these = Milestone.objects.filter(measure__state__in=CARRIED_OUT)
        self.milestones = {each.pk: each for each in of_these}
        reports = ProgressReport.objects.newest()
        self.reports = {
            each.measure_id: each
            for each in reports.filter(measure__state__in=CARRIED_OUT)
        }

    def change(self, number: int, row: dict[str, Any]) -> Change | None:
        """What a row would change, None if nothing."""
        digits = str(row["Nummer"] or "").upper().removeprefix("M").lstrip("-– ")
        plain = digits.isascii() and digits.isdigit()
        measure = self.measures.get(int(digits[:9])) if plain else None
        if measure is None:
            raise WrongRow(
                _("Eine Maßnahme %(number)s in Umsetzung gibt es nicht.")
                % {"number": row["Nummer"] or "–"}
            )
        if row["Zeile"] == PROGRESS:
            return self._progress(number, measure, row)
        if row["Zeile"] == MILESTONE:
            return self._milestone(number, measure, row)
        raise WrongRow(
            _("In der Spalte „Zeile“ steht %(progress)s oder %(milestone)s.")
            % {"progress": PROGRESS, "milestone": MILESTONE}
        )

    def _progress(
        self, number: int, measure: Measure, row: dict[str, Any]
    ) -> Change | None:
        last = self.reports.get(measure.pk)
        before = (
            {"percent": last.percent, "light": last.light, "reason": last.reason}
            if last
            else {}
        )
        if all(row[name] is None for name in ("Prozent", "Ampel", "Begründung")):
            return None
        lights = {word.lower(): light for light, word in LIGHTS.items()}
        light = lights.get(str(row["Ampel"] or "").lower())
        if light is None:
            raise WrongRow(
                _("Die Ampel ist eines von: %(words)s.")
                % {"words": ", ".join(LIGHTS.values())}
            )
        values = {
            "percent": whole(row["Prozent"], _("Prozent"), most=100),
            "light": light,
            "reason": text(row["Begründung"], _("Begründung"), most=300),
        }
        if values == before:
            return None
        if measure.state != State.IMPLEMENTING:
            raise WrongRow(_("Berichtet wird erst, wenn die Umsetzung läuft."))
        version = whole(row["Fassung"], _("Fassung"))
        if version != (last.number if last else 0):
            raise WrongRow(_changed_meanwhile())
        return Change(
            row=number,
            measure=measure.pk,
            what=PROGRESS,
            reference=str(measure),
            version=version,
            values=values,
            before=before,
        )

    def _milestone(
        self, number: int, measure: Measure, row: dict[str, Any]
    ) -> Change | None:
        values: dict[str, Any] = {
            "title": text(row["Bezeichnung"], _("Bezeichnung"), most=150),
            "due_on": day(row["Fällig am"], _("Fällig am")),
            "done_on": day(row["Erreicht am"], _("Erreicht am"), needed=False),
        }
        if values["done_on"] and values["done_on"] > str(timezone.localdate()):
            raise WrongRow(_("„Erreicht am“ liegt in der Zukunft."))
        change = Change(
            row=number,
            measure=measure.pk,
            what=MILESTONE,
            reference=str(measure),
            version=0,
            values=values,
        )
        if row["Kennung"] in (None, ""):
            return change
        milestone = self.milestones.get(whole(row["Kennung"], _("Kennung")))
        if milestone is None or milestone.measure_id != measure.pk:
            raise WrongRow(_("Diesen Meilenstein hat die Maßnahme nicht (mehr)."))
        change.before = {
            "title": milestone.title,
            "due_on": str(milestone.due_on),
            "done_on": str(milestone.done_on) if milestone.done_on else None,
        }
        if change.before == values:
            return None
        change.pk = milestone.pk
        change.version = whole(row["Fassung"], _("Fassung"))
        if change.version != milestone.version:
            raise WrongRow(_changed_meanwhile())
        return change


def _changed_meanwhile() -> str:
    return _(
        "Das hat inzwischen jemand geändert. Bitte laden Sie die Tabelle neu herunter."
    )


def whole(value: Any, name: str, *, most: int = 2**31 - 1) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:12])
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        if most == 100:
            raise WrongRow(
                _("„%(name)s“ ist eine Zahl von 0 bis 100.") % {"name": name}
            )
        raise WrongRow(_("„%(name)s“ ist eine ganze Zahl.") % {"name": name})
    return value


def text(value: Any, name: str, *, most: int) -> str:
    words = str(value if value is not None else "").strip()
    if not words:
        raise WrongRow(_("„%(name)s“ fehlt.") % {"name": name})
    if len(words) > most:
        raise WrongRow(
            _("„%(name)s“ hat mehr als %(most)s Zeichen.")
            % {"name": name, "most": most}
        )
    if "\x00" in words:
        raise WrongRow(_("„%(name)s“ enthält Steuerzeichen.") % {"name": name})
    return words


def day(value: Any, name: str, *, needed: bool = True) -> str | None:
    """As ISO text, which a preview can keep."""
    if value in (None, ""):
        if needed:
            raise WrongRow(_("„%(name)s“ fehlt.") % {"name": name})
        return None
    if isinstance(value, datetime):
        return str(value.date())
    if isinstance(value, date):
        return str(value)
    for shape in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return str(datetime.strptime(str(value), shape).date())  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise WrongRow(
        _("„%(name)s“ ist ein Datum, zum Beispiel 3.7.2026.") % {"name": name}
    )


# --- Applying -----------------------------------------------------------------------------


class Refused(Exception):
    """Some rows do not fit any more, so nothing was changed."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(f"{len(problems)} rows")


@transaction.atomic
def apply(*, changes: list[Change], by: User) -> int:
    """Make all changes or none. Raises Refused with the rows changed meanwhile."""
    problems = []
    locked = Measure.objects.select_for_update(no_key=True).order_by("pk")
    wanted = {change.measure for change in changes}
    measures = {each.pk: each for each in locked.filter(pk__in=wanted)}
    milestones = {
        each.pk: each
        for each in Milestone.objects.select_for_update()
        .order_by("pk")
        .filter(pk__in=[change.pk for change in changes if change.pk])
    }
    newest = ProgressReport.objects.newest().filter(measure__in=wanted)
    reports = dict(newest.values_list("measure", "number"))
    for change in changes:
        measure = measures.get(change.measure)
        now: int | None = 0
        if change.what == PROGRESS:
            now = reports.get(change.measure, 0)
        elif change.pk:
            found = milestones.get(change.pk)
            now = found.version if found else None
        if measure is None or measure.state not in CARRIED_OUT or now != change.version:
            problems.append(Problem(change.row, _changed_meanwhile()))
            continue
        try:
            if change.what == PROGRESS:
                implementation.report_progress(
                    report=ProgressReport(measure=measure, **change.values), by=by
                )
            elif change.pk:
                milestone = milestones[change.pk]
                for name, value in change.values.items():
                    setattr(milestone, name, value)
                implementation.edit_milestone(
                    milestone=milestone, changed=change.values
                )
            else:
                implementation.add_milestone(
                    measure=measure, milestone=Milestone(**change.values)
                )
        except ValidationError as error:
            problems.append(Problem(change.row, " ".join(error.messages)))
    if problems:
        raise Refused(problems)
    return len(changes)
