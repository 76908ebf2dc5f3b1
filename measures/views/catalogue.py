"""The catalogue of measures, and one measure."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from measures import access, catalogue, dispositions
from measures.models import Measure
from measures.robustness import robustness
from measures.states import ENDS, State
from measures.views.documents import documents_of
from measures.views.frame import trail
from measures.views.ideas import deciding_groups
from measures.views.implementing import implementing
from measures.views.opinions import opinions
from measures.views.robustness import is_open_for_effects
from network.models import StakeholderGroup, Topic, User, WorkingGroup
from network.views.limited import export
from network.views.organisations import options
from strategy import chain
from tregks.forms import without
from tregks.page_cache import remembered, remembered_part
from tregks.spreadsheets import csv_response, xlsx_response

PER_PAGE = 20

# What speakers and managers can do beside changing the state.
STEPS = {
    "consultation_open": _("Konsultation eröffnen"),
    "consultation_close": _("Konsultation beenden"),
    "queue": _("Stellungnahmen abwägen"),
    "version_publish": _("Neue Fassung veröffentlichen"),
    "measure_adopt": _("Maßnahme beschließen"),
}
STEPS_IN: dict[str, list[str]] = {
    State.DRAFT: ["consultation_open"],
    State.CONSULTATION: ["queue", "consultation_close"],
    State.REVISION: ["queue", "version_publish", "consultation_open", "measure_adopt"],
}


@require_safe
def measure_list(request: HttpRequest) -> HttpResponse:
    context = {
        "title": _("Maßnahmen"),
        "trail": trail()[:1],
        "found": remembered_part(
            request,
            seen_by=lambda: _seen_by(request),
            make=lambda: _found(request),
        ),
    }
    return render(request, "measures/measure_list.html", context)


def _seen_by(request: HttpRequest) -> str:
    """A name for the measures somebody sees; whose drafts those are is content, too."""
    user = request.user
    if user.is_authenticated and not user.has_perm("measures.change_measure"):
        return remembered(
            request,
            f"measures-of-{user.pk}",
            lambda: f"measures:{Measure.objects.seen_by(user)}",
        )
    return f"measures:{Measure.objects.seen_by(user)}"


def _found(request: HttpRequest) -> SafeString:
    """Filters and measures, which many people see alike."""
    visible = Measure.objects.visible_to(request.user)
    chosen = catalogue.chosen_filters(request.GET)
    order = request.GET.get("sortierung", "")
    found = catalogue.sorted_list(
        catalogue.filtered(visible, chosen), order=order, words=chosen.get("q", "")
    )
    facets = _facets(catalogue.counts(visible, chosen), chosen)
    labels = {
        (facet["name"], value): f"{facet['label']}: {label}"
        for facet in facets
        for value, label, _number in facet["options"]
    }
    context = {
        "page_obj": Paginator(found.for_lists(), PER_PAGE).get_page(
            request.GET.get("seite")
        ),
        "chosen": chosen,
        "as_table": request.GET.get("ansicht") == "tabelle",
        "order": order if order in catalogue.ORDER else "",
        "orders": catalogue.SORTED_BY.items(),
        "facets": facets,
        "chips": [
            {
                "label": labels.get((name, value), f"„{value}“"),
                "url": without(request.GET, name),
            }
            for name, value in chosen.items()
        ],
    }
    return render_to_string("measures/measures_found.html", context, request)


def _facets(
    numbers: dict[str, dict[str, int]], chosen: catalogue.Chosen
) -> list[dict[str, Any]]:
    topics = [(topic.slug, topic.label) for topic in Topic.objects.all()]
    groups = WorkingGroup.objects.filter(slug__in=numbers["arbeitsgruppe"])
    choices = {
        "handlungsfeld": (_("Handlungsfeld"), topics),
        "status": (_("Stand"), State.choices),
        "horizont": (_("Zeithorizont"), Measure.Horizon.choices),
        "akteursgruppe": (_("Akteursgruppe"), StakeholderGroup.choices),
        "arbeitsgruppe": (
            _("Arbeitsgruppe"),
            [(group.slug, group.name) for group in groups],
        ),
        "dringlich": (_("Dringlich"), [("ja", _("ja"))]),
        "robust": (_("Robust in allen Szenarien"), [("ja", _("ja"))]),
    }
    return [
        {
            "name": name,
            "label": label,
            "options": options(values, numbers[name], chosen.get(name)),
            "chosen": chosen.get(name),
        }
        for name, (label, values) in choices.items()
    ]


@require_safe
@export
def measure_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Exactly the list somebody sees, in full."""
    chosen = catalogue.chosen_filters(request.GET)
    measures = catalogue.sorted_list(
        catalogue.filtered(Measure.objects.visible_to(request.user), chosen),
        order=request.GET.get("sortierung", ""),
        words=chosen.get("q", ""),
    )
    rows = catalogue.rows(measures.for_lists(), base_url=settings.BASE_URL)
    headings = [str(heading) for heading in catalogue.HEADINGS.values()]
    match kind:
        case "xlsx":
            return xlsx_response("massnahmen", headings, rows)
        case "csv":
            return csv_response("massnahmen", headings, rows)
        case "json":
            data = [dict(zip(catalogue.HEADINGS, row, strict=True)) for row in rows]
            return HttpResponse(
                json.dumps({"massnahmen": data}, ensure_ascii=False, indent=1),
                content_type="application/json",
                headers={
                    "Content-Disposition": 'attachment; filename="massnahmen.json"'
                },
            )
    raise Http404


@require_safe
def measure_detail(request: HttpRequest, slug: str) -> HttpResponse:
    user = request.user
    if into := merged_into(user, slug=slug):
        return redirect(into)
    measure = access.measure_read(user, slug)
    origins, results = chain.origins(measure, user), chain.results(measure, user)
    context = {
        "title": measure.title,
        "trail": trail(),
        "measure": measure,
        "chain": chain.band(measure, [*origins, *results]),
        "origins": origins,
        "results": results,
        "changes": measure.changes.select_related("by"),
        "merged": measure.merged_from.visible_to(user).for_lists(),
        "consultation": measure.consultations.running().first(),
        "discussion": dispositions.discussion(measure),
        "actions": actions(measure, user),
        "work": implementing(measure, user),
        "opinions": opinions(measure, user),
        "documents": documents_of(measure, user),
        "robustness": robustness(measure),
    }
    return render(request, "measures/measure_detail.html", context)


def actions(measure: Measure, user: User | AnonymousUser) -> list[dict[str, Any]]:
    """Links to what this person can do with a measure now."""
    found = []
    if (
        user.is_authenticated
        and measure.state == State.IDEA
        and deciding_groups(user, measure).exists()
    ):
        found.append(("idea_answer", _("Über die Idee entscheiden")))
    if measure.is_being_written and measure.is_drafted_by(user):
        found.append(("measure_edit", _("Entwurf bearbeiten")))
    found.append(("version_list", _("Fassungen ansehen und vergleichen")))
    if measure.is_managed_by(user):
        found += [(name, STEPS[name]) for name in STEPS_IN.get(measure.state, [])]
        if is_open_for_effects(measure):
            found.append(("robustness_edit", _("Wirkung in den Szenarien einschätzen")))
        if measure.state not in ENDS:
            found.append(("state_change", _("Stand ändern")))
    return [
        {"label": label, "url": reverse(f"measures:{name}", args=[measure.slug])}
        for name, label in found
    ]


@require_safe
def measure_by_number(request: HttpRequest, number: int) -> HttpResponse:
    """The short address that a reference number makes: /massnahmen/m-017/."""
    if into := merged_into(request.user, number=number):
        return redirect(into)
    measures = Measure.objects.visible_to(request.user)
    return redirect(get_object_or_404(measures, number=number))


def merged_into(user: User | AnonymousUser, **idea: str | int) -> Measure | None:
    """Where the number or address of a merged idea leads, if one may go there."""
    ideas = Measure.objects.filter(**idea)
    return Measure.objects.visible_to(user).filter(merged_from__in=ideas).first()
