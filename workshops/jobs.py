"""What happens to workshops by itself: reminders, moving up, forgetting."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from network.outbox import queue_mail
from workshops import actions
from workshops.models import (
    AccessNeed,
    GuestConfirmation,
    Invitation,
    Registration,
    Workshop,
)
from workshops.models.registrations import CODE_LIFETIME
from workshops.registration import fill_seats, locked

__all__ = ["actions"]

FORGET_GUESTS_AFTER = timedelta(days=365)


def days_before(workshop: Workshop, days: int) -> datetime:
    """The same time of day by the clock on the wall, also when clocks change (R-24)."""
    begins = timezone.make_naive(workshop.start)
    return timezone.make_aware(begins - timedelta(days=days))


@app.periodic(cron="*/10 * * * *", periodic_id="remind_workshops")
@app.task(name="remind_workshops", queueing_lock="remind_workshops")
def remind(timestamp: int) -> None:
    """Remind whoever has a seat a week and a day before, once each.

    After a pause of the worker a reminder is caught up with while it still helps: the
    first until two days after its time, the second until the beginning.
    """
    now = timezone.now()
    soon = Workshop.objects.filter(
        state=Workshop.State.PUBLISHED,
        start__gt=now,
        start__lte=now + timedelta(days=7, hours=2),
    )
    for workshop in soon:
        week, day = days_before(workshop, 7), days_before(workshop, 1)
        if day <= now:
            _remind(workshop, "day")
        elif week <= now < week + timedelta(days=2):
            _remind(workshop, "week", registered_before=week)


def _remind(
    workshop: Workshop, when: str, registered_before: datetime | None = None
) -> None:
    people = Registration.objects.filter(workshop=workshop, state="registered")
    if registered_before:  # whoever has just registered knows the date
        people = people.filter(created_at__lt=registered_before)
    for registration in people.select_related("person", "workshop"):
        queue_mail(
            to=registration.address,
            template="workshop_reminder",
            context={
                "registration": registration,
                "workshop": registration.workshop,
                "when": when,
            },
            key=f"workshop-{workshop.pk}-{workshop.start:%Y%m%d%H%M}-{when}"
            f"-{registration.pk}",
            language=registration.language,
        )


@app.periodic(cron="*/10 * * * *", periodic_id="fill_workshops")
@app.task(name="fill_workshops", queueing_lock="fill_workshops")
def fill(timestamp: int) -> None:
    """Let people move up where an account with a seat was deleted."""
    waiting = Registration.objects.filter(
        state="waiting", workshop__state="published", workshop__start__gt=timezone.now()
    )
    for number in waiting.order_by().values_list("workshop", flat=True).distinct():
        with transaction.atomic():
            fill_seats(*locked(Workshop(pk=number)))


@app.periodic(cron="47 3 * * *", periodic_id="forget_workshop_data")
@app.task(name="forget_workshop_data", queueing_lock="forget_workshop_data")
def forget(timestamp: int) -> None:
    """Delete what was needed for the day only."""
    now = timezone.now()
    AccessNeed.objects.filter(
        registration__workshop__end__lt=now - AccessNeed.KEPT_FOR
    ).delete()
    GuestConfirmation.objects.filter(created_at__lt=now - CODE_LIFETIME).delete()
    Invitation.objects.filter(expires_at__lt=now - timedelta(days=30)).delete()
    Registration.objects.filter(
        person=None, workshop__end__lt=now - FORGET_GUESTS_AFTER
    ).delete()


@app.periodic(cron="7 * * * *", periodic_id="ask_for_feedback")
@app.task(name="ask_for_feedback", queueing_lock="ask_for_feedback")
def ask_for_feedback(timestamp: int) -> None:
    """Ask those who came how it was, once, on the day after."""
    now = timezone.now()
    over = Registration.objects.filter(
        state="attended",
        workshop__end__lt=now - timedelta(hours=12),
        workshop__end__gt=now - timedelta(days=7),
    )
    for registration in over.select_related("person", "workshop"):
        queue_mail(
            to=registration.address,
            template="workshop_feedback",
            context={"registration": registration, "workshop": registration.workshop},
            key=f"workshop-{registration.workshop_id}-feedback-{registration.pk}",
            language=registration.language,
        )
