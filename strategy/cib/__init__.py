"""Cross-impact balance analysis: exact, complete, explainable. Needs only numpy.

The method is Weimer-Jehle's (2006, doi:10.1016/j.techfore.2005.06.005); docs/cib.md
introduces it and this package. ``ENGINE_VERSION`` changes whenever any result could
change for the same input; callers store it with every result.
"""

from strategy.cib.basins import (
    Attractor,
    Attractors,
    UnsettledError,
    Weights,
    attractors,
    weights,
)
from strategy.cib.consistency import (
    Cause,
    Contradiction,
    Explanation,
    balances,
    explain,
    margins,
    scenario_margins,
    total_impacts,
)
from strategy.cib.files import read_matrix, write_matrix
from strategy.cib.matrix import (
    CibError,
    Factor,
    ImpactMatrix,
    Number,
    Scenario,
    impact_matrix,
)
from strategy.cib.search import (
    Estimate,
    SearchResult,
    consistent_scenarios,
    estimate,
)
from strategy.cib.succession import path, step

ENGINE_VERSION = "1.1"

__all__ = [
    "ENGINE_VERSION",
    "Attractor",
    "Attractors",
    "Cause",
    "CibError",
    "Contradiction",
    "Estimate",
    "Explanation",
    "Factor",
    "ImpactMatrix",
    "Number",
    "Scenario",
    "SearchResult",
    "UnsettledError",
    "Weights",
    "attractors",
    "balances",
    "consistent_scenarios",
    "estimate",
    "explain",
    "impact_matrix",
    "margins",
    "path",
    "read_matrix",
    "scenario_margins",
    "step",
    "total_impacts",
    "weights",
    "write_matrix",
]
