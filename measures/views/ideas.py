"""Ideas: three fields from anybody, and a group's answer."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from measures import access, drafting
from measures.forms import DeclineForm, IdeaForm, MergeForm, TakeUpForm
from measures.models import Measure
from measures.states import State
from measures.views.frame import measure_trail, trail
from network import limits
from network.models import User, WorkingGroup
from network.models.groups import WorkingGroupQuerySet
from network.views.frame import MemberRequest

PER_DAY = 10  # of one person
ACTIONS: dict[str, Callable[..., None]] = {
    "take": drafting.take_up_idea,
    "merge": drafting.merge_idea,
    "decline": drafting.decline_idea,
}


@login_required
def idea_create(request: MemberRequest) -> HttpResponse:
    form = IdeaForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        day, who = timedelta(days=1), str(request.user.pk)
        if limits.allowed("idea", who, amount=PER_DAY, per=day):
            measure = drafting.submit_idea(**form.cleaned_data, by=request.user)
            messages.success(
                request,
                _("Vielen Dank. Ihre Idee hat die Nummer %(number)s.")
                % {"number": measure.reference},
            )
            return redirect(measure)
        status = 429
        form.add_error(
            None,
            _(
                "Sie haben heute schon viele Ideen eingereicht. Ihre Eingaben sind "
                "noch da. Bitte senden Sie sie morgen noch einmal."
            ),
        )
    context = {
        "title": _("Idee einreichen"),
        "trail": trail(),
        "intro": _(
            "Eine Arbeitsgruppe Ihres Handlungsfelds liest die Idee. Sie greift sie "
            "auf, verbindet sie mit einer anderen Maßnahme, oder sagt Ihnen, warum "
            "nicht. Bis dahin sehen nur Sie, die Arbeitsgruppen des Handlungsfelds und "
            "das Netzwerkmanagement die Idee. Wird sie abgelehnt, lesen alle Mitglieder "
            "sie und die Begründung. Wird eine Maßnahme daraus, lesen später alle im "
            "Internet: Idee von %(name)s."
        )
        % {"name": request.user.name},
        "form": form,
        "button": _("Idee einreichen"),
        "back": reverse("measures:measure_list"),
    }
    return render(request, "network/form.html", context, status=status)


def deciding_groups(user: User, idea: Measure) -> WorkingGroupQuerySet:
    """Groups for which this person may answer an idea: those of its topic they run."""
    groups = WorkingGroup.objects.active()
    if user.has_perm("measures.change_measure"):
        return groups
    return groups.filter(
        topic=idea.topic,
        memberships__person=user,
        memberships__state="active",
        memberships__is_speaker=True,
    )


@login_required
def idea_answer(request: MemberRequest, slug: str) -> HttpResponse:
    """Take an idea up, let it become part of another measure, or decline it."""
    measure = access.measure_read(request.user, slug)
    groups = deciding_groups(request.user, measure)
    if measure.state != State.IDEA or not groups.exists():
        raise PermissionDenied
    action = request.POST.get("action")
    sent = {name: request.POST if action == name else None for name in ACTIONS}
    take = TakeUpForm(sent["take"], groups=groups, prefix="take")
    merge = MergeForm(sent["merge"], measure=measure, user=request.user, prefix="merge")
    decline = DeclineForm(sent["decline"], prefix="decline")
    form = {"take": take, "merge": merge, "decline": decline}.get(action or "")
    if request.method == "POST" and form and form.is_valid():
        try:
            ACTIONS[action or ""](measure=measure, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Ihre Entscheidung ist gespeichert."))
            return redirect(measure)
    context = {
        "title": _("Über die Idee entscheiden"),
        "trail": measure_trail(measure),
        "measure": measure,
        "take": take,
        "merge": merge,
        "decline": decline,
    }
    return render(request, "measures/idea_answer.html", context)
