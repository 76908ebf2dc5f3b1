"""Keys with which programs read a person's private calendars and feeds."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def new_secret() -> str:
    """256 bits, 43 characters."""
    return secrets.token_urlsafe(32)


class FeedToken(models.Model):
    """One key for each person, for all that is theirs. `network.feed_tokens` makes it.

    It stands here as it is, because people look it up again for the next program; it
    lets read what stands beside it in this database, and nothing else.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Person"),
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="feed_token",
    )
    secret = models.CharField(
        _("Schlüssel"), max_length=43, unique=True, default=new_secret
    )
    created_at = models.DateTimeField(_("angelegt am"), default=timezone.now)

    class Meta:
        verbose_name = _("Schlüssel für Kalender und Feeds")
        verbose_name_plural = _("Schlüssel für Kalender und Feeds")

    def __str__(self) -> str:
        return str(self.person)
