"""Journeys through the accounts, as people make them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from bs4 import BeautifulSoup
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import Page

from network.actions import create_member
from network.data_export import personal_data
from network.models import OutgoingMail, User
from tests.factories.cms import info_page
from tests.network.conftest import (
    JOINING,
    PASSWORD,
    code_in,
    errors,
    fill,
    hidden_fields,
    newest_mail,
)

pytestmark = pytest.mark.django_db

ADA = "ada@example.org"
SIGNUP = {"name": "Ada Lovelace", "email": ADA, "password1": PASSWORD, **JOINING}
CONFIRM = "/konto/confirm-email/"


@pytest.fixture
def ada() -> User:
    return create_member(email=ADA, name="Ada Lovelace", password=PASSWORD)


@pytest.fixture
def browser(ada: User) -> Client:
    """A browser in which Ada has just logged in with her password."""
    client = Client()
    log_in(client)
    return client


def log_in(client: Client, password: str = PASSWORD, email: str = ADA, **more: str):
    return client.post(
        "/konto/login/", {"login": email, "password": password, **more}, follow=True
    )


def logged_in(client: Client) -> bool:
    return get_user(client).is_authenticated


# --- Sign-up ----------------------------------------------------------------------


def test_signing_up_with_the_mailed_code_logs_in(client: Client) -> None:
    page = fill(client, "/konto/signup/", **SIGNUP)
    assert page.redirect_chain == [(CONFIRM, 302)]
    assert not logged_in(client)

    page = fill(client, CONFIRM, code=code_in(newest_mail(ADA)))

    assert page.redirect_chain == [("/mitmachen/willkommen/", 302)]
    user = User.objects.get()
    assert (user.email, user.name) == (ADA, "Ada Lovelace")
    assert get_user(client) == user
    assert EmailAddress.objects.get().verified
    assert user.password.startswith("md5$")  # the tests' hasher, the first of the list


def test_the_name_of_a_stranger_is_not_in_the_first_mail(client: Client) -> None:
    fill(client, "/konto/signup/", **SIGNUP | {"name": "Gewinn! kauf.example"})
    mail = newest_mail(ADA)
    assert "Gewinn" not in mail.subject + mail.text + mail.html


@pytest.mark.parametrize(
    "name",
    [
        *("https://kauf.example", "<b>Ada</b>", "www.kauf.de"),
        "Ada\n\nIhr Konto ist gesperrt. Rufen Sie uns an.",
        "Ada\u2028Lovelace",
        "Ada \u202eecalevoL",
        *("=1+1", "+Ada", "-Ada"),
    ],
)
def test_a_name_that_is_an_address_or_markup_is_refused(client: Client, name) -> None:
    page = fill(client, "/konto/signup/", **SIGNUP | {"name": name})
    assert "Bitte lassen Sie diese Zeichen weg" in errors(page)
    assert not User.objects.exists()


def test_sign_up_without_answers_names_each_field_and_remedy(client: Client) -> None:
    page = fill(client, "/konto/signup/")
    assert page.status_code == 200
    text = errors(page)
    for label in ("Ihr Name", "E-Mail-Adresse", "Passwort"):
        assert f"{label}: Bitte füllen Sie dieses Feld aus." in text
    title = BeautifulSoup(page.content, "html.parser").title
    assert title.get_text().strip().startswith("Fehler: ")


def test_sign_up_twice_by_a_double_click_makes_one_account_and_one_mail(
    client: Client,
) -> None:
    fill(client, "/konto/signup/", **SIGNUP)
    page = fill(client, "/konto/signup/", **SIGNUP)
    assert page.redirect_chain == [(CONFIRM, 302)]
    assert User.objects.count() == OutgoingMail.objects.count() == 1
    fill(client, CONFIRM, code=code_in(newest_mail(ADA)))
    assert logged_in(client)


def test_a_very_long_address_is_refused(client: Client) -> None:
    long = "a@" + "b" * 60 + ".de"
    page = fill(client, "/konto/signup/", **SIGNUP | {"email": "x" * 60 + long * 3})
    assert page.status_code == 200
    long = ".".join(["b" * 60] * 4)
    page = fill(client, "/konto/signup/", **SIGNUP | {"email": f"ada.l@{long}.example"})
    assert "zu lang" in errors(page)


def test_a_robot_that_fills_in_everything_at_once_gets_no_account(
    client: Client,
) -> None:
    page = client.get("/konto/signup/")
    page = client.post("/konto/signup/", hidden_fields(page) | SIGNUP)
    assert "noch einmal" in errors(page)
    assert not User.objects.exists()


# --- Codes (S-14) ------------------------------------------------------------------


def test_three_wrong_codes_end_the_try_and_the_right_one_comes_too_late(
    client: Client,
) -> None:
    fill(client, "/konto/signup/", **SIGNUP)
    code = code_in(newest_mail(ADA))
    for _ in range(2):
        page = fill(client, CONFIRM, code="BBBB-BBBB")
        assert "Dieser Code stimmt nicht" in errors(page)
    page = fill(client, CONFIRM, code="BBBB-BBBB")
    assert page.redirect_chain == [("/konto/login/", 302)]
    assert "zu viele Versuche" in errors(page)
    client.post(CONFIRM, {"code": code})
    assert not logged_in(client)


def test_a_code_is_refused_after_ten_minutes(client: Client) -> None:
    fill(client, "/konto/signup/", **SIGNUP)
    code = code_in(newest_mail(ADA))
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=601)):
        page = client.post(CONFIRM, {"code": code}, follow=True)
    assert page.redirect_chain == [("/konto/login/", 302)]
    assert not logged_in(client)


def test_a_code_is_accepted_just_before_ten_minutes(client: Client) -> None:
    fill(client, "/konto/signup/", **SIGNUP)
    code = code_in(newest_mail(ADA))
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=590)):
        client.post(CONFIRM, {"code": code})
        assert logged_in(client)


def test_a_code_is_worth_nothing_in_another_browser(client: Client, ada: User) -> None:
    fill(client, "/konto/login/code/", email=ADA)
    code = code_in(newest_mail(ADA))
    other = Client()
    fill(other, "/konto/login/code/", email=ADA)
    fill(other, "/konto/login/code/confirm/", code=code)
    assert not logged_in(other)


def test_a_code_works_once(client: Client, ada: User) -> None:
    fill(client, "/konto/login/code/", email=ADA)
    code = code_in(newest_mail(ADA))
    fill(client, "/konto/login/code/confirm/", code=code)
    assert logged_in(client)
    client.logout()
    client.post("/konto/login/code/confirm/", {"code": code})
    assert not logged_in(client)


def test_a_new_code_replaces_the_old_one(client: Client, ada: User) -> None:
    fill(client, "/konto/login/code/", email=ADA)
    old = code_in(newest_mail(ADA))
    client.post("/konto/login/code/confirm/", {"action": "resend"})
    assert code_in(newest_mail(ADA)) != old
    page = fill(client, "/konto/login/code/confirm/", code=old)
    assert "neuesten E-Mail" in errors(page)
    fill(client, "/konto/login/code/confirm/", code=code_in(newest_mail(ADA)))
    assert logged_in(client)


def test_the_link_in_the_mail_fills_in_the_code(client: Client, ada: User) -> None:
    fill(client, "/konto/login/code/", email=ADA)
    mail = newest_mail(ADA)
    link = f"/konto/login/code/confirm/?code={code_in(mail)}"
    assert f"Anmelden: http://127.0.0.1:8000{link}\n" in mail.text
    page = BeautifulSoup(client.get(link).content, "html.parser")
    assert page.select_one("input[name=code]")["value"] == code_in(mail)
    assert not logged_in(client)


# --- Login --------------------------------------------------------------------------


def test_login_with_password_leads_to_the_own_area(client: Client, ada: User) -> None:
    page = log_in(client)
    assert page.redirect_chain == [("/mein-bereich/", 302)]
    assert get_user(client) == ada


def test_the_session_gets_a_new_id_at_login(client: Client, ada: User) -> None:
    client.get("/konto/login/code/")
    fill(client, "/konto/login/code/", email=ADA)
    before = client.session.session_key
    fill(client, "/konto/login/code/confirm/", code=code_in(newest_mail(ADA)))
    assert client.session.session_key != before


@pytest.mark.parametrize("remember", [True, False])
def test_the_cookie_outlives_the_browser_only_when_asked_for(
    client: Client, ada: User, *, remember: bool
) -> None:
    log_in(client, **{"remember": "on"} if remember else {})
    assert bool(client.cookies["session"]["max-age"]) is remember


def test_a_wrong_password_is_explained_and_the_address_kept(
    client: Client, ada: User
) -> None:
    page = log_in(client, "falsch")
    assert "lassen Sie sich einen Code" in errors(page)
    assert f'value="{ADA}"' in page.content.decode()
    assert "falsch" not in page.content.decode()


def test_five_wrong_passwords_lock_the_account_for_five_minutes(
    client: Client, ada: User
) -> None:
    now = datetime.now(UTC)
    with time_machine.travel(now, tick=False):
        for _ in range(5):
            log_in(client, "falsch")
        assert "zu viele Versuche" in errors(log_in(client))
        assert not logged_in(client)
    with time_machine.travel(now + timedelta(minutes=5, seconds=1), tick=False):
        log_in(client)
        assert logged_in(client)


def test_a_locked_account_is_told_how_to_get_help(client: Client, ada: User) -> None:
    User.objects.update(is_active=False)
    page = log_in(client)
    assert "Konto gesperrt" in page.content.decode()
    assert not logged_in(client)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "\x01//evil.example",
        "http:///evil.example",
    ],
)
def test_login_leads_only_to_addresses_of_ours(client, ada, target: str) -> None:
    response = client.post(
        "/konto/login/", {"login": ADA, "password": PASSWORD, "next": target}
    )
    assert response.url == "/mein-bereich/"


def test_login_leads_back_to_where_one_came_from(client: Client, ada: User) -> None:
    page = client.get("/konto/name/", follow=True)
    assert page.redirect_chain == [("/konto/login/?next=/konto/name/", 302)]
    answers = hidden_fields(page) | {"login": ADA, "password": PASSWORD}
    assert client.post("/konto/login/", answers).url == "/konto/name/"


def test_english_pages_stay_english_and_mail_too(client: Client) -> None:
    page = fill(client, "/en/konto/signup/", **SIGNUP)
    assert page.redirect_chain == [("/en/konto/confirm-email/", 302)]
    assert '<html lang="en">' in newest_mail(ADA).html
    assert "http://127.0.0.1:8000/en/konto/confirm-email/" in newest_mail(ADA).text


# --- Forgotten password ----------------------------------------------------------------


def test_a_forgotten_password_is_replaced_with_a_code(browser: Client) -> None:
    client = Client()
    fill(client, "/konto/password/reset/", email=ADA)
    code = code_in(newest_mail(ADA))
    page = fill(client, "/konto/password/reset/confirm/", code=code)
    assert page.redirect_chain == [("/konto/password/reset/complete/", 302)]

    fill(client, "/konto/password/reset/complete/", password1="neue alte Birne lacht")

    assert logged_in(client)
    assert not logged_in(browser), "other sessions must end"
    assert newest_mail(ADA).subject == "Ihr Passwort wurde neu festgelegt"
    assert User.objects.get().check_password("neue alte Birne lacht")


def test_no_new_password_without_the_code(client: Client, ada: User) -> None:
    fill(client, "/konto/password/reset/", email=ADA)
    page = fill(client, "/konto/password/reset/complete/", password1="neue alte Birne")
    assert page.redirect_chain[0] == ("/konto/password/reset/confirm/", 302)
    assert User.objects.get().check_password(PASSWORD)


# --- Passwords (S-15) --------------------------------------------------------------------


@pytest.mark.parametrize(
    "password",
    [
        "kurz",
        "qwertyuiop",
        "1234567890",
        "Passwort123",
        "P@ssw0rt!!",
        "Region2026!",
        "RegionKassel2026!",
        "tregks-demo-2026",
        "Sommer-in-Kassel",
        "Ada Lovelace",
        "ada@example.org",
        "x" * 257,
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(client, password: str) -> None:
    page = fill(client, "/konto/signup/", **SIGNUP | {"password1": password})
    assert "Passwort: Dieses Passwort" in errors(page)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "password",
    [
        "vier lose Wolken tanzen",
        "fünf Äpfel über Kassel",
        "a" + "9k2-ßé " * 20,
        "xkcdwombatlampe",
        "        acht Leerzeichen",
    ],
)
def test_a_password_without_special_rules_is_accepted(client, password: str) -> None:
    fill(client, "/konto/signup/", **SIGNUP | {"password1": password})
    assert User.objects.get().check_password(password)


def test_new_passwords_are_hashed_with_argon2(settings) -> None:
    from tregks import settings as real  # noqa: PLC0415, TID251 - tests use another

    assert real.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    settings.PASSWORD_HASHERS = real.PASSWORD_HASHERS
    user = create_member(email=ADA, name="Ada", password=PASSWORD)
    assert user.password.startswith("argon2$argon2id$")


# --- Changing the account ------------------------------------------------------------------


def test_changing_the_password_ends_other_sessions_but_not_this_one(
    browser: Client,
) -> None:
    elsewhere = Client()
    log_in(elsewhere)
    fill(
        browser,
        "/konto/password/change/",
        oldpassword=PASSWORD,
        password1="neue alte Birne lacht",
    )
    assert logged_in(browser)
    assert not logged_in(elsewhere)
    assert newest_mail(ADA).subject == "Ihr Passwort wurde geändert"


def test_a_deactivated_account_is_logged_out_at_the_next_click(browser: Client) -> None:
    User.objects.update(is_active=False)
    assert browser.get("/konto/").url == "/konto/login/?next=/konto/"


def test_other_devices_can_be_logged_out(browser: Client) -> None:
    elsewhere = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT) Firefox/140.0"})
    log_in(elsewhere)
    page = browser.get("/konto/sessions/")
    assert "Firefox, Windows" in page.content.decode()
    fill(browser, "/konto/sessions/")
    assert logged_in(browser)
    assert not logged_in(elsewhere)


def test_a_new_address_counts_only_after_its_code(browser: Client) -> None:
    fill(browser, "/konto/email/", email="ada@neu.example", action_add="")
    assert User.objects.get().email == ADA
    fill(browser, CONFIRM, code=code_in(newest_mail("ada@neu.example")))
    assert User.objects.get().email == "ada@neu.example"
    assert newest_mail(ADA).subject == "Ihre E-Mail-Adresse wurde geändert"
    assert EmailAddress.objects.get().email == "ada@neu.example"


def test_the_address_of_somebody_else_cannot_be_taken(browser: Client) -> None:
    create_member(email="bert@example.org", name="Bert")
    page = fill(browser, "/konto/email/", email="bert@example.org", action_add="")
    assert page.redirect_chain == [(CONFIRM, 302)], "the answer tells nothing"
    page = fill(browser, CONFIRM, code=code_in(newest_mail("bert@example.org")))
    assert "gehört schon zu einem Konto" in errors(page)
    assert User.objects.get(name="Ada Lovelace").email == ADA


def test_the_name_can_be_changed_and_only_the_name(browser: Client) -> None:
    fill(
        browser, "/konto/name/", name="Ada King", email="x@y.example", is_superuser="1"
    )
    user = User.objects.get()
    assert (user.name, user.email, user.is_superuser) == ("Ada King", ADA, False)


@pytest.mark.parametrize(
    "url",
    ["/konto/email/", "/konto/daten/", "/konto/loeschen/"],
)
def test_important_steps_ask_again_after_five_minutes(browser, url: str) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6)):
        method = browser.post if url in ("/konto/email/", "/konto/loeschen/") else None
        answers = {"email": "ada@neu.example", "action_add": ""}
        response = method(url, answers) if method else browser.get(url)
        assert response.status_code == 302
        assert response.url.startswith("/konto/reauthenticate/")
        assert User.objects.filter(email=ADA).exists()
        page = browser.post(response.url, {"password": PASSWORD, "next": url})
        assert page.status_code == 302 or method


def test_without_a_password_important_steps_need_a_new_login() -> None:
    create_member(email=ADA, name="Ada Lovelace")
    client = Client()
    fill(client, "/konto/login/code/", email=ADA)
    fill(client, "/konto/login/code/confirm/", code=code_in(newest_mail(ADA)))
    assert client.get("/konto/loeschen/").status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6)):
        response = client.post("/konto/loeschen/")
    assert response.url == "/konto/login/code/?next=%2Fkonto%2Floeschen%2F"
    assert User.objects.exists()
    assert not logged_in(client)


def test_my_data_can_be_read_after_a_page_i_worked_on_has_gone(editor: User) -> None:
    page = info_page(Page.objects.get(depth=2, locale__language_code="de"), "Alt")
    log(page, "wagtail.edit", user=editor)
    page.delete()
    assert "Alt" in str(personal_data(editor))


def test_deleting_the_account_leaves_no_trace_but_the_last_mail(
    browser: Client,
) -> None:
    elsewhere = Client()
    log_in(elsewhere)
    page = browser.get("/konto/loeschen/")
    assert "für immer" in page.content.decode()
    assert User.objects.exists(), "asking must not delete"

    page = browser.post("/konto/loeschen/", follow=True)

    assert page.redirect_chain[0] == ("/", 302)
    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()
    assert not logged_in(browser)
    assert not logged_in(elsewhere)
    assert OutgoingMail.objects.get().subject == "Ihr Konto ist gelöscht"


def test_every_account_page_demands_a_login(client: Client) -> None:
    for name in ("overview", "name", "data", "downloads", "delete", "email", "logout"):
        url = reverse(f"account_{name}")
        response = client.get(url)
        assert response.status_code == 302, url
