"""Collecting: factors and their projections."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from network.views.frame import MemberRequest
from strategy import access, chain, lab
from strategy.models import Factor, ScenarioField
from strategy.models.fields import FEWEST_PROJECTIONS, MOST_PROJECTIONS
from strategy.views.lab_frame import form_page, lab_trail, say_problems


def factors_url(field: ScenarioField) -> str:
    return reverse("strategy:factor_list", args=[field.slug])


def factor_page(field: ScenarioField, **context: Any) -> dict[str, Any]:
    """A form about one factor: the way back leads to the list of them."""
    above = (gettext("Einflussfaktoren"), factors_url(field))
    defaults = {"trail": lab_trail(field, above), "back": factors_url(field)}
    return form_page(field, **defaults | context)


def may_edit(request: MemberRequest, field: ScenarioField, factor: Factor) -> bool:
    """Speakers always; members what they proposed, while factors are collected."""
    if field.is_run_by(request.user):
        return True
    return field.is_open and factor.proposed_by_id == request.user.pk


@login_required
@require_safe
def factor_list(request: MemberRequest, slug: str) -> HttpResponse:
    field = access.field_member(request.user, slug)
    factors = list(
        field.factors.select_related("proposed_by", "taken_from__field")
        .prefetch_related("projections", "merged")
        .exclude(state=Factor.State.MERGED)
    )
    runs = field.is_run_by(request.user)
    origins = chain.origins_of_each(factors, request.user)
    for factor in factors:
        # For the template, which cannot ask with the request.
        factor.editable = may_edit(request, field, factor)  # type: ignore[attr-defined]  # ours alone
        factor.origins = origins.get(factor.pk, [])  # type: ignore[attr-defined]  # ours alone
    context = {
        "title": _("Einflussfaktoren"),
        "trail": lab_trail(field),
        "field": field,
        "factors": factors,
        "runs": runs,
        "judged": lab.has_judgements(field),
        "problems": lab.missing_for_judging(field) if field.is_open else [],
    }
    return render(request, "strategy/lab_factors.html", context)


class FactorForm(forms.ModelForm):
    """A factor with up to four projections, each a name and a description."""

    class Meta:
        model = Factor
        fields = ("name", "why", "today", "sources")
        widgets = {
            "why": forms.Textarea(attrs={"rows": 4}),
            "today": forms.Textarea(attrs={"rows": 3}),
            "sources": forms.Textarea(attrs={"rows": 3}),
        }
        error_messages = {
            "name": {"required": _("Bitte geben Sie dem Faktor einen Namen.")},
            "why": {"required": _("Bitte schreiben Sie, warum er wichtig ist.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = list(self.instance.projections.all()) if self.instance.pk else []
        for at in range(MOST_PROJECTIONS):
            here = self.known[at] if at < len(self.known) else None
            words = {"number": at + 1}
            self.fields[f"projection_{at}"] = forms.CharField(
                label=_("Ausprägung %(number)d") % words,
                max_length=100,
                required=at < FEWEST_PROJECTIONS,
                initial=here.name if here else "",
                help_text=_("So könnte es im Zieljahr sein, in wenigen Worten.")
                if at == 0
                else _("Leer lassen, um sie zu entfernen.")
                if here and at >= FEWEST_PROJECTIONS
                else "",
                error_messages={
                    "required": _("Bitte nennen Sie mindestens zwei Ausprägungen.")
                },
            )
            self.fields[f"description_{at}"] = forms.CharField(
                label=_("Beschreibung zu Ausprägung %(number)d") % words,
                max_length=1000,
                required=False,
                initial=here.description if here else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def wordings(self) -> list[lab.Wording]:
        return [
            lab.Wording(
                name=self.cleaned_data[f"projection_{at}"].strip(),
                description=self.cleaned_data[f"description_{at}"].strip(),
                pk=self.known[at].pk if at < len(self.known) else None,
            )
            for at in range(MOST_PROJECTIONS)
            if self.cleaned_data[f"projection_{at}"].strip()
        ]

    def gone(self) -> list[int]:
        """Numbers of projections that would be deleted."""
        kept = {wording.pk for wording in self.wordings()}
        return [each.pk for each in self.known if each.pk not in kept]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        names = [
            (self.cleaned_data.get(f"projection_{at}") or "").strip().casefold()
            for at in range(MOST_PROJECTIONS)
        ]
        for at, name in enumerate(names):
            if name and name in names[:at]:
                self.add_error(
                    f"projection_{at}", _("Diese Ausprägung steht schon weiter oben.")
                )
        return cleaned

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        same = self.instance.field.factors.exclude(state=Factor.State.MERGED)
        if same.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Diesen Faktor gibt es in diesem Feld schon."))
        return name


@login_required
def factor_create(request: MemberRequest, slug: str) -> HttpResponse:
    field = access.field_member(request.user, slug)
    if not (field.is_open or field.is_run_by(request.user)):
        raise PermissionDenied
    form = FactorForm(request.POST or None, instance=Factor(field=field))
    if request.method == "POST" and form.is_valid():
        try:
            factor = lab.propose_factor(
                factor=form.save(commit=False),
                projections=form.wordings(),
                by=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                _("Der Faktor ist aufgenommen.")
                if factor.state == Factor.State.ACCEPTED
                else _("Danke. Ihr Vorschlag steht jetzt in der Liste der Gruppe."),
            )
            return redirect(f"{factors_url(field)}#faktor-{factor.pk}")
    context = factor_page(
        field, title=_("Faktor vorschlagen"), form=form, button=_("Vorschlag senden")
    )
    return render(request, "strategy/form.html", context)


@login_required
def factor_edit(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Change a factor. What would be lost is said first; nothing is dropped silently."""
    field = access.field_member(request.user, slug)
    factor = access.factor_of(field, pk)
    if not may_edit(request, field, factor):
        raise PermissionDenied
    form = FactorForm(request.POST or None, instance=factor)
    losses = lab.Losses()
    if request.method == "POST" and form.is_valid():
        losses = lab.losses_of_projections(form.gone())
        if not losses or "confirmed" in request.POST:
            try:
                lab.edit_factor(
                    factor=factor, projections=form.wordings(), by=request.user
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Ihre Änderungen sind gespeichert."))
                return redirect(f"{factors_url(field)}#faktor-{factor.pk}")
    context = factor_page(
        field,
        title=_("Faktor bearbeiten"),
        form=form,
        button=_("Änderungen speichern"),
        losses=losses,
        warning=_(
            "Zu diesem Faktor gibt es schon Einschätzungen. Ändern Sie den Sinn einer "
            "Ausprägung nicht: Die Werte bleiben stehen."
        )
        if lab.losses_of_factor(factor)
        else "",
    )
    return render(request, "strategy/form.html", context)


@login_required
@require_POST
def factor_act(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """What speakers do with one press: accept, move up or down, take out again."""
    field = access.field_run(request.user, slug)
    factor = access.factor_of(field, pk)
    try:
        match request.POST.get("action"):
            case "accept":
                lab.accept_factor(factor=factor, by=request.user)
                messages.success(request, _("Der Faktor ist aufgenommen."))
            case "up" | "down" as way:
                place = lab.move_factor(factor=factor, up=way == "up")
                moved = _("„%(name)s“ steht jetzt an Stelle %(place)d.")
                messages.success(request, moved % {"name": factor.name, "place": place})
            case "split":
                lab.split_factor(factor=factor, by=request.user)
                messages.success(request, _("Der Faktor steht wieder für sich."))
            case _:
                raise Http404
    except ValidationError as error:
        say_problems(request, error)
    return redirect(f"{factors_url(field)}#faktor-{factor.pk}")


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        label=_("Zusammenführen mit"),
        queryset=Factor.objects.none(),
        empty_label=_("Bitte wählen"),
        error_messages={"required": _("Bitte wählen Sie einen Faktor.")},
    )

    def __init__(self, *args: Any, factor: Factor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = factor.field.factors.exclude(state=Factor.State.MERGED)
        choice = cast(forms.ModelChoiceField, self.fields["into"])
        choice.queryset = others.exclude(pk=factor.pk)


@login_required
def factor_merge(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    field = access.field_run(request.user, slug)
    factor = access.factor_of(field, pk)
    form = MergeForm(request.POST or None, factor=factor)
    if request.method == "POST" and form.is_valid():
        try:
            lab.merge_factor(
                factor=factor, into=form.cleaned_data["into"], by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Die Faktoren sind zusammengeführt."))
            return redirect(factors_url(field))
    context = factor_page(
        field,
        title=_("„%(name)s“ zusammenführen") % {"name": factor.name},
        intro=_(
            "Der Faktor zählt dann nicht mehr mit. Sein Text und alle Einschätzungen "
            "bleiben erhalten; Sie können ihn jederzeit wieder herauslösen."
        ),
        form=form,
        button=_("Zusammenführen"),
    )
    return render(request, "strategy/form.html", context)


@login_required
def factor_remove(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Delete a factor, after saying what goes with it."""
    field = access.field_member(request.user, slug)
    factor = access.factor_of(field, pk)
    if not may_edit(request, field, factor):
        raise PermissionDenied
    problems: list[str] = []
    try:
        if request.method == "POST":
            lab.remove_factor(factor=factor, by=request.user)
            messages.success(
                request, _("„%(name)s“ ist gelöscht.") % {"name": factor.name}
            )
            return redirect(factors_url(field))
        lab.check_unused(field, factor.projections.all())
    except ValidationError as error:
        problems = error.messages
    context = factor_page(
        field,
        title=_("„%(name)s“ löschen?") % {"name": factor.name},
        losses=lab.losses_of_factor(factor),
        factor=factor,
        problems=problems,
    )
    return render(request, "strategy/lab_factor_remove.html", context)


class TakeOverForm(forms.Form):
    factors = forms.ModelMultipleChoiceField(
        label=_("Faktoren, die den Rahmen geben"),
        queryset=Factor.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte wählen Sie mindestens einen Faktor.")},
    )

    def __init__(self, *args: Any, field: ScenarioField, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast(forms.ModelMultipleChoiceField, self.fields["factors"])
        known = field.factors.exclude(taken_from=None).values("taken_from")
        choice.queryset = (
            Factor.objects.accepted()
            .filter(field=field.builds_on_id)
            .exclude(pk__in=known)
        )


@login_required
def factor_take_over(request: MemberRequest, slug: str) -> HttpResponse:
    """Choose factors of the technology field that act on the region."""
    field = access.field_run(request.user, slug)
    if field.builds_on is None:
        raise Http404
    form = TakeOverForm(request.POST or None, field=field)
    if request.method == "POST" and form.is_valid():
        try:
            number = lab.take_over(
                field=field,
                factors=form.cleaned_data["factors"].prefetch_related("projections"),
                by=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("Übernommene Faktoren: %(number)d") % {"number": number}
            )
            return redirect(factors_url(field))
    context = factor_page(
        field,
        title=_("Faktoren aus „%(name)s“ übernehmen") % {"name": field.builds_on.name},
        intro=_(
            "Übernommene Faktoren wirken auf die Region, die Region wirkt nicht zurück. "
            "Deshalb fragt das Feld auch nicht nach Wirkungen auf sie."
        ),
        form=form,
        button=_("Übernehmen"),
    )
    return render(request, "strategy/form.html", context)
