"""Published scenarios: for everybody; drafts for those who write them."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.models import Revision

from strategy.chain import connect
from strategy.models import Scenario
from strategy.views.lab_scenarios import margin_words
from tests.factories.strategy import (
    FactorFactory,
    ScenarioFactory,
    field_with,
    judge_all,
)
from tregks.cms.chain import stations

LIST = "/strategie/szenarien/"


@pytest.fixture
def scenario(db):
    field = field_with(2)
    assignment = [each.projections.first().pk for each in field.factors.all()]
    return ScenarioFactory(
        field=field,
        name="Gemeinsam vorn",
        lead="Alle ziehen mit.",
        story="<h2>Das Jahr 2035</h2><p>Es ist gelungen.</p>",
        plain_language="Kurze Sätze.\n\nNoch einer.",
        assignment=assignment,
        margin=2,
        weight=0.4,
    )


def test_scenario_tells_its_story_and_what_it_is_made_of(client, scenario):
    page = client.get(scenario.get_absolute_url())
    for words in ("Es ist gelungen.", "Kurze Sätze.", "In sich stimmig und stabil"):
        assert words in page.text
    for projection in scenario.projections():
        assert projection.name in page.text
        assert projection.factor.name in page.text


def test_drafts_are_hidden_from_all_who_do_not_write_them(
    client, login, member, editor, scenario
):
    draft = ScenarioFactory(name="Noch geheim", live=False)
    url = draft.get_absolute_url()
    assert client.get(url).status_code == 404
    assert login(member).get(url).status_code == 404
    assert "noch nicht öffentlich" in login(editor).get(url).text
    assert "Noch geheim" not in client.get(LIST).text
    assert draft.get_absolute_url() not in client.get("/sitemap.xml").text
    assert scenario.get_absolute_url() in client.get("/sitemap.xml").text


def test_list_filters_by_kind_and_says_what_is_missing(client, scenario):
    page = client.get(f"{LIST}?art=regional")
    assert "Noch kein Szenario" in page.text
    assert scenario.name in client.get(f"{LIST}?art=technology").text
    assert scenario.name in client.get(f"{LIST}?art=unsinn&seite=99").text


def test_comparison_puts_scenarios_side_by_side(client, scenario):
    last = [each.projections.last().pk for each in scenario.field.factors.all()]
    other = ScenarioFactory(field=scenario.field, name="Jeder allein", assignment=last)
    page = client.get(f"{LIST}?vergleich={scenario.slug}&vergleich={other.slug}")
    for each in (*scenario.projections(), *other.projections()):
        assert each.name in page.text
    assert "(verschieden)" in page.text  # bold letters are not heard
    page = client.get(f"{LIST}?vergleich={scenario.slug}")
    assert "mindestens zwei Szenarien" in page.text
    assert "<title>Fehler: " in page.text
    page = client.get(f"{LIST}?vergleich=gibt&vergleich=es-nicht")
    assert "mindestens zwei Szenarien" in page.text


def test_comparison_says_who_does_not_fit(client, scenario):
    last = [each.projections.last().pk for each in scenario.field.factors.all()]
    others = [ScenarioFactory(field=scenario.field, assignment=last) for _ in range(8)]
    wanted = "&".join(f"vergleich={each.slug}" for each in (scenario, *others))
    page = client.get(f"{LIST}?{wanted}")
    assert len(page.context["scenarios"]) == 8
    assert "Nicht dabei" in page.text
    assert others[-1].name in page.text


def test_comparison_hides_drafts(client, scenario):
    draft = ScenarioFactory(field=scenario.field, name="Noch geheim", live=False)
    page = client.get(f"{LIST}?vergleich={scenario.slug}&vergleich={draft.slug}")
    assert "Noch geheim" not in page.text


def test_comparison_costs_the_same_for_any_number(
    client, scenario, django_assert_num_queries
):
    def cost(number: int) -> str:
        for _ in range(number):
            ScenarioFactory(field=scenario.field, assignment=scenario.assignment)
        slugs = Scenario.objects.values_list("slug", flat=True)
        return LIST + "?" + "&".join(f"vergleich={slug}" for slug in slugs)

    for number in (1, 3):
        address = cost(number)
        client.get(address)
        with django_assert_num_queries(3):
            client.get(address)


def test_comparison_aligns_factors_taken_over(client, scenario):
    upper = scenario.field.factors.first()
    region = field_with(0, kind="regional", builds_on=scenario.field)
    copy = FactorFactory(field=region, name=upper.name, taken_from=upper)
    below = ScenarioFactory(field=region, assignment=[copy.projections.first().pk])
    page = client.get(f"{LIST}?vergleich={scenario.slug}&vergleich={below.slug}")
    names = [row["factor"].name for row in page.context["rows"]]
    assert names.count(upper.name) == 1


def test_band_shows_where_it_came_from_and_led_to(client, manager, scenario):
    below = ScenarioFactory(name="Region danach")
    connect(source=scenario, target=below, reason="Sie folgt daraus.", by=manager)
    assert below.name in client.get(scenario.get_absolute_url()).text
    assert scenario.name in client.get(below.get_absolute_url()).text


def test_home_chain_counts_scenarios(client, scenario):
    station = stations()[0]
    assert (station["count"], station["url"]) == (1, LIST)


@pytest.mark.parametrize(
    ("margin", "words"),
    [
        (None, ""),
        (-1, "leicht gegen"),
        (0, "knapp"),
        (0.5, "nicht überall"),
        (2, "stabil"),
    ],
)
def test_margin_is_said_in_words(db, margin, words):
    assert words in margin_words(Scenario(margin=margin))


def test_picture_needs_a_description(scenario):
    from tests.factories.cms import picture  # noqa: PLC0415 - only here

    with pytest.raises(IntegrityError), transaction.atomic():
        Scenario.objects.filter(pk=scenario.pk).update(picture=picture())


def test_manager_edits_previews_and_publishes(login, manager, editor, member, scenario):
    edit = reverse("strategy_scenarios:edit", args=[scenario.pk])
    for who, status in ((manager, 200), (editor, 200), (member, 302)):
        assert login(who).get(edit).status_code == status
    data = {
        "name": "Neuer Name",
        "slug": scenario.slug,
        "lead": "Alle ziehen mit.",
        "story": '{"blocks": [], "entityMap": {}}',
        "plain_language": "",
        "picture": "",
        "picture_description": "",
    }
    login(editor).post(edit, data)
    scenario.refresh_from_db()
    assert scenario.name == "Gemeinsam vorn"
    assert Revision.objects.for_instance(scenario).exists()
    login(manager).post(edit, data | {"action-publish": "1"})
    scenario.refresh_from_db()
    assert scenario.name == "Neuer Name"
    preview = reverse("strategy_scenarios:preview_on_edit", args=[scenario.pk])
    browser = login(manager)
    browser.post(preview, data)
    assert "Neuer Name" in browser.get(preview).text


def test_admin_lists_fields_factors_and_participation(login, manager, speaker, field):
    judge_all(field, speaker)
    FactorFactory(field=field, name="Neu gedacht", state="proposed")
    browser = login(manager)
    assert field.name in browser.get("/cms/szenariofelder/").text
    assert "Neu gedacht" in browser.get("/cms/einflussfaktoren/").text
    page = browser.get("/cms/beteiligung/")
    assert speaker.name in page.text
    for name in ("szenariofelder", "einflussfaktoren", "beteiligung"):
        page = browser.get(f"/cms/{name}/?export=xlsx")
        assert page.status_code == 200
        assert "spreadsheet" in page["Content-Type"]


def test_people_page_names_who_has_not_begun(login, speaker, member, field):
    judge_all(field, speaker)
    page = login(speaker).get(reverse("strategy:field_people", args=[field.slug]))
    assert "6" in page.text
    assert member.name in page.text.partition("Noch nicht dabei")[2]


def test_search_finds_scenarios(client, scenario):
    assert scenario.name in client.get("/suche/?q=gelungen").text
