"""How objects of the network reach a view.

Who may not know of an object gets 404, who may see it but not do this gets 403.
"""

from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from network.models import (
    Affiliation,
    Decision,
    Download,
    Message,
    Notice,
    Organisation,
    Profile,
    User,
    WorkingGroup,
)
from network.models.group_content import GroupContent
from network.models.moderation import REPORTABLE

Somebody = User | AnonymousUser


def organisation_read(user: Somebody, slug: str) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(user), slug=slug)


def organisation_write(user: Somebody, slug: str) -> Organisation:
    organisation = organisation_read(user, slug)
    if not organisation.may_be_edited_by(user):
        raise PermissionDenied
    return organisation


def own_affiliation(user: User, pk: int) -> Affiliation:
    """One's own statement about an organisation; those of others do not exist."""
    affiliations = user.affiliations.select_related("organisation")
    return get_object_or_404(affiliations, pk=pk)


def person_read(user: Somebody, key: UUID) -> Profile:
    """A person who wants to be seen by this user."""
    profiles = Profile.objects.visible_to(user).select_related("user")
    return get_object_or_404(profiles, key=key)


def message_to(user: User, key: UUID) -> Message:
    """A message somebody got and may answer; those to others do not exist."""
    messages = Message.objects.select_related("sender")
    return get_object_or_404(messages, recipient=user, sender__is_active=True, key=key)


def notice_read(user: Somebody, key: UUID) -> Notice:
    notices = Notice.objects.visible_to(user)
    return get_object_or_404(
        notices.select_related("topic", "organisation", "author"), key=key
    )


def own_notice(user: User, key: UUID) -> Notice:
    """A notice its author may change; whoever else sees it may not."""
    notice = notice_read(user, key)
    if notice.author != user:
        raise PermissionDenied
    return notice


def own_download(user: Somebody, key: UUID) -> Download:
    """A file prepared for this person; for everybody else there is none (S-33)."""
    if not user.is_authenticated:
        raise Http404
    return get_object_or_404(Download.objects.of(user), key=key)


def reportable_read(user: Somebody, word: str, key: str) -> Any:
    """A text this user can see and therefore report."""
    kind = REPORTABLE.get(word)
    if kind is None:
        raise Http404
    found: QuerySet[Any] = kind.model.objects.visible_to(user)  # type: ignore[attr-defined]  # each reportable model has it (tested)
    try:
        return get_object_or_404(found, **{kind.lookup: key})
    except (ValidationError, ValueError) as error:  # no UUID, no number
        raise Http404 from error


def group_read(user: Somebody, slug: str) -> WorkingGroup:
    groups = WorkingGroup.objects.visible_to(user).select_related("topic")
    return get_object_or_404(groups, slug=slug)


def group_member(user: Somebody, slug: str) -> WorkingGroup:
    """A group whose inner life this user may see: members and managers.

    That there is a group everybody knows; for others there is nothing inside it.
    """
    group = group_read(user, slug)
    if not (user.has_perm("network.change_workinggroup") or group.has_member(user)):
        raise Http404
    return group


def group_at_work(user: Somebody, slug: str) -> WorkingGroup:
    """A group in which this user may write; what is finished is only read."""
    group = group_member(user, slug)
    if not group.is_active:
        raise PermissionDenied
    return group


def group_speaker(user: Somebody, slug: str) -> WorkingGroup:
    """A group this user may run: its speakers and managers."""
    group = group_member(user, slug)
    if not group.is_run_by(user):
        raise PermissionDenied
    return group


Content = TypeVar("Content", bound=GroupContent)


def group_content(
    user: Somebody,
    model: type[Content],
    group: WorkingGroup,
    key: UUID,
    *related: str,
) -> Content:
    """Something of this group; what belongs to another one does not exist (S-24)."""
    things = model._default_manager.visible_to(user).select_related(*related)  # type: ignore[attr-defined]  # all have the same QuerySet
    thing: Content = get_object_or_404(things, group=group, key=key)
    thing.group = group
    return thing


def decision_read(user: Somebody, slug: str, key: UUID) -> Decision:
    """A decision of one's own group, or one that the group shows to everybody."""
    group = group_read(user, slug)
    decisions = Decision.objects.visible_to(user).select_related("meeting", "author")
    decision = get_object_or_404(decisions, group=group, key=key)
    decision.group = group
    return decision
