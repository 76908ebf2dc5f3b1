"""The directory of organisations and the entries in it."""

import unicodedata

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from network import access, directory
from network.models import Organisation, StakeholderGroup, Topic
from network.views.frame import trail

PER_PAGE = 24


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    chosen = directory.chosen_filters(request.GET)
    published = Organisation.objects.published()
    found = directory.filtered(published, chosen)
    found = directory.sorted_list(found, chosen.get("q", ""))
    counts = directory.counts(published, chosen)
    topics = {topic.slug: topic.label for topic in Topic.objects.all()}
    labels = {
        "q": f"„{chosen.get('q')}“",
        "akteursgruppe": dict(StakeholderGroup.choices).get(
            chosen.get("akteursgruppe", "")
        ),
        "handlungsfeld": topics.get(chosen.get("handlungsfeld", "")),
        "ort": chosen.get("ort"),
        "buchstabe": letter_label(chosen.get("buchstabe", "")),
    }
    context = {
        "title": _("Netzwerk"),
        "trail": trail()[:1],
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("seite")),
        "chosen": chosen,
        "chips": [
            {"label": labels[name] or value, "url": without(request.GET, name)}
            for name, value in chosen.items()
        ],
        "groups": options(StakeholderGroup.choices, counts["akteursgruppe"]),
        "topics": options(topics.items(), counts["handlungsfeld"]),
        "places": options(
            [(place, place) for place in sorted(counts["ort"], key=plain)],
            counts["ort"],
        ),
        "letters": [
            {"value": letter, "label": letter_label(letter), "exists": exists}
            for letter, exists in initials(counts["buchstabe"]).items()
        ],
    }
    return render(request, "network/organisation_list.html", context)


def options(choices, numbers: dict[str, int]) -> list[tuple[str, str, int]]:
    """Value, label and number of entries of a filter, in the order of the choices."""
    return [
        (value, label, numbers[value]) for value, label in choices if value in numbers
    ]


def plain(name: str) -> str:
    """For sorting a few names in Python: an accent is a mark behind its letter."""
    return unicodedata.normalize("NFD", name.casefold())


def initials(numbers: dict[str, int]) -> dict[str, bool]:
    """Every letter of the A to Z, and whether it has entries."""
    rest = numbers.keys() - set(directory.LETTERS[1:])
    return {
        letter: letter in numbers if letter != "0" else bool(rest)
        for letter in directory.LETTERS
    }


def letter_label(letter: str) -> str:
    return "0–9" if letter == "0" else letter.upper()


def without(query: QueryDict, name: str) -> str:
    """The same list without one filter, from its first page."""
    rest = query.copy()
    for key in (name, "seite"):
        rest.pop(key, None)
    return f"?{rest.urlencode()}"


@require_safe
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        organisation = access.organisation_read(request.user, slug)
    except Http404:
        # A merged duplicate passes its visitors on.
        into = Organisation.objects.published().filter(merged_from__slug=slug)
        return redirect(get_object_or_404(into), permanent=True)
    context = {
        "title": organisation.name,
        "trail": trail(),
        "organisation": organisation,
        "may_edit": organisation.may_be_edited_by(request.user),
    }
    return render(request, "network/organisation_detail.html", context)
