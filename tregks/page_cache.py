"""Finished pages for visitors without cookies, kept by each process for a minute.

Nobody ever sees an old page because of it: the key contains the state of all content,
asked from PostgreSQL at each request. The minute is for what depends on the clock.
docs/decisions/0007-pages-from-memory.md tells why.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tregks.changes import content_state

LONGEST_ADDRESS = 200  # characters; what is longer was not written by our own pages


def kept(view):
    """Answer visitors without cookies from memory where the content is unchanged."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pages = caches["pages"]
        if not (pages.default_timeout and may_be_the_same_for_all(request)):
            return view(request, *args, **kwargs)
        key = f"{_state(request)}:{request.get_host()}{request.get_full_path()}"
        if response := pages.get(key):
            return response
        response = view(request, *args, **kwargs)
        if hasattr(response, "render"):
            response.render()
        # Rendering has asked who is there, an answer from memory never does.
        patch_vary_headers(response, ["Cookie"])
        if is_the_same_for_all(request, response):
            copy = HttpResponse(response.content, headers=response.headers)
            if hasattr(response, "_csp_update"):
                # Where django-csp looks for it.
                copy._csp_update = response._csp_update  # type: ignore[attr-defined]
            pages.set(key, copy)
        return response

    return wrapper


def remembered(request: HttpRequest, name: str, make: Callable[[], Any]) -> Any:
    """Something made once for each state of the content, in each language.

    For what costs several queries. `make` must depend on nothing but the content and
    what the name says.
    """
    pages = caches["pages"]
    if not pages.default_timeout:
        return make()
    key = f"{_state(request)}:{name}:{get_language()}"
    return pages.get_or_set(key, make)


def remembered_part(
    request: HttpRequest,
    *,
    seen_by: Callable[[], str],
    make: Callable[[], SafeString],
) -> SafeString:
    """The part of a page that all who see the same rows get alike, from memory too.

    `seen_by` names what somebody sees, never who it is: one text serves many people.
    `make` must depend on that and on the address alone.
    """
    pages, address = caches["pages"], request.get_full_path()
    if not pages.default_timeout or len(address) > LONGEST_ADDRESS:
        return make()
    state = _state(request)
    key = f"{state}:{seen_by()}:{request.get_host()}{address}:{get_language()}"
    part = pages.get(key)
    if part is None:
        part = make()
        # Who gains a right between name and text sees more than the name says.
        if content_state() == state:
            pages.set(key, part)
    return part


def _state(request: HttpRequest) -> str:
    """Asked once, before anything is made: what changes meanwhile is not missed."""
    if not hasattr(request, "_content_state"):
        request._content_state = content_state()  # type: ignore[attr-defined]  # ours
    return request._content_state  # type: ignore[attr-defined]  # as above


def may_be_the_same_for_all(request: HttpRequest) -> bool:
    """Whether the answer can depend on nothing but the address."""
    return (
        request.method == "GET"
        and not request.COOKIES
        and "Authorization" not in request.headers
        and "HX-Request" not in request.headers
        and len(request.get_full_path()) <= LONGEST_ADDRESS
    )


def is_the_same_for_all(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the page was made without a secret of this one visitor."""
    personal = (
        response.cookies
        or response.has_header("Cache-Control")
        or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        or hasattr(request, "_csp_nonce")
        or request.session.modified
        or getattr(get_messages(request), "added_new", False)
    )
    return response.status_code == 200 and not response.streaming and not personal
