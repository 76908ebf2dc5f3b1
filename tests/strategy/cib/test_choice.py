from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.cib import choice
from strategy.cib.choice import clusters, distances, diverse_subset, positions
from strategy.cib.matrix import CibError

ROWS = st.lists(
    st.tuples(*[st.integers(0, 2)] * 5), min_size=1, max_size=9, unique=True
).map(lambda rows: np.array(rows, np.uint8))


@given(ROWS)
def test_distance_counts_the_factors_that_differ(rows):
    expected = [[int((a != b).sum()) for b in rows] for a in rows]
    assert distances(rows).tolist() == expected


def best_subset(rows, k, margins):
    between = distances(rows)

    def rank(chosen):
        gaps = [between[a, b] for a, b in combinations(chosen, 2)]
        return min(gaps, default=0), sum(margins[at] for at in chosen)

    return max(map(rank, combinations(range(len(rows)), k)))


@given(ROWS, st.integers(1, 5), st.data())
def test_the_diverse_subset_is_the_best_there_is(rows, k, data):
    k = min(k, len(rows))
    margin = st.integers(-2, 4)
    margins = data.draw(st.lists(margin, min_size=len(rows), max_size=len(rows)))
    found = diverse_subset(rows, k, margins=margins)
    assert found.exact
    assert len(set(found.chosen)) == k
    value = sum(margins[at] for at in found.chosen)
    assert (found.distance, value) == best_subset(rows, k, margins)


def test_better_margins_decide_between_equally_diverse_subsets():
    rows = np.array([[0, 0, 0], [1, 1, 1], [0, 0, 1], [1, 1, 0]])
    # Starting with the safest scenario would force its only, unsafe opposite.
    found = diverse_subset(rows, 2, margins=[5, -9, 4, Fraction(7, 2)])
    assert (found.chosen, found.distance, found.exact) == ((2, 3), 3, True)
    assert diverse_subset(rows, 2, margins=[5, 3, 4, 3]).chosen == (0, 1)


def test_more_wanted_than_there_are_means_all():
    rows = np.array([[0, 0], [1, 1]])
    assert diverse_subset(rows, 5).chosen == (0, 1)
    assert diverse_subset(rows, 5, margins=[None, 1]).distance == 2


def test_a_search_that_takes_too_long_says_so(monkeypatch):
    rng = np.random.default_rng(2)
    rows = rng.integers(0, 3, (60, 8), dtype=np.uint8)
    thorough = diverse_subset(rows, 6)
    monkeypatch.setattr(choice, "_EXACT_STEPS", 50)
    hasty = diverse_subset(rows, 6)
    assert thorough.exact
    assert not hasty.exact
    assert len(set(hasty.chosen)) == 6
    assert 0 < hasty.distance <= thorough.distance


def test_clusters_join_what_is_similar():
    rows = np.array(
        [[0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0], [1, 1, 1, 1], [1, 1, 1, 0]]
    )
    found = clusters(rows, 2)
    assert [cluster.members for cluster in found] == [(0, 1, 2), (3, 4)]
    assert [cluster.medoid for cluster in found] == [0, 3]
    assert len(clusters(rows, 9)) == 5


@given(ROWS, st.integers(1, 4))
def test_clusters_contain_every_scenario_once(rows, count):
    found = clusters(rows, count)
    assert len(found) == min(count, len(rows))
    members = [at for cluster in found for at in cluster.members]
    assert sorted(members) == list(range(len(rows)))
    assert all(cluster.medoid in cluster.members for cluster in found)


def test_positions_show_distances_that_fit_into_the_plane():
    rows = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    plane = positions(rows)
    squares = ((plane[:, None] - plane) ** 2).sum(axis=2)
    assert squares == pytest.approx(distances(rows))
    assert plane.tolist() == positions(rows).tolist()


def test_positions_of_few_or_equal_scenarios_are_the_origin():
    assert positions(np.zeros((0, 3))).shape == (0, 2)
    assert positions(np.array([[1, 2]])).tolist() == [[0, 0]]
    assert positions(np.array([[1, 2], [1, 2]])).tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda many: clusters(many, 2), "At most 2000 scenarios can be clustered"),
        (lambda many: positions(many), "At most 2000 scenarios can be mapped"),
        (lambda many: clusters(many, 0), "clusters must be positive"),
        (lambda many: diverse_subset(many, 0), "to choose must be positive"),
        (lambda many: diverse_subset(many, 2, margins=[1]), "as many margins; got 1"),
    ],
)
def test_impossible_wishes_are_refused(call, message):
    with pytest.raises(CibError, match=message):
        call(np.zeros((2001, 2), np.uint8))
