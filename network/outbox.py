"""The one way mail leaves the portal.

`queue_mail` writes the mail in the caller's transaction, so it exists exactly if the
business does. The worker hands it to the mail server and tries again later when that
fails; what the server refuses for good is parked, visible in the admin.

`queue_unwritten` is for mail whose words are found only when it is sent, because
what it may say can change until then.
"""

import logging
import re
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import OperationalError, connection, transaction
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from network import limits
from network.models import OutgoingMail
from tregks.jobs import PATIENT, defer, defer_many

logger = logging.getLogger(__name__)

# Waits grow from a minute to an hour; after about a day the mail counts as failed.
MAX_ATTEMPTS = 30
# Mail that strangers cause to one address, over all forms and actions together, and
# to all addresses together. The second is no limit but an alarm.
STRANGERS_MAIL_PER_HOUR = 5
STRANGERS_MAIL_ALARM = 500


def queue_mail(
    *,
    to: str,
    template: str,
    context: dict[str, object] | None = None,
    key: str | None = None,
    headers: dict[str, str] | None = None,
    language: str | None = None,
    by_stranger: bool = False,
) -> OutgoingMail | None:
    """Write one mail into the outbox and wake the worker, both in this transaction.

    `templates/mail/<template>.txt` holds the whole mail: the first line is the
    subject, the rest the text. The HTML part is made from it (see `as_html`).
    `key` makes the mail unique: a second one with the same key is not written.
    Say `by_stranger=True` when nobody is logged in who causes the mail; then the
    recipient is protected from floods. Returns None when nothing was written.
    """
    if by_stranger and not stranger_may_mail(to):
        return None
    with override(language or get_language() or settings.LANGUAGE_CODE):
        words = write(template, context or {})
    fields = {"recipient": to, "headers": headers or {}, **words}
    with transaction.atomic():
        if key is None:
            mail, written = OutgoingMail.objects.create(**fields), True
        else:
            mail, written = OutgoingMail.objects.get_or_create(key=key, defaults=fields)
        if written:
            defer(deliver, mail_id=mail.pk)
    return mail if written else None


# Writes subject, text, HTML and headers into a mail that is about to be sent. Returns
# False when there is nothing to say any more; then the mail vanishes.
Writer = Callable[[OutgoingMail], bool]
WRITERS: dict[str, Writer] = {}


def writer(name: str) -> Callable[[Writer], Writer]:
    """Register a function as what writes mail of this name."""

    def register(function: Writer) -> Writer:
        WRITERS[name] = function
        return function

    return register


@transaction.atomic
def queue_unwritten(mails: list[OutgoingMail]) -> set[str]:
    """Put mails with key, recipient, writer and about into the outbox, in one go.

    Returns the keys of those that are new. Mail that somebody waits for goes first.
    """
    keys = [mail.key for mail in mails]
    known = OutgoingMail.objects.filter(key__in=keys)
    old = set(known.values_list("key", flat=True))
    new = OutgoingMail.objects.bulk_create(
        mail for mail in mails if mail.key not in old
    )
    if new:
        jobs: list[JSONDict] = [{"mail_id": mail.pk} for mail in new]
        defer_many(deliver, jobs, priority=PATIENT)
    return {mail.key for mail in new}


def stranger_may_mail(address: str) -> bool:
    """Count one mail that somebody unknown causes; False when it is one too many."""
    hour = timedelta(hours=1)
    if not limits.allowed(
        "strangers-mail", address, amount=STRANGERS_MAIL_PER_HOUR, per=hour
    ):
        logger.warning("mail withheld: strangers write too much to one address")
        return False
    if not limits.allowed("strangers-mail", "*", amount=STRANGERS_MAIL_ALARM, per=hour):
        logger.error("strangers cause an unusual amount of mail")
    return True


# --- What a mail says -------------------------------------------------------------


def write(template: str, context: dict[str, object]) -> dict[str, str]:
    """Return subject, text and HTML, in the language that is active."""
    subject, text = render(template, context)
    html = render_to_string(
        "mail/layout.html", {"subject": subject, "content": as_html(text)}
    )
    return {"subject": subject, "text": text, "html": html}


def render(template: str, context: dict[str, object]) -> tuple[str, str]:
    """Return subject and text of a mail, with the portal's signature."""
    source: Any = get_template(f"mail/{template}.txt")
    portal = {"site_name": settings.WAGTAIL_SITE_NAME, "base_url": settings.BASE_URL}
    # Plain text has no markup to escape.
    rendered = source.template.render(Context(portal | context, autoescape=False))
    subject, _, body = rendered.strip().partition("\n")
    body = re.sub(r"\n{3,}", "\n\n", body.strip("\n"))
    signature = f"-- \n{settings.WAGTAIL_SITE_NAME}: {settings.BASE_URL}/"
    # Whatever went into the subject, it stays one header line.
    return " ".join(subject.split())[:250], f"{body}\n\n{signature}\n"


def as_html(text: str) -> SafeString:
    """Turn the text of a mail into HTML of the same content.

    Paragraphs stand between blank lines; lines starting with "- " are a list; a line
    of "=" makes the one above it a heading; one line "Label: address" becomes a link,
    if the address is ours; one indented line is a code to copy. Everything else stays as it is, escaped: text that came from
    other people never becomes a link or markup.
    """
    blocks = re.split(r"\n{2,}", text.rstrip().strip("\n"))
    # Each block has been escaped on its own.
    return SafeString("\n".join(map(block_as_html, blocks)))


def block_as_html(block: str) -> SafeString:
    block = block.removeprefix("-- \n")
    lines = block.split("\n")
    link = re.fullmatch(
        rf"(.+): ({re.escape(settings.BASE_URL)}(?:/[^\s\"'<>]*)?)", block
    )
    if link:
        return format_html('<p><a href="{1}">{0}</a></p>', *link.groups())
    if len(lines) == 1 and block.startswith("    "):
        return format_html('<p class="code">{}</p>', block.strip())
    if len(lines) == 2 and re.fullmatch("={3,}", lines[1]):
        return format_html("<h2>{}</h2>", lines[0])
    if all(line.startswith("- ") for line in lines):
        items = format_html_join("", "<li>{}</li>", ((line[2:],) for line in lines))
        return format_html("<ul>{}</ul>", items)
    return format_html(
        "<p>{}</p>",
        format_html_join(SafeString("<br>\n"), "{}", ((line,) for line in lines)),
    )


# --- Handing it over --------------------------------------------------------------


@app.task(queue="mail", name="deliver_mail")
def deliver(*, mail_id: int) -> None:
    """Hand one mail to the mail server, unless somebody else is at it or it is done.

    The row stays locked meanwhile. If the worker dies after the server has taken the
    mail and before that is noted, it goes out once more with the same message id.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Talking to a slow mail server counts as idle for the database.
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '2min'")
        mail = (
            OutgoingMail.objects.due()
            .select_for_update(skip_locked=True)
            .filter(pk=mail_id)
            .first()
        )
        if mail is None:
            return
        mail.attempts += 1
        try:
            if mail.writer and not is_written(mail):
                mail.delete()
                return
            message(mail).send()
        except Exception as error:  # whatever it is, it must not stop other mail
            note_failure(mail, error)
        else:
            mail.state = OutgoingMail.State.SENT
            mail.sent_at = timezone.now()
            mail.text = mail.html = mail.error = ""
        mail.save()


def is_written(mail: OutgoingMail) -> bool:
    with transaction.atomic():  # if it fails, the failure can still be noted
        return WRITERS[mail.writer](mail)


def message(mail: OutgoingMail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.recipient],
        headers={"Auto-Submitted": "auto-generated"}
        | mail.headers
        | {"Message-ID": mail.message_id},
    )
    message.attach_alternative(mail.html, "text/html")
    return message


def note_failure(mail: OutgoingMail, error: Exception) -> None:
    mail.error = f"{type(error).__name__}: {error}"[:1000]
    if refused_for_good(error) or mail.attempts >= MAX_ATTEMPTS:
        mail.state = OutgoingMail.State.FAILED
        logger.error("mail failed", extra={"mail": mail.pk})
    else:
        wait = timedelta(minutes=min(2 ** (mail.attempts - 1), 60))
        mail.next_attempt_at = timezone.now() + wait
        logger.warning(
            "mail delayed", extra={"mail": mail.pk, "attempt": mail.attempts}
        )


def refused_for_good(error: Exception) -> bool:
    """Whether trying this very mail again is pointless.

    Trouble with the server itself (login, greeting, sender) concerns all mail and
    passes; an error of another kind is a defect that the next try would repeat.
    """
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, SMTPDataError):
        return error.smtp_code >= 500
    # smtplib's errors are OSErrors, like those of the connection.
    passing = isinstance(error, OSError | OperationalError)
    return isinstance(error, SMTPNotSupportedError) or not passing


@app.periodic(cron="* * * * *", periodic_id="mail")
@app.task(queue="mail", name="deliver_due_mail", queueing_lock="deliver_due_mail")
def deliver_due(timestamp: int) -> None:
    """Send what waits: retries, and mail whose own job got lost with its worker."""
    overdue = OutgoingMail.objects.waiting().filter(
        next_attempt_at__lte=timezone.now() - timedelta(seconds=20)
    )
    for mail_id in overdue.order_by("next_attempt_at").values_list("pk", flat=True):
        deliver(mail_id=mail_id)
