"""Every verb of the lab with foreign, merged, removed, repeated and hostile input.

None of them may answer with an error of the server, and none may change anything it
should not.
"""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from strategy import judging, lab, publishing
from strategy.analysis.results import Result
from strategy.models import (
    Analysis,
    DirectInfluence,
    Factor,
    FactorRating,
    Judgement,
    PairAnswer,
    Participant,
    Projection,
    Scenario,
    ScenarioField,
    Settlement,
)
from strategy.publishing import Wanted
from tests.factories.strategy import (
    FactorFactory,
    FieldFactory,
    ScenarioFactory,
    WarningSignFactory,
    analysed,
    field_with,
    judge_all,
)
from tests.strategy.test_judging import answer, pair, pair_url
from tests.strategy.test_lab import form, url

HUGE = 10**18  # larger than any key column
EVERYTHING = [
    *(Factor, Projection, PairAnswer, Judgement, Settlement, FactorRating),
    *(DirectInfluence, Participant, Analysis, Scenario, ScenarioField),
]
HOSTILE = ["", "\x00", "9" * 30, "-1", "1.5", "<script>", "' OR 1=1 --", "x" * 5000]


def rows() -> list[int]:
    return [model.objects.count() for model in EVERYTHING]


def merged(field, by) -> Factor:
    """A factor that rests below another."""
    factor, into = FactorFactory(field=field, position=30_000), field.factors.first()
    lab.merge_factor(factor=factor, into=into, by=by)
    return factor


# --- Foreign, removed and impossible numbers --------------------------------------


def test_numbers_of_nothing_or_of_another_field_do_not_exist(login, speaker, field):
    other = field_with(2)
    foreign, second = (each.pk for each in other.factors.all())
    browser = login(speaker)
    before = rows()
    for a, b in [(foreign, second), (999_999, 999_998), (HUGE, HUGE + 1)]:
        for name, args in [
            *(("factor_act", [a]), ("factor_edit", [a]), ("factor_merge", [a])),
            *(("factor_remove", [a]), ("influence_edit", [a])),
            *(("judge_pair", [a, b]), ("settle_pair", [a, b]), ("judge_pair", [a, a])),
        ]:
            page = browser.post(url(field, name, *args), {"action": "accept"})
            assert page.status_code == 404, (name, args)
    assert rows() == before


@pytest.mark.parametrize("value", [*HOSTILE, str(HUGE)])
def test_hostile_values_are_refused_everywhere(login, manager, field, value):
    """One round through all forms with the same bad answer in every field."""
    ScenarioField.objects.filter(pk=field.pk).update(state="settling")
    judge_all(field, manager)
    analysis = analysed(field, manager)
    region = FieldFactory(kind="regional", builds_on=field, group=field.group)
    first, second = pair(field)
    a, b = first.projections.first(), second.projections.first()
    browser = login(manager)
    before = rows()
    for name, args, data in [
        ("factor_act", [first.pk], {"action": value}),
        ("factor_merge", [first.pk], {"into": value}),
        ("factor_rate", [], {f"impact_{first.pk}": value}),
        ("influence_edit", [first.pk], {f"on_{second.pk}": value}),
        ("field_state", [], {"state": value}),
        ("judge_pair", [first.pk, second.pk], {f"cell_{a.pk}_{b.pk}": value}),
        ("settle_pair", [first.pk, second.pk], {f"cell_{a.pk}_{b.pk}": value}),
        ("analysis_list", [], {"tolerance": value}),
        ("paper_enter", [], {"person": value}),
        ("analysis_publish", [analysis.key], {"name_1": value}),
    ]:
        page = browser.post(url(field, name, *args), data)
        assert page.status_code < 500, (name, value)
    for name, data in [
        ("factor_take_over", {"factors": [value]}),
        ("field_context", {"scenario": value}),
    ]:
        page = browser.post(url(region, name), data)
        assert page.status_code < 500, name
    for name, args, query in [
        ("judge_list", [], "fuer"),
        ("judge_next", [], "nach"),
        ("settle_matrix", [], "seite"),
        ("analysis_publish", [analysis.key], "szenario"),
        ("analysis_detail", [analysis.key], "fA"),
        ("analysis_why", [analysis.key], "fA"),
        ("analysis_compare", [analysis.key], "mit"),
    ]:
        page = browser.get(url(field, name, *args), {query: value})
        assert page.status_code < 500, (name, value)
    for path, query in [
        ("/strategie/szenarien/", {"vergleich": [value, "y"], "art": value}),
        ("/strategie/labor/", {"art": value, "stand": value, "seite": value}),
    ]:
        assert browser.get(path, query).status_code in {200, 400}
    assert rows() == before
    assert Judgement.objects.exclude(value__in=[1, -1]).count() == 0


@pytest.mark.parametrize("value", ["\x00", "ſ", "İ", "🏭" * 50, "x" * 5000])
def test_names_of_any_letters(login, manager, field, value):
    """Refused or kept, never an error: the database compares names in its own way."""
    browser = login(manager)
    for name in (value, value.lower(), value.upper()):
        data = form(name=name, projection_0=name, projection_1=f"{name}!")
        page = browser.post(url(field, "factor_create"), data)
        assert page.status_code in {200, 302, 400}
        page = browser.post(
            url(field, "factor_create"),
            form(name=f"{name}?", projection_0="i", projection_1=name),
        )
        assert page.status_code in {200, 302, 400}
        page = browser.post(url(field, "field_copy"), {"name": name})
        assert page.status_code in {200, 302, 400}
        page = browser.post(url(field, "paper_enter"), {"name": name})
        assert page.status_code in {200, 302, 400}


@pytest.mark.parametrize("sign", ["\x01", "\x1b", "\x7f", "\x85", "\u2028", "\n"])
def test_no_name_keeps_a_field_from_being_taken_along(login, manager, sign):
    browser, field = login(manager), field_with(2)
    data = form(name=f"F{sign}x", projection_0=f"a{sign}x", projection_1="b")
    browser.post(url(field, "factor_create"), data)
    assert field.factors.filter(name__startswith="F").exists()
    browser.post(url(field, "field_copy"), {"name": f"Neues{sign}Feld"})
    for each in ScenarioField.objects.all():
        for format_ in ("scw", "json", "csv", "xlsx"):
            page = browser.get(url(each, "field_export", format_))
            assert page.status_code == 200
        assert browser.get(url(each, "paper")).status_code == 200
        assert browser.get(url(each, "analysis_list")).status_code == 200


# --- Factors ----------------------------------------------------------------------


@pytest.mark.parametrize("action", ["accept", "up", "down"])
def test_a_merged_factor_stays_where_it_is(login, speaker, field, action):
    factor = merged(field, speaker)
    page = login(speaker).post(
        url(field, "factor_act", factor.pk), {"action": action}, follow=True
    )
    assert "inzwischen zusammengeführt" in page.text
    factor.refresh_from_db()
    assert factor.state == "merged"


def test_splitting_and_accepting_twice_changes_nothing(login, speaker, field):
    factor = field.factors.first()
    for action in ("accept", "split", "accept"):
        page = login(speaker).post(
            url(field, "factor_act", factor.pk), {"action": action}, follow=True
        )
        assert page.status_code == 200
        factor.refresh_from_db()
        assert factor.state == "accepted"


def test_merging_needs_two_that_stand_for_themselves(login, speaker, field):
    first, second, third = field.factors.all()
    browser = login(speaker)
    for into in ("", first.pk, 999_999, FactorFactory().pk):
        page = browser.post(url(field, "factor_merge", first.pk), {"into": into})
        assert page.status_code == 200
    lab.merge_factor(factor=second, into=third, by=speaker)
    page = browser.post(url(field, "factor_merge", first.pk), {"into": second.pk})
    assert page.status_code == 200
    # Somebody else was faster: what this page knows is old.
    for factor, into in [(first, second), (second, first)]:
        stale = [Factor.objects.get(pk=each.pk) for each in (factor, into)]
        for each in stale:
            each.state = "accepted"
        with pytest.raises(ValidationError, match="inzwischen zusammengeführt"):
            lab.merge_factor(factor=stale[0], into=stale[1], by=speaker)


def test_a_factor_removed_meanwhile_is_told(speaker, field):
    factor = field.factors.first()
    Factor.objects.filter(pk=factor.pk).delete()
    for act in (
        lambda: lab.move_factor(factor=factor, up=True),
        lambda: lab.edit_factor(
            factor=factor, projections=[lab.Wording("a"), lab.Wording("b")], by=speaker
        ),
        lambda: lab.accept_factor(factor=factor, by=speaker),
        lambda: lab.split_factor(factor=factor, by=speaker),
        lambda: lab.remove_factor(factor=factor, by=speaker),
    ):
        with pytest.raises(ValidationError, match="gibt es nicht mehr"):
            act()


def test_what_scenarios_or_other_fields_stand_on_is_not_deleted(
    login, speaker, manager, field
):
    first, second, third = field.factors.all()
    names = [each.name for each in first.projections.all()]
    ScenarioFactory(
        name="Gemeinsam", field=field, assignment=[first.projections.last().pk]
    )
    region = FieldFactory(kind="regional", builds_on=field, name="Die Region")
    lab.take_over(field=region, factors=[second], by=manager)
    browser = login(speaker)
    for factor, why in [(first, "Szenario „Gemeinsam“"), (second, "„Die Region“")]:
        for page in (
            browser.get(url(field, "factor_remove", factor.pk)),
            browser.post(url(field, "factor_remove", factor.pk)),
        ):
            assert why in page.text
            assert "Faktor löschen</button>" not in page.text
    data = form(
        name=first.name, why=first.why, projection_0=names[0], projection_1="neu"
    )
    first.projections.create(name="drittes", position=3)
    ScenarioFactory(field=field, assignment=[first.projections.last().pk])
    data |= {"projection_1": names[1], "confirmed": "on"}
    page = browser.post(url(field, "factor_edit", first.pk), data)
    assert "beruht darauf" in page.text
    assert first.projections.count() == 3
    assert field.factors.count() == 3
    browser.post(url(field, "factor_remove", third.pk))
    assert field.factors.count() == 2


def test_early_warning_signs_count_among_what_would_be_lost(login, speaker, field):
    factor = field.factors.first()
    WarningSignFactory(projection=factor.projections.first())
    page = login(speaker).get(url(field, "factor_remove", factor.pk))
    assert "Frühwarnzeichen" in page.text


def test_taking_over_a_name_that_is_there_is_told(login, speaker, field):
    region = FieldFactory(kind="regional", builds_on=field, group=field.group)
    wanted = field.factors.first()
    FactorFactory(field=region, name=wanted.name.upper())
    page = login(speaker).post(
        url(region, "factor_take_over"), {"factors": [wanted.pk]}
    )
    assert "Diesen Namen gibt es schon" in page.text
    assert region.factors.count() == 1


# --- Judging and settling ---------------------------------------------------------


def test_one_click_drops_no_reason(login, member, field):
    page = login(member).post(
        pair_url(field), answer(field, 0, none="1", reason="Lang. " * 300)
    )
    assert "Bitte kürzen Sie auf 1000 Zeichen." in page.text
    assert "Lang. Lang." in page.text
    assert not PairAnswer.objects.exists()
    login(member).post(pair_url(field), answer(field, 9, none="1", reason="Kurz."))
    assert PairAnswer.objects.get().reason == "Kurz."


def test_a_sheet_begun_twice_is_one_until_something_stands_on_it(login, speaker, field):
    data = {"name": "Frau K.", "stakeholder_group": "verwaltung"}
    for _time in range(2):
        page = login(speaker).post(url(field, "paper_enter"), data)
    assert Participant.objects.count() == 1
    part = Participant.objects.get()
    login(speaker).post(f"{pair_url(field)}?fuer={part.pk}", answer(field, 1))
    page = login(speaker).post(url(field, "paper_enter"), data)
    assert page.status_code == 302
    assert Participant.objects.count() == 2  # somebody else of that name


@pytest.mark.parametrize("state", ["collecting", "analysed", "published"])
def test_only_open_fields_take_judgements(login, member, field, state):
    ScenarioField.objects.filter(pk=field.pk).update(state=state)
    page = login(member).post(pair_url(field), answer(field, 1))
    assert "nimmt gerade keine Einschätzungen an" in page.text
    assert not PairAnswer.objects.exists()


def test_settling_projections_that_are_gone_is_told(speaker, field):
    first, second = pair(field)
    cell = (first.projections.first().pk, second.projections.first().pk)
    Projection.objects.filter(pk=cell[0]).delete()
    with pytest.raises(ValidationError, match="inzwischen geändert"):
        judging.settle_pair(values={cell: 2}, note="So.", by=speaker)


def test_second_speaker_does_not_undo_what_the_first_has_settled(
    login, speaker, manager, field
):
    ScenarioField.objects.filter(pk=field.pk).update(state="settling")
    page_url = pair_url(field, name="settle_pair")
    seen = login(manager).get(page_url).context["form"]["seen"].value()
    login(speaker).post(page_url, answer(field, 2, note="Erste.", seen=seen))
    page = login(manager).post(page_url, answer(field, -1, note="Zweite.", seen=seen))
    assert "Inzwischen hat" in page.text
    assert "Zweite." in page.text
    assert set(Settlement.objects.values_list("value", flat=True)) == {2}
    seen = page.context["form"]["seen"].value()
    login(manager).post(page_url, answer(field, -1, note="Zweite.", seen=seen))
    assert set(Settlement.objects.values_list("value", flat=True)) == {-1}


# --- Analysing and publishing -----------------------------------------------------


def test_no_analysis_while_factors_are_collected(login, speaker, field):
    judge_all(field, speaker)
    ScenarioField.objects.filter(pk=field.pk).update(state="collecting")
    page = login(speaker).post(url(field, "analysis_list"), {"tolerance": "0"})
    assert "sammelt noch Faktoren" in page.text
    assert not Analysis.objects.exists()


def test_starting_twice_runs_once(login, speaker, field):
    judge_all(field, speaker)
    for _time in range(2):
        page = login(speaker).post(
            url(field, "analysis_list"), {"tolerance": "0"}, follow=True
        )
    assert "läuft schon" in page.text
    assert Analysis.objects.count() == 1


def test_cancelling_what_is_over_says_so(login, speaker, field):
    judge_all(field, speaker)
    analysis = analysed(field, speaker)
    page = login(speaker).post(url(field, "analysis_cancel", analysis.key), follow=True)
    assert "war schon zu Ende" in page.text
    analysis.refresh_from_db()
    assert analysis.state == "done"


def test_each_scenario_becomes_a_draft_once(login, speaker, field):
    judge_all(field, speaker)
    analysis = analysed(field, speaker)
    page_url = url(field, "analysis_publish", analysis.key) + "?szenario=1"
    data = {"name_1": "Einmal", "lead_1": "So."}
    login(speaker).post(page_url, data)
    page = login(speaker).post(page_url, data)
    assert "gibt es schon: „Einmal“" in page.text
    assert Scenario.objects.count() == 1
    assert login(speaker).get(page_url + "99").status_code == 200  # nothing chosen


def test_nothing_is_published_of_what_the_field_has_lost(speaker, field):
    judge_all(field, speaker)
    analysis = analysed(field, speaker)
    found = Result(analysis).scenarios[0]
    Projection.objects.filter(pk=found.assignment[0]).delete()
    with pytest.raises(ValidationError, match="Ausprägungen verloren"):
        publishing.draft_scenarios(
            analysis=analysis, wanted=[Wanted(found, "x", "x")], by=speaker
        )


def test_an_analysis_without_result_has_nothing_to_publish(login, speaker, field):
    judge_all(field, speaker)
    login(speaker).post(url(field, "analysis_list"), {"tolerance": "0"})
    waiting = Analysis.objects.get()
    for name in ("publish", "map", "robust", "why", "compare"):
        page = login(speaker).get(
            reverse(f"strategy:analysis_{name}", args=[field.slug, waiting.key])
        )
        assert page.status_code == 404
