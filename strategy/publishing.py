"""From a consistent combination to a scenario the network publishes."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from network.models import User
from strategy.analysis.results import Found
from strategy.chain import connect
from strategy.models import Analysis, Projection, Scenario, ScenarioField


@dataclass(frozen=True)
class Wanted:
    """A scenario somebody has picked, and what it shall be called."""

    scenario: Found
    name: str
    lead: str


@transaction.atomic
def draft_scenarios(
    *, analysis: Analysis, wanted: Sequence[Wanted], by: User
) -> list[Scenario]:
    """Write drafts; stories, pictures and release follow in the admin.

    Raises ValidationError for a scenario that is there already, and when the field
    has lost what the analysis knew.
    """
    # Who sends the form twice gets each scenario once.
    ScenarioField.objects.select_for_update(no_key=True).get(pk=analysis.field_id)
    _check(analysis, wanted)
    drafts = []
    for each in wanted:
        found = each.scenario
        scenario = Scenario(
            field=analysis.field,
            analysis=analysis,
            name=each.name,
            lead=each.lead,
            assignment=found.assignment,
            margin=None if found.margin is None else Decimal(str(found.margin)),
            weight=found.weight,
            live=False,
        )
        scenario.save()
        scenario.save_revision(user=by)
        if analysis.options.get("context") == str(analysis.field.context or ""):
            _link_to_context(scenario, by)
        log(scenario, "scenario.draft", user=by, data={"analysis": str(analysis)})
        drafts.append(scenario)
    return drafts


def _check(analysis: Analysis, wanted: Sequence[Wanted]) -> None:
    known = {
        frozenset(scenario.assignment): scenario.name
        for scenario in Scenario.objects.filter(analysis=analysis)
    }
    numbers = {number for each in wanted for number in each.scenario.assignment}
    if Projection.objects.filter(pk__in=numbers).count() < len(numbers):
        raise ValidationError(
            _(
                "Das Feld hat seit dieser Auswertung Ausprägungen verloren. Bitte "
                "werten Sie es neu aus."
            )
        )
    again = [
        _("Szenario %(number)d gibt es schon: „%(name)s“.")
        % {"number": each.scenario.number, "name": known[key]}
        for each in wanted
        if (key := frozenset(each.scenario.assignment)) in known
    ]
    if again:
        raise ValidationError(again)


def _link_to_context(scenario: Scenario, by: User) -> None:
    """Remember from which technology scenario a regional one came."""
    if context := scenario.field.context:
        reason = _("Der Rahmen aus „%(name)s“ liegt ihm zugrunde.")
        connect(
            source=context,
            target=scenario,
            reason=reason % {"name": context.name},
            by=by,
        )
