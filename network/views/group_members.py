"""Members of a working group, as its members see and its speakers manage them."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import (
    PermissionDenied,
    SuspiciousOperation,
    ValidationError,
)
from django.core.paginator import Paginator
from django.db.models import Value
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network import access, groups
from network.directory import LONGEST_SEARCH
from network.models import GroupMembership, Profile, User, WorkingGroup
from network.models.sorting import GermanSortKey
from network.views.frame import MemberRequest
from network.views.group_frame import PER_PAGE, group_trail, show_inside
from tregks.forms import FilterForm

ACTIONS = {
    "admit": groups.admit_member,
    "speaker": groups.make_speaker,
    "release": groups.release_speaker,
}


class MemberFilter(FilterForm):
    q = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.SearchInput,
    )


def members_url(group: WorkingGroup) -> str:
    return reverse("groups:member_list", args=[group.slug])


@login_required
def member_list(request: MemberRequest, slug: str) -> HttpResponse:
    """Who belongs to the group; for speakers also who wants to, and what to do."""
    if request.method == "POST":
        return manage_member(request, access.group_speaker(request.user, slug))
    group = access.group_member(request.user, slug)
    filters = MemberFilter(request.GET)
    found = group.memberships.active().select_related("person")
    for word in filters.chosen.get("q", "").split():
        found = found.filter(person__sort_key__contains=GermanSortKey(Value(word)))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("seite"))
    profiles = Profile.objects.visible_to(request.user).filter(
        user__in=[membership.person_id for membership in page]
    )
    shown = {profile.pk: profile.get_absolute_url() for profile in profiles}
    rows = [(each, shown.get(each.person_id, "")) for each in page]
    context: dict[str, Any] = {
        "title": _("Mitglieder"),
        "page_obj": page,
        "rows": rows,
        "filters": filters,
        "may_add": request.user.has_perm("network.change_workinggroup"),
    }
    if group.is_run_by(request.user):
        context["requests"] = group.memberships.requested().select_related("person")
    return show_inside(request, group, "network/group_members.html", context)


def manage_member(request: MemberRequest, group: WorkingGroup) -> HttpResponse:
    action = ACTIONS.get(request.POST.get("action", ""))
    number = request.POST.get("membership", "")
    if not (action and number.isdecimal() and len(number) < 19):
        raise SuspiciousOperation("unknown action")
    membership = member_of(group, int(number))
    try:
        action(membership=membership, by=request.user)
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Ihre Änderungen sind gespeichert."))
    return redirect(members_url(group))


def member_of(group: WorkingGroup, pk: int) -> GroupMembership:
    memberships = GroupMembership.objects.select_related("person", "group")
    return get_object_or_404(memberships, group=group, pk=pk)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Grund, den die Person erfährt"),
        max_length=300,
        error_messages={"required": _("Bitte nennen Sie der Person einen Grund.")},
    )


@login_required
def member_end(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Decline a request or take a member out, in both cases with a reason."""
    group = access.group_speaker(request.user, slug)
    membership = member_of(group, pk)
    if membership.person == request.user:
        return redirect("groups:group_leave", slug=group.slug)
    is_request = membership.state == GroupMembership.State.REQUESTED
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = groups.decline_request if is_request else groups.remove_member
        try:
            act(
                membership=membership,
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Die Person erfährt davon mit Ihrem Grund."))
            return redirect(members_url(group))
    name = {"person": membership.person.name}
    context = {
        "title": _("Anfrage ablehnen: %(person)s") % name
        if is_request
        else _("Aus der Gruppe nehmen: %(person)s") % name,
        "trail": group_trail(group, (_("Mitglieder"), members_url(group))),
        "intro": membership.message
        if is_request
        else _(
            "Die Person sieht dann nur noch die öffentliche Seite der Gruppe. Ihre "
            "Beiträge bleiben, offene Aufgaben gehen an die Gruppe zurück."
        ),
        "form": form,
        "button": _("Anfrage ablehnen") if is_request else _("Aus der Gruppe nehmen"),
        "is_danger": True,
        "back": members_url(group),
    }
    return render(request, "network/form.html", context)


class AddForm(forms.Form):
    email = forms.EmailField(
        label=_("E-Mail-Adresse des Kontos"),
        error_messages={"required": _("Bitte nennen Sie eine E-Mail-Adresse.")},
    )
    is_speaker = forms.BooleanField(label=_("als Sprecher:in"), required=False)

    def clean_email(self) -> User:
        address = EmailAddress.objects.filter(
            email__iexact=self.cleaned_data["email"],
            verified=True,
            user__is_active=True,
        )
        found = address.select_related("user").first()
        if found is None:
            raise ValidationError(_("Unter dieser Adresse gibt es kein Konto."))
        return found.user


@login_required
def member_add(request: MemberRequest, slug: str) -> HttpResponse:
    """Managers take people in, so that a new group gets its first speakers."""
    group = access.group_member(request.user, slug)
    if not request.user.has_perm("network.change_workinggroup"):
        raise PermissionDenied
    form = AddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        groups.add_member(
            group=group,
            person=form.cleaned_data["email"],
            is_speaker=form.cleaned_data["is_speaker"],
            by=request.user,
        )
        messages.success(request, _("Die Person ist jetzt Mitglied und erfährt davon."))
        return redirect(members_url(group))
    context = {
        "title": _("Person aufnehmen"),
        "trail": group_trail(group, (_("Mitglieder"), members_url(group))),
        "form": form,
        "button": _("Person aufnehmen"),
        "back": members_url(group),
    }
    return render(request, "network/form.html", context)
