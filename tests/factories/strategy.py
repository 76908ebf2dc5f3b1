"""Scenario fields as small as they can be, and people who belong to them."""

import factory
from factory.django import DjangoModelFactory

from network.models import GroupMembership, Topic, User, WorkingGroup
from strategy import judging
from strategy.analysis import runs
from strategy.analysis.matrix import Layout
from strategy.models import (
    Analysis,
    Chapter,
    Factor,
    Participant,
    Projection,
    Scenario,
    ScenarioField,
    Vision,
    WarningSign,
)
from tests.factories.network import UserFactory


class GroupFactory(DjangoModelFactory[WorkingGroup]):
    class Meta:
        model = WorkingGroup

    name = factory.Sequence(lambda n: f"Szenariogruppe {n}")
    state = WorkingGroup.State.ACTIVE
    topic = factory.LazyFunction(Topic.objects.first)
    lead = "Denkt Zukünfte durch."


class FieldFactory(DjangoModelFactory[ScenarioField]):
    class Meta:
        model = ScenarioField

    name = factory.Sequence(lambda n: f"Feld {n}")
    kind = ScenarioField.Kind.TECHNOLOGY
    horizon = 2035
    group = factory.SubFactory(GroupFactory)
    description = "Wie fahren und bauen wir?"


class FactorFactory(DjangoModelFactory[Factor]):
    """`FactorFactory(projections=3)` has three ways to turn out; two by default."""

    class Meta:
        model = Factor
        skip_postgeneration_save = True

    field = factory.SubFactory(FieldFactory)
    name = factory.Sequence(lambda n: f"Faktor {n}")
    why = "Er prägt die Zukunft."
    position = factory.Sequence(lambda n: n + 1)
    state = Factor.State.ACCEPTED

    @factory.post_generation
    def projections(self, create, extracted, **kwargs) -> None:
        Projection.objects.bulk_create(
            Projection(factor=self, name=f"{self.name}: Möglichkeit {n}", position=n)
            for n in range(1, (2 if extracted is None else extracted) + 1)
        )


class ScenarioFactory(DjangoModelFactory[Scenario]):
    class Meta:
        model = Scenario

    field = factory.SubFactory(FieldFactory)
    name = factory.Sequence(lambda n: f"Szenario {n}")
    lead = "Eine Zukunft."


def join_group(group: WorkingGroup, person: User, *, speaker: bool = False) -> User:
    GroupMembership.objects.create(group=group, person=person, is_speaker=speaker)
    return person


def field_with(
    factors: int = 3, projections: int = 2, state: str = "judging", **fields
) -> ScenarioField:
    """A field with so many factors of so many projections."""
    field = FieldFactory(state=state, **fields)
    for _ in range(factors):
        FactorFactory(field=field, projections=projections)
    return field


def members_of(field: ScenarioField, number: int) -> list[User]:
    return [join_group(field.group, UserFactory()) for _ in range(number)]


def judge_all(field: ScenarioField, person: User, value: int = 1) -> Participant:
    """Favours the first projections of all others with the first, and so on."""
    layout = Layout(field)
    part = judging.join(field=field, person=person)
    for source, target in layout.pairs():
        cells = {
            (a.pk, b.pk): value if i == j else -value
            for i, a in enumerate(source.projections)
            for j, b in enumerate(target.projections)
        }
        judging.save_answer(
            participant=part,
            source=source.factor,
            target=target.factor,
            cells=cells,
            by=person,
        )
    return part


def analysed(field: ScenarioField, person: User, **options) -> Analysis:
    """A finished analysis."""
    analysis = runs.start(field=field, options=runs.Options(**options), by=person)
    runs.run_analysis(analysis_id=analysis.pk)
    analysis.refresh_from_db()
    return analysis


class VisionFactory(DjangoModelFactory[Vision]):
    class Meta:
        model = Vision
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Zukunft {n}")
    lead = "So soll es werden."
    story = "<p>Eines Tages.</p>"

    @factory.post_generation
    def topics(self, create, extracted, **kwargs) -> None:
        """`VisionFactory(topics=[topic])`"""
        if create and extracted:
            self.topics.set(extracted)
            self.save()


class ChapterFactory(DjangoModelFactory[Chapter]):
    class Meta:
        model = Chapter

    title = factory.Sequence(lambda n: f"Kapitel {n}")
    text = "<p>Das vereinbaren wir.</p>"
    position = factory.Sequence(lambda n: n)


class WarningSignFactory(DjangoModelFactory[WarningSign]):
    class Meta:
        model = WarningSign

    projection = factory.LazyFunction(lambda: FactorFactory().projections.first())
    name = "Preis"
    unit = "Cent"
    threshold = 10
    direction = "above"
