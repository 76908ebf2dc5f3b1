"""Attacks on accounts (reliability S-07 to S-19)."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, hotp_value
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings as django_settings
from django.contrib.auth import get_user
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from network.actions import create_member
from network.adapter import AccountAdapter, MFAAdapter
from network.models import OutgoingMail, User
from tests.cast import Login
from tests.network.conftest import (
    JOINING,
    PASSWORD,
    code_in,
    errors,
    fill,
    newest_mail,
)

pytestmark = pytest.mark.django_db

ADA = "ada@example.org"
NOBODY = "niemand@example.org"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def ada() -> User:
    return create_member(email=ADA, name="Ada Lovelace", password=PASSWORD)


@pytest.fixture
def app(ada: User) -> Callable[[], str]:
    """Ada has an authenticator app; call it for the code it shows."""
    request = RequestFactory().get("/")
    request.session = {}
    TOTP.activate(ada, SECRET)
    RecoveryCodes.activate(ada)
    return lambda: str(hotp_value(SECRET, int(time.time()) // 30)).zfill(6)


def password_login(client: Client, email: str = ADA, password: str = PASSWORD):
    return client.post(
        "/konto/login/", {"login": email, "password": password}, follow=True
    )


def logged_in(client: Client) -> bool:
    return get_user(client).is_authenticated


# --- Mail cannot be poisoned (S-07) ---------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "127.0.0.1", "x-forwarded-host": "evil.example"},
    ],
)
def test_links_in_mail_ignore_what_the_request_claims(ada: User, headers) -> None:
    client = Client(headers=headers)
    fill(client, "/konto/password/reset/", email=ADA)
    for mail in OutgoingMail.objects.all():
        assert "evil.example" not in mail.text + mail.html + mail.subject
        assert f"{django_settings.BASE_URL}/konto/password/reset/confirm/" in mail.text


# --- The visitor's address (S-08) --------------------------------------------------------


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "", "10.0.0.9"),
        (0, "1.2.3.4", "10.0.0.9"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
    ],
)
def test_the_address_comes_from_as_many_proxies_as_there_are(
    settings, proxies: int, forwarded: str, expected: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    extra = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", **extra)
    assert AccountAdapter(request).get_client_ip(request) == expected


def test_an_ipv4_visitor_on_an_ipv6_socket_is_counted_alone() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="::ffff:1.2.3.4")
    assert AccountAdapter(request).get_client_ip(request) == "1.2.3.4"


def test_forged_forwarding_headers_do_not_escape_the_limit(ada: User) -> None:
    for number in range(10):
        client = Client(headers={"x-forwarded-for": f"7.7.7.{number}"})
        password_login(client, f"other{number}@example.org", "falsch")
    page = password_login(Client(headers={"x-forwarded-for": "9.9.9.9"}))
    assert "zu viele Versuche" in errors(page)


# --- One door (S-09) ---------------------------------------------------------------------


def patterns(resolver: URLResolver, prefix: str = "") -> list[tuple[str, URLPattern]]:
    found = []
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += patterns(pattern, path)
        else:
            found.append((path, pattern))
    return found


def test_only_allauth_has_views_that_log_in_or_reset() -> None:
    """A library that brings another one must be noticed here."""
    suspicious = re.compile("login|password|reset|signup|register", re.IGNORECASE)
    doors = set()
    seen = set()
    for path, pattern in patterns(get_resolver()):
        if path in seen:  # what comes later can never be reached
            continue
        seen.add(path)
        module = pattern.callback.__module__
        named = f"{path} {pattern.name} {pattern.callback!r}"
        if suspicious.search(named) and not module.startswith("allauth."):
            doors.add((path, module))
    wagtail = "wagtail.admin.views.account"
    assert doors == {
        ("cms/login/", "network.views.accounts"),
        ("_util/login/", "network.views.accounts"),
        ("cms/password_reset/", "network.views.accounts"),
        ("cms/password_reset/<path:rest>", "network.views.accounts"),
        # unreachable behind our <path:rest>, tested below
        ("cms/password_reset/done/", wagtail),
        ("cms/password_reset/confirm/<uidb64>/<token>/", wagtail),
        ("cms/password_reset/complete/", wagtail),
        # a seat in a workshop, not an account
        ("workshops/<slug:slug>/anmelden/", "workshops.views.registering"),
        # a password for a document, not for an account
        (
            "dokumente/authenticate_with_password/<int:restriction_id>/",
            "wagtail.documents.views.serve",
        ),
    }


@pytest.mark.parametrize(
    "url",
    [
        "/cms/login/",
        "/_util/login/",
        "/cms/password_reset/",
        "/cms/password_reset/done/",
        "/cms/password_reset/confirm/MQ/abc-def/",
        "/cms/password_reset/complete/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_other_door_leads_to_ours(
    client: Client, app, url: str, method: str
) -> None:
    answers = {"username": ADA, "email": ADA, "password": PASSWORD}
    response = getattr(client, method)(url, answers)
    assert response.status_code == 302
    assert response.url == "/konto/login/"
    assert not logged_in(client)
    assert not OutgoingMail.objects.exists()


def test_the_admin_leads_to_our_login_and_back(client: Client) -> None:
    page = client.get("/cms/pages/", follow=True)
    assert page.redirect_chain[-1] == ("/konto/login/?next=%2Fcms%2Fpages%2F", 302)


def test_members_are_refused_in_the_admin_without_going_round(
    stranger: User, login: Login
) -> None:
    assert login(stranger).get("/cms/", follow=True).status_code == 403


def test_the_admin_offers_no_password_or_address_of_its_own(
    manager: User, login: Login
) -> None:
    page = login(manager).get(reverse("wagtailadmin_account")).content.decode()
    assert (
        "password" not in re.sub(r"<script.*?</script>", "", page, flags=re.S).lower()
    )
    assert 'type="email"' not in page


# --- Second factor (S-10) -----------------------------------------------------------------


@pytest.fixture
def production(settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.mark.parametrize("url", ["/cms/", "/cms/pages/", "/", "/netzwerk/"])
def test_staff_without_a_second_factor_reach_only_where_to_set_one_up(
    production, editor: User, login: Login, url: str
) -> None:
    client = login(editor)
    response = client.get(url)
    assert (response.status_code, response.get("Location")) == (302, "/konto/2fa/")
    page = client.get("/konto/2fa/")
    assert page.status_code == 200
    assert "mit einem zweiten Faktor" in page.content.decode()


def test_staff_with_a_second_factor_enter_the_admin(
    production, editor: User, login: Login
) -> None:
    TOTP.activate(editor, SECRET)
    assert login(editor).get("/cms/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(
    production, editor: User, login: Login
) -> None:
    RecoveryCodes.activate(editor)
    assert login(editor).get("/cms/").status_code == 302


def test_members_are_asked_for_a_mailed_code_beside_the_password(
    production, client: Client, ada: User
) -> None:
    page = password_login(client)
    assert page.redirect_chain == [("/konto/login/code/confirm/", 302)]
    assert not logged_in(client)
    page = fill(client, "/konto/login/code/confirm/", code=code_in(newest_mail(ADA)))
    assert page.redirect_chain == [("/konto/2fa/trust/", 302)]
    fill(client, "/konto/2fa/trust/", action="skip")
    assert logged_in(client)


def test_members_with_an_app_are_asked_for_its_code_only(
    production, client: Client, app
) -> None:
    page = password_login(client)
    assert page.redirect_chain == [("/konto/2fa/authenticate/", 302)]
    assert not OutgoingMail.objects.exists()
    fill(client, "/konto/2fa/authenticate/", code=app())
    fill(client, "/konto/2fa/trust/", action="skip")
    assert logged_in(client)


@pytest.mark.parametrize("forced", [True, False])
def test_the_app_is_asked_for_also_after_a_mailed_code(
    settings, client: Client, app, *, forced: bool
) -> None:
    settings.REQUIRE_SECOND_FACTOR = forced
    fill(client, "/konto/login/code/", email=ADA)
    page = fill(client, "/konto/login/code/confirm/", code=code_in(newest_mail(ADA)))
    assert page.redirect_chain[-1] == ("/konto/2fa/authenticate/", 302)
    assert not logged_in(client)


def test_a_wrong_code_of_the_app_is_explained(client: Client, app) -> None:
    password_login(client)
    page = fill(client, "/konto/2fa/authenticate/", code="000000")
    assert "den Ihre App gerade zeigt" in errors(page)
    assert not logged_in(client)


def test_a_code_of_the_app_works_once(client: Client, app) -> None:
    code = app()
    password_login(client)
    fill(client, "/konto/2fa/authenticate/", code=code)
    assert logged_in(client)
    other = Client()
    password_login(other)
    fill(other, "/konto/2fa/authenticate/", code=code)
    assert not logged_in(other)


def test_a_recovery_code_works_once(client: Client, app, ada: User) -> None:
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    for browser, expected in ((client, True), (Client(), False)):
        password_login(browser)
        fill(browser, "/konto/2fa/authenticate/", code=code)
        assert logged_in(browser) is expected


def test_setting_up_an_app_by_hand(
    client: Client, ada: User, django_capture_on_commit_callbacks
) -> None:
    password_login(client)
    page = client.get("/konto/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    code = str(hotp_value(secret, int(time.time()) // 30)).zfill(6)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/konto/2fa/totp/activate/", {"code": code})
    assert ada.has_second_factor()
    assert newest_mail(ADA).subject == "Eine App schützt jetzt Ihr Konto"


def test_removing_an_app_asks_again_and_tells_the_owner(
    client: Client, app, ada: User
) -> None:
    client.force_login(ada)
    response = client.post("/konto/2fa/totp/deactivate/")
    assert response.url.startswith("/konto/reauthenticate/")
    assert ada.has_second_factor()
    client.post(response.url, {"password": PASSWORD})
    client.post("/konto/2fa/totp/deactivate/")
    assert not ada.has_second_factor()
    subjects = set(OutgoingMail.objects.values_list("subject", flat=True))
    assert "Die App schützt Ihr Konto nicht mehr" in subjects


def test_passkeys_belong_to_our_public_name(settings) -> None:
    settings.DEMO = False
    settings.HOSTNAME = "portal.example"
    entity = MFAAdapter().get_public_key_credential_rp_entity
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "allauth.core.context.request", RequestFactory().get("/"), raising=False
        )
        assert entity()["id"] == "portal.example"


# --- Secrets (S-12) --------------------------------------------------------------------------


def raw_secrets() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        return " ".join(row[0] for row in cursor.fetchall())


def test_no_secret_is_readable_in_the_database(app, ada: User) -> None:
    raw = raw_secrets()
    assert SECRET not in raw
    assert "gAAAA" in raw  # how encrypted text of ours begins
    codes = Authenticator.objects.get(type="recovery_codes")
    seed = MFAAdapter().decrypt(codes.data["seed"])
    assert len(seed) >= 32
    assert seed not in raw


def test_keys_can_be_rotated_and_the_old_one_removed(settings, app, client) -> None:
    old, new = settings.MFA_KEYS[0], Fernet.generate_key().decode()
    settings.MFA_KEYS = [new, old]
    call_command("rotate_mfa_keys", verbosity=0)
    settings.MFA_KEYS = [new]
    password_login(client)
    fill(client, "/konto/2fa/authenticate/", code=app())
    assert logged_in(client)
    settings.MFA_KEYS = [old]
    with pytest.raises(InvalidToken):
        Authenticator.objects.get(type="totp").wrap().validate_code("000000")


# --- Nobody learns who has an account (S-13) ------------------------------------------------------


def seen(response: HttpResponse) -> tuple[object, ...]:
    """What an attacker compares, without what differs in every answer."""
    body = response.content.decode().replace(ADA, "…").replace(NOBODY, "…")
    body = re.sub(r'(csrfmiddlewaretoken|opened)" value="[^"]*"', "", body)
    headers = {
        name: value
        for name, value in response.headers.items()
        if name not in ("X-Request-Id", "ETag", "Content-Length", "Expires")
    }
    return response.status_code, response.redirect_chain, headers, body


FORMS: dict[str, dict[str, str]] = {
    "/konto/signup/": {"name": "Eve", "password1": PASSWORD, **JOINING},
    "/konto/signup/passkey/": {"name": "Eve", **JOINING},
    "/konto/login/": {"password": "falsches Passwort"},
    "/konto/login/code/": {},
    "/konto/password/reset/": {},
}


@pytest.mark.parametrize("url", FORMS)
def test_known_and_unknown_addresses_get_the_same_answer(ada: User, url: str) -> None:
    field = "login" if url == "/konto/login/" else "email"
    answers = [
        seen(fill(Client(), url, **FORMS[url] | {field: email}))
        for email in (ADA, NOBODY)
    ]
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("url", "confirm"),
    [
        ("/konto/signup/", "/konto/confirm-email/"),
        ("/konto/login/code/", "/konto/login/code/confirm/"),
        ("/konto/password/reset/", "/konto/password/reset/confirm/"),
    ],
)
def test_wrong_codes_tell_nothing_either(ada: User, url: str, confirm: str) -> None:
    answers = []
    for email in (ADA, NOBODY):
        client = Client()
        fill(client, url, **FORMS[url] | {"email": email})
        pages = [fill(client, confirm, code="BBBB-BBBB") for _ in range(3)]
        resent = client.post(confirm, {"action": "resend"}, follow=True)
        answers.append([seen(page) for page in (*pages, resent)])
    assert answers[0] == answers[1]


class CountingHasher(MD5PasswordHasher):
    """Hashing is what takes time at a login, a hundred times longer than the rest."""

    count = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).count += 1
        return super().encode(password, salt)


@pytest.mark.parametrize("url", FORMS)
def test_known_and_unknown_addresses_take_the_same_time(
    settings, ada: User, url: str
) -> None:
    name = f"{CountingHasher.__module__}.{CountingHasher.__name__}"
    settings.PASSWORD_HASHERS = [name]
    field = "login" if url == "/konto/login/" else "email"
    counts = []
    for email in (ADA, NOBODY):
        CountingHasher.count = 0
        fill(Client(), url, **FORMS[url] | {field: email})
        counts.append(CountingHasher.count)
    assert counts[0] == counts[1]


# --- Sessions end (S-16) ----------------------------------------------------------------


def test_a_session_in_use_lasts_but_not_for_ever(client: Client, ada: User) -> None:
    start = datetime.now(UTC)
    client.post("/konto/login/", {"login": ADA, "password": PASSWORD, "remember": "on"})
    for day in range(10, 90, 10):
        with time_machine.travel(start + timedelta(days=day), tick=False):
            assert client.get("/konto/").status_code == 200, day
    with time_machine.travel(start + timedelta(days=91), tick=False):
        assert client.get("/konto/").url == "/konto/login/?next=/konto/"


def test_a_session_that_is_not_used_ends_after_two_weeks(
    client: Client, ada: User
) -> None:
    password_login(client)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=15), tick=False):
        assert client.get("/konto/").url == "/konto/login/?next=/konto/"


def test_the_use_of_a_session_is_noted_every_five_minutes_only(
    client: Client, ada: User
) -> None:
    password_login(client)
    start = datetime.now(UTC)

    def seen_at(minutes: int) -> datetime:
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            client.get("/healthz")
            client.get("/konto/name/")
        return UserSession.objects.get().last_seen_at

    first = seen_at(1)
    assert seen_at(3) == first
    assert seen_at(7) == start + timedelta(minutes=7)
