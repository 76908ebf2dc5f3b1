"""The page of an influence factor: for everybody once its field is published."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from strategy.feedback import give_feedback
from strategy.models import Factor, FeedbackEntry, ScenarioField
from strategy.warning_signs import check_sign
from tests.factories.measures import MeasureFactory
from tests.factories.strategy import (
    FactorFactory,
    FieldFactory,
    ScenarioFactory,
    WarningSignFactory,
    join_group,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def factor() -> Factor:
    return FactorFactory(
        field=FieldFactory(state="published"),
        name="Strompreis",
        why="Er entscheidet, was hier gebaut wird.",
        today="16,9 Cent je Kilowattstunde",
        sources="Umfrage im Netzwerk",
    )


def test_page_shows_what_a_factor_is_and_where_it_counts(client, factor):
    first, second = factor.projections.all()
    FactorFactory(field=factor.field)
    scenario = ScenarioFactory(field=factor.field, assignment=[first.pk])
    page = client.get(factor.get_absolute_url()).text
    for words in (factor.why, factor.today, factor.sources, first.name, second.name):
        assert words in page
    assert page.count(scenario.get_absolute_url()) == 1
    assert "in keinem veröffentlichten Szenario" in page
    assert factor.get_absolute_url() in client.get(scenario.get_absolute_url()).text
    assert factor.get_absolute_url() in client.get("/sitemap.xml").text


def test_factor_taken_over_is_followed_below_and_warned_of_there(client, factor):
    region = FieldFactory(state="published", kind="regional", builds_on=factor.field)
    copy = FactorFactory(field=region, taken_from=factor, projections=0)
    first = factor.projections.first()
    below = copy.projections.create(name=first.name, taken_from=first)
    scenario = ScenarioFactory(field=region, assignment=[below.pk])
    sign = WarningSignFactory(projection=first, name="Börse")
    assert scenario.get_absolute_url() in client.get(factor.get_absolute_url()).text
    for page in (copy, scenario):
        assert sign.name in client.get(page.get_absolute_url()).text
    assert "spricht für dieses" in client.get(scenario.get_absolute_url()).text


def test_signs_of_the_field_above_stay_there_until_it_is_published(
    client, login, member, factor
):
    region = FieldFactory(state="published", kind="regional", builds_on=factor.field)
    copy = FactorFactory(field=region, taken_from=factor)
    scenario = ScenarioFactory(field=region, assignment=[copy.projections.first().pk])
    sign = WarningSignFactory(projection=factor.projections.first(), name="Börse")
    own = WarningSignFactory(projection=copy.projections.first(), name="Netz")
    ScenarioField.objects.filter(pk=factor.field_id).update(state="judging")
    join_group(factor.field.group, member)
    for page in (copy, scenario):
        shown = client.get(page.get_absolute_url()).text
        assert own.name in shown
        assert sign.name not in shown
        assert sign.name in login(member).get(page.get_absolute_url()).text


def test_drafts_of_scenarios_are_not_named(client, factor):
    ScenarioFactory(
        field=factor.field,
        name="Noch geheim",
        live=False,
        assignment=[factor.projections.first().pk],
    )
    assert "Noch geheim" not in client.get(factor.get_absolute_url()).text


@pytest.mark.parametrize("state", ["collecting", "judging", "settling", "analysed"])
def test_factor_is_for_its_group_until_the_field_is_published(
    client, login, member, stranger, manager, factor, state
):
    ScenarioField.objects.update(state=state)
    join_group(factor.field.group, member)
    url = factor.get_absolute_url()
    assert client.get(url).status_code == 404
    assert login(stranger).get(url).status_code == 404
    for person in (member, manager):
        assert "arbeitet noch an diesem Faktor" in login(person).get(url).text
    scenario = ScenarioFactory(
        field=factor.field, assignment=[factor.projections.first().pk]
    )
    assert url not in client.get(scenario.get_absolute_url()).text
    assert url not in client.get("/sitemap.xml").text


def test_proposal_is_not_public_and_a_merged_one_leads_on(client, login, manager):
    field = FieldFactory(state="published")
    factor = FactorFactory(field=field, state="proposed")
    assert client.get(factor.get_absolute_url()).status_code == 404
    kept = FactorFactory(field=field)
    merged = FactorFactory(field=field, state="merged", merged_into=kept)
    page = login(manager).get(merged.get_absolute_url())
    assert page["Location"] == kept.get_absolute_url()


def test_warning_and_what_came_of_it_stand_on_the_page(client, manager, factor):
    sign = WarningSignFactory(projection=factor.projections.first(), name="Börse")
    sign.values.add(sign.values.model(on=timezone.localdate(), value=12))
    sign.save()
    check_sign(sign=sign, by=manager)
    review = FeedbackEntry.objects.get()
    page = client.get(factor.get_absolute_url()).text
    assert "Schwelle erreicht, Prüfung offen" in page
    assert review.get_absolute_url() in page
    entry = client.get(review.get_absolute_url()).text
    assert factor.get_absolute_url() in entry
    assert "Aus dem Frühwarnzeichen" in entry


@pytest.mark.parametrize("verb", ["post", "put", "delete"])
def test_page_is_only_read(login, manager, factor, verb):
    page = getattr(login(manager), verb)(factor.get_absolute_url())
    assert page.status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_for_any_number(client, manager, factor, number):
    measure = MeasureFactory(state="implementing")
    for _ in range(number):
        first = factor.projections.first()
        ScenarioFactory(field=factor.field, assignment=[first.pk])
        WarningSignFactory(projection=first)
        entry = FeedbackEntry(
            effect="adds",
            finding="Neues.",
            evidence="Zahlen.",
            review_by=timezone.localdate(),
        )
        give_feedback(source=measure, concerns=factor, entry=entry, by=manager)
    client.get(factor.get_absolute_url())
    with CaptureQueriesContext(connection) as queries:
        client.get(factor.get_absolute_url())
    assert len(queries) == 13
