"""Becoming a member: what it brings, the form and the rules."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from network.forms import SignupForm
from network.views.frame import trail


@never_cache
@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """What the network offers, and the form, which allauth takes and checks."""
    if request.user.is_authenticated:
        return redirect("network_welcome")
    context = {"title": _("Mitmachen"), "trail": trail()[:1], "form": SignupForm()}
    return render(request, "network/join.html", context)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    context = {"title": _("Regeln für das Miteinander"), "trail": trail()[:1]}
    return render(request, "network/rules.html", context)
