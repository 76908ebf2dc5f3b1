"""What measures lack: orphans without a vision, and gaps in what should be said."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from measures.models import Measure
from measures.models.measure import MeasureQuerySet
from measures.states import State
from strategy.models import ChainLink

# Ideas and what was rejected need not be complete.
WATCHED = [
    state for state in State if state not in {State.IDEA, State.REJECTED, State.PAUSED}
]


def incomplete() -> MeasureQuerySet:
    """Measures on their way that lack something."""
    kind = ContentType.objects.get_for_model(Measure)
    origins = ChainLink.objects.filter(
        target_type=kind,
        target_id=OuterRef("pk"),
        source_type__app_label="strategy",
        source_type__model="vision",
    )
    return (
        Measure.objects.filter(state__in=WATCHED)
        .annotate(has_vision=Exists(origins))
        .filter(
            Q(has_vision=False)
            | Q(responsible=None)
            | Q(plain_language="")
            | Q(cost_to=None)
            | Q(words="")
        )
        .select_related("topic", "responsible")
        .defer("search_vector", "body")
    )


def missing(measure: Measure) -> str:
    """In words, for the list."""
    lacks = {
        _("Zukunftsbild"): not getattr(measure, "has_vision", True),
        _("verantwortliche Organisation"): measure.responsible is None,
        _("einfache Sprache"): not measure.plain_language,
        _("Kosten"): measure.cost_to is None,
        _("Text"): not measure.words,
    }
    return ", ".join(word for word, is_missing in lacks.items() if is_missing)
