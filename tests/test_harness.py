"""What all other tests rely on."""

import socket

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from network.models import Topic, User


def test_network_is_off():
    with (
        socket.socket() as stranger,
        pytest.raises(UserWarning, match="A test tried"),
    ):
        stranger.connect(("192.0.2.1", 80))


def test_cast_has_confirmed_addresses(manager, editor, speaker, member, stranger):
    cast = [manager, editor, speaker, member, stranger]
    assert all(person.emailaddress_set.get().verified for person in cast)
    assert len({person.email for person in cast}) == 5


def test_login_gives_everybody_a_browser_of_their_own(login, member, stranger):
    assert login(member).session["_auth_user_id"] == str(member.pk)
    assert login(stranger).session["_auth_user_id"] == str(stranger.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_committed_data_are_gone_and_migrated_data_are_back_after_a_test(run):
    assert not User.objects.exists()
    assert Topic.objects.count() == 6
    User.objects.create_user("somebody@tregks.example", name="Somebody")
    Topic.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO cache VALUES ('key', 'x', now())")
        cursor.execute("SELECT count(*) FROM cache")
        assert cursor.fetchone() == (1,)
    Group.objects.create(name=f"Run {run}")
