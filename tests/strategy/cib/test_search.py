"""The search against brute force, its limits, and the invariants of the method."""

import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.cib.matrix import CibError, ImpactMatrix, impact_matrix
from strategy.cib.search import consistent_scenarios, estimate
from tests.strategy.cib import oracle


def found(matrix, **options):
    result = consistent_scenarios(matrix, **options)
    assert result.complete
    assert result.count == len(result.scenarios)
    return [tuple(row) for row in result.scenarios.tolist()]


def random_matrix(sizes, seed, values=range(-3, 4)):
    rng = random.Random(seed)  # noqa: S311 - test data, not cryptography
    rows = [[rng.choice(values) for _ in range(sum(sizes))] for _ in range(sum(sizes))]
    starts = [sum(sizes[:j]) for j in range(len(sizes))]
    for start, size in zip(starts, sizes, strict=True):
        for r in range(start, start + size):
            rows[r][start : start + size] = [0] * size
    return impact_matrix("random", oracle.named(sizes), rows)


@given(oracle.matrices(max_factors=7, max_combinations=400), st.integers(0, 3))
def test_finds_exactly_the_consistent_scenarios(matrix, tolerance):
    expected = oracle.consistent(matrix, tolerance)
    assert found(matrix, tolerance=tolerance) == expected
    assert consistent_scenarios(matrix, count_only=True, tolerance=tolerance).count == (
        len(expected)
    )


@given(oracle.matrices(oracle.FRACTIONS), st.fractions(0, 2, max_denominator=6))
def test_is_exact_for_fractions(matrix, tolerance):
    assert found(matrix, tolerance=tolerance) == oracle.consistent(matrix, tolerance)


@given(oracle.matrices(oracle.HUGE, max_factors=4, max_combinations=60))
def test_is_exact_for_numbers_beyond_the_machine_word(matrix):
    assert found(matrix) == oracle.consistent(matrix)


@given(
    oracle.matrices(max_factors=7, max_combinations=400), st.integers(0, 3), st.data()
)
def test_fixed_factors_keep_the_consistent_scenarios_with_them(matrix, t, data):
    fixed = {
        j: data.draw(st.integers(0, size - 1))
        for j, size in enumerate(matrix.sizes)
        if data.draw(st.booleans())
    }
    expected = oracle.consistent(matrix, t, fixed)
    assert found(matrix, tolerance=t, fixed=fixed) == expected


@given(oracle.matrices(max_factors=3, max_size=13, max_combinations=700))
def test_factors_with_many_projections_are_searched_exactly(matrix):
    assert found(matrix) == oracle.consistent(matrix)


@pytest.mark.parametrize(
    "sizes",
    [[3] * 10, [2] * 15, [4] * 7, [5] * 6, [2, 9, 3, 12, 2, 2, 7], [20, 20, 20]],
    ids=str,
)
def test_agrees_with_evaluating_every_combination_of_larger_matrices(sizes):
    matrix = random_matrix(sizes, seed=sum(sizes))
    every = np.indices(sizes).reshape(len(sizes), -1).T
    theta = sum(
        matrix.cells[offset + every[:, j]] for j, offset in enumerate(matrix.offsets)
    )
    fine = np.ones(len(every), bool)
    for j, offset in enumerate(matrix.offsets):
        group = theta[:, offset : offset + sizes[j]]
        own = np.take_along_axis(group, every[:, [j]], axis=1)[:, 0]
        fine &= own >= group.max(axis=1) - 1
    assert found(matrix, tolerance=1) == [tuple(row) for row in every[fine].tolist()]


@given(oracle.matrices(), st.randoms(use_true_random=False))
def test_order_of_factors_and_projections_does_not_matter(matrix, rng):
    order = list(range(len(matrix.sizes)))
    rng.shuffle(order)
    inner = [rng.sample(range(matrix.sizes[j]), matrix.sizes[j]) for j in order]
    rows = [
        int(matrix.offsets[j]) + k
        for j, ks in zip(order, inner, strict=True)
        for k in ks
    ]
    shuffled = ImpactMatrix(
        "shuffled",
        tuple(oracle.named([matrix.sizes[j] for j in order])),
        matrix.cells[np.ix_(rows, rows)],
    )
    back = sorted(
        tuple(inner[order.index(j)][row[order.index(j)]] for j in range(len(order)))
        for row in found(shuffled)
    )
    assert back == found(matrix)


@given(oracle.matrices(), st.data())
def test_a_constant_added_to_a_judgement_section_changes_nothing(matrix, data):
    index = st.integers(0, len(matrix.sizes) - 1)
    i, j, constant = data.draw(index), data.draw(index), data.draw(st.integers(-9, 9))
    cells = matrix.cells.copy()
    rows, columns = matrix.owner == i, matrix.owner == j
    cells[np.ix_(rows, columns)] += constant
    assert found(matrix.with_cells(cells), tolerance=1) == found(matrix, tolerance=1)


@given(oracle.matrices(), st.fractions(Fraction(1, 9), 9, max_denominator=9))
def test_scaling_all_impacts_by_a_positive_number_changes_nothing(matrix, factor):
    rows = [[value * factor for value in row] for row in matrix.cells.tolist()]
    scaled = impact_matrix("scaled", matrix.factors, rows)
    assert found(scaled) == found(matrix)
    assert found(scaled, tolerance=2 * factor) == found(matrix, tolerance=2)


@given(oracle.matrices(max_factors=4), st.integers(1, 4))
def test_an_isolated_factor_multiplies_the_count_by_its_projections(matrix, size):
    n = len(matrix.cells)
    cells = np.zeros((n + size, n + size), int)
    cells[:n, :n] = matrix.cells
    wider = impact_matrix("wider", oracle.named([*matrix.sizes, size]), cells)
    alone, both = found(matrix), found(wider)
    assert both == [(*row, k) for row in alone for k in range(size)]


def test_groups_of_factors_without_mutual_influence_multiply_their_counts():
    """More scenarios than could be listed are counted without listing them."""
    matrix = impact_matrix("free", oracle.named([4] * 60), np.zeros((240, 240), int))
    result = consistent_scenarios(matrix, count_only=True)
    assert (result.count, result.complete) == (4**60, True)
    assert len(result.scenarios) == 0
    listed = consistent_scenarios(matrix, memory=1 << 20)
    assert listed.stopped == "memory"
    assert 0 < listed.count == len(listed.scenarios) < 1 << 20
    assert consistent_scenarios(matrix, count_only=True, limit=9).stopped == "limit"


def test_one_group_without_solution_means_there_is_none_in_all():
    never = [[-1, 1, 0, 0], [1, -1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    matrix = impact_matrix("never", oracle.named([2, 2]), never)
    result = consistent_scenarios(matrix, limit=1)
    assert (result.count, result.complete) == (0, True)


@pytest.mark.parametrize("limit", range(12))
def test_limit_is_honest_about_what_is_left_out(somewhereland, limit):
    result = consistent_scenarios(somewhereland, limit=limit)
    assert result.count == len(result.scenarios) == min(limit, 10)
    assert result.complete == (limit >= 10)
    assert result.stopped == (None if limit >= 10 else "limit")
    everything = found(somewhereland)
    assert all(tuple(row) in everything for row in result.scenarios.tolist())
    again = consistent_scenarios(somewhereland, limit=limit)
    assert again.scenarios.tolist() == result.scenarios.tolist()


def test_the_search_is_the_same_in_small_blocks():
    matrix = random_matrix([3] * 12, seed=3)
    small = consistent_scenarios(matrix, tolerance=4, memory=1 << 19)
    large = consistent_scenarios(matrix, tolerance=4)
    assert large.count > 100
    assert small.scenarios.tolist() == large.scenarios.tolist()


def test_progress_grows_to_the_end():
    shares: list[float] = []
    consistent_scenarios(random_matrix([3] * 14, seed=1), progress=shares.append)
    assert len(shares) > 3
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)


def test_a_cancelled_search_says_so_and_keeps_what_it_has():
    matrix = random_matrix([3] * 14, seed=1)
    answers = iter([False, False, True])
    result = consistent_scenarios(matrix, cancelled=lambda: next(answers))
    assert result.stopped == "cancelled"
    assert not result.complete
    assert result.nodes < consistent_scenarios(matrix).nodes


def test_cancelling_between_groups_of_factors_leaves_nothing_half_done():
    matrix = impact_matrix("free", oracle.named([2, 2]), np.zeros((4, 4), int))
    result = consistent_scenarios(matrix, cancelled=lambda: True)
    assert (result.count, result.stopped) == (0, "cancelled")


@given(oracle.matrices(max_combinations=400))
def test_estimate_of_a_small_task_is_the_task(matrix):
    task, result = estimate(matrix), consistent_scenarios(matrix)
    assert task.combinations == len(list(oracle.every_scenario(matrix)))
    # The search may stop early at a group of factors without solution.
    assert task.nodes == result.nodes if result.count else task.nodes >= result.nodes


def test_estimate_of_a_large_task_is_right_in_order_of_magnitude():
    matrix = random_matrix([3] * 17, seed=5)
    task, nodes = estimate(matrix), consistent_scenarios(matrix).nodes
    assert nodes / 3 < task.nodes < nodes * 3
    assert 0 < task.seconds < 60


def test_fixed_factors_may_be_named(somewhereland):
    fixed = {"A. Government": "A1 Patriots party", "C. Economy": "C2 Stagnant"}
    assert len(found(somewhereland, fixed=fixed)) == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"tolerance": -1}, "tolerance must not be negative"),
        ({"tolerance": float("nan")}, "tolerance nan is not a number"),
        ({"limit": -1}, "limit must not be negative"),
        ({"fixed": {"X": "y"}}, "no factor 'X'"),
        ({"fixed": {0: 7}}, "no projection of factor 'A. Government' 7"),
        ({"memory": 1000}, "need more than the permitted 1000 bytes"),
    ],
)
def test_impossible_wishes_are_refused(somewhereland, options, message):
    with pytest.raises(CibError, match=message):
        consistent_scenarios(somewhereland, **options)
