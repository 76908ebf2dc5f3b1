"""The catalogue: filters from the address, how many each leaves, and taking it along."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.postgres.search import SearchRank
from django.db.models import Count, F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.models import Measure
from measures.models.measure import MeasureQuerySet
from measures.robustness import robust
from measures.states import State
from network.models import StakeholderGroup
from network.models.organisations import search_query

LONGEST_SEARCH = 200
# Each filter of the address, with the column it looks at.
COLUMNS = {
    "handlungsfeld": "topic__slug",
    "status": "state",
    "horizont": "horizon",
    "akteursgruppe": "responsible__stakeholder_group",
    "arbeitsgruppe": "working_group__slug",
    "dringlich": "urgent",
}
FIXED = {
    "status": set(State.values),
    "horizont": set(Measure.Horizon.values),
    "akteursgruppe": set(StakeholderGroup.values),
    "dringlich": {"ja"},
    "robust": {"ja"},
}
SORTED_BY = {
    "neueste": gettext_lazy("neueste zuerst"),
    "nummer": gettext_lazy("nach Nummer"),
    "titel": gettext_lazy("nach Titel"),
}
USUAL_ORDER = "neueste"
ORDER = {
    "neueste": ("-number",),
    "nummer": ("number",),
    "titel": ("title", "number"),
}

Chosen = dict[str, str]


def chosen_filters(query: Mapping[str, str]) -> Chosen:
    """What an address filters by. Nonsense counts as no filter."""
    chosen = {}
    for name in ("q", "robust", *COLUMNS):
        value = query.get(name, "").strip()[:LONGEST_SEARCH]
        if value and value in FIXED.get(name, {value}):
            chosen[name] = value
    return chosen


def filtered(measures: MeasureQuerySet, chosen: Chosen) -> MeasureQuerySet:
    """Apply all filters."""
    for name, value in chosen.items():
        if name == "q":
            measures = measures.search(value)
        elif name == "robust":
            measures = robust(measures)
        elif name == "dringlich":
            measures = measures.filter(urgent=True)
        else:
            measures = measures.filter(**{COLUMNS[name]: value})
    return measures


def sorted_list(
    measures: MeasureQuerySet, *, order: str, words: str = ""
) -> MeasureQuerySet:
    """In the wanted order; what fits best first when somebody searches."""
    if order not in ORDER and words:
        rank = SearchRank(F("search_vector"), search_query(words))
        return measures.order_by(rank.desc(), "-number")
    return measures.order_by(*ORDER.get(order, ORDER[USUAL_ORDER]))


def counts(measures: MeasureQuerySet, chosen: Chosen) -> dict[str, dict[str, int]]:
    """For every filter: its values, and how many measures each would leave.

    The other filters stay in force, so no value on offer leads to an empty list. Two
    queries: PostgreSQL counts each combination of values once, which gives all filters.
    """
    everywhere = {name: chosen[name] for name in chosen if name not in COLUMNS}
    combinations = (
        filtered(measures, everywhere)
        .order_by()
        .values_list(*COLUMNS.values())
        .annotate(Count("pk"))
    )
    result: dict[str, dict[str, int]] = {name: Counter() for name in COLUMNS}
    for *values, number in combinations:
        found = dict(zip(COLUMNS, values, strict=True))
        found["dringlich"] = "ja" if found["dringlich"] else None
        missed = [
            name for name, value in found.items() if value != chosen.get(name, value)
        ]
        for name, value in found.items():
            if value and missed in ([], [name]):
                result[name][value] += number
    number = filtered(measures, {**chosen, "robust": "ja"}).count()
    result["robust"] = {"ja": number} if number else {}
    return result


# --- Taking it along ----------------------------------------------------------------------

HEADINGS = {
    "nummer": gettext_lazy("Nummer"),
    "titel": gettext_lazy("Titel"),
    "kurz": gettext_lazy("Kurz gesagt"),
    "handlungsfeld": gettext_lazy("Handlungsfeld"),
    "status": gettext_lazy("Stand"),
    "zeithorizont": gettext_lazy("Zeithorizont"),
    "dringlich": gettext_lazy("dringlich"),
    "kosten_von": gettext_lazy("Kosten von (Euro)"),
    "kosten_bis": gettext_lazy("Kosten bis (Euro)"),
    "finanzierung": gettext_lazy("Finanzierung"),
    "verantwortlich": gettext_lazy("Verantwortliche Organisation"),
    "akteursgruppe": gettext_lazy("Akteursgruppe"),
    "arbeitsgruppe": gettext_lazy("Arbeitsgruppe"),
    "adresse": gettext_lazy("Adresse"),
}


def rows(measures: MeasureQuerySet, *, base_url: str) -> Iterator[list[Any]]:
    """One row for each measure, in the order of HEADINGS."""
    for measure in measures.iterator(chunk_size=500):
        responsible = measure.responsible
        shown = responsible if responsible and responsible.is_published else None
        yield [
            measure.reference,
            measure.title,
            measure.summary,
            measure.topic.label,
            measure.get_state_display(),
            measure.get_horizon_display(),
            _("ja") if measure.urgent else _("nein"),
            measure.cost_from,
            measure.cost_to,
            measure.funding,
            shown.name if shown else "",
            shown.get_stakeholder_group_display() if shown else "",
            measure.working_group.name if measure.working_group else "",
            base_url + measure.get_absolute_url(),
        ]
