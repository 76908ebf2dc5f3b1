"""The consistency matrix: which projections can go together?

In the German tradition (von Reibnitz 1992; Gausemeier, Fink and Schlake 1998) every
pair of projections of different factors is rated, without direction: from 1, a total
inconsistency, to 5, strong support; or from -2 to +2. A *bundle* takes one projection
of each factor. Bundles with a total inconsistency are impossible; the others are
ranked by the sum of their ratings.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from strategy.cib.matrix import CibError, Factor, ImpactMatrix, Indices, impact_matrix

_BLOCK = 2048
_UNREACHED = 1 << 40  # no sum of ratings comes near
DEFAULT_LIMIT = 100_000


@dataclass(frozen=True)
class ConsistencyMatrix:
    """Ratings of pairs of projections; build it with :func:`consistency_matrix`.

    ``ratings`` is symmetric with rows and columns as in
    :class:`~strategy.cib.matrix.ImpactMatrix`; ``worst`` is the rating of a total
    inconsistency, 1 or -2.
    """

    impacts: ImpactMatrix
    worst: int

    @property
    def ratings(self) -> Indices:
        """The ratings, shape (projections, projections); 0 within a factor."""
        return self.impacts.cells


@dataclass(frozen=True)
class Bundles:
    """Possible bundles, best first, then ascending; shape (n, factors).

    ``values`` are the sums of their ratings, ``partial`` the numbers of their partial
    inconsistencies. ``complete`` tells whether all that were asked for are here.
    """

    bundles: Indices
    values: Indices
    partial: Indices
    pairs: int
    complete: bool

    @property
    def means(self) -> list[Fraction]:
        """Mean rating of the pairs of each bundle; 0 if there is only one factor."""
        return [Fraction(value, max(self.pairs, 1)) for value in self.values.tolist()]


def consistency_matrix(
    name: str,
    factors: Iterable[Factor | tuple[str, Sequence[str]]],
    ratings: Sequence[Sequence[int | None]],
    *,
    scale: tuple[int, int] = (1, 5),
) -> ConsistencyMatrix:
    """Validate ratings on the scale (1, 5) or (-2, 2).

    One row and one column for each projection. The matrix must be symmetric, or one
    triangle may be empty (None). Ratings within a factor are ignored. Raises CibError
    naming the pair for a missing, contradictory or impossible rating.
    """
    if scale not in {(1, 5), (-2, 2)}:
        raise CibError(f"Ratings run from 1 to 5 or from -2 to 2; not {scale}.")
    zeros = [[0] * len(ratings) for _ in ratings]
    shape = impact_matrix(name, factors, zeros)
    labels = [f"{f.name}: {p}" for f in shape.factors for p in f.projections]
    cells = np.zeros((len(labels), len(labels)), np.int64)
    for a, row in enumerate(ratings):
        if len(row) != len(labels):
            raise CibError(f"The row of '{labels[a]}' needs {len(labels)} values.")
        for b in range(a):
            if shape.owner[a] == shape.owner[b]:
                continue
            pair = f"'{labels[b]}' and '{labels[a]}'"
            given = {value for value in (row[b], ratings[b][a]) if value is not None}
            if len(given) != 1:
                what = "contradictory ratings" if given else "no rating"
                raise CibError(f"There are {what} for {pair}.")
            (value,) = given
            if value not in range(scale[0], scale[1] + 1):
                raise CibError(
                    f"The rating {value} of {pair} is outside {scale[0]} to {scale[1]}."
                )
            cells[a, b] = cells[b, a] = value
    return ConsistencyMatrix(shape.with_cells(cells), scale[0])


def bundles(
    matrix: ConsistencyMatrix,
    *,
    best: int | None = None,
    limit: int = DEFAULT_LIMIT,
    progress: Callable[[float], None] | None = None,
) -> Bundles:
    """The ``best`` n possible bundles, or all of them up to ``limit``. Exact.

    Branch and bound: a partial bundle is given up when two of its projections exclude
    each other, when some factor has no possible projection left, or when even the
    best completion cannot come up to the n-th best bundle found so far.
    """
    if (best if best is not None else limit) < 1:
        raise CibError("The number of bundles to find must be positive.")
    tables = _Tables(matrix)
    values: list[int] = []  # a heap of the best values so far
    kept: list[tuple[Indices, Indices]] = []
    held = 0
    for found, value, share in tables.walk(
        lambda: values[0] if best is not None and len(values) == best else -_UNREACHED
    ):
        if progress:
            progress(share)
        kept.append((found, value))
        held += len(found)
        if best is None:
            if held > limit:
                break
            continue
        for number in value.tolist():
            push = heapq.heappush if len(values) < best else heapq.heappushpop
            push(values, number)
        if held > 4 * best + _BLOCK:
            kept = [_first(kept, best)]
            held = len(kept[0][0])
    rows, value = _first(kept, best if best is not None else limit)
    partial = _pair_ratings(matrix, rows) == matrix.worst + 1
    n = len(matrix.impacts.sizes)
    complete = best is not None or held <= limit
    return Bundles(rows, value, partial.sum(axis=1), n * (n - 1) // 2, complete)


def _first(
    kept: Sequence[tuple[Indices, Indices]], most: int
) -> tuple[Indices, Indices]:
    """The best of what was found: highest value, then smallest indices."""
    rows = np.concatenate([found for found, _ in kept])
    values = np.concatenate([value for _, value in kept])
    order = np.lexsort([*rows.T[::-1], -values])[:most]
    return rows[order], values[order]


def _pair_ratings(matrix: ConsistencyMatrix, rows: Indices) -> Indices:
    """Ratings of all pairs of each bundle, shape (n, pairs)."""
    chosen = matrix.impacts.offsets + rows
    first, second = np.triu_indices(rows.shape[1], 1)
    ratings: Indices = matrix.ratings[chosen[:, first], chosen[:, second]]
    return ratings


class _Tables:
    """What the search looks up, with the factors in the order they are decided."""

    def __init__(self, matrix: ConsistencyMatrix) -> None:
        impacts = matrix.impacts
        n = len(impacts.sizes)
        forbidden = (matrix.ratings == matrix.worst) & (
            impacts.owner[:, None] != impacts.owner
        )
        # Factors with many exclusions for their size first: they prune most.
        ban = np.add.reduceat(forbidden.sum(axis=1), impacts.offsets)
        self.order = sorted(range(n), key=lambda j: (-ban[j] / impacts.sizes[j], j))
        rows = np.concatenate(
            [impacts.offsets[j] + np.arange(impacts.sizes[j]) for j in self.order]
        )
        self.sizes = [impacts.sizes[j] for j in self.order]
        self.starts = np.cumsum([0, *self.sizes])
        self.ratings = matrix.ratings[np.ix_(rows, rows)].astype(np.int32)
        self.possible = ~forbidden[np.ix_(rows, rows)]
        # hope[d][p]: the most that open factors before p's own can add to p's rating
        # once d factors are decided, so that every open pair is counted once.
        self.hope = np.zeros((n + 1, len(rows)), np.int64)
        for depth in range(n - 1, -1, -1):
            start, end = self.starts[depth], self.starts[depth + 1]
            self.hope[depth] = self.hope[depth + 1]
            self.hope[depth, end:] += self.ratings[start:end, end:].max(axis=0)

    def walk(self, goal: Callable[[], int]) -> Iterator[tuple[Indices, Indices, float]]:
        """Depth first over blocks; yields bundles, their values, and the share done.

        Bundles that cannot come up to ``goal()`` may be left out.
        """
        n = len(self.sizes)
        in_matrix_order = np.argsort(self.order)
        stack = [(self._root(), 1.0)]
        done = 0.0
        while stack:
            block, share = stack.pop()
            if len(block.bound) > _BLOCK:
                later = share * (1 - _BLOCK / len(block.bound))
                stack.append((block.take(slice(_BLOCK, None)), later))
                block, share = block.take(slice(_BLOCK)), share - later
            block = block.take(block.bound >= goal())
            depth = block.chosen.shape[1]
            if depth < n and len(block.bound):
                stack.append((self._children(block, depth), share))
                continue
            done += share
            found = block.take(slice(None if depth == n else 0))
            complete = np.resize(found.chosen, (len(found.bound), n))
            yield complete[:, in_matrix_order], found.value, done

    def _root(self) -> _Block:
        rows = len(self.ratings)
        return _Block(
            chosen=np.zeros((1, 0), np.uint8),
            value=np.zeros(1, np.int32),
            gain=np.zeros((1, rows), np.int32),
            possible=np.ones((1, rows), np.bool_),
            bound=np.full(1, _UNREACHED),
        )

    def _children(self, block: _Block, depth: int) -> _Block:
        """All ways to decide one more factor, the most promising first."""
        start, end = self.starts[depth], self.starts[depth + 1]
        parent, projection = np.nonzero(block.possible[:, start:end])
        row = start + projection
        value = block.value[parent] + block.gain[parent, row]
        gain = block.gain[parent] + self.ratings[row]
        possible = block.possible[parent] & self.possible[row]
        bound = value.astype(np.int64)
        if end < len(self.ratings):
            hope = np.where(possible, gain + self.hope[depth + 1], -_UNREACHED)
            open_starts = self.starts[depth + 1 : -1] - end
            bound += np.maximum.reduceat(hope[:, end:], open_starts, axis=1).sum(axis=1)
        chosen = np.column_stack([block.chosen[parent], projection.astype(np.uint8)])
        children = _Block(chosen, value, gain, possible, bound)
        alive = np.flatnonzero(bound > -_UNREACHED // 2)
        return children.take(alive[np.argsort(-bound[alive], kind="stable")])


@dataclass(frozen=True, slots=True)
class _Block:
    """Partial bundles with what follows from them, one row each."""

    chosen: Indices  # projections of the factors decided so far
    value: Indices  # sum of their ratings
    gain: Indices  # what every projection would add to it
    possible: Indices  # which projections none of them excludes
    bound: Indices  # no completion has a higher value

    def take(self, rows: slice | Indices) -> _Block:
        return _Block(
            self.chosen[rows],
            self.value[rows],
            self.gain[rows],
            self.possible[rows],
            self.bound[rows],
        )
