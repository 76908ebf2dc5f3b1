"""Databases and gunicorn servers for a bench, and what their workers use up."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import database
from tests.database import ROOT
from tregks import postgres

TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def own_database(name: str, *, fresh: bool) -> str:
    """The address of a database for the bench, on the server of the demo.

    That is the one DATABASE_URL names, or else the embedded one.
    """
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = postgres.start()
    if fresh:
        database.drop(name)
    with database.server() as execute:
        names = execute("SELECT datname FROM pg_database").fetchall()
        if (name,) not in names:
            execute("CREATE DATABASE {}", name)
    return database.url_of(name)


class Server:
    """A gunicorn with the portal's settings."""

    def __init__(
        self, name: str, application: str, port: int, environment: dict[str, str]
    ) -> None:
        self.port = port
        self.log_file = ROOT / "var" / "bench" / f"{name}.log"
        with self.log_file.open("w") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn"),
                    *("--config", "python:tregks.gunicorn"),
                    *("--bind", f"127.0.0.1:{port}", application),
                ],
                cwd=ROOT,
                env={**os.environ, **environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_until_answering(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/").close()
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
            else:
                return
        sys.exit(f"A server did not start; its messages stand in {self.log_file}.")

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def cpu_seconds(self) -> float:
        """What the workers have used, those that have stepped down included."""
        own = _stat(self.process.pid)
        total = own[15] + own[16]  # waited-for children
        for pid in self.workers():
            used = _stat(pid)
            total += used[13] + used[14]
        return total / TICKS

    def memory(self) -> list[dict[str, float]]:
        """MiB of each worker: resident, and its share of what is shared."""
        found = []
        for pid in self.workers():
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            sizes = dict(line.split(":") for line in lines[1:])
            found.append(
                {
                    name.lower(): round(int(sizes[name].split()[0]) / 1024, 1)
                    for name in ("Rss", "Pss")
                }
            )
        return found

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _stat(pid: int) -> list[int]:
    """The numbers of /proc/…/stat, counted as in proc(5) from zero."""
    text = Path(f"/proc/{pid}/stat").read_text()
    rest = text[text.rindex(")") + 2 :].split()
    return [0, 0, 0, *map(int, rest[1:])]


@contextmanager
def serving(
    name: str, application: str, port: int, environment: dict[str, str]
) -> Iterator[Server]:
    """Run a server until the block ends."""
    server = Server(name, application, port, environment)
    try:
        server.wait_until_answering()
        yield server
    finally:
        server.stop()
