"""Consultations: opening and closing them, and what people say in them."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.drafting import locked, make_version, tell_of_step
from measures.models import Comment, Consultation, Measure, Support
from measures.states import State, move
from network.models import Organisation, User
from network.notifications import notify


class TooLate(Exception):
    """The consultation is over; what was written comes back, but is not saved."""


class Changed(ValidationError):
    """Somebody else, or the same person in another window, was faster (R-33)."""


@transaction.atomic
def open_consultation(
    *,
    measure: Measure,
    audience: str,
    closes_at: datetime,
    intro: str = "",
    by: User,
) -> Consultation:
    """Freeze the newest text and let people comment on it until a given time."""
    measure = locked(measure)
    if not measure.get_latest_revision_as_object().passages:
        raise ValidationError(
            _("Der Entwurf hat noch keine Abschnitte, zu denen jemand Stellung nimmt.")
        )
    if audience not in measure.audiences:
        # Its comments stand beside the text, which others can read already.
        raise ValidationError(_("Diese Maßnahme lesen schon mehr Menschen."))
    version = make_version(measure=measure, by=by)
    measure.refresh_from_db()
    move(measure=measure, to=State.CONSULTATION, by=by)
    measure.audience = audience
    measure.save(update_fields=["audience"])
    consultation = Consultation(
        measure=measure,
        version=version,
        audience=audience,
        closes_at=closes_at,
        intro=intro,
        opened_by=by,
    )
    consultation.full_clean()
    consultation.save()
    notify(
        key=f"consultation:{consultation.pk}",
        kind="consultation",
        title=_("Der Entwurf %(measure)s steht in der Konsultation")
        % {"measure": measure},
        text=intro,
        target=measure,
        by=by,
        group=measure.working_group,
        to_group=True,
        url=consultation.get_absolute_url(),
    )
    author = measure.author
    if author and not measure.is_drafted_by(author):
        notify(
            key=f"consultation:{consultation.pk}:author",
            kind="consultation",
            title=_("Aus Ihrer Idee ist ein Entwurf geworden: %(measure)s")
            % {"measure": measure},
            target=measure,
            by=by,
            people=[author],
            url=consultation.get_absolute_url(),
        )
    return consultation


@transaction.atomic
def close_consultation(*, consultation: Consultation, by: User | None) -> None:
    """The time is up, or the group ends it early: now the comments are weighed."""
    current = Consultation.objects.select_for_update(no_key=True).get(
        pk=consultation.pk
    )
    if current.closed_at:
        return
    measure = locked(current.measure)
    if measure.state == State.CONSULTATION:
        change = move(measure=measure, to=State.REVISION, by=by)
        tell_of_step(measure, change)
    current.closed_at = timezone.now()
    current.save(update_fields=["closed_at"])


# --- What people say ----------------------------------------------------------------------


@transaction.atomic
def submit_comment(*, comment: Comment, by: User) -> Comment:
    """Say something to a draft, or reply to what somebody said.

    Raises TooLate by the clock of the database, PermissionDenied for who is not asked
    or speaks for somebody without the right, ValidationError for what fits nowhere.
    """
    consultation = _open_for(comment.consultation_id, by)
    comment.author = by
    parent = comment.parent
    if parent and (
        parent.consultation_id != consultation.pk
        or parent.parent_id
        or parent.withdrawn_at
    ):
        raise ValidationError(_("Darauf lässt sich nicht antworten."))
    if parent:
        comment.passage = parent.passage
    _check_passage(comment, consultation)
    _check_organisation(comment.organisation, by)
    # Twice at once: somebody pressed twice, or the answer of the first got lost.
    same = Comment.objects.filter(
        consultation=consultation,
        author=by,
        parent=parent,
        passage=comment.passage,
        kind=comment.kind,
        text=comment.text,
        wording=comment.wording,
        withdrawn_at=None,
    ).first()
    if same:
        return same
    comment.full_clean(exclude=["consultation", "parent", "author", "organisation"])
    comment.save()
    if parent and parent.author:
        notify(
            key=f"comment-reply:{comment.pk}",
            kind="reply",
            title=_("Antwort auf Ihre Stellungnahme zu %(measure)s")
            % {"measure": consultation.measure},
            text=comment.text,
            target=comment,
            by=by,
            people=[parent.author],
            url=comment.get_absolute_url(),
            immediate=True,
        )
    return comment


def _open_for(consultation_id: int, person: User) -> Consultation:
    """The running consultation, locked so that it cannot be closed meanwhile."""
    consultation = (
        Consultation.objects.running()
        .select_related("measure__working_group", "version__revision")
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=consultation_id)
        .first()
    )
    if consultation is None:
        raise TooLate
    # People are taken out of groups: what they may is asked anew.
    visible = Measure.objects.visible_to(person).filter(pk=consultation.measure_id)
    if not (visible.exists() and consultation.lets_speak(person)):
        raise PermissionDenied
    return consultation


def _check_passage(comment: Comment, consultation: Consultation) -> None:
    known = {passage.id: passage for passage in consultation.passages}
    if comment.passage and comment.passage not in known:
        raise ValidationError(_("Diesen Abschnitt gibt es in diesem Entwurf nicht."))
    if comment.kind == Comment.Kind.WORDING and (
        comment.wording.strip() == known[comment.passage].text.strip()
        if comment.passage
        else True
    ):
        raise ValidationError(
            {"wording": _("Bitte ändern Sie den Wortlaut des Abschnitts.")}
        )


def _check_organisation(organisation: Organisation | None, by: User) -> None:
    if organisation and not (
        by.affiliations.speakers().filter(organisation=organisation).exists()
    ):
        raise PermissionDenied


@transaction.atomic
def edit_comment(*, comment: Comment, seen: str, by: User) -> None:
    """Change an own comment until it is decided, or somebody has replied to it.

    `seen` is the stamp of the comment that the person had before them.
    """
    consultation = _open_for(comment.consultation_id, by)
    current = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    if current.author_id != by.pk:
        raise PermissionDenied
    if not may_be_edited(current):
        raise Changed(
            _(
                "Inzwischen hat jemand geantwortet oder über die Stellungnahme "
                "entschieden. Sie bleibt, wie sie ist."
            )
        )
    if current.stamp != seen:
        raise Changed(
            _(
                "Die Stellungnahme wurde inzwischen in einem anderen Fenster geändert. "
                "Oben steht, was gespeichert ist, unten Ihr Text. Wenn Sie noch einmal "
                "speichern, gilt Ihrer."
            )
        )
    _check_passage(comment, consultation)
    _check_organisation(comment.organisation, by)
    comment.edited_at = timezone.now()
    comment.save(update_fields=["kind", "text", "wording", "organisation", "edited_at"])


def may_be_edited(comment: Comment) -> bool:
    return not (comment.is_decided or comment.withdrawn_at or comment.replies.exists())


@transaction.atomic
def withdraw_comment(*, comment: Comment, by: User) -> None:
    """Take back what one has said. That something was said stays, its text does not.

    What is decided stays, because a decision refers to it.
    """
    current = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    if current.author_id != by.pk or current.is_decided:
        raise PermissionDenied
    current.withdrawn_at = current.withdrawn_at or timezone.now()
    current.save(update_fields=["withdrawn_at"])


@transaction.atomic
def support_comment(*, comment: Comment, by: User, wanted: bool) -> None:
    """Share what somebody says, once, or no longer."""
    _open_for(comment.consultation_id, by)
    if comment.author_id == by.pk or comment.withdrawn_at or comment.parent_id:
        raise PermissionDenied
    if wanted:
        Support.objects.bulk_create(
            [Support(comment=comment, person=by)], ignore_conflicts=True
        )
    else:
        Support.objects.filter(comment=comment, person=by).delete()
