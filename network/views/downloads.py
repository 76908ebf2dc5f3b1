"""Files that were prepared for somebody: how far they are, and fetching them."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from network import access, downloads
from network.models import Download
from network.views.frame import MemberRequest


@require_safe
@login_required
def download_list(request: MemberRequest) -> HttpResponse:
    context = {"downloads": Download.objects.of(request.user)}
    return render(request, "account/downloads.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def download(request: MemberRequest, key: UUID) -> HttpResponse:
    """How far the file is; a POST tries again what did not succeed."""
    found = access.own_download(request.user, key)
    if request.method == "POST":
        downloads.retry_download(download=found)
        return redirect(found)
    return render(request, "account/download.html", {"download": found})


@require_safe
def download_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """The file, for its owner; the address is worth nothing to others (S-33)."""
    found = access.own_download(request.user, key)
    if found.needs_password:
        raise Http404
    return _send(request, found)


@require_safe
def private_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """The same for files so private that a forgotten logout must not show them."""
    return _send_after_password(request, access.own_download(request.user, key))


def _send(request: HttpRequest, download: Download) -> HttpResponse:
    if not download.is_ready:
        raise Http404
    response = HttpResponse(download.content, content_type=download.content_type)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=download.filename
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


_send_after_password = reauthentication_required(_send)
