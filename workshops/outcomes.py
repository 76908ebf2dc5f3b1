"""What a workshop leads to: a factor, an idea or a decision, written where it belongs.

Each keeps the way back to the workshop. The same sent twice is made once: the lock on
the workshop lets the second see what the first has made.
"""

from collections.abc import Sequence
from typing import TypeVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from measures import drafting
from measures.models import Measure
from network import group_tasks
from network.models import Decision, GroupMembership, Topic, User
from strategy import lab
from strategy.chain import Linked, connect
from strategy.models import ChainLink, Factor, ScenarioField
from strategy.models.fields import ScenarioFieldQuerySet
from workshops.actions import add_result
from workshops.models import Workshop, WorkshopResult
from workshops.registration import locked

Kind = WorkshopResult.Kind
Thing = TypeVar("Thing", bound=models.Model)


# --- Who may ------------------------------------------------------------------------------


def fields_for(user: User) -> ScenarioFieldQuerySet:
    """Fields that collect factors and for which this person decides."""
    fields = ScenarioField.objects.visible_to(user).filter(
        state=ScenarioField.State.COLLECTING
    )
    if user.has_perm("strategy.change_scenariofield"):
        return fields
    speaks = GroupMembership.objects.speakers().filter(person=user)
    return fields.filter(group__in=speaks.values("group"))


def may_decide(workshop: Workshop, user: User) -> bool:
    """Whether this person writes down decisions of the workshop's group."""
    group = workshop.group
    return group is not None and group.is_active and group.is_run_by(user)


# --- What they make -----------------------------------------------------------------------


@transaction.atomic
def add_factor(
    *,
    workshop: Workshop,
    factor: Factor,
    projections: Sequence[lab.Wording],
    by: User,
    result: WorkshopResult | None = None,
) -> Factor:
    """Propose a factor to a field. Raises ValidationError as `lab.propose_factor`."""
    workshop, _clock = locked(workshop)
    alike = factor.field.factors.filter(name__iexact=factor.name, why=factor.why)
    known = _made(workshop, alike)
    names = [wording.name for wording in projections]
    if known and [each.name for each in known.projections.all()] == names:
        return known
    lab.propose_factor(factor=factor, projections=projections, by=by)
    _keep(workshop, Kind.FACTOR, factor, factor.name, by=by, result=result)
    return factor


@transaction.atomic
def add_idea(
    *,
    workshop: Workshop,
    title: str,
    summary: str,
    topic: Topic,
    by: User,
    result: WorkshopResult | None = None,
) -> Measure:
    """Hand in an idea; the groups of its topic answer it as any other."""
    workshop, _clock = locked(workshop)
    alike = Measure.objects.filter(title=title, summary=summary, topic=topic)
    known = _made(workshop, alike)
    if known:
        return known
    measure = drafting.submit_idea(title=title, summary=summary, topic=topic, by=by)
    _keep(workshop, Kind.IDEA, measure, title, by=by, result=result)
    return measure


@transaction.atomic
def add_decision(
    *,
    workshop: Workshop,
    decision: Decision,
    by: User,
    result: WorkshopResult | None = None,
) -> Decision:
    """Write down what the workshop's group has decided there.

    A group knows no chain, so the way back stands in the text.
    """
    workshop, _clock = locked(workshop)
    if workshop.group is None:
        raise ValidationError(_("Dieser Workshop gehört zu keiner Arbeitsgruppe."))
    address = settings.BASE_URL + workshop.get_absolute_url()
    decision.text = f"{decision.text.strip()}\n\n{_reason(workshop)}: {address}"
    longest = Decision._meta.get_field("text").max_length or 0
    if len(decision.text) > longest:
        raise ValidationError(
            {
                "text": _("Bitte kürzen Sie den Text um %(number)d Zeichen.")
                % {"number": len(decision.text) - longest}
            }
        )
    alike = Decision.objects.filter(
        group=workshop.group,
        title=decision.title,
        text=decision.text,
        decided_on=decision.decided_on,
    )
    known = _made(workshop, alike)
    if known:
        return known
    group_tasks.record_decision(decision=decision, group=workshop.group, by=by)
    _keep(workshop, Kind.DECISION, decision, decision.title, by=by, result=result)
    return decision


def titles_of(linked: list[Linked]) -> set[str]:
    """What things are called, without the numbers that some carry."""
    return {getattr(each.thing, "title", "") or str(each.thing) for each in linked}


# --- Parts --------------------------------------------------------------------------------


def _reason(workshop: Workshop) -> str:
    return f"Entstanden im Workshop „{workshop.title}“"  # content, as German as titles


def _made(workshop: Workshop, alike: models.QuerySet[Thing]) -> Thing | None:
    """What came out of this workshop already and is just like this."""
    links = ChainLink.objects.filter(
        source_type=ContentType.objects.get_for_model(Workshop),
        source_id=workshop.pk,
        target_type=ContentType.objects.get_for_model(alike.model),
    )
    return alike.filter(pk__in=links.values("target_id")).first()


def _keep(
    workshop: Workshop,
    kind: str,
    thing: models.Model,
    title: str,
    *,
    by: User,
    result: WorkshopResult | None,
) -> None:
    """Link it, and hold it as a result of the workshop, unless it grew from one."""
    connect(source=workshop, target=thing, reason=_reason(workshop), by=by)
    if result is None:
        add_result(workshop=workshop, kind=kind, title=title, text="", by=by)
