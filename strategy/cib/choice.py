"""Choosing a few scenarios out of many: distance, clusters, a diverse subset, a map.

Scenarios are compared by the number of factors in which they differ (Hamming
distance). A portfolio should be consistent, diverse and small (Weimer-Jehle 2023,
Cross-Impact Balances for Scenario Analysis, chapter 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from strategy.cib.matrix import CibError, Indices, Number

Distances: TypeAlias = npt.NDArray[np.uint8]  # there are at most 60 factors

MAX_CLUSTERED = 2000  # agglomeration compares all pairs again and again
_EXACT_STEPS = 200_000  # how long to search for the best subset before settling


def distances(scenarios: Indices) -> Distances:
    """In how many factors each pair of n scenarios differs, shape (n, n)."""
    table = np.zeros((len(scenarios), len(scenarios)), np.uint8)
    for column in np.asarray(scenarios).T:
        table += column[:, None] != column
    return table


@dataclass(frozen=True, slots=True)
class Cluster:
    """Similar scenarios, by position; ``medoid`` is the one nearest to all others."""

    members: tuple[int, ...]
    medoid: int


def clusters(scenarios: Indices, count: int) -> list[Cluster]:
    """Group up to 2,000 scenarios into ``count`` clusters, largest first.

    Agglomerative with average linkage (UPGMA): the two groups with the smallest mean
    distance are joined until ``count`` are left. Ties go to the earlier positions.
    Raises CibError for more scenarios or a count that is not positive.
    """
    if count < 1:
        raise CibError(f"The number of clusters must be positive; got {count}.")
    if len(scenarios) > MAX_CLUSTERED:
        raise CibError(
            f"At most {MAX_CLUSTERED} scenarios can be clustered; got {len(scenarios)}."
        )
    between = distances(scenarios)
    linkage = between.astype(float)
    np.fill_diagonal(linkage, np.inf)
    groups = {at: [at] for at in range(len(scenarios))}
    while len(groups) > count:
        kept, joined = sorted(divmod(int(linkage.argmin()), len(scenarios)))
        a, b = len(groups[kept]), len(groups[joined])
        mean = (a * linkage[kept] + b * linkage[joined]) / (a + b)
        linkage[kept] = linkage[:, kept] = mean
        linkage[kept, kept] = np.inf
        linkage[joined] = linkage[:, joined] = np.inf
        groups[kept] += groups.pop(joined)
    found = []
    for members in groups.values():
        members.sort()
        inner = between[np.ix_(members, members)].sum(axis=1)
        found.append(Cluster(tuple(members), members[int(inner.argmin())]))
    return sorted(found, key=lambda cluster: (-len(cluster.members), cluster.members))


@dataclass(frozen=True, slots=True)
class Selection:
    """A diverse subset, by ascending position.

    ``distance`` is the smallest one between two of them. ``exact`` says that no other
    subset of that size has a larger one, or the same with better margins.
    """

    chosen: tuple[int, ...]
    distance: int
    exact: bool


def diverse_subset(
    scenarios: Indices, k: int, *, margins: Sequence[Number | None] | None = None
) -> Selection:
    """``k`` scenarios whose smallest mutual distance is as large as possible.

    Among equally diverse subsets the one with the largest sum of ``margins`` is taken,
    then the earliest. The search is exact unless it gets too long; then the best
    subset found by then is returned, at least as good as greedy choice, and
    ``exact`` is False. With k >= n all are chosen.

    Raises CibError if k is not positive or margins do not match the scenarios.
    """
    n = len(scenarios)
    if k < 1:
        raise CibError(f"The number of scenarios to choose must be positive; got {k}.")
    if margins is not None and len(margins) != n:
        raise CibError(f"{n} scenarios need as many margins; got {len(margins)}.")
    value = [m or 0 for m in margins or [0] * n]
    between = distances(scenarios)
    if k >= n:
        return Selection(tuple(range(n)), _spread(between, range(n)), exact=True)
    # The best first, so that the search meets good subsets early.
    order = sorted(range(n), key=lambda at: (-value[at], at))
    search = _Search(between[np.ix_(order, order)], [value[at] for at in order], k)
    best = search.greedy()
    goal = _spread(search.between, best)
    widest = int(between.max())
    while goal < widest and (wider := search.subset(goal + 1)) is not None:
        best, goal = wider, max(goal + 1, _spread(search.between, wider))
    best = search.best_subset(goal, best)
    chosen = tuple(sorted(order[at] for at in best))
    return Selection(chosen, _spread(between, chosen), exact=search.steps > 0)


def _spread(between: Distances, chosen: Sequence[int]) -> int:
    inner = between[np.ix_(chosen, chosen)]
    pairs = inner[np.triu_indices(len(chosen), 1)]
    return int(pairs.min()) if len(pairs) else 0


class _Search:
    """Cliques of k scenarios that are all at least so far apart, with a step budget."""

    def __init__(self, between: Distances, value: list[Number], k: int) -> None:
        self.between, self.value, self.k = between, value, k
        self.steps = _EXACT_STEPS

    def greedy(self) -> list[int]:
        """Start with the best and add the one farthest from those chosen so far."""
        chosen = [0]
        nearest = self.between[0].astype(np.int16)
        while len(chosen) < self.k:
            nearest[chosen] = -1
            chosen.append(int(nearest.argmax()))
            nearest = np.minimum(nearest, self.between[chosen[-1]])
        return chosen

    def subset(self, distance: int) -> list[int] | None:
        """Any subset with that distance; None if there is none or time is up."""
        return self._extended([], self._everyone(), self._apart(distance), None)

    def best_subset(self, distance: int, start: list[int]) -> list[int]:
        """The subset with that distance and the largest value."""
        best = [sum(self.value[at] for at in start)]
        found = self._extended([], self._everyone(), self._apart(distance), best)
        return found or start

    def _everyone(self) -> int:
        return (1 << len(self.value)) - 1

    def _apart(self, distance: int) -> list[int]:
        """For each scenario the later ones that are far enough, as bits."""
        later = np.triu(self.between >= distance, 1)
        packed = np.packbits(later, axis=1, bitorder="little")
        return [int.from_bytes(row.tobytes(), "little") for row in packed]

    def _extended(
        self,
        chosen: list[int],
        candidates: int,
        apart: list[int],
        best: list[Number] | None,
    ) -> list[int] | None:
        """Complete ``chosen`` from the candidates; better than ``best`` if given."""
        missing = self.k - len(chosen)
        if not missing:
            if best is not None:
                best[0] = sum(self.value[at] for at in chosen)
            return chosen
        found = None
        while candidates.bit_count() >= missing and self.steps > 0:
            self.steps -= 1
            first = (candidates & -candidates).bit_length() - 1
            if best is not None:
                # Values descend, so no completion can gain more than this.
                gain = sum(self.value[at] for at in chosen)
                if gain + missing * self.value[first] <= best[0]:
                    break
            candidates &= candidates - 1
            longer = self._extended(
                [*chosen, first], candidates & apart[first], apart, best
            )
            if longer is not None:
                found = longer
                if best is None:
                    break
        return found


def positions(scenarios: Indices) -> npt.NDArray[np.float64]:
    """Points in the plane whose distances resemble those of n scenarios, shape (n, 2).

    Classical multidimensional scaling of the distances (Torgerson 1952,
    doi:10.1007/BF02288916): the best plane, not an exact picture. The orientation is
    fixed so that equal input gives equal output. Above 2,000 scenarios CibError.
    """
    n = len(scenarios)
    if n > MAX_CLUSTERED:
        raise CibError(f"At most {MAX_CLUSTERED} scenarios can be mapped; got {n}.")
    plane = np.zeros((n, 2))
    if n < 2:
        return plane
    # Hamming distances are squared Euclidean distances, so this is exact before
    # the cut to two dimensions.
    centred = distances(scenarios).astype(float)
    centred -= centred.mean(axis=0)
    centred -= centred.mean(axis=1, keepdims=True)
    values, vectors = np.linalg.eigh(-centred / 2)
    for axis, at in enumerate(np.argsort(-values)[:2]):
        if values[at] > 1e-9:
            vector = vectors[:, at] * np.sqrt(values[at])
            plane[:, axis] = vector * np.sign(vector[np.abs(vector).argmax()])
    return plane
