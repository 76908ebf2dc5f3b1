"""How people hear of what happens: one event, one notification, one mail at most.

`notify` writes the event in the transaction of what happened and returns at once,
however many people it concerns; the worker writes their notifications. Replies and
assignments are mailed at once, everything else waits for the digest. Each mail is
written in the moment it is sent, so it holds nothing that its reader may not see any
more, has read meanwhile or does not want.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from network import outbox
from network.models import (
    Event,
    MailChoice,
    MutedGroup,
    Notification,
    OutgoingMail,
    User,
    WorkingGroup,
)
from network.models.notifications import NotificationQuerySet
from tregks.jobs import defer

Frequency = MailChoice.Frequency

BATCH = 1000
LONGEST_EXCERPT = 300
MOST_IN_DIGEST = 50
DIGEST_AT = time(7)
FORGET_READ_AFTER = timedelta(days=90)
FORGET_AFTER = timedelta(days=365)

# What kind of thing happened, in one word above its title.
KINDS: dict[str, str | Promise] = {
    "assignment": _("Aufgabe"),
    "comment": _("Kommentar"),
    "consultation": _("Konsultation"),
    "decision": _("Beschluss"),
    "disposition": _("Abwägung"),
    "document": _("Dokument"),
    "feedback": _("Rückmeldung"),
    "match": _("Biete / Suche"),
    "measure": _("Maßnahme"),
    "meeting": pgettext_lazy("was in einem Kalender steht", "Termin"),
    "membership": _("Mitgliedschaft"),
    "moderation": _("Moderation"),
    "post": _("Beitrag"),
    "registration": _("Anmeldung"),
    "reply": _("Antwort"),
    "scenario": _("Szenario"),
    "task": _("Aufgabe"),
    "vision": _("Zukunftsbild"),
    "workshop": _("Workshop"),
}


def kind_word(kind: str) -> str | Promise:
    return KINDS.get(kind, _("Neuigkeit"))


# --- What happened ------------------------------------------------------------------------


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

    `key` names the event, as "post:17": a second announcement of it does nothing and
    returns None. `kind` is a word of `KINDS`, `title` a German sentence of
    what happened, `text` an excerpt of what was written. `target` is what it is about;
    people hear of it only while `type(target).objects.visible_to(person)` holds it.
    `url` leads there, `target.get_absolute_url()` by default. It goes to `people`, or
    with `to_group` to all members of `group`; never to `by`, who knows already.
    `immediate` is for direct replies and assignments, which are mailed at once;
    everything else waits for the digest.
    """
    if not hasattr(type(target)._default_manager, "visible_to"):
        raise TypeError(f"{type(target).__name__} does not say who may see it.")
    url = url or target.get_absolute_url()  # type: ignore[attr-defined]  # every target has an address
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError(f"{url} leads out of the portal.")
    event, is_new = Event.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "title": one_line(title)[:250],
            "text": text[:LONGEST_EXCERPT],
            # Whoever did it may use another language than those who hear of it.
            "url": translate_url(url, settings.LANGUAGE_CODE),
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


def one_line(text: str) -> str:
    return " ".join(text.split())


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
        _write_notifications(event, numbers[start : start + BATCH])


@transaction.atomic
def _write_notifications(event: Event, people: list[int]) -> None:
    """The notifications of some people together with the mail they want at once."""
    Notification.objects.bulk_create(
        (Notification(event=event, person_id=number) for number in people),
        ignore_conflicts=True,
    )
    if event.immediate:
        found = event.notifications.filter(person__in=people)
        wanted = found.to_mail().at_once()
        _mail(wanted, key=f"notification-{event.pk}-{{person}}", at_once=True)


# --- Mail ---------------------------------------------------------------------------------


def last_digest(frequency: str, now: datetime) -> datetime:
    """When the newest digest was due: at 7 by our clocks, whatever the season."""
    local = timezone.localtime(now)
    day = local.date() - timedelta(days=local.time() < DIGEST_AT)
    if frequency == Frequency.WEEKLY:
        day -= timedelta(days=day.weekday())
    return timezone.make_aware(datetime.combine(day, DIGEST_AT))


@app.periodic(cron="*/15 * * * *", periodic_id="digests")
@app.task(queue="notifications", name="digests", queueing_lock="digests")
def digests(timestamp: int) -> None:
    """Every quarter of an hour, so that a pause is made up for as soon as it ends.

    What has come since the last time for digests waits for the next one.
    """
    queue_digests(now=timezone.now())


def queue_digests(*, now: datetime) -> None:
    """Promise one mail to everybody who has something new from before the last 7.

    May run twice, at the same time and after breaking off: each batch of people is
    one transaction, a person belongs to one worker at a time and gets one a day.
    """
    due = Notification.objects.to_mail()
    ended = last_digest(Frequency.DAILY, now)
    due.filter(created_at__lt=ended).for_nobody().update(no_mail=True)
    for frequency in (Frequency.DAILY, Frequency.WEEKLY):
        ended = last_digest(frequency, now)
        wanted = due.filter(created_at__lt=ended).for_digest(frequency)
        wanted.muted().update(no_mail=True)
        people = wanted.order_by("person").values_list("person", flat=True).distinct()
        numbers = list(people)
        for start in range(0, len(numbers), BATCH):
            with transaction.atomic():
                free = User.objects.filter(
                    pk__in=numbers[start : start + BATCH]
                ).select_for_update(no_key=True, skip_locked=True)
                _mail(
                    wanted.filter(person__in=list(free.values_list("pk", flat=True))),
                    key=f"digest-{ended:%Y-%m-%d}-{{person}}",
                    at_once=False,
                )


def _mail(wanted: NotificationQuerySet, *, key: str, at_once: bool) -> None:
    """Promise each person one mail with all their notifications among these."""
    theirs: dict[tuple[int, str], list[int]] = defaultdict(list)
    locked = wanted.select_for_update(of=("self",), skip_locked=True)
    for person, email, number in locked.values_list("person", "person__email", "pk"):
        theirs[person, email].append(number)
    mails = [
        OutgoingMail(
            key=key.format(person=person),
            recipient=email,
            subject=gettext("Benachrichtigungen"),
            writer="notifications",
            about={"person": person, "notifications": numbers, "at_once": at_once},
        )
        for (person, email), numbers in theirs.items()
    ]
    new = outbox.queue_unwritten(mails)
    mailed = [
        number
        for mail in mails
        if mail.key in new
        for number in mail.about["notifications"]
    ]
    Notification.objects.filter(pk__in=mailed).update(mailed_at=timezone.now())


@outbox.writer("notifications")
def write_mail(mail: OutgoingMail) -> bool:
    """Write what the person may and wants to read now; False if that is nothing."""
    promised = Notification.objects.filter(pk__in=mail.about["notifications"])
    people = User.objects.filter(is_active=True).select_related("mail_choice")
    person = people.filter(pk=mail.about["person"]).first()
    if person is None:
        return False
    choice = mail_choice(person)
    at_once = mail.about["at_once"]
    if at_once and not choice.immediate and choice.frequency != Frequency.NEVER:
        promised.update(mailed_at=None)  # for the digest
        return False
    found: list[Notification] = []
    if choice.frequency != Frequency.NEVER:
        wanted = promised.unread().filter(no_mail=False).visible_to(person)
        muted = person.muted_groups.values("group")
        wanted = wanted.exclude(event__group__in=muted)
        found = list(wanted.select_related("event__group"))
    if len(found) < len(mail.about["notifications"]):
        left_out = promised.exclude(pk__in=[each.pk for each in found])
        left_out.update(mailed_at=None, no_mail=True)
    if not found:
        return False
    group = found[0].event.group if at_once else None
    with override(settings.LANGUAGE_CODE):
        leave = reverse("unsubscribe", args=[Unsubscription(person, group).token])
        context = {"person": person, "group": group, "unsubscribe_url": leave}
        if at_once:
            words = outbox.write("notification", context | {"item": item(found[0])})
        else:
            words = outbox.write("digest", context | digest(found))
    for name, value in words.items():
        setattr(mail, name, value)
    mail.recipient = person.email
    mail.headers = {
        "List-Unsubscribe": f"<{settings.BASE_URL}{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return True


class Item(NamedTuple):
    title: str
    url: str
    excerpt: str


def item(notification: Notification) -> Item:
    """A notification for a mail. What others wrote stands as a quotation in it."""
    event = notification.event
    lines = event.text.splitlines()
    return Item(event.title, event.url, "\n".join(f"> {line}" for line in lines))


def digest(found: list[Notification]) -> dict[str, object]:
    """What concerns the person alone first, then group by group, newest first."""
    groups: dict[str, list[Item]] = defaultdict(list)
    for notification in found[:MOST_IN_DIGEST]:
        group = notification.event.group
        groups[group.name if group else ""].append(item(notification))
    ordered = sorted(groups.items())
    return {
        "groups": ordered,
        "first": ordered[0][1][0],
        "more": len(found) - 1,
        "unlisted": max(0, len(found) - MOST_IN_DIGEST),
    }


# --- What people choose -------------------------------------------------------------------


def mail_choice(person: User) -> MailChoice:
    return getattr(person, "mail_choice", None) or MailChoice(person=person)


@transaction.atomic
def choose_mail(*, choice: MailChoice, muted: Iterable[WorkingGroup]) -> None:
    """Save what a person wants. It holds for what waits already, too."""
    choice.save()
    person = choice.person
    kept = {group.pk for group in muted}
    person.muted_groups.exclude(group__in=kept).delete()
    for number in kept:
        MutedGroup.objects.get_or_create(person=person, group_id=number)


SIGNER = signing.Signer(sep=".", salt="network.unsubscribe")


class Unsubscription(NamedTuple):
    """Ends all mail about news for a person, or that of one group."""

    person: User
    group: WorkingGroup | None = None

    @property
    def token(self) -> str:
        """For an address that needs no login: whoever has the mail may use it."""
        number = f"{self.person.pk}"
        if self.group:
            number += f"-{self.group.pk}"
        return SIGNER.sign(number)

    @classmethod
    def read(cls, token: str) -> "Unsubscription | None":
        """None for what we have not signed, and for people and groups that are gone."""
        try:
            numbers = SIGNER.unsign(token).split("-")
        except signing.BadSignature:
            return None
        person = User.objects.filter(pk=numbers[0]).first()
        if person is None:
            return None
        if len(numbers) == 1:
            return cls(person)
        group = WorkingGroup.objects.filter(pk=numbers[1]).first()
        return cls(person, group) if group else None

    @transaction.atomic
    def apply(self) -> None:
        if self.group:
            MutedGroup.objects.get_or_create(person=self.person, group=self.group)
        else:
            never = {"frequency": Frequency.NEVER}
            MailChoice.objects.update_or_create(person=self.person, defaults=never)


# --- Reading and forgetting -----------------------------------------------------------------


def mark_read(*, by: User, notification: Notification | None = None) -> None:
    """One notification, or all of a person, also those of things now hidden."""
    mine = Notification.objects.filter(person=by).unread()
    if notification:
        mine = mine.filter(pk=notification.pk)
    mine.update(read_at=timezone.now())


def forget_notifications() -> None:
    """Remove what is read and old, and what is about things that are gone or hidden."""
    now = timezone.now()
    for number in Event.objects.values_list("target_type", flat=True).distinct():
        events = Event.objects.filter(target_type=number)
        model = ContentType.objects.get_for_id(number).model_class()
        if model is not None:
            there = model._default_manager.filter(pk=OuterRef("target_id"))
            events = events.filter(~Exists(there))
        events.delete()
    unread = Notification.objects.unread()
    people = unread.order_by("person").values_list("person", flat=True).distinct()
    for person in User.objects.filter(pk__in=list(people)).iterator():
        seen = unread.visible_to(person).values("pk")
        hidden = unread.filter(person=person).exclude(pk__in=seen)
        hidden.update(read_at=now, no_mail=True)
    old = Q(read_at__lt=now - FORGET_READ_AFTER) | Q(created_at__lt=now - FORGET_AFTER)
    Notification.objects.filter(old).delete()
    Event.objects.filter(
        created_at__lt=now - FORGET_READ_AFTER, notifications=None
    ).delete()
