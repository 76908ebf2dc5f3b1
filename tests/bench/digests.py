"""``make bench-digests``: how long it takes to tell 5,000 people of something.

Runs what web server and worker run, in one process, on a database of its own: announce
to one group, write everybody's notifications, promise the digests, write and hand over
each of them. Sending takes what the mail server needs, which is not measured here.
"""

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.bench import serve

PEOPLE = 5_000
EVENTS = 3
WORKER_THREADS = 4  # the setting of the worker


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def timed(what: str, limit: float, work: Callable[[], object]) -> None:
    started, cpu = time.perf_counter(), time.process_time()
    work()
    took, cpu = time.perf_counter() - started, time.process_time() - cpu
    say(f"{what:40}{took:8.2f} s{cpu:8.2f} s CPU   (target {limit:g} s)")


def main() -> None:
    os.environ.update(
        DEMO="1",
        DATABASE_URL=serve.own_database("tregks_bench_digests", fresh=True),
        BASE_URL="http://127.0.0.1:8000",
        LOG_LEVEL="WARNING",
        DJANGO_SETTINGS_MODULE="tregks.settings",
    )
    # Only now do the settings find what they need.
    import django  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    call_command("migrate", interactive=False, verbosity=0)
    measure()


def measure() -> None:
    from datetime import timedelta  # noqa: PLC0415 - all below needs the settings

    from django.utils import timezone  # noqa: PLC0415

    from network import notifications, outbox  # noqa: PLC0415
    from network.models import (  # noqa: PLC0415
        Event,
        GroupMembership,
        Notice,
        OutgoingMail,
        Topic,
        User,
        WorkingGroup,
    )

    topic = Topic.objects.get(pk=1)
    people = User.objects.bulk_create(
        User(email=f"person{number}@example.org", name=f"Person {number}")
        for number in range(PEOPLE)
    )
    group = WorkingGroup.objects.create(name="Alle", state="active", topic=topic)
    GroupMembership.objects.bulk_create(
        GroupMembership(group=group, person=person) for person in people
    )
    notices = [
        Notice.objects.create(
            title=f"Angebot {number}",
            kind="biete",
            state="published",
            topic=topic,
            author=people[0],
        )
        for number in range(EVENTS)
    ]

    def announce() -> None:
        for notice in notices:
            notifications.notify(
                key=f"notice:{notice.pk}",
                kind="post",
                title=f"Neu in der Gruppe: {notice.title}",
                target=notice,
                by=None,
                group=group,
                to_group=True,
                text="Ein Auszug aus dem, was geschrieben wurde. " * 5,
            )

    def spread() -> None:
        for event in Event.objects.all():
            notifications.spread(event_id=event.pk)

    def promise() -> None:
        notifications.queue_digests(now=timezone.now() + timedelta(days=1))

    def send(number: int) -> None:
        outbox.deliver(mail_id=number)

    def hand_over() -> None:
        """Side by side, as many as one worker does."""
        numbers = OutgoingMail.objects.values_list("pk", flat=True)
        with ThreadPoolExecutor(WORKER_THREADS) as pool:
            list(pool.map(send, numbers))

    say(f"{PEOPLE} people, {EVENTS} events for each")
    timed("announce to all of them", 1, announce)
    timed("write their notifications", 60, spread)
    timed("promise their digests", 60, promise)
    timed("write and hand over each digest", 60, hand_over)
    sent = OutgoingMail.objects.filter(state="sent").count()
    assert sent == PEOPLE, f"{sent} of {PEOPLE} were sent"


if __name__ == "__main__":
    main()
