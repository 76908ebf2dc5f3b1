"""Robust measures: right whichever of the published scenarios comes true ("no regret")."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from measures.drafting import locked
from measures.models import Measure, ScenarioEffect
from measures.models.measure import MeasureQuerySet
from network.models import User
from strategy.models import Scenario

Effect = ScenarioEffect.Effect


@transaction.atomic
def rate_effects(
    *, measure: Measure, effects: Mapping[Scenario, tuple[str, str]], by: User
) -> None:
    """Say for scenarios what the measure does there, and why; "" takes that back.

    Scenarios that are not named keep what was said before.
    """
    if not effects:
        return
    locked(measure)
    for scenario, (effect, reason) in effects.items():
        if not effect:
            measure.scenario_effects.filter(scenario=scenario).delete()
            continue
        measure.scenario_effects.update_or_create(
            scenario=scenario,
            defaults={
                "effect": effect,
                "reason": reason,
                "rated_by": by,
                "rated_at": timezone.now(),
            },
        )
    data = {"scenarios": sorted(scenario.pk for scenario in effects)}
    log(measure, "measure.robustness", user=by, data=data)


def robust(measures: MeasureQuerySet) -> MeasureQuerySet:
    """Those that help somewhere, and in every published scenario at least do no harm."""
    good = ScenarioEffect.objects.filter(
        measure=OuterRef(OuterRef("pk")),
        scenario=OuterRef("pk"),
        effect__in=[Effect.HELPS, Effect.NEUTRAL],
    )
    doubtful = Scenario.objects.live().filter(~Exists(good))
    helped = ScenarioEffect.objects.filter(
        measure=OuterRef("pk"), effect=Effect.HELPS, scenario__live=True
    )
    return measures.filter(Exists(helped), ~Exists(doubtful))


@dataclass(frozen=True)
class Robustness:
    """A measure in all published scenarios; None where nobody has judged yet."""

    rows: list[tuple[Scenario, ScenarioEffect | None]]

    @property
    def counts(self) -> Counter[str]:
        return Counter(effect.effect for _scenario, effect in self.rows if effect)

    @property
    def is_rated(self) -> bool:
        return bool(self.counts)

    @property
    def is_robust(self) -> bool:
        harmless = self.counts[Effect.HELPS] + self.counts[Effect.NEUTRAL]
        return bool(self.counts[Effect.HELPS]) and harmless == len(self.rows)

    @property
    def in_words(self) -> str:
        counts = self.counts
        words = {
            "helps": counts[Effect.HELPS],
            "neutral": counts[Effect.NEUTRAL],
            "hurts": counts[Effect.HURTS],
            "open": len(self.rows) - counts.total(),
            "all": len(self.rows),
        }
        return (
            _(
                "Von %(all)d veröffentlichten Szenarien: Sie hilft in %(helps)d, ändert "
                "wenig in %(neutral)d und schadet in %(hurts)d. Noch nicht eingeschätzt: "
                "%(open)d."
            )
            % words
        )


def robustness(measure: Measure) -> Robustness:
    """Two queries."""
    effects = {each.scenario_id: each for each in measure.scenario_effects.all()}
    scenarios = Scenario.objects.live().only("name", "slug")
    return Robustness([(each, effects.get(each.pk)) for each in scenarios])
