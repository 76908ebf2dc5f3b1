"""Loads workshops with those who come, and other dates. May be run again at any time.

Registrations are written as they are, so that no mail goes to invented people.
"""

from datetime import datetime, time, timedelta
from itertools import cycle

from django.utils import timezone

from measures.models import Measure
from network.models import Topic, User, WorkingGroup
from strategy.chain import connect
from strategy.models import Factor
from tregks.cms.models import PortalImage
from tregks.demo.content_workshops import (
    CONTACT,
    GUESTS,
    OTHER_DATES,
    WORKSHOPS,
    WorkshopText,
)
from tregks.demo.illustrations import ILLUSTRATIONS
from workshops.models import (
    AccessNeed,
    AgendaItem,
    Feedback,
    OtherDate,
    Photo,
    Question,
    Registration,
    RegistrationMove,
    Workshop,
)

WHY = {
    "registered": "über das Portal",
    "waiting": "über das Portal",
    "cancelled": "selbst abgemeldet",
    "attended": "am Einlass",
    "no_show": "nicht am Einlass",
}


def load_workshops() -> None:
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    groups = WorkingGroup.objects.filter(topic__slug="dekarbonisierung")
    group = groups.order_by("pk").first()
    for text in WORKSHOPS:
        if not Workshop.objects.filter(slug=text.slug).exists():
            load_workshop(text, topics.get(text.topic), group)
    for title, about, days, hour, hours, place, topic, repeat in OTHER_DATES:
        start = moment(days, hour)
        OtherDate.objects.get_or_create(
            title=title,
            defaults={
                "text": about,
                "start": start,
                "end": start + timedelta(hours=hours),
                "place": place,
                "topic": topics.get(topic),
                "repeat": repeat,
            },
        )


def moment(days: int, hour: int) -> datetime:
    """On a weekday near so many days from today."""
    day = timezone.localdate() + timedelta(days=days)
    if day.weekday() >= 5:
        day += timedelta(days=7 - day.weekday())
    return timezone.make_aware(datetime.combine(day, time(hour)))


def load_workshop(
    text: WorkshopText, topic: Topic | None, group: WorkingGroup | None
) -> None:
    start = moment(text.in_days, text.hours[0])
    fields = CONTACT | text.fields
    if text.of_group and group:
        fields |= {"restriction": Workshop.Restriction.GROUP, "group": group}
    elif text.of_group:
        fields |= {"restriction": Workshop.Restriction.MEMBERS}
    workshop = Workshop.objects.create(
        slug=text.slug,
        title=text.title,
        lead=text.lead,
        state=Workshop.State.PUBLISHED,
        start=start,
        end=start + timedelta(hours=text.hours[1]),
        capacity=text.capacity,
        topic=topic,
        created_at=start - timedelta(days=60),
        **fields,
    )
    for number, (when, title, method, roles) in enumerate(text.agenda):
        AgendaItem.objects.create(
            workshop=workshop,
            sort_order=number,
            time=when,
            title=title,
            method=method,
            roles=roles,
        )
    for number, (question, kind, choices) in enumerate(text.questions):
        Question.objects.create(
            workshop=workshop,
            sort_order=number,
            text=question,
            kind=kind,
            choices=choices,
        )
    for kind, title, more in text.results:
        workshop.results.create(kind=kind, title=title, text=more)
    Feedback.objects.bulk_create(
        Feedback(workshop=workshop, useful=a, heard=b, accessible=c, text=words)
        for a, b, c, words in text.feedback
    )
    if text.picture:
        title = ILLUSTRATIONS[text.picture].title
        image = PortalImage.objects.filter(title=title).first()
        if image:
            Photo.objects.create(
                workshop=workshop, image=image, caption="So saßen wir zusammen."
            )
    for name, reason in text.led_to:
        target = (
            Factor.objects.filter(name=name).first()
            or Measure.objects.filter(title=name).first()
        )
        if target:
            connect(source=workshop, target=target, reason=reason, by=None)
    load_people(workshop, text)


def load_people(workshop: Workshop, text: WorkshopText) -> None:
    """The cast first, then guests, each with seat or number and what happened."""
    cast = {user.email: user for user in User.objects.all()}
    wanted: list[tuple[User | None, str]] = [
        (cast[email], state) for email, state in text.people
    ]
    wanted += [(None, state) for state, number in text.guests for _ in range(number)]
    names, seats, numbers = cycle(GUESTS), 0, 0
    opened = min(
        workshop.start - timedelta(days=40), timezone.now() - timedelta(days=9)
    )
    for order, (person, state) in enumerate(wanted):
        name = "" if person else next(names)
        at = opened + timedelta(days=order, minutes=17 * order)
        seated = state in ("registered", "attended", "no_show")
        seats += seated
        numbers += state == "waiting"
        chosen = Registration.objects.create(
            workshop=workshop,
            person=person,
            name=name,
            email="" if person else f"{address(name)}@firma.example",
            state=state,
            seat=seats if seated else None,
            queue_number=numbers if state == "waiting" else None,
            created_at=at,
            cancelled_at=workshop.start - timedelta(hours=30)
            if state == "cancelled" and workshop.is_past
            else at + timedelta(days=1)
            if state == "cancelled"
            else None,
        )
        RegistrationMove.objects.create(
            registration=chosen,
            at=at,
            after=state,
            number=chosen.seat or chosen.queue_number,
            why=WHY[state],
        )
        if order == 4 and not workshop.is_past:
            AccessNeed.objects.create(
                registration=chosen,
                text="Ich sehe wenig. Bitte den Bogen als Datei oder in großer Schrift.",
            )
    workshop.last_queue_number = numbers
    workshop.save(update_fields=["last_queue_number"])


def address(name: str) -> str:
    """amira.ahrens, with umlauts written out."""
    umlauts = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
    return name.lower().translate(umlauts).replace(" ", ".")
