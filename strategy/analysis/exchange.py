"""Matrices in files of other programs, in and out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from network.models import User
from strategy.analysis import matrix as matrices
from strategy.analysis.matrix import Layout
from strategy.cib import CibError, ImpactMatrix, Number, impact_matrix
from strategy.cib import read_matrix as cib_read
from strategy.cib import write_matrix as cib_write
from strategy.judging import save_answer
from strategy.models import Factor, Participant, Projection, ScenarioField
from strategy.models.fields import (
    FEWEST_PROJECTIONS,
    MOST_FACTORS,
    MOST_PROJECTIONS,
)
from strategy.models.judgements import STRONGEST
from tregks.spreadsheets import xlsx

FORMATS = {
    "scw": "application/octet-stream",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LARGEST_FILE = 2_000_000  # bytes
MOST_PROBLEMS = 1000  # a hostile file has one in each of a million cells
# What the engine says about files, in German. It speaks English, as code does.
SENTENCES = [
    (
        r"Line (\d+): expected (\d+) values; got (\d+)\.",
        gettext_lazy("Zeile {0}: {1} Werte erwartet, {2} gefunden."),
    ),
    (
        r"Line (\d+): '(.*)' is not a number\.",
        gettext_lazy("Zeile {0}: „{1}“ ist keine Zahl."),
    ),
    (
        r"Line (\d+), column (\d+): '(.*)' is not a number\.",
        gettext_lazy("Zeile {0}, Spalte {1}: „{2}“ ist keine Zahl."),
    ),
    (
        r"Line (\d+): expected '(.*)' as in the header; got '(.*)'\.",
        gettext_lazy("Zeile {0}: „{1}“ wie in der Kopfzeile erwartet, „{2}“ gefunden."),
    ),
    (
        r"Line (\d+): more values than the header has columns\.",
        gettext_lazy("Zeile {0}: mehr Werte als Spalten in der Kopfzeile."),
    ),
    (
        r"Line 1: a ScenarioWizard file .*",
        gettext_lazy(
            "Zeile 1: Eine ScenarioWizard-Datei beginnt mit „$ ScenarioWizard“."
        ),
    ),
    (r"The file names no factor\.", gettext_lazy("Die Datei nennt keinen Faktor.")),
    (
        r"Two factors are called '(.*)'\.",
        gettext_lazy("Zwei Faktoren heißen „{0}“."),
    ),
    (
        r"Factor '(.*)' has two projections called '(.*)'\.",
        gettext_lazy("„{0}“ hat zwei Ausprägungen namens „{1}“."),
    ),
    (
        r"The matrix needs (\d+) rows, one for each projection; got (\d+)\.",
        gettext_lazy(
            "Die Matrix braucht {0} Zeilen, eine je Ausprägung; {1} gefunden."
        ),
    ),
    (r"This is not JSON.*", gettext_lazy("Die Datei ist kein gültiges JSON.")),
    (
        r".* is neither a \.scw nor a \.csv nor a \.json file\.",
        gettext_lazy(
            "Bitte wählen Sie eine Datei mit der Endung .scw, .csv oder .json."
        ),
    ),
]


@dataclass(frozen=True)
class Upload:
    """A file that can become a field: read and checked, nothing saved yet."""

    name: str
    filename: str
    matrix: ImpactMatrix


def read(filename: str, data: bytes) -> Upload:
    """Read a file. Raises ValidationError with a sentence for each thing wrong."""
    if len(data) > LARGEST_FILE:
        raise ValidationError(_("Die Datei ist größer als 2 MB."))
    try:
        matrix = cib_read(filename, data)
    except CibError as error:
        raise ValidationError(in_german(str(error))) from error
    problems = list(islice(_problems(matrix), MOST_PROBLEMS))
    if problems:
        more = len(problems) - 20
        if more > 0:
            problems[20:] = [_("… und %(more)d weitere.") % {"more": more}]
        raise ValidationError(problems)
    stem = PurePath(filename).stem
    return Upload(matrix.name.strip() or stem, PurePath(filename).name, matrix)


def in_german(sentence: str) -> str:
    for pattern, german in SENTENCES:
        if found := re.fullmatch(pattern, sentence):
            return str(german).format(*found.groups())
    return _("Die Datei lässt sich nicht lesen: %(sentence)s") % {"sentence": sentence}


def _problems(matrix: ImpactMatrix) -> Iterator[str]:
    if len(matrix.factors) > MOST_FACTORS:
        yield _("Ein Feld hat höchstens %(most)d Faktoren.") % {"most": MOST_FACTORS}
    for factor in matrix.factors:
        if not FEWEST_PROJECTIONS <= len(factor.projections) <= MOST_PROJECTIONS:
            yield _("„%(name)s“ braucht %(fewest)d bis %(most)d Ausprägungen.") % {
                "name": factor.name,
                "fewest": FEWEST_PROJECTIONS,
                "most": MOST_PROJECTIONS,
            }
    labels = [
        f"{factor.name}: {projection}"
        for factor in matrix.factors
        for projection in factor.projections
    ]
    for row, cells in enumerate(matrix.cells):
        for column, units in enumerate(cells):
            value = matrix.number(units)
            where: dict[str, object] = {
                "row": labels[row],
                "column": labels[column],
                "value": value,
            }
            if matrix.owner[row] == matrix.owner[column]:
                if value:
                    yield (
                        _(
                            "Zeile „%(row)s“, Spalte „%(column)s“: Ein Faktor kann hier "
                            "nicht auf sich selbst wirken (%(value)s)."
                        )
                        % where
                    )
            elif value.denominator != 1 or not -STRONGEST <= value <= STRONGEST:
                yield (
                    _(
                        "Zeile „%(row)s“, Spalte „%(column)s“: %(value)s ist keine ganze "
                        "Zahl von -3 bis 3."
                    )
                    % where
                )


@transaction.atomic
def bring_in(*, upload: Upload, field: ScenarioField, by: User) -> ScenarioField:
    """Make a field of a file; its values are the judgements of a part on paper."""
    field.state = ScenarioField.State.JUDGING
    field.save()
    part = Participant.objects.create(
        field=field, label=(_("Datei %(name)s") % {"name": upload.filename})[:100]
    )
    factors = []
    for position, given in enumerate(upload.matrix.factors, start=1):
        factor = Factor.objects.create(
            field=field,
            name=given.name[:100],
            why=_("Aus der Datei %(name)s übernommen.") % {"name": upload.filename},
            position=position,
            state=Factor.State.ACCEPTED,
            proposed_by=by,
        )
        Projection.objects.bulk_create(
            Projection(
                factor=factor,
                name=(name.strip() or _("Ausprägung %(n)d") % {"n": at})[:100],
                position=at,
            )
            for at, name in enumerate(given.projections, start=1)
        )
        factors.append(factor)
    layout = Layout(field)
    for source, target in layout.pairs():
        cells = {
            (a, b): int(
                upload.matrix.number(upload.matrix.cells[layout.row[a], layout.row[b]])
            )
            for a, b in layout.cells(source.factor.pk, target.factor.pk)
        }
        save_answer(
            participant=part,
            source=source.factor,
            target=target.factor,
            cells=cells,
            no_influence=not any(cells.values()),
            by=by,
        )
    log(field, "scenariofield.import", user=by, data={"file": upload.filename})
    return field


# --- Out --------------------------------------------------------------------------


def written(field: ScenarioField, format_: str) -> bytes:
    """The field's matrix as a file; sums of the judgements, which are whole numbers.

    Sums and means have the same consistent scenarios.
    """
    layout = Layout(field)
    said = matrices.joint(field)
    if format_ == "xlsx":
        return _sheet(layout, said)
    size = len(layout.projections)
    people = max(said.people, 1)
    values: list[list[Number]] = [[0] * size for _row in range(size)]
    for source, target in layout.pairs():
        for a, b in layout.cells(source.factor.pk, target.factor.pk):
            mean = Fraction(said.value((a, b), balanced=False))
            values[layout.row[a]][layout.row[b]] = int(mean * people)
    matrix = impact_matrix(field.name, matrices.cib_factors(layout), values)
    return cib_write(f"matrix.{format_}", matrix)


def _sheet(layout: Layout, said: matrices.Joint) -> bytes:
    """Means and settled values for people who work in Excel."""
    headings = [_("Faktor"), _("Ausprägung"), *layout.code.values()]
    rows: list[list[Any]] = []
    judged = {
        cell
        for source, target in layout.pairs()
        for cell in layout.cells(source.factor.pk, target.factor.pk)
    }
    for part in layout.parts:
        for code, projection in part.codes:
            cells = [
                round(float(said.value((projection.pk, other.pk), balanced=False)), 2)
                if (projection.pk, other.pk) in judged
                else None
                for other in layout.projections
            ]
            rows.append([part.factor.name, f"{code} {projection.name}", *cells])
    return xlsx(headings, rows, title=layout.field.name)
