"""Succession: where does a scenario drift if its contradictions are followed?

A step moves contradicted factors to a better projection (Weimer-Jehle 2006, section 5,
doi:10.1016/j.techfore.2005.06.005). The rules differ in which factors move:

- ``global``: all at once, each to its best projection. A factor whose projection is
  among the best stays; otherwise the first of the best is taken.
- ``local``: only the factor with the widest gap, the first of them in case of a tie.
- ``incremental``: all at once, but by a single projection towards the best one; for
  factors whose projections are ordered.

Under every rule a scenario stays exactly when it is consistent. Every start ends in an
*attractor*: a consistent scenario or a cycle. The number of starts that end there, its
basin, is the weight of a consistent scenario in ScenarioWizard.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from strategy.cib.matrix import Cells, CibError, ImpactMatrix, Indices, Scenario
from strategy.cib.packing import smallest_dtype

Rule: TypeAlias = Literal["global", "local", "incremental"]
Ids: TypeAlias = npt.NDArray[Any]

DEFAULT_MEMORY = 256 << 20
_BYTES_PER_START = 12  # successor, rank and mark of every scenario
_BLOCK_BYTES = 300_000  # balances worked on together: they should stay in the cache
_Z = 1.959963984540054  # 95 % of a normal distribution


@dataclass(frozen=True, slots=True)
class Attractor:
    """A consistent scenario, or a cycle in the order it is run through.

    ``starts`` of all starts lead here. ``share`` is the part of them that does; when
    the starts are a sample, the true share lies between ``low`` and ``high`` with 95 %
    confidence (Wilson's interval).
    """

    scenarios: tuple[Scenario, ...]
    starts: int
    share: float
    low: float
    high: float

    @property
    def is_cycle(self) -> bool:
        """Whether succession never comes to rest here."""
        return len(self.scenarios) > 1


@dataclass(frozen=True)
class Attractors:
    """What succession leads to, largest basin first.

    ``exact`` tells whether ``starts`` are all combinations or a random sample of them.
    ``count`` is the number of attractors found, which may be more than are listed, and
    ``cycling`` the number of starts that end in a cycle.
    """

    attractors: tuple[Attractor, ...]
    count: int
    starts: int
    cycling: int
    exact: bool


def step(
    matrix: ImpactMatrix,
    scenarios: Indices,
    *,
    rule: Rule = "global",
    ordinal: Collection[int] | None = None,
) -> Indices:
    """The successor of each scenario; both arrays have shape (n, factors).

    ``ordinal`` names the factors that the incremental rule moves by one projection,
    all if not given; the others jump. Raises CibError for an unknown rule.
    """
    current = np.ascontiguousarray(np.asarray(scenarios, np.uint8).T)
    return _Moves(matrix, rule, ordinal).step(current).T


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


def attractors(
    matrix: ImpactMatrix,
    *,
    rule: Rule = "global",
    ordinal: Collection[int] | None = None,
    most: int = 1000,
    memory: int = DEFAULT_MEMORY,
    samples: int = 100_000,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
) -> Attractors:
    """All attractors with their basins: exact if the memory suffices, else sampled.

    About 12 bytes for each combination are needed to be exact. Otherwise ``samples``
    random starts are followed; the same ``seed`` gives the same sample. At most
    ``most`` attractors are listed. ``progress`` is called with the finished share; an
    exception it raises ends the work.
    """
    moves = _Moves(matrix, rule, ordinal)
    report = progress or (lambda share: None)
    exact = matrix.combinations * _BYTES_PER_START <= memory
    if exact:
        successor = _successors_of_all(moves, report)
        nodes = None
        starts = None
        total = matrix.combinations
    else:
        nodes, successor, starts = _sampled(moves, samples, seed, report)
        total = samples
    recurrent, permutation, label, counts = _basins(successor, starts)
    cycling = total - int(counts[label[permutation == np.arange(len(label))]].sum())
    # The first member of each attractor, in the order of their numbers.
    first = np.unique(label, return_index=True)[1]
    listed = []
    for number in np.lexsort([recurrent[first], -counts])[:most].tolist():
        at, members = int(first[number]), list[int]()
        while not members or at != first[number]:
            members.append(int(recurrent[at]))
            at = int(permutation[at])
        if nodes is None:
            rows = np.transpose(np.unravel_index(members, matrix.sizes))
        else:
            rows = nodes.T[members]
        scenarios = [tuple(row) for row in rows.tolist()]
        turn = scenarios.index(min(scenarios))
        listed.append(
            _attractor(
                scenarios[turn:] + scenarios[:turn], counts[number], total, exact=exact
            )
        )
    return Attractors(tuple(listed), len(counts), total, cycling, exact)


def _attractor(
    scenarios: Sequence[Scenario], starts: Any, total: int, *, exact: bool
) -> Attractor:
    share = int(starts) / total
    low = high = share
    if not exact:
        centre = (share + _Z**2 / (2 * total)) / (1 + _Z**2 / total)
        spread = math.sqrt(share * (1 - share) / total + (_Z / (2 * total)) ** 2)
        spread *= _Z / (1 + _Z**2 / total)
        low, high = max(centre - spread, 0.0), min(centre + spread, 1.0)
    return Attractor(tuple(scenarios), int(starts), share, low, high)


class _Moves:
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
        self.nothing = np.where(exists, 0, low).astype(kind)[:, :, None]
        self._groups = _groups(matrix.sizes)

    def step(self, current: Indices) -> Indices:
        """The successors of any scenarios."""
        theta = np.repeat(self.nothing, current.shape[1], axis=2)
        for impacts, chosen in zip(self.impacts, current, strict=True):
            theta += impacts.take(chosen, axis=2)
        return self.moved(theta, current)

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


def _successors_of_all(moves: _Moves, report: Callable[[float], None]) -> Ids:
    """The number of every scenario's successor; scenarios are numbered in order."""
    sizes = moves.sizes
    total = math.prod(sizes)
    split = len(sizes)
    while split and math.prod(sizes[split - 1 :]) * moves.nothing.nbytes < _BLOCK_BYTES:
        split -= 1
    inner = np.indices(sizes[split:], np.uint8).reshape(len(sizes) - split, -1)
    block = inner.shape[1]
    theta_inner = np.repeat(moves.nothing, block, axis=2)
    for impacts, chosen in zip(moves.impacts[split:], inner, strict=True):
        theta_inner += impacts.take(chosen, axis=2)
    current = np.concatenate([np.zeros((split, block), np.uint8), inner])
    successor = np.empty(total, np.int32 if total < 2**31 else np.int64)
    theta = np.empty_like(theta_inner)
    for number, outer in enumerate(np.ndindex(*sizes[:split])):
        base = np.zeros_like(moves.nothing)
        for factor, chosen in enumerate(outer):
            base += moves.impacts[factor][:, :, chosen, None]
            current[factor] = chosen
        np.add(theta_inner, base, out=theta)
        after = moves.moved(theta, current)
        part = slice(number * block, (number + 1) * block)
        successor[part] = moves.numbered(after, successor.dtype)
        if number % 64 == 0:
            report(number * block / total)
    report(1.0)
    return successor


def _sampled(
    moves: _Moves, samples: int, seed: int, report: Callable[[float], None]
) -> tuple[Indices, Ids, Ids]:
    """Follow random starts: the scenarios left, their successors, starts at each.

    Trajectories that meet stay together, so after some steps only few scenarios are
    left; all that can follow from these is then explored.
    """
    random = np.random.default_rng(seed)
    shape = (samples, len(moves.sizes))
    drawn = random.integers(0, moves.sizes, shape, dtype=np.uint8)
    keys, starts = np.unique(_keys(drawn.T, moves), return_counts=True)
    patience = 16
    while patience:
        before = len(keys)
        after = _keys(moves.step(_scenarios(keys, moves)), moves)
        keys, joined = np.unique(after, return_inverse=True)
        starts = np.bincount(joined, starts).astype(np.int64)
        patience = 16 if len(keys) < before else patience - 1
        report(1 - len(keys) / samples)
    known, border = keys, keys
    visited, following = [], []
    while len(border):
        after = _keys(moves.step(_scenarios(border, moves)), moves)
        visited.append(border)
        following.append(after)
        border = np.setdiff1d(after, known)
        known = np.union1d(known, border)
    order = np.argsort(np.concatenate(visited))
    successor = np.searchsorted(known, np.concatenate(following)[order])
    all_starts = np.zeros(len(known), np.int64)
    all_starts[np.searchsorted(known, keys)] = starts
    report(1.0)
    return _scenarios(known, moves), successor, all_starts


def _keys(scenarios: Indices, moves: _Moves) -> Ids:
    """Something that numpy can sort for each scenario: its number or its bytes."""
    if math.prod(moves.sizes) < 2**63:
        return moves.numbered(scenarios, np.int64)
    shifted = np.ascontiguousarray(scenarios.T + np.uint8(1))  # zeros would be cut off
    return shifted.view(f"S{shifted.shape[1]}")[:, 0]


def _scenarios(keys: Ids, moves: _Moves) -> Indices:
    """The scenarios with these keys, shape (factors, n)."""
    if keys.dtype.kind == "i":
        return np.array(np.unravel_index(keys, moves.sizes), np.uint8)
    rows = keys.view(np.uint8).reshape(len(keys), -1) - np.uint8(1)
    return np.ascontiguousarray(rows.T)


def _basins(successor: Ids, starts: Ids | None) -> tuple[Ids, Ids, Ids, Ids]:
    """Solve a functional graph: who repeats, how, in which attractor, basin sizes.

    Only the image of a function can lead on, so the graph is reduced to its image
    until nothing is lost any more: what is left are the attractors, permuted by the
    function. Their numbers are then handed back along the same way. ``successor`` is
    overwritten. Returns the recurrent nodes, their permutation (as positions among
    them), their attractor's number, and the number of starts that end in each.
    """
    recurrent: Ids | None = None
    ways: list[Ids] = []
    while True:
        reached = np.zeros(len(successor), np.bool_)
        for part in _parts(len(successor)):
            reached[successor[part]] = True
        image = np.flatnonzero(reached)
        if len(image) == len(successor):
            break
        rank = np.cumsum(reached, dtype=successor.dtype)
        rank -= rank.dtype.type(1)
        for part in _parts(len(successor)):
            successor[part] = rank[successor[part]]
        del rank
        ways.append(successor)
        successor = successor[image]
        recurrent = image if recurrent is None else recurrent[image]
    nodes = np.arange(len(successor)) if recurrent is None else recurrent
    number = _cycle_numbers(successor)
    label = number
    for way in ways[:0:-1]:
        label = label[way]
    count = int(number.max()) + 1
    basins = np.zeros(count, np.int64)
    outermost = ways[0] if ways else np.arange(len(number))
    for part in _parts(len(outermost)):
        ends = label[outermost[part]]
        weights = None if starts is None else starts[part]
        basins += np.bincount(ends, weights, count).astype(np.int64)
    return nodes, successor, number, basins


def _parts(length: int) -> Iterator[slice]:
    """Slices of a long array; indexing with all of it at once would copy it twice."""
    for start in range(0, length, 1 << 18):
        yield slice(start, start + (1 << 18))


def _cycle_numbers(permutation: Ids) -> Ids:
    """Number the cycles of a permutation; the same number for all of its members."""
    smallest = np.arange(len(permutation))
    leap = permutation
    while True:
        lower = np.minimum(smallest, smallest[leap])
        if np.array_equal(lower, lower[permutation]):
            break
        smallest, leap = lower, leap[leap]
    is_first = lower == np.arange(len(permutation))
    numbers: Ids = (np.cumsum(is_first) - 1)[lower]
    return numbers
