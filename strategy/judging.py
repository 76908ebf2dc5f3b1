"""What participants say about factors and pairs of them, and what the group settles."""

from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from network.models import Affiliation, Profile, User
from strategy.analysis.matrix import Layout
from strategy.models import (
    DirectInfluence,
    Factor,
    FactorRating,
    Judgement,
    PairAnswer,
    Participant,
    Projection,
    ScenarioField,
    Settlement,
)

Cells = Mapping[tuple[int, int], int]  # numbers of source and target projection: value


def part_of(field: ScenarioField, person: User) -> Participant | None:
    """Somebody's part in a field, if they have said anything yet."""
    return field.participants.filter(person=person).first()


def join(*, field: ScenarioField, person: User) -> Participant:
    """Somebody's part in a field, made when they first say something."""
    part = part_of(field, person)
    if part is None:
        part, _is_new = Participant.objects.get_or_create(
            field=field,
            person=person,
            defaults={"stakeholder_group": stakeholder_group_of(person)},
        )
    return part


def stakeholder_group_of(person: User) -> str:
    """As the profile says, else as the organisation somebody belongs to."""
    profile = Profile.objects.filter(user=person).first()
    if profile and profile.stakeholder_group:
        return profile.stakeholder_group
    belongs = Affiliation.objects.filter(person=person).select_related("organisation")
    first = belongs.first()
    return first.organisation.stakeholder_group if first else ""


@transaction.atomic
def join_on_paper(
    *, field: ScenarioField, name: str, stakeholder_group: str
) -> Participant:
    """The part of somebody who has no account; one sheet, however often it is begun."""
    ScenarioField.objects.select_for_update(no_key=True).get(pk=field.pk)
    begun = field.participants.filter(
        person=None,
        label=name.strip(),
        stakeholder_group=stakeholder_group,
        answers=None,
    ).first()
    return begun or Participant.objects.create(
        field=field, label=name.strip(), stakeholder_group=stakeholder_group
    )


# --- Alone first ------------------------------------------------------------------


def answered(part_id: int | None) -> set[tuple[int, int]]:
    """The pairs of factors that a participant has judged, by number: one query."""
    if not part_id:
        return set()
    answers = PairAnswer.objects.filter(participant=part_id)
    return set(answers.values_list("source_id", "target_id"))


def completed(layout: Layout, part_id: int | None) -> set[tuple[int, int]]:
    """Those that have an answer in every cell: new projections open a pair again."""
    if not part_id:
        return set()
    given = (
        Judgement.objects.filter(participant=part_id)
        .order_by()
        .values_list("source__factor", "target__factor")
        .annotate(number=Count("pk"))
    )
    return {
        (a, b)
        for a, b, number in given
        if a in layout.part and b in layout.part and number >= len(layout.cells(a, b))
    }


def open_pairs(field: ScenarioField) -> set[tuple[int, int]] | None:
    """The pairs whose values somebody may see; None where they may see all.

    While a field is judged, that is what they have judged themselves, also for those
    who run it. Only a manager from outside, who has said nothing and belongs to no
    side, sees all. From settling on everything is open to the group. `field` comes
    from `with_part_of`.
    """
    if not field.judges_alone or not (field.is_member or field.part_id):
        return None
    return answered(field.part_id)


def has_open(field: ScenarioField, pairs: Iterable[tuple[int, int]]) -> bool:
    """Whether somebody may see the values of all these pairs."""
    seen = open_pairs(field)
    return seen is None or seen.issuperset(pairs)


# --- Judging ----------------------------------------------------------------------


def check_open(field: ScenarioField) -> None:
    if not field.takes_judgements:
        raise ValidationError(_("Dieses Feld nimmt gerade keine Einschätzungen an."))


@transaction.atomic
def save_answer(
    *,
    participant: Participant,
    source: Factor,
    target: Factor,
    cells: Cells,
    no_influence: bool = False,
    reason: str = "",
    confidence: int | None = None,
    by: User,
) -> None:
    """Keep one participant's answer about one pair; two statements, whatever its size.

    Each participant has rows of their own, so nobody overwrites another.
    """
    PairAnswer.objects.bulk_create(
        [
            PairAnswer(
                participant=participant,
                source=source,
                target=target,
                no_influence=no_influence,
                reason=reason,
                confidence=confidence,
                entered_by=None if participant.person_id == by.pk else by,
                saved_at=timezone.now(),
            )
        ],
        update_conflicts=True,
        unique_fields=["participant", "source", "target"],
        update_fields=[
            *("no_influence", "reason", "confidence", "entered_by", "saved_at"),
        ],
    )
    Judgement.objects.bulk_create(
        [
            Judgement(
                participant=participant,
                source_id=a,
                target_id=b,
                value=0 if no_influence else value,
            )
            for (a, b), value in cells.items()
        ],
        update_conflicts=True,
        unique_fields=["participant", "source", "target"],
        update_fields=["value"],
    )


def no_influence(source: Factor, target: Factor) -> dict[tuple[int, int], int]:
    """Zeros for every cell of a pair."""
    return {
        (a.pk, b.pk): 0
        for a in source.projections.all()
        for b in target.projections.all()
    }


@transaction.atomic
def rate_factors(
    *, participant: Participant, ratings: Mapping[int, tuple[int, int]]
) -> None:
    """Keep how much factors matter and how open they are, by number of the factor."""
    FactorRating.objects.bulk_create(
        [
            FactorRating(
                participant=participant,
                factor_id=factor,
                impact=impact,
                uncertainty=uncertainty,
            )
            for factor, (impact, uncertainty) in ratings.items()
        ],
        update_conflicts=True,
        unique_fields=["participant", "factor"],
        update_fields=["impact", "uncertainty"],
    )


@transaction.atomic
def note_influences(*, participant: Participant, source: Factor, cells: Cells) -> None:
    """Keep how strongly a factor acts on others; by numbers of factors."""
    DirectInfluence.objects.bulk_create(
        [
            DirectInfluence(
                participant=participant, source_id=a, target_id=b, value=value
            )
            for (a, b), value in cells.items()
        ],
        update_conflicts=True,
        unique_fields=["participant", "source", "target"],
        update_fields=["value"],
    )


# --- Settling ---------------------------------------------------------------------


@transaction.atomic
def settle(
    *,
    source: Projection,
    target: Projection,
    value: int | None,
    note: str,
    by: User,
) -> None:
    """Note what the group agreed on for one cell; None lets the joint value stand."""
    if value is None:
        Settlement.objects.filter(source=source, target=target).delete()
        return
    if not note.strip():
        raise ValidationError(
            _("Bitte schreiben Sie, warum die Gruppe so entscheidet.")
        )
    Settlement.objects.update_or_create(
        source=source,
        target=target,
        defaults={
            "value": value,
            "note": note.strip(),
            "settled_by": by,
            "settled_at": timezone.now(),
        },
    )


def check_settling(field: ScenarioField) -> None:
    if not field.is_settled_now:
        raise ValidationError(
            _("Abstimmen kann die Gruppe erst, wenn das Einschätzen beendet ist.")
            if field.judges_alone
            else _(
                "Das Feld ist veröffentlicht. Setzen Sie zuerst seinen Stand zurück."
            )
        )


@transaction.atomic
def settle_pair(
    *, values: Mapping[tuple[int, int], int | None], note: str, by: User
) -> None:
    """Several cells of a pair at once, with one note."""
    wanted: Sequence[int] = [number for pair in values for number in pair]
    projections = Projection.objects.in_bulk(wanted)
    if len(projections) < len(set(wanted)):
        raise ValidationError(_("Dieses Paar hat sich inzwischen geändert."))
    known = {
        (each.source_id, each.target_id): each.value
        for each in Settlement.objects.filter(
            source__in=wanted, target__in=wanted
        ).select_for_update()
    }
    for (a, b), value in values.items():
        if known.get((a, b)) != value:
            settle(
                source=projections[a],
                target=projections[b],
                value=value,
                note=note,
                by=by,
            )
