"""What an analysis found: read from where it is kept, and said in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from strategy.analysis.runs import stored_matrix
from strategy.cib import Number, explain
from strategy.models import Analysis, PairAnswer


def decimal(value: str | Number | None) -> float | None:
    """A kept number as people read it."""
    return None if value is None else round(float(Fraction(value)), 2)


@dataclass(frozen=True)
class Choice:
    """One factor as a scenario has it."""

    factor: dict[str, Any]
    projection: dict[str, Any]


@dataclass(frozen=True)
class Found:
    """A consistent scenario of an analysis. `number` is its place in the list."""

    number: int
    choices: list[Choice]
    margin: float | None
    total: float | None
    weight: float | None
    safe: float | None
    cluster: int | None
    people: int
    groups: list[str]
    variants: float | None

    @property
    def code(self) -> str:
        return " ".join(choice.projection["code"] for choice in self.choices)

    @property
    def assignment(self) -> list[int]:
        return [choice.projection["id"] for choice in self.choices]

    @property
    def holds_by_tie(self) -> bool:
        return self.margin == 0


class Result:
    """Reads what an analysis has kept. Nothing here asks the engine but `why`."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.kept: dict[str, Any] = analysis.results or {}
        self.factors: list[dict[str, Any]] = analysis.input.get("factors", [])

    @property
    def complete(self) -> bool:
        return bool(self.kept.get("complete"))

    @property
    def tolerance(self) -> float | None:
        return decimal(self.analysis.options.get("tolerance", "0"))

    @cached_property
    def scenarios(self) -> list[Found]:
        clusters = {
            member: number
            for number, each in enumerate(self.kept.get("clusters", []), start=1)
            for member in each["members"]
        }
        robust = self.kept.get("robustness") or {}
        people = [set(each["agrees"]) for each in robust.get("people", [])]
        groups = [
            (each["name"], set(each["agrees"])) for each in robust.get("groups", [])
        ]
        variants = robust.get("variants", [])
        return [
            Found(
                number=at + 1,
                choices=self._choices(each["z"]),
                margin=decimal(each["margin"]),
                total=decimal(each["total"]),
                weight=each.get("weight"),
                safe=decimal(each["safe"]),
                cluster=clusters.get(at),
                people=sum(at in agrees for agrees in people),
                groups=[name for name, agrees in groups if at in agrees],
                variants=variants[at] if at < len(variants) else None,
            )
            for at, each in enumerate(self.kept.get("scenarios", []))
        ]

    def _choices(self, z: Sequence[int]) -> list[Choice]:
        return [
            Choice(factor, factor["projections"][index])
            for factor, index in zip(self.factors, z, strict=True)
        ]

    def with_projections(self, wanted: Iterable[int]) -> list[Found]:
        """Scenarios that have all of these projections, by number."""
        chosen = set(wanted)
        return [each for each in self.scenarios if chosen <= set(each.assignment)]

    @property
    def people(self) -> int:
        return len((self.kept.get("robustness") or {}).get("people", []))

    @property
    def groups(self) -> list[dict[str, Any]]:
        """Each stakeholder group with how many of the scenarios it agrees with."""
        robust = self.kept.get("robustness") or {}
        return [
            each | {"number": len(each["agrees"])} for each in robust.get("groups", [])
        ]

    @property
    def participants(self) -> list[dict[str, Any]]:
        """Each participant, without a name, with the number of agreed scenarios."""
        robust = self.kept.get("robustness") or {}
        people = sorted(robust.get("people", []), key=lambda each: -len(each["agrees"]))
        return [
            {"number": at, "agrees": len(each["agrees"])}
            for at, each in enumerate(people, start=1)
        ]

    @property
    def representatives(self) -> list[tuple[Found, list[int]]]:
        """The middle of each cluster, and the numbers of all in it; largest first."""
        return [
            (self.scenarios[each["medoid"]], [at + 1 for at in each["members"]])
            for each in self.kept.get("clusters", [])
        ]

    @property
    def diverse(self) -> list[Found]:
        return [self.scenarios[at] for at in self.kept.get("diverse", [])]

    @property
    def tolerances(self) -> list[dict[str, Any]]:
        return [
            {"tolerance": int(tolerance), "count": count, "complete": complete}
            for tolerance, (count, complete) in self.kept.get("tolerances", {}).items()
        ]

    def shares(self, scenarios: Sequence[Found]) -> list[dict[str, Any]]:
        """How often each projection occurs: for the finding, and for the filter."""
        total = len(scenarios) or 1
        number: dict[int, int] = {}
        for each in scenarios:
            for projection in each.assignment:
                number[projection] = number.get(projection, 0) + 1
        return [
            {
                "factor": factor,
                "projections": [
                    each
                    | {
                        "number": number.get(each["id"], 0),
                        "percent": round(100 * number.get(each["id"], 0) / total),
                    }
                    for each in factor["projections"]
                ],
            }
            for factor in self.factors
        ]

    def points(self, *, width: int, height: int, edge: int) -> list[dict[str, Any]]:
        """The map of distances, in the coordinates of a picture of that size."""
        places = self.kept.get("positions", [])
        if not places:
            return []
        reach = max(max(abs(x), abs(y)) for x, y in places) or 1
        return [
            {
                "scenario": each,
                "x": round(width / 2 + x / reach * (width / 2 - edge)),
                "y": round(height / 2 + y / reach * (height / 2 - edge)),
            }
            for each, (x, y) in zip(self.scenarios, places, strict=False)
        ]

    def distance(self, one: Found, other: Found) -> int:
        """In how many factors two scenarios differ."""
        return sum(
            a != b for a, b in zip(one.assignment, other.assignment, strict=True)
        )


# --- Why not? ---------------------------------------------------------------------


@dataclass(frozen=True)
class Cause:
    """One projection that speaks for or against a choice, by how much."""

    factor: dict[str, Any]
    projection: dict[str, Any]
    push: float
    for_better: float
    for_chosen: float
    said: list[str]  # what participants wrote about this pair


@dataclass(frozen=True)
class Objection:
    """A factor whose chosen projection loses against a better one."""

    factor: dict[str, Any]
    chosen: dict[str, Any]
    better: dict[str, Any]
    gap: float
    causes: list[Cause]


@dataclass(frozen=True)
class Why:
    """Everything to say about one combination."""

    consistent: bool
    margin: float | None
    objections: list[Objection]
    balances: list[dict[str, Any]]


def why(analysis: Analysis, z: Sequence[int]) -> Why:
    """Ask the engine about any combination, by index of the projections."""
    matrix = stored_matrix(analysis)
    tolerance = Fraction(analysis.options["tolerance"])
    found = explain(matrix, z, tolerance=tolerance)
    factors = analysis.input["factors"]
    reasons = _reasons(analysis, found.contradictions)
    objections = [
        Objection(
            factor=factors[each.factor],
            chosen=factors[each.factor]["projections"][each.chosen],
            better=factors[each.factor]["projections"][each.better],
            gap=decimal(each.gap) or 0.0,
            causes=[
                Cause(
                    factor=factors[cause.factor],
                    projection=factors[cause.factor]["projections"][cause.projection],
                    push=decimal(cause.push) or 0.0,
                    for_better=decimal(cause.for_better) or 0.0,
                    for_chosen=decimal(cause.for_chosen) or 0.0,
                    said=reasons.get(
                        (factors[cause.factor]["id"], factors[each.factor]["id"]), []
                    ),
                )
                for cause in each.causes
            ],
        )
        for each in found.contradictions
    ]
    balances = [
        {
            "factor": factor,
            "chosen": factor["projections"][index],
            "values": [
                {"projection": projection, "value": decimal(value)}
                for projection, value in zip(factor["projections"], values, strict=True)
            ],
            "margin": decimal(margin),
        }
        for factor, index, values, margin in zip(
            factors, found.scenario, found.balances, found.margins, strict=True
        )
    ]
    return Why(found.consistent, decimal(found.margin), objections, balances)


def _reasons(
    analysis: Analysis, contradictions: Iterable[Any]
) -> dict[tuple[int, int], list[str]]:
    """What people wrote about the pairs that matter: one query."""
    factors = analysis.input["factors"]
    targets = {factors[each.factor]["id"] for each in contradictions}
    rows = (
        PairAnswer.objects.filter(
            participant__field=analysis.field_id, target__in=targets
        )
        .exclude(reason="")
        .order_by("pk")
        .values_list("source_id", "target_id", "reason")
    )
    found: dict[tuple[int, int], list[str]] = {}
    for source, target, reason in rows:
        found.setdefault((source, target), []).append(reason)
    return found


# --- Two runs beside each other ---------------------------------------------------


@dataclass(frozen=True)
class Comparison:
    """What a second run found anew, lost and kept; by what projections are called."""

    kept: list[tuple[Found, Found]]
    new: list[Found]
    gone: list[Found]
    changes: list[str]  # names of factors that only one of the two has


def compared(old: Result, new: Result) -> Comparison:
    def key(each: Found) -> frozenset[int]:
        return frozenset(each.assignment)

    before = {key(each): each for each in old.scenarios}
    after = {key(each): each for each in new.scenarios}
    names = [{each["name"] for each in result.factors} for result in (old, new)]
    return Comparison(
        kept=[(before[each], after[each]) for each in after if each in before],
        new=[each for at, each in after.items() if at not in before],
        gone=[each for at, each in before.items() if at not in after],
        changes=sorted(names[0] ^ names[1]),
    )
