"""Pages from memory: fast for guests, never old, never somebody else's."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib import messages
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from wagtail.models import Page, PageViewRestriction

from network.models import Topic
from tregks.cms.models import HomePage, InfoPage
from tregks.page_cache import kept


@pytest.fixture(autouse=True)
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tests render every page; here they do not."""
    monkeypatch.setattr(caches["pages"], "default_timeout", 60)
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@pytest.fixture
def page(db) -> InfoPage:
    home = HomePage.objects.get(locale__language_code="de")
    return home.add_child(
        instance=InfoPage(title="Erste Fassung", slug="text", lead="Kurz gesagt.")
    )


def ask(path: str = "/text/", **headers: str) -> HttpResponse:
    """A guest who was never here before."""
    return Client(headers={"Host": "127.0.0.1", **headers}).get(path)


def text(path: str = "/text/") -> str:
    return ask(path).content.decode()


def test_second_guest_costs_one_query(page, django_assert_num_queries):
    first = ask()
    with django_assert_num_queries(1):
        second = ask()
    assert second.content == first.content


def test_copy_has_the_same_headers_as_the_original(page):
    first, second = ask(), ask()
    volatile = {"X-Request-Id"}
    assert {k: v for k, v in first.items() if k not in volatile} == {
        k: v for k, v in second.items() if k not in volatile
    }
    assert "Cookie" in second["Vary"]
    assert "Content-Security-Policy" in second


def test_published_page_is_seen_at_once(page):
    assert "Erste Fassung" in text()
    page.title = "Zweite Fassung"
    page.save_revision().publish()
    assert "Zweite Fassung" in text()


def test_draft_stays_unseen(page):
    text()
    page.title = "Entwurf"
    page.save_revision()
    assert "Entwurf" not in text()


def test_unpublished_page_is_gone_at_once(page):
    text()
    page.unpublish()
    assert ask().status_code == 404


def test_bulk_update_is_seen_at_once(page):
    text()
    Page.objects.filter(pk=page.pk).update(title="Dritte Fassung")
    assert "Dritte Fassung" in text()


def test_page_that_becomes_private_is_refused_at_once(page):
    text()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert ask().status_code == 302


def test_filters_and_pages_of_a_list_are_kept_apart(page):
    text("/text/?seite=1")
    text("/text/?seite=2")
    assert len(caches["pages"]._cache) == 2


def test_languages_are_kept_apart(page):
    assert '<html lang="de"' in text("/")
    assert '<html lang="en"' in text("/en/")
    assert '<html lang="de"' in text("/")


def test_wrong_host_is_refused_although_the_page_is_known(page):
    text()
    assert ask(Host="evil.example").status_code == 400


def test_member_never_sees_or_makes_a_guests_page(page, login, member):
    text()
    shown = login(member).get("/text/", headers={"Host": "127.0.0.1"})
    assert "Anmelden" not in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert "Anmelden" in text()


def test_missing_page_is_looked_up_each_time(page):
    assert ask("/gibt-es-nicht/").status_code == 404
    assert not caches["pages"]._cache


def test_nothing_is_kept_where_it_is_switched_off(page, monkeypatch):
    monkeypatch.setattr(caches["pages"], "default_timeout", 0)
    text()
    assert not caches["pages"]._cache


# --- Views that make something for one visitor ------------------------------------


def with_token(request: HttpRequest) -> HttpResponse:
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
    return HttpResponse()


def with_nonce(request: HttpRequest) -> HttpResponse:
    request._csp_nonce = "abc"
    return HttpResponse()


def with_message(request: HttpRequest) -> HttpResponse:
    messages.info(request, "Nur für Sie")
    return HttpResponse()


def with_session(request: HttpRequest) -> HttpResponse:
    request.session["seen"] = True
    return HttpResponse()


def with_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse()
    response.set_cookie("a", "b")
    return response


def with_own_rule(request: HttpRequest) -> HttpResponse:
    return HttpResponse(headers={"Cache-Control": "no-store"})


def with_stream(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse([b""])


PERSONAL = [
    with_token,
    with_nonce,
    with_message,
    with_session,
    with_cookie,
    with_own_rule,
    with_stream,
]


def request_of_a_guest(path: str = "/", **details: str) -> HttpRequest:
    request = RequestFactory().get(path, headers={"Host": "127.0.0.1"}, **details)
    request.session = SessionStore()
    request._messages = messages.storage.default_storage(request)
    return request


@pytest.mark.parametrize("view", PERSONAL)
def test_answer_for_one_visitor_is_not_kept(
    db, view: Callable[[HttpRequest], HttpResponse]
):
    kept(view)(request_of_a_guest())
    assert not caches["pages"]._cache


def test_plain_answer_is_kept(db):
    """What the test above would see, were its views not personal."""
    kept(lambda request: HttpResponse())(request_of_a_guest())
    assert len(caches["pages"]._cache) == 1


@pytest.mark.parametrize(
    "details",
    [
        {"HTTP_COOKIE": "anything=1"},
        {"HTTP_AUTHORIZATION": "Basic abc"},
        {"HTTP_HX_REQUEST": "true"},
        {"REQUEST_METHOD": "HEAD"},
        {"QUERY_STRING": "x" * 201},
    ],
    ids=lambda details: next(iter(details)),
)
def test_request_that_is_not_plain_is_answered_anew(db, details):
    kept(lambda request: HttpResponse())(request_of_a_guest(**details))
    assert not caches["pages"]._cache


def test_change_while_a_page_is_rendered_is_not_missed(db):
    def slow(request: HttpRequest) -> HttpResponse:
        name = Topic.objects.get(pk=topic.pk).name
        Topic.objects.filter(name=name).update(name="Neu")
        return HttpResponse(name)

    topic = Topic.objects.all()[0]
    view = kept(slow)
    assert view(request_of_a_guest()).content != b"Neu"
    assert view(request_of_a_guest()).content == b"Neu"
