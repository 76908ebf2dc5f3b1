"""Tasks and decisions of a working group."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from network import access, group_tasks
from network.models import Decision, Task, User, WorkingGroup
from network.views.frame import MemberRequest
from network.views.group_frame import PER_PAGE, group_trail, show_inside
from tregks.forms import DayField


def tasks_url(group: WorkingGroup) -> str:
    return reverse("groups:task_list", args=[group.slug])


@login_required
@require_safe
def task_list(request: MemberRequest, slug: str) -> HttpResponse:
    """What is to do, the most urgent first; or what is done, the last first."""
    group = access.group_member(request.user, slug)
    done = "erledigt" in request.GET
    tasks = group.tasks.done() if done else group.tasks.open()
    page = Paginator(tasks.select_related("assignee"), PER_PAGE)
    context = {
        "title": _("Erledigte Aufgaben") if done else _("Aufgaben"),
        "done": done,
        "page_obj": page.get_page(request.GET.get("seite")),
    }
    return show_inside(request, group, "network/group_tasks.html", context)


@login_required
@require_safe
def task_detail(request: MemberRequest, slug: str, key: UUID) -> HttpResponse:
    group = access.group_member(request.user, slug)
    task = access.group_content(request.user, Task, group, key, "assignee", "author")
    context = {
        "title": task.title,
        "trail": group_trail(group, (_("Aufgaben"), tasks_url(group))),
        "task": task,
        "may_change": group.is_active and task.may_be_changed_by(request.user),
    }
    return show_inside(request, group, "network/group_task.html", context)


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, person: Any) -> str:
        return str(person.name)


class TaskForm(forms.ModelForm):
    assignee = PersonField(
        label=_("Wer?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("noch niemand"),
    )
    due_on = DayField(label=_("Bis wann?"), required=False)

    class Meta:
        model = Task
        fields = ("title", "text", "assignee", "due_on")
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        error_messages = {
            "title": {"required": _("Bitte schreiben Sie, was zu tun ist.")}
        }

    def __init__(self, *args: Any, group: WorkingGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(
            forms.ModelChoiceField, self.fields["assignee"]
        ).queryset = User.objects.filter(
            memberships__in=group.memberships.active()
        ).order_by("sort_key", "pk")


@login_required
def task_create(request: MemberRequest, slug: str) -> HttpResponse:
    group = access.group_at_work(request.user, slug)
    form = TaskForm(request.POST or None, group=group)
    if request.method == "POST" and form.is_valid():
        task = group_tasks.create_task(
            task=form.save(commit=False), group=group, by=request.user
        )
        messages.success(request, _("Die Aufgabe ist gespeichert."))
        return redirect(task)
    context = {
        "title": _("Neue Aufgabe"),
        "trail": group_trail(group, (_("Aufgaben"), tasks_url(group))),
        "form": form,
        "button": _("Aufgabe speichern"),
        "back": tasks_url(group),
    }
    return render(request, "network/form.html", context)


def own_task(request: MemberRequest, slug: str, key: UUID) -> Task:
    group = access.group_at_work(request.user, slug)
    task = access.group_content(request.user, Task, group, key, "assignee")
    if not task.may_be_changed_by(request.user):
        raise PermissionDenied
    return task


@login_required
def task_edit(request: MemberRequest, slug: str, key: UUID) -> HttpResponse:
    task = own_task(request, slug, key)
    form = TaskForm(request.POST or None, instance=task, group=task.group)
    if request.method == "POST" and form.is_valid():
        group_tasks.edit_task(task=task, changed=form.changed_data, by=request.user)
        messages.success(request, _("Ihre Änderungen sind gespeichert."))
        return redirect(task)
    context = {
        "title": _("Aufgabe bearbeiten"),
        "trail": group_trail(
            task.group,
            (_("Aufgaben"), tasks_url(task.group)),
            (task.title, task.get_absolute_url()),
        ),
        "form": form,
        "button": _("Änderungen speichern"),
        "back": task.get_absolute_url(),
    }
    return render(request, "network/form.html", context)


@login_required
@require_POST
def task_move(request: MemberRequest, slug: str, key: UUID) -> HttpResponse:
    """Tick a task off, open it again, or take one that nobody has."""
    action = request.POST.get("action")
    if action == "take":
        group = access.group_at_work(request.user, slug)
        task = access.group_content(request.user, Task, group, key)
        if task.assignee_id or not group.has_member(request.user):
            raise PermissionDenied
        task.assignee = request.user
        group_tasks.edit_task(task=task, changed=["assignee"], by=request.user)
    elif action in {"done", "open"}:
        task = own_task(request, slug, key)
        group_tasks.finish_task(task=task, done=action == "done")
    else:
        raise SuspiciousOperation("unknown action")
    messages.success(request, _("Ihre Änderungen sind gespeichert."))
    return redirect(task)


# --- Decisions ----------------------------------------------------------------------------


def decisions_url(group: WorkingGroup) -> str:
    return reverse("groups:decision_list", args=[group.slug])


@login_required
@require_safe
def decision_list(request: MemberRequest, slug: str) -> HttpResponse:
    group = access.group_member(request.user, slug)
    page = Paginator(group.decisions.all(), PER_PAGE)
    context = {
        "title": _("Beschlüsse"),
        "page_obj": page.get_page(request.GET.get("seite")),
    }
    return show_inside(request, group, "network/group_decisions.html", context)


@require_safe
def decision_detail(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Members read all decisions, everybody those that the group shows as results."""
    decision = access.decision_read(request.user, slug, key)
    group = decision.group
    is_inside = request.user.has_perm(
        "network.change_workinggroup"
    ) or group.has_member(request.user)
    above = [(_("Beschlüsse"), decisions_url(group))] if is_inside else []
    context = {
        "title": decision.title,
        "trail": group_trail(group, *above),
        "decision": decision,
        "is_inside": is_inside,
    }
    if not is_inside:
        context["tabs"] = []
    return show_inside(request, group, "network/group_decision.html", context)


class DecisionForm(forms.ModelForm):
    decided_on = DayField(label=_("Beschlossen am"))
    review_on = DayField(
        label=_("Wieder ansehen am"),
        required=False,
        help_text=_("An diesem Tag werden die Sprecher:innen erinnert."),
    )

    class Meta:
        model = Decision
        fields = ("title", "text", "decided_on", "meeting", "review_on", "is_public")
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}
        error_messages = {
            "title": {
                "required": _("Bitte schreiben Sie den Beschluss in einem Satz.")
            },
            "text": {"required": _("Bitte begründen Sie den Beschluss.")},
        }

    def __init__(self, *args: Any, group: WorkingGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].initial = timezone.localdate
        meeting = cast(forms.ModelChoiceField, self.fields["meeting"])
        meeting.queryset = group.meetings.order_by("-start")
        meeting.empty_label = _("bei keinem")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        decided, review = data.get("decided_on"), data.get("review_on")
        if decided and decided > timezone.localdate():
            self.add_error(
                "decided_on", _("Bitte nennen Sie einen Tag, der schon war.")
            )
        elif decided and review and review <= decided:
            self.add_error(
                "review_on", _("Bitte nennen Sie einen Tag nach dem Beschluss.")
            )
        return data


@login_required
def decision_create(request: MemberRequest, slug: str) -> HttpResponse:
    group = access.group_speaker(request.user, slug)
    access.group_at_work(request.user, slug)
    form = DecisionForm(request.POST or None, group=group)
    if request.method == "POST" and form.is_valid():
        decision = group_tasks.record_decision(
            decision=form.save(commit=False), group=group, by=request.user
        )
        messages.success(request, _("Der Beschluss ist gespeichert."))
        return redirect(decision)
    context = {
        "title": _("Beschluss festhalten"),
        "trail": group_trail(group, (_("Beschlüsse"), decisions_url(group))),
        "form": form,
        "button": _("Beschluss speichern"),
        "back": decisions_url(group),
    }
    return render(request, "network/form.html", context)


@login_required
def decision_edit(request: MemberRequest, slug: str, key: UUID) -> HttpResponse:
    group = access.group_speaker(request.user, slug)
    access.group_at_work(request.user, slug)
    decision = access.group_content(request.user, Decision, group, key)
    form = DecisionForm(request.POST or None, instance=decision, group=group)
    if request.method == "POST" and form.is_valid():
        group_tasks.edit_decision(decision=decision, changed=form.changed_data)
        messages.success(request, _("Ihre Änderungen sind gespeichert."))
        return redirect(decision)
    context = {
        "title": _("Beschluss bearbeiten"),
        "trail": group_trail(
            group,
            (_("Beschlüsse"), decisions_url(group)),
            (decision.title, decision.get_absolute_url()),
        ),
        "form": form,
        "button": _("Änderungen speichern"),
        "back": decision.get_absolute_url(),
    }
    return render(request, "network/form.html", context)
