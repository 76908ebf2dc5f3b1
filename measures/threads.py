"""Comments as they are read: by passage, twenty at a time, over all consultations."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch

from measures.differences import Change, fate
from measures.models import Comment, Consultation, Measure
from measures.models.consultations import CommentQuerySet
from measures.passages import Passage
from network.models import User
from tregks.differences import Piece, word_difference

PER_PAGE = 20
WHOLE = "gesamt"  # in addresses: comments on the whole draft


def threads(measure: Measure, passage: str) -> CommentQuerySet:
    """Comments on a passage, or on the whole draft, oldest first, without replies."""
    return Comment.objects.filter(
        consultation__measure=measure, passage=passage, parent=None
    )


def page_of(comment: Comment) -> int:
    """On which page of its thread a comment, or the comment it replies to, stands."""
    top = comment.parent or comment
    before = threads(comment.consultation.measure, top.passage).filter(pk__lt=top.pk)
    return before.count() // PER_PAGE + 1


def number(measure: Measure, passage: str) -> int:
    """How many comments one thread has; of what is withdrawn only a trace is left."""
    return threads(measure, passage).filter(withdrawn_at=None).count()


def counts(measure: Measure) -> dict[str, int]:
    """How many comments each passage has; "" stands for the whole draft."""
    rows = (
        Comment.objects.filter(
            consultation__measure=measure, parent=None, withdrawn_at=None
        )
        .order_by()
        .values_list("passage")
        .annotate(Count("pk"))
    )
    return dict(rows)


@dataclass
class Shown:
    """A comment as one person reads it."""

    comment: Comment
    fate: Change | None = None  # of its passage since; None: the whole draft
    since: list[Piece] = field(default_factory=list)
    proposal: list[Piece] = field(default_factory=list)
    replies: list[Comment] = field(default_factory=list)


def shown(
    comments: Iterable[Comment],
    consultations: dict[int, Consultation],
    now: list[Passage],
) -> list[Shown]:
    """Comments with what became of their passage and what they propose."""
    current = {passage.id: passage for passage in now}
    found = []
    for comment in comments:
        consultation = consultations[comment.consultation_id]
        then = {passage.id: passage for passage in consultation.passages}
        each = Shown(comment)
        if comment.passage:
            old, new = then.get(comment.passage), current.get(comment.passage)
            each.fate = fate(comment.passage, then.values(), now)
            if each.fate == "changed" and old and new:
                each.since = word_difference(old.text, new.text)
            if comment.wording and old:
                each.proposal = word_difference(old.text, comment.wording)
        each.replies = list(comment.replies.all())
        found.append(each)
    return found


def all_passages(
    measure: Measure, consultations: dict[int, Consultation]
) -> dict[str, Passage]:
    """Every passage of the valid text and of all texts people commented on."""
    found: dict[str, Passage] = {}
    for consultation in reversed(list(consultations.values())):  # newest first
        found |= {passage.id: passage for passage in consultation.passages}
    return found | {passage.id: passage for passage in measure.passages}


def consultations_of(measure: Measure) -> dict[int, Consultation]:
    found = measure.consultations.select_related("version__revision")
    return {each.pk: each for each in found}


def as_read_by(
    user: User | AnonymousUser, comments: CommentQuerySet
) -> CommentQuerySet:
    """With everything that stands beside a comment on the page."""
    replies = Comment.objects.with_hidden_reason().select_related("author")
    return (
        comments.with_supports(user)
        .with_hidden_reason()
        .select_related("author", "organisation", "decided_by")
        .defer("organisation__search_vector", "organisation__description")
        .prefetch_related(Prefetch("replies", replies))
        .order_by("pk")
    )


def thread_page(
    measure: Measure,
    passage: str,
    user: User | AnonymousUser,
    number: str | None,
    only: Comment | None = None,
) -> tuple[Any, list[Shown]]:
    """One page of a thread, in the same number of queries however long it is.

    With `only`, that comment alone, as it has just been added to the thread.
    """
    comments = as_read_by(user, threads(measure, passage))
    page = Paginator(comments, PER_PAGE).get_page(number)
    chosen = comments.filter(pk=only.pk) if only else page.object_list
    return page, shown(chosen, consultations_of(measure), measure.passages)


def one(comment: Comment, user: User | AnonymousUser) -> Shown:
    """A comment, or the one it replies to, as somebody reads it now."""
    top = Comment.objects.filter(pk=comment.parent_id or comment.pk)
    measure = comment.consultation.measure
    comments = as_read_by(user, top)
    return shown(comments, consultations_of(measure), measure.passages)[0]
