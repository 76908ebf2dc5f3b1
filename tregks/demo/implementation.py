"""Loads opinions on measures, their implementation and what it teaches, once each."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from measures.documents import store_document
from measures.models import (
    Commitment,
    Measure,
    Milestone,
    Plan,
    Position,
    ProgressReport,
    Rating,
)
from network.models import Event, Organisation, Profile, User
from strategy.models import Factor, FeedbackEntry, Scenario
from tregks.demo import content_implementation as content
from tregks.demo.history import date_publication, publish_at
from tregks.pdf import pdf

OFFSETS = (0, 0, 1, -1, 0, 1, 0, -1, -2, 0, 1)
STATES = list(Commitment.State)


def moment(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def load_implementation() -> None:
    people = {user.email: user for user in User.objects.all()}
    organisations = {each.name: each for each in Organisation.objects.all()}
    measures = {each.title: each for each in Measure.objects.all()}
    for title in content.RATINGS:
        load_ratings(measures[title])
    for stand in content.POSITIONS:
        Position.objects.get_or_create(
            measure=measures[stand.measure],
            organisation=organisations[stand.organisation],
            defaults={
                "stance": stand.stance,
                "reason": stand.reason,
                "taken_at": moment(-30),
            },
        )
    for work in content.WORK:
        if not Plan.objects.filter(measure=measures[work.measure]).exists():
            load_work(work, measures[work.measure], people, organisations)
    for paper in content.PAPERS:
        if not measures[paper.measure].documents.exists():
            load_paper(paper, measures[paper.measure], people[paper.author])
    kind = ContentType.objects.get_for_model(Measure)
    for learnt in content.FEEDBACK:
        if not FeedbackEntry.objects.filter(
            source_type=kind, finding=learnt.finding
        ).exists():
            load_feedback(learnt, measures, people)
    # Nobody wants to be told of the demo's past.
    Event.objects.filter(key__startswith="report:").delete()


def load_ratings(measure: Measure) -> None:
    """By people of the directory, who differ as people do, but each time alike."""
    if measure.ratings.exists():
        return
    number, middle = content.RATINGS[measure.title]
    raters = Profile.objects.exclude(stakeholder_group="").order_by("user__email")
    for place, profile in enumerate(raters[:number]):
        steps = [
            min(5, max(1, step + OFFSETS[(place * 3 + turn * 5) % len(OFFSETS)]))
            for turn, step in enumerate(middle)
        ]
        Rating.objects.create(
            measure=measure,
            person_id=profile.pk,
            effect=steps[0],
            feasibility=steps[1],
            urgency=steps[2],
        )


def load_work(
    work: content.Work,
    measure: Measure,
    people: dict[str, User],
    organisations: dict[str, Organisation],
) -> None:
    person, today = people[work.person], timezone.localdate()

    def day(days: int) -> Any:
        return today + timedelta(days=days)

    Plan.objects.create(
        measure=measure,
        person=person,
        report_every=Plan.Interval.QUARTER,
        next_report_on=day(work.next_report),
    )
    for step in work.steps:
        Milestone.objects.create(
            measure=measure,
            title=step.title,
            due_on=day(step.due),
            done_on=None if step.done is None else day(step.done),
        )
    for offer in work.offers:
        reached = STATES.index(Commitment.State(offer.state))
        Commitment.objects.create(
            measure=measure,
            organisation=organisations[offer.organisation],
            kind=offer.kind,
            text=offer.text,
            state=offer.state,
            offered_at=moment(-100),
            confirmed_at=moment(-90) if reached > 0 else None,
            delivered_at=moment(-15) if reached > 1 else None,
        )
    for count in work.counts:
        indicator = measure.indicators.create(
            name=count.name,
            unit=count.unit,
            baseline=count.baseline,
            target=count.target,
        )
        for days, value in count.values.items():
            indicator.values.create(on=day(days), value=value)
    for number, told in enumerate(work.reports, start=1):
        ProgressReport.objects.create(
            measure=measure,
            number=number,
            percent=told.percent,
            light=told.light,
            reason=told.reason,
            text=told.text,
            by=person,
            at=moment(told.day),
        )


def load_paper(paper: content.Paper, measure: Measure, author: User) -> None:
    data = {"title": paper.title, "paragraphs": paper.paragraphs}
    document = store_document(
        measure=measure,
        title=paper.title,
        file=SimpleUploadedFile("papier.pdf", pdf("note", data)),
        by=author,
    )
    document.created_at = moment(paper.day)
    document.save(update_fields=["created_at"])


def load_feedback(
    learnt: content.Learnt, measures: dict[str, Measure], people: dict[str, User]
) -> None:
    concerns: Any = measures.get(learnt.concerns)
    if learnt.concerns == "scenario":
        concerns = Scenario.objects.filter(name=content.SCENARIO).first()
    elif learnt.concerns == "factor":
        concerns = Factor.objects.filter(name=content.FACTOR).first()
    is_answered = bool(learnt.outcome)
    changed: dict[str, Any] = {}
    if is_answered and isinstance(concerns, Scenario):
        date_publication(concerns, moment(learnt.asked - 30))
        concerns.story += content.ADDED_TO_STORY
        version = publish_at(concerns, moment(learnt.review_by - 6))
        changed = {
            "changed": concerns,
            "changed_version": version.number,
            "changed_at": version.at,
        }
    FeedbackEntry.objects.create(
        source=measures[learnt.measure],
        concerns=concerns,
        concerns_text="" if concerns else content.SCENARIO,
        effect=learnt.effect,
        finding=learnt.finding,
        evidence=learnt.evidence,
        author=people[learnt.author],
        created_at=moment(learnt.asked),
        reviewer=people[learnt.reviewer],
        review_by=timezone.localdate() + timedelta(days=learnt.review_by),
        state=learnt.state,
        outcome=learnt.outcome,
        outcome_text=learnt.answer,
        answered_by=people[learnt.reviewer] if is_answered else None,
        answered_at=moment(learnt.review_by - 5) if is_answered else None,
        **changed,
    )
