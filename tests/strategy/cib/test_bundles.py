from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.cib import bundles as module
from strategy.cib.bundles import bundles, consistency_matrix
from strategy.cib.matrix import CibError
from tests.strategy.cib import oracle


@st.composite
def rated(draw, max_factors=5):
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=max_factors))
    low, high = draw(st.sampled_from([(1, 5), (-2, 2)]))
    n = sum(sizes)
    values = st.integers(low, high) | st.integers(low + 1, high)
    rows = [[None] * n for _ in range(n)]
    for a in range(n):
        for b in range(a):
            rows[a][b] = draw(values)
    return consistency_matrix("random", oracle.named(sizes), rows, scale=(low, high))


def brute_force(matrix):
    """Possible bundles as (value, bundle, partial), best first."""
    found = []
    offsets = matrix.impacts.offsets.tolist()
    for bundle in product(*(range(size) for size in matrix.impacts.sizes)):
        rows = [offset + k for offset, k in zip(offsets, bundle, strict=True)]
        pairs = [int(matrix.ratings[a, b]) for a, b in combinations(rows, 2)]
        if matrix.worst not in pairs:
            found.append((sum(pairs), bundle, pairs.count(matrix.worst + 1)))
    return sorted(found, key=lambda item: (-item[0], item[1]))


def listed(found):
    rows = [tuple(row) for row in found.bundles.tolist()]
    return list(zip(found.values.tolist(), rows, found.partial.tolist(), strict=True))


@given(rated())
def test_all_possible_bundles_are_found_and_ranked(matrix):
    found = bundles(matrix)
    assert found.complete
    assert listed(found) == brute_force(matrix)


@given(rated(max_factors=6), st.integers(1, 5))
def test_the_best_are_the_best(matrix, best):
    found = bundles(matrix, best=best)
    assert found.complete
    assert listed(found) == brute_force(matrix)[:best]


def test_the_mean_is_the_value_by_pair():
    ratings = [[None, 3, 4], [3, None, 2], [4, 2, None]]
    matrix = consistency_matrix("m", oracle.named([1, 1, 1]), ratings)
    found = bundles(matrix)
    assert found.values.tolist() == [9]
    assert found.means == [3]
    assert found.partial.tolist() == [1]
    alone = bundles(consistency_matrix("m", oracle.named([2]), [[None] * 2] * 2))
    assert alone.means == [Fraction(0), Fraction(0)]


def neutral(sizes):
    n = sum(sizes)
    return consistency_matrix("neutral", oracle.named(sizes), [[3] * n] * n)


def test_the_limit_is_honest():
    found = bundles(neutral([3] * 4), limit=80)
    assert (len(found.bundles), found.complete) == (80, False)
    assert bundles(neutral([3] * 4), limit=81).complete


def test_many_equally_good_bundles_are_kept_in_bounds(monkeypatch):
    monkeypatch.setattr(module, "_BLOCK", 16)
    shares: list[float] = []
    found = bundles(neutral([3] * 5), best=2, progress=shares.append)
    assert found.bundles.tolist() == [[0, 0, 0, 0, 0], [0, 0, 0, 0, 1]]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)


def test_a_large_matrix_is_cut_down_to_the_best_quickly():
    sizes = [3] * 14  # 4.8 million bundles
    n = sum(sizes)
    rows = [[1 + (a * b + a + b) % 5 for b in range(n)] for a in range(n)]
    found = bundles(consistency_matrix("large", oracle.named(sizes), rows), best=3)
    assert found.complete
    values = found.values.tolist()
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize(
    ("ratings", "scale", "message"),
    [
        ([[None, 3], [4, None]], (1, 5), "contradictory ratings for 'F0: F00' and"),
        ([[None, None], [None, None]], (1, 5), "no rating for 'F0: F00' and 'F1: F10'"),
        ([[None, 6], [None, None]], (1, 5), "The rating 6 of .* is outside 1 to 5"),
        ([[None, 3], [3]], (1, 5), "row of 'F1: F10' needs 2 values"),
        ([[None, 3], [3, None]], (0, 9), "from 1 to 5 or from -2 to 2"),
    ],
)
def test_wrong_ratings_are_named(ratings, scale, message):
    with pytest.raises(CibError, match=message):
        consistency_matrix("m", oracle.named([1, 1]), ratings, scale=scale)


def test_a_number_of_bundles_must_be_positive():
    with pytest.raises(CibError, match="must be positive"):
        bundles(neutral([2]), best=0)
