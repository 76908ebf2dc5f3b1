"""News: the list and its articles."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import Page, PageManager, PageQuerySet
from wagtail.search import index

from network.models import Topic
from tregks.cms.models.base import BasePage, restricted
from tregks.cms.models.media import PortalImage, PortalRendition
from tregks.forms import without

CARD_PICTURE = "fill-640x360|format-webp"


class NewsQuerySet(PageQuerySet):
    def in_list(self, locale_id: int) -> "NewsQuerySet":
        """Public articles of a language, newest first, without their text."""
        return (
            self.live()
            .filter(~restricted(), locale=locale_id)
            .defer_streamfields()
            .order_by("-date", "-pk")
        )

    def with_cards(self) -> "NewsQuerySet":
        """Brings along what a card shows."""
        renditions = PortalRendition.objects.filter(filter_spec=CARD_PICTURE)
        return self.select_related("image").prefetch_related(
            "topics", Prefetch("image__renditions", renditions)
        )


class NewsIndexPage(BasePage):
    """All articles, filtered by topic and year."""

    PAGE_SIZE = 12

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NewsPage"]
    max_count_per_parent = 1
    template = "cms/news_index.html"

    class Meta:
        verbose_name = _("Nachrichtenliste")
        verbose_name_plural = _("Nachrichtenlisten")

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.in_list(self.locale_id).with_cards()
        topics = list(Topic.objects.all())
        years = [day.year for day in news.dates("date", "year", order="DESC")]
        topic, year = request.GET.get("handlungsfeld"), request.GET.get("jahr")
        chosen = [item for item in topics if item.slug == topic]
        if chosen:
            news = news.filter(topics=chosen[0])
        chosen_year = [item for item in years if str(item) == year]
        if chosen_year:
            news = news.filter(date__year=chosen_year[0])
        paginator = Paginator(news, self.PAGE_SIZE)
        context |= {
            "topics": topics,
            "topic": chosen[0] if chosen else None,
            "years": years,
            "year": chosen_year[0] if chosen_year else None,
            "page_obj": paginator.get_page(request.GET.get("seite")),
            "chips": [
                {"label": label, "url": without(request.GET, name)}
                for name, label in [
                    ("handlungsfeld", chosen and chosen[0].label),
                    ("jahr", chosen_year and chosen_year[0]),
                ]
                if label
            ],
        }
        return context


class NewsPage(BasePage):
    """An article."""

    RELATED = 3

    date = models.DateField(
        _("Datum"),
        default=timezone.localdate,
        help_text=_("Bestimmt die Reihenfolge in der Liste."),
    )
    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("Bild"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    image_description = models.CharField(
        _("Bildbeschreibung"),
        max_length=250,
        blank=True,
        help_text=_("Was ist zu sehen, soweit es für die Nachricht wichtig ist?"),
    )
    image_decorative = models.BooleanField(
        _("Das Bild schmückt nur"),
        default=False,
        help_text=_("Vorleseprogramme überspringen es dann."),
    )
    topics = ParentalManyToManyField(
        Topic, verbose_name=_("Handlungsfelder"), blank=True, related_name="+"
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("lead"),
        MultiFieldPanel(
            [
                FieldPanel("image"),
                FieldPanel("image_description"),
                FieldPanel("image_decorative"),
            ],
            heading=_("Bild"),
        ),
        FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
        FieldPanel("body"),
    ]
    search_fields = [*BasePage.search_fields, index.FilterField("date")]
    parent_page_types = ["cms.NewsIndexPage"]
    subpage_types = []
    template = "cms/news.html"

    objects = PageManager.from_queryset(NewsQuerySet)()

    class Meta:
        verbose_name = _("Nachricht")
        verbose_name_plural = _("Nachrichten")

    def clean(self) -> None:
        super().clean()
        if not self.lead:
            raise ValidationError(
                {"lead": _("Fassen Sie die Nachricht in ein bis drei Sätzen zusammen.")}
            )
        if self.image and bool(self.image_description) == self.image_decorative:
            raise ValidationError(
                {
                    "image_description": _(
                        "Beschreiben Sie das Bild, oder kreuzen Sie an, dass es nur "
                        "schmückt."
                    )
                }
            )

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["image"] = PortalImage.objects.filter(pk=self.image_id).first()
        context["page_topics"] = topics = list(self.topics.all())
        context["related"] = self.related(topics)
        return context

    def related(self, topics: list[Topic]) -> models.QuerySet["NewsPage"]:
        """Newest articles that share one of the topics."""
        return (
            NewsPage.objects.in_list(self.locale_id)
            .filter(topics__in=topics)
            .exclude(pk=self.pk)
            .distinct()[: self.RELATED]
        )
