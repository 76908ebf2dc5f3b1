"""Early warning: when a threshold is reached, the group of the field hears of it, once."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from network.models import User
from network.notifications import notify
from strategy.models import Projection, Scenario, WarningSign


@transaction.atomic
def check_sign(*, sign: WarningSign, by: User | None) -> None:
    """See whether any value has reached the threshold; if so, open the review once."""
    current = WarningSign.objects.select_for_update(of=("self",)).get(pk=sign.pk)
    if current.has_crossed:
        return
    reached = [each for each in current.values.all() if current.warns_at(each.value)]
    if not reached:
        return
    current.crossed_on = reached[0].on
    current.save(update_fields=["crossed_on"])
    field = current.projection.factor.field
    scenario = Scenario.objects.live().filter(field=field).first()
    log(current, "warning.crossed", user=by, data={"value": str(reached[0])})
    notify(
        key=f"warning:{current.pk}",
        kind="scenario",
        title=_("Frühwarnzeichen: „%(sign)s“ hat die Schwelle erreicht")
        % {"sign": current.name},
        text=_("Das deutet auf „%(projection)s“. Bitte prüfen Sie die Szenarien.")
        % {"projection": current.projection.name},
        target=field,
        url=f"{scenario.get_absolute_url()}#fruehwarnzeichen" if scenario else "",
        by=None,  # whoever typed the value belongs to the group, too
        group=field.group,
        to_group=True,
    )


def signs_for(scenario: Scenario) -> QuerySet[WarningSign]:
    """Of all factors of a scenario, whichever way they point: two queries."""
    factors = Projection.objects.filter(pk__in=scenario.assignment).values("factor")
    signs = WarningSign.objects.filter(projection__factor__in=factors)
    return signs.select_related("projection__factor").prefetch_related("values")
