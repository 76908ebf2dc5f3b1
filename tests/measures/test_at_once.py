"""Measures when two things happen at the same moment (R-33)."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from measures.consultations import edit_comment, submit_comment, support_comment
from measures.dispositions import decide
from measures.models import Comment, Support
from network.models import User
from strategy.models import ChainLink
from tests.factories.measures import (
    CommentFactory,
    ConsultationFactory,
    MeasureFactory,
    join,
)
from tests.factories.network import UserFactory
from tests.factories.strategy import VisionFactory
from tests.measures.test_drafting import answers, url

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do all of this at the same moment; gives the names of what went wrong."""
    start, problems = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except Exception as error:
            problems.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def edit(comment: Comment, text: str) -> Callable[[], object]:
    own = Comment.objects.get(pk=comment.pk)
    own.text = text
    return lambda: edit_comment(comment=own, seen=comment.stamp, by=comment.author)


def test_one_of_two_edits_is_saved_and_the_other_hears_of_it():
    comment = CommentFactory()
    assert at_once(edit(comment, "Eins."), edit(comment, "Zwei.")) == ["Changed"]
    comment.refresh_from_db()
    assert comment.text in {"Eins.", "Zwei."}


def test_edit_and_decision_do_not_overtake_each_other():
    comment = CommentFactory(text="Alt.")

    def weigh() -> None:
        decide(
            measure=comment.consultation.measure,
            comments=[comment.pk],
            outcome="noted",
            reason="Danke.",
            seen=comment.stamp,
            by=UserFactory(),
        )

    assert at_once(edit(comment, "Neu."), weigh) == ["Changed"]
    comment.refresh_from_db()
    assert (comment.text, comment.outcome) in {("Neu.", ""), ("Alt.", "noted")}


def test_what_is_sent_twice_is_said_and_supported_once():
    consultation, person = ConsultationFactory(), UserFactory()
    comment = CommentFactory(consultation=consultation)

    def say() -> None:
        new = Comment(consultation_id=consultation.pk, text="Doppelt.")
        submit_comment(comment=new, by=person)

    def share() -> None:
        support_comment(comment=comment, by=person, wanted=True)

    assert at_once(say, say, share, share) == []
    assert Comment.objects.filter(text="Doppelt.").count() == 1
    assert Support.objects.count() == 1


def test_vision_linked_twice_keeps_its_first_reason(login):
    measure, vision = MeasureFactory(), VisionFactory()
    pages = []

    def link(person: User) -> Callable[[], object]:
        join(measure.working_group, person)
        browser = login(person)
        sent = answers(browser.get(url(measure)))
        key = "neu-0000000a"
        sent |= {"bild": [key], f"bild-{key}-vision": vision.pk}
        sent |= {f"bild-{key}-reason": f"Grund {person.pk}.", "do": "save"}
        return lambda: pages.append(browser.post(url(measure), sent))

    assert at_once(link(UserFactory()), link(UserFactory())) == []
    (refused,) = [page for page in pages if page.status_code == 200]
    assert f"schon verknüpft: „{ChainLink.objects.get().reason}“" in refused.text
