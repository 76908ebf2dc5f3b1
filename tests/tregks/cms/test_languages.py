import pytest
from bs4 import BeautifulSoup

from tests.factories.cms import info_page


@pytest.fixture
def german(home):
    return info_page(home, "Hilfe", slug="hilfe", show_in_menus=True, lead="Kurz.")


@pytest.fixture
def english(german, english_home):
    return info_page(
        english_home,
        "Help",
        slug="help",
        show_in_menus=True,
        translation_key=german.translation_key,
    )


def soup(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return BeautifulSoup(response.content, "html.parser")


def switch(page):
    link = page.select_one(".tools a[hreflang]")
    return link["hreflang"], link["href"]


def test_german_page_stands_in_and_says_so(client, german, english_home):
    page = soup(client, "/en/hilfe/")
    assert page.html["lang"] == "en"
    assert "only" in page.main.select_one(".alert").get_text()
    content = page.main.select_one("[lang=de]")
    assert content.h1.get_text() == "Hilfe"
    assert page.find("link", rel="canonical")["href"].endswith("/hilfe/")
    assert "/en/" not in page.find("link", rel="canonical")["href"]


def test_translated_page_has_no_notice(client, english):
    page = soup(client, "/en/help/")
    assert not page.main.select_one(".alert")
    assert not page.main.select_one("[lang]")


def test_german_address_below_en_leads_to_the_translation(client, english):
    response = client.get("/en/hilfe/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/en/help/"


def test_switch_leads_to_the_translation_and_back(client, english):
    assert switch(soup(client, "/hilfe/")) == ("en", "/en/help/")
    assert switch(soup(client, "/en/help/")) == ("de", "/hilfe/")


def test_switch_leads_to_the_substitute_where_there_is_no_translation(client, german):
    assert switch(soup(client, "/hilfe/")) == ("en", "/en/hilfe/")
    assert switch(soup(client, "/en/hilfe/")) == ("de", "/hilfe/")


def test_switch_works_on_pages_that_are_not_in_the_tree(client, home):
    assert switch(soup(client, "/suche/?q=Netz")) == ("en", "/en/suche/?q=Netz")


def test_menu_prefers_translations_and_keeps_the_order(client, home, english):
    info_page(home, "Nur deutsch", slug="nur-deutsch", show_in_menus=True)
    page = soup(client, "/en/")
    own = {"/en/help/", "/en/nur-deutsch/"}
    links = [a["href"] for a in page.select("nav.nav a") if a["href"] in own]
    assert links == ["/en/help/", "/en/nur-deutsch/"]


def test_english_draft_is_no_translation_yet(client, english):
    english.unpublish()
    assert soup(client, "/en/hilfe/").h1.get_text() == "Hilfe"
    assert client.get("/en/help/").status_code == 404


def test_no_cookie_and_no_guess_from_the_browser(client, german):
    response = client.get("/hilfe/", headers={"accept-language": "en"})
    assert response.headers["Content-Language"] == "de"
    assert not response.cookies
    assert not client.get("/en/hilfe/").cookies


def test_fallback_costs_as_much_as_the_page_itself(
    client, german, django_assert_max_num_queries
):
    client.cookies["any"] = "cookie"
    client.get("/en/hilfe/")
    with django_assert_max_num_queries(12):
        client.get("/en/hilfe/")


@pytest.mark.parametrize(
    "path",
    [
        *("/netzwerk/", "/netzwerk/biete-suche/", "/arbeitsgruppen/", "/massnahmen/"),
        *("/strategie/", "/strategie/szenarien/", "/workshops/", "/termine/"),
    ],
)
def test_lists_of_the_apps_lead_to_themselves_in_english(client, path):
    assert switch(soup(client, path)) == ("en", f"/en{path}")
    assert switch(soup(client, f"/en{path}")) == ("de", path)
