"""All shared template tags. A builtin library: templates need no {% load %}."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache

from django import template
from django.core.paginator import Paginator
from django.templatetags.static import static
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tregks.member_text import member_html

register = template.Library()

# Django's own formats know no weekday; the dot after it is German only.
DATE_FORMATS = {"de": "D., j. F Y", "en": "D j F Y"}


@register.simple_tag
@cache  # a page has dozens, and their number is small
def icon(name: str) -> SafeString:
    """An icon of the sprite, always decorative: the word stands beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


def _day(value: date) -> str:
    language = (get_language() or "de")[:2]
    return formats.date_format(value, DATE_FORMATS.get(language, DATE_FORMATS["en"]))


def _clock(value: datetime) -> str:
    return formats.date_format(value, "H:i")


@register.filter
def portal_date(value: date | datetime | None) -> str:
    """'Di., 24. November 2026, 14:00 Uhr', or the day alone for a date."""
    if value is None:
        return ""
    if not isinstance(value, datetime):
        return _day(value)
    value = localtime(value)
    return _("%(day)s, %(time)s Uhr") % {"day": _day(value), "time": _clock(value)}


@register.filter
def portal_day(value: date | datetime) -> str:
    """The day alone, also of a moment."""
    return _day(localtime(value) if isinstance(value, datetime) else value)


@register.filter
def portal_span(start: date | datetime, end: date | datetime | None) -> str:
    """'Di., 24. November 2026, 14:00 bis 17:00 Uhr'; names both days if they differ."""
    if end is None or end == start:
        return portal_date(start)
    if not (isinstance(start, datetime) and isinstance(end, datetime)):
        return _("%(start)s bis %(end)s") % {"start": _day(start), "end": _day(end)}
    start, end = localtime(start), localtime(end)
    if start.date() != end.date():
        return _("%(start)s bis %(end)s") % {
            "start": portal_date(start),
            "end": portal_date(end),
        }
    return _("%(day)s, %(start)s bis %(end)s Uhr") % {
        "day": _day(start),
        "start": _clock(start),
        "end": _clock(end),
    }


register.filter("member_text", member_html)


@register.filter
def page_range(paginator: Paginator, number: int) -> Iterator[int | str]:
    """Page numbers with gaps: 1 2 … 7 8 9 … 20 21."""
    return paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)


@register.simple_block_tag
def table_region(content: str, label: str) -> SafeString:
    """Let a wide table scroll sideways in a region of its own, also by keyboard."""
    return format_html(
        '<div class="scroll" role="region" aria-label="{}" tabindex="0">{}</div>',
        label,
        content,
    )


@register.simple_block_tag
def accordion(content: str, summary: str) -> SafeString:
    """A heading that opens: native <details>, also found by the browser's search."""
    return format_html(
        '<details class="details"><summary>{}</summary><div>{}</div></details>',
        summary,
        content,
    )
