"""How much the lab may cost: 20 factors of 3 projections and 60 participants."""

import random
import time
import tracemalloc
from collections.abc import Iterable
from fractions import Fraction

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from strategy.analysis import runs
from strategy.analysis.matrix import Layout
from strategy.analysis.results import Result
from strategy.models import (
    Judgement,
    PairAnswer,
    Participant,
    ScenarioField,
    Settlement,
)
from tests.factories.strategy import (
    FieldFactory,
    ScenarioFactory,
    field_with,
    join_group,
    judge_all,
    members_of,
)

FACTORS, PROJECTIONS, PEOPLE = 20, 3, 60
GROUPS = ["unternehmen", "verwaltung", "forschung", "zivilgesellschaft"]


def crowd(field, number):
    """Everybody judges everything, a third of the pairs with an influence."""
    with connection.cursor() as cursor:
        # Otherwise all foreign keys are checked in one long statement at the end.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    layout = Layout(field)
    chance = random.Random(7)  # noqa: S311 - the same crowd every time
    acting = {
        (source.factor.pk, target.factor.pk): chance.random() < 0.35
        for source, target in layout.pairs()
    }
    shape = {
        cell: chance.randint(-2, 2) if acts else 0
        for pair, acts in acting.items()
        for cell in layout.cells(*pair)
    }
    parts = Participant.objects.bulk_create(
        Participant(
            field=field,
            person=person,
            stakeholder_group=GROUPS[at % len(GROUPS)],
        )
        for at, person in enumerate(members_of(field, number))
    )
    copy_in(
        PairAnswer,
        (
            "participant_id",
            "source_id",
            "target_id",
            "no_influence",
            "reason",
            "saved_at",
        ),
        (
            (part.pk, a, b, not acts, "", timezone.now())
            for part in parts
            for (a, b), acts in acting.items()
        ),
    )
    copy_in(
        Judgement,
        ("participant_id", "source_id", "target_id", "value"),
        (
            (
                part.pk,
                a,
                b,
                max(-3, min(3, value + chance.randint(-1, 1))) if value else 0,
            )
            for part in parts
            for (a, b), value in shape.items()
        ),
    )


def copy_in(
    model: type[Model], columns: tuple[str, ...], rows: Iterable[tuple]
) -> None:
    """As many rows as a large field has, in the way that costs least."""
    table = f"COPY {model._meta.db_table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(table) as copy:
        for row in rows:
            copy.write_row(row)


@pytest.fixture
def large(speaker, member):
    field = field_with(FACTORS, PROJECTIONS, state="settling")
    join_group(field.group, speaker, speaker=True)
    crowd(field, PEOPLE)
    join_group(field.group, member)
    return field


def queries(get) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert get().status_code in {200, 302}
    return len(captured)


def test_large_field(large, login, speaker, member):
    """One crowd for all figures: making it takes longest."""
    field = large
    first, second = field.factors.all()[:2]
    browser = login(member)
    pair = reverse("strategy:judge_pair", args=[field.slug, first.pk, second.pk])
    cells = {
        f"cell_{a.pk}_{b.pk}": "1"
        for a in first.projections.all()
        for b in second.projections.all()
    }
    browser.post(pair, cells)  # from now on the participant is known
    assert queries(lambda: browser.post(pair, cells)) <= 8
    assert queries(lambda: browser.get(pair)) <= 12
    judge = reverse("strategy:judge_list", args=[field.slug])
    assert queries(lambda: browser.get(judge)) <= 12

    matrix = reverse("strategy:settle_matrix", args=[field.slug])
    assert queries(lambda: browser.get(matrix)) <= 15
    assert len(browser.get(matrix).content) <= 250_000

    analysis = runs.start(
        field=field,
        options=runs.Options(tolerance=Fraction(1), balanced=True),
        by=speaker,
    )
    tracemalloc.start()
    started = time.monotonic()
    runs.run_analysis(analysis_id=analysis.pk)
    seconds = time.monotonic() - started
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    analysis.refresh_from_db()
    assert analysis.state == "done"
    result = Result(analysis)
    assert result.complete
    assert result.scenarios
    assert result.people == PEOPLE + 1
    assert seconds < 60
    assert peak < 500_000_000
    page = reverse("strategy:analysis_detail", args=[field.slug, analysis.key])
    assert queries(lambda: browser.get(page)) <= 12


@pytest.mark.parametrize(
    ("name", "make"),
    [("field_list", FieldFactory), ("scenario_list", ScenarioFactory)],
)
def test_lists_cost_the_same_for_one_and_three(client, name, make):
    url = reverse(f"strategy:{name}")

    def cost(rows: int) -> int:
        shown = [make() for _ in range(rows)]
        page = client.get(url).text  # the first request fills what processes remember
        assert all(each.get_absolute_url() in page for each in shown)
        return queries(lambda: client.get(url))

    assert cost(1) == cost(2)


@pytest.mark.parametrize(
    "name", ["factor_list", "judge_list", "settle_matrix", "influence_chart"]
)
def test_pages_of_a_field_cost_the_same_for_two_and_four_factors(login, speaker, name):
    def cost(factors: int) -> int:
        field = field_with(factors)
        join_group(field.group, speaker, speaker=True)
        judge_all(field, speaker)
        url = reverse(f"strategy:{name}", args=[field.slug])
        browser = login(speaker)
        browser.get(url)
        return queries(lambda: browser.get(url))

    assert cost(2) == cost(4)


def test_people_page_costs_the_same_for_one_and_three(login, speaker, field):
    url = reverse("strategy:field_people", args=[field.slug])
    browser = login(speaker)

    def cost() -> int:
        browser.get(url)
        return queries(lambda: browser.get(url))

    judge_all(field, members_of(field, 1)[0])
    few = cost()
    for person in members_of(field, 2):
        judge_all(field, person)
    assert cost() == few


def test_settling_a_pair_asks_only_for_what_changes(login, speaker, field):
    judge_all(field, speaker)
    ScenarioField.objects.filter(pk=field.pk).update(state="settling")
    first, second, _ = field.factors.all()
    url = reverse("strategy:settle_pair", args=[field.slug, first.pk, second.pk])
    data = {
        f"cell_{a.pk}_{b.pk}": "1"
        for a in first.projections.all()
        for b in second.projections.all()
    } | {"note": "So besprochen."}
    login(speaker).post(url, data)
    before = set(Settlement.objects.values_list("settled_at", flat=True))
    assert len(before) == 4
    login(speaker).post(url, data)
    assert set(Settlement.objects.values_list("settled_at", flat=True)) == before
