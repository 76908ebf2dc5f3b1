import json
import os
import runpy
import subprocess
import sys
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest

from strategy.cib import (
    ENGINE_VERSION,
    __main__,
    impact_matrix,
    robustness,
    write_matrix,
)
from strategy.cib.__main__ import main
from strategy.cib.robustness import ensemble, sensitivity
from tests.strategy.cib import oracle
from tests.strategy.cib.conftest import SAMPLES
from tests.strategy.cib.test_search import random_matrix

FILE = str(SAMPLES / "somewhereland.json")


@pytest.fixture
def run(capsys):
    def run(*arguments):
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert captured.err == ""
        assert code == 0
        return captured.out

    return run


def test_solve_as_json(run, published):
    found = json.loads(run("solve", FILE, "--format", "json"))
    assert found == {
        "consistent": published["consistent_scenarios"],
        "count": 10,
        "complete": True,
        "margins": published["extras"]["consistency_values"],
    }


@pytest.mark.parametrize(("tolerance", "count"), [("1", 15), ("2", 32), ("3", 59)])
def test_solve_with_a_tolerance(run, tolerance, count):
    found = json.loads(run("solve", FILE, "--format=json", "--tolerance", tolerance))
    assert found["count"] == len(found["consistent"]) == count
    assert min(found["margins"]) >= -int(tolerance)


def test_solve_with_fixed_factors_by_name_or_number(run):
    named = run("solve", FILE, "--fix", "C. Economy=C2 Stagnant", "--format=json")
    assert json.loads(named)["count"] == 5
    assert run("solve", FILE, "--fix", "2=1", "--format=json") == named
    both = run("solve", FILE, "--fix", "2=1", "--fix", "0=0", "--format=json")
    assert json.loads(both)["count"] == 3
    assert run("solve", FILE, "--fix", "2=1", "--fix", "2=1", "--format=json") == named


def test_names_may_contain_equals_signs(run, tmp_path):
    matrix = impact_matrix("m", [("a=b", ["c=d", "e"])], [[0, 0], [0, 0]])
    file = tmp_path / "m.json"
    file.write_bytes(write_matrix("m.json", matrix))
    found = json.loads(run("solve", file, "--fix", "a=b=c=d", "--format=json"))
    assert found["consistent"] == [[0]]


def test_solve_as_table(run):
    lines = run("solve", FILE).splitlines()
    assert lines[0] == "10 of 486 scenarios are consistent."
    assert lines[1].startswith(
        "margin  A. Government        B. Foreign policy  C. Econ"
    )
    assert lines[3].startswith("1       A1 Patriots party")
    assert len(lines) == 12


def test_solve_says_when_there_are_more(run):
    assert run("solve", FILE, "--limit", 3).startswith(
        "3 of 486 scenarios are consistent; there are more (limit).\n"
    )
    found = json.loads(run("solve", FILE, "--limit", 3, "--format", "json"))
    assert (found["count"], found["complete"]) == (3, False)


def test_solve_only_counts_on_request(run):
    assert run("solve", FILE, "--count") == "10 of 486 scenarios are consistent.\n"
    found = json.loads(run("solve", FILE, "--count", "--format", "json"))
    assert (found["count"], found["consistent"], found["margins"]) == (10, [], [])


@pytest.mark.parametrize(
    "scenario", [["1,0,2,0,0,0"], [1, 0, 2, 0, 0, "F1 Meritocratic"]], ids=str
)
def test_explain(run, scenario):
    text = run("explain", FILE, *scenario)
    assert text.startswith("Not consistent; margin -14, total impact 14.\n")
    assert "'D1 Balanced' is beaten by 'D2 Strong contrasts' by 14" in text
    assert "6 against F. Social values: F1 Meritocratic" in text
    found = json.loads(run("explain", FILE, *scenario, "--format", "json"))
    assert not found["consistent"]
    (contradiction,) = found["contradictions"]
    assert contradiction["gap"] == sum(c["push"] for c in contradiction["causes"]) == 14
    assert run("explain", FILE, *scenario, "--tolerance", 14).startswith("Consistent;")


def test_explain_names_arguments_for_the_choice_too(run):
    assert " for     " in run("explain", FILE, "0,0,0,0,0,0")


def test_attractors(run, tmp_path):
    found = json.loads(run("attractors", FILE, "--format", "json"))
    assert found["attractors"][0]["starts"] == 178
    assert (found["count"], found["exact"]) == (10, True)
    text = run("attractors", FILE, "--rule", "local", "--most", 2)
    assert "10 attractors from all 486 starts; 0 starts end in cycles." in text
    assert len(text.splitlines()) == 4
    large = tmp_path / "large.csv"
    large.write_bytes(write_matrix("l.csv", random_matrix([3] * 16, seed=1)))
    sampled = run("attractors", large, "--samples", 200)
    assert "attractors from a sample of 200 starts" in sampled
    assert "%-" in sampled


def test_robustness_of_one_matrix_and_of_several(run, tmp_path):
    text = run("robustness", FILE, "--members", 40)
    assert "Consistent in how many of 40 matrices" in text
    assert "Single judgements that decide most" in text
    found = json.loads(run("robustness", FILE, "--members", 5, "--format", "json"))
    assert found["members"] == 5
    assert found["shares"] == sorted(found["shares"], reverse=True)
    first = found["judgements"][0]
    assert {"row", "column", "change", "made", "broken"} == set(first)
    assert len(found["touched"][(first["made"] + first["broken"])[0]]) == 6
    twice = run("robustness", FILE, FILE)
    assert "100%" in twice
    assert "Single" not in twice


def test_convert_there_and_back(run, tmp_path):
    for suffix in (".scw", ".csv", ".json"):
        assert run("convert", FILE, tmp_path / f"m{suffix}") == ""
        found = json.loads(run("solve", tmp_path / f"m{suffix}", "--format", "json"))
        assert found["count"] == 10


def test_converting_a_scenario_wizard_file_keeps_its_notes(run, tmp_path):
    assert run("convert", FILE, tmp_path / "a.scw") == ""
    data = (tmp_path / "a.scw").read_bytes().replace(b'""', b'"Workshop"')
    (tmp_path / "a.scw").write_bytes(data)
    assert run("convert", tmp_path / "a.scw", tmp_path / "b.SCW") == ""
    assert (tmp_path / "b.SCW").read_bytes() == data


def test_robustness_says_when_there_are_more(run, monkeypatch):
    monkeypatch.setattr(robustness, "_SWEEP", 0)
    for work in (ensemble, sensitivity):
        monkeypatch.setattr(__main__, work.__name__, partial(work, limit=3))
    text = run("robustness", FILE, "--members", 2)
    assert "Consistent in how many of 2 matrices (there are more):" in text
    assert "decide most (among the first scenarios):" in text
    found = json.loads(run("robustness", FILE, "--members", 2, "--format", "json"))
    assert not found["complete"]
    assert not found["judgements_complete"]


def test_fractional_margins_and_factors_without_alternative(run, tmp_path):
    file = tmp_path / "m.json"
    rows = [[Fraction(1, 2), 0], [0, 0]]
    file.write_bytes(
        write_matrix("m.json", impact_matrix("m", oracle.named([2]), rows))
    )
    assert json.loads(run("solve", file, "--format=json"))["margins"] == [0.5, 0]
    alone = impact_matrix("m", oracle.named([1]), [[0]])
    file.write_bytes(write_matrix("m.json", alone))
    assert json.loads(run("solve", file, "--format=json"))["margins"] == [None]
    assert run("explain", file, "0").startswith("Consistent; margin -,")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["solve"],
        ["solve", "no-such-file.json"],
        ["solve", "pyproject.toml"],
        ["solve", FILE, "--tolerance", "x"],
        ["solve", FILE, "--tolerance", "-1"],
        ["solve", FILE, "--limit", "-1"],
        ["solve", FILE, "--limit", "x"],
        ["solve", FILE, "--format", "xml"],
        ["solve", FILE, "--fix", "nonsense"],
        ["solve", FILE, "--fix", "Z=1"],
        ["solve", FILE, "--fix", "C. Economy=C9"],
        ["solve", FILE, "--fix", "0=0", "--fix", "0=1"],
        ["solve", FILE, "--format", "x\ny"],
        ["explain", FILE, "1,2"],
        ["explain", FILE, "1,0,2,0,0,0", "--tolerance", "-1"],
        ["explain", FILE, "1,0,2,0,0,9"],
        ["attractors", FILE, "--rule", "x"],
        ["attractors", FILE, "--samples", "0"],
        ["attractors", FILE, "--most", "-1"],
        ["robustness", FILE, "--members", "0"],
        ["robustness", FILE, "--spread", "-1"],
        ["robustness", FILE, "--seed", "-1"],
        ["robustness", FILE, "--tolerance", "-1"],
        ["convert", FILE, "m.xlsx"],
        ["convert", FILE, "no/such/folder/m.csv"],
    ],
    ids=lambda arguments: " ".join(arguments).replace(FILE, "FILE"),
)
def test_bad_input_ends_with_code_2_and_one_line(arguments, capsys):
    try:
        code = main(arguments)
    except SystemExit as end:
        code = end.code
    captured = capsys.readouterr()
    assert code == 2
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("strategy.cib")


def test_long_work_shows_progress_on_stderr(monkeypatch, capsys):
    monkeypatch.setattr(__main__, "_QUIET_SECONDS", -1.0)
    assert main(["solve", FILE]) == 0
    assert capsys.readouterr().err == "\r100 %\n"


def test_the_file_can_be_run(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["strategy.cib", "solve", FILE, "--count"])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(__main__.__file__, run_name="__main__")
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith("10 of 486")


def test_nobody_listens_any_more(monkeypatch, capfd):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert main(["solve", FILE]) == 0
    assert capfd.readouterr().err == ""


def test_a_full_disk_is_said_in_one_line(monkeypatch, capfd):
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert main(["solve", FILE]) == 2
    message = capfd.readouterr().err
    assert message.startswith("strategy.cib: ")
    assert message.count("\n") == 1


def test_letters_the_terminal_lacks_are_spelt_out(monkeypatch, tmp_path):
    matrix = impact_matrix("m", [("Łódź", ["wächst"])], [[0]])
    file = tmp_path / "m.json"
    file.write_bytes(write_matrix("m.json", matrix))
    with (tmp_path / "out").open("w", encoding="ascii") as out:
        monkeypatch.setattr(sys, "stdout", out)
        assert main(["solve", str(file)]) == 0
    assert b"w\\xe4chst" in (tmp_path / "out").read_bytes()


def test_an_interrupt_ends_the_work_without_a_word(monkeypatch, capsys):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(__main__, "consistent_scenarios", interrupted)
    assert main(["solve", FILE]) == 130
    assert capsys.readouterr() == ("", "")


def test_it_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "strategy.cib", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ENGINE_VERSION
