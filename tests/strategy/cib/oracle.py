"""The definitions of the method, written down as slowly and plainly as possible."""

from fractions import Fraction
from functools import lru_cache
from itertools import product

from hypothesis import strategies as st

from strategy.cib.matrix import Factor, impact_matrix


def balance(matrix, scenario, factor):
    """Balances of a factor's projections, in scaled units."""
    cells, starts = plain(matrix)
    rows = [cells[start + a] for start, a in zip(starts, scenario, strict=True)]
    first = starts[factor]
    return [
        sum(row[column] for row in rows)
        for column in range(first, first + matrix.sizes[factor])
    ]


@lru_cache(maxsize=4)
def plain(matrix):
    return matrix.cells.tolist(), matrix.offsets.tolist()


def margins(matrix, scenario):
    """Margin of each factor; None where it has no alternative."""
    found = []
    for factor, chosen in enumerate(scenario):
        theta = balance(matrix, scenario, factor)
        rivals = theta[:chosen] + theta[chosen + 1 :]
        gap = theta[chosen] - max(rivals) if rivals else None
        found.append(None if gap is None else Fraction(gap, matrix.scale))
    return found


def margin(matrix, scenario):
    return min((m for m in margins(matrix, scenario) if m is not None), default=None)


def every_scenario(matrix):
    return product(*(range(size) for size in matrix.sizes))


def consistent(matrix, tolerance=0, fixed=None):
    """All consistent scenarios, in ascending order."""
    kept = []
    for scenario in every_scenario(matrix):
        if all(scenario[j] == index for j, index in (fixed or {}).items()):
            smallest = margin(matrix, scenario)
            if smallest is None or smallest >= -tolerance:
                kept.append(scenario)
    return kept


def global_step(matrix, scenario):
    """Every factor jumps to its best projection; it stays if it is among the best."""
    after = []
    for factor, chosen in enumerate(scenario):
        theta = balance(matrix, scenario, factor)
        best = max(theta)
        after.append(chosen if theta[chosen] == best else theta.index(best))
    return tuple(after)


def named(sizes):
    return [
        Factor(f"F{j}", tuple(f"F{j}{k}" for k in range(size)))
        for j, size in enumerate(sizes)
    ]


WHOLE = st.integers(-3, 3)
FRACTIONS = st.integers(-18, 18).map(lambda sixths: Fraction(sixths, 6))
HUGE = st.sampled_from([0, 1, -1, 10**30, 10**30 + 1, -(10**30)])


@st.composite
def matrices(draw, values=None, max_factors=5, max_size=4, max_combinations=300):
    """Random matrices: mixed sizes, isolated factors, empty sections, self-impacts."""
    sizes = draw(st.lists(st.integers(1, max_size), min_size=1, max_size=max_factors))
    while _product(sizes) > max_combinations:
        sizes.pop()
    if values is None:
        values = draw(st.sampled_from([WHOLE, st.sampled_from([-1, 0, 1])]))
    empty = draw(st.sampled_from([0, 0, 1, 2]))
    rows = [[0] * sum(sizes) for _ in range(sum(sizes))]
    starts = [sum(sizes[:j]) for j in range(len(sizes))]
    for i, j in product(range(len(sizes)), repeat=2):
        filled = draw(st.integers(0, 3)) > empty
        if not filled or (i == j and draw(st.integers(0, 3))):
            continue
        for r in range(starts[i], starts[i] + sizes[i]):
            rows[r][starts[j] : starts[j] + sizes[j]] = draw(
                st.lists(values, min_size=sizes[j], max_size=sizes[j])
            )
    return impact_matrix("random", named(sizes), rows)


def _product(sizes):
    total = 1
    for size in sizes:
        total *= size
    return total
