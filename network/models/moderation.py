"""What members report, and what the moderation hides: one mechanism for all texts.

A model takes part with the decorator and the mixin of its QuerySet:

    class PostQuerySet(Moderated, models.QuerySet["Post"]):
        def visible_to(self, user):
            return self.not_hidden().filter(…) | self.filter(author=user)

    @reportable("beitrag", texts=["title", "text"])
    class Post(models.Model):
        …

and its page shows `{% moderation post %}`: "Melden", or that and why it is hidden.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from network.models.users import User

# --- Which texts can be reported ----------------------------------------------------------


@dataclass(frozen=True)
class Reportable:
    """How the moderation handles the texts of one model."""

    word: str  # in the address of the form: /netzwerk/melden/<word>/<key>/
    model: type[models.Model]
    author: str  # the field with the person; empty when the model has `contacts()`
    texts: tuple[str, ...]  # the fields the team must read
    lookup: str  # the field that the address holds

    def author_of(self, target: models.Model) -> User | None:
        return getattr(target, self.author) if self.author else None

    def people_behind(self, target: Any) -> list[User]:
        """Who is told what becomes of the text."""
        if not self.author:
            return list(target.contacts())
        author = self.author_of(target)
        return [author] if author else []

    def quote(self, target: models.Model) -> str:
        words = (str(getattr(target, name) or "") for name in self.texts)
        return "\n\n".join(filter(None, words))

    def report_url(self, target: models.Model) -> str:
        key = getattr(target, self.lookup)
        return reverse("network:report_text", args=[self.word, key])


REPORTABLE: dict[str, Reportable] = {}


def reportable(
    word: str, *, texts: Sequence[str], author: str = "author", lookup: str = "key"
) -> Callable[[Any], Any]:
    """Class decorator: members and guests may report what stands in `texts`."""

    def register(model: Any) -> Any:
        REPORTABLE[word] = Reportable(word, model, author, tuple(texts), lookup)
        return model

    return register


def reportable_kind(target: models.Model) -> Reportable:
    model = type(target)
    return next(kind for kind in REPORTABLE.values() if kind.model is model)


class Moderated:
    """Mixin for QuerySets of models that can be reported."""

    model: Any
    exclude: Any
    annotate: Any

    def not_hidden(self) -> Any:
        """Without what the moderation has hidden. Authors keep seeing their own."""
        hidden = ModerationCase.objects.hiding(self.model).values("object_id")
        return self.exclude(pk__in=hidden)

    def with_hidden_reason(self) -> Any:
        """Each with `hidden_reason`: for threads, which show a gap and not nothing."""
        hidden = ModerationCase.objects.hiding(self.model)
        reason = hidden.filter(object_id=OuterRef("pk")).values("hidden_reason")
        return self.annotate(hidden_reason=Subquery(reason))


# --- What is reported ---------------------------------------------------------------------


class ModerationCaseQuerySet(models.QuerySet["ModerationCase"]):
    def open(self) -> "ModerationCaseQuerySet":
        return self.filter(state=ModerationCase.State.OPEN)

    def hiding(self, model: type[models.Model]) -> "ModerationCaseQuerySet":
        """What is hidden of a model, without asking for its content type first."""
        return self.filter(
            hidden_at__isnull=False,
            content_type__app_label=model._meta.app_label,
            content_type__model=model._meta.model_name,
        )

    def visible_to(self, user: User | AnonymousUser) -> "ModerationCaseQuerySet":
        """The team, and who has reported something themselves."""
        if user.has_perm("network.change_moderationcase"):
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(reports__reporter=user).distinct()

    def queue(self) -> "ModerationCaseQuerySet":
        """Open ones first, of these the newest report."""
        return self.annotate(
            number_of_reports=Count("reports"),
            reported_at=Max("reports__created_at"),
        ).order_by("-state", "-reported_at", "-pk")


class ModerationCase(models.Model):
    """A reported text and what was decided. `network.moderation` decides."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("Meldung", "offen")
        CLOSED = "closed", _("erledigt")

    content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, related_name="+"
    )
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("geschrieben von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # As it was when it was reported; authors may change it meanwhile.
    title = models.CharField(_("Text"), max_length=250)
    quote = models.TextField(_("Wortlaut, als es gemeldet wurde"), blank=True)
    state = models.CharField(
        _("Stand"), max_length=10, choices=State, default=State.OPEN
    )
    hidden_at = models.DateTimeField(_("ausgeblendet am"), null=True)
    hidden_reason = models.TextField(_("Grund"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("angelegt am"), default=timezone.now)
    closed_at = models.DateTimeField(_("erledigt am"), null=True)

    objects = ModerationCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("gemeldeter Text")
        verbose_name_plural = _("gemeldete Texte")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"], name="moderationcase_one_per_text"
            ),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True, hidden_reason="")
                | (Q(hidden_at__isnull=False) & ~Q(hidden_reason="")),
                name="moderationcase_hidden_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="moderationcase_closed_at_iff_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("moderation:edit", args=[self.pk])

    @property
    def kind(self) -> Reportable:
        model = cast(type[models.Model], self.content_type.model_class())
        return next(kind for kind in REPORTABLE.values() if kind.model is model)

    @property
    def kind_word(self) -> str:
        return str(self.kind.model._meta.verbose_name)

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def state_word(self) -> str:
        if self.is_open:
            return str(self.get_state_display())
        return gettext("ausgeblendet") if self.is_hidden else gettext("erledigt")


class Report(models.Model):
    """Somebody finds that a text breaks the rules. Guests stay unknown."""

    class Reason(models.TextChoices):
        SPAM = "spam", _("Werbung oder Spam")
        INSULT = "insult", _("Beleidigung, Hass oder Drohung")
        FALSE = "false", _("falsche Angaben")
        PRIVATE = "private", _("persönliche Daten anderer")
        RIGHTS = "rights", _("fremde Texte oder Bilder ohne Erlaubnis")
        OTHER = "other", _("etwas anderes")

    case = models.ForeignKey(
        ModerationCase, on_delete=models.CASCADE, related_name="reports"
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("gemeldet von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="reports",
    )
    reason = models.CharField(_("Grund"), max_length=10, choices=Reason)
    words = models.TextField(_("Erläuterung"), max_length=2000, blank=True)
    created_at = models.DateTimeField(_("gemeldet am"), default=timezone.now)

    class Meta:
        verbose_name = _("Meldung")
        verbose_name_plural = _("Meldungen")
        ordering: ClassVar[list[str]] = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "reporter"], name="report_one_per_person_and_text"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.pk})"
