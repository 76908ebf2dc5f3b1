"""How measures reach a view.

Who may not know of a measure gets 404, who may see it but not do this gets 403.
"""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from measures.models import Comment, Consultation, Measure, MeasureDocument, Plan
from measures.states import State
from network.models import User

Somebody = User | AnonymousUser


def measure_read(user: Somebody, slug: str) -> Measure:
    measures = Measure.objects.visible_to(user).select_related(
        "topic", "working_group", "responsible", "author", "merged_into"
    )
    return get_object_or_404(measures.defer("search_vector", "words"), slug=slug)


def measure_draft(user: Somebody, slug: str) -> Measure:
    """A measure this person may write: members of its group and managers."""
    measure = measure_read(user, slug)
    if not measure.is_drafted_by(user):
        raise PermissionDenied
    return measure


def measure_manage(user: Somebody, slug: str) -> Measure:
    """A measure this person may decide on: speakers of its group and managers."""
    measure = measure_read(user, slug)
    if not measure.is_managed_by(user):
        raise PermissionDenied
    return measure


def measure_implement(user: Somebody, slug: str) -> Measure:
    """A measure this person carries out: who answers for it, speakers, managers."""
    measure = measure_read(user, slug)
    if not may_implement(measure, user):
        raise PermissionDenied
    return measure


def may_implement(measure: Measure, user: Somebody) -> bool:
    if not user.is_authenticated:
        return False
    answers = Plan.objects.filter(measure=measure, person=user)
    return measure.is_managed_by(user) or answers.exists()


def may_add_document(measure: Measure, user: Somebody) -> bool:
    """Whoever writes a measure or carries it out."""
    return measure.state != State.REJECTED and (
        measure.is_drafted_by(user) or may_implement(measure, user)
    )


def document_read(user: Somebody, slug: str, pk: int) -> MeasureDocument:
    documents = MeasureDocument.objects.visible_to(user).select_related("measure")
    return get_object_or_404(documents, measure__slug=slug, pk=pk)


def document_delete(user: User, slug: str, pk: int) -> MeasureDocument:
    """A document this person has uploaded, or of a measure they decide on."""
    measure = measure_read(user, slug)
    document = get_object_or_404(measure.documents, pk=pk)
    if document.author_id != user.pk and not measure.is_managed_by(user):
        raise PermissionDenied
    return document


def comment_read(user: Somebody, slug: str, pk: int) -> Comment:
    """A comment on this measure; those on others do not exist (S-24)."""
    measure = measure_read(user, slug)
    comments = Comment.objects.select_related(
        "consultation__version__revision", "author", "organisation", "parent"
    )
    comment = get_object_or_404(comments, consultation__measure=measure, pk=pk)
    comment.consultation.measure = measure
    return comment


def own_comment(user: User, slug: str, pk: int) -> Comment:
    comment = comment_read(user, slug, pk)
    if comment.author_id != user.pk:
        raise PermissionDenied
    return comment


def newest_consultation(user: Somebody, slug: str) -> Consultation:
    """The consultation of a measure that runs, or else the last one."""
    measure = measure_read(user, slug)
    consultation = measure.consultations.select_related("version__revision").first()
    if consultation is None:
        raise Http404
    consultation.measure = measure
    return consultation
