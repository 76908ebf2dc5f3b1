from measures.models.consultations import Comment, Consultation, Support
from measures.models.documents import MeasureDocument
from measures.models.implementation import (
    Commitment,
    Indicator,
    IndicatorValue,
    Milestone,
    Plan,
    ProgressReport,
)
from measures.models.measure import Measure, StateChange, Version
from measures.models.ratings import Position, Rating
from measures.models.robustness import ScenarioEffect
from measures.models.unsaved import UnsavedText

__all__ = [
    "Comment",
    "Commitment",
    "Consultation",
    "Indicator",
    "IndicatorValue",
    "Measure",
    "MeasureDocument",
    "Milestone",
    "Plan",
    "Position",
    "ProgressReport",
    "Rating",
    "ScenarioEffect",
    "StateChange",
    "Support",
    "UnsavedText",
    "Version",
]
