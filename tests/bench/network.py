"""``make bench-network``: the directory with 5,000 organisations, the list of 10,000
people, and a post for a group of 5,000 beside one for a group of one.

Pages are always rendered, asked in turn with the bare page (see `tests.bench`).
"""

import os
import signal
import sys
import time
from statistics import median
from typing import Any

from tests.bench import load, serve
from tests.bench.__main__ import RESULTS, prepare_bare, prepare_portal, say

ORGANISATIONS, PEOPLE, GROUP = 5_000, 10_000, 5_000
REPEATS, SECONDS, POSTS = 5, 1.5, 20
LEAST_SHARE = 0.25
PAGES = {
    "directory": "/netzwerk/",
    "directory, filtered": (
        "/netzwerk/?akteursgruppe=forschung&handlungsfeld=digitalisierung"
    ),
    "directory, searched": "/netzwerk/?q=betrieb+wasserstoff",
    "people": "/netzwerk/personen/",
    "people, filtered": "/netzwerk/personen/?akteursgruppe=forschung",
}


def fill() -> tuple[Any, Any, Any]:
    """Organisations and people; gives one of them, a small and a large group."""
    from django.db import connection  # noqa: PLC0415 - all below needs the settings

    from network.models import (  # noqa: PLC0415
        GroupMembership,
        Organisation,
        Profile,
        StakeholderGroup,
        Topic,
        User,
        WorkingGroup,
    )

    kinds = StakeholderGroup.values
    topics = list(Topic.objects.all())
    organisations = Organisation.objects.bulk_create(
        Organisation(
            name=f"Betrieb {number}",
            slug=f"bench-betrieb-{number}",
            state="published",
            stakeholder_group=kinds[number % 8],
            municipality=f"Ort {number % 60}",
            description="Wir bauen Teile und suchen Partner für Wasserstoff. " * 8,
        )
        for number in range(ORGANISATIONS)
    )
    Organisation.topics.through.objects.bulk_create(
        Organisation.topics.through(
            organisation=organisation, topic=topics[number // 8 % len(topics)]
        )
        for number, organisation in enumerate(organisations)
    )
    people = User.objects.bulk_create(
        User(email=f"crowd{number}@example.org", name=f"Vorname Name{number}")
        for number in range(PEOPLE)
    )
    Profile.objects.bulk_create(
        Profile(user=person, visibility="members", stakeholder_group=kinds[number % 8])
        for number, person in enumerate(people)
    )
    groups = [
        WorkingGroup.objects.create(
            name=f"Bench {size}", state="active", topic=topics[0]
        )
        for size in (1, GROUP)
    ]
    for group, size in zip(groups, (1, GROUP), strict=True):
        GroupMembership.objects.bulk_create(
            GroupMembership(group=group, person=person) for person in people[:size]
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return people[0], *groups


def log_in(person: Any) -> str:
    from django.test import Client  # noqa: PLC0415 - Django is ready only now

    client = Client()
    client.force_login(person)
    return f"session={client.cookies['session'].value}"


def queries(path: str, cookie: str) -> int:
    from django.db import connection  # noqa: PLC0415 - Django is ready only now
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client = Client(headers={"Host": "127.0.0.1", "Cookie": cookie})
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200, path
    return len(captured)


def seconds_to_post(group: Any, person: Any) -> float:
    """What somebody waits for who writes to a group; the worker does the rest."""
    from network.group_posts import write_post  # noqa: PLC0415 - as above

    took = []
    for number in range(POSTS):
        started = time.perf_counter()
        write_post(group=group, title=f"Beitrag {number}", text="Ja?", by=person)
        took.append(time.perf_counter() - started)
    return median(took)


def main() -> None:
    # SIGTERM takes the same clean way out as Ctrl-C, so that no server stays behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    os.environ["LOG_LEVEL"] = "WARNING"
    RESULTS.mkdir(parents=True, exist_ok=True)
    bare_port, port = serve.free_port(), serve.free_port()
    say("Preparing database, demo content and a crowd …")
    prepare_portal(port, fresh=True, name="tregks_bench_network")
    person, small, large = fill()
    cookie = log_in(person)
    counts = {name: queries(path, cookie) for name, path in PAGES.items()}
    posting = [seconds_to_post(group, person) for group in (small, large)]
    environment = prepare_bare(fresh=True)

    from django.db import connections  # noqa: PLC0415 - Django is ready only now

    connections.close_all()
    say(f"{'':22}{'rps':>8}{'p95 ms':>9}{'share':>8}   queries (share ≥ {LEAST_SHARE})")
    with (
        serve.serving("bare", "tests.bench.bare", bare_port, environment) as bare,
        serve.serving("network", "tregks.wsgi", port, {}) as portal,
    ):
        for name, path in PAGES.items():
            runs, shares = [], []
            load.run(portal.port, path, connections=8, seconds=1, cookie=cookie)
            for _ in range(REPEATS):
                reference = load.run(bare.port, "/", connections=1, seconds=SECONDS)
                run = load.run(
                    portal.port, path, connections=1, seconds=SECONDS, cookie=cookie
                )
                assert not run.failures, path
                runs.append(run)
                shares.append(run.rate / reference.rate)
            rate = median(run.rate for run in runs)
            p95 = median(run.percentile(95) for run in runs)
            say(f"{name:22}{rate:8.1f}{p95:9.1f}{median(shares):8.2f}{counts[name]:10}")
    one, many = (seconds * 1000 for seconds in posting)
    say(f"a post for a group of one {one:.1f} ms, of {GROUP} {many:.1f} ms")


if __name__ == "__main__":
    main()
