"""How workshops and registrations reach a view: 404 for those who may not know of them,
403 for those who may see, but not do this."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from network.models import User
from workshops.models import (
    GuestConfirmation,
    Invitation,
    Registration,
    Workshop,
    WorkshopResult,
)
from workshops.models.workshops import WorkshopQuerySet

Somebody = User | AnonymousUser


def workshop_read(
    user: Somebody, slug: str, token: str = "", *, counted: bool = True
) -> Workshop:
    """A workshop this user may see, or holds an invitation for.

    Its seats are counted at once, unless whoever asks will hardly need them.
    """
    found: WorkshopQuerySet = Workshop.objects.select_related("group", "topic")
    if counted:
        found = found.with_numbers()
    found = found.filter(slug=slug)
    workshop = found.visible_to(user).first()
    if workshop is None and invitation_for(slug, token):
        workshop = found.shown().first()
    if workshop is None:
        raise Http404
    return workshop


def invitation_for(slug: str, token: str) -> Invitation | None:
    """The invitation with this token, as long as it lets somebody in."""
    if not token:
        return None
    invitation = (
        Invitation.objects.select_related("invited_by", "workshop__group")
        .filter(workshop__slug=slug, token=token)
        .first()
    )
    return invitation if invitation and invitation.is_usable else None


def workshop_run(user: Somebody, slug: str) -> Workshop:
    """A workshop this user leads: managers, and speakers of its group."""
    workshop = workshop_read(user, slug)
    if not workshop.may_be_run_by(user):
        raise PermissionDenied
    return workshop


def registration_by(token: str) -> Registration:
    """The registration of whoever holds its secret."""
    registrations = Registration.objects.select_related(
        "person", "workshop__group", "workshop__topic"
    )
    return get_object_or_404(registrations, token=token or "-")


def registration_in(workshop: Workshop, pk: int) -> Registration:
    """A registration of this workshop; those of others do not exist (S-24)."""
    registrations = workshop.registrations.select_related("person", "workshop")
    return get_object_or_404(registrations, pk=pk)


def invitation_in(workshop: Workshop, pk: int) -> Invitation:
    return get_object_or_404(workshop.invitations, pk=pk)


def result_in(workshop: Workshop, pk: int) -> WorkshopResult:
    return get_object_or_404(workshop.results.select_related("workshop"), pk=pk)


def confirmation_by(slug: str, token: str) -> GuestConfirmation | None:
    """What a guest has begun and may still finish."""
    asked = (
        GuestConfirmation.objects.select_related("workshop__group", "workshop__topic")
        .filter(workshop__slug=slug, token=token)
        .first()
    )
    return asked if asked and asked.is_valid else None
