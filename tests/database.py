"""The tests' PostgreSQL: migrated once, then copied for every process that tests.

DATABASE_URL names the server; without it the embedded one serves, in a directory of
its own, so that a running demo is left alone. Copying the migrated template takes a
fraction of a second, migrating half a minute; the template is made anew when a
migration or a role changes.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tregks import postgres

ROOT = Path(__file__).resolve().parent.parent
SERVER_DIR = postgres.VAR_DIR / "test-postgres"
PREFIX = "tregks_test"
LOCK = 7_316_402  # any number, the same for everybody who makes templates


def prepare_environment() -> None:
    """Everything the settings read, so that a developer's .env cannot change tests."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tregks.settings",
        "DEBUG": "0",
        "DEMO": "1",
        "BASE_URL": "http://127.0.0.1:8000",
        "EMAIL_URL": "",
        "EXTRA_HOSTS": "",
        "PAGE_CACHE_SECONDS": "0",
        "PROXY_COUNT": "0",
        "SECRET_KEY": "tests-only-" + "not-secret-" * 5,
    }
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = start_server()


def start_server() -> str:
    """Start the embedded server; its data may be lost, so it need not be careful."""
    url = postgres.start(SERVER_DIR)
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(
                sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting))
            )
        connection.execute("SELECT pg_reload_conf()")
    return url


def url_of(database: str) -> str:
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=database))


@contextmanager
def server() -> Iterator[Callable[..., psycopg.Cursor]]:
    """Run statements about whole databases, names given as identifiers."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:

        def execute(statement: str, *names: str) -> psycopg.Cursor:
            identifiers = map(sql.Identifier, names)
            return connection.execute(sql.SQL(statement).format(*identifiers))

        yield execute


def fingerprint(*patterns: str) -> str:
    """What the files of these patterns contain, as a short name."""
    digest = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def template(
    purpose: str, version: str, build: Callable[[str], None], base: str | None = None
) -> str:
    """The name of a template database, built by whoever comes first.

    It gets its name when it is complete, so one that was cut short is never used.
    Older ones for the same purpose are dropped.
    """
    name = f"{PREFIX}_{purpose}_{version}"
    unfinished = f"{PREFIX}_{purpose}_unfinished"
    with server() as execute:
        execute(f"SELECT pg_advisory_lock({LOCK})")
        names = [
            row[0] for row in execute("SELECT datname FROM pg_database").fetchall()
        ]
        if name in names:
            return name
        execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", unfinished)
        if base:
            execute("CREATE DATABASE {} TEMPLATE {}", unfinished, base)
        else:
            execute("CREATE DATABASE {}", unfinished)
        build(unfinished)
        execute("ALTER DATABASE {} RENAME TO {}", unfinished, name)
        for old in names:
            if old.startswith(f"{PREFIX}_{purpose}_"):
                with suppress(psycopg.errors.ObjectInUse):
                    execute("DROP DATABASE IF EXISTS {}", old)
    return name


def migrated_template() -> str:
    version = fingerprint("*/migrations/*.py", "*/*/migrations/*.py")
    roles = fingerprint("network/roles.py", "requirements.txt")
    return template("migrated", version + roles, _migrate)


def _migrate(name: str) -> None:
    # Models can be imported only once the settings are ready.
    from django.core.management import call_command, get_commands  # noqa: PLC0415

    with connected_to(name):
        call_command("migrate", interactive=False, verbosity=0)
        if "sync_roles" in get_commands():
            call_command("sync_roles", verbosity=0)


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Point Django at a database and let go of it completely afterwards."""
    from django.db import connection, connections  # noqa: PLC0415

    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        connection.close_pool()
        connection.settings_dict["NAME"] = before


def copy(base: str, name: str) -> None:
    with server() as execute:
        execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        execute("CREATE DATABASE {} TEMPLATE {}", name, base)


def drop(name: str) -> None:
    with server() as execute:
        execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def drop_leftovers() -> None:
    """Remove what test runs that were killed have left on our own server."""
    if str(SERVER_DIR.name) not in os.environ["DATABASE_URL"]:
        return
    with server() as execute:
        for (name,) in execute("SELECT datname FROM pg_database").fetchall():
            process = re.match(rf"{PREFIX}_process_(\d+)", name)
            if process and not Path(f"/proc/{process[1]}").exists():
                execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
