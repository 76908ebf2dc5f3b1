"""All dates: a list first, a month as a table, and a feed for one's own calendar."""

import calendar as python_calendar
import re
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from network import feed_tokens
from network.models import FeedToken
from network.views.filters import ALL, TopicFilter
from network.views.frame import MemberRequest
from tregks.ical import calendar_response
from workshops.calendar import AHEAD, KINDS, Entry, entries, own_entries
from workshops.views.public import trail

PER_PAGE = 20
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
# What calendars keep of the past.
FEED_BEHIND = timedelta(days=90)


class DateFilter(TopicFilter):
    art = forms.ChoiceField(
        label=gettext_lazy("Art"), required=False, choices=[ALL, *KINDS.items()]
    )
    field_order = ("art", "handlungsfeld")


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What comes next, or one month."""
    filters = DateFilter(request.GET)
    chosen = {
        "kind": filters.chosen.get("art", ""),
        "topic": filters.chosen.get("handlungsfeld", ""),
    }
    context: dict[str, Any] = {
        "title": _("Termine"),
        "trail": trail()[:1],
        "filters": filters,
        "feed": settings.BASE_URL + reverse("workshops:feed"),
    }
    wanted = MONTH.fullmatch(request.GET.get("monat", ""))
    if wanted:
        month = date(int(wanted[1]), int(wanted[2]), 1)
        start, end = midnight(month), midnight(_next(month))
        found = entries(request.user, start, end, **chosen)
        context |= {
            "month": month,
            "previous": f"{month - timedelta(days=1):%Y-%m}",
            "next": f"{_next(month):%Y-%m}",
            "weeks": weeks(month, found),
            "number": len(found),
        }
        return render(request, "workshops/month.html", context)
    now = timezone.now()
    found = entries(request.user, now, now + AHEAD, **chosen)
    context["page_obj"] = Paginator(found, PER_PAGE).get_page(request.GET.get("seite"))
    context["this_month"] = f"{timezone.localdate():%Y-%m}"
    return render(request, "workshops/calendar.html", context)


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def weeks(month: date, found: list[Entry]) -> list[list[dict[str, Any]]]:
    """The month's days in rows of seven, each with what takes place."""
    rows = python_calendar.Calendar().monthdatescalendar(month.year, month.month)
    return [
        [
            {
                "day": day,
                "inside": day.month == month.month,
                "entries": [e for e in found if e.days[0] <= day <= e.days[1]]
                if day.month == month.month
                else [],
            }
            for day in row
        ]
        for row in rows
    ]


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Everything public, or with somebody's key what is theirs, for programs."""
    now = timezone.now()
    span = (now - FEED_BEHIND, now + AHEAD)
    if feed_tokens.PARAMETER not in request.GET:
        found = entries(AnonymousUser(), *span)
        return calendar_response(
            "tregks-termine", _("Termine TRegKS"), [entry.as_ical() for entry in found]
        )
    reader = feed_tokens.reader_of(request)
    if reader is None:
        raise Http404
    response = calendar_response(
        "tregks-meine-termine", _("Meine Termine TRegKS"), own_entries(reader, *span)
    )
    response["Cache-Control"] = "private, no-store"
    return response


@never_cache
@login_required
def subscribe(request: MemberRequest) -> HttpResponse:
    """One's own address of the calendar; made, renewed, removed."""
    if request.method == "POST":
        if request.POST.get("action") == "revoke":
            feed_tokens.revoke_token(person=request.user)
            messages.success(request, _("Ihre privaten Adressen gelten nicht mehr."))
        else:
            feed_tokens.renew_token(person=request.user)
            messages.success(request, _("Ihre privaten Adressen sind neu."))
        return redirect("workshops:subscribe")
    address = settings.BASE_URL + reverse("workshops:feed")
    token = FeedToken.objects.filter(person=request.user).first()
    context = {
        "title": _("Kalender abonnieren"),
        "trail": trail(),
        "public": address,
        "token": token,
        "private": f"{address}?{feed_tokens.PARAMETER}={token.secret}" if token else "",
    }
    return render(request, "workshops/subscribe.html", context)
