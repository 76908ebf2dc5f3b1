"""Limits hold across processes, exactly (S-18), and protect third persons (S-19)."""

import json
import os
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from network import limits
from network.actions import create_member
from network.models import OutgoingMail
from network.outbox import STRANGERS_MAIL_PER_HOUR, queue_mail
from tests import database
from tests.network.conftest import (
    JOINING,
    PASSWORD,
    code_in,
    errors,
    fill,
    newest_mail,
)

MINUTE = timedelta(minutes=1)
ADA = "ada@example.org"


def two_processes(*command: str) -> Counter[str]:
    """What 2 × 50 tries at the same time came to."""
    environment = os.environ | {
        "DATABASE_URL": database.url_of(connection.settings_dict["NAME"]),
        "DEBUG": "1",  # pages without collected static files
        "LOG_LEVEL": "CRITICAL",
    }
    outcomes: Counter[str] = Counter()
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.network.crowd", *command],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env=environment,
                    cwd=database.ROOT,
                    text=True,
                )
            )
            for _ in range(2)
        ]
        for process in processes:
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        for process in processes:
            outcomes += Counter(json.loads(process.stdout.readline()))
    assert outcomes.total() == 100
    return outcomes


def test_one_hundred_tries_in_two_processes_never_exceed_the_limit(
    transactional_db: None,
) -> None:
    assert two_processes("limit") == {"True": 10, "False": 90}


def test_one_hundred_wrong_passwords_in_two_processes_try_at_most_five(
    transactional_db: None,
) -> None:
    create_member(email=ADA, name="Ada", password=PASSWORD)
    assert 1 <= two_processes("login")["tried"] <= 5


def test_one_hundred_guesses_at_a_code_evaluate_at_most_three(
    transactional_db: None, client: Client
) -> None:
    create_member(email=ADA, name="Ada", password=PASSWORD)
    fill(client, "/konto/login/code/", email=ADA)
    outcomes = two_processes("code", client.session.session_key)
    assert 1 <= outcomes["tried"] <= 3
    fill(client, "/konto/login/code/confirm/", code=code_in(newest_mail(ADA)))
    assert "_auth_user_id" not in client.session, "the right code comes too late"


# --- Our own counter ------------------------------------------------------------------


@pytest.mark.django_db
def test_a_try_counts_for_a_sliding_span() -> None:
    start = datetime.now(UTC)

    def at(seconds: int) -> bool:
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            return limits.allowed("test", "x", amount=2, per=MINUTE)

    assert [at(0), at(30), at(59)] == [True, True, False]
    assert [at(61), at(62), at(89), at(91)] == [True, False, False, True]


@pytest.mark.django_db
def test_refused_tries_do_not_prolong_the_wait() -> None:
    start = datetime.now(UTC)
    for second in range(0, 60, 5):
        with time_machine.travel(start + timedelta(seconds=second), tick=False):
            limits.allowed("test", "x", amount=1, per=MINUTE)
    with time_machine.travel(start + timedelta(seconds=61), tick=False):
        assert limits.allowed("test", "x", amount=1, per=MINUTE)


@pytest.mark.django_db
def test_people_and_actions_are_counted_apart_and_stored_unreadably() -> None:
    assert limits.allowed("a", ADA, amount=1, per=MINUTE)
    assert not limits.allowed("a", " ADA@example.org ", amount=1, per=MINUTE)
    assert limits.allowed("b", ADA, amount=1, per=MINUTE)
    assert limits.allowed("a", "bert@example.org", amount=1, per=MINUTE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(key, ' ') FROM rate_limit")
        assert "ada" not in cursor.fetchone()[0]


def test_a_try_counts_although_the_request_fails_later(transactional_db: None) -> None:
    limits.allowed("test", "x", amount=1, per=MINUTE)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert 1 / 0
    assert not limits.allowed("test", "x", amount=1, per=MINUTE)


@pytest.mark.django_db
def test_expired_counters_are_forgotten_and_live_ones_kept() -> None:
    limits.allowed("old", "x", amount=1, per=MINUTE)
    limits.allowed("live", "x", amount=1, per=timedelta(hours=2))
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1), tick=False):
        limits.forget_expired()
        assert not limits.allowed("live", "x", amount=1, per=timedelta(hours=2))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM rate_limit")
        assert cursor.fetchone() == (1,)


# --- allauth's counters, in our cache -----------------------------------------------------


@pytest.mark.django_db
def test_many_foreign_cache_keys_do_not_push_a_counter_out(client: Client) -> None:
    create_member(email=ADA, name="Ada", password=PASSWORD)
    wrong = {"login": ADA, "password": "falsch"}
    for _ in range(5):
        client.post("/konto/login/", wrong)
    for number in range(1000):
        cache.set(f"foreign-{number}", number, 60)
    page = client.post("/konto/login/", wrong | {"password": PASSWORD})
    assert "zu viele Versuche" in errors(page)


@pytest.mark.django_db
def test_moving_inside_an_ipv6_network_does_not_help() -> None:
    for number in range(20):
        client = Client(REMOTE_ADDR=f"2001:db8:1:2::{number:x}")
        client.post("/konto/login/code/", {"email": f"n{number}@example.org"})
    page = Client(REMOTE_ADDR="2001:db8:1:2:ffff::1").post(
        "/konto/login/code/", {"email": "other@example.org"}
    )
    assert "zu viele Versuche" in errors(page)
    elsewhere = Client(REMOTE_ADDR="2001:db8:1:3::1")
    page = elsewhere.post("/konto/login/code/", {"email": "other@example.org"})
    assert page.status_code == 302


@pytest.mark.django_db
def test_too_many_requests_are_answered_with_a_page_and_a_time(client: Client) -> None:
    for number in range(20):
        client.post("/konto/signup/", {"email": f"n{number}@example.org"})
    page = client.post("/konto/signup/", {"email": "n@example.org"})
    assert page.status_code == 429
    assert int(page["Retry-After"]) > 0
    assert "<h1>" in page.content.decode()


# --- Mail to third persons (S-19) -----------------------------------------------------------


@pytest.mark.django_db
def test_strangers_cannot_flood_somebody_with_mail_by_all_forms_together() -> None:
    create_member(email=ADA, name="Ada", password=PASSWORD)
    start = datetime.now(UTC)
    forms = ("/konto/signup/", "/konto/login/code/", "/konto/password/reset/")
    for number in range(50):
        client = Client(REMOTE_ADDR=f"10.1.{number}.1")
        answers = {"email": ADA, "name": "Eve", "password1": PASSWORD, **JOINING}
        with time_machine.travel(start + timedelta(minutes=number), tick=False):
            fill(client, forms[number % 3], **answers)
    assert OutgoingMail.objects.filter(recipient=ADA).count() == 5


@pytest.mark.django_db
def test_members_cannot_flood_a_third_person_by_changing_their_address() -> None:
    create_member(email="eve@example.org", name="Eve", password=PASSWORD)
    start, client = datetime.now(UTC), Client()
    for number in range(8):
        with time_machine.travel(start + timedelta(minutes=number), tick=False):
            if number % 4 == 0:  # as allauth asks for a fresh login
                client = Client()
                answers = {"login": "eve@example.org", "password": PASSWORD}
                client.post("/konto/login/", answers)
            page = client.post("/konto/email/", {"email": ADA, "action_add": ""})
            assert page.status_code == 302
    assert OutgoingMail.objects.filter(recipient=ADA).count() == 5


@pytest.mark.django_db
def test_flood_does_not_keep_the_owner_of_the_password_out(settings) -> None:
    create_member(email=ADA, name="Ada", password=PASSWORD)
    settings.REQUIRE_SECOND_FACTOR = True
    for _ in range(6):
        queue_mail(to=ADA, template="account/deleted", by_stranger=True)
    assert OutgoingMail.objects.filter(recipient=ADA).count() == 5
    page = Client().post("/konto/login/", {"login": ADA, "password": PASSWORD})
    assert page.url == "/konto/login/code/confirm/"
    assert OutgoingMail.objects.filter(recipient=ADA).count() == 6


@pytest.mark.django_db
def test_people_who_are_logged_in_get_their_mail_in_any_case() -> None:
    for _ in range(STRANGERS_MAIL_PER_HOUR + 3):
        assert queue_mail(to=ADA, template="account/deleted")


@pytest.mark.django_db
def test_an_unusual_amount_of_mail_raises_an_alarm(monkeypatch, caplog) -> None:
    monkeypatch.setattr("network.outbox.STRANGERS_MAIL_ALARM", 3)
    for number in range(4):
        to = f"n{number}@example.org"
        assert queue_mail(to=to, template="account/deleted", by_stranger=True)
    alarms = [record for record in caplog.records if record.levelname == "ERROR"]
    assert [record.message for record in alarms] == [
        "strangers cause an unusual amount of mail"
    ]
    assert "example.org" not in caplog.text
