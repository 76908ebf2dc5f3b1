"""What an analysis found: tableau, map, robustness, why not, and two runs compared."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from strategy import access, judging
from strategy.analysis.matrix import Layout
from strategy.analysis.results import Result, compared, why
from strategy.models import Analysis
from strategy.views.lab_frame import ALONE_FIRST, lab_trail
from tregks.forms import FilterForm

PER_PAGE = 20
WIDTH, HEIGHT, EDGE = 640, 440, 40
MOST_DRAWN = 300
FEWEST = 3  # people in a stakeholder group that is shown to everybody


def analysis_page(
    request: HttpRequest, analysis: Analysis, current: str, title: Any
) -> dict[str, Any]:
    """What all pages about one analysis share, with the links between them."""
    field = analysis.field
    pages = [
        ("detail", _("Alle Szenarien")),
        ("map", _("Ähnlichkeit")),
        ("robust", _("Robustheit")),
        ("why", _("Warum nicht?")),
        ("compare", _("Vergleich")),
    ]
    return {
        "title": title,
        "trail": lab_trail(
            field,
            (
                gettext("Auswertungen"),
                reverse("strategy:analysis_list", args=[field.slug]),
            ),
        ),
        "field": field,
        "analysis": analysis,
        "result": Result(analysis),
        "runs": field.is_run_by(request.user),
        "pages": [
            {
                "title": name,
                "url": reverse(
                    f"strategy:analysis_{page}", args=[field.slug, analysis.key]
                ),
                "current": page == current,
            }
            for page, name in pages
        ],
    }


def finished(request: HttpRequest, slug: str, key: UUID) -> Analysis:
    analysis = access.analysis_read(request.user, slug, key)
    if analysis.results is None:
        raise Http404
    return analysis


class ProjectionFilter(FilterForm):
    """For each factor: all scenarios, or only those with one of its projections."""

    def __init__(self, query: Any, result: Result) -> None:
        super().__init__(query)
        for factor in result.factors:
            self.fields[f"f{factor['letter']}"] = forms.ChoiceField(
                label=f"{factor['letter']} {factor['name']}",
                required=False,
                choices=[
                    ("", _("alle")),
                    *(
                        (str(each["id"]), f"{each['code']} {each['name']}")
                        for each in factor["projections"]
                    ),
                ],
            )


@require_safe
def analysis_detail(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """The tableau: a row for each scenario, or how far the job is."""
    analysis = access.analysis_read(request.user, slug, key)
    context = analysis_page(request, analysis, "detail", str(analysis))
    if analysis.results is None:
        # A page that reloads interrupts whoever listens to it: only if they want that.
        context["reloads"] = "laden" in request.GET
        return render(request, "strategy/lab_running.html", context)
    result: Result = context["result"]
    filters = ProjectionFilter(request.GET, result)
    found = result.with_projections(int(value) for value in filters.chosen.values())
    context |= {
        "filters": filters,
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("seite")),
        "shares": result.shares(found),
    }
    return render(request, "strategy/lab_result.html", context)


@require_safe
def analysis_map(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Clusters with their middles, and a map of distances."""
    analysis = finished(request, slug, key)
    context = analysis_page(request, analysis, "map", _("Ähnliche Szenarien"))
    result: Result = context["result"]
    points = result.points(width=WIDTH, height=HEIGHT, edge=EDGE)
    representatives = result.representatives
    context |= {
        "width": WIDTH,
        "height": HEIGHT,
        "points": points[:MOST_DRAWN],
        "not_drawn": max(len(points) - MOST_DRAWN, 0),
        "representatives": [
            {
                "scenario": each,
                "members": members,
                "distances": [
                    result.distance(each, other) for other, _members in representatives
                ],
            }
            for each, members in representatives
        ],
    }
    return render(request, "strategy/lab_map.html", context)


@require_safe
def analysis_robust(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Who agrees with which scenario, and what small changes would do."""
    analysis = finished(request, slug, key)
    context = analysis_page(request, analysis, "robust", _("Wie robust ist das?"))
    result: Result = context["result"]
    strongest = sorted(
        result.scenarios, key=lambda each: (-(each.variants or 0), each.number)
    )
    # Everybody reads published results: what one or two people said is not for all.
    inside = analysis.field.lets_in(request.user)
    groups = [each for each in result.groups if inside or each["people"] >= FEWEST]
    names = {each["name"] for each in groups}
    page = Paginator(strongest, PER_PAGE).get_page(request.GET.get("seite"))
    context |= {
        "page_obj": page,
        "rows": [
            {"scenario": each, "groups": [n for n in each.groups if n in names]}
            for each in page
        ],
        "groups": groups,
        "small": len(result.groups) - len(groups),
        "participants": result.participants if context["runs"] else [],
    }
    return render(request, "strategy/lab_robust.html", context)


class CombinationForm(FilterForm):
    """Any combination somebody wants to ask about; a GET form."""

    def __init__(self, query: Any, result: Result) -> None:
        super().__init__(query)
        self.result = result
        for factor in result.factors:
            self.fields[f"f{factor['letter']}"] = forms.TypedChoiceField(
                label=f"{factor['letter']} {factor['name']}",
                coerce=int,
                choices=[
                    (str(at), f"{each['code']} {each['name']}")
                    for at, each in enumerate(factor["projections"])
                ],
            )

    def combination(self) -> list[int] | None:
        """One index for each factor; None while not everything is chosen."""
        self.full_clean()
        chosen = [
            self.cleaned_data.get(f"f{factor['letter']}")
            for factor in self.result.factors
        ]
        given = [each for each in chosen if isinstance(each, int)]
        return given if len(given) == len(chosen) else None


@require_safe
def analysis_why(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Why is this combination inconsistent? In words, with the judgements behind it."""
    analysis = finished(request, slug, key)
    field = access.field_read(request.user, slug)
    # The answer names values of pairs: in a new round not before one's own are given.
    if field.judges_alone and not judging.has_open(field, Layout(field).keys()):
        messages.info(request, ALONE_FIRST)
        return redirect(analysis)
    context = analysis_page(
        request, analysis, "why", _("Warum passt das nicht zusammen?")
    )
    form = CombinationForm(request.GET, context["result"])
    asked = form.combination() if request.GET else None
    context |= {
        "form": form,
        "why": why(analysis, asked) if asked is not None else None,
        "incomplete": bool(request.GET) and asked is None,
        "has_errors": bool(request.GET) and asked is None,
        "inside": analysis.field.lets_in(request.user),
    }
    return render(request, "strategy/lab_why.html", context)


@require_safe
def analysis_compare(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """This run beside another of the same field."""
    analysis = finished(request, slug, key)
    context = analysis_page(request, analysis, "compare", _("Zwei Auswertungen"))
    others = (
        Analysis.objects.visible_to(request.user)
        .finished()
        .filter(field=analysis.field)
        .exclude(pk=analysis.pk)
    )
    form = CompareForm(request.GET, others)
    other = others.filter(key=form.chosen["mit"]).first() if form.chosen else None
    comparison = compared(Result(other), context["result"]) if other else None
    context |= {
        "lists": [
            (gettext("Neu"), comparison.new[:100]),
            (gettext("Weggefallen"), comparison.gone[:100]),
        ]
        if comparison
        else [],
        "form": form,
        "others": len(form.fields["mit"].choices) - 1,  # type: ignore[attr-defined]  # a ChoiceField
        "other": other,
        "comparison": comparison,
        "other_result": Result(other) if other else None,
    }
    return render(request, "strategy/lab_compare.html", context)


class CompareForm(FilterForm):
    mit = forms.ChoiceField(label=_("Vergleichen mit"), required=False)

    def __init__(self, query: Any, others: Any) -> None:
        super().__init__(query)
        self.fields["mit"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Bitte wählen")),
            *((str(each.key), str(each)) for each in others.defer("input", "results")),
        ]
