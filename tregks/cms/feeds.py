"""News for feed readers."""

from datetime import datetime, time

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import make_aware
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tregks.cms.models import NewsIndexPage, NewsPage
from tregks.cms.tree import address


class NewsFeed(Feed):
    """The newest articles of a language as Atom."""

    feed_type = Atom1Feed
    LENGTH = 20

    def get_object(self, request: HttpRequest) -> NewsIndexPage | None:
        language = get_language()
        return (
            NewsIndexPage.objects.live().filter(locale__language_code=language).first()
        )

    def title(self) -> str:
        return _("Aktuelles – %(name)s") % {"name": settings.WAGTAIL_SITE_NAME}

    def link(self, index: NewsIndexPage | None) -> str:
        return settings.BASE_URL + (address(index) if index else "/")

    def items(self, index: NewsIndexPage | None) -> QuerySet[NewsPage]:
        locale = index.locale_id if index else None
        news = NewsPage.objects.in_list(locale).prefetch_related("topics")
        return news[: self.LENGTH]

    def item_title(self, item: NewsPage) -> str:
        return item.title

    def item_description(self, item: NewsPage) -> str:
        return item.lead

    def item_link(self, item: NewsPage) -> str:
        return settings.BASE_URL + address(item)

    def item_pubdate(self, item: NewsPage) -> datetime:
        return make_aware(datetime.combine(item.date, time()))

    def item_updateddate(self, item: NewsPage) -> datetime:
        return item.last_published_at or self.item_pubdate(item)

    def item_categories(self, item: NewsPage) -> list[str]:
        return [topic.label for topic in item.topics.all()]
