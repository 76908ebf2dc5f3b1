"""The demo's mail: nothing leaves the machine, everything can be read at /postfach/.

Each mail is a file in ``var/mail`` that any mail program opens.
"""

import email
import email.policy
import ipaddress
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage as DjangoMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from network.outbox import as_html


def folder() -> Path:
    return settings.VAR_DIR / "mail"


class EmailBackend(BaseEmailBackend):
    """Keeps mail as files and says so in one line on the console."""

    def send_messages(self, messages: Sequence[DjangoMessage]) -> int:
        folder().mkdir(parents=True, exist_ok=True)
        for message in messages:
            name = f"{timezone.localtime():%Y-%m-%d-%H%M%S-%f}.eml"
            (folder() / name).write_bytes(message.message().as_bytes())
            sys.stdout.write(
                f"Mail to {', '.join(message.to)}: {message.subject}"
                f" - {settings.BASE_URL}{reverse('mailbox')}\n"
            )
            sys.stdout.flush()
        return len(messages)


class Mail(NamedTuple):
    """What the pages show of one file."""

    name: str
    recipient: str
    subject: str
    sent_at: datetime
    content: SafeString


def read(path: Path) -> Mail:
    parsed = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)  # noqa: S101 - what this policy makes
    body = parsed.get_body(("plain",))
    return Mail(
        name=path.stem,
        recipient=parsed["To"],
        subject=parsed["Subject"],
        sent_at=parsed["Date"].datetime.replace(tzinfo=UTC),  # as Django writes it
        content=as_html(body.get_content() if body else ""),
    )


@never_cache
@require_safe
def mailbox(request: HttpRequest, name: str = "") -> HttpResponse:
    """All mail, newest first, or one of them; for people at this machine only."""
    if not ipaddress.ip_address(request.META["REMOTE_ADDR"]).is_loopback:
        raise Http404
    paths = sorted(folder().glob("*.eml"), reverse=True)
    if not name:
        return render(request, "demo/mailbox.html", {"mails": map(read, paths)})
    for path in paths:
        if path.stem == name:
            return render(request, "demo/mail.html", {"mail": read(path)})
    raise Http404
