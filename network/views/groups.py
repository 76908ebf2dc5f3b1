"""Working groups as everybody sees them, and the ways in and out."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from network import access, group_sections, groups, limits
from network.models import (
    Affiliation,
    GroupMembership,
    Organisation,
    Profile,
    WorkingGroup,
)
from network.views.filters import ALL, TopicFilter
from network.views.frame import MemberRequest, trail
from network.views.group_frame import PER_PAGE, group_trail, groups_trail, tabs

REQUESTS_PER_DAY = 10  # of one person
SHOWN = 24  # people and organisations on the page of a group


class GroupFilter(TopicFilter):
    stand = forms.ChoiceField(
        label=_("Stand"),
        required=False,
        choices=[
            ALL,
            (WorkingGroup.State.ACTIVE.value, WorkingGroup.State.ACTIVE.label),
            (WorkingGroup.State.ARCHIVED.value, WorkingGroup.State.ARCHIVED.label),
        ],
    )
    field_order = ("handlungsfeld", "stand")


@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    """All groups; those one belongs to come first, finished ones last."""
    filters = GroupFilter(request.GET)
    chosen = filters.chosen
    found = WorkingGroup.objects.visible_to(request.user)
    if "handlungsfeld" in chosen:
        found = found.filter(topic__slug=chosen["handlungsfeld"])
    if "stand" in chosen:
        found = found.filter(state=chosen["stand"])
    own = GroupMembership.objects.active().filter(
        group=OuterRef("pk"), person=request.user.pk
    )
    active = Q(memberships__state="active", memberships__person__is_active=True)
    found = (
        found.select_related("topic")
        .annotate(
            is_own=Exists(own),
            number_of_members=Count("memberships", filter=active),
        )
        .order_by("-is_own", "state", "topic__position", "name")
    )
    context = {
        "title": _("Arbeitsgruppen"),
        "trail": trail(),
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("seite")),
        "filters": filters,
    }
    return render(request, "network/group_list.html", context)


@require_safe
def group_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What a group is for, who is in it, when it meets and what came of it.

    People are named only to whom they want to be seen; organisations when one that they
    have given a part to is in the group.
    """
    group = access.group_read(request.user, slug)
    membership = None
    if request.user.is_authenticated:
        membership = group.memberships.filter(person=request.user).first()
    active = group.memberships.active()
    people = Profile.objects.visible_to(request.user).select_related("user")
    affiliations = Affiliation.objects.vouched_for().filter(
        person__in=active.values("person")
    )
    organisations = Organisation.objects.published().filter(
        pk__in=affiliations.values("organisation")
    )
    is_inside = request.user.has_perm("network.change_workinggroup") or bool(
        membership and membership.state == GroupMembership.State.ACTIVE
    )
    context = {
        "title": group.name,
        "trail": groups_trail(),
        "group": group,
        "membership": membership,
        "is_inside": is_inside,
        "is_speaker": is_inside and group.is_run_by(request.user),
        "number_of_requests": group.memberships.requested().count(),
        "tabs": tabs(group, request.path) if is_inside else [],
        "speakers": people.filter(user__memberships__in=active.filter(is_speaker=True)),
        "people": people.filter(user__memberships__in=active.filter(is_speaker=False))[
            :SHOWN
        ],
        "number_of_members": active.count(),
        "organisations": organisations.defer("search_vector")[:SHOWN],
        "coming": group.meetings.coming()[:10],
        "past": group.meetings.past()[:10],
        "results": group.decisions.public()[:PER_PAGE],
        "sections": group_sections.sections(group, request.user),
    }
    return render(request, "network/group_detail.html", context)


# --- In and out ---------------------------------------------------------------------------


class RequestForm(forms.ModelForm):
    class Meta:
        model = GroupMembership
        fields = ("message",)
        widgets = {"message": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "message": _("Zum Beispiel: Woran arbeiten Sie, was bringen Sie mit?")
        }


@login_required
def group_join(request: MemberRequest, slug: str) -> HttpResponse:
    """Join an open group, or ask the speakers of another one."""
    group = access.group_read(request.user, slug)
    if not group.is_active:
        raise PermissionDenied
    if group.memberships.filter(person=request.user).exists():
        return redirect(group)
    is_open = group.admission == WorkingGroup.Admission.OPEN
    form: forms.BaseForm = (forms.Form if is_open else RequestForm)(
        request.POST or None
    )
    status = 200
    # A form without fields is valid, and its data may be the token alone.
    if request.method == "POST" and (is_open or form.is_valid()):
        day, who = timedelta(days=1), str(request.user.pk)
        if limits.allowed("group-request", who, amount=REQUESTS_PER_DAY, per=day):
            if is_open:
                groups.join_group(group=group, by=request.user)
                messages.success(request, _("Sie sind jetzt Mitglied."))
            else:
                groups.request_membership(
                    group=group, message=form.cleaned_data["message"], by=request.user
                )
                messages.success(
                    request,
                    _("Ihre Anfrage ist bei den Sprecher:innen. Sie hören von ihnen."),
                )
            return redirect(group)
        status = 429
        if is_open:
            form = forms.Form(request.POST)
        form.add_error(
            None,
            _(
                "Sie haben heute schon viele Anfragen gestellt. Ihr Text ist noch da. "
                "Bitte versuchen Sie es morgen noch einmal."
            ),
        )
    context = {
        "title": _("Mitglied werden: %(name)s") % {"name": group.name},
        "trail": group_trail(group),
        "intro": _(
            "Als Mitglied lesen und schreiben Sie in der Gruppe. Andere Mitglieder "
            "sehen dort Ihren Namen. Austreten können Sie jederzeit."
        )
        if is_open
        else _(
            "Die Sprecher:innen entscheiden über Ihre Anfrage. Sie sehen dazu Ihren "
            "Namen und Ihre Nachricht."
        ),
        "form": form,
        "button": _("Beitreten") if is_open else _("Anfrage senden"),
        "back": group.get_absolute_url(),
    }
    return render(request, "network/form.html", context, status=status)


@login_required
@require_POST
def group_withdraw(request: MemberRequest, slug: str) -> HttpResponse:
    """Take one's own request back."""
    group = access.group_read(request.user, slug)
    groups.withdraw_request(group=group, by=request.user)
    messages.success(request, _("Ihre Anfrage ist zurückgezogen."))
    return redirect(group)


class MemberField(forms.ModelChoiceField):
    def label_from_instance(self, membership: Any) -> str:
        return str(membership.person.name)


class LeaveForm(forms.Form):
    successor = MemberField(
        label=_("Wer spricht künftig für die Gruppe?"),
        queryset=GroupMembership.objects.none(),
        empty_label=_("Bitte wählen"),
        error_messages={
            "required": _("Bitte wählen Sie eine Person, die für die Gruppe spricht.")
        },
    )

    def __init__(self, *args: Any, membership: GroupMembership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successor = cast(forms.ModelChoiceField, self.fields["successor"])
        if not groups.is_last_speaker(membership):
            del self.fields["successor"]
            return
        others = GroupMembership.objects.active().filter(group=membership.group_id)
        successor.queryset = others.exclude(pk=membership.pk).select_related("person")


@login_required
def group_leave(request: MemberRequest, slug: str) -> HttpResponse:
    """Leave a group, after a page that says what this means."""
    group = access.group_member(request.user, slug)
    membership = group.memberships.active().filter(person=request.user).first()
    if membership is None:  # a manager who is no member
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = LeaveForm(data, membership=membership)
    if data is not None and form.is_valid():
        try:
            groups.leave_group(
                group=group,
                by=request.user,
                successor=form.cleaned_data.get("successor"),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("Sie sind nicht mehr Mitglied dieser Arbeitsgruppe.")
            )
            return redirect(group)
    context = {
        "title": _("Arbeitsgruppe verlassen"),
        "trail": group_trail(group),
        "intro": _(
            "Sie sehen dann nur noch die öffentliche Seite der Gruppe. Ihre Beiträge "
            "bleiben. Ihre offenen Aufgaben gehen an die Gruppe zurück, die "
            "Sprecher:innen erfahren davon."
        ),
        "form": form,
        "button": _("Arbeitsgruppe verlassen"),
        "is_danger": True,
        "back": group.get_absolute_url(),
    }
    return render(request, "network/form.html", context)
