"""Carrying measures out: plans, milestones, contributions, values, reports.

Whoever answers for a measure, the speakers of its group and managers do all this;
organisations offer what they bring in themselves.
"""

import logging
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from measures.drafting import locked
from measures.models import (
    Commitment,
    Indicator,
    IndicatorValue,
    Measure,
    Milestone,
    Plan,
    ProgressReport,
)
from measures.models.implementation import CARRIED_OUT
from measures.models.measure import MeasureQuerySet
from measures.states import State
from network.models import Organisation, User
from network.notifications import notify
from tregks.uploads import save_with_file

logger = logging.getLogger("tregks.refused")


def _check_carried_out(measure: Measure) -> Measure:
    measure = locked(measure)
    if measure.state not in CARRIED_OUT:
        raise ValidationError(
            _("Das geht erst, wenn die Maßnahme beschlossen ist oder umgesetzt wird.")
        )
    return measure


# --- Plan and milestones ------------------------------------------------------------------


@transaction.atomic
def save_plan(*, plan: Plan, by: User) -> None:
    """Say who answers for a measure and when they report; they hear of it."""
    measure = _check_carried_out(plan.measure)
    before = Plan.objects.filter(measure=measure).first()
    if before and before.next_report_on != plan.next_report_on:
        plan.reminded_for = None
    plan.save()
    log(measure, "measure.plan", user=by, data={"person": plan.person_id})
    if plan.person and (before is None or before.person_id != plan.person_id):
        notify(
            key=f"plan:{measure.pk}:{plan.person_id}:{timezone.now().isoformat()}",
            kind="measure",
            title=_("Sie sind verantwortlich für die Umsetzung: %(measure)s")
            % {"measure": measure},
            text=_("Der nächste Fortschrittsbericht ist am %(day)s fällig.")
            % {"day": f"{plan.next_report_on:%d.%m.%Y}"},
            target=measure,
            by=by,
            people=[plan.person],
            immediate=True,
        )


@transaction.atomic
def add_milestone(*, measure: Measure, milestone: Milestone) -> Milestone:
    milestone.measure = _check_carried_out(measure)
    milestone.save()
    return milestone


@transaction.atomic
def edit_milestone(*, milestone: Milestone, changed: Iterable[str]) -> None:
    """Save these fields."""
    _check_carried_out(milestone.measure)
    fields = set(changed)
    if fields:
        milestone.version = F("version") + 1
        milestone.save(update_fields={*fields, "version"})


@transaction.atomic
def delete_milestone(*, milestone: Milestone, by: User) -> None:
    _check_carried_out(milestone.measure)
    log(
        milestone.measure,
        "measure.milestone_delete",
        user=by,
        data={"title": milestone.title},
    )
    milestone.delete()


# --- What organisations bring in ----------------------------------------------------------


@transaction.atomic
def offer_commitment(
    *,
    measure: Measure,
    organisation: Organisation,
    commitment: Commitment,
    by: User,
) -> Commitment:
    """Offer something on behalf of an organisation; the group's speakers hear of it."""
    measure = _check_carried_out(measure)
    if not by.affiliations.speakers().filter(organisation=organisation).exists():
        raise PermissionDenied
    same = measure.commitments.filter(
        organisation=organisation,
        kind=commitment.kind,
        text=commitment.text,
        state=Commitment.State.OFFERED,
    ).first()
    if same:  # sent twice
        return same
    commitment.measure, commitment.organisation = measure, organisation
    commitment.offered_by = by
    commitment.save()
    notify(
        key=f"commitment:{commitment.pk}",
        kind="measure",
        title=_("%(organisation)s bietet einen Beitrag an: %(measure)s")
        % {"organisation": organisation, "measure": measure},
        text=commitment.text,
        target=commitment,
        by=by,
        people=_deciders(measure),
        immediate=True,
    )
    return commitment


def _deciders(measure: Measure) -> list[User]:
    found = list(measure.working_group.speakers()) if measure.working_group else []
    plan = Plan.objects.filter(measure=measure).select_related("person").first()
    if plan and plan.person:
        found.append(plan.person)
    return found


@transaction.atomic
def move_commitment(*, commitment: Commitment, to: str, by: User) -> None:
    """Confirm what was offered, note that it was delivered; whoever offered hears."""
    States = Commitment.State
    current = (
        Commitment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("offered_by", "organisation", "measure")
        .get(pk=commitment.pk)
    )
    steps = {States.OFFERED: States.CONFIRMED, States.CONFIRMED: States.DELIVERED}
    if steps.get(States(current.state)) != to:
        extra = {"commitment": current.pk, "state": current.state, "to": to}
        logger.warning("step refused", extra=extra)
        raise ValidationError(_("Dieser Schritt ist nicht mehr möglich."))
    current.state = to
    setattr(current, f"{to}_at", timezone.now())
    current.save()
    if current.offered_by:
        notify(
            key=f"commitment:{current.pk}:{to}",
            kind="measure",
            title=_("Ihr Beitrag ist %(state)s: %(measure)s")
            % {"state": current.get_state_display(), "measure": current.measure},
            text=current.text,
            target=current,
            by=by,
            people=[current.offered_by],
        )


@transaction.atomic
def withdraw_commitment(*, commitment: Commitment, by: User) -> None:
    """Take an offer back. What is confirmed others count on, so that stays."""
    current = (
        Commitment.objects.select_for_update(of=("self",))
        .select_related("measure")
        .get(pk=commitment.pk)
    )
    if current.state != Commitment.State.OFFERED:
        raise ValidationError(_("Dieser Beitrag ist schon bestätigt."))
    data = {"organisation": current.organisation_id, "text": current.text}
    log(current.measure, "measure.commitment_withdraw", user=by, data=data)
    current.delete()


# --- Indicators ---------------------------------------------------------------------------


@transaction.atomic
def save_indicator(*, measure: Measure, indicator: Indicator) -> Indicator:
    indicator.measure = _check_carried_out(measure)
    indicator.save()
    return indicator


@transaction.atomic
def delete_indicator(*, indicator: Indicator, by: User) -> None:
    _check_carried_out(indicator.measure)
    log(
        indicator.measure,
        "measure.indicator_delete",
        user=by,
        data={"name": indicator.name},
    )
    indicator.delete()


@transaction.atomic
def note_value(*, indicator: Indicator, on: date, value: Decimal) -> IndicatorValue:
    """What was measured on a day; a second value of the same day corrects the first."""
    _check_carried_out(indicator.measure)
    noted, _is_new = indicator.values.update_or_create(on=on, defaults={"value": value})
    return noted


# --- Reports ------------------------------------------------------------------------------


@transaction.atomic
def report_progress(
    *, report: ProgressReport, file: UploadedFile | None = None, by: User | None
) -> ProgressReport:
    """Add a report; the day of the next one moves on by its interval."""
    measure = _check_carried_out(report.measure)
    if measure.state != State.IMPLEMENTING:
        raise ValidationError(_("Berichtet wird erst, wenn die Umsetzung läuft."))
    last = measure.reports.aggregate(last=Max("number"))["last"] or 0
    report.number, report.by = last + 1, by
    if file:
        save_with_file(report, file)
    else:
        report.save()
    plan = Plan.objects.select_for_update().filter(measure=measure).first()
    if plan:
        plan.next_report_on = plan.day_after(timezone.localdate())
        plan.save(update_fields=["next_report_on"])
    if measure.working_group:
        notify(
            key=f"report:{report.pk}",
            kind="measure",
            title=_("Fortschritt: %(measure)s, %(percent)s Prozent, %(light)s")
            % {
                "measure": measure,
                "percent": report.percent,
                "light": report.get_light_display(),
            },
            text=report.reason,
            target=report,
            by=by,
            group=measure.working_group,
            to_group=True,
        )
    return report


def remind_of_reports() -> None:
    """Tell whoever answers for a measure that its report is due: once for each day."""
    due = Plan.objects.report_due().filter(person__isnull=False)
    due = due.exclude(reminded_for=F("next_report_on"))
    for number in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            plan = (
                Plan.objects.select_for_update(no_key=True, of=("self",))
                .select_related("measure", "person")
                .get(pk=number)
            )
            if plan.reminded_for == plan.next_report_on or plan.person is None:
                continue
            plan.reminded_for = plan.next_report_on
            plan.save(update_fields=["reminded_for"])
            notify(
                key=f"report-due:{plan.pk}:{plan.next_report_on}:{plan.person_id}",
                kind="measure",
                title=_("Fortschrittsbericht fällig: %(measure)s")
                % {"measure": plan.measure},
                text=_("Bitte schreiben Sie, wie weit die Umsetzung ist."),
                target=plan.measure,
                by=None,
                people=[plan.person],
                immediate=True,
            )


# --- Overview -----------------------------------------------------------------------------


def carried_out(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    """Measures that are adopted, under way or done, late ones first."""
    late = Milestone.objects.late().filter(measure=OuterRef("pk"))
    newest = ProgressReport.objects.filter(measure=OuterRef("pk")).order_by("-number")
    return (
        measures.filter(state__in=[*CARRIED_OUT, State.COMPLETED])
        .annotate(
            is_late=Exists(late),
            percent=newest.values("percent")[:1],
            light=newest.values("light")[:1],
        )
        .order_by("-is_late", "number")
    )


def missing_reports() -> QuerySet[Plan]:
    """Reports whose day is over, the oldest first."""
    return (
        Plan.objects.report_due()
        .filter(next_report_on__lt=timezone.localdate())
        .order_by("next_report_on", "pk")
    )


def without_person() -> MeasureQuerySet:
    """Under way, and nobody answers for it."""
    return Measure.objects.filter(state=State.IMPLEMENTING).filter(
        Q(plan=None) | Q(plan__person=None)
    )
