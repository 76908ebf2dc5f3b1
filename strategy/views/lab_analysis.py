"""Analyses of a field: what is there, starting one, stopping it, publishing from it."""

from fractions import Fraction
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from network.models import User
from network.views.frame import MemberRequest
from strategy import access, publishing
from strategy.analysis import runs
from strategy.analysis.results import Result
from strategy.models import Analysis
from strategy.views.lab_frame import form_page, lab_trail

LONG = 30  # seconds: worth a warning


class StartForm(forms.Form):
    tolerance = forms.TypedChoiceField(
        label=_("Zulässiger Widerspruch"),
        choices=[
            ("0", _("keiner: nur streng konsistente Szenarien")),
            ("1/2", _("bis 0,5 Punkte")),
            ("1", _("bis 1 Punkt")),
            ("2", _("bis 2 Punkte")),
            ("3", _("bis 3 Punkte")),
        ],
        coerce=Fraction,
        initial="0",
        help_text=_(
            "Um so viel darf eine andere Ausprägung besser passen. Ein Punkt entspricht "
            "einer Stufe der Einschätzungen."
        ),
    )
    balanced = forms.BooleanField(
        label=_("Lücken Einzelner durch den Mittelwert der anderen füllen"),
        required=False,
        help_text=_(
            "Sonst zählt eine fehlende Einschätzung als 0. Sinnvoll, wenn nicht alle "
            "alles beurteilt haben."
        ),
    )
    missing_is_none = forms.BooleanField(
        label=_("Für Paare, die niemand eingeschätzt hat, gilt: kein Einfluss"),
        required=False,
        help_text=_(
            "Das Ergebnis sagt dann, für welche Paare Sie das festgelegt haben."
        ),
    )

    def options(self) -> runs.Options:
        return runs.Options(**self.cleaned_data)


def analysis_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All runs, newest first; for those who run the field the form for a new one."""
    field = access.field_read(request.user, slug)
    may_start = field.is_run_by(request.user)
    if request.method == "POST" and not may_start:
        raise PermissionDenied
    if not field.is_published and not field.lets_in(request.user):
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?next={request.path}")
        raise PermissionDenied
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            analysis = runs.start(
                field=field, options=form.options(), by=cast(User, request.user)
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(analysis)
    analyses = Analysis.objects.visible_to(request.user).filter(field=field)
    outlook = runs.outlook(field, runs.Options()) if may_start else None
    context = {
        "title": _("Auswertungen"),
        "trail": lab_trail(field),
        "field": field,
        "analyses": analyses.defer("input", "results").select_related("started_by"),
        "form": form if may_start else None,
        "outlook": outlook,
        "takes_long": bool(
            outlook and outlook.estimate and outlook.estimate.seconds > LONG
        ),
    }
    return render(request, "strategy/lab_analyses.html", context)


@login_required
@require_POST
def analysis_cancel(request: MemberRequest, slug: str, key: UUID) -> HttpResponse:
    access.field_run(request.user, slug)
    analysis = access.analysis_read(request.user, slug, key)
    if runs.cancel(analysis=analysis):
        messages.success(request, _("Die Auswertung wird abgebrochen."))
    else:
        messages.info(request, _("Diese Auswertung war schon zu Ende."))
    return redirect(analysis)


class PublishForm(forms.Form):
    """Which scenarios become drafts, each with a name and a sentence."""

    def __init__(self, *args: Any, result: Result, chosen: set[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.result = result
        self.offered = [each for each in result.scenarios if each.number in chosen]
        for each in self.offered:
            words = {"number": each.number, "code": each.code}
            self.fields[f"name_{each.number}"] = forms.CharField(
                label=_("Name für Szenario %(number)d (%(code)s)") % words,
                max_length=120,
                error_messages={
                    "required": _("Bitte geben Sie dem Szenario einen Namen.")
                },
            )
            self.fields[f"lead_{each.number}"] = forms.CharField(
                label=_("Kurz gesagt, Szenario %(number)d") % words,
                max_length=400,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="; ".join(
                    f"{choice.factor['name']}: {choice.projection['name']}"
                    for choice in each.choices
                ),
                error_messages={
                    "required": _("Bitte sagen Sie in ein, zwei Sätzen, worum es geht.")
                },
            )

    def wanted(self) -> list[publishing.Wanted]:
        return [
            publishing.Wanted(
                scenario=each,
                name=self.cleaned_data[f"name_{each.number}"],
                lead=self.cleaned_data[f"lead_{each.number}"],
            )
            for each in self.offered
        ]


@login_required
def analysis_publish(request: MemberRequest, slug: str, key: UUID) -> HttpResponse:
    """Give scenarios names; their stories are written and released in the admin."""
    field = access.field_run(request.user, slug)
    analysis = access.analysis_read(request.user, slug, key)
    if analysis.results is None:
        raise Http404
    result = Result(analysis)
    chosen = {int(n) for n in request.GET.getlist("szenario") if n.isdecimal()}
    form = PublishForm(request.POST or None, result=result, chosen=chosen)
    if not form.offered:
        return choose(request, analysis, result)
    if request.method == "POST" and form.is_valid():
        try:
            drafts = publishing.draft_scenarios(
                analysis=analysis, wanted=form.wanted(), by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                _("Angelegte Entwürfe: %(number)d. Schreiben Sie nun die Geschichten.")
                % {"number": len(drafts)},
            )
            return redirect(field)
    context = form_page(
        field,
        title=_("Szenarien benennen"),
        trail=lab_trail(field, (str(analysis), analysis.get_absolute_url())),
        form=form,
        button=_("Entwürfe anlegen"),
        back=request.path,
    )
    return render(request, "strategy/form.html", context)


@require_safe
def choose(request: HttpRequest, analysis: Analysis, result: Result) -> HttpResponse:
    """Which scenarios? Suggested are those that differ most."""
    field = analysis.field
    context = {
        "title": _("Szenarien auswählen"),
        "trail": lab_trail(field, (str(analysis), analysis.get_absolute_url())),
        "field": field,
        "analysis": analysis,
        "scenarios": result.scenarios[:200],
        "suggested": {each.number for each in result.diverse},
    }
    return render(request, "strategy/lab_choose.html", context)
