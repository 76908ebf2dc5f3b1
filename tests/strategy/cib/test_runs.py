import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.cib.basins import attractors
from strategy.cib.matrix import CibError, impact_matrix
from strategy.cib.runs import Change, compare, tableau
from strategy.cib.search import consistent_scenarios
from tests.strategy.cib import oracle
from tests.strategy.cib.test_search import random_matrix


@given(oracle.matrices(), st.integers(0, 2))
def test_every_line_is_a_consistent_scenario_with_its_figures(matrix, tolerance):
    table = tableau(matrix, tolerance=tolerance)
    expected = oracle.consistent(matrix, tolerance)
    assert [line.scenario for line in table.lines] == expected
    resting = {
        a.scenarios[0]: a.starts
        for a in attractors(matrix).attractors
        if not a.is_cycle
    }
    for line in table.lines:
        assert line.margin == oracle.margin(matrix, line.scenario)
        assert line.starts == resting.get(line.scenario, 0)
        assert line.low == line.high == line.starts / matrix.combinations
    weighed = sum(line.starts for line in table.lines)
    assert weighed + table.weights.cycling == table.weights.total
    assert table.weights.exact
    assert not table.cancelled


def test_the_published_case(somewhereland, published):
    table = tableau(somewhereland)
    extras = published["extras"]
    assert [line.starts for line in table.lines] == extras["basins_global"]
    assert [line.margin for line in table.lines] == extras["consistency_values"]
    assert table.found.complete
    totals = extras["total_impact_scores"]
    assert [line.total_impact for line in table.lines] == totals


def test_too_many_starts_are_sampled_and_said_to_be():
    matrix = random_matrix([3] * 8, seed=4)
    table = tableau(matrix, memory=0, samples=2000)
    assert not table.weights.exact
    exact = tableau(matrix)
    for sampled, line in zip(table.lines, exact.lines, strict=True):
        assert sampled.low <= line.low <= sampled.high
    cells = np.kron(np.eye(45, k=1, dtype=int), np.eye(3, dtype=int))
    chain = impact_matrix("chain", oracle.named([3] * 45), cells)
    starts = [line.starts for line in tableau(chain, samples=300).lines]
    assert sum(starts) == 300
    assert min(starts) > 60


def test_weights_can_be_left_out(somewhereland):
    table = tableau(somewhereland, weighed=False, limit=3)
    assert [line.starts for line in table.lines] == [None] * 3
    assert table.weights is None
    assert table.found.stopped == "limit"
    assert tableau(somewhereland, fixed={2: 1}, weighed=False).found.count == 5


def test_progress_grows_from_search_to_weights():
    shares: list[float] = []
    tableau(random_matrix([3] * 11, seed=1), progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert any(0 < share <= 0.5 for share in shares)


def test_cancelling_keeps_what_was_found():
    matrix = random_matrix([3] * 11, seed=1)
    early = tableau(matrix, cancelled=lambda: True)
    assert early.cancelled
    assert early.found.stopped == "cancelled"
    asked = itertools.count()
    consistent_scenarios(matrix, cancelled=lambda: next(asked) < 0)
    steps = next(asked)
    answers = itertools.count()
    late = tableau(matrix, cancelled=lambda: next(answers) >= steps)
    assert late.cancelled
    assert late.found.complete
    assert late.weights is None
    assert len(late.lines) == late.found.count


def test_equal_runs_differ_in_nothing(somewhereland):
    rows = consistent_scenarios(somewhereland).scenarios
    same = compare(somewhereland, rows, somewhereland, rows)
    assert same.kept == tuple((at, at) for at in range(10))
    assert (same.gone, same.new, same.changes) == ((), (), ())


def test_a_changed_judgement_and_what_it_did(somewhereland):
    cells = somewhereland.cells.copy()
    cells[0, 3] += 3
    after = impact_matrix("later", somewhereland.factors, cells)
    old = consistent_scenarios(somewhereland).scenarios
    new = consistent_scenarios(after).scenarios
    found = compare(somewhereland, old, after, new)
    before_set, after_set = (set(map(tuple, rows.tolist())) for rows in (old, new))
    assert {tuple(old[at]) for at in found.gone} == before_set - after_set
    assert {tuple(new[at]) for at in found.new} == after_set - before_set
    assert all((old[a] == new[b]).all() for a, b in found.kept)
    (change,) = found.changes
    assert change == Change(
        ("A. Government", "A1 Patriots party"),
        ("B. Foreign policy", "B1 Cooperation"),
        somewhereland.number(cells[0, 3] - 3),
        somewhereland.number(cells[0, 3]),
    )


def test_runs_with_other_factors_are_compared_in_those_they_share():
    before = impact_matrix(
        "a", [("A", ["x", " "]), ("B", ["y"])], np.zeros((3, 3), int)
    )
    half = [[0.5 if r == c == 1 else 0 for c in range(5)] for r in range(5)]
    factors = [("C", ["z", "u"]), ("A", [" ", "x", "w"])]
    after = impact_matrix("b", factors, half)
    found = compare(
        before,
        before.scenarios([(0, 0), (1, 0)]),
        after,
        after.scenarios([(0, 1), (1, 1), (0, 2)]),
    )
    assert found.kept == ((0, 0),)
    assert found.gone == (1,)
    assert found.new == (2,)
    assert (found.factors_gone, found.factors_new) == (("B",), ("C",))
    assert found.changes == ()


def test_compared_scenarios_must_fit(somewhereland):
    rows = np.zeros((1, 6), int)
    with pytest.raises(CibError, match="has 6 projections"):
        compare(somewhereland, rows[:, :2], somewhereland, rows)
