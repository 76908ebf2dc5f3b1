"""Tags that need pages: addresses, and rich text with its glossary."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from wagtail.models import Page
from wagtail.rich_text import RichText

from tregks.cms import tree
from tregks.cms.glossary import Glossary
from tregks.cms.models import InfoPage, NewsPage
from tregks.templatetags.portal import portal_date

register = template.Library()


@register.filter
def address(page: Page) -> str:
    """Where the page stands in the language of the request."""
    return tree.address(page)


@register.filter
def news_meta(article: NewsPage) -> str:
    """Date and topics of an article in one line."""
    topics = [topic.label for topic in article.topics.all()]
    return " · ".join([portal_date(article.date), *topics])


@register.simple_tag(takes_context=True)
def explained(context: Context, text: RichText) -> SafeString:
    """Rich text; terms of the glossary are linked where the page first uses them."""
    page = context.get("page")
    # Easy language explains its words itself; the glossary would lead out of it.
    if page is None or getattr(page, "purpose", "") == InfoPage.Purpose.EASY_LANGUAGE:
        return Glossary({}).link_terms(text.__html__())
    if not hasattr(page, "glossary"):
        page.glossary = Glossary.of_language(page.locale_id)
    return page.glossary.link_terms(text.__html__())
