"""Matrices of other programs, in and out, with everything that can be wrong."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from strategy.analysis import exchange
from strategy.analysis.results import Result
from strategy.cib import impact_matrix, read_matrix, write_matrix
from strategy.models import ScenarioField
from tests.factories.strategy import FieldFactory, GroupFactory, analysed, judge_all

SAMPLE = Path(__file__).parent / "cib/samples/somewhereland.json"
# The published solution.
SOMEWHERELAND = {
    *("A1 B2 C2 D1 E1 F2", "A1 B3 C1 D2 E3 F3", "A1 B3 C2 D1 E1 F2"),
    *("A1 B3 C2 D1 E1 F3", "A2 B1 C3 D2 E2 F1", "A2 B2 C3 D2 E2 F1"),
    *("A3 B1 C2 D1 E1 F2", "A3 B1 C3 D2 E1 F1", "A3 B2 C2 D1 E1 F2"),
    "A3 B2 C3 D2 E1 F1",
}
IMPORT = "/strategie/labor/importieren/"


def somewhereland() -> bytes:
    """The sample in the form all programs share."""
    given = json.loads(SAMPLE.read_text())
    wanted = {key: given[key] for key in ("name", "descriptors", "impacts")}
    return json.dumps(wanted).encode()


def scw(text: str = "") -> bytes:
    matrix = impact_matrix(
        "Größe",
        [("Öl", ["knapp", "übrig"]), ("Werk", ["bleibt", "geht"])],
        [[0, 0, 2, -2], [0, 0, -1, 1], [1, -1, 0, 0], [0, 0, 0, 0]],
    )
    return write_matrix("x.scw", matrix)


def fields(file, **changes):
    return {
        "file": file,
        "name": "",
        "kind": "technology",
        "horizon": "2035",
        "group": str(GroupFactory().pk),
        "description": "Aus einer Studie.",
    } | changes


def test_published_example_comes_in_and_gives_the_published_result(login, manager):
    file = SimpleUploadedFile("somewhereland.json", somewhereland())
    page = login(manager).post(IMPORT, fields(file), follow=True)
    assert "als neues Feld übernommen" in page.text
    field = ScenarioField.objects.get()
    analysis = analysed(field, manager)
    result = Result(analysis)
    assert {each.code for each in result.scenarios} == SOMEWHERELAND
    weights = {each.code: each.weight for each in result.scenarios}
    assert round(weights["A1 B3 C2 D1 E1 F3"] * 486) == 178


def test_scw_survives_the_way_in_and_out(manager, login):
    data = scw()
    field = FieldFactory.build(group=GroupFactory(), name="")
    upload = exchange.read("Größe.scw", data)
    assert upload.name == "Größe"
    field.name = upload.name
    exchange.bring_in(upload=upload, field=field, by=manager)
    for format_ in ("scw", "json", "csv"):
        url = reverse("strategy:field_export", args=[field.slug, format_])
        content = login(manager).get(url).content
        again, before = read_matrix(f"x.{format_}", content), read_matrix("x.scw", data)
        assert again.factors == before.factors
        assert again.cells.tolist() == before.cells.tolist()
    sheet = load_workbook(filename=BytesIO(exchange.written(field, "xlsx"))).active
    assert [cell.value for cell in sheet[1]] == [
        *("Faktor", "Ausprägung", "A1", "A2", "B1", "B2"),
    ]
    assert [cell.value for cell in sheet[2]] == ["Öl", "A1 knapp", None, None, 2, -2]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_scw_in_any_encoding_and_line_end(encoding, newline):
    text = scw().decode("cp1252").replace("\r\n", newline)
    upload = exchange.read("x.scw", text.encode(encoding))
    assert [each.name for each in upload.matrix.factors] == ["Öl", "Werk"]
    assert upload.matrix.factors[0].projections == ("knapp", "übrig")


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("x.scw", b"", "ScenarioWizard"),
        ("x.scw", b"\xff\x00\x01", "ScenarioWizard"),
        ("x.json", b"{", "kein gültiges JSON"),
        ("x.txt", b"x", "Endung .scw, .csv oder .json"),
        ("x.scw", scw().replace(b"-1", b"1a", 1), "ist keine Zahl"),
        ("x.scw", scw().replace(b" 2 ,", b"", 1), "Werte erwartet"),
        ("x.scw", scw().replace(b" 2 ,", b" 7 ,", 1), "7 ist keine ganze Zahl von -3"),
        ("x.scw", scw().replace(b"&Werk", "&Öl".encode("cp1252"), 1), "heißen „Öl“"),
    ],
)
def test_contradictory_file_says_what_is_wrong_and_where(name, data, problem):
    with pytest.raises(ValidationError) as caught:
        exchange.read(name, data)
    assert problem in " ".join(caught.value.messages)


def test_all_bad_values_are_named_with_row_and_column():
    matrix = impact_matrix(
        "x",
        [("Öl", ["knapp", "übrig"]), ("Werk", ["bleibt", "geht", "wächst"])],
        [[1, 0, 4, 0, 0], [0, 0, 0, -9, 0], *([[0] * 5] * 3)],
    )
    with pytest.raises(ValidationError) as caught:
        exchange.read("x.json", write_matrix("x.json", matrix))
    assert len(caught.value.messages) == 3
    assert "Zeile „Öl: übrig“, Spalte „Werk: geht“: -9" in caught.value.messages[2]


def test_too_many_factors_or_projections_are_refused():
    big = impact_matrix("x", [(str(n), ["a", "b"]) for n in range(41)], [[0] * 82] * 82)
    with pytest.raises(ValidationError, match="höchstens 40"):
        exchange.read("x.json", write_matrix("x.json", big))
    single = impact_matrix("x", [("a", ["b"]), ("c", ["d", "e"])], [[0] * 3] * 3)
    with pytest.raises(ValidationError, match="2 bis 4 Ausprägungen"):
        exchange.read("x.json", write_matrix("x.json", single))


def test_bad_upload_keeps_what_was_typed(login, manager):
    file = SimpleUploadedFile("x.scw", b"nichts")
    page = login(manager).post(IMPORT, fields(file, description="Bleibt stehen."))
    assert "Zeile 1" in page.text
    assert "Bleibt stehen." in page.text
    page = login(manager).post(IMPORT, fields(""))
    assert "Bitte wählen Sie eine Datei." in page.text
    assert not ScenarioField.objects.exists()


def test_only_managers_import_and_only_the_group_takes_files(
    login, stranger, member, speaker, field, client
):
    assert login(speaker).get(IMPORT).status_code == 403
    assert login(stranger).post(IMPORT, {}).status_code == 403
    judge_all(field, speaker)
    ScenarioField.objects.filter(pk=field.pk).update(state="settling")
    url = reverse("strategy:field_export", args=[field.slug, "scw"])
    assert login(member).get(url).status_code == 200
    assert login(stranger).get(url).status_code == 403
    assert client.get(url).status_code == 302
    url = reverse("strategy:field_export", args=[field.slug, "exe"])
    assert login(member).get(url).status_code == 404


def test_sheets_for_paper_are_an_accessible_pdf(login, member, field):
    page = login(member).get(reverse("strategy:paper", args=[field.slug]))
    assert page["Content-Type"] == "application/pdf"
    assert page.content.startswith(b"%PDF-")
