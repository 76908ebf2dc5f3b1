"""Every change of content is noticed, whoever makes it."""

from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from network.models import Topic
from tests.factories.network import UserFactory
from tregks.changes import content_state, forget_changes, watched_tables


@pytest.fixture
def topic(db) -> Topic:
    return Topic.objects.order_by("pk")[0]


def rename(topic: Topic) -> None:
    topic.name += "!"
    topic.save()


CHANGES = {
    "saved": rename,
    "bulk update": lambda topic: Topic.objects.update(position=1),
    "deleted": lambda topic: topic.delete(),
    "added": lambda topic: Topic.objects.create(name="Neu", slug="neu", position=9),
    "plain SQL": lambda topic: connection.cursor().execute(
        "UPDATE network_topic SET position = position"
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_change_is_noticed(topic, change):
    before = content_state()
    change(topic)
    assert content_state() != before


def test_second_change_in_one_transaction_is_noticed(topic):
    rename(topic)
    before = content_state()
    rename(topic)
    assert content_state() != before


def test_reading_and_logging_in_change_nothing(topic):
    user = UserFactory()
    before = content_state()
    user.last_login = timezone.now()
    user.save()
    list(Topic.objects.all())
    assert content_state() == before


def test_change_that_is_undone_leaves_no_trace(topic):
    before = content_state()
    with transaction.atomic():
        rename(topic)
        transaction.set_rollback(True)
    assert content_state() == before


def test_every_watched_table_has_its_trigger(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger"
            " WHERE tgname = 'note_content_change'"
        )
        triggered = {name for (name,) in cursor.fetchall()}
    assert triggered == watched_tables()
    assert "cms_newspage_topics" in triggered
    assert not {"network_user", "django_session", "cache"} & triggered


def test_forgetting_old_changes_is_a_change_of_state_itself(topic):
    rename(topic)
    before = content_state()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE content_change SET at = %s", [timezone.now() - timedelta(hours=2)]
        )
    rename_state = content_state()
    forget_changes()
    assert before == rename_state != content_state()


@pytest.mark.django_db(transaction=True)
def test_two_transactions_do_not_wait_and_may_commit_in_any_order():
    states = [content_state()]
    with writer() as first, writer() as second:
        for number, one in enumerate((first, second)):
            one.execute("SET lock_timeout = '500ms'")
            one.execute(
                "UPDATE network_topic SET position = position WHERE id ="
                " (SELECT id FROM network_topic ORDER BY id OFFSET %s LIMIT 1)",
                [number],
            )
        states.append(content_state())
        second.commit()
        states.append(content_state())
        first.commit()
        states.append(content_state())
    assert states[0] == states[1]
    assert len(set(states)) == 3


def writer() -> psycopg.Connection:
    """A connection of its own, as another process has."""
    parameters = connection.get_connection_params()
    return psycopg.connect(
        **{name: parameters[name] for name in ("dbname", "host", "user")}
    )
