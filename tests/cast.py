"""The cast: five people, the same in every test, the same as in the demo.

    manager   network manager, may do everything in the admin
    editor    pages, news and media
    speaker   runs a working group
    member    belongs to the network
    stranger  has an account and nothing else

Every view that writes has a test in which the stranger gets nowhere.
"""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from network.models import User
from tests.factories.network import UserFactory
from tregks.demo.cast import CAST

Login = Callable[[User], Client]
EMAILS = dict(
    zip(
        ("manager", "editor", "speaker", "member", "stranger"),
        (person.email for person in CAST),
        strict=True,
    )
)


def person(role: str, *groups: str) -> User:
    user = UserFactory(email=EMAILS[role])
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


@pytest.fixture
def manager(db: None) -> User:
    return person("manager", "Netzwerkmanagement")


@pytest.fixture
def editor(db: None) -> User:
    return person("editor", "Redaktion")


@pytest.fixture
def speaker(db: None) -> User:
    return person("speaker")


@pytest.fixture
def member(db: None) -> User:
    return person("member")


@pytest.fixture
def stranger(db: None) -> User:
    return person("stranger")


@pytest.fixture
def login() -> Login:
    """`login(editor)` is a browser in which the editor is logged in."""

    def login(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return login
