"""Sets of scenarios as bit patterns, thousands at a time: the inner loop of the search.

A *state* says which projections of each factor are still open: one bit for each
projection, the bits of a factor side by side in one 64-bit word. A state with one bit
for each factor is a scenario. States come in blocks, arrays of shape (words, n).

For every projection c and every rival l of the same factor a *lane* holds an upper
bound of "balance of c minus balance of l, plus tolerance" over all scenarios of the
state. A negative lane proves that c loses to l in every one of them, so c can go.
The bound is a sum over factors of the best that their open projections can do. It
depends on nothing but the bits, so it is looked up: the bits of the factors that share
a byte are the row number of a table. One ``take``, one ``sum`` and one ``packbits``
judge a whole block. For a scenario the bound is the exact difference, which makes the
search exact without a separate test.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from strategy.cib.matrix import Cells, Indices

States: TypeAlias = npt.NDArray[np.uint64]
Flags: TypeAlias = npt.NDArray[np.bool_]

_WORD = np.dtype("<u8")  # byte k of a word holds its bits 8k to 8k+7 on every machine
_NARROW = 6  # up to so many projections, tables have a row for every subset of them
_GATHER_BYTES = 3 << 19  # one gather should stay in the processor's cache


@dataclass(frozen=True, slots=True)
class _Field:
    """Where the bits of one factor live."""

    factor: int
    size: int
    bit: int

    @property
    def bytes(self) -> slice:
        return slice(self.bit // 8, (self.bit + self.size + 7) // 8)


class Packing:
    """Bit layout and lookup tables of one matrix and tolerance.

    ``cells`` are the judgements in whole units, ``sizes`` the numbers of projections
    of the factors, ``tolerance`` is in whole units too.
    """

    def __init__(self, cells: Cells, sizes: Sequence[int], tolerance: int) -> None:
        offsets = np.cumsum([0, *sizes[:-1]])
        largest = int(abs(cells).max())
        cells = cells.astype(smallest_dtype(-2 * largest, 2 * largest))
        lanes = _lanes(cells, sizes, offsets)
        best = np.maximum.reduceat(lanes, offsets, axis=0)
        worst = np.minimum.reduceat(lanes, offsets, axis=0)
        # Branching on the most influential factors first decides most lanes soonest.
        spread = (best - worst).reshape(len(sizes), -1).sum(axis=1)
        order = sorted(range(len(sizes)), key=lambda factor: -spread[factor])
        self._fields = _layout(order, sizes)
        self._bytes = self._fields[-1].bytes.stop
        self._words = (self._bytes + 7) // 8
        by_factor = sorted(self._fields, key=lambda field: field.factor)
        word, bit = np.divmod([field.bit for field in by_factor], 64)
        mask = np.array([2**field.size - 1 for field in by_factor], _WORD)
        self._places = word, bit[:, None].astype(_WORD), mask[:, None]
        self._low = self._low_bits(max(sizes))
        self._all: States = self._low[0].copy()
        for k, low in enumerate(self._low[1:], start=1):
            self._all |= low << np.uint64(k)

        floor = int(worst.sum(axis=0).min(initial=0))
        ceiling = int(best.sum(axis=0).max(initial=0))
        tolerance = min(tolerance, -floor)  # beyond that everything is consistent
        columns = self._arrange_lanes(offsets, lanes.shape[1])
        flat = lanes.reshape(len(lanes), -1)[:, columns]
        flat[:, columns < 0] = 0
        kind = smallest_dtype(floor, ceiling + tolerance)
        if lanes.dtype == object:  # single impacts may not fit even if their sum does
            kind = object
        self._build_tables(flat, offsets, tolerance, kind)
        self.state_bytes = len(self._narrow) + len(self._wide)
        self.state_bytes *= self._tables.itemsize * self._tables.shape[1]
        self._slice = max(_GATHER_BYTES // self.state_bytes, 16)

    def start(self, fixed: Mapping[int, int], most: int) -> States:
        """States to start from: all ways to decide the first factors, up to ``most``.

        ``fixed`` gives the only permitted projection of some factors.
        """
        states = self._all
        for field in self._fields:
            options = (
                [fixed[field.factor]] if field.factor in fixed else range(field.size)
            )
            if len(options) > 1 and states.shape[1] * len(options) > most:
                continue
            word, bit = divmod(field.bit, 64)
            mask = np.zeros((self._words, 1), _WORD)
            mask[word] = (2**field.size - 1) << bit
            decided = np.zeros((self._words, len(options)), _WORD)
            decided[word] = [1 << bit + option for option in options]
            others = states & ~mask
            states = (others[:, :, None] | decided[:, None]).reshape(self._words, -1)
        return states

    def settled(self, states: States) -> States:
        """Drop refuted projections until none is left, and states that lose a factor.

        What remains of a scenario, that is of a state with nothing open, is
        consistent.
        """
        settled = []
        while states.shape[1]:
            left = states & ~self._refuted(states)
            alive = ~_any(self._occupied(left) ^ self._low[0])
            changed = _any(left ^ states)
            settled.append(states.compress(alive & ~changed, axis=1))
            states = left.compress(alive & changed, axis=1)
        return np.concatenate(settled, axis=1) if settled else states

    def first_open(self, states: States) -> States:
        """The first bit of the first factor with several open projections, else 0."""
        seen = states & self._low[0]
        several = np.zeros_like(states)
        for k, low in enumerate(self._low[1:], start=1):
            bits = (states >> np.uint64(k)) & low
            several |= seen & bits
            seen |= bits
        first = several & (~several + np.uint64(1))
        for word in range(1, self._words):
            first[word] *= ~_any(first[:word])
        return first

    def branched(self, states: States, first: States) -> States:
        """One child for each open projection of the marked factor.

        A state without mark is its own only child.
        """
        options = [(first & low) << np.uint64(k) for k, low in enumerate(self._low)]
        field = options[0].copy()
        for option in options[1:]:
            field |= option
        others = states & ~field
        children = []
        for k, option in enumerate(options):
            exists = _any(states & option)
            if k == 0:
                exists |= ~_any(first)
            children.append((others | option).compress(exists, axis=1))
        return np.concatenate(children, axis=1)

    def decoded(self, states: States) -> npt.NDArray[np.uint8]:
        """Scenarios as projection indices, shape (n, factors)."""
        word, bit, mask = self._places
        bits = (states[word] >> bit) & mask
        scenarios: npt.NDArray[np.uint8] = np.bitwise_count(bits - np.uint64(1)).T
        return scenarios

    def _bits(self, states: States, field: _Field) -> States:
        word, bit = divmod(field.bit, 64)
        bits: States = (states[word] >> np.uint64(bit)) & np.uint64(2**field.size - 1)
        return bits

    def _occupied(self, states: States) -> States:
        """The first bit of every factor with any projection open."""
        occupied = states & self._low[0]
        for k, low in enumerate(self._low[1:], start=1):
            occupied |= (states >> np.uint64(k)) & low
        return occupied

    def _refuted(self, states: States) -> States:
        """The projections that some rival beats in every scenario of the state."""
        n = states.shape[1]
        rows = self._rows(states)
        lost = np.empty((self._lane_bytes, n), np.uint8)
        for start in range(0, n, self._slice):
            part = slice(start, start + self._slice)
            bounds = self._tables.take(rows[:, part], axis=0).sum(
                axis=0, dtype=self._tables.dtype
            )
            packed = np.packbits((bounds < 0).ravel(), bitorder="little")
            lost[:, part] = packed.reshape(-1, self._lane_bytes).T
        refuted = np.zeros((8 * self._words, n), np.uint8)
        start = 0
        for taking_part in self._blocks:
            refuted[taking_part] |= lost[start : start + len(taking_part)]
            start += len(taking_part)
        by_word = refuted.reshape(self._words, 8, n).transpose(0, 2, 1)
        return np.ascontiguousarray(by_word).view(_WORD)[:, :, 0]

    def _rows(self, states: States) -> Indices:
        """Table rows to add up, shape (tables, n)."""
        by_word = states.view(np.uint8).reshape(self._words, -1, 8)
        octets = by_word.transpose(0, 2, 1).reshape(8 * self._words, -1)
        rows: Indices = octets[self._narrow].astype(np.intp) + self._narrow_starts
        if not self._wide:
            return rows
        extra = []
        for field, start in self._wide:
            bits = self._bits(states, field)
            decided = np.bitwise_count(bits) == 1
            index = np.where(decided, np.bitwise_count(bits - np.uint64(1)), field.size)
            extra.append(index.astype(np.intp) + start)
        return np.concatenate([rows, np.array(extra)])

    def _low_bits(self, largest: int) -> list[States]:
        """Entry k marks the first bit of every factor with more than k projections."""
        low = [[0] * self._words for _ in range(largest)]
        for field in self._fields:
            word, bit = divmod(field.bit, 64)
            for k in range(field.size):
                low[k][word] |= 1 << bit
        return list(np.array(low, _WORD)[:, :, None])

    def _arrange_lanes(self, offsets: Indices, rivals: int) -> Indices:
        """Order the lanes as the bits are ordered; -1 for bits without projection.

        Block k of the lanes compares every projection with its k-th rival. Only the
        bytes that hold a factor with so many rivals take part in it.
        """
        slots = [-1] * (8 * self._bytes)
        needed = [1] * self._bytes
        for field in self._fields:
            start = int(offsets[field.factor])
            slots[field.bit : field.bit + field.size] = range(start, start + field.size)
            for byte in range(field.bytes.start, field.bytes.stop):
                needed[byte] = max(needed[byte], field.size - 1)
        bytes_ = range(self._bytes)
        self._blocks = [[b for b in bytes_ if needed[b] > k] for k in range(rivals)]
        self._lane_bytes = sum(map(len, self._blocks))
        projections = max(slots) + 1
        return np.array(
            [
                slot if slot < 0 else slot + k * projections
                for k, block in enumerate(self._blocks)
                for byte in block
                for slot in slots[8 * byte : 8 * byte + 8]
            ]
        )

    def _build_tables(
        self, lanes: Cells, offsets: Indices, tolerance: int, kind: npt.DTypeLike
    ) -> None:
        """Bounds for every subset of the projections in a byte.

        A factor with very many projections has too many subsets: its table knows
        single projections and "any of them", a weaker bound that is still exact for
        scenarios.
        """
        by_byte: dict[int, Cells] = {}
        wide: list[tuple[_Field, Cells]] = []
        subsets = _best_of_subsets_by_factor(lanes, self._fields, offsets)
        for field in self._fields:
            start = int(offsets[field.factor])
            if field.size > _NARROW:
                rows = lanes[start : start + field.size]
                any_of_them = rows.max(axis=0, keepdims=True)
                table = np.concatenate([rows, any_of_them]).astype(kind)
                wide.append((field, table))
                continue
            table = subsets[field.factor].astype(kind)
            lower = by_byte.get(field.bytes.start)
            if lower is not None:
                table = (table[:, None] + lower).reshape(-1, lanes.shape[1])
            by_byte[field.bytes.start] = table
        tables = [*by_byte.values(), *(table for _, table in wide)]
        starts = np.cumsum([0, *map(len, tables)])
        # Each bound takes one row of every table, so the tolerance goes into the first.
        # Partial sums may leave the range of a small dtype; they wrap around and come
        # back, because the complete sum fits.
        tables[0] = tables[0] + np.array([tolerance]).astype(kind)
        self._tables = np.concatenate(tables)
        self._narrow = np.array(list(by_byte), np.intp)
        self._narrow_starts = starts[: len(by_byte), None]
        self._wide = [
            (field, int(start))
            for (field, _), start in zip(wide, starts[len(by_byte) : -1], strict=True)
        ]


def _any(states: States) -> Flags:
    """Whether a state has any bit, for each of a block."""
    bits = states[0]
    for word in states[1:]:
        bits = bits | word
    some: Flags = bits != 0
    return some


def _lanes(cells: Cells, sizes: Sequence[int], offsets: Indices) -> Cells:
    """What each row adds to "c minus its k-th rival", shape (rows, rivals, columns)."""
    start, size = np.repeat(offsets, sizes), np.repeat(sizes, sizes)
    own = np.arange(len(cells))
    k = np.arange(max(max(sizes) - 1, 1))[:, None]
    rival = start + k + (start + k >= own)
    rival = np.where(k < size - 1, rival, own)
    lanes: Cells = cells[:, None, :] - cells[:, rival]
    # A lane only matters where c is chosen, so c's own row stands for its factor.
    same_factor = start[:, None] == start
    chosen = lanes[own, :, own].T
    return np.where(same_factor[:, None, :], chosen, lanes)


def _layout(order: Sequence[int], sizes: Sequence[int]) -> list[_Field]:
    """Give each factor its bits: within one byte if possible, always within a word."""
    fields: list[_Field] = []
    free = 0
    for factor in order:
        size = sizes[factor]
        shared = size <= _NARROW and free % 8 and free % 8 + size <= 8
        bit = free if shared else -(-free // 8) * 8
        if bit // 64 != (bit + size - 1) // 64:
            bit = -(-bit // 64) * 64
        fields.append(_Field(factor, size, bit))
        free = bit + size if size <= _NARROW else -(-(bit + size) // 8) * 8
    return fields


def _best_of_subsets_by_factor(
    lanes: Cells, fields: Sequence[_Field], offsets: Indices
) -> dict[int, Cells]:
    """Largest value of each lane over every subset of a narrow factor's projections.

    Row number b of a factor's array is for the subset with the bit pattern b.
    """
    best_by_factor: dict[int, Cells] = {}
    for size in {field.size for field in fields if field.size <= _NARROW}:
        factors = [field.factor for field in fields if field.size == size]
        rows = lanes[offsets[factors] + np.arange(size)[:, None]]
        best = rows[:1]
        for row in rows[1:]:
            best = np.concatenate([best, row[None], np.maximum(best, row)])
        # No projection open: such states are gone before they are looked up.
        best = np.concatenate([best[:1], best])
        best_by_factor |= zip(factors, best.swapaxes(0, 1), strict=True)
    return best_by_factor


def smallest_dtype(low: int, high: int) -> type[Any]:
    """The smallest integer type for values from low to high, or object."""
    for kind in (np.int8, np.int16, np.int32, np.int64):
        if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max:
            return kind
    return object
