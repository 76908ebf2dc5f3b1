from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.cib.consistency import (
    balances,
    explain,
    margins,
    scenario_margins,
    total_impacts,
)
from strategy.cib.matrix import CibError, impact_matrix
from tests.strategy.cib import oracle


def test_published_balances_of_the_test_scenario(somewhereland, published):
    extras = published["extras"]
    z = somewhereland.scenarios([extras["test_scenario"]])
    assert balances(somewhereland, z)[0].tolist() == extras["test_scenario_balances"]
    found = explain(somewhereland, extras["test_scenario"])
    flat = [value for group in found.balances for value in group]
    assert flat == extras["test_scenario_balances"]


def test_published_margins_and_total_impacts(somewhereland, published):
    z = somewhereland.scenarios(published["consistent_scenarios"])
    extras = published["extras"]
    assert scenario_margins(somewhereland, z) == extras["consistency_values"]
    assert total_impacts(somewhereland, z) == extras["total_impact_scores"]


@given(oracle.matrices(st.one_of(oracle.FRACTIONS, oracle.WHOLE)))
def test_margins_follow_the_definition(matrix):
    every = list(oracle.every_scenario(matrix))
    z = matrix.scenarios(every)
    assert scenario_margins(matrix, z) == [oracle.margin(matrix, row) for row in every]
    plain = [
        [None if m == matrix.beyond else matrix.number(m) for m in row]
        for row in margins(matrix, z).tolist()
    ]
    assert plain == [oracle.margins(matrix, row) for row in every]


@given(oracle.matrices(), st.data())
def test_an_explanation_adds_up(matrix, data):
    scenario = tuple(data.draw(st.integers(0, size - 1)) for size in matrix.sizes)
    tolerance = data.draw(st.integers(0, 2))
    found = explain(matrix, scenario, tolerance=tolerance)
    assert found.margins == tuple(oracle.margins(matrix, scenario))
    assert found.margin == oracle.margin(matrix, scenario)
    smallest = oracle.margin(matrix, scenario)
    assert found.consistent == (smallest is None or smallest >= -tolerance)
    gaps = {c.factor: c.gap for c in found.contradictions}
    expected = {
        j: -margin
        for j, margin in enumerate(oracle.margins(matrix, scenario))
        if margin is not None and margin < -tolerance
    }
    assert gaps == expected
    assert list(gaps.values()) == sorted(gaps.values(), reverse=True)
    for contradiction in found.contradictions:
        theta = oracle.balance(matrix, scenario, contradiction.factor)
        assert theta[contradiction.better] == max(theta)
        assert contradiction.chosen == scenario[contradiction.factor]
        pushes = [cause.push for cause in contradiction.causes]
        assert sum(pushes) == contradiction.gap
        assert 0 not in pushes
        assert pushes == sorted(pushes, reverse=True)


def test_why_the_published_test_scenario_is_contradicted(somewhereland):
    found = explain(somewhereland, (1, 0, 2, 0, 0, 0))
    (contradiction,) = found.contradictions
    assert (contradiction.factor, contradiction.chosen, contradiction.better) == (
        3,
        0,
        1,
    )
    assert contradiction.gap == 14
    worst, *_ = contradiction.causes
    assert (worst.factor, worst.projection) == (5, 0)
    assert (worst.for_better, worst.for_chosen, worst.push) == (3, -3, 6)


def test_self_impacts_count():
    # Alone, the second projection restricts itself more than the first does.
    matrix = impact_matrix("self", [("A", ["a", "b"])], [[0, 0], [0, -1]])
    assert explain(matrix, [0]).consistent
    assert not explain(matrix, [1]).consistent


def test_factors_without_alternative_have_no_margin():
    matrix = impact_matrix(
        "single", [("A", ["a"]), ("B", ["b", "c"])], [[0, 2, 0.5]] * 3
    )
    found = explain(matrix, [0, 0])
    assert found.margins == (None, 3)
    alone = impact_matrix("alone", [("A", ["a"])], [[Fraction(1, 2)]])
    assert explain(alone, [0]).margin is None
    assert explain(alone, [0]).total_impact == Fraction(1, 2)


@pytest.mark.parametrize("index", [-1, 3, 0.5, "a"])
def test_an_index_that_is_none_is_refused(somewhereland, index):
    with pytest.raises(CibError, match=r"'A. Government' has no projection number"):
        somewhereland.scenarios([(index, 0, 0, 0, 0, 0)])


def test_a_scenario_that_does_not_fit_is_refused(somewhereland):
    with pytest.raises(CibError, match="6 projections"):
        explain(somewhereland, [0])
