from strategy.models.analyses import Analysis
from strategy.models.document import Chapter
from strategy.models.feedback import FeedbackEntry
from strategy.models.fields import (
    DirectInfluence,
    Factor,
    FactorRating,
    ImportedFile,
    Participant,
    Projection,
    ScenarioField,
)
from strategy.models.judgements import Judgement, PairAnswer, Settlement
from strategy.models.links import ChainLink
from strategy.models.phases import Phase
from strategy.models.scenarios import Scenario
from strategy.models.visions import Endorsement, Vision, VisionComment
from strategy.models.warning_signs import WarningSign, WarningValue

__all__ = [
    "Analysis",
    "ChainLink",
    "Chapter",
    "DirectInfluence",
    "Endorsement",
    "Factor",
    "FactorRating",
    "FeedbackEntry",
    "ImportedFile",
    "Judgement",
    "PairAnswer",
    "Participant",
    "Phase",
    "Projection",
    "Scenario",
    "ScenarioField",
    "Settlement",
    "Vision",
    "VisionComment",
    "WarningSign",
    "WarningValue",
]
