"""What surrounds the pages of a working group."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from network.models import WorkingGroup
from network.views.frame import Trail, trail

PER_PAGE = 20


def groups_trail(*above: tuple[str | Promise, str]) -> Trail:
    return trail((_("Arbeitsgruppen"), reverse("groups:group_list")), *above)


def group_trail(group: WorkingGroup, *above: tuple[str | Promise, str]) -> Trail:
    """Breadcrumb of a page below a group."""
    return groups_trail((group.name, group.get_absolute_url()), *above)


def tabs(group: WorkingGroup, path: str) -> list[dict[str, str]]:
    """The parts of a group that its members move between."""
    parts = [
        (_("Überblick"), "group_detail"),
        (_("Beiträge"), "post_list"),
        (_("Treffen"), "meeting_list"),
        (_("Aufgaben"), "task_list"),
        (_("Beschlüsse"), "decision_list"),
        (_("Dokumente"), "document_list"),
        (_("Mitglieder"), "member_list"),
        (_("Abonnieren"), "subscribe"),
    ]
    result = []
    for title, route in parts:
        url = reverse(f"groups:{route}", args=[group.slug])
        below = route != "group_detail" and path.startswith(url)
        current = "page" if path == url else "true" if below else ""
        result.append({"title": title, "url": url, "current": current})
    return result


def show_inside(
    request: HttpRequest,
    group: WorkingGroup,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """A page of the inner life; `context` has a title and perhaps a trail."""
    frame = {
        "trail": group_trail(group),
        "group": group,
        "tabs": tabs(group, request.path),
        "is_speaker": group.is_run_by(request.user),
    }
    return render(request, template, frame | context, status=status)
