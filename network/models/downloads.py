"""Files that take time: the worker prepares them, their owner fetches them."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models.users import User

KEPT_FOR = timedelta(hours=24)
# Longer than any file takes; then its worker has died for good.
LONGEST = timedelta(hours=1)


def usual_end() -> datetime:
    return timezone.now() + KEPT_FOR


class DownloadQuerySet(models.QuerySet["Download"]):
    def of(self, user: User) -> "DownloadQuerySet":
        """One's own, while they last. Never loads the file by the way."""
        mine = self.filter(owner=user, expires_at__gt=timezone.now())
        return mine.defer("content")

    def expired(self) -> "DownloadQuerySet":
        return self.filter(expires_at__lte=timezone.now())


class Download(models.Model):
    """One file for one person. `network.downloads` prepares it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("wartet")
        RUNNING = "running", _("wird vorbereitet")
        READY = "ready", _("bereit")
        FAILED = "failed", _("nicht gelungen")

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("für"),
        on_delete=models.CASCADE,
        related_name="downloads",
    )
    # The name of the task that prepares it, and what it is called with.
    kind = models.CharField(_("Art"), max_length=100)
    arguments = models.JSONField(_("Angaben"), default=dict, blank=True)
    title = models.CharField(_("Titel"), max_length=200)
    needs_password = models.BooleanField(_("fragt noch einmal nach"), default=False)
    state = models.CharField(
        _("Stand"), max_length=10, choices=State, default=State.WAITING
    )
    progress = models.PositiveSmallIntegerField(_("Fortschritt in Prozent"), default=0)
    content = models.BinaryField(_("Datei"), null=True)
    filename = models.CharField(_("Dateiname"), max_length=150, blank=True)
    content_type = models.CharField(_("Dateityp"), max_length=100, blank=True)
    size = models.PositiveIntegerField(_("Größe in Byte"), default=0)
    created_at = models.DateTimeField(_("angefordert am"), default=timezone.now)
    expires_at = models.DateTimeField(
        _("gelöscht am"), default=usual_end, db_index=True
    )

    objects = DownloadQuerySet.as_manager()

    class Meta:
        verbose_name = _("Download")
        verbose_name_plural = _("Downloads")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(state="ready", content__isnull=False)
                    & ~Q(filename="")
                    & ~Q(content_type="")
                )
                | (~Q(state="ready") & Q(content__isnull=True)),
                name="download_has_file_iff_ready",
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100), name="download_progress_is_percent"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("account_download", args=[self.key])

    @property
    def file_url(self) -> str:
        name = (
            "account_private_file" if self.needs_password else "account_download_file"
        )
        return reverse(name, args=[self.key])

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def has_failed(self) -> bool:
        """It went wrong, or whoever was at it has vanished."""
        late = self.created_at < timezone.now() - LONGEST
        return self.state == self.State.FAILED or (late and not self.is_ready)
