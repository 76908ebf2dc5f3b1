"""Loads scenario fields: two with published scenarios, one to judge, one to fill."""

from datetime import timedelta
from hashlib import sha256

from django.utils import timezone

from network.actions import create_member
from network.models import GroupMembership, Topic, User, WorkingGroup
from strategy import judging, lab
from strategy.analysis import runs
from strategy.analysis.matrix import Layout
from strategy.analysis.results import Result
from strategy.models import (
    Analysis,
    DirectInfluence,
    Factor,
    FactorRating,
    Judgement,
    PairAnswer,
    Projection,
    Scenario,
    ScenarioField,
)
from strategy.publishing import Wanted, draft_scenarios
from tregks.cms.models import PortalImage
from tregks.demo import content_lab as content
from tregks.demo import content_lab_open as at_work
from tregks.demo.cast import PASSWORD
from tregks.demo.content_lab import Driver, Judge, Story, Way
from tregks.demo.measures import group_of

State = ScenarioField.State


def load_lab() -> None:
    group = group_of(Topic.objects.get(slug="dekarbonisierung"))
    if not ScenarioField.objects.filter(name=content.TECHNOLOGY_NAME).exists():
        judges = [load_judge(judge, group) for judge in content.JUDGES]
        load_published(group, judges)
    if not ScenarioField.objects.filter(name=at_work.JUDGING_NAME).exists():
        judges = [load_judge(judge, group) for judge in content.JUDGES]
        load_open(group, judges)


def load_published(group: WorkingGroup, judges: list[User]) -> None:
    """From technology to region, all the way to told scenarios."""
    speaker = judges[0]
    technology = load_field(
        ScenarioField(
            name=content.TECHNOLOGY_NAME,
            kind=ScenarioField.Kind.TECHNOLOGY,
            horizon=2035,
            group=group,
            description=content.TECHNOLOGY_TEXT,
        ),
        content.TECHNOLOGY,
        speaker,
    )
    judge_all(technology, content.TECHNOLOGY, judges)
    before = analyse(technology, speaker)  # to compare with what follows
    then = timezone.now() - timedelta(days=20)
    Analysis.objects.filter(pk=before.pk).update(created_at=then, finished_at=then)
    settle(technology, content.SETTLED, speaker)
    scenarios = publish(technology, content.TECHNOLOGY_STORIES, speaker)
    region = ScenarioField(
        name=content.REGION_NAME,
        kind=ScenarioField.Kind.REGIONAL,
        horizon=2035,
        group=group,
        description=content.REGION_TEXT,
        builds_on=technology,
    )
    lab.open_field(field=region, by=speaker)
    names = [each.name for each in content.TECHNOLOGY if each.key in content.TAKEN]
    above = technology.factors.filter(name__in=names).prefetch_related("projections")
    lab.take_over(field=region, factors=above, by=speaker)
    lab.fix_context(field=region, scenario=scenarios[0], by=speaker)
    load_factors(region, content.REGION, speaker)
    taken = [
        each._replace(on=content.CONTEXT_ACTS_ON[each.key])
        for each in content.TECHNOLOGY
        if each.key in content.TAKEN
    ]
    judge_all(region, (*taken, *content.REGION), judges)
    publish(region, content.REGION_STORIES, speaker)


def load_open(group: WorkingGroup, judges: list[User]) -> None:
    """Fields for everybody to try: some have judged all, some a little, some nothing."""
    speaker = judges[0]
    heat = load_field(
        ScenarioField(
            name=at_work.JUDGING_NAME,
            kind=ScenarioField.Kind.TECHNOLOGY,
            horizon=2040,
            group=group,
            description=at_work.JUDGING_TEXT,
        ),
        at_work.JUDGING,
        speaker,
    )
    judge_all(heat, at_work.JUDGING, judges, most=at_work.JUDGED)
    keys = {driver.name: driver.key for driver in at_work.JUDGING}
    for answer in PairAnswer.objects.filter(participant__field=heat).select_related(
        "participant__person", "source", "target"
    ):
        person = answer.participant.person
        where = (keys[answer.source.name], keys[answer.target.name])
        if person and (reason := at_work.REASONS.get((person.email, *where))):
            answer.reason = reason
            answer.save(update_fields=["reason"])
    lab.change_state(field=heat, state=State.JUDGING, by=speaker)

    region = ScenarioField(
        name=at_work.COLLECTING_NAME,
        kind=ScenarioField.Kind.REGIONAL,
        horizon=2040,
        group=group,
        description=at_work.COLLECTING_TEXT,
        builds_on=heat,
    )
    lab.open_field(field=region, by=speaker)
    people = {person.email: person for person in judges}
    for each in at_work.COLLECTING:
        factor = lab.propose_factor(
            factor=Factor(
                field=region,
                name=each.name,
                why=each.why,
                today=each.today,
                sources=each.sources,
            ),
            projections=[lab.Wording(*way) for way in each.ways],
            by=people[each.by],
        )
        if each.accepted:
            lab.accept_factor(factor=factor, by=speaker)


def load_judge(judge: Judge, group: WorkingGroup) -> User:
    person = User.objects.filter(email=judge.email).first()
    if person is None:
        person = create_member(email=judge.email, name=judge.name, password=PASSWORD)
    GroupMembership.objects.update_or_create(
        group=group,
        person=person,
        defaults={"state": GroupMembership.State.ACTIVE},
        create_defaults={"is_speaker": judge.email.startswith("sprecherin")},
    )
    return person


def load_field(
    field: ScenarioField, drivers: tuple[Driver, ...], by: User
) -> ScenarioField:
    lab.open_field(field=field, by=by)
    load_factors(field, drivers, by)
    return field


def load_factors(field: ScenarioField, drivers: tuple[Driver, ...], by: User) -> None:
    first = field.factors.count() + 1
    for position, driver in enumerate(drivers, start=first):
        factor = Factor.objects.create(
            field=field,
            name=driver.name,
            why=driver.why,
            today=driver.today,
            position=position,
            state=Factor.State.ACCEPTED,
            proposed_by=by,
        )
        Projection.objects.bulk_create(
            Projection(
                factor=factor,
                name=way.name,
                description=way.description,
                position=at,
            )
            for at, way in enumerate(driver.ways, start=1)
        )


# --- Judgements -------------------------------------------------------------------


def judge_all(
    field: ScenarioField,
    drivers: tuple[Driver, ...],
    judges: list[User],
    *,
    most: dict[str, int] | None = None,
) -> None:
    """What everybody says about every pair, or about the first so many: four statements."""
    layout = Layout(field)
    by_name = {driver.name: driver for driver in drivers}
    ways = {
        projection.pk: by_name[part.factor.name].ways[at]
        for part in layout.parts
        for at, projection in enumerate(part.projections)
    }
    answers, values, ratings, influences = [], [], [], []
    for judge, person in zip(content.JUDGES, judges, strict=True):
        pairs = layout.pairs()
        if most is not None:
            pairs = pairs[: most.get(judge.email, 0)]
        if not pairs:
            continue
        part_of_judge = judging.join(field=field, person=person)
        part_of_judge.stakeholder_group = judge.group
        part_of_judge.save(update_fields=["stakeholder_group"])
        for source, target in pairs:
            acts_on = by_name[source.factor.name].on.split()
            acts = by_name[target.factor.name].key in acts_on
            answers.append(
                PairAnswer(
                    participant=part_of_judge,
                    source=source.factor,
                    target=target.factor,
                    no_influence=not acts,
                    confidence=2 if acts else None,
                    saved_at=timezone.now(),
                )
            )
            values += [
                Judgement(
                    participant=part_of_judge,
                    source_id=a,
                    target_id=b,
                    value=judged(ways[a], ways[b], judge) if acts else 0,
                )
                for a, b in layout.cells(source.factor.pk, target.factor.pk)
            ]
            influences.append(
                DirectInfluence(
                    participant=part_of_judge,
                    source=source.factor,
                    target=target.factor,
                    value=2 + chance(judge.email, source.letter + target.letter) % 2
                    if acts
                    else 0,
                )
            )
        ratings += [
            FactorRating(
                participant=part_of_judge,
                factor=each.factor,
                impact=3 + chance(judge.email, f"i{each.letter}") % 3,
                uncertainty=2 + chance(judge.email, f"u{each.letter}") % 4,
            )
            for each in layout.parts
        ]
    PairAnswer.objects.bulk_create(answers)
    Judgement.objects.bulk_create(values)
    DirectInfluence.objects.bulk_create(influences)
    FactorRating.objects.bulk_create(ratings)
    if most is None:
        field.state = State.SETTLING
        field.save(update_fields=["state"])


def judged(a: Way, b: Way, judge: Judge) -> int:
    """Two projections that lean the same way promote each other, more or less."""
    product = sum(
        x * y * (2 + bias)
        for x, y, bias in zip(a.lean, b.lean, judge.bias, strict=True)
    )
    value = content.AGAINST_THE_LEAN.get((a.name, b.name), round(product / 3))
    if chance(judge.email, a.name, b.name) % 4 == 0:
        value += 1 if chance(a.name, b.name, judge.email) % 2 else -1
    return max(-3, min(3, value))


def settle(
    field: ScenarioField, values: tuple[tuple[str, str, int, str], ...], by: User
) -> None:
    """What the group has agreed on where opinions were far apart."""
    found = {each.name: each for each in Projection.objects.filter(factor__field=field)}
    for source, target, value, note in values:
        judging.settle(
            source=found[source], target=found[target], value=value, note=note, by=by
        )


def chance(*words: str) -> int:
    """A number that looks random and is the same every time."""
    return sha256("|".join(words).encode()).digest()[0]


# --- Results ----------------------------------------------------------------------


def analyse(field: ScenarioField, by: User) -> Analysis:
    analysis = runs.start(field=field, options=runs.Options(), by=by)
    runs.run_analysis(analysis_id=analysis.pk)
    analysis.refresh_from_db()
    return analysis


def publish(
    field: ScenarioField, stories: tuple[Story, ...], by: User
) -> list[Scenario]:
    """Ask the engine, and tell the stories of the scenarios it has found."""
    analysis = analyse(field, by)
    found = {each.code: each for each in Result(analysis).scenarios}
    wanted = [Wanted(found[each.code], each.name, each.lead) for each in stories]
    drafts = draft_scenarios(analysis=analysis, wanted=wanted, by=by)
    for scenario, story in zip(drafts, stories, strict=True):
        scenario.story = story.story
        scenario.plain_language = story.plain
        scenario.picture = PortalImage.objects.filter(title=story.picture).first()
        if scenario.picture:
            scenario.picture_description = story.picture_description
        scenario.save_revision(user=by).publish(skip_permission_checks=True)
    lab.change_state(field=field, state=State.PUBLISHED, by=by)
    return drafts
