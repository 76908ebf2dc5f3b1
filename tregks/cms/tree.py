"""Where pages stand: the tree of the one site and the addresses that follow from it."""

from functools import cache
from typing import Protocol

from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language, override
from wagtail.models import Page

HOME_DEPTH = 2
STEP = Page.steplen


class HasPath(Protocol):
    """A page, or the few values of it that a query has asked for."""

    @property
    def url_path(self) -> str: ...


@cache
def root(language: str) -> str:
    with override(language):
        return reverse("wagtail_serve", args=[""])


def address(page: HasPath, language: str | None = None) -> str:
    """Where a page stands in a language, also if it stands in for a translation.

    All pages live below the home pages of the one site, so that the address follows
    from the page itself, without asking for sites and their roots.
    """
    path = page.url_path.split("/", 2)[2]
    return root(language or get_language()) + iri_to_uri(path)
