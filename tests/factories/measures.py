"""Measures in any state, with a group where the state needs one."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from measures.drafting import make_version
from measures.models import Comment, Consultation, Measure
from measures.passages import Passage, body_of
from network.models import GroupMembership, Topic, User, WorkingGroup
from tests.factories.network import UserFactory


class WorkingGroupFactory(DjangoModelFactory[WorkingGroup]):
    class Meta:
        model = WorkingGroup

    name = factory.Sequence(lambda n: f"Arbeitsgruppe {n}")
    state = WorkingGroup.State.ACTIVE
    topic = factory.LazyFunction(Topic.objects.first)
    lead = "Woran wir arbeiten."


def join(group: WorkingGroup, person: User, *, speaker: bool = False) -> User:
    GroupMembership.objects.create(group=group, person=person, is_speaker=speaker)
    return person


class MeasureFactory(DjangoModelFactory[Measure]):
    """`MeasureFactory(state="draft")`; adopted ones and later are public."""

    class Meta:
        model = Measure

    class Params:
        texts = ("Erster Satz.", "Zweiter Satz.")

    title = factory.Sequence(lambda n: f"Lernwerkstatt {n}")
    summary = "Betriebe teilen sich eine Werkstatt."
    topic = factory.LazyFunction(Topic.objects.first)
    state = "draft"
    working_group = factory.Maybe(
        factory.LazyAttribute(lambda measure: measure.state != "idea"),
        factory.SubFactory(WorkingGroupFactory, topic=factory.SelfAttribute("..topic")),
    )
    audience = factory.LazyAttribute(
        lambda measure: (
            "public"
            if measure.state in {"adopted", "implementing", "completed"}
            else "group"
        )
    )
    body = factory.LazyAttribute(
        lambda measure: body_of(
            Passage(title=f"Abschnitt {number}", text=text)
            for number, text in enumerate(measure.texts, start=1)
        )
    )

    @classmethod
    def _create(cls, model_class, *args, **kwargs) -> Measure:
        measure = super()._create(model_class, *args, **kwargs)
        measure.refresh_from_db()
        measure.save_revision().publish(skip_permission_checks=True)
        measure.refresh_from_db()
        return measure


class ConsultationFactory(DjangoModelFactory[Consultation]):
    """A running consultation of a public draft; `closes_at` in the past ends it."""

    class Meta:
        model = Consultation

    measure = factory.SubFactory(
        MeasureFactory, state="consultation", audience="public"
    )
    version = factory.LazyAttribute(
        lambda consultation: make_version(measure=consultation.measure, by=None)
    )
    audience = "public"
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=10))
    closes_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=10))


class CommentFactory(DjangoModelFactory[Comment]):
    """On the first passage; `passage=""` for the whole draft."""

    class Meta:
        model = Comment

    consultation = factory.SubFactory(ConsultationFactory)
    passage = factory.LazyAttribute(lambda comment: comment.consultation.passages[0].id)
    text = factory.Sequence(lambda n: f"Bemerkung {n}")
    author = factory.SubFactory(UserFactory)
