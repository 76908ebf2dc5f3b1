"""Who belongs to a working group: joining, asking, leaving, and who speaks for it.

Sentences of notifications are German, like all mail of the portal.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from network.models import GroupMembership, Task, User, WorkingGroup
from network.notifications import notify

State = GroupMembership.State


@transaction.atomic
def join_group(*, group: WorkingGroup, by: User) -> GroupMembership:
    """Become a member of a group that is open to everybody."""
    group = _locked(group)
    if not group.is_active or group.admission != WorkingGroup.Admission.OPEN:
        raise ValidationError(_("Dieser Arbeitsgruppe kann man nicht frei beitreten."))
    membership, is_new = GroupMembership.objects.get_or_create(
        group=group, person=by, defaults={"state": State.ACTIVE}
    )
    if not is_new and membership.state == State.REQUESTED:
        _admit(membership)
    return membership


@transaction.atomic
def request_membership(
    *, group: WorkingGroup, message: str, by: User
) -> GroupMembership:
    """Ask the speakers to be taken in. They hear of it at once."""
    group = _locked(group)
    if not group.is_active:
        raise ValidationError(_("Diese Arbeitsgruppe nimmt niemanden mehr auf."))
    membership, is_new = GroupMembership.objects.get_or_create(
        group=group, person=by, defaults={"state": State.REQUESTED, "message": message}
    )
    if is_new:
        notify(
            key=f"membership:{membership.pk}:request",
            kind="membership",
            title=f"{by.name} möchte in die {group.name}",
            text=message,
            target=membership,
            by=by,
            people=group.leaders(),
            group=group,
            immediate=True,
        )
    return membership


@transaction.atomic
def withdraw_request(*, group: WorkingGroup, by: User) -> None:
    """Nobody needs to decide any more; the notification vanishes with the request."""
    group.memberships.requested().filter(person=by).delete()


@transaction.atomic
def admit_member(*, membership: GroupMembership, by: User) -> None:
    """Say yes to a request. The person hears of it at once."""
    membership = _locked_membership(membership)
    if membership.state == State.ACTIVE:
        return
    _admit(membership)
    _note_and_tell(
        membership,
        "admitted",
        f"Sie sind jetzt Mitglied der {membership.group.name}",
        by=by,
    )


def _admit(membership: GroupMembership) -> None:
    membership.state = State.ACTIVE
    membership.since = timezone.now()
    membership.message = ""  # has served its purpose
    membership.save(update_fields=["state", "since", "message"])


@transaction.atomic
def decline_request(*, membership: GroupMembership, reason: str, by: User) -> None:
    """Say no to a request, with a reason that the person is told."""
    membership = _locked_membership(membership)
    if membership.state == State.ACTIVE:
        raise ValidationError(_("Diese Person ist inzwischen Mitglied."))
    _note_and_tell(
        membership,
        "declined",
        f"Ihre Anfrage an die {membership.group.name} wurde nicht angenommen",
        text=reason,
        by=by,
    )
    membership.delete()


@transaction.atomic
def add_member(
    *, group: WorkingGroup, person: User, is_speaker: bool, by: User
) -> GroupMembership:
    """Take somebody in without a request; so a new group gets its first speakers."""
    group = _locked(group)
    membership = GroupMembership.objects.get_or_create(group=group, person=person)[0]
    if membership.state == State.REQUESTED:
        _admit(membership)
    if is_speaker:
        membership.is_speaker = True
        membership.save(update_fields=["is_speaker"])
    role = "Sprecher:in" if is_speaker else "Mitglied"
    _note_and_tell(
        membership, "admitted", f"Sie sind jetzt {role} der {group.name}", by=by
    )
    return membership


@transaction.atomic
def leave_group(
    *, group: WorkingGroup, by: User, successor: GroupMembership | None = None
) -> None:
    """Leave. Open tasks go back to the group; the last speaker names another first."""
    group = _locked(group)
    membership = group.memberships.filter(person=by).first()
    if membership is None:
        return
    if successor:
        make_speaker(membership=successor, by=by)
    if is_last_speaker(membership):
        raise ValidationError(
            _(
                "Bitte bestimmen Sie zuerst eine andere Person, die für die Gruppe spricht."
            )
        )
    titles = _hand_back_tasks(membership)
    text = "Offene Aufgaben, die jetzt niemand hat: " + "; ".join(titles)
    notify(
        key=f"membership:{membership.pk}:left",
        kind="membership",
        title=f"{by.name} hat die {group.name} verlassen",
        text=text if titles else "",
        target=group,
        by=by,
        people=group.speakers(),
        group=group,
    )
    membership.delete()


@transaction.atomic
def remove_member(*, membership: GroupMembership, reason: str, by: User) -> None:
    """Take somebody out of the group, with a reason that the person is told."""
    membership = _locked_membership(membership)
    _keep_one_speaker(membership)
    titles = _hand_back_tasks(membership)
    _note_and_tell(
        membership,
        "removed",
        f"Sie gehören nicht mehr zur {membership.group.name}",
        text=reason,
        by=by,
        data={"tasks": len(titles)},
    )
    membership.delete()


@transaction.atomic
def make_speaker(*, membership: GroupMembership, by: User) -> None:
    """Let a member run the group, too."""
    membership = _locked_membership(membership)
    if membership.is_speaker:
        return
    if membership.state != State.ACTIVE or not membership.person.is_active:
        raise ValidationError(_("Nur Mitglieder können für die Gruppe sprechen."))
    membership.is_speaker = True
    membership.save(update_fields=["is_speaker"])
    _note_and_tell(
        membership,
        "speaker",
        f"Sie sind jetzt Sprecher:in der {membership.group.name}",
        by=by,
    )


@transaction.atomic
def release_speaker(*, membership: GroupMembership, by: User) -> None:
    membership = _locked_membership(membership)
    if not membership.is_speaker:
        return
    _keep_one_speaker(membership)
    membership.is_speaker = False
    membership.save(update_fields=["is_speaker"])
    _note_and_tell(
        membership,
        "released",
        f"Sie sind nicht mehr Sprecher:in der {membership.group.name}",
        by=by,
    )


def is_last_speaker(membership: GroupMembership) -> bool:
    if not membership.is_speaker:
        return False
    others = GroupMembership.objects.speakers().filter(group=membership.group_id)
    return not others.exclude(pk=membership.pk).exists()


def _keep_one_speaker(membership: GroupMembership) -> None:
    if is_last_speaker(membership):
        raise ValidationError(
            _(
                "Das ist die letzte Person, die für die Gruppe spricht. Bitte bestimmen Sie zuerst eine andere."
            )
        )


def _hand_back_tasks(membership: GroupMembership) -> list[str]:
    """Open tasks become nobody's; what is done keeps its name."""
    tasks = Task.objects.open().filter(
        group=membership.group_id, assignee=membership.person_id
    )
    titles = [task.title for task in tasks]
    tasks.order_by().update(assignee=None, assigned_at=None)
    return titles


def _locked(group: WorkingGroup) -> WorkingGroup:
    """The group as it is now; who belongs to it changes one after the other."""
    return WorkingGroup.objects.select_for_update(no_key=True).get(pk=group.pk)


def _locked_membership(membership: GroupMembership) -> GroupMembership:
    """The group first, then the row, so that two speakers cannot both be the last."""
    _locked(membership.group)
    rows = GroupMembership.objects.select_related("group", "person")
    found = rows.filter(pk=membership.pk).first()
    if found is None:
        raise ValidationError(_("Diese Person gehört nicht mehr zur Gruppe."))
    return found


def _note_and_tell(
    membership: GroupMembership,
    action: str,
    title: str,
    *,
    by: User,
    text: str = "",
    data: dict[str, int] | None = None,
) -> None:
    """Log what was decided about somebody, and let them know at once."""
    group = membership.group
    person = {"person": membership.person_id}
    log(group, f"membership.{action}", user=by, data=person | (data or {}))
    notify(
        key=f"membership:{membership.pk}:{action}:{timezone.now():%Y%m%d%H%M%S%f}",
        kind="membership",
        title=title,
        text=text,
        target=group,
        by=by,
        people=[membership.person],
        group=group,
        immediate=True,
    )
