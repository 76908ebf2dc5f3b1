"""The engine on the command line: ``python -m strategy.cib solve FILE``."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, get_args

from strategy.cib import ENGINE_VERSION
from strategy.cib.basins import attractors
from strategy.cib.consistency import explain, scenario_margins
from strategy.cib.files import LARGEST_FILE, read_matrix, write_matrix
from strategy.cib.files.scw import read_scw, write_scw
from strategy.cib.files.text import number, one_line, written
from strategy.cib.matrix import CibError, ImpactMatrix, Number
from strategy.cib.robustness import Sensitivity, ensemble, sensitivity, varied
from strategy.cib.search import consistent_scenarios
from strategy.cib.succession import Rule

BAD_INPUT = 2
INTERRUPTED = 130  # as shells report it
_QUIET_SECONDS = 1.0  # shorter work needs no progress line


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line instead of the whole usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {one_line(message)}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code, 2 for input it cannot work with."""
    options = _parser().parse_args(arguments)
    try:
        answer = options.run(options)
    except (CibError, OSError, MemoryError) as error:
        reason = one_line(str(error)) or "not enough memory"
        sys.stderr.write(f"strategy.cib {options.command}: {reason}\n")
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    return _say(answer)


def _say(answer: str) -> int:
    """Write the answer, in whatever letters the other end has, if it still listens."""
    out = sys.stdout.buffer
    try:
        out.write(answer.encode(sys.stdout.encoding, "backslashreplace"))
        out.flush()
    except OSError as error:
        # What is left unwritten would make the interpreter complain on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            sys.stderr.write(f"strategy.cib: {error}\n")
            return BAD_INPUT
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="strategy.cib", description="Exact cross-impact balance analysis."
    )
    parser.add_argument("--version", action="version", version=ENGINE_VERSION)
    commands = parser.add_subparsers(
        dest="command", required=True, parser_class=_Parser
    )

    def command(name: str, run: Callable[[Any], str], help_: str) -> _Parser:
        added = commands.add_parser(name, help=help_, description=help_)
        added.set_defaults(run=run)
        return added

    def shared(added: _Parser, *, tolerance: bool = True) -> None:
        added.add_argument("--format", choices=["table", "json"], default="table")
        if tolerance:
            added.add_argument(
                "--tolerance", default="0", help="inconsistency to accept, default 0"
            )

    solve = command("solve", _solve, "Find all consistent scenarios.")
    solve.add_argument("file", help="a .scw, .csv or .json file")
    solve.add_argument(
        "--fix",
        action="append",
        default=[],
        metavar="FACTOR=PROJECTION",
        help="only scenarios with this projection; may be repeated",
    )
    solve.add_argument("--limit", type=int, help="stop after so many scenarios")
    solve.add_argument("--count", action="store_true", help="count, do not list")
    shared(solve)

    why = command("explain", _explain, "Say what contradicts a scenario.")
    why.add_argument("file")
    why.add_argument(
        "scenario",
        nargs="+",
        help="one projection for each factor, by name or by number from 0; "
        "numbers may be separated by commas",
    )
    shared(why)

    where = command("attractors", _attractors, "Find where succession leads.")
    where.add_argument("file")
    where.add_argument("--rule", choices=get_args(Rule), default="global")
    where.add_argument("--most", type=int, default=20, help="list so many, default 20")
    where.add_argument(
        "--samples", type=int, default=100_000, help="starts if there are too many"
    )
    shared(where, tolerance=False)

    robust = command(
        "robustness",
        _robustness,
        "Compare several matrices, or vary the judgements of one.",
    )
    robust.add_argument("files", nargs="+", metavar="file")
    robust.add_argument(
        "--members", type=int, default=200, help="random variations, default 200"
    )
    robust.add_argument(
        "--spread", type=int, default=1, help="largest random change, default 1"
    )
    robust.add_argument("--seed", type=int, default=0)
    shared(robust)

    convert = command("convert", _convert, "Rewrite a matrix in another format.")
    convert.add_argument("file")
    convert.add_argument("target", help="the file to write; its ending is the format")
    return parser


def _solve(options: Any) -> str:
    matrix = _read(options.file)
    result = consistent_scenarios(
        matrix,
        tolerance=number(options.tolerance, "--tolerance"),
        fixed=_fixed(matrix, options.fix),
        limit=options.limit,
        count_only=options.count,
        progress=_progress(),
    )
    margins = scenario_margins(matrix, result.scenarios)
    if options.format == "json":
        return _json(
            {
                "consistent": result.scenarios.tolist(),
                "count": result.count,
                "complete": result.complete,
                "margins": [_plain(margin) for margin in margins],
            }
        )
    head = f"{result.count:,} of {matrix.combinations:,} scenarios are consistent"
    head += ".\n" if result.complete else f"; there are more ({result.stopped}).\n"
    rows = [
        [_text(margin), *_names(matrix, scenario)]
        for margin, scenario in zip(margins, result.scenarios.tolist(), strict=True)
    ]
    titles = ["margin", *(factor.name for factor in matrix.factors)]
    return head + (_table([titles, *rows]) if rows else "")


def _explain(options: Any) -> str:
    matrix = _read(options.file)
    words = options.scenario
    if len(words) == 1 and len(matrix.factors) > 1:
        words = words[0].split(",")
    if len(words) != len(matrix.factors):
        raise CibError(
            f"A scenario has {len(matrix.factors)} projections; got {len(words)}."
        )
    scenario = [_located(matrix, j, word)[1] for j, word in enumerate(words)]
    tolerance = number(options.tolerance, "--tolerance")
    found = explain(matrix, scenario, tolerance=tolerance)
    if options.format == "json":
        return _json(
            {
                "scenario": found.scenario,
                "consistent": found.consistent,
                "margin": _plain(found.margin),
                "total_impact": _plain(found.total_impact),
                "balances": [[_plain(b) for b in group] for group in found.balances],
                "contradictions": [
                    {
                        "factor": c.factor,
                        "chosen": c.chosen,
                        "better": c.better,
                        "gap": _plain(c.gap),
                        "causes": [
                            {
                                "factor": cause.factor,
                                "projection": cause.projection,
                                "push": _plain(cause.push),
                            }
                            for cause in c.causes
                        ],
                    }
                    for c in found.contradictions
                ],
            }
        )
    lines = [
        f"{'Consistent' if found.consistent else 'Not consistent'}; margin "
        f"{_text(found.margin)}, total impact {_text(found.total_impact)}."
    ]
    for contradiction in found.contradictions:
        factor = matrix.factors[contradiction.factor]
        lines.append(
            f"{factor.name}: '{factor.projections[contradiction.chosen]}' is beaten by "
            f"'{factor.projections[contradiction.better]}' "
            f"by {_text(contradiction.gap)}"
        )
        for cause in contradiction.causes:
            acting = matrix.factors[cause.factor]
            sign = "against" if cause.push > 0 else "for"
            lines.append(
                f"  {_text(max(cause.push, -cause.push)):>6} {sign:<7} "
                f"{acting.name}: {acting.projections[cause.projection]}"
            )
    return "\n".join(lines) + "\n"


def _attractors(options: Any) -> str:
    matrix = _read(options.file)
    found = attractors(
        matrix,
        rule=options.rule,
        most=options.most,
        samples=options.samples,
        progress=_progress(),
    )
    if options.format == "json":
        return _json(
            {
                "attractors": [
                    {
                        "scenarios": attractor.scenarios,
                        "starts": attractor.starts,
                        "share": attractor.share,
                        "low": attractor.low,
                        "high": attractor.high,
                    }
                    for attractor in found.attractors
                ],
                "count": found.count,
                "starts": found.starts,
                "cycling": found.cycling,
                "exact": found.exact,
            }
        )
    basis = "all" if found.exact else "a sample of"
    head = (
        f"{found.count:,} attractors from {basis} {found.starts:,} starts; "
        f"{found.cycling:,} starts end in cycles.\n"
    )
    rows = [["starts", "share", "length", *(factor.name for factor in matrix.factors)]]
    for attractor in found.attractors:
        share = f"{attractor.share:.1%}"
        if not found.exact:
            share = f"{attractor.low:.1%}-{attractor.high:.1%}"
        length = str(len(attractor.scenarios))
        names = _names(matrix, attractor.scenarios[0])
        rows.append([f"{attractor.starts:,}", share, length, *names])
    return head + _table(rows)


def _robustness(options: Any) -> str:
    members = [_read(file) for file in options.files]
    matrix = members[0]
    tolerance = number(options.tolerance, "--tolerance")
    single = Sensitivity((), complete=True)
    if len(members) == 1:
        single = sensitivity(matrix, tolerance=tolerance, progress=_progress())
        members = varied(
            matrix, options.members, spread=options.spread, seed=options.seed
        )
    found = ensemble(members, tolerance=tolerance, progress=_progress())
    order = sorted(range(len(found.scenarios)), key=lambda s: -found.shares[s])
    if options.format == "json":
        touched = {s for e in single.effects for s in (*e.made, *e.broken)}
        place = {scenario: at for at, scenario in enumerate(sorted(touched))}
        return _json(
            {
                "members": len(members),
                "scenarios": [found.scenarios[s].tolist() for s in order],
                "shares": [float(found.shares[s]) for s in order],
                "complete": found.complete,
                "touched": list(place),
                "judgements": [
                    {
                        "row": effect.row,
                        "column": effect.column,
                        "change": _plain(effect.change),
                        "made": [place[scenario] for scenario in effect.made],
                        "broken": [place[scenario] for scenario in effect.broken],
                    }
                    for effect in single.effects
                ],
                "judgements_complete": single.complete,
            }
        )
    rows = [["share", *(factor.name for factor in matrix.factors)]]
    for s in order[:20]:
        names = _names(matrix, found.scenarios[s].tolist())
        rows.append([f"{found.shares[s]:.0%}", *names])
    more = "" if found.complete else " (there are more)"
    lines = f"Consistent in how many of {len(members):,} matrices{more}:\n"
    lines += _table(rows)
    if single.effects:
        more = "" if single.complete else " (among the first scenarios)"
        lines += f"\nSingle judgements that decide most{more}:\n"
        table = [["change", "acts", "on", "made", "broken"]]
        for effect in single.effects[:20]:
            change = f"{'+' if effect.change > 0 else ''}{_text(effect.change)}"
            counts = [str(len(effect.made)), str(len(effect.broken))]
            places = [_named(matrix, effect.row), _named(matrix, effect.column)]
            table.append([change, *places, *counts])
        lines += _table(table)
    return lines


def _convert(options: Any) -> str:
    matrix = _read(options.file)
    if {Path(name).suffix.lower() for name in (options.file, options.target)} == {
        ".scw"
    }:
        # Notes and colours stay, as does every byte that need not change.
        content = write_scw(matrix, read_scw(_content(options.file)))
    else:
        content = write_matrix(options.target, matrix)
    Path(options.target).write_bytes(content)
    return ""


def _read(file: str) -> ImpactMatrix:
    return read_matrix(file, _content(file))


def _content(file: str) -> bytes:
    with Path(file).open("rb") as content:
        return content.read(LARGEST_FILE + 1)


def _fixed(matrix: ImpactMatrix, wishes: Sequence[str]) -> dict[int, int]:
    """The projection of each factor that is to be fixed; the same wish may repeat."""
    fixed: dict[int, int] = {}
    for wish in wishes:
        factor, projection = _wish(matrix, wish)
        if fixed.setdefault(factor, projection) != projection:
            name = matrix.factors[factor].name
            raise CibError(
                f"--fix {wish}: '{name}' is fixed to something else already."
            )
    return fixed


def _wish(matrix: ImpactMatrix, wish: str) -> tuple[int, int]:
    """Indices for FACTOR=PROJECTION; either name may itself contain an equals sign."""
    names = [factor.name for factor in matrix.factors]
    parts = wish.split("=")
    for at in range(1, len(parts)):
        factor = "=".join(parts[:at])
        if factor in names or factor.isdecimal():
            return _located(matrix, factor, "=".join(parts[at:]))
    raise CibError(f"--fix {wish}: expected FACTOR=PROJECTION with a known factor.")


def _located(
    matrix: ImpactMatrix, factor: str | int, projection: str
) -> tuple[int, int]:
    """Like ``matrix.locate``, but numbers stand for themselves unless they are names."""
    names = [known.name for known in matrix.factors]
    if isinstance(factor, str) and factor not in names and factor.isdecimal():
        factor = int(factor)
    at, _ = matrix.locate(factor, 0)
    word = projection.strip()
    if word not in matrix.factors[at].projections and word.isdecimal():
        return matrix.locate(at, int(word))
    return matrix.locate(at, word)


def _names(matrix: ImpactMatrix, scenario: Sequence[int]) -> list[str]:
    return [
        factor.projections[index]
        for factor, index in zip(matrix.factors, scenario, strict=True)
    ]


def _named(matrix: ImpactMatrix, place: tuple[int, int]) -> str:
    factor = matrix.factors[place[0]]
    return f"{factor.name}: {factor.projections[place[1]]}"


def _plain(value: Number | None) -> int | float | None:
    """A number for JSON; fractions lose their exactness only here."""
    return value if value is None or isinstance(value, int) else float(value)


def _text(value: Number | None) -> str:
    return "-" if value is None else written(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _progress() -> Callable[[float], None]:
    """Writes the share done to stderr, once the work turns out to take its time."""
    started = time.monotonic()
    shown = -1

    def report(share: float) -> None:
        nonlocal shown
        percent = int(share * 100)
        if percent > shown and time.monotonic() - started > _QUIET_SECONDS:
            shown = percent
            sys.stderr.write(f"\r{percent:3} %" + ("\n" if percent == 100 else ""))
            sys.stderr.flush()

    return report


if __name__ == "__main__":
    sys.exit(main())
