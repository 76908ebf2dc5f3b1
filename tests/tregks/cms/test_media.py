import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.factories.cms import picture_file
from tregks.cms.models import PortalDocument, PortalImage

PDF = b"%PDF-1.7\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.fixture
def editing(login, editor):
    return login(editor)


def upload_image(client, name: str, content: bytes):
    file = SimpleUploadedFile(name, content)
    return client.post(
        "/cms/images/add/", {"title": "x", "file": file, "collection": 1}
    )


def upload_document(client, name: str, content: bytes):
    file = SimpleUploadedFile(name, content)
    return client.post(
        "/cms/documents/add/",
        {"title": "x", "file": file, "collection": 1, "language": "de"},
    )


def zip_file() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_usual_pictures_are_accepted(editing, kind):
    upload_image(editing, f"bild.{kind}", picture_file(kind.upper()).read())
    assert PortalImage.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bild.svg", SVG),
        ("bild.png", SVG),
        ("bild.html", b"<script>alert(1)</script>"),
        ("bild.png.html", picture_file("PNG").read()),
        ("bild.jpg", picture_file("PNG").read()),
        ("bild.gif", picture_file("GIF").read()),
        ("bild.png", picture_file("PNG").read()[:60]),
        ("bild.png", b"MZ" + b"\0" * 100),
    ],
)
def test_other_pictures_are_refused(editing, name, content):
    response = upload_image(editing, name, content)
    assert response.status_code == 200
    assert PortalImage.objects.count() == 0


@pytest.mark.parametrize("size", [(30_000, 30_000), (14_000, 10_000), (5_000, 4_001)])
def test_picture_bombs_are_refused(editing, size):
    buffer = BytesIO()
    Image.new("1", size).save(buffer, "PNG")
    upload_image(editing, "bombe.png", buffer.getvalue())
    assert PortalImage.objects.count() == 0


def test_place_and_camera_do_not_reach_visitors(editing):
    exif = Image.Exif()
    exif[0x010F] = "Kamera"
    exif.get_ifd(0x8825)[1] = "N"
    upload_image(editing, "bild.jpg", picture_file("JPEG", exif=exif).read())
    rendition = PortalImage.objects.get().get_rendition("width-32|format-jpeg")
    with rendition.file.open() as file:
        assert not Image.open(file).getexif()


def test_description_is_never_guessed_from_the_title(db):
    assert PortalImage(title="IMG_1234.jpg").default_alt_text == ""
    assert PortalImage(title="x", description="Ein Auto").default_alt_text == "Ein Auto"


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", PDF), ("a.docx", zip_file()), ("a.csv", b"Jahr;Wert")],
)
def test_usual_documents_are_accepted(editing, name, content):
    upload_document(editing, name, content)
    assert PortalDocument.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", b"<script>alert(1)</script>"),
        ("a.svg", SVG),
        ("a.exe", b"MZ"),
        ("a.pdf.html", PDF),
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.docx", PDF),
        ("a.zip", zip_file()),
        ("a.pdf", PDF + b"\0" * 10 * 1024 * 1024),
    ],
    ids=["html", "svg", "exe", "double", "html-as-pdf", "pdf-as-docx", "zip", "11 MB"],
)
def test_other_documents_are_refused_with_a_reason(editing, name, content):
    response = upload_document(editing, name, content)
    assert PortalDocument.objects.count() == 0
    assert "error" in response.content.decode()


@pytest.mark.parametrize("name", ["../../a.pdf", "a\r\nX: y.pdf", "\u202eexe.pdf"])
def test_hostile_names_become_harmless(editing, client, name):
    upload_document(editing, name, PDF)
    for document in PortalDocument.objects.all():
        assert ".." not in document.file.name
        response = client.get(document.url)
        assert "X" not in response.headers
        assert "\r" not in response.headers["Content-Disposition"]
        response.close()


def test_documents_are_downloads_that_cannot_act(editing, client):
    upload_document(editing, "a.pdf", PDF)
    response = client.get(PortalDocument.objects.get().url)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.getvalue() == PDF
    response.close()


def test_document_says_what_to_know_before_opening(db):
    document = PortalDocument(file="documents/bericht.PDF", language="en")
    document.accessible = True
    assert document.kind == "PDF"
    assert document.note == "auf Englisch, barrierefrei geprüft"
    document.language = "de"
    assert document.note == "barrierefrei geprüft"


def test_stranger_uploads_nothing(login, stranger):
    client = login(stranger)
    upload_image(client, "bild.png", picture_file().read())
    upload_document(client, "a.pdf", PDF)
    assert not PortalImage.objects.exists()
    assert not PortalDocument.objects.exists()
