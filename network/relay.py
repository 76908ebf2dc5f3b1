"""Messages between people who need not know each other's addresses."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from network import limits
from network.models import Message, User
from network.outbox import queue_mail

DAY = timedelta(days=1)
PER_DAY = 20  # of one sender
PER_DAY_TO_ONE = 5
ANSWERABLE_FOR = timedelta(days=180)


def may_write(sender: User, recipient: User) -> bool:
    """Count one message; False when it is one too many for today (S-19)."""
    pair = f"{sender.pk}:{recipient.pk}"
    return limits.allowed(
        "message-to", pair, amount=PER_DAY_TO_ONE, per=DAY
    ) and limits.allowed("message", str(sender.pk), amount=PER_DAY, per=DAY)


@transaction.atomic
def send_message(*, recipient: User, text: str, by: User, topic: str = "") -> Message:
    """Mail a text to somebody, with a way to answer; it is stored nowhere else.

    `topic` says what it is about, for example the title of a notice. The text stands
    as a quotation, so nothing in it can pose as a part of our mail.
    """
    message = Message.objects.create(sender=by, recipient=recipient)
    queue_mail(
        to=recipient.email,
        template="message",
        context={
            "message": message,
            "topic": topic,
            "quoted": "\n".join(f"> {line}" for line in text.splitlines()),
        },
        language=settings.LANGUAGE_CODE,
    )
    return message


def forget_messages() -> None:
    """Remove who wrote to whom once nobody answers any more."""
    Message.objects.filter(sent_at__lt=timezone.now() - ANSWERABLE_FOR).delete()
