"""An influence factor of a published field, for everybody."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from strategy import access, chain
from strategy.feedback import feedback_about
from strategy.models import Scenario
from strategy.views.lab_frame import lab_trail
from strategy.warning_signs import signs_of


@require_safe
def factor_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is, how it may turn out, what warns and what practice says of it."""
    factor = access.factor_read(request.user, pk)
    if factor.merged_into:
        return redirect(factor.merged_into)
    scenarios = list(
        Scenario.objects.visible_to(request.user).filter(
            Q(field=factor.field) | Q(field__in=factor.taken_over.values("field"))
        )
    )
    # With those below that have taken it over.
    same = {
        each.pk: {each.pk, *(copy.pk for copy in each.taken_over.all())}
        for each in factor.projections.all()
    }
    versions = factor.published_versions()
    context = {
        "title": factor.name,
        "trail": lab_trail(factor.field),
        "factor": factor,
        "projections": [
            (each, [s for s in scenarios if same[each.pk] & set(s.assignment)])
            for each in factor.projections.all()
        ],
        "changed_at": versions[0].at if versions else None,
        "signs": signs_of([factor], request.user),
        "feedback": feedback_about(factor, request.user),
        "origins": chain.origins(factor, request.user),
    }
    return render(request, "strategy/factor_detail.html", context)
