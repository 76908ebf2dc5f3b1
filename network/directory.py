"""The directory of organisations: filters from the address, and how many each leaves."""

from collections.abc import Mapping

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import Count, F
from django.db.models.functions import Left

from network.models import Organisation, StakeholderGroup
from network.models.organisations import OrganisationQuerySet, search_query
from network.models.sorting import german_sort_key

FILTERS = ("q", "akteursgruppe", "handlungsfeld", "ort", "buchstabe")
LETTERS = "0abcdefghijklmnopqrstuvwxyz"  # 0 stands for whatever is no letter
LONGEST_SEARCH = 200

Chosen = dict[str, str]


def chosen_filters(query: Mapping[str, str]) -> Chosen:
    """What an address filters by. Nonsense counts as no filter."""
    values = {name: query.get(name, "").strip()[:LONGEST_SEARCH] for name in FILTERS}
    if values["akteursgruppe"] not in StakeholderGroup.values:
        values["akteursgruppe"] = ""
    if len(values["buchstabe"]) != 1 or values["buchstabe"] not in LETTERS:
        values["buchstabe"] = ""
    return {name: value for name, value in values.items() if value}


def filtered(
    organisations: OrganisationQuerySet, chosen: Chosen, *, without: str = ""
) -> OrganisationQuerySet:
    """Apply the filters, all but one if that is named."""
    for name, value in chosen.items():
        if name == without:
            continue
        match name:
            case "q":
                organisations = organisations.search(value)
            case "akteursgruppe":
                organisations = organisations.filter(stakeholder_group=value)
            case "handlungsfeld":
                organisations = organisations.filter(topics__slug=value)
            case "ort":
                organisations = organisations.filter(municipality=value)
            case "buchstabe":
                organisations = organisations.with_initial(value)
    return organisations


def sorted_list(
    organisations: OrganisationQuerySet, words: str
) -> OrganisationQuerySet:
    """A to Z, or what fits best first when somebody searches."""
    if words:
        rank = SearchRank(F("search_vector"), search_query(words))
        organisations = organisations.order_by(rank.desc(), "sort_key", "pk")
    return organisations.defer("search_vector").prefetch_related("topics")


def counts(
    organisations: OrganisationQuerySet, chosen: Chosen
) -> dict[str, dict[str, int]]:
    """For every filter: its values, and how many organisations each would leave.

    The other filters stay in force, so no value on offer leads to an empty list.
    """
    columns: dict[str, F | Left] = {
        "akteursgruppe": F("stakeholder_group"),
        "handlungsfeld": F("topics__slug"),
        "ort": F("municipality"),
        "buchstabe": Left("sort_key", 1),
    }
    result = {}
    for name, column in columns.items():
        rows = (
            filtered(organisations, chosen, without=name)
            .order_by()
            .values_list(column)
            .annotate(Count("pk"))
        )
        result[name] = {value: number for value, number in rows if value}
    return result


def similar(organisation: Organisation) -> OrganisationQuerySet:
    """Published entries that share a word of the name, most alike first."""
    return like(organisation.name).exclude(pk=organisation.pk)


# Half of the directory shares them.
SAYS_LITTLE = {"gmbh", "mbh", "eg", "ev", "ag", "kg", "se", "co", "und", "der", "die"}


def like(name: str) -> OrganisationQuerySet:
    """Published entries that share a word with this name, most alike first."""
    words = german_sort_key(name).split()
    telling = [word for word in words if word not in SAYS_LITTLE and len(word) > 1]
    query = SearchQuery(
        " or ".join(telling or words), config="simple", search_type="websearch"
    )
    return (
        Organisation.objects.published()
        .annotate(key_vector=SearchVector("sort_key", config="simple"))
        .filter(key_vector=query)
        .order_by(SearchRank(F("key_vector"), query).desc(), "sort_key")
        .defer("search_vector")
    )
