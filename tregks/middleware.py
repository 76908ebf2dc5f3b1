"""What every request passes through."""

import logging
import re
import time
import uuid

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from psycopg_pool import PoolTimeout

from tregks import views
from tregks.logging import request_id

logger = logging.getLogger("tregks.request")
GIVEN_ID = re.compile(r"[0-9a-zA-Z-]{8,64}")


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
                    "path": request.path,
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - started) * 1000),
                },
            )
            return response
        finally:
            request_id.reset(token)

    return middleware


def database_errors(get_response):
    """Answer 503 with a page that needs no database when PostgreSQL is away."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(
        request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError | PoolTimeout):
            logger.error(
                "database unavailable", extra={"error": type(exception).__name__}
            )
            return views.unavailable(request)
        return None

    middleware.process_exception = process_exception
    return middleware


def private_responses(get_response):
    """Keep answers to somebody who is logged in out of every shared cache (R-31)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.session.accessed and not request.session.is_empty():
            patch_cache_control(response, private=True, no_store=True)
        return response

    return middleware
