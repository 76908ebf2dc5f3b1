"""Two levels: technology scenarios as the context of a regional matrix.

The regional matrix names factors of the technology matrix among its own; they act on
the region, the region does not act back (feed-forward). Then solving above first and
below for each scenario above equals solving one joint matrix (cf. Schweizer and
Kurniawan 2016, doi:10.1016/j.envsoft.2016.06.007, on linked matrices).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from strategy.cib.matrix import (
    Cells,
    CibError,
    Factor,
    ImpactMatrix,
    Scenario,
    impact_matrix,
)
from strategy.cib.search import SearchResult, consistent_scenarios


@dataclass(frozen=True)
class InContext:
    """The consistent scenarios below one scenario above; there may be none."""

    context: Scenario
    result: SearchResult


def in_context(matrix: ImpactMatrix, context: Mapping[str, str]) -> ImpactMatrix:
    """The matrix with some factors decided from outside, by name.

    They keep acting but can no longer be contradicted. Raises CibError for unknown
    names.
    """
    decided = dict(matrix.locate(*pair) for pair in context.items())
    return matrix.restricted({factor: [index] for factor, index in decided.items()})


def below(
    upper: ImpactMatrix,
    scenarios: Sequence[Sequence[int]],
    lower: ImpactMatrix,
    **options: Any,
) -> list[InContext]:
    """For each scenario of ``upper`` the consistent scenarios of ``lower``.

    ``lower`` shares at least one factor with ``upper``, with the same names.
    ``options`` go to :func:`~strategy.cib.search.consistent_scenarios`. The scenarios
    found have an index for every factor of ``lower``, as numbered there.

    Raises CibError if nothing is shared or shared projections differ.
    """
    shared = _shared(upper, lower)
    found = []
    for row in upper.scenarios(scenarios).tolist():
        context = {
            lower.factors[below].name: upper.factors[above].projections[row[above]]
            for below, above in shared
        }
        result = consistent_scenarios(in_context(lower, context), **options)
        numbered = result.scenarios.copy()
        for below, above in shared:
            name = upper.factors[above].projections[row[above]]
            numbered[:, below] = lower.factors[below].projections.index(name)
        result = SearchResult(numbered, result.count, result.stopped, result.nodes)
        found.append(InContext(tuple(row), result))
    return found


def joined(name: str, upper: ImpactMatrix, lower: ImpactMatrix) -> ImpactMatrix:
    """Both levels as one feed-forward matrix: upper factors first, then lower's own.

    Judgements among upper factors come from ``upper``; those on lower's own factors
    from ``lower``; nothing acts upwards.
    """
    shared = _shared(upper, lower)
    own = _own(lower, shared)
    factors = (*upper.factors, *(lower.factors[j] for j in own))
    starts = np.cumsum([0, *(len(factor.projections) for factor in factors)])
    place = dict(shared) | {j: len(upper.factors) + at for at, j in enumerate(own)}
    rows = [
        int(starts[place[j]]) + factors[place[j]].projections.index(projection)
        for j, factor in enumerate(lower.factors)
        for projection in factor.projections
    ]
    cells = np.zeros((starts[-1], starts[-1]), object)
    cells[np.ix_(rows, rows)] = _numbers(lower)
    size = len(upper.cells)
    cells[:, :size] = 0
    cells[:size, :size] = _numbers(upper)
    return impact_matrix(name, factors, cells.tolist())


def with_context_factor(
    upper: ImpactMatrix,
    named: Mapping[str, Sequence[int]],
    lower: ImpactMatrix,
    factor: str,
) -> ImpactMatrix:
    """The regional matrix with one factor for all that comes from above.

    Its projections are the given scenarios of ``upper``, by name; each acts with the
    sum of the rows of its projections. Equivalent to :func:`below`, and the form a
    workshop can read: three to five stories instead of fifteen factors.
    """
    shared = _shared(upper, lower)
    own = _own(lower, shared)
    columns = np.flatnonzero(np.isin(lower.owner, own))
    numbers = _numbers(lower)
    nothing: list[Any] = [0] * len(named)
    rows = []
    for scenario in upper.scenarios(named.values()).tolist():
        acting = np.zeros(len(columns), object)
        for below, above in shared:
            projection = upper.factors[above].projections[scenario[above]]
            _, index = lower.locate(below, projection)
            acting += numbers[lower.offsets[below] + index, columns]
        rows.append([*nothing, *acting])
    rows += [[*nothing, *numbers[row, columns]] for row in columns]
    factors = [Factor(factor, tuple(named)), *(lower.factors[j] for j in own)]
    return impact_matrix(lower.name, factors, rows)


def _numbers(matrix: ImpactMatrix) -> Cells:
    """The judgements as plain numbers."""
    numbers = [[matrix.number(value) for value in row] for row in matrix.cells]
    return np.array(numbers, object)


def _own(lower: ImpactMatrix, shared: Sequence[tuple[int, int]]) -> list[int]:
    """Factors of the lower matrix that the upper one does not have."""
    taken = {below for below, _ in shared}
    return [j for j in range(len(lower.factors)) if j not in taken]


def _shared(upper: ImpactMatrix, lower: ImpactMatrix) -> list[tuple[int, int]]:
    """Factors that both have, as (index below, index above)."""
    above = {factor.name: at for at, factor in enumerate(upper.factors)}
    shared = []
    for at, factor in enumerate(lower.factors):
        if factor.name in above:
            twin = upper.factors[above[factor.name]]
            if sorted(twin.projections) != sorted(factor.projections):
                raise CibError(
                    f"Factor '{factor.name}' has other projections in '{upper.name}' "
                    f"than in '{lower.name}'."
                )
            shared.append((at, above[factor.name]))
    if not shared:
        raise CibError(f"'{upper.name}' and '{lower.name}' have no factor in common.")
    return shared
