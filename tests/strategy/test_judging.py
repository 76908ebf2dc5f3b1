"""Judging alone, saving often, many at once; settling."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from strategy import judging
from strategy.analysis import matrix as matrices
from strategy.cib.preparation import joint_matrix
from strategy.models import (
    Judgement,
    PairAnswer,
    Participant,
    ScenarioField,
    Settlement,
)
from tests.factories.strategy import field_with, judge_all, members_of


def pair(field):
    first, second = field.factors.all()[:2]
    return first, second


def pair_url(field, *, name="judge_pair"):
    first, second = pair(field)
    return reverse(f"strategy:{name}", args=[field.slug, first.pk, second.pk])


def answer(field, value=2, **changes):
    first, second = pair(field)
    cells = {
        f"cell_{a.pk}_{b.pk}": str(value)
        for a in first.projections.all()
        for b in second.projections.all()
    }
    return {"reason": "", "confidence": ""} | cells | changes


# --- Saving -----------------------------------------------------------------------


def test_saved_pair_is_said_in_words(login, member, field):
    page = login(member).post(
        pair_url(field),
        answer(field, -3, reason="Weil es teuer wird.", confidence="3", stay="1"),
        follow=True,
    )
    assert "hemmt" in page.text
    assert "stark (−3)" in page.text
    saved = PairAnswer.objects.get()
    assert (saved.reason, saved.confidence) == ("Weil es teuer wird.", 3)
    assert saved.entered_by is None
    assert set(Judgement.objects.values_list("value", flat=True)) == {-3}


def test_no_influence_with_one_click_leads_to_the_next_pair(login, member, field):
    page = login(member).post(pair_url(field), answer(field, 2, none="1"), follow=True)
    assert "hat keinen Einfluss" in page.text
    assert page.redirect_chain[-1][0] != pair_url(field)
    assert PairAnswer.objects.get().no_influence
    assert set(Judgement.objects.values_list("value", flat=True)) == {0}


def test_skipping_and_resuming(login, member, field):
    browser = login(member)
    first, second = pair(field)
    following = reverse("strategy:judge_next", args=[field.slug])
    page = browser.get(f"{following}?nach={first.pk}-{second.pk}")
    assert page.url != pair_url(field)
    assert browser.get(following).url == pair_url(field)
    judge_all(field, member)
    assert browser.get(following).url == reverse(
        "strategy:judge_list", args=[field.slug]
    )
    assert "6 von 6 Paaren" in browser.get(browser.get(following).url).text


@pytest.mark.parametrize("value", ["4", "-4", "", "x", "1.5"])
def test_bad_value_is_refused_and_the_rest_kept(login, member, field, value):
    first, second = pair(field)
    cell = f"cell_{first.projections.first().pk}_{second.projections.first().pk}"
    page = login(member).post(
        pair_url(field), answer(field, 1, reason="Bleibt stehen.", **{cell: value})
    )
    assert page.status_code == 200
    assert "Bitte wählen Sie einen Wert von −3 bis +3." in page.text
    assert "Bleibt stehen." in page.text
    assert not Judgement.objects.exists()


def test_values_of_others_come_after_ones_own(login, member, speaker, field):
    judge_all(field, speaker)
    browser = login(member)
    assert "Das sagen alle" not in browser.get(pair_url(field)).text
    browser.post(pair_url(field), answer(field))
    assert "Das sagen alle" in browser.get(pair_url(field)).text


def test_closed_field_takes_nothing_and_loses_nothing(login, member, field):
    ScenarioField.objects.filter(pk=field.pk).update(state="published")
    page = login(member).post(
        pair_url(field), answer(field, 3, reason="Bleibt stehen.")
    )
    assert "nimmt gerade keine Einschätzungen an" in page.text
    assert "Bleibt stehen." in page.text
    assert not Judgement.objects.exists()


def test_stranger_neither_sees_nor_judges(login, stranger, client, field):
    assert login(stranger).get(pair_url(field)).status_code == 403
    assert login(stranger).post(pair_url(field), answer(field)).status_code == 403
    assert client.post(pair_url(field), answer(field)).status_code == 302
    assert not Judgement.objects.exists()


def test_pair_of_another_field_does_not_exist(login, member, field):
    other = field_with(2)
    first, second = other.factors.all()
    for pks in [(first.pk, second.pk), (first.pk, first.pk), (999_999, 999_998)]:
        url = reverse("strategy:judge_pair", args=[field.slug, *pks])
        assert login(member).get(url).status_code == 404


# --- Paper ------------------------------------------------------------------------


def test_speaker_enters_the_sheet_of_somebody_without_account(login, speaker, field):
    browser = login(speaker)
    page = browser.post(
        reverse("strategy:paper_enter", args=[field.slug]),
        {"person": "", "name": "Frau K.", "stakeholder_group": "verwaltung"},
        follow=True,
    )
    assert "Papierbogen von Frau K." in page.text
    part = Participant.objects.get(label="Frau K.")
    browser.post(f"{pair_url(field)}?fuer={part.pk}", answer(field))
    saved = PairAnswer.objects.get()
    assert (saved.participant, saved.entered_by) == (part, speaker)
    page = browser.post(
        reverse("strategy:paper_enter", args=[field.slug]), {"person": "", "name": ""}
    )
    assert "nennen Sie einen Namen" in page.text


def test_member_enters_no_sheet_of_others(login, member, speaker, field):
    part = judging.join(field=field, person=speaker)
    url = f"{pair_url(field)}?fuer={part.pk}"
    assert login(member).post(url, answer(field)).status_code == 403
    assert login(speaker).get(f"{pair_url(field)}?fuer=x").status_code == 404
    assert login(speaker).get(f"{pair_url(field)}?fuer=999999").status_code == 404


def test_nobody_reads_or_changes_what_a_member_has_said_alone(
    login, member, speaker, field
):
    login(member).post(pair_url(field), answer(field, -3))
    part = Participant.objects.get(person=member)
    url = f"{pair_url(field)}?fuer={part.pk}"
    assert login(speaker).get(url).status_code == 403
    assert login(speaker).post(url, answer(field, 3)).status_code == 403
    assert set(Judgement.objects.values_list("value", flat=True)) == {-3}
    PairAnswer.objects.update(entered_by=speaker)  # from a sheet of paper
    assert login(speaker).get(url).status_code == 200


# --- Many at once -----------------------------------------------------------------


THREADS = 30


@pytest.fixture
def many_connections(transactional_db) -> Iterator[None]:
    """As many connections as threads, so that they really meet in the database."""
    options = connection.settings_dict["OPTIONS"]
    before = options["pool"]
    connections.close_all()
    connection.close_pool()
    options["pool"] = before | {"max_size": THREADS + 2, "timeout": 30}
    yield
    connections.close_all()
    connection.close_pool()
    options["pool"] = before


def test_thirty_people_judging_at_once_lose_nothing(many_connections):
    """Real requests in real threads, the same pair twice each, all values different."""
    field = field_with(3, 2)
    people = members_of(field, 30)
    first, second, third = field.factors.all()
    clients = []
    for person in people:
        client = Client()
        client.force_login(person)
        clients.append(client)

    start = threading.Barrier(THREADS)

    def judge(number: int) -> list[int]:
        start.wait()
        try:
            value = number % 7 - 3
            found = []
            for source, target in [(first, second), (third, first), (first, second)]:
                cells = {
                    f"cell_{a.pk}_{b.pk}": str(value)
                    for a in source.projections.all()
                    for b in target.projections.all()
                }
                url = reverse(
                    "strategy:judge_pair", args=[field.slug, source.pk, target.pk]
                )
                found.append(clients[number].post(url, cells).status_code)
            return found
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(judge, range(30)))
    assert answers == [[302, 302, 302]] * 30
    assert Participant.objects.count() == 30
    assert PairAnswer.objects.count() == 60
    for number, person in enumerate(people):
        values = Judgement.objects.filter(participant__person=person)
        assert list(values.values_list("value", flat=True)) == [number % 7 - 3] * 8


# --- Settling ---------------------------------------------------------------------


def test_speaker_settles_with_a_note_or_lets_the_sum_stand(
    login, speaker, member, field
):
    judge_all(field, member, 3)
    judge_all(field, speaker, -1)
    ScenarioField.objects.filter(pk=field.pk).update(state="settling")
    url = pair_url(field, name="settle_pair")
    first, second = pair(field)
    a, b = first.projections.first(), second.projections.first()
    cell = f"cell_{a.pk}_{b.pk}"
    page = login(speaker).post(url, {cell: "2", "note": ""})
    assert "warum die Gruppe so entscheidet" in page.text
    assert not Settlement.objects.exists()
    login(speaker).post(url, {cell: "2", "note": "Beim Treffen im März besprochen."})
    settled = Settlement.objects.get()
    assert (settled.value, settled.settled_by) == (2, speaker)
    said = matrices.joint(field)
    assert said.value((a.pk, b.pk), balanced=False) == 2
    page = login(member).get(url)
    assert "gemeinsamer Wert gilt: 1" in page.text  # (3 - 1) / 2
    assert "−1 … 3" in page.text
    assert "Beim Treffen im März besprochen." in page.text
    assert "Werte festhalten" not in page.text
    login(speaker).post(url, {cell: "", "note": ""})
    assert not Settlement.objects.exists()
    assert matrices.joint(field).value((a.pk, b.pk), balanced=False) == 1


def test_pairs_stand_by_dissent(login, speaker, member, field):
    judge_all(field, member, 1)
    judge_all(field, speaker, 1)
    login(speaker).post(pair_url(field), answer(field, -3))
    url = reverse("strategy:settle_matrix", args=[field.slug])
    first, second = pair(field)
    page = login(member).get(url)
    assert page.context["page_obj"][0]["source"].factor == first
    assert page.context["page_obj"][0]["target"].factor == second
    for sort in ("gruppen", "faktoren", "unsinn"):
        assert login(member).get(f"{url}?sortierung={sort}").status_code == 200


def test_joint_values_are_those_of_the_engine(speaker, member, field):
    """Counted in the database for speed; the engine's own sum is the standard."""
    judge_all(field, member, 3)
    part = judging.join(field=field, person=speaker)
    layout = matrices.Layout(field)
    source, target = layout.pairs()[0]
    cells = dict.fromkeys(layout.cells(source.factor.pk, target.factor.pk), -1)
    judging.save_answer(
        participant=part,
        source=source.factor,
        target=target.factor,
        cells=cells,
        by=speaker,
    )
    settled_cell = layout.cells(target.factor.pk, source.factor.pk)[0]
    judging.settle_pair(values={settled_cell: -2}, note="So besprochen.", by=speaker)
    judged = {
        person: {
            (each.source_id, each.target_id)
            for each in Judgement.objects.filter(participant=person)
        }
        for person in Participant.objects.values_list("pk", flat=True)
    }
    ids = [each.pk for each in layout.projections]
    sheets = [
        [
            [
                int(cells[r, c]) if (ids[r], ids[c]) in judged[person] else None
                for c in range(len(ids))
            ]
            for r in range(len(ids))
        ]
        for person, cells in matrices.sheets(layout).items()
    ]
    settled = {(layout.row[settled_cell[0]], layout.row[settled_cell[1]]): -2}
    said = matrices.joint(field)
    for balanced in (False, True):
        expected = joint_matrix(
            "x",
            matrices.cib_factors(layout),
            sheets,
            settled=settled,
            balanced=balanced,
        )
        found = matrices.joint_matrix(layout, said, balanced=balanced)
        assert [
            [found.number(value) * said.people for value in row] for row in found.cells
        ] == [[expected.number(value) for value in row] for row in expected.cells]
