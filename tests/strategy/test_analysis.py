"""Analyses: asked in the background, kept with their input, explained in words."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from strategy import judging, publishing
from strategy.analysis import runs
from strategy.analysis.results import Result, compared, why
from strategy.models import (
    Analysis,
    ChainLink,
    Projection,
    Scenario,
    ScenarioField,
    Settlement,
)
from tests.factories.strategy import (
    FactorFactory,
    FieldFactory,
    ScenarioFactory,
    analysed,
    field_with,
    judge_all,
    members_of,
)


def url(analysis, name="detail"):
    return reverse(
        f"strategy:analysis_{name}", args=[analysis.field.slug, analysis.key]
    )


def list_url(field):
    return reverse("strategy:analysis_list", args=[field.slug])


# --- Starting ---------------------------------------------------------------------


def test_speaker_starts_and_the_worker_answers(login, speaker, member, field):
    judge_all(field, member)
    judge_all(field, speaker)
    page = login(speaker).get(list_url(field))
    assert "Es gibt 8 Kombinationen." in page.text
    page = login(speaker).post(list_url(field), {"tolerance": "0"}, follow=True)
    assert "Die Auswertung läuft." in page.text
    analysis = Analysis.objects.get()
    runs.run_analysis(analysis_id=analysis.pk)
    page = login(member).get(url(analysis))
    assert "2 Szenarien sind in sich stimmig." in page.text
    field.refresh_from_db()
    assert field.state == "analysed"


def test_missing_pairs_are_listed_and_must_be_decided_openly(login, speaker, field):
    first, second, third = field.factors.all()
    part = judging.join(field=field, person=speaker)
    judging.save_answer(
        participant=part,
        source=first,
        target=second,
        cells=judging.no_influence(first, second),
        by=speaker,
    )
    page = login(speaker).get(list_url(field))
    assert "5 Paare sind noch offen:" in page.text
    assert f"{second.name} → C {third.name}" in page.text
    page = login(speaker).post(list_url(field), {"tolerance": "0"})
    assert "Es fehlen noch Einschätzungen." in page.text
    assert not Analysis.objects.exists()
    login(speaker).post(list_url(field), {"tolerance": "0", "missing_is_none": "on"})
    analysis = Analysis.objects.get()
    assert len(analysis.options["missing"]) == 5
    runs.run_analysis(analysis_id=analysis.pk)
    page = login(speaker).get(url(analysis))
    assert "Offen als „kein Einfluss“ festgelegt" in page.text


def test_new_projection_makes_its_pairs_incomplete(speaker, field):
    judge_all(field, speaker)
    Projection.objects.create(factor=field.factors.first(), name="neu", position=3)
    with pytest.raises(ValidationError, match="Es fehlen noch"):
        runs.start(field=field, options=runs.Options(), by=speaker)


def test_empty_field_says_what_it_needs(speaker, login):
    field = FieldFactory(state="judging")
    field.group.memberships.create(person=speaker, is_speaker=True)
    page = login(speaker).post(list_url(field), {"tolerance": "0"})
    assert "mindestens zwei aufgenommene Faktoren" in page.text
    full = field_with(2)
    with pytest.raises(ValidationError, match="noch keine Einschätzungen"):
        runs.start(field=full, options=runs.Options(), by=speaker)


def test_only_one_runs_at_a_time(speaker, field):
    judge_all(field, speaker)
    runs.start(field=field, options=runs.Options(), by=speaker)
    with pytest.raises(ValidationError, match="läuft schon"):
        runs.start(field=field, options=runs.Options(), by=speaker)


# --- Stopping ---------------------------------------------------------------------


def test_waiting_analysis_is_cancelled_at_once(login, speaker, stranger, field):
    judge_all(field, speaker)
    analysis = runs.start(field=field, options=runs.Options(), by=speaker)
    assert login(stranger).post(url(analysis, "cancel")).status_code == 403
    login(speaker).post(url(analysis, "cancel"))
    analysis.refresh_from_db()
    assert analysis.state == "cancelled"
    runs.run_analysis(analysis_id=analysis.pk)  # the job comes too late
    analysis.refresh_from_db()
    assert analysis.state == "cancelled"
    page = login(speaker).get(url(analysis))
    assert "abgebrochen, bevor es ein Ergebnis gab" in page.text


def test_cancelling_while_it_runs_keeps_what_was_found(
    login, speaker, field, monkeypatch
):
    judge_all(field, speaker)
    analysis = runs.start(field=field, options=runs.Options(), by=speaker)
    Analysis.objects.update(cancel_requested=True)
    monkeypatch.setattr(runs, "_POLL", 0.0)
    runs.run_analysis(analysis_id=analysis.pk)
    analysis.refresh_from_db()
    assert analysis.state == "cancelled"
    assert not Result(analysis).complete
    assert "Dies ist nur ein Teil" in login(speaker).get(url(analysis)).text


def test_too_long_a_search_ends_and_says_so(login, speaker, field, monkeypatch):
    judge_all(field, speaker)
    monkeypatch.setattr(runs, "_POLL", 0.0)
    monkeypatch.setattr(runs, "LONGEST_RUN", -1)
    analysis = analysed(field, speaker)
    assert (analysis.state, analysis.results["stopped"]) == ("done", "time")
    assert "nach zehn Minuten beendet" in login(speaker).get(url(analysis)).text


def test_more_than_anybody_reads_is_marked_as_a_part(login, speaker, monkeypatch):
    field = field_with(4, 2)
    field.group.memberships.create(person=speaker, is_speaker=True)
    for factor in field.factors.all():
        for other in field.factors.exclude(pk=factor.pk):
            judging.save_answer(
                participant=judging.join(field=field, person=speaker),
                source=factor,
                target=other,
                cells=judging.no_influence(factor, other),
                by=speaker,
            )
    monkeypatch.setattr(runs, "MOST_KEPT", 5)
    analysis = analysed(field, speaker)
    assert analysis.results["stopped"] == "limit"
    assert "Es gibt mehr als 5 Szenarien" in login(speaker).get(url(analysis)).text


# --- What was found ---------------------------------------------------------------


def test_result_stays_with_the_matrix_and_version_it_came_from(speaker, field, login):
    judge_all(field, speaker)
    analysis = analysed(field, speaker)
    before = Result(analysis).scenarios
    Analysis.objects.update(engine_version="0.9")
    field.factors.last().delete()
    analysis.refresh_from_db()
    assert Result(analysis).scenarios == before
    page = login(speaker).get(url(analysis))
    assert "Version 0.9" in page.text
    assert why(analysis, [0, 0, 0]).consistent


def test_filter_by_projection(login, speaker, field):
    judge_all(field, speaker)
    analysis = analysed(field, speaker)
    first = field.factors.first().projections.first()
    page = login(speaker).get(f"{url(analysis)}?fA={first.pk}")
    assert page.context["page_obj"].paginator.count == 1
    assert login(speaker).get(f"{url(analysis)}?fA=unsinn").status_code == 200


def test_why_names_factor_better_projection_gap_and_reasons(login, speaker, field):
    judge_all(field, speaker, 2)
    first, second, _ = field.factors.all()
    judging.save_answer(
        participant=judging.join(field=field, person=speaker),
        source=first,
        target=second,
        cells={
            (a.pk, b.pk): 2 if i == j else -2
            for i, a in enumerate(first.projections.all())
            for j, b in enumerate(second.projections.all())
        },
        reason="Das eine zieht das andere nach.",
        by=speaker,
    )
    analysis = analysed(field, speaker)
    page = login(speaker).get(f"{url(analysis, 'why')}?fA=0&fB=1&fC=0")
    assert "Ein Faktor widerspricht." in page.text
    assert f"Zum Rest passt „{second.projections.first().name}“ besser" in page.text
    assert "um 8 Punkte" in page.text
    assert "Das eine zieht das andere nach." in page.text
    page = login(speaker).get(f"{url(analysis, 'why')}?fA=0&fB=0&fC=0")
    assert "Diese Zukunft ist in sich stimmig." in page.text
    page = login(speaker).get(f"{url(analysis, 'why')}?fA=0&fB=9")
    assert "für jeden Faktor eine Ausprägung" in page.text


def test_robustness_counts_people_and_groups(speaker, member, field, login):
    judge_all(field, member)
    part = judge_all(field, speaker, -1)
    part.stakeholder_group = "forschung"
    part.save()
    judge_all(field, member, 3)
    analysis = analysed(field, speaker)
    result = Result(analysis)
    best = result.scenarios[0]
    assert (best.people, result.people) == (1, 2)
    assert {each["people"] for each in result.groups} == {1}
    page = login(member).get(url(analysis, "robust"))
    assert "1 von 2" in page.text
    assert "Einzelne, ohne Namen" not in page.text  # for those who run it
    assert "Einzelne, ohne Namen" in login(speaker).get(url(analysis, "robust")).text


def test_two_runs_compared(login, speaker, field):
    judge_all(field, speaker)
    old = analysed(field, speaker)
    judge_all(field, speaker, -1)
    new = analysed(field, speaker)
    found = compared(Result(old), Result(new))
    assert found.kept == []
    assert found.new
    page = login(speaker).get(f"{url(new, 'compare')}?mit={old.key}")
    assert "Weggefallen" in page.text
    assert login(speaker).get(f"{url(new, 'compare')}?mit=x").status_code == 200


def test_results_are_public_only_when_the_field_is(
    client, login, stranger, speaker, field
):
    judge_all(field, speaker)
    analysis = analysed(field, speaker)
    for name in ("detail", "map", "robust", "why", "compare"):
        assert client.get(url(analysis, name)).status_code == 404
        assert login(stranger).get(url(analysis, name)).status_code == 404
    ScenarioField.objects.filter(pk=field.pk).update(state="published")
    for name in ("detail", "map", "robust", "why", "compare"):
        assert client.get(url(analysis, name)).status_code == 200
    assert client.get(list_url(field)).status_code == 200


def test_settled_values_count_as_if_all_had_given_them(speaker, member, field):
    judge_all(field, speaker)
    judge_all(field, member)
    first, second, _ = field.factors.all()
    a, b = first.projections.first(), second.projections.first()
    Settlement.objects.create(
        source=a, target=b, value=-3, note="x", settled_by=speaker
    )
    analysis = analysed(field, speaker)
    matrix = runs.stored_matrix(analysis)
    assert matrix.number(matrix.cells[0, 2]) == -3


# --- Region -----------------------------------------------------------------------


def test_region_is_solved_within_the_chosen_technology_scenario(speaker):
    technology = field_with(2)
    region = FieldFactory(
        kind="regional", builds_on=technology, group=technology.group, state="judging"
    )
    region.group.memberships.create(person=speaker, is_speaker=True)
    upper = technology.factors.first()
    scenario = ScenarioFactory(
        field=technology, assignment=[each.pk for each in upper.projections.all()[1:]]
    )
    from strategy import lab  # noqa: PLC0415 - only here

    lab.take_over(
        field=region,
        factors=technology.factors.filter(pk=upper.pk).prefetch_related("projections"),
        by=speaker,
    )
    FactorFactory(field=region)
    lab.fix_context(field=region, scenario=scenario, by=speaker)
    judge_all(region, speaker)
    analysis = analysed(region, speaker)
    assert analysis.input["factors"][0]["fixed"]
    assert len(analysis.input["factors"][0]["projections"]) == 1
    # With the context the second projections follow, the first are contradicted.
    assert [each.code for each in Result(analysis).scenarios] == ["A2 B2"]


# --- Publishing -------------------------------------------------------------------


def test_scenarios_become_drafts_with_names(login, speaker, member, stranger, field):
    judge_all(field, speaker)
    analysis = analysed(field, speaker)
    publish = url(analysis, "publish")
    assert login(member).get(publish).status_code == 403
    assert login(stranger).post(publish).status_code == 403
    page = login(speaker).get(publish)
    assert "checked" in page.text
    page = login(speaker).post(f"{publish}?szenario=1", {"name_1": "", "lead_1": "x"})
    assert "Bitte geben Sie dem Szenario einen Namen." in page.text
    login(speaker).post(
        f"{publish}?szenario=1", {"name_1": "Gemeinsam", "lead_1": "Alle ziehen mit."}
    )
    scenario = Scenario.objects.get()
    assert not scenario.live
    assert scenario.latest_revision is not None
    assert (scenario.analysis, len(scenario.assignment)) == (analysis, 3)
    assert not ChainLink.objects.exists()


def test_scenario_of_a_region_remembers_the_technology_scenario(speaker):
    technology = field_with(2)
    above = ScenarioFactory(field=technology)
    region = field_with(2, kind="regional", builds_on=technology, context=above)
    judge_all(region, speaker)
    analysis = analysed(region, speaker)
    found = Result(analysis).scenarios[0]
    wanted = [publishing.Wanted(found, "Gemeinsam", "Alle ziehen mit.")]
    (scenario,) = publishing.draft_scenarios(
        analysis=analysis, wanted=wanted, by=speaker
    )
    link = ChainLink.objects.get()
    assert (link.source, link.target) == (above, scenario)


# --- Figures ----------------------------------------------------------------------


def test_somebodys_own_dead_job_does_not_block_for_ever(speaker, field):
    judge_all(field, speaker)
    analysis = runs.start(field=field, options=runs.Options(), by=speaker)
    long_ago = analysis.created_at.replace(year=2025)
    Analysis.objects.update(state="running", created_at=long_ago)
    runs.cancel(analysis=analysis)
    analysis.refresh_from_db()
    assert analysis.state == "cancelled"
    runs.start(field=field, options=runs.Options(), by=speaker)


def test_the_page_of_a_running_analysis_reloads_only_on_wish(login, speaker, field):
    judge_all(field, speaker)
    page = login(speaker).post(list_url(field), {"tolerance": "0"}, follow=True)
    assert "Stand neu laden" in page.text
    assert "http-equiv" not in page.text
    page = login(speaker).get(page.redirect_chain[-1][0] + "?laden=1")
    assert 'http-equiv="refresh"' in page.text
    assert "Nicht mehr von selbst" in page.text


def test_small_groups_are_shown_to_the_working_group_alone(
    client, login, member, speaker, field
):
    """A group of one is one person, and published results are for everybody."""
    for person, group in zip(
        [member, *members_of(field, 3)],
        ["kammern", "unternehmen", "unternehmen", "unternehmen"],
        strict=True,
    ):
        part = judge_all(field, person)
        part.stakeholder_group = group
        part.save()
    analysis = analysed(field, speaker)
    ScenarioField.objects.filter(pk=field.pk).update(state="published")
    url = reverse("strategy:analysis_robust", args=[field.slug, analysis.key])
    everybody, inside = client.get(url).text, login(member).get(url).text
    assert "Kammern und Verbände" in inside
    assert "Kammern und Verbände" not in everybody
    assert "Unternehmen" in everybody
    assert "weniger als drei Personen" in everybody
    assert "weniger als drei Personen" not in inside


def test_the_table_beside_the_map_names_who_belongs_together(login, member, field):
    judge_all(field, member)
    analysis = analysed(field, member)
    url = reverse("strategy:analysis_map", args=[field.slug, analysis.key])
    rows = login(member).get(url).context["representatives"]
    found = len(Result(analysis).scenarios)
    assert sorted(n for row in rows for n in row["members"]) == [*range(1, found + 1)]
