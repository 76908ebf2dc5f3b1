"""Dispositions (Abwägung): what becomes of each comment, and what follows from that."""

from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from measures.consultations import Changed
from measures.drafting import locked, make_version, tell_of_step
from measures.models import Comment, Measure, StateChange, Version
from measures.models.consultations import CommentQuerySet
from measures.passages import Passage, body_of
from measures.states import DECIDED, State, move
from network.models import User
from network.notifications import notify

Outcome = Comment.Outcome
APPLICABLE = {Outcome.ADOPTED, Outcome.PARTLY}


def statements(measure: Measure) -> CommentQuerySet:
    """Everything said to a measure that needs an answer."""
    return Comment.objects.statements().filter(consultation__measure=measure)


def discussion(measure: Measure) -> dict[str, int] | None:
    """How much has been said and waits for an answer; None before any consultation."""
    if not measure.consultations.exists():
        return None
    said = statements(measure)
    return {"number": said.count(), "undecided": said.undecided().count()}


def earlier_reasons(measure: Measure) -> list[str]:
    """Reasons already given here, the most used first: many comments say the same."""
    rows = statements(measure).exclude(reason="").order_by("-decided_at")
    counted: dict[str, int] = defaultdict(int)
    for reason in rows.values_list("reason", flat=True)[:500]:
        counted[reason] += 1
    return sorted(counted, key=lambda reason: -counted[reason])[:20]


@transaction.atomic
def decide(
    *,
    measure: Measure,
    comments: Iterable[int],
    outcome: str,
    reason: str,
    apply: bool = False,
    seen: str = "",
    by: User,
) -> int:
    """One decision about one comment or several; returns about how many.

    Comments of other measures are not found. With `apply`, the wording that a single
    comment proposes goes into the draft, and its author is credited. `seen` is the
    newest stamp of the comments that the person had before them.
    """
    numbers = set(comments)
    found = list(
        statements(measure)
        .filter(pk__in=numbers)
        .select_related("consultation__version__revision", "author")
        .select_for_update(of=("self",), no_key=True)
    )
    if len(found) != len(numbers) or not found:
        raise ValidationError(
            _("Eine der Stellungnahmen wurde inzwischen zurückgezogen.")
        )
    if seen and any(comment.stamp > seen for comment in found):
        raise Changed(
            _(
                "Inzwischen wurde eine der Stellungnahmen geändert oder entschieden. "
                "Bitte lesen Sie noch einmal. Wenn Sie noch einmal senden, gilt Ihre "
                "Entscheidung."
            )
        )
    applied_at = None
    if apply:
        if outcome not in APPLICABLE:
            raise ValidationError(
                _("Nur was übernommen wird, kommt in den Entwurf: Bitte prüfen.")
            )
        for comment in found:
            apply_wording(measure=measure, comment=comment, by=by)
        applied_at = timezone.now()
    for comment in found:
        comment.outcome = outcome
        comment.reason = reason.strip()
        comment.decided_by = by
        comment.decided_at = timezone.now()
        comment.informed_at = None
        comment.applied_at = applied_at or (
            comment.applied_at if outcome in APPLICABLE else None
        )
        comment.save(
            update_fields=[
                *("outcome", "reason", "decided_by", "decided_at"),
                *("informed_at", "applied_at"),
            ]
        )
    return len(found)


def apply_wording(*, measure: Measure, comment: Comment, by: User) -> None:
    """Put a proposed wording in place of the passage it was made for."""
    row = locked(measure)
    if not row.is_being_written:
        raise ValidationError(
            _("Der Wortlaut lässt sich erst nach der Konsultation übernehmen.")
        )
    if not comment.wording:
        raise ValidationError(_("Diese Stellungnahme schlägt keinen Wortlaut vor."))
    frozen = {passage.id: passage for passage in comment.consultation.passages}
    draft = row.get_latest_revision_as_object()
    passages = draft.passages
    for place, passage in enumerate(passages):
        if passage.id != comment.passage:
            continue
        if passage.text.strip() != frozen[passage.id].text.strip():
            raise ValidationError(
                _(
                    "Der Abschnitt ist seit der Konsultation schon geändert. Bitte "
                    "arbeiten Sie den Vorschlag von Hand ein."
                )
            )
        passages[place] = Passage(passage.title, comment.wording, passage.id)
        break
    else:
        raise ValidationError(_("Den Abschnitt gibt es im Entwurf nicht mehr."))
    draft.body = body_of(passages)
    draft.save_revision(user=by)
    log(
        measure,
        "measure.wording",
        user=by,
        data={"comment": comment.pk, "author": str(comment.author or "")},
    )


# --- What follows -------------------------------------------------------------------------


@transaction.atomic
def publish_version(*, measure: Measure, by: User) -> Version:
    """Make the draft the valid text and tell everybody what became of their comment.

    Comments are carried over: each knows the text it was made for.
    """
    row = locked(measure)
    if row.state != State.REVISION:
        raise ValidationError(_("Eine neue Fassung gibt es nach einer Konsultation."))
    if not row.has_unpublished_changes:
        raise ValidationError(
            _("Seit der letzten Fassung hat sich am Text nichts geändert.")
        )
    version = make_version(measure=row, by=by)
    title = _("%(measure)s: Fassung %(number)s ist veröffentlicht") % {
        "measure": row,
        "number": version.number,
    }
    inform_authors(measure=row, occasion=f"version:{version.pk}", title=title, by=by)
    if row.working_group:
        notify(
            key=f"measure-version:{version.pk}",
            kind="measure",
            title=title,
            target=row,
            by=by,
            group=row.working_group,
            to_group=True,
        )
    return version


@transaction.atomic
def adopt(
    *, measure: Measure, reason: str = "", override: str = "", by: User
) -> StateChange:
    """Adopt a measure. Refused while comments are undecided, unless a manager says in
    public why (`override`)."""
    row = locked(measure)
    undecided = statements(row).undecided().count()
    if undecided:
        open_ones = ngettext(
            "%(number)s Stellungnahme ist noch nicht abgewogen.",
            "%(number)s Stellungnahmen sind noch nicht abgewogen.",
            undecided,
        ) % {"number": undecided}
        if not by.has_perm("measures.change_measure") or not override.strip():
            raise ValidationError(open_ones)
        reason = "\n".join(filter(None, [reason.strip(), open_ones, override.strip()]))
    if row.state == State.REVISION:
        make_version(measure=row, by=by)
        row = locked(measure)
    change = move(measure=row, to=State.ADOPTED, by=by, reason=reason)
    tell_of_step(row, change)
    inform_authors(
        measure=row,
        occasion=f"change:{change.pk}",
        title=_("%(measure)s ist beschlossen") % {"measure": row},
        by=by,
    )
    return change


@transaction.atomic
def change_state(
    *, measure: Measure, to: State, by: User, reason: str = ""
) -> StateChange:
    """A step that needs no more than a reason; whoever takes part hears of it."""
    change = move(measure=measure, to=to, by=by, reason=reason)
    if to in DECIDED:  # begun early: from now on everybody reads the text
        make_version(measure=measure, by=by)
    tell_of_step(measure, change)
    if to == State.REJECTED:
        measure.consultations.unfinished().update(closed_at=timezone.now())
        inform_authors(
            measure=measure,
            occasion=f"change:{change.pk}",
            title=_("%(measure)s wird nicht weiterverfolgt") % {"measure": measure},
            by=by,
        )
    return change


def inform_authors(*, measure: Measure, occasion: str, title: str, by: User) -> None:
    """Tell every author once what became of their comments: one message, not many."""
    decided = (
        statements(measure)
        .decided()
        .filter(informed_at=None)
        .select_related("author")
        .order_by("pk")
    )
    mine: dict[User, list[Comment]] = defaultdict(list)
    for comment in decided:
        if comment.author:
            mine[comment.author].append(comment)
    for author, comments in mine.items():
        lines = [
            f"{comment.get_outcome_display()}: {comment.reason}" for comment in comments
        ]
        notify(
            key=f"dispositions:{occasion}:{author.pk}",
            kind="disposition",
            title=_("Was aus Ihrer Stellungnahme wurde – %(title)s") % {"title": title},
            text="\n".join(lines),
            target=measure,
            by=by,
            people=[author],
            url=comments[0].get_absolute_url(),
            immediate=True,
        )
    decided.update(informed_at=timezone.now())
