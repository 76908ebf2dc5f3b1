"""Files that members upload: checked by what is in them, kept where no address leads,
handed out only by views that have asked who is there (S-30, S-32).
"""

import csv
import os
import zipfile
from pathlib import PurePath
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.http import FileResponse
from django.template.defaultfilters import filesizeformat
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _
from PIL import Image

from tregks.pictures import without_traces

LARGEST = 10 * 1024 * 1024
# What office programs may find when they unpack a file; a bomb holds far more.
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 5000


class Kind(NamedTuple):
    name: str
    content_type: str


_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
KINDS = {
    "pdf": Kind("PDF", "application/pdf"),
    "docx": Kind("Word", f"{_OOXML}.wordprocessingml.document"),
    "xlsx": Kind("Excel", f"{_OOXML}.spreadsheetml.sheet"),
    "pptx": Kind("PowerPoint", f"{_OOXML}.presentationml.presentation"),
    "odt": Kind("ODT", f"{_ODF}.text"),
    "ods": Kind("ODS", f"{_ODF}.spreadsheet"),
    "odp": Kind("ODP", f"{_ODF}.presentation"),
    "csv": Kind("CSV", "text/csv; charset=utf-8"),
    "jpg": Kind("JPG", "image/jpeg"),
    "jpeg": Kind("JPG", "image/jpeg"),
    "png": Kind("PNG", "image/png"),
    "webp": Kind("WebP", "image/webp"),
}
# As Pillow calls them.
PICTURES = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
MOST_PIXELS = 20_000_000
MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
MAIN_PART["pptx"] = "ppt/presentation.xml"


@deconstructible
class PrivateStorage(FileSystemStorage):
    """Files below no address, outside the media folder, wherever settings say."""

    @property
    def base_location(self) -> str:
        return str(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:
        return os.path.abspath(self.base_location)  # noqa: PTH100 - as Django does

    def url(self, name: str | None) -> str:
        raise ValueError("Private files have no address.")


def check_upload(file: UploadedFile) -> str:
    """The extension of an acceptable file; ValidationError says what is wrong."""
    extension = PurePath(file.name or "").suffix.lower().lstrip(".")
    if extension not in KINDS:
        raise ValidationError(
            _(
                "Dateien dieser Art nimmt das Portal nicht an. Möglich sind PDF, Word, "
                "Excel, PowerPoint, ODT, ODS, ODP, CSV, JPG, PNG und WebP."
            )
        )
    if not file.size:
        raise ValidationError(_("Die Datei ist leer."))
    if file.size > LARGEST:
        raise ValidationError(
            _("Die Datei ist größer als %(limit)s.")
            % {"limit": filesizeformat(LARGEST)}
        )
    if not _is_what_it_says(file, extension):
        raise ValidationError(
            _("Der Inhalt der Datei passt nicht zur Endung .%(extension)s.")
            % {"extension": extension}
        )
    if extension in PICTURES and _number_of_pixels(file) > MOST_PIXELS:
        raise ValidationError(
            _("Das Bild ist zu groß. Möglich sind 20 Millionen Bildpunkte.")
        )
    file.seek(0)
    return extension


def clean_upload(file: UploadedFile) -> UploadedFile:
    """An acceptable file; pictures without what the camera has written into them."""
    if check_upload(file) in PICTURES and (clean := without_traces(file)):
        return SimpleUploadedFile(file.name or "", clean)
    return file


def save_with_file(row: Any, file: UploadedFile) -> None:
    """Check and clean a file, and save it with its row: both, or neither.

    Fills `file`, `extension` and, where the row has it, `size`. ValidationError says
    why a file is not acceptable.
    """
    file = clean_upload(file)
    row.extension = check_upload(file)
    if hasattr(row, "size"):
        row.size = file.size
    row.file.save(f"file.{row.extension}", file, save=False)
    try:
        row.save()
    except Exception:  # whatever it is, no file may stay without its row
        row.file.delete(save=False)
        raise


def delete_with_file(row: Any) -> None:
    """Delete row and file; the file only once nothing can go wrong any more."""
    storage, name = row.file.storage, str(row.file.name)
    row.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _is_what_it_says(file: UploadedFile, extension: str) -> bool:
    file.seek(0)
    if extension == "pdf":
        return file.read(5) == b"%PDF-"
    if extension == "csv":
        return _is_table(file.read())
    if extension in PICTURES:
        return _is_picture(file, extension)
    return _is_office_file(file, extension)


def _is_table(content: bytes) -> bool:
    """Text without control characters that does not begin like markup."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if any(char < " " and char not in "\t\r\n" for char in text):
        return False
    if text.lstrip().startswith("<"):
        return False
    try:
        return any(csv.reader(text.splitlines()[:20]))
    except csv.Error:
        return False


def _is_picture(file: Any, extension: str) -> bool:
    """Reads the header only: nothing here unpacks a picture."""
    wanted = PICTURES[extension]
    try:
        with Image.open(file, formats=[wanted]):
            return True
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    except Image.DecompressionBombWarning:
        return False


def _number_of_pixels(file: Any) -> int:
    with Image.open(file) as picture:
        return picture.width * picture.height


def _is_office_file(file: Any, extension: str) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if (
                len(parts) > MOST_PARTS
                or sum(part.file_size for part in parts) > LARGEST_UNPACKED
            ):
                return False
            names = {part.filename for part in parts}
            if extension in MAIN_PART:
                return {"[Content_Types].xml", MAIN_PART[extension]} <= names
            kind = KINDS[extension].content_type.encode()
            first = parts[0] if parts else None
            return (
                first is not None
                and first.filename == "mimetype"
                and first.file_size <= len(kind) + 2
                and archive.read(first).strip() == kind
            )
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        return False


def download(file: FieldFile, *, name: str, content_type: str) -> FileResponse:
    """A file to keep, never to show: whatever is in it stays inert."""
    return FileResponse(
        file.open("rb"),
        as_attachment=True,
        filename=name,
        content_type=content_type,
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-store",
        },
    )
