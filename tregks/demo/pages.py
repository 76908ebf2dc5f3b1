"""Makes pages, pictures and glossary of the demo's content. May be run again.

What is there already stays as it is, so that people can try things out in the demo.
"""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.files.images import ImageFile
from django.utils import timezone, translation
from wagtail.coreutils import get_dummy_request
from wagtail.models import Locale, Page, Site

from network.models import Topic, User
from tregks.cms import models
from tregks.demo.content import ABOUT, HOME, HOME_EN, NEWS_INDEX, TOPIC_INDEX, PageText
from tregks.demo.content_service import GLOSSARY, OPERATOR, SERVICE
from tregks.demo.illustrations import ILLUSTRATIONS

TREE = (NEWS_INDEX, TOPIC_INDEX, ABOUT, *SERVICE)
CREDIT = "Eigene Illustration"


def load_pictures() -> None:
    for illustration in ILLUSTRATIONS.values():
        if models.PortalImage.objects.filter(title=illustration.title).exists():
            continue
        file = ImageFile(BytesIO(illustration.png()), name=f"{illustration.title}.png")
        models.PortalImage.objects.create(
            title=illustration.title,
            description=illustration.description,
            credit=CREDIT,
            file=file,
        )


def load_pages() -> None:
    """All pages: first every place in the tree, then what stands there.

    Two passes, because texts link to pages that come later.
    """
    german, english = models.HomePage.objects.order_by("path")
    new = list(_places(TREE, german, english))
    author = User.objects.filter(groups__name="Redaktion").first()
    for page, text in new:
        _fill(page, text)
        page.save_revision(user=author).publish(user=author)
    for home, fields in ((german, HOME), (english, HOME_EN)):
        if not home.headline:
            for name, value in fields.items():
                setattr(home, name, _field(name, value, home))
            home.save_revision(user=author).publish(user=author)


def _places(
    texts: tuple[PageText, ...], parent: Page, english_parent: Page | None
) -> Iterator[tuple[Page, PageText]]:
    """Unpublished pages where there were none, each with its text."""
    for text in texts:
        page, is_new = _place(text, parent)
        if is_new:
            yield page, text
        translated = None
        if text.en and english_parent:
            translated, is_new = _place(text.en, english_parent, of=page)
            if is_new:
                yield translated, text.en
        yield from _places(text.children, page, translated)


def _place(text: PageText, parent: Page, of: Page | None = None) -> tuple[Page, bool]:
    page = parent.get_children().filter(slug=text.slug).first()
    if page:
        return page.specific, False
    page = getattr(models, text.kind)(
        title=text.title, slug=text.slug, live=False, show_in_menus=text.menu
    )
    if of:
        page.translation_key = of.translation_key
    for name, value in text.fields.items():
        if name == "topic":  # the one field that must not be empty
            page.topic = Topic.objects.get(slug=value)
    parent.add_child(instance=page)
    return page, True


def _fill(page: Page, text: PageText) -> None:
    page.lead = text.lead
    page.body = [(kind, _block(kind, value)) for kind, value in text.body]
    for name, value in text.fields.items():
        if name == "days_ago":
            page.date = timezone.localdate() - timedelta(days=value)
        elif name == "image":
            page.image = _image(value)
            page.image_description = text.fields.get(
                "image_description", page.image.description
            )
        elif name == "topics":
            page.topics.set(Topic.objects.filter(slug__in=value))
        elif name == "groups":
            page.groups = [("group", _group(*group)) for group in value]
        elif name not in ("topic", "image_description"):
            setattr(page, name, value)


def _field(name: str, value: Any, home: Page) -> Any:
    if name == "hero_image":
        return _image(value)
    if name == "hero_link":
        return _page(value, home)
    return value


def _block(kind: str, value: Any) -> Any:
    if kind == "picture":
        image = _image(value["image"])
        image.contextual_alt_text = image.description
        return {"image": image, "caption": value["caption"]}
    if kind == "call_to_action":
        home = Site.objects.get(is_default_site=True).root_page
        return {**value, "page": _page(value["page"], home), "url": ""}
    return value


def _group(title: str, questions: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    return {
        "title": title,
        "questions": [
            {"title": question, "text": answer} for question, answer in questions
        ],
    }


def _image(name: str) -> models.PortalImage:
    return models.PortalImage.objects.get(title=ILLUSTRATIONS[name].title)


def _page(path: str, home: Page) -> Page:
    return Page.objects.get(url_path=home.url_path.rstrip("/") + path)


def load_glossary() -> None:
    locale = Locale.get_default()
    for term, forms, definition in GLOSSARY:
        models.GlossaryTerm.objects.get_or_create(
            term=term,
            locale=locale,
            defaults={"forms": forms, "definition": definition},
        )


def load_operator() -> None:
    """Fills in some of what an operator has to say; the checklist shows the rest."""
    operator = models.OperatorSettings.load()
    if operator.name:
        return
    for name, value in OPERATOR.items():
        setattr(operator, name, value)
    operator.save()


def draw_renditions() -> None:
    """Show every page once, so that the first visitor need not wait for pictures."""
    for page in Page.objects.live().filter(depth__gt=1).specific():
        request = get_dummy_request()
        request.user = AnonymousUser()
        with translation.override(page.locale.language_code):
            response = page.serve(request)
            if hasattr(response, "render"):
                response.render()
