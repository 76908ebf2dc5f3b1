"""Helps for the account tests: forms filled in by people, codes read from the outbox."""

from datetime import UTC, datetime, timedelta

import time_machine
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from network.models import OutgoingMail

PASSWORD = "vier lose Wolken tanzen"
# What the sign-up demands beside name, address and password.
JOINING = {"stakeholder_group": "unternehmen", "rules": "on"}


def hidden_fields(response: HttpResponse) -> dict[str, str]:
    """What the first form of the page sends by itself."""
    page = BeautifulSoup(response.content, "html.parser")
    form = page.select_one("main form")
    fields = form.select("input[type=hidden]") if form else []
    return {field["name"]: field.get("value", "") for field in fields}


def fill(client: Client, url: str, **answers: str) -> HttpResponse:
    """Open a form, take a minute to fill it in, send it, follow where it leads."""
    with time_machine.travel(datetime.now(UTC) - timedelta(minutes=1)):
        page = client.get(url)
    return client.post(url, hidden_fields(page) | answers, follow=True)


def newest_mail(to: str) -> OutgoingMail:
    mail = OutgoingMail.objects.filter(recipient=to).first()
    assert mail is not None, f"no mail to {to}"
    return mail


def code_in(mail: OutgoingMail) -> str:
    return next(
        line for line in mail.text.split("\n") if line.startswith("    ")
    ).strip()


def errors(response: HttpResponse) -> str:
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(alert.get_text(" ") for alert in page.select(".alert.error"))
