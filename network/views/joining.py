"""Becoming a member: what it brings, the form, and the first steps afterwards."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from network.forms import SignupForm
from network.models import Profile
from network.views.frame import MemberRequest, trail


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


@login_required
@require_safe
def welcome(request: MemberRequest) -> HttpResponse:
    """Three first steps, instead of an empty page."""
    profile = Profile.objects.filter(user=request.user).first()
    context = {
        "title": _("Willkommen im Netzwerk"),
        "trail": trail()[:1],
        "is_visible": profile and profile.visibility != Profile.Visibility.NOBODY,
        "affiliations": request.user.affiliations.select_related("organisation").defer(
            "organisation__search_vector"
        ),
    }
    return render(request, "network/welcome.html", context)
