"""Weights of factors, the matrix of direct influences and what it suggests."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from network.views.frame import MemberRequest
from strategy import access, judging
from strategy.analysis.matrix import Driver, drivers
from strategy.models import DirectInfluence, Factor, FactorRating
from strategy.views.lab_factors import factor_page, factors_url
from strategy.views.lab_frame import lab_trail

FIVE = [("", _("keine Angabe")), *((str(n), str(n)) for n in range(1, 6))]
STRENGTHS = [
    ("", _("keine Angabe")),
    ("0", _("0: wirkt nicht")),
    ("1", _("1: schwach")),
    ("2", _("2: mittel")),
    ("3", _("3: stark")),
]
MOST_KEY_FACTORS = 12  # the literature works with 8 to 15


class RatingForm(forms.Form):
    """Impact and uncertainty of every factor; an empty answer leaves things as they are."""

    def __init__(
        self,
        *args: Any,
        factors: list[Factor],
        known: dict[int, FactorRating],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.factors = factors
        for factor in factors:
            own = known.get(factor.pk)
            words = {"name": factor.name}
            self.fields[f"impact_{factor.pk}"] = forms.ChoiceField(
                label=_("%(name)s: Wirkung") % words,
                help_text=_("1: prägt das Zieljahr kaum, 5: sehr stark"),
                choices=FIVE,
                required=False,
                initial=str(own.impact) if own else "",
            )
            self.fields[f"uncertainty_{factor.pk}"] = forms.ChoiceField(
                label=_("%(name)s: Ungewissheit") % words,
                help_text=_("1: kommt ziemlich sicher so, 5: völlig offen"),
                choices=FIVE,
                required=False,
                initial=str(own.uncertainty) if own else "",
            )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for factor in self.factors:
            pair = [f"impact_{factor.pk}", f"uncertainty_{factor.pk}"]
            empty = [name for name in pair if not self.cleaned_data.get(name)]
            if len(empty) == 1 and empty[0] not in self.errors:
                self.add_error(
                    empty[0], _("Bitte beantworten Sie beide Fragen oder keine.")
                )
        return cleaned

    def ratings(self) -> dict[int, tuple[int, int]]:
        return {
            factor.pk: (
                int(self.cleaned_data[f"impact_{factor.pk}"]),
                int(self.cleaned_data[f"uncertainty_{factor.pk}"]),
            )
            for factor in self.factors
            if self.cleaned_data[f"impact_{factor.pk}"]
        }


@login_required
def factor_rate(request: MemberRequest, slug: str) -> HttpResponse:
    field = access.field_member(request.user, slug)
    factors = list(field.factors.exclude(state=Factor.State.MERGED))
    ratings = FactorRating.objects.filter(participant=field.part_id or 0)
    form = RatingForm(
        request.POST or None,
        factors=factors,
        known={each.factor_id: each for each in ratings},
    )
    if request.method == "POST" and form.is_valid():
        judging.rate_factors(
            participant=judging.join(field=field, person=request.user),
            ratings=form.ratings(),
        )
        messages.success(request, _("Ihre Gewichte sind gespeichert."))
        return redirect("strategy:influence_chart", field.slug)
    context = factor_page(
        field,
        title=_("Faktoren gewichten"),
        intro=_(
            "Freiwillig: Wie sehr prägt jeder Faktor das Zieljahr, und wie ungewiss ist "
            "er? Wichtige und zugleich ungewisse Faktoren tragen Szenarien am besten."
        ),
        form=form,
        button=_("Gewichte speichern"),
    )
    return render(request, "strategy/form.html", context)


class InfluenceForm(forms.Form):
    """How strongly one factor acts on each of the others."""

    def __init__(
        self,
        *args: Any,
        factor: Factor,
        others: list[Factor],
        known: dict[int, int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.factor = factor
        self.others = others
        for other in others:
            self.fields[f"on_{other.pk}"] = forms.ChoiceField(
                label=_("Wie stark wirkt „%(source)s“ direkt auf „%(target)s“?")
                % {"source": factor.name, "target": other.name},
                choices=STRENGTHS,
                required=False,
                initial=str(known[other.pk]) if other.pk in known else "",
            )

    def cells(self) -> dict[tuple[int, int], int]:
        return {
            (self.factor.pk, other.pk): int(self.cleaned_data[f"on_{other.pk}"])
            for other in self.others
            if self.cleaned_data[f"on_{other.pk}"]
        }


@login_required
def influence_edit(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """One's own row of the influence matrix."""
    field = access.field_member(request.user, slug)
    factor = access.factor_of(field, pk)
    if factor.state != Factor.State.ACCEPTED:
        raise Http404
    accepted = list(field.factors.accepted())
    own = DirectInfluence.objects.filter(participant=field.part_id or 0, source=factor)
    form = InfluenceForm(
        request.POST or None,
        factor=factor,
        others=[each for each in accepted if each.pk != factor.pk],
        known=dict(own.values_list("target_id", "value")),
    )
    if request.method == "POST" and form.is_valid():
        judging.note_influences(
            participant=judging.join(field=field, person=request.user),
            source=factor,
            cells=form.cells(),
        )
        messages.success(
            request,
            _("Gespeichert: wie „%(name)s“ auf die anderen wirkt.")
            % {"name": factor.name},
        )
        return redirect("strategy:influence_chart", field.slug)
    context = factor_page(
        field,
        title=_("Einfluss von „%(name)s“") % {"name": factor.name},
        intro=_(
            "Es geht nur um die Stärke, nicht um die Richtung, und nur um direkte "
            "Wirkungen: nicht um solche auf dem Umweg über andere Faktoren."
        ),
        form=form,
        button=_("Einflüsse speichern"),
        back=reverse("strategy:influence_chart", args=[field.slug]),
    )
    return render(request, "strategy/form.html", context)


@login_required
@require_safe
def influence_chart(request: MemberRequest, slug: str) -> HttpResponse:
    """Which factors drive, and which are driven: a chart and the same as a table."""
    field = access.field_member(request.user, slug)
    number = round(field.factors.accepted().count() * 0.6)
    found, people = drivers(field, min(number, MOST_KEY_FACTORS))
    done = set(
        DirectInfluence.objects.filter(participant=field.part_id or 0)
        .values_list("source_id", flat=True)
        .distinct()
    )
    context = {
        "title": _("Treiber und Getriebene"),
        "trail": lab_trail(field, (_("Einflussfaktoren"), factors_url(field))),
        "field": field,
        "people": people,
        "chart": chart(found) if people else None,
        "rows": [
            {"driver": each, "done": each.factor.pk in done, "role": role_word(each)}
            for each in found
        ],
        "suggested": [each for each in found if each.suggested],
    }
    return render(request, "strategy/lab_influence.html", context)


def role_word(driver: Driver) -> str:
    words = {
        "active": _("treibt"),
        "critical": _("treibt und wird getrieben"),
        "passive": _("wird getrieben"),
        "buffering": _("puffert"),
    }
    return str(words[driver.activity.role])


WIDTH, HEIGHT, EDGE = 640, 440, 50


def chart(found: list[Driver]) -> dict[str, Any]:
    """Active sum upwards, passive sum to the right, the means as cross lines."""
    active = [float(each.activity.active) for each in found]
    passive = [float(each.activity.passive) for each in found]
    top, right = max([*active, 1]), max([*passive, 1])

    def x(value: float) -> int:
        return round(EDGE + value / right * (WIDTH - 2 * EDGE))

    def y(value: float) -> int:
        return round(HEIGHT - EDGE - value / top * (HEIGHT - 2 * EDGE))

    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": EDGE,
        "bottom": HEIGHT - EDGE,
        "right": WIDTH - EDGE,
        "middle_x": x(sum(passive) / len(passive)),
        "middle_y": y(sum(active) / len(active)),
        "points": [
            {"x": x(p), "y": y(a), "driver": each}
            for each, a, p in zip(found, active, passive, strict=True)
        ],
    }
