import json
from pathlib import Path

import pytest
from hypothesis import settings

from strategy.cib.matrix import ImpactMatrix, impact_matrix

# The oracle is slow by design, and machines differ.
settings.register_profile("engine", deadline=None, max_examples=30)
settings.load_profile("engine")

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture(scope="session")
def published() -> dict[str, object]:
    """Somewhereland as published, with its solution (ScenarioWizard manual)."""
    return json.loads((SAMPLES / "somewhereland.json").read_text())


@pytest.fixture(scope="session")
def somewhereland(published) -> ImpactMatrix:
    factors = [(d["name"], d["variants"]) for d in published["descriptors"]]
    return impact_matrix(published["name"], factors, published["impacts"])
