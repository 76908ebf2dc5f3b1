"""What people see while many others register at once."""

from collections.abc import Callable
from functools import wraps

from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

RETRY_AFTER = 5  # seconds


def patient(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer "busy, try again" when the workshop's row stays locked too long (R-04), or
    when a constraint has caught what the lock did not."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
        except IntegrityError:
            if request.method != "POST":
                raise
        context = {
            "title": _("Gerade melden sich sehr viele an"),
            "again": request.get_full_path(),
        }
        response = render(request, "workshops/busy.html", context, status=503)
        response["Retry-After"] = str(RETRY_AFTER)
        return response

    return wrapper
