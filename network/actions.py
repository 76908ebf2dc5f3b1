"""What happens to accounts: created by others, read out, deleted."""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import transaction

from network.models import OutgoingMail, User
from network.outbox import queue_mail


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
def delete_account(*, user: User) -> None:
    """Delete a person: at once, for good, with everything that is only theirs.

    Each model says with `on_delete` what stays without a name. The last mail says
    that it happened; the outbox forgets the address a week later.
    """
    for session in UserSession.objects.filter(user=user):
        session.end()
    OutgoingMail.objects.filter(recipient__iexact=user.email).delete()
    email = user.email
    user.delete()
    queue_mail(to=email, template="account/deleted")
