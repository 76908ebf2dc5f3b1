"""How a measure is written: ideas, saved texts, versions."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from measures.merging import merge_passages, merge_values
from measures.models import Measure, StateChange, UnsavedText, Version
from measures.passages import Passage, body_of
from measures.states import State, move
from network.models import Organisation, Topic, User, WorkingGroup
from network.notifications import notify
from strategy import chain
from strategy.models import ChainLink, Vision


@transaction.atomic
def submit_idea(*, title: str, summary: str, topic: Topic, by: User) -> Measure:
    """A new idea, for the groups that work on its topic."""
    measure = Measure(title=title, summary=summary, topic=topic, author=by)
    measure.save()
    measure.refresh_from_db(fields=["number"])
    _save_revision(measure, by=by)
    for group in WorkingGroup.objects.active().filter(topic=topic):
        notify(
            key=f"measure-idea:{measure.pk}:{group.pk}",
            kind="measure",
            title=_("Neue Idee: %(title)s") % {"title": measure.title},
            text=measure.summary,
            target=measure,
            by=by,
            group=group,
            to_group=True,
        )
    return measure


@transaction.atomic
def take_up_idea(*, measure: Measure, group: WorkingGroup, by: User) -> None:
    """A group makes an idea its own and begins to write."""
    measure = locked(measure)
    if measure.state != State.IDEA:
        raise ValidationError(_("Über diese Idee ist schon entschieden."))
    measure.working_group = group
    measure.save(update_fields=["working_group"])
    move(measure=measure, to=State.DRAFT, by=by)
    _tell_author(
        measure,
        "taken",
        _("Ihre Idee wird bearbeitet: %(title)s") % {"title": measure.title},
        text=_("Die Arbeitsgruppe %(group)s schreibt daran weiter.") % {"group": group},
        by=by,
    )


@transaction.atomic
def merge_idea(*, measure: Measure, into: Measure, reason: str, by: User) -> None:
    """An idea becomes part of another measure; its number and address lead there."""
    measure = locked(measure)
    if measure.state != State.IDEA:
        raise ValidationError(_("Über diese Idee ist schon entschieden."))
    if into.pk == measure.pk or into.merged_into_id:
        raise ValidationError(_("Bitte wählen Sie eine andere Maßnahme."))
    move(measure=measure, to=State.REJECTED, by=by, reason=reason)
    measure.merged_into = into
    measure.save(update_fields=["merged_into"])
    measure.merged_from.update(merged_into=into)
    _tell_author(
        measure,
        "merged",
        _("Ihre Idee ist in einer anderen Maßnahme aufgegangen: %(title)s")
        % {"title": into.title},
        text=reason,
        by=by,
    )


@transaction.atomic
def decline_idea(*, measure: Measure, reason: str, by: User) -> None:
    """An idea is not taken up; the reason stands where the idea stands."""
    measure = locked(measure)
    if measure.state != State.IDEA:
        raise ValidationError(_("Über diese Idee ist schon entschieden."))
    move(measure=measure, to=State.REJECTED, by=by, reason=reason)
    if measure.audience == Measure.Audience.GROUP:
        measure.audience = Measure.Audience.MEMBERS
        measure.save(update_fields=["audience"])
    _tell_author(
        measure,
        "declined",
        _("Ihre Idee wird nicht weiterverfolgt: %(title)s") % {"title": measure.title},
        text=reason,
        by=by,
    )


def _tell_author(
    measure: Measure, what: str, title: str, *, text: str, by: User
) -> None:
    if measure.author:
        notify(
            key=f"measure-idea-{what}:{measure.pk}",
            kind="measure",
            title=title,
            text=text,
            target=measure,
            by=by,
            people=[measure.author],
            immediate=True,
        )


# --- Writing ------------------------------------------------------------------------------


@dataclass(frozen=True)
class LinkChanges:
    """Which visions a measure serves from now on, and which it serves no longer."""

    connect: list[tuple[Vision, str]] = field(default_factory=list)
    disconnect: list[ChainLink] = field(default_factory=list)


@dataclass(frozen=True)
class Text:
    """What a form brings: the fields of a measure, its passages, what it serves."""

    fields: dict[str, Any]
    passages: list[Passage]
    links: LinkChanges = field(default_factory=LinkChanges)


class TextChanged(Exception):
    """Others have saved meanwhile, and at some places both wrote (R-33).

    `text` is what would be saved now: theirs, and mine where both wrote. `places` are
    names of fields and ids of passages.
    """

    def __init__(self, text: Text, places: set[str], newest: Revision) -> None:
        self.text, self.places, self.newest = text, places, newest


@transaction.atomic
def save_text(
    *, measure: Measure, text: Text, based_on: str, by: User
) -> Revision | None:
    """Save what somebody has written on top of what they started from, `stamp_of` it.

    What others have saved meanwhile at other places stays; then returns the revision
    they made. Raises TextChanged where both wrote at the same place, ValidationError
    when the text is not being written now. Before a consultation the group alone sees
    the measure, so what is saved is valid at once; later it waits for the next version.
    """
    row = locked(measure)
    if not row.is_being_written:
        raise ValidationError(_("Der Text lässt sich in diesem Stand nicht ändern."))
    others = None
    newest = row.get_latest_revision()
    if newest is None or stamp_of(newest) != based_on:
        others = newest
        text = _merged(row, text, based_on)
    draft = row.get_latest_revision_as_object()
    for name, value in text.fields.items():
        setattr(draft, name, value)
    draft.body = body_of(text.passages)
    _save_revision(draft, by=by, publish=row.state == State.DRAFT)
    for vision, reason in text.links.connect:
        chain.connect(source=vision, target=row, reason=reason, by=by)
    for link in text.links.disconnect:
        chain.disconnect(link=link, by=by)
    UnsavedText.objects.filter(measure=row, person=by).delete()
    return others


def stamp_of(revision: Revision | None) -> str:
    """Which text this is. Number and moment, because the admin saves by itself every
    few moments and writes into the revision that is there already."""
    if revision is None:
        return ""
    moment = round(revision.created_at.timestamp() * 1_000_000)
    return f"{revision.pk}-{moment}"


def _merged(row: Measure, text: Text, based_on: str) -> Text:
    newest = row.get_latest_revision_as_object()
    number = based_on.partition("-")[0]
    known = row.revisions.filter(pk=number).first() if number else None
    base = known.as_object() if known and stamp_of(known) == based_on else None
    fields, names = merge_values(
        {name: getattr(base, name) for name in text.fields} if base else {},
        {name: getattr(newest, name) for name in text.fields},
        text.fields,
    )
    passages, numbers = merge_passages(
        base.passages if base else [], newest.passages, text.passages
    )
    merged = Text(fields, passages, text.links)
    if names or numbers:
        raise TextChanged(merged, names | numbers, row.get_latest_revision())
    return merged


def _save_revision(draft: Measure, *, by: User, publish: bool = True) -> Revision:
    revision = draft.save_revision(user=by, log_action=True)
    if publish:
        revision.publish(user=by, skip_permission_checks=True)
    return revision


@transaction.atomic
def reassign(
    *,
    measure: Measure,
    topic: Topic | None = None,
    responsible: Organisation | None = None,
    by: User,
) -> None:
    """Another topic, another responsible: in the valid text and in the draft."""
    row = locked(measure)
    for name, value in (("topic", topic), ("responsible", responsible)):
        if value is not None:
            setattr(row, name, value)
    row.save(update_fields=["topic", "responsible"])
    draft = row.get_latest_revision_as_object()
    for name, value in (("topic", topic), ("responsible", responsible)):
        if value is not None:
            setattr(draft, name, value)
    waits = row.has_unpublished_changes or not row.live
    revision = draft.save_revision(user=by, log_action=True)
    if not waits:
        revision.publish(user=by, skip_permission_checks=True)


def tell_of_step(measure: Measure, change: StateChange) -> None:
    """My measure changes its state: the group and the author of the idea hear of it."""
    title = _("%(measure)s: jetzt „%(state)s“") % {
        "measure": measure,
        "state": change.get_to_state_display(),
    }
    about: dict[str, Any] = {
        "kind": "measure",
        "title": title,
        "text": change.reason,
        "target": measure,
        "by": change.by,
    }
    if measure.working_group:
        notify(
            key=f"measure-state:{change.pk}",
            group=measure.working_group,
            to_group=True,
            **about,
        )
    author = measure.author
    if author and not (
        measure.working_group and measure.working_group.has_member(author)
    ):
        notify(key=f"measure-state:{change.pk}:author", people=[author], **about)


@transaction.atomic
def make_version(*, measure: Measure, by: User | None) -> Version:
    """Keep the newest text for good and make it the valid one.

    The same text makes no second version.
    """
    revision = measure.get_latest_revision()
    if revision is None:
        revision = measure.save_revision(user=by)
    if revision.pk != measure.live_revision_id:
        revision.publish(user=by, skip_permission_checks=True)
        measure.refresh_from_db()
    return keep_version(measure=measure, revision=revision, by=by)


def keep_version(*, measure: Measure, revision: Revision, by: User | None) -> Version:
    known = Version.objects.filter(revision=revision).first()
    if known:
        return known
    last = measure.versions.aggregate(last=Max("number"))["last"] or 0
    version = measure.versions.create(number=last + 1, revision=revision, made_by=by)
    log(measure, "measure.version", user=by, data={"number": version.number})
    return version


def keep_what_was_published(
    instance: Measure, revision: Revision, **kwargs: object
) -> None:
    """Managers publish in the admin as well: what others have read stays readable."""
    if instance.state not in {State.IDEA, State.DRAFT}:
        keep_version(measure=instance, revision=revision, by=revision.user)


def locked(measure: Measure) -> Measure:
    return Measure.objects.select_for_update(no_key=True).get(pk=measure.pk)
