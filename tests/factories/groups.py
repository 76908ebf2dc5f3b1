"""Working groups and what lives in them."""

from datetime import timedelta

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from network.group_documents import store_document
from network.models import (
    Decision,
    GroupDocument,
    GroupMembership,
    Meeting,
    Post,
    PostComment,
    Task,
    Topic,
    User,
    WorkingGroup,
)
from tests.factories.network import UserFactory


class GroupFactory(DjangoModelFactory[WorkingGroup]):
    class Meta:
        model = WorkingGroup
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Arbeitsgruppe {n}")
    state = WorkingGroup.State.ACTIVE
    topic = factory.LazyFunction(Topic.objects.first)
    lead = "Wir rechnen Wärmenetze durch."

    @factory.post_generation
    def people(self, create, extracted, **kwargs) -> None:
        """`GroupFactory(people=[member])`"""
        for person in extracted or []:
            GroupMembershipFactory(group=self, person=person)

    @factory.post_generation
    def led_by(self, create, extracted, **kwargs) -> None:
        """`GroupFactory(led_by=speaker)`"""
        if extracted:
            GroupMembershipFactory(group=self, person=extracted, is_speaker=True)


class GroupMembershipFactory(DjangoModelFactory[GroupMembership]):
    class Meta:
        model = GroupMembership

    group = factory.SubFactory(GroupFactory)
    person = factory.SubFactory(UserFactory)


class PostFactory(DjangoModelFactory[Post]):
    class Meta:
        model = Post

    group = factory.SubFactory(GroupFactory)
    author = factory.SubFactory(UserFactory)
    title = factory.Sequence(lambda n: f"Beitrag {n}")
    text = "Was meinen Sie?"


class PostCommentFactory(DjangoModelFactory[PostComment]):
    class Meta:
        model = PostComment

    post = factory.SubFactory(PostFactory)
    author = factory.SubFactory(UserFactory)
    text = "Das sehe ich auch so."


class MeetingFactory(DjangoModelFactory[Meeting]):
    class Meta:
        model = Meeting

    group = factory.SubFactory(GroupFactory)
    author = factory.SubFactory(UserFactory)
    title = factory.Sequence(lambda n: f"Treffen {n}")
    start = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))
    end = factory.LazyAttribute(lambda meeting: meeting.start + timedelta(hours=2))
    place = "Lernwerkstatt, Fuldatal"
    barriers = "Stufenlos, Aufzug, barrierefreie Toilette."


class TaskFactory(DjangoModelFactory[Task]):
    class Meta:
        model = Task

    group = factory.SubFactory(GroupFactory)
    author = factory.SubFactory(UserFactory)
    title = factory.Sequence(lambda n: f"Aufgabe {n}")


class DecisionFactory(DjangoModelFactory[Decision]):
    class Meta:
        model = Decision

    group = factory.SubFactory(GroupFactory)
    author = factory.SubFactory(UserFactory)
    title = factory.Sequence(lambda n: f"Beschluss {n}")
    text = "Weil es sich rechnet."
    decided_on = factory.LazyFunction(timezone.localdate)


def document(
    group: WorkingGroup | None = None,
    by: User | None = None,
    *,
    title: str = "Kennzahlen",
    content: bytes = b"Jahr;kWh\n2026;12\n",
    name: str = "zahlen.csv",
) -> GroupDocument:
    return store_document(
        group=group or GroupFactory(),
        title=title,
        file=SimpleUploadedFile(name, content),
        by=by or UserFactory(),
    )
