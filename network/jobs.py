"""Jobs about people and mail. Others stand beside what they do."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from network import (
    data_export,
    group_tasks,
    inquiries,
    limits,
    moderation,
    notices,
    notifications,
    outbox,
    relay,
)
from network.models import Download, OutgoingMail, User

__all__ = [
    "data_export",
    "forget_old_data",
    "group_tasks",
    "inquiries",
    "notices",
    "notifications",
    "outbox",
]


@app.periodic(cron="37 3 * * *", periodic_id="forget_old_data")
@app.task(name="forget_old_data")
def forget_old_data(timestamp: int) -> None:
    """Delete personal data whose time is over."""
    now = timezone.now()
    mail = OutgoingMail.objects
    mail.filter(state="sent", sent_at__lt=now - timedelta(days=7)).delete()
    mail.filter(state="failed", created_at__lt=now - timedelta(days=90)).delete()
    User.objects.never_confirmed().filter(
        date_joined__lt=now - timedelta(days=30)
    ).delete()
    Download.objects.expired().delete()
    relay.forget_messages()
    moderation.forget_cases()
    notifications.forget_notifications()
    limits.forget_expired()
