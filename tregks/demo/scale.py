"""Multiplies the demo for benchmarks: measures, comments and members in large numbers.

Each round adds a copy of every measure of the demo with its plan, reports and opinions,
100 people and their 500 comments, in one transaction; a round that is there already is
left alone. Rows are written in bulk, past the verbs: nobody is told of anything.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Revision
from wagtail.search.backends import get_search_backend

from measures.models import (
    Comment,
    Consultation,
    Measure,
    StateChange,
    Support,
    Version,
)
from measures.passages import Passage, body_of
from measures.states import State
from network.models import (
    GroupMembership,
    Organisation,
    Profile,
    StakeholderGroup,
    Topic,
    User,
    WorkingGroup,
)
from tregks.demo import content_scale as content
from tregks.demo.content_measures import MEASURES
from tregks.demo.measures import group_of
from tregks.demo.scale_practice import load_practice

PEOPLE = 100  # of each round
STATEMENTS, REPLIES = 450, 50
LONG_STATEMENTS = 1_500
BATCH = 1_000
# What a copy does not share with its measure.
OWN = {
    *("id", "number", "search_vector", "latest_revision", "live_revision"),
    *("slug", "title", "summary", "body", "words", "author", "merged_into"),
}
# Of three statements, how many are decided; else all.
DECIDED = {State.CONSULTATION: 1, State.REVISION: 2}
VISIBILITY = ["members", "members", "public", "members", "nobody"]


def load_scale(scale: int) -> None:
    """Make everything so many times as large as the demo, which is there already."""
    for number in range(1, scale):
        if not User.objects.filter(email=address(number, 0)).exists():
            load_round(number)
    if scale > 1 and not Measure.objects.filter(title=content.LONG_DRAFT).exists():
        load_long_draft()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@transaction.atomic
def load_round(number: int) -> None:
    people = load_people(number)
    measures = load_copies(number, people)
    discuss(
        load_consultations(measures),
        people,
        statements=STATEMENTS,
        replies=REPLIES,
    )


# --- People -------------------------------------------------------------------------------


def address(number: int, place: int) -> str:
    return f"person-{number:03d}-{place:02d}@netzwerk.example"


def name_of(number: int) -> str:
    """A thousand different ones, then double surnames: some share a name, as in life."""
    first = content.FIRST_NAMES[number % len(content.FIRST_NAMES)]
    rest = number // len(content.FIRST_NAMES)
    surname = content.SURNAMES[rest % len(content.SURNAMES)]
    turn = rest // len(content.SURNAMES)
    if turn:
        second = content.SURNAMES[(rest + 7 * turn) % len(content.SURNAMES)]
        surname = f"{surname}-{second}"
    return f"{first} {surname}"


def load_people(number: int) -> list[User]:
    topics, groups = list(Topic.objects.all()), list(WorkingGroup.objects.active())
    now = timezone.now()
    people = User.objects.bulk_create(
        User(
            email=address(number, place),
            name=name_of((number - 1) * PEOPLE + place),
            password=make_password(None),
            date_joined=now - timedelta(days=(number * 13 + place * 3) % 360),
        )
        for place in range(PEOPLE)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True)
        for person in people
    )
    Profile.objects.bulk_create(
        Profile(
            user=person,
            visibility=VISIBILITY[place % len(VISIBILITY)],
            stakeholder_group=StakeholderGroup.values[place % 8],
            about=f"Ich arbeite in {content.PLACES[place % len(content.PLACES)]}.",
            trusted_at=now,
        )
        for place, person in enumerate(people)
    )
    Profile.topics.through.objects.bulk_create(
        Profile.topics.through(profile_id=person.pk, topic=topics[place % len(topics)])
        for place, person in enumerate(people)
    )
    GroupMembership.objects.bulk_create(
        GroupMembership(group=groups[place % len(groups)], person=person)
        for place, person in enumerate(people)
        if place % 3
    )
    return people


# --- Measures -----------------------------------------------------------------------------


def load_copies(number: int, people: list[User]) -> list[Measure]:
    originals = list(
        Measure.objects.filter(title__in=[wanted.title for wanted in MEASURES])
    )
    organisations = list(Organisation.objects.published().order_by("pk"))
    copies = []
    for place, original in enumerate(originals):
        town = content.PLACES[(number + place) % len(content.PLACES)]
        copy = copy_of(original, number, town)
        copy.author = people[place % len(people)]
        if original.responsible_id:
            turn = (number * 5 + place) % len(organisations)
            copy.responsible = organisations[turn]
        copies.append(copy)
    Measure.objects.bulk_create(copies)
    measures = list(Measure.objects.filter(slug__in=[copy.slug for copy in copies]))
    write_revisions(measures)
    by_slug = {measure.slug: measure for measure in measures}
    StateChange.objects.bulk_create(
        StateChange(
            measure=by_slug[slug_of(original, number)],
            from_state=change.from_state,
            to_state=change.to_state,
            reason=change.reason,
            by_id=change.by_id,
            at=change.at,
        )
        for original in originals
        for change in original.changes.order_by("pk")
    )
    get_search_backend().add_bulk(Measure, measures)
    pairs = [(each, by_slug[slug_of(each, number)]) for each in originals]
    load_practice(pairs, number, people, organisations)
    return measures


def slug_of(original: Measure, number: int) -> str:
    return f"{original.slug[:65]}-kopie-{number}"


def copy_of(original: Measure, number: int, town: str) -> Measure:
    """The same plan for another town, in the same state."""
    fields = {
        field.attname: getattr(original, field.attname)
        for field in Measure._meta.concrete_fields
        if field.name not in OWN
    }
    passages = [
        Passage(passage.title, f"{passage.text}\n\nDas gilt zuerst für {town}.")
        for passage in original.passages
    ]
    copy = Measure(
        **fields,
        title=f"{original.title[:100]} (Kopie {number})",
        slug=slug_of(original, number),
        summary=f"{original.summary[:360]} Schwerpunkt: {town}.",
        body=body_of(passages),
        words=words_of(passages),
    )
    copy.horizon = Measure.Horizon.values[(number + len(original.title)) % 3]
    if copy.cost_from and copy.cost_to:
        copy.cost_from += copy.cost_from // 20 * (number % 9)
        copy.cost_to += copy.cost_to // 20 * (number % 9)
    return copy


def words_of(passages: Iterable[Passage]) -> str:
    return "\n".join(f"{passage.title}\n{passage.text}" for passage in passages)


def write_revisions(measures: list[Measure], at: datetime | None = None) -> None:
    """The text of each as its newest and valid revision."""
    revisions = Revision.objects.bulk_create(
        Revision(
            content_object=measure,
            base_content_type=measure.get_base_content_type(),
            created_at=at or measure.created_at,
            content=measure.serializable_data(),
            object_str=str(measure),
        )
        for measure in measures
    )
    for measure, revision in zip(measures, revisions, strict=True):
        measure.latest_revision = measure.live_revision = revision
    Measure.objects.bulk_update(measures, ["latest_revision", "live_revision"])


def load_consultations(measures: Iterable[Measure]) -> list[Consultation]:
    """Copies of measures that were discussed get a consultation, at the same time."""
    found = []
    for measure in measures:
        opened = measure.changes.filter(to_state=State.CONSULTATION).last()
        if opened is None:
            continue
        ended = measure.changes.filter(from_state=State.CONSULTATION).first()
        found.append(
            Consultation(
                measure=measure,
                version=measure.versions.create(
                    number=1, revision=measure.live_revision, made_at=opened.at
                ),
                intro="Was fehlt, was ist unklar, was ist falsch?",
                opens_at=opened.at,
                closes_at=ended.at if ended else timezone.now() + timedelta(days=21),
                closed_at=ended.at if ended else None,
            )
        )
    return Consultation.objects.bulk_create(found)


# --- Comments -----------------------------------------------------------------------------


def discuss(
    consultations: list[Consultation],
    people: list[User],
    *,
    statements: int,
    replies: int,
) -> None:
    """Statements spread over consultations and passages, some answered and supported."""
    said = Comment.objects.bulk_create(
        (
            statement(consultations[number % len(consultations)], number, people)
            for number in range(statements)
        ),
        batch_size=BATCH,
    )
    Comment.objects.bulk_create(
        Comment(
            consultation_id=parent.consultation_id,
            parent=parent,
            passage=parent.passage,
            text=content.REPLIES[place % len(content.REPLIES)],
            author=people[(place * 11 + 5) % len(people)],
            created_at=parent.created_at + timedelta(hours=3),
        )
        for place, parent in enumerate(said[:replies])
    )
    Support.objects.bulk_create(
        (
            Support(comment=comment, person=people[(place * 3 + step) % len(people)])
            for place, comment in enumerate(said[::4])
            for step in range(1 + place % 3)
        ),
        batch_size=BATCH,
    )


def statement(consultation: Consultation, number: int, people: list[User]) -> Comment:
    passages = consultation.passages
    place = (number * 7 + number // 97) % (len(passages) + 1)
    passage = passages[place - 1] if place else None
    kind = Comment.Kind.values[number % 5]
    if kind == Comment.Kind.WORDING and passage is None:
        kind = Comment.Kind.REMARK
    until = consultation.closed_at or timezone.now()
    comment = Comment(
        consultation=consultation,
        passage=passage.id if passage else "",
        kind=kind,
        text=text_of(number + people[0].pk * 7),
        author=people[(number * 17 + number // 100) % len(people)],
        created_at=consultation.opens_at
        + (until - consultation.opens_at) * (number % 500) / 500,
    )
    if kind == Comment.Kind.WORDING and passage:
        comment.wording = f"{passage.text}\n\n{content.ADDED_WORDING}"
    if number % 3 < DECIDED.get(State(consultation.measure.state), 3):
        comment.outcome, comment.reason = content.OUTCOMES[
            number // 3 % len(content.OUTCOMES)
        ]
        comment.decided_at = comment.informed_at = until
    return comment


def text_of(number: int) -> str:
    parts = []
    for stock in (content.OPENINGS, content.POINTS, content.WISHES):
        number, turn = divmod(number, len(stock))
        parts.append(stock[turn])
    return " ".join(parts)


# --- A very long draft --------------------------------------------------------------------


def long_passages() -> list[Passage]:
    """Sixty of them, about 20 pages."""
    return [
        Passage(f"{field}: {title}", text.format(field=field, number=12 + 5 * turn))
        for turn, field in enumerate(content.FIELDS)
        for title, text in content.ASPECTS
    ]


def as_before(passages: list[Passage]) -> list[Passage]:
    """The text as it was one version earlier: much the same, here and there not."""
    earlier = []
    for number, passage in enumerate(passages[:-1]):
        text = passage.text
        if number % 3 == 0:
            text = text.rsplit(". ", 1)[0] + "."
        if number % 2:
            text = text.replace("Betriebe", "Unternehmen").replace("2040", "2045")
        earlier.append(Passage(passage.title, text, passage.id))
    return [*earlier, Passage("Was offen ist", "Die Fristen sind nicht geklärt.")]


@transaction.atomic
def load_long_draft() -> None:
    """In consultation, in its second version, with very many comments."""
    topic = Topic.objects.get(slug="dekarbonisierung")
    people = list(User.objects.filter(email__startswith="person-").order_by("pk")[:300])
    begin = timezone.now() - timedelta(days=120)
    passages = long_passages()
    measure = Measure(
        title=content.LONG_DRAFT,
        summary=content.LONG_SUMMARY,
        topic=topic,
        working_group=group_of(topic),
        horizon=Measure.Horizon.LONG,
        audience=Measure.Audience.PUBLIC,
        state=State.CONSULTATION,
        author=people[0],
        created_at=begin,
        first_published_at=begin,
        last_published_at=begin,
        body=body_of(as_before(passages)),
    )
    measure.save()
    measure.refresh_from_db()
    states = [State.IDEA, State.DRAFT, State.CONSULTATION, State.REVISION]
    days = [100, 80, 50, 14]  # ago
    StateChange.objects.bulk_create(
        StateChange(
            measure=measure,
            from_state=old,
            to_state=new,
            at=timezone.now() - timedelta(days=ago),
        )
        for old, new, ago in zip(
            states, [*states[1:], State.CONSULTATION], days, strict=True
        )
    )
    write_version(measure, 1, begin + timedelta(days=40))
    measure.body = body_of(passages)
    measure.save()
    opened = timezone.now() - timedelta(days=14)
    version = write_version(measure, 2, opened)
    consultation = Consultation.objects.create(
        measure=measure,
        version=version,
        intro="Welche Fristen sind zu knapp, welche zu lang?",
        opens_at=opened,
        closes_at=timezone.now() + timedelta(days=60),
    )
    discuss([consultation], people, statements=LONG_STATEMENTS, replies=0)


def write_version(measure: Measure, number: int, at: datetime) -> Version:
    write_revisions([measure], at)
    return measure.versions.create(
        number=number, revision=measure.live_revision, made_at=at
    )
