"""One run of the analysis as a lab shows it, and what has changed since another.

The *tableau* lists the consistent scenarios with margin, total impact and weight, the
figures ScenarioWizard users look for. Runs are compared by names, so that factors and
projections may have come, gone or moved between them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from strategy.cib import basins, search
from strategy.cib.consistency import scenario_margins, total_impacts
from strategy.cib.matrix import ImpactMatrix, Indices, Number, Scenario

_SEARCHING = 0.5  # share of the progress that goes to the search


@dataclass(frozen=True, slots=True)
class Line:
    """A consistent scenario with what is known about it.

    ``margin`` is None if no factor has an alternative. ``starts`` of all starts lead to
    the scenario: its weight, None if there are no weights. The true share lies between ``low`` and ``high``, equal if all starts were followed.
    """

    scenario: Scenario
    margin: Number | None
    total_impact: Number
    starts: int | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Tableau:
    """All consistent scenarios in ascending order, and how they were found.

    ``found`` says whether these are all (``found.complete``, ``found.stopped``).
    ``weights`` is None if they were not asked for, cancelled, or beyond the memory since
    succession does not come to rest (large dense matrices); otherwise it says whether they are exact, of
    how many starts, and how many of these end in cycles. ``cancelled`` is true if the
    caller ended the search or the weighing.
    """

    lines: tuple[Line, ...]
    found: search.SearchResult
    weights: basins.Weights | None
    cancelled: bool


def tableau(
    matrix: ImpactMatrix,
    *,
    tolerance: Number | float = 0,
    fixed: search.Fixed | None = None,
    limit: int = 5000,
    weighed: bool = True,
    memory: int = basins.DEFAULT_MEMORY,
    samples: int = 100_000,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Tableau:
    """Search, then weigh what was found, as one piece of work for a background job.

    ``progress`` is called with the finished share from 0 to 1; ``cancelled`` is asked
    many times a second and ends the work when true: what was found by then is kept. The
    weights need up to ``memory`` bytes to be exact; otherwise ``samples`` starts are
    followed. Scenarios that only a tolerance admits weigh 0.

    Raises :class:`~strategy.cib.matrix.CibError` like
    :func:`~strategy.cib.search.consistent_scenarios` and
    :func:`~strategy.cib.basins.weights`.
    """
    report = progress or (lambda share: None)
    part = _SEARCHING if weighed else 1.0
    found = search.consistent_scenarios(
        matrix,
        tolerance=tolerance,
        fixed=fixed,
        limit=limit,
        progress=lambda share: report(share * part),
        cancelled=cancelled,
    )
    weights = None
    stopped = found.stopped == "cancelled"

    def weighing(share: float) -> None:
        if cancelled and cancelled():
            raise _CancelledError
        report(part + share * (1 - part))

    if weighed and not stopped:
        try:
            weights = basins.weights(
                matrix,
                found.scenarios,
                memory=memory,
                samples=samples,
                progress=weighing,
            )
        except _CancelledError:
            stopped = True
        except basins.UnsettledError:
            pass  # what was found stands without weights
    return Tableau(_lines(matrix, found.scenarios, weights), found, weights, stopped)


class _CancelledError(Exception):
    """Takes the way out of the weighing."""


def _lines(
    matrix: ImpactMatrix, scenarios: Indices, weights: basins.Weights | None
) -> tuple[Line, ...]:
    margins = scenario_margins(matrix, scenarios)
    totals = total_impacts(matrix, scenarios)
    lines = []
    for at, row in enumerate(scenarios.tolist()):
        starts, low, high = None, None, None
        if weights:
            starts, (low, high) = weights.starts[at], weights.interval(at)
        lines.append(Line(tuple(row), margins[at], totals[at], starts, low, high))
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class Change:
    """A judgement that differs; row and column are names of factor and projection."""

    row: tuple[str, str]
    column: tuple[str, str]
    before: Number
    after: Number


@dataclass(frozen=True)
class Comparison:
    """What two runs have in common, by position in the scenarios of each.

    ``kept`` are pairs (before, after) of scenarios with the same projections in all
    factors that both matrices have; ``gone`` and ``new`` are those without counterpart.
    ``factors_gone`` and ``factors_new`` are the factors that only one of them has, and
    ``changes`` the judgements between projections of both that differ.
    """

    kept: tuple[tuple[int, int], ...]
    gone: tuple[int, ...]
    new: tuple[int, ...]
    factors_gone: tuple[str, ...]
    factors_new: tuple[str, ...]
    changes: tuple[Change, ...]


def compare(
    before: ImpactMatrix,
    scenarios_before: Indices,
    after: ImpactMatrix,
    scenarios_after: Indices,
) -> Comparison:
    """Compare the scenarios of two runs, arrays of shape (n, factors), by names.

    A scenario without counterpart may owe it to the limit of a search that was not
    complete. Why one has gone, :func:`~strategy.cib.consistency.explain` can say.
    Raises :class:`~strategy.cib.matrix.CibError` if scenarios do not fit their matrix.
    """
    old = [factor.name for factor in before.factors]
    new = [factor.name for factor in after.factors]
    common = [name for name in old if name in new]
    earlier = _by_names(before, scenarios_before, common)
    later = _by_names(after, scenarios_after, common)
    place = {names: at for at, names in reversed(list(enumerate(later)))}
    known = set(earlier)
    return Comparison(
        kept=tuple((a, place[z]) for a, z in enumerate(earlier) if z in place),
        gone=tuple(a for a, z in enumerate(earlier) if z not in place),
        new=tuple(b for b, z in enumerate(later) if z not in known),
        factors_gone=tuple(name for name in old if name not in new),
        factors_new=tuple(name for name in new if name not in old),
        changes=_changes(before, after),
    )


def _by_names(
    matrix: ImpactMatrix, scenarios: Indices, common: Sequence[str]
) -> list[tuple[str, ...]]:
    """The projections of each scenario in the common factors."""
    names = [factor.name for factor in matrix.factors]
    labels = [_labels(matrix, names.index(name)) for name in common]
    columns = matrix.scenarios(scenarios)[
        :, [names.index(name) for name in common]
    ].tolist()
    return [
        tuple(label[index] for label, index in zip(labels, row, strict=True))
        for row in columns
    ]


def _labels(matrix: ImpactMatrix, factor: int) -> list[str]:
    """Names of a factor's projections; a number where there is none."""
    projections = matrix.factors[factor].projections
    return [name.strip() or f"\n{at}" for at, name in enumerate(projections)]


def _changes(before: ImpactMatrix, after: ImpactMatrix) -> tuple[Change, ...]:
    rows_before, rows_after = _places(before), _places(after)
    shared = [place for place in rows_before if place in rows_after]
    old = [rows_before[place] for place in shared]
    new = [rows_after[place] for place in shared]
    # In a common unit, so that equal numbers are equal.
    differ = (
        before.cells[np.ix_(old, old)].astype(object) * after.scale
        != after.cells[np.ix_(new, new)].astype(object) * before.scale
    )
    return tuple(
        Change(
            (shared[r][0], shared[r][1].strip()),
            (shared[c][0], shared[c][1].strip()),
            before.number(before.cells[old[r], old[c]]),
            after.number(after.cells[new[r], new[c]]),
        )
        for r, c in np.argwhere(differ).tolist()
    )


def _places(matrix: ImpactMatrix) -> dict[tuple[str, str], int]:
    """The row of every projection, by names."""
    places = [
        (factor.name, label)
        for at, factor in enumerate(matrix.factors)
        for label in _labels(matrix, at)
    ]
    return {place: row for row, place in enumerate(places)}
