"""Carrying a measure out: what its page shows of that, and the forms to note it."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from measures import access, implementation
from measures.charts import line_chart
from measures.models import (
    Commitment,
    Indicator,
    IndicatorValue,
    Measure,
    Milestone,
    Plan,
    ProgressReport,
)
from measures.models.implementation import CARRIED_OUT
from measures.states import State
from measures.views.frame import measure_trail
from measures.views.opinions import one_of, speaks_for
from network.models import User
from network.models.organisations import OrganisationQuerySet
from network.views.frame import MemberRequest
from strategy.feedback import feedback_about
from tregks.forms import AskedOnly, DayField
from tregks.uploads import KINDS, clean_upload, download

ANCHOR = "#umsetzung"


def implementing(measure: Measure, user: User | AnonymousUser) -> dict[str, Any]:
    """What the page of a measure shows of its implementation and of feedback."""
    values = IndicatorValue.objects.order_by("on")
    indicators = measure.indicators.prefetch_related(Prefetch("values", values))
    reports = list(measure.reports.with_hidden_reason().select_related("by"))
    commitments = list(
        measure.commitments.shown()
        .with_hidden_reason()
        .select_related("organisation", "offered_by")
    )
    for each in (*reports, *commitments):
        each.measure = measure
    may_edit = measure.state in CARRIED_OUT and access.may_implement(measure, user)
    return {
        "plan": Plan.objects.filter(measure=measure).select_related("person").first(),
        "milestones": list(measure.milestones.all()),
        "commitments": commitments,
        "indicators": [_with_chart(indicator) for indicator in indicators],
        "reports": reports,
        "last": reports[0] if reports else None,
        "feedback": feedback_about(measure, user),
        "may_edit": may_edit,
        "may_report": may_edit and measure.state == State.IMPLEMENTING,
        "may_offer": measure.state in CARRIED_OUT
        and user.is_authenticated
        and speaks_for(user).exists(),
        "own_organisations": set(speaks_for(user).values_list("pk", flat=True))
        if user.is_authenticated
        else set(),
        "may_give_feedback": may_give_feedback(measure, user),
        "is_shown": measure.state in {*CARRIED_OUT, State.COMPLETED} or bool(reports),
    }


def may_give_feedback(measure: Measure, user: User | AnonymousUser) -> bool:
    """Whoever carries the measure out, and the members of its group."""
    return measure.state in {State.IMPLEMENTING, State.COMPLETED} and (
        measure.is_drafted_by(user) or access.may_implement(measure, user)
    )


def _with_chart(indicator: Indicator) -> dict[str, Any]:
    values = list(indicator.values.all())
    for each in values:
        each.indicator = indicator
    return {
        "indicator": indicator,
        "values": values,
        "last": values[-1] if values else None,
        "chart": line_chart(indicator, values) if values else None,
    }


def _edit(
    request: MemberRequest,
    measure: Measure,
    form: forms.BaseForm,
    save: Callable[[], object],
    *,
    title: str | Promise,
    button: str | Promise,
    done: Any,
    intro: str | Promise = "",
    is_danger: bool = False,
) -> HttpResponse:
    """A form about a measure: what is refused stands above what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, done)
            return redirect(measure.get_absolute_url() + ANCHOR)
    context = {
        "title": title,
        "trail": measure_trail(measure),
        "intro": intro,
        "form": form,
        "button": button,
        "back": measure.get_absolute_url() + ANCHOR,
        "is_danger": is_danger,
    }
    return render(request, "network/form.html", context)


def _carried_out(user: User, slug: str) -> Measure:
    """A measure whose implementation this person may note now."""
    measure = access.measure_implement(user, slug)
    if measure.state not in CARRIED_OUT:
        raise PermissionDenied
    return measure


# --- Plan ---------------------------------------------------------------------------------


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, person: Any) -> str:
        return str(person.name)


class PlanForm(AskedOnly, forms.ModelForm):
    person = PersonField(
        label=_("Verantwortliche Person"),
        help_text=_(
            "Aus der Arbeitsgruppe oder der verantwortlichen Organisation. Sie wird an "
            "Berichte erinnert und darf alles zur Umsetzung eintragen."
        ),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("noch niemand"),
    )
    next_report_on = DayField(label=_("Nächster Bericht am"))

    class Meta:
        model = Plan
        fields = ("person", "report_every", "next_report_on")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["person"]).queryset = people


def candidates(measure: Measure, plan: Plan) -> Any:
    """Who may answer for a measure: its group, and people of its organisation."""
    numbers = {plan.person_id}
    if measure.working_group:
        members = measure.working_group.memberships.active()
        numbers |= set(members.values_list("person", flat=True))
    if measure.responsible:
        people = measure.responsible.affiliations.vouched_for()
        numbers |= set(people.values_list("person", flat=True))
    people = User.objects.filter(pk__in=numbers - {None}, is_active=True)
    return people.order_by("sort_key", "pk")


@login_required
def plan_edit(request: MemberRequest, slug: str) -> HttpResponse:
    measure = _carried_out(request.user, slug)
    plan = Plan.objects.filter(measure=measure).first() or Plan(
        measure=measure, next_report_on=Plan().day_after(timezone.localdate())
    )
    form = PlanForm(
        request.POST or None, instance=plan, people=candidates(measure, plan)
    )
    return _edit(
        request,
        measure,
        form,
        lambda: implementation.save_plan(plan=form.save(commit=False), by=request.user),
        title=_("Verantwortung und Berichte"),
        button=_("Speichern"),
        done=_("Der Plan ist gespeichert."),
    )


# --- Milestones ---------------------------------------------------------------------------


class MilestoneForm(AskedOnly, forms.ModelForm):
    due_on = DayField(label=_("Fällig am"))
    done_on = DayField(label=_("Erreicht am"), required=False)

    class Meta:
        model = Milestone
        fields = ("title", "due_on", "done_on")
        error_messages = {
            "title": {"required": _("Bitte schreiben Sie, was dann erreicht ist.")}
        }

    def clean_done_on(self) -> Any:
        done = self.cleaned_data["done_on"]
        if done and done > timezone.localdate():
            raise forms.ValidationError(_("Dieser Tag liegt in der Zukunft."))
        return done


@login_required
def milestone_create(request: MemberRequest, slug: str) -> HttpResponse:
    measure = _carried_out(request.user, slug)
    form = MilestoneForm(request.POST or None)
    return _edit(
        request,
        measure,
        form,
        lambda: implementation.add_milestone(
            measure=measure, milestone=form.save(commit=False)
        ),
        title=_("Neuer Meilenstein"),
        button=_("Meilenstein speichern"),
        done=_("Der Meilenstein ist gespeichert."),
    )


@login_required
def milestone_edit(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    measure = _carried_out(request.user, slug)
    milestone = get_object_or_404(measure.milestones, pk=pk)
    form = MilestoneForm(request.POST or None, instance=milestone)
    return _edit(
        request,
        measure,
        form,
        lambda: implementation.edit_milestone(
            milestone=milestone, changed=form.changed_data
        ),
        title=_("Meilenstein bearbeiten"),
        button=_("Meilenstein speichern"),
        done=_("Der Meilenstein ist gespeichert."),
    )


@login_required
def milestone_delete(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    measure = _carried_out(request.user, slug)
    milestone = get_object_or_404(measure.milestones, pk=pk)
    return _edit(
        request,
        measure,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda: implementation.delete_milestone(milestone=milestone, by=request.user),
        title=_("Meilenstein löschen"),
        intro=_("„%(title)s“ verschwindet von der Seite und kommt nicht zurück.")
        % {"title": milestone.title},
        button=_("Meilenstein löschen"),
        done=_("Der Meilenstein ist gelöscht."),
        is_danger=True,
    )


# --- What organisations bring in ----------------------------------------------------------


class CommitmentForm(AskedOnly, forms.ModelForm):
    class Meta:
        model = Commitment
        fields = ("organisation", "kind", "text")
        labels = {"organisation": _("Sie sprechen für")}
        widgets = {"kind": forms.RadioSelect}
        error_messages = {
            "organisation": {"required": _("Bitte wählen Sie eine Organisation.")},
            "kind": {"required": _("Bitte wählen Sie eine Antwort.")},
            "text": {"required": _("Bitte schreiben Sie, was genau.")},
        }

    def __init__(
        self, *args: Any, organisations: OrganisationQuerySet, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        one_of(self.fields["organisation"], organisations)
        cast(forms.ChoiceField, self.fields["kind"]).choices = Commitment.Kind.choices


@login_required
def commitment_offer(request: MemberRequest, slug: str) -> HttpResponse:
    measure = access.measure_read(request.user, slug)
    organisations = speaks_for(request.user)
    if measure.state not in CARRIED_OUT or not organisations.exists():
        raise PermissionDenied
    form = CommitmentForm(request.POST or None, organisations=organisations)
    return _edit(
        request,
        measure,
        form,
        lambda: implementation.offer_commitment(
            measure=measure,
            organisation=form.cleaned_data["organisation"],
            commitment=form.save(commit=False),
            by=request.user,
        ),
        title=_("Beitrag anbieten"),
        intro=_(
            "Was bringt Ihre Organisation ein? Das Angebot steht öffentlich auf der "
            "Seite der Maßnahme. Wer sie umsetzt, bestätigt es."
        ),
        button=_("Beitrag anbieten"),
        done=_("Vielen Dank. Ihr Angebot steht auf der Seite der Maßnahme."),
    )


@login_required
@require_POST
def commitment_move(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Confirm, note as delivered; or take an own offer back."""
    measure = access.measure_read(request.user, slug)
    commitment = get_object_or_404(measure.commitments, pk=pk)
    action = request.POST.get("action")
    try:
        if action == "withdraw":
            mine = speaks_for(request.user).filter(pk=commitment.organisation_id)
            if not mine.exists():
                raise PermissionDenied
            implementation.withdraw_commitment(commitment=commitment, by=request.user)
            done = _("Ihr Angebot ist zurückgenommen.")
        elif action in {Commitment.State.CONFIRMED, Commitment.State.DELIVERED}:
            _carried_out(request.user, slug)
            implementation.move_commitment(
                commitment=commitment, to=action, by=request.user
            )
            done = _("Der Stand des Beitrags ist geändert.")
        else:
            raise PermissionDenied
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect(measure.get_absolute_url() + ANCHOR)


# --- Indicators ---------------------------------------------------------------------------


class NumberField(forms.DecimalField):
    """A number as people write it: 1.250,5."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_digits=12,
            decimal_places=2,
            localize=True,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            error_messages={
                "required": _("Bitte nennen Sie eine Zahl."),
                "invalid": _("Bitte eine Zahl schreiben, zum Beispiel 12,5."),
            },
            **kwargs,
        )


class IndicatorForm(AskedOnly, forms.ModelForm):
    baseline = NumberField(label=_("Ausgangswert"))
    target = NumberField(label=_("Zielwert"))

    class Meta:
        model = Indicator
        fields = ("name", "unit", "baseline", "target")
        error_messages = {
            "name": {"required": _("Bitte schreiben Sie, was gezählt wird.")},
            "unit": {"required": _("Bitte nennen Sie die Einheit.")},
        }


class ValueForm(forms.Form):
    on = DayField(label=_("Gemessen am"))
    value = NumberField(label=_("Wert"))

    def clean_on(self) -> Any:
        if self.cleaned_data["on"] > timezone.localdate():
            raise forms.ValidationError(_("Dieser Tag liegt in der Zukunft."))
        return self.cleaned_data["on"]


@login_required
def indicator_create(request: MemberRequest, slug: str) -> HttpResponse:
    measure = _carried_out(request.user, slug)
    form = IndicatorForm(request.POST or None, instance=Indicator(measure=measure))
    return _edit_indicator(request, measure, form, title=_("Neuer Indikator"))


@login_required
def indicator_edit(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    measure = _carried_out(request.user, slug)
    indicator = get_object_or_404(measure.indicators, pk=pk)
    form = IndicatorForm(request.POST or None, instance=indicator)
    return _edit_indicator(request, measure, form, title=_("Indikator bearbeiten"))


def _edit_indicator(
    request: MemberRequest, measure: Measure, form: IndicatorForm, *, title: Any
) -> HttpResponse:
    return _edit(
        request,
        measure,
        form,
        lambda: implementation.save_indicator(
            measure=measure, indicator=form.save(commit=False)
        ),
        title=title,
        button=_("Indikator speichern"),
        done=_("Der Indikator ist gespeichert."),
    )


@login_required
def indicator_delete(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    measure = _carried_out(request.user, slug)
    indicator = get_object_or_404(measure.indicators, pk=pk)
    return _edit(
        request,
        measure,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda: implementation.delete_indicator(indicator=indicator, by=request.user),
        title=_("Indikator löschen"),
        intro=_("„%(name)s“ und alle seine Werte kommen nicht zurück.")
        % {"name": indicator.name},
        button=_("Indikator löschen"),
        done=_("Der Indikator ist gelöscht."),
        is_danger=True,
    )


@login_required
def value_note(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    measure = _carried_out(request.user, slug)
    indicator = get_object_or_404(measure.indicators, pk=pk)
    form = ValueForm(request.POST or None, initial={"on": timezone.localdate()})
    return _edit(
        request,
        measure,
        form,
        lambda: implementation.note_value(indicator=indicator, **form.cleaned_data),
        title=_("Wert eintragen"),
        intro=f"{indicator.name} ({indicator.unit})",
        button=_("Wert speichern"),
        done=_("Der Wert ist gespeichert."),
    )


# --- Reports ------------------------------------------------------------------------------


class ReportForm(AskedOnly, forms.ModelForm):
    file = forms.FileField(
        label=_("Datei"),
        help_text=_("Öffentlich wie der Bericht. Höchstens 10 MB."),
        required=False,
        widget=forms.FileInput(
            attrs={"accept": ",".join(f".{extension}" for extension in KINDS)}
        ),
        error_messages={"empty": _("Die Datei ist leer.")},
    )

    class Meta:
        model = ProgressReport
        fields = ("percent", "light", "reason", "text")
        widgets = {
            "percent": forms.TextInput(attrs={"inputmode": "numeric"}),
            "light": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 8}),
        }
        error_messages = {
            "percent": {
                "required": _("Bitte nennen Sie eine Zahl von 0 bis 100."),
                "invalid": _("Bitte nennen Sie eine Zahl von 0 bis 100."),
            },
            "light": {"required": _("Bitte wählen Sie eine Antwort.")},
            "reason": {"required": _("Bitte erklären Sie das in einem Satz.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(
            forms.ChoiceField, self.fields["light"]
        ).choices = ProgressReport.Light.choices

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        return clean_upload(file) if file else None


@login_required
def report_create(request: MemberRequest, slug: str) -> HttpResponse:
    measure = access.measure_implement(request.user, slug)
    if measure.state != State.IMPLEMENTING:
        raise PermissionDenied
    form = ReportForm(
        request.POST or None,
        request.FILES or None,
        instance=ProgressReport(measure=measure),
    )
    return _edit(
        request,
        measure,
        form,
        lambda: implementation.report_progress(
            report=form.save(commit=False),
            file=form.cleaned_data["file"],
            by=request.user,
        ),
        title=_("Fortschrittsbericht schreiben"),
        intro=_("Der Bericht ist öffentlich und bleibt stehen, wie er ist."),
        button=_("Bericht veröffentlichen"),
        done=_("Der Bericht ist veröffentlicht."),
    )


@require_safe
def report_file(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """For whoever sees the measure; this is the only way to it (S-32)."""
    measure = access.measure_read(request.user, slug)
    reports = ProgressReport.objects.visible_to(request.user).exclude(file="")
    report = get_object_or_404(reports, measure=measure, number=number)
    try:
        return download(
            report.file,
            name=slugify(f"{measure.reference} Bericht {number}")
            + f".{report.extension}",
            content_type=KINDS[report.extension].content_type,
        )
    except FileNotFoundError as error:
        raise Http404 from error
