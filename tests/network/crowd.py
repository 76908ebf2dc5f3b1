"""Many people at once: `python -m tests.network.crowd limit` does 50 tries in threads.

Says "ready", waits for a line, then prints how often each outcome came. Started twice
by test_limits, so that limits are tested across processes.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import django

django.setup()

from django.db import connections  # noqa: E402 - Django is ready only now
from django.http import HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402

from network import limits  # noqa: E402

TRIES = 50
HERE = {"host": "127.0.0.1"}


def limit(number: int) -> str:
    minute = timedelta(minutes=1)
    return str(limits.allowed("test", "somebody", amount=10, per=minute))


def outcome(page: HttpResponse, tried: str) -> str:
    text = page.content.decode()
    if tried in text:
        return "tried"
    return "refused" if "zu viele Versuche" in text else str(page.status_code)


def login(number: int) -> str:
    answers = {"login": "ada@example.org", "password": "falsch"}
    page = Client(headers=HERE).post("/konto/login/", answers)
    return outcome(page, tried="passen nicht zusammen")


def code(number: int) -> str:
    """Guess at the code of one session, whose cookie comes with the command."""
    client = Client(headers=HERE)
    client.cookies["session"] = sys.argv[2]
    guess = {"code": f"BBBB-BB{number:02}"}
    page = client.post("/konto/login/code/confirm/", guess)
    return outcome(page, tried="Dieser Code stimmt nicht")


def once(work: Callable[[int], str]) -> Callable[[int], str]:
    def closing(number: int) -> str:
        try:
            return work(number)
        finally:
            connections.close_all()

    return closing


if __name__ == "__main__":
    print("ready", flush=True)  # noqa: T201 - answers its parent process
    sys.stdin.readline()
    with ThreadPoolExecutor(5) as pool:
        outcomes = Counter(pool.map(once(globals()[sys.argv[1]]), range(TRIES)))
    print(json.dumps(outcomes))  # noqa: T201
