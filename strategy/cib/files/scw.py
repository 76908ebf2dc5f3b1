"""ScenarioWizard project files (.scw), as far as known without a specification.

A header line, the project's name, then sections ended by a line that starts with #:
names of factors (&) and projections (-), long names in the same order, an empty one,
a colour for each projection, an empty one, the matrix, and notes. Old versions lack
some of these, so the matrix is recognised by its shape. All lines are kept; writing
changes only those that have to change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from strategy.cib.files.text import decoded, number, one_line, written
from strategy.cib.matrix import CibError, Factor, ImpactMatrix, Number, impact_matrix

_HEADER = "$ ScenarioWizard 4.0"
_BLANK_FACTOR = "Factor {}"  # ScenarioWizard permits factors without a name


@dataclass(frozen=True)
class ScwFile:
    """A project file: the matrix, the notes, and everything else as it was.

    ``notes`` are pairs of a heading (the text after #) and a text: the justification
    of judgements, mostly. ``colours`` are RRGGBB, one for each projection, or none.
    """

    matrix: ImpactMatrix
    notes: tuple[tuple[str, str], ...]
    colours: tuple[str, ...]
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
    return ScwFile(
        matrix=impact_matrix(name, factors, values),
        notes=tuple(_notes(lines, sections[at + 1 :])),
        colours=_colours(lines, sections[:at], rows),
        lines=tuple(lines),
        newline=newline,
        encoding=encoding,
    )


def write_scw(matrix: ImpactMatrix, original: ScwFile | None = None) -> bytes:
    """A project file with this matrix.

    With ``original`` its lines are kept, except names and rows that differ: a file
    read and written without change stays the same byte for byte. Raises CibError if
    the number of factors or projections differs from the original.
    """
    if original is None:
        return _bytes(_new_lines(matrix), "\r\n", "cp1252")
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


def _new_lines(matrix: ImpactMatrix) -> list[str]:
    long_names = [line for size in matrix.sizes for line in ("&", *[" "] * size)]
    colours = ["FFFFFF"] * len(matrix.cells)
    factors = len(matrix.factors)
    return [
        _HEADER,
        matrix.name,
        *_names(matrix),
        "#",
        *long_names,
        "#",
        "#",
        *colours,
        "#",
        "#",
        *map(_row, _numbers(matrix)),
        "#",
        "# 0-0",
        '""',
        *["# "] * factors,
        *["#  -> "] * factors**2,
        "#",
        "#",
        "",
    ]


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
        text = "\n".join(lines[at].strip("\r") for at in section).strip()
        if heading or _unquoted(text):
            yield heading, _unquoted(text)


def _quoted(name: str) -> str:
    """The name as a line has it: in quotes if it has quotes of its own around it."""
    return name if _unquoted(name) == name.strip() else f'"{name}"'


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return text[1:-1].strip()
    return text
