"""A rush for the seats of one workshop: members register at once, each one time."""

import http.client
import queue
import threading
import time
from datetime import timedelta
from statistics import quantiles
from typing import Any

from tests.bench import load

PEOPLE, SEATS, CONNECTIONS = 200, 20, 50
MOST = 6  # times the bare page's p95
CSRF = "b" * 32


def prepare() -> tuple[str, list[str]]:
    """A new workshop and members who are logged in: its address, their cookies."""
    from django.test import Client  # noqa: PLC0415 - Django is ready only now
    from django.utils import timezone  # noqa: PLC0415

    from network.models import User  # noqa: PLC0415
    from workshops.models import Workshop  # noqa: PLC0415

    start = timezone.now() + timedelta(days=30)
    workshop = Workshop.objects.create(
        title=f"Andrang {time.time_ns()}",
        state="published",
        lead="Alle auf einmal.",
        barriers="keine",
        place="Halle",
        start=start,
        end=start + timedelta(hours=2),
        capacity=SEATS,
        contact_name="Bench",
        contact_email="bench@tregks.example",
    )
    cookies = []
    for number in range(PEOPLE):
        email = f"bench{number}@tregks.example"
        person, _new = User.objects.get_or_create(
            email=email, defaults={"name": f"Person {number}", "password": "!"}
        )
        client = Client()
        client.force_login(person)
        client.get(f"{workshop.get_absolute_url()}anmelden/")  # the form is open
        cookies.append(f"session={client.cookies['session'].value}; csrf={CSRF}")
    return workshop.get_absolute_url(), cookies


def register(port: int, path: str, cookie: str) -> tuple[float, int]:
    """Seconds and status of one registration."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Cookie": cookie,
        "X-CSRFToken": CSRF,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    started = time.perf_counter()
    connection.request(
        "POST", f"{path}anmelden/", f"csrfmiddlewaretoken={CSRF}", headers
    )
    answer = connection.getresponse()
    answer.read()
    seconds = time.perf_counter() - started
    connection.close()
    return seconds, answer.status


def run(portal: int, bare: int) -> dict[str, Any]:
    """Everybody at once on the portal, beside the bare page with as many connections."""
    from workshops.models import Workshop  # noqa: PLC0415 - Django is ready only now

    path, cookies = prepare()
    reference = load.run(bare, "/", connections=CONNECTIONS, seconds=3)
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    for cookie in cookies:
        waiting.put(cookie)
    found: list[tuple[float, int]] = []

    def loop() -> None:
        while True:
            try:
                cookie = waiting.get_nowait()
            except queue.Empty:
                return
            found.append(register(portal, path, cookie))

    threads = [threading.Thread(target=loop) for _ in range(CONNECTIONS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    p95 = quantiles([each for each, _status in found], n=20)[-1] * 1000
    workshop = Workshop.objects.with_numbers().get(slug=path.split("/")[2])
    return {
        "per_second": round(PEOPLE / seconds, 1),
        "p95_ms": round(p95),
        "bare_p95_ms": round(reference.percentile(95)),
        "times_bare": round(p95 / reference.percentile(95), 2),
        "failures": sum(status != 302 for _seconds, status in found),
        "seats": workshop.taken,
        "waiting": workshop.queue,
    }


def table(rush: dict[str, Any]) -> str:
    return (
        f"rush for a workshop   {PEOPLE} people over {CONNECTIONS} connections for "
        f"{SEATS} seats: {rush['per_second']} registrations a second, p95 "
        f"{rush['p95_ms']} ms = {rush['times_bare']} × bare page ({rush['bare_p95_ms']} ms; "
        f"target ≤ {MOST}), {rush['seats']} seats and {rush['waiting']} waiting, "
        f"{rush['failures']} failed"
    )
