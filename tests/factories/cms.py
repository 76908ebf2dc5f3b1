"""Pages below the home page that the migrations make, published at once."""

from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from PIL import Image
from wagtail.models import Page

from network.models import Topic
from tregks.cms import models


def publish(parent: Page, page: Page) -> Page:
    """As an editor does it: checked in full, with a revision."""
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def info_page(parent: Page, title: str = "Über uns", **fields: Any) -> models.InfoPage:
    return publish(parent, models.InfoPage(title=title, **fields))


def news_index(parent: Page, **fields: Any) -> models.NewsIndexPage:
    values = {"title": "Aktuelles", "slug": "aktuelles", **fields}
    return publish(parent, models.NewsIndexPage(**values))


def news(parent: Page, title: str, topics: str = "", **fields: Any) -> models.NewsPage:
    """`topics` are slugs, separated by spaces."""
    values = {"lead": f"{title} in Kürze.", "date": date(2026, 11, 2), **fields}
    page = models.NewsPage(title=title, **values)
    page.topics.set(Topic.objects.filter(slug__in=topics.split()))
    return publish(parent, page)


def picture_file(kind: str = "PNG", size: tuple[int, int] = (64, 40), **save: Any):
    buffer = BytesIO()
    Image.new("RGB", size, "teal").save(buffer, kind, **save)
    buffer.seek(0)
    return buffer


def picture(title: str = "Bild", **fields: Any) -> models.PortalImage:
    file = ImageFile(picture_file(), name="bild.png")
    return models.PortalImage.objects.create(title=title, file=file, **fields)
