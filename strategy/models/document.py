"""The transformation strategy: chapters, each with the measures it is made of."""

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.search import index

from network.models import User
from strategy.models.released import Released

CHAPTER_FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link"]


class ChapterQuerySet(models.QuerySet["Chapter"]):
    def live(self) -> "ChapterQuerySet":
        return self.filter(live=True)

    def visible_to(self, user: User | AnonymousUser) -> "ChapterQuerySet":
        if user.has_perm("strategy.change_chapter"):
            return self
        return self.live()


class Chapter(Released):
    """A chapter of the strategy. The chain says which measures it came from."""

    UNNAMED = "kapitel"
    WORDS = ("title", "text")

    title = models.CharField(_("Titel"), max_length=120)
    position = models.PositiveSmallIntegerField(_("Nummer"), default=1)
    text = RichTextField(_("Text"), features=CHAPTER_FEATURES)

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

    def get_absolute_url(self) -> str:
        return f"{reverse('strategy_document')}#{self.slug}"
