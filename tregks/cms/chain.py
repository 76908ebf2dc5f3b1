"""The chain from scenarios to strategy, as the home page shows it."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet, Value
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


def counts() -> dict[str, int]:
    """How much stands at each station: one query."""
    things: dict[str, QuerySet[Any]] = {
        "scenario": Scenario.objects.live(),
        "vision": Vision.objects.live(),
        "measure": Measure.objects.visible_to(AnonymousUser()),
        "strategy": Chapter.objects.live(),
    }
    first, *rest = (
        each.order_by()
        .values(kind=Value(kind))
        .annotate(number=Count("pk", distinct=True))
        .values_list("kind", "number")
        for kind, each in things.items()
    )
    return dict.fromkeys(things, 0) | dict(first.union(*rest))


def stations() -> list[dict[str, Any]]:
    """The four stations with what exists today.

    The strategy counts its chapters.
    """
    number = counts()
    return [
        {
            "icon": "scenario",
            "name": _("Szenarien"),
            "text": _("Wie sich Technik und Region entwickeln können"),
            "count": number["scenario"],
            "url": reverse("strategy:scenario_list"),
        },
        {
            "icon": "vision",
            "name": _("Zukunftsbilder"),
            "text": _("Welche Zukunft die Region anstrebt"),
            "count": number["vision"],
            "url": reverse("strategy:vision_list"),
        },
        {
            "icon": "measure",
            "name": _("Maßnahmen"),
            "text": _("Was wir dafür gemeinsam tun"),
            "count": number["measure"],
            "url": reverse("measures:measure_list"),
        },
        {
            "icon": "strategy",
            "name": _("Strategie"),
            "text": _("Kapitel mit dem, was die Region verbindlich vereinbart"),
            "count": number["strategy"],
            "url": reverse("strategy_document"),
        },
    ]
