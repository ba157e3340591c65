"""`python -m slowspot.training_data.speedup`: measures rows, packs them with their features, shows a program."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from ...analyzers.proving.interpreters import Interpreter, UnusableInterpreter, probe
from ..executors import ExecutorError
from ..fitting.rows import UnusableRows
from .programs import Key, Rejected, build
from .rows import ROWS, read_rows, write_table


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m slowspot.training_data.speedup", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    measuring = commands.add_parser("measure", help="append rows to a file; what it holds is not measured again")
    measuring.add_argument("--python", nargs="+", default=[sys.executable], metavar="EXE", help="one for each version")
    measuring.add_argument("--recipes", default="0-20", help="as in 0-20, both included; 30-20 counts down")
    measuring.add_argument("--rules", nargs="*", default=[], metavar="RULE", help="only these")
    measuring.add_argument("--minutes", type=float, default=60.0)
    measuring.add_argument("--output", type=Path, required=True)
    measuring.add_argument("--executor", default="local", help="local, or dask://HOST:PORT")
    packing = commands.add_parser("pack", help="put files of rows into one, with the features as they are now")
    packing.add_argument("files", nargs="*", type=Path, default=[ROWS], help="default: the rows that are shipped")
    packing.add_argument("--output", type=Path, default=ROWS)
    packing.add_argument("--jobs", type=int, default=2)
    packing.add_argument("--executor", default="local", help="local, or dask://HOST:PORT")
    showing = commands.add_parser("show", help="print the program of a key, before and after its fix")
    showing.add_argument("rule")
    showing.add_argument("example", type=int)
    showing.add_argument("recipe", type=int)
    showing.add_argument("size", type=int, nargs="?", default=0, help="where the source tells it")
    options = parser.parse_args(arguments)
    try:
        return {"measure": _measure, "pack": _pack, "show": _show}[options.command](options)
    except (ExecutorError, UnusableInterpreter, UnusableRows) as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 2


def _measure(options: argparse.Namespace) -> int:
    # Late: the other commands measure nothing.
    from .measuring import Measured, measure, tasks

    first, _, last = options.recipes.partition("-")
    step = 1 if int(last or first) >= int(first) else -1
    recipes = range(int(first), int(last or first) + step, step)
    interpreters: dict[str, Interpreter] = {}
    for executable in options.python:
        found = probe(executable)
        interpreters[".".join(map(str, found.version))] = found
    until = time.monotonic() + 60 * options.minutes
    into = Measured(options.output)
    begun = into.rows
    rules = set(options.rules)
    rounds = tasks(recipes, lambda found: not rules or found.rule.slug in rules)
    measure(rounds, interpreters, into, executor=options.executor, stopped=lambda: time.monotonic() > until)
    print(f"{into.rows - begun} rows more, {into.rows} in {options.output}; dropped: {_counts(into.dropped)}")
    return 0


def _pack(options: argparse.Namespace) -> int:
    # Late: the other commands need no features.
    from .features import TABLE, join

    rows, unusable = read_rows(options.files)
    joined = join(rows, jobs=options.jobs, executor=options.executor)
    write_table(options.output, TABLE, joined.lines)
    dropped = _counts({**joined.dropped, **({"unusable": unusable} if unusable else {})})
    print(
        f"{len(joined.lines):,} rows in {options.output}, {options.output.stat().st_size:,} bytes; dropped: {dropped}"
    )
    return 0


def _show(options: argparse.Namespace) -> int:
    program = build(Key(options.rule, options.example, options.recipe, options.size))
    if isinstance(program, Rejected):
        print(f"no program: {program.reason}", file=sys.stderr)
        return 1
    print(f"# before; the finding is on line {program.start.line + 1}\n{program.before}\n# after\n{program.after}")
    return 0


def _counts(dropped: Mapping[str, int]) -> str:
    ordered = sorted(dropped.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{number} {reason}" for reason, number in ordered) or "none"


if __name__ == "__main__":
    sys.exit(main())
