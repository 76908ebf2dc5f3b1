"""Loads measures in every state, with what people said to them. May be run again.

Everything happens as it would on the portal, by the same verbs; only the dates are
moved to where the story needs them.
"""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Revision

from measures import consultations, dispositions, drafting
from measures.models import Comment, Consultation, Measure, Support
from measures.passages import Passage
from measures.states import State, move
from network.models import (
    Event,
    GroupMembership,
    Organisation,
    Topic,
    User,
    WorkingGroup,
)
from tregks.demo.content_measures import (
    COMMENTS,
    MANAGER,
    MEASURES,
    MEMBER,
    SPEAKER,
    Said,
    Wanted,
)

# What a measure goes through until it is in a state.
WAY = {
    "idea": [],
    "draft": ["draft"],
    "consultation": ["draft", "consultation"],
    "revision": ["draft", "consultation", "revision"],
    "adopted": ["draft", "consultation", "revision", "adopted"],
    "implementing": ["draft", "consultation", "revision", "adopted", "implementing"],
    "completed": [
        *("draft", "consultation", "revision", "adopted", "implementing", "completed"),
    ],
    "paused": ["draft", "consultation", "revision", "paused"],
    "rejected": ["draft", "consultation", "revision", "rejected"],
}
EARLY = ["draft", "implementing"]  # what is urgent
BEGINNING = timedelta(days=290)  # before today


def load_measures() -> None:
    people = {user.email: user for user in User.objects.all()}
    join_groups(people)
    for number, wanted in enumerate(MEASURES):
        if not Measure.objects.filter(title=wanted.title).exists():
            load_measure(wanted, people, BEGINNING - timedelta(days=9 * number))


def group_of(topic: Topic) -> WorkingGroup:
    """The working group of a topic, made where nobody has yet."""
    group = WorkingGroup.objects.active().filter(topic=topic).first()
    return group or WorkingGroup.objects.create(
        name=topic.name,
        state=WorkingGroup.State.ACTIVE,
        topic=topic,
        lead=f"Wir schreiben Maßnahmen im Handlungsfeld {topic.name}.",
    )


def join_groups(people: dict[str, User]) -> None:
    group = group_of(Topic.objects.get(slug="dekarbonisierung"))
    for email, is_speaker in ((SPEAKER, True), (MEMBER, False)):
        GroupMembership.objects.get_or_create(
            group=group, person=people[email], defaults={"is_speaker": is_speaker}
        )


def load_measure(wanted: Wanted, people: dict[str, User], ago: timedelta) -> None:
    topic = Topic.objects.get(slug=wanted.topic)
    speaker, manager = people[SPEAKER], people[MANAGER]
    measure = drafting.submit_idea(
        title=wanted.title,
        summary=wanted.summary,
        topic=topic,
        by=people[wanted.author or SPEAKER],
    )
    way = EARLY if wanted.urgent_reason else WAY[wanted.state]
    for step in way:
        measure.refresh_from_db()
        if step == "draft":
            drafting.take_up_idea(measure=measure, group=group_of(topic), by=speaker)
            measure.refresh_from_db()
            write(measure, wanted, by=speaker)
        elif step == "consultation":
            consultations.open_consultation(
                measure=measure,
                audience="public",
                closes_at=(timezone.localtime() + timedelta(days=21)).replace(
                    hour=18, minute=0, second=0, microsecond=0
                ),
                intro="Was fehlt, was ist unklar, was ist falsch?",
                by=speaker,
            )
            for said in COMMENTS.get(wanted.title, []):
                say(measure, said, people)
        elif step == "revision":
            consultations.close_consultation(
                consultation=measure.consultations.get(), by=speaker
            )
            measure.refresh_from_db()
            weigh(measure, COMMENTS.get(wanted.title, []), by=speaker)
        elif step == "adopted":
            if measure.has_unpublished_changes:
                dispositions.publish_version(measure=measure, by=speaker)
            dispositions.adopt(
                measure=measure,
                reason="Beschluss der Netzwerkkonferenz, ohne Gegenstimme.",
                by=manager,
            )
        else:
            move(measure=measure, to=State(step), reason=wanted.reason, by=manager)
    backdate(measure, ago)
    # Nobody wants to be told of the demo's past.
    kind = ContentType.objects.get_for_model(Measure)
    Event.objects.filter(target_type=kind, target_id=measure.pk).delete()


def write(measure: Measure, wanted: Wanted, *, by: User) -> None:
    responsible = Organisation.objects.filter(name=wanted.responsible).first()
    drafting.save_text(
        measure=measure,
        text=drafting.Text(
            fields={
                "plain_language": wanted.plain_language,
                "horizon": wanted.horizon,
                "cost_from": wanted.cost_from,
                "cost_to": wanted.cost_to,
                "funding": wanted.funding,
                "responsible": responsible,
                "urgent": bool(wanted.urgent_reason),
                "urgent_reason": wanted.urgent_reason,
            },
            passages=[Passage(title=title, text=text) for title, text in wanted.body],
        ),
        based_on=drafting.stamp_of(measure.latest_revision),
        by=by,
    )


def say(measure: Measure, said: Said, people: dict[str, User]) -> None:
    consultation = measure.consultations.get()
    passages = consultation.passages
    comment = consultations.submit_comment(
        comment=Comment(
            consultation=consultation,
            passage=passages[said.passage - 1].id if said.passage else "",
            kind=said.kind,
            text=said.text,
            wording=said.wording,
            organisation=Organisation.objects.filter(name=said.organisation).first(),
        ),
        by=people[said.person],
    )
    person, text = said.reply
    if text:
        consultations.submit_comment(
            comment=Comment(consultation=consultation, parent=comment, text=text),
            by=people[person],
        )
    Support.objects.bulk_create(
        Support(comment=comment, person=people[email]) for email in said.supported_by
    )


def weigh(measure: Measure, all_said: list[Said], *, by: User) -> None:
    for said in all_said:
        if said.outcome:
            comment = dispositions.statements(measure).get(
                text=said.text, author__email=said.person
            )
            dispositions.decide(
                measure=measure,
                comments=[comment.pk],
                outcome=said.outcome,
                reason=said.reason,
                apply=said.apply,
                by=by,
            )


def backdate(measure: Measure, ago: timedelta) -> None:
    """Spread what has just happened over the months since the beginning."""
    measure.refresh_from_db()
    begin = timezone.now() - ago
    Measure.objects.filter(pk=measure.pk).update(created_at=begin)
    measure.revisions.update(created_at=begin)
    changes = list(measure.changes.order_by("pk"))
    for number, change in enumerate(changes, start=1):
        change.at = begin + (ago - timedelta(days=4)) * number / (len(changes) + 1)
        if change.to_state == "consultation" == measure.state:
            change.at = timezone.now() - timedelta(days=14)
        change.save(update_fields=["at"])
    happened = {change.to_state: change.at for change in changes}
    opened = happened.get("consultation")
    for version in measure.versions.all():
        first = opened if version.number == 1 else None
        at = first or happened.get("adopted", measure.created_at)
        version.made_at = at
        version.save(update_fields=["made_at"])
        Revision.objects.filter(pk=version.revision_id).update(created_at=at)
    if opened is None:
        return
    running = measure.state == State.CONSULTATION
    consultation = measure.consultations.get()
    end = consultation.closes_at if running else opened + timedelta(days=28)
    Consultation.objects.filter(pk=consultation.pk).update(
        opens_at=opened, closes_at=end, closed_at=None if running else end
    )
    for number, comment in enumerate(consultation.comments.all(), start=1):
        Comment.objects.filter(pk=comment.pk).update(
            created_at=opened + timedelta(days=2 * number % 13, minutes=47 * number)
        )
