from datetime import date
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.core.exceptions import ValidationError
from wagtail.models import PageViewRestriction

from tests.factories.cms import news, news_index, picture
from tregks.cms.models import HomePage, NewsIndexPage

ATOM = "{http://www.w3.org/2005/Atom}"
COST_OF_LIST = 12
COST_OF_ARTICLE = 11


@pytest.fixture
def index(home: HomePage) -> NewsIndexPage:
    return news_index(home)


def titles(client, query: str = "") -> list[str]:
    page = BeautifulSoup(client.get(f"/aktuelles/{query}").content, "html.parser")
    return [heading.get_text(strip=True) for heading in page.select(".card h3")]


def test_newest_article_comes_first(client, index):
    news(index, "Alt", date=date(2025, 3, 1))
    news(index, "Neu", date=date(2026, 3, 1))
    assert titles(client) == ["Neu", "Alt"]


def test_filters_by_topic_and_year_combine(client, index):
    news(index, "A", "digitalisierung", date=date(2026, 3, 1))
    news(index, "B", "digitalisierung qualifizierung", date=date(2025, 3, 1))
    news(index, "C", "qualifizierung", date=date(2025, 2, 1))
    assert titles(client, "?handlungsfeld=qualifizierung") == ["B", "C"]
    assert titles(client, "?jahr=2025") == ["B", "C"]
    assert titles(client, "?handlungsfeld=digitalisierung&jahr=2025") == ["B"]


@pytest.mark.parametrize("path", ["/", "/aktuelles/", "/aktuelles/feed/"])
def test_article_for_some_groups_is_in_no_public_list(client, index, path):
    news(index, "Offen")
    page = news(index, "Geheim")
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.LOGIN
    )
    text = client.get(path).content.decode()
    assert "Offen" in text
    assert "Geheim" not in text


@pytest.mark.parametrize(
    "query", ["?handlungsfeld=gibt-es-nicht", "?jahr=x", "?seite=99"]
)
def test_odd_filters_show_everything(client, index, query):
    news(index, "A")
    assert titles(client, query) == ["A"]


def test_a_filter_can_be_taken_away_again(client, index):
    news(index, "A", "digitalisierung", date=date(2025, 3, 1))
    url = "/aktuelles/?handlungsfeld=digitalisierung&jahr=2025&seite=1"
    page = BeautifulSoup(client.get(url).content, "html.parser")
    chips = [chip["href"] for chip in page.select("a.chip")]
    assert chips == ["?jahr=2025", "?handlungsfeld=digitalisierung"]


def test_filter_without_result_says_so(client, index):
    news(index, "A", date=date(2025, 3, 1))
    response = client.get("/aktuelles/?handlungsfeld=digitalisierung")
    assert "Keine Nachricht passt" in response.content.decode()


def test_list_is_paged(client, index, monkeypatch):
    monkeypatch.setattr(NewsIndexPage, "PAGE_SIZE", 2)
    for number in (1, 2, 3):
        news(index, f"N{number}", date=date(2026, 1, number))
    assert titles(client) == ["N3", "N2"]
    assert titles(client, "?seite=2") == ["N1"]


def test_article_shows_topics_picture_and_related_articles(client, index):
    image = picture(credit="Eigenes Bild")
    news(index, "Laden", "digitalisierung", image=image, image_description="Ein Auto")
    news(index, "Verwandt", "digitalisierung")
    news(index, "Fremd", "qualifizierung")
    page = BeautifulSoup(client.get("/aktuelles/laden/").content, "html.parser")
    assert [tag.get_text() for tag in page.select("a.tag")] == ["Digitalisierung"]
    assert page.select_one("main picture img")["alt"] == "Ein Auto"
    assert page.select_one("main figcaption").get_text() == "Bild: Eigenes Bild"
    assert [card.get_text() for card in page.select(".card h3")] == ["Verwandt"]


@pytest.mark.parametrize(
    "fields",
    [
        {"lead": ""},
        {"image_description": "", "image_decorative": False},
        {"image_description": "Ein Auto", "image_decorative": True},
    ],
)
def test_article_with_a_gap_cannot_be_published(index, fields):
    values = {"image": picture(), "image_description": "Ein Auto", **fields}
    with pytest.raises(ValidationError):
        news(index, "Laden", **values)


def entries(content: bytes) -> list[ElementTree.Element]:
    feed = ElementTree.fromstring(content)  # noqa: S314 - our own output
    return feed.findall(f"{ATOM}entry")


def test_feed_lists_articles_with_public_addresses(client, index, settings):
    article = news(index, "Laden & Fahren", "digitalisierung")
    response = client.get("/aktuelles/feed/")
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    [entry] = entries(response.content)
    assert entry.find(f"{ATOM}title").text == "Laden & Fahren"
    link = f"{settings.BASE_URL}/aktuelles/{article.slug}/"
    assert entry.find(f"{ATOM}link").get("href") == link
    assert entry.find(f"{ATOM}category").get("term") == "Digitalisierung"


def test_feed_without_articles_is_valid(client, home):
    assert entries(client.get("/aktuelles/feed/").content) == []


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_any_number(
    client, index, count, django_assert_num_queries
):
    client.cookies["any"] = "cookie"  # past the page cache
    for number in range(count):
        news(
            index,
            f"N{number}",
            "digitalisierung qualifizierung",
            image=picture(),
            image_decorative=True,
        )
    client.get("/aktuelles/")
    with django_assert_num_queries(COST_OF_LIST):
        client.get("/aktuelles/")


@pytest.mark.parametrize("count", [1, 3])
def test_article_costs_the_same_for_any_number_of_related(
    client, index, count, django_assert_num_queries
):
    client.cookies["any"] = "cookie"
    news(
        index,
        "Laden",
        "digitalisierung qualifizierung",
        image=picture(),
        image_decorative=True,
        body=[("text", "<p>Text</p>")],
    )
    for number in range(count):
        news(index, f"N{number}", "digitalisierung qualifizierung")
    client.get("/aktuelles/laden/")
    with django_assert_num_queries(COST_OF_ARTICLE):
        client.get("/aktuelles/laden/")


@pytest.mark.parametrize("count", [1, 3])
def test_home_page_costs_the_same_for_any_number(
    client, index, count, django_assert_max_num_queries, monkeypatch
):
    """Rendered, but with warm caches: what all guests see alike is remembered."""
    monkeypatch.setattr(caches["pages"], "default_timeout", 60)
    client.cookies["any"] = "cookie"
    for number in range(count):
        news(index, f"N{number}", image=picture(), image_decorative=True)
    client.get("/")  # makes renditions, which changes the content
    client.get("/")
    with django_assert_max_num_queries(12):
        client.get("/")
    caches["pages"].clear()
