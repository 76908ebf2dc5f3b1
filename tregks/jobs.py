"""Background jobs: how to start one, and the care that keeps them running."""

from typing import cast

from django.core.cache import cache
from django.core.management import call_command
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.job_context import JobContext
from procrastinate.jobs import JobDeferrer, Status
from procrastinate.manager import JobManager
from procrastinate.tasks import Task
from procrastinate.types import JSONDict, JSONValue

from tregks.cache import PostgresCache
from tregks.changes import forget_changes

# A job that was running each time its worker died is probably the reason.
MAX_STALLS = 3


# For jobs that come in thousands: whatever somebody waits for overtakes them.
PATIENT = -10


def defer(task: Task, **arguments: JSONValue) -> None:
    """Start a job, in the current transaction: it exists exactly if that commits.

    `task.defer` does the same in the web server, but in a worker it would use a
    connection of its own, and the job could run before its data are there.
    """
    defer_many(task, [arguments])


def defer_many(task: Task, jobs: list[JSONDict], *, priority: int = 0) -> None:
    """Start a job for each set of arguments, with one query."""
    job = task.configure(priority=priority).job
    manager = JobManager(DjangoConnector())
    JobDeferrer(job_manager=manager, job=job).batch_defer(*jobs)


@app.periodic(cron="* * * * * */20", periodic_id="stalled")  # every 20 seconds
@app.task(name="retry_stalled_jobs", queueing_lock="stalled", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Let another worker take over what a dead one has left."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        if job.attempts < MAX_STALLS:
            await manager.retry_job(job)
        else:
            await manager.finish_job(job, Status.FAILED, delete_job=False)


@app.periodic(cron="17 3 * * *", periodic_id="tidy_up")
@app.task(name="tidy_up")
def tidy_up(timestamp: int) -> None:
    """Remove sessions, cache entries and notes of changes whose time is over."""
    call_command("clearsessions")
    cast(PostgresCache, cache).clear_expired()
    forget_changes()


@app.periodic(cron="27 3 * * *", periodic_id="forget_jobs")
@app.task(name="forget_jobs", pass_context=True)
async def forget_jobs(context: JobContext, timestamp: int) -> None:
    """Remove the reports of failed jobs after a month; others leave none."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=30 * 24,
        include_failed=True,
        include_cancelled=True,
        include_aborted=True,
    )
