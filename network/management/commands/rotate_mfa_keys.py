from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand
from django.db import transaction

from network.adapter import cipher


class Command(BaseCommand):
    help = (
        "Encrypt the secrets of all second factors with the first of MFA_KEYS. "
        "Afterwards older keys can be removed."
    )

    @transaction.atomic
    def handle(self, *args: object, **options: object) -> str:
        authenticators = Authenticator.objects.select_for_update().exclude(
            type=Authenticator.Type.WEBAUTHN  # public keys, nothing is encrypted
        )
        for authenticator in authenticators:
            authenticator.data = rotated(authenticator.data)
            authenticator.save(update_fields=["data"])
        return f"{len(authenticators)} secrets encrypted with the newest key."


def rotated(data: dict[str, object]) -> dict[str, object]:
    """allauth keeps `secret` (app) and `seed` (recovery codes) as encrypted text."""
    return {
        name: cipher().rotate(value.encode()).decode()
        if name in ("secret", "seed") and isinstance(value, str)
        else value
        for name, value in data.items()
    }
