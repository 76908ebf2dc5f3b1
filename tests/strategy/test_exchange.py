"""Matrices of other programs, in and out, with everything that can be wrong."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from strategy.analysis import exchange, runs
from strategy.cib import impact_matrix, read_matrix, write_matrix
from strategy.cib.files.scw import Texts, read_scw, write_scw
from strategy.models import Analysis, ImportedFile, Judgement, PairAnswer, ScenarioField
from tests.factories.strategy import (
    FactorFactory,
    FieldFactory,
    GroupFactory,
    judge_all,
)
from tregks.spreadsheets import xlsx

SAMPLE = Path(__file__).parent / "cib/samples/somewhereland.json"
# The published solution.
SOMEWHERELAND = {
    *("A1 B2 C2 D1 E1 F2", "A1 B3 C1 D2 E3 F3", "A1 B3 C2 D1 E1 F2"),
    *("A1 B3 C2 D1 E1 F3", "A2 B1 C3 D2 E2 F1", "A2 B2 C3 D2 E2 F1"),
    *("A3 B1 C2 D1 E1 F2", "A3 B1 C3 D2 E1 F1", "A3 B2 C2 D1 E1 F2"),
    "A3 B2 C3 D2 E1 F1",
}
IMPORT = "/strategie/labor/importieren/"
JSON = json.dumps(
    {
        "name": "Größe",
        "descriptors": [
            {"name": "Öl", "variants": ["knapp", "übrig"]},
            {"name": "Werk", "variants": ["bleibt", "geht"]},
        ],
        "impacts": [[0] * 4] * 4,
    }
)


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


@pytest.mark.parametrize("format_", ["json", "scw", "csv"])
def test_published_example_comes_in_and_gives_the_published_result(
    login, manager, format_
):
    """Through the form, the job and the pages, whichever program it comes from."""
    matrix = read_matrix("x.json", somewhereland())
    file = SimpleUploadedFile(
        f"somewhereland.{format_}", write_matrix(f"x.{format_}", matrix)
    )
    browser = login(manager)
    page = browser.post(IMPORT, fields(file), follow=True)
    assert "als neues Feld übernommen" in page.text
    field = ScenarioField.objects.get()
    start = reverse("strategy:analysis_list", args=[field.slug])
    page = browser.post(start, {"tolerance": "0"})
    analysis = Analysis.objects.get()
    assert page.url == analysis.get_absolute_url()
    assert "Die Auswertung läuft." in browser.get(page.url).text
    runs.run_analysis(analysis_id=analysis.pk)  # what the worker does
    page = browser.get(page.url)
    assert "10 Szenarien sind in sich stimmig." in page.text
    found = page.context["page_obj"]
    assert {each.code for each in found} == SOMEWHERELAND
    weights = {each.code: each.weight for each in found}
    assert round(weights["A1 B3 C2 D1 E1 F3"] * 486) == 178
    assert round(weights["A1 B3 C1 D2 E3 F3"] * 486) == 127
    # The published counts for a tolerance of 0, 1, 2 and 3.
    counts = [each["count"] for each in page.context["result"].tolerances]
    assert counts == [10, 15, 32, 59]
    # A2 B1 C3 D1 E1 F1 contradicts itself in D alone, by 14.
    choice = dict(
        zip(("fA", "fB", "fC", "fD", "fE", "fF"), (1, 0, 2, 0, 0, 0), strict=True)
    )
    url = reverse("strategy:analysis_why", args=[field.slug, analysis.key])
    why = browser.get(url, choice)
    assert "Ein Faktor widerspricht." in why.text
    assert "um 14 Punkte" in why.text


def test_scw_survives_the_way_in_and_out(manager, login):
    data = scw()
    field = FieldFactory.build(group=GroupFactory(), name="")
    upload = exchange.read("Größe.scw", data)
    assert upload.name == "Größe"
    field.name = upload.name
    exchange.bring_in(upload=upload, field=field, by=manager)
    before = read_matrix("x.scw", data)
    for format_ in ("scw", "json", "csv", "xlsx"):
        url = reverse("strategy:field_export", args=[field.slug, format_])
        content = login(manager).get(url).content
        again = exchange.read(f"x.{format_}", content).matrix
        assert again.factors == before.factors
        assert again.cells.tolist() == before.cells.tolist()
    sheet = load_workbook(filename=BytesIO(exchange.written(field, "xlsx"))).active
    assert [cell.value for cell in sheet[3]] == ["Öl", "knapp", 0, 0, 2, -2]


TABLE = [["", "", "A", "A", "B", "B"], ["", "", "1", "2", "1", "2"]]
TABLE += [["A", name, 0, 0, 1, -1] for name in ("1", "2")]
TABLE += [["B", name, 2, -2, 0, 0] for name in ("1", "2")]


def test_spreadsheet_becomes_a_field(login, manager):
    file = SimpleUploadedFile("Öl.xlsx", xlsx(TABLE[0], TABLE[1:]))
    form = {"kind": "technology", "horizon": "2035", "group": GroupFactory().pk}
    form |= {"file": file, "description": "Was kommt?"}
    login(manager).post(IMPORT, form)
    field = ScenarioField.objects.get()
    assert field.name == "Öl"
    assert [str(factor) for factor in field.factors.all()] == ["A", "B"]
    assert Judgement.objects.filter(value=-2).count() == 2


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"PK no sheet", "lässt sich nicht lesen"),
        (xlsx(["x"], [["y"]] * 400), "zu groß"),
        (xlsx(TABLE[0], [*TABLE[1:5], ["B", "2", "=1+1", 2, 0, 0]]), "keine Zahl"),
        (xlsx(TABLE[0], [*TABLE[1:5], ["B", "2", 0.5, 2, 0, 0]]), "ganze Zahl"),
    ],
)
def test_bad_spreadsheet_is_refused_with_the_reason(data, problem):
    with pytest.raises(ValidationError, match=problem):
        exchange.read("x.xlsx", data)


FULL = """$ ScenarioWizard 4.0
Region
&"Energie"
 -billig
 -teuer
&
 -bleibt
 -
#
&Strom und Wärme
 günstig für alle
 teuer für alle
&Große Werke


#
#
FFFFFF
FF0000
000000
00FF00
#
#
 0 , 0 , 2 ,-2
 0,0,-1,+1
 1 ,-1 , 0 , 0
 0 , 0 , 0 , 0
#
# 0-0
"Workshop in Kassel"
# Energie
"Sie kostet."
#
""
# Energie -> Energie
""
# Energie ->
"Billige Energie hält Werke."
#  -> Energie
""
#  ->
""
#
# Eigener Abschnitt
irgendwas
#
"""


def brought_in(data: bytes, by, **changes) -> ScenarioField:
    upload = exchange.read("x.scw", data)
    given = {"name": upload.name[:120], "description": upload.description} | changes
    field = FieldFactory.build(group=GroupFactory(), **given)
    return exchange.bring_in(upload=upload, field=field, by=by)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_scw_comes_out_as_it_came_in(manager, encoding, newline):
    """Texts, colours, unknown sections, the way it was written: byte for byte."""
    data = FULL.replace("\n", newline).encode(encoding)
    field = brought_in(data, manager)
    assert exchange.written(field, "scw") == data


def test_the_language_of_the_page_changes_nothing_in_the_file(manager):
    with translation.override("en"):
        field = brought_in(FULL.encode(), manager)
    assert exchange.written(field, "scw") == FULL.encode()
    assert field.participants.get().label == "Datei x.scw"


def test_texts_of_a_scw_stand_where_people_read_them(manager):
    field = brought_in(FULL.encode(), manager)
    assert field.description == "Workshop in Kassel"
    energy, works = field.factors.all()
    assert energy.why == "Strom und Wärme\nSie kostet."
    assert works.why == "Große Werke"
    assert [each.description for each in energy.projections.all()] == [
        *("günstig für alle", "teuer für alle"),
    ]
    assert [each.name for each in works.projections.all()] == [
        *("bleibt", "Ausprägung 2"),
    ]
    answer = PairAnswer.objects.get(source=energy, target=works)
    assert answer.reason == "Billige Energie hält Werke."


def test_what_the_group_adds_goes_out_with_what_came_in(manager, member):
    field = brought_in(FULL.encode(), manager)
    judge_all(field, member, 1)
    PairAnswer.objects.filter(participant__person=member).update(
        reason="Sehe ich auch."
    )
    file = read_scw(exchange.written(field, "scw"))
    assert file.matrix.cells.tolist()[0] == [0, 0, 3, -3]
    assert file.colours == ("FFFFFF", "FF0000", "000000", "00FF00")
    assert file.texts.pairs[0, 1] == "Billige Energie hält Werke. | Sehe ich auch."
    assert file.texts.factors[0] == "Strom und Wärme Sie kostet."
    assert file.texts.projections[:2] == ("günstig für alle", "teuer für alle")
    # Another factor more: known colours stay with what they belong to.
    FactorFactory(field=field, position=99)
    file = read_scw(exchange.written(field, "scw"))
    assert file.colours[:4] == ("FFFFFF", "FF0000", "000000", "00FF00")
    assert len(file.colours) == 6


def test_values_that_change_leave_everything_else_as_it_was(manager):
    field = brought_in(FULL.encode("cp1252"), manager)
    Judgement.objects.filter(value=-2).update(value=-3)
    before, after = FULL.split("\n"), exchange.written(field, "scw").decode("cp1252")
    changed = [
        (old, new)
        for old, new in zip(before, after.split("\n"), strict=True)
        if old != new
    ]
    assert changed == [(" 0 , 0 , 2 ,-2", " 0 , 0 , 2 ,-3 ")]


@pytest.mark.parametrize("largest", [3, 4, 15, 30])
def test_sums_and_wider_scales_come_in_exactly(manager, largest):
    """As several participants: what the portal itself writes for a group, too."""
    cells = [[0, 0, largest, -1], [0, 0, -largest, 2], [1, 0, 0, 0], [0, -5, 0, 0]]
    if largest < 5:
        cells[3][1] = -2
    matrix = impact_matrix("x", [("A", ["a", "b"]), ("B", ["c", "d"])], cells)
    field = brought_in(write_scw(matrix), manager, description="x")
    assert field.participants.count() == -(-largest // 3)
    again = read_scw(exchange.written(field, "scw")).matrix
    assert again.cells.tolist() == cells
    assert exchange.written(field, "scw") == write_scw(matrix)


def test_what_a_group_has_judged_can_be_brought_in_again(
    manager, speaker, member, field
):
    judge_all(field, member, 3)
    judge_all(field, speaker, 2)
    first = exchange.written(field, "json")
    upload = exchange.read("x.json", first)
    again = FieldFactory.build(group=field.group, name="Noch einmal")
    exchange.bring_in(upload=upload, field=again, by=manager)
    second = json.loads(exchange.written(again, "json"))
    assert second["impacts"] == json.loads(first)["impacts"]


NAMES = st.text(
    st.characters(codec="cp1252", categories=["L", "N"]), min_size=1, max_size=12
)
TEXTS = st.text(st.characters(codec="cp1252", categories=["L", "N", "Zs"]), max_size=30)
TEXTS = TEXTS.map(lambda text: " ".join(text.split()))


@st.composite
def projects(draw) -> bytes:
    """Project files as ScenarioWizard writes them, with all its texts."""
    unique = st.lists(
        NAMES, min_size=2, max_size=3, unique_by=lambda name: name.lower()
    )
    factors = [(name, draw(unique)) for name in draw(unique)]
    sizes = [len(ways) for _name, ways in factors]
    owner = [at for at, size in enumerate(sizes) for _ in range(size)]
    cells = [[0 if a == b else draw(st.integers(-3, 3)) for b in owner] for a in owner]
    number = len(factors)
    texts = Texts(
        project=draw(TEXTS),
        factors=tuple(draw(TEXTS) for _ in factors),
        projections=tuple(draw(TEXTS) for _ in owner),
        pairs={
            (i, j): draw(TEXTS) for i in range(number) for j in range(number) if i != j
        },
        colours=tuple(
            draw(st.from_regex(r"[0-9A-F]{6}", fullmatch=True)) for _ in owner
        ),
    )
    return write_scw(impact_matrix(draw(NAMES), factors, cells), texts=texts)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=projects())
def test_any_scw_comes_out_as_it_came_in(manager, data):
    ScenarioField.objects.all().delete()
    assert exchange.written(brought_in(data, manager), "scw") == data
    # Also without the file itself, as far as the portal has a place for it.
    first = read_scw(data)
    ImportedFile.objects.all().delete()
    field = ScenarioField.objects.get()
    again = read_scw(exchange.written(field, "scw"))
    assert again.matrix.factors == first.matrix.factors
    assert again.matrix.cells.tolist() == first.matrix.cells.tolist()
    assert again.texts.projections == first.texts.projections
    assert again.texts.pairs == first.texts.pairs


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
        (
            "x.scw",
            scw().replace(b" 2 ,", b"31 ,", 1),
            "31 ist keine ganze Zahl von −30",
        ),
        ("x.scw", scw().replace(b" 2 ,", b"1.5,", 1), "3/2 ist keine ganze Zahl"),
        ("x.scw", scw().replace(b"&Werk", "&Öl".encode("cp1252"), 1), "heißen „Öl“"),
        ("x.scw", scw().replace(b"&Werk", "&ÖL".encode("cp1252"), 1), "Zwei Faktoren"),
        ("x.scw", scw().replace(b"geht", b"Bleibt", 1), "Zwei Ausprägungen von „Werk“"),
        ("x.scw", scw().replace(b"geht", b"ge\x00ht", 1), "keine Steuerzeichen"),
        ("x.json", JSON.replace("geht", "ge\\u0000ht").encode(), "Steuerzeichen"),
        ("x.json", JSON.replace("geht", "ge\\ud800ht").encode(), "Steuerzeichen"),
        ("x.json", b"[" * 100_000, "kein gültiges JSON"),
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
        [[1, 0, 40, 0, 0], [0, 0, 0, -90, 0], *([[0] * 5] * 3)],
    )
    with pytest.raises(ValidationError) as caught:
        exchange.read("x.json", write_matrix("x.json", matrix))
    assert len(caught.value.messages) == 3
    assert "Zeile „Öl: übrig“, Spalte „Werk: geht“: -90" in caught.value.messages[2]


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


def test_text_of_a_file_comes_without_control_characters(login, manager):
    texts = Texts("Ein\x00 Projekt\x1b.", ("",) * 2, ("",) * 4, {}, ())
    file = SimpleUploadedFile("x.scw", write_scw(read_scw(scw()).matrix, texts=texts))
    sent = fields(file, description="")
    assert login(manager).post(IMPORT, sent).status_code == 302
    assert ScenarioField.objects.get().description == "Ein Projekt."


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
