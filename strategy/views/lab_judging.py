"""Judging: pair by pair, alone first."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from network.models import User
from network.views.frame import MemberRequest
from strategy import access, judging
from strategy.analysis.matrix import Layout, Part, opinions
from strategy.models import (
    Factor,
    Judgement,
    PairAnswer,
    Participant,
    Projection,
    ScenarioField,
)
from strategy.views.lab_frame import lab_trail, say_problems

VALUES = [
    ("3", _("+3 fördert stark")),
    ("2", _("+2 fördert")),
    ("1", _("+1 fördert schwach")),
    ("0", _("0 kein Einfluss")),
    ("-1", _("−1 hemmt schwach")),
    ("-2", _("−2 hemmt")),
    ("-3", _("−3 hemmt stark")),
]
MOST_SENTENCES = 4


def in_words(value: int, source: str, target: str) -> str:
    """'„Strom wird billig“ fördert „Werk bleibt“ stark (+3).'"""
    words = {
        3: _("„%(source)s“ fördert „%(target)s“ stark (+3)."),
        2: _("„%(source)s“ fördert „%(target)s“ (+2)."),
        1: _("„%(source)s“ fördert „%(target)s“ schwach (+1)."),
        0: _("„%(source)s“ hat auf „%(target)s“ keinen Einfluss (0)."),
        -1: _("„%(source)s“ hemmt „%(target)s“ schwach (−1)."),
        -2: _("„%(source)s“ hemmt „%(target)s“ (−2)."),
        -3: _("„%(source)s“ hemmt „%(target)s“ stark (−3)."),
    }
    return str(words[value]) % {"source": source, "target": target}


# --- For whom ---------------------------------------------------------------------


@dataclass(frozen=True)
class Seat:
    """Whose judgements are entered: one's own, or those of a sheet of paper."""

    field: ScenarioField
    part_id: int | None
    on_paper: Participant | None

    @property
    def query(self) -> str:
        if self.on_paper is None:
            return ""
        return "?" + urlencode({"fuer": self.on_paper.pk})

    def participant(self, user: User) -> Participant:
        if self.on_paper:
            return self.on_paper
        if self.part_id:
            return Participant(
                pk=self.part_id, field_id=self.field.pk, person_id=user.pk
            )
        return judging.join(field=self.field, person=user)


def seat_of(request: MemberRequest, slug: str) -> Seat:
    """One's own seat, or, for those who run the field, that of ?fuer=."""
    field = access.field_member(request.user, slug)
    number = request.GET.get("fuer", "")
    if not number:
        return Seat(field, field.part_id, None)
    if not field.is_run_by(request.user):
        raise PermissionDenied
    if not number.isdecimal():
        raise Http404
    part = get_object_or_404(
        field.participants.select_related("person"), pk=int(number)
    )
    return Seat(field, part.pk, part)


# --- The list of pairs ------------------------------------------------------------


@login_required
@require_safe
def judge_list(request: MemberRequest, slug: str) -> HttpResponse:
    """All pairs by factor, with what is still open."""
    seat = seat_of(request, slug)
    layout = Layout(seat.field)
    done = judging.completed(layout, seat.part_id)
    groups: list[dict[str, Any]] = []
    pairs = layout.pairs()
    for part in layout.parts:
        targets: list[dict[str, Any]] = [
            {"part": target, "done": (part.factor.pk, target.factor.pk) in done}
            for source, target in pairs
            if source is part
        ]
        number = sum(each["done"] for each in targets)
        if targets:
            groups.append({"part": part, "targets": targets, "done": number})
    total = sum(len(each["targets"]) for each in groups)
    context = {
        "title": _("Einschätzen"),
        "trail": lab_trail(seat.field),
        "field": seat.field,
        "seat": seat,
        "groups": groups,
        "total": total,
        "done": sum(each["done"] for each in groups),
    }
    return render(request, "strategy/lab_judge_list.html", context)


@login_required
@require_safe
def judge_next(request: MemberRequest, slug: str) -> HttpResponse:
    """The next pair that is still open, behind `?nach=source-target` if given."""
    seat = seat_of(request, slug)
    layout = Layout(seat.field)
    keys = layout.keys()
    done = judging.completed(layout, seat.part_id)
    after = 0
    source, _dash, target = request.GET.get("nach", "").partition("-")
    if source.isdecimal() and target.isdecimal():
        here = (int(source), int(target))
        after = keys.index(here) + 1 if here in keys else 0
    ordered = keys[after:] + keys[:after]
    following = next((key for key in ordered if key not in done), None)
    if following is None:
        messages.success(request, _("Alle Paare sind eingeschätzt. Vielen Dank!"))
        return redirect(
            reverse("strategy:judge_list", args=[seat.field.slug]) + seat.query
        )
    return redirect(
        reverse("strategy:judge_pair", args=[seat.field.slug, *following]) + seat.query
    )


# --- One pair ---------------------------------------------------------------------


class PairForm(forms.Form):
    """One select for each cell; its label is the question in words."""

    reason = forms.CharField(
        label=_("Begründung"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Hilft der Gruppe später zu verstehen, warum Sie so urteilen."),
    )
    confidence = forms.TypedChoiceField(
        label=_("Wie sicher sind Sie?"),
        required=False,
        choices=[("", _("keine Angabe")), *PairAnswer.Confidence.choices],
        coerce=int,
        empty_value=None,
    )

    def __init__(self, *args: Any, source: Part, target: Part, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source, self.target = source, target
        for a in source.projections:
            for b in target.projections:
                name = f"cell_{a.pk}_{b.pk}"
                self.fields[name] = forms.TypedChoiceField(
                    label=_("Wie fördert oder hemmt „%(a)s“ die Ausprägung „%(b)s“?")
                    % {"a": a.name, "b": b.name},
                    choices=VALUES,
                    coerce=int,
                    initial=self.initial.get(name, 0),
                    error_messages={
                        "required": _("Bitte wählen Sie einen Wert von −3 bis +3."),
                        "invalid_choice": _(
                            "Bitte wählen Sie einen Wert von −3 bis +3."
                        ),
                    },
                )

    def listed(self) -> list[tuple[forms.BoundField, Any]]:
        """All fields with their errors, as the error summary wants them."""
        return [(field, field.errors) for field in self]

    def rows(self) -> list[dict[str, Any]]:
        """A group of questions for each projection that acts."""
        return [
            {
                "projection": a,
                "cells": [
                    {
                        "field": self[f"cell_{a.pk}_{b.pk}"],
                        "question": gettext("Wie fördert oder hemmt „%(a)s“:")
                        % {"a": a.name},
                        "name": b.name,
                    }
                    for b in self.target.projections
                ],
            }
            for a in self.source.projections
        ]

    def cells(self) -> dict[tuple[int, int], int]:
        return {
            (a.pk, b.pk): self.cleaned_data[f"cell_{a.pk}_{b.pk}"]
            for a in self.source.projections
            for b in self.target.projections
        }


def pair_of(field: ScenarioField, source: int, target: int) -> tuple[Part, Part]:
    """Both factors with their projections: one query. Their letters are not known."""
    rows = Projection.objects.filter(
        factor__in=[source, target],
        factor__field=field,
        factor__state=Factor.State.ACCEPTED,
    ).select_related("factor")
    found: dict[int, list[Projection]] = {}
    for projection in rows:
        found.setdefault(projection.factor_id, []).append(projection)
    if len(found) != 2 or found[target][0].factor.taken_from_id is not None:
        raise Http404
    parts = {
        pk: Part(projections[0].factor, "", projections)
        for pk, projections in found.items()
    }
    return parts[source], parts[target]


def said_by_another(answer: PairAnswer, seat: Seat, user: User) -> bool:
    """Whether somebody has given it themselves: nobody reads or changes it for them."""
    person = seat.on_paper.person_id if seat.on_paper else None
    return person not in (None, user.pk) and answer.entered_by_id is None


@login_required
def judge_pair(
    request: MemberRequest, slug: str, source: int, target: int
) -> HttpResponse:
    """Judge one factor's effect on another. What others say comes after one's own."""
    seat = seat_of(request, slug)
    pair = pair_of(seat.field, source, target)
    answer, own = None, {}
    # Saving one's own needs no look at what one said before.
    if seat.part_id and (seat.on_paper or request.method != "POST"):
        answer = PairAnswer.objects.filter(
            participant=seat.part_id, source=source, target=target
        ).first()
    if answer and said_by_another(answer, seat, request.user):
        raise PermissionDenied
    if request.method == "POST":
        return take_answer(request, seat, *pair)
    if answer:
        cells = Judgement.objects.filter(
            participant=seat.part_id,
            source__factor=source,
            target__factor=target,
        )
        own = {
            (a, b): value
            for a, b, value in cells.values_list("source_id", "target_id", "value")
        }
    initial: dict[str, Any] = {f"cell_{a}_{b}": v for (a, b), v in own.items()}
    if answer:
        initial |= {"reason": answer.reason, "confidence": answer.confidence}
    form = PairForm(source=pair[0], target=pair[1], initial=initial)
    return show_pair(request, seat, form, answer=answer, own=own)


def show_pair(
    request: HttpRequest,
    seat: Seat,
    form: PairForm,
    *,
    answer: PairAnswer | None = None,
    own: dict[tuple[int, int], int] | None = None,
) -> HttpResponse:
    source, target = form.source, form.target
    others: list[dict[str, Any]] = []
    if answer and not seat.on_paper:
        others = views_of_others(seat, form)
    context = {
        "title": _("Wie wirkt „%(source)s“ auf „%(target)s“?")
        % {"source": source.factor.name, "target": target.factor.name},
        "trail": lab_trail(
            seat.field,
            (
                gettext("Einschätzen"),
                reverse("strategy:judge_list", args=[seat.field.slug]) + seat.query,
            ),
        ),
        "field": seat.field,
        "seat": seat,
        "form": form,
        "source": source,
        "target": target,
        "answer": answer,
        "sentences": said_in_words(source, target, own) if own else [],
        "grown": 0 < len(own or {}) < len(source.projections) * len(target.projections),
        "others": others,
        "skip": reverse("strategy:judge_next", args=[seat.field.slug])
        + (seat.query + "&" if seat.query else "?")
        + urlencode({"nach": f"{source.factor.pk}-{target.factor.pk}"}),
    }
    return render(request, "strategy/lab_judge_pair.html", context)


def views_of_others(seat: Seat, form: PairForm) -> list[dict[str, Any]]:
    """What everybody says about this pair, for whoever has said something first."""
    said = opinions(
        seat.field,
        source__factor=form.source.factor.pk,
        target__factor=form.target.factor.pk,
    )
    return [
        {"a": a.name, "b": b.name, "opinion": said[a.pk, b.pk]}
        for a in form.source.projections
        for b in form.target.projections
        if (a.pk, b.pk) in said
    ]


def said_in_words(
    source: Part, target: Part, own: dict[tuple[int, int], int]
) -> list[str]:
    """What somebody has chosen, as sentences; zeros together in one."""
    sentences = [
        in_words(own[a.pk, b.pk], a.name, b.name)
        for a in source.projections
        for b in target.projections
        if own.get((a.pk, b.pk))
    ]
    if not sentences:
        return [
            gettext("„%(source)s“ hat keinen Einfluss auf „%(target)s“.")
            % {"source": source.factor.name, "target": target.factor.name}
        ]
    if len(sentences) < len(own):
        sentences.append(gettext("Alles andere: kein Einfluss (0)."))
    return sentences


def take_answer(
    request: MemberRequest, seat: Seat, source: Part, target: Part
) -> HttpResponse:
    none = "none" in request.POST
    form = PairForm(request.POST, source=source, target=target)
    try:
        judging.check_open(seat.field)
    except ValidationError as error:
        say_problems(request, error)
        return show_pair(request, seat, form)
    # With one click no cell is asked, but what else was written counts.
    wrong = set(form.errors)
    if (wrong & {"reason", "confidence"}) or (wrong and not none):
        return show_pair(request, seat, form)
    cells = {(a.pk, b.pk): 0 for a in source.projections for b in target.projections}
    if not none:
        cells = form.cells()
    try:
        judging.save_answer(
            participant=seat.participant(request.user),
            source=source.factor,
            target=target.factor,
            cells=cells,
            no_influence=none,
            reason=form.cleaned_data["reason"],
            confidence=form.cleaned_data["confidence"],
            by=request.user,
        )
    except IntegrityError:  # a projection was deleted in this very moment
        messages.error(
            request, _("Dieses Paar hat sich gerade geändert. Bitte sehen Sie nach.")
        )
        return redirect("strategy:judge_list", seat.field.slug)
    messages.success(request, saved_sentence(source, target, cells))
    if "stay" in request.POST:
        here = [seat.field.slug, source.factor.pk, target.factor.pk]
        return redirect(reverse("strategy:judge_pair", args=here) + seat.query)
    query = urlencode({"nach": f"{source.factor.pk}-{target.factor.pk}"})
    following = reverse("strategy:judge_next", args=[seat.field.slug])
    return redirect(following + (seat.query + "&" if seat.query else "?") + query)


def saved_sentence(
    source: Part, target: Part, cells: dict[tuple[int, int], int]
) -> str:
    sentences = said_in_words(source, target, cells)
    more = len(sentences) - MOST_SENTENCES
    if more > 0:
        sentences[MOST_SENTENCES:] = [
            ngettext("Und ein weiterer Wert.", "Und %(n)d weitere Werte.", more)
            % {"n": more}
        ]
    return gettext("Gespeichert: %(sentences)s") % {"sentences": " ".join(sentences)}
