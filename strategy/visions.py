"""What people do with visions: comment on them, and stand behind them."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from network.models import Organisation, User
from strategy.models import Endorsement, Vision, VisionComment


@transaction.atomic
def comment_on_vision(*, vision: Vision, text: str, by: User) -> VisionComment:
    return VisionComment.objects.create(vision=vision, text=text, author=by)


@transaction.atomic
def withdraw_comment(*, comment: VisionComment, by: User) -> None:
    """Take one's own words back, for good."""
    if comment.author_id != by.pk:
        raise PermissionDenied
    comment.delete()


@transaction.atomic
def endorse(*, vision: Vision, organisation: Organisation, by: User) -> Endorsement:
    """Let an organisation stand behind a vision, once.

    Raises PermissionDenied when `by` may not speak for it, as Affiliation says now.
    """
    if not _speaks_for(by, organisation):
        raise PermissionDenied(_("Sie dürfen für diese Organisation nicht sprechen."))
    endorsement, is_new = Endorsement.objects.get_or_create(
        vision=vision, organisation=organisation, defaults={"given_by": by}
    )
    if is_new:
        data = {"organisation": organisation.pk}
        log(vision, "vision.endorse", user=by, data=data)
    return endorsement


@transaction.atomic
def withdraw_endorsement(
    *, vision: Vision, organisation: Organisation, by: User
) -> None:
    """Let an organisation stand behind a vision no longer."""
    if not _speaks_for(by, organisation):
        raise PermissionDenied(_("Sie dürfen für diese Organisation nicht sprechen."))
    found, _each = Endorsement.objects.filter(
        vision=vision, organisation=organisation
    ).delete()
    if found:
        data = {"organisation": organisation.pk}
        log(vision, "vision.withdraw", user=by, data=data)


def move_endorsements(duplicate: Organisation, into: Organisation) -> None:
    """Two entries become one: it stands behind a vision once, since the first time."""
    kept = {each.vision_id: each for each in into.endorsements.all()}
    for moving in duplicate.endorsements.all():
        if twin := kept.get(moving.vision_id):
            if moving.given_at < twin.given_at:
                twin.given_at, twin.given_by = moving.given_at, moving.given_by
                twin.save(update_fields=["given_at", "given_by"])
            moving.delete()
    duplicate.endorsements.update(organisation=into)


def _speaks_for(person: User, organisation: Organisation) -> bool:
    return person.affiliations.speakers().filter(organisation=organisation).exists()
