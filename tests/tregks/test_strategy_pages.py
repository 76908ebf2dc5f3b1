"""Pages of the whole chain: what they show, to whom, and what they cost."""

from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache.backends.locmem import LocMemCache
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from network.models import Topic
from strategy import chain
from strategy.feedback import give_feedback
from strategy.models import ChainLink, FeedbackEntry, Phase, WarningValue
from strategy.warning_signs import check_sign
from tests.factories.measures import MeasureFactory
from tests.factories.strategy import (
    ChapterFactory,
    FactorFactory,
    FieldFactory,
    ScenarioFactory,
    VisionFactory,
    WarningSignFactory,
)
from tregks.pdf import kept_pdf
from tregks.strategy_pages import plain_blocks

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def phase(name: str, starts: date, ends: date, **fields) -> Phase:
    return Phase.objects.create(
        name=name, starts=starts, ends=ends, description="Es geschieht viel.", **fields
    )


def whole(by=None):
    """One of each station, linked."""
    scenario, vision = ScenarioFactory(), VisionFactory()
    measure, chapter = MeasureFactory(state="adopted"), ChapterFactory()
    for source, target in ((scenario, vision), (vision, measure), (measure, chapter)):
        chain.connect(source=source, target=target, reason="Weil es passt.", by=by)
    return scenario, vision, measure, chapter


# --- The process --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "done", "word"),
    [
        (-10, -1, True, "abgeschlossen"),
        (-10, -1, False, "überfällig"),
        (-10, 0, False, "läuft"),
        (0, 10, False, "läuft"),
        (1, 10, False, "kommt"),
    ],
)
def test_phase_says_where_it_stands(start, end, done, word):
    today = timezone.localdate()
    span = phase("Phase", today + start * DAY, today + end * DAY, done=done)
    assert span.state_word == word


def test_phase_turns_overdue_at_midnight_of_the_region():
    span = Phase(starts=date(2026, 6, 1), ends=date(2026, 6, 30))
    with time_machine.travel("2026-06-30T21:59:00Z"):
        assert span.state == "running"
    with time_machine.travel("2026-06-30T22:00:00Z"):
        assert span.state == "overdue"


def test_process_says_openly_what_is_overdue(client):
    today = timezone.localdate()
    phase("Zu spät", today - 9 * DAY, today - DAY)
    page = client.get("/strategie/").text
    assert "Die Phase „Zu spät“ sollte am" in page


def test_process_is_honest_while_there_is_nothing(client):
    page = client.get("/strategie/").text
    assert "Hier stehen bald die Phasen" in page
    assert "Noch ist nichts veröffentlicht." in page


def test_process_shows_what_changed_to_whom_it_may_concern(client, login, manager):
    whole()
    MeasureFactory(state="draft", title="Geheimer Entwurf")
    assert "Geheimer Entwurf" not in client.get("/strategie/").text


def test_phase_cannot_end_before_it_starts():
    with pytest.raises(IntegrityError), transaction.atomic():
        phase("Rückwärts", date(2026, 2, 1), date(2026, 1, 1))


# --- The whole chain ----------------------------------------------------------------------


def test_outline_leads_from_scenario_to_strategy(client):
    things = whole()
    soup = BeautifulSoup(client.get("/strategie/kette/").content, "html.parser")
    links = {link["href"] for link in soup.select("main a[href]")}
    assert {thing.get_absolute_url() for thing in things} <= links
    assert soup.get_text().count("Weil es passt.") == 3
    assert soup.select_one("svg")["aria-hidden"] == "true"
    assert len(soup.select("svg.chart path")) == 3


def test_drawing_leads_from_technology_to_the_region(client):
    upper = ScenarioFactory()
    lower = ScenarioFactory(field=FieldFactory(kind="regional", builds_on=upper.field))
    chain.connect(source=upper, target=lower, reason="Der Rahmen.", by=None)
    page = client.get("/strategie/kette/")
    soup = BeautifulSoup(page.content, "html.parser")
    assert len(soup.select("svg.chart path")) == 1
    assert [len(column.nodes) for column in page.context["columns"]] == [1, 1, 0, 0, 0]


def test_topic_keeps_what_belongs_to_it_and_what_it_is_linked_with(client):
    topic, other = Topic.objects.all()[:2]
    scenario, vision, measure, _chapter = whole()
    measure.topic = other
    measure.save()
    vision.topics.set([topic])
    vision.save()
    VisionFactory(name="Weit weg", topics=[other])
    page = client.get(f"/strategie/kette/?handlungsfeld={topic.slug}").text
    assert scenario.name in page
    assert measure.title in page
    assert "Weit weg" not in page


def test_chain_hides_drafts(client):
    _scenario, vision, measure, _chapter = whole()
    draft = MeasureFactory(state="draft", title="Noch geheim")
    chain.connect(source=vision, target=draft, reason="Auch geheim.", by=None)
    page = client.get("/strategie/kette/").text
    assert measure.title in page
    assert "geheim" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_chain_costs_the_same_for_any_number(client, number):
    for _ in range(number):
        whole()
    client.get("/strategie/kette/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/strategie/kette/")
    assert len(queries) == 7


def test_arrows_that_make_no_sense_are_refused(manager):
    from django.core.exceptions import ValidationError  # noqa: PLC0415 - here alone

    with pytest.raises(ValidationError):
        chain.connect(
            source=VisionFactory(), target=ScenarioFactory(), reason="x", by=manager
        )


# --- The strategy as a document -----------------------------------------------------------


def test_chapter_names_the_measures_it_came_from(client):
    _scenario, _vision, measure, chapter = whole()
    page = client.get("/strategie/dokument/").text
    assert f'id="{chapter.slug}"' in page
    assert measure.get_absolute_url() in page
    assert chapter.get_absolute_url() in client.get(measure.get_absolute_url()).text


def test_strategy_says_what_will_stand_there(client):
    assert "Die Strategie entsteht gerade" in client.get("/strategie/dokument/").text


def test_pdf_is_tagged_and_says_the_same(client):
    _scenario, _vision, measure, chapter = whole()
    response = client.get("/strategie/dokument.pdf")
    assert response["Content-Type"] == "application/pdf"
    pdf = PdfReader(BytesIO(response.content))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is not None
    assert root["/Lang"] == "de"
    assert "/StructTreeRoot" in root
    assert pdf.metadata.title == "Transformationsstrategie der Region Kassel"
    text = "\n".join(page.extract_text() for page in pdf.pages)
    for words in (chapter.title, "Das vereinbaren wir.", measure.reference):
        assert words in text


def test_pdf_without_chapters_is_one_too(client):
    assert client.get("/strategie/dokument.pdf").status_code == 200


def test_pdf_is_made_once_while_it_says_the_same(client, monkeypatch):
    made = []
    kept = {"pages": LocMemCache("pdf-once", {})}
    monkeypatch.setattr("tregks.pdf.caches", kept)
    monkeypatch.setattr("tregks.pdf.pdf", lambda *_given: made.append(1) or b"%PDF-")
    for number in (1, 1, 2):
        data = {"title": "Strategie", "chapters": number}
        assert kept_pdf("strategy", data) == b"%PDF-"
    assert len(made) == 2


def test_rich_text_becomes_plain_blocks():
    html = "<h3>Eins</h3><p>Zwei <b>drei</b></p><ul><li>a</li><li>b</li></ul><p></p>"
    assert plain_blocks(html) == [
        {"kind": "h3", "text": "Eins"},
        {"kind": "p", "text": "Zwei drei"},
        {"kind": "ul", "items": ["a", "b"]},
    ]


# --- Links in the admin -------------------------------------------------------------------


def test_manager_links_and_unlinks(login, manager):
    scenario, vision = ScenarioFactory(), VisionFactory()
    browser = login(manager)
    form = {
        "source_choice": f"strategy.scenario:{scenario.pk}",
        "target_choice": f"strategy.vision:{vision.pk}",
        "reason": "Weil es passt.",
    }
    browser.post("/cms/verknuepfungen/new/", form)
    link = ChainLink.objects.get()
    assert (link.source, link.target) == (scenario, vision)
    assert link.made_by == manager
    browser.post(f"/cms/verknuepfungen/delete/{link.pk}/")
    assert not ChainLink.objects.exists()


def test_link_the_wrong_way_round_is_explained(login, manager):
    scenario, vision = ScenarioFactory(), VisionFactory()
    form = {
        "source_choice": f"strategy.vision:{vision.pk}",
        "target_choice": f"strategy.scenario:{scenario.pk}",
        "reason": "Weil es passt.",
    }
    page = login(manager).post("/cms/verknuepfungen/new/", form)
    assert "So herum lassen sich diese beiden nicht verknüpfen." in page.text
    assert not ChainLink.objects.exists()


def test_editor_links_nothing(login, editor):
    response = login(editor).post("/cms/verknuepfungen/new/", {"reason": "x"})
    assert response.status_code == 302
    assert not ChainLink.objects.exists()


def test_gaps_of_the_chain_are_listed(login, manager):
    whole()
    VisionFactory(name="Allein")
    ScenarioFactory(name="Ungenutzt")
    MeasureFactory(state="adopted", title="Ohne Bild")
    browser = login(manager)
    page = browser.get("/cms/luecken/").text
    for name in ("Allein", "Ungenutzt", "Ohne Bild"):
        assert name in page
    sheet = load_workbook(BytesIO(browser.get("/cms/luecken/?xlsx").content)).active
    assert sheet.max_row == 5  # headings, and the vision lacks both sides


# --- What asks for another look -----------------------------------------------------------


def crossed(name: str, state: str = "published") -> FeedbackEntry:
    """The review of a sign that has reached its threshold."""
    projection = FactorFactory(field=FieldFactory(state=state)).projections.first()
    sign = WarningSignFactory(name=name, projection=projection)
    WarningValue.objects.create(sign=sign, on=timezone.localdate(), value=10)
    check_sign(sign=sign, by=None)
    return sign.reviews.get()


def test_process_lists_findings_and_signs_of_published_fields_together(
    client, login, member, manager
):
    _scenario, vision, measure, _chapter = whole()
    for finding, by in (("Es dauert länger.", -1), ("Es geht schneller.", 60)):
        entry = FeedbackEntry(
            effect="adds",
            finding=finding,
            evidence="Zahlen.",
            reviewer=manager,
            review_by=timezone.localdate() + by * DAY,
        )
        give_feedback(source=measure, concerns=vision, entry=entry, by=manager)
    sign = crossed("Strompreis")
    crossed("Noch geheim", state="judging")
    page = BeautifulSoup(client.get("/strategie/").content, "html.parser")
    text = page.get_text(" ", strip=True)
    assert "3 offene Prüfungen" in text
    assert text.index("Es dauert länger.") < text.index("Strompreis")
    assert text.index("Strompreis") < text.index("Es geht schneller.")
    assert text.count("überfällig") == 1
    assert "Noch geheim" not in text
    assert sign.get_absolute_url() in {link["href"] for link in page.select("main a")}
    assert manager.name not in text  # guests learn nobody's name
    assert manager.name in login(member).get("/strategie/").text


@pytest.mark.parametrize("number", [1, 3])
def test_process_costs_the_same_for_any_number(client, number):
    for each in range(number):
        whole()
        crossed(f"Zeichen {each}")
    client.get("/strategie/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/strategie/")
    assert len(queries) == 10


def test_finding_about_a_chapter_stands_below_the_strategy(client, manager):
    _scenario, _vision, measure, chapter = whole()
    give_feedback(
        source=measure,
        concerns=chapter,
        entry=FeedbackEntry(
            effect="contradicts",
            finding="Es dauert länger als gedacht.",
            evidence="Drei von vier Betrieben warten.",
            review_by=timezone.localdate() + 9 * DAY,
        ),
        by=manager,
    )
    page = client.get("/strategie/dokument/").text
    assert "Rückmeldungen zur Strategie" in page
    assert "Es dauert länger als gedacht." in page
