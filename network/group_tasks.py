"""What can be done with tasks and decisions, and the daily look at decisions."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from network.models import Decision, Task, User, WorkingGroup
from network.notifications import notify


@transaction.atomic
def create_task(*, task: Task, group: WorkingGroup, by: User) -> Task:
    """Write down what is to do; whoever is to do it hears of it at once."""
    task.group, task.author = group, by
    task.assigned_at = timezone.now() if task.assignee else None
    task.save()
    _tell_assignee(task, by)
    return task


@transaction.atomic
def edit_task(*, task: Task, changed: Iterable[str], by: User) -> None:
    """Save these fields; a new assignee hears of it at once."""
    fields = set(changed)
    if not fields:
        return
    if "assignee" in fields:
        task.assigned_at = timezone.now() if task.assignee else None
        fields.add("assigned_at")
    task.save(update_fields=fields)
    if "assignee" in fields:
        _tell_assignee(task, by)


def _tell_assignee(task: Task, by: User) -> None:
    if task.assignee is None or task.assigned_at is None:
        return
    due = f" Bis {task.due_on:%d.%m.%Y}." if task.due_on else ""
    notify(
        key=f"task:{task.pk}:{task.assignee_id}:{task.assigned_at.isoformat()}",
        kind="task",
        title=f"Aufgabe für Sie in der {task.group.name}: {task.title}",
        text=f"{task.text}{due}".strip(),
        target=task,
        by=by,
        people=[task.assignee],
        group=task.group,
        immediate=True,
    )


@transaction.atomic
def finish_task(*, task: Task, done: bool) -> None:
    """Tick a task off, or open it again."""
    if task.is_done != done:
        task.done_at = timezone.now() if done else None
        task.save(update_fields=["done_at"])


@transaction.atomic
def record_decision(*, decision: Decision, group: WorkingGroup, by: User) -> Decision:
    """Keep what the group has decided; all members hear of it."""
    decision.group, decision.author = group, by
    decision.save()
    notify(
        key=f"decision:{decision.pk}",
        kind="decision",
        title=f"Beschluss der {group.name}: {decision.title}",
        text=decision.text,
        target=decision,
        by=by,
        group=group,
        to_group=True,
    )
    return decision


@transaction.atomic
def edit_decision(*, decision: Decision, changed: Iterable[str]) -> None:
    """Save these fields; a new day of review is reminded of anew."""
    fields = set(changed)
    if "review_on" in fields:
        decision.reminded_at = None
        fields.add("reminded_at")
    if fields:
        decision.save(update_fields=fields)


@app.periodic(cron="27 6 * * *", periodic_id="watch_decisions")
@app.task(name="watch_decisions", queueing_lock="watch_decisions")
def watch_decisions(timestamp: int) -> None:
    """Remind speakers of decisions that they wanted to look at again."""
    for number in list(Decision.objects.to_review().values_list("pk", flat=True)):
        with transaction.atomic():
            decision = (
                Decision.objects.select_for_update(no_key=True, of=["self"])
                .select_related("group")
                .get(pk=number)
            )
            if decision.reminded_at is not None:
                continue
            decision.reminded_at = timezone.now()
            decision.save(update_fields=["reminded_at"])
            notify(
                key=f"decision:{decision.pk}:review:{decision.review_on}",
                kind="decision",
                title=f"Beschluss wieder ansehen: {decision.title}",
                text=decision.text,
                target=decision,
                by=None,
                people=decision.group.speakers(),
                group=decision.group,
            )
