"""Accounts nobody uses: asked after two years, deleted two months later (A-66)."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from procrastinate.contrib.django import app

from network.actions import delete_account
from network.models import User
from network.outbox import queue_mail

ASK_AFTER = timedelta(days=730)
DELETE_AFTER = timedelta(days=60)
PER_NIGHT = 500


@app.periodic(cron="47 3 * * *", periodic_id="watch_inactive")
@app.task(name="watch_inactive", queueing_lock="watch_inactive")
def watch_inactive(timestamp: int) -> None:
    """Whoever logs in, however late, has answered."""
    now = timezone.now()
    asked = User.objects.filter(asked_to_stay_at__isnull=False)
    asked.filter(last_login__gt=F("asked_to_stay_at")).update(asked_to_stay_at=None)
    unused = User.objects.unused_since(now - ASK_AFTER)
    for person in unused.filter(asked_to_stay_at=None)[:PER_NIGHT]:
        _ask(person)
    silent = unused.filter(asked_to_stay_at__lt=now - DELETE_AFTER)
    for person in silent[:PER_NIGHT]:
        _delete(person)


@transaction.atomic
def _ask(person: User) -> None:
    person.asked_to_stay_at = timezone.now()
    person.save(update_fields=["asked_to_stay_at"])
    queue_mail(
        to=person.email,
        template="account/inactive",
        context={"person": person, "until": person.asked_to_stay_at + DELETE_AFTER},
        language=settings.LANGUAGE_CODE,
    )


@transaction.atomic
def _delete(person: User) -> None:
    """Unless they have logged in at the last moment."""
    unused = User.objects.unused_since(timezone.now() - ASK_AFTER)
    locked = User.objects.select_for_update().filter(pk=person.pk).first()
    if locked and unused.filter(pk=person.pk).exists():
        delete_account(user=locked)
