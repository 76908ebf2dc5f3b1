"""Logs: JSON lines with a request id and without personal data (R-26)."""

import json
import logging
import time
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from network.models import User
from tregks import gunicorn, urls
from tregks.logging import JsonFormatter, RequestFilter

SECRETS = ("geheim", "anna@firma.example", "192.0.2.7", "evil.example")
Lines = Callable[[], list[dict[str, object]]]


def broken(request: HttpRequest) -> HttpResponse:
    raise ValueError("anna@firma.example ist schon da")


def duplicate(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE once (name text PRIMARY KEY)")
        for _ in range(2):
            cursor.execute("INSERT INTO once VALUES ('geheim')")
    raise AssertionError


urlpatterns = [
    path("broken/", broken),
    path("duplicate/", duplicate),
    *urls.urlpatterns,
]
handler500 = urls.handler500


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What the portal's own handler would have written to standard error."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(RequestFilter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


@pytest.fixture
def browser(db: None) -> Client:
    return Client(raise_request_exception=False, REMOTE_ADDR="192.0.2.7")


def assert_no_secrets(lines: Lines) -> None:
    text = json.dumps(lines())
    for secret in SECRETS:
        assert secret not in text


def test_request_is_one_line_with_id_and_without_query(
    browser: Client, lines: Lines
) -> None:
    response = browser.get("/", {"q": "geheim"}, headers={"User-Agent": "geheim"})
    (line,) = [line for line in lines() if line["name"] == "tregks.request"]
    assert line["request_id"] == response["X-Request-Id"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/", 200)
    assert_no_secrets(lines)


def test_address_for_unsubscribing_names_nobody(
    browser: Client, lines: Lines, db: None
) -> None:
    for address in ("/abmelden/geheim/", "/en/abmelden/geheim/"):
        assert browser.get(address).status_code == 404
    assert "/abmelden/…/" in {line.get("path") for line in lines()}
    assert_no_secrets(lines)


def test_id_of_the_proxy_is_kept(browser: Client, lines: Lines) -> None:
    response = browser.get("/healthz", headers={"X-Request-Id": "abc-123-def"})
    assert response["X-Request-Id"] == "abc-123-def"
    assert lines()[-1]["request_id"] == "abc-123-def"


@pytest.mark.parametrize(
    "given", ["short", "x" * 65, 'a"b\n{}injection', "a b c d e f"]
)
def test_made_up_id_is_replaced(browser: Client, lines: Lines, given: str) -> None:
    response = browser.get("/healthz", headers={"X-Request-Id": given})
    assert response["X-Request-Id"] != given
    assert given not in json.dumps(lines())


def test_address_with_line_break_stays_one_line(browser: Client, lines: Lines) -> None:
    browser.get('/a%0A{"level":"ERROR"}')
    (line,) = [line for line in lines() if line["name"] == "tregks.request"]
    assert line["path"] == '/a\n{"level":"ERROR"}'


def test_foreign_host_leaves_no_trace(browser: Client, lines: Lines) -> None:
    browser.get("/", headers={"Host": "evil.example"})
    assert_no_secrets(lines)


def test_failed_login_and_sign_up_name_nobody(browser: Client, lines: Lines) -> None:
    browser.post("/konto/login/", {"login": SECRETS[1], "password": "geheim-geheim"})
    browser.post("/konto/signup/", {"email": SECRETS[1], "password1": "geheim-geheim"})
    assert_no_secrets(lines)


def test_forged_form_is_logged_without_its_content(lines: Lines, db: None) -> None:
    browser = Client(enforce_csrf_checks=True, REMOTE_ADDR="192.0.2.7")
    browser.post("/konto/login/?next=geheim", {"login": SECRETS[1]})
    warnings = [line for line in lines() if line["name"] == "django.security.csrf"]
    assert len(warnings) == 1
    assert warnings[0]["request_id"]
    assert_no_secrets(lines)


@override_settings(ROOT_URLCONF="tests.tregks.test_logs")
def test_uncaught_error_is_logged_once_with_its_place_and_without_addresses(
    browser: Client, lines: Lines
) -> None:
    response = browser.get("/broken/?q=geheim")
    assert response.status_code == 500
    (line,) = [line for line in lines() if line["level"] == "ERROR"]
    assert line["request_id"] == response["X-Request-Id"]
    assert "in broken" in str(line["exc_info"])
    assert "ValueError" in str(line["exc_info"])
    assert_no_secrets(lines)


@override_settings(ROOT_URLCONF="tests.tregks.test_logs")
def test_refused_row_is_logged_without_its_values(
    browser: Client, lines: Lines
) -> None:
    assert browser.get("/duplicate/").status_code == 500
    (line,) = [line for line in lines() if line["level"] == "ERROR"]
    assert IntegrityError.__name__ in str(line["exc_info"])
    # The traceback quotes our source, so the value alone is looked for.
    assert "(name)=(geheim)" not in str(line["exc_info"])


def test_person_is_logged_by_no_name(lines: Lines, member: User) -> None:
    logging.getLogger("anything").info("mail to %s", member.email)
    assert member.email not in json.dumps(lines())


def test_every_process_logs_through_the_same_formatter() -> None:
    for configuration in (settings.LOGGING, gunicorn.logconfig_dict):
        formatter = configuration["formatters"]["json"]["()"]
        assert formatter == "tregks.logging.JsonFormatter"
    assert gunicorn.accesslog is None


def test_long_texts_are_searched_for_addresses_in_no_time() -> None:
    record = logging.makeLogRecord({"msg": "a-" * 10_000 + "@" + "a-" * 10_000})
    started = time.perf_counter()
    JsonFormatter().format(record)
    assert time.perf_counter() - started < 0.5
