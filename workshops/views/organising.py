"""What those who lead a workshop do before it: see who comes, move, write, invite."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from network.models import StakeholderGroup
from network.views.frame import MemberRequest
from workshops import access, actions, registration
from workshops.forms import (
    ByHandForm,
    CallOffForm,
    InviteForm,
    MessageForm,
    MoveForm,
    ReasonForm,
)
from workshops.models import AccessNeed, Registration, Workshop
from workshops.registration import Refused
from workshops.views.busy import patient
from workshops.views.public import trail, workshop_trail

State = Registration.State
PER_PAGE = 50


def run_url(workshop: Workshop, page: str = "run", *args: object) -> str:
    return reverse(f"workshops:{page}", args=[workshop.slug, *args])


def frame(workshop: Workshop, title: str | Promise, **context: Any) -> dict[str, Any]:
    """What every page of the organisers has."""
    lead = (_("Leitung"), run_url(workshop))
    return (
        {"title": title, "trail": workshop_trail(workshop, lead)}
        | context
        | {"workshop": workshop}
    )


@never_cache
@login_required
@require_safe
def overview(request: MemberRequest, slug: str) -> HttpResponse:
    """Who is registered, who waits, and the way to everything else."""
    workshop = access.workshop_run(request.user, slug)
    state = request.GET.get("stand", "")
    found = workshop.registrations.select_related("person").order_by(
        "queue_number", "seat", "-cancelled_at", "pk"
    )
    if state in State.values:
        found = found.filter(state=state)
    elif state != "alle":
        found = found.active()
    by_state = dict(
        workshop.registrations.order_by()
        .values_list("state")
        .annotate(number=Count("pk"))
    )
    numbers = [
        {"value": value, "label": label, "number": by_state.get(value, 0)}
        for value, label in State.choices
    ]
    seated = sum(by_state.get(value, 0) for value in (State.REGISTERED, State.ATTENDED))
    context = frame(
        workshop,
        _("Leitung: %(title)s") % {"title": workshop.title},
        numbers=numbers,
        chosen=state,
        overfull=max(0, seated - workshop.capacity),
        page_obj=Paginator(found, PER_PAGE).get_page(request.GET.get("seite")),
        is_manager=request.user.has_perm("workshops.change_workshop"),
        feedback=workshop.feedback.all(),
        groups=by_stakeholder_group(workshop.registrations.active()),
    )
    context["trail"] = workshop_trail(workshop)
    return render(request, "workshops/run/overview.html", context)


def by_stakeholder_group(registrations: QuerySet[Registration]) -> list[dict[str, Any]]:
    """How many people of each group, the silent ones included."""
    found = Counter(
        registrations.order_by().values_list(
            "person__profile__stakeholder_group", flat=True
        )
    )
    rows = [
        {"label": label, "number": found.pop(value, 0)}
        for value, label in StakeholderGroup.choices
    ]
    return [*rows, {"label": _("ohne Angabe, Gäste"), "number": found.total()}]


@never_cache
@login_required
@patient
def by_hand(request: MemberRequest, slug: str) -> HttpResponse:
    workshop = access.workshop_run(request.user, slug)
    form = ByHandForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = registration.register(
                workshop=workshop, by=request.user, by_hand=True, **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, refused)
        else:
            messages.success(
                request,
                _("%(name)s: %(state)s.")
                % {"name": done.who, "state": done.get_state_display()},
            )
            return redirect(run_url(workshop))
    context = frame(
        workshop,
        _("Von Hand anmelden"),
        intro=_(
            "Für Menschen, die angerufen haben oder einfach gekommen sind. Anmeldezeit "
            "und Beschränkung gelten hier nicht, die Zahl der Plätze schon."
        ),
        form=form,
        button=_("Anmelden"),
        back=run_url(workshop),
    )
    return render(request, "workshops/form.html", context)


@never_cache
@login_required
@patient
def one(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """One registration: what happened to it and why, and what can be done now."""
    workshop = access.workshop_run(request.user, slug)
    chosen = access.registration_in(workshop, pk)
    acts: dict[str, tuple[type[forms.Form], Any]] = {
        "give": (ReasonForm, registration.give_seat),
        "move": (MoveForm, registration.move_in_queue),
        "back": (ReasonForm, registration.send_to_queue),
        "cancel": (ReasonForm, registration.cancel),
    }
    shown = {name: form(prefix=name) for name, (form, _act) in acts.items()}
    name = request.POST.get("action", "")
    if request.method == "POST" and name in acts:
        form_class, act = acts[name]
        shown[name] = form = form_class(request.POST, prefix=name)
        if form.is_valid():
            try:
                act(registration=chosen, by=request.user, **form.cleaned_data)
            except Refused as refused:
                form.add_error(None, refused)
            else:
                messages.success(request, _("Ihre Änderungen sind gespeichert."))
                return redirect(request.path)
    is_manager = request.user.has_perm("workshops.change_workshop")
    context = frame(
        workshop,
        chosen.who,
        registration=chosen,
        moves=chosen.moves.select_related("by"),
        answers=chosen.answers.select_related("question"),
        need=AccessNeed.objects.filter(registration=chosen).first()
        if is_manager
        else None,
        has_errors=any(form.errors for form in shown.values() if form.is_bound),
        **{f"{key}_form": form for key, form in shown.items()},
    )
    return render(request, "workshops/run/registration.html", context)


@never_cache
@login_required
def message(request: MemberRequest, slug: str) -> HttpResponse:
    workshop = access.workshop_run(request.user, slug)
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            number = actions.write(
                workshop=workshop, by=request.user, **form.cleaned_data
            )
        except Refused as refused:
            form.add_error("states", refused)
        else:
            messages.success(
                request,
                ngettext(
                    "Die Nachricht geht an %(n)d Person.",
                    "Die Nachricht geht an %(n)d Personen.",
                    number,
                )
                % {"n": number},
            )
            return redirect(run_url(workshop))
    context = frame(
        workshop,
        _("Nachricht an die Angemeldeten"),
        form=form,
        button=_("Nachricht senden"),
        back=run_url(workshop),
    )
    return render(request, "workshops/form.html", context)


@never_cache
@login_required
def invitations(request: MemberRequest, slug: str) -> HttpResponse:
    workshop = access.workshop_run(request.user, slug)
    form = InviteForm()
    old = request.POST.get("withdraw", "")
    if request.method == "POST" and old.isdecimal() and len(old) < 19:
        invitation = access.invitation_in(workshop, int(old))
        actions.withdraw(invitation=invitation)
        messages.success(request, _("Die Einladung gilt nicht mehr."))
        return redirect(request.path)
    if request.method == "POST":
        form = InviteForm(request.POST)
        if form.is_valid():
            number = actions.invite(
                workshop=workshop, by=request.user, **form.cleaned_data
            )
            messages.success(
                request,
                ngettext(
                    "%(n)d Einladung geht hinaus.",
                    "%(n)d Einladungen gehen hinaus.",
                    number,
                )
                % {"n": number},
            )
            return redirect(request.path)
    context = frame(
        workshop,
        _("Einladungen"),
        form=form,
        invitations=workshop.invitations.select_related("registration", "invited_by"),
    )
    return render(request, "workshops/run/invitations.html", context)


# --- The workshop as a whole --------------------------------------------------------------


@never_cache
@login_required
@patient
def publish(request: MemberRequest, slug: str) -> HttpResponse:
    workshop = access.workshop_run(request.user, slug)
    if request.method == "POST":
        try:
            actions.publish(workshop=workshop, by=request.user)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("Der Workshop ist veröffentlicht."))
        return redirect(run_url(workshop))
    context = frame(
        workshop,
        _("Workshop veröffentlichen"),
        intro=_(
            "Ab jetzt sehen ihn alle, für die er gedacht ist, und können sich anmelden. "
            "Die Mitglieder seiner Arbeitsgruppe werden benachrichtigt."
        ),
        form=forms.Form(),
        button=_("Veröffentlichen"),
        back=run_url(workshop),
    )
    return render(request, "workshops/form.html", context)


@never_cache
@login_required
@patient
def call_off(request: MemberRequest, slug: str) -> HttpResponse:
    workshop = access.workshop_run(request.user, slug)
    form = CallOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.call_off(workshop=workshop, by=request.user, **form.cleaned_data)
        messages.success(
            request, _("Der Workshop ist abgesagt. Alle Angemeldeten erfahren es.")
        )
        return redirect(run_url(workshop))
    context = frame(
        workshop,
        _("Workshop absagen"),
        intro=_(
            "Das lässt sich nicht zurücknehmen. Jede angemeldete und wartende Person bekommt eine E-Mail."
        ),
        form=form,
        button=_("Workshop absagen"),
        danger=True,
        back=run_url(workshop),
    )
    return render(request, "workshops/form.html", context)


@never_cache
@login_required
def copy(request: MemberRequest, slug: str) -> HttpResponse:
    """A new draft from this workshop; managers go on in the admin."""
    workshop = access.workshop_run(request.user, slug)
    if request.method == "POST":
        new = actions.copy(workshop=workshop, by=request.user)
        messages.success(request, _("Die Kopie ist angelegt, als Entwurf."))
        return redirect(run_url(new))
    context = frame(
        workshop,
        _("Workshop kopieren"),
        intro=_(
            "Es entsteht ein Entwurf mit gleichem Ort, Programm und gleichen Fragen, in "
            "vier Wochen. Angemeldet ist dort niemand."
        ),
        form=forms.Form(),
        button=_("Kopie anlegen"),
        back=run_url(workshop),
    )
    return render(request, "workshops/form.html", context)


# --- For managers -------------------------------------------------------------------------


def managers_only(request: MemberRequest) -> None:
    if not request.user.has_perm("workshops.change_workshop"):
        raise PermissionDenied


@never_cache
@login_required
@require_safe
def needs(request: MemberRequest, slug: str) -> HttpResponse:
    """What people need to take part."""
    workshop = access.workshop_run(request.user, slug)
    managers_only(request)
    found = AccessNeed.objects.filter(
        registration__workshop=workshop,
        registration__state__in=["registered", "waiting", "attended"],
    ).select_related("registration__person")
    context = frame(workshop, _("Was Menschen brauchen"), needs=found)
    return render(request, "workshops/run/needs.html", context)


@never_cache
@login_required
@require_safe
def statistics(request: MemberRequest) -> HttpResponse:
    """How workshops were attended, by whom, and how many cancelled too late."""
    managers_only(request)
    rows = [
        _attendance(workshop)
        for workshop in Workshop.objects.past()
        .shown()
        .filter(start__gte=timezone.now() - timedelta(days=730))
        .prefetch_related("registrations")[:100]
    ]
    context = {
        "title": _("Auswertung der Workshops"),
        "trail": trail((_("Workshops"), reverse("workshops:list"))),
        "rows": rows,
        "groups": by_stakeholder_group(
            Registration.objects.filter(
                state=State.ATTENDED, workshop__in=[row["workshop"] for row in rows]
            )
        ),
    }
    return render(request, "workshops/run/statistics.html", context)


def _attendance(workshop: Workshop) -> dict[str, Any]:
    found = list(workshop.registrations.all())
    for each in found:
        each.workshop = workshop  # `was_late` asks for it
    numbers = Counter(each.state for each in found)
    late = sum(each.was_late for each in found)
    return {
        "workshop": workshop,
        "registered": len(found),
        "attended": numbers[State.ATTENDED],
        "no_show": numbers[State.NO_SHOW],
        "late": late,
        "late_rate": round(100 * late / len(found)) if found else 0,
    }
