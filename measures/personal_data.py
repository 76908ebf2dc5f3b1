"""Personal data of those who work on measures."""

from django.utils.translation import gettext_lazy as _

from network.inventory import PersonalData
from network.personal_data import CONTRACT, NAMELESS, WITH_ACCOUNT

PERSONAL_DATA = [
    PersonalData(
        area=_("Maßnahmen"),
        what=_("Maßnahmen, ihre Fassungen und Dokumente, Stellungnahmen zu Entwürfen"),
        purpose=_("Maßnahmen gemeinsam und nachvollziehbar entwickeln"),
        basis=CONTRACT,
        kept=NAMELESS,
        fields=(
            "measures.measure.author",
            "measures.version.made_by",
            "measures.comment.author",
            "measures.statechange.by",
            "measures.consultation.opened_by",
            "measures.measuredocument.author",
        ),
        handled=("measures.measure.locked_by", "measures.comment.decided_by"),
    ),
    PersonalData(
        area=_("Maßnahmen"),
        what=_("Was Sie in einen Entwurf getippt und noch nicht gespeichert haben"),
        purpose=_("nichts verlieren, wenn der Browser oder die Anmeldung endet"),
        basis=CONTRACT,
        kept=_("bis Sie speichern oder verwerfen, höchstens 30 Tage; nur für Sie"),
        fields=("measures.unsavedtext.person",),
    ),
    PersonalData(
        area=_("Maßnahmen"),
        what=_("Welche Stellungnahmen Sie unterstützen"),
        purpose=_("sehen, was viele wichtig finden"),
        basis=CONTRACT,
        kept=WITH_ACCOUNT,
        fields=("measures.support.person",),
    ),
    PersonalData(
        area=_("Maßnahmen"),
        what=_("Ihre Bewertungen von Maßnahmen"),
        purpose=_("sehen, was viele für wirksam, machbar und dringlich halten"),
        basis=CONTRACT,
        kept=WITH_ACCOUNT,
        fields=("measures.rating.person",),
    ),
    PersonalData(
        area=_("Maßnahmen"),
        what=_(
            "Umsetzung von Maßnahmen: Verantwortung, Berichte, Angebote und "
            "Positionen von Organisationen"
        ),
        purpose=_("zeigen, wie weit Maßnahmen sind und wer sie trägt"),
        basis=CONTRACT,
        kept=NAMELESS,
        fields=(
            "measures.plan.person",
            "measures.progressreport.by",
            "measures.commitment.offered_by",
            "measures.position.taken_by",
            "measures.scenarioeffect.rated_by",
        ),
    ),
]
