"""Whether anything has changed that public pages may show, as PostgreSQL knows it.

Triggers leave a row in `content_change` in the very transaction that changes a table,
whoever does it: an editor, a job, a bulk update, psql. So every process and machine
sees a change in the moment it is committed, and no app has to announce its own. The
table comes from a migration of `cms`.
"""

from datetime import timedelta

from django.apps import apps
from django.db import connection, connections
from django.utils import timezone

# What no page for guests shows, and what changes with every visit or login.
UNWATCHED_APPS = {
    *("account", "mfa", "usersessions", "sessions", "auth", "contenttypes"),
    *("procrastinate", "wagtailadmin", "wagtailsearch"),
}
UNWATCHED_MODELS = {
    *("network.User", "network.OutgoingMail", "network.Message"),
    *("network.Inquiry", "network.InquiryNote", "network.InquiryReply"),
    *("network.Event", "network.Notification", "network.Download", "network.Report"),
    *("workshops.AccessNeed", "workshops.Answer", "workshops.Feedback"),
    *("workshops.GuestConfirmation", "workshops.Invitation"),
    *("workshops.RegistrationMove", "measures.UnsavedText"),
    *("network.FeedToken", "network.Post", "network.PostComment"),
    *("network.GroupDocument", "network.Task"),
    *("strategy.Judgement", "strategy.PairAnswer", "strategy.Settlement"),
    *("strategy.FactorRating", "strategy.DirectInfluence"),
    *("network.MailChoice", "network.MutedGroup"),
}


def content_state() -> str:
    """A value that differs after every change of content.

    Transactions may commit in another order than they began, so the highest number
    alone would miss some. No sum returns: numbers only grow, and the rows that are
    forgotten have the smallest.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(sum(number), 0) FROM content_change")
        count, total = cursor.fetchone()
    return f"{count}-{total}"


def forget_changes() -> None:
    """Keep the table short. What is remembered by state is made anew once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM content_change WHERE at < %s",
            [timezone.now() - timedelta(hours=1)],
        )


WITHOUT_TRIGGER = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
AND NOT EXISTS (
    SELECT FROM pg_trigger
    WHERE tgrelid = pg_class.oid AND tgname = 'note_content_change'
)
"""
TRIGGER = """
CREATE TRIGGER note_content_change
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION note_content_change()
"""


def watch_tables(using: str, **kwargs: object) -> None:
    """Put the trigger on the tables that lack it; runs after every `migrate`."""
    database = connections[using]
    with database.cursor() as cursor:
        cursor.execute("SELECT to_regproc('note_content_change')")
        if cursor.fetchone() == (None,):
            return  # migrated to a time before it
        cursor.execute(WITHOUT_TRIGGER)
        unwatched = {name for (name,) in cursor.fetchall()}
        for table in sorted(watched_tables() & unwatched):
            cursor.execute(TRIGGER.format(table=database.ops.quote_name(table)))


def watched_tables() -> set[str]:
    """All tables but those known not to matter, so that new ones are included."""
    return {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and model._meta.app_label not in UNWATCHED_APPS
        and model._meta.label not in UNWATCHED_MODELS
    }
