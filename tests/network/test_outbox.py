"""Mail is neither lost nor multiplied (R-05 to R-08), and looks as it should (A-50)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection, transaction
from django.test import Client

from network import outbox
from network.actions import create_member
from network.jobs import forget_old_data
from network.models import OutgoingMail, User
from network.outbox import as_html, queue_mail
from tests import database
from tests.network.smtp import MailServer, mail_server

ADA = "ada@example.org"


def write(to: str = ADA, **more: object) -> OutgoingMail:
    mail = queue_mail(to=to, template="account/deleted", **more)
    assert mail is not None
    return mail


def states() -> list[str]:
    return sorted(OutgoingMail.objects.values_list("state", flat=True))


def jobs() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status FROM procrastinate_jobs ORDER BY id")
        return cursor.fetchall()


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield server


# --- Written with the business, or not at all (R-05) --------------------------------------


@pytest.mark.django_db
def test_a_mail_is_written_together_with_its_job() -> None:
    write()
    assert states() == ["waiting"]
    assert jobs() == [("deliver_mail", "todo")]


def test_no_mail_and_no_job_when_the_business_fails(transactional_db: None) -> None:
    def business() -> None:
        with transaction.atomic():
            write()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        business()
    assert states() == []
    assert jobs() == []


@pytest.mark.django_db
def test_a_second_mail_with_the_same_key_is_not_written() -> None:
    write(key="reminder-7")
    assert queue_mail(to=ADA, template="account/deleted", key="reminder-7") is None
    assert states() == ["waiting"]
    assert len(jobs()) == 1


@pytest.mark.django_db
def test_the_database_refuses_a_sent_mail_without_a_time() -> None:
    mail = write()
    with pytest.raises(IntegrityError):
        OutgoingMail.objects.filter(pk=mail.pk).update(state="sent")


# --- Handing over ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_mail_is_handed_over_once_and_its_words_forgotten(server: MailServer) -> None:
    mail = write()
    for _ in range(2):
        outbox.deliver(mail_id=mail.pk)
    (sent,) = server.mails
    assert sent["To"] == ADA
    assert sent["Subject"] == "Ihr Konto ist gelöscht"
    assert sent["Message-ID"] == mail.message_id
    assert sent["Auto-Submitted"] == "auto-generated"
    mail.refresh_from_db()
    assert (mail.state, mail.text, mail.html) == ("sent", "", "")


@pytest.mark.django_db
@pytest.mark.parametrize("refusal", ["451 later", "421 busy"])
def test_a_refusal_for_now_is_tried_again_later_and_later(
    server: MailServer, refusal: str
) -> None:
    server.answers["ada"] = refusal
    mail = write()
    start = datetime.now(UTC)
    waits = []
    for _ in range(9):
        due = OutgoingMail.objects.get().next_attempt_at
        with time_machine.travel(max(due, start) + timedelta(seconds=30), tick=False):
            outbox.deliver_due(timestamp=0)
            again = OutgoingMail.objects.get()
            waits.append((again.next_attempt_at - datetime.now(UTC)).seconds // 60)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert states() == ["waiting"]
    server.answers.clear()
    with time_machine.travel(start + timedelta(days=1), tick=False):
        outbox.deliver_due(timestamp=0)
    assert states() == ["sent"]
    assert [sent["Message-ID"] for sent in server.mails] == [mail.message_id]


@pytest.mark.django_db
def test_a_mail_that_waits_is_not_tried_before_its_time(server: MailServer) -> None:
    server.answers["ada"] = "451 later"
    mail = write()
    outbox.deliver(mail_id=mail.pk)
    server.answers.clear()
    outbox.deliver(mail_id=mail.pk)
    outbox.deliver_due(timestamp=0)
    assert server.mails == []
    assert OutgoingMail.objects.get().attempts == 1


@pytest.mark.django_db
def test_a_refusal_for_good_is_parked_with_its_reason(server: MailServer) -> None:
    server.answers["ada"] = "550 no such mailbox"
    mail = write()
    outbox.deliver(mail_id=mail.pk)
    mail.refresh_from_db()
    assert mail.state == "failed"
    assert "no such mailbox" in mail.error
    assert mail.text, "what it said must not be lost"


@pytest.mark.django_db
def test_a_dead_server_delays_mail_and_gives_up_after_a_day(server: MailServer) -> None:
    mail = write()
    server.shutdown()
    server.server_close()
    outbox.deliver(mail_id=mail.pk)
    assert states() == ["waiting"]
    OutgoingMail.objects.update(attempts=outbox.MAX_ATTEMPTS - 1)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)):
        outbox.deliver_due(timestamp=0)
    assert states() == ["failed"]


@pytest.mark.django_db
def test_a_mail_that_cannot_be_built_stops_no_other(server: MailServer) -> None:
    poison = write("poison@example.org")
    OutgoingMail.objects.filter(pk=poison.pk).update(subject="two\nlines")
    for number in range(5):
        write(f"n{number}@example.org")
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=1)):
        outbox.deliver_due(timestamp=0)
    assert states() == ["failed"] + ["sent"] * 5
    assert "BadHeaderError" in OutgoingMail.objects.get(state="failed").error


@pytest.mark.django_db
def test_a_line_break_in_a_subject_adds_no_header() -> None:
    context = {"code": "A\r\nBcc: evil@example.org", "base_url": ""}
    mail = queue_mail(to=ADA, template="account/login_code", context=context)
    assert "\n" not in mail.subject
    assert outbox.message(mail).message()["Bcc"] is None


# --- Real workers (R-06, R-08) -----------------------------------------------------------------


@pytest.fixture
def worker(
    transactional_db: None, server: MailServer
) -> Iterator[Callable[[], subprocess.Popen]]:
    processes: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "procrastinate", "worker"],
            env=os.environ
            | {
                "DATABASE_URL": database.url_of(connection.settings_dict["NAME"]),
                "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
                "LOG_LEVEL": "CRITICAL",
            },
            cwd=database.ROOT,
            stdout=subprocess.DEVNULL,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, (states(), jobs())
        time.sleep(0.2)


def test_the_worker_sends_within_seconds(worker, server: MailServer) -> None:
    worker()
    write()
    wait_until(lambda: states() == ["sent"], 20)
    assert len(server.mails) == 1


def test_mail_survives_a_worker_killed_between_handing_over_and_noting_it(
    worker, server: MailServer
) -> None:
    server.may_answer.clear()  # the server has the mail, the worker does not know
    doomed = worker()
    mail = write()
    assert server.accepted.wait(30)
    os.kill(doomed.pid, signal.SIGKILL)
    doomed.wait()
    server.may_answer.set()
    worker()
    wait_until(lambda: states() == ["sent"], 90)
    ids = {sent["Message-ID"] for sent in server.mails}
    assert ids == {mail.message_id}
    assert len(server.mails) == 2, "one duplicate, to be recognised by its id"
    # And the job of the dead worker is taken over, too.
    wait_until(lambda: ("deliver_mail", "doing") not in jobs(), 90)


# --- What a mail looks like ------------------------------------------------------------------------


@pytest.mark.django_db
def test_text_and_html_say_the_same_in_the_same_language() -> None:
    mail = queue_mail(
        to=ADA, template="account/login_code", context={"code": "ABCD-EFGH"}
    )
    page = BeautifulSoup(mail.html, "html.parser")
    assert page.html["lang"] == "de"
    assert page.h1.get_text() == page.title.get_text() == mail.subject
    words = page.main.get_text(" ").split()
    for word in mail.text.replace("-- \n", "").split():
        plain = word.rstrip(":")
        assert plain in words or plain.startswith("http://127.0.0.1:8000"), word
    assert not page.select("img, script, [style]")
    links = {link.get_text(): link["href"] for link in page.select("a")}
    assert links["Anmelden"].endswith("/konto/login/code/confirm/?code=ABCD-EFGH")


def test_other_peoples_words_become_neither_links_nor_markup() -> None:
    html = as_html(
        "<b>Hallo</b> https://evil.example\n\n"
        "Gewinn: https://evil.example/\n\n"
        "Konto: http://127.0.0.1:8000.evil.example/\n\n"
        'Konto: http://127.0.0.1:8000/" onclick="x'
    )
    assert "<a " not in html
    assert "<b>" not in html


def test_lists_codes_and_links_of_ours_are_recognised() -> None:
    html = as_html("- eins\n- zwei\n\n    AB-12\n\nKonto: http://127.0.0.1:8000/konto/")
    assert "<ul><li>eins</li><li>zwei</li></ul>" in html
    assert '<p class="code">AB-12</p>' in html
    assert '<a href="http://127.0.0.1:8000/konto/">Konto</a>' in html


# --- Forgetting (A-66) ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_old_mail_and_unconfirmed_accounts_are_forgotten() -> None:
    now = datetime.now(UTC)
    old = OutgoingMail.State
    for state, days in [
        (old.SENT, 6),
        (old.SENT, 8),
        (old.FAILED, 8),
        (old.FAILED, 91),
    ]:
        sent_at = now - timedelta(days=days) if state == old.SENT else None
        mail = write()
        mail.state, mail.sent_at = state, sent_at
        mail.created_at = now - timedelta(days=days)
        mail.save()
    confirmed = create_member(email=ADA, name="Ada")
    for email, days in [("new@example.org", 29), ("late@example.org", 31)]:
        user = create_member(email=email, name="X")
        user.emailaddress_set.update(verified=False)
        user.date_joined = now - timedelta(days=days)
        user.save()
    User.objects.filter(pk=confirmed.pk).update(date_joined=now - timedelta(days=400))

    forget_old_data(timestamp=0)

    assert states() == ["failed", "sent"]
    assert set(User.objects.values_list("email", flat=True)) == {ADA, "new@example.org"}


# --- The demo's mailbox -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_demo_shows_its_mail_to_people_at_this_machine_only(
    settings, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_BACKEND = "tregks.demo.mailbox.EmailBackend"
    assert "Noch keine E-Mails" in client.get("/postfach/").content.decode()
    context = {"code": "ABCD-EFGH"}
    mail = queue_mail(to=ADA, template="account/login_code", context=context)
    outbox.deliver(mail_id=mail.pk)
    assert f"Mail to {ADA}: Ihr Code zum Anmelden" in capsys.readouterr().out

    page = BeautifulSoup(client.get("/postfach/").content, "html.parser")
    link = page.select_one(".card a")
    assert link.get_text() == "Ihr Code zum Anmelden: ABCD-EFGH"
    page = BeautifulSoup(client.get(link["href"]).content, "html.parser")
    assert page.select_one("main .code").get_text() == "ABCD-EFGH"

    assert client.get("/postfach/", REMOTE_ADDR="10.0.0.1").status_code == 404
    assert client.get("/postfach/unbekannt/").status_code == 404
