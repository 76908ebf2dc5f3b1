"""The chain from scenarios to strategy, as the home page shows it."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.models import Measure
from strategy.models import Scenario


def feedback() -> dict[str, Any]:
    """The way back: what implementation teaches changes what comes before it."""
    return {"text": _("Was die Umsetzung lehrt, verändert Szenarien und Maßnahmen")}


def stations() -> list[dict[str, Any]]:
    """The four stations with what exists today.

    A station gets its count and its address together with the app that fills it.
    Until then it says what will stand there, and leads nowhere.
    """
    return [
        {
            "icon": "scenario",
            "name": _("Szenarien"),
            "text": _("Wie sich Technik und Region entwickeln können"),
            "count": Scenario.objects.live().count(),
            "url": reverse("strategy:scenario_list"),
        },
        {
            "icon": "vision",
            "name": _("Zukunftsbilder"),
            "text": _("Welche Zukunft die Region anstrebt"),
        },
        {
            "icon": "measure",
            "name": _("Maßnahmen"),
            "text": _("Was wir dafür gemeinsam tun"),
            "count": Measure.objects.visible_to(AnonymousUser()).count(),
            "url": reverse("measures:measure_list"),
        },
        {
            "icon": "strategy",
            "name": _("Strategie"),
            "text": _("Was die Region verbindlich vereinbart"),
        },
    ]
