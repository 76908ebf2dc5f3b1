"""The list of workshops and the page of one."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from network.views.frame import Trail
from strategy.chain import results
from tregks.ical import calendar_response
from workshops import access
from workshops.calendar import workshop_entry
from workshops.forms import WorkshopFilter
from workshops.models import Registration, Workshop
from workshops.registration import refusal

PER_PAGE = 20


def trail(*above: tuple[str | Promise, str]) -> Trail:
    """Breadcrumb below /termine/, without the page itself."""
    steps = [
        (_("Startseite"), reverse("wagtail_serve", args=[""])),
        (_("Termine"), reverse("workshops:dates")),
        *above,
    ]
    return [{"title": str(title), "url": url} for title, url in steps]


def workshop_trail(workshop: Workshop, *above: tuple[str | Promise, str]) -> Trail:
    return trail(
        (_("Workshops"), reverse("workshops:list")),
        (workshop.title, workshop.get_absolute_url()),
        *above,
    )


@require_safe
def workshop_list(request: HttpRequest) -> HttpResponse:
    filters = WorkshopFilter(request.GET)
    chosen = filters.chosen
    found = Workshop.objects.visible_to(request.user)
    past = chosen.get("zeit") == "vergangen"
    found = found.past() if past else found.coming()
    if "handlungsfeld" in chosen:
        found = found.filter(topic__slug=chosen["handlungsfeld"])
    if "arbeitsgruppe" in chosen:
        found = found.filter(group__slug=chosen["arbeitsgruppe"])
    if "form" in chosen:
        found = found.filter(form__in=[chosen["form"], Workshop.Form.HYBRID])
    found = found.select_related("topic", "group").with_numbers()
    context = {
        "title": _("Workshops"),
        "trail": trail(),
        "past": past,
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("seite")),
        "filters": filters,
    }
    return render(request, "workshops/list.html", context)


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    token = request.GET.get("einladung", "")
    workshop = access.workshop_read(request.user, slug, token)
    own = own_registration(request, workshop)
    invited = bool(token) and access.invitation_for(slug, token) is not None
    person = request.user if request.user.is_authenticated else None
    context = {
        "title": workshop.title,
        "trail": trail((_("Workshops"), reverse("workshops:list"))),
        "workshop": workshop,
        "own": own,
        "problem": refusal(workshop, person, timezone.now(), invited=invited),
        "guests_may": workshop.restriction == Workshop.Restriction.NONE or invited,
        "token": token if invited else "",
        "agenda": workshop.agenda.all(),
        "material": workshop.material.select_related("document"),
        "photos": workshop.photos.select_related("image"),
        "results": workshop.results.all(),
        "led_to": results(workshop, request.user),
        "may_run": request.user.is_authenticated
        and workshop.may_be_run_by(request.user),
    }
    return render(request, "workshops/detail.html", context)


def own_registration(request: HttpRequest, workshop: Workshop) -> Registration | None:
    if not request.user.is_authenticated:
        return None
    return workshop.registrations.active().filter(person=request.user).first()


@require_safe
def download(request: HttpRequest, slug: str) -> HttpResponse:
    """The date as a calendar file."""
    workshop = access.workshop_read(
        request.user, slug, request.GET.get("einladung", "")
    )
    return calendar_response(
        workshop.slug, workshop.title, [workshop_entry(workshop).as_ical()]
    )
