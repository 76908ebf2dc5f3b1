"""Input no person sends: refused early, cheaply and without a trace (S-44)."""

import time
from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from network.models import User

NULL = "a\x00b"


@pytest.fixture
def anybody(db: None) -> Client:
    return Client(raise_request_exception=False)


# --- Null characters ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/suche/?q=a%00b",
        "/suche/?a%00b=q",
        "/aktuelles/?handlungsfeld=%00",
        "/konto/login/?next=%00",
        "/gibt%00es/nicht/",
        "/cms/login/?next=%00",
    ],
)
def test_null_character_in_the_address_is_a_bad_request(
    anybody: Client, address: str
) -> None:
    assert anybody.get(address).status_code == 400


@pytest.mark.parametrize("cookie", ["session", "csrf"])
def test_null_character_in_a_cookie_is_a_bad_request(
    anybody: Client, cookie: str
) -> None:
    # As the standard library decodes it; long enough to be taken for a session key.
    response = anybody.get("/konto/", headers={"Cookie": f'{cookie}="abcdefgh\\000"'})
    assert response.status_code == 400


def test_null_character_in_a_field_is_a_bad_request(anybody: Client) -> None:
    data = {"login": NULL, "password": "x"}
    assert anybody.post("/konto/login/", data).status_code == 400


def test_null_character_in_the_admin_is_a_bad_request(
    manager: User, login: Callable[[User], Client]
) -> None:
    assert login(manager).get("/cms/anliegen/", {"q": NULL}).status_code == 400


def test_page_of_the_error_says_what_to_do(anybody: Client) -> None:
    content = anybody.get("/suche/?q=a%00b").content.decode()
    assert '<html lang="de">' in content
    assert "Zur Startseite" in content


# --- Very much of it -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        {f"field{number}": "x" for number in range(10_001)},
        {"login": "x" * 3_000_000},
    ],
    ids=["fields", "bytes"],
)
def test_too_much_is_refused_within_a_second(
    anybody: Client, data: dict[str, str]
) -> None:
    anybody.get("/konto/login/")
    started = time.monotonic()
    response = anybody.post(
        "/konto/login/",
        "&".join(f"{name}={value}" for name, value in data.items()),
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code in {400, 413}
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("address", ["/kontakt/", "/cms/images/add/", "/"])
def test_huge_upload_is_refused_unread(anybody: Client, address: str) -> None:
    class Unread(BytesIO):
        def read(self, *args: int) -> bytes:
            raise AssertionError("read")

    response = anybody.generic(
        "POST",
        address,
        content_type="multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": str(33 * 1024 * 1024), "wsgi.input": Unread()},
    )
    assert response.status_code == 413
    assert "Content-Security-Policy" in response


@pytest.mark.parametrize(
    "address", ["/", "/sitemap.xml", "/aktuelles/feed/", "/suche/"]
)
def test_trace_is_not_allowed(anybody: Client, address: str) -> None:
    assert anybody.trace(address).status_code == 405


# --- Scanners --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/wp-login.php",
        "/wp-content/plugins/x/readme.txt",
        "/.env",
        "/.git/config",
        "/index.PHP",
        "/backup.sql",
        "/phpmyadmin/",
        "/en/shell.php",
    ],
)
def test_scanners_get_a_few_bytes_and_no_query(
    anybody: Client, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = anybody.get(address)
    assert response.status_code == 404
    assert len(response.content) < 100


@pytest.mark.parametrize("address", ["/gibt-es-nicht/", "/.well-known/security.txt"])
def test_other_missing_pages_explain_themselves(anybody: Client, address: str) -> None:
    response = anybody.get(address)
    assert response.status_code == 404
    assert "Diese Seite gibt es nicht" in response.content.decode()


# --- Forms with a stale token (A-44) ----------------------------------------------------------------


@pytest.fixture
def checked(db: None) -> Client:
    return Client(enforce_csrf_checks=True)


FIELDS = {"login": "anna@firma.example", "password": "sehr-geheim", "note": 'a"<b>'}


def test_stale_form_comes_back_without_its_secrets(checked: Client) -> None:
    response = checked.post(
        "/konto/login/?next=/konto/", FIELDS, headers={"Origin": "http://testserver"}
    )
    content = response.content.decode()
    assert response.status_code == 403
    assert 'action="/konto/login/?next=/konto/"' in content
    assert 'value="anna@firma.example"' in content
    assert 'value="a&quot;&lt;b&gt;"' in content
    assert "sehr-geheim" not in content
    assert "csrf" in response.cookies


@pytest.mark.parametrize("name", ["password1", "oldpassword", "code"])
def test_stale_form_repeats_no_secret_whatever_its_name(
    checked: Client, name: str
) -> None:
    response = checked.post(
        "/konto/signup/",
        FIELDS | {name: "auch-geheim"},
        headers={"Origin": "http://testserver"},
    )
    assert 'value="anna@firma.example"' in response.content.decode()
    assert "auch-geheim" not in response.content.decode()


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example"])
def test_form_from_elsewhere_comes_back_empty(
    checked: Client, origin: str | None
) -> None:
    headers = {"Origin": origin} if origin else {}
    response = checked.post("/konto/login/", FIELDS, headers=headers)
    content = response.content.decode()
    assert response.status_code == 403
    assert "<form" not in content
    assert "anna@firma.example" not in content
    assert "laden Sie die Seite neu" in content
