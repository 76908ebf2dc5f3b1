"""Where pages stand: the tree of the one site and the addresses that follow from it."""

from django.urls import reverse
from django.utils.translation import get_language, override
from wagtail.models import Page

HOME_DEPTH = 2
STEP = Page.steplen


def address(page: Page, language: str | None = None) -> str:
    """Where a page stands in a language, also if it stands in for a translation.

    All pages live below the home pages of the one site, so that the address follows
    from the page itself, without asking for sites and their roots.
    """
    path = page.url_path.split("/", 2)[2]
    with override(language or get_language()):
        return reverse("wagtail_serve", args=[path])
