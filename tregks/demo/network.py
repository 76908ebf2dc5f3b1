"""Loads organisations, people and notices. May be run again at any time."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from network.models import Affiliation, Notice, Organisation, Profile, Topic, User
from tregks.demo.cast import CAST
from tregks.demo.content_network import AFFILIATIONS, NOTICES, ORGANISATIONS, PROFILES

GRANTED_AT = datetime(2026, 2, 3, 9, tzinfo=UTC)


def load_network() -> None:
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    people = {user.email: user for user in User.objects.all()}
    organisations = load_organisations(topics)
    for belongs in AFFILIATIONS:
        Affiliation.objects.get_or_create(
            person=people[belongs.person],
            organisation=organisations[belongs.organisation],
            defaults={
                "position": belongs.position,
                "is_contact": belongs.is_contact,
                "may_speak": belongs.may_speak,
                "granted_at": GRANTED_AT if belongs.may_speak else None,
            },
        )
    for shown in PROFILES:
        profile, is_new = Profile.objects.get_or_create(
            user=people[shown.person],
            defaults={
                "visibility": shown.visibility,
                "stakeholder_group": shown.group,
                "about": shown.about,
                "trusted_at": GRANTED_AT,
            },
        )
        if is_new:
            profile.topics.set([topics[slug] for slug in shown.topics.split()])
    # Has joined and not said yet which entry she means.
    Profile.objects.get_or_create(
        user=people[CAST[-1].email],
        defaults={"named_organisation": "Antriebstechnik Fulda"},
    )
    for wanted in NOTICES:
        Notice.objects.get_or_create(
            title=wanted.title,
            defaults={
                "author": people[wanted.person],
                "kind": wanted.kind,
                "state": Notice.State.PUBLISHED,
                "text": wanted.text,
                "topic": topics[wanted.topic],
                "organisation": organisations.get(wanted.organisation),
                "expires_on": timezone.localdate() + timedelta(days=wanted.days),
            },
        )


def load_organisations(topics: dict[str, Topic]) -> dict[str, Organisation]:
    organisations = {}
    for number, org in enumerate(ORGANISATIONS):
        organisation, is_new = Organisation.objects.get_or_create(
            name=org.name,
            defaults={
                "state": Organisation.State.PUBLISHED,
                "stakeholder_group": org.group,
                "municipality": org.municipality,
                "description": org.description,
                "website": org.website,
                # The network has grown over the year.
                "created_at": timezone.now() - timedelta(days=number * 37 % 400),
            },
        )
        if is_new:
            organisation.topics.set([topics[slug] for slug in org.topics.split()])
        organisations[org.name] = organisation
    return organisations
