"""What has changed from one published version to the next."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strategy import access, versions
from strategy.models.released import Released
from strategy.views.lab_frame import strategy_trail

READ: dict[str, Callable[[Any, str], Released]] = {
    "scenario": access.scenario_read,
    "vision": access.vision_read,
    "chapter": access.chapter_read,
}


@require_safe
def version_detail(
    request: HttpRequest, slug: str, number: int, kind: str
) -> HttpResponse:
    thing = READ[kind](request.user, slug)
    published = {each.number: each for each in thing.published_versions()}
    if number not in published:
        raise Http404
    earlier = published.get(number - 1)
    context = {
        "title": _("Was sich geändert hat") if earlier else _("Erste Fassung"),
        "trail": strategy_trail((str(thing), thing.get_absolute_url())),
        "thing": thing,
        "version": published[number],
        "earlier": earlier,
        "later": published.get(number + 1),
        "differences": versions.compare(thing, published[number], earlier),
    }
    return render(request, "strategy/version.html", context)
