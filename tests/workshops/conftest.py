"""A working group with the cast, and help with public forms."""

import pytest

from network.models import GroupMembership, OutgoingMail, Topic, User, WorkingGroup


@pytest.fixture
def group(speaker: User, member: User) -> WorkingGroup:
    group = WorkingGroup.objects.create(
        name="Dekarbonisierung",
        state="active",
        topic=Topic.objects.get(slug="dekarbonisierung"),
        lead="Wärme ohne Gas.",
    )
    for person, speaks in ((speaker, True), (member, False)):
        GroupMembership.objects.create(group=group, person=person, is_speaker=speaks)
    return group


def mails_to(address: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(recipient=address).order_by("pk"))


def subjects_to(address: str) -> list[str]:
    return [mail.subject for mail in mails_to(address)]
