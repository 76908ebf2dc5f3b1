"""From rows of the database to matrices of the engine, and opinions in numbers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import mean
from typing import Any

import numpy as np
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Sum

from strategy.cib import Factor as CibFactor
from strategy.cib import ImpactMatrix, Number, impact_matrix
from strategy.cib.preparation import (
    Activity,
    Opinion,
    activities,
    opinion,
    suggest_key_factors,
)
from strategy.models import (
    DirectInfluence,
    Factor,
    FactorRating,
    Judgement,
    Participant,
    Projection,
    ScenarioField,
    Settlement,
)

Pair = tuple[int, int]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def letter(index: int) -> str:
    """A to Z, then AA, AB …"""
    first, second = divmod(index, len(LETTERS))
    return (LETTERS[first - 1] if first else "") + LETTERS[second]


@dataclass(frozen=True)
class Part:
    """A factor as the matrix has it: its letter and its projections with theirs."""

    factor: Factor
    letter: str
    projections: list[Projection]

    @property
    def codes(self) -> list[tuple[str, Projection]]:
        return [
            (f"{self.letter}{number}", projection)
            for number, projection in enumerate(self.projections, start=1)
        ]


class Layout:
    """The factors of a field that take part, in order, with numbers of their rows."""

    def __init__(self, field: ScenarioField) -> None:
        factors = field.factors.accepted().prefetch_related("projections")
        self.field = field
        self.parts = [
            Part(factor, letter(index), list(factor.projections.all()))
            for index, factor in enumerate(factors)
        ]
        self.projections = [each for part in self.parts for each in part.projections]
        self.row = {each.pk: at for at, each in enumerate(self.projections)}
        self.code = {each.pk: code for part in self.parts for code, each in part.codes}
        self.part = {part.factor.pk: part for part in self.parts}

    def pairs(self) -> list[tuple[Part, Part]]:
        """Every factor acting on every other that is not fixed from outside."""
        return [
            (source, target)
            for source in self.parts
            for target in self.parts
            if source is not target and target.factor.taken_from_id is None
        ]

    def keys(self) -> list[Pair]:
        """The pairs of factors, as numbers of factors."""
        return [(a.factor.pk, b.factor.pk) for a, b in self.pairs()]

    def cells(self, source: int, target: int) -> list[Pair]:
        """The cells of a pair of factors, as numbers of projections."""
        return [
            (a.pk, b.pk)
            for a in self.part[source].projections
            for b in self.part[target].projections
        ]


# --- Joint values -----------------------------------------------------------------


@dataclass(frozen=True)
class Joint:
    """What all have said together. `people` counts those who judged anything."""

    totals: dict[Pair, tuple[int, int]]  # cell: sum, number of answers
    settled: dict[Pair, int]
    people: int

    def value(self, cell: Pair, *, balanced: bool) -> Number:
        """The mean of the judgements, or what was settled.

        Who has not answered counts as 0 unless `balanced`; then as the others' mean.
        """
        if cell in self.settled:
            return self.settled[cell]
        total, answers = self.totals.get(cell, (0, 0))
        number = answers if balanced else self.people
        return Fraction(total, number) if number else 0


def joint(field: ScenarioField) -> Joint:
    """Three queries, whatever the number of participants."""
    rows = (
        Judgement.objects.filter(participant__field=field)
        .order_by()
        .values_list("source_id", "target_id")
        .annotate(total=Sum("value"), number=Count("pk"))
    )
    totals = {(a, b): (total, number) for a, b, total, number in rows}
    settled = {
        (each.source_id, each.target_id): each.value
        for each in Settlement.objects.filter(source__factor__field=field)
    }
    people = field.participants.active().count()
    return Joint(totals, settled, people)


def missing_pairs(layout: Layout, said: Joint) -> list[tuple[Part, Part]]:
    """Pairs of factors with a cell that nobody has judged and nobody settled."""
    return [
        (source, target)
        for source, target in layout.pairs()
        if any(
            cell not in said.totals and cell not in said.settled
            for cell in layout.cells(source.factor.pk, target.factor.pk)
        )
    ]


def joint_matrix(layout: Layout, said: Joint, *, balanced: bool) -> ImpactMatrix:
    """The mean of all judgements; the same scenarios are consistent as in their sum."""
    size = len(layout.projections)
    values: list[list[Number]] = [[0] * size for _ in range(size)]
    for cell in {*said.totals, *said.settled}:
        if cell[0] in layout.row and cell[1] in layout.row:
            values[layout.row[cell[0]]][layout.row[cell[1]]] = said.value(
                cell, balanced=balanced
            )
    return impact_matrix(layout.field.name, cib_factors(layout), values)


def cib_factors(layout: Layout) -> list[CibFactor]:
    return [
        CibFactor(part.factor.name, tuple(each.name for each in part.projections))
        for part in layout.parts
    ]


def sheets(layout: Layout) -> dict[int, Any]:
    """Each participant's own matrix, by number; what was not judged counts as 0."""
    size = len(layout.projections)
    found: dict[int, Any] = defaultdict(lambda: np.zeros((size, size), np.int64))
    rows = Judgement.objects.filter(participant__field=layout.field).order_by()
    for person, a, b, value in rows.values_list(
        "participant_id", "source_id", "target_id", "value"
    ).iterator(chunk_size=20_000):
        if a in layout.row and b in layout.row:
            found[person][layout.row[a], layout.row[b]] = value
    return dict(found)


# --- Opinions ---------------------------------------------------------------------


def opinions(field: ScenarioField, **chosen: object) -> dict[Pair, Opinion]:
    """What people say about each cell: one query. `chosen` narrows the judgements."""
    rows = (
        Judgement.objects.filter(participant__field=field, **chosen)
        .order_by()
        .values_list("source_id", "target_id")
        .annotate(values=ArrayAgg("value"))
    )
    known: dict[tuple[int, ...], Opinion] = {}  # many cells look alike
    found = {}
    for a, b, values in rows:
        key = tuple(sorted(values))
        if key not in known:
            known[key] = opinion(key)
        found[a, b] = known[key]
    return found


def dissent(layout: Layout, said: Mapping[Pair, Opinion]) -> dict[Pair, float]:
    """Mean dissent of each pair of factors, over the cells somebody judged."""
    found = {}
    for source, target in layout.pairs():
        values = [
            float(said[cell].dissent or 0)
            for cell in layout.cells(source.factor.pk, target.factor.pk)
            if cell in said
        ]
        found[source.factor.pk, target.factor.pk] = mean(values) if values else 0.0
    return found


@dataclass(frozen=True)
class GroupView:
    """How one stakeholder group sees a pair of factors."""

    group: str
    people: int
    means: dict[Pair, float]


def views_of_groups(field: ScenarioField, cells: Sequence[Pair]) -> list[GroupView]:
    """The mean of each cell for each stakeholder group: one query."""
    if not cells:
        return []
    rows = (
        Judgement.objects.filter(
            participant__field=field,
            source__in={a for a, _ in cells},
            target__in={b for _, b in cells},
        )
        .order_by()
        .values_list("participant__stakeholder_group", "source_id", "target_id")
        .annotate(total=Sum("value"), number=Count("pk"))
    )
    means: dict[str, dict[Pair, float]] = defaultdict(dict)
    people: dict[str, int] = defaultdict(int)
    for group, a, b, total, number in rows:
        means[group][a, b] = total / number
        people[group] = max(people[group], number)
    return [GroupView(group, people[group], means[group]) for group in sorted(means)]


def widest_gap(views: Iterable[GroupView], cells: Sequence[Pair]) -> float:
    """The largest distance between the means of two groups over the cells."""
    gaps = [0.0]
    for cell in cells:
        values = [view.means[cell] for view in views if cell in view.means]
        if len(values) > 1:
            gaps.append(max(values) - min(values))
    return max(gaps)


# --- Key factors ------------------------------------------------------------------


@dataclass(frozen=True)
class Driver:
    """A factor with its sums in the influence matrix and its ratings."""

    factor: Factor
    letter: str
    activity: Activity
    suggested: bool
    impact: float | None = None
    uncertainty: float | None = None
    raters: int = 0


def drivers(field: ScenarioField, count: int) -> tuple[list[Driver], int]:
    """The factors by how they act and are acted on, and how many people said so.

    Influences are means over those who judged them; `count` factors are suggested.
    """
    factors = list(field.factors.accepted())
    place = {factor.pk: at for at, factor in enumerate(factors)}
    matrix: list[list[Number]] = [[0] * len(factors) for _ in factors]
    rows = (
        DirectInfluence.objects.filter(participant__field=field)
        .order_by()
        .values_list("source_id", "target_id")
        .annotate(total=Sum("value"), number=Count("pk"))
    )
    for a, b, total, number in rows:
        if a in place and b in place:
            matrix[place[a]][place[b]] = Fraction(total, number)
    people = (
        Participant.objects.filter(field=field, influences__isnull=False)
        .distinct()
        .count()
    )
    ratings = {
        factor: (impact / number, uncertainty / number, number)
        for factor, impact, uncertainty, number in FactorRating.objects.filter(
            factor__field=field
        )
        .order_by()
        .values_list("factor_id")
        .annotate(i=Sum("impact"), u=Sum("uncertainty"), number=Count("pk"))
    }
    found = activities(matrix)
    chosen = set(suggest_key_factors(found, count)) if people else set()
    return [
        Driver(
            factor,
            letter(at),
            found[at],
            at in chosen,
            *ratings.get(factor.pk, (None, None, 0)),
        )
        for at, factor in enumerate(factors)
    ], people
