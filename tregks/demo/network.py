"""Loads organisations and who belongs to them. May be run again at any time."""

from datetime import UTC, datetime

from network.models import Affiliation, Organisation, Topic, User
from tregks.demo.content_network import AFFILIATIONS, ORGANISATIONS


def load_network() -> None:
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    organisations = {}
    for org in ORGANISATIONS:
        organisation, is_new = Organisation.objects.get_or_create(
            name=org.name,
            defaults={
                "state": Organisation.State.PUBLISHED,
                "stakeholder_group": org.group,
                "municipality": org.municipality,
                "description": org.description,
                "website": org.website,
            },
        )
        if is_new:
            organisation.topics.set([topics[slug] for slug in org.topics.split()])
        organisations[org.name] = organisation
    for belongs in AFFILIATIONS:
        Affiliation.objects.get_or_create(
            person=User.objects.get(email=belongs.person),
            organisation=organisations[belongs.organisation],
            defaults={
                "position": belongs.position,
                "is_contact": belongs.is_contact,
                "may_speak": belongs.may_speak,
                "granted_at": datetime(2026, 2, 3, 9, tzinfo=UTC)
                if belongs.may_speak
                else None,
            },
        )
