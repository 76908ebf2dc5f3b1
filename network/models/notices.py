"""Offers and requests: what members can give, and what they look for."""

import uuid
from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from network.models.moderation import Moderated, reportable
from network.models.organisations import Organisation
from network.models.topics import Topic
from network.models.users import User

LONGEST = timedelta(days=180)
USUAL = timedelta(days=60)
REMIND_BEFORE = timedelta(days=5)


def usual_end() -> date:
    return timezone.localdate() + USUAL


class NoticeQuerySet(Moderated, models.QuerySet["Notice"]):
    def current(self) -> "NoticeQuerySet":
        """What everybody sees: published, not over, not hidden, its author not blocked."""
        return self.not_hidden().filter(
            state=Notice.State.PUBLISHED,
            expires_on__gte=timezone.localdate(),
            author__is_active=True,
        )

    def waiting(self) -> "NoticeQuerySet":
        return self.filter(state=Notice.State.WAITING)

    def visible_to(self, user: User | AnonymousUser) -> "NoticeQuerySet":
        """Everybody sees the current ones, people also all their own."""
        if user.has_perm("network.change_notice"):
            return self
        if not user.is_authenticated:
            return self.current()
        own: NoticeQuerySet = self.filter(author=user)
        return own | self.current()

    def matching(self, notice: "Notice") -> "NoticeQuerySet":
        """What others offer where somebody looks for it, and the other way round."""
        return (
            self.current()
            .filter(topic=notice.topic)
            .exclude(kind=notice.kind)
            .exclude(author=notice.author)
        )

    def to_remind(self) -> "NoticeQuerySet":
        soon = timezone.localdate() + REMIND_BEFORE
        return self.current().filter(expires_on__lte=soon, reminded_at=None)


@reportable("eintrag", texts=["title", "text"])
class Notice(models.Model):
    """A short notice. It ends by itself; `network.notices` publishes and closes it."""

    class Kind(models.TextChoices):
        OFFER = "biete", _("Biete")
        REQUEST = "suche", pgettext_lazy("ich suche etwas", "Suche")

    class State(models.TextChoices):
        WAITING = "waiting", _("wird geprüft")
        PUBLISHED = "published", _("veröffentlicht")
        CLOSED = "closed", _("beendet")

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("Biete oder suche?"), max_length=5, choices=Kind)
    state = models.CharField(
        _("Stand"), max_length=10, choices=State, default=State.WAITING
    )
    title = models.CharField(
        _("Überschrift"),
        max_length=100,
        help_text=_("zum Beispiel: Prüfstand für Elektromotoren, stundenweise"),
    )
    text = models.TextField(_("Text"), max_length=1500)
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("Handlungsfeld"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("von"),
        on_delete=models.CASCADE,
        related_name="notices",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("für die Organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="notices",
    )
    expires_on = models.DateField(_("gilt bis"), default=usual_end)
    created_at = models.DateTimeField(
        _("angelegt am"), default=timezone.now, editable=False
    )
    reminded_at = models.DateTimeField(null=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Angebot oder Gesuch")
        verbose_name_plural = _("Biete / Suche")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                "topic",
                "kind",
                condition=Q(state="published"),
                name="notice_published",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["biete", "suche"]), name="notice_kind"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("network:notice_detail", args=[self.key])

    @property
    def is_over(self) -> bool:
        return self.expires_on < timezone.localdate()

    @property
    def is_current(self) -> bool:
        return self.state == self.State.PUBLISHED and not self.is_over

    @property
    def state_word(self) -> str:
        if self.state == self.State.PUBLISHED and self.is_over:
            return gettext("abgelaufen")
        return self.get_state_display()
