"""How people hear of what happens: one event, one notification, one mail at most.

`notify` writes the event in the transaction of what happened and returns at once,
however many people it concerns; the worker writes their notifications.
"""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from procrastinate.contrib.django import app

from network.models import Event, Notification, User, WorkingGroup
from tregks.jobs import defer

BATCH = 1000
LONGEST_EXCERPT = 300


@transaction.atomic
def notify(
    *,
    key: str,
    kind: str,
    title: str,
    target: models.Model,
    by: User | None,
    people: Iterable[User] = (),
    group: WorkingGroup | None = None,
    to_group: bool = False,
    text: str = "",
    url: str = "",
    immediate: bool = False,
) -> Event | None:
    """Let people know of something, in the current transaction.

    `key` names the event for ever, as "post:17": a second announcement of it does
    nothing and returns None. `kind` is a word of `KINDS`, `title` a German sentence of
    what happened, `text` an excerpt of what was written. `target` is what it is about;
    people hear of it only while `type(target).objects.visible_to(person)` holds it.
    `url` leads there, `target.get_absolute_url()` by default. It goes to `people`, or
    with `to_group` to all members of `group`; never to `by`, who knows already.
    `immediate` is for direct replies and assignments, which are mailed at once;
    everything else waits for the digest.
    """
    event, is_new = Event.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "title": title[:250],
            "text": text[:LONGEST_EXCERPT],
            "url": url or target.get_absolute_url(),  # type: ignore[attr-defined]  # every target has an address
            "actor": by,
            "group": group,
            "target_type": ContentType.objects.get_for_model(target),
            "target_id": target.pk,
            "people": sorted({person.pk for person in people}),
            "to_group": to_group,
            "immediate": immediate,
        },
    )
    if not is_new:
        return None
    defer(spread, event_id=event.pk)
    return event


@app.task(queue="notifications", name="spread_event")
def spread(*, event_id: int) -> None:
    """Write the notifications of an event. May run twice: nobody gets two."""
    event = Event.objects.filter(pk=event_id).select_related("group").first()
    if event is None:
        return
    people = User.objects.filter(is_active=True).exclude(pk=event.actor_id)
    if event.to_group and event.group:
        people = people.filter(memberships__in=event.group.memberships.active())
    else:
        people = people.filter(pk__in=event.people)
    numbers = list(people.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), BATCH):
        Notification.objects.bulk_create(
            (
                Notification(event=event, person_id=number)
                for number in numbers[start : start + BATCH]
            ),
            ignore_conflicts=True,
        )
