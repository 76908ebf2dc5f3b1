from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.cib.matrix import CibError, impact_matrix
from strategy.cib.preparation import (
    activities,
    dissent_by_section,
    joint_matrix,
    matrix_influences,
    opinion,
    opinions,
    opinions_by_group,
    suggest_key_factors,
)
from tests.strategy.cib import oracle

INFLUENCES = [[9, 3, 3, 0], [0, 0, 3, 0], [2, 3, 0, 0], [0, 1, 0, 0]]
FACTORS = oracle.named([1, 2])


def test_active_and_passive_sums_leave_out_the_diagonal():
    found = activities(INFLUENCES)
    assert [a.active for a in found] == [6, 3, 5, 1]
    assert [a.passive for a in found] == [2, 7, 6, 0]
    assert [a.role for a in found] == ["active", "passive", "critical", "buffering"]
    assert [a.product for a in found] == [12, 21, 30, 0]
    assert [a.quotient for a in found] == [3, Fraction(3, 7), Fraction(5, 6), None]


def test_key_factors_are_the_most_interwoven():
    assert suggest_key_factors(activities(INFLUENCES), 3) == [2, 1, 0]
    assert suggest_key_factors(activities(INFLUENCES), 9) == [2, 1, 0, 3]


def test_influences_come_from_a_cross_impact_matrix_too(somewhereland):
    sums = matrix_influences(somewhereland)
    assert sums[0][1] == 2 + 1 + 1 + 2 + 1 + 3
    half = impact_matrix("m", FACTORS, [[0, 0.5, -1], [0, 0, 0], [0, 0, 0]])
    assert matrix_influences(half) == [[0, Fraction(3, 2)], [0, 0]]


@pytest.mark.parametrize(
    ("influences", "message"),
    [([[0, 1]], "1 factors needs 1 values"), ([[0, -1], [0, 0]], "0 or more")],
)
def test_wrong_influences_are_refused(influences, message):
    with pytest.raises(CibError, match=message):
        activities(influences)


def test_an_opinion_shows_dissent_and_conflict():
    found = opinion([3, -1, None, 2, 2])
    assert (found.answers, found.total, found.median) == (4, 6, 2)
    assert (found.low, found.high, found.spread) == (-1, 3, 4)
    assert found.dissent == Fraction(1 + 3, 4)
    assert found.conflict
    assert not opinion([0, 2]).conflict
    assert opinion([1, 2]).median == Fraction(3, 2)


def test_no_answer_is_not_zero():
    nobody = opinion([None, None])
    assert (nobody.answers, nobody.total, nobody.median) == (0, 0, None)
    assert nobody.spread is None
    assert nobody.dissent is None


def test_opinions_are_also_given_by_group():
    sheets = [[[1, 2]], [[3, None]], [[-1, 0]]]
    assert [cell.total for cell in opinions(sheets)[0]] == [3, 2]
    groups = opinions_by_group(sheets, ["union", "firms", "union"])
    assert list(groups) == ["union", "firms"]
    assert groups["union"][0][0].total == 0
    assert groups["union"][0][0].conflict
    assert groups["firms"][0][1].answers == 0


@given(st.data())
def test_what_is_consistent_for_everybody_is_consistent_in_the_sum(data):
    sheets = [data.draw(oracle.matrices(max_factors=1)) for _ in range(1)]
    shape = sheets[0]
    cell = st.integers(-3, 3)
    n = len(shape.cells)
    row = st.lists(cell, min_size=n, max_size=n)
    people = [data.draw(st.lists(row, min_size=n, max_size=n)) for _ in range(3)]
    members = [impact_matrix("own", shape.factors, sheet) for sheet in people]
    joint = joint_matrix("joint", shape.factors, people)
    everybody = set.intersection(*(set(oracle.consistent(m)) for m in members))
    assert everybody <= set(oracle.consistent(joint))


def test_answers_are_exact_numbers():
    assert opinion([0.1, 0.3]).median == Fraction(1, 5)
    with pytest.raises(CibError, match="The answer 'x' is not a number"):
        opinion(["x"])


def test_matrices_and_groups_must_fit():
    with pytest.raises(CibError, match="different shapes"):
        joint_matrix("m", oracle.named([2]), [[[1, 2], [3]], [[1, 2], [3, 4]]])
    with pytest.raises(CibError, match="1 matrices need as many groups; got 2"):
        opinions_by_group([[[1]]], ["town", "union"])


def test_the_joint_matrix_is_the_sum_and_settled_values_count_for_all():
    sheets = [
        [[0, 1, -1], [0, 0, 0], [0, 0, 0]],
        [[0, 2, None], [1, 0, 0], [None, 0, 0]],
    ]
    joint = joint_matrix("joint", FACTORS, sheets, settled={(2, 0): 3})
    assert joint.cells.tolist() == [[0, 3, -1], [1, 0, 0], [6, 0, 0]]
    even = joint_matrix("even", FACTORS, sheets, balanced=True)
    assert even.cells.tolist() == [[0, 3, -2], [1, 0, 0], [0, 0, 0]]


def test_dissent_of_a_section_is_the_mean_of_what_was_answered():
    shape = impact_matrix("m", FACTORS, [[0] * 3] * 3)
    cells = opinions(
        [
            [[0, 1, 0], [0, 0, 0], [0, 0, 0]],
            [[0, 3, 0], [2, 0, 0], [None, 0, 0]],
            [[0, 2, None], [4, 0, 0], [None, 0, 0]],
        ]
    )
    found = dissent_by_section(shape, cells)
    assert found[0, 1] == pytest.approx((2 / 3 + 0) / 2)
    assert found[1, 0] == pytest.approx((4 / 3 + 0) / 2)
    nobody = opinions([[[None] * 3] * 3])
    assert dissent_by_section(shape, nobody).tolist() == [[0, 0], [0, 0]]
