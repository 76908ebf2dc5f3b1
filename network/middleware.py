"""Sessions, and what somebody must prove before they go on (S-10, S-16, S-17)."""

import time

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from network.adapter import logged_in_recently
from network.models import User

# Seconds.
NOTE_EVERY = 5 * 60
ABSOLUTE_LIFETIME = 90 * 24 * 60 * 60


def person_behind(request: HttpRequest) -> User | None:
    """Without a session cookie this asks no database and leaves the answer cacheable."""
    if request.session.session_key and request.user.is_authenticated:
        return request.user
    return None


def second_factor(get_response):
    """Lead staff without a second factor to where they set one up, and nowhere else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not settings.REQUIRE_SECOND_FACTOR:
            return None
        person = person_behind(request)
        if (
            person is None
            or request.path.startswith(reverse("account_overview"))
            or not person.may_enter_admin()
            or person.has_second_factor()
        ):
            return None
        messages.warning(
            request,
            _(
                "Sie arbeiten an den Inhalten des Portals. Bitte sichern Sie Ihr Konto "
                "zuerst mit einem zweiten Faktor: einer App oder einem Passkey."
            ),
        )
        return redirect("mfa_index")

    # Where Django looks for it.
    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def session_activity(get_response):
    """Note every few minutes, not at every click, that a session is in use.

    The list of devices shows it. Writing it prolongs the session (A-44), but not for
    ever: after three months everybody logs in again (S-16).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if person_behind(request):
            note(request)
        return get_response(request)

    def note(request: HttpRequest) -> None:
        session, now = request.session, time.time()
        if now - session.get("logged_in_at", now) > ABSOLUTE_LIFETIME:
            logout(request)
        elif now - session.get("seen_at", 0) > NOTE_EVERY:
            session["seen_at"] = now
            UserSession.objects.create_from_request(request)

    return middleware


IMPORTANT: set[str | None] = {
    "account_data",
    "account_delete",
    "account_email",
    "account_private_file",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_add_webauthn",
}


def fresh_login(get_response):
    """Important steps need a fresh login from those who could prove nothing else.

    allauth asks again for the password or the second factor, and lets everybody pass
    who has neither because they log in with mailed codes. These log in once more.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.url_name not in IMPORTANT:
            return None
        person = person_behind(request)
        if (
            person is None
            or person.has_usable_password()
            or logged_in_recently(request)
            or person.has_second_factor()
        ):
            return None
        logout(request)
        messages.info(
            request,
            _("Das ist ein wichtiger Schritt. Bitte melden Sie sich dafür neu an."),
        )
        target = urlencode({"next": request.path})
        return redirect(f"{reverse('account_request_login_code')}?{target}")

    # Where Django looks for it.
    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware
