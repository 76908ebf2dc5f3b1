"""ScenarioWizard project files (.scw), as far as known without a specification.

A header line, the project's name, then sections ended by a line that starts with #:
names of factors (&) and projections (-), long names in the same order, an empty one,
a colour for each projection, an empty one, the matrix, and notes. Old versions lack
some of these, so the matrix is recognised by its shape. All lines are kept; writing
changes only those that have to change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from strategy.cib.files.text import decoded, number, one_line, written
from strategy.cib.matrix import CibError, Factor, ImpactMatrix, Number, impact_matrix

_HEADER = "$ ScenarioWizard 4.0"
_BLANK_FACTOR = "Factor {}"  # ScenarioWizard permits factors without a name


@dataclass(frozen=True)
class Texts:
    """What a file says besides names and numbers; "" or white where it says nothing.

    ``pairs`` are the justifications of judgements, by source and target.
    """

    project: str
    factors: tuple[str, ...]
    projections: tuple[str, ...]
    pairs: Mapping[tuple[int, int], str]
    colours: tuple[str, ...]


@dataclass(frozen=True)
class ScwFile:
    """A project file: the matrix, the notes, and everything else as it was.

    ``notes`` are pairs of a heading (the text after #) and a text: the justification
    of judgements, mostly. ``colours`` are RRGGBB, one for each projection, or none.
    ``texts`` are the same by what they are about, with the long names.
    """

    matrix: ImpactMatrix
    notes: tuple[tuple[str, str], ...]
    colours: tuple[str, ...]
    texts: Texts
    lines: tuple[str, ...]
    newline: str
    encoding: str


def read_scw(data: bytes) -> ScwFile:
    """Read a project file; tolerant of versions, line ends, encodings and blank names.

    Raises CibError with the number of the line that cannot be understood.
    """
    text, encoding = decoded(data)
    newline = "\r\n" if "\r\n" in text else "\n" if "\n" in text else "\r"
    lines = text.split(newline)
    if not lines[0].startswith("$"):
        raise CibError("Line 1: a ScenarioWizard file starts with $ ScenarioWizard.")
    sections = _sections(lines)
    factors = _factors(lines, sections[0])
    if not factors:
        raise CibError("The file names no factor.")
    rows = sum(len(factor.projections) for factor in factors)
    at = _matrix_section(lines, sections, rows)
    matrix_rows = _content(lines, sections[at])
    values = [_matrix_row(lines[line], line, rows) for line in matrix_rows]
    name = one_line(lines[1]) if len(lines) > 1 else ""
    colours = _colours(lines, sections[:at], rows)
    return ScwFile(
        matrix=impact_matrix(name, factors, values),
        notes=tuple(_notes(lines, sections[at + 1 :])),
        colours=colours,
        texts=_texts(lines, sections, at, factors, colours),
        lines=tuple(lines),
        newline=newline,
        encoding=encoding,
    )


def write_scw(
    matrix: ImpactMatrix,
    original: ScwFile | None = None,
    *,
    texts: Texts | None = None,
) -> bytes:
    """A project file with this matrix, and with texts or as an original has them.

    With ``original`` its lines are kept, except names and rows that differ: a file
    read and written without change stays the same byte for byte. Raises CibError if
    the number of factors or projections differs from the original.
    """
    if original is None:
        return _bytes(_new_lines(matrix, texts), "\r\n", "cp1252")
    if original.matrix.sizes != matrix.sizes:
        raise CibError("The file to be changed has other numbers of projections.")
    lines = list(original.lines)
    sections = _sections(lines)
    if matrix.name != original.matrix.name:
        lines[1] = matrix.name
    old_names, new_names = _names(original.matrix), _names(matrix)
    name_lines = _content(lines, sections[0])
    for line, old, new in zip(name_lines, old_names, new_names, strict=True):
        if old != new:
            lines[line] = new
    at = _matrix_section(lines, sections, len(matrix.cells))
    old_rows, new_rows = _numbers(original.matrix), _numbers(matrix)
    matrix_lines = _content(lines, sections[at])
    for line, before, after in zip(matrix_lines, old_rows, new_rows, strict=True):
        if before != after:
            lines[line] = _row(after)
    return _bytes(lines, original.newline, original.encoding)


def _bytes(lines: Sequence[str], newline: str, encoding: str) -> bytes:
    text = newline.join(lines)
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:  # a new name has letters the old encoding lacks
        return text.encode("utf-8-sig")


def _new_lines(matrix: ImpactMatrix, texts: Texts | None) -> list[str]:
    factors, rows = len(matrix.factors), len(matrix.cells)
    if texts is None:
        white = ("FFFFFF",) * rows
        texts = Texts("", ("",) * factors, ("",) * rows, {}, white)
    long_names: list[str] = []
    at = 0
    for size in matrix.sizes:
        meant = texts.projections[at : at + size]
        long_names += ["&", *(f" {one_line(text)}" for text in meant)]
        at += size
    names = [one_line(factor.name) for factor in matrix.factors]
    return [
        _HEADER,
        matrix.name,
        *_names(matrix),
        "#",
        *long_names,
        "#",
        "#",
        *(texts.colours or ["FFFFFF"] * rows),
        "#",
        "#",
        *map(_row, _numbers(matrix)),
        "#",
        *_note("0-0", texts.project),
        *(
            line
            for name, text in zip(names, texts.factors, strict=True)
            for line in _note(name, text)
        ),
        *(
            line
            for i in range(factors)
            for j in range(factors)
            for line in _note(f"{names[i]} -> {names[j]}", texts.pairs.get((i, j), ""))
        ),
        "#",
        "#",
        "",
    ]


def _note(heading: str, text: str) -> list[str]:
    return [f"# {heading}", f'"{one_line(text)}"']


def _names(matrix: ImpactMatrix) -> list[str]:
    return [
        line
        for factor in matrix.factors
        for line in (
            f"&{_quoted(factor.name)}",
            *(f" -{_quoted(name)}" for name in factor.projections),
        )
    ]


def _numbers(matrix: ImpactMatrix) -> list[list[Number]]:
    return [[matrix.number(value) for value in row] for row in matrix.cells]


def _row(numbers: Sequence[Number]) -> str:
    return ",".join(f"{_decimal(value):>2} " for value in numbers)


def _decimal(value: Number) -> str:
    text = written(value)
    if "/" in text:
        raise CibError(f"ScenarioWizard knows no fractions such as {text}.")
    return text


def _sections(lines: Sequence[str]) -> list[range]:
    """Line numbers of the sections, without the lines that end them."""
    ends = [at for at, line in enumerate(lines) if at > 1 and line.startswith("#")]
    starts = [2, *(end + 1 for end in ends)]
    return [
        range(start, end)
        for start, end in zip(starts, [*ends, len(lines)], strict=True)
    ]


def _content(lines: Sequence[str], section: range) -> list[int]:
    return [at for at in section if lines[at].strip()]


def _factors(lines: Sequence[str], section: range) -> list[Factor]:
    factors: list[tuple[str, list[str]]] = []
    for at in _content(lines, section):
        line = lines[at].strip()
        if line.startswith("&"):
            name = one_line(_unquoted(line[1:])) or _BLANK_FACTOR.format(
                len(factors) + 1
            )
            factors.append((name, []))
        elif line.startswith("-") and factors:
            factors[-1][1].append(one_line(_unquoted(line[1:])))
        else:
            raise CibError(
                f"Line {at + 1}: expected '&' and a factor or '-' and a projection."
            )
    return [Factor(name, tuple(projections)) for name, projections in factors]


def _matrix_section(lines: Sequence[str], sections: Sequence[range], rows: int) -> int:
    """The section of the matrix: as many rows of numbers as there are projections.

    If none fits exactly, the one that is nearest, so that the error names its line.
    """
    best, best_fit = -1, 0
    for number_, section in enumerate(sections[1:], start=1):
        content = _content(lines, section)
        wide = [at for at in content if "," in lines[at] or rows == 1]
        numeric = [
            at for at in wide if not set(lines[at]) - set("-+.,/0123456789 \t\r")
        ]
        fit = 2 * len(numeric) + (len(content) == rows) if numeric else 0
        # With a single projection a colour such as 000000 looks like a matrix.
        if fit > best_fit or (rows == 1 and fit == best_fit and fit):
            best, best_fit = number_, fit
    if best < 0:
        raise CibError("The file has no matrix.")
    content = _content(lines, sections[best])
    if len(content) != rows:
        raise CibError(
            f"Line {content[-1] + 1}: the matrix needs {rows} rows; got {len(content)}."
        )
    return best


def _matrix_row(line: str, at: int, columns: int) -> list[object]:
    cells = line.strip().rstrip(",").split(",")
    if len(cells) != columns:
        raise CibError(f"Line {at + 1}: expected {columns} values; got {len(cells)}.")
    return [number(cell, f"Line {at + 1}") for cell in cells]


def _colours(
    lines: Sequence[str], sections: Sequence[range], rows: int
) -> tuple[str, ...]:
    for section in sections:
        found = [lines[at].strip() for at in _content(lines, section)]
        if len(found) == rows and all(
            len(colour) == 6 and not set(colour.upper()) - set("0123456789ABCDEF")
            for colour in found
        ):
            return tuple(found)
    return ()


def _notes(
    lines: Sequence[str], sections: Sequence[range]
) -> Iterator[tuple[str, str]]:
    for section in sections:
        heading = lines[section.start - 1][1:].strip()
        text = _joined(lines, section)
        if heading or _unquoted(text):
            yield heading, _unquoted(text)


def _texts(
    lines: Sequence[str],
    sections: Sequence[range],
    at: int,
    factors: Sequence[Factor],
    colours: tuple[str, ...],
) -> Texts:
    """The long names in section 1, and the notes behind the one for the project."""
    number_, rows = len(factors), sum(len(factor.projections) for factor in factors)
    long_factors, long_projections = [""] * number_, [""] * rows
    # Blank lines count here: they stand for no name.
    if at > 1 and len(sections[1]) == number_ + rows:
        names = [lines[line].strip() for line in sections[1]]
        place, row = 0, 0
        for i, factor in enumerate(factors):
            long_factors[i] = _unquoted(names[place].removeprefix("&"))
            place += 1
            for _projection in factor.projections:
                long_projections[row] = _unquoted(names[place])
                place, row = place + 1, row + 1
    headed = [
        (lines[section.start - 1][1:].strip(), _unquoted(_joined(lines, section)))
        for section in sections[at + 1 :]
    ]
    first = next((i for i, (heading, _) in enumerate(headed) if heading == "0-0"), -1)
    notes = [text for _heading, text in headed[first:]] if first >= 0 else []
    single, crossed = notes[1 : number_ + 1], notes[number_ + 1 :]
    if len(crossed) < number_**2:  # not the layout we know: headings tell, if anything
        single, crossed = [""] * number_, []
    return Texts(
        project=notes[0] if notes else "",
        factors=tuple(
            "\n".join(text for text in both if text)
            for both in zip(long_factors, single, strict=True)
        ),
        projections=tuple(long_projections),
        pairs={
            divmod(place, number_): text
            for place, text in enumerate(crossed[: number_**2])
            if text
        },
        colours=colours,
    )


def _joined(lines: Sequence[str], section: range) -> str:
    return "\n".join(lines[at].strip("\r") for at in section).strip()


def _quoted(name: str) -> str:
    """The name as a line has it: in quotes if it has quotes of its own around it."""
    return name if _unquoted(name) == name.strip() else f'"{name}"'


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return text[1:-1].strip()
    return text
