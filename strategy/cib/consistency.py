"""When is a scenario consistent, by how much, and if not: why not.

For scenario z the *impact balance* of projection l of factor j is the sum of the
judgements of all chosen projections on it. z is consistent when in every factor the
chosen projection has the highest balance; a tie counts as consistent. The *margin*
of a factor is the balance of its chosen projection minus the best rival's; that of a
scenario is its smallest. A negative margin is an inconsistency; a tolerance t admits
scenarios with margin >= -t (Weimer-Jehle 2006, doi:10.1016/j.techfore.2005.06.005).

Functions on many scenarios take and return arrays in units of ``1 / matrix.scale``
(see :mod:`strategy.cib.matrix`); functions on one scenario speak plain numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from strategy.cib.matrix import Cells, ImpactMatrix, Indices, Number, Scenario


def balances(matrix: ImpactMatrix, scenarios: Indices) -> Cells:
    """Impact balances of n scenarios, shape (n, projections), in scaled units."""
    total = np.zeros((len(scenarios), len(matrix.owner)), dtype=matrix.cells.dtype)
    for offset, chosen in zip(matrix.offsets, scenarios.T, strict=True):
        total += matrix.cells[offset + chosen]
    return total


def margins(matrix: ImpactMatrix, scenarios: Indices) -> Cells:
    """Consistency margin of every factor, shape (n, factors), in scaled units.

    ``matrix.beyond`` stands for factors with a single projection, thus no rival.
    """
    theta = balances(matrix, scenarios)
    row = np.arange(len(scenarios))[:, None]
    chosen = matrix.offsets + scenarios
    own = theta[row, chosen]
    rivals = theta
    rivals[row, chosen] = -matrix.beyond
    best: Cells = np.maximum.reduceat(rivals, matrix.offsets, axis=1)
    return np.where(best == -matrix.beyond, matrix.beyond, own - best)


def scenario_margins(matrix: ImpactMatrix, scenarios: Indices) -> list[Number | None]:
    """Smallest margin of each scenario; None when no factor has an alternative."""
    smallest = margins(matrix, scenarios).min(axis=1)
    return _plain(matrix, smallest)


def total_impacts(matrix: ImpactMatrix, scenarios: Indices) -> list[Number]:
    """Total impact score of each scenario: the balances of its chosen projections."""
    theta = balances(matrix, scenarios)
    row = np.arange(len(scenarios))[:, None]
    totals = theta[row, matrix.offsets + scenarios].sum(axis=1)
    return [matrix.number(units) for units in totals.tolist()]


@dataclass(frozen=True, slots=True)
class Cause:
    """What one chosen projection says about a contradicted choice.

    ``for_better`` and ``for_chosen`` are its judgements on the better and on the
    chosen projection. ``push`` is their difference: positive speaks against the
    choice, negative for it; all pushes of a contradiction add up to its gap.
    """

    factor: int
    projection: int
    for_better: Number
    for_chosen: Number

    @property
    def push(self) -> Number:
        """How far this cause moves the balance from the chosen to the better one."""
        return self.for_better - self.for_chosen


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Factor ``factor`` shows ``chosen`` although ``better`` has a higher balance.

    ``gap`` is the difference of the balances; ``causes`` lists every projection of
    the scenario that pushes one way or the other, strongest argument against first.
    """

    factor: int
    chosen: int
    better: int
    gap: Number
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything to say about one scenario, by factor in matrix order.

    ``margins`` holds None for factors without alternative, and ``margin`` is None
    if that is true of all. ``contradictions`` are the factors whose gap exceeds the
    tolerance, widest first; none means consistent.
    """

    scenario: Scenario
    balances: tuple[tuple[Number, ...], ...]
    margins: tuple[Number | None, ...]
    margin: Number | None
    total_impact: Number
    contradictions: tuple[Contradiction, ...]

    @property
    def consistent(self) -> bool:
        """Whether nothing contradicts the scenario within the tolerance asked for."""
        return not self.contradictions


def explain(
    matrix: ImpactMatrix, scenario: Sequence[int], *, tolerance: Number | float = 0
) -> Explanation:
    """Say whether a scenario is consistent and what contradicts it.

    ``scenario`` is one projection index per factor; raises
    :class:`~strategy.cib.matrix.CibError` if it does not fit the matrix, or for a
    negative tolerance.
    """
    slack = matrix.number(matrix.slack(tolerance))
    z = matrix.scenarios([scenario])
    chosen = tuple(z[0].tolist())
    theta = balances(matrix, z)[0]
    groups = np.split(theta, matrix.offsets[1:])
    plain = _plain(matrix, margins(matrix, z)[0])
    contradictions = [
        _contradiction(matrix, chosen, j, int(np.argmax(groups[j])), -margin)
        for j, margin in enumerate(plain)
        if margin is not None and margin < -slack
    ]
    return Explanation(
        scenario=chosen,
        balances=tuple(tuple(map(matrix.number, group)) for group in groups),
        margins=tuple(plain),
        margin=scenario_margins(matrix, z)[0],
        total_impact=total_impacts(matrix, z)[0],
        contradictions=tuple(sorted(contradictions, key=lambda c: -c.gap)),
    )


def _plain(matrix: ImpactMatrix, margins: Cells) -> list[Number | None]:
    return [
        None if units == matrix.beyond else matrix.number(units)
        for units in margins.tolist()
    ]


def _contradiction(
    matrix: ImpactMatrix, scenario: Scenario, factor: int, better: int, gap: Number
) -> Contradiction:
    column = matrix.offsets[factor]
    causes = []
    for i, projection in enumerate(scenario):
        row = matrix.cells[matrix.offsets[i] + projection]
        for_better = matrix.number(row[column + better])
        for_chosen = matrix.number(row[column + scenario[factor]])
        if for_better != for_chosen:
            causes.append(Cause(i, projection, for_better, for_chosen))
    causes.sort(key=lambda cause: -cause.push)
    return Contradiction(factor, scenario[factor], better, gap, tuple(causes))
