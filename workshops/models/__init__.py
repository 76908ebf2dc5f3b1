from workshops.models.dates import OtherDate
from workshops.models.registrations import (
    AccessNeed,
    Answer,
    Feedback,
    GuestConfirmation,
    Invitation,
    Registration,
    RegistrationMove,
)
from workshops.models.results import WorkshopResult
from workshops.models.workshops import (
    AgendaItem,
    Material,
    Photo,
    Question,
    Workshop,
)

__all__ = [
    "AccessNeed",
    "AgendaItem",
    "Answer",
    "Feedback",
    "GuestConfirmation",
    "Invitation",
    "Material",
    "OtherDate",
    "Photo",
    "Question",
    "Registration",
    "RegistrationMove",
    "Workshop",
    "WorkshopResult",
]
