"""Timed publishing: what editors have scheduled goes live, or goes away, by itself."""

import logging
from collections.abc import Callable
from functools import partial

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from wagtail.models import Page, Revision

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *", periodic_id="publish_scheduled")
@app.task(name="publish_scheduled", queueing_lock="publish_scheduled")
def publish_scheduled(timestamp: int) -> None:
    """As Wagtail's command, but one page that cannot be published stops no other."""
    now = timezone.now()
    for page in Page.objects.filter(live=True, expire_at__lt=now).order_by("expire_at"):
        attempt(
            partial(
                page.specific.unpublish,
                set_expired=True,
                log_action="wagtail.unpublish.scheduled",
            ),
            page,
        )
    due = Revision.objects.filter(approved_go_live_at__lt=now)
    for revision in due.order_by("approved_go_live_at"):
        attempt(
            partial(revision.publish, log_action="wagtail.publish.scheduled"),
            revision,
        )


def attempt(change: Callable[[], None], thing: Page | Revision) -> None:
    try:
        with transaction.atomic():
            change()
    except Exception:
        logger.exception(
            "scheduled publishing failed",
            extra={"model": thing._meta.label, "key": thing.pk},
        )
