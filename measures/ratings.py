"""What people and organisations think of a measure, and what many ratings say together.

A group of fewer than FEWEST people is never shown on its own. Such groups are counted
together; where even together they are too few, the smallest of the others joins them,
so that nobody can subtract what is shown from the whole and learn what one person said.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.drafting import locked
from measures.models import Measure, Position, Rating
from measures.models.ratings import OPEN_FOR_OPINIONS
from network.models import Organisation, StakeholderGroup, User
from network.notifications import notify

FEWEST = 3
STEPS = range(1, 6)
# What is rated, and what 1 and 5 mean.
QUESTIONS: dict[str, tuple[str | Promise, str | Promise, str | Promise]] = {
    "effect": (gettext_lazy("Wirkung"), gettext_lazy("gering"), gettext_lazy("groß")),
    "feasibility": (
        gettext_lazy("Machbarkeit"),
        gettext_lazy("schwer"),
        gettext_lazy("leicht"),
    ),
    "urgency": (
        gettext_lazy("Dringlichkeit"),
        gettext_lazy("hat Zeit"),
        gettext_lazy("eilt"),
    ),
}


@transaction.atomic
def rate(*, measure: Measure, by: User, **steps: int) -> None:
    """Rate a measure, or change what one has said."""
    _check_open(measure)
    Rating.objects.update_or_create(
        measure=measure, person=by, defaults=steps | {"changed_at": timezone.now()}
    )


@transaction.atomic
def withdraw_rating(*, measure: Measure, by: User) -> None:
    measure.ratings.filter(person=by).delete()


@transaction.atomic
def take_position(
    *, measure: Measure, organisation: Organisation, stance: str, reason: str, by: User
) -> Position:
    """Say what an organisation thinks, on behalf of it. Ends what it said before."""
    _check_open(measure)
    if not by.affiliations.speakers().filter(organisation=organisation).exists():
        raise PermissionDenied
    current = measure.positions.current().filter(organisation=organisation).first()
    if current and (current.stance, current.reason) == (stance, reason):
        return current
    now = timezone.now()
    measure.positions.current().filter(organisation=organisation).update(ended_at=now)
    position = measure.positions.create(
        organisation=organisation,
        stance=stance,
        reason=reason,
        taken_by=by,
        taken_at=now,
    )
    if measure.working_group:
        notify(
            key=f"position:{position.pk}",
            kind="measure",
            title=_("%(organisation)s %(stance)s: %(measure)s")
            % {
                "organisation": organisation,
                "stance": position.get_stance_display(),
                "measure": measure,
            },
            text=reason,
            target=position,
            by=by,
            group=measure.working_group,
            to_group=True,
        )
    return position


def _check_open(measure: Measure) -> None:
    """The row is locked, so that two who speak for one organisation take turns."""
    if locked(measure).state not in OPEN_FOR_OPINIONS:
        raise ValidationError(
            _("In diesem Stand lässt sich die Maßnahme nicht bewerten.")
        )


# --- What many say together ---------------------------------------------------------------


@dataclass(frozen=True)
class Spread:
    """The answers of some people to one question."""

    counts: Counter[int]

    @property
    def number(self) -> int:
        return self.counts.total()

    @cached_property
    def quartiles(self) -> tuple[float, float, float]:
        low, middle, high = quantiles(self.counts.elements(), n=4, method="inclusive")
        return low, middle, high

    @property
    def median(self) -> float:
        return self.quartiles[1]

    @property
    def distribution(self) -> list[int]:
        return [self.counts[step] for step in STEPS]


@dataclass
class Crowd:
    """People who are counted together: all, one group, or several small ones."""

    label: str | Promise
    number: int
    spreads: dict[str, Spread]


@dataclass
class Results:
    """All ratings of a measure, as far as they may be shown."""

    number: int
    crowds: list[Crowd] = field(default_factory=list)
    silent: list[str | Promise] = field(default_factory=list)

    @property
    def is_shown(self) -> bool:
        return bool(self.crowds)


def together(numbers: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """Which groups are shown on their own, and which are counted together."""
    order = [*StakeholderGroup.values, ""]
    groups = [group for group in order if numbers.get(group)]
    alone = [group for group in groups if numbers[group] >= FEWEST]
    rest = [group for group in groups if numbers[group] < FEWEST]
    while rest and alone and sum(numbers[group] for group in rest) < FEWEST:
        smallest = min(alone, key=lambda group: numbers[group])
        alone.remove(smallest)
        rest.append(smallest)
    return alone, rest


def results(measure: Measure) -> Results:
    """Two queries, however many have rated."""
    rows = (
        measure.ratings.order_by()
        .values_list("person__profile__stakeholder_group", *QUESTIONS)
        .annotate(Count("pk"))
    )
    numbers: Counter[str] = Counter()
    answers: dict[str, dict[str, Counter[int]]] = defaultdict(
        lambda: {question: Counter() for question in QUESTIONS}
    )
    for group, *steps, number in rows:
        numbers[group or ""] += number
        for question, step in zip(QUESTIONS, steps, strict=True):
            answers[group or ""][question][step] += number
    found = Results(number=numbers.total(), silent=_silent(measure, numbers))
    if found.number < FEWEST:
        return found

    def crowd(label: str | Promise, groups: list[str]) -> Crowd:
        spreads = {
            question: Spread(sum((answers[g][question] for g in groups), Counter()))
            for question in QUESTIONS
        }
        return Crowd(label, spreads["effect"].number, spreads)

    alone, rest = together(numbers)
    found.crowds = [crowd(_("Alle"), list(numbers))]
    found.crowds += [crowd(label_of(group), [group]) for group in alone]
    if rest and alone:
        names = ", ".join(str(label_of(group)) for group in rest)
        label = _("Zusammengezählt: %(groups)s") % {"groups": names}
        found.crowds.append(crowd(label, rest))
    return found


def label_of(group: str) -> str | Promise:
    return StakeholderGroup(group).label if group else _("ohne Akteursgruppe")


def _silent(measure: Measure, numbers: Mapping[str, int]) -> list[str | Promise]:
    """Groups that have neither rated nor taken a position."""
    positions = measure.positions.current().shown().order_by()
    spoken = set(positions.values_list("organisation__stakeholder_group", flat=True))
    return [
        group.label
        for group in StakeholderGroup
        if not numbers.get(group.value) and group.value not in spoken
    ]


def finding(question: str, found: Results) -> str:
    """What a chart says, in one sentence."""
    spread = found.crowds[0].spreads[question]
    low, middle, high = spread.quartiles
    values: dict[str, Any] = {
        "name": QUESTIONS[question][0],
        "median": in_words(middle),
        "low": in_words(low),
        "high": in_words(high),
    }
    if high - low >= 2:
        text = _(
            "%(name)s: Die Meinungen gehen auseinander. Die mittlere Antwort ist "
            "%(median)s, die mittlere Hälfte liegt zwischen %(low)s und %(high)s."
        )
    elif low == high:
        text = _("%(name)s: Die meisten sagen %(median)s von 5.")
    else:
        text = _(
            "%(name)s: Die mittlere Antwort ist %(median)s von 5, die mittlere Hälfte "
            "liegt zwischen %(low)s und %(high)s."
        )
    return text % values


def in_words(value: float) -> str:
    """3 or 3,5 - quartiles of whole numbers also fall on quarters."""
    return number_format(int(value) if value.is_integer() else value)
