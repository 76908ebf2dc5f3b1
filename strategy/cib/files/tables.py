"""CSV and JSON.

CSV: two header rows with the factors and the projections of the columns, then one row
for each projection, starting with its factor and its name. Repeated factor names may
be left out, as spreadsheets with merged cells do. JSON::

    {"name": "...", "descriptors": [{"name": "...", "variants": ["...", ...]}, ...],
     "impacts": [[...], ...]}
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from strategy.cib.files.text import decoded, number, one_line, written
from strategy.cib.matrix import CibError, Factor, ImpactMatrix, impact_matrix

# A spreadsheet would run a label that starts so, or drop the apostrophe.
_MARKED = ("=", "+", "-", "@", "'")


def read_csv(data: bytes, *, name: str = "") -> ImpactMatrix:
    """Read a table separated by semicolons, tabs or commas.

    Decimals may have a comma unless it separates. Raises CibError with line and column.
    """
    text, _ = decoded(data)
    first = text.split("\n", 1)[0]
    delimiter = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise CibError(f"Line {reader.line_num}: {error}.") from None
    return read_table(rows, name=name)


def read_table(rows: list[list[str]], *, name: str = "") -> ImpactMatrix:
    """The matrix in the rows of a table. Raises CibError with line and column."""
    rows = list(rows)
    columns = max((len(row) for row in rows[:2]), default=0)
    while len(rows) > columns and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if len(rows) < 3 or columns < 3:
        raise CibError(
            "A matrix needs two header rows, two columns of names, and values."
        )
    while columns > len(rows) and not (
        _cell(rows[0], columns - 1) or _cell(rows[1], columns - 1)
    ):
        columns -= 1
    labels = _labels(
        [(_cell(rows[0], c), _cell(rows[1], c)) for c in range(2, columns)]
    )
    side = _labels([(_cell(row, 0), _cell(row, 1)) for row in rows[2:]])
    for line, (here, there) in enumerate(zip(side, labels, strict=False), start=3):
        if here != there:
            raise CibError(
                f"Line {line}: expected '{there[0]}: {there[1]}' as in the header; "
                f"got '{here[0]}: {here[1]}'."
            )
    factors: dict[str, list[str]] = {}
    for factor, projection in labels:
        factors.setdefault(factor, []).append(projection)
    values = []
    for line, row in enumerate(rows[2:], start=3):
        if len(row) > columns and any(cell.strip() for cell in row[columns:]):
            raise CibError(f"Line {line}: more values than the header has columns.")
        values.append(
            [
                number(_cell(row, c), f"Line {line}, column {c + 1}")
                for c in range(2, columns)
            ]
        )
    return impact_matrix(
        one_line(name), [(f, tuple(p)) for f, p in factors.items()], values
    )


def write_csv(matrix: ImpactMatrix, *, delimiter: str = ",") -> bytes:
    """The table as UTF-8; use ``;`` for spreadsheets set to German."""
    labels = [(f.name, p) for f in matrix.factors for p in f.projections]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["", "", *(_harmless(factor) for factor, _ in labels)])
    writer.writerow(["", "", *(_harmless(projection) for _, projection in labels)])
    for (factor, projection), row in zip(labels, matrix.cells, strict=True):
        values = [written(matrix.number(value)) for value in row]
        if delimiter == ";":
            values = [value.replace(".", ",") for value in values]
        writer.writerow([_harmless(factor), _harmless(projection), *values])
    return out.getvalue().encode()


def read_json(data: bytes) -> ImpactMatrix:
    """Read the JSON form; numbers are taken exactly as written, "1/3" is a third.

    Raises CibError if it is not JSON or something is missing or of the wrong kind.
    """
    try:
        found = json.loads(data, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise CibError(f"This is not JSON: {error}.") from None
    if not isinstance(found, dict):
        raise CibError("The JSON file must hold an object.")
    descriptors = _listed(found, "descriptors", "the file")
    factors = []
    for at, descriptor in enumerate(descriptors, start=1):
        if not isinstance(descriptor, dict) or not isinstance(
            descriptor.get("name"), str
        ):
            raise CibError(f"Descriptor number {at} has no name.")
        variants = _listed(descriptor, "variants", f"'{descriptor['name']}'")
        for variant in variants:
            if not isinstance(variant, str):
                raise CibError(f"A variant of '{descriptor['name']}' is not a text.")
        factors.append(Factor(descriptor["name"], tuple(variants)))
    impacts = _listed(found, "impacts", "the file")
    for at, row in enumerate(impacts, start=1):
        if not isinstance(row, list):
            raise CibError(f"Row {at} of the impacts is not a list.")
    values = [
        [
            number(cell, f"Row {r}, column {c}") if isinstance(cell, str) else cell
            for c, cell in enumerate(row, start=1)
        ]
        for r, row in enumerate(impacts, start=1)
    ]
    name = found.get("name", "")
    if not isinstance(name, str):
        raise CibError("The name of the matrix is not a text.")
    return impact_matrix(name, factors, values)


def write_json(matrix: ImpactMatrix) -> bytes:
    """The JSON form, one row of impacts a line; fractions that never end as text."""
    rows = [
        "  [" + ", ".join(_json_number(matrix, value) for value in row) + "]"
        for row in matrix.cells
    ]
    descriptors = [
        "  " + _json({"name": factor.name, "variants": list(factor.projections)})
        for factor in matrix.factors
    ]
    text = (
        f'{{"name": {_json(matrix.name)},\n "descriptors": [\n'
        + ",\n".join(descriptors)
        + '\n ],\n "impacts": [\n'
        + ",\n".join(rows)
        + "\n ]}\n"
    )
    return text.encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _json_number(matrix: ImpactMatrix, units: Any) -> str:
    value = matrix.number(units)
    text = written(value)
    return _json(text) if isinstance(value, Fraction) and "/" in text else text


def _listed(holder: dict[str, Any], key: str, where: str) -> list[Any]:
    value = holder.get(key)
    if not isinstance(value, list):
        raise CibError(f"There is no list '{key}' in {where}.")
    return value


def _labels(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Fill in the factor names that merged cells leave out, unwrap those in lines."""
    labels: list[tuple[str, str]] = []
    for factor, projection in pairs:
        factor, projection = one_line(factor), one_line(projection)
        labels.append((factor or (labels[-1][0] if labels else ""), projection))
    return labels


def _cell(row: Sequence[str], column: int) -> str:
    text = row[column].strip() if column < len(row) else ""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_MARKED) else text


def _harmless(label: str) -> str:
    return f"'{label}" if label.startswith(_MARKED) else label
