"""Calendars and feeds of a working group, for programs that cannot log in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from network import access, feed_tokens, group_meetings
from network.models import FeedToken
from network.templatetags.people import author_name
from network.views.frame import MemberRequest
from network.views.group_frame import PER_PAGE, show_inside
from tregks.ical import calendar_response
from tregks.member_text import member_html

NOT_KEPT = "private, no-store"


@require_safe
def group_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """All meetings: with a key as members know them, without as everybody does."""
    if feed_tokens.PARAMETER not in request.GET:
        group = access.group_read(AnonymousUser(), slug)
        entries = map(group_meetings.public_entry, group.meetings.all())
        return calendar_response(group.slug, group.name, entries)
    reader = feed_tokens.reader_of(request)
    if reader is None:
        raise Http404
    group = access.group_member(reader, slug)
    entries = map(group_meetings.member_entry, group.meetings.all())
    response = calendar_response(group.slug, group.name, entries)
    response["Cache-Control"] = NOT_KEPT
    return response


@require_safe
def post_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest posts as Atom, for members with their key."""
    reader = feed_tokens.reader_of(request)
    if reader is None:
        raise Http404
    group = access.group_member(reader, slug)
    feed = Atom1Feed(
        title=group.name,
        link=settings.BASE_URL + reverse("groups:post_list", args=[slug]),
        description=group.lead,
        language="de",
        feed_guid=f"{settings.BASE_URL}{group.get_absolute_url()}#posts",
    )
    posts = (
        group.posts.visible_to(reader)
        .select_related("author")
        .order_by("-created_at", "-pk")
    )
    for post in posts[:PER_PAGE]:
        feed.add_item(
            title=post.title,
            link=settings.BASE_URL + post.get_absolute_url(),
            description=member_html(post.text),
            unique_id=f"urn:uuid:{post.key}",
            author_name=author_name(post.author),
            pubdate=post.created_at,
            updateddate=post.edited_at or post.created_at,
        )
    return HttpResponse(
        feed.writeString("utf-8"),
        content_type="application/atom+xml; charset=utf-8",
        headers={"Cache-Control": NOT_KEPT},
    )


@login_required
def subscribe(request: MemberRequest, slug: str) -> HttpResponse:
    """One's own addresses of the group's calendar and feed; made, renewed, removed."""
    group = access.group_member(request.user, slug)
    if request.method == "POST":
        if request.POST.get("action") == "revoke":
            feed_tokens.revoke_token(person=request.user)
            messages.success(request, _("Ihre privaten Adressen gelten nicht mehr."))
        else:
            feed_tokens.renew_token(person=request.user)
            messages.success(request, _("Ihre privaten Adressen sind neu."))
        return redirect("groups:subscribe", slug=slug)
    calendar = settings.BASE_URL + reverse("groups:group_calendar", args=[slug])
    posts = settings.BASE_URL + reverse("groups:post_feed", args=[slug])
    token = FeedToken.objects.filter(person=request.user).first()
    key = f"?{feed_tokens.PARAMETER}={token.secret}" if token else ""
    context = {
        "title": gettext_lazy("Abonnieren"),
        "public_calendar": calendar,
        "token": token,
        "private_calendar": calendar + key,
        "private_feed": posts + key,
    }
    return show_inside(request, group, "network/group_subscribe.html", context)
