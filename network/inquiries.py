"""What can be done with an inquiry, and the daily look at what people wait for."""

import hashlib
import json
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from wagtail.log_actions import log

from network.models import Inquiry, InquiryNote, InquiryReply, User
from network.models.inquiries import CLOSE_ANSWERED_AFTER, FORGET_CLOSED_AFTER
from network.outbox import queue_mail


def team() -> QuerySet[User]:
    """Who answers inquiries."""
    return User.objects.permitted("change_inquiry")


@transaction.atomic
def submit_inquiry(
    *,
    kind: str,
    message: str,
    form_stamp: str,
    name: str = "",
    email: str = "",
    subject: str = "",
    page: str = "",
    wanted_format: str = "",
    by: User | None = None,
) -> Inquiry:
    """Take a message in, confirm it to the sender and tell the team.

    `form_stamp` stands for one opened form: the same answers sent twice from it (an
    impatient click, the back button) are one inquiry. No mail repeats what somebody
    wrote whom we do not know.
    """
    answers = {
        "kind": kind,
        "message": message,
        "name": name,
        "email": email,
        "subject": subject,
        "page": page,
        "wanted_format": wanted_format,
    }
    key = hashlib.sha256(json.dumps([form_stamp, answers]).encode()).hexdigest()
    language = get_language() or settings.LANGUAGE_CODE
    inquiry, is_new = Inquiry.objects.get_or_create(
        key=key, defaults=answers | {"language": language}
    )
    if not is_new:
        return inquiry
    if email:
        queue_mail(
            to=email,
            template="inquiry_receipt",
            context={"inquiry": inquiry},
            by_stranger=by is None or by.email != email.lower(),
        )
    # The list in the admin shows them all, whoever floods the forms (S-19).
    _tell(team(), "inquiry_new", inquiry, by_stranger=by is None)
    return inquiry


@transaction.atomic
def assign(*, inquiry: Inquiry, to: User, by: User) -> None:
    """Make somebody of the team responsible; work on it has begun."""
    inquiry = _locked(inquiry)
    if inquiry.state == Inquiry.State.CLOSED:
        raise ValidationError(_("Das Anliegen ist abgeschlossen."))
    if not team().filter(pk=to.pk).exists():
        raise ValidationError(_("Diese Person darf keine Anliegen bearbeiten."))
    if inquiry.assignee == to:
        return
    inquiry.assignee = to
    if inquiry.state == Inquiry.State.NEW:
        inquiry.state = Inquiry.State.IN_PROGRESS
    inquiry.save(update_fields=["assignee", "state"])
    log(inquiry, "inquiry.assign", user=by, data={"to": to.pk})
    if to != by:
        _tell([to], "inquiry_assigned", inquiry)


@transaction.atomic
def add_note(*, inquiry: Inquiry, text: str, by: User) -> InquiryNote:
    return InquiryNote.objects.create(inquiry=inquiry, text=text, author=by)


@transaction.atomic
def reply(*, inquiry: Inquiry, text: str, by: User) -> InquiryReply | None:
    """Answer by mail. The same text sent twice goes out once; then None is returned."""
    inquiry = _locked(inquiry)
    if not inquiry.can_be_answered:
        raise ValidationError(
            _(
                "Hier kann keine Antwort gesendet werden: Es fehlt eine E-Mail-Adresse, oder das Anliegen ist abgeschlossen."
            )
        )
    digest = hashlib.sha256(text.encode()).hexdigest()
    mail = queue_mail(
        to=inquiry.email,
        template="inquiry_reply",
        context={"inquiry": inquiry, "text": text},
        key=f"inquiry-{inquiry.pk}-reply-{digest}",
        language=inquiry.language,
    )
    if mail is None:
        return None
    sent = InquiryReply.objects.create(inquiry=inquiry, text=text, author=by, mail=mail)
    inquiry.state = Inquiry.State.ANSWERED
    inquiry.answered_at = sent.created_at
    inquiry.assignee = inquiry.assignee or by
    inquiry.save(update_fields=["state", "answered_at", "assignee"])
    log(inquiry, "inquiry.reply", user=by)
    return sent


@transaction.atomic
def close(*, inquiry: Inquiry, by: User | None, reason: str = "") -> None:
    """Put it to the files. Whatever was never answered needs a reason."""
    inquiry = _locked(inquiry)
    if inquiry.state == Inquiry.State.CLOSED:
        return
    if inquiry.is_open and not reason:
        raise ValidationError(
            _("Bitte nennen Sie einen Grund: Dieses Anliegen ist nicht beantwortet.")
        )
    if reason:
        InquiryNote.objects.create(inquiry=inquiry, text=reason, author=by)
    inquiry.state = Inquiry.State.CLOSED
    inquiry.closed_at = timezone.now()
    inquiry.save(update_fields=["state", "closed_at"])
    log(inquiry, "inquiry.close", user=by)


@transaction.atomic
def reopen(*, inquiry: Inquiry, by: User) -> None:
    """Take up again what was answered or closed. The deadline stays what it was."""
    inquiry = _locked(inquiry)
    if inquiry.is_open:
        return
    inquiry.state = Inquiry.State.IN_PROGRESS
    inquiry.closed_at = None
    inquiry.save(update_fields=["state", "closed_at"])
    log(inquiry, "inquiry.reopen", user=by)


def _locked(inquiry: Inquiry) -> Inquiry:
    """The row as it is now; nobody else changes it until the transaction ends."""
    return Inquiry.objects.select_for_update(no_key=True).get(pk=inquiry.pk)


def _tell(
    people: Iterable[User],
    template: str,
    inquiry: Inquiry,
    *,
    by_stranger: bool = False,
) -> None:
    for person in people:
        queue_mail(
            to=person.email,
            template=template,
            context={"inquiry": inquiry, "person": person},
            language=settings.LANGUAGE_CODE,
            by_stranger=by_stranger,
        )


# --- Every day ----------------------------------------------------------------------


@app.periodic(cron="7 6 * * *", periodic_id="watch_inquiries")
@app.task(name="watch_inquiries", queueing_lock="watch_inquiries")
def watch_inquiries(timestamp: int) -> None:
    """Remind once after ten days, alarm everybody once when time is up, tidy up."""
    for inquiry in Inquiry.objects.to_remind():
        _remind(inquiry, once="reminded_at", template="inquiry_reminder")
    for inquiry in Inquiry.objects.to_escalate():
        _remind(inquiry, once="escalated_at", template="inquiry_overdue")
    now = timezone.now()
    answered = Inquiry.objects.filter(state=Inquiry.State.ANSWERED)
    for inquiry in answered.filter(answered_at__lt=now - CLOSE_ANSWERED_AFTER):
        close(inquiry=inquiry, by=None)
    Inquiry.objects.filter(closed_at__lt=now - FORGET_CLOSED_AFTER).delete()


@transaction.atomic
def _remind(inquiry: Inquiry, *, once: str, template: str) -> None:
    inquiry = _locked(inquiry)
    if getattr(inquiry, once) or not inquiry.is_open:
        return
    setattr(inquiry, once, timezone.now())
    inquiry.save(update_fields=[once])
    if once == "reminded_at" and inquiry.assignee:
        _tell([inquiry.assignee], template, inquiry)
    else:
        _tell(team(), template, inquiry)
