"""What can be done with a workshop as a whole, and who is told."""

from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app
from wagtail.log_actions import log

from network.models import User
from network.notifications import notify
from network.outbox import queue_mail
from strategy.chain import ARROWS, connect
from tregks.jobs import defer
from tregks.templatetags.portal import portal_span
from workshops.models import Invitation, Registration, Workshop, WorkshopResult
from workshops.registration import Refused, fill_seats, locked

# What people plan by; a change of anything else needs no mail.
ANNOUNCED = ("title", "start", "end", "form", "place", "address", "language")


@transaction.atomic
def publish(*, workshop: Workshop, by: User) -> None:
    """Let people see a workshop and register. Members of its group hear of it."""
    workshop, now = locked(workshop)
    if workshop.is_published:
        return
    if workshop.is_cancelled:
        raise Refused(
            _("Ein abgesagter Workshop bleibt abgesagt. Legen Sie einen neuen an.")
        )
    if workshop.end <= now:
        raise Refused(_("Dieser Workshop liegt in der Vergangenheit."))
    workshop.state = Workshop.State.PUBLISHED
    workshop.save(update_fields=["state"])
    log(workshop, "workshop.publish", user=by)
    if workshop.group:
        notify(
            key=f"workshop:{workshop.pk}",
            kind="workshop",
            title=_("Neuer Workshop: %(title)s") % {"title": workshop.title},
            target=workshop,
            by=by,
            group=workshop.group,
            to_group=True,
            text=workshop.lead,
        )


@transaction.atomic
def call_off(*, workshop: Workshop, reason: str, by: User) -> None:
    """Cancel a workshop for good; everybody who wanted to come gets one mail."""
    workshop, _clock = locked(workshop)
    if workshop.is_cancelled:
        return
    workshop.state = Workshop.State.CANCELLED
    workshop.cancel_reason = reason
    workshop.sequence += 1
    workshop.save(update_fields=["state", "cancel_reason", "sequence"])
    log(workshop, "workshop.call_off", user=by, data={"reason": reason})
    defer(tell, workshop_id=workshop.pk, what="called_off", key="called-off")


@transaction.atomic
def save_changes(*, workshop: Workshop, by: User) -> list[str]:
    """Save an edited workshop: new seats are filled, what people plan by is mailed.

    Returns what was announced. Fewer seats than people take nobody's seat away.
    """
    before, now = locked(workshop)
    # These belong to whoever holds the lock, not to a form opened long ago.
    for name in ("state", "sequence", "last_queue_number", "cancel_reason"):
        setattr(workshop, name, getattr(before, name))
    changes = []
    if before.is_published and before.end > now:
        changes = announced_changes(before, workshop)
    if changes:
        workshop.sequence += 1
    workshop.save()
    fill_seats(workshop, now)
    if changes:
        log(workshop, "workshop.announce", user=by, data={"changes": changes})
        defer(
            tell,
            workshop_id=workshop.pk,
            what="changed",
            key=f"changed-{workshop.sequence}",
            context={"changes": [*changes]},
        )
    return changes


def announced_changes(before: Workshop, after: Workshop) -> list[str]:
    """What is new, in words: 'Beginn und Ende: …'."""
    changed = {n for n in ANNOUNCED if getattr(before, n) != getattr(after, n)}
    words = []
    with override(settings.LANGUAGE_CODE):
        if "title" in changed:
            words.append(_("Titel: %(new)s") % {"new": after.title})
        if changed & {"start", "end"}:
            new = portal_span(after.start, after.end)
            old = portal_span(before.start, before.end)
            words.append(
                _("Termin: %(new)s (bisher %(old)s)") % {"new": new, "old": old}
            )
        if changed & {"form", "place", "address"}:
            words.append(
                _("Ort: %(new)s (bisher %(old)s)")
                % {"new": after.where, "old": before.where}
            )
        if "language" in changed:
            words.append(_("Sprache: %(new)s") % {"new": after.language})
    return words


@transaction.atomic
def copy(*, workshop: Workshop, by: User) -> Workshop:
    """A draft like an earlier workshop, four weeks from now; nobody is registered."""
    start = timezone.localtime(workshop.start)
    soon = timezone.localdate() + timedelta(weeks=4)
    new = _copied(workshop)
    new.start = timezone.make_aware(
        timezone.make_naive(start).replace(
            year=soon.year, month=soon.month, day=soon.day
        )
    )
    new.end = new.start + (workshop.end - workshop.start)
    new.save()
    log(new, "wagtail.create", user=by)
    return new


def _copied(workshop: Workshop) -> Workshop:
    new = Workshop.objects.get(pk=workshop.pk)
    new.pk = None
    new.slug = ""
    new.title = _("%(title)s (Kopie)") % {"title": workshop.title[:140]}
    new.state = Workshop.State.DRAFT
    new.sequence = new.last_queue_number = 0
    new.opens_at = new.closes_at = None
    new.minutes = new.cancel_reason = ""
    new.created_at = timezone.now()
    new.agenda = [_again(item) for item in workshop.agenda.all()]
    new.questions = [_again(item) for item in workshop.questions.all()]
    return new


def _again(item):
    item.pk = None
    return item


# --- Mail to all or some ------------------------------------------------------------------


@transaction.atomic
def write(*, workshop: Workshop, states: Iterable[str], text: str, by: User) -> int:
    """Send a message of the organisers to everybody in these states."""
    people = workshop.registrations.filter(state__in=list(states))
    number = people.count()
    if not number:
        raise Refused(_("In dieser Auswahl ist niemand."))
    # The same text sent twice (an impatient click) goes out once a day.
    key = f"message-{timezone.localdate()}-{sha256(text.encode()).hexdigest()[:16]}"
    log(workshop, "workshop.write", user=by, data={"people": number})
    defer(
        tell,
        workshop_id=workshop.pk,
        what="message",
        key=key,
        states=[*sorted(states)],
        context={"text": text, "sender": by.name},
    )
    return number


@app.task(queue="notifications", name="tell_workshop")
def tell(
    *,
    workshop_id: int,
    what: str,
    key: str,
    states: list[str] | None = None,
    context: dict[str, str | list[str]] | None = None,
) -> None:
    """Write one mail to each person concerned. May run twice: nobody gets two."""
    people = Registration.objects.filter(
        workshop_id=workshop_id, state__in=states or ["registered", "waiting"]
    )
    for registration in people.select_related("person", "workshop").iterator():
        queue_mail(
            to=registration.address,
            template=f"workshop_{what}",
            context={"registration": registration, "workshop": registration.workshop}
            | (context or {}),
            key=f"workshop-{workshop_id}-{key}-{registration.pk}",
            language=registration.language,
        )


# --- Invitations --------------------------------------------------------------------------


@transaction.atomic
def invite(*, workshop: Workshop, emails: Iterable[str], by: User) -> int:
    """Mail a single-use link to each address that has no usable one.

    Under the lock, so that two who invite at once do not write twice.
    """
    workshop, _clock = locked(workshop)
    invited = 0
    for email in sorted({email.strip().lower() for email in emails}):
        if workshop.invitations.usable().filter(email=email).exists():
            continue
        invitation = Invitation.objects.create(
            workshop=workshop, email=email, invited_by=by
        )
        queue_mail(
            to=email,
            template="workshop_invitation",
            context={"invitation": invitation, "workshop": workshop, "by": by},
            key=f"workshop-invitation-{invitation.pk}",
            language=settings.LANGUAGE_CODE,
        )
        invited += 1
    return invited


@transaction.atomic
def withdraw(*, invitation: Invitation) -> None:
    invitation.withdrawn = True
    invitation.save(update_fields=["withdrawn"])


# --- Results ------------------------------------------------------------------------------


def chain_targets() -> list[type[models.Model]]:
    """The kinds of things a workshop may lead to, as far as they are installed."""
    found = []
    for label in sorted(ARROWS["workshops.workshop"]):
        try:
            found.append(apps.get_model(label))
        except LookupError:
            continue
    return found


@transaction.atomic
def write_minutes(*, workshop: Workshop, text: str, by: User) -> None:
    Workshop.objects.filter(pk=workshop.pk).update(minutes=text)
    log(workshop, "workshop.minutes", user=by)


@transaction.atomic
def add_result(
    *,
    workshop: Workshop,
    kind: str,
    title: str,
    text: str,
    by: User,
    target: models.Model | None = None,
) -> WorkshopResult:
    """Hold a result, and link what became of it: "entstanden im Workshop …"."""
    result = WorkshopResult.objects.create(
        workshop=workshop, kind=kind, title=title, text=text
    )
    if target is not None:
        connect(source=workshop, target=target, reason=title, by=by)
    log(workshop, "workshop.result", user=by, data={"title": title})
    return result


@transaction.atomic
def remove_result(*, result: WorkshopResult, by: User) -> None:
    log(
        result.workshop,
        "workshop.result_removed",
        user=by,
        data={"title": result.title},
    )
    result.delete()
