"""Small realistic matrices: what a workshop would bring."""

import json

from strategy.cib.bundles import bundles, consistency_matrix
from strategy.cib.files import read_matrix
from strategy.cib.levels import below, joined
from strategy.cib.search import consistent_scenarios
from tests.strategy.cib import oracle
from tests.strategy.cib.conftest import SAMPLES
from tests.strategy.cib.test_bundles import brute_force, listed


def sample(name):
    return read_matrix(name, (SAMPLES / name).read_bytes())


def worded(matrix, scenario):
    pairs = zip(matrix.factors, scenario, strict=True)
    return {factor.name: factor.projections[index] for factor, index in pairs}


def test_a_technology_field_has_several_futures_of_which_one_is_robust():
    matrix = sample("leistungselektronik.json")
    found = [tuple(row) for row in consistent_scenarios(matrix).scenarios.tolist()]
    assert found == oracle.consistent(matrix)
    robust = [row for row in found if oracle.margin(matrix, row) > 0]
    assert len(found) == 5
    assert [worded(matrix, row)["Fertigung"] for row in robust] == ["in der Region"]


def test_every_technology_future_is_the_context_of_a_regional_one():
    upper, lower = sample("leistungselektronik.json"), sample("region.json")
    above = consistent_scenarios(upper).scenarios.tolist()
    apart = {
        (tuple(found.context), *row[2:])
        for found in below(upper, above, lower)
        for row in found.result.scenarios.tolist()
    }
    assert {context for context, *_ in apart} == {tuple(row) for row in above}
    together = consistent_scenarios(joined("both", upper, lower)).scenarios.tolist()
    assert apart == {(tuple(row[:6]), *row[6:]) for row in together}


def test_a_consistency_matrix_rules_out_what_cannot_go_together():
    data = json.loads((SAMPLES / "konsistenzmatrix.json").read_text())
    factors = [(d["name"], d["variants"]) for d in data["descriptors"]]
    matrix = consistency_matrix(data["name"], factors, data["ratings"])
    found = bundles(matrix)
    assert listed(found) == brute_force(matrix)
    best = worded(matrix.impacts, found.bundles[0])
    assert best["Lieferketten"] == "europäisch"
    assert 0 < len(found.bundles) < matrix.impacts.combinations
