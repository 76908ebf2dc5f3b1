"""What every request passes through."""

import logging
import re
import time
import uuid

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.cache import patch_cache_control

from tregks.logging import request_id

logger = logging.getLogger("tregks.request")
GIVEN_ID = re.compile(r"[0-9a-zA-Z-]{8,64}")


# What stands for a person in an address from a mail.
SECRET = re.compile(r"(?<=/abmelden/)[^/]+")


def request_log(get_response):
    """Log method, path without query string, status and time; never who asked."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        token = request_id.set(given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex)
        started = time.perf_counter()
        try:
            response = get_response(request)
            response["X-Request-Id"] = request_id.get()
            logger.info(
                "request",
                extra={
                    "method": request.method,
                    "path": SECRET.sub("…", request.path),
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - started) * 1000),
                },
            )
            return response
        finally:
            request_id.reset(token)

    return middleware


# What programs ask for that try out weaknesses of other software.
SCANNED = re.compile(
    r"\.(php\d?|phtml|aspx?|jsp|cgi|env|sql|bak|ini|ya?ml)$"
    r"|^/(wp-|wordpress|xmlrpc|phpmyadmin|cgi-bin|vendor/|\.(?!well-known/))",
    re.IGNORECASE,
)


def scanners(get_response):
    """Refuse well-known attack addresses with a few bytes and no database."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if SCANNED.search(request.path_info):
            return HttpResponseNotFound("404", content_type="text/plain")
        return get_response(request)

    return middleware


# Above what Wagtail takes, whose forms can say more than this.
LARGEST_BODY = 32 * 1024 * 1024


def body_limit(get_response):
    """Refuse bodies no form of ours can use, before a byte of them lies on the disk.

    Django limits what it keeps in memory; files it would take at any length, from
    anybody and at any address (S-30).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length[:20]) > LARGEST_BODY:
            return HttpResponse("413", status=413, content_type="text/plain")
        return get_response(request)

    return middleware


class NullCharacters:
    """Answers 400 to U+0000, which PostgreSQL cannot store and no person types (S-44).

    Stands behind CsrfViewMiddleware, which reads the body in any case and copes with
    bodies that break off.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.refuse(request.path_info, *request.COOKIES.values())
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        for data in (request.GET, request.POST):
            for name, values in data.lists():
                self.refuse(name, *values)

    def refuse(self, *texts: str) -> None:
        if any("\x00" in text for text in texts):
            raise SuspiciousOperation("null character")


def private_responses(get_response):
    """Keep answers to somebody who is logged in out of every shared cache (R-31)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.session.accessed and not request.session.is_empty():
            patch_cache_control(response, private=True, no_store=True)
        return response

    return middleware
