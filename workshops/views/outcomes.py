"""Writing down what came out of a workshop where the network goes on with it."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from measures.forms import IdeaForm
from network.models import User
from network.views.frame import MemberRequest
from network.views.group_tasks import DecisionForm
from strategy import lab
from strategy.models import Factor, ScenarioField
from strategy.models.fields import (
    FEWEST_PROJECTIONS,
    MOST_PROJECTIONS,
    ScenarioFieldQuerySet,
)
from workshops import access, outcomes
from workshops.models import Workshop, WorkshopResult
from workshops.views.organising import frame, run_url

Kind = WorkshopResult.Kind
PAGES: dict[str, tuple[str, str | Promise]] = {
    Kind.FACTOR: ("factor_create", gettext_lazy("Einflussfaktor vorschlagen")),
    Kind.IDEA: ("idea_create", gettext_lazy("Idee einreichen")),
    Kind.DECISION: ("decision_create", gettext_lazy("Beschluss festhalten")),
}


def ways_on(workshop: Workshop, user: User) -> dict[str, dict[str, Any]]:
    """What this person may make of results, by kind: address, words and icon."""
    allowed = {
        Kind.FACTOR: outcomes.fields_for(user).exists(),
        Kind.IDEA: True,
        Kind.DECISION: outcomes.may_decide(workshop, user),
    }
    return {
        kind: {
            "url": run_url(workshop, page),
            "word": word,
            "icon": WorkshopResult(kind=kind).icon,
        }
        for kind, (page, word) in PAGES.items()
        if allowed[Kind(kind)]
    }


class FactorForm(forms.Form):
    """A factor in short; the field's own page takes the rest later."""

    field = forms.ModelChoiceField(
        label=gettext_lazy("Szenariofeld"),
        queryset=ScenarioField.objects.none(),
        empty_label=gettext_lazy("Bitte wählen"),
        help_text=gettext_lazy("Felder, die Faktoren sammeln und die Sie leiten."),
        error_messages={"required": gettext_lazy("Bitte wählen Sie ein Feld.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        error_messages={
            "required": gettext_lazy("Bitte geben Sie dem Faktor einen Namen.")
        },
    )
    why = forms.CharField(
        label=gettext_lazy("Warum ist das wichtig?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy("Bitte schreiben Sie, warum er wichtig ist.")
        },
    )
    projections = forms.CharField(
        label=gettext_lazy("Ausprägungen"),
        help_text=gettext_lazy(
            "Zwei bis vier, eine je Zeile: So könnte es im Zieljahr sein."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy("Bitte nennen Sie mindestens zwei Ausprägungen.")
        },
    )

    def __init__(
        self, *args: Any, fields: ScenarioFieldQuerySet, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choice = cast(forms.ModelChoiceField, self.fields["field"])
        choice.queryset = fields
        if len(fields) == 1:
            choice.initial = fields[0]

    def clean_projections(self) -> list[lab.Wording]:
        lines = self.cleaned_data["projections"].splitlines()
        names = [line.strip() for line in lines if line.strip()]
        if not FEWEST_PROJECTIONS <= len(names) <= MOST_PROJECTIONS:
            raise ValidationError(
                _("Bitte nennen Sie %(fewest)d bis %(most)d Ausprägungen.")
                % {"fewest": FEWEST_PROJECTIONS, "most": MOST_PROJECTIONS}
            )
        if len({name.casefold() for name in names}) < len(names):
            raise ValidationError(_("Zwei Ausprägungen heißen gleich."))
        if any(len(name) > 100 for name in names):
            raise ValidationError(
                _("Bitte fassen Sie jede Ausprägung in höchstens 100 Zeichen.")
            )
        return [lab.Wording(name=name) for name in names]


@never_cache
@login_required
def factor_create(request: MemberRequest, slug: str) -> HttpResponse:
    workshop = access.workshop_run(request.user, slug)
    fields = outcomes.fields_for(request.user)
    if not fields.exists():
        raise PermissionDenied
    result = source(request, workshop)
    form = FactorForm(
        request.POST or None,
        fields=fields,
        initial={"name": result.title, "why": result.text} if result else None,
    )

    def make() -> Factor:
        data = form.cleaned_data
        return outcomes.add_factor(
            workshop=workshop,
            factor=Factor(field=data["field"], name=data["name"], why=data["why"]),
            projections=data["projections"],
            by=request.user,
            result=result,
        )

    return answer(
        request,
        workshop,
        form,
        make,
        title=PAGES[Kind.FACTOR][1],
        intro=_(
            "Der Faktor steht danach im Szenariofeld. Dort steht auch, dass er in "
            "diesem Workshop entstanden ist."
        ),
        button=_("Faktor vorschlagen"),
    )


@never_cache
@login_required
def idea_create(request: MemberRequest, slug: str) -> HttpResponse:
    workshop = access.workshop_run(request.user, slug)
    result = source(request, workshop)
    given = {"title": result.title, "summary": result.text} if result else {}
    form = IdeaForm(request.POST or None, initial={"topic": workshop.topic_id} | given)

    def make() -> models.Model:
        return outcomes.add_idea(
            workshop=workshop, by=request.user, result=result, **form.cleaned_data
        )

    return answer(
        request,
        workshop,
        form,
        make,
        title=PAGES[Kind.IDEA][1],
        intro=_(
            "Eine Arbeitsgruppe des Handlungsfelds liest die Idee. Bei der Maßnahme "
            "steht, dass sie in diesem Workshop entstanden ist."
        ),
        button=_("Idee einreichen"),
    )


@never_cache
@login_required
def decision_create(request: MemberRequest, slug: str) -> HttpResponse:
    workshop = access.workshop_run(request.user, slug)
    group = workshop.group
    if group is None or not outcomes.may_decide(workshop, request.user):
        raise PermissionDenied
    result = source(request, workshop)
    given = {"title": result.title, "text": result.text} if result else {}
    day = min(timezone.localdate(workshop.end), timezone.localdate())
    form = DecisionForm(
        request.POST or None, group=group, initial={"decided_on": day} | given
    )

    def make() -> models.Model:
        return outcomes.add_decision(
            workshop=workshop,
            decision=form.save(commit=False),
            by=request.user,
            result=result,
        )

    return answer(
        request,
        workshop,
        form,
        make,
        title=PAGES[Kind.DECISION][1],
        intro=_(
            "Der Beschluss steht danach bei der %(group)s, mit einem Link auf diesen "
            "Workshop. Alle Mitglieder hören davon."
        )
        % {"group": group},
        button=_("Beschluss speichern"),
    )


# --- Parts --------------------------------------------------------------------------------


def source(request: HttpRequest, workshop: Workshop) -> WorkshopResult | None:
    """The result that is being carried on, if the link named one."""
    number = request.GET.get("aus", "")
    if not (number.isdecimal() and len(number) < 19):
        return None
    return access.result_in(workshop, int(number))


def answer(
    request: MemberRequest,
    workshop: Workshop,
    form: forms.BaseForm,
    make: Callable[[], models.Model],
    **context: Any,
) -> HttpResponse:
    """The form, or, once something was made of it, the way back to the results."""
    if request.method == "POST" and form.is_valid():
        try:
            made = make()
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Angelegt: %(thing)s") % {"thing": made})
            return redirect(run_url(workshop, "results"))
    title = context.pop("title")
    page = frame(workshop, title, form=form, back=run_url(workshop, "results"))
    return render(request, "workshops/form.html", page | context)
