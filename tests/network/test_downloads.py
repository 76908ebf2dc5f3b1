"""Files prepared in the worker: only their owner gets them, for a day (S-33)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app

from network.downloads import (
    download_task,
    finish,
    report,
    retry_download,
    start_download,
)
from network.jobs import forget_old_data
from network.models import Download, User
from tregks.spreadsheets import XLSX

pytestmark = pytest.mark.django_db


@download_task("test_table")
def table(download: Download, *, rows: int) -> None:
    report(download, 40)
    if rows < 0:
        raise ValueError("no such table")
    finish(download, b"x" * rows, "Übersicht.xlsx", XLSX)


def start(user: User, rows: int = 3, **more) -> Download:
    return start_download(by=user, title="Meine Tabelle", task=table, rows=rows, **more)


def run(download: Download) -> Download:
    """What the worker does."""
    app.tasks[download.kind](download_id=download.pk, **download.arguments)
    download.refresh_from_db()
    return download


def waiting_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'test_table'"
        )
        return cursor.fetchone()[0]


def file_of(download: Download) -> str:
    return f"/konto/downloads/{download.key}/datei/"


def test_owner_sees_progress_and_then_gets_the_file(login, member):
    download = start(member)
    page = login(member).get(download.get_absolute_url())
    assert "wird vorbereitet" in page.text
    assert "Seite neu laden" in page.text
    assert login(member).get(file_of(download)).status_code == 404
    run(download)
    page = login(member).get(download.get_absolute_url())
    assert f'href="{file_of(download)}"' in page.text
    response = login(member).get(file_of(download))
    assert response.content == b"xxx"
    assert response["Content-Type"] == XLSX
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Meine Tabelle" in login(member).get("/konto/downloads/").text


def test_link_is_worth_nothing_to_others(client, login, member, stranger, manager):
    download = run(start(member))
    for other in (client, login(stranger), login(manager)):
        assert other.get(file_of(download)).status_code == 404
        private = f"{download.get_absolute_url()}private-datei/"
        assert other.get(private).status_code == 404
    assert client.get(download.get_absolute_url()).status_code == 302
    assert login(stranger).get(download.get_absolute_url()).status_code == 404
    assert login(stranger).post(download.get_absolute_url()).status_code == 404
    assert "Meine Tabelle" not in login(stranger).get("/konto/downloads/").text


def test_after_a_day_it_is_gone_for_its_owner_too(login, member):
    download = run(start(member))
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=24, minutes=1)):
        assert login(member).get(file_of(download)).status_code == 404
        assert login(member).get(download.get_absolute_url()).status_code == 404
        forget_old_data(timestamp=0)
    assert not Download.objects.exists()


def test_nightly_job_leaves_the_files_of_today(member):
    run(start(member))
    forget_old_data(timestamp=0)
    assert Download.objects.count() == 1


def test_very_private_file_asks_for_the_password(member):
    download = run(start(member, needs_password=True))
    browser = Client()
    browser.force_login(member)
    assert browser.get(file_of(download)).status_code == 404
    response = browser.get(download.file_url)
    assert response.status_code == 302
    assert response.url.startswith("/konto/reauthenticate/")


def test_failure_is_said_in_words_and_can_be_tried_again(login, member):
    download = run(start(member, rows=-1))
    assert download.state == "failed"
    page = login(member).get(download.get_absolute_url())
    assert "konnte nicht vorbereitet werden" in page.text
    assert "Noch einmal versuchen" in page.text
    login(member).post(download.get_absolute_url())
    download.refresh_from_db()
    assert (download.state, download.progress, waiting_jobs()) == ("waiting", 0, 2)


def test_what_works_is_not_tried_again(member):
    download = run(start(member))
    retry_download(download=download)
    download.refresh_from_db()
    assert (download.is_ready, waiting_jobs()) == (True, 1)


def test_file_nobody_works_on_any_more_counts_as_failed(login, member):
    download = start(member)
    Download.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert (
        "Noch einmal versuchen" in login(member).get(download.get_absolute_url()).text
    )
    assert start(member) != download


def test_double_click_prepares_one_file(member, stranger):
    first = start(member)
    assert start(member) == first
    assert start(member, rows=4) != first
    assert start(stranger) != first
    assert waiting_jobs() == 3


def test_asking_again_and_again_keeps_one_file(member, stranger):
    run(start(stranger))
    other = run(start(member, rows=4))
    for _ in range(3):
        last = run(start(member))
    assert set(Download.objects.of(member)) == {other, last}
    assert Download.objects.of(stranger).count() == 1


def test_job_that_runs_twice_leaves_the_finished_file(member):
    download = run(start(member))
    Download.objects.update(arguments={"rows": -1})
    download.refresh_from_db()
    assert run(download).is_ready


@pytest.mark.parametrize("gone", ["deleted", "blocked"])
def test_nothing_is_prepared_for_somebody_who_has_gone(member, gone):
    download = start(member)
    if gone == "deleted":
        member.delete()
        table(download_id=download.pk, rows=3)
        assert not Download.objects.exists()
    else:
        User.objects.update(is_active=False)
        assert not run(download).is_ready


def test_lists_never_load_the_files(member, django_assert_num_queries):
    run(start(member))
    with django_assert_num_queries(1) as queries:
        list(Download.objects.of(member))
    assert '"content"' not in queries[0]["sql"]


@pytest.mark.parametrize(
    "fields", [{"state": "ready"}, {"content": b"x"}, {"progress": 101}]
)
def test_database_refuses_impossible_downloads(member, fields):
    download = start(member)
    with pytest.raises(IntegrityError), transaction.atomic():
        Download.objects.filter(pk=download.pk).update(**fields)
