"""How objects of the network reach a view.

Who may not know of an object gets 404, who may see it but not do this gets 403.
"""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from network.models import Affiliation, Organisation, User

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
