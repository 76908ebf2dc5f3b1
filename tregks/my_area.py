"""Mein Bereich: what concerns the person who is logged in, from all apps on one page.

Each app adds a function to SECTIONS. It gets the person and says in a constant number
of queries what to list; an empty list says what one can do.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from measures.models import Consultation, Measure
from measures.states import State
from network import directory
from network.models import (
    Notice,
    Notification,
    Organisation,
    Profile,
    Task,
    User,
    WorkingGroup,
)
from network.organisations import join_organisation, settle_named
from network.views.frame import MemberRequest
from network.views.notifications import own_trail
from tregks.templatetags.portal import portal_date, portal_span
from workshops.models import Registration, Workshop

MOST = 5  # lines of one section; `more` leads to the rest
LONGEST = 20  # where nothing does


@dataclass
class Line:
    title: str
    url: str
    meta: str | Promise = ""
    acts: bool = False  # a button, because opening it changes something


@dataclass
class Section:
    """A heading with a few lines, or with what one can do while there are none."""

    title: str
    icon: str
    empty: str  # what will stand here, in a sentence
    more: str  # words of the link below
    url: str  # where it leads
    lines: list[Line] = field(default_factory=list)


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
                reverse("notifications:open", args=[notification.key]),
                portal_date(notification.event.created_at),
                acts=True,
            )
            for notification in unread[:MOST]
        ],
    )


def tasks(user: User) -> Section:
    mine = Task.objects.visible_to(user).filter(assignee=user).open()
    return Section(
        title=_("Meine Aufgaben"),
        icon="check",
        empty=_("Für Sie ist nichts offen. Aufgaben vergeben die Arbeitsgruppen."),
        more=_("Arbeitsgruppen"),
        url=reverse("groups:group_list"),
        lines=[
            Line(
                task.title,
                task.get_absolute_url(),
                " · ".join(
                    filter(
                        None,
                        [
                            task.group.name,
                            task.due_on
                            and _("bis %(day)s") % {"day": portal_date(task.due_on)},
                            _("überfällig") if task.is_overdue else "",
                        ],
                    )
                ),
            )
            for task in mine.select_related("group")[:LONGEST]
        ]
        + for_measures(user),
    )


def for_measures(user: User) -> list[Line]:
    """Reports that are due soon, and findings one is asked to look at."""
    soon = timezone.localdate() + timedelta(days=14)
    plans = user.plans.filter(measure__state=State.IMPLEMENTING)
    plans = plans.filter(next_report_on__lte=soon).select_related("measure")
    reviews = user.feedback_to_review.open()
    lines = [
        (
            _("Fortschrittsbericht: %(measure)s") % {"measure": plan.measure},
            reverse("measures:report_create", args=[plan.measure.slug]),
            plan.next_report_on,
        )
        for plan in plans.order_by("next_report_on")[:LONGEST]
    ] + [
        (
            _("Rückmeldung prüfen: %(finding)s") % {"finding": entry.finding[:80]},
            entry.get_absolute_url(),
            entry.review_by,
        )
        for entry in reviews[:LONGEST]
    ]
    return [
        Line(title, url, _("bis %(day)s") % {"day": portal_date(day)})
        for title, url, day in lines
    ]


def drafts(user: User) -> Section:
    """Drafts this person may comment on and has not yet."""
    own = WorkingGroup.objects.of_member(user).values("pk")
    open_to_me = ~Q(audience=Measure.Audience.GROUP) | Q(measure__working_group__in=own)
    waiting = (
        Consultation.objects.running()
        .visible_to(user)
        .filter(open_to_me)
        .exclude(comments__author=user)
        .order_by("closes_at")
        .select_related("measure")
        .only("closes_at", "measure__title", "measure__slug")
    )
    return Section(
        title=_("Entwürfe, die auf Ihre Stellungnahme warten"),
        icon="consultation",
        empty=_("Zurzeit wartet kein Entwurf auf Sie. Lesen Sie, was geplant ist."),
        more=_("Alle Maßnahmen"),
        url=reverse("measures:measure_list"),
        lines=[
            Line(
                consultation.measure.title,
                consultation.get_absolute_url(),
                _("bis %(day)s") % {"day": portal_date(consultation.closes_at)},
            )
            for consultation in waiting[:MOST]
        ],
    )


def workshops(user: User) -> Section:
    mine = (
        Registration.objects.expecting()
        .filter(person=user, workshop__end__gte=timezone.now())
        .select_related("workshop")
        .order_by("workshop__start", "pk")
    )
    return Section(
        title=_("Meine Workshops"),
        icon="workshop",
        empty=_("Sie sind zu keinem Workshop angemeldet. Sehen Sie, was ansteht."),
        more=_("Alle Workshops"),
        url=reverse("workshops:list"),
        lines=[
            Line(
                each.workshop.title,
                each.workshop.get_absolute_url(),
                f"{portal_span(each.workshop.start, each.workshop.end)} · "
                f"{each.get_state_display()}",
            )
            for each in mine
        ],
    )


def groups(user: User) -> Section:
    mine = WorkingGroup.objects.visible_to(user).of_member(user)
    return Section(
        title=_("Meine Arbeitsgruppen"),
        icon="group",
        empty=_("Sie gehören noch zu keiner Arbeitsgruppe. Sehen Sie, welche es gibt."),
        more=_("Alle Arbeitsgruppen"),
        url=reverse("groups:group_list"),
        lines=[
            Line(group.name, group.get_absolute_url(), group.topic.label)
            for group in mine.select_related("topic")
        ],
    )


def notices(user: User) -> Section:
    mine = Notice.objects.filter(author=user).exclude(state=Notice.State.CLOSED)
    mine = mine.with_hidden_reason()
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
                _("ausgeblendet") if notice.hidden_reason else notice.state_word,
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
    tasks,
    drafts,
    workshops,
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


@login_required
def welcome(request: MemberRequest) -> HttpResponse:
    """Three first steps for new members, instead of a page full of empty lists.

    Below them: which entry is meant by the organisation named with the account.
    """
    person = request.user
    if request.method == "POST":
        choose_organisation(request)
        return redirect("network_welcome")
    profile = Profile.objects.filter(user=person).first()
    named = profile.named_organisation if profile else ""
    coming = Workshop.objects.visible_to(person).shown().coming()
    context = {
        "title": _("Willkommen im Netzwerk"),
        "trail": own_trail()[:1],
        "is_visible": profile and profile.visibility != Profile.Visibility.NOBODY,
        "groups": person.memberships.exists(),
        "workshop": coming.exclude(state=Workshop.State.CANCELLED).first(),
        "affiliation": person.affiliations.select_related("organisation").first(),
        "named": named,
        "similar": directory.like(named)[:5] if named else [],
    }
    return render(request, "my_area/welcome.html", context)


def choose_organisation(request: MemberRequest) -> None:
    """One of the entries that may be meant, or none of them."""
    slug = request.POST.get("organisation", "")
    if not slug:
        settle_named(by=request.user)
        messages.success(request, _("Gut, wir fragen nicht mehr danach."))
        return
    organisation = get_object_or_404(Organisation.objects.published(), slug=slug)
    join_organisation(
        organisation=organisation, position="", since=None, by=request.user
    )
    messages.success(
        request,
        _("Ihre Zugehörigkeit ist gespeichert: %(name)s.")
        % {"name": organisation.name},
    )


def unread(request: HttpRequest) -> dict[str, object]:
    """Context processor: how many notifications are new, in one query when asked.

    It counts also what the person may not see any more. The inbox says so, and every
    night such notifications become read; judging each kind here would cost every page.
    """

    def words() -> str:
        number = Notification.objects.filter(person=request.user.pk).unread().count()
        if not number:
            return ""
        return ngettext("%(number)d neue", "%(number)d neue", number) % {
            "number": number
        }

    return {"unread_words": SimpleLazyObject(words)}
