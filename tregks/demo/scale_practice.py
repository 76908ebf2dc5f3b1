"""What people think of the many measures, and how far each is: copies of the demo's own.

Only what stands there is copied, shifted by some days, so that late milestones, due
reports and spreads are as many in a hundred as in the demo itself.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models

from measures.models import (
    Commitment,
    Indicator,
    IndicatorValue,
    Measure,
    Milestone,
    Plan,
    Position,
    ProgressReport,
    Rating,
)
from measures.models.ratings import OPEN_FOR_OPINIONS
from network.models import Organisation, User
from tregks.demo.implementation import OFFSETS

RATERS = (0, 2, 5, 9, 14, 27)  # of one measure; few have many
Pairs = list[tuple[Measure, Measure]]  # each original with its copy


def load_practice(
    pairs: Pairs,
    number: int,
    people: list[User],
    organisations: list[Organisation],
) -> None:
    """Ratings, positions, plans and reports of one round."""
    Rating.objects.bulk_create(
        rating
        for place, (_original, copy) in enumerate(pairs)
        if copy.state in OPEN_FOR_OPINIONS
        for rating in ratings(copy, number + place, people)
    )
    shift = timedelta(days=-(number % 4))
    as_they_are: tuple[type[models.Model], ...] = (Plan, Milestone, ProgressReport)
    for model in as_they_are:
        model._default_manager.bulk_create(copies(model, pairs, shift, people, number))
    of_organisations: tuple[type[models.Model], ...] = (Position, Commitment)
    for model in of_organisations:
        found = {}
        for place, each in enumerate(copies(model, pairs, shift, people, number)):
            turn = (number * 7 + place) % len(organisations)
            each.organisation = organisations[turn]
            # One for each measure and organisation, because one position is current.
            found[each.measure_id, each.organisation_id] = each
        model._default_manager.bulk_create(found.values())
    load_indicators(pairs, shift, number)


def ratings(measure: Measure, turn: int, people: list[User]) -> Iterator[Rating]:
    """By people who differ as people do, but each time alike."""
    for place in range(RATERS[turn % len(RATERS)]):
        steps = [
            min(5, max(1, 3 + turn % 2 + OFFSETS[(place * 3 + n * 5) % len(OFFSETS)]))
            for n in range(3)
        ]
        yield Rating(
            measure=measure,
            person=people[(turn * 31 + place) % len(people)],
            effect=steps[0],
            feasibility=steps[1],
            urgency=steps[2],
        )


def copies(
    model: type[models.Model],
    pairs: Pairs,
    shift: timedelta,
    people: list[User],
    number: int,
) -> Iterator[Any]:
    """The rows of the originals for their copies, with other people, some days later."""
    by_number = {original.pk: copy for original, copy in pairs}
    rows = model._default_manager.filter(measure__in=by_number).order_by("pk")
    for place, row in enumerate(rows):
        person = people[(number * 13 + place) % len(people)]
        fields: dict[str, Any] = {}
        for field in model._meta.concrete_fields:
            value = getattr(row, field.attname)
            if field.name == "measure":
                value = by_number[value].pk
            elif field.primary_key or field.name in ("file", "extension"):
                continue
            elif field.related_model is User and value is not None:
                value = person.pk
            elif isinstance(value, date | datetime):
                value += shift
            fields[field.attname] = value
        yield model(**fields)


def load_indicators(pairs: Pairs, shift: timedelta, number: int) -> None:
    by_number = {original.pk: copy for original, copy in pairs}
    originals = list(
        Indicator.objects.filter(measure__in=by_number).prefetch_related("values")
    )
    made = Indicator.objects.bulk_create(
        Indicator(
            measure=by_number[each.measure_id],
            name=each.name,
            unit=each.unit,
            baseline=each.baseline,
            target=each.target + number % 5,
        )
        for each in originals
    )
    IndicatorValue.objects.bulk_create(
        IndicatorValue(indicator=copy, on=value.on + shift, value=value.value)
        for original, copy in zip(originals, made, strict=True)
        for value in original.values.all()
    )
