"""Published versions: which there are, what changed, who may read them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from strategy.versions import plain
from tests.factories.strategy import ChapterFactory, ScenarioFactory, VisionFactory

pytestmark = pytest.mark.django_db


def publish(thing, **changes) -> None:
    for name, value in changes.items():
        setattr(thing, name, value)
    thing.save_revision().publish(skip_permission_checks=True)


@pytest.fixture(params=[ScenarioFactory, VisionFactory, ChapterFactory])
def thing(request):
    return request.param()


def rich(thing) -> str:
    return "text" if hasattr(thing, "text") else "story"


def test_only_what_was_published_is_a_version(client, thing):
    publish(thing, **{rich(thing): "<p>Zuerst so.</p>"})
    thing.save_revision()  # a draft on the way
    publish(thing, **{rich(thing): "<p>Dann anders.</p>"})
    assert [each.number for each in thing.published_versions()] == [2, 1]
    first, second = (client.get(thing.version_url(n)) for n in (1, 2))
    assert "Zuerst so." in first.text
    assert "Erste Fassung" in first.text
    assert "<del>" not in first.text
    assert "<del>" in second.text
    assert client.get(thing.version_url(3)).status_code == 404
    page = client.get(thing.get_absolute_url().partition("#")[0])
    assert thing.version_url(2) in page.text


def test_words_that_stayed_are_not_repeated(client):
    vision = VisionFactory(lead="Bleibt so.")
    publish(vision)
    publish(vision, plain_language="Kurz gesagt: gut.")
    page = client.get(vision.version_url(2)).text
    assert "Kurz gesagt: gut." in page
    assert "Bleibt so." not in page
    publish(vision)
    assert "Die Worte sind dieselben" in client.get(vision.version_url(3)).text


def test_ends_of_lines_are_no_change(client):
    vision = VisionFactory(plain_language="Eins.\nZwei.")
    publish(vision)
    publish(vision, plain_language="Eins.\r\nZwei.\r\nDrei.")
    page = client.get(vision.version_url(2)).text
    assert page.count("<ins>") == 1
    assert "<del>" not in page


def test_the_same_text_published_again_is_no_new_version():
    vision = VisionFactory()
    revision = vision.save_revision()
    for _ in range(2):
        revision.publish(skip_permission_checks=True)
        vision.unpublish()
    assert len(vision.published_versions()) == 1


def test_versions_of_what_is_taken_back_are_not_public(client, login, manager, thing):
    publish(thing)
    thing.unpublish()
    assert client.get(thing.version_url(1)).status_code == 404
    assert login(manager).get(thing.version_url(1)).status_code == 200


def test_hostile_text_stays_text(client):
    vision = VisionFactory()
    publish(vision, lead="<script>alert(1)</script>")
    assert "<script>alert(1)" not in client.get(vision.version_url(1)).text


@pytest.mark.parametrize("verb", ["post", "put", "delete", "patch"])
def test_versions_are_only_read(client, login, manager, verb):
    vision = VisionFactory()
    publish(vision)
    assert getattr(login(manager), verb)(vision.version_url(1)).status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_for_any_number_of_versions(client, number):
    scenario = ScenarioFactory()
    for each in range(number):
        publish(scenario, lead=f"Fassung {each}")
    client.get(scenario.get_absolute_url())
    with CaptureQueriesContext(connection) as queries:
        client.get(scenario.get_absolute_url())
    assert len(queries) == 7


def test_markup_becomes_words():
    html = "<h2>Eins</h2><p>Zwei <b>drei</b>, vier.</p><ul><li>a</li></ul>"
    assert plain(html) == "Eins\n\nZwei drei, vier.\n\na"


def test_draft_is_never_written_over_what_was_published(client, manager, thing):
    """A tab of the admin that is still open when its text has been published."""
    setattr(thing, rich(thing), "<p>Gezeigt.</p>")
    shown = thing.save_revision(user=manager)
    shown.publish(skip_permission_checks=True)
    setattr(thing, rich(thing), "<p>Noch geheim.</p>")
    draft = thing.save_revision(user=manager, overwrite_revision=shown)
    assert draft.pk != shown.pk
    assert thing.save_revision(user=manager, overwrite_revision=draft).pk == draft.pk
    page = client.get(thing.version_url(1)).text
    assert "Gezeigt." in page
    assert "Noch geheim." not in page
