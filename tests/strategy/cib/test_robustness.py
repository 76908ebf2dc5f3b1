from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.cib import robustness
from strategy.cib.matrix import CibError, impact_matrix
from strategy.cib.robustness import ensemble, guaranteed, sensitivity, varied
from strategy.cib.search import consistent_scenarios
from tests.strategy.cib import oracle


def consistent_sets(members, tolerance=0):
    return [set(oracle.consistent(member, tolerance)) for member in members]


@given(oracle.matrices(max_factors=4, max_combinations=80), st.integers(0, 2))
def test_shares_are_those_of_solving_every_member(matrix, tolerance):
    members = [matrix, *varied(matrix, 4, seed=1)]
    sets = consistent_sets(members, tolerance)
    found = ensemble(members, tolerance=tolerance)
    assert found.complete
    rows = [tuple(row) for row in found.scenarios.tolist()]
    assert rows == sorted(set().union(*sets))
    assert found.agrees.tolist() == [[row in own for row in rows] for own in sets]
    assert found.shares == pytest.approx(
        [sum(row in own for own in sets) / 5 for row in rows]
    )


def test_large_matrices_are_searched_and_small_ones_swept_alike(
    somewhereland, monkeypatch
):
    members = varied(somewhereland, 6)
    swept = ensemble(members, tolerance=1)
    monkeypatch.setattr(robustness, "_SWEEP", 0)
    shares: list[float] = []
    searched = ensemble(members, tolerance=1, progress=shares.append)
    assert searched.scenarios.tolist() == swept.scenarios.tolist()
    assert searched.agrees.tolist() == swept.agrees.tolist()
    assert shares[-1] == 1.0
    assert not ensemble(members, limit=1).complete


def test_given_scenarios_are_checked_in_every_member(somewhereland, published):
    rows = somewhereland.scenarios(published["consistent_scenarios"])
    found = ensemble([somewhereland, *varied(somewhereland, 3)], scenarios=rows)
    assert found.scenarios is rows
    assert found.agrees.shape == (4, 10)
    assert found.agrees[0].all()
    nothing = ensemble([somewhereland], scenarios=rows[:0])
    assert nothing.agrees.shape == (1, 0)


@pytest.mark.parametrize("factor", [Fraction(1, 3), 10**7, 10**20], ids=str)
def test_members_in_different_units_and_sizes_compare_exactly(somewhereland, factor):
    rows = [[value * factor for value in row] for row in somewhereland.cells.tolist()]
    scaled = impact_matrix("scaled", somewhereland.factors, rows)
    found = ensemble([somewhereland, scaled])
    assert len(found.scenarios) == 10
    assert found.agrees.all()


def test_groups_of_members_have_shares_of_their_own(somewhereland):
    found = ensemble([somewhereland, *varied(somewhereland, 3)])
    groups = found.by_group(["town", "union", "town", "union"])
    assert list(groups) == ["town", "union"]
    assert groups["town"] == pytest.approx(found.agrees[[0, 2]].mean(axis=0))
    assert (groups["town"] + groups["union"]) / 2 == pytest.approx(found.shares)
    with pytest.raises(CibError, match="4 members need as many groups; got 1"):
        found.by_group(["town"])


def test_progress_of_a_sweep_is_reported(somewhereland):
    shares: list[float] = []
    ensemble([somewhereland], progress=shares.append)
    assert shares[-1] == 1.0


def test_members_must_be_there_and_fit(somewhereland):
    with pytest.raises(CibError, match="at least one"):
        ensemble([])
    other = impact_matrix("Other", oracle.named([2]), [[0, 0], [0, 0]])
    with pytest.raises(CibError, match="'Other' has other factors"):
        ensemble([somewhereland, other])
    with pytest.raises(CibError, match="tolerance must not be negative"):
        ensemble([somewhereland], tolerance=-1)


@pytest.mark.parametrize(
    ("members", "options", "message"),
    [
        (0, {}, "1 to 69204 variations; got 0"),
        (10**9, {}, "1 to 69204 variations; got 1000000000"),
        (1, {"spread": -1}, "spread must be 0 to 1000; got -1"),
        (1, {"spread": 10**30}, "spread must be 0 to 1000"),
        (1, {"share": float("nan")}, "share to vary must be 0 to 1; got nan"),
        (1, {"seed": -1}, "seed must not be negative"),
    ],
)
def test_impossible_variations_are_refused(somewhereland, members, options, message):
    with pytest.raises(CibError, match=message):
        varied(somewhereland, members, **options)


def test_variations_stay_within_the_spread_and_leave_empty_sections(somewhereland):
    members = varied(somewhereland, 50, spread=2, seed=7)
    moves = np.array([member.cells for member in members]) - somewhereland.cells
    assert set(np.unique(moves)) == {-2, -1, 0, 1, 2}
    cells = somewhereland.cells
    assert not moves[:, 0:3, 0:3].any()  # a factor on itself: no judgement there
    assert not cells[3:6, 9:11].any()
    assert not moves[:, 3:6, 9:11].any()
    assert moves[:, 3:6, 11:14].any()
    again = varied(somewhereland, 50, spread=2, seed=7)
    assert all((a.cells == b.cells).all() for a, b in zip(members, again, strict=True))
    some = varied(somewhereland, 50, share=0.1)
    changed = np.mean([(m.cells != cells).mean() for m in some])
    assert changed < 0.05


@given(
    oracle.matrices(max_factors=3, max_size=3, max_combinations=18),
    st.sampled_from([1, 2, Fraction(1, 2)]),
    st.integers(0, 1),
)
def test_sensitivity_equals_changing_every_judgement(matrix, change, tolerance):
    before = set(oracle.consistent(matrix, tolerance))
    filled = {
        (i, j)
        for i, j in np.ndindex(len(matrix.sizes), len(matrix.sizes))
        if matrix.cells[np.ix_(matrix.owner == i, matrix.owner == j)].any()
    }
    expected = {}
    plain = [[matrix.number(v) for v in row] for row in matrix.cells]
    for r, c in np.ndindex(matrix.cells.shape):
        i, j = int(matrix.owner[r]), int(matrix.owner[c])
        if i == j and (i, j) not in filled:
            continue
        for sign in (change, -change):
            rows = [list(row) for row in plain]
            rows[r][c] += sign
            changed = impact_matrix("changed", matrix.factors, rows)
            after = set(oracle.consistent(changed, tolerance))
            if after != before:
                place = (i, r - int(matrix.offsets[i])), (j, c - int(matrix.offsets[j]))
                expected[*place, sign] = after - before, before - after
    found = sensitivity(matrix, change=change, tolerance=tolerance)
    assert found.complete
    got = {
        (e.row, e.column, e.change): (set(e.made), set(e.broken)) for e in found.effects
    }
    assert got == expected
    influence = [e.influence for e in found.effects]
    assert influence == sorted(influence, reverse=True)


def test_published_robust_scenario_survives_every_single_change(somewhereland):
    """A1 B3 C1 D2 E3 F3 has margin 1 and is broken by no change of one judgement."""
    effects = sensitivity(somewhereland).effects
    broken = {scenario for effect in effects for scenario in effect.broken}
    assert (0, 2, 0, 1, 2, 2) not in broken
    assert len(broken) == 9


def test_sensitivity_says_when_there_were_too_many_candidates(somewhereland):
    assert not sensitivity(somewhereland, limit=3).complete
    with pytest.raises(CibError, match="change must be positive"):
        sensitivity(somewhereland, change=0)
    with pytest.raises(CibError, match="tolerance must not be negative"):
        sensitivity(somewhereland, tolerance=-0.5)


def test_sensitivity_of_a_large_matrix_without_judgements_stays_in_bounds():
    matrix = impact_matrix("free", oracle.named([3] * 60), np.zeros((180, 180), int))
    shares: list[float] = []
    found = sensitivity(matrix, progress=shares.append)
    assert not found.complete
    assert max(effect.influence for effect in found.effects) <= 154
    assert shares[-1] == 1.0


@given(oracle.matrices(max_factors=4, max_combinations=60), st.integers(0, 99))
def test_guaranteed_scenarios_survive_any_change_of_that_size(matrix, seed):
    found = consistent_scenarios(matrix).scenarios
    if not len(found):
        return
    rng = np.random.default_rng(seed)
    filled = robustness._filled(matrix)[np.ix_(matrix.owner, matrix.owner)]
    signs = rng.choice([-1, 1], matrix.cells.shape) * filled
    plain = np.array([[matrix.number(v) for v in row] for row in matrix.cells], object)
    for row, bound in zip(found.tolist(), guaranteed(matrix, found), strict=True):
        assert bound is None or bound >= 0
        shifted = (plain + signs * (bound or 0)).tolist()
        changed = impact_matrix("shifted", matrix.factors, shifted)
        assert oracle.margin(changed, row) is None or oracle.margin(changed, row) >= 0


def test_guaranteed_change_of_the_published_robust_scenario(somewhereland):
    rows = somewhereland.scenarios([(0, 2, 0, 1, 2, 2), (1, 0, 2, 0, 0, 0)])
    robust, contradicted = guaranteed(somewhereland, rows)
    assert 0 < robust < 1
    assert contradicted < 0
    still = impact_matrix("still", oracle.named([2]), [[0, 0], [0, 0]])
    assert guaranteed(still, still.scenarios([(0,)])) == [None]
