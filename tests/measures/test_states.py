"""The state machine, every pair of states, and what the database holds fast."""

from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from measures.models import Measure, StateChange
from measures.states import MOVES, State, allowed, move, possible
from tests.factories.measures import MeasureFactory

pytestmark = pytest.mark.django_db

WAYS = {
    ("idea", "draft"),
    ("draft", "consultation"),
    ("consultation", "revision"),
    ("revision", "consultation"),
    ("revision", "adopted"),
    ("adopted", "implementing"),
    ("implementing", "completed"),
    *(
        (state, end)
        for state in ("idea", "draft", "consultation", "revision")
        for end in ("paused", "rejected")
    ),
    *(
        (state, end)
        for state in ("adopted", "implementing")
        for end in ("paused", "rejected")
    ),
    ("paused", "rejected"),
}


@pytest.mark.parametrize(("before", "after"), list(product(State, State)))
def test_exactly_the_agreed_ways_exist(before, after):
    assert (after in allowed(before)) == ((before, after) in WAYS)


@pytest.mark.parametrize("state", ["draft", "revision"])
def test_urgent_measure_may_begin_early(state):
    assert State.IMPLEMENTING in allowed(State(state), urgent=True)
    assert State.IMPLEMENTING not in allowed(State(state))


def test_every_state_has_its_ways():
    assert MOVES.keys() == set(State)


def test_step_is_logged_with_who_and_why(speaker):
    measure = MeasureFactory(state="revision")
    change = move(measure=measure, to=State.ADOPTED, by=speaker, reason=" Beschluss ")
    measure.refresh_from_db()
    assert measure.state == "adopted"
    assert measure.audience == "public"
    assert (change.from_state, change.by, change.reason) == (
        "revision",
        speaker,
        "Beschluss",
    )


@pytest.mark.parametrize(
    "state", [state for state in State if state not in ("completed", "rejected")]
)
def test_resting_measure_returns_to_where_it_was(state, speaker):
    if state == State.PAUSED:
        return
    measure = MeasureFactory(state=state)
    move(measure=measure, to=State.PAUSED, by=speaker, reason="Es fehlt das Geld.")
    assert possible(measure) == {State.REJECTED, state}
    move(measure=measure, to=State(state), by=speaker)
    assert measure.state == state


@pytest.mark.parametrize("to", ["paused", "rejected"])
def test_resting_and_rejecting_need_a_reason(to, speaker):
    measure = MeasureFactory()
    with pytest.raises(ValidationError, match="Grund"):
        move(measure=measure, to=State(to), by=speaker, reason="  ")
    assert not StateChange.objects.exists()
    with pytest.raises(IntegrityError):
        measure.changes.create(from_state="draft", to_state=to)


def test_second_of_two_deciders_is_refused(speaker):
    measure = MeasureFactory(state="revision")
    stale = Measure.objects.get(pk=measure.pk)
    move(measure=measure, to=State.ADOPTED, by=speaker)
    with pytest.raises(ValidationError, match="führt kein Weg"):
        move(measure=stale, to=State.CONSULTATION, by=speaker)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "whatever"},
        {"audience": "nobody"},
        {"horizon": "never"},
        {"urgent": True, "urgent_reason": ""},
        {"cost_from": 2, "cost_to": 1},
        {"working_group": None},
    ],
)
def test_database_refuses_nonsense(fields):
    measure = MeasureFactory()
    with pytest.raises(IntegrityError):
        Measure.objects.filter(pk=measure.pk).update(**fields)


def test_reference_numbers_are_given_once_and_kept():
    first, second = MeasureFactory(), MeasureFactory()
    assert second.number == first.number + 1
    old = first.number
    first.title = "Neu"
    first.save_revision().publish(skip_permission_checks=True)
    first.refresh_from_db()
    assert (first.title, first.number) == ("Neu", old)
    assert first.reference == f"M-{old:03d}"
