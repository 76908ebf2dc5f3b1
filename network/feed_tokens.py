"""Private calendars and feeds are read by programs, which cannot log in.

Their addresses carry the person's key as `?schluessel=…`: the request log keeps paths,
never query strings. What the key shows is asked from `visible_to` at every request, so
lost rights act at once (S-26, S-36).
"""

from django.db import transaction
from django.http import HttpRequest

from network.models import FeedToken, User

PARAMETER = "schluessel"
LENGTH = 43


def person_of_token(secret: str) -> User | None:
    """Whose key this is, as long as the account is active."""
    if len(secret) != LENGTH:
        return None
    tokens = FeedToken.objects.select_related("person")
    token = tokens.filter(secret=secret, person__is_active=True).first()
    return token.person if token else None


def reader_of(request: HttpRequest) -> User | None:
    """The person whose key stands in the address of a request."""
    return person_of_token(request.GET.get(PARAMETER, ""))


@transaction.atomic
def renew_token(*, person: User) -> FeedToken:
    """A new key; addresses with the old one are dead from now on."""
    revoke_token(person=person)
    return FeedToken.objects.create(person=person)


@transaction.atomic
def revoke_token(*, person: User) -> None:
    FeedToken.objects.filter(person=person).delete()
