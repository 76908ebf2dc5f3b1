"""Measures in the admin: lists of any length, what is missing, several at once."""

from collections.abc import Callable
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from measures.models import Measure, ProgressReport
from network.models import Topic
from strategy import chain
from tests.factories.implementation import FeedbackFactory
from tests.factories.measures import CommentFactory, ConsultationFactory, MeasureFactory
from tests.factories.network import OrganisationFactory, UserFactory
from tests.factories.strategy import VisionFactory

pytestmark = pytest.mark.django_db


def report() -> ProgressReport:
    return ProgressReport.objects.create(
        measure=MeasureFactory(state="implementing"),
        number=1,
        percent=10,
        light="at_risk",
        reason="Es stockt.",
        by=UserFactory(),
    )


def whole_measure() -> Measure:
    return MeasureFactory(responsible=OrganisationFactory())


LISTS: dict[str, Callable] = {
    "massnahmen": whole_measure,
    "konsultationen": ConsultationFactory,
    "stellungnahmen": lambda: CommentFactory(organisation=OrganisationFactory()),
    "fortschrittsberichte": report,
    "rueckmeldungen": lambda: FeedbackFactory(reviewer=UserFactory()),
    "massnahmen-rueckmeldungen": lambda: FeedbackFactory(reviewer=UserFactory()),
    "massnahmen-luecken": MeasureFactory,
}


@pytest.mark.parametrize("page", LISTS)
def test_list_costs_the_same_with_one_and_three_rows(login, manager, page):
    browser, make = login(manager), LISTS[page]

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(f"/cms/{page}/")
        assert answer.status_code == 200
        return len(queries)

    make()
    cost()
    one = cost()
    make(), make()
    soup = BeautifulSoup(browser.get(f"/cms/{page}/").content, "html.parser")
    assert len(soup.select("table.listing tbody tr")) >= 3
    assert cost() == one


def table(answer) -> list[tuple]:
    content = b"".join(answer.streaming_content)
    return list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))


@pytest.mark.parametrize("page", LISTS)
def test_list_can_be_taken_along(login, manager, page):
    LISTS[page]()
    rows = table(login(manager).get(f"/cms/{page}/?export=xlsx"))
    assert len(rows) >= 2
    assert all(rows[0])


def test_report_names_what_each_measure_lacks(login, manager):
    lacking = MeasureFactory(state="adopted")
    whole = MeasureFactory(
        state="adopted",
        responsible=OrganisationFactory(),
        plain_language="Wir bauen.",
        cost_to=5,
    )
    vision = VisionFactory()
    chain.connect(source=vision, target=whole, reason="Weil.", by=None)
    ideas = [MeasureFactory(state=state) for state in ("idea", "rejected", "paused")]
    rows = table(login(manager).get("/cms/massnahmen-luecken/?export=xlsx"))
    assert rows == [
        ("Nummer", "Titel", "Stand", "Handlungsfeld", "Es fehlt"),
        (
            lacking.reference,
            lacking.title,
            "beschlossen",
            str(lacking.topic),
            "Zukunftsbild, verantwortliche Organisation, einfache Sprache, Kosten",
        ),
    ]
    assert ideas
    chain.disconnect(link=vision_link(whole), by=manager)
    page = login(manager).get("/cms/massnahmen-luecken/").text
    assert whole.reference in page


def vision_link(measure: Measure):
    return chain.origins(measure, UserFactory())[0].link


# --- Several at once ----------------------------------------------------------------------


def test_several_get_another_responsible_after_a_question(login, manager):
    one, other, third = (MeasureFactory(state=s) for s in ("draft", "adopted", "draft"))
    organisation = OrganisationFactory(state="published")
    address = (
        f"/cms/bulk/measures/measure/reassign/?id={one.pk}&id={other.pk}"
        "&next=/cms/massnahmen/"
    )
    browser = login(manager)
    question = browser.get(address).text
    assert one.title in question
    assert other.title in question
    assert third.title not in question
    page = browser.post(address, {"topic": "", "responsible": ""})
    assert "Bitte wählen Sie, was sich ändern soll." in page.text
    page = browser.post(
        address, {"topic": "", "responsible": organisation.pk}, follow=True
    )
    assert "2 Maßnahmen sind geändert." in page.text
    for measure in (one, other, third):
        topic = measure.topic
        measure.refresh_from_db()
        assert measure.topic == topic
        assert (measure.responsible == organisation) == (measure != third)
    # It stands in the history of each, from where it can be taken back.
    for measure in (one, other):
        assert measure.latest_revision.user == manager
        entries = ModelLogEntry.objects.filter(object_id=measure.pk, user=manager)
        assert entries.filter(action="wagtail.edit").exists()


def test_only_managers_change_several(login, editor, speaker):
    measure = MeasureFactory()
    topic = Topic.objects.last()
    address = f"/cms/bulk/measures/measure/reassign/?id={measure.pk}&next=/cms/"
    for person in (editor, speaker):
        login(person).post(address, {"topic": topic.pk, "responsible": ""})
        measure.refresh_from_db()
        assert measure.topic != topic
