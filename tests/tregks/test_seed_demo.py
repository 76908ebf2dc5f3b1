import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db.models import Count
from wagtail.models import Page, Revision

from network.models import User
from strategy.models import Factor, ScenarioField
from tregks.cms.models import HomePage, InfoPage, NewsPage, PortalImage
from tregks.cms.outline import HARD_TO_READ
from tregks.demo.cast import CAST

PUBLIC = [
    *("/", "/aktuelles/", "/handlungsfelder/", "/ueber-uns/", "/hilfe/"),
    *("/kontakt/", "/barriere-melden/", "/barrierefreiheit/", "/leichte-sprache/"),
    *("/gebaerdensprache/", "/datenschutz/", "/impressum/", "/uebersicht/"),
    *("/en/", "/en/news/", "/en/about-us/"),
]


@pytest.fixture
def demo(db) -> None:
    call_command("seed_demo", verbosity=0)


def test_refuses_outside_the_demo(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="--force"):
        call_command("seed_demo")
    assert not User.objects.exists()


def test_demo_is_complete_and_loading_it_again_changes_nothing(demo, client):
    """One test for all, because loading the demo takes a while."""
    assert User.objects.count() >= len(CAST)
    assert NewsPage.objects.live().count() >= 7
    for path in PUBLIC:
        response = client.get(path)
        assert response.status_code == 200, path
        text = BeautifulSoup(response.content, "html.parser").main.get_text(" ")
        assert "[" not in text, path
        assert "Lorem" not in text, path

    hard = {
        page.title: page.readability()
        for page in Page.objects.live().filter(locale__language_code="de").specific()
        if isinstance(page, NewsPage | InfoPage)
        and (page.readability() or 0) > HARD_TO_READ
    }
    assert set(hard) <= {"Datenschutz", "Erklärung zur Barrierefreiheit"}, hard

    # For everybody in the cast there is something to do in the lab.
    states = ScenarioField.objects.order_by("state").values_list("state", flat=True)
    assert list(states) == ["collecting", "judging", "published", "published"]
    heat = ScenarioField.objects.get(state="judging")
    parts = heat.participants.annotate(pairs=Count("answers"))
    done = {part.person.email: part.pairs for part in parts}
    assert max(done.values()) == 30
    assert 0 < done["mitglied@tregks.example"] < 30
    assert "sprecherin@tregks.example" not in done
    proposed = Factor.objects.filter(field__state="collecting", state="proposed")
    assert proposed.count() == 3

    home = HomePage.objects.get(locale__language_code="de")
    home.headline = "Vom Ausprobieren"
    home.save_revision().publish()
    before = [
        Page.objects.count(),
        Revision.objects.count(),
        PortalImage.objects.count(),
        Factor.objects.count(),
    ]
    call_command("seed_demo", verbosity=0)
    after = [
        Page.objects.count(),
        Revision.objects.count(),
        PortalImage.objects.count(),
        Factor.objects.count(),
    ]
    assert before == after
    home.refresh_from_db()
    assert home.headline == "Vom Ausprobieren"


def test_easy_language_has_short_sentences():
    from tregks.demo.content_service import EASY_LANGUAGE  # noqa: PLC0415 - data only

    html = BeautifulSoup(EASY_LANGUAGE.body[0][1], "html.parser")
    sentences = [paragraph.get_text() for paragraph in html.find_all("p")]
    assert [text for text in sentences if len(text.split()) > 12] == []
