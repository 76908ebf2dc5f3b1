"""Does a scenario survive if the judgements had been a little different?

Three questions: how many members of an *ensemble* of matrices (participants, groups,
random variations) agree with a scenario; which *single judgement* makes or breaks it;
and which change of *all judgements at once* it is guaranteed to survive.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import compress
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from strategy.cib.consistency import balances, margins
from strategy.cib.matrix import (
    Cells,
    CibError,
    ImpactMatrix,
    Indices,
    Number,
    Scenario,
    exact,
)
from strategy.cib.search import consistent_scenarios

Shares: TypeAlias = npt.NDArray[np.float64]

_WIDEST = 1000  # the largest random change of a judgement
_SWEEP = 300_000  # so many balances of one matrix are quicker computed than avoided
_BLOCK = 1 << 21  # balances held at a time
_EFFECTS = 5_000_000  # candidates times judgements, for every one of which one may note
_JUDGEMENTS = 20_000_000  # of all variations together


@dataclass(frozen=True)
class Ensemble:
    """Scenarios, shape (n, factors), and who agrees with them.

    ``agrees[m, s]`` says that scenario s is consistent in member m; ``shares[s]`` is
    the part of the members for which it is. ``complete`` is False if the search in
    some member was cut short by the limit, so that scenarios may be missing; what is
    said about those listed is exact in any case.
    """

    scenarios: Indices
    agrees: npt.NDArray[np.bool_]
    complete: bool

    @property
    def shares(self) -> Shares:
        """Share of members that agree, for each scenario."""
        shares: Shares = self.agrees.mean(axis=0)
        return shares

    def by_group(self, groups: Sequence[str]) -> dict[str, Shares]:
        """The same within each group, in order of first appearance.

        ``groups`` names the group of every member. Raises CibError for another number.
        """
        if len(groups) != len(self.agrees):
            raise CibError(
                f"{len(self.agrees)} members need as many groups; got {len(groups)}."
            )
        own: dict[str, list[int]] = {}
        for member, group in enumerate(groups):
            own.setdefault(group, []).append(member)
        return {g: self.agrees[members].mean(axis=0) for g, members in own.items()}


def ensemble(
    members: Sequence[ImpactMatrix],
    *,
    tolerance: Number | float = 0,
    scenarios: Indices | None = None,
    limit: int = 5000,
    progress: Callable[[float], None] | None = None,
) -> Ensemble:
    """Compare several matrices of the same factors.

    Looks at ``scenarios`` if given, otherwise at every scenario that is consistent in
    at least one member, in ascending order; at most ``limit`` of each member.
    ``progress`` is called with the finished share; an exception it raises ends the
    work. Raises CibError if there is no member, factors and projections differ, or the
    tolerance is negative.
    """
    cells, scale = _stacked(members)
    slack = replace(members[0], scale=scale).slack(tolerance)
    complete = True
    if scenarios is None:
        scenarios, complete = _any_consistent(members, cells, slack, limit, progress)
    nobody = np.zeros((0, len(members)), np.bool_)
    blocks = _agreement(members[0], cells, scenarios, slack)
    agrees = np.concatenate([nobody, *(block for _, block in blocks)]).T
    return Ensemble(scenarios, agrees, complete)


def varied(
    matrix: ImpactMatrix,
    members: int,
    *,
    spread: int = 1,
    share: float = 1.0,
    seed: int = 0,
) -> list[ImpactMatrix]:
    """Random variations: every filled judgement moves by up to ``spread`` points.

    Each step from -spread to spread is equally likely; only a ``share`` of the
    judgements is varied. Sections without any judgement stay empty: there the group
    saw no direct influence. The same ``seed`` gives the same ensemble. Raises CibError
    for numbers out of range: members from 1 to what memory permits, spread from 0 to
    1000, share from 0 to 1, seed from 0.
    """
    most = max(_JUDGEMENTS // matrix.cells.size, 1)
    if not 1 <= members <= most:
        raise CibError(f"There can be 1 to {most} variations; got {members}.")
    if not 0 <= spread <= _WIDEST:
        raise CibError(f"The spread must be 0 to {_WIDEST}; got {spread}.")
    if not 0 <= share <= 1:
        raise CibError(f"The share to vary must be 0 to 1; got {share}.")
    if seed < 0:
        raise CibError(f"The seed must not be negative; got {seed}.")
    random = np.random.default_rng(seed)
    filled = _filled(matrix)[np.ix_(matrix.owner, matrix.owner)]
    shape = (members, *matrix.cells.shape)
    moves = random.integers(-spread, spread, shape, endpoint=True)
    moves[random.random(shape) >= share] = 0
    return [matrix.with_cells(matrix.cells + m * filled * matrix.scale) for m in moves]


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens if one judgement is changed by ``change``.

    ``row`` and ``column`` are (factor, projection); ``made`` and ``broken`` are the
    scenarios that become consistent and that cease to be.
    """

    row: tuple[int, int]
    column: tuple[int, int]
    change: Number
    made: tuple[Scenario, ...]
    broken: tuple[Scenario, ...]

    @property
    def influence(self) -> int:
        """Number of scenarios this judgement decides about."""
        return len(self.made) + len(self.broken)


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Effects of single judgements, most influential first.

    ``complete`` is False if there were more candidates than the limit.
    """

    effects: tuple[Effect, ...]
    complete: bool


def sensitivity(
    matrix: ImpactMatrix,
    *,
    change: Number | float = 1,
    tolerance: Number | float = 0,
    limit: int = 5000,
    progress: Callable[[float], None] | None = None,
) -> Sensitivity:
    """All single judgements that make or break a scenario when changed by ``change``.

    Every judgement of one factor on another is tried, up and down; judgements of a
    factor on itself only if the matrix has any. Exact: a single change moves no gap
    by more than ``change``, so one search with that tolerance finds all candidates.
    ``limit`` bounds their number, and so does the size of the matrix: with 180
    projections there are 154 at most, with 36 the default. ``progress`` is called with
    the finished share of the search; an exception it raises ends the work. Raises
    CibError for a change that is not positive or a negative tolerance.
    """
    delta = exact(change, "change")
    if delta <= 0:
        raise CibError(f"The change must be positive; got {change}.")
    matrix.slack(tolerance)  # refuses what is none
    accepted = exact(tolerance, "tolerance")
    candidates = consistent_scenarios(
        matrix,
        tolerance=accepted + delta,
        limit=min(limit, max(_EFFECTS // matrix.cells.size, 1)),
        progress=progress,
    )
    scenarios = candidates.scenarios
    listed = [tuple(row) for row in scenarios.tolist()]
    # One unit must divide the change as well.
    finer = math.lcm(matrix.scale, delta.denominator) // matrix.scale
    theta = balances(matrix, scenarios) * finer
    step = int(delta * matrix.scale * finer)
    slack = math.floor(accepted * matrix.scale * finer)

    n = len(scenarios)
    position = np.arange(n)[:, None]
    chosen_rows = matrix.offsets + scenarios
    chosen = np.zeros((n, len(matrix.owner)), bool)
    chosen[position, chosen_rows] = True
    lead = theta - theta[position, chosen_rows][:, matrix.owner]
    lead[chosen] = -matrix.beyond * finer - step  # its own balance is no rival
    too_high = lead > slack
    beaten = np.add.reduceat(too_high, matrix.offsets, axis=1, dtype=np.intp)
    elsewhere = beaten.astype(bool).sum(axis=1)[:, None] - beaten.astype(bool)
    now = beaten.sum(axis=1) == 0
    may = ~np.eye(len(matrix.sizes), dtype=bool) | np.diag(np.diag(_filled(matrix)))
    may = may[np.ix_(matrix.owner, matrix.owner)]
    effects = []
    for sign in (1, -1):
        # If the judged projection is chosen its rivals fall behind by the change;
        # if it is a rival, it alone comes closer.
        behind = np.add.reduceat(
            lead - sign * step > slack, matrix.offsets, axis=1, dtype=np.intp
        )[:, matrix.owner]
        others = beaten[:, matrix.owner] - too_high
        nearer = others + (lead + sign * step > slack)
        fine = np.where(chosen, behind, nearer) == 0
        fine &= elsewhere[:, matrix.owner] == 0
        made, broken = fine & ~now[:, None], ~fine & now[:, None]
        counts = chosen.T.astype(np.intp) @ (made | broken)
        for row, column in np.argwhere((counts > 0) & may):
            mine = chosen[:, row]
            effects.append(
                Effect(
                    _place(matrix, row),
                    _place(matrix, column),
                    sign * delta,
                    tuple(compress(listed, mine & made[:, column])),
                    tuple(compress(listed, mine & broken[:, column])),
                )
            )
    effects.sort(key=lambda e: (-e.influence, e.row, e.column, -e.change))
    return Sensitivity(tuple(effects), candidates.complete)


def guaranteed(matrix: ImpactMatrix, scenarios: Indices) -> list[Number | None]:
    """By how much all judgements may be off at once without breaking a scenario.

    If k filled sections act on a factor with margin m, changes of up to m / 2k each
    cannot turn it; the smallest of these bounds counts. Negative for scenarios that
    are inconsistent now; None if no judgement matters at all.
    """
    sections = _filled(matrix).sum(axis=0).tolist()
    bounds: list[Number | None] = []
    for row in margins(matrix, scenarios).tolist():
        limits = [
            Fraction(matrix.number(margin)) / (2 * count)
            for margin, count in zip(row, sections, strict=True)
            if count and margin != matrix.beyond
        ]
        bounds.append(min(limits, default=None))
    return bounds


def _filled(matrix: ImpactMatrix) -> npt.NDArray[np.bool_]:
    """Which factor has any judgement on which, shape (factors, factors)."""
    some = np.logical_or.reduceat(matrix.cells != 0, matrix.offsets, axis=0)
    filled: npt.NDArray[np.bool_] = np.logical_or.reduceat(some, matrix.offsets, axis=1)
    return filled


def _place(matrix: ImpactMatrix, row: int) -> tuple[int, int]:
    factor = int(matrix.owner[row])
    return factor, int(row - matrix.offsets[factor])


def _stacked(members: Sequence[ImpactMatrix]) -> tuple[Cells, int]:
    """The cells of all members in one common unit, shape (members, rows, rows)."""
    if not members:
        raise CibError("An ensemble needs at least one matrix.")
    for member in members[1:]:
        if member.factors != members[0].factors:
            raise CibError(
                f"'{member.name}' has other factors or projections than "
                f"'{members[0].name}'."
            )
    scale = math.lcm(*(member.scale for member in members))
    cells = np.array([m.cells * (scale // m.scale) for m in members])
    beyond = 4 * len(members[0].sizes) * max(int(cells.max()), -int(cells.min()))
    # Floating point is exact for whole numbers up to its mantissa, and much faster.
    if beyond < 2**24:
        return cells.astype(np.float32), scale
    return cells.astype(np.float64 if beyond < 2**53 else object), scale


def _agreement(
    matrix: ImpactMatrix, cells: Cells, scenarios: Indices, slack: int
) -> Iterator[tuple[Indices, npt.NDArray[np.bool_]]]:
    """Blocks of scenarios, and in which members each is consistent, shape (n, m)."""
    members, rows, _ = cells.shape
    flat = cells.transpose(1, 0, 2).reshape(rows, members * rows)
    block = max(_BLOCK // (members * rows), 1)
    for start in range(0, len(scenarios), block):
        part = scenarios[start : start + block]
        chosen = np.zeros((len(part), rows), cells.dtype)
        chosen[np.arange(len(part))[:, None], matrix.offsets + part] = 1
        theta = (chosen @ flat).reshape(len(part), members, rows)
        best = np.maximum.reduceat(theta, matrix.offsets, axis=2)
        own = np.take_along_axis(theta, (matrix.offsets + part)[:, None], axis=2)
        yield part, (best - own <= slack).all(axis=2)


def _any_consistent(
    members: Sequence[ImpactMatrix],
    cells: Cells,
    slack: int,
    limit: int,
    progress: Callable[[float], None] | None,
) -> tuple[Indices, bool]:
    """Every scenario that is consistent for somebody; whether these are all."""
    matrix = members[0]
    report = progress or (lambda share: None)
    if matrix.combinations * len(matrix.owner) <= _SWEEP:
        every = np.indices(matrix.sizes, np.uint8).reshape(len(matrix.sizes), -1).T
        found = []
        done = 0
        for part, agrees in _agreement(matrix, cells, every, slack):
            found.append(part[agrees.any(axis=1)])
            done += len(part)
            report(done / len(every))
        return np.concatenate(found), True
    union: set[Scenario] = set()
    complete = True
    tolerance = Fraction(slack, math.lcm(*(member.scale for member in members)))
    for number, member in enumerate(members):

        def step(share: float, number: int = number) -> None:
            report((number + share) / len(members))

        result = consistent_scenarios(
            member, tolerance=tolerance, limit=limit, progress=step
        )
        union.update(map(tuple, result.scenarios.tolist()))
        complete &= result.complete
    return matrix.scenarios(sorted(union)).astype(np.uint8), complete
