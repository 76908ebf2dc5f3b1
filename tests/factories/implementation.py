"""Parts of a measure under way, and what practice teaches."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from measures.models import Commitment, Indicator, Milestone
from strategy.models import FeedbackEntry
from tests.factories.measures import MeasureFactory
from tests.factories.network import OrganisationFactory


class MilestoneFactory(DjangoModelFactory[Milestone]):
    """`MilestoneFactory(due=-3)` was due three days ago."""

    class Meta:
        model = Milestone

    class Params:
        due = 30

    measure = factory.SubFactory(MeasureFactory, state="implementing")
    title = factory.Sequence(lambda n: f"Meilenstein {n}")
    due_on = factory.LazyAttribute(
        lambda milestone: timezone.localdate() + timedelta(days=milestone.due)
    )


class CommitmentFactory(DjangoModelFactory[Commitment]):
    class Meta:
        model = Commitment

    measure = factory.SubFactory(MeasureFactory, state="implementing")
    organisation = factory.SubFactory(OrganisationFactory)
    kind = Commitment.Kind.ROOMS
    text = "Ein Saal."


class IndicatorFactory(DjangoModelFactory[Indicator]):
    class Meta:
        model = Indicator

    measure = factory.SubFactory(MeasureFactory, state="implementing")
    name = "Betriebe"
    unit = "Betriebe"
    baseline = 0
    target = 20


class FeedbackFactory(DjangoModelFactory[FeedbackEntry]):
    """Asks nobody; `review=-1` was due yesterday."""

    class Meta:
        model = FeedbackEntry

    class Params:
        review = 14

    source = factory.SubFactory(MeasureFactory, state="implementing")
    concerns_text = "Annahmen"
    effect = "adds"
    finding = "Neues."
    evidence = "Zahlen."
    review_by = factory.LazyAttribute(
        lambda entry: timezone.localdate() + timedelta(days=entry.review)
    )
