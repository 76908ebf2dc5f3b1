"""Visions: who sees them, what people say, who stands behind them."""

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from network.models import Organisation, Topic
from strategy import chain
from strategy.models import Endorsement, Vision, VisionComment
from strategy.visions import comment_on_vision
from tests.factories.cms import picture
from tests.factories.network import AffiliationFactory, OrganisationFactory
from tests.factories.strategy import ScenarioFactory, VisionFactory

pytestmark = pytest.mark.django_db

LIST = "/strategie/zukunftsbilder/"


def headings(response) -> list[str]:
    soup = BeautifulSoup(response.content, "html.parser")
    return [link.text for link in soup.select("main .card h3 a")]


# --- Who sees what ------------------------------------------------------------------------


def test_draft_is_for_those_who_write_visions(client, login, member, editor, manager):
    draft = VisionFactory(live=False)
    assert headings(client.get(LIST)) == []
    url = draft.get_absolute_url()
    assert client.get(url).status_code == 404
    assert login(member).get(url).status_code == 404
    for person in (editor, manager):
        assert "ist ein Entwurf" in login(person).get(url).text


def test_list_filters_by_topic(client):
    topic = Topic.objects.first()
    VisionFactory(name="Wärme", topics=[topic])
    VisionFactory(name="Wege")
    assert headings(client.get(LIST)) == ["Wärme", "Wege"]
    assert headings(client.get(f"{LIST}?handlungsfeld={topic.slug}")) == ["Wärme"]
    empty = client.get(f"{LIST}?handlungsfeld={Topic.objects.last().slug}")
    assert "Hier steht noch kein Zukunftsbild" in empty.text


def test_page_shows_where_the_vision_came_from_and_why(client, manager):
    vision, scenario = VisionFactory(), ScenarioFactory()
    chain.connect(
        source=scenario, target=vision, reason="Weil Netze fehlen.", by=manager
    )
    page = client.get(vision.get_absolute_url()).text
    assert "Entstanden aus" in page
    assert "Weil Netze fehlen." in page
    assert scenario.get_absolute_url() in page
    back = client.get(scenario.get_absolute_url()).text
    assert vision.get_absolute_url() in back


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_for_any_number(client, number):
    for _ in range(number):
        VisionFactory(topics=[Topic.objects.first()])
    client.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        client.get(LIST)
    assert len(queries) == 5


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_for_any_number_of_comments(client, member, number):
    vision = VisionFactory()
    for _ in range(number):
        comment_on_vision(vision=vision, text="Gut.", by=member)
        Endorsement.objects.create(vision=vision, organisation=OrganisationFactory())
        chain.connect(source=ScenarioFactory(), target=vision, reason="x", by=None)
    client.get(vision.get_absolute_url())
    with CaptureQueriesContext(connection) as queries:
        client.get(vision.get_absolute_url())
    assert len(queries) <= 14


# --- Comments -----------------------------------------------------------------------------


def test_member_comments_and_takes_it_back(client, login, member):
    vision = VisionFactory()
    url = vision.get_absolute_url()
    page = login(member).post(url, {"text": "Sehr *gut*."}, follow=True)
    assert "<em>gut</em>" in page.text
    comment = VisionComment.objects.get()
    assert "<em>gut</em>" in client.get(url).text
    ask = login(member).get(f"{url}kommentare/{comment.key}/zuruecknehmen/")
    assert "wirklich zurücknehmen" in ask.text
    login(member).post(f"{url}kommentare/{comment.key}/zuruecknehmen/")
    assert not VisionComment.objects.exists()


def test_guest_is_asked_to_log_in_before_commenting(client):
    url = VisionFactory().get_absolute_url()
    assert "Anmelden und mitreden" in client.get(url).text
    response = client.post(url, {"text": "Ich auch."})
    assert response.status_code == 302
    assert response["Location"].startswith("/konto/login/")
    assert not VisionComment.objects.exists()


@pytest.mark.parametrize(
    ("text", "message"), [("  ", "Bitte schreiben Sie etwas."), ("x" * 3001, "3000")]
)
def test_comment_that_cannot_be_saved_keeps_what_was_written(
    login, member, text, message
):
    page = login(member).post(VisionFactory().get_absolute_url(), {"text": text})
    assert message in page.text
    assert text.strip() in page.text
    assert not VisionComment.objects.exists()


def test_hostile_comment_is_only_text(client, member):
    vision = VisionFactory()
    comment_on_vision(vision=vision, text="<script>alert(1)</script>", by=member)
    assert "<script>alert(1)" not in client.get(vision.get_absolute_url()).text


def test_stranger_takes_back_no_comment_of_others(login, member, stranger):
    vision = VisionFactory()
    comment = comment_on_vision(vision=vision, text="Meins.", by=member)
    url = f"{vision.get_absolute_url()}kommentare/{comment.key}/zuruecknehmen/"
    assert login(stranger).post(url).status_code == 404
    assert VisionComment.objects.exists()


def test_comment_stays_without_a_name_when_its_author_leaves(client, member):
    vision = VisionFactory()
    comment_on_vision(vision=vision, text="Das bleibt.", by=member)
    member.delete()
    page = client.get(vision.get_absolute_url()).text
    assert "Das bleibt." in page
    assert "ehemaliges Mitglied" in page


# --- Who stands behind it -----------------------------------------------------------------


def test_organisation_stands_behind_a_vision_and_no_longer(client, login, member):
    vision = VisionFactory()
    affiliation = AffiliationFactory(person=member, may_speak=True)
    name, slug = affiliation.organisation.name, affiliation.organisation.slug
    url = f"{vision.get_absolute_url()}unterstuetzen/"
    browser = login(member)
    assert (
        f"Im Namen von {name} unterstützen"
        in browser.get(vision.get_absolute_url()).text
    )
    browser.post(url, {"organisation": slug})
    browser.post(url, {"organisation": slug})
    assert Endorsement.objects.count() == 1
    assert name in client.get(vision.get_absolute_url()).text
    browser.post(url, {"organisation": slug, "action": "withdraw"})
    assert not Endorsement.objects.exists()


def test_nobody_speaks_for_an_organisation_without_its_word(login, member, stranger):
    vision = VisionFactory()
    organisation = AffiliationFactory(person=member, may_speak=False).organisation
    url = f"{vision.get_absolute_url()}unterstuetzen/"
    for person in (member, stranger):
        response = login(person).post(url, {"organisation": organisation.slug})
        assert response.status_code == 403
    assert not Endorsement.objects.exists()


def test_archived_organisation_is_not_shown(client):
    vision = VisionFactory()
    organisation = OrganisationFactory()
    Endorsement.objects.create(vision=vision, organisation=organisation)
    Organisation.objects.update(state="archived")
    assert organisation.name not in client.get(vision.get_absolute_url()).text


# --- What the database holds --------------------------------------------------------------


def test_picture_needs_words():
    with pytest.raises(IntegrityError), transaction.atomic():
        VisionFactory(picture=picture(), picture_description="")


def test_two_visions_of_one_name_have_two_addresses():
    slugs = {VisionFactory(name="Gleich").slug, VisionFactory(name="Gleich").slug}
    assert len(slugs) == 2
    assert Vision.objects.count() == 2
