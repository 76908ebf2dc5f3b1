"""Every page of the lab shows what it should, and to whom."""

from django.urls import reverse

from strategy.models import ScenarioField
from tests.factories.strategy import FactorFactory, analysed, judge_all


def pages(field, analysis):
    factors = list(field.factors.all())
    inside = [
        "factor_list",
        "factor_create",
        "factor_rate",
        "influence_chart",
        "judge_list",
        "settle_matrix",
        "analysis_list",
        "field_people",
        "paper_enter",
        "paper",
    ]
    yield from (reverse(f"strategy:{name}", args=[field.slug]) for name in inside)
    one, other = factors[0].pk, factors[1].pk
    for name in ("judge_pair", "settle_pair"):
        yield reverse(f"strategy:{name}", args=[field.slug, one, other])
    for name in ("factor_edit", "factor_merge", "factor_remove", "influence_edit"):
        yield reverse(f"strategy:{name}", args=[field.slug, one])
    for name in ("detail", "map", "robust", "why", "compare", "publish"):
        yield reverse(f"strategy:analysis_{name}", args=[field.slug, analysis.key])
    for format_ in ("scw", "json", "csv", "xlsx"):
        yield reverse("strategy:field_export", args=[field.slug, format_])


def test_all_pages_open_for_the_speaker_and_for_no_stranger(
    login, speaker, stranger, client, field
):
    judge_all(field, speaker)
    analysis = analysed(field, speaker)
    for url in pages(field, analysis):
        assert login(speaker).get(url).status_code == 200, url
        assert login(stranger).get(url).status_code in {403, 404}, url
        assert client.get(url).status_code in {302, 404}, url


def test_field_page_is_public_but_shows_factors_only_when_published(client, field):
    url = field.get_absolute_url()
    name = field.factors.first().name
    page = client.get(url)
    assert page.status_code == 200
    assert name not in page.text
    ScenarioField.objects.filter(pk=field.pk).update(state="published")
    assert name in client.get(url).text


def test_lists_are_public(client, field):
    FactorFactory(field=field)
    assert field.name in client.get("/strategie/labor/").text
    assert client.get("/strategie/szenarien/").status_code == 200
