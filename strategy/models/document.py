"""The transformation strategy: chapters, each with the measures it is made of."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from network.models import User
from tregks.slugs import UMLAUTS

CHAPTER_FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link"]


class ChapterQuerySet(models.QuerySet["Chapter"]):
    def live(self) -> "ChapterQuerySet":
        return self.filter(live=True)

    def visible_to(self, user: User | AnonymousUser) -> "ChapterQuerySet":
        if user.has_perm("strategy.change_chapter"):
            return self
        return self.live()


class Chapter(
    WorkflowMixin,
    LockableMixin,
    DraftStateMixin,
    RevisionMixin,
    index.Indexed,
    models.Model,
):
    """A chapter of the strategy. The chain says which measures it came from."""

    title = models.CharField(_("Titel"), max_length=120)
    slug = models.SlugField(
        _("Kürzel"),
        max_length=80,
        unique=True,
        blank=True,
        help_text=_("Sprungziel in der Adresse. Leer: aus dem Titel."),
    )
    position = models.PositiveSmallIntegerField(_("Nummer"), default=1)
    text = RichTextField(_("Text"), features=CHAPTER_FEATURES)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="chapter")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="chapter",
        for_concrete_model=False,
    )

    objects = ChapterQuerySet.as_manager()

    search_fields: ClassVar[list] = [
        index.SearchField("title", boost=2),
        index.SearchField("text"),
        index.FilterField("live"),
    ]

    class Meta:
        verbose_name = _("Kapitel der Strategie")
        verbose_name_plural = _("Kapitel der Strategie")
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs) -> None:
        if not self.slug:
            self.slug = self.free_slug()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return f"{reverse('strategy_document')}#{self.slug}"

    @property
    def revisions(self) -> models.QuerySet:
        return self._revisions

    def free_slug(self) -> str:
        slug = slugify(self.title.lower().translate(UMLAUTS))[:70] or "kapitel"
        taken = Chapter.objects.filter(slug=slug).exclude(pk=self.pk)
        return f"{slug}-{uuid.uuid4().hex[:6]}" if taken.exists() else slug
