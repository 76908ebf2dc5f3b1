"""The portal while PostgreSQL is away or silent (R-10, R-11, R-13)."""

import time
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import Client

from tests.proxy import Proxy, through_proxy

SESSION = {"session": "a-session-key-that-makes-every-view-ask"}


class Browser(Client):
    """Gives the connection back after each request, as a web server does."""

    def request(self, **request: object) -> HttpResponse:
        try:
            return super().request(**request)
        finally:
            close_old_connections()


@pytest.fixture
def proxy(transactional_db: None) -> Iterator[Proxy]:
    with through_proxy() as proxy:
        yield proxy


@pytest.fixture
def browser(proxy: Proxy) -> Browser:
    browser = Browser(raise_request_exception=False)
    browser.get("/gibt-es-nicht/")  # whatever a fresh process does once
    browser.cookies.load(SESSION)
    return browser


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {}),
        ("/en/", {}),
        ("/kontakt/", {}),
        ("/gibt-es-nicht/", {}),
        ("/konto/login/", {}),
        ("/cms/", {}),
        ("/cms/pages/", {}),
        ("/dokumente/1/bericht.pdf", {}),
        ("/", {"HX-Request": "true"}),
    ],
)
def test_every_route_says_503_within_a_second(
    browser: Browser, proxy: Proxy, path: str, headers: dict[str, str]
) -> None:
    proxy.hang_up()
    started = time.monotonic()
    response = browser.get(path, headers=headers)
    assert time.monotonic() - started < 1
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    page = BeautifulSoup(response.content, "html.parser")
    assert page.h1.text in {"Wir sind gleich wieder da", "We will be right back"}


def test_a_connection_lost_between_two_requests_is_replaced(
    browser: Browser, proxy: Proxy
) -> None:
    assert browser.get("/").status_code == 200
    proxy.hang_up()
    assert browser.get("/").status_code == 503
    proxy.mode = "open"
    assert browser.get("/").status_code == 200


def test_post_that_meets_a_dead_database_says_503(
    browser: Browser, proxy: Proxy
) -> None:
    proxy.hang_up()
    response = browser.post("/konto/login/", {"login": "a@b.example", "password": "x"})
    assert response.status_code == 503


@pytest.mark.parametrize("mode", ["dead", "mute"])
def test_readyz_says_503_within_two_seconds_and_recovers(
    client: Client, proxy: Proxy, mode: str
) -> None:
    assert client.get("/readyz").status_code == 200
    if mode == "dead":
        proxy.hang_up()
    proxy.mode = mode
    for _ in range(2):
        started = time.monotonic()
        response = client.get("/readyz")
        assert time.monotonic() - started < 2
        assert response.status_code == 503
        assert response.json() == {
            "database": False,
            "migrations": False,
            "outbox": False,
        }
    assert client.get("/healthz").status_code == 200
    proxy.mode = "open"
    deadline = time.monotonic() + 5
    while client.get("/readyz").status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_readyz_names_no_host(client: Client, proxy: Proxy) -> None:
    proxy.hang_up()
    assert b"127.0.0.1" not in client.get("/readyz").content
