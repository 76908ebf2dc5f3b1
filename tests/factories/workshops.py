"""Workshops and who comes to them."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from tests.factories.network import UserFactory
from workshops.models import OtherDate, Registration, Workshop


def days(number: float):
    return timezone.now() + timedelta(days=number)


class WorkshopFactory(DjangoModelFactory[Workshop]):
    """Published, in two weeks, with twenty seats. `WorkshopFactory(in_days=-3)`"""

    class Meta:
        model = Workshop

    class Params:
        in_days = 14

    title = factory.Sequence(lambda n: f"Szenario-Werkstatt {n}")
    state = Workshop.State.PUBLISHED
    lead = "Wir suchen Einflussfaktoren."
    start = factory.LazyAttribute(lambda self: days(self.in_days))
    end = factory.LazyAttribute(lambda self: self.start + timedelta(hours=3))
    place = "Dialoghaus"
    barriers = "Ohne Stufen, Aufzug, Höranlage."
    contact_name = "Mara Management"
    contact_email = "management@tregks.example"
    capacity = 20


class RegistrationFactory(DjangoModelFactory[Registration]):
    """On the next seat; `RegistrationFactory(guest="ada@example.org")`."""

    class Meta:
        model = Registration

    class Params:
        guest = ""

    workshop = factory.SubFactory(WorkshopFactory)
    person = factory.Maybe(
        "guest", yes_declaration=None, no_declaration=factory.SubFactory(UserFactory)
    )
    name = factory.LazyAttribute(lambda self: "Ada Gast" if self.guest else "")
    email = factory.LazyAttribute(lambda self: self.guest)
    state = Registration.State.REGISTERED
    seat = factory.LazyAttribute(
        lambda self: (
            self.workshop.registrations.seated().count() + 1
            if self.state in ("registered", "attended", "no_show")
            else None
        )
    )
    queue_number = factory.LazyAttribute(
        lambda self: (
            self.workshop.registrations.count() + 1 if self.state == "waiting" else None
        )
    )
    cancelled_at = factory.LazyAttribute(
        lambda self: timezone.now() if self.state == "cancelled" else None
    )


class OtherDateFactory(DjangoModelFactory[OtherDate]):
    class Meta:
        model = OtherDate

    class Params:
        in_days = 3

    title = factory.Sequence(lambda n: f"Sprechstunde {n}")
    start = factory.LazyAttribute(lambda self: days(self.in_days))
    end = factory.LazyAttribute(lambda self: self.start + timedelta(hours=1))
