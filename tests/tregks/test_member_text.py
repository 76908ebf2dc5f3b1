"""Texts of members: what they may look like, and what never comes out of them."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from tregks.member_text import TAGS, member_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Ein Satz.", "<p>Ein Satz.</p>"),
        ("Eins\nzwei\n\ndrei", "<p>Eins<br>zwei</p>\n<p>drei</p>"),
        ("- eins\n- zwei", "<ul><li>eins</li><li>zwei</li></ul>"),
        ("1. eins\n2. zwei", "<ol><li>eins</li><li>zwei</li></ol>"),
        ("Das ist *wichtig*.", "<p>Das ist <em>wichtig</em>.</p>"),
        ("2 * 3 * 4 und a*b*c", "<p>2 * 3 * 4 und a*b*c</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("", ""),
    ],
)
def test_text_becomes_html(text, html):
    assert member_html(text) == html


def test_address_becomes_a_link_that_search_engines_do_not_follow():
    soup = BeautifulSoup(
        member_html("Siehe https://www.region.example/x?a=1&b=2."), "html.parser"
    )
    assert soup.a["href"] == "https://www.region.example/x?a=1&b=2"
    assert soup.a["rel"] == ["nofollow", "ugc", "noopener"]
    assert soup.text == "Siehe https://www.region.example/x?a=1&b=2."


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)" data-hx-get="/x">x</a>',
        "javascript:alert(1)",
        'https://x.example/"onmouseover="alert(1)',
        "https://x.example/<svg/onload=alert(1)>",
        "<style>*{display:none}</style>",
        "*<b>*",
    ],
)
def test_hostile_text_stays_text(text):
    assert_harmless(member_html(text))


@given(st.text(alphabet=st.sampled_from("<>\"'&*/ \n-1.ah:tps=;"), max_size=200))
def test_no_text_becomes_anything_but_the_few_tags(text):
    assert_harmless(member_html(text))


def assert_harmless(html: str) -> None:
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        assert tag.name in TAGS
        assert set(tag.attrs) <= ({"href", "rel"} if tag.name == "a" else set())
        assert tag.get("href", "https://").startswith(("https://", "http://"))
