"""Views that cost much: so many times for each person, or each address of guests."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from network import limits
from tregks.views import too_many_requests

View = Callable[..., HttpResponseBase]


def limited(action: str, *, amount: int, per: timedelta) -> Callable[[View], View]:
    """Beyond that the page "Zu viele Anfragen", which says when to come back.

    Views of one `action` are counted together.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(
            request: HttpRequest, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            user = request.user
            who = str(user.pk) if user.is_authenticated else get_ip(request)
            if limits.allowed(action, who, amount=amount, per=per):
                return view(request, *args, **kwargs)
            return too_many_requests(request, retry_after=per)

        return wrapper

    return decorate


# Tables and documents of any length, made anew for each who asks.
export = limited("export", amount=30, per=timedelta(minutes=10))
