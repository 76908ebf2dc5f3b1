"""Finished pages for visitors without cookies, kept by each process for a minute.

Nobody ever sees an old page because of it: the key contains the version of all
content, one row in PostgreSQL that changes in the same transaction as the content.
What a page shows of models that are not WATCHED may lag behind by that minute.
"""

from functools import wraps
from typing import Any
from uuid import uuid4

from django.core.cache import cache, caches
from django.db import models
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest, HttpResponse
from wagtail.models import Locale, Page, PageViewRestriction, Site

from network.models import Topic
from tregks.cms.models import (
    GlossaryTerm,
    OperatorSettings,
    PortalDocument,
    PortalImage,
)

VERSION_KEY = "content-version"
WATCHED = (
    GlossaryTerm,
    Locale,
    OperatorSettings,
    Page,
    PageViewRestriction,
    PortalDocument,
    PortalImage,
    Site,
    Topic,
)


def kept(view):
    """Answer visitors without cookies from memory where the content is unchanged."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (
            request.method != "GET"
            or request.COOKIES
            or "HX-Request" in request.headers
        ):
            return view(request, *args, **kwargs)
        key = f"{version()}:{request.get_full_path()}"
        if response := caches["pages"].get(key):
            return response
        response = view(request, *args, **kwargs)
        if hasattr(response, "render"):
            response.render()
        if is_the_same_for_all(request, response):
            copy = HttpResponse(response.content, response.headers["Content-Type"])
            if hasattr(response, "_csp_update"):
                copy._csp_update = response._csp_update
            caches["pages"].set(key, copy)
        return response

    return wrapper


def is_the_same_for_all(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the page was made without a secret of this one visitor."""
    personal = (
        response.cookies
        or response.has_header("Cache-Control")
        or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        or getattr(request, "_csp_nonce", None)
    )
    return response.status_code == 200 and not personal


def version() -> str:
    return cache.get_or_set(VERSION_KEY, _new_version, timeout=None)


def _new_version() -> str:
    return uuid4().hex


def content_changed(sender: type[models.Model], **kwargs: Any) -> None:
    if issubclass(sender, WATCHED):
        cache.set(VERSION_KEY, _new_version(), timeout=None)


def watch() -> None:
    """Called once per process, also by workers and commands that change content."""
    post_save.connect(content_changed, dispatch_uid="content_changed")
    post_delete.connect(content_changed, dispatch_uid="content_changed")
