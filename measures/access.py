"""How measures reach a view.

Who may not know of a measure gets 404, who may see it but not do this gets 403.
"""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from measures.models import Measure
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
