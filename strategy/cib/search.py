"""All consistent scenarios of a matrix: exact, complete, deterministic.

Branch and bound over blocks of states (:mod:`strategy.cib.packing`): the factors are
decided one after the other, and after each decision every projection that loses to a
rival whatever the open factors do is struck out. Groups of factors without influence
on each other are solved apart and multiplied. Whether a consistent scenario exists at
all is an NP-complete question (pure equilibria of polymatrix games), so the work can
grow exponentially with the number of factors: see :func:`estimate`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from strategy.cib.matrix import CibError, ImpactMatrix, Indices, Number
from strategy.cib.packing import Packing, States

Fixed: TypeAlias = Mapping[str, str] | Mapping[int, int]
Stopped: TypeAlias = Literal["limit", "memory", "cancelled"]

DEFAULT_MEMORY = 64 << 20
_SMALL = 1024  # blocks below this size cost calls, not arithmetic
_LARGE = 8192  # blocks above this size gain nothing
_PROBES = 2048
_BYTES_TO_SORT = 32  # a scenario is held up to three times, with some numbers beside it


@dataclass(frozen=True)
class SearchResult:
    """Consistent scenarios in ascending order, shape (n, factors), and what they are.

    ``count`` is their number; ``complete`` tells whether these are all there are. If
    not, there may be more, and ``stopped`` says why: the limit (there certainly are
    more), the memory bound (likewise) or cancelled by the caller. A search that only
    counts keeps no scenarios. ``nodes`` is the number of states judged.
    """

    scenarios: Indices
    count: int
    stopped: Stopped | None
    nodes: int

    @property
    def complete(self) -> bool:
        """Whether nothing was left out."""
        return self.stopped is None


@dataclass(frozen=True, slots=True)
class Estimate:
    """Size of the task: scenarios to decide on, states to judge, seconds to expect.

    ``nodes`` comes from a few hundred random descents (Knuth 1975,
    doi:10.1090/S0025-5718-1975-0373371-6) with a fixed seed and is right in order
    of magnitude; ``seconds`` assumes a small office computer.
    """

    combinations: int
    nodes: float
    seconds: float


def consistent_scenarios(
    matrix: ImpactMatrix,
    *,
    tolerance: Number | float = 0,
    fixed: Fixed | None = None,
    limit: int | None = None,
    count_only: bool = False,
    memory: int = DEFAULT_MEMORY,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SearchResult:
    """Find every scenario whose margin is at least ``-tolerance``.

    ``fixed`` keeps only scenarios with the given projections, by name or by index.
    ``limit`` ends the search once more than so many are found; which of them are
    kept is deterministic. ``memory`` bounds, in bytes, what is held at a time; it
    includes the scenarios found. ``progress`` is called with the finished share
    between 0 and 1, ``cancelled`` is asked between blocks, many times a second, and
    ends the search when true.

    Raises :class:`~strategy.cib.matrix.CibError` for a negative tolerance or limit,
    unknown names in ``fixed``, or a matrix whose tables exceed the memory bound.
    """
    if limit is not None and limit < 0:
        raise CibError(f"The limit must not be negative; got {limit}.")
    each = 3 * len(matrix.factors) + _BYTES_TO_SORT
    room = math.inf if count_only else max(memory // each, 1)
    most = room if limit is None else min(limit, room)
    islands = _islands(matrix)
    parts: list[_Found] = []
    for done, island in enumerate(islands):

        def goes_on(share: float, done: int = done) -> bool:
            if progress:
                progress((done + share) / len(islands))
            return not (cancelled and cancelled())

        packing, root = _packed(matrix, island, tolerance, fixed, memory)
        block = memory // 4 // (8 * len(root) * (sum(matrix.sizes) + 32))
        block = min(max(block, _SMALL), _LARGE)
        part = _explored(packing, root, block, most, goes_on, keep=not count_only)
        parts.append(part)
        if part.cancelled or part.count == 0:
            break
    nodes = sum(part.nodes for part in parts)
    nothing: Indices = np.zeros((0, len(matrix.factors)), np.uint8)
    if any(part.cancelled for part in parts) and len(islands) > 1:
        return SearchResult(nothing, 0, "cancelled", nodes)
    count = math.prod(part.count for part in parts)
    stopped: Stopped | None = None
    if parts[-1].cancelled:
        stopped = "cancelled"
    elif count > most:
        stopped = "limit" if most == limit else "memory"
        count = int(most)
    scenarios = nothing
    if count and not count_only:
        scenarios = _product(islands, parts, count)
        scenarios = scenarios[np.lexsort(scenarios.T[::-1])]
    return SearchResult(scenarios, count, stopped, nodes)


def estimate(
    matrix: ImpactMatrix,
    *,
    tolerance: Number | float = 0,
    fixed: Fixed | None = None,
) -> Estimate:
    """How much work :func:`consistent_scenarios` will be; takes some milliseconds.

    Raises :class:`~strategy.cib.matrix.CibError` like the search itself.
    """
    nodes = seconds = 0.0
    for island in _islands(matrix):
        packing, states = _packed(matrix, island, tolerance, fixed, DEFAULT_MEMORY)
        random = np.random.default_rng(1975)
        weight, here = 1.0, 0.0
        while states.shape[1]:
            n = states.shape[1]
            if n > _PROBES:
                weight *= n / _PROBES
                states = states.take(np.sort(random.permutation(n)[:_PROBES]), axis=1)
            here += weight * states.shape[1]
            states, first, _ = _judged(packing, states)
            states = packing.branched(states, first)
        nodes += here
        # Measured: half a microsecond a state and a third for every 1,000 table bytes.
        seconds += here * (5e-7 + 3e-10 * packing.state_bytes)
    return Estimate(matrix.combinations, nodes, seconds)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the search of one island brought; ``scenarios`` may be fewer than found."""

    scenarios: Indices
    count: int
    nodes: int
    cancelled: bool


def _explored(
    packing: Packing,
    root: States,
    block: int,
    most: float,
    goes_on: Callable[[float], bool],
    *,
    keep: bool,
) -> _Found:
    """Search one island until it is finished, cancelled, or has more than ``most``."""
    kept = [packing.decoded(root[:, :0])]
    count = nodes = 0
    cancelled = False
    for judged, scenarios, share in _walk(packing, root, block):
        nodes += judged
        count += scenarios.shape[1]
        if keep and scenarios.shape[1]:
            kept.append(packing.decoded(scenarios))
        cancelled = not goes_on(share)
        if cancelled or count > most:
            break
    return _Found(np.concatenate(kept), count, nodes, cancelled)


def _walk(
    packing: Packing, root: States, block: int
) -> Iterator[tuple[int, States, float]]:
    """Depth first over blocks; yields states judged, scenarios found, share done."""
    stack = [(root, 1.0)]
    done = 0.0
    while stack:
        states, share = stack.pop()
        while stack and states.shape[1] + stack[-1][0].shape[1] <= block:
            more, more_share = stack.pop()
            states = np.concatenate([states, more], axis=1)
            share += more_share
        if states.shape[1] > block:
            later = share * (1 - block / states.shape[1])
            stack.append((states[:, block:], later))
            states, share = states[:, :block], share - later
        judged = states.shape[1]
        states, first, scenarios = _judged(packing, states)
        if states.shape[1]:
            states = packing.branched(states, first)
            while states.shape[1] <= _SMALL:
                first = packing.first_open(states)
                if not first.any():
                    break
                states = packing.branched(states, first)
            stack.append((states, share))
        else:
            done += share
        yield judged, scenarios, done


def _judged(packing: Packing, states: States) -> tuple[States, States, States]:
    """Settle states: those still open, their branching marks, and the scenarios."""
    states = packing.settled(states)
    first = packing.first_open(states)
    is_open = first.any(axis=0)
    return (
        states.compress(is_open, axis=1),
        first.compress(is_open, axis=1),
        states.compress(~is_open, axis=1),
    )


def _packed(
    matrix: ImpactMatrix,
    island: Sequence[int],
    tolerance: Number | float,
    fixed: Fixed | None,
    memory: int,
) -> tuple[Packing, States]:
    """Tables and root state of the search among the factors of one island."""
    slack = matrix.slack(tolerance)
    located = [matrix.locate(*pair) for pair in (fixed or {}).items()]
    held = {island.index(j): index for j, index in located if j in island}
    here = np.zeros(len(matrix.factors), np.bool_)
    here[island] = True
    rows = np.flatnonzero(here[matrix.owner])
    sizes = [matrix.sizes[j] for j in island]
    if 4 * len(rows) ** 2 * max(sizes) > memory:
        raise CibError(
            f"{len(rows)} projections, up to {max(sizes)} in one factor, need more "
            f"than the permitted {memory} bytes of memory."
        )
    packing = Packing(matrix.cells[np.ix_(rows, rows)], sizes, slack)
    return packing, packing.start(held, _SMALL)


def _islands(matrix: ImpactMatrix) -> list[list[int]]:
    """Groups of factors that influence each other, directly or by way of others."""
    start = matrix.offsets[matrix.owner]
    # A row that gives all projections of a factor the same says nothing about it.
    speaks = matrix.cells != matrix.cells[:, start]
    links = np.logical_or.reduceat(speaks, matrix.offsets, axis=0)
    links = np.logical_or.reduceat(links, matrix.offsets, axis=1)
    links |= links.T
    islands: list[list[int]] = []
    left = set(range(len(matrix.factors)))
    while left:
        island, border = set[int](), {min(left)}
        while border:
            island |= border
            reached = links[sorted(border)].any(axis=0)
            border = set(np.flatnonzero(reached).tolist()) - island
        left -= island
        islands.append(sorted(island))
    return islands


def _product(
    islands: Sequence[Sequence[int]], parts: Sequence[_Found], count: int
) -> Indices:
    """The first ``count`` combinations of one scenario of each part, factors in order."""
    joined: Indices = np.empty((count, sum(map(len, islands))), np.uint8)
    pick = np.arange(count)
    for island, part in zip(reversed(islands), reversed(parts), strict=True):
        pick, row = np.divmod(pick, len(part.scenarios))
        joined[:, island] = part.scenarios[row]
    return joined
