"""Cross-impact matrices as frozen, validated values.

A matrix has factors, each with one or more projections, and one judgement for every
ordered pair of projections: how strongly the row promotes (positive) or restricts
(negative) the column. The literature says descriptor and variant for what the portal
calls factor and projection (Weimer-Jehle 2006, doi:10.1016/j.techfore.2005.06.005).

Exactness: judgements are kept as integers in units of ``1 / scale``, where ``scale``
is the smallest common denominator of all of them. Every sum and comparison of the
engine is then integer arithmetic, so a tie is a tie.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Number: TypeAlias = int | Fraction
Scenario: TypeAlias = tuple[int, ...]  # one projection index per factor
Cells: TypeAlias = npt.NDArray[Any]  # integers: int64, or object beyond its range
Indices: TypeAlias = npt.NDArray[Any]  # integers of any size

MAX_FACTORS = 60
MAX_PROJECTIONS = 64  # the search keeps the open projections of a factor in one word
# Line breaks, control characters and halves of surrogate pairs.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_DIGITS = 300  # of a judgement, and of the common denominator of all of them
_SMALL = 2**62  # whole numbers below it need no second look
_SAFE = 2**61  # sums below this bound cannot overflow int64, not even when subtracted


class CibError(ValueError):
    """Input the engine cannot work with; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor with its projections, named in the order of the matrix."""

    name: str
    projections: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ImpactMatrix:
    """A square matrix of judgements; build it with :func:`impact_matrix`.

    ``cells[r, c]`` is the judgement of row projection ``r`` on column projection
    ``c`` times ``scale``; rows and columns run through the projections of the first
    factor, then of the second, and so on. The array is read-only.
    """

    name: str
    factors: tuple[Factor, ...]
    cells: Cells
    scale: int = 1

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Number of projections of each factor."""
        return tuple(len(factor.projections) for factor in self.factors)

    @cached_property
    def offsets(self) -> Indices:
        """Row of the first projection of each factor."""
        return np.concatenate([[0], np.cumsum(self.sizes[:-1])]).astype(np.intp)

    @cached_property
    def owner(self) -> Indices:
        """Factor of each row."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    @cached_property
    def beyond(self) -> int:
        """A bound in scaled units that no balance or difference of two reaches."""
        return 4 * len(self.sizes) * _largest(self.cells) + 1

    @property
    def combinations(self) -> int:
        """Number of scenarios there are, consistent or not."""
        return math.prod(self.sizes)

    def number(self, units: Any) -> Number:
        """A value in judgement units, from one in units of ``1 / scale``."""
        value = Fraction(int(units), self.scale)
        return value.numerator if value.denominator == 1 else value

    def slack(self, tolerance: object) -> int:
        """A tolerance in whole units of ``1 / scale``, rounded down.

        Raises :class:`CibError` if it is not a number or negative.
        """
        wanted = exact(tolerance, "tolerance")
        if wanted < 0:
            raise CibError(f"The tolerance must not be negative; got {tolerance}.")
        return math.floor(wanted * self.scale)

    def scenarios(self, rows: Iterable[Sequence[int]]) -> Indices:
        """Scenarios as an array of shape (n, factors); checks every index.

        Raises :class:`CibError` for a wrong length or an index, naming its factor.
        """
        listed = [tuple(row) for row in rows]
        for row in listed:
            if len(row) != len(self.factors):
                raise CibError(
                    f"A scenario has {len(self.factors)} projections, one for each "
                    f"factor; got {len(row)}."
                )
            for factor, index in zip(self.factors, row, strict=True):
                whole = isinstance(index, int | np.integer)
                if not (whole and 0 <= index < len(factor.projections)):
                    raise CibError(
                        f"Factor '{factor.name}' has no projection number {index}; "
                        f"numbers run from 0 to {len(factor.projections) - 1}."
                    )
        return np.array(listed, dtype=np.intp).reshape(-1, len(self.factors))

    def locate(self, factor: str | int, projection: str | int) -> tuple[int, int]:
        """Indices of a factor and one of its projections, given by name or index.

        Raises :class:`CibError` when there is none of that name or index.
        """
        at = _index(factor, [known.name for known in self.factors], "factor")
        known = self.factors[at]
        where = f"projection of factor '{known.name}'"
        return at, _index(projection, known.projections, where)

    def with_cells(self, cells: Cells) -> ImpactMatrix:
        """The same factors with other judgements, in the same unit."""
        return replace(self, cells=_frozen(cells, len(self.factors)))

    def restricted(self, kept: Mapping[int, Sequence[int]]) -> ImpactMatrix:
        """Only the projections ``kept[factor]``; factors not named keep all of theirs.

        A factor left with a single projection still acts on the others but can no
        longer be contradicted: that is a *context*, decided from outside. To search
        only scenarios that contain a projection use the ``fixed`` of the search.
        """
        factors, rows = [], []
        for j, factor in enumerate(self.factors):
            indices = kept.get(j, range(len(factor.projections)))
            names = tuple(factor.projections[index] for index in indices)
            factors.append(Factor(factor.name, names))
            rows += [int(self.offsets[j]) + index for index in indices]
        cells = _frozen(self.cells[np.ix_(rows, rows)], len(factors))
        return ImpactMatrix(self.name, tuple(factors), cells, self.scale)


def impact_matrix(
    name: str,
    factors: Iterable[Factor | tuple[str, Sequence[str]]],
    judgements: Sequence[Sequence[object]] | npt.NDArray[Any],
    *,
    minimum: Number | None = None,
    maximum: Number | None = None,
) -> ImpactMatrix:
    """Validate and freeze a cross-impact matrix.

    ``judgements`` has one row and one column for each projection; the row acts on
    the column. Values may be whole numbers, fractions, decimals or floats; a float
    is read as the decimal it prints as, so 0.1 is one tenth. Impacts of a factor on
    itself are allowed and count. ``minimum`` and ``maximum`` declare the permitted
    range. Sizes: 1 to 60 factors with 1 to 64 projections.

    Raises :class:`CibError`, naming factor and projection, for duplicate or blank
    factor names, names with line breaks, a wrong shape, values that are not numbers,
    have more than 300 digits or are out of range.
    """
    _check_text(name, "The name of the matrix")
    checked = _checked_factors(factors)
    labels = [(f.name, p) for f in checked for p in f.projections]
    if len(judgements) != len(labels):
        raise CibError(
            f"The matrix needs {len(labels)} rows, one for each projection; "
            f"got {len(judgements)}."
        )
    for (factor, projection), row in zip(labels, judgements, strict=True):
        if len(row) != len(labels):
            raise CibError(
                f"The row of '{factor}: {projection}' needs {len(labels)} values; "
                f"got {len(row)}."
            )
    values = [
        [
            value
            if type(value) is int and -_SMALL < value < _SMALL
            else exact(value, f"{_pair(labels, r, c)}:")
            for c, value in enumerate(row)
        ]
        for r, row in enumerate(judgements)
    ]
    for r, numbers in enumerate(values):
        for c, number in enumerate(numbers):
            too_small = minimum is not None and number < minimum
            if too_small or (maximum is not None and number > maximum):
                raise CibError(
                    f"{_pair(labels, r, c)}: {number} is outside the range "
                    f"{minimum} to {maximum}."
                )
    scale = 1
    for denominator in {number.denominator for row in values for number in row}:
        scale = math.lcm(scale, denominator)
        if scale >= 10**_DIGITS:
            raise CibError("The judgements have no common denominator of useful size.")
    cells = np.array(
        [[int(number * scale) for number in row] for row in values], dtype=object
    )
    return ImpactMatrix(name, checked, _frozen(cells, len(checked)), scale)


def exact(value: object, where: str) -> Number:
    """A number without rounding; :class:`CibError` starting with ``where`` if not one.

    Accepts int, Fraction, Decimal, float (as the decimal it prints as) and their
    numpy counterparts; not bool, not infinite, not text, nothing of more than 300
    digits: a short text such as 1e999999999 could fill the memory.
    """
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(plain, float):
        plain = Decimal(repr(plain))
    if isinstance(plain, Decimal) and plain.is_finite():
        plain = _fraction(plain)
    if isinstance(plain, int | Fraction) and not isinstance(plain, bool):
        if max(abs(plain.numerator), plain.denominator) < 10**_DIGITS:
            return plain
        raise CibError(f"{where} a number has more than {_DIGITS} digits.")
    raise CibError(f"{where} {value!r:.60} is not a number.")


def _fraction(value: Decimal) -> Fraction:
    """The same number; one beyond all bounds for a short text such as 1e999999999."""
    too_long = abs(value.adjusted()) + len(value.as_tuple().digits) > 2 * _DIGITS
    return Fraction(10**_DIGITS) if too_long else Fraction(value)


def _pair(labels: Sequence[tuple[str, str]], row: int, column: int) -> str:
    (factor, projection), (target, rival) = labels[row], labels[column]
    return f"Impact of '{factor}: {projection}' on '{target}: {rival}'"


def _check_text(text: str, what: str) -> None:
    """Refuse what files and messages of one line cannot hold, in words that do."""
    if _UNWRITABLE.search(text):
        raise CibError(f"{what} has a line break or a control character: {text!a}.")


def _checked_factors(
    factors: Iterable[Factor | tuple[str, Sequence[str]]],
) -> tuple[Factor, ...]:
    pairs = ((f.name, f.projections) if isinstance(f, Factor) else f for f in factors)
    checked = tuple(Factor(name, tuple(projections)) for name, projections in pairs)
    if not 1 <= len(checked) <= MAX_FACTORS:
        raise CibError(f"A matrix has 1 to {MAX_FACTORS} factors; got {len(checked)}.")
    names = [factor.name for factor in checked]
    for factor in checked:
        if not factor.name.strip():
            raise CibError(f"Factor number {names.index(factor.name) + 1} has no name.")
        _check_text(factor.name, "The name of a factor")
        if names.count(factor.name) > 1:
            raise CibError(f"Two factors are called '{factor.name}'.")
        if not 1 <= len(factor.projections) <= MAX_PROJECTIONS:
            raise CibError(
                f"Factor '{factor.name}' needs 1 to {MAX_PROJECTIONS} projections; "
                f"got {len(factor.projections)}."
            )
        for projection in factor.projections:
            _check_text(projection, f"The name of a projection of '{factor.name}'")
            # Published files do leave projections unnamed, so blank ones may repeat.
            if projection.strip() and factor.projections.count(projection) > 1:
                raise CibError(
                    f"Factor '{factor.name}' has two projections called '{projection}'."
                )
    return checked


def _frozen(cells: Cells, factors: int) -> Cells:
    """Read-only copy, as int64 if no sum of one judgement per factor can overflow."""
    fits = _largest(cells) * 4 * factors < _SAFE
    frozen = np.array(cells, dtype=np.int64 if fits else object)
    frozen.flags.writeable = False
    return frozen


def _largest(cells: Cells) -> int:
    return max(int(cells.max()), -int(cells.min()))


def _index(wanted: str | int, names: Sequence[str], what: str) -> int:
    if isinstance(wanted, int):
        if 0 <= wanted < len(names):
            return wanted
    elif names.count(wanted) == 1:
        return names.index(wanted)
    raise CibError(f"There is no {what} {wanted!r}; known: {', '.join(names)}.")
