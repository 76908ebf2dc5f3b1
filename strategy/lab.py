"""What can be done with scenario fields, their factors and projections."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from network.models import User
from network.notifications import notify
from strategy.models import (
    DirectInfluence,
    Factor,
    FactorRating,
    Judgement,
    PairAnswer,
    Projection,
    Scenario,
    ScenarioField,
    Settlement,
    WarningSign,
)
from strategy.models.fields import (
    FEWEST_PROJECTIONS,
    MOST_FACTORS,
    MOST_PROJECTIONS,
)

State = ScenarioField.State
_AT_REST = gettext_lazy("Dieser Faktor ist inzwischen zusammengeführt.")


@dataclass(frozen=True)
class Wording:
    """A projection as somebody writes it; `pk` where it exists already."""

    name: str
    description: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class Losses:
    """What would be gone after a change, in numbers people understand."""

    judgements: int = 0
    people: int = 0
    settlements: int = 0
    ratings: int = 0
    signs: int = 0

    def __bool__(self) -> bool:
        return bool(self.judgements or self.settlements or self.ratings or self.signs)


# --- Fields -----------------------------------------------------------------------


@transaction.atomic
def open_field(*, field: ScenarioField, by: User) -> ScenarioField:
    """Start a field; one that builds on another takes that one's factors over."""
    field.save()
    log(field, "scenariofield.open", user=by)
    return field


@transaction.atomic
def take_over(*, field: ScenarioField, factors: Iterable[Factor], by: User) -> int:
    """Let factors of the field below act here as context; returns how many are new."""
    _locked(field)
    if field.builds_on_id is None:
        raise ValidationError(_("Dieses Feld baut auf keinem anderen auf."))
    known = set(field.factors.values_list("taken_from", flat=True))
    position, new = _next_position(field), 0
    for factor in factors:
        if factor.field_id != field.builds_on_id or factor.pk in known:
            continue
        _check_room(field)
        with _names_once():
            copy = _copied(factor, field, position, taken=True)
        position, new = position + 1, new + 1
        log(copy, "factor.take_over", user=by)
    return new


@transaction.atomic
def fix_context(*, field: ScenarioField, scenario: Scenario | None, by: User) -> None:
    """Decide the factors taken over as a technology scenario says, or open them."""
    if scenario is not None and scenario.field_id != field.builds_on_id:
        raise ValidationError(_("Dieses Szenario gehört zu einem anderen Feld."))
    field.context = scenario
    field.save(update_fields=["context"])
    log(field, "scenariofield.context", user=by, data={"scenario": str(scenario or "")})


@transaction.atomic
def copy_field(*, field: ScenarioField, name: str, by: User) -> ScenarioField:
    """The start of a new field: the same factors and projections, no judgement."""
    copy = ScenarioField(
        name=name,
        kind=field.kind,
        horizon=field.horizon,
        group=field.group,
        description=field.description,
        builds_on=field.builds_on,
    )
    with _names_once():
        copy.save()
    for factor in field.factors.accepted().prefetch_related("projections"):
        _copied(factor, copy, factor.position, taken=False)
    log(copy, "scenariofield.copy", user=by, data={"source": field.name})
    return copy


# What may follow; the way back is always open, since nothing is lost by it.
STEPS = [State.COLLECTING, State.JUDGING, State.SETTLING, State.ANALYSED]


@transaction.atomic
def change_state(*, field: ScenarioField, state: str, by: User) -> None:
    """Move a field on, or back. Raises ValidationError if something is missing."""
    field = _locked(field)
    if state != State.COLLECTING:
        problems = missing_for_judging(field)
        if problems:
            raise ValidationError(problems)
    if state == State.ANALYSED and not field.analyses.finished().exists():
        raise ValidationError(_("Es gibt noch keine fertige Auswertung."))
    if state == State.PUBLISHED and not field.scenarios.live().exists():
        raise ValidationError(_("Es ist noch kein Szenario veröffentlicht."))
    field.state = state
    field.save(update_fields=["state"])
    log(field, "scenariofield.state", user=by, data={"state": state})
    if state == State.JUDGING:
        notify(
            key=f"scenariofield:{field.pk}:judging:{timezone.localdate()}",
            kind="scenario",
            title=_("„%(name)s“: Ihre Einschätzung ist gefragt") % {"name": field.name},
            target=field,
            by=by,
            group=field.group,
            to_group=True,
            url=reverse("strategy:judge_list", args=[field.slug]),
        )


def missing_for_judging(field: ScenarioField) -> list[str]:
    """What a field still needs before people can judge it; nothing if it is ready."""
    factors = list(
        field.factors.accepted().annotate(number=models.Count("projections"))
    )
    problems = []
    if len(factors) < 2:
        problems.append(_("Das Feld braucht mindestens zwei aufgenommene Faktoren."))
    problems += [
        _("„%(name)s“ braucht %(fewest)d bis %(most)d Ausprägungen.")
        % {"name": each.name, "fewest": FEWEST_PROJECTIONS, "most": MOST_PROJECTIONS}
        for each in factors
        if not FEWEST_PROJECTIONS <= each.number <= MOST_PROJECTIONS
    ]
    return problems


# --- Factors ----------------------------------------------------------------------


@transaction.atomic
def propose_factor(
    *, factor: Factor, projections: Sequence[Wording], by: User
) -> Factor:
    """Write a factor down. What a speaker or manager proposes is accepted at once."""
    field = _locked(factor.field)
    _check_wordings(projections)
    _check_room(field)
    _check_name(factor)
    factor.proposed_by = by
    factor.position = _next_position(field)
    if field.is_run_by(by):
        factor.state = Factor.State.ACCEPTED
    with _names_once():
        factor.save()
        _write(factor, projections)
    log(factor, "factor.propose", user=by)
    return factor


@transaction.atomic
def edit_factor(*, factor: Factor, projections: Sequence[Wording], by: User) -> Factor:
    """Save a factor with its projections; those not named any more are deleted."""
    _current(factor)
    _check_wordings(projections)
    kept = {wording.pk for wording in projections if wording.pk}
    gone = factor.projections.exclude(pk__in=kept)
    check_unused(factor.field, gone)
    with _names_once():
        factor.save(update_fields=["name", "why", "today", "sources"])
        gone.delete()
        _write(factor, projections)
    log(factor, "factor.edit", user=by)
    return factor


@transaction.atomic
def accept_factor(*, factor: Factor, by: User) -> None:
    _current(factor)
    if factor.state == Factor.State.MERGED:
        raise ValidationError(_AT_REST)
    if factor.state == Factor.State.ACCEPTED:
        return
    factor.state = Factor.State.ACCEPTED
    factor.save(update_fields=["state"])
    log(factor, "factor.accept", user=by)


@transaction.atomic
def merge_factor(*, factor: Factor, into: Factor, by: User) -> None:
    """Let a factor rest below another. It keeps all it had, and can be taken out."""
    if factor.pk == into.pk or into.field_id != factor.field_id:
        raise ValidationError(_("Bitte wählen Sie einen anderen Faktor."))
    _current(factor, into)
    if Factor.State.MERGED in {factor.state, into.state}:
        raise ValidationError(_AT_REST)
    factor.merged.update(merged_into=into)
    factor.state, factor.merged_into = Factor.State.MERGED, into
    factor.save(update_fields=["state", "merged_into"])
    log(factor, "factor.merge", user=by, data={"into": into.name})


@transaction.atomic
def split_factor(*, factor: Factor, by: User) -> None:
    """Take a merged factor out again."""
    _current(factor)
    if factor.state != Factor.State.MERGED:
        return
    same = factor.field.factors.filter(name__iexact=factor.name)
    if same.exclude(state=Factor.State.MERGED).exists():
        raise ValidationError(_("Es gibt inzwischen einen Faktor mit diesem Namen."))
    _check_room(factor.field)
    factor.state, factor.merged_into = Factor.State.PROPOSED, None
    factor.save(update_fields=["state", "merged_into"])
    log(factor, "factor.split", user=by)


@transaction.atomic
def remove_factor(*, factor: Factor, by: User) -> None:
    """Delete a factor with everything people have said about it."""
    _current(factor)
    check_unused(factor.field, factor.projections.all())
    log(factor.field, "factor.remove", user=by, data={"name": factor.name})
    factor.delete()


@transaction.atomic
def move_factor(*, factor: Factor, up: bool) -> int:
    """Change places with the factor above or below; gives the new place, from 1."""
    _current(factor)
    if factor.state == Factor.State.MERGED:
        raise ValidationError(_AT_REST)
    order = list(factor.field.factors.exclude(state=Factor.State.MERGED))
    here = next(at for at, each in enumerate(order) if each.pk == factor.pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    for position, each in enumerate(order, start=1):
        each.position = position
    Factor.objects.bulk_update(order, ["position"])
    return order.index(factor) + 1


# --- What a change would cost -----------------------------------------------------


def losses_of_factor(factor: Factor) -> Losses:
    """What people have said about a factor and its projections."""
    about = Q(source__factor=factor) | Q(target__factor=factor)
    ratings = FactorRating.objects.filter(factor=factor).count()
    influences = DirectInfluence.objects.filter(Q(source=factor) | Q(target=factor))
    signs = WarningSign.objects.filter(projection__factor=factor).count()
    return _losses(about, ratings + influences.count(), signs)


def losses_of_projections(projections: Iterable[int]) -> Losses:
    """What people have said about some projections, by number."""
    numbers = list(projections)
    signs = WarningSign.objects.filter(projection__in=numbers).count()
    return _losses(Q(source__in=numbers) | Q(target__in=numbers), 0, signs)


def _losses(about: Q, ratings: int, signs: int) -> Losses:
    judgements = Judgement.objects.filter(about)
    people = judgements.aggregate(n=models.Count("participant", distinct=True))["n"]
    return Losses(
        judgements=judgements.count(),
        people=people,
        settlements=Settlement.objects.filter(about).count(),
        ratings=ratings,
        signs=signs,
    )


def check_unused(field: ScenarioField, projections: Iterable[Projection]) -> None:
    """What published or drafted scenarios and other fields stand on is not deleted."""
    numbers = {projection.pk for projection in projections}
    problems = [
        _("Das Szenario „%(name)s“ beruht darauf.") % {"name": scenario.name}
        for scenario in Scenario.objects.filter(field=field)
        if numbers & set(scenario.assignment)
    ]
    problems += [
        _("Das Feld „%(name)s“ hat davon etwas übernommen.") % {"name": name}
        for name in ScenarioField.objects.filter(
            factors__projections__taken_from__in=numbers
        )
        .distinct()
        .values_list("name", flat=True)
    ]
    if problems:
        raise ValidationError(
            [
                *problems,
                _(
                    "Deshalb lässt sich hier nichts löschen. Führen Sie den Faktor mit "
                    "einem anderen zusammen, oder beginnen Sie mit einer Kopie des Feldes."
                ),
            ]
        )


def has_judgements(field: ScenarioField) -> bool:
    return PairAnswer.objects.filter(participant__field=field).exists()


# --- Parts ------------------------------------------------------------------------


def _locked(field: ScenarioField) -> ScenarioField:
    """The field as it is now, with nobody else changing its factors meanwhile."""
    return ScenarioField.objects.select_for_update(no_key=True).get(pk=field.pk)


def _current(*factors: Factor) -> None:
    """Lock the field, then look again: somebody may have merged them meanwhile."""
    _locked(factors[0].field)
    for factor in factors:
        try:
            factor.refresh_from_db(fields=["state", "merged_into", "position"])
        except Factor.DoesNotExist:
            raise ValidationError(_("Diesen Faktor gibt es nicht mehr.")) from None


@contextmanager
def _names_once() -> Iterator[None]:
    """The database has the last word on what counts as the same name."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise ValidationError(
            _("Diesen Namen gibt es schon. Bitte wählen Sie einen anderen.")
        ) from None


def _next_position(field: ScenarioField) -> int:
    return (field.factors.aggregate(last=Max("position"))["last"] or 0) + 1


def _check_room(field: ScenarioField) -> None:
    if field.factors.exclude(state=Factor.State.MERGED).count() >= MOST_FACTORS:
        raise ValidationError(
            _("Ein Feld hat höchstens %(most)d Faktoren.") % {"most": MOST_FACTORS}
        )


def _check_name(factor: Factor) -> None:
    same = factor.field.factors.exclude(state=Factor.State.MERGED)
    if same.filter(name__iexact=factor.name).exists():
        raise ValidationError(
            {"name": _("Diesen Faktor gibt es in diesem Feld schon.")}
        )


def _check_wordings(projections: Sequence[Wording]) -> None:
    names = [wording.name.casefold() for wording in projections]
    if not FEWEST_PROJECTIONS <= len(names) <= MOST_PROJECTIONS:
        raise ValidationError(
            _("Bitte nennen Sie %(fewest)d bis %(most)d Ausprägungen.")
            % {"fewest": FEWEST_PROJECTIONS, "most": MOST_PROJECTIONS}
        )
    if len(set(names)) < len(names):
        raise ValidationError(_("Zwei Ausprägungen heißen gleich."))


def _write(factor: Factor, projections: Sequence[Wording]) -> None:
    known = {projection.pk: projection for projection in factor.projections.all()}
    # Two that swap names must not meet halfway.
    for pk in known:
        Projection.objects.filter(pk=pk).update(name=f"{pk}:")
    for position, wording in enumerate(projections, start=1):
        projection = known.get(wording.pk or 0) or Projection(factor=factor)
        projection.name = wording.name
        projection.description = wording.description
        projection.position = position
        projection.save()


def _copied(
    factor: Factor, field: ScenarioField, position: int, *, taken: bool
) -> Factor:
    copy = Factor.objects.create(
        field=field,
        name=factor.name,
        why=factor.why,
        today=factor.today,
        sources=factor.sources,
        position=position,
        state=Factor.State.ACCEPTED,
        proposed_by=factor.proposed_by,
        taken_from=factor if taken else factor.taken_from,
    )
    Projection.objects.bulk_create(
        Projection(
            factor=copy,
            name=each.name,
            description=each.description,
            position=each.position,
            taken_from=each if taken else each.taken_from,
        )
        for each in factor.projections.all()
    )
    return copy
