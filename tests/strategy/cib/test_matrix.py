from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from strategy.cib.matrix import CibError, Factor, impact_matrix
from tests.strategy.cib import oracle

TWO = [("Energy", ["cheap", "dear"]), ("Industry", ["stays", "leaves"])]
ZEROS = [[0] * 4 for _ in range(4)]


def changed(row, column, value):
    rows = [list(cells) for cells in ZEROS]
    rows[row][column] = value
    return rows


def test_a_matrix_knows_its_shape(somewhereland):
    assert somewhereland.sizes == (3, 3, 3, 2, 3, 3)
    assert somewhereland.offsets.tolist() == [0, 3, 6, 9, 11, 14]
    assert somewhereland.owner.tolist()[:4] == [0, 0, 0, 1]
    assert somewhereland.combinations == 486


def test_a_matrix_cannot_be_changed(somewhereland):
    with pytest.raises(ValueError, match="read-only"):
        somewhereland.cells[0, 0] = 1
    with pytest.raises(AttributeError):
        somewhereland.name = "other"


def test_values_of_every_kind_are_kept_exactly():
    kinds = [Fraction(1, 3), 0.1, Decimal("0.25"), np.int64(2), np.float64(0.5), -1]
    for value in kinds:
        matrix = impact_matrix("m", TWO, changed(0, 2, value))
        expected = Fraction(str(value)) if isinstance(value, float) else value
        assert matrix.number(matrix.cells[0, 2]) == expected
    assert impact_matrix("m", TWO, changed(0, 2, 0.1)).scale == 10


def test_whole_numbers_stay_int_and_fractions_become_fractions():
    matrix = impact_matrix("m", TWO, changed(0, 2, 0.5))
    assert matrix.number(2) == 1
    assert isinstance(matrix.number(2), int)
    assert matrix.number(1) == Fraction(1, 2)
    assert matrix.slack(0.7) == 1


def test_numbers_beyond_the_machine_word_are_kept():
    matrix = impact_matrix("m", TWO, changed(0, 2, 10**40))
    assert matrix.cells[0, 2] == 10**40
    assert matrix.beyond > 10**40


@pytest.mark.parametrize(
    ("factors", "rows", "message"),
    [
        (TWO, ZEROS[:3], "needs 4 rows, one for each projection; got 3"),
        (TWO, [*ZEROS[:3], [0]], "row of 'Industry: leaves' needs 4 values; got 1"),
        (TWO, changed(0, 3, "x"), "'Energy: cheap' on 'Industry: leaves': 'x' is not"),
        (TWO, changed(0, 3, True), "True is not a number"),
        (TWO, changed(0, 3, float("inf")), "inf is not a number"),
        (TWO, changed(0, 3, Decimal("1e999999999")), "more than 300 digits"),
        (TWO, changed(0, 3, 10**300), "more than 300 digits"),
        (TWO, changed(0, 3, Fraction(1, 10**300)), "more than 300 digits"),
        (TWO, changed(0, 3, None), "None is not a number"),
        ([TWO[0], TWO[0]], ZEROS, "Two factors are called 'Energy'"),
        ([("Energy", ["cheap", "cheap"])], [], "two projections called 'cheap'"),
        ([("Energy", [])], [], "'Energy' needs 1 to 64 projections; got 0"),
        ([("Energy", ["p"] * 65)], [], "needs 1 to 64 projections; got 65"),
        ([TWO[0], (" ", ["a", "b"])], ZEROS, "Factor number 2 has no name"),
        ([("Cost\nly", ["a"])], [[0]], r"line break .*: 'Cost\\nly'"),
        ([("Costly", ["\ud800"])], [[0]], r"projection of 'Costly' has a line break"),
        ([], [], "1 to 60 factors; got 0"),
        (oracle.named([1] * 61), [], "1 to 60 factors; got 61"),
    ],
)
def test_wrong_input_is_named(factors, rows, message):
    with pytest.raises(CibError, match=message):
        impact_matrix("m", factors, rows)


def test_a_common_denominator_beyond_all_bounds_is_refused():
    rows = [[Fraction(1, 10**150 + 4 * r + c) for c in range(4)] for r in range(4)]
    with pytest.raises(CibError, match="no common denominator of useful size"):
        impact_matrix("m", TWO, rows)


@pytest.mark.parametrize(("value", "fine"), [(3, True), (4, False), (-4, False)])
def test_a_declared_range_is_enforced(value, fine):
    rows = changed(1, 2, value)
    if fine:
        impact_matrix("m", TWO, rows, minimum=-3, maximum=3)
        return
    message = f"'Energy: dear' on 'Industry: stays': {value} is outside the range -3 to"
    with pytest.raises(CibError, match=message):
        impact_matrix("m", TWO, rows, minimum=-3, maximum=3)


def test_a_range_may_be_open_at_one_end():
    impact_matrix("m", TWO, changed(1, 2, 99), minimum=0)
    with pytest.raises(CibError, match="outside"):
        impact_matrix("m", TWO, changed(1, 2, 99), maximum=9)


def test_blank_projections_may_repeat_as_in_published_files():
    impact_matrix("m", [("Energy", ["", ""])], [[0, 0], [0, 0]])


def test_scenarios_are_checked(somewhereland):
    assert somewhereland.scenarios([(0, 0, 0, 0, 0, 0)]).shape == (1, 6)
    assert somewhereland.scenarios([]).shape == (0, 6)
    with pytest.raises(CibError, match="has 6 projections, one for each factor; got 2"):
        somewhereland.scenarios([(0, 0)])
    with pytest.raises(
        CibError, match=r"wealth' has no projection number 2; .* 0 to 1"
    ):
        somewhereland.scenarios([(0, 0, 0, 2, 0, 0)])


def test_factors_and_projections_are_found_by_name_or_number(somewhereland):
    assert somewhereland.locate("C. Economy", "C3 Dynamic") == (2, 2)
    assert somewhereland.locate(2, 2) == (2, 2)
    with pytest.raises(CibError, match="no factor 9"):
        somewhereland.locate(9, 0)
    with pytest.raises(CibError, match=r"no projection of factor 'C. Economy' 'C4'"):
        somewhereland.locate("C. Economy", "C4")


def test_an_ambiguous_name_is_not_guessed():
    matrix = impact_matrix("m", [Factor("Energy", ("", ""))], [[0, 0], [0, 0]])
    with pytest.raises(CibError, match="no projection of factor 'Energy' ''"):
        matrix.locate("Energy", "")


def test_restriction_keeps_the_judgements_of_what_is_left(somewhereland):
    smaller = somewhereland.restricted({0: [2], 2: [0, 2]})
    assert smaller.sizes == (1, 3, 2, 2, 3, 3)
    assert smaller.factors[0].projections == ("A3 Social party",)
    assert smaller.factors[2].projections == ("C1 Shrinking", "C3 Dynamic")
    kept = [2, 3, 4, 5, 6, 8, *range(9, 17)]
    expected = somewhereland.cells[np.ix_(kept, kept)]
    assert smaller.cells.tolist() == expected.tolist()
