"""Nothing of the inner life of a group leaves it: not by ids, lists, feeds, files."""

from collections.abc import Callable

import icalendar
import pytest
from django.db import models
from django.test import Client

from network import feed_tokens, groups
from network.data_export import personal_data
from network.feed_tokens import person_of_token, renew_token, revoke_token
from network.models import (
    Decision,
    FeedToken,
    GroupDocument,
    Meeting,
    Post,
    PostComment,
    Task,
    User,
)
from tests.factories.groups import (
    DecisionFactory,
    GroupFactory,
    MeetingFactory,
    PostCommentFactory,
    PostFactory,
    TaskFactory,
    document,
)

pytestmark = pytest.mark.django_db

CANARY = "Kanarienvogel"
LINK = f"https://konferenz.example/{CANARY}"
MODELS: list[type[models.Model]] = [
    *(Post, PostComment, GroupDocument, Meeting, Task, Decision)
]


@pytest.fixture
def group(speaker, member):
    """A group full of secrets; the title of a meeting is none."""
    group = GroupFactory(name="Arbeitsgruppe Wärme", led_by=speaker, people=[member])
    post = PostFactory(group=group, title=CANARY, text=CANARY, author=member)
    PostCommentFactory(post=post, text=CANARY, author=member)
    MeetingFactory(group=group, title="Offen", link=LINK, agenda=CANARY, minutes=CANARY)
    TaskFactory(group=group, title=CANARY, assignee=member)
    DecisionFactory(group=group, title=CANARY, text=CANARY)
    document(group, title=CANARY)
    return group


def contents(group) -> list[models.Model]:
    related = [
        *(group.posts, group.groupdocuments, group.meetings),
        *(group.tasks, group.decisions),
    ]
    things: list[models.Model] = [each.get() for each in related]
    return [*things, group.posts.get().comments.get()]


def public_pages(group) -> list[str]:
    url = group.get_absolute_url()
    return [
        *("/arbeitsgruppen/", url, f"{url}kalender.ics", "/sitemap.xml"),
        *(f"/suche/?q={CANARY}", "/suche/?q=Wärme", "/netzwerk/", "/aktuelles/feed/"),
        *("/", "/uebersicht/", "/en/arbeitsgruppen/", "/termine/"),
        *("/termine/?ansicht=monat", "/termine/kalender.ics"),
    ]


def leaks(client: Client, pages: list[str]) -> list[str]:
    """Where a canary sings, other than in what was asked for."""
    return [
        page
        for page in pages
        if CANARY
        in client.get(page)
        .text.replace(f"„{CANARY}“", "")
        .replace(f'value="{CANARY}"', "")
        .replace(f"q={CANARY}", "")
    ]


def test_outsiders_meet_no_canary(client, login, stranger, editor, group):
    for browser in (client, login(stranger), login(editor)):
        assert leaks(browser, public_pages(group)) == []
        for thing in contents(group):
            assert browser.get(thing.get_absolute_url()).status_code in {302, 404}


def test_members_meet_them_all(login, member, group):
    for thing in contents(group):
        response = login(member).get(thing.get_absolute_url(), follow=True)
        if response.streaming:
            response.getvalue()
        else:
            assert CANARY in response.text


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_queryset_shows_things_to_members_and_managers_only(
    model, group, member, speaker, stranger, editor, manager
):
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415 - here alone

    def seen(user) -> int:
        return model.objects.visible_to(User.objects.get(pk=user.pk)).count()

    assert [seen(user) for user in (member, speaker, manager)] == [1, 1, 1]
    assert [seen(user) for user in (stranger, editor)] == [0, 0]
    assert model.objects.visible_to(AnonymousUser()).count() == 0
    groups.request_membership(group=group, message="", by=stranger)
    assert seen(stranger) == 0
    group.memberships.filter(person=member).delete()
    assert seen(member) == 0
    User.objects.filter(pk=speaker.pk).update(is_active=False)
    assert seen(speaker) == 0


def test_ids_of_another_group_lead_nowhere(login, speaker, group):
    """Who runs one group passes things of another through its addresses (S-24)."""
    own = GroupFactory(name="Eigene", led_by=speaker)
    group.memberships.filter(person=speaker).delete()
    browser = login(speaker)
    prefix, foreign = own.get_absolute_url(), group.get_absolute_url()
    pages = ["", "bearbeiten/", "anheften/", "stand/", "loeschen/", "aendern/"]
    pages += ["absagen/", "protokoll/", "treffen.ics"]
    before = {model: list(model.objects.values()) for model in MODELS}
    for thing in contents(group):
        url = thing.get_absolute_url().replace(foreign, prefix)
        for page in pages:
            assert browser.get(url + page).status_code in {404, 405}
            data = {"title": "x", "text": "x", "action": "done", "reason": "x"}
            assert browser.post(url + page, data).status_code in {404, 405}
    assert {model: list(model.objects.values()) for model in MODELS} == before


def test_lost_membership_acts_at_once(login, member, speaker, group):
    browser = login(member)
    pages = ["beitraege/", "treffen/", "aufgaben/", "beschluesse/", "dokumente/"]
    pages += ["mitglieder/", "abonnieren/"]
    urls = [group.get_absolute_url() + page for page in pages]
    assert [browser.get(url).status_code for url in urls] == [200] * len(urls)
    groups.remove_member(
        membership=group.memberships.get(person=member), reason="x", by=speaker
    )
    assert [browser.get(url).status_code for url in urls] == [404] * len(urls)
    post = group.posts.get()
    assert browser.post(post.get_absolute_url(), {"text": "x"}).status_code == 404


# --- Feeds and calendars ------------------------------------------------------------------

Feeds = Callable[[User], list[str]]


@pytest.fixture
def feeds(group) -> Feeds:
    def feeds(person: User) -> list[str]:
        key = f"?schluessel={FeedToken.objects.get(person=person).secret}"
        url = group.get_absolute_url()
        return [f"{url}kalender.ics{key}", f"{url}beitraege/feed/{key}"]

    return feeds


def test_member_makes_renews_and_removes_the_own_addresses(
    client, login, member, group, feeds
):
    browser, url = login(member), f"{group.get_absolute_url()}abonnieren/"
    assert "schluessel" not in browser.get(url).text
    browser.post(url)
    first = feeds(member)
    page = browser.get(url).text
    assert all(feed in page for feed in first)
    assert [client.get(feed).status_code for feed in first] == [200, 200]
    browser.post(url, {"action": "renew"})
    second = feeds(member)
    assert [client.get(feed).status_code for feed in first] == [404, 404]
    assert [client.get(feed).status_code for feed in second] == [200, 200]
    browser.post(url, {"action": "revoke"})
    assert [client.get(feed).status_code for feed in second] == [404, 404]


def test_key_opens_what_its_owner_may_see_and_only_as_long(
    client, member, stranger, group, feeds
):
    renew_token(person=member)
    renew_token(person=stranger)
    calendar, posts = (client.get(feed) for feed in feeds(member))
    (entry,) = icalendar.Calendar.from_ical(calendar.content).walk("VEVENT")
    assert LINK in entry["description"]
    assert member.name not in calendar.text
    assert CANARY in posts.text
    assert "no-store" in calendar["Cache-Control"]
    assert "no-store" in posts["Cache-Control"]
    assert [client.get(feed).status_code for feed in feeds(stranger)] == [404, 404]
    group.memberships.filter(person=member).delete()
    assert [client.get(feed).status_code for feed in feeds(member)] == [404, 404]


def test_key_dies_with_the_account(client, member, feeds):
    renew_token(person=member)
    urls = feeds(member)
    User.objects.filter(pk=member.pk).update(is_active=False)
    assert [client.get(url).status_code for url in urls] == [404, 404]


def test_calendar_without_key_tells_what_everybody_knows(client, login, member, group):
    for browser in (client, login(member)):
        text = browser.get(f"{group.get_absolute_url()}kalender.ics").text
        assert "Offen" in text
        assert CANARY not in text


def test_calendar_of_all_dates_leads_members_inside(client, login, member, group):
    inside = group.meetings.get().get_absolute_url()
    for browser, leads in ((client, False), (login(member), True)):
        page = browser.get("/termine/").text
        assert "Offen" in page
        assert (inside in page) is leads


@pytest.mark.parametrize("secret", ["", "x", "x" * 43, "' OR 1=1 --".ljust(43)])
def test_wrong_key_opens_nothing(client, member, group, secret):
    renew_token(person=member)
    assert person_of_token(secret) is None
    url = group.get_absolute_url()
    for page in ("kalender.ics", "beitraege/feed/"):
        response = client.get(url + page, {feed_tokens.PARAMETER: secret})
        assert response.status_code == 404


def test_key_is_long_and_belongs_to_no_export(member):
    token = renew_token(person=member)
    assert len(token.secret) == 43  # 256 bits
    assert person_of_token(token.secret) == member
    assert token.secret not in str(personal_data(member))
    revoke_token(person=member)
    assert person_of_token(token.secret) is None


def test_own_things_stand_in_ones_own_data(login, member, group):
    """All values can be written as JSON, also the name of a file."""
    document(group, member, title="Meine Datei")
    data = personal_data(member)
    assert "Meine Datei" in str(data["Dokument der Arbeitsgruppe"])
    assert data["Beitrag"][0]["Überschrift"] == CANARY
