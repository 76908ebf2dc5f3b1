"""Files that take time are prepared in the worker and fetched by their owner alone.

A view starts one and sends the person to its page:

    download = start_download(by=request.user, title=…, task=export_tables, year=2026)
    return redirect(download)

The task stands in a module that `<app>/jobs.py` imports:

    @download_task("export_tables")
    def export_tables(download: Download, *, year: int) -> None:
        rows = Table.objects.visible_to(download.owner)
        …
        report(download, 50)
        …
        finish(download, content, "tabellen.xlsx", XLSX)

Whatever goes wrong inside is told to the person in words, with "Noch einmal". Rights may
have changed since the click, so the task asks for those of `download.owner`. Arguments
are numbers and short words (they wait in the database), never texts about people.
"""

import logging
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.tasks import Task
from procrastinate.types import JSONValue

from network.models import Download, User
from network.models.downloads import LONGEST, usual_end
from tregks.jobs import defer

logger = logging.getLogger(__name__)

PDF = "application/pdf"
ZIP = "application/zip"

State = Download.State


@transaction.atomic
def start_download(
    *,
    by: User,
    title: str,
    task: Task,
    needs_password: bool = False,
    **arguments: JSONValue,
) -> Download:
    """Have a file prepared. What is being prepared for the person is not begun twice.

    `needs_password` protects very private files: fetching them asks who is there.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    same = Download.objects.of(by).filter(kind=task.name, arguments=arguments)
    running = same.filter(
        state__in=[State.WAITING, State.RUNNING],
        created_at__gt=timezone.now() - LONGEST,
    )
    if existing := running.first():
        return existing
    # A new one takes the place of the last: whoever asks a thousand times keeps one.
    same.filter(state__in=[State.READY, State.FAILED]).delete()
    download = Download.objects.create(
        owner=by,
        kind=task.name,
        arguments=arguments,
        title=title,
        needs_password=needs_password,
    )
    defer(task, download_id=download.pk, **arguments)
    return download


@transaction.atomic
def retry_download(*, download: Download) -> None:
    """Prepare a file anew that did not succeed."""
    download = Download.objects.select_for_update(no_key=True).get(pk=download.pk)
    if not download.has_failed:
        return
    download.state = State.WAITING
    download.progress = 0
    download.created_at = timezone.now()
    download.expires_at = usual_end()
    download.save(update_fields=["state", "progress", "created_at", "expires_at"])
    defer(app.tasks[download.kind], download_id=download.pk, **download.arguments)


# --- Inside the task ----------------------------------------------------------------------


def download_task(name: str) -> Callable[[Callable[..., None]], Task]:
    """Make a job of a function that gets its download and calls `finish` with the file."""

    def decorate(prepare: Callable[..., None]) -> Task:
        @app.task(name=name)
        def run(*, download_id: int, **arguments: JSONValue) -> None:
            download = (
                Download.objects.defer("content")
                .select_related("owner")
                .filter(pk=download_id, owner__is_active=True)
                .first()
            )
            if download is None:  # the person has gone meanwhile
                return
            report(download, 0)
            try:
                prepare(download, **arguments)
            except Exception:  # whatever it is, the person must be told
                logger.exception("download failed", extra={"download": download_id})
                _update(download, state=State.FAILED)

        return run

    return decorate


def report(download: Download, percent: int) -> None:
    """Say how far it is; the page of the download shows it at once."""
    _update(download, state=State.RUNNING, progress=min(percent, 99))


def finish(
    download: Download, content: bytes, filename: str, content_type: str
) -> None:
    _update(
        download,
        state=State.READY,
        progress=100,
        content=content,
        size=len(content),
        filename=filename,
        content_type=content_type,
    )


def _update(download: Download, **fields: object) -> None:
    """Change the row unless it is finished: a job can run twice after a crash."""
    unfinished = Download.objects.exclude(state=State.READY)
    unfinished.filter(pk=download.pk).update(**fields)
