"""Loads measures in every state. May be run again at any time."""

from measures.drafting import make_version
from measures.models import Measure
from measures.passages import Passage, body_of
from network.models import Organisation, Topic, User, WorkingGroup
from tregks.demo.content_measures import MEASURES


def load_measures() -> None:
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    organisations = {each.name: each for each in Organisation.objects.all()}
    people = {user.email: user for user in User.objects.all()}
    for wanted in MEASURES:
        if Measure.objects.filter(title=wanted.title).exists():
            continue
        topic = topics[wanted.topic]
        measure = Measure.objects.create(
            title=wanted.title,
            summary=wanted.summary,
            plain_language=wanted.plain_language,
            body=body_of(
                Passage(title=title, text=text) for title, text in wanted.body
            ),
            topic=topic,
            horizon=wanted.horizon,
            cost_from=wanted.cost_from,
            cost_to=wanted.cost_to,
            funding=wanted.funding,
            responsible=organisations.get(wanted.responsible),
            urgent=bool(wanted.urgent_reason),
            urgent_reason=wanted.urgent_reason,
            working_group=None if wanted.state == "idea" else group_of(topic),
            author=people.get(wanted.author),
            state=wanted.state,
            audience=wanted.audience,
        )
        measure.refresh_from_db()
        author = people["sprecherin@tregks.example"]
        measure.save_revision(user=author).publish(skip_permission_checks=True)
        measure.refresh_from_db()
        if wanted.audience == "public":
            make_version(measure=measure, by=author)


def group_of(topic: Topic) -> WorkingGroup:
    """The working group of a topic, made where nobody has yet."""
    group = WorkingGroup.objects.active().filter(topic=topic).first()
    return group or WorkingGroup.objects.create(
        name=topic.name,
        state=WorkingGroup.State.ACTIVE,
        topic=topic,
        lead=f"Wir schreiben Maßnahmen im Handlungsfeld {topic.name}.",
    )
