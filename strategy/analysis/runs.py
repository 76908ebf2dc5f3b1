"""Analyses as background jobs: started, watched, stopped, kept."""

import logging
import math
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import numpy as np
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from network.models import StakeholderGroup, User
from network.notifications import notify
from strategy.analysis import matrix as matrices
from strategy.analysis.matrix import Joint, Layout
from strategy.cib import (
    ENGINE_VERSION,
    CibError,
    Estimate,
    ImpactMatrix,
    Number,
    attractors,
    consistent_scenarios,
    estimate,
    impact_matrix,
    scenario_margins,
    total_impacts,
)
from strategy.cib.choice import clusters, diverse_subset, positions
from strategy.cib.levels import in_context
from strategy.cib.robustness import ensemble, guaranteed, varied
from strategy.cib.search import SearchResult
from strategy.models import Analysis, Participant, ScenarioField
from tregks.jobs import defer

logger = logging.getLogger(__name__)
State = Analysis.State

MOST_KEPT = 2000  # scenarios; more than anybody reads, and all can still be clustered
LONGEST_RUN = 600  # seconds
VARIANTS = 200  # random variations for robustness
FEW = 5  # clusters, and scenarios that differ most
TOLERANCES = (0, 1, 2, 3)
_POLL = 0.5  # seconds between looks at the database


@dataclass(frozen=True)
class Options:
    """What somebody may choose before an analysis."""

    tolerance: Fraction = Fraction(0)
    balanced: bool = False
    missing_is_none: bool = False


@dataclass(frozen=True)
class Outlook:
    """What an analysis would mean, before it is started."""

    layout: Layout
    said: Joint
    missing: list[tuple[matrices.Part, matrices.Part]]
    estimate: Estimate | None


def outlook(field: ScenarioField, options: Options) -> Outlook:
    """The size of the task, and which judgements are missing."""
    layout = Layout(field)
    said = matrices.joint(field)
    found = None
    if len(layout.parts) > 1 and said.people:
        matrix, _context = _decided(
            field, matrices.joint_matrix(layout, said, balanced=options.balanced)
        )
        found = estimate(matrix, tolerance=options.tolerance)
    return Outlook(layout, said, matrices.missing_pairs(layout, said), found)


@transaction.atomic
def start(*, field: ScenarioField, options: Options, by: User) -> Analysis:
    """Keep what is asked and let the worker answer it.

    Raises ValidationError when judgements are missing and nobody has said openly that
    missing ones mean no influence, and when another analysis is still running.
    """
    if field.is_open:
        raise ValidationError(
            _("Das Feld sammelt noch Faktoren. Beginnen Sie zuerst das Einschätzen.")
        )
    view = outlook(field, options)
    if len(view.layout.parts) < 2:
        raise ValidationError(
            _("Das Feld braucht mindestens zwei aufgenommene Faktoren.")
        )
    if not view.said.people and not view.said.settled:
        raise ValidationError(_("Es gibt noch keine Einschätzungen."))
    if view.missing and not options.missing_is_none:
        raise ValidationError(
            _(
                "Es fehlen noch Einschätzungen. Sammeln Sie sie ein, oder legen Sie "
                "offen fest, dass diese Paare keinen Einfluss haben."
            )
        )
    matrix = matrices.joint_matrix(view.layout, view.said, balanced=options.balanced)
    matrix, context = _decided(field, matrix)
    try:
        with transaction.atomic():
            analysis = Analysis.objects.create(
                field=field,
                options={
                    "tolerance": text(options.tolerance),
                    "balanced": options.balanced,
                    "missing": [
                        [a.factor.name, b.factor.name] for a, b in view.missing
                    ],
                    "context": str(field.context or ""),
                },
                input=_input(view.layout, matrix, context, view.said.people),
                engine_version=ENGINE_VERSION,
                started_by=by,
            )
    except IntegrityError:
        raise ValidationError(_("Eine Auswertung läuft schon.")) from None
    defer(run_analysis, analysis_id=analysis.pk)
    return analysis


def cancel(*, analysis: Analysis) -> bool:
    """Ask a running analysis to stop; whether there was one.

    One that has not begun stops at once, and one whose worker must be long gone.
    """
    mine = Analysis.objects.running().filter(pk=analysis.pk)
    is_running = bool(mine.update(cancel_requested=True))
    gone = timezone.now() - timedelta(seconds=2 * LONGEST_RUN)
    mine.filter(Q(state=State.WAITING) | Q(created_at__lt=gone)).update(
        state=State.CANCELLED, finished_at=timezone.now()
    )
    return is_running


# --- Input ------------------------------------------------------------------------


def _decided(
    field: ScenarioField, matrix: ImpactMatrix
) -> tuple[ImpactMatrix, dict[int, int]]:
    """The matrix with what a technology scenario fixes, and which by factor."""
    context = context_of(field)
    if context:
        names = {
            projection.factor.name: projection.name for projection in context.values()
        }
        matrix = in_context(matrix, names)
    return matrix, {factor: each.pk for factor, each in context.items()}


def context_of(field: ScenarioField) -> dict[int, Any]:
    """By number of the factor: the projection that the fixed scenario gives it."""
    if field.context is None:
        return {}
    wanted = set(field.context.assignment)
    found = {}
    for factor in field.factors.accepted().prefetch_related("projections__factor"):
        for projection in factor.projections.all():
            if factor.taken_from_id and projection.taken_from_id in wanted:
                found[factor.pk] = projection
    return found


def _input(
    layout: Layout, matrix: ImpactMatrix, context: Mapping[int, int], people: int
) -> dict[str, Any]:
    """All that is needed to ask the engine again, and to say what was asked."""
    return {
        "name": layout.field.name,
        "people": people,
        "factors": [
            {
                "id": part.factor.pk,
                "letter": part.letter,
                "name": part.factor.name,
                "fixed": part.factor.pk in context,
                "projections": [
                    {"id": each.pk, "code": code, "name": each.name}
                    for code, each in part.codes
                    if context.get(part.factor.pk, each.pk) == each.pk
                ],
            }
            for part in layout.parts
        ],
        "impacts": [[text(matrix.number(v)) for v in row] for row in matrix.cells],
    }


def stored_matrix(analysis: Analysis) -> ImpactMatrix:
    """The matrix an analysis was made with, however the field looks today."""
    given = analysis.input
    return impact_matrix(
        given["name"],
        [
            (each["name"], [projection["name"] for projection in each["projections"]])
            for each in given["factors"]
        ],
        [[Fraction(value) for value in row] for row in given["impacts"]],
    )


def text(number: Number) -> str:
    """A number as JSON keeps it exactly: "2", "-1/3"."""
    return str(Fraction(number))


# --- The job ----------------------------------------------------------------------


class Stopped(Exception):
    """Somebody has asked the job to stop, or its time is over."""


class Watch:
    """Tells the database how far a job is, and asks it whether to go on."""

    def __init__(self, analysis: Analysis) -> None:
        self.pk = analysis.pk
        self.since = self.looked = time.monotonic()
        self.low, self.high = 0.0, 1.0
        self.reason = ""

    def phase(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    def report(self, share: float) -> None:
        """Progress of the phase; raises Stopped."""
        if self.stops(share):
            raise Stopped

    def stops(self, share: float = 0.0) -> bool:
        now = time.monotonic()
        if not self.reason and now - self.looked >= _POLL:
            self.looked = now
            done = int(100 * (self.low + share * (self.high - self.low)))
            mine = Analysis.objects.filter(pk=self.pk)
            mine.update(progress=min(done, 99))
            if now - self.since > LONGEST_RUN:
                self.reason = "time"
            elif not mine.filter(cancel_requested=False).exists():
                self.reason = "cancelled"
        return bool(self.reason)


@app.task(name="run_analysis", queue="analyses")
def run_analysis(*, analysis_id: int) -> None:
    """Ask the engine. May run twice: the second time begins anew."""
    waiting = [State.WAITING, State.RUNNING]
    started = Analysis.objects.filter(pk=analysis_id, state__in=waiting).update(
        state=State.RUNNING, progress=0
    )
    if not started:
        return
    analysis = Analysis.objects.select_related(
        "field__context", "field__group", "started_by"
    ).get(pk=analysis_id)
    watch = Watch(analysis)
    analysis.state = State.DONE
    try:
        analysis.results = computed(analysis, watch)
        if analysis.results["stopped"] == "cancelled":
            analysis.state = State.CANCELLED
    except Stopped:
        analysis.state = State.CANCELLED
    except (CibError, MemoryError):
        logger.exception("analysis %s failed", analysis.pk)
        analysis.state = State.FAILED
    analysis.progress = 100
    analysis.finished_at = timezone.now()
    analysis.save(update_fields=["state", "results", "progress", "finished_at"])
    if analysis.state == State.DONE:
        ScenarioField.objects.filter(
            pk=analysis.field_id, state__in=["judging", "settling"]
        ).update(state=ScenarioField.State.ANALYSED)
        notify(
            key=f"analysis:{analysis.pk}",
            kind="scenario",
            title=_("„%(name)s“: Eine neue Auswertung ist fertig")
            % {"name": analysis.field.name},
            target=analysis,
            by=analysis.started_by,
            group=analysis.field.group,
            to_group=True,
        )


def computed(analysis: Analysis, watch: Watch) -> dict[str, Any]:
    """Everything the result pages show.

    When stopped early, what was found so far is kept and marked as partial.
    """
    matrix = stored_matrix(analysis)
    tolerance = Fraction(analysis.options["tolerance"])
    watch.phase(0.0, 0.5)

    def note(share: float) -> None:
        watch.stops(share)

    found = consistent_scenarios(
        matrix,
        tolerance=tolerance,
        limit=MOST_KEPT,
        progress=note,
        cancelled=watch.stops,
    )
    results: dict[str, Any] = {
        "count": found.count,
        "complete": found.complete,
        "stopped": watch.reason or found.stopped or "",
        "combinations": matrix.combinations,
        "scenarios": _scenarios(matrix, found),
        "tolerances": {},
        "weights": None,
        "clusters": [],
        "diverse": [],
        "positions": [],
        "robustness": None,
    }
    try:
        _enrich(results, analysis, matrix, found, watch)
    except Stopped:  # the scenarios are known, not all that is said about them
        results["stopped"] = watch.reason
    return results


def _scenarios(matrix: ImpactMatrix, found: SearchResult) -> list[dict[str, Any]]:
    if not len(found.scenarios):
        return []
    margins = scenario_margins(matrix, found.scenarios)
    totals = total_impacts(matrix, found.scenarios)
    safe = guaranteed(matrix, found.scenarios)
    return [
        {
            "z": z,
            "margin": None if margin is None else text(margin),
            "total": text(total),
            "safe": None if bound is None else text(bound),
        }
        for z, margin, total, bound in zip(
            found.scenarios.tolist(), margins, totals, safe, strict=True
        )
    ]


def _enrich(
    results: dict[str, Any],
    analysis: Analysis,
    matrix: ImpactMatrix,
    found: SearchResult,
    watch: Watch,
) -> None:
    """What makes the scenarios comparable; each part is there or is not."""
    watch.report(1.0)
    watch.phase(0.5, 0.6)
    for tolerance in TOLERANCES:
        counted = consistent_scenarios(
            matrix,
            tolerance=tolerance,
            limit=MOST_KEPT * 10,
            count_only=True,
            cancelled=watch.stops,
        )
        watch.report(0.5)
        results["tolerances"][str(tolerance)] = [counted.count, counted.complete]
    watch.phase(0.6, 0.75)
    drift = attractors(matrix, most=MOST_KEPT, progress=watch.report)
    results["weights"] = {
        "exact": drift.exact,
        "starts": drift.starts,
        "cycling": drift.cycling,
        "cycles": sum(each.is_cycle for each in drift.attractors),
    }
    shares = {
        each.scenarios[0]: each.share for each in drift.attractors if not each.is_cycle
    }
    for each in results["scenarios"]:
        each["weight"] = shares.get(tuple(each["z"]))
    if not len(found.scenarios):
        return
    watch.phase(0.75, 0.85)
    watch.report(0.0)
    margins = scenario_margins(matrix, found.scenarios)
    results["clusters"] = [
        {"members": list(each.members), "medoid": each.medoid}
        for each in clusters(found.scenarios, min(FEW, math.isqrt(found.count) + 1))
    ]
    chosen = diverse_subset(found.scenarios, min(FEW, found.count), margins=margins)
    results["diverse"] = list(chosen.chosen)
    results["positions"] = np.round(positions(found.scenarios), 4).tolist()
    watch.phase(0.85, 1.0)
    watch.report(0.0)
    results["robustness"] = _robustness(analysis, matrix, found, watch)


def _robustness(
    analysis: Analysis, matrix: ImpactMatrix, found: SearchResult, watch: Watch
) -> dict[str, Any]:
    """Who agrees with which scenario, and how many small changes it survives."""
    tolerance = Fraction(analysis.options["tolerance"])
    people, members = _members(analysis, matrix)

    def agreement(matrices: Sequence[ImpactMatrix]) -> Any:
        return ensemble(matrices, tolerance=tolerance, scenarios=found.scenarios)

    groups: dict[str, list[int]] = defaultdict(list)
    for at, person in enumerate(people):
        groups[person.stakeholder_group].append(at)
    names = dict(StakeholderGroup.choices)
    result: dict[str, Any] = {"people": [], "groups": [], "variants": []}
    if members:
        agrees = agreement([_as_matrix(matrix, cells, 1) for cells in members]).agrees
        result["people"] = [
            {"id": person.pk, "agrees": np.flatnonzero(row).tolist()}
            for person, row in zip(people, agrees, strict=True)
        ]
        watch.report(0.4)
        keys = sorted(groups)
        sums = [
            _as_matrix(matrix, sum(members[at] for at in groups[key]), len(groups[key]))
            for key in keys
        ]
        agrees = agreement(sums).agrees
        result["groups"] = [
            {
                "name": str(names.get(key, "")),
                "people": len(groups[key]),
                "agrees": np.flatnonzero(row).tolist(),
            }
            for key, row in zip(keys, agrees, strict=True)
        ]
    watch.report(0.6)
    shares = agreement(varied(matrix, VARIANTS)).shares
    result["variants"] = [round(float(share), 3) for share in shares]
    return result


def _members(
    analysis: Analysis, matrix: ImpactMatrix
) -> tuple[list[Participant], list[Any]]:
    """Participants with their own cells, for the rows this analysis has."""
    layout = Layout(analysis.field)
    wanted = [
        projection["id"]
        for factor in analysis.input["factors"]
        for projection in factor["projections"]
    ]
    if any(number not in layout.row for number in wanted):
        return [], []  # the field has changed since: nobody judged what was asked
    rows = [layout.row[number] for number in wanted]
    own = matrices.sheets(layout)
    people = list(Participant.objects.filter(pk__in=own))
    return people, [own[person.pk][np.ix_(rows, rows)] for person in people]


def _as_matrix(matrix: ImpactMatrix, cells: Any, number: int) -> ImpactMatrix:
    """The mean of a group's cells; for one person their own."""
    return replace(matrix.with_cells(cells), scale=number)
