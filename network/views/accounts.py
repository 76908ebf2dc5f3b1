"""The account pages that allauth does not bring, and the one way in."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from network import actions
from network.data_export import start_export
from network.erasure import effects
from network.forms import NameForm
from network.views.frame import MemberRequest


def login_door(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Lead every other login page to allauth's, the only one with its limits (S-09)."""
    if request.user.is_authenticated and not request.user.may_enter_admin():
        raise PermissionDenied
    target = request.GET.get("next", "")
    address = reverse("account_login")
    if url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        address += "?" + urlencode({"next": target})
    return redirect(address)


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    return render(request, "account/overview.html")


@require_http_methods(["GET", "POST"])
@login_required
def name(request: HttpRequest) -> HttpResponse:
    form = NameForm(request.POST or None, instance=request.user)
    if form.is_valid():
        form.instance.save(update_fields=["name"])
        messages.success(request, _("Ihr Name ist gespeichert."))
        return redirect("account_overview")
    return render(request, "account/name.html", {"form": form})


@require_http_methods(["GET", "POST"])
@reauthentication_required
def data(request: MemberRequest) -> HttpResponse:
    """Everything about the person, prepared in the worker (A-65, S-17)."""
    if request.method == "POST":
        return redirect(start_export(by=request.user))
    return render(request, "account/data.html")


@require_http_methods(["GET", "POST"])
@reauthentication_required
def delete(request: MemberRequest) -> HttpResponse:
    """Say what will happen, and do it when asked to (A-41)."""
    if request.method == "GET":
        found = effects(request.user)
        context = {
            "deleted": [effect for effect in found if effect.deletes],
            "kept": [effect for effect in found if not effect.deletes],
        }
        return render(request, "account/delete.html", context)
    actions.delete_account(user=request.user)
    logout(request)
    messages.success(request, _("Ihr Konto ist gelöscht. Danke, dass Sie da waren."))
    return redirect("/")
