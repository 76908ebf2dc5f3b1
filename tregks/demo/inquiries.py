"""Loads what people have written to the network, in all states. No mail is sent."""

from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from network.models import Inquiry, InquiryNote, InquiryReply, User

KIND, STATE = Inquiry.Kind, Inquiry.State


class Letter(NamedTuple):
    key: str
    days_ago: int
    kind: Inquiry.Kind
    state: Inquiry.State
    message: str
    name: str = ""
    email: str = ""
    subject: str = ""
    page: str = ""
    wanted_format: str = ""
    note: str = ""
    reply: str = ""


LETTERS = [
    Letter(
        key="demo-join",
        days_ago=2,
        kind=KIND.CONTACT,
        state=STATE.NEW,
        name="Petra Probe",
        email="petra.probe@metallbau-probe.example",
        subject="Wie kann unser Betrieb mitmachen?",
        message=(
            "Guten Tag,\n\nwir sind ein Metallbaubetrieb mit 40 Beschäftigten und "
            "beliefern bisher nur den Fahrzeugbau. Wir möchten in der Arbeitsgruppe "
            "Dekarbonisierung mitarbeiten. An wen wenden wir uns?"
        ),
    ),
    Letter(
        key="demo-table",
        days_ago=12,
        kind=KIND.BARRIER,
        state=STATE.IN_PROGRESS,
        message=(
            "Mit der Tastatur komme ich in der Tabelle nicht bis zur letzten Spalte. "
            "Ich benutze NVDA mit Firefox."
        ),
        page="/datenschutz/",
        note="Nachgestellt in Firefox. Korrektur ist in Arbeit.",
    ),
    Letter(
        key="demo-format",
        days_ago=30,
        kind=KIND.BARRIER,
        state=STATE.NEW,
        email="leser@verein-lesen.example",
        message="Die Einladung zum Workshop ist mir zu schwer geschrieben.",
        wanted_format="Leichte Sprache",
    ),
    Letter(
        key="demo-press",
        days_ago=20,
        kind=KIND.CONTACT,
        state=STATE.ANSWERED,
        name="Ruben Reporter",
        email="ruben@zeitung.example",
        subject="Bilder für einen Bericht",
        message="Dürfen wir die Bilder von der Startseite in der Zeitung zeigen?",
        reply=(
            "Guten Tag,\n\ngern. Die Bilder sind eigene Zeichnungen des Netzwerks. "
            "Bitte nennen Sie als Quelle: Transformationsnetzwerk Region Kassel.\n\n"
            "Freundliche Grüße\nMara Management"
        ),
    ),
]


def load_inquiries() -> None:
    manager = User.objects.get(email="management@tregks.example")
    for letter in LETTERS:
        given = letter._asdict()
        note, reply = given.pop("note"), given.pop("reply")
        written = timezone.now() - timedelta(days=given.pop("days_ago"))
        answered = written + timedelta(days=1)
        inquiry, is_new = Inquiry.objects.get_or_create(
            key=given.pop("key"),
            defaults=given
            | {
                "created_at": written,
                "answered_at": answered if reply else None,
                "assignee": None if letter.state == STATE.NEW else manager,
            },
        )
        if is_new and note:
            InquiryNote.objects.create(inquiry=inquiry, author=manager, text=note)
        if is_new and reply:
            InquiryReply.objects.create(
                inquiry=inquiry, author=manager, text=reply, created_at=answered
            )
