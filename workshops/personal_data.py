"""Personal data of those who come to workshops."""

from django.utils.translation import gettext_lazy as _

from network.inventory import PersonalData
from network.personal_data import CONSENT, CONTRACT

PERSONAL_DATA = [
    PersonalData(
        area=_("Workshops"),
        what=_("Anmeldung zu Workshops: Name, E-Mail-Adresse, Platz, Antworten"),
        purpose=_("Plätze vergeben und Sie auf dem Laufenden halten"),
        basis=CONTRACT,
        kept=_("bis Sie Ihr Konto löschen; von Gästen ein Jahr nach dem Workshop"),
        fields=(
            "workshops.registration.person",
            "workshops.registration.email",
            "workshops.answer.registration__person",
            "workshops.registrationmove.registration__person",
        ),
        handled=("workshops.registrationmove.by", "workshops.workshop.contact_email"),
        secret=("workshops.registration.token",),
    ),
    PersonalData(
        area=_("Workshops"),
        what=_("Was Sie brauchen, um teilnehmen zu können (freiwillig)"),
        purpose=_("Barrieren wegräumen; das lesen nur die Verantwortlichen"),
        basis=CONSENT,
        kept=_("30 Tage nach dem Workshop"),
        fields=("workshops.accessneed.registration__person",),
    ),
    PersonalData(
        area=_("Workshops"),
        what=_("Einladungen und Bestätigungen von Gästen: E-Mail-Adresse"),
        purpose=_("Plätze den richtigen Menschen geben"),
        basis=CONTRACT,
        kept=_("Einladungen 30 Tage nach ihrem Ende, Bestätigungen 30 Minuten"),
        fields=("workshops.invitation.email", "workshops.guestconfirmation.email"),
        handled=("workshops.invitation.invited_by",),
        secret=(
            "workshops.invitation.token",
            "workshops.guestconfirmation.token",
            "workshops.guestconfirmation.code",
        ),
    ),
]
