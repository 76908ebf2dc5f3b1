"""Progress as a table: there and back, and everything that can be wrong with it."""

import time
from datetime import date, timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from measures import progress_table
from measures.models import Measure, Milestone
from measures.models import ProgressReport as Report
from measures.progress_table import HEADINGS
from tests.factories.measures import MeasureFactory
from tests.factories.network import UserFactory
from tregks import spreadsheets

pytestmark = pytest.mark.django_db

IMPORT = "/massnahmen/umsetzung/einlesen/"
EXPORT = "/massnahmen/umsetzung/fortschritt.xlsx"


@pytest.fixture
def measure() -> Measure:
    measure = MeasureFactory(state="implementing")
    Milestone.objects.create(
        measure=measure, title="Halle gemietet", due_on=date(2026, 9, 1)
    )
    Report.objects.create(
        measure=measure, number=1, percent=10, light="on_track", reason="Läuft."
    )
    return measure


def rows_of(content: bytes) -> list[list]:
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def table(rows: list[list]) -> SimpleUploadedFile:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    file = BytesIO()
    book.save(file)
    return SimpleUploadedFile("fortschritt.xlsx", file.getvalue())


def exported(browser) -> list[list]:
    return rows_of(browser.get(EXPORT).content)


def uploaded(browser, rows: list[list]) -> BeautifulSoup:
    answer = browser.post(IMPORT, {"file": table(rows)})
    return BeautifulSoup(answer.content, "html.parser")


def agree(browser, page: BeautifulSoup):
    key = page.select_one("input[name=key]")["value"]
    return browser.post(IMPORT, {"key": key}, follow=True)


def words(page: BeautifulSoup) -> str:
    return " ".join(page.get_text().split())


def problems(browser, rows: list[list]) -> list[str]:
    page = uploaded(browser, rows)
    assert not page.select("input[name=key]")
    return [item.get_text() for item in page.select(".alert.error li")]


# --- There and back -----------------------------------------------------------------------


def test_unchanged_table_changes_nothing(login, manager, measure):
    browser = login(manager)
    rows = exported(browser)
    assert rows[0] == list(HEADINGS)
    assert rows[1][7:] == [10, "im Plan", "Läuft.", 1]
    assert rows[2][4] == "Halle gemietet"
    page = uploaded(browser, rows)
    assert "enthält nichts Neues" in words(page)


def test_changes_are_shown_first_and_made_together(login, manager, measure):
    browser = login(manager)
    head, progress, milestone = exported(browser)
    progress[7:10] = [35, "gefährdet", "Ein Partner fehlt."]
    milestone[6] = date(2026, 9, 20)
    new = [measure.reference, "", "Meilenstein", None, "Erster Kurs", "1.3.2027"]
    page = uploaded(browser, [head, progress, milestone, [*new, *[None] * 5]])
    assert "3 Zeilen würden sich ändern" in words(page)
    cells = [cell.get_text() for cell in page.select("tbody td")]
    assert cells[2:4] == ["10", "35"]
    assert measure.reports.count() == 1  # nothing happens before somebody agrees
    answer = agree(browser, page)
    assert "3 Zeilen sind übernommen" in answer.text
    report = measure.reports.first()
    assert (report.number, report.percent, report.light) == (2, 35, "at_risk")
    assert report.by == manager
    assert measure.milestones.get(title="Halle gemietet").done_on == date(2026, 9, 20)
    assert measure.milestones.get(title="Erster Kurs").due_on == date(2027, 3, 1)


def test_agreeing_twice_changes_once(login, manager, measure):
    browser = login(manager)
    head, progress, milestone = exported(browser)
    progress[7] = 35
    page = uploaded(browser, [head, progress, milestone])
    agree(browser, page)
    assert "schon eingelesen" in agree(browser, page).text
    assert measure.reports.count() == 2


def test_what_somebody_changed_meanwhile_is_not_overwritten(login, manager, measure):
    browser = login(manager)
    head, progress, milestone = exported(browser)
    progress[7] = 35
    milestone[4] = "Halle gekauft"
    page = uploaded(browser, [head, progress, milestone])
    Milestone.objects.filter(measure=measure).update(version=2, title="Halle gesucht")
    answer = agree(browser, page)
    assert "Zeile 3: Das hat inzwischen jemand geändert" in answer.text
    assert measure.reports.count() == 1  # all or nothing
    assert measure.milestones.get().title == "Halle gesucht"
    # The same at the first look.
    assert problems(browser, [head, progress, milestone]) == [
        "Zeile 3: Das hat inzwischen jemand geändert. Bitte laden Sie die Tabelle neu "
        "herunter."
    ]


# --- What is wrong ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "value", "problem"),
    [
        (0, "M-99999", "Eine Maßnahme M-99999 in Umsetzung gibt es nicht."),
        (0, None, "Eine Maßnahme – in Umsetzung gibt es nicht."),
        (2, "Anderes", "In der Spalte „Zeile“ steht Fortschritt oder Meilenstein."),
        (7, "=1+1", "In Spalte H (Prozent) steht eine Formel. Bitte nur Werte"),
        (7, 101, "„Prozent“ ist eine Zahl von 0 bis 100."),
        (7, "viel", "„Prozent“ ist eine Zahl von 0 bis 100."),
        (8, "grün", "Die Ampel ist eines von: im Plan, gefährdet, nicht im Plan."),
        (9, None, "„Begründung“ fehlt."),
        (9, "x" * 301, "„Begründung“ hat mehr als 300 Zeichen."),
    ],
)
def test_wrong_progress_is_named_with_its_row(
    login, manager, measure, place, value, problem
):
    browser = login(manager)
    head, progress, milestone = exported(browser)
    progress[7] = 35
    progress[place] = value
    (found,) = problems(browser, [head, progress, milestone])
    assert found.startswith(f"Zeile 2: {problem}")
    assert measure.reports.count() == 1


@pytest.mark.parametrize(
    ("place", "value", "problem"),
    [
        (3, 99999, "Diesen Meilenstein hat die Maßnahme nicht (mehr)."),
        (3, "=A1", "In Spalte D (Kennung) steht eine Formel."),
        (4, "", "„Bezeichnung“ fehlt."),
        (5, "bald", "„Fällig am“ ist ein Datum, zum Beispiel 3.7.2026."),
        (5, None, "„Fällig am“ fehlt."),
        (6, "1.1.2099", "„Erreicht am“ liegt in der Zukunft."),
    ],
)
def test_wrong_milestone_is_named_with_its_row(
    login, manager, measure, place, value, problem
):
    browser = login(manager)
    head, progress, milestone = exported(browser)
    milestone[place] = value
    (found,) = problems(browser, [head, progress, milestone])
    assert found.startswith(f"Zeile 3: {problem}")


def test_all_problems_are_named_at_once_and_a_row_counts_once(login, manager, measure):
    browser = login(manager)
    head, progress, milestone = exported(browser)
    progress[7] = 35
    other = [*progress]
    milestone[5] = "bald"
    assert [
        each[:7] for each in problems(browser, [head, progress, other, milestone])
    ] == [
        "Zeile 3",
        "Zeile 4",
    ]


def test_milestone_of_another_measure_is_out_of_reach(login, manager, measure):
    browser = login(manager)
    other = MeasureFactory(state="implementing")
    head, _progress, milestone, _other = exported(browser)
    milestone[0] = other.reference
    milestone[4] = "Fremd"
    (found,) = problems(browser, [head, milestone])
    assert "hat die Maßnahme nicht" in found


def test_wrong_columns_are_named(login, manager, measure):
    browser = login(manager)
    rows = exported(browser)
    rows[0][7] = "Prozente"
    page = words(uploaded(browser, rows))
    assert "Es fehlen: Prozent" in page
    assert "Nicht vorgesehen: Prozente" in page


def test_too_many_rows_are_refused_politely(login, manager, measure, monkeypatch):
    monkeypatch.setattr(progress_table, "LARGEST", 20_000_000)
    browser = login(manager)
    head, progress, _milestone = exported(browser)
    short = [progress[0], "x", "Fortschritt"]
    page = words(uploaded(browser, [head, *[short] * 5_001]))
    assert "mehr als 5.000 Zeilen" in page
    assert measure.reports.count() == 1


def with_rows(content: bytes, row: str, number: int) -> bytes:
    """The same file with a row written so many times, without asking openpyxl."""
    sheet, packed = "xl/worksheets/sheet1.xml", BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            if part == sheet:
                end = b"</sheetData>"
                text = text.replace(end, row.encode() * number + end)
            new.writestr(part, text)
    return packed.getvalue()


@pytest.mark.parametrize(
    "cells",
    [
        "<c><v>1</v></c>",  # small enough to be opened: counted while it is read
        "<c t='inlineStr'><is><t>Ein Satz, der begründet.</t></is></c>" * 11,
    ],
)
def test_fifty_thousand_rows_are_refused_at_once(login, manager, measure, cells):
    browser = login(manager)
    content = with_rows(browser.get(EXPORT).content, f"<row>{cells}</row>", 50_000)
    assert len(content) < progress_table.LARGEST
    file = SimpleUploadedFile("fortschritt.xlsx", content)
    began = time.process_time()
    answer = browser.post(IMPORT, {"file": file})
    assert time.process_time() - began < 2
    assert "mehr als 5.000 Zeilen" in answer.text
    assert "Geändert wurde nichts" in answer.text
    assert measure.reports.count() == 1


@pytest.mark.parametrize("content", [b"no table", b"PK\x03\x04 broken", b"\x00" * 99])
def test_what_is_no_table_is_refused(login, manager, content):
    file = SimpleUploadedFile("fortschritt.xlsx", content)
    answer = login(manager).post(IMPORT, {"file": file})
    assert answer.status_code == 200
    assert "lässt sich nicht lesen" in answer.text


def test_damaged_table_is_refused(login, manager, measure):
    content = bytearray(login(manager).get(EXPORT).content)
    place = content.index(b"xl/worksheets/sheet1.xml") + 24
    content[place : place + 40] = b"\xff" * 40
    file = SimpleUploadedFile("fortschritt.xlsx", bytes(content))
    answer = login(manager).post(IMPORT, {"file": file})
    assert "lässt sich nicht lesen" in answer.text


def test_file_that_unpacks_to_too_much_is_refused(login, manager, monkeypatch):
    monkeypatch.setattr(spreadsheets, "LARGEST_UNPACKED", 1000)
    page = uploaded(login(manager), [list(HEADINGS)])
    assert "Die Tabelle ist zu groß" in words(page)


def test_adopted_measure_takes_milestones_but_no_report(login, manager):
    measure = MeasureFactory(state="adopted")
    head, progress = exported(login(manager))
    progress[7:10] = [5, "im Plan", "Es geht los."]
    (found,) = problems(login(manager), [head, progress])
    assert "erst, wenn die Umsetzung läuft" in found
    assert not measure.reports.exists()


# --- Who may ------------------------------------------------------------------------------


def test_only_managers_take_part(login, stranger, speaker, editor, client, measure):
    for person in (stranger, speaker, editor):
        browser = login(person)
        assert browser.get(EXPORT).status_code == 403
        assert browser.post(IMPORT, {"file": table([])}).status_code == 403
    assert client.post(IMPORT).status_code == 302


def test_nobody_agrees_to_what_somebody_else_looked_at(login, manager, measure):
    browser = login(manager)
    head, progress, milestone = exported(browser)
    progress[7] = 35
    page = uploaded(browser, [head, progress, milestone])
    other = UserFactory()
    other.groups.set(manager.groups.all())
    agree(login(other), page)
    assert measure.reports.count() == 1


def test_export_asks_as_much_for_many_measures(
    login, manager, measure, django_assert_num_queries
):
    def export() -> None:
        progress_table.as_file()

    with django_assert_num_queries(3):
        export()
    for _ in range(2):
        other = MeasureFactory(state="implementing")
        Milestone.objects.create(
            measure=other, title="x", due_on=timezone.localdate() + timedelta(days=1)
        )
    with django_assert_num_queries(3):
        export()
