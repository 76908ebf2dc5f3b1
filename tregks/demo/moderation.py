"""Loads a reported notice that waits, and one that is hidden. No mail is sent."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.log_actions import log

from network.models import ModerationCase, Notice, Report, Topic, User
from network.models.moderation import reportable_kind

OPEN = {
    "title": "Sammelbestellung Messgeräte, nur noch diese Woche",
    "text": "Wer jetzt mitbestellt, spart 40 Prozent. Überweisung bitte im Voraus.",
}
HIDDEN = {
    "title": "Kredite für Zulieferer, Zusage in einer Stunde",
    "text": "Ohne Prüfung, ohne Sicherheiten. Schreiben Sie mir einfach.",
}
REASON = (
    "Das ist Werbung für ein Finanzgeschäft. Unter „Biete / Suche“ stehen nur Angebote "
    "und Gesuche aus der Arbeit des Netzwerks."
)


def load_moderation() -> None:
    people = {user.email: user for user in User.objects.all()}
    reporter = people["mitglied@tregks.example"]
    waiting = _case(_notice(OPEN, people["fremd@tregks.example"]))
    _report(waiting, reporter, "spam", "Vorkasse und Zeitdruck: Das klingt unseriös.")
    _report(waiting, None, "false", "Die Firma gibt es nicht.")
    hidden = _case(_notice(HIDDEN, people["fremd@tregks.example"]))
    _report(hidden, reporter, "spam", "Das hat nichts mit dem Netzwerk zu tun.")
    if not hidden.is_hidden and hidden.is_open:
        manager = people["management@tregks.example"]
        hidden.hidden_at = hidden.closed_at = timezone.now() - timedelta(days=3)
        hidden.hidden_reason = REASON
        hidden.state = ModerationCase.State.CLOSED
        hidden.save()
        log(hidden, "moderation.hide", user=manager, data={"reason": REASON})


def _notice(words: dict[str, str], author: User) -> Notice:
    return Notice.objects.get_or_create(
        title=words["title"],
        defaults={
            "text": words["text"],
            "author": author,
            "kind": Notice.Kind.OFFER,
            "state": Notice.State.PUBLISHED,
            "topic": Topic.objects.get(slug="digitalisierung"),
        },
    )[0]


def _case(notice: Notice) -> ModerationCase:
    return ModerationCase.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(notice),
        object_id=notice.pk,
        defaults={
            "author": notice.author,
            "title": notice.title,
            "quote": reportable_kind(notice).quote(notice),
        },
    )[0]


def _report(case: ModerationCase, by: User | None, reason: str, words: str) -> None:
    Report.objects.get_or_create(
        case=case, reporter=by, defaults={"reason": reason, "words": words}
    )
