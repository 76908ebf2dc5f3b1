from strategy.models.analyses import Analysis
from strategy.models.feedback import FeedbackEntry
from strategy.models.fields import (
    DirectInfluence,
    Factor,
    FactorRating,
    Participant,
    Projection,
    ScenarioField,
)
from strategy.models.judgements import Judgement, PairAnswer, Settlement
from strategy.models.links import ChainLink
from strategy.models.scenarios import Scenario

__all__ = [
    "Analysis",
    "ChainLink",
    "DirectInfluence",
    "Factor",
    "FactorRating",
    "FeedbackEntry",
    "Judgement",
    "PairAnswer",
    "Participant",
    "Projection",
    "Scenario",
    "ScenarioField",
    "Settlement",
]
