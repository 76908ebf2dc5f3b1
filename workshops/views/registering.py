"""Registering, for members and guests, and the page of a registration."""

from datetime import timedelta

from allauth.core.internal.ratelimit import get_ip
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from network import limits
from network.models import User
from tregks.ical import calendar_response
from workshops import access, registration
from workshops.calendar import registration_entry
from workshops.forms import CodeForm, DetailsForm, FeedbackForm, GuestForm
from workshops.models import Invitation, Registration, Workshop
from workshops.models.registrations import CODE_LIFETIME
from workshops.registration import Refused
from workshops.views.busy import patient
from workshops.views.public import own_registration, trail, workshop_trail

HOUR = timedelta(hours=1)
PER_HOUR = 20  # guests from one address; schools and offices share one
TRIES = 3  # of a code


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@patient
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """One page for members; the first of two for guests."""
    token = request.GET.get("einladung", "")
    looks = request.method != "POST"
    workshop = access.workshop_read(request.user, slug, token, counted=looks)
    invitation = access.invitation_for(slug, token)
    if request.user.is_authenticated:
        own = own_registration(request, workshop) if looks else None
        if own:  # who sends the form again is known by `registration.register`
            return redirect(own)
        return _register_member(request, request.user, workshop, invitation)
    if not (invitation or workshop.restriction == Workshop.Restriction.NONE):
        return redirect_to_login(request.get_full_path())
    return _ask_guest(request, workshop, token if invitation else "")


def _register_member(
    request: HttpRequest,
    person: User,
    workshop: Workshop,
    invitation: Invitation | None,
) -> HttpResponse:
    # Often there is nothing to fill in.
    data = request.POST if request.method == "POST" else None
    form = DetailsForm(data, workshop=workshop)
    if request.method == "POST" and form.is_valid():
        try:
            done = registration.register(
                workshop=workshop,
                by=person,
                person=person,
                invitation=invitation,
                **form.details,
            )
        except Refused as refused:
            form.add_error(None, refused)
        else:
            return redirect(done)
    problem = registration.refusal(
        workshop, person, timezone.now(), invited=invitation is not None
    )
    context = {
        "title": _("Anmelden: %(title)s") % {"title": workshop.title},
        "trail": workshop_trail(workshop),
        "workshop": workshop,
        "problem": "" if form.errors else problem,
        "form": form,
    }
    return render(request, "workshops/register.html", context)


def _ask_guest(request: HttpRequest, workshop: Workshop, token: str) -> HttpResponse:
    form = GuestForm(request.POST or None)
    status = 200
    problem = registration.refusal(workshop, None, timezone.now(), invited=bool(token))
    if request.method == "POST" and form.is_valid() and not problem:
        if limits.allowed("workshop-guest", get_ip(request), amount=PER_HOUR, per=HOUR):
            asked = registration.ask_guest(
                workshop=workshop,
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
                invitation=token,
            )
            return redirect(
                f"{reverse('workshops:guest', args=[workshop.slug])}?t={asked.token}"
            )
        status = 429
        form.add_error(
            None,
            _(
                "Von Ihrem Anschluss kamen gerade sehr viele Anmeldungen. Ihre Eingaben "
                "sind noch da. Bitte senden Sie sie in einer Stunde noch einmal."
            ),
        )
    context = {
        "title": _("Anmelden: %(title)s") % {"title": workshop.title},
        "trail": workshop_trail(workshop),
        "workshop": workshop,
        "problem": problem,
        "form": form,
        "is_guest": True,
        "next": request.get_full_path(),
    }
    response = render(request, "workshops/register.html", context, status=status)
    if status == 429:
        response["Retry-After"] = str(int(HOUR.total_seconds()))
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@patient
def guest(request: HttpRequest, slug: str) -> HttpResponse:
    """The second page for guests: the code, and what the workshop asks."""
    asked = access.confirmation_by(slug, request.GET.get("t", ""))
    workshop = asked.workshop if asked else access.workshop_read(request.user, slug)
    context = {
        "title": _("Anmelden: %(title)s") % {"title": workshop.title},
        "trail": trail((_("Workshops"), reverse("workshops:list"))),
        "workshop": workshop,
        "asked": asked,
    }
    if asked is None:
        return render(request, "workshops/guest.html", context, status=404)
    form = CodeForm(
        request.POST or None,
        workshop=workshop,
        initial={"code": request.GET.get("code", "")},
    )
    if request.method == "POST" and form.is_valid():
        if not limits.allowed(
            "workshop-code", asked.token, amount=TRIES, per=CODE_LIFETIME
        ):
            form.add_error("code", _("Zu viele Versuche. Bitte beginnen Sie neu."))
        elif not constant_time_compare(form.cleaned_data["code"], asked.code):
            form.add_error(
                "code", _("Dieser Code stimmt nicht. Bitte sehen Sie noch einmal nach.")
            )
        else:
            try:
                done = registration.register_guest(
                    asked=asked,
                    invitation=access.invitation_for(slug, asked.invitation),
                    **form.details,
                )
            except Refused as refused:
                form.add_error(None, refused)
            else:
                return redirect(done)
    return render(request, "workshops/guest.html", context | {"form": form})


# --- The page of a registration, for whoever holds its secret ----------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@patient
def status(request: HttpRequest) -> HttpResponse:
    """Where one stands. Looking changes nothing; only the button cancels."""
    own = access.registration_by(request.GET.get("t", ""))
    if request.method == "POST":
        by = request.user if request.user.is_authenticated else None
        try:
            registration.cancel(registration=own, by=by)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("Sie sind abgemeldet."))
        return redirect(own)
    context = {
        "title": _("Ihre Anmeldung"),
        "trail": trail((_("Workshops"), reverse("workshops:list"))),
        "registration": own,
        "workshop": own.workshop,
        "answers": own.answers.select_related("question"),
    }
    return render(request, "workshops/status.html", context)


@never_cache
@require_safe
def status_calendar(request: HttpRequest) -> HttpResponse:
    """The date for one's own calendar, with the way back to the registration."""
    own = access.registration_by(request.GET.get("t", ""))
    return calendar_response(
        own.workshop.slug, own.workshop.title, [registration_entry(own)]
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """Three questions afterwards, for those who were there; stored without name."""
    own = access.registration_by(request.GET.get("t", ""))
    done = own.feedback_at is not None
    may = own.state == Registration.State.ATTENDED and own.workshop.is_past
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and may and not done and form.is_valid():
        registration.give_feedback(registration=own, feedback=form.save(commit=False))
        return redirect(request.get_full_path())
    context = {
        "title": _("Wie war es?"),
        "trail": trail((_("Workshops"), reverse("workshops:list"))),
        "workshop": own.workshop,
        "done": done,
        "may": may,
        "form": form,
    }
    return render(request, "workshops/feedback.html", context)
