"""Personal data of those who work on scenarios."""

from django.utils.translation import gettext_lazy as _

from network.inventory import PersonalData
from network.personal_data import CONTRACT, NAMELESS

PERSONAL_DATA = [
    PersonalData(
        area=_("Szenarien"),
        what=_("Mitarbeit an Szenarien: Einschätzungen, Vorschläge, Verknüpfungen"),
        purpose=_("Szenarien gemeinsam entwickeln"),
        basis=CONTRACT,
        kept=NAMELESS,
        fields=(
            "strategy.participant.person",
            "strategy.pairanswer.participant__person",
            "strategy.judgement.participant__person",
            "strategy.factorrating.participant__person",
            "strategy.directinfluence.participant__person",
            "strategy.factor.proposed_by",
            "strategy.analysis.started_by",
            "strategy.settlement.settled_by",
            "strategy.chainlink.made_by",
            "strategy.visioncomment.author",
            "strategy.endorsement.given_by",
        ),
        handled=(
            *("strategy.pairanswer.entered_by", "strategy.scenario.locked_by"),
            *("strategy.vision.locked_by", "strategy.chapter.locked_by"),
        ),
    ),
    PersonalData(
        area=_("Szenarien"),
        what=_("Rückmeldungen aus der Umsetzung und ihre Prüfung"),
        purpose=_("nachvollziehen, was die Umsetzung lehrt und was daraus wurde"),
        basis=CONTRACT,
        kept=NAMELESS,
        fields=("strategy.feedbackentry.author", "strategy.feedbackentry.reviewer"),
        handled=("strategy.feedbackentry.answered_by",),
    ),
]
