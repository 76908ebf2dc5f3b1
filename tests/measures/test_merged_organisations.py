"""Two entries of the directory become one: what it said and promised stays its own."""

from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from measures.models import Measure, Position
from network.models import Organisation
from network.organisations import merge_organisations
from strategy.models import Endorsement
from tests.factories.implementation import CommitmentFactory
from tests.factories.measures import CommentFactory, MeasureFactory
from tests.factories.network import OrganisationFactory
from tests.factories.strategy import VisionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def duplicate() -> Organisation:
    return OrganisationFactory(name="Werk Nord GmbH", state="published")


@pytest.fixture
def remaining() -> Organisation:
    return OrganisationFactory(name="Werk Nord", state="published")


def position(
    measure: Measure,
    organisation: Organisation,
    days: int,
    reason: str,
    ended_at: datetime | None = None,
) -> Position:
    return Position.objects.create(
        measure=measure,
        organisation=organisation,
        stance="support",
        reason=reason,
        taken_at=timezone.now() - timedelta(days=days),
        ended_at=ended_at,
    )


@pytest.mark.parametrize(("days", "valid"), [(1, "Vom Doppel"), (9, "Vom Bleibenden")])
def test_the_later_of_two_positions_is_valid_and_the_other_history(
    client, duplicate, remaining, manager, days, valid
):
    measure = MeasureFactory(state="adopted")
    position(measure, duplicate, days, "Vom Doppel")
    position(measure, remaining, 5, "Vom Bleibenden")
    position(measure, duplicate, 20, "Früher", ended_at=timezone.now())
    other = position(MeasureFactory(state="adopted"), duplicate, 3, "Zur anderen")
    merge_organisations(duplicate=duplicate, into=remaining, by=manager)
    assert not duplicate.positions.exists()
    assert measure.positions.filter(organisation=remaining).count() == 3
    assert measure.positions.current().get().reason == valid
    other.refresh_from_db()
    assert (other.organisation, other.ended_at) == (remaining, None)
    page = client.get(measure.get_absolute_url()).text
    for reason in ("Vom Doppel", "Vom Bleibenden", "Früher"):
        assert reason in page


def test_promises_comments_and_responsibility_move_along(
    client, duplicate, remaining, manager
):
    measure = MeasureFactory(state="implementing", responsible=duplicate)
    commitment = CommitmentFactory(measure=measure, organisation=duplicate)
    comment = CommentFactory(organisation=duplicate)
    merge_organisations(duplicate=duplicate, into=remaining, by=manager)
    for each in (measure, commitment, comment):
        each.refresh_from_db()
    assert measure.responsible == remaining
    assert measure.get_latest_revision_as_object().responsible == remaining
    assert measure.revisions.count() == 1
    assert (commitment.organisation, comment.organisation) == (remaining, remaining)
    page = client.get(measure.get_absolute_url()).text
    assert commitment.text in page
    assert remaining.get_absolute_url() in page


def test_it_stands_behind_a_vision_once_since_the_first_time(
    duplicate, remaining, manager
):
    both, one = VisionFactory.create_batch(2)
    early = timezone.now() - timedelta(days=30)
    Endorsement.objects.create(vision=both, organisation=duplicate, given_at=early)
    Endorsement.objects.create(vision=both, organisation=remaining)
    Endorsement.objects.create(vision=one, organisation=duplicate)
    merge_organisations(duplicate=duplicate, into=remaining, by=manager)
    assert both.endorsements.get().given_at == early
    assert one.endorsements.get().organisation == remaining


def test_migration_moves_what_earlier_merges_left_behind(duplicate, remaining):
    measure = MeasureFactory(state="implementing", responsible=duplicate)
    commitment = CommitmentFactory(measure=measure, organisation=duplicate)
    position(measure, duplicate, 1, "Vom Doppel")
    position(measure, remaining, 5, "Vom Bleibenden")
    position(MeasureFactory(state="adopted"), duplicate, 3, "Zur anderen")
    vision = VisionFactory()
    early = timezone.now() - timedelta(days=30)
    Endorsement.objects.create(vision=vision, organisation=duplicate, given_at=early)
    Endorsement.objects.create(vision=vision, organisation=remaining)
    duplicate.state, duplicate.merged_into = "archived", remaining
    duplicate.save()

    migration = import_module("measures.migrations.0007_merged_organisations")
    migration.move_along(apps, schema_editor=None)

    measure.refresh_from_db()
    commitment.refresh_from_db()
    assert measure.responsible == remaining
    assert measure.get_latest_revision_as_object().responsible == remaining
    assert commitment.organisation == remaining
    assert measure.positions.current().get().reason == "Vom Doppel"
    assert set(Position.objects.values_list("organisation", flat=True)) == {
        remaining.pk
    }
    assert vision.endorsements.get().given_at == early
