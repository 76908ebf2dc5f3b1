"""Posts that no page of ours sends: refused or without effect, and noted (S-23)."""

import pytest

from measures import implementation
from measures.models import Measure, Position
from measures.states import State
from tests.factories.implementation import CommitmentFactory
from tests.factories.measures import CommentFactory, MeasureFactory, join
from tests.factories.network import AffiliationFactory
from tests.measures.test_drafting import answers, url

pytestmark = pytest.mark.django_db


def noted(caplog, message: str) -> list[dict]:
    return [vars(each) for each in caplog.records if each.getMessage() == message]


@pytest.mark.parametrize("state", State.values)
def test_no_crafted_post_leaves_the_way_of_the_states(login, manager, caplog, state):
    measure = MeasureFactory(state=state)
    allowed = {State.PAUSED, State.REJECTED}
    for to in [*State.values, "x@example.org"]:
        Measure.objects.filter(pk=measure.pk).update(state=state)
        login(manager).post(url(measure, "stand/"), {"to": to, "reason": "So."})
        measure.refresh_from_db()
        if measure.state != state:
            known = {("adopted", "implementing"), ("implementing", "completed")}
            assert (state, to) in known or to in allowed
            measure.changes.all().delete()
    steps = noted(caplog, "step refused")
    assert {each["to"] for each in steps} >= {"idea", "consultation", "?"}
    assert all(each["measure"] == measure.reference for each in steps)
    assert "example.org" not in caplog.text


def test_commitment_takes_no_step_twice(manager, caplog):
    commitment = CommitmentFactory()
    with pytest.raises(Exception, match="nicht mehr möglich"):
        implementation.move_commitment(
            commitment=commitment, to="delivered", by=manager
        )
    assert noted(caplog, "step refused")[0]["commitment"] == commitment.pk


def test_fields_of_a_draft_that_nobody_asks_for_are_noted(
    login, member, stranger, caplog
):
    measure = MeasureFactory()
    join(measure.working_group, member)
    browser = login(member)
    sent = answers(browser.get(url(measure)))
    sent |= {"state": "adopted", "audience": "public", "author": stranger.pk}
    browser.post(url(measure), sent | {"title": "Canary"})
    measure.refresh_from_db()
    assert (measure.state, measure.audience) == ("draft", "group")
    assert (measure.title, measure.author) == ("Canary", None)
    note = noted(caplog, "answers not asked for")[0]
    assert note["form"] == "MeasureForm"
    assert note["fields"] == ["audience", "author", "state"]
    assert "Canary" not in str(note)


def test_position_is_taken_for_nobody_else_and_not_in_the_past(
    login, member, stranger, caplog
):
    measure = MeasureFactory(state="adopted")
    own = AffiliationFactory(
        person=member, may_speak=True, organisation__state="published"
    ).organisation
    sent = {"organisation": own.pk, "stance": "support", "reason": "Gut."}
    extra = {"taken_by": stranger.pk, "taken_at": "2020-01-01", "ended_at": ""}
    login(member).post(url(measure, "position/"), sent | extra)
    position = Position.objects.get()
    assert position.taken_by == member
    assert position.taken_at.year > 2020
    assert noted(caplog, "answers not asked for")[0]["fields"] == sorted(extra)


def test_usual_forms_leave_no_note(login, member, caplog):
    measure = MeasureFactory()
    join(measure.working_group, member)
    browser = login(member)
    browser.post(url(measure), answers(browser.get(url(measure))))
    comment = CommentFactory()
    page = url(comment.consultation.measure, f"entwurf/{comment.passage}/")
    browser.post(page, {"kind": "remark", "text": "Gut so."})
    assert comment.consultation.comments.count() == 2
    assert not noted(caplog, "answers not asked for")
