import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.cib.levels import below, in_context, joined, with_context_factor
from strategy.cib.matrix import CibError, impact_matrix
from strategy.cib.search import consistent_scenarios
from tests.strategy.cib import oracle


@st.composite
def levels(draw):
    """A technology matrix and a regional one that lists some of its factors."""
    upper = draw(oracle.matrices(max_factors=3, max_size=3, max_combinations=27))
    shared = draw(st.integers(1, len(upper.factors)))
    # The regional matrix lists projections in another order.
    factors = [(f.name, f.projections[::-1]) for f in upper.factors[:shared]]
    own = draw(st.lists(st.integers(1, 3), min_size=1, max_size=2))
    factors += [(f"R{j}", [f"R{j}{k}" for k in range(s)]) for j, s in enumerate(own)]
    n = sum(len(projections) for _, projections in factors)
    acting = sum(len(projections) for _, projections in factors[:shared])
    row = st.lists(st.integers(-2, 2), min_size=n, max_size=n)
    cells = np.array(draw(st.lists(row, min_size=n, max_size=n)))
    cells[:, :acting] = 0
    return upper, impact_matrix("region", factors, cells)


def named(matrix, rows):
    return {
        frozenset(
            (factor.name, factor.projections[index])
            for factor, index in zip(matrix.factors, row, strict=True)
        )
        for row in rows
    }


@given(levels())
def test_solving_below_each_technology_scenario_equals_the_joint_matrix(pair):
    upper, lower = pair
    above = consistent_scenarios(upper).scenarios.tolist()
    together = joined("both", upper, lower)
    expected = named(together, consistent_scenarios(together).scenarios.tolist())
    found = set()
    contexts = below(upper, above, lower)
    assert [context.context for context in contexts] == [tuple(row) for row in above]
    for context in contexts:
        (story,) = named(upper, [context.context])
        for region in named(lower, context.result.scenarios.tolist()):
            found.add(story | region)
    assert found == expected


@given(levels())
def test_a_context_factor_gives_the_same_regional_scenarios(pair):
    upper, lower = pair
    above = consistent_scenarios(upper).scenarios.tolist()
    if not above:
        return
    names = {f"Story {k}": row for k, row in enumerate(above)}
    matrix = with_context_factor(upper, names, lower, "Technology scenario")
    own = {factor.name for factor in lower.factors} - {f.name for f in upper.factors}
    for story, context in zip(names, below(upper, above, lower), strict=True):
        expected = {
            frozenset(item for item in row if item[0] in own)
            for row in named(lower, context.result.scenarios.tolist())
        }
        fixed = {"Technology scenario": story}
        rows = consistent_scenarios(matrix, fixed=fixed).scenarios.tolist()
        found = {
            frozenset(item for item in row if item[0] in own)
            for row in named(matrix, rows)
        }
        assert found == expected


def test_a_context_is_not_contradicted_but_a_fixed_factor_can_be(somewhereland):
    decided = {"D. Distribution of wealth": "D1 Balanced", "C. Economy": "C3 Dynamic"}
    assert consistent_scenarios(somewhereland, fixed=decided).count == 0
    context = in_context(somewhereland, decided)
    assert consistent_scenarios(context).count > 0


def test_a_technology_scenario_may_leave_the_region_no_consistent_one():
    upper = impact_matrix("up", [("T", ["t"])], [[0]])
    restless = [[0, 0, 0], [0, -1, 1], [0, 1, -1]]
    lower = impact_matrix("low", [("T", ["t"]), ("R", ["a", "b"])], restless)
    (context,) = below(upper, [(0,)], lower)
    assert context.result.count == 0
    assert context.result.complete


def test_levels_must_share_a_factor_and_its_projections(somewhereland):
    other = impact_matrix("other", [("X", ["x"])], [[0]])
    with pytest.raises(CibError, match="no factor in common"):
        below(other, [(0,)], somewhereland)
    twin = impact_matrix("twin", [("C. Economy", ["x"])], [[0]])
    with pytest.raises(CibError, match=r"'C. Economy' has other projections in 'twin'"):
        joined("both", twin, somewhereland)
