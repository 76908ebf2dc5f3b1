"""Inquiries as the public forms leave them."""

import factory
from factory.django import DjangoModelFactory

from network.models import Inquiry


class InquiryFactory(DjangoModelFactory[Inquiry]):
    class Meta:
        model = Inquiry

    kind = Inquiry.Kind.CONTACT
    key = factory.Sequence(lambda n: f"{n:064}")
    name = "Anna Muster"
    email = "anna@firma.example"
    subject = "Frage zum Netzwerk"
    message = "Wie kann unser Betrieb mitmachen?"
