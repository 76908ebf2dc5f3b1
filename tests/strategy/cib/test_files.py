from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from strategy.cib import files
from strategy.cib.files import read_matrix, write_matrix
from strategy.cib.files.scw import read_scw, write_scw
from strategy.cib.files.tables import write_csv
from strategy.cib.files.text import number, one_line, written
from strategy.cib.matrix import CibError, Factor, impact_matrix
from tests.strategy.cib import oracle

SCW = """$ ScenarioWizard 4.0
Region
&"Energy"
 -"cheap"
 -teuer für alle
&
 -bleibt
 -
#
&Energie
 günstig
 teuer
&Industrie


#
#
FFFFFF
FF0000
000000
00FF00
#
#
 0 , 0 , 2 ,-2
 0 , 0 ,-1 , 1
 1 ,-1 , 0 , 0
 0 , 0 , 0 , 0
#
# 0-0
"Workshop in Kassel"
# Energy
# Energy -> Industry
"cheap energy keeps firms"
#
#
"""

DECIMALS = st.integers(-300, 300).map(lambda n: Fraction(n, 100))


def same(a, b):
    assert b.factors == a.factors
    assert b.scale == a.scale
    assert b.cells.tolist() == a.cells.tolist()


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_a_scenario_wizard_file_stays_the_same_byte_for_byte(newline, encoding):
    data = SCW.replace("\n", newline).encode(encoding)
    file = read_scw(data)
    assert write_scw(file.matrix, file) == data
    assert file.matrix.name == "Region"
    names = [(f.name, f.projections) for f in file.matrix.factors]
    assert names[0] == ("Energy", ("cheap", "teuer für alle"))
    assert names[1] == ("Factor 2", ("bleibt", ""))
    assert file.matrix.cells.tolist()[0] == [0, 0, 2, -2]
    assert file.colours == ("FFFFFF", "FF0000", "000000", "00FF00")
    assert ("0-0", "Workshop in Kassel") in file.notes
    assert ("Energy -> Industry", "cheap energy keeps firms") in file.notes


def test_writing_back_changes_only_what_has_changed():
    file = read_scw(SCW.encode("cp1252"))
    cells = file.matrix.cells.copy()
    cells[1, 2] = 3
    changed = impact_matrix(
        "Kassel",
        [("Power", ["cheap", "teuer für alle"]), file.matrix.factors[1]],
        cells,
    )
    before = SCW.split("\n")
    after = write_scw(changed, file).decode("cp1252").split("\n")
    differ = {at for at, line in enumerate(before) if after[at] != line}
    assert differ == {1, 2, 24}
    assert after[24].replace(" ", "") == "0,0,3,1"
    same(changed, read_scw("\n".join(after).encode()).matrix)


def test_what_was_written_by_hand_stays_as_long_as_it_says_the_same():
    data = SCW.replace(" 0 , 0 ,-1 , 1", "0,1/3,-1.00,+1").encode("cp1252")
    file = read_scw(data)
    assert file.matrix.number(file.matrix.cells[1, 1]) == Fraction(1, 3)
    assert write_scw(file.matrix, file) == data


def test_letters_the_old_encoding_lacks_switch_to_unicode():
    file = read_scw(SCW.encode("cp1252"))
    renamed = impact_matrix("Łódź", file.matrix.factors, file.matrix.cells)
    data = write_scw(renamed, file)
    assert data.startswith(b"\xef\xbb\xbf")
    assert read_scw(data).matrix.name == "Łódź"


def test_another_shape_cannot_be_written_back(somewhereland):
    with pytest.raises(CibError, match="other numbers of projections"):
        write_scw(somewhereland, read_scw(SCW.encode()))


def test_old_versions_without_texts_and_colours_are_read():
    lines = SCW.split("\n")
    short = "\n".join([*lines[:8], "#", *lines[23:27]])
    file = read_scw(short.encode())
    assert file.matrix.cells.tolist()[2] == [1, -1, 0, 0]
    assert (file.colours, file.notes) == ((), ())


def test_a_single_projection_is_not_mistaken_for_its_colour():
    matrix = impact_matrix("one", [("A", ["a"])], [[7]])
    data = write_scw(matrix).replace(b"FFFFFF", b"000000")
    assert read_scw(data).matrix.cells.tolist() == [[7]]


def test_bytes_outside_every_encoding_are_kept():
    data = SCW.replace("Region", "Reg\x81ion").encode("latin-1")
    file = read_scw(data)
    assert file.encoding == "latin-1"
    assert write_scw(file.matrix, file) == data


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("$ ScenarioWizard 4.0", "Hello", "Line 1: .* starts with"),
        (" -teuer", " teuer", "Line 5: expected '&' and a factor or '-'"),
        (" 0 , 0 ,-1 , 1", " 0 , 0 ,-1", "Line 25: expected 4 values; got 3"),
        (" 0 , 0 ,-1 , 1", " 0 , 0 ,-1 , x", "Line 25: 'x' is not a number"),
        (" 0 , 0 ,-1 , 1\n", "", "Line 26: the matrix needs 4 rows; got 3"),
        (SCW[SCW.index(" 0 , 0 , 2") : SCW.index("#\n# 0-0")], "", "has no matrix"),
    ],
)
def test_errors_in_a_scenario_wizard_file_name_the_line(old, new, message):
    with pytest.raises(CibError, match=message):
        read_scw(SCW.replace(old, new, 1).encode())


def test_an_empty_file_is_refused():
    with pytest.raises(CibError, match="Line 1"):
        read_scw(b"")
    with pytest.raises(CibError, match="The file names no factor"):
        read_scw(b"$ ScenarioWizard 4.0\n\n#\n1,2\n1,2\n#")


def test_a_file_with_a_false_byte_order_mark_is_refused():
    with pytest.raises(CibError, match="claims to be UTF-16"):
        read_scw(b"\xff\xfea")


@given(oracle.matrices(DECIMALS), st.sampled_from([".scw", ".csv", ".json"]))
def test_every_format_gives_back_the_same_matrix(matrix, suffix):
    same(matrix, read_matrix(f"m{suffix}", write_matrix(f"m{suffix}", matrix)))


@given(oracle.matrices(oracle.FRACTIONS), st.sampled_from([".csv", ".json"]))
def test_fractions_without_end_survive_csv_and_json(matrix, suffix):
    same(matrix, read_matrix(f"m{suffix}", write_matrix(f"m{suffix}", matrix)))


NAMES = st.text(
    st.sampled_from("aZ =+-@&#$\"',;.0€ß") | st.characters(codec="utf-8"), max_size=8
).filter(lambda name: not set(name) & set(map(chr, [*range(32), 127, 133])))


@given(
    st.lists(
        st.tuples(
            NAMES.filter(str.strip),
            st.lists(NAMES, min_size=1, max_size=3, unique=True),
        ),
        min_size=1,
        max_size=3,
        unique_by=lambda factor: one_line(factor[0]),
    ),
    NAMES,
)
@example([("'=a", ["''", '"quoted"', "-a"])], "#name")
def test_names_survive_every_format_but_for_white_space(named, name):
    try:
        factors = [(f, [one_line(p) for p in ps]) for f, ps in named]
        matrix = impact_matrix(
            name, factors, np.zeros((sum(map(len, (p for _, p in factors))),) * 2, int)
        )
    except CibError:
        return
    for suffix in (".scw", ".csv", ".json"):
        back = read_matrix(f"m{suffix}", write_matrix(f"m{suffix}", matrix))
        for factor, other in zip(matrix.factors, back.factors, strict=True):
            assert one_line(other.name) == one_line(factor.name), suffix
            assert other.projections == factor.projections, suffix
        if suffix != ".csv":  # which is named as its file
            assert one_line(back.name) == one_line(matrix.name)


def test_line_breaks_within_cells_of_a_spreadsheet_become_blanks():
    text = ';;"Energy\n(price)";\n;;"very  \r\ncheap";dear\n'
    text += '"Energy\n(price)";"very\ncheap";0;1\n;dear;0;0\n'
    matrix = read_matrix("m.csv", text.encode())
    (energy,) = matrix.factors
    assert energy == Factor("Energy (price)", ("very cheap", "dear"))


def test_a_file_beyond_all_bounds_is_refused(monkeypatch):
    monkeypatch.setattr(files, "LARGEST_FILE", 1 << 20)
    with pytest.raises(CibError, match="larger than 1 MB"):
        read_matrix("m.json", b" " * ((1 << 20) + 1))


def test_scenario_wizard_cannot_have_fractions_without_end():
    third = impact_matrix("m", [("A", ["a"])], [[Fraction(1, 3)]])
    with pytest.raises(CibError, match="no fractions such as 1/3"):
        write_scw(third)


@given(st.fractions() | st.integers(-(10**300), 10**300).map(Fraction))
def test_written_numbers_are_read_back(value):
    assert number(written(value), "") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("", 0), (" 2 ", 2), ("-0,5", Fraction(-1, 2)), ("+.5", Fraction(1, 2)),
     ("−3", -3), ("2/4", Fraction(1, 2))],
)  # fmt: skip
def test_numbers_may_be_written_in_several_ways(text, value):
    assert number(text, "here") == value


@pytest.mark.parametrize("text", ["x", "1e999999999", "1/0", "9" * 999, "1_0", "٣"])
def test_other_texts_are_not_numbers(text):
    with pytest.raises(CibError, match=r"here: '.*' is not a number"):
        number(text, "here")


def test_csv_with_merged_header_cells_semicolons_and_decimal_commas():
    text = (
        ";;Energy;;Industry\n"
        ";;cheap;dear;stays\n"
        "Energy;cheap;0;0;1,5\n"
        ";dear;;0;-1,5;\n"
        "Industry;stays;0;0;0\n"
        ";;;;\n"
    )
    matrix = read_matrix("region.csv", text.encode("cp1252"))
    assert matrix.name == "region"
    assert matrix.sizes == (2, 1)
    assert matrix.number(matrix.cells[0, 2]) == Fraction(3, 2)
    same(matrix, read_matrix("x.csv", write_csv(matrix, delimiter=";")))


def test_csv_with_separators_at_the_end_of_every_line():
    text = ";;A;A;\n;;a;b;\nA;a;0;1;\nA;b;2;3;\n"
    matrix = read_matrix("m.csv", text.encode())
    assert matrix.cells.tolist() == [[0, 1], [2, 3]]


def test_labels_that_a_spreadsheet_would_run_are_made_harmless_and_restored():
    matrix = impact_matrix("m", [("=1+1", ["-a", "@b"])], [[0, 1], [-2, 0]])
    data = write_csv(matrix)
    assert b"'=1+1" in data
    same(matrix, read_matrix("m.csv", data))


HEAD = ",,A,A\n,,a,b\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n", "needs two header rows"),
        (HEAD + "A,a,0,x\nA,b,0,0\n", "Line 3, column 4: 'x' is not a number"),
        (HEAD + "A,a,0,0\nA,c,0,0\n", "Line 4: expected 'A: b' .* got 'A: c'"),
        (HEAD + "A,a,0,0,5\nA,b,0,0\n", "Line 3: more values than the header"),
        (HEAD + "A,a,0,0\n", "needs 2 rows"),
        (HEAD + 'A,a,0,"' + "0" * 140_000 + '"\n', "Line 3: field larger"),
    ],
)
def test_errors_in_a_csv_file_name_the_place(text, message):
    with pytest.raises(CibError, match=message):
        read_matrix("m.csv", text.encode())


ONE = '{"descriptors": [{"name": "A", "variants": ["a"]}], "impacts": [[%s]]}'


@pytest.mark.parametrize(
    ("written_as", "value"),
    [("0.1", Fraction(1, 10)), ('"1/3"', Fraction(1, 3)), ("-2", -2)],
)
def test_json_numbers_are_taken_as_written(written_as, value):
    matrix = read_matrix("m.json", (ONE % written_as).encode())
    assert matrix.number(matrix.cells[0, 0]) == value
    assert matrix.name == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "This is not JSON"),
        ("[" * 100_000, "This is not JSON"),
        ("\xff", "This is not JSON"),
        ("[]", "must hold an object"),
        ("{}", "no list 'descriptors' in the file"),
        ('{"descriptors": [1]}', "Descriptor number 1 has no name"),
        ('{"descriptors": [{"name": 1}]}', "Descriptor number 1 has no name"),
        ('{"descriptors": [{"name": "A"}]}', "no list 'variants' in 'A'"),
        ('{"descriptors": [{"name": "A", "variants": [1]}]}', "of 'A' is not a text"),
        ('{"descriptors": []}', "no list 'impacts'"),
        (ONE % "0" + "}", "This is not JSON"),
        (ONE.replace("[[%s]]", "[1]"), "Row 1 of the impacts is not a list"),
        (ONE % '"x"', "Row 1, column 1: 'x' is not a number"),
        (ONE % "NaN", "nan is not a number"),
        (ONE[:-1] % "1" + ', "name": 7}', "name of the matrix is not a text"),
        (ONE % "1, 2", "needs 1 values; got 2"),
    ],
    ids=range(16),
)
def test_errors_in_a_json_file_are_named(text, message):
    with pytest.raises(CibError, match=message):
        read_matrix("m.json", text.encode("latin-1"))


def test_other_formats_are_refused():
    with pytest.raises(CibError, match=r"'m.xlsx' is neither"):
        read_matrix("m.xlsx", b"")
