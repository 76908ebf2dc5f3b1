"""What can be done with texts that somebody has reported.

Nothing is ever deleted here: hiding can be undone, and what others wrote below a hidden
text stays. Authors hear by mail what was decided and why, those who reported it hear
what came of it.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from network import actions
from network.erasure import forget_cases_without_text
from network.models import ModerationCase, Report, User
from network.models.moderation import reportable_kind
from network.notifications import notify
from network.outbox import queue_mail
from tregks.logging import request_id

State = ModerationCase.State
FORGET_CLOSED_AFTER = timedelta(days=365)


def team() -> models.QuerySet[User]:
    """Who looks after reports."""
    return User.objects.permitted("change_moderationcase")


@transaction.atomic
def report_text(
    *, target: models.Model, reason: str, words: str = "", by: User | None
) -> ModerationCase:
    """Take a report in. The second one of a person about the same text changes nothing.

    The team gets one mail for each text that waits, not for each report (S-19).
    """
    kind = reportable_kind(target)
    case, is_new = ModerationCase.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(target),
        object_id=target.pk,
        defaults={"author": kind.author_of(target), "title": str(target)[:250]},
    )
    case = _locked(case)
    if by and case.reports.filter(reporter=by).exists():
        return case
    Report.objects.create(case=case, reporter=by, reason=reason, words=words)
    if is_new or not case.is_open:
        case.state = State.OPEN
        case.closed_at = None
        case.title = str(target)[:250]
        case.quote = kind.quote(target)
        case.save()
        for person in team():
            _mail(person, "moderation_reported", case, by_stranger=by is None)
    return case


@transaction.atomic
def hide_text(*, case: ModerationCase, reason: str, by: User) -> None:
    """Show the text to nobody but its author, who is told the reason."""
    case = _locked(case)
    if case.is_hidden:
        raise ValidationError(_("Der Text ist schon ausgeblendet."))
    case.hidden_at = timezone.now()
    case.hidden_reason = reason
    _note(case, "moderation.hide", by, before="shown", after="hidden", reason=reason)
    _close(case, by=by, outcome=_("Der Text ist ausgeblendet."))
    _tell_author(case, "moderation_hidden", reason=reason)


@transaction.atomic
def restore_text(*, case: ModerationCase, by: User) -> None:
    """Show a hidden text again, as it is now."""
    case = _locked(case)
    if not case.is_hidden:
        raise ValidationError(_("Der Text ist nicht ausgeblendet."))
    case.hidden_at = None
    case.hidden_reason = ""
    case.save(update_fields=["hidden_at", "hidden_reason"])
    _note(case, "moderation.restore", by, before="hidden", after="shown")
    _tell_author(case, "moderation_restored")


@transaction.atomic
def warn_author(*, case: ModerationCase, reason: str, by: User) -> None:
    """Leave the text and tell its author what to heed."""
    case = _locked(case)
    _note(case, "moderation.warn", by, reason=reason)
    _close(case, by=by, outcome=_("Wir haben der Person geschrieben."))
    _tell_author(case, "moderation_warned", reason=reason)


@transaction.atomic
def dismiss_reports(*, case: ModerationCase, by: User) -> None:
    """The text is in order; its author never hears of the reports."""
    case = _locked(case)
    if not case.is_open:
        raise ValidationError(_("Diese Meldungen sind schon erledigt."))
    _note(case, "moderation.dismiss", by)
    _close(case, by=by, outcome=_("Der Text verstößt nicht gegen die Regeln."))


@transaction.atomic
def block_author(*, case: ModerationCase, reason: str, by: User) -> None:
    """Lock the author out and close the case; what they wrote stays as it is."""
    case = _locked(case)
    if case.author is None:
        raise ValidationError(_("Zu diesem Text gehört kein Konto."))
    actions.block_person(person=case.author, reason=reason, by=by)
    _note(case, "moderation.block", by, reason=reason)
    _close(case, by=by, outcome=_("Wir haben eingegriffen."))


@transaction.atomic
def unblock_author(*, case: ModerationCase, by: User) -> None:
    """Take the block back."""
    case = _locked(case)
    if case.author is None:
        raise ValidationError(_("Zu diesem Text gehört kein Konto."))
    actions.unblock_person(person=case.author, by=by)
    _note(case, "moderation.unblock", by)


def _locked(case: ModerationCase) -> ModerationCase:
    cases = ModerationCase.objects.select_for_update(no_key=True, of=("self",))
    return cases.select_related("content_type", "author").get(pk=case.pk)


def _close(case: ModerationCase, *, by: User, outcome: str) -> None:
    """Put the case away and tell those who are waiting for it since it was opened."""
    since = case.closed_at
    case.state = State.CLOSED
    case.closed_at = timezone.now()
    case.save()
    if since:  # decided anew: nobody waits
        return
    waiting = User.objects.filter(reports__case=case, is_active=True)
    number = case.reports.count()
    notify(
        key=f"moderation:{case.pk}:{number}",
        kind="moderation",
        title=_("Ihre Meldung ist geprüft: %(outcome)s") % {"outcome": outcome},
        target=case,
        by=by,
        people=waiting,
        url=reverse("network:report_list"),
    )


def _note(case: ModerationCase, action: str, by: User, **data: str) -> None:
    if not by.has_perm("network.change_moderationcase"):
        raise PermissionDenied
    log(case, action, user=by, data=data | {"request": request_id.get()})


def _tell_author(case: ModerationCase, template: str, reason: str = "") -> None:
    if case.target:
        for person in case.kind.people_behind(case.target):
            _mail(person, template, case, reason=reason)


def _mail(
    person: User,
    template: str,
    case: ModerationCase,
    *,
    reason: str = "",
    by_stranger: bool = False,
) -> None:
    queue_mail(
        to=person.email,
        template=template,
        context={"person": person, "case": case, "reason": reason},
        language=settings.LANGUAGE_CODE,
        by_stranger=by_stranger,
    )


def forget_cases() -> None:
    """Remove cases whose text is gone, and a year later those that hide nothing."""
    old = timezone.now() - FORGET_CLOSED_AFTER
    ModerationCase.objects.filter(closed_at__lt=old, hidden_at=None).delete()
    forget_cases_without_text(ModerationCase.objects.all())
