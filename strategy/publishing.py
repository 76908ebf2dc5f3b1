"""From a consistent combination to a scenario the network publishes."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from network.models import User
from strategy.analysis.results import Found
from strategy.chain import connect
from strategy.models import Analysis, Scenario


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
    """Write drafts; stories, pictures and release follow in the admin."""
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
