"""Spreadsheets: readable in Excel, and inert whatever people are called (S-34)."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tregks.spreadsheets import LONGEST_CELL, xlsx, xlsx_response


def read(content: bytes) -> list[tuple]:
    return list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))


def test_rows_come_back_as_they_were():
    rows = [
        ("Öl", 3, 1.5, None, date(2026, 3, 7)),
        ("ß", 0, -1.0, "x", date(2027, 1, 1)),
    ]
    found = read(xlsx(["Name", "Zahl", "Wert", "Leer", "Tag"], rows))
    assert found[0] == ("Name", "Zahl", "Wert", "Leer", "Tag")
    assert found[1][:4] == ("Öl", 3, 1.5, None)
    assert found[1][4] == datetime(2026, 3, 7)  # noqa: DTZ001 - the format knows no zones


def test_times_show_the_clock_of_the_region():
    found = read(xlsx(["Am"], [[datetime(2026, 7, 1, 12, 0, tzinfo=UTC)]]))
    assert found[1][0] == datetime(2026, 7, 1, 14, 0)  # noqa: DTZ001 - see above


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"]
)
def test_text_is_never_a_formula(text):
    book = load_workbook(BytesIO(xlsx(["Name"], [[text]])))
    cell = book.active["A2"]
    assert cell.data_type == "s"
    assert cell.value.strip() == text.strip()


def test_characters_the_format_does_not_know_are_left_out():
    assert read(xlsx(["Name"], [["a\x00b\x0bc"]]))[1] == ("abc",)


def test_endless_text_is_cut_where_the_format_ends():
    assert len(read(xlsx(["Name"], [["x" * 50_000]]))[1][0]) == LONGEST_CELL


def test_more_columns_than_letters():
    headings = [f"Spalte {number}" for number in range(60)]
    assert read(xlsx(headings, []))[0] == tuple(headings)


def test_download_has_a_name():
    response = xlsx_response("massnahmen", ["Name"], [["a"]])
    assert response["Content-Disposition"] == 'attachment; filename="massnahmen.xlsx"'
