"""Published scenarios: the list, one, and several side by side."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from network.models import User
from network.views.filters import ALL
from strategy import access, chain
from strategy.feedback import feedback_about
from strategy.models import Projection, Scenario, ScenarioField
from strategy.views.lab_frame import strategy_trail
from strategy.warning_signs import signs_of
from tregks.forms import FilterForm

PER_PAGE = 20
MOST_SLUGS = 100  # of an address
MOST_COMPARED = 8  # more would be a table nobody reads


class ScenarioFilter(FilterForm):
    art = forms.ChoiceField(
        label=_("Art"), required=False, choices=[ALL, *ScenarioField.Kind.choices]
    )


@require_safe
def scenario_list(request: HttpRequest) -> HttpResponse:
    """Cards, or with ?vergleich= chosen ones side by side."""
    chosen = list(dict.fromkeys(request.GET.getlist("vergleich")))
    scenarios = to_compare(request.user, chosen)
    if len(scenarios) > 1:
        return compare(request, scenarios)
    filters = ScenarioFilter(request.GET)
    found = Scenario.objects.live().select_related("field", "picture")
    found = found.prefetch_related("picture__renditions")
    if "art" in filters.chosen:
        found = found.of_kind(filters.chosen["art"])
    context = {
        "title": _("Szenarien"),
        "trail": strategy_trail(),
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("seite")),
        "filters": filters,
        "alone": bool(chosen),
        "has_errors": bool(chosen),
        "chosen": chosen,
        "most": MOST_COMPARED,
    }
    return render(request, "strategy/scenario_list.html", context)


def to_compare(user: User | AnonymousUser, slugs: list[str]) -> list[Scenario]:
    """The chosen ones that exist for this person."""
    if len(slugs) < 2:
        return []
    found = Scenario.objects.visible_to(user).filter(slug__in=slugs[:MOST_SLUGS])
    return list(found.select_related("field"))


def compare(request: HttpRequest, chosen: list[Scenario]) -> HttpResponse:
    """A column for each scenario, a row for each factor: one query."""
    scenarios, left_out = chosen[:MOST_COMPARED], chosen[MOST_COMPARED:]
    numbers = [number for each in scenarios for number in each.assignment]
    projections = Projection.objects.select_related("factor__field").in_bulk(numbers)
    rows: dict[int, dict[str, Any]] = {}
    for at, scenario in enumerate(scenarios):
        for number in scenario.assignment:
            if number not in projections:
                continue
            factor = projections[number].factor
            # A factor taken over is the same one, seen from below.
            row = rows.setdefault(
                factor.taken_from_id or factor.pk,
                {"factor": factor, "values": [""] * len(scenarios)},
            )
            row["values"][at] = projections[number].name
    context = {
        "title": _("Szenarien im Vergleich"),
        "trail": strategy_trail(
            (gettext("Szenarien"), reverse("strategy:scenario_list"))
        ),
        "scenarios": scenarios,
        "left_out": left_out,
        "rows": [
            row | {"differs": len({each for each in row["values"] if each}) > 1}
            for row in rows.values()
        ],
    }
    return render(request, "strategy/scenario_compare.html", context)


@require_safe
def scenario_detail(request: HttpRequest, slug: str) -> HttpResponse:
    scenario = access.scenario_read(request.user, slug)
    return render(
        request, "strategy/scenario_detail.html", scenario_context(request, scenario)
    )


def scenario_context(request: HttpRequest, scenario: Scenario) -> dict[str, Any]:
    """What the page and its preview show."""
    projections = scenario.projections()
    before, after = [], []
    if scenario.pk:
        before = chain.origins(scenario, request.user)
        after = chain.results(scenario, request.user)
    return {
        "title": scenario.name,
        "trail": strategy_trail(
            (gettext("Szenarien"), reverse("strategy:scenario_list"))
        ),
        "scenario": scenario,
        "projections": projections,
        "margin_words": margin_words(scenario),
        "band": chain.band(scenario, [*before, *after]) if scenario.pk else [],
        "signs": signs_of([each.factor for each in projections], request.user),
        # A projection taken over is the same one, seen from below.
        "assumed": {
            number
            for each in projections
            for number in (each.pk, each.taken_from_id)
            if number
        },
        "versions": scenario.published_versions() if scenario.pk else [],
        "origins": before,
        "results": after,
        "feedback": feedback_about(scenario, request.user) if scenario.pk else [],
        "siblings": Scenario.objects.live()
        .filter(field=scenario.field_id)
        .exclude(pk=scenario.pk),
    }


def margin_words(scenario: Scenario) -> str:
    """How firmly the scenario stands, in a sentence."""
    margin = scenario.margin
    if margin is None:
        return ""
    if margin < 0:
        return gettext(
            "Mindestens ein Faktor spricht leicht gegen diese Zukunft. Die Gruppe hat "
            "das zugelassen."
        )
    if margin == 0:
        return gettext(
            "In sich stimmig, aber knapp: Bei mindestens einem Faktor passt eine andere "
            "Ausprägung ebenso gut."
        )
    if margin < 1:
        return gettext(
            "In sich stimmig: Jeder Faktor passt am besten zu allen anderen, wenn auch "
            "nicht überall mit großem Abstand."
        )
    return gettext(
        "In sich stimmig und stabil: Jeder Faktor passt deutlich besser zu allen anderen "
        "als jede andere Möglichkeit."
    )
