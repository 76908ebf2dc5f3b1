import pytest
from bs4 import BeautifulSoup

from tests.factories.cms import info_page, publish
from tregks.cms.glossary import Glossary
from tregks.cms.models import GlossaryPage, GlossaryTerm


def term(home, word: str, forms: str = "") -> GlossaryTerm:
    return GlossaryTerm.objects.create(
        term=word, forms=forms, definition=f"Das ist {word}.", locale=home.locale
    )


@pytest.fixture
def glossary(home) -> Glossary:
    publish(home, GlossaryPage(title="Glossar", slug="glossar"))
    term(home, "Szenario", "Szenarien")
    term(home, "Technologieszenario")
    term(home, "R&D")
    return Glossary.of_language(home.locale_id)


def test_first_use_becomes_a_link_and_only_that(glossary):
    html = glossary.link_terms("<p>Ein Szenario. Noch ein Szenario.</p>")
    assert html == (
        '<p>Ein <a class="term" href="/glossar/#szenario">Szenario</a>. '
        "Noch ein Szenario.</p>"
    )
    assert glossary.link_terms("<p>Alle Szenarien</p>") == "<p>Alle Szenarien</p>"


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Szenario</h2>",
        '<p><a href="/x/">Das <b>Szenario</b></a></p>',
        "<p>Szenarioanalyse</p>",
        '<p><a href="/szenario/" title="Szenario">x</a></p>',
    ],
)
def test_headings_links_and_parts_of_words_stay_alone(glossary, html):
    assert glossary.link_terms(html) == html


def test_longest_term_wins_and_escaped_words_match(glossary):
    html = glossary.link_terms("<p>Technologieszenario und R&amp;D</p>")
    links = BeautifulSoup(html, "html.parser").find_all("a")
    assert [link.get_text() for link in links] == ["Technologieszenario", "R&D"]


def test_without_glossary_page_nothing_is_linked(home):
    term(home, "Szenario")
    glossary = Glossary.of_language(home.locale_id)
    assert glossary.link_terms("<p>Szenario</p>") == "<p>Szenario</p>"


def test_page_links_each_term_once_over_all_its_blocks(client, home, glossary):
    accordion = {"sections": [{"title": "Frage", "text": "<p>Szenario</p>"}]}
    info_page(
        home,
        "Seite",
        body=[("text", "<p>Szenario</p>"), ("accordion", accordion)],
    )
    page = BeautifulSoup(client.get("/seite/").content, "html.parser")
    assert len(page.select("a.term")) == 1


def test_glossary_page_sorts_umlauts_with_their_vowel(client, home, glossary):
    for word in ["Zukunftsbild", "Ökobilanz", "Organisation"]:
        term(home, word)
    page = BeautifulSoup(client.get("/glossar/").content, "html.parser")
    assert [dt.get_text() for dt in page.find_all("dt")] == [
        "Ökobilanz",
        "Organisation",
        "R&D",
        "Szenario",
        "Technologieszenario",
        "Zukunftsbild",
    ]
    assert [h2.get_text() for h2 in page.main.find_all("h2")] == list("ORSTZ")


def test_easy_language_explains_its_words_itself(glossary, home, client):
    text = [("text", "<p>Szenario</p>")]
    page = info_page(home, "Leichte Sprache", purpose="easy-language", body=text)
    assert b'class="term"' not in client.get(page.url).content
