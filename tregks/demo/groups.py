"""Loads people, working groups and what lives in them. May be run again at any time."""

from datetime import datetime, time, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from network.actions import create_member
from network.group_documents import store_document
from network.models import (
    Affiliation,
    Decision,
    GroupDocument,
    GroupMembership,
    Meeting,
    Organisation,
    Post,
    PostComment,
    Profile,
    Task,
    Topic,
    User,
    WorkingGroup,
)
from tregks.demo.cast import PASSWORD
from tregks.demo.content_groups import (
    AYLIN,
    CIRCLES,
    DECISIONS,
    MEETINGS,
    MEMBER,
    POSTS,
    SPEAKER,
    TASKS,
    Circle,
    Talk,
)
from tregks.demo.content_people import FIGURES
from tregks.pdf import pdf

Groups = dict[str, WorkingGroup]
People = dict[str, User]


def ago(days: float) -> datetime:
    """A moment so many days from now, or before it."""
    return timezone.now() + timedelta(days=days)


def load_figures() -> None:
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    organisations = {each.name: each for each in Organisation.objects.all()}
    known = set(User.objects.values_list("email", flat=True))
    for figure in FIGURES:
        if figure.email in known:
            continue
        person = create_member(email=figure.email, name=figure.name, password=PASSWORD)
        organisation = organisations[figure.organisation]
        Affiliation.objects.create(
            person=person,
            organisation=organisation,
            position=figure.position,
            is_contact=True,
        )
        profile = Profile.objects.create(
            user=person,
            visibility=figure.visibility,
            stakeholder_group=organisation.stakeholder_group,
            about=figure.about,
            trusted_at=ago(-200),
        )
        profile.topics.set([topics[slug] for slug in figure.topics.split()])


def load_groups() -> None:
    """Only groups that are new get content, so nothing that was deleted comes back."""
    load_figures()
    people = {user.email: user for user in User.objects.all()}
    fresh: Groups = {}
    for circle in CIRCLES:
        if not WorkingGroup.objects.filter(slug=circle.topic).exists():
            fresh[circle.topic] = found_group(circle, people)
    load_posts(fresh, people)
    load_meetings(fresh, people)
    load_tasks(fresh, people)
    load_documents(fresh, people)


def found_group(circle: Circle, people: People) -> WorkingGroup:
    group = WorkingGroup.objects.create(
        name=circle.name,
        slug=circle.topic,
        state=WorkingGroup.State.ACTIVE,
        admission=circle.admission,
        topic=Topic.objects.get(slug=circle.topic),
        lead=circle.lead,
        purpose=circle.purpose,
        created_at=ago(-90),
    )
    for number, email in enumerate([*circle.speakers, *circle.members]):
        GroupMembership.objects.create(
            group=group,
            person=people[email],
            is_speaker=email in circle.speakers,
            since=ago(-90 + 3 * number),
        )
    for email, message in circle.waiting.items():
        GroupMembership.objects.create(
            group=group,
            person=people[email],
            state=GroupMembership.State.REQUESTED,
            message=message,
            since=ago(-1),
        )
    return group


def load_posts(groups: Groups, people: People) -> None:
    for written in POSTS:
        if written.topic not in groups:
            continue
        at = ago(written.days)
        post = Post.objects.create(
            group=groups[written.topic],
            author=people[written.author],
            title=written.title,
            text=written.text,
            is_pinned=written.is_pinned,
            created_at=at,
        )
        for number, talk in enumerate(written.thread, start=1):
            answer(post, talk, people, at + timedelta(hours=7 * number))


def answer(post: Post, talk: Talk, people: People, at: datetime) -> None:
    comment = PostComment.objects.create(
        post=post, author=people[talk.author], text=talk.text, created_at=at
    )
    for number, (author, text) in enumerate(talk.replies, start=1):
        PostComment.objects.create(
            post=post,
            parent=comment,
            author=people[author],
            text=text,
            created_at=at + timedelta(hours=number),
        )


def load_meetings(groups: Groups, people: People) -> None:
    meetings: dict[str, Meeting] = {}
    for planned in MEETINGS:
        if planned.topic not in groups:
            continue
        day = timezone.localdate() + timedelta(days=planned.days)
        start = timezone.make_aware(datetime.combine(day, time(planned.hour)))
        group = groups[planned.topic]
        cancelled = bool(planned.cancel_reason)
        meetings[planned.title] = Meeting.objects.create(
            group=group,
            author=group.speakers().first(),
            title=planned.title,
            start=start,
            end=start + timedelta(hours=2),
            place=planned.place,
            barriers=planned.barriers,
            link=planned.link,
            agenda=planned.agenda,
            minutes=planned.minutes,
            state=Meeting.State.CANCELLED if cancelled else Meeting.State.PLANNED,
            cancel_reason=planned.cancel_reason,
            sequence=int(cancelled),
        )
    today = timezone.localdate()
    for resolved in DECISIONS:
        if resolved.topic not in groups:
            continue
        group = groups[resolved.topic]
        Decision.objects.create(
            group=group,
            author=group.speakers().first(),
            title=resolved.title,
            text=resolved.text,
            decided_on=today + timedelta(days=resolved.days),
            review_on=today + timedelta(days=resolved.review)
            if resolved.review
            else None,
            meeting=meetings.get(resolved.meeting),
            is_public=resolved.is_public,
        )


def load_tasks(groups: Groups, people: People) -> None:
    for todo in TASKS:
        if todo.topic not in groups:
            continue
        group = groups[todo.topic]
        assignee = people.get(todo.assignee)
        Task.objects.create(
            group=group,
            author=group.speakers().first(),
            title=todo.title,
            text=todo.text,
            assignee=assignee,
            assigned_at=ago(-28) if assignee else None,
            due_on=timezone.localdate() + timedelta(days=todo.days)
            if todo.days is not None
            else None,
            done_at=ago(-15) if todo.is_done else None,
            created_at=ago(-28),
        )


NIGHT, DAY = [120, 118, 117, 119, 180, 330], [402, 398, 405, 410, 404, 399]
LOAD_CURVE = "Stunde;Leistung in kW;Vorlauf in Grad\n" + "".join(
    f"{hour:02}:00;{kilowatts};60\n"
    for hour, kilowatts in enumerate([*NIGHT, *DAY, *DAY, *reversed(NIGHT)])
)
SUMMARY: dict[str, Any] = {
    "title": "Abwärme der Werke: Stand der Karte",
    "paragraphs": [
        "Acht Werke haben ihre Werte freigegeben, drei prüfen noch.",
        "Zusammen sind es rund 31 Gigawattstunden im Jahr, davon zwei Drittel über 60 Grad. Die Hälfte fällt innerhalb von zwei Kilometern um ein Wohngebiet an.",
        "Die Karte zeigt Lage, Temperatur und Monatsmittel. Stündliche Werte bleiben in der Gruppe.",
    ],
}


def load_documents(groups: Groups, people: People) -> None:
    group = groups.get("dekarbonisierung")
    if group is None:
        return
    for title, name, content, email, days in (
        (
            "Lastgang der Härterei, ein Werktag",
            "last.csv",
            LOAD_CURVE.encode(),
            MEMBER,
            -15,
        ),
        ("Stand der Karte zur Abwärme", "karte.pdf", pdf("note", SUMMARY), SPEAKER, -4),
        (
            "Messpunkte an den Schmelzöfen",
            "punkte.csv",
            b"Punkt;Ort\n1;Ofen 1, Abgas\n2;Ofen 2, Abgas\n",
            AYLIN,
            -14,
        ),
    ):
        document = store_document(
            group=group,
            title=title,
            file=SimpleUploadedFile(name, content),
            by=people[email],
        )
        GroupDocument.objects.filter(pk=document.pk).update(created_at=ago(days))
