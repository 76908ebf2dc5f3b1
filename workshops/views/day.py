"""The day itself and after: lists, check-in, name tags, certificates, results."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from network.models import StakeholderGroup
from network.views.frame import MemberRequest
from strategy.chain import results as chain_results
from tregks.pdf import pdf
from tregks.spreadsheets import xlsx_response
from tregks.templatetags.portal import portal_span
from workshops import access, actions, outcomes, registration
from workshops.forms import MinutesForm, ResultForm
from workshops.models import Registration, Workshop, WorkshopResult
from workshops.registration import Refused
from workshops.views.busy import patient
from workshops.views.organising import frame, run_url
from workshops.views.outcomes import ways_on

State = Registration.State


def everybody(workshop: Workshop) -> QuerySet[Registration]:
    """All with a seat, by surname; their organisation beside them."""
    return (
        workshop.registrations.seated()
        .select_related("person__profile", "workshop")
        .prefetch_related("person__affiliations__organisation")
    )


def by_name(workshop: Workshop) -> list[Registration]:
    return sorted(everybody(workshop), key=_surname)


def _surname(each: Registration) -> str:
    if each.person:
        return each.person.sort_key
    first, _space, last = each.name.lower().rpartition(" ")
    return f"{last} {first}"


def organisation_of(each: Registration) -> str:
    if not each.person:
        return ""
    belongs = list(each.person.affiliations.all())
    return belongs[0].organisation.name if belongs else ""


def group_of(each: Registration) -> str:
    profile = getattr(each.person, "profile", None)
    value = profile.stakeholder_group if profile else ""
    return str(dict(StakeholderGroup.choices).get(value, ""))


@never_cache
@login_required
@require_safe
def attendance(request: MemberRequest, slug: str) -> HttpResponse:
    """The list to print and sign."""
    workshop = access.workshop_run(request.user, slug)
    rows = [
        {"registration": each, "organisation": organisation_of(each)}
        for each in by_name(workshop)
    ]
    context = frame(workshop, _("Teilnahmeliste"), rows=rows)
    return render(request, "workshops/run/attendance.html", context)


@never_cache
@login_required
@require_safe
def attendance_xlsx(request: MemberRequest, slug: str) -> HttpResponse:
    workshop = access.workshop_run(request.user, slug)
    questions = list(workshop.questions.all())
    headings = [
        *(_("Platz"), _("Name"), _("Organisation"), _("Akteursgruppe"), _("E-Mail")),
        *(_("Stand"), _("Begleitung"), _("Angemeldet am")),
        *(question.text for question in questions),
    ]
    rows = []
    people = sorted(everybody(workshop).prefetch_related("answers"), key=_surname)
    for each in people:
        answers = {answer.question_id: answer.text for answer in each.answers.all()}
        rows.append(
            [
                *(each.seat, each.who, organisation_of(each), group_of(each)),
                *(each.address, each.get_state_display()),
                _("ja") if each.with_companion else "",
                each.created_at,
                *(answers.get(question.pk, "") for question in questions),
            ]
        )
    return xlsx_response(f"teilnahme-{workshop.slug}", headings, rows)


@never_cache
@login_required
@patient
def check_in(request: MemberRequest, slug: str) -> HttpResponse:
    """Big buttons for a phone at the door; works without script."""
    workshop = access.workshop_run(request.user, slug)
    if request.method == "POST":
        for state in (State.ATTENDED, State.REGISTERED):
            number = request.POST.get(state, "")
            if number.isdecimal() and len(number) < 19:
                chosen = access.registration_in(workshop, int(number))
                try:
                    registration.check_in(
                        workshop=workshop,
                        registration=chosen,
                        state=state,
                        by=request.user,
                    )
                except Refused as refused:
                    messages.error(request, refused.message)
                return redirect(f"{request.get_full_path()}#r{chosen.pk}")
        if "rest" in request.POST:
            try:
                absent = registration.close_attendance(
                    workshop=workshop, by=request.user
                )
            except Refused as refused:
                messages.error(request, refused.message)
            else:
                messages.success(
                    request,
                    ngettext(
                        "%(n)d Person ist nicht erschienen.",
                        "%(n)d Personen sind nicht erschienen.",
                        absent,
                    )
                    % {"n": absent},
                )
        return redirect(request.get_full_path())
    people = by_name(workshop)
    wanted = request.GET.get("q", "").strip()[:100]
    context = frame(
        workshop,
        _("Einlass"),
        people=[p for p in people if wanted.lower() in p.who.lower()],
        wanted=wanted,
        here=sum(each.state == State.ATTENDED for each in people),
        all=len(people),
    )
    return render(request, "workshops/run/check_in.html", context)


# --- On paper -----------------------------------------------------------------------------


def _facts(workshop: Workshop) -> dict[str, Any]:
    return {
        "workshop": workshop.title,
        "when": portal_span(workshop.start, workshop.end),
        "where": workshop.where,
        "duration": workshop.duration_words,
        "contact": workshop.contact_name,
    }


def _pdf_response(name: str, content: bytes) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
    )


@never_cache
@login_required
@require_safe
def name_tags(request: MemberRequest, slug: str) -> HttpResponse:
    workshop = access.workshop_run(request.user, slug)
    people = [
        {"name": each.who, "organisation": organisation_of(each)}
        for each in by_name(workshop)
    ]
    data = _facts(workshop) | {
        "title": _("Namensschilder: %(title)s") % {"title": workshop.title},
        "people": people,
        "nobody": _("Noch niemand ist angemeldet."),
    }
    return _pdf_response(f"namensschilder-{workshop.slug}", pdf("name_tags", data))


@never_cache
@login_required
@require_safe
def certificates(request: MemberRequest, slug: str) -> HttpResponse:
    """One page for each person who was there."""
    workshop = access.workshop_run(request.user, slug)
    people = [
        {"name": each.who, "organisation": organisation_of(each)}
        for each in by_name(workshop)
        if each.state == State.ATTENDED
    ]
    data = _facts(workshop) | {
        "title": _("Teilnahmebescheinigungen: %(title)s") % {"title": workshop.title},
        "people": people,
        "nobody": _("Noch niemand ist als anwesend eingetragen."),
        "agenda": [item.title for item in workshop.agenda.all()],
    }
    return _pdf_response(f"teilnahme-{workshop.slug}", pdf("certificates", data))


# --- Minutes and results ------------------------------------------------------------------


@never_cache
@login_required
def results(request: MemberRequest, slug: str) -> HttpResponse:
    """Minutes, and one result after the other."""
    workshop = access.workshop_run(request.user, slug)
    minutes = MinutesForm(instance=workshop)
    result = ResultForm(user=request.user)
    if request.POST.get("action") == "minutes":
        minutes = MinutesForm(request.POST, instance=workshop)
        if minutes.is_valid():
            actions.write_minutes(
                workshop=workshop, text=minutes.cleaned_data["minutes"], by=request.user
            )
            messages.success(request, _("Das Protokoll ist gespeichert."))
            return redirect(request.path)
    elif request.method == "POST":
        result = ResultForm(request.POST, user=request.user)
        if result.is_valid():
            actions.add_result(
                workshop=workshop, by=request.user, **result.cleaned_data
            )
            messages.success(request, _("Das Ergebnis steht jetzt beim Workshop."))
            return redirect(request.path)
    led_to = chain_results(workshop, request.user)
    ways, done = ways_on(workshop, request.user), outcomes.titles_of(led_to)
    rows = [
        (each, "" if each.title in done else ways.get(each.kind, {}).get("url", ""))
        for each in workshop.results.all()
    ]
    context = frame(
        workshop,
        _("Protokoll und Ergebnisse"),
        minutes_form=minutes,
        form=result,
        rows=rows,
        led_to=led_to,
        ways=ways.values(),
        no_field=WorkshopResult.Kind.FACTOR not in ways,
        has_errors=bool(minutes.errors),
    )
    return render(request, "workshops/run/results.html", context)


@login_required
@require_POST
def result_remove(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    workshop = access.workshop_run(request.user, slug)
    actions.remove_result(result=access.result_in(workshop, pk), by=request.user)
    messages.success(request, _("Das Ergebnis ist entfernt."))
    return redirect(run_url(workshop, "results"))
