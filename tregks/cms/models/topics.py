"""Pages of the topics."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageManager, PageQuerySet

from network.models import Topic
from tregks.cms.models.base import BasePage, restricted
from tregks.cms.models.news import NewsPage


class TopicPageQuerySet(PageQuerySet):
    def in_list(self, locale_id: int) -> "TopicPageQuerySet":
        """Public topic pages of a language in the order of the topics."""
        return (
            self.live()
            .filter(~restricted(), locale=locale_id)
            .select_related("topic")
            .defer_streamfields()
            .order_by("topic__position")
        )


class TopicIndexPage(BasePage):
    """All topics."""

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.TopicPage"]
    max_count_per_parent = 1
    template = "cms/topic_index.html"

    class Meta:
        verbose_name = _("Übersicht der Handlungsfelder")
        verbose_name_plural = _("Übersichten der Handlungsfelder")

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["topic_pages"] = TopicPage.objects.in_list(self.locale_id)
        return context


class TopicPage(BasePage):
    """One topic: what it is about and what is new in it."""

    topic = models.ForeignKey(
        Topic,
        verbose_name=_("Handlungsfeld"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("topic"),
        FieldPanel("lead"),
        FieldPanel("body"),
    ]
    parent_page_types = ["cms.TopicIndexPage"]
    subpage_types = []
    template = "cms/topic.html"

    objects = PageManager.from_queryset(TopicPageQuerySet)()

    class Meta:
        verbose_name = _("Handlungsfeld-Seite")
        verbose_name_plural = _("Handlungsfeld-Seiten")

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.in_list(self.locale_id).with_cards()
        context["news"] = news.filter(topics=self.topic_id)[:3]
        return context
