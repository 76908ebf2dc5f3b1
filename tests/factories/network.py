"""People, as valid as a sign-up leaves them: with a confirmed address."""

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone
from factory.django import DjangoModelFactory

from network.models import (
    Affiliation,
    GroupMembership,
    Notice,
    Organisation,
    Profile,
    StakeholderGroup,
    Topic,
    User,
    WorkingGroup,
)
from tregks.demo.cast import PASSWORD


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@tregks.example")
    name = factory.Faker("name", locale="de_DE")
    password = PASSWORD

    @classmethod
    def _create(cls, model_class, *args, **kwargs) -> User:
        return User.objects.create_user(*args, **kwargs)

    @factory.post_generation
    def confirmed(self, create, extracted, **kwargs) -> None:
        """`UserFactory(confirmed=False)` has not entered the code yet."""
        if create and extracted is not False:
            EmailAddress.objects.create(
                user=self, email=self.email, verified=True, primary=True
            )


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Betrieb {n}")
    state = Organisation.State.PUBLISHED
    stakeholder_group = StakeholderGroup.COMPANIES
    municipality = "Kassel"

    @factory.post_generation
    def topics(self, create, extracted, **kwargs) -> None:
        """`OrganisationFactory(topics=["digitalisierung"])`"""
        if create and extracted:
            self.topics.set(Topic.objects.filter(slug__in=extracted))


class AffiliationFactory(DjangoModelFactory[Affiliation]):
    class Meta:
        model = Affiliation

    person = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    may_speak = False
    granted_at = factory.LazyAttribute(
        lambda affiliation: timezone.now() if affiliation.may_speak else None
    )


class ProfileFactory(DjangoModelFactory[Profile]):
    class Meta:
        model = Profile

    user = factory.SubFactory(UserFactory)
    visibility = Profile.Visibility.MEMBERS


class NoticeFactory(DjangoModelFactory[Notice]):
    class Meta:
        model = Notice

    kind = Notice.Kind.OFFER
    state = Notice.State.PUBLISHED
    title = factory.Sequence(lambda n: f"Prüfstand {n}")
    text = "Stundenweise frei."
    topic = factory.LazyFunction(Topic.objects.first)
    author = factory.SubFactory(UserFactory)


class WorkingGroupFactory(DjangoModelFactory[WorkingGroup]):
    class Meta:
        model = WorkingGroup
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Gruppe {n}")
    state = WorkingGroup.State.ACTIVE
    topic = factory.LazyFunction(Topic.objects.first)
    lead = "Woran wir arbeiten."

    @factory.post_generation
    def members(self, create, extracted, **kwargs) -> None:
        """`WorkingGroupFactory(members=[member, speaker])`"""
        for person in extracted or []:
            GroupMembership.objects.create(group=self, person=person)
