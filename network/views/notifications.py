"""The inbox, what people want by mail, and the way out of it without a login."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings as config
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, translate_url
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from network import notifications
from network.models import MailChoice, Notification, User, WorkingGroup
from network.notifications import Unsubscription
from network.views.filters import ALL
from network.views.frame import MemberRequest, Trail
from tregks.forms import FilterForm

PER_PAGE = 20


def own_trail(*above: tuple[str | Promise, str]) -> Trail:
    """Breadcrumb of a page below /mein-bereich/, without the page itself."""
    steps = [
        (_("Startseite"), reverse("wagtail_serve", args=[""])),
        (_("Mein Bereich"), reverse("my_area")),
        *above,
    ]
    return [{"title": str(title), "url": url} for title, url in steps]


class InboxFilter(FilterForm):
    status = forms.ChoiceField(
        label=_("Was möchten Sie sehen?"),
        required=False,
        choices=[ALL, ("neu", _("nur neue"))],
    )
    gruppe = forms.ChoiceField(label=_("Arbeitsgruppe"), required=False)

    def __init__(self, query: QueryDict, groups: list[tuple[str, str]]) -> None:
        super().__init__(query)
        if groups:
            field = cast(forms.ChoiceField, self.fields["gruppe"])
            field.choices = [ALL, *groups]
        else:
            del self.fields["gruppe"]


@require_safe
@login_required
def inbox(request: MemberRequest) -> HttpResponse:
    """New ones first. What the person may not see any more is not there."""
    mine = Notification.objects.visible_to(request.user)
    groups = mine.exclude(event__group=None).order_by("event__group__name")
    rows = groups.values_list("event__group__slug", "event__group__name").distinct()
    filters = InboxFilter(request.GET, list(rows))
    found = mine.select_related("event__group").order_by(
        F("read_at").asc(nulls_first=True), "-event_id"
    )
    if "status" in filters.chosen:
        found = found.unread()
    if "gruppe" in filters.chosen:
        found = found.filter(event__group__slug=filters.chosen["gruppe"])
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("seite"))
    unread = Notification.objects.filter(person=request.user).unread().count()
    context = {
        "title": _("Benachrichtigungen"),
        "trail": own_trail(),
        "filters": filters,
        "page_obj": page_obj,
        "rows": [
            (each, notifications.kind_word(each.event.kind), here(each.event.url))
            for each in page_obj
        ],
        "unread": unread,
        "hidden": unread - mine.unread().count(),
    }
    return render(request, "my_area/inbox.html", context)


def here(url: str) -> str:
    """The address of an event in the language that is being read."""
    language = get_language() or ""
    with override(config.LANGUAGE_CODE):  # in which the address can be read
        return translate_url(url, language)


@require_POST
@login_required
def open_one(request: MemberRequest, key: UUID) -> HttpResponse:
    """Mark a notification as read and lead to what it is about.

    New ones are buttons and no links, because following a link changes nothing (S-06):
    browsers and programs that look ahead must not mark as read what nobody saw.
    """
    mine = Notification.objects.visible_to(request.user).select_related("event")
    notification = get_object_or_404(mine, key=key)
    notifications.mark_read(by=request.user, notification=notification)
    return redirect(here(notification.event.url))


@require_POST
@login_required
def read_all(request: MemberRequest) -> HttpResponse:
    notifications.mark_read(by=request.user)
    messages.success(request, _("Alle Benachrichtigungen sind als gelesen markiert."))
    return redirect("notifications:list")


# --- What people want by mail ---------------------------------------------------------------


class MailForm(forms.ModelForm):
    muted = forms.ModelMultipleChoiceField(
        label=_("Aus diesen Arbeitsgruppen möchte ich keine E-Mails"),
        help_text=_("Ihre Neuigkeiten finden Sie trotzdem im Portal."),
        queryset=WorkingGroup.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = MailChoice
        fields = ("frequency", "immediate")
        widgets = {"frequency": forms.RadioSelect}

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        muted = person.muted_groups.values("group")
        known = WorkingGroup.objects.of_member(person).union(
            WorkingGroup.objects.filter(pk__in=muted)
        )
        field = cast(forms.ModelMultipleChoiceField, self.fields["muted"])
        numbers = known.order_by().values_list("pk", flat=True)
        field.queryset = WorkingGroup.objects.filter(pk__in=list(numbers))
        field.initial = [row["group"] for row in muted]
        if not field.queryset.exists():
            del self.fields["muted"]


@require_http_methods(["GET", "POST"])
@login_required
def settings(request: MemberRequest) -> HttpResponse:
    choice = notifications.mail_choice(request.user)
    form = MailForm(request.POST or None, instance=choice, person=request.user)
    if form.is_valid():
        notifications.choose_mail(
            choice=form.instance, muted=form.cleaned_data.get("muted", [])
        )
        messages.success(request, _("Ihre Wahl ist gespeichert und gilt ab sofort."))
        return redirect("notifications:settings")
    context = {
        "title": _("E-Mails zu Neuigkeiten"),
        "trail": own_trail(),
        "form": form,
    }
    return render(request, "my_area/settings.html", context)


# Mail programs send the one-click request of RFC 8058 without any cookie; what it may
# do is decided by the signature in the address.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """No login and no cookie. Only POST does it: programs follow links in mail (S-06)."""
    wanted = Unsubscription.read(token)
    context: dict[str, object] = {"title": _("E-Mails abbestellen"), "wanted": wanted}
    if wanted is None:
        context["title"] = _("Diese Adresse gilt nicht")
        return render(request, "my_area/unsubscribe.html", context, status=404)
    if request.method == "POST":
        if "all" in request.POST:
            wanted = Unsubscription(wanted.person)
        wanted.apply()
        context |= {"title": _("Abbestellt"), "wanted": wanted, "done": True}
    return render(request, "my_area/unsubscribe.html", context)
