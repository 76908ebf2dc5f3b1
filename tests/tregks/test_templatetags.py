import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils.translation import override

from tregks.templatetags.portal import page_range, portal_date, portal_span

AFTERNOON = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


def render(source, **context):
    return Template(source).render(Context(context))


def test_moment_is_given_in_local_time_with_weekday_and_hour():
    assert portal_date(AFTERNOON) == "Di., 24. November 2026, 14:00 Uhr"


def test_day_is_given_without_hour():
    assert portal_date(date(2026, 3, 1)) == "So., 1. März 2026"


def test_missing_date_is_empty():
    assert portal_date(None) == ""


def test_english_date_has_no_german_dots():
    with override("en"):
        assert portal_date(date(2026, 11, 24)) == "Tue 24 November 2026"


def test_span_within_a_day_names_the_day_once():
    end = AFTERNOON.replace(hour=16)
    assert portal_span(AFTERNOON, end) == "Di., 24. November 2026, 14:00 bis 17:00 Uhr"


def test_span_over_midnight_names_both_days():
    end = AFTERNOON.replace(day=25)
    assert portal_span(AFTERNOON, end) == (
        "Di., 24. November 2026, 14:00 Uhr bis Mi., 25. November 2026, 14:00 Uhr"
    )


def test_span_of_whole_days_has_no_hours():
    first, last = date(2026, 11, 24), date(2026, 11, 26)
    assert portal_span(first, last) == (
        "Di., 24. November 2026 bis Do., 26. November 2026"
    )
    assert portal_span(first, first) == "Di., 24. November 2026"


def test_span_without_end_is_its_start():
    assert portal_span(AFTERNOON, None) == portal_date(AFTERNOON)


def test_long_page_range_has_gaps():
    pages = [str(page) for page in page_range(Paginator(range(200), 10), 7)]
    assert pages == ["1", "…", "6", "7", "8", "…", "20"]


def test_table_region_is_named_and_reachable_by_keyboard():
    html = render(
        "{% table_region title %}<table></table>{% endtable_region %}", title="A & B"
    )
    assert html == (
        '<div class="scroll" role="region" aria-label="A &amp; B" tabindex="0">'
        "<table></table></div>"
    )


def test_accordion_escapes_its_summary_and_keeps_its_content():
    html = render("{% accordion title %}<p>Text</p>{% endaccordion %}", title="<b>")
    assert "<summary>&lt;b&gt;</summary>" in html
    assert "<p>Text</p>" in html


def test_icon_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in render('{% icon "search" %}')


SYMBOLS = set(
    re.findall(r'<symbol id="([\w-]+)"', Path("static/img/icons.svg").read_text())
)
TEMPLATES = [  # Wagtail's admin has icons of its own
    path
    for path in sorted(Path("templates").rglob("*.html"))
    if "wagtailadmin" not in path.read_text()
]


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_template_names_only_icons_of_the_sprite(path):
    named = re.findall(
        r'(?:\{% icon|\b(?:state_)?icon=)\s*"([\w-]+)"', path.read_text()
    )
    assert set(named) <= SYMBOLS
