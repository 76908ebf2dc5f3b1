"""Posts and threads of working groups: who hears, who may, what it costs."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network import group_posts, moderation
from network.models import Event, Post, PostComment, User
from network.notifications import spread
from tests.factories.groups import (
    GroupFactory,
    GroupMembershipFactory,
    PostCommentFactory,
    PostFactory,
)
from tests.factories.network import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(speaker, member):
    return GroupFactory(name="Arbeitsgruppe Wärme", led_by=speaker, people=[member])


@pytest.fixture
def url(group) -> str:
    return f"{group.get_absolute_url()}beitraege/"


POST = {"title": "Abwärme nutzen", "text": "Wer hat *Zahlen*?"}


def told(person: User) -> list[str]:
    for event in Event.objects.all():
        spread(event_id=event.pk)
    heard = person.notifications.select_related("event").order_by("event_id")
    return [notification.event.title for notification in heard]


# --- Writing ------------------------------------------------------------------------------


def test_post_reaches_all_members_but_its_author(login, member, speaker, stranger, url):
    response = login(member).post(f"{url}neu/", POST)
    post = Post.objects.get()
    assert response["Location"] == post.get_absolute_url()
    assert "Abwärme nutzen" in login(speaker).get(url).text
    assert "<em>Zahlen</em>" in login(speaker).get(post.get_absolute_url()).text
    assert told(speaker) == [
        f"{member.name} schreibt in der Arbeitsgruppe Wärme: Abwärme nutzen"
    ]
    assert told(member) == told(stranger) == []
    assert not Event.objects.get().immediate


def test_posting_costs_the_same_in_small_and_large_groups(member):
    small = GroupFactory(people=[member])
    large = GroupFactory(people=[member])
    for person in UserFactory.create_batch(200):
        GroupMembershipFactory(group=large, person=person)
    numbers = []
    for group in (small, large):
        with CaptureQueriesContext(connection) as queries:
            group_posts.write_post(group=group, by=member, **POST)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"title": ""}, "Bitte schreiben Sie eine Überschrift."),
        ({"text": ""}, "Bitte schreiben Sie, worum es geht."),
        ({"title": "x" * 151}, "150"),
    ],
)
def test_problem_is_named_and_what_was_written_is_kept(
    login, member, url, fields, problem
):
    response = login(member).post(f"{url}neu/", POST | fields)
    assert problem in response.text
    assert (POST | fields)["title"] in response.text
    assert not Post.objects.exists()


def test_nothing_is_announced_when_the_view_fails(login, member, url, monkeypatch):
    """The notification stands in the transaction of the post (R-05)."""

    def fail(**kwargs):
        raise RuntimeError("at the last moment")

    monkeypatch.setattr("network.notifications.defer", lambda *a, **k: fail())
    with pytest.raises(RuntimeError):
        login(member).post(f"{url}neu/", POST)
    assert not Post.objects.exists()
    assert not Event.objects.exists()


def test_thirty_first_post_of_a_day_has_to_wait(login, member, url):
    browser = login(member)
    statuses = [browser.post(f"{url}neu/", POST).status_code for _ in range(31)]
    assert statuses == [302] * 30 + [429]


def test_markup_of_members_is_inert(login, member, speaker, url):
    attack = "<script>alert(1)</script> <a data-hx-get='/x' onclick=x>http://a.example"
    login(member).post(f"{url}neu/", {"title": attack[:100], "text": attack})
    page = login(speaker).get(Post.objects.get().get_absolute_url()).text
    soup = BeautifulSoup(page, "html.parser")
    assert soup.select("main [onclick], main [data-hx-get], main script") == []


def test_author_corrects_a_post_and_nobody_else_does(login, member, speaker, group):
    post = PostFactory(group=group, author=member)
    url = f"{post.get_absolute_url()}bearbeiten/"
    login(member).post(url, POST | {"is_pinned": "on"})
    post.refresh_from_db()
    assert (post.title, post.is_pinned) == (POST["title"], False)
    assert post.edited_at
    assert "geändert" in login(speaker).get(post.get_absolute_url()).text
    assert login(speaker).post(url, POST).status_code == 403


def test_speaker_keeps_a_post_on_top(login, member, speaker, group, url):
    old = PostFactory(group=group, title="Alt")
    PostFactory(group=group, title="Neu")
    pin = f"{old.get_absolute_url()}anheften/"
    assert login(member).post(pin).status_code == 403
    login(speaker).post(pin)
    soup = BeautifulSoup(login(member).get(url).content, "html.parser")
    assert [title.text for title in soup.select("main li h2")] == ["Alt", "Neu"]
    login(speaker).post(pin)
    old.refresh_from_db()
    assert not old.is_pinned


# --- Threads ------------------------------------------------------------------------------


def test_comment_tells_the_author_of_the_post_at_once(login, member, speaker, group):
    post = PostFactory(group=group, author=speaker, title="Abwärme")
    response = login(member).post(post.get_absolute_url(), {"text": "Ich."})
    comment = PostComment.objects.get()
    assert response["Location"].endswith(f"#kommentar-{comment.key}")
    assert told(speaker) == [f"{member.name} antwortet Ihnen: Abwärme"]
    assert Event.objects.get().immediate


def test_reply_tells_whom_it_answers_and_stays_one_level_deep(
    login, member, speaker, group
):
    post = PostFactory(group=group, author=UserFactory())
    first = PostCommentFactory(post=post, author=member)
    reply = PostCommentFactory(post=post, parent=first, author=speaker)
    login(member).post(
        f"{post.get_absolute_url()}?antwort={reply.key}", {"text": "Gern."}
    )
    newest = PostComment.objects.latest("pk")
    assert newest.parent == first
    assert told(speaker) == [f"{member.name} antwortet Ihnen: {post.title}"]
    assert told(post.author) == told(member) == []


def test_own_answer_to_oneself_tells_nobody(login, member, group):
    post = PostFactory(group=group, author=member)
    login(member).post(post.get_absolute_url(), {"text": "Nachtrag."})
    assert told(member) == []


def test_answer_to_a_comment_of_another_post_is_none(login, member, group):
    post, foreign = PostFactory(group=group), PostCommentFactory()
    for key in (foreign.key, "unsinn"):
        login(member).post(f"{post.get_absolute_url()}?antwort={key}", {"text": "x"})
    assert {comment.parent for comment in post.comments.all()} == {None}
    assert not foreign.replies.exists()


def test_address_of_a_comment_leads_to_its_page(login, member, group):
    post = PostFactory(group=group)
    comments = PostCommentFactory.create_batch(25, post=post)
    reply = PostCommentFactory(post=post, parent=comments[21])
    for comment, page in (
        (comments[0], ""),
        (comments[21], "?seite=2"),
        (reply, "?seite=2"),
    ):
        response = login(member).get(comment.get_absolute_url())
        assert (
            response["Location"]
            == f"{post.get_absolute_url()}{page}#kommentar-{comment.key}"
        )
        shown = login(member).get(response["Location"])
        assert f'id="kommentar-{comment.key}"' in shown.text


def test_empty_comment_is_refused(login, member, group):
    post = PostFactory(group=group)
    page = login(member).post(post.get_absolute_url(), {"text": " "})
    assert "Bitte schreiben Sie etwas." in page.text
    assert not PostComment.objects.exists()


def test_author_corrects_a_comment_and_nobody_else_does(login, member, speaker, group):
    comment = PostCommentFactory(post__group=group, author=member)
    url = f"{comment.get_absolute_url()}bearbeiten/"
    login(member).post(url, {"text": "Besser."})
    comment.refresh_from_db()
    assert (comment.text, bool(comment.edited_at)) == ("Besser.", True)
    assert login(speaker).post(url, {"text": "Falsch."}).status_code == 403


def test_lists_cost_the_same_for_few_and_many(login, member, group, url):
    browser = login(member)

    def costs(path: str) -> int:
        browser.get(path)
        with CaptureQueriesContext(connection) as queries:
            browser.get(path)
        return len(queries)

    post = PostFactory(group=group)
    PostCommentFactory(post=post, parent=PostCommentFactory(post=post))
    before = [costs(url), costs(post.get_absolute_url())]
    for _ in range(3):
        PostFactory(group=group)
        comment = PostCommentFactory(post=post)
        PostCommentFactory.create_batch(2, post=post, parent=comment)
    assert [costs(url), costs(post.get_absolute_url())] == before
    assert max(before) <= 16


def test_texts_stay_when_their_authors_go(login, member, group):
    post = PostFactory(group=group)
    PostCommentFactory(post=post, author=post.author)
    post.author.delete()
    page = login(member).get(post.get_absolute_url()).text
    assert page.count("ehemaliges Mitglied") >= 2


# --- Strangers ----------------------------------------------------------------------------


def test_stranger_writes_nothing(login, stranger, group, url):
    post = PostFactory(group=group)
    comment = PostCommentFactory(post=post, author=stranger)
    browser = login(stranger)
    for path, data in (
        (f"{url}neu/", POST),
        (post.get_absolute_url(), {"text": "x"}),
        (f"{post.get_absolute_url()}bearbeiten/", POST),
        (f"{post.get_absolute_url()}anheften/", {}),
        (f"{comment.get_absolute_url()}bearbeiten/", {"text": "x"}),
    ):
        assert browser.post(path, data).status_code == 404
    assert (Post.objects.count(), PostComment.objects.count()) == (1, 1)
    comment.refresh_from_db()
    assert comment.text != "x"


def test_finished_group_is_only_read(login, member, group, url):
    post = PostFactory(group=group, author=member)
    type(group).objects.update(state="archived")
    browser = login(member)
    assert browser.get(post.get_absolute_url()).status_code == 200
    assert browser.post(f"{url}neu/", POST).status_code == 403
    assert browser.post(post.get_absolute_url(), {"text": "x"}).status_code == 403
    assert Post.objects.count() == 1


# --- Moderation ---------------------------------------------------------------------------


def hide(target, by: User) -> None:
    case = moderation.report_text(target=target, reason="spam", by=None)
    moderation.hide_text(case=case, reason="Werbung.", by=by)


def test_hidden_post_is_seen_by_author_and_managers(
    login, member, speaker, manager, group, url
):
    post = PostFactory(group=group, author=member, title="Werbung für Öfen")
    hide(post, manager)
    assert login(speaker).get(post.get_absolute_url()).status_code == 404
    assert post.title not in login(speaker).get(url).text
    for person in (member, manager):
        assert login(person).get(post.get_absolute_url()).status_code == 200


def test_hidden_comment_leaves_a_gap_and_its_replies(
    login, member, speaker, manager, group
):
    post = PostFactory(group=group)
    comment = PostCommentFactory(post=post, author=member, text="Werbung für Öfen")
    PostCommentFactory(post=post, parent=comment, text="Bitte nicht.")
    hide(comment, manager)
    page = login(speaker).get(post.get_absolute_url()).text
    assert "Werbung für Öfen" not in page
    assert "Dieser Kommentar ist ausgeblendet." in page
    assert "Bitte nicht." in page
    assert login(speaker).get(comment.get_absolute_url()).status_code == 404
    assert "Werbung für Öfen" in login(member).get(post.get_absolute_url()).text


def test_members_report_posts_and_strangers_do_not(login, member, stranger, group):
    post = PostFactory(group=group)
    url = f"/netzwerk/melden/beitrag/{post.key}/"
    assert url in login(member).get(post.get_absolute_url()).text
    assert login(member).get(url).status_code == 200
    assert login(stranger).get(url).status_code == 404
