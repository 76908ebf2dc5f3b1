from measures.models.consultations import Comment, Consultation, Support
from measures.models.measure import Measure, StateChange, Version

__all__ = [
    "Comment",
    "Consultation",
    "Measure",
    "StateChange",
    "Support",
    "Version",
]
