"""Tables for people who work on in Excel, and CSV for programs of others (S-34)."""

import csv
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767  # characters, by the format
LARGEST_UNPACKED = 30 * 1024 * 1024
MOST_MARKS = 1_000_000  # of XML; 5,000 rows of a dozen cells have half as many


def xlsx(
    headings: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "Tabelle"
) -> bytes:
    """One sheet: a line of headings that stays in sight, then the rows.

    Text stays text, whatever it begins with. Times are written as the clock in Kassel
    shows them. `title` names the sheet (31 characters at most, others are cut off).
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(
        title="".join(c for c in title if c not in "[]:*?/\\")[:31]
    )
    sheet.freeze_panes = "A2"
    for number, heading in enumerate(headings, start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(12, min(40, len(str(heading)) + 4))
    head = [WriteOnlyCell(sheet, str(heading)) for heading in headings]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    if hasattr(value, "isoformat"):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # never a formula
    return cell


def xlsx_response(
    filename: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """The sheet as a download called `<filename>.xlsx`."""
    return HttpResponse(
        xlsx(headings, rows, title=filename),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{filename}.xlsx"'},
    )


# Programs run what a cell says that begins like this.
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def defused(value: Any) -> Any:
    """Text that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(value, str) and value.lstrip(" ").startswith(STARTS_FORMULA):
        return f"'{value}"
    return value


def csv_response(
    filename: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """The table as Excel opens it by a click: semicolons, UTF-8 with its mark."""
    file = StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerow(headings)
    writer.writerows([defused(value) for value in row] for row in rows)
    return HttpResponse(
        "\ufeff" + file.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}.csv"'},
    )


# --- Reading ------------------------------------------------------------------------------


class Unreadable(Exception):
    """No XLSX file, or one that is damaged or encrypted."""


class TooLarge(Exception):
    """More than was asked for, or more than may be unpacked."""


def sheet_rows(
    file: BinaryIO, *, most_rows: int, most_columns: int
) -> Iterator[tuple[Any, ...]]:
    """The rows of the first sheet as cells, read as they are asked for.

    Formulas stay formulas, so that they can be refused. Columns beyond are not read.
    """
    try:
        with ZipFile(file) as archive:
            _check_size(archive, most_rows)
        file.seek(0)
        sheet = load_workbook(BytesIO(file.read()), read_only=True).worksheets[0]
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(max_col=most_columns), start=1):
            if number > most_rows:
                raise TooLarge
            yield row
    except (
        *(BadZipFile, InvalidFileException, KeyError, OSError, ValueError),
        *(IndexError, SyntaxError, zipfile.LargeZipFile, NotImplementedError),
        *(zlib.error, RuntimeError),  # damaged, encrypted
    ) as error:
        raise Unreadable from error


def _check_size(archive: ZipFile, most_rows: int) -> None:
    """Counted in plain bytes: openpyxl reads all sheets before it hands out a row."""
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise TooLarge
    marks = 0
    for part in parts:
        content = archive.read(part)
        marks += content.count(b"<")
        if content.count(b"<row") > most_rows or marks > MOST_MARKS:
            raise TooLarge
