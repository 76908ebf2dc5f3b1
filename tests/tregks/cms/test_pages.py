import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils import WagtailPageTestCase

from tests.factories.cms import info_page, news_index, publish
from tregks.cms import models
from tregks.cms.models import HomePage, InfoPage


def soup(client: Client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200, url
    return BeautifulSoup(response.content, "html.parser")


class TestPageTypes(WagtailPageTestCase):
    def test_allowed_children(self):
        everywhere = {models.InfoPage, models.FaqPage, models.GlossaryPage}
        self.assertAllowedSubpageTypes(
            models.HomePage,
            {
                *everywhere,
                models.NewsIndexPage,
                models.TopicIndexPage,
                models.ContactPage,
                models.BarrierReportPage,
            },
        )
        self.assertAllowedSubpageTypes(models.NewsIndexPage, {models.NewsPage})
        self.assertAllowedSubpageTypes(models.TopicIndexPage, {models.TopicPage})
        self.assertAllowedSubpageTypes(models.InfoPage, everywhere)
        for leaf in [models.NewsPage, models.TopicPage, models.FaqPage]:
            self.assertAllowedSubpageTypes(leaf, {})

    def test_every_kind_is_routable_renderable_and_editable(self):
        self.login()
        home = HomePage.objects.get(locale__language_code="de")
        index = news_index(home)
        topics = publish(home, models.TopicIndexPage(title="Handlungsfelder"))
        pages = [
            home,
            index,
            topics,
            info_page(home),
            publish(home, models.FaqPage(title="Fragen")),
            publish(home, models.GlossaryPage(title="Glossar")),
            publish(index, models.NewsPage(title="Neu", lead="Kurz.")),
            publish(topics, models.TopicPage(title="Digital", topic_id=2)),
        ]
        for page in pages:
            with self.subTest(page._meta.label):
                self.assertPageIsRoutable(page)
                self.assertPageIsRenderable(page)
                edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
                assert self.client.get(edit).status_code == 200


def test_fresh_database_has_a_home_page_in_both_languages(client, db):
    assert client.get("/").status_code == 200
    assert client.get("/en/").status_code == 200


def test_home_page_without_content_says_what_will_come(client, home):
    text = soup(client, "/").get_text(" ")
    for promise in ["Noch keine Nachrichten", "Zurzeit sind keine Termine geplant"]:
        assert promise in text


def test_title_names_page_and_section(client, home):
    parent = info_page(home, "Hilfe")
    info_page(parent, "Glossar")
    title = soup(client, "/hilfe/glossar/").title.get_text(strip=True)
    assert title == "Glossar – Hilfe – TRegKS"


def test_one_h1_breadcrumb_and_current_menu_item(client, home):
    parent = info_page(home, "Hilfe", show_in_menus=True)
    info_page(parent, "Tasten", show_in_menus=True)
    page = soup(client, "/hilfe/tasten/")
    assert [h1.get_text() for h1 in page.find_all("h1")] == ["Tasten"]
    trail = page.select_one(".breadcrumb")
    assert [item.get_text() for item in trail.find_all("li")] == [
        "Startseite",
        "Hilfe",
        "Tasten",
    ]
    current = page.select('nav.nav [aria-current="page"]')
    assert [link.get_text(strip=True) for link in current] == ["Tasten"]


def test_share_metadata_is_complete_and_our_own(client, home):
    info_page(home, "Hilfe", lead="So finden Sie sich zurecht.")
    head = soup(client, "/hilfe/").head
    assert head.find("meta", attrs={"name": "description"})["content"] == (
        "So finden Sie sich zurecht."
    )
    assert head.find("link", rel="canonical")["href"].endswith("/hilfe/")
    assert head.find("meta", property="og:title")["content"] == "Hilfe"


def test_draft_and_unknown_addresses_are_not_found(client, home):
    page = info_page(home, "Entwurf")
    page.unpublish()
    assert client.get("/entwurf/").status_code == 404
    assert client.get("/gibt-es-nicht/").status_code == 404


def test_moved_page_redirects_from_its_old_address(client, home):
    page = info_page(home, "Alt", slug="alt")
    page.slug = "neu"
    page.save_revision().publish()
    # Wagtail notes the old address once the change is committed; here by hand.
    from wagtail.contrib.redirects.models import Redirect  # noqa: PLC0415

    Redirect.objects.create(old_path="/alt", redirect_page=page)
    assert client.get("/alt/").headers["Location"].endswith("/neu/")


@pytest.mark.parametrize("place", ["page", "parent"])
def test_page_for_some_groups_asks_others_to_log_in(client, home, place):
    parent = info_page(home, "Intern")
    page = info_page(parent, "Protokoll")
    PageViewRestriction.objects.create(
        page={"page": page, "parent": parent}[place],
        restriction_type=PageViewRestriction.LOGIN,
    )
    response = client.get("/intern/protokoll/")
    assert response.status_code == 302
    assert "Protokoll" not in client.get("/uebersicht/").content.decode()


def test_only_one_page_for_a_purpose(home):
    info_page(home, "Impressum", purpose="imprint")
    with pytest.raises(ValidationError, match="schon eine Seite"):
        info_page(home, "Noch ein Impressum", purpose="imprint")


def test_template_text_is_announced(client, home):
    info_page(home, "Impressum", purpose="imprint", is_template=True)
    assert "Mustertext" in soup(client, "/impressum/").main.get_text()


@pytest.mark.parametrize("purpose", ["imprint", "privacy", "accessibility"])
@pytest.mark.parametrize("complete", [False, True])
def test_legal_pages_never_show_gaps(client, home, purpose, complete):
    operator = models.OperatorSettings.load()
    if complete:
        for name in ["name", "address", "responsible", "enforcement", "hosting"]:
            setattr(operator, name, f"Angabe {name}")
        operator.email, operator.phone = "a@b.example", "0561 1"
        operator.barriers = [
            (
                "barrier",
                {
                    "what": "Karte ohne Text",
                    "reason": "Zeit",
                    "measure": "Liste",
                    "until": "2027-01-31",
                    "alternative": "Anruf",
                },
            )
        ]
        operator.save()
    info_page(home, "Seite", slug="seite", purpose=purpose)
    text = soup(client, "/seite/").main.get_text(" ")
    assert "[" not in text
    assert "None" not in text
    if purpose == "accessibility":
        for part in ["Stand der Barrierefreiheit", "Barriere melden", "6 Wochen"]:
            assert part in text
        assert ("Karte ohne Text" in text) == complete


def test_site_map_shows_the_tree_without_articles(client, home):
    info_page(home, "Übersicht", slug="uebersicht", purpose="site-map")
    parent = info_page(home, "Hilfe")
    info_page(parent, "Tasten")
    index = news_index(home)
    publish(index, models.NewsPage(title="Einzelne Nachricht", lead="Kurz."))
    main = soup(client, "/uebersicht/").main
    assert main.select_one("li li a").get_text() == "Tasten"
    assert "Einzelne Nachricht" not in main.get_text()


def test_sitemap_and_robots_use_the_public_address(client, home, settings):
    info_page(home, "Hilfe")
    hidden = info_page(home, "Intern")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    sitemap = client.get("/sitemap.xml").content.decode()
    assert f"{settings.BASE_URL}/hilfe/" in sitemap
    assert "intern" not in sitemap
    robots = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in robots


def test_foreign_players_are_let_in_only_on_pages_with_a_video(client, home):
    video = {
        "title": "Rundgang",
        "url": "https://youtu.be/abcdefghijk",
        "transcript": "<p>Eine Halle.</p>",
        "captioned": True,
    }
    info_page(home, "Mit Video", slug="mit", body=[("video", video)])
    info_page(home, "Ohne Video", slug="ohne")
    with_video, without = client.get("/mit/"), client.get("/ohne/")
    policy = "Content-Security-Policy"
    assert "frame-src https://www.youtube-nocookie.com" in with_video.headers[policy]
    assert "youtube" not in without.headers[policy]
    # Before the click there is a link, and nothing that loads by itself.
    page = BeautifulSoup(with_video.content, "html.parser")
    assert not page.find("iframe")
    assert page.select_one("a[data-player]")["href"] == video["url"]


def test_all_blocks_render(client, home):
    blocks = [
        ("text", "<h2>Eins</h2><p>Zwei</p>"),
        ("quote", {"text": "So ist es.", "name": "Mara", "role": "Rat"}),
        (
            "contact",
            {"name": "Mara", "role": "", "organisation": "", "email": "m@a.example", "phone": ""},
        ),
        ("accordion", {"sections": [{"title": "Frage", "text": "<p>Antwort</p>"}]}),
        (
            "table",
            {
                "caption": "Faktoren",
                "columns": [{"type": "text", "heading": "Name"}, {"type": "number", "heading": "Wert"}],
                "rows": [{"values": ["Strompreis", "3"]}],
            },
        ),
    ]  # fmt: skip
    publish(home, InfoPage(title="Alles", body=blocks))
    main = soup(client, "/alles/").main
    assert main.find("th", scope="row").get_text(strip=True) == "Strompreis"
    assert main.find("caption").get_text() == "Faktoren"
    assert main.find("details").summary.get_text() == "Frage"
    assert main.find("blockquote").get_text(strip=True) == "So ist es."
    assert main.find("a", href="mailto:m@a.example")


@pytest.mark.parametrize("path", ["/", "/seite/"])
def test_pages_cost_few_queries(
    client, home, path, django_assert_max_num_queries, monkeypatch
):
    """With warm caches: what all guests see alike is remembered."""
    monkeypatch.setattr(caches["pages"], "default_timeout", 60)
    info_page(home, "Seite", body=[("text", "<p>Text</p>")])
    client.cookies["any"] = "cookie"  # past the page cache
    client.get(path)
    with django_assert_max_num_queries(12):
        client.get(path)
    caches["pages"].clear()


def test_menu_costs_the_same_with_more_pages(client, home, django_assert_num_queries):
    client.cookies["any"] = "cookie"
    info_page(home, "Erste", show_in_menus=True)
    client.get("/erste/")
    with django_assert_num_queries(COST_OF_INFO_PAGE):
        client.get("/erste/")
    for title in ["Zweite", "Dritte"]:
        info_page(home, title, show_in_menus=True)
    with django_assert_num_queries(COST_OF_INFO_PAGE):
        client.get("/erste/")


COST_OF_INFO_PAGE = 6


def test_home_page_type_exists_once_per_language(home):
    assert Page.objects.filter(depth=2).count() == 2
