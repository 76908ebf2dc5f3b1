"""Before the analysis: key factors, and many people's judgements become one matrix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from strategy.cib.matrix import (
    CibError,
    Factor,
    ImpactMatrix,
    Number,
    exact,
    impact_matrix,
)

Role: TypeAlias = Literal["active", "critical", "passive", "buffering"]
Answer: TypeAlias = Number | None  # None: not judged, or "don't know"; that is not 0
Sheet: TypeAlias = Sequence[Sequence[Answer]]  # one participant's matrix


@dataclass(frozen=True, slots=True)
class Activity:
    """A factor's place in the network of influences.

    ``active`` is the sum of its influences on the others, ``passive`` the sum of
    theirs on it. Measured by the means: active drives, passive is driven, critical
    does both, buffering neither (Vester 2007; Gausemeier et al. 1998).
    """

    factor: int
    active: Number
    passive: Number
    role: Role

    @property
    def product(self) -> Number:
        """How deeply the factor is woven into the network."""
        return self.active * self.passive

    @property
    def quotient(self) -> Fraction | None:
        """Above 1 the factor drives more than it is driven; None if nothing does."""
        return Fraction(self.active) / self.passive if self.passive else None


def activities(influences: Sequence[Sequence[Number]]) -> list[Activity]:
    """Active and passive sums from an influence matrix, row acts on column.

    Influences of factors on themselves are left out. Raises CibError if the matrix is
    not square or has negative values.
    """
    n = len(influences)
    if any(len(row) != n for row in influences):
        raise CibError(f"An influence matrix of {n} factors needs {n} values a row.")
    if any(value < 0 for row in influences for value in row):
        raise CibError("Influences say how strong, not in which direction: 0 or more.")
    others = [
        [0 if i == j else value for j, value in enumerate(row)]
        for i, row in enumerate(influences)
    ]
    active = [sum(row) for row in others]
    passive = [sum(column) for column in zip(*others, strict=True)]
    found = []
    for factor in range(n):
        # Compared with the mean, without dividing.
        drives = active[factor] * n > sum(active)
        driven = passive[factor] * n > sum(passive)
        role: Role = "buffering"
        if drives:
            role = "critical" if driven else "active"
        elif driven:
            role = "passive"
        found.append(Activity(factor, active[factor], passive[factor], role))
    return found


def matrix_influences(matrix: ImpactMatrix) -> list[list[Number]]:
    """Influence of factors on factors in a cross-impact matrix: sums of absolutes."""
    sums = np.add.reduceat(abs(matrix.cells), matrix.offsets, axis=0)
    sums = np.add.reduceat(sums, matrix.offsets, axis=1)
    return [[matrix.number(value) for value in row] for row in sums.tolist()]


def suggest_key_factors(activities: Iterable[Activity], count: int) -> list[int]:
    """The ``count`` factors to work with: most interwoven first, then most active.

    A suggestion to discuss; buffering factors come last whatever their sums.
    """
    ranked = sorted(
        activities,
        key=lambda a: (a.role == "buffering", -a.product, -a.active, a.factor),
    )
    return [activity.factor for activity in ranked[:count]]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What several people say about one judgement; values are None if nobody did.

    ``dissent`` is the mean distance from the median; ``conflict`` means that some see
    a promotion and some a restriction.
    """

    answers: int
    total: Number
    median: Number | None
    low: Number | None
    high: Number | None
    dissent: Fraction | None
    conflict: bool

    @property
    def spread(self) -> Number | None:
        """Distance between the highest and the lowest answer."""
        if self.low is None or self.high is None:
            return None
        return self.high - self.low


def opinion(answers: Iterable[Answer]) -> Opinion:
    """Summarise the answers to one question; ``None`` means no answer.

    Raises CibError for answers that are not numbers.
    """
    given = sorted(
        exact(answer, "The answer") for answer in answers if answer is not None
    )
    if not given:
        return Opinion(0, 0, None, None, None, None, conflict=False)
    middle = median(Fraction(answer) for answer in given)
    return Opinion(
        answers=len(given),
        total=sum(given),
        median=_plain(middle),
        low=given[0],
        high=given[-1],
        dissent=Fraction(sum(abs(answer - middle) for answer in given)) / len(given),
        conflict=given[0] < 0 < given[-1],
    )


def opinions(sheets: Sequence[Sheet]) -> list[list[Opinion]]:
    """Summarise every cell of several participants' matrices.

    Raises CibError if these have different shapes or hold what is not a number.
    """
    if len({tuple(map(len, sheet)) for sheet in sheets}) > 1:
        raise CibError("The participants' matrices have different shapes.")
    return [
        [opinion(cell) for cell in zip(*rows, strict=True)]
        for rows in zip(*sheets, strict=True)
    ]


def opinions_by_group(
    sheets: Sequence[Sheet], groups: Sequence[str]
) -> dict[str, list[list[Opinion]]]:
    """The same for each group, in order of first appearance; one group per sheet.

    Raises CibError for another number of groups and like :func:`opinions`.
    """
    if len(sheets) != len(groups):
        raise CibError(
            f"{len(sheets)} matrices need as many groups; got {len(groups)}."
        )
    members: dict[str, list[Sheet]] = {}
    for sheet, group in zip(sheets, groups, strict=True):
        members.setdefault(group, []).append(sheet)
    return {group: opinions(own) for group, own in members.items()}


def joint_matrix(
    name: str,
    factors: Iterable[Factor],
    sheets: Sequence[Sheet],
    *,
    settled: Mapping[tuple[int, int], Number] | None = None,
    balanced: bool = False,
) -> ImpactMatrix:
    """One matrix for all: the sum of the judgements, missing ones counting as 0.

    Sums keep what everybody agrees on: balances are linear, so a scenario that is
    consistent for each participant is consistent in the sum. Medians do not have this
    property; they are shown but not solved. ``settled`` gives values the group agreed
    on by (row, column); each counts as if every participant had given it.
    ``balanced`` replaces missing answers by the mean of those given, so that a section
    judged by few people weighs as much as one judged by all.

    Raises CibError for a wrong shape or values that are not numbers.
    """
    sums: list[list[Number]] = []
    for row, cells in enumerate(opinions(sheets)):
        sums.append([])
        for column, cell in enumerate(cells):
            value = cell.total
            if settled and (row, column) in settled:
                value = settled[row, column] * len(sheets)
            elif balanced and cell.answers:
                value = _plain(Fraction(value) * len(sheets) / cell.answers)
            sums[-1].append(value)
    return impact_matrix(name, factors, sums)


def dissent_by_section(
    matrix: ImpactMatrix, cells: Sequence[Sequence[Opinion]]
) -> npt.NDArray[np.float64]:
    """Mean dissent of each judgement section, shape (factors, factors).

    ``cells`` are the opinions on the factors of ``matrix``; cells nobody judged do not
    count. What to talk about first: the sections with the highest values.
    """
    value = np.array([[float(cell.dissent or 0) for cell in row] for row in cells])
    given = np.array([[cell.answers > 0 for cell in row] for row in cells], float)
    starts = matrix.offsets
    total = np.add.reduceat(np.add.reduceat(value, starts, axis=0), starts, axis=1)
    count = np.add.reduceat(np.add.reduceat(given, starts, axis=0), starts, axis=1)
    mean: npt.NDArray[np.float64] = total / np.maximum(count, 1)
    return mean


def _plain(value: Fraction) -> Number:
    return value.numerator if value.denominator == 1 else value
