"""What can be done with offers and requests, and the daily look at their ends."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override
from procrastinate.contrib.django import app

from network.models import Notice, Profile, User
from network.notifications import notify
from network.organisations import trust
from network.outbox import queue_mail

State = Notice.State
FORGET_AFTER = timedelta(days=90)


@transaction.atomic
def submit_notice(*, notice: Notice, by: User) -> Notice:
    """Publish a notice; the first one of somebody new is read before (S-21)."""
    notice.author = by
    trusted = Profile.objects.filter(user=by, trusted_at__isnull=False).exists()
    notice.state = State.PUBLISHED if trusted else State.WAITING
    notice.save()
    if trusted:
        announce(notice=notice)
    else:
        for manager in User.objects.permitted("change_notice"):
            _tell(manager, "notice_waiting", notice)
    return notice


@transaction.atomic
def edit_notice(*, notice: Notice, changed: Iterable[str]) -> None:
    """Save what the author has changed; a new end is reminded of anew."""
    fields = set(changed)
    if "expires_on" in fields:
        notice.reminded_at = None
        fields.add("reminded_at")
    notice.save(update_fields=fields)


@transaction.atomic
def publish_notice(*, notice: Notice) -> None:
    """Let everybody see a notice, and the next ones of its author without waiting."""
    notice = _locked(notice)
    if notice.state != State.WAITING:
        return
    notice.state = State.PUBLISHED
    notice.save(update_fields=["state"])
    trust(notice.author)
    _tell(notice.author, "notice_published", notice)
    announce(notice=notice)


@transaction.atomic
def announce(*, notice: Notice) -> None:
    """Let those hear of it who offer or look for what it may fit, once."""
    with override(settings.LANGUAGE_CODE):
        kind = notice.get_kind_display()
    matching = Notice.objects.matching(notice).select_related("author")
    notify(
        key=f"notice:{notice.pk}",
        kind="match",
        title=f"Passt vielleicht zu Ihrem Eintrag: {kind}: {notice.title}",
        text=notice.text,
        target=notice,
        by=notice.author,
        people={each.author for each in matching},
    )


@transaction.atomic
def refuse_notice(*, notice: Notice, reason: str) -> None:
    """Take a notice away and tell its author why."""
    notice = _locked(notice)
    notice.state = State.CLOSED
    notice.save(update_fields=["state"])
    _tell(notice.author, "notice_refused", notice, reason=reason)


@transaction.atomic
def close_notice(*, notice: Notice) -> None:
    """Somebody was found, or nobody is looked for any more."""
    notice = _locked(notice)
    notice.state = State.CLOSED
    notice.save(update_fields=["state"])


def _locked(notice: Notice) -> Notice:
    return Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)


def _tell(person: User, template: str, notice: Notice, **context: object) -> None:
    queue_mail(
        to=person.email,
        template=template,
        context={"person": person, "notice": notice} | context,
        language=settings.LANGUAGE_CODE,
    )


@app.periodic(cron="17 6 * * *", periodic_id="watch_notices")
@app.task(name="watch_notices", queueing_lock="watch_notices")
def watch_notices(timestamp: int) -> None:
    """Remind authors once before the end, delete notices long after it."""
    for notice in Notice.objects.to_remind():
        with transaction.atomic():
            notice = _locked(notice)
            if notice.reminded_at is None:
                notice.reminded_at = timezone.now()
                notice.save(update_fields=["reminded_at"])
                _tell(notice.author, "notice_ends", notice)
    Notice.objects.filter(expires_on__lt=timezone.localdate() - FORGET_AFTER).delete()
