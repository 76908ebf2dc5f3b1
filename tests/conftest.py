"""What all tests share: environment, database, the cast of people, the page tree."""

import os
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

from tests import database

database.prepare_environment()
django.setup()

from django.db import connection, connections  # noqa: E402 - Django is ready only now
from django.test import TransactionTestCase, override_settings  # noqa: E402
from django.utils import translation  # noqa: E402

pytest_plugins = ["tests.cast"]


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: pytest.FixtureRequest,
) -> Iterator[None]:
    """Replaces pytest-django's: a copy of the migrated template for this process."""
    name = f"{database.PREFIX}_process_{os.getpid()}"

    def copy_again(test_case: TransactionTestCase) -> None:
        """Instead of emptying all tables, which would also take what migrations made."""
        connections.close_all()
        connection.close_pool()
        database.copy(template, name)

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        template = database.migrated_template()
        database.drop_leftovers()
        database.copy(template, name)
        patch.setattr(TransactionTestCase, "_fixture_teardown", copy_again)
        with database.connected_to(name):
            yield
        database.drop(name)


@pytest.fixture(scope="session", autouse=True)
def _settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The only differences to a real portal, each for speed or cleanliness.

    Hashing passwords is slow by intention, collecting static files takes long (the
    browser tests do it), uploads must not stay.
    """
    empty = tmp_path_factory.mktemp("static")
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STATIC_ROOT=empty,
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {
                "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
            },
        },
        PRIVATE_ROOT=tmp_path_factory.mktemp("private"),
        MEDIA_ROOT=str(tmp_path_factory.mktemp("media")),
        VAR_DIR=Path(tmp_path_factory.mktemp("var")),
    ):
        yield


@pytest.fixture(autouse=True)
def _german() -> Iterator[None]:
    """A request for an English page must not change the language of later tests."""
    with translation.override("de"):
        yield
