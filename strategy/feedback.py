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

State = FeedbackEntry.State


@transaction.atomic
def give_feedback(
    *,
    source: models.Model,
    concerns: models.Model | str,
    entry: FeedbackEntry,
    by: User,
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


def _ask(entry: FeedbackEntry, *, by: User) -> None:
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


@transaction.atomic
def answer_feedback(
    *, entry: FeedbackEntry, outcome: str, text: str, url: str = "", by: User
) -> None:
    """Say what came of it. The answer is public wherever the finding is."""
    current = _locked(entry, by)
    current.state = State.ANSWERED
    current.outcome, current.outcome_text, current.outcome_url = outcome, text, url
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


@dataclass(frozen=True)
class Finding:
    """An entry with both its ends, each only if the reader may see it."""

    entry: FeedbackEntry
    source: Any
    concerns: Any


def feedback_about(thing: models.Model, user: User | AnonymousUser) -> list[Finding]:
    """Findings that come from a thing or concern it; for its page."""
    kind = ContentType.objects.get_for_model(thing)
    entries = FeedbackEntry.objects.visible_to(user).filter(
        Q(source_type=kind, source_id=thing.pk)
        | Q(concerns_type=kind, concerns_id=thing.pk)
    )
    return with_ends(entries, user)


def with_ends(
    entries: FeedbackQuerySet | Iterable[FeedbackEntry], user: User | AnonymousUser
) -> list[Finding]:
    """One query for each type at the ends, whatever the number of entries."""
    if isinstance(entries, FeedbackQuerySet):
        entries = entries.select_related("author", "reviewer", "answered_by")
    entries = list(entries)
    wanted: dict[int, set[int]] = defaultdict(set)
    for entry in entries:
        wanted[entry.source_type_id].add(entry.source_id)
        if entry.concerns_type_id and entry.concerns_id:
            wanted[entry.concerns_type_id].add(entry.concerns_id)
    things: dict[tuple[int | None, int | None], Any] = {}
    for number, pks in wanted.items():
        model = ContentType.objects.get_for_id(number).model_class()
        if model is None:
            continue
        seen: Any = model._default_manager
        for thing in seen.visible_to(user).filter(pk__in=pks):
            things[number, thing.pk] = thing
    return [
        Finding(
            entry,
            things.get((entry.source_type_id, entry.source_id)),
            things.get((entry.concerns_type_id, entry.concerns_id)),
        )
        for entry in entries
    ]
