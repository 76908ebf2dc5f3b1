"""Rating a measure, and taking a position for an organisation."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from measures import access, ratings
from measures.charts import rating_chart
from measures.models import Measure, Position, Rating
from measures.models.ratings import OPEN_FOR_OPINIONS, PositionQuerySet
from measures.ratings import QUESTIONS, STEPS
from measures.views.frame import measure_trail
from network.models import Organisation, User
from network.models.organisations import OrganisationQuerySet
from network.views.frame import MemberRequest
from tregks.forms import AskedOnly


def opinions(measure: Measure, user: User | AnonymousUser) -> dict[str, Any]:
    """What the page of a measure shows of ratings and positions."""
    found = ratings.results(measure)
    positions = list(_readable(measure).current())
    return {
        "results": found,
        "charts": [
            {
                "name": name,
                "low": low,
                "high": high,
                "finding": ratings.finding(question, found),
                "chart": rating_chart(question, found),
                "rows": [
                    {
                        "crowd": crowd,
                        "distribution": crowd.spreads[question].distribution,
                        "quartiles": [
                            ratings.in_words(value)
                            for value in crowd.spreads[question].quartiles
                        ],
                    }
                    for crowd in found.crowds
                ],
            }
            for question, (name, low, high) in QUESTIONS.items()
            if found.is_shown
        ],
        "stances": [
            {
                "label": label,
                "icon": Position.ICONS[stance],
                "positions": [each for each in positions if each.stance == stance],
            }
            for stance, label in Position.Stance.choices
        ],
        "has_positions": bool(positions),
        "former": _readable(measure).filter(ended_at__isnull=False),
        "own_rating": measure.ratings.filter(person=user).first()
        if user.is_authenticated
        else None,
        "open": measure.state in OPEN_FOR_OPINIONS,
        "may_speak": user.is_authenticated and speaks_for(user).exists(),
    }


def _readable(measure: Measure) -> PositionQuerySet:
    """Positions as the page shows them, a hidden reason as a gap."""
    positions = measure.positions.shown().with_hidden_reason()
    return positions.select_related("measure", "organisation", "taken_by").defer(
        *("measure__body", "measure__words", "measure__search_vector"),
        *("organisation__search_vector", "organisation__description"),
    )


def speaks_for(user: User) -> OrganisationQuerySet:
    return Organisation.objects.published().filter(
        affiliations__in=user.affiliations.speakers()
    )


class RatingForm(AskedOnly, forms.ModelForm):
    class Meta:
        model = Rating
        fields = tuple(QUESTIONS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question, (name, low, high) in QUESTIONS.items():
            words = {1: f"1 – {low}", 5: f"5 – {high}"}
            self.fields[question] = forms.TypedChoiceField(
                label=cast(str, name),
                coerce=int,
                choices=[(step, words.get(step, str(step))) for step in STEPS],
                widget=forms.RadioSelect,
                error_messages={"required": _("Bitte wählen Sie eine Zahl.")},
            )


@login_required
def rating_edit(request: MemberRequest, slug: str) -> HttpResponse:
    measure = access.measure_read(request.user, slug)
    if measure.state not in OPEN_FOR_OPINIONS:
        raise PermissionDenied
    own = measure.ratings.filter(person=request.user).first()
    if request.method == "POST" and "withdraw" in request.POST:
        ratings.withdraw_rating(measure=measure, by=request.user)
        messages.success(request, _("Ihre Bewertung ist gelöscht."))
        return redirect(measure)
    form = RatingForm(request.POST or None, instance=own)
    if request.method == "POST" and form.is_valid():
        try:
            ratings.rate(measure=measure, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Vielen Dank. Ihre Bewertung zählt mit."))
            return redirect(measure.get_absolute_url() + "#bewertungen")
    context = {
        "title": _("Maßnahme bewerten"),
        "trail": measure_trail(measure),
        "measure": measure,
        "form": form,
        "own": own,
    }
    return render(request, "measures/rating_form.html", context)


class PositionForm(AskedOnly, forms.ModelForm):
    class Meta:
        model = Position
        fields = ("organisation", "stance", "reason")
        labels = {"organisation": _("Sie sprechen für")}
        help_texts = {"reason": _("Öffentlich, zusammen mit der Organisation.")}
        widgets = {
            "stance": forms.RadioSelect,
            "reason": forms.Textarea(attrs={"rows": 4}),
        }
        error_messages = {
            "organisation": {"required": _("Bitte wählen Sie eine Organisation.")},
            "stance": {"required": _("Bitte wählen Sie eine Antwort.")},
            "reason": {"required": _("Bitte nennen Sie einen Grund.")},
        }

    def __init__(
        self, *args: Any, organisations: OrganisationQuerySet, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        one_of(self.fields["organisation"], organisations)
        stance = cast(forms.ChoiceField, self.fields["stance"])
        stance.choices = Position.Stance.choices


def one_of(field: forms.Field, organisations: OrganisationQuerySet) -> None:
    """Offer these organisations; a single one is chosen already."""
    choice = cast(forms.ModelChoiceField, field)
    choice.queryset = organisations.defer("search_vector", "description")
    choice.empty_label = _("Bitte wählen")
    if len(choice.queryset) == 1:
        choice.initial = choice.queryset[0]


@login_required
def position_take(request: MemberRequest, slug: str) -> HttpResponse:
    """Only for who may speak for an organisation of the directory."""
    measure = access.measure_read(request.user, slug)
    organisations = speaks_for(request.user)
    if measure.state not in OPEN_FOR_OPINIONS or not organisations.exists():
        raise PermissionDenied
    form = PositionForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        try:
            ratings.take_position(measure=measure, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Die Positionierung ist veröffentlicht."))
            return redirect(measure.get_absolute_url() + "#positionierungen")
    context = {
        "title": _("Position beziehen"),
        "trail": measure_trail(measure),
        "intro": _(
            "Für jede Organisation gilt eine Position. Eine neue ersetzt die alte; "
            "frühere bleiben als Verlauf stehen."
        ),
        "form": form,
        "button": _("Position veröffentlichen"),
        "back": measure.get_absolute_url(),
    }
    return render(request, "network/form.html", context)
