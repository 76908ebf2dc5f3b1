"""What every page type has."""

import re
from html import unescape
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from tregks.cms.blocks import PROVIDERS, BodyBlock
from tregks.cms.outline import readability
from tregks.cms.tree import HOME_DEPTH, STEP, address


def restricted() -> Exists:
    """Whether only some people may see a page, because of itself or one above it."""
    asked = ExpressionWrapper(OuterRef("path"), CharField())
    return Exists(
        PageViewRestriction.objects.annotate(asked=asked).filter(
            Q(asked__startswith=F("page__path"))
            | Q(asked__startswith=F("page__aliases__path"))
        )
    )


class BasePage(Page):
    """What all page types share: a short summary, a body, languages, few queries."""

    lead = models.TextField(
        _("Kurz gesagt"),
        max_length=400,
        blank=True,
        help_text=_(
            "Das Wichtigste in ein bis drei kurzen Sätzen. Steht über dem Text, in "
            "Listen und in Suchmaschinen."
        ),
    )
    body = StreamField(BodyBlock(), verbose_name=_("Inhalt"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("show_in_menus"),
            ],
            heading=_("Adresse, Suche, Menü"),
        )
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("lead", boost=2),
        index.SearchField("body"),
    ]

    class Meta:
        abstract = True

    @property
    def description(self) -> str:
        """One or two sentences for search engines and shared links."""
        return self.search_description or self.lead

    def readability(self) -> int | None:
        """The LIX of the running text; lists and headings count as sentences."""
        texts = [
            block.value.source for block in self.body if block.block_type == "text"
        ]
        html = re.sub(r"</(?:p|li|h[2-4])>", ". ", " ".join([self.lead, *texts]))
        return readability(unescape(strip_tags(html)))

    def serve(
        self, request: HttpRequest, *args: Any, fallback: bool = False, **kwargs: Any
    ) -> HttpResponse:
        """Show the page; `fallback` means it stands in for a missing translation."""
        if fallback and (translation := self.translation_in(get_language())):
            return HttpResponseRedirect(address(translation))
        response = super().serve(request, *args, fallback=fallback, **kwargs)
        return self.allow_players(response)

    def allow_players(self, response: HttpResponse) -> HttpResponse:
        """Let foreign video players in on pages that have one, nowhere else."""
        if any(block.block_type == "video" for block in self.body):
            # Where django-csp looks for it.
            response._csp_update = {  # type: ignore[attr-defined]
                "frame-src": [provider.origin for provider in PROVIDERS]
            }
        return response

    def get_context(
        self, request: HttpRequest, *args: Any, fallback: bool = False, **kwargs: Any
    ) -> dict[str, Any]:
        # For menu, breadcrumb and language switch.
        request.shown_page = self  # type: ignore[attr-defined]
        context = super().get_context(request, *args, **kwargs)
        context["fallback"] = fallback
        context["content_language"] = language = self.locale.language_code
        context["canonical"] = settings.BASE_URL + address(self, language)
        return context

    def translation_in(self, language: str | None) -> Page | None:
        return (
            Page.objects.live()
            .filter(
                translation_key=self.translation_key, locale__language_code=language
            )
            .exclude(pk=self.pk)
            .first()
        )

    def ancestor_paths(self) -> list[str]:
        """Tree paths of the pages above, home page first."""
        return [self.path[: depth * STEP] for depth in range(HOME_DEPTH, self.depth)]

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """As Wagtail's, in one query, or in none where routing has already asked."""
        if not getattr(self, "restricted", True):
            return PageViewRestriction.objects.none()
        paths = [self.path[: depth * STEP] for depth in range(1, self.depth + 1)]
        return PageViewRestriction.objects.filter(
            Q(page__path__in=paths) | Q(page__aliases__path__in=paths)
        ).distinct()
