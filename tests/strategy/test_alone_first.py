"""Alone first: who may see what others say, on every page and in every file."""

import pytest
from django.urls import reverse

from strategy import judging
from strategy.models import Judgement, ScenarioField
from tests.factories.strategy import FactorFactory, analysed, judge_all, members_of
from tests.strategy.test_judging import answer, pair, pair_url

SAID = "Weil der Strom fehlt."


@pytest.fixture
def judged(field):
    """Somebody else has judged everything, with a reason."""
    other = members_of(field, 1)[0]
    part = judge_all(field, other, 3)
    part.answers.update(reason=SAID)
    return field


def state(field, value):
    ScenarioField.objects.filter(pk=field.pk).update(state=value)


def address(field, name, *args):
    return reverse(f"strategy:{name}", args=[field.slug, *args])


@pytest.mark.parametrize("role", ["member", "speaker"])
def test_while_judging_only_ones_own_pairs_are_open(login, role, request, judged):
    """Speakers judge as well: knowing what others say would lead them, too."""
    browser = login(request.getfixturevalue(role))
    page = browser.get(address(judged, "settle_matrix"))
    assert "Erst allein" in page.text
    assert "6 Paare fehlen Ihnen noch" in page.text
    assert not page.context["page_obj"].object_list
    values = [
        cell.get("value") for row in page.context["rows"] for cell in row["cells"]
    ]
    assert set(values) == {None, "–"}
    page = browser.get(pair_url(judged, name="settle_pair"), follow=True)
    assert page.redirect_chain[-1][0] == pair_url(judged)
    assert "zuerst selbst ein" in page.text
    assert SAID not in page.text

    browser.post(pair_url(judged), answer(judged, -3))
    page = browser.get(address(judged, "settle_matrix"))
    assert "5 Paare fehlen Ihnen noch" in page.text
    seen = page.context["page_obj"].object_list
    assert [(each["source"].factor, each["target"].factor) for each in seen] == [
        pair(judged)
    ]
    values = [
        cell.get("value") for row in page.context["rows"] for cell in row["cells"]
    ]
    assert values.count("0") == 2  # +3 and -3 together
    assert values.count("–") == 20
    assert SAID in browser.get(pair_url(judged, name="settle_pair")).text


@pytest.mark.parametrize("format_", ["scw", "json", "csv", "xlsx"])
def test_files_come_when_all_pairs_are_judged(login, member, judged, format_):
    browser = login(member)
    url = address(judged, "field_export", format_)
    page = browser.get(url, follow=True)
    assert "Werte aller erst, wenn Sie selbst alle" in page.text
    assert url not in page.text
    judge_all(judged, member)
    assert browser.get(url).status_code == 200
    assert url in browser.get(judged.get_absolute_url()).text


def test_a_new_round_keeps_the_values_of_the_last_from_whoever_has_not_judged(
    login, member, speaker, judged
):
    analysis = analysed(judged, speaker)
    query = "?" + "&".join(f"f{letter}=0" for letter in "ABC")
    url = address(judged, "analysis_why", analysis.key) + query
    assert "Wie gut jede Ausprägung" in login(member).get(url).text
    state(judged, "judging")
    page = login(member).get(url, follow=True)
    assert "Werte aller erst" in page.text
    assert "Wie gut jede Ausprägung" not in page.text


def test_from_settling_on_the_group_sees_everything(login, member, speaker, judged):
    for value in ("settling", "analysed", "published"):
        state(judged, value)
        for person in (member, speaker):
            page = login(person).get(address(judged, "settle_matrix"))
            assert "Erst allein" not in page.text
            page = login(person).get(pair_url(judged, name="settle_pair"))
            assert SAID in page.text
    # Whoever comes late still judges without seeing what others say.
    state(judged, "settling")
    assert SAID not in login(member).get(pair_url(judged)).text


def test_manager_from_outside_sees_all_until_they_judge_themselves(
    login, manager, judged
):
    browser = login(manager)
    assert SAID in browser.get(pair_url(judged, name="settle_pair")).text
    assert browser.get(address(judged, "field_export", "scw")).status_code == 200
    browser.post(pair_url(judged), answer(judged, 1))
    page = browser.get(address(judged, "settle_matrix"))
    assert "5 Paare fehlen Ihnen noch" in page.text


def test_strangers_see_nothing_in_any_state(login, stranger, client, judged):
    for value in ScenarioField.State.values:
        state(judged, value)
        for url in (
            address(judged, "settle_matrix"),
            pair_url(judged, name="settle_pair"),
            address(judged, "field_export", "json"),
            address(judged, "field_people"),
        ):
            assert login(stranger).get(url).status_code == 403
            assert client.get(url).status_code == 302


def test_values_are_settled_only_after_judging(login, speaker, judged):
    judge_all(judged, speaker)
    url = pair_url(judged, name="settle_pair")
    data = answer(judged, 2, note="So besprochen.")
    assert "Werte festhalten" not in login(speaker).get(url).text
    page = login(speaker).post(url, data)
    assert "wenn das Einschätzen beendet ist" in page.text
    assert "So besprochen." in page.text
    state(judged, "published")
    assert "zuerst seinen Stand zurück" in login(speaker).post(url, data).text
    assert "in den Ständen" in login(speaker).get(url).text
    state(judged, "settling")
    page = login(speaker).post(url, data, follow=True)
    assert "Die Werte der Gruppe sind gespeichert." in page.text


def test_new_projection_opens_a_judged_pair_again(login, member, judged):
    judge_all(judged, member)
    first, _second = pair(judged)
    first.projections.create(name="ganz anders", position=3)
    browser = login(member)
    page = browser.get(address(judged, "judge_list"))
    assert "2 von 6 Paaren" in page.text  # those between the other two factors
    assert browser.get(address(judged, "judge_next")).url == pair_url(judged)
    assert "Ausprägungen dazugekommen" in browser.get(pair_url(judged)).text
    browser.post(pair_url(judged), answer(judged, 1))
    assert "3 von 6 Paaren" in browser.get(address(judged, "judge_list")).text
    assert Judgement.objects.filter(source__name="ganz anders").count() == 2


def test_factors_put_aside_do_not_count(member, judged):
    judge_all(judged, member)
    layout = judging.Layout(judged)
    part = judging.part_of(judged, member)
    assert len(judging.completed(layout, part.pk)) == 6
    third = judged.factors.last()
    third.state, third.merged_into = "merged", judged.factors.first()
    third.save()
    FactorFactory(field=judged)
    layout = judging.Layout(judged)
    assert len(judging.completed(layout, part.pk)) == 2
    assert judging.completed(layout, None) == set()
