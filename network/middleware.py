"""Who may enter the admin needs a second factor before anything else (S-10)."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _


def second_factor(get_response):
    """Lead staff without a second factor to where they set one up, and nowhere else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if (
            not settings.REQUIRE_SECOND_FACTOR
            or not request.user.is_authenticated
            or request.path.startswith(reverse("account_overview"))
            or not request.user.may_enter_admin()
            or request.user.has_second_factor()
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

    middleware.process_view = process_view
    return middleware
