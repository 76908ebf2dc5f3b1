"""Working groups: what everybody sees, the ways in and out, who speaks for them."""

from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from network import groups
from network.models import Event, GroupMembership, Task, Topic, User, WorkingGroup
from network.notifications import spread
from tests.factories.groups import (
    DecisionFactory,
    GroupFactory,
    GroupMembershipFactory,
    MeetingFactory,
    TaskFactory,
)
from tests.factories.measures import MeasureFactory
from tests.factories.network import (
    AffiliationFactory,
    ProfileFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LIST = "/arbeitsgruppen/"


@pytest.fixture
def group(speaker, member) -> WorkingGroup:
    return GroupFactory(name="Arbeitsgruppe Wärme", led_by=speaker, people=[member])


def titles(response) -> list[str]:
    soup = BeautifulSoup(response.content, "html.parser")
    return [link.text for link in soup.select("main .card h3 a")]


def told(person: User) -> list[str]:
    """What somebody hears, once the worker was there."""
    for event in Event.objects.all():
        spread(event_id=event.pk)
    heard = person.notifications.select_related("event").order_by("event_id")
    return [notification.event.title for notification in heard]


def membership(group: WorkingGroup, person: User) -> GroupMembership | None:
    return group.memberships.filter(person=person).first()


# --- What everybody sees ------------------------------------------------------------------


def test_list_shows_own_groups_first_and_no_drafts(client, login, member, manager):
    topics = list(Topic.objects.all()[:3])
    GroupFactory(name="A", topic=topics[0])
    GroupFactory(name="B", topic=topics[1], people=[member])
    GroupFactory(name="C", topic=topics[2], state="archived")
    GroupFactory(name="D", state="draft")
    assert titles(client.get(LIST)) == ["A", "B", "C"]
    assert titles(login(member).get(LIST)) == ["B", "A", "C"]
    assert titles(login(manager).get(LIST)) == ["A", "B", "C", "D"]
    assert titles(client.get(f"{LIST}?handlungsfeld={topics[1].slug}")) == ["B"]
    assert titles(client.get(f"{LIST}?stand=archived")) == ["C"]
    assert titles(client.get(f"{LIST}?stand=draft&handlungsfeld=x")) == ["A", "B", "C"]


def test_list_costs_the_same_for_one_and_three(client):
    GroupFactory(people=[UserFactory()])
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(2):
        GroupFactory(people=UserFactory.create_batch(3))
    with CaptureQueriesContext(connection) as three:
        client.get(LIST)
    assert len(one) == len(three) <= 8


def test_page_costs_the_same_for_few_and_many(client):
    group = GroupFactory(led_by=UserFactory())
    url = group.get_absolute_url()

    def fill() -> None:
        profile = ProfileFactory(visibility="public", trusted_at=timezone.now())
        GroupMembershipFactory(group=group, person=profile.user)
        AffiliationFactory(person=profile.user, is_contact=True)
        MeetingFactory(group=group)
        MeetingFactory(group=group, start=timezone.now() - timedelta(days=3))
        DecisionFactory(group=group, is_public=True)

    fill()
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    fill()
    fill()
    with CaptureQueriesContext(connection) as three:
        client.get(url)
    assert len(one) == len(three) <= 14


def test_only_people_who_want_to_be_seen_are_named(client, login, stranger):
    shown = ProfileFactory(
        user__name="Olga Offen", visibility="public", trusted_at=timezone.now()
    )
    inside = ProfileFactory(user__name="Mira Mitglied", visibility="members")
    hidden = ProfileFactory(user__name="Vera Verborgen", visibility="nobody")
    for profile in (shown, inside, hidden):
        AffiliationFactory(person=profile.user, organisation__name=profile.user.name)
    AffiliationFactory(person=shown.user, organisation__name="Werk", is_contact=True)
    group = GroupFactory(led_by=hidden.user, people=[shown.user, inside.user])
    public = client.get(group.get_absolute_url()).text
    assert "Olga Offen" in public
    assert "Mira Mitglied" not in public
    assert "Vera Verborgen" not in public
    assert "3 Mitglieder" in public
    # An organisation is named when it has given the person a part in it.
    assert "Werk" in public
    network = login(stranger).get(group.get_absolute_url()).text
    assert "Mira Mitglied" in network
    assert "Vera Verborgen" not in network


def test_page_shows_when_and_where_but_not_the_way_in(client, login, member, group):
    link = "https://konferenz.example/canary"
    MeetingFactory(group=group, title="Wärmenetze", link=link, agenda="Canary-Agenda")
    cancelled = MeetingFactory(group=group, title="Stromnetze")
    groups_page = group.get_absolute_url()
    type(cancelled).objects.filter(pk=cancelled.pk).update(state="cancelled")
    page = client.get(groups_page).text
    for words in ("Wärmenetze", "Lernwerkstatt, Fuldatal", "Aufzug", "fällt aus"):
        assert words in page
    assert "anary" not in page
    detail = login(member).get(f"{groups_page}treffen/").text
    assert "Wärmenetze" in detail


def test_draft_is_unknown_to_everybody_but_managers(client, login, member, manager):
    draft = GroupFactory(state="draft", people=[member])
    for browser in (client, login(member)):
        assert browser.get(draft.get_absolute_url()).status_code == 404
    assert login(manager).get(draft.get_absolute_url()).status_code == 200


def test_search_and_site_map_know_groups_but_no_drafts(client):
    GroupFactory(name="Arbeitsgruppe Xylophon")
    GroupFactory(name="Arbeitsgruppe Xylophon geheim", state="draft", slug="geheim")
    found = client.get("/suche/?q=xylophon").text
    assert "/arbeitsgruppen/arbeitsgruppe-xylophon/" in found
    site_map = client.get("/sitemap.xml").text
    assert "/arbeitsgruppen/arbeitsgruppe-xylophon/" in site_map
    assert "geheim" not in found + site_map


# --- In -----------------------------------------------------------------------------------


def test_open_group_is_joined_at_once(login, stranger):
    group = GroupFactory(admission="open")
    response = login(stranger).post(f"{group.get_absolute_url()}beitreten/")
    assert response.status_code == 302
    assert group.has_member(stranger)


def test_request_is_admitted_by_a_speaker(login, stranger, speaker, member, group):
    url = group.get_absolute_url()
    login(stranger).post(f"{url}beitreten/", {"message": "Ich baue Speicher."})
    asked = membership(group, stranger)
    assert asked.state == "requested"
    assert not group.has_member(stranger)
    assert told(speaker) == [f"{stranger.name} möchte in die Arbeitsgruppe Wärme"]
    assert told(member) == []
    page = login(speaker).get(f"{url}mitglieder/").text
    assert "Ich baue Speicher." in page
    assert "Ich baue Speicher." not in login(member).get(f"{url}mitglieder/").text

    answer = {"action": "admit", "membership": asked.pk}
    for _ in range(2):  # a double click
        login(speaker).post(f"{url}mitglieder/", answer)
    assert group.has_member(stranger)
    assert told(stranger) == ["Sie sind jetzt Mitglied der Arbeitsgruppe Wärme"]
    asked.refresh_from_db()
    assert asked.message == ""


def test_request_is_declined_with_a_reason(login, stranger, speaker, group):
    asked = groups.request_membership(group=group, message="", by=stranger)
    url = f"{asked.get_absolute_url()}{asked.pk}/entfernen/"
    assert (
        "Bitte nennen Sie der Person einen Grund."
        in login(speaker).post(url, {"reason": ""}).text
    )
    login(speaker).post(url, {"reason": "Wir sind zu viele."})
    assert membership(group, stranger) is None
    assert told(stranger) == [
        "Ihre Anfrage an die Arbeitsgruppe Wärme wurde nicht angenommen"
    ]
    assert Event.objects.get(key__contains="declined").text == "Wir sind zu viele."


def test_request_can_be_withdrawn_and_membership_cannot_that_way(
    login, stranger, member, group
):
    groups.request_membership(group=group, message="", by=stranger)
    for person in (stranger, member):
        login(person).post(f"{group.get_absolute_url()}zurueckziehen/")
    assert membership(group, stranger) is None
    assert group.has_member(member)


def test_nobody_enters_a_finished_group_or_without_account(client, login, stranger):
    group = GroupFactory(admission="open", state="archived")
    url = f"{group.get_absolute_url()}beitreten/"
    assert login(stranger).post(url).status_code == 403
    assert client.post(url).status_code == 302
    assert not group.memberships.exists()
    for act in (groups.join_group, groups.request_membership):
        extra = {"message": ""} if act is groups.request_membership else {}
        with pytest.raises(ValidationError):
            act(group=group, by=stranger, **extra)


def test_group_on_request_cannot_be_joined_by_the_open_door(stranger, group):
    with pytest.raises(ValidationError):
        groups.join_group(group=group, by=stranger)


def test_group_that_has_opened_takes_in_who_has_asked(stranger, group):
    groups.request_membership(group=group, message="", by=stranger)
    WorkingGroup.objects.update(admission="open")
    groups.join_group(group=group, by=stranger)
    assert group.has_member(stranger)


def test_eleventh_request_of_a_day_has_to_wait(login, stranger):
    browser = login(stranger)
    urls = [f"{GroupFactory().get_absolute_url()}beitreten/" for _ in range(11)]
    statuses = [browser.post(url, {"message": "Hallo"}).status_code for url in urls]
    assert statuses == [302] * 10 + [429]


def test_fields_that_are_not_asked_for_are_ignored(login, stranger, group):
    login(stranger).post(
        f"{group.get_absolute_url()}beitreten/",
        {"message": "", "state": "active", "is_speaker": "on", "group": "1"},
    )
    assert membership(group, stranger).state == "requested"


def test_group_without_speakers_asks_the_managers(stranger, manager):
    groups.request_membership(group=GroupFactory(), message="", by=stranger)
    assert len(told(manager)) == 1


# --- Out ----------------------------------------------------------------------------------


def test_leaving_hands_open_tasks_back(login, member, speaker, group):
    open_task = TaskFactory(group=group, assignee=member, title="Rechnen")
    done = TaskFactory(group=group, assignee=member, done_at=timezone.now())
    elsewhere = TaskFactory(assignee=member)
    login(member).post(f"{group.get_absolute_url()}verlassen/")
    assert not group.has_member(member)
    owners = {
        task.pk: task.assignee for task in Task.objects.select_related("assignee")
    }
    assert owners == {open_task.pk: None, done.pk: member, elsewhere.pk: member}
    assert told(speaker) == [f"{member.name} hat die Arbeitsgruppe Wärme verlassen"]
    assert "Rechnen" in Event.objects.get().text


def test_last_speaker_names_another_before_leaving(login, speaker, member, group):
    url = f"{group.get_absolute_url()}verlassen/"
    response = login(speaker).post(url)
    assert "Bitte wählen Sie eine Person, die für die Gruppe spricht." in response.text
    assert group.has_speaker(speaker)
    successor = membership(group, member)
    login(speaker).post(url, {"successor": successor.pk})
    assert not group.has_member(speaker)
    assert group.has_speaker(member)
    assert told(member)[0] == "Sie sind jetzt Sprecher:in der Arbeitsgruppe Wärme"


def test_successor_comes_from_the_same_group(login, speaker, group):
    foreign = GroupMembershipFactory()
    url = f"{group.get_absolute_url()}verlassen/"
    assert login(speaker).post(url, {"successor": foreign.pk}).status_code == 200
    assert group.has_speaker(speaker)
    foreign.refresh_from_db()
    assert not foreign.is_speaker


def test_last_speaker_is_neither_released_nor_removed(speaker, manager, group):
    last = membership(group, speaker)
    with pytest.raises(ValidationError):
        groups.release_speaker(membership=last, by=manager)
    with pytest.raises(ValidationError):
        groups.remove_member(membership=last, reason="x", by=manager)
    with pytest.raises(ValidationError):
        groups.leave_group(group=group, by=speaker)
    assert group.has_speaker(speaker)


def test_speaker_removes_a_member_with_a_reason(login, speaker, member, group):
    task = TaskFactory(group=group, assignee=member)
    row = membership(group, member)
    url = f"{row.get_absolute_url()}{row.pk}/entfernen/"
    login(speaker).post(url, {"reason": "Auf eigenen Wunsch."})
    assert not group.has_member(member)
    task.refresh_from_db()
    assert task.assignee is None
    assert told(member) == ["Sie gehören nicht mehr zur Arbeitsgruppe Wärme"]


def test_speaker_makes_and_releases_speakers(login, speaker, member, group):
    row = membership(group, member)
    url = f"{group.get_absolute_url()}mitglieder/"
    login(speaker).post(url, {"action": "speaker", "membership": row.pk})
    assert group.has_speaker(member)
    login(member).post(
        url, {"action": "release", "membership": membership(group, speaker).pk}
    )
    assert not group.has_speaker(speaker)
    assert login(speaker).get(url).status_code == 200


def test_request_does_not_speak(speaker, stranger, group):
    asked = groups.request_membership(group=group, message="", by=stranger)
    with pytest.raises(ValidationError):
        groups.make_speaker(membership=asked, by=speaker)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupMembership.objects.filter(pk=asked.pk).update(is_speaker=True)


# --- Strangers ----------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["admit", "speaker", "release"])
def test_stranger_and_member_manage_nobody(login, stranger, member, group, action):
    asked = groups.request_membership(group=group, message="", by=UserFactory())
    data = {"action": action, "membership": asked.pk}
    url = f"{group.get_absolute_url()}mitglieder/"
    assert login(stranger).post(url, data).status_code == 404
    assert login(member).post(url, data).status_code == 403
    end = f"{url}{asked.pk}/entfernen/"
    assert login(stranger).post(end, {"reason": "x"}).status_code == 404
    assert login(member).post(end, {"reason": "x"}).status_code == 403
    asked.refresh_from_db()
    assert (asked.state, asked.is_speaker) == ("requested", False)


def test_speaker_of_one_group_has_no_hand_in_another(login, speaker, group):
    foreign = GroupMembershipFactory(state="requested")
    url = f"{group.get_absolute_url()}mitglieder/"
    data = {"action": "admit", "membership": foreign.pk}
    assert login(speaker).post(url, data).status_code == 404
    end = f"{url}{foreign.pk}/entfernen/"
    assert login(speaker).post(end, {"reason": "x"}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == "requested"


@pytest.mark.parametrize(
    "data", [{}, {"action": "delete", "membership": "1"}, {"action": "admit"}]
)
def test_nonsense_is_refused(login, speaker, group, data):
    url = f"{group.get_absolute_url()}mitglieder/"
    assert login(speaker).post(url, data).status_code == 400


# --- Members and managers -----------------------------------------------------------------


def test_member_list_costs_the_same_for_few_and_many(login, speaker, group):
    browser, url = login(speaker), f"{group.get_absolute_url()}mitglieder/"
    browser.get(url)
    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    for _ in range(5):
        GroupMembershipFactory(group=group, person=ProfileFactory().user)
    with CaptureQueriesContext(connection) as many:
        browser.get(url)
    assert len(few) == len(many)


def test_members_are_found_by_name(login, member, group):
    GroupMembershipFactory(group=group, person__name="Jörg Größer")
    browser, url = login(member), f"{group.get_absolute_url()}mitglieder/"
    assert "Jörg Größer" in browser.get(f"{url}?q=JORG größer").text
    assert "Niemand passt" in browser.get(f"{url}?q=xylophon").text


def test_manager_takes_in_the_first_speaker(login, manager, speaker, stranger):
    group = GroupFactory()
    url = f"{group.get_absolute_url()}mitglieder/neu/"
    response = login(manager).post(url, {"email": "niemand@tregks.example"})
    assert "Unter dieser Adresse gibt es kein Konto." in response.text
    login(manager).post(url, {"email": speaker.email.upper(), "is_speaker": "on"})
    assert group.has_speaker(speaker)
    assert len(told(speaker)) == 1
    assert login(speaker).post(url, {"email": stranger.email}).status_code == 403
    assert not group.has_member(stranger)


def test_admin_lists_edits_and_exports_groups(login, manager, editor, group):
    browser = login(manager)
    assert "Arbeitsgruppe Wärme" in browser.get("/cms/arbeitsgruppen/").text
    edit = browser.get(f"/cms/arbeitsgruppen/edit/{group.pk}/").text
    assert f"{group.get_absolute_url()}mitglieder/" in edit
    response = browser.get("/cms/arbeitsgruppen/?export=xlsx")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    assert sheet["A2"].value == "Arbeitsgruppe Wärme"
    assert sheet["F2"].value == 2
    assert login(editor).get("/cms/arbeitsgruppen/").status_code == 302


def test_manager_creates_a_group_in_the_admin(login, manager, client):
    browser = login(manager)
    fields = {
        "name": "Arbeitsgruppe Neu",
        "slug": "neues",
        "topic": Topic.objects.first().pk,
        "state": "active",
        "admission": "open",
        "lead": "Ein Satz.",
        "purpose": "Viele Sätze.",
    }
    assert browser.post("/cms/arbeitsgruppen/new/", fields).status_code == 302
    assert client.get("/arbeitsgruppen/neues/").status_code == 200


def test_decisions_about_people_are_logged(login, speaker, stranger, manager, group):
    asked = groups.request_membership(group=group, message="", by=stranger)
    groups.admit_member(membership=asked, by=speaker)
    history = login(manager).get(f"/cms/arbeitsgruppen/history/{group.pk}/").text
    assert "Mitglied aufgenommen" in history


def test_page_shows_the_measures_that_the_visitor_may_see(client, login, member, group):
    MeasureFactory(title="Karte der Abwärme", working_group=group, state="adopted")
    MeasureFactory(
        title="Geheimer Entwurf", working_group=group, state="draft", audience="group"
    )
    MeasureFactory(title="Andere Gruppe", state="adopted")
    public = client.get(group.get_absolute_url()).text
    assert "Karte der Abwärme" in public
    assert "Geheimer Entwurf" not in public
    assert "Andere Gruppe" not in public
    assert "Geheimer Entwurf" in login(member).get(group.get_absolute_url()).text
