"""Where every start ends: attractors and their basins.

Succession (:mod:`strategy.cib.succession`) leads every start to an *attractor*: a
consistent scenario or a cycle. The number of starts that end there, its basin, is the
weight of a consistent scenario in ScenarioWizard (Weimer-Jehle 2006, section 5,
doi:10.1016/j.techfore.2005.06.005).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from strategy.cib.matrix import CibError, ImpactMatrix, Indices, Scenario
from strategy.cib.succession import Ids, Moves, Rule

DEFAULT_MEMORY = 256 << 20
MAX_SAMPLES = 10_000_000
_BYTES_PER_START = 12  # successor, rank and mark of every scenario
_BLOCK_BYTES = 300_000  # balances worked on together: they should stay in the cache
_TOGETHER = 16  # steps of all trajectories before asking whether many have met:
_MEETING = 0.9  # whether fewer than this part of them are left
_LEAST_MEMORY = 16 << 20  # for a sample, however little is permitted
_BYTES_SEEN = 200  # what Python needs to remember a scenario
_Z = 1.959963984540054  # 95 % of a normal distribution


class UnsettledError(CibError):
    """Succession runs through more scenarios than the memory can hold."""


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


@dataclass(frozen=True)
class Weights:
    """How many of ``total`` starts end in each of some scenarios, in their order.

    0 for scenarios that are not consistent, as succession leaves them. ``cycling``
    starts end in a cycle. If not ``exact`` the starts are a random sample.
    """

    starts: tuple[int, ...]
    total: int
    cycling: int
    exact: bool

    def interval(self, at: int) -> tuple[float, float]:
        """Bounds of the share of scenario number ``at``; equal if it is exact."""
        return _interval(self.starts[at], self.total, exact=self.exact)


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

    Raises CibError for an unknown rule, ``samples`` outside 1 to 10 million, or a
    negative ``most`` or ``seed``; :class:`UnsettledError` if a sample runs through more
    scenarios than the memory can hold, as those of large dense matrices may.
    """
    if most < 0:
        raise CibError(f"The number of attractors to list is negative: {most}.")
    moves = Moves(matrix, rule, ordinal)
    ends = _ends(moves, memory, samples, seed, progress)
    # The first member of each attractor, in the order of their numbers.
    first = np.unique(ends.label, return_index=True)[1]
    listed = []
    for number in np.lexsort([ends.nodes[first], -ends.basins])[:most].tolist():
        at, members = int(first[number]), list[int]()
        while not members or at != first[number]:
            members.append(at)
            at = int(ends.permutation[at])
        rows = ends.scenarios(members)
        turn = rows.index(min(rows))
        starts = int(ends.basins[number])
        low, high = _interval(starts, ends.total, exact=ends.exact)
        listed.append(
            Attractor(
                (*rows[turn:], *rows[:turn]), starts, starts / ends.total, low, high
            )
        )
    return Attractors(
        tuple(listed), len(ends.basins), ends.total, ends.cycling, ends.exact
    )


def weights(
    matrix: ImpactMatrix,
    scenarios: Indices,
    *,
    memory: int = DEFAULT_MEMORY,
    samples: int = 100_000,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
) -> Weights:
    """The weights of n scenarios, shape (n, factors), under global succession.

    Exact or sampled, and raising CibError, like :func:`attractors`; also if a scenario
    does not fit the matrix.
    """
    moves = Moves(matrix, "global", None)
    ends = _ends(moves, memory, samples, seed, progress)
    rows = matrix.scenarios(scenarios)
    wanted = _keys(np.ascontiguousarray(rows.T, np.uint8), moves)
    keys = ends.keys()
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    rests = (keys[at] == wanted) & (ends.permutation[at] == at)
    starts = np.where(rests, ends.basins[ends.label[at]], 0)
    return Weights(tuple(starts.tolist()), ends.total, ends.cycling, ends.exact)


def _interval(starts: int, total: int, *, exact: bool) -> tuple[float, float]:
    """Wilson's interval of a share, or the share itself twice."""
    share = starts / total
    if exact:
        return share, share
    centre = (share + _Z**2 / (2 * total)) / (1 + _Z**2 / total)
    spread = math.sqrt(share * (1 - share) / total + (_Z / (2 * total)) ** 2)
    spread *= _Z / (1 + _Z**2 / total)
    return max(centre - spread, 0.0), min(centre + spread, 1.0)


@dataclass(frozen=True)
class _Ends:
    """The attractors as a permutation of the recurrent nodes, and their basins.

    ``nodes`` are scenario numbers, or positions in ``known`` if starts were sampled;
    both ascend. ``label`` is the number of each node's attractor.
    """

    moves: Moves
    nodes: Ids
    permutation: Ids
    label: Ids
    basins: Ids
    total: int
    known: Ids | None

    @property
    def exact(self) -> bool:
        return self.known is None

    @property
    def cycling(self) -> int:
        """Starts that end in a cycle."""
        rests = self.permutation == np.arange(len(self.label))
        return self.total - int(self.basins[self.label[rests]].sum())

    def keys(self) -> Ids:
        return self.nodes if self.known is None else self.known[self.nodes]

    def scenarios(self, at: Sequence[int]) -> list[Scenario]:
        rows = _scenarios(self.keys()[at], self.moves).T
        return [tuple(row) for row in rows.tolist()]


def _ends(
    moves: Moves,
    memory: int,
    samples: int,
    seed: int,
    progress: Callable[[float], None] | None,
) -> _Ends:
    """Follow all starts if the memory suffices, else a sample of them."""
    if not 1 <= samples <= MAX_SAMPLES:
        raise CibError(
            f"The sample must have 1 to {MAX_SAMPLES} starts; not {samples}."
        )
    if seed < 0:
        raise CibError(f"The seed must not be negative; got {seed}.")
    report = progress or (lambda share: None)
    combinations = math.prod(moves.sizes)
    if combinations * _BYTES_PER_START <= memory:
        return _Ends(
            moves, *_basins(_successors_of_all(moves, report), None), combinations, None
        )
    known, successor, starts = _sampled(moves, memory, samples, seed, report)
    return _Ends(moves, *_basins(successor, starts), samples, known)


def _successors_of_all(moves: Moves, report: Callable[[float], None]) -> Ids:
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
    moves: Moves, memory: int, samples: int, seed: int, report: Callable[[float], None]
) -> tuple[Ids, Ids, Ids]:
    """Follow random starts: keys of the scenarios left, their successors, starts at each.

    Trajectories that meet stay together, so all are followed as long as many of them
    meet; everything that can follow from those left is then explored.
    """
    random = np.random.default_rng(seed)
    shape = (samples, len(moves.sizes))
    drawn = random.integers(0, moves.sizes, shape, dtype=np.uint8)
    keys, starts = np.unique(_keys(drawn.T, moves), return_counts=True)
    before = math.inf
    while len(keys) < _MEETING * before:
        before = len(keys)
        for _ in range(_TOGETHER):
            after = _keys(moves.step(_scenarios(keys, moves)), moves)
            keys, joined = np.unique(after, return_inverse=True)
            starts = np.bincount(joined, starts).astype(np.int64)
            report(1 - len(keys) / samples)
    seen = set(keys.tolist())
    border = keys
    visited, following = [], []
    most = max(memory, _LEAST_MEMORY) // (4 * keys.itemsize + _BYTES_SEEN)
    while len(border):
        if len(seen) > most:
            raise UnsettledError(
                f"Succession does not come to rest; {len(seen)} scenarios were seen."
            )
        after = _keys(moves.step(_scenarios(border, moves)), moves)
        visited.append(border)
        following.append(after)
        new = set(after.tolist()) - seen
        seen |= new
        border = np.array(sorted(new), keys.dtype)
        report(1 - len(keys) / samples)
    order = np.argsort(np.concatenate(visited))
    known = np.concatenate(visited)[order]
    successor = np.searchsorted(known, np.concatenate(following)[order])
    all_starts = np.zeros(len(known), np.int64)
    all_starts[np.searchsorted(known, keys)] = starts
    report(1.0)
    return known, successor, all_starts


def _keys(scenarios: Indices, moves: Moves) -> Ids:
    """Something that numpy can sort for each scenario: its number or its bytes."""
    if math.prod(moves.sizes) < 2**63:
        return moves.numbered(scenarios, np.int64)
    shifted = np.ascontiguousarray(scenarios.T + np.uint8(1))  # zeros would be cut off
    return shifted.view(f"S{shifted.shape[1]}")[:, 0]


def _scenarios(keys: Ids, moves: Moves) -> Indices:
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
