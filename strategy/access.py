"""How objects of the strategy reach a view.

Who may not know of an object gets 404, who may see it but not do this gets 403.
"""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from network.models import User
from strategy.models import (
    Analysis,
    Chapter,
    Factor,
    Scenario,
    ScenarioField,
    Vision,
    VisionComment,
)

Somebody = User | AnonymousUser


def field_read(user: Somebody, slug: str) -> ScenarioField:
    field = get_object_or_404(ScenarioField.objects.with_part_of(user), slug=slug)
    if not field.is_visible_to(user):
        raise Http404
    return field


def field_member(user: Somebody, slug: str) -> ScenarioField:
    """A field in which this user takes part: members of its group and managers."""
    field = field_read(user, slug)
    if not field.lets_in(user):
        raise PermissionDenied
    return field


def field_run(user: Somebody, slug: str) -> ScenarioField:
    """A field for which this user decides: speakers of its group and managers."""
    field = field_read(user, slug)
    if not field.is_run_by(user):
        raise PermissionDenied
    return field


def factor_of(field: ScenarioField, pk: int) -> Factor:
    return get_object_or_404(field.factors.prefetch_related("projections"), pk=pk)


def analysis_read(user: Somebody, slug: str, key: UUID) -> Analysis:
    analyses = Analysis.objects.visible_to(user).select_related("field__group")
    return get_object_or_404(analyses, field__slug=slug, key=key)


def scenario_read(user: Somebody, slug: str) -> Scenario:
    scenarios = Scenario.objects.visible_to(user)
    return get_object_or_404(
        scenarios.select_related("field", "picture", "analysis__field"), slug=slug
    )


def vision_read(user: Somebody, slug: str) -> Vision:
    visions = Vision.objects.visible_to(user).select_related("picture")
    return get_object_or_404(visions, slug=slug)


def chapter_read(user: Somebody, slug: str) -> Chapter:
    return get_object_or_404(Chapter.objects.visible_to(user), slug=slug)


def factor_read(user: Somebody, pk: int) -> Factor:
    factors = Factor.objects.visible_to(user).select_related(
        "field", "merged_into", "taken_from__field"
    )
    return get_object_or_404(factors.prefetch_related("projections__taken_over"), pk=pk)


def own_vision_comment(user: User, slug: str, key: UUID) -> VisionComment:
    """A comment its author may take back; for everybody else it does not exist."""
    comments = VisionComment.objects.select_related("vision")
    return get_object_or_404(comments, vision__slug=slug, key=key, author=user)
