import pytest
from bs4 import BeautifulSoup
from wagtail.models import PageViewRestriction

from tests.factories.cms import info_page, news, news_index
from tests.factories.workshops import WorkshopFactory
from tregks.cms import search, views


def found(client, query: str, prefix: str = "") -> list[str]:
    response = client.get(f"{prefix}/suche/", {"q": query})
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    return [heading.get_text(strip=True) for heading in page.select(".hits h3")]


def test_other_forms_of_a_german_word_are_found(client, home):
    info_page(home, "Förderung", body=[("text", "<p>Viele Betriebe beantragen.</p>")])
    for form in ["Betrieb", "betriebe", "Betrieben", "förderungen"]:
        assert found(client, form) == ["Förderung"]
    assert found(client, "Betriebsrat") == []


def test_all_words_count_wherever_they_stand(client, home):
    info_page(home, "Wasserstoff", lead="In der Gießerei.")
    info_page(home, "Strom", lead="In der Gießerei.")
    assert found(client, "Wasserstoff Gießerei") == ["Wasserstoff"]
    assert found(client, "Gießerei -Strom") == ["Wasserstoff"]
    assert set(found(client, "Wasserstoff OR Strom")) == {"Wasserstoff", "Strom"}


def test_titles_weigh_more_than_text(client, home):
    info_page(home, "Anderes", body=[("text", "<p>Szenario, einmal genannt.</p>")])
    info_page(home, "Szenario")
    assert found(client, "Szenario") == ["Szenario", "Anderes"]


def test_excerpt_shows_the_word_marked_and_nothing_active(client, home):
    info_page(
        home,
        "Betriebe",
        lead="Ein <script>alert(1)</script> zum Betrieb & mehr.",
    )
    response = client.get("/suche/", {"q": "Betriebe"})
    page = BeautifulSoup(response.content, "html.parser")
    excerpt = page.select_one(".hits li p:last-child")
    assert [mark.get_text() for mark in excerpt.find_all("mark")] == ["Betrieb"]
    assert "<script>alert(1)" not in response.content.decode()


@pytest.mark.parametrize(
    "query", ["'", '"', "a:* & |", "((", "\\", "%00", "-", "x" * 5000, "ä" * 300]
)
def test_odd_queries_never_fail(client, home, query):
    assert found(client, query) == []


def test_null_bytes_are_harmless(client, home):
    assert client.get("/suche/?q=a%00b").status_code in (200, 400)


def test_nothing_hidden_is_found(client, home):
    secret = info_page(home, "Geheimes Protokoll")
    info_page(secret, "Geheimes Unterkapitel")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    draft = info_page(home, "Geheimer Entwurf")
    draft.unpublish()
    assert found(client, "geheim") == []


def test_english_search_finds_translations_and_german_substitutes(
    client, home, english_home
):
    german = info_page(home, "Transformation eins")
    info_page(home, "Transformation zwei")
    info_page(
        english_home, "Transformation one", translation_key=german.translation_key
    )
    assert set(found(client, "Transformation", "/en")) == {
        "Transformation one",
        "Transformation zwei",
    }
    assert set(found(client, "Transformation")) == {
        "Transformation eins",
        "Transformation zwei",
    }


def test_kind_of_hit_is_named(home):
    index = news_index(home)
    news(index, "Netzwerk trifft sich")
    info_page(home, "Netzwerk")
    hits = search.hits(list(search.find("Netzwerk")))
    assert {hit.title: hit.kind for hit in hits} == {
        "Netzwerk": "Seite",
        "Netzwerk trifft sich": "Nachricht",
    }


def test_results_are_paged(client, home, monkeypatch):
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    for number in range(3):
        info_page(home, f"Netzwerk {number}")
    assert len(found(client, "Netzwerk")) == 2
    second = client.get("/suche/", {"q": "Netzwerk", "seite": "2"})
    assert "Netzwerk" in second.content.decode()


def test_empty_result_offers_a_way_on(client, home):
    response = client.get("/suche/", {"q": "Quastenflosser"})
    assert "Nichts gefunden" in response.content.decode()
    assert "/uebersicht/" in response.content.decode()


def test_workshops_are_found_by_everybody_unless_they_are_closed(client, home):
    lead = "Wir erkunden Großwärmepumpen."
    for state, restriction in (
        *(("published", "none"), ("published", "members")),
        *(("published", "invitation"), ("draft", "none")),
    ):
        WorkshopFactory(
            title=f"Werkstatt {state} {restriction}",
            state=state,
            restriction=restriction,
            lead=lead,
        )
    assert set(found(client, "Großwärmepumpe")) == {
        "Werkstatt published none",
        "Werkstatt published members",
    }
    page = client.get("/suche/?q=Großwärmepumpe").text
    assert "Workshop" in page
    assert "/workshops/werkstatt-published-none/" in page


def test_result_pages_stay_out_of_search_engines(client, home):
    assert b'content="noindex"' in client.get("/suche/?q=a").content


@pytest.mark.parametrize("count", [1, 3])
def test_search_costs_the_same_for_any_number(
    client, home, count, django_assert_num_queries
):
    for number in range(count):
        info_page(home, f"Netzwerk {number}")
    client.get("/suche/?q=Netzwerk")
    with django_assert_num_queries(6):
        client.get("/suche/?q=Netzwerk")
