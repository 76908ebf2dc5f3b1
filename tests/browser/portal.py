"""A portal of one's own: what `make run` starts, on a copy of the demo's database."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests import database
from tests.database import ROOT
from tregks import postgres

VAR_DIR = postgres.VAR_DIR / "test-browser"
# What the demo's content depends on.
CONTENT = (
    *("tregks/demo/*.py", "tregks/management/commands/seed_demo.py"),
    *("tregks/cms/blocks.py", "tregks/cms/models/*.py", "network/models/*.py"),
    *("measures/*.py", "measures/models/*.py"),
)


def environment(name: str, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": database.url_of(name),
        "PORT": str(port),
        "VAR_DIR": str(VAR_DIR),
        "WEB_WORKERS": "1",
    }


@contextmanager
def one_at_a_time() -> Iterator[None]:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (VAR_DIR / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def demo_template() -> str:
    """The demo's content, loaded once a day and whenever its source changes."""
    version = f"{database.fingerprint(*CONTENT)}{datetime.now(UTC):%d}"
    base = database.migrated_template()
    return database.template("demo", f"{base[-24:]}{version}", load_demo, base)


def load_demo(name: str) -> None:
    """As `make run` does the first time."""
    for folder in ("media", "private"):
        shutil.rmtree(VAR_DIR / folder, ignore_errors=True)
    with started(name):
        pass


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def started(name: str) -> Iterator[str]:
    """Run the portal on a database, give its address, stop it in the end."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    log_file = VAR_DIR / f"{name}.log"
    with log_file.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tregks.run"],
            cwd=ROOT,
            env=environment(name, port),
            stdout=log,
            stderr=log,
        )
    try:
        wait_until_answering(url, process, log_file)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=60)
    assert process.returncode == 0, log_file.read_text()
    log_file.unlink()


def wait_until_answering(
    url: str, process: subprocess.Popen[bytes], log_file: Path
) -> None:
    deadline = time.monotonic() + 600  # also on a busy machine
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"The portal did not start:\n{log_file.read_text()}")


@contextmanager
def portal() -> Iterator[str]:
    """A portal of one's own, with a copy of the demo's content."""
    name = f"{database.PREFIX}_process_{os.getpid()}_portal"
    with one_at_a_time():
        database.drop_leftovers()
        database.copy(demo_template(), name)
    with started(name) as url:
        yield url
    database.drop(name)
