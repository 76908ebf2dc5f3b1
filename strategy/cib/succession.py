"""Succession: where does a scenario drift if its contradictions are followed?

A step moves contradicted factors to a better projection (Weimer-Jehle 2006, section 5,
doi:10.1016/j.techfore.2005.06.005). The rules differ in which factors move:

- ``global``: all at once, each to its best projection. A factor whose projection is
  among the best stays; otherwise the first of the best is taken.
- ``local``: only the factor with the widest gap, the first of them in case of a tie.
- ``incremental``: all at once, but by a single projection towards the best one; for
  factors whose projections are ordered.

Under every rule a scenario stays exactly when it is consistent. Where all starts end is
the question of :mod:`strategy.cib.basins`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from strategy.cib.matrix import Cells, CibError, ImpactMatrix, Indices, Scenario
from strategy.cib.packing import smallest_dtype

Rule: TypeAlias = Literal["global", "local", "incremental"]
Ids: TypeAlias = npt.NDArray[Any]


def step(
    matrix: ImpactMatrix,
    scenarios: Indices,
    *,
    rule: Rule = "global",
    ordinal: Collection[int] | None = None,
) -> Indices:
    """The successor of each scenario; both arrays have shape (n, factors).

    ``ordinal`` names the factors that the incremental rule moves by one projection,
    all if not given; the others jump. Raises CibError for an unknown rule or scenarios
    that do not fit the matrix.
    """
    rows = matrix.scenarios(scenarios)
    current = np.ascontiguousarray(rows.T, np.uint8)
    return Moves(matrix, rule, ordinal).step(current).T


def path(
    matrix: ImpactMatrix,
    start: Sequence[int],
    *,
    rule: Rule = "global",
    ordinal: Collection[int] | None = None,
) -> tuple[list[Scenario], int]:
    """The scenarios visited from ``start``, and the position where the cycle begins.

    If the last scenario is consistent that position is its own: it repeats itself.
    """
    here: Indices = matrix.scenarios([start])
    visited: dict[Scenario, int] = {}
    while (scenario := tuple(here[0].tolist())) not in visited:
        visited[scenario] = len(visited)
        here = step(matrix, here, rule=rule, ordinal=ordinal)
    return list(visited), visited[scenario]


class Moves:
    """The rule of succession for blocks of scenarios, shape (factors, n).

    Balances come as arrays of shape (k, factors, n), k counting the projections of a
    factor; ``impacts[i][:, :, a]`` is what projection a of factor i adds to them.
    All impacts are doubled and every projection favours itself by one: that decides
    ties for staying and nothing else. Numbers have the smallest type that suffices.
    """

    def __init__(
        self, matrix: ImpactMatrix, rule: Rule, ordinal: Collection[int] | None
    ) -> None:
        if rule not in get_args(Rule):
            raise CibError(f"There is no rule {rule!r}; known: {get_args(Rule)}.")
        self.rule = rule
        self.sizes = matrix.sizes
        factors = range(len(matrix.sizes))
        ordered = factors if ordinal is None else ordinal
        reach = [1 if j in ordered else matrix.sizes[j] for j in factors]
        self._reach = np.array(reach)[:, None]
        cells = 2 * matrix.cells + np.eye(len(matrix.cells), dtype=int)
        low = int(np.minimum.reduceat(cells, matrix.offsets).sum(axis=0).min())
        high = int(np.maximum.reduceat(cells, matrix.offsets).sum(axis=0).max())
        low = min(low, 0) - 1  # the balance of projections that do not exist
        widest = high - low if rule == "local" else high  # local compares gaps
        kind = smallest_dtype(low, max(high, widest))
        k = np.arange(max(matrix.sizes))[:, None]
        exists = k < np.array(matrix.sizes)
        column = np.where(exists, matrix.offsets + k, 0)
        by_rank = np.where(exists, cells[:, column], 0).astype(kind)
        self.impacts = [
            np.moveaxis(by_rank[start : start + size], 0, 2).copy()
            for start, size in zip(matrix.offsets, matrix.sizes, strict=True)
        ]
        self.nothing = np.zeros((*exists.shape, 1), kind)
        self.nothing[~exists] = low
        self._rows = [np.moveaxis(impacts, 2, 0).copy() for impacts in self.impacts]
        self._no_rows = np.moveaxis(self.nothing, 2, 0).copy()
        self._groups = _groups(matrix.sizes)

    def step(self, current: Indices) -> Indices:
        """The successors of any scenarios."""
        # Whole rows are added up, then turned: that is what memory likes best.
        theta = np.repeat(self._no_rows, current.shape[1], axis=0)
        for rows, chosen in zip(self._rows, current, strict=True):
            theta += rows.take(chosen, axis=0)
        turned = np.ascontiguousarray(np.moveaxis(theta, 0, 2))
        return self.moved(turned, current)

    def moved(self, theta: Cells, current: Indices) -> Indices:
        """The successors of scenarios whose balances are known."""
        best = theta[0]
        target: Indices = np.zeros(current.shape, np.uint8)
        for k, balance in enumerate(theta[1:], start=1):
            # Only a higher balance counts, so the first of the best is kept.
            higher = (balance > best).view(np.uint8) * np.uint8(k)
            np.maximum(target, higher, out=target)
            best = np.maximum(best, balance)
        if self.rule == "global":
            return target
        if self.rule == "local":
            own = np.take_along_axis(theta, current[None], axis=0)[0]
            widest = (best - own).argmax(axis=0)
            column = np.arange(current.shape[1])
            moved = current.copy()
            moved[widest, column] = target[widest, column]
            return moved
        way = target.astype(np.int16) - current
        nearer: Indices = current + np.clip(way, -self._reach, self._reach)
        return nearer.astype(np.uint8)

    def numbered(self, scenarios: Indices, kind: npt.DTypeLike) -> Ids:
        """Position of each scenario in the ascending order of all of them."""
        number: Ids = np.zeros(scenarios.shape[1], kind)
        for start, end in self._groups:
            digits = scenarios[start].copy()
            for factor in range(start + 1, end):
                digits *= np.uint8(self.sizes[factor])
                digits += scenarios[factor]
            number *= number.dtype.type(math.prod(self.sizes[start:end]))
            number += digits
        return number


def _groups(sizes: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of factors with so few combinations that a byte can number them."""
    groups = [(0, 1)]
    for end in range(2, len(sizes) + 1):
        start = groups[-1][0]
        if math.prod(sizes[start:end]) <= 256:
            groups[-1] = (start, end)
        else:
            groups.append((end - 1, end))
    return groups
