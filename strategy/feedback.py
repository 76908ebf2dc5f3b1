"""Findings from practice: asking for a review, answering, finding what is about a thing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from network.models import User
from network.notifications import notify
from strategy.models import FeedbackEntry
from strategy.models.feedback import CONCERNS, SOURCES, FeedbackQuerySet
from strategy.models.released import PublishedVersion

State = FeedbackEntry.State


@transaction.atomic
def give_feedback(
    *,
    source: models.Model,
    concerns: models.Model | str,
    entry: FeedbackEntry,
    by: User | None,
) -> FeedbackEntry:
    """Write a finding down and ask somebody to look at what it concerns.

    `concerns` is a thing of one of the types in CONCERNS, or words where there is none
    in the portal. Who may do this for a source, its own app has decided.
    """
    if source._meta.label_lower not in SOURCES:
        raise ValidationError(_("Daraus lässt sich keine Rückmeldung machen."))
    entry.source = source
    if isinstance(concerns, str):
        entry.concerns_text = concerns.strip()
    elif concerns._meta.label_lower not in CONCERNS or concerns == source:
        raise ValidationError(_("Dazu lässt sich keine Rückmeldung geben."))
    else:
        entry.concerns = concerns
    entry.author, entry.state = by, State.OPEN
    entry.save()
    log(source, "feedback.give", user=by, data={"entry": entry.pk})
    _ask(entry, by=by)
    return entry


def _ask(entry: FeedbackEntry, *, by: User | None) -> None:
    """Whoever shall review it hears of it at once."""
    if entry.reviewer:
        notify(
            key=f"feedback:{entry.pk}:review:{entry.reviewer_id}",
            kind="feedback",
            title=_("Bitte prüfen Sie bis %(day)s eine Rückmeldung aus: %(source)s")
            % {"day": f"{entry.review_by:%d.%m.%Y}", "source": entry.source},
            text=entry.finding,
            target=entry,
            by=by,
            people=[entry.reviewer],
            immediate=True,
        )


def _locked(entry: FeedbackEntry, by: User) -> FeedbackEntry:
    current = FeedbackEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    if current.is_answered:
        raise ValidationError(_("Diese Rückmeldung ist schon beantwortet."))
    if not current.may_be_answered_by(by):
        raise PermissionDenied
    return current


@transaction.atomic
def start_review(*, entry: FeedbackEntry, by: User) -> None:
    current = _locked(entry, by)
    if current.state == State.OPEN:
        current.state = State.IN_REVIEW
        current.save(update_fields=["state"])
        log(current.source, "feedback.review", user=by, data={"entry": entry.pk})


@transaction.atomic
def hand_over_review(
    *, entry: FeedbackEntry, reviewer: User, review_by: date, by: User
) -> None:
    """Ask somebody else, or give more time. A new day is reminded of anew."""
    current = _locked(entry, by)
    is_new = current.reviewer_id != reviewer.pk
    if is_new or current.review_by != review_by:
        current.reminded_at = None
    current.reviewer, current.review_by = reviewer, review_by
    current.save(update_fields=["reviewer", "review_by", "reminded_at"])
    log(current.source, "feedback.hand_over", user=by, data={"to": reviewer.pk})
    if is_new:
        _ask(current, by=by)


@dataclass(frozen=True)
class Change:
    """What has been published since a finding: the thing it concerns, or a successor."""

    thing: Any
    version: PublishedVersion

    @property
    def key(self) -> str:
        return f"{self.thing._meta.label_lower}:{self.thing.pk}"


def changes_since(entry: FeedbackEntry) -> list[Change]:
    """What may answer a finding with "changed": the newest version of each thing."""
    concerns: Any = entry.concerns
    if concerns is None:
        return []
    found = []
    for thing in (concerns, *concerns.successors()):
        newest = next(iter(thing.published_versions()), None)
        if newest and newest.at >= entry.created_at:
            found.append(Change(thing, newest))
    return found


@transaction.atomic
def answer_feedback(
    *,
    entry: FeedbackEntry,
    outcome: str,
    text: str,
    change: Change | None = None,
    url: str = "",
    by: User,
) -> None:
    """Say what came of it. The answer is public wherever the finding is.

    What stands in the portal has changed when a new version is published: `change` says
    which. `url` is for findings about anything else.
    """
    current = _locked(entry, by)
    is_changed = outcome == FeedbackEntry.Outcome.CHANGED
    if is_changed and current.concerns is not None and change is None:
        raise ValidationError(_("Bitte sagen Sie, in welcher Fassung es geändert ist."))
    current.state = State.ANSWERED
    current.outcome, current.outcome_text = outcome, text
    if is_changed and change:
        current.changed = change.thing
        current.changed_version = change.version.number
        current.changed_at = change.version.at
    elif is_changed:
        current.outcome_url = url
    current.answered_by, current.answered_at = by, timezone.now()
    current.save()
    log(
        current.source,
        "feedback.answer",
        user=by,
        data={"entry": entry.pk, "outcome": outcome},
    )
    if current.author:
        notify(
            key=f"feedback:{entry.pk}:answer",
            kind="feedback",
            title=_("Antwort auf Ihre Rückmeldung: %(outcome)s")
            % {"outcome": current.get_outcome_display()},
            text=text,
            target=current,
            by=by,
            people=[current.author],
            immediate=True,
        )


def remind_reviewers() -> None:
    """Once for each entry whose day is over."""
    for number in list(FeedbackEntry.objects.to_remind().values_list("pk", flat=True)):
        with transaction.atomic():
            entry = (
                FeedbackEntry.objects.select_for_update(no_key=True, of=("self",))
                .select_related("reviewer")
                .get(pk=number)
            )
            if entry.reminded_at or entry.is_answered or entry.reviewer is None:
                continue
            entry.reminded_at = timezone.now()
            entry.save(update_fields=["reminded_at"])
            notify(
                key=f"feedback:{entry.pk}:overdue:{entry.review_by}:{entry.reviewer_id}",
                kind="feedback",
                title=_("Überfällig: Rückmeldung aus %(source)s prüfen")
                % {"source": entry.source},
                text=entry.finding,
                target=entry,
                by=None,
                people=[entry.reviewer],
                immediate=True,
            )


# --- Reading ------------------------------------------------------------------------------


# What the address of a thing needs beside itself.
NEEDED = {"strategy.warningsign": "projection"}


@dataclass(frozen=True)
class Finding:
    """An entry with both its ends and what changed, each if the reader may see it."""

    entry: FeedbackEntry
    source: Any
    concerns: Any
    changed: Any

    @property
    def changed_url(self) -> str:
        """Where the changed version stands."""
        if self.changed and self.entry.changed_version:
            return str(self.changed.version_url(self.entry.changed_version))
        return ""


def feedback_about(thing: models.Model, user: User | AnonymousUser) -> list[Finding]:
    """Findings that come from a thing, concern it or have changed it; for its page."""
    kind = ContentType.objects.get_for_model(thing)
    entries = FeedbackEntry.objects.visible_to(user).filter(
        Q(source_type=kind, source_id=thing.pk)
        | Q(concerns_type=kind, concerns_id=thing.pk)
        | Q(changed_type=kind, changed_id=thing.pk)
    )
    return with_ends(entries, user)


def with_ends(
    entries: FeedbackQuerySet | Iterable[FeedbackEntry], user: User | AnonymousUser
) -> list[Finding]:
    """One query for each type at the ends, whatever the number of entries."""
    if isinstance(entries, FeedbackQuerySet):
        entries = entries.select_related("author", "reviewer", "answered_by")
    entries = list(entries)
    ends = ("source", "concerns", "changed")
    wanted: dict[int, set[int]] = defaultdict(set)
    for entry in entries:
        for number, pk in (_end(entry, name) for name in ends):
            if number and pk:
                wanted[number].add(pk)
    things: dict[tuple[int | None, int | None], Any] = {}
    for number, pks in wanted.items():
        model = ContentType.objects.get_for_id(number).model_class()
        if model is None:
            continue
        seen: Any = model._default_manager
        found = seen.visible_to(user).filter(pk__in=pks)
        if needed := NEEDED.get(model._meta.label_lower):
            found = found.select_related(needed)
        for thing in found:
            things[number, thing.pk] = thing
    return [
        Finding(entry, *(things.get(_end(entry, name)) for name in ends))
        for entry in entries
    ]


def _end(entry: FeedbackEntry, name: str) -> tuple[int | None, int | None]:
    return getattr(entry, f"{name}_type_id"), getattr(entry, f"{name}_id")
