"""Addresses that belong to no app: probes, error pages, uploaded files."""

import logging
import re
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
    connections,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware import csrf
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve
from django_htmx.http import reswap, retarget

from network.models import OutgoingMail

logger = logging.getLogger("tregks.errors")

# --- Probes -----------------------------------------------------------------------

READY_WITHIN = 1.5  # seconds; whoever asks gives up after two
MAIL_IS_LATE_AFTER = timedelta(minutes=15)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Liveness: the process answers. Touches nothing else (R-10)."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Readiness: 503 while the database is away or migrations are missing (R-10).

    `outbox` turns false when a mail has waited too long. It is for alarms and leaves
    the status alone: a portal that cannot send mail can still be read.
    """
    checks = _probe.ask()
    ready = checks["database"] and checks["migrations"]
    return JsonResponse(checks, status=200 if ready else 503)


class _Probe:
    """Asks the database in a thread, so that a mute one holds nobody up for longer
    than READY_WITHIN; and in one thread only, however often somebody asks. Who asks
    meanwhile gets the same answer, so no crowd can make the portal look unready."""

    def __init__(self) -> None:
        self.executor = ThreadPoolExecutor(1, thread_name_prefix="probe")
        self.pending: Future[dict[str, bool]] | None = None
        self.deadline = 0.0

    def ask(self) -> dict[str, bool]:
        unknown = {"database": False, "migrations": False, "outbox": False}
        pending = self.pending
        if not pending or pending.done():
            _last_migrations()  # slow the first time, and not the database's fault
            self.deadline = time.monotonic() + READY_WITHIN
            pending = self.pending = self.executor.submit(_ask_database)
        try:
            return pending.result(timeout=max(0, self.deadline - time.monotonic()))
        except (TimeoutError, DatabaseError, InterfaceError):
            return unknown


_probe = _Probe()


def _ask_database() -> dict[str, bool]:
    # A connection of its own instead of one from the pool, which may be worn out or
    # hold connections whose other end has fallen silent.
    own = connection.copy()
    own.settings_dict["OPTIONS"].pop("pool", None)
    connections[DEFAULT_DB_ALIAS] = own
    try:
        applied = MigrationRecorder(own).applied_migrations()
        migrated = _last_migrations() <= applied.keys()
        late = OutgoingMail.objects.waiting().filter(
            created_at__lt=timezone.now() - MAIL_IS_LATE_AFTER
        )
        return {
            "database": True,
            "migrations": migrated,
            "outbox": migrated and not late.exists(),
        }
    finally:
        own.close()
        del connections[DEFAULT_DB_ALIAS]


@cache
def _last_migrations() -> set[tuple[str, str]]:
    return set(MigrationLoader(None).graph.leaf_nodes())


# --- Error pages: no database, no session, no context processors (R-13) --------------


def _error_page(
    template: str, status: int, context: dict[str, Any] | None = None
) -> HttpResponse:
    try:
        return HttpResponse(render_to_string(template, context), status=status)
    except Exception:
        # A broken template or static file must not hide the answer.
        logger.exception("error page cannot be rendered")
        text = f"{status}. Das hat leider nicht geklappt. / Sorry, that did not work."
        return HttpResponse(text, status=status, content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error_page("400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error_page("403.html", 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error_page("404.html", 404)


def too_many_requests(
    request: HttpRequest, retry_after: timedelta = timedelta(minutes=1)
) -> HttpResponse:
    """For limits of our own (`network.limits`) and for allauth's."""
    response = _error_page("429.html", 429)
    response["Retry-After"] = str(int(retry_after.total_seconds()))
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer any uncaught error, wherever in views or middleware it was raised."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        # Away, overloaded, or somebody holds a lock for too long: all pass.
        logger.error("database unavailable", extra={"error": type(error).__name__})
        response = _error_page("503.html", 503)
        response["Retry-After"] = "30"
        return response
    logger.error("uncaught error", exc_info=error)
    return _error_page("500.html", 500)


TOKEN_REASONS = (csrf.REASON_NO_CSRF_COOKIE, csrf.REASON_CSRF_TOKEN_MISSING)
NOT_TO_BE_REPEATED = re.compile(
    r"csrfmiddlewaretoken|.*(password|code)\d*", re.IGNORECASE
)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain, and offer to send the same answers again (A-44).

    The token of an open form grows stale when somebody logs in in another tab. What
    was typed comes back for one more click, but only when the browser vouches that
    our own page sent it: a forged form gets the explanation alone.
    """
    stale = reason in TOKEN_REASONS or reason.startswith("CSRF token ")
    from_here = (
        request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    )
    context: dict[str, Any] = {}
    if stale and from_here:
        context = {
            "action": request.get_full_path(),
            "csrf_token": csrf.get_token(request),
            "answers": _answers(request),
            "files_lost": bool(request.FILES),
        }
    return _error_page("403_csrf.html", 403, context)


def _answers(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if not NOT_TO_BE_REPEATED.fullmatch(name)
        for value in values
    ]


def login_and_send_again(request: HttpRequest) -> HttpResponse:
    """The session has ended while somebody wrote: keep the text, ask for the login.

    A form that htmx has sent stays where it is and gets the words below it (A-29).
    """
    if request.htmx:  # type: ignore[attr-defined]  # from HtmxMiddleware
        response = _error_page(
            "components/in_place_problem.html", 403, {"logged_out": True}
        )
        return reswap(retarget(response, "this"), "beforeend")
    context = {
        "action": request.get_full_path(),
        "csrf_token": csrf.get_token(request),
        "answers": _answers(request),
        "logged_out": True,
    }
    return _error_page("403_csrf.html", 403, context)


# --- Uploaded files -----------------------------------------------------------------


ACCESS_ADMIN = "wagtailadmin.access_admin"
PUBLIC_IMAGES = re.compile(r"(images|avatar_images)/[^/]+\.(png|jpe?g|webp|avif|gif)")


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Images in the sizes that pages show, inert whatever is in them (S-30).

    A proxy in front may serve `images/` instead, with the same headers. Originals may
    say where and with what they were taken, so only staff get them. Documents have a
    view of Wagtail's with its own checks.
    """
    public = PUBLIC_IMAGES.fullmatch(path)
    original = path.startswith("original_images/")
    if not public and not (original and request.user.has_perm(ACCESS_ADMIN)):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if public:
        response["Cache-Control"] = "public, max-age=86400"
    return response
