"""Security headers on every answer, the relaxed content policy in the admin only."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from network.models import User
from tregks import urls

Login = Callable[[User], Client]


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("planned")


urlpatterns = [path("broken/", broken), *urls.urlpatterns]
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500


@pytest.fixture
def anybody(db: None) -> Client:
    return Client(raise_request_exception=False)


def policy(response: HttpResponse) -> dict[str, set[str]]:
    directives = response["Content-Security-Policy"].split("; ")
    return {words[0]: set(words[1:]) for words in map(str.split, directives)}


# --- Every answer (S-03) ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/en/", 200),
        ("/konto/login/", 200),
        ("/cms/", 302),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/gibt-es-nicht/", 404),
        ("/wp-login.php", 404),
        ("/?q=a%00b", 400),
        ("/medien/images/keins.png", 404),
        ("/broken/", 500),
        ("/konto", 301),
    ],
)
@override_settings(ROOT_URLCONF="tests.tregks.test_headers")
def test_answer_has_all_security_headers(
    anybody: Client, address: str, status: int
) -> None:
    response = anybody.get(address)
    assert response.status_code == status
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "camera=()" in response["Permissions-Policy"]
    assert policy(response)["frame-ancestors"] == {"'self'"}
    assert response["X-Request-Id"]


def test_foreign_host_is_refused_with_all_headers(anybody: Client) -> None:
    response = anybody.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert b"evil.example" not in response.content
    assert policy(response)["default-src"] == {"'self'"}


@override_settings(SECURE_SSL_REDIRECT=True)
def test_redirect_to_https_has_a_policy(anybody: Client) -> None:
    response = anybody.get("/")
    assert response.status_code == 301
    assert policy(response)["default-src"] == {"'self'"}


# --- Which policy where (S-04, S-05) ------------------------------------------------------------


def assert_strict(response: HttpResponse) -> None:
    for directive, sources in policy(response).items():
        assert not {source for source in sources if "unsafe" in source}, directive
        foreign = {source for source in sources if "://" in source or "*" in source}
        assert not foreign, directive
    assert policy(response)["object-src"] == {"'none'"}
    assert policy(response)["base-uri"] == {"'none'"}


@pytest.mark.parametrize("address", ["/", "/en/", "/konto/login/", "/gibt-es-nicht/"])
def test_public_pages_allow_nothing_inline_and_nothing_foreign(
    anybody: Client, address: str
) -> None:
    assert_strict(anybody.get(address))


def test_member_pages_are_as_strict(member: User, login: Login) -> None:
    assert_strict(login(member).get("/konto/"))


def test_admin_allows_inline_scripts_and_nothing_foreign(
    manager: User, login: Login
) -> None:
    allowed = policy(login(manager).get("/cms/pages/"))
    assert allowed["script-src"] == {"'self'", "'unsafe-inline'"}
    unsafe = {name for name, sources in allowed.items() if "'unsafe-inline'" in sources}
    assert unsafe == {"script-src"}
    assert not any(
        "://" in source for sources in allowed.values() for source in sources
    )


def test_way_to_the_login_of_the_admin_is_strict(anybody: Client) -> None:
    assert_strict(anybody.get("/cms/login/", follow=True))


def test_missing_pages_of_the_admin_are_not_more_relaxed_for_strangers(
    anybody: Client,
) -> None:
    assert_strict(anybody.get("/cms/gibt-es-nicht/", follow=True))


# --- Somebody's own pages (R-31) ------------------------------------------------------------------


def test_answers_to_somebody_logged_in_are_private(member: User, login: Login) -> None:
    caching = login(member).get("/konto/")["Cache-Control"]
    assert "private" in caching
    assert "no-store" in caching


def test_public_pages_set_no_cookie(anybody: Client) -> None:
    anybody.get("/")
    anybody.get("/en/")
    anybody.get("/gibt-es-nicht/")
    assert not anybody.cookies


# --- Uploaded files (S-30) ------------------------------------------------------------------------


@pytest.fixture
def upload() -> Callable[[str], str]:
    def upload(name: str) -> str:
        file = Path(settings.MEDIA_ROOT) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"<script>alert(1)</script>")
        return f"/medien/{name}"

    return upload


def test_image_is_served_inert(client: Client, upload: Callable[[str], str]) -> None:
    response = client.get(upload("images/a.png"))
    response.close()
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    "name", ["documents/a.pdf", "original_images/a.jpg", "geheim.txt", "images/a.html"]
)
def test_nothing_but_public_images_is_served(
    anybody: Client, upload: Callable[[str], str], name: str
) -> None:
    assert anybody.get(upload(name)).status_code == 404


@pytest.mark.parametrize("name", ["images/../../geheim", "images/%2e%2e/a", "images/"])
def test_no_way_leads_out_of_the_folder(anybody: Client, name: str) -> None:
    assert anybody.get(f"/medien/{name}").status_code == 404


def test_staff_may_open_originals(
    editor: User, login: Login, upload: Callable[[str], str]
) -> None:
    response = login(editor).get(upload("original_images/a.jpg"))
    response.close()
    assert response.status_code == 200
