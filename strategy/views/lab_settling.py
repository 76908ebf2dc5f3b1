"""Settling: what all have said, where they differ, and what the group decides."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from network.models import StakeholderGroup
from network.views.frame import MemberRequest
from strategy import access, judging
from strategy.analysis import matrix as matrices
from strategy.analysis.matrix import Layout, Opinion, Pair, Part
from strategy.models import Judgement, PairAnswer, ScenarioField, Settlement
from strategy.views.lab_frame import lab_trail
from strategy.views.lab_judging import pair_of

PER_PAGE = 20


def settle_url(field: ScenarioField) -> str:
    return reverse("strategy:settle_matrix", args=[field.slug])


def number(value: object) -> str:
    """Short and with the sign of mathematics: 1, −0,5."""
    rounded = round(float(value), 1)  # type: ignore[arg-type]  # a Number of the engine
    text = f"{rounded:g}".replace("-", "−").replace(".", ",")
    return "0" if text == "−0" else text


def tint(value: float) -> str:
    """A class for the colour of a cell: which way, and how strongly."""
    if abs(value) < 0.25:
        return ""
    strength = 1 if abs(value) < 1 else 2 if abs(value) < 2 else 3
    return f"{'info' if value > 0 else 'warning'} h{strength}"


@login_required
@require_safe
def settle_matrix(request: MemberRequest, slug: str) -> HttpResponse:
    """The whole matrix, and the pairs to talk about first."""
    field = access.field_member(request.user, slug)
    layout = Layout(field)
    said = matrices.opinions(field)
    people = field.participants.active().count()
    settled = dict_of_settled(field)
    seen = judging.open_pairs(field)
    by_groups = dissent_of_groups(field, layout)
    dissent = matrices.dissent(layout, said)
    sort = request.GET.get("sortierung", "")
    pairs: list[dict[str, Any]] = [
        {
            "source": source,
            "target": target,
            "dissent": dissent[source.factor.pk, target.factor.pk],
            "groups": by_groups.get((source.factor.pk, target.factor.pk), 0.0),
            "people": max(
                (said[cell].answers for cell in cells if cell in said), default=0
            ),
            "conflicts": sum(said[cell].conflict for cell in cells if cell in said),
            "settled": sum(cell in settled for cell in cells),
        }
        for source, target in layout.pairs()
        for cells in [layout.cells(source.factor.pk, target.factor.pk)]
    ]
    missing = sum(not pair["people"] for pair in pairs)
    hidden = 0
    if seen is not None:
        total = len(pairs)
        pairs = [
            pair
            for pair in pairs
            if (pair["source"].factor.pk, pair["target"].factor.pk) in seen
        ]
        hidden = total - len(pairs)
    if sort == "gruppen":
        pairs.sort(key=lambda pair: -pair["groups"])
    elif sort != "faktoren":
        pairs.sort(key=lambda pair: (-pair["dissent"], -pair["conflicts"]))
    context = {
        "title": _("Abstimmen"),
        "trail": lab_trail(field),
        "field": field,
        "layout": layout,
        "rows": matrix_rows(layout, said, settled, people, seen),
        "page_obj": Paginator(pairs, PER_PAGE).get_page(request.GET.get("seite")),
        "sort": sort,
        "people": people,
        "settled": len(settled),
        "missing": missing,
        "alone": seen is not None,
        "hidden": hidden,
    }
    return render(request, "strategy/lab_settle.html", context)


def dict_of_settled(field: ScenarioField) -> dict[Pair, int]:
    rows = Settlement.objects.filter(source__factor__field=field)
    return {
        (a, b): v for a, b, v in rows.values_list("source_id", "target_id", "value")
    }


def matrix_rows(
    layout: Layout,
    said: dict[Pair, Opinion],
    settled: dict[Pair, int],
    people: int,
    seen: set[Pair] | None,
) -> list[dict[str, Any]]:
    """Cells as short as they can be: a large matrix has thousands.

    Of pairs not in `seen` they tell nothing.
    """
    rows = []
    for part in layout.parts:
        for code, projection in part.codes:
            cells: list[dict[str, str]] = []
            for other in layout.parts:
                is_hidden = (
                    seen is not None and (part.factor.pk, other.factor.pk) not in seen
                )
                for target in other.projections:
                    cell = (projection.pk, target.pk)
                    if other is part or other.factor.taken_from_id is not None:
                        cells.append({})
                    elif is_hidden:
                        cells.append({"value": "–"})
                    else:
                        cells.append(
                            shown_cell(said.get(cell), settled.get(cell), people)
                        )
            rows.append({"code": code, "name": projection.name, "cells": cells})
    return rows


def shown_cell(
    opinion: Opinion | None, settled: int | None, people: int
) -> dict[str, str]:
    """Joint or settled value; below it the median, the range and the number."""
    value: object = settled
    if settled is None:
        if opinion is None:
            return {"value": "?"}
        value = opinion.total / people if people else 0
    cell = {
        "value": number(value) + ("*" if settled is not None else ""),
        "tint": tint(float(value)),  # type: ignore[arg-type]  # an int or a float
    }
    if opinion is not None:
        span = number(opinion.low)
        if opinion.low != opinion.high:
            span += f"…{number(opinion.high)}"
        cell["more"] = f"{number(opinion.median)} | {span} | {opinion.answers}"
    return cell


def dissent_of_groups(field: ScenarioField, layout: Layout) -> dict[Pair, float]:
    """For each pair of factors the widest gap between means of two groups."""
    every = [
        cell
        for source, target in layout.pairs()
        for cell in layout.cells(source.factor.pk, target.factor.pk)
    ]
    views = matrices.views_of_groups(field, every)
    return {
        (source.factor.pk, target.factor.pk): matrices.widest_gap(
            views, layout.cells(source.factor.pk, target.factor.pk)
        )
        for source, target in layout.pairs()
    }


# --- One pair ---------------------------------------------------------------------

SETTLE_VALUES = [("", _("gemeinsamer Wert gilt"))] + [
    (str(value), f"{value:+d}".replace("-", "−").replace("+0", "0"))
    for value in range(3, -4, -1)
]


def stamp(settled: dict[Pair, int]) -> str:
    """What somebody has seen: two who settle at once must not undo each other."""
    cells = sorted(settled.items())
    return "".join([";", *(f"{a}:{b}:{value};" for (a, b), value in cells)])


class SettleForm(forms.Form):
    """A value for each cell, or the joint one, and one note for what is new."""

    def __init__(
        self,
        *args: Any,
        source: Part,
        target: Part,
        settled: dict[Pair, int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.settled = settled
        self.cells = [(a, b) for a in source.projections for b in target.projections]
        for a, b in self.cells:
            self.fields[f"cell_{a.pk}_{b.pk}"] = forms.TypedChoiceField(
                label=_("„%(a)s“ auf „%(b)s“") % {"a": a.name, "b": b.name},
                choices=SETTLE_VALUES,
                coerce=int,
                empty_value=None,
                required=False,
                initial=settled.get((a.pk, b.pk), ""),
            )
        self.fields["seen"] = forms.CharField(
            required=False, initial=stamp(settled), widget=forms.HiddenInput
        )
        self.fields["note"] = forms.CharField(
            label=_("Notiz"),
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Warum entscheidet die Gruppe so? Steht bei jedem neuen Wert."),
        )

    def values(self) -> dict[Pair, int | None]:
        return {
            (a.pk, b.pk): self.cleaned_data[f"cell_{a.pk}_{b.pk}"]
            for a, b in self.cells
        }

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        seen = self.cleaned_data.get("seen")
        if seen and seen != stamp(self.settled):
            self.data = {**self.data.dict(), "seen": stamp(self.settled)}  # type: ignore[attr-defined]  # a QueryDict
            raise ValidationError(
                _(
                    "Inzwischen hat jemand anderes hier Werte festgehalten; sie stehen "
                    "oben. Prüfen Sie Ihre Angaben, und speichern Sie noch einmal."
                )
            )
        if not self.errors:
            new = [
                cell
                for cell, value in self.values().items()
                if value is not None and self.settled.get(cell) != value
            ]
            if new and not self.cleaned_data["note"].strip():
                self.add_error(
                    "note", _("Bitte schreiben Sie, warum die Gruppe so entscheidet.")
                )
        return cleaned


@login_required
def settle_pair(
    request: MemberRequest, slug: str, source: int, target: int
) -> HttpResponse:
    """Everything said about one pair, and what the group makes of it."""
    field = access.field_member(request.user, slug)
    runs = field.is_run_by(request.user)
    a, b = pair_of(field, source, target)
    if request.method == "POST":
        access.field_run(request.user, slug)  # members look, speakers decide
    if not judging.has_open(field, [(source, target)]):
        messages.info(
            request,
            _(
                "Schätzen Sie dieses Paar zuerst selbst ein. Danach sehen Sie, was "
                "andere dazu sagen."
            ),
        )
        return redirect("strategy:judge_pair", field.slug, source, target)
    settlements = Settlement.objects.filter(
        source__factor=source, target__factor=target
    ).select_related("settled_by", "source", "target")
    known = {(each.source_id, each.target_id): each for each in settlements}
    values = {cell: each.value for cell, each in known.items()}
    form = SettleForm(request.POST or None, source=a, target=b, settled=values)
    if request.method == "POST" and form.is_valid():
        try:
            judging.check_settling(field)
            judging.settle_pair(
                values=form.values(), note=form.cleaned_data["note"], by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Die Werte der Gruppe sind gespeichert."))
            return redirect(request.path)
    said = matrices.opinions(field, source__factor=source, target__factor=target)
    cells = [(x.pk, y.pk) for x in a.projections for y in b.projections]
    people = field.participants.active().count()
    names = dict(StakeholderGroup.choices)
    views = matrices.views_of_groups(field, cells)
    context = {
        "title": _("%(source)s → %(target)s")
        % {"source": a.factor.name, "target": b.factor.name},
        "trail": lab_trail(field, (gettext("Abstimmen"), settle_url(field))),
        "field": field,
        "source": a,
        "target": b,
        "runs": runs,
        "form": form if runs and (field.is_settled_now or form.is_bound) else None,
        "rows": [
            {
                "a": x.name,
                "b": y.name,
                "opinion": opinion,
                "median": number(opinion.median) if opinion else "–",
                "span": f"{number(opinion.low)} … {number(opinion.high)}"
                if opinion
                else "–",
                "joint": number(opinion.total / people) if opinion and people else "0",
                "spread": distribution(field, x.pk, y.pk, counts),
                "settled": known.get((x.pk, y.pk)),
            }
            for counts in [counted(field, source, target)]
            for x in a.projections
            for y in b.projections
            for opinion in [said.get((x.pk, y.pk))]
        ],
        "groups": [
            {
                "name": names.get(view.group, _("ohne Angabe")),
                "people": view.people,
                "values": [
                    number(view.means[cell]) if cell in view.means else "–"
                    for cell in cells
                ],
            }
            for view in views
        ],
        "columns": [
            f"{x.name} → {y.name}" for x in a.projections for y in b.projections
        ],
        "gap": number(matrices.widest_gap(views, cells)),
        "reasons": PairAnswer.objects.filter(
            participant__field=field, source=source, target=target
        )
        .exclude(reason="")
        .select_related("participant"),
    }
    return render(request, "strategy/lab_settle_pair.html", context)


def counted(
    field: ScenarioField, source: int, target: int
) -> dict[Pair, dict[int, int]]:
    """How often each value was given, for each cell: one query."""
    rows = (
        Judgement.objects.filter(
            participant__field=field, source__factor=source, target__factor=target
        )
        .order_by()
        .values_list("source_id", "target_id", "value")
        .annotate(number=Count("pk"))
    )
    found: dict[Pair, dict[int, int]] = {}
    for a, b, value, times in rows:
        found.setdefault((a, b), {})[value] = times
    return found


def distribution(
    field: ScenarioField, a: int, b: int, counts: dict[Pair, dict[int, int]]
) -> str:
    """'2 × +3, 1 × −1': anonymous, highest first."""
    given = counts.get((a, b), {})
    return ", ".join(
        f"{given[value]} × {value:+d}".replace("-", "−").replace("+0", "0")
        for value in sorted(given, reverse=True)
    )
