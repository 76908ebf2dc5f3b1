"""What happens to accounts: created by others, read out, deleted."""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from network.erasure import forget_cases_without_text, forget_traces
from network.models import ModerationCase, User
from network.outbox import queue_mail
from tregks.logging import request_id


@transaction.atomic
def create_member(*, email: str, name: str, password: str | None = None) -> User:
    """Create an account whose address is known to be right: it can log in at once.

    Without a password people log in with a mailed code. The password is not checked;
    use Django's `validate_password` where people choose one.
    """
    user = User.objects.create_user(email, password, name=name)
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    return user


@transaction.atomic
def block_person(*, person: User, reason: str, by: User) -> None:
    """Lock somebody out at once and tell them why. Nothing of theirs is deleted.

    Whoever works in the admin is no matter for colleagues: that takes the operator.
    """
    person = _locked(person, by)
    if person == by or person.may_enter_admin():
        raise ValidationError(
            _("Konten mit Zugang zur Verwaltung sperrt nur der Betreiber.")
        )
    if not person.is_active:
        raise ValidationError(_("Dieses Konto ist schon gesperrt."))
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_sessions(person)
    _note(person, "person.block", by, before="active", after="blocked", reason=reason)
    _tell(person, "person_blocked", reason=reason)


@transaction.atomic
def unblock_person(*, person: User, by: User) -> None:
    """Let somebody in again."""
    person = _locked(person, by)
    if person.is_active:
        raise ValidationError(_("Dieses Konto ist nicht gesperrt."))
    person.is_active = True  # whoever is locked out has no rights to ask for
    if person.may_enter_admin():
        raise ValidationError(
            _("Konten mit Zugang zur Verwaltung entsperrt nur der Betreiber.")
        )
    person.save(update_fields=["is_active"])
    _note(person, "person.unblock", by, before="blocked", after="active")
    _tell(person, "person_unblocked")


def end_sessions(person: User) -> None:
    """Log somebody out at all devices."""
    for session in UserSession.objects.filter(user=person):
        session.end()


def _locked(person: User, by: User) -> User:
    if not by.has_perm("network.block_user"):
        raise PermissionDenied
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _note(person: User, action: str, by: User, **data: str) -> None:
    log(person, action, user=by, data=data | {"request": request_id.get()})


def _tell(person: User, template: str, reason: str = "") -> None:
    queue_mail(
        to=person.email,
        template=template,
        context={"person": person, "reason": reason},
        language=settings.LANGUAGE_CODE,
    )


@transaction.atomic
def delete_account(*, user: User) -> None:
    """Delete a person: at once, for good, with everything that is only theirs.

    Each model says with `on_delete` what stays without a name; `network.erasure` takes
    the name out of what the portal itself has written. The last mail says
    that it happened; the outbox forgets the address a week later.
    """
    end_sessions(user)
    forget_traces(user)
    email = user.email
    cases = list(
        ModerationCase.objects.filter(author=user).values_list("pk", flat=True)
    )
    user.delete()
    forget_cases_without_text(ModerationCase.objects.filter(pk__in=cases))
    queue_mail(to=email, template="account/deleted")
