"""Who sees whom, and how people write to each other without knowing addresses."""

from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network import organisations, relay
from network.models import Message, OutgoingMail, Profile, User
from tests.factories.network import (
    AffiliationFactory,
    OrganisationFactory,
    ProfileFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

PEOPLE = "/netzwerk/personen/"
PROFILE = "/netzwerk/profil/"


def named(name: str, **fields) -> Profile:
    return ProfileFactory(user=UserFactory(name=name), **fields)


def names(response) -> list[str]:
    soup = BeautifulSoup(response.content, "html.parser")
    return [link.text for link in soup.select("main .card h3 a")]


def mail_to(user: User) -> OutgoingMail:
    return OutgoingMail.objects.filter(recipient=user.email).latest("pk")


# --- Who is seen --------------------------------------------------------------------------


def test_people_stand_by_surname_in_german_order(login, member):
    for name in ["Zoe Ähle", "Anna von der Heide", "Ben Öztürk", "Cem Ahrens", "Prinz"]:
        named(name)
    assert names(login(member).get(PEOPLE)) == [
        "Zoe Ähle",
        "Cem Ahrens",
        "Anna von der Heide",
        "Ben Öztürk",
        "Prinz",
    ]


@pytest.mark.parametrize(
    ("visibility", "trusted", "anonymous", "stranger_sees"),
    [
        ("nobody", True, 404, 404),
        ("members", True, 404, 200),
        ("public", False, 404, 200),
        ("public", True, 200, 200),
    ],
)
def test_profile_is_seen_by_whom_the_person_chose(
    client, login, stranger, visibility, trusted, anonymous, stranger_sees
):
    trusted_at = timezone.now() if trusted else None
    profile = named("Canary Kanari", visibility=visibility, trusted_at=trusted_at)
    AffiliationFactory(person=profile.user, is_contact=True)
    organisation = profile.user.affiliations.get().organisation
    url = profile.get_absolute_url()
    assert client.get(url).status_code == anonymous
    assert login(stranger).get(url).status_code == stranger_sees
    assert login(profile.user).get(url).status_code == 200
    # The same holds for every other place where the name could stand.
    seen = {200: True, 404: False}
    entry = organisation.get_absolute_url()
    assert ("Kanari" in client.get(entry).text) is seen[anonymous]
    assert ("Kanari" in login(stranger).get(entry).text) is seen[stranger_sees]
    assert ("Kanari" in login(stranger).get(PEOPLE).text) is seen[stranger_sees]


def test_new_accounts_and_closed_ones_are_seen_by_nobody(login, stranger):
    UserFactory(name="Neu Hier")
    named("Gesperrt Weg").user.__class__.objects.filter(name="Gesperrt Weg").update(
        is_active=False
    )
    assert names(login(stranger).get(PEOPLE)) == []


def test_publishing_a_proposal_shows_that_its_author_is_no_robot(client, manager):
    profile = named("Pia Public", visibility="public")
    proposal = OrganisationFactory(state="proposed", proposed_by=profile.user)
    assert client.get(profile.get_absolute_url()).status_code == 404
    organisations.publish_organisation(organisation=proposal, by=manager)
    assert client.get(profile.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=ozturk", ["Ben Öztürk"]),
        ("q=ÖZT ben", ["Ben Öztürk"]),
        ("q=%25", ["Zoe Ähle", "Ben Öztürk"]),
        ("q=niemand", []),
        ("akteursgruppe=forschung", ["Zoe Ähle"]),
        ("akteursgruppe=unsinn&handlungsfeld=unsinn", ["Zoe Ähle", "Ben Öztürk"]),
    ],
)
def test_people_are_found_by_parts_of_the_name_and_by_group(
    login, member, query, expected
):
    named("Zoe Ähle", stakeholder_group="forschung")
    named("Ben Öztürk")
    assert names(login(member).get(f"{PEOPLE}?{query}")) == expected


def test_unpublished_organisation_is_not_named_with_a_person(login, member):
    profile = ProfileFactory()
    AffiliationFactory(
        person=profile.user,
        organisation__state="proposed",
        organisation__name="Geheim AG",
    )
    browser = login(member)
    assert "Geheim" not in browser.get(PEOPLE).text
    assert "Geheim" not in browser.get(profile.get_absolute_url()).text


def test_list_costs_the_same_for_one_and_three(login, member):
    browser = login(member)
    AffiliationFactory(person=ProfileFactory().user)
    browser.get(PEOPLE)
    with CaptureQueriesContext(connection) as one:
        browser.get(PEOPLE)
    for _ in range(2):
        AffiliationFactory(person=ProfileFactory().user)
    with CaptureQueriesContext(connection) as three:
        browser.get(PEOPLE)
    assert len(one) == len(three) <= 15


def test_ten_thousand_people_are_read_in_milliseconds(member):
    users = User.objects.bulk_create(
        User(email=f"p{number}@tregks.example", name=f"Vorname Name{number}")
        for number in range(10_000)
    )
    Profile.objects.bulk_create(
        Profile(user=user, visibility="members") for user in users
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE network_user; ANALYZE network_profile")
    plan = Profile.objects.visible_to(member)[:24].explain(analyze=True)
    assert float(plan.rpartition("Execution Time: ")[2].split()[0]) < 100


# --- One's own profile --------------------------------------------------------------------


def test_nobody_is_visible_until_they_say_so(login, stranger):
    browser = login(stranger)
    assert "niemand" in browser.get(PROFILE).text
    assert stranger.profile.visibility == "nobody"
    browser.post(
        PROFILE,
        {
            "visibility": "members",
            "about": "<b>Ich</b>",
            "topics": [1],
            "trusted_at": "2020-01-01",
            "user": "1",
        },
    )
    profile = Profile.objects.get(user=stranger)
    assert profile.visibility == "members"
    assert profile.trusted_at is None
    page = BeautifulSoup(browser.get(profile.get_absolute_url()).content, "html.parser")
    assert page.find("p", string="<b>Ich</b>")


# --- Messages -----------------------------------------------------------------------------


def write(browser, profile: Profile, text: str = "Guten Tag"):
    return browser.post(f"{profile.get_absolute_url()}nachricht/", {"text": text})


def test_message_and_answer_reveal_no_address(login, member, stranger):
    profile = ProfileFactory(user=member)
    write(
        login(stranger), profile, "Haben Sie Zeit?\n-- \nBank: http://127.0.0.1:8000/x"
    )
    mail = mail_to(member)
    assert stranger.email not in mail.text + mail.html + str(mail.headers)
    assert "> Haben Sie Zeit?" in mail.text
    assert 'href="http://127.0.0.1:8000/x' not in mail.html
    assert "Haben Sie Zeit" not in str(Message.objects.values())

    answer = f"/netzwerk/nachrichten/{Message.objects.get().key}/"
    assert answer in mail.text
    login(member).post(answer, {"text": "Ja."})
    mail = mail_to(stranger)
    assert member.email not in mail.text + mail.html + str(mail.headers)
    assert "> Ja." in mail.text


def test_message_to_an_organisation_reaches_its_contacts_only(login, member, stranger):
    contact = AffiliationFactory(person=member, is_contact=True)
    colleague = AffiliationFactory(organisation=contact.organisation, may_speak=True)
    entry = contact.organisation.get_absolute_url()
    assert f"{entry}nachricht/" in login(stranger).get(entry).text
    login(stranger).post(f"{entry}nachricht/", {"text": "Guten Tag"})
    assert [message.recipient for message in Message.objects.all()] == [member]
    assert "> Guten Tag" in mail_to(member).text
    assert not OutgoingMail.objects.filter(recipient=colleague.person.email).exists()


def test_organisation_without_contact_cannot_be_written_to(login, stranger):
    entry = OrganisationFactory().get_absolute_url()
    assert "nachricht/" not in login(stranger).get(entry).text
    assert login(stranger).post(f"{entry}nachricht/", {"text": "x"}).status_code == 403


def test_message_of_others_cannot_be_answered(login, member, stranger, editor):
    message = relay.send_message(recipient=member, text="Hallo", by=stranger)
    url = f"/netzwerk/nachrichten/{message.key}/"
    for somebody in [editor, stranger]:
        assert login(somebody).get(url).status_code == 404
        assert login(somebody).post(url, {"text": "x"}).status_code == 404
    assert login(member).get(url).status_code == 200


def test_nobody_writes_to_people_who_do_not_show_themselves(
    login, member, stranger, client
):
    hidden = ProfileFactory(user=member, visibility="nobody")
    assert write(login(stranger), hidden).status_code == 404
    shown = ProfileFactory()
    assert write(client, shown).status_code == 302
    assert write(login(stranger), Profile(key=uuid4())).status_code == 404
    assert not Message.objects.exists()


def test_sixth_message_to_one_person_has_to_wait_and_is_kept(login, member, stranger):
    profile, browser = ProfileFactory(user=member), login(stranger)
    statuses = [write(browser, profile).status_code for _ in range(5)]
    last = write(browser, profile, "Noch etwas")
    assert statuses == [302] * 5
    assert last.status_code == 429
    assert "Noch etwas" in last.text
    assert Message.objects.count() == 5


def test_empty_message_is_explained(login, stranger):
    response = write(login(stranger), ProfileFactory(), " ")
    assert "Bitte schreiben Sie, worum es geht." in response.text


def test_who_wrote_to_whom_is_forgotten_after_half_a_year(member, stranger):
    old = relay.send_message(recipient=member, text="Alt", by=stranger)
    Message.objects.filter(pk=old.pk).update(
        sent_at=timezone.now() - timedelta(days=181)
    )
    new = relay.send_message(recipient=member, text="Neu", by=stranger)
    relay.forget_messages()
    assert list(Message.objects.all()) == [new]


def test_database_refuses_a_message_to_oneself(member):
    with pytest.raises(IntegrityError):
        relay.send_message(recipient=member, text="Ich", by=member)


@pytest.mark.parametrize(
    "fields", [{"stakeholder_group": "parteien"}, {"rules_version": "1"}]
)
def test_database_refuses_an_invalid_profile(fields):
    with pytest.raises(IntegrityError):
        ProfileFactory(**fields)
