"""The scenario engine beside its peers: ``make bench-cib``.

Every measurement runs in a process of its own: the shortest of several repeats, in
seconds on the clock and of the processor, and the peak memory of the whole process. On
an idle machine both times agree; ratios are those of the processor. Peers run in
separate environments, are never imported here, get the same matrices as JSON, and must
find the same scenarios:

- CP-SAT, the constraint solver of OR-tools, is installed from PyPI into var/.
- PyCIB (github.com/ag-ross/PyCIB, AGPL) is not on PyPI: the package called ``cib``
  there is another program. Set PYCIB_PYTHON to an interpreter that has it.

Arguments select the matrices whose names contain them: ``cib.py sparse 10x3``.

Absolute times depend on the machine and on what else it does; look at the ratios.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENVIRONMENT = ROOT / "var" / "bench-cib"
SOMEWHERELAND = ROOT / "tests/strategy/cib/samples/somewhereland.json"
PATIENCE = int(os.environ.get("BENCH_PATIENCE", "120"))  # seconds for one peer

# Name of the matrix, what it is made of, seconds permitted (None: no target).
CASES = [
    ("Somewhereland", None, 0.002),
    ("dense 10x3", (10, 3, 1.0), None),
    ("sparse 10x3", (10, 3, 0.4), None),
    ("dense 12x3", (12, 3, 1.0), 0.025),
    ("sparse 12x3", (12, 3, 0.4), None),
    ("dense 13x4", (13, 4, 1.0), 0.25),
    ("dense 15x3", (15, 3, 1.0), None),
    ("sparse 15x3", (15, 3, 0.4), None),
    ("dense 20x3", (20, 3, 1.0), 1.5),
    ("sparse 20x3", (20, 3, 0.4), None),
    ("sparse 25x3", (25, 3, 0.4), 0.25),
    ("sparse 30x3", (30, 3, 0.4), 4.0),
]
OTHERS = [
    ("basins of 14 million starts", (15, 3, 1.0), "attractors", 3.0),
    ("1,000 perturbed Somewherelands", None, "ensemble", 0.9),
]

TIMED = """
import json, resource, sys, time
def report(work, repeats):
    wall, cpu = [], []
    while len(wall) < repeats and sum(wall) < 5:
        start, before = time.perf_counter(), time.process_time()
        result = work()
        cpu.append(time.process_time() - before)
        wall.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {"seconds": min(wall), "cpu": min(cpu), "megabytes": peak}
    print(json.dumps({"found": result, **found}))
"""

ENGINE = """
from pathlib import Path
from strategy.cib import attractors, consistent_scenarios, read_matrix
from strategy.cib.robustness import ensemble, varied
matrix = read_matrix("m.json", Path(sys.argv[1]).read_bytes())
works = {
    "solve": lambda: consistent_scenarios(matrix).scenarios.tolist(),
    "attractors": lambda: attractors(matrix).count,
    "ensemble": lambda: len(ensemble(varied(matrix, 1000)).scenarios),
}
report(works[sys.argv[2]], 30)
"""

CP_SAT = """
from ortools.sat.python import cp_model
data = json.load(open(sys.argv[1]))
sizes = [len(d["variants"]) for d in data["descriptors"]]
starts = [sum(sizes[:j]) for j in range(len(sizes))]
impacts = data["impacts"]
class Collector(cp_model.CpSolverSolutionCallback):
    def __init__(self, chosen):
        super().__init__()
        self.chosen, self.scenarios = chosen, []
    def on_solution_callback(self):
        scenario = [[self.value(x) for x in group].index(1) for group in self.chosen]
        self.scenarios.append(scenario)
def work():
    model = cp_model.CpModel()
    rows = range(sum(sizes))
    x = [model.new_bool_var(str(r)) for r in rows]
    for start, size in zip(starts, sizes):
        group = range(start, start + size)
        model.add_exactly_one(x[r] for r in group)
        for own in group:
            for rival in group:
                if own != rival:
                    lead = sum(
                        (impacts[r][own] - impacts[r][rival]) * x[r] for r in rows
                    )
                    model.add(lead >= 0).only_enforce_if(x[own])
    solver = cp_model.CpSolver()
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.num_workers = 1
    groups = [x[start : start + size] for start, size in zip(starts, sizes)]
    collector = Collector(groups)
    solver.solve(model, collector)
    return sorted(collector.scenarios)
report(work, 3)
"""

PYCIB = """
from cib.core import CIBMatrix
from cib.solvers.config import ExactSolverConfig
from cib.solvers.exact_pruned import find_all_consistent_exact
data = json.load(open(sys.argv[1]))
names = [(d["name"], v) for d in data["descriptors"] for v in d["variants"]]
matrix = CIBMatrix({d["name"]: d["variants"] for d in data["descriptors"]})
for row, values in zip(names, data["impacts"]):
    for column, value in zip(names, values):
        if value:
            matrix.set_impact(*row, *column, float(value))
def work():
    result = find_all_consistent_exact(matrix=matrix, config=ExactSolverConfig())
    assert result.is_complete
    return sorted(scenario.to_indices() for scenario in result.scenarios)
report(work, 10)
"""


def random_matrix(factors: int, size: int, filled: float, seed: int = 1) -> dict:
    """Sections filled with -3..3; in a sparse matrix every group of them adds to 0."""
    rng = random.Random(seed)  # noqa: S311 - a test matrix, not a secret
    impacts = [[0] * (factors * size) for _ in range(factors * size)]
    for i in range(factors):
        for j in range(factors):
            if i == j or rng.random() >= filled:
                continue
            for row in range(i * size, (i + 1) * size):
                group = [rng.randint(-3, 3) for _ in range(size)]
                while filled < 1 and sum(group):
                    group = [rng.randint(-3, 3) for _ in range(size)]
                impacts[row][j * size : (j + 1) * size] = group
    descriptors = [
        {"name": f"F{j}", "variants": [f"V{k}" for k in range(size)]}
        for j in range(factors)
    ]
    return {"name": "bench", "descriptors": descriptors, "impacts": impacts}


def matrix_file(folder: str, shape: tuple[int, int, float] | None) -> Path:
    if shape is None:
        return SOMEWHERELAND
    file = Path(folder) / ("-".join(map(str, shape)) + ".json")
    file.write_text(json.dumps(random_matrix(*shape)))
    return file


def measured(python: str, script: str, *arguments: object, patience: int) -> dict:
    """Seconds, result and megabytes; a reason instead if there are none."""
    try:
        done = subprocess.run(
            [python, "-c", TIMED + script, *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=patience,
        )
    except subprocess.TimeoutExpired:
        return {"reason": f"> {patience} s"}
    if done.returncode:
        return {"reason": (done.stderr.strip().splitlines() or ["failed"])[-1]}
    return json.loads(done.stdout)


def peers() -> dict[str, tuple[str, str]]:
    """Interpreter and script of every peer that can run here."""
    found = {}
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "ortools"]
        if subprocess.run(install, cwd=ROOT).returncode:
            sys.stderr.write("CP-SAT cannot be installed and is left out.\n")
    if not subprocess.run([str(python), "-c", "import ortools"]).returncode:
        found["CP-SAT"] = (str(python), CP_SAT)
    if pycib := os.environ.get("PYCIB_PYTHON"):
        found["PyCIB"] = (pycib, PYCIB)
    else:
        sys.stderr.write("PyCIB is left out; set PYCIB_PYTHON to measure it.\n")
    return found


def cell(result: dict, own: dict) -> str:
    if "reason" in result:
        return result["reason"]
    assert result["found"] == own["found"], "the programs disagree"
    return f"{result['cpu']:.3g} s ({result['cpu'] / own['cpu']:.0f} x)"


def main() -> None:
    others = peers()
    head = ["matrix", "found", "clock", "processor", "permitted", "MB", *others]
    sys.stdout.write(" | ".join(head) + "\n")
    results = []
    with tempfile.TemporaryDirectory() as folder:
        rows = [(name, shape, "solve", limit) for name, shape, limit in CASES]
        for name, shape, kind, limit in [*rows, *OTHERS]:
            if not all(part in name for part in sys.argv[1:]):
                continue
            file = matrix_file(folder, shape)
            own = measured(sys.executable, ENGINE, file, kind, patience=600)
            beside = {
                peer: measured(python, script, file, patience=PATIENCE)
                for peer, (python, script) in others.items()
                if kind == "solve"
            }
            line = [
                name,
                str(own["found"] if kind != "solve" else len(own["found"])),
                f"{own['seconds']:.3g} s",
                f"{own['cpu']:.3g} s",
                f"{limit} s" if limit else "-",
                f"{own['megabytes']:.0f}",
                *(cell(result, own) for result in beside.values()),
            ]
            sys.stdout.write(" | ".join(line) + "\n")
            sys.stdout.flush()
            results.append({"matrix": name, "engine": own, "limit": limit, **beside})
    target = ROOT / "var" / "bench-cib.json"
    target.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
