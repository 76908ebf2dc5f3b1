"""Personal data of those who work on measures."""

from django.utils.translation import gettext_lazy as _

from network.inventory import PersonalData
from network.personal_data import CONTRACT, NAMELESS, WITH_ACCOUNT

PERSONAL_DATA = [
    PersonalData(
        what=_("Maßnahmen und ihre Fassungen, Stellungnahmen zu Entwürfen"),
        purpose=_("Maßnahmen gemeinsam und nachvollziehbar entwickeln"),
        basis=CONTRACT,
        kept=NAMELESS,
        fields=(
            "measures.measure.author",
            "measures.version.made_by",
            "measures.comment.author",
            "measures.statechange.by",
            "measures.consultation.opened_by",
        ),
        handled=("measures.measure.locked_by", "measures.comment.decided_by"),
    ),
    PersonalData(
        what=_("Welche Stellungnahmen Sie unterstützen"),
        purpose=_("sehen, was viele wichtig finden"),
        basis=CONTRACT,
        kept=WITH_ACCOUNT,
        fields=("measures.support.person",),
    ),
]
