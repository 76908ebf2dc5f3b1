"""Matrices in files of other programs, in and out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from io import BytesIO
from itertools import islice
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from wagtail.log_actions import log

from network.models import User
from strategy.analysis import matrix as matrices
from strategy.analysis.matrix import Layout
from strategy.cib import CibError, ImpactMatrix, Number, impact_matrix
from strategy.cib import Factor as CibFactor
from strategy.cib import read_matrix as cib_read
from strategy.cib import write_matrix as cib_write
from strategy.cib.files import read_table
from strategy.cib.files.scw import ScwFile, Texts, read_scw, write_scw
from strategy.models import (
    Factor,
    ImportedFile,
    Judgement,
    PairAnswer,
    Participant,
    Projection,
    ScenarioField,
)
from strategy.models.fields import (
    FEWEST_PROJECTIONS,
    MOST_FACTORS,
    MOST_PROJECTIONS,
)
from strategy.models.judgements import STRONGEST
from tregks.spreadsheets import TooLarge, Unreadable, sheet_rows, xlsx

FORMATS = {
    "scw": "application/octet-stream",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LARGEST_FILE = 2_000_000  # bytes
LONGEST_NAME, LONGEST_TEXT, LONGEST_WHY, LONGEST_DESCRIPTION = 100, 1000, 2000, 3000
MOST_PARTS = 10  # participants that together say what a file with large values says
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
    (
        r"The name of .* has a line break or a control character: '(.*)'\.",
        gettext_lazy("„{0}“: Namen dürfen keine Steuerzeichen enthalten."),
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
    original: ScwFile | None = None
    data: bytes = b""

    @property
    def description(self) -> str:
        text = self.original.texts.project if self.original else ""
        return _cleaned(text)[:LONGEST_DESCRIPTION]


def read(filename: str, data: bytes) -> Upload:
    """Read a file. Raises ValidationError with a sentence for each thing wrong."""
    if len(data) > LARGEST_FILE:
        raise ValidationError(_("Die Datei ist größer als 2 MB."))
    original = None
    try:
        suffix = PurePath(filename).suffix.lower()
        if suffix == ".scw":
            original = read_scw(data)
            matrix = original.matrix
        elif suffix == ".xlsx":
            matrix = read_table(_cells(data), name=PurePath(filename).stem)
        else:
            matrix = cib_read(filename, data)
    except CibError as error:
        raise ValidationError(in_german(str(error))) from error
    problems = list(islice(_problems(matrix), MOST_PROBLEMS))
    if problems:
        more = len(problems) - 20
        if more > 0:
            problems[20:] = [_("… und %(more)d weitere.") % {"more": more}]
        raise ValidationError(problems)
    path = PurePath(filename)
    name = matrix.name.strip() or path.stem
    return Upload(name, path.name[-LONGEST_NAME:], matrix, original, data)


def _cells(data: bytes) -> list[list[str]]:
    """A sheet as text, laid out as a CSV file is. Formulas are no numbers."""
    most = MOST_FACTORS * MOST_PROJECTIONS + 3  # with headings, and one too many
    try:
        rows = [
            ["" if cell.value is None else str(cell.value) for cell in row]
            for row in sheet_rows(BytesIO(data), most_rows=most, most_columns=most)
        ]
    except TooLarge:
        raise ValidationError(_("Die Tabelle ist zu groß für eine Matrix.")) from None
    except Unreadable as error:
        raise ValidationError(_("Diese Datei lässt sich nicht lesen.")) from error
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


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
    yield from _bad_names(matrix)
    most = STRONGEST * MOST_PARTS
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
                "most": most,
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
            elif value.denominator != 1 or not -most <= value <= most:
                yield (
                    _(
                        "Zeile „%(row)s“, Spalte „%(column)s“: %(value)s ist keine ganze "
                        "Zahl von −%(most)d bis %(most)d."
                    )
                    % where
                )


def _bad_names(matrix: ImpactMatrix) -> Iterator[str]:
    """Names that are the same in the portal: cut, completed, whatever their case."""
    given = [("", [_factor_name(factor.name) for factor in matrix.factors])]
    given += [
        (_factor_name(factor.name), _projection_names(factor.projections))
        for factor in matrix.factors
    ]
    for owner, names in given:
        lower = [name.lower() for name in names]
        for name in {
            n for n, each in zip(names, lower, strict=True) if lower.count(each) > 1
        }:
            yield (
                _("Zwei Ausprägungen von „%(owner)s“ heißen „%(name)s“.")
                if owner
                else _("Zwei Faktoren heißen „%(name)s“.")
            ) % {"owner": owner, "name": name}


def _factor_name(name: str) -> str:
    return name[:LONGEST_NAME]


@override("de")  # what is kept is German, whatever language the pages have
def _projection_names(names: Sequence[str]) -> list[str]:
    """Other programs permit projections without a name."""
    return [
        (name.strip() or _("Ausprägung %(n)d") % {"n": at})[:LONGEST_NAME]
        for at, name in enumerate(names, start=1)
    ]


@dataclass(frozen=True)
class Wordings:
    """What a file says in words, as the portal keeps it."""

    factors: list[str]
    projections: list[str]
    pairs: dict[tuple[int, int], str]


def _wordings(upload: Upload) -> Wordings:
    """As far as there is room; the file itself is kept as well."""
    if upload.original is None:
        sizes = len(upload.matrix.factors), len(upload.matrix.cells)
        return Wordings([""] * sizes[0], [""] * sizes[1], {})
    texts = upload.original.texts
    return Wordings(
        [_cleaned(text)[:LONGEST_WHY] for text in texts.factors],
        [_cleaned(text)[:LONGEST_TEXT] for text in texts.projections],
        {pair: _cleaned(text)[:LONGEST_TEXT] for pair, text in texts.pairs.items()},
    )


def _cleaned(text: str) -> str:
    return "".join(c for c in text if c.isprintable() or c == "\n").strip()


@transaction.atomic
def bring_in(*, upload: Upload, field: ScenarioField, by: User) -> ScenarioField:
    """Make a field of a file; its values are the judgements of parts on paper."""
    field.state = ScenarioField.State.JUDGING
    field.save()
    words = _wordings(upload)
    descriptions = iter(words.projections)
    for position, given in enumerate(upload.matrix.factors, start=1):
        factor = Factor.objects.create(
            field=field,
            name=_factor_name(given.name),
            why=words.factors[position - 1] or _came_from(upload.filename),
            position=position,
            state=Factor.State.ACCEPTED,
            proposed_by=by,
        )
        Projection.objects.bulk_create(
            Projection(
                factor=factor, name=name, description=next(descriptions), position=at
            )
            for at, name in enumerate(_projection_names(given.projections), start=1)
        )
    if upload.original:
        ImportedFile.objects.create(field=field, name=upload.filename, data=upload.data)
    _judge(field, upload, words, by)
    log(field, "scenariofield.import", user=by, data={"file": upload.filename})
    return field


def _judge(field: ScenarioField, upload: Upload, words: Wordings, by: User) -> None:
    """What the file says as judgements, in three statements.

    One participant says it. Sums of several people, and scales beyond -3 to 3, take as
    many as are needed: joint values are sums, so together they say exactly the same.
    """
    matrix, layout = upload.matrix, Layout(field)
    largest = max((abs(int(v)) for v in matrix.cells.flat), default=0) // matrix.scale
    number = max(1, -(-largest // STRONGEST))
    with override("de"):
        label = _("Datei %(name)s") % {"name": upload.filename}
    parts = Participant.objects.bulk_create(
        Participant(
            field=field,
            label=label[:LONGEST_NAME]
            if number == 1
            else f"{label[:80]} ({at}/{number})",
        )
        for at in range(1, number + 1)
    )
    answers, judgements = [], []
    place = {part.factor.pk: at for at, part in enumerate(layout.parts)}
    for source, target in layout.pairs():
        here = (source.factor.pk, target.factor.pk)
        cells = {
            (a, b): int(matrix.number(matrix.cells[layout.row[a], layout.row[b]]))
            for a, b in layout.cells(*here)
        }
        reason = words.pairs.get((place[here[0]], place[here[1]]), "")
        for at, part in enumerate(parts):
            answers.append(
                PairAnswer(
                    participant=part,
                    source=source.factor,
                    target=target.factor,
                    no_influence=not any(cells.values()),
                    reason=reason if at == 0 else "",
                    entered_by=by,
                )
            )
            judgements += [
                Judgement(
                    participant=part,
                    source_id=a,
                    target_id=b,
                    value=(value + at) // number,  # their sum over all parts is value
                )
                for (a, b), value in cells.items()
            ]
    PairAnswer.objects.bulk_create(answers)
    Judgement.objects.bulk_create(judgements, batch_size=10_000)


@override("de")
def _came_from(filename: str) -> str:
    return (_("Aus der Datei %(name)s übernommen.") % {"name": filename})[:LONGEST_WHY]


# --- Out --------------------------------------------------------------------------


def written(field: ScenarioField, format_: str) -> bytes:
    """The field's matrix as a file; sums of the judgements, which are whole numbers.

    Sums and means have the same consistent scenarios.
    """
    layout = Layout(field)
    said = matrices.joint(field)
    size = len(layout.projections)
    people = max(said.people, 1)
    values: list[list[Number]] = [[0] * size for _row in range(size)]
    for source, target in layout.pairs():
        for a, b in layout.cells(source.factor.pk, target.factor.pk):
            mean = Fraction(said.value((a, b), balanced=False))
            values[layout.row[a]][layout.row[b]] = int(mean * people)
    matrix = impact_matrix(field.name, matrices.cib_factors(layout), values)
    if format_ == "scw":
        return _scw(layout, matrix)
    if format_ == "xlsx":
        return _sheet(matrix)
    return cib_write(f"matrix.{format_}", matrix)


def _scw(layout: Layout, matrix: ImpactMatrix) -> bytes:
    """With all texts. What came from such a file and says the same stays as it was."""
    texts = _texts(layout)
    kept = ImportedFile.objects.filter(field=layout.field).first()
    if kept is None:
        return write_scw(matrix, texts=texts)
    upload = read(kept.name, bytes(kept.data))
    original = upload.original
    assert original is not None  # noqa: S101 - only such files are kept
    colours = dict(
        zip(_labels(_as_imported(original.matrix)), original.colours, strict=False)
    )
    texts = replace(
        texts, colours=tuple(colours.get(each, "FFFFFF") for each in _labels(matrix))
    )
    words = _wordings(upload)
    said = Wordings(list(texts.factors), list(texts.projections), dict(texts.pairs))
    default = _came_from(upload.filename)
    same_words = replace(words, factors=[each or default for each in words.factors])
    # What a factor would do to itself is not asked here.
    crossed = {(i, j): text for (i, j), text in words.pairs.items() if i != j and text}
    if (
        original.matrix.sizes != matrix.sizes
        or said.factors != same_words.factors
        or said.projections != words.projections
        or said.pairs != crossed
    ):
        return write_scw(matrix, texts=texts)
    # Names the portal had to complete go back as they came.
    imported = _as_imported(original.matrix)
    factors = [
        CibFactor(
            before.name if now.name == then.name else now.name,
            tuple(
                old if new == known else new
                for old, known, new in zip(
                    before.projections, then.projections, now.projections, strict=True
                )
            ),
        )
        for before, then, now in zip(
            original.matrix.factors, imported.factors, matrix.factors, strict=True
        )
    ]
    name = (
        original.matrix.name if layout.field.name == upload.name[:120] else matrix.name
    )
    return write_scw(replace(matrix, name=name, factors=tuple(factors)), original)


def _as_imported(matrix: ImpactMatrix) -> ImpactMatrix:
    factors = [
        CibFactor(_factor_name(each.name), tuple(_projection_names(each.projections)))
        for each in matrix.factors
    ]
    return replace(matrix, factors=tuple(factors))


def _labels(matrix: ImpactMatrix) -> list[tuple[str, str]]:
    return [
        (factor.name, name) for factor in matrix.factors for name in factor.projections
    ]


def _texts(layout: Layout) -> Texts:
    """Why factors matter, what projections mean, and the reasons people gave."""
    place = {part.factor.pk: at for at, part in enumerate(layout.parts)}
    reasons: dict[tuple[int, int], list[str]] = {}
    rows = PairAnswer.objects.filter(participant__field=layout.field).exclude(reason="")
    for a, b, reason in rows.order_by("pk").values_list(
        "source_id", "target_id", "reason"
    ):
        if a in place and b in place:
            reasons.setdefault((place[a], place[b]), []).append(reason)
    return Texts(
        project=layout.field.description,
        factors=tuple(part.factor.why for part in layout.parts),
        projections=tuple(each.description for each in layout.projections),
        pairs={pair: " | ".join(texts) for pair, texts in reasons.items()},
        colours=(),
    )


def _sheet(matrix: ImpactMatrix) -> bytes:
    """Laid out as the CSV file is, so that it can come back."""
    labels = _labels(matrix)
    names = [["", "", *column] for column in zip(*labels, strict=True)]
    rows = [
        [*label, *(int(matrix.number(value)) for value in values)]
        for label, values in zip(labels, matrix.cells, strict=True)
    ]
    return xlsx(names[0], [names[1], *rows], title=matrix.name)
