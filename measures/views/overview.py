"""The whole at a glance: all measures in charts, and how their implementation goes."""

from collections import defaultdict
from typing import Any, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Aggregate, Count, FloatField, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from measures import implementation
from measures.charts import bars, portfolio_chart
from measures.models import Measure, Milestone, ProgressReport
from measures.models.implementation import CARRIED_OUT
from measures.models.measure import MeasureQuerySet
from measures.ratings import FEWEST, in_words
from measures.states import ICONS, TONES, State
from measures.views.frame import trail
from network.views.filters import TopicFilter
from network.views.frame import MemberRequest
from strategy import feedback
from strategy.models import FeedbackEntry

PER_PAGE = 20
MOST_IN_TABLE = 100
ALL = ("", _("alle"))


class Median(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


class MeasureFilter(TopicFilter):
    """By topic and horizon; what is chosen narrows all charts of a page."""

    horizont = forms.ChoiceField(
        label=_("Zeithorizont"),
        required=False,
        choices=[ALL, *Measure.Horizon.choices],
    )
    COLUMNS = {
        "handlungsfeld": "topic__slug",
        "horizont": "horizon",
        "status": "state",
    }

    def apply(self, measures: MeasureQuerySet) -> MeasureQuerySet:
        for name, value in self.chosen.items():
            if name in self.COLUMNS:
                measures = measures.filter(**{self.COLUMNS[name]: value})
        return measures


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """How many measures stand where, and which have effect and are feasible."""
    filters = MeasureFilter(cast(QueryDict, request.GET))
    measures = filters.apply(Measure.objects.visible_to(request.user))
    by_state = dict(
        measures.order_by().values_list("state").annotate(number=Count("pk"))
    )
    states = [
        {
            "label": state.label,
            "icon": ICONS[state],
            "tone": TONES.get(state),
            "value": state.value,
            "number": by_state.get(state.value, 0),
        }
        for state in State
    ]
    rated = list(
        measures.exclude(state=State.REJECTED)
        .annotate(raters=Count("ratings"))
        .filter(raters__gte=FEWEST)
        .annotate(
            effect=Median("ratings__effect"),
            feasibility=Median("ratings__feasibility"),
        )
        .order_by("-effect", "-feasibility", "number")
        .only("number", "title", "slug")
    )
    points: dict[tuple[float, float], list[str]] = defaultdict(list)
    for measure in rated:
        points[measure.feasibility, measure.effect].append(measure.reference)
    best = [each for each in rated if each.effect >= 4 and each.feasibility >= 4]
    context = {
        "title": _("Maßnahmen im Überblick"),
        "trail": trail(),
        "filters": filters,
        "total": sum(by_state.values()),
        "states": states,
        "state_chart": bars(
            [(str(each["label"]), cast(int, each["number"])) for each in states]
        ),
        "rated": [
            {
                "measure": measure,
                "raters": measure.raters,
                "effect": in_words(measure.effect),
                "feasibility": in_words(measure.feasibility),
            }
            for measure in rated[:MOST_IN_TABLE]
        ],
        "number_rated": len(rated),
        "number_best": len(best),
        "portfolio": portfolio_chart(points) if rated else None,
        "fewest": FEWEST,
    }
    return render(request, "measures/overview.html", context)


# --- How it goes --------------------------------------------------------------------------


class ImplementationFilter(MeasureFilter):
    status = forms.ChoiceField(
        label=_("Stand"),
        required=False,
        choices=[
            ALL,
            *(
                (each.value, each.label)
                for each in State
                if each in {*CARRIED_OUT, State.COMPLETED}
            ),
        ],
    )
    ampel = forms.ChoiceField(
        label=_("Wie steht es?"),
        required=False,
        choices=[ALL, *ProgressReport.Light.choices],
    )
    verspaetet = forms.ChoiceField(
        label=_("Meilensteine"),
        required=False,
        choices=[ALL, ("ja", _("mindestens einer überfällig"))],
    )
    field_order = ("handlungsfeld", "status", "ampel", "verspaetet", "horizont")


@require_safe
def implementation_list(request: HttpRequest) -> HttpResponse:
    """For everybody: what is under way, how far it is, and what is late."""
    filters = ImplementationFilter(cast(QueryDict, request.GET))
    visible = implementation.carried_out(Measure.objects.visible_to(request.user))
    numbers = visible.order_by().aggregate(
        total=Count("pk"),
        late=Count("pk", filter=Q(is_late=True)),
        on_track=Count("pk", filter=Q(light="on_track")),
        at_risk=Count("pk", filter=Q(light="at_risk")),
        off_track=Count("pk", filter=Q(light="off_track")),
    )
    found: Any = filters.apply(cast(MeasureQuerySet, visible))
    if light := filters.chosen.get("ampel"):
        found = found.filter(light=light)
    if filters.chosen.get("verspaetet"):
        found = found.filter(is_late=True)
    page = Paginator(found.for_lists(), PER_PAGE).get_page(request.GET.get("seite"))
    rows = list(page.object_list)
    milestones: dict[int, list[Milestone]] = defaultdict(list)
    open_ones = Milestone.objects.filter(measure__in=rows, done_on=None)
    for milestone in open_ones.order_by("due_on", "pk"):
        milestones[milestone.measure_id].append(milestone)
    for measure in rows:
        measure.late = [each for each in milestones[measure.pk] if each.is_late]
        measure.next = next(
            (each for each in milestones[measure.pk] if not each.is_late), None
        )
    context = {
        "title": _("Stand der Umsetzung"),
        "trail": trail(),
        "filters": filters,
        "numbers": numbers,
        "page_obj": page,
        "measures": [
            {
                "measure": measure,
                "report": ProgressReport(light=measure.light)
                if measure.light
                else None,
            }
            for measure in rows
        ],
        "may_manage": request.user.has_perm("measures.change_measure"),
    }
    return render(request, "measures/implementation_list.html", context)


@login_required
def overdue(request: MemberRequest) -> HttpResponse:
    """For managers: milestones, reports and reviews whose day is over."""
    if not request.user.has_perm("measures.change_measure"):
        raise PermissionDenied
    milestones = Milestone.objects.late().select_related("measure").order_by("due_on")
    plans = implementation.missing_reports().select_related("measure", "person")
    entries = FeedbackEntry.objects.overdue()
    context = {
        "title": _("Was überfällig ist"),
        "trail": trail(
            (_("Stand der Umsetzung"), "../"),
        ),
        "milestones": milestones.defer("measure__search_vector", "measure__body")[
            :MOST_IN_TABLE
        ],
        "plans": plans.defer("measure__search_vector", "measure__body")[:MOST_IN_TABLE],
        "findings": feedback.with_ends(entries, request.user),
        "nobody": implementation.without_person().for_lists()[:MOST_IN_TABLE],
    }
    return render(request, "measures/overdue.html", context)
