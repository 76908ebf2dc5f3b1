"""Mein Bereich: what concerns the person who is logged in, from all apps on one page.

Each app adds a function to SECTIONS. It gets the person and says in a constant number
of queries what to list; an empty list says what one can do.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from network.models import Notice, Notification, User, WorkingGroup
from network.views.frame import MemberRequest
from network.views.notifications import here, own_trail
from tregks.templatetags.portal import portal_date

MOST = 5  # lines of one section; `more` leads to the rest


@dataclass
class Line:
    title: str
    url: str
    meta: str | Promise = ""


@dataclass
class Section:
    """A heading with a few lines, or with what one can do while there are none."""

    title: str
    icon: str
    empty: str  # what will stand here, in a sentence
    more: str  # words of the link below
    url: str  # where it leads
    lines: list[Line] = field(default_factory=list)


def page(path: str) -> str:
    """An address of the portal in the language that is being read."""
    return reverse("wagtail_serve", args=[path])


def notifications(user: User) -> Section:
    unread = Notification.objects.visible_to(user).unread().select_related("event")
    return Section(
        title=_("Benachrichtigungen"),
        icon="bell",
        empty=_("Sie haben alles gelesen. Was neu geschieht, steht dann hier."),
        more=_("Alle Benachrichtigungen"),
        url=reverse("notifications:list"),
        lines=[
            Line(
                notification.event.title,
                here(notification.event.url),
                portal_date(notification.event.created_at),
            )
            for notification in unread[:MOST]
        ],
    )


def groups(user: User) -> Section:
    mine = WorkingGroup.objects.of_member(user).select_related("topic")
    return Section(
        title=_("Meine Arbeitsgruppen"),
        icon="group",
        empty=_("Sie gehören noch zu keiner Arbeitsgruppe. Sehen Sie, welche es gibt."),
        more=_("Alle Arbeitsgruppen"),
        url=page("arbeitsgruppen/"),
        lines=[
            Line(group.name, group.get_absolute_url(), group.topic.label)
            for group in mine
        ],
    )


def notices(user: User) -> Section:
    mine = Notice.objects.filter(author=user).exclude(state=Notice.State.CLOSED)
    return Section(
        title=_("Meine Angebote und Gesuche"),
        icon="search",
        empty=_("Sie bieten und suchen gerade nichts. Sehen Sie, was andere brauchen."),
        more=_("Biete / Suche"),
        url=reverse("network:notice_list"),
        lines=[
            Line(
                f"{notice.get_kind_display()}: {notice.title}",
                notice.get_absolute_url(),
                notice.state_word,
            )
            for notice in mine[:MOST]
        ],
    )


def organisations(user: User) -> Section:
    mine = user.affiliations.select_related("organisation").defer(
        "organisation__search_vector"
    )
    return Section(
        title=_("Meine Organisationen"),
        icon="organisation",
        empty=_("Sagen Sie, zu welcher Organisation Sie gehören."),
        more=_("Meine Zugehörigkeiten") if mine else _("Organisation finden"),
        url=reverse(
            "network:affiliation_list" if mine else "network:organisation_list"
        ),
        lines=[
            Line(
                belongs.organisation.name,
                belongs.organisation.get_absolute_url(),
                belongs.position,
            )
            for belongs in mine
        ],
    )


# In the order of the page. What waits for an answer comes first.
SECTIONS: list[Callable[[User], Section]] = [
    notifications,
    groups,
    organisations,
    notices,
]


@require_safe
@login_required
def my_area(request: MemberRequest) -> HttpResponse:
    context = {
        "title": _("Mein Bereich"),
        "trail": own_trail()[:1],
        "sections": [section(request.user) for section in SECTIONS],
    }
    return render(request, "my_area/overview.html", context)


def unread(request: HttpRequest) -> dict[str, object]:
    """Context processor: how many notifications are new, in one query when asked.

    It counts also what the person may not see any more. The inbox says so, and every
    night such notifications become read; judging each kind here would cost every page.
    """

    def words() -> str:
        number = Notification.objects.filter(person=request.user).unread().count()
        if not number:
            return ""
        return ngettext("%(number)d neue", "%(number)d neue", number) % {
            "number": number
        }

    return {"unread_words": SimpleLazyObject(words)}
