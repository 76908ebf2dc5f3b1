"""Scenario fields: the list, one field with its steps, and what runs it."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from network.models import WorkingGroup
from network.views.filters import ALL
from network.views.frame import MemberRequest
from strategy import access, judging, lab
from strategy.analysis import exchange
from strategy.analysis.matrix import Layout
from strategy.models import Participant, Scenario, ScenarioField
from strategy.views.lab_frame import (
    ALONE_FIRST,
    form_page,
    lab_trail,
    say_problems,
    strategy_trail,
)
from tregks.forms import FilterForm

PER_PAGE = 20
State = ScenarioField.State


class FieldFilter(FilterForm):
    art = forms.ChoiceField(
        label=_("Art"), required=False, choices=[ALL, *ScenarioField.Kind.choices]
    )
    stand = forms.ChoiceField(
        label=_("Stand"), required=False, choices=[ALL, *State.choices]
    )


@require_safe
def field_list(request: HttpRequest) -> HttpResponse:
    filters = FieldFilter(request.GET)
    chosen = filters.chosen
    found = ScenarioField.objects.visible_to(request.user).select_related("group")
    if "art" in chosen:
        found = found.filter(kind=chosen["art"])
    if "stand" in chosen:
        found = found.filter(state=chosen["stand"])
    found = found.annotate(
        number_of_factors=Count(
            "factors", filter=Q(factors__state="accepted"), distinct=True
        ),
        number_of_people=Count("participants", distinct=True),
    ).order_by("-kind", "name")
    context = {
        "title": _("Szenariolabor"),
        "trail": strategy_trail(),
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("seite")),
        "filters": filters,
        "may_import": request.user.has_perm("strategy.add_scenariofield"),
    }
    return render(request, "strategy/lab_list.html", context)


@require_safe
def field_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a field stands; to its group also the way into each step."""
    field = access.field_read(request.user, slug)
    inside = field.lets_in(request.user)
    runs = field.is_run_by(request.user)
    layout = Layout(field) if inside or field.is_published else None
    scenarios = Scenario.objects.visible_to(request.user).filter(field=field)
    pairs = len(layout.pairs()) if layout else 0
    answered = 0
    files = False
    if inside and layout:
        seen = judging.open_pairs(field)
        answered = len(judging.completed(layout, field.part_id) & set(layout.keys()))
        files = bool(layout.parts) and (seen is None or answered == pairs)
    context = {
        "title": field.name,
        "trail": lab_trail(),
        "field": field,
        "inside": inside,
        "runs": runs,
        "layout": layout,
        "pairs": pairs,
        "answered": answered,
        "files": files,
        "alone_first": ALONE_FIRST,
        "people": field.participants.count(),
        "scenarios": scenarios,
        "states": state_choices(field) if runs else [],
        "steps": steps(field),
    }
    return render(request, "strategy/lab_field.html", context)


def steps(field: ScenarioField) -> list[dict[str, Any]]:
    """The five states as stations, with where the field is."""
    order = list(State)
    here = order.index(State(field.state))
    return [
        {"label": state.label, "done": at < here, "current": at == here}
        for at, state in enumerate(order)
    ]


def state_choices(field: ScenarioField) -> list[tuple[str, str]]:
    return [
        (value, str(label)) for value, label in State.choices if value != field.state
    ]


@login_required
@require_POST
def field_state(request: MemberRequest, slug: str) -> HttpResponse:
    field = access.field_run(request.user, slug)
    state = request.POST.get("state", "")
    if state not in State.values:
        raise Http404
    try:
        lab.change_state(field=field, state=state, by=request.user)
    except ValidationError as error:
        say_problems(request, error)
    else:
        messages.success(
            request,
            _("Das Feld ist jetzt im Stand „%(state)s“.")
            % {"state": State(state).label},
        )
    return redirect(field)


# --- Context ----------------------------------------------------------------------


class ContextForm(forms.Form):
    scenario = forms.ModelChoiceField(
        label=_("Technologieszenario"),
        queryset=Scenario.objects.none(),
        required=False,
        empty_label=_("keines: alle Ausprägungen bleiben möglich"),
        help_text=_(
            "Die übernommenen Faktoren stehen dann fest. Sie wirken weiter, können "
            "aber von hier aus nicht mehr in Widerspruch geraten."
        ),
    )

    def __init__(self, *args: Any, field: ScenarioField, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scenario"].initial = field.context_id
        choice = cast(forms.ModelChoiceField, self.fields["scenario"])
        choice.queryset = Scenario.objects.live().filter(field=field.builds_on)


@login_required
def field_context(request: MemberRequest, slug: str) -> HttpResponse:
    """Which technology scenario a regional field takes as given."""
    field = access.field_run(request.user, slug)
    if field.builds_on is None:
        raise Http404
    form = ContextForm(request.POST or None, field=field)
    if request.method == "POST" and form.is_valid():
        lab.fix_context(
            field=field, scenario=form.cleaned_data["scenario"], by=request.user
        )
        messages.success(request, _("Der Rahmen ist gespeichert."))
        return redirect(field)
    context = form_page(
        field, title=_("Rahmen festlegen"), form=form, button=_("Rahmen speichern")
    )
    return render(request, "strategy/form.html", context)


# --- Copies, files, people --------------------------------------------------------


class CopyForm(forms.Form):
    name = forms.CharField(
        label=_("Name des neuen Feldes"),
        max_length=120,
        error_messages={"required": _("Bitte geben Sie dem neuen Feld einen Namen.")},
    )

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if ScenarioField.objects.filter(name__iexact=name).exists():
            raise ValidationError(_("Ein Feld mit diesem Namen gibt es schon."))
        return name


@login_required
def field_copy(request: MemberRequest, slug: str) -> HttpResponse:
    """The start of a new field: the same factors, without judgements."""
    field = access.field_read(request.user, slug)
    if not request.user.has_perm("strategy.add_scenariofield"):
        raise PermissionDenied
    form = CopyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            copy = lab.copy_field(
                field=field, name=form.cleaned_data["name"], by=request.user
            )
        except ValidationError as error:
            form.add_error("name", error)
        else:
            messages.success(request, _("Das neue Feld ist angelegt."))
            return redirect(copy)
    context = form_page(
        field,
        title=_("Feld kopieren"),
        intro=_(
            "Faktoren und Ausprägungen kommen mit, Einschätzungen nicht. So beginnt "
            "eine neue Runde oder ein verwandtes Feld."
        ),
        form=form,
        button=_("Kopie anlegen"),
    )
    return render(request, "strategy/form.html", context)


class ImportForm(forms.ModelForm):
    file = forms.FileField(
        label=_("Datei"),
        help_text=_("ScenarioWizard (.scw), CSV, XLSX oder JSON, höchstens 2 MB."),
        error_messages={
            "required": _("Bitte wählen Sie eine Datei."),
            "empty": _("Die Datei ist leer."),
        },
    )

    class Meta:
        model = ScenarioField
        fields = ("name", "kind", "horizon", "group", "description")

    field_order = ("file",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        self.fields["name"].help_text = _("Leer: der Name aus der Datei.")
        self.fields["description"].required = False
        self.fields["description"].help_text = _("Leer: der Text aus der Datei.")
        group = cast(forms.ModelChoiceField, self.fields["group"])
        group.queryset = WorkingGroup.objects.active()
        self.upload: exchange.Upload | None = None

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > exchange.LARGEST_FILE:
            raise ValidationError(_("Die Datei ist größer als 2 MB."))
        self.upload = exchange.read(file.name, file.read())
        return file

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if self.upload and not cleaned.get("name"):
            cleaned["name"] = self.upload.name[:120]
        if self.upload and not cleaned.get("description"):
            cleaned["description"] = self.upload.description
            if not cleaned["description"] and "description" not in self.errors:
                self.add_error(
                    "description",
                    _("Bitte schreiben Sie in einem Satz, worum es geht."),
                )
        return cleaned


@login_required
def field_import(request: MemberRequest) -> HttpResponse:
    if not request.user.has_perm("strategy.add_scenariofield"):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and form.upload:
        field = exchange.bring_in(
            upload=form.upload, field=form.save(commit=False), by=request.user
        )
        messages.success(request, _("Die Datei ist als neues Feld übernommen."))
        return redirect(field)
    context = form_page(
        title=_("Feld aus einer Datei"),
        intro=_(
            "Faktoren, Ausprägungen und Werte kommen in ein neues Feld. Die Werte gelten "
            "als die Einschätzungen einer Person namens „Datei“; sind sie größer als 3, "
            "teilen sich mehrere sie auf."
        ),
        form=form,
        button=_("Datei übernehmen"),
        multipart=True,
    )
    return render(request, "strategy/form.html", context)


@login_required
@require_safe
def field_export(request: MemberRequest, slug: str, format_: str) -> HttpResponse:
    field = access.field_member(request.user, slug)
    layout = Layout(field)
    if format_ not in exchange.FORMATS or not layout.parts:
        raise Http404
    if not judging.has_open(field, layout.keys()):
        messages.info(request, ALONE_FIRST)
        return redirect(field)
    return HttpResponse(
        exchange.written(field, format_),
        content_type=exchange.FORMATS[format_],
        headers={
            "Content-Disposition": f'attachment; filename="{field.slug}.{format_}"'
        },
    )


def participation(field: ScenarioField) -> QuerySet[Participant]:
    """Who has judged how much: one query."""
    return (
        field.participants.select_related("person")
        .annotate(
            pairs=Count("answers"),
            reasons=Count("answers", filter=~Q(answers__reason="")),
            last=Max("answers__saved_at"),
        )
        .order_by("-pairs", "pk")
    )


@login_required
@require_safe
def field_people(request: MemberRequest, slug: str) -> HttpResponse:
    """Who has judged how much; for those who run the field."""
    field = access.field_run(request.user, slug)
    people = list(participation(field))
    silent = field.group.memberships.active().exclude(
        person__in=[each.person_id for each in people if each.person_id]
    )
    context = {
        "title": _("Beteiligung"),
        "trail": lab_trail(field),
        "field": field,
        "people": people,
        "silent": silent.select_related("person"),
        "pairs": len(Layout(field).pairs()),
        "back": reverse("strategy:field_detail", args=[field.slug]),
    }
    return render(request, "strategy/lab_people.html", context)
