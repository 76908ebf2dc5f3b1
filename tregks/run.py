"""``make run``: the demo portal on one's own machine, web server and worker together.

Starts the embedded PostgreSQL, brings database, demo content and static files up to
date, starts both programs and stops everything on Ctrl-C.
"""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from tregks import postgres
from tregks.demo.cast import logins

HOST = "127.0.0.1"
STOP_SECONDS = 20


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def requested_port() -> int:
    given = os.environ.get("PORT", "8000")
    if not given.isdecimal() or not 1 <= int(given) <= 65535:
        sys.exit(f"PORT must be a number from 1 to 65535, not {given!r}.")
    port = int(given)
    if not port_is_free(port):
        sys.exit(
            f"Port {port} is in use. Stop the program that uses it (perhaps another "
            f"`make run`), or choose another one: PORT={port + 1} make run"
        )
    return port


def bring_database_up_to_date() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("      new tables, this takes about half a minute the first time")
        call_command("migrate", interactive=False, verbosity=0)
    call_command("seed_demo")


def static_fingerprint() -> str:
    """What the collected files depend on: our files and the locked libraries."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for folder in settings.STATICFILES_DIRS:
        for file in sorted(Path(folder).rglob("*")):
            digest.update(f"{file} {file.stat().st_mtime_ns}".encode())
    return digest.hexdigest()


def collect_static_files() -> None:
    stamp = settings.VAR_DIR / "static.stamp"
    fingerprint = static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint)


def start_programs(port: int) -> dict[str, subprocess.Popen[bytes]]:
    """Start web server and worker, each in a session of its own.

    Ctrl-C then reaches this program only, which stops them in order.
    """
    python = sys.executable
    reload = ["--reload"] if settings.DEBUG else []
    commands = {
        "web server": [
            *(python, "-m", "gunicorn", "--config", "python:tregks.gunicorn"),
            *("--bind", f"{HOST}:{port}", *reload, "tregks.wsgi"),
        ],
        "worker": [python, "manage.py", "procrastinate", "worker", "--concurrency=3"],
    }
    return {
        name: subprocess.Popen(command, start_new_session=True)  # noqa: S603 - fixed
        for name, command in commands.items()
    }


def wait_until_answering(port: int, web: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and web.poll() is None:
        try:
            urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The web server did not start; its messages stand above.")


def stop_programs(programs: dict[str, subprocess.Popen[bytes]]) -> None:
    for program in programs.values():
        if program.poll() is None:
            program.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for program in programs.values():
        try:
            program.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            program.kill()


def watch(programs: dict[str, subprocess.Popen[bytes]]) -> None:
    while True:
        for name, program in programs.items():
            if program.poll() is not None:
                raise SystemExit(f"The {name} ended unexpectedly; stopping the rest.")
        time.sleep(0.5)


def main() -> None:
    port = requested_port()
    os.environ.setdefault("DEMO", "1")
    os.environ.setdefault("BASE_URL", f"http://{HOST}:{port}")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tregks.settings")
    # SIGTERM (a service manager, `kill`) takes the same clean way out as Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

    say("[1/4] PostgreSQL")
    postgres.ensure_database_url()

    django.setup()

    say("[2/4] Static files")
    collect_static_files()  # before the content: publishing renders pages
    say("[3/4] Database and demo content")
    bring_database_up_to_date()
    connections.close_all()
    say("[4/4] Web server and worker")
    programs = start_programs(port)
    try:
        wait_until_answering(port, programs["web server"])

        say(f"\nThe portal runs at http://{HOST}:{port}/ - stop it with Ctrl-C.\n")
        say(logins())
        watch(programs)
    except KeyboardInterrupt:
        pass
    finally:
        say("\nStopping …")
        stop_programs(programs)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except OperationalError:
        sys.exit("PostgreSQL does not answer. Does the server of DATABASE_URL run?")
    except OSError as error:
        # Disk full, no rights, ...: one sentence instead of a traceback.
        place = f" ({error.filename})" if error.filename else ""
        sys.exit(f"The machine refused: {error.strerror or error}{place}.")
