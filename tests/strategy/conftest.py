import pytest

from strategy.models import ScenarioField
from tests.factories.strategy import field_with, join_group


@pytest.fixture
def field(speaker, member) -> ScenarioField:
    """Three factors of two projections; the cast's speaker and member belong to it."""
    field = field_with(factors=3, projections=2)
    join_group(field.group, speaker, speaker=True)
    join_group(field.group, member)
    return field
