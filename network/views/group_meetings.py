"""Meetings of a working group."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.core.validators import URLValidator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from network import access, group_meetings
from network.models import Meeting, WorkingGroup
from network.views.frame import MemberRequest
from network.views.group_frame import PER_PAGE, group_trail, show_inside
from network.views.group_posts import HOW_TO_WRITE
from tregks.forms import ClockField, DayField
from tregks.ical import calendar_response


def meetings_url(group: WorkingGroup) -> str:
    return reverse("groups:meeting_list", args=[group.slug])


@login_required
@require_safe
def meeting_list(request: MemberRequest, slug: str) -> HttpResponse:
    """Coming meetings, all of them; then the past ones, page by page."""
    group = access.group_member(request.user, slug)
    past = Paginator(group.meetings.past(), PER_PAGE)
    context = {
        "title": _("Treffen"),
        "coming": group.meetings.coming(),
        "page_obj": past.get_page(request.GET.get("seite")),
    }
    return show_inside(request, group, "network/group_meetings.html", context)


@login_required
@require_safe
def meeting_detail(request: MemberRequest, slug: str, key: UUID) -> HttpResponse:
    group = access.group_member(request.user, slug)
    meeting = access.group_content(request.user, Meeting, group, key)
    context = {
        "title": meeting.title,
        "trail": group_trail(group, (_("Treffen"), meetings_url(group))),
        "meeting": meeting,
        "decisions": meeting.decisions.all(),
    }
    return show_inside(request, group, "network/group_meeting.html", context)


@login_required
@require_safe
def meeting_calendar(request: MemberRequest, slug: str, key: UUID) -> HttpResponse:
    """One meeting as a file for one's calendar."""
    group = access.group_member(request.user, slug)
    meeting = access.group_content(request.user, Meeting, group, key)
    entry = group_meetings.member_entry(meeting)
    return calendar_response("treffen", meeting.title, [entry])


class MeetingForm(forms.ModelForm):
    day = DayField(label=_("Datum"))
    begin = ClockField(label=_("Beginn"))
    finish = ClockField(label=_("Ende"))
    link = forms.URLField(
        label=_("Link zur Teilnahme im Netz"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("Nur Mitglieder der Gruppe sehen ihn."),
        error_messages={"invalid": _("Bitte so schreiben: https://konferenz.example")},
    )

    class Meta:
        model = Meeting
        fields = ("title", "place", "barriers", "link", "agenda")
        widgets = {
            "barriers": forms.Textarea(attrs={"rows": 3}),
            "agenda": forms.Textarea(attrs={"rows": 6}),
        }
        error_messages = {
            "title": {"required": _("Bitte geben Sie dem Treffen einen Titel.")}
        }

    field_order = (
        *("title", "day", "begin", "finish"),
        *("place", "barriers", "link", "agenda"),
    )

    def __init__(self, data: Any = None, instance: Meeting | None = None) -> None:
        initial: dict[str, Any] = {}
        if instance:
            start = timezone.localtime(instance.start)
            initial = {
                "day": start.date(),
                "begin": start.time(),
                "finish": timezone.localtime(instance.end).time(),
            }
        super().__init__(data, instance=instance, initial=initial)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        day, begin, finish = (data.get(name) for name in ("day", "begin", "finish"))
        if day and begin and finish:
            start, end = (
                timezone.make_aware(datetime.combine(day, time))
                for time in (begin, finish)
            )
            if finish <= begin:
                self.add_error("finish", _("Das Ende liegt vor dem Beginn."))
            elif end < timezone.now() and {"day", "begin", "finish"} & set(
                self.changed_data
            ):
                self.add_error("day", _("Bitte nennen Sie einen Tag, der noch kommt."))
            else:
                self.instance.start, self.instance.end = start, end
        if not self.errors.keys() & {"place", "link"}:
            if not data.get("place") and not data.get("link"):
                self.add_error(
                    "place", _("Bitte nennen Sie einen Ort oder einen Link.")
                )
            elif data.get("place") and not data.get("barriers"):
                self.add_error(
                    "barriers",
                    _("Bitte sagen Sie, wie man in den Raum kommt und was es gibt."),
                )
        return data

    @property
    def changed_fields(self) -> set[str]:
        """Fields of the model that differ; the three of time become two."""
        times = {"day": {"start", "end"}, "begin": {"start"}, "finish": {"end"}}
        return {
            field for name in self.changed_data for field in times.get(name, {name})
        }

    def _post_clean(self) -> None:
        """The model's own check comes last and would complain about empty times."""
        if not self.errors:
            super()._post_clean()  # type: ignore[misc]  # Django has it, its stubs do not


@login_required
def meeting_create(request: MemberRequest, slug: str) -> HttpResponse:
    group = access.group_speaker(request.user, slug)
    access.group_at_work(request.user, slug)
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        meeting = group_meetings.plan_meeting(
            meeting=form.save(commit=False), group=group, by=request.user
        )
        messages.success(
            request, _("Das Treffen ist geplant. Alle Mitglieder erfahren davon.")
        )
        return redirect(meeting)
    context = {
        "title": _("Treffen planen"),
        "trail": group_trail(group, (_("Treffen"), meetings_url(group))),
        "intro": _(
            "Titel, Zeit und Ort stehen auch auf der öffentlichen Seite der Gruppe."
        ),
        "form": form,
        "button": _("Treffen planen"),
        "back": meetings_url(group),
    }
    return render(request, "network/form.html", context)


def planned_meeting(request: MemberRequest, slug: str, key: UUID) -> Meeting:
    """A meeting that may still be changed, for somebody who may."""
    group = access.group_speaker(request.user, slug)
    access.group_at_work(request.user, slug)
    meeting = access.group_content(request.user, Meeting, group, key)
    if meeting.is_cancelled or meeting.is_over:
        raise PermissionDenied
    return meeting


@login_required
def meeting_edit(request: MemberRequest, slug: str, key: UUID) -> HttpResponse:
    meeting = planned_meeting(request, slug, key)
    form = MeetingForm(request.POST or None, instance=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            group_meetings.change_meeting(
                meeting=meeting, changed=form.changed_fields, by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("Gespeichert. Alle Mitglieder erfahren, was sich ändert.")
            )
            return redirect(meeting)
    return _meeting_page(
        request, meeting, form, _("Treffen ändern"), _("Änderungen speichern")
    )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Grund, den alle Mitglieder erfahren"),
        max_length=300,
        error_messages={"required": _("Bitte nennen Sie einen Grund.")},
    )


@login_required
def meeting_cancel(request: MemberRequest, slug: str, key: UUID) -> HttpResponse:
    meeting = planned_meeting(request, slug, key)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        group_meetings.cancel_meeting(
            meeting=meeting, reason=form.cleaned_data["reason"], by=request.user
        )
        messages.success(
            request, _("Das Treffen ist abgesagt. Alle Mitglieder erfahren davon.")
        )
        return redirect(meeting)
    return _meeting_page(
        request,
        meeting,
        form,
        _("Treffen absagen"),
        _("Treffen absagen"),
        is_danger=True,
    )


class MinutesForm(forms.ModelForm):
    class Meta:
        model = Meeting
        fields = ("minutes",)
        widgets = {"minutes": forms.Textarea(attrs={"rows": 16})}
        help_texts = {"minutes": HOW_TO_WRITE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].required = True
        self.fields["minutes"].error_messages["required"] = _(
            "Bitte schreiben Sie, was besprochen wurde."
        )


@login_required
def meeting_minutes(request: MemberRequest, slug: str, key: UUID) -> HttpResponse:
    """Speakers write down what was said, once the meeting has begun."""
    group = access.group_speaker(request.user, slug)
    access.group_at_work(request.user, slug)
    meeting = access.group_content(request.user, Meeting, group, key)
    if meeting.is_cancelled or not meeting.has_begun:
        raise PermissionDenied
    # No instance: validation would write into it before the verb compares.
    form = MinutesForm(request.POST or None, initial={"minutes": meeting.minutes})
    if request.method == "POST" and form.is_valid():
        group_meetings.write_minutes(
            meeting=meeting, text=form.cleaned_data["minutes"], by=request.user
        )
        messages.success(request, _("Das Protokoll ist gespeichert."))
        return redirect(meeting)
    return _meeting_page(
        request, meeting, form, _("Protokoll schreiben"), _("Protokoll speichern")
    )


def _meeting_page(
    request: MemberRequest,
    meeting: Meeting,
    form: Any,
    title: Any,
    button: Any,
    *,
    is_danger: bool = False,
) -> HttpResponse:
    group = meeting.group
    context = {
        "title": title,
        "trail": group_trail(
            group,
            (_("Treffen"), meetings_url(group)),
            (meeting.title, meeting.get_absolute_url()),
        ),
        "form": form,
        "button": button,
        "is_danger": is_danger,
        "back": meeting.get_absolute_url(),
    }
    return render(request, "network/form.html", context)
