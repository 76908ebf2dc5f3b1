from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.cib import basins as basins_module
from strategy.cib.basins import UnsettledError, attractors, weights
from strategy.cib.matrix import CibError, impact_matrix
from strategy.cib.runs import tableau
from strategy.cib.search import consistent_scenarios
from strategy.cib.succession import path, step
from tests.strategy.cib import oracle
from tests.strategy.cib.test_search import random_matrix

RULES = ["global", "local", "incremental"]


def local_step(matrix, scenario):
    gaps = [
        max(theta) - theta[chosen]
        for chosen, theta in (
            (chosen, oracle.balance(matrix, scenario, j))
            for j, chosen in enumerate(scenario)
        )
    ]
    if not max(gaps):
        return scenario
    widest = gaps.index(max(gaps))
    moved = list(scenario)
    moved[widest] = oracle.global_step(matrix, scenario)[widest]
    return tuple(moved)


def incremental_step(matrix, scenario, ordinal):
    return tuple(
        goal if j not in ordinal else chosen + (goal > chosen) - (goal < chosen)
        for j, (chosen, goal) in enumerate(
            zip(scenario, oracle.global_step(matrix, scenario), strict=True)
        )
    )


def brute_force(matrix, move):
    """Attractors as sets of scenarios, with the number of starts that end there."""
    basins = Counter()
    for start in oracle.every_scenario(matrix):
        seen, here = [], start
        while here not in seen:
            seen.append(here)
            here = move(here)
        basins[frozenset(seen[seen.index(here) :])] += 1
    return basins


def basins(found):
    return {frozenset(a.scenarios): a.starts for a in found.attractors}


@given(oracle.matrices(max_factors=4, max_combinations=120))
def test_basins_equal_those_of_following_every_start(matrix):
    every = range(len(matrix.sizes))
    rules = {
        "global": lambda z: oracle.global_step(matrix, z),
        "local": lambda z: local_step(matrix, z),
        "incremental": lambda z: incremental_step(matrix, z, every),
    }
    for rule, move in rules.items():
        found = attractors(matrix, rule=rule)
        assert found.exact
        assert basins(found) == brute_force(matrix, move), rule
        assert found.count == len(found.attractors)
        assert sum(a.starts for a in found.attractors) == matrix.combinations
        assert sum(a.share for a in found.attractors) == pytest.approx(1)
        cycling = sum(a.starts for a in found.attractors if a.is_cycle)
        assert found.cycling == cycling


@given(oracle.matrices(max_factors=4))
def test_a_scenario_is_consistent_exactly_when_succession_leaves_it(matrix):
    every = np.array(list(oracle.every_scenario(matrix)))
    consistent = consistent_scenarios(matrix).scenarios.tolist()
    for rule in RULES:
        after = step(matrix, every, rule=rule)
        assert every[(after == every).all(axis=1)].tolist() == consistent


@given(oracle.matrices(max_factors=3), st.integers(0, 2))
def test_only_ordinal_factors_move_step_by_step(matrix, ordinal):
    every = list(oracle.every_scenario(matrix))
    after = step(matrix, np.array(every), rule="incremental", ordinal=[ordinal])
    expected = [incremental_step(matrix, z, [ordinal]) for z in every]
    assert [tuple(row) for row in after.tolist()] == expected


def test_published_weights(somewhereland, published):
    for rule, key in (("global", "basins_global"), ("local", "basins_local")):
        found = basins(attractors(somewhereland, rule=rule))
        expected = published["extras"][key]
        rows = [frozenset([tuple(z)]) for z in published["consistent_scenarios"]]
        assert [found[row] for row in rows] == expected


def test_attractors_are_listed_by_weight_and_may_be_cut(somewhereland):
    found = attractors(somewhereland, most=3)
    assert [a.starts for a in found.attractors] == [178, 127, 55]
    assert (found.count, found.starts, found.cycling) == (10, 486, 0)
    assert all(a.low == a.share == a.high for a in found.attractors)


def test_a_cycle_starts_with_its_smallest_scenario_and_runs_in_order():
    # A wants to be as B is, B wants to be as A is not: four scenarios in a circle.
    rows = [[0, 0, -1, 1], [0, 0, 1, -1], [1, -1, 0, 0], [-1, 1, 0, 0]]
    matrix = impact_matrix("circle", oracle.named([2, 2]), rows)
    (cycle,) = attractors(matrix).attractors
    assert cycle.scenarios == ((0, 0), (0, 1), (1, 1), (1, 0))
    assert cycle.is_cycle
    visited, begin = path(matrix, (1, 1))
    assert (visited, begin) == ([(1, 1), (1, 0), (0, 0), (0, 1)], 0)


def test_a_path_ends_at_the_first_scenario_that_repeats(somewhereland):
    visited, begin = path(somewhereland, (1, 0, 2, 0, 0, 0))
    assert visited[0] == (1, 0, 2, 0, 0, 0)
    assert begin == len(visited) - 1
    assert list(visited[-1]) in consistent_scenarios(somewhereland).scenarios.tolist()
    local, _ = path(somewhereland, (1, 0, 2, 0, 0, 0), rule="local")
    assert sum(a != b for a, b in zip(local[0], local[1], strict=True)) == 1


def test_a_sample_covers_the_exact_shares():
    matrix = random_matrix([3] * 8, seed=4)
    exact = {a.scenarios: a.share for a in attractors(matrix).attractors}
    shares: list[float] = []
    sample = attractors(matrix, memory=0, samples=4000, progress=shares.append)
    assert not sample.exact
    assert sample.starts == 4000
    assert shares[-1] == 1.0
    assert sum(a.starts for a in sample.attractors) == 4000
    misses = [a for a in sample.attractors if not a.low <= exact[a.scenarios] <= a.high]
    assert len(misses) <= 1
    again = attractors(matrix, memory=0, samples=4000)
    assert again.attractors == sample.attractors


def test_more_combinations_than_can_be_numbered_are_sampled():
    cells = np.kron(np.eye(45, k=1, dtype=int), np.eye(3, dtype=int))
    matrix = impact_matrix("chain", oracle.named([3] * 45), cells)
    found = attractors(matrix, samples=300)
    assert not found.exact
    # Every factor follows the one before it, so the first decides about all.
    assert {a.scenarios for a in found.attractors} == {((k,) * 45,) for k in range(3)}
    assert 60 < found.attractors[-1].starts < found.attractors[0].starts < 140


def test_a_sample_that_does_not_come_to_rest_is_given_up(monkeypatch):
    monkeypatch.setattr(basins_module, "_LEAST_MEMORY", 0)
    with pytest.raises(UnsettledError, match="does not come to rest"):
        attractors(random_matrix([3] * 8, seed=4), memory=0, samples=4000)
    table = tableau(random_matrix([3] * 8, seed=4), memory=0)
    assert (table.weights, table.cancelled) == (None, False)


@given(oracle.matrices(oracle.HUGE, max_factors=3, max_combinations=20))
def test_numbers_beyond_the_machine_word_are_followed_exactly(matrix):
    def move(scenario):
        return oracle.global_step(matrix, scenario)

    assert basins(attractors(matrix)) == brute_force(matrix, move)


def test_without_impacts_every_scenario_rests():
    matrix = impact_matrix("still", oracle.named([3, 2]), np.zeros((5, 5), int))
    found = attractors(matrix)
    assert (found.count, found.cycling) == (6, 0)
    assert attractors(matrix, memory=0, samples=50).count == 6


def test_progress_is_reported():
    shares: list[float] = []
    attractors(random_matrix([3] * 11, seed=1), progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 1


def test_weights_of_scenarios_that_do_not_rest_are_zero(somewhereland):
    rows = somewhereland.scenarios([(0, 0, 0, 0, 0, 0), (0, 2, 0, 1, 2, 2)])
    found = weights(somewhereland, rows)
    assert found.starts == (0, 127)
    assert found.interval(1) == (127 / 486, 127 / 486)
    assert weights(somewhereland, rows[:0]).starts == ()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"samples": 0}, "1 to 10000000 starts; not 0"),
        ({"samples": 10**9}, "not 1000000000"),
        ({"most": -1}, "to list is negative"),
        ({"seed": -1}, "seed must not be negative"),
    ],
)
def test_impossible_wishes_are_refused(somewhereland, options, message):
    with pytest.raises(CibError, match=message):
        attractors(somewhereland, **options)


def test_an_unknown_rule_is_refused(somewhereland):
    with pytest.raises(CibError, match="no rule 'adiabatic'"):
        attractors(somewhereland, rule="adiabatic")
