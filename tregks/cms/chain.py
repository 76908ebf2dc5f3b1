"""The chain from scenarios to strategy, as the home page shows it."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.models import Measure
from strategy.models import Chapter, Scenario, Vision


def feedback() -> dict[str, Any]:
    """The way back: what implementation teaches changes what comes before it."""
    return {
        "text": _("Was die Umsetzung lehrt, verändert Szenarien und Maßnahmen"),
        "url": reverse("measures:feedback_list"),
    }


def stations() -> list[dict[str, Any]]:
    """The four stations with what exists today.

    The strategy counts its chapters.
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
            "count": Vision.objects.live().count(),
            "url": reverse("strategy:vision_list"),
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
            "count": Chapter.objects.live().count(),
            "url": reverse("strategy_document"),
        },
    ]
