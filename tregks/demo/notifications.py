"""Lets the cast hear of what the demo holds, the way the portal does it."""

from datetime import timedelta

from django.utils import timezone

from network import notices, notifications
from network.models import Event, Notice, Notification

YESTERDAY = timedelta(days=1)


def load_notifications() -> None:
    """Once only: whatever happens later, the worker spreads and mails in its time."""
    if Notification.objects.exists():
        return
    for notice in Notice.objects.current().order_by("created_at", "pk"):
        notices.announce(notice=notice)
    for event in Event.objects.all():
        notifications.spread(event_id=event.pk)
    # The worker sends the digests of "this morning" as soon as it starts.
    Notification.objects.update(created_at=timezone.now() - YESTERDAY)
    notifications.queue_digests(now=timezone.now())
