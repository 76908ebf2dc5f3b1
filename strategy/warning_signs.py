"""Early warning: when a threshold is reached, the scenarios are reviewed, once."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from network.models import User, WorkingGroup
from network.notifications import notify
from strategy.feedback import give_feedback
from strategy.models import Factor, FeedbackEntry, WarningSign, WarningValue
from strategy.models.warning_signs import WarningSignQuerySet

TIME_FOR_REVIEW = timedelta(days=30)


@transaction.atomic
def check_sign(*, sign: WarningSign, by: User | None) -> None:
    """See whether any value has reached the threshold; if so, ask for the review once.

    A speaker of the group is asked, and the whole group hears of it.
    """
    current = WarningSign.objects.select_for_update(of=("self",)).get(pk=sign.pk)
    if current.has_crossed:
        return
    reached = [each for each in current.values.all() if current.warns_at(each.value)]
    if not reached:
        return
    current.crossed_on = reached[0].on
    current.save(update_fields=["crossed_on"])
    log(current, "warning.crossed", user=by, data={"value": str(reached[0])})
    group = current.working_group
    entry = give_feedback(
        source=current,
        concerns=current.projection.factor,
        entry=finding_of(current, reached[0], speaker_of(group)),
        by=None,  # no person says it
    )
    notify(
        key=f"warning:{current.pk}",
        kind="scenario",
        title=_("Frühwarnzeichen: „%(sign)s“ hat die Schwelle erreicht")
        % {"sign": current.name},
        text=entry.finding,
        target=entry,
        by=None,  # whoever typed the value belongs to the group, too
        group=group,
        to_group=True,
    )


def finding_of(
    sign: WarningSign, value: WarningValue, reviewer: User | None
) -> FeedbackEntry:
    """What is to be reviewed, in the language of the portal's content."""
    with translation.override(settings.LANGUAGE_CODE):
        words = {
            "sign": sign.name,
            "threshold": sign.threshold_words,
            "projection": sign.projection.name,
            "value": value.in_words,
            "unit": sign.unit,
            "day": f"{value.on:%d.%m.%Y}",
            "source": sign.source or "–",
        }
        return FeedbackEntry(
            effect=FeedbackEntry.Effect.ADDS,
            finding=_(
                "„%(sign)s“ hat die Schwelle erreicht (%(threshold)s). Das deutet auf "
                "„%(projection)s“. Bitte prüfen Sie, ob die Szenarien noch stimmen."
            )
            % words,
            evidence=_("Am %(day)s: %(value)s %(unit)s. Quelle: %(source)s") % words,
            reviewer=reviewer,
            review_by=timezone.localdate() + TIME_FOR_REVIEW,
        )


def speaker_of(group: WorkingGroup) -> User | None:
    speakers = group.memberships.speakers()
    first = speakers.select_related("person").order_by("pk").first()
    return first.person if first else None


def signs_of(
    factors: Sequence[Factor], user: User | AnonymousUser
) -> WarningSignQuerySet:
    """Of factors and of those they were taken from, whichever way they point.

    What another field says of them only to who may read it. Three queries.
    """
    numbers = {factor.pk for factor in factors}
    sources = {each.taken_from_id for each in factors if each.taken_from_id}
    above = Factor.objects.visible_to(user).filter(pk__in=sources).order_by()
    return WarningSign.objects.filter(
        Q(projection__factor__in=numbers) | Q(projection__factor__in=above)
    ).with_state()
