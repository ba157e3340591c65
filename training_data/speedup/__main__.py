"""`python -m slowspot.training_data.speedup`: measures rows, packs them with their features, shows a program."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from ...analyzers.proving.interpreters import Interpreter, probe
from .measuring import Measured, measure, tasks
from .programs import Key, Rejected, build


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m slowspot.training_data.speedup", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    measuring = commands.add_parser("measure", help="append rows to a file")
    measuring.add_argument("--python", nargs="+", default=[sys.executable], metavar="EXE")
    measuring.add_argument("--recipes", default="0-20", help="as in 0-20, both included; 30-20 counts down")
    measuring.add_argument("--rules", nargs="*", default=[], metavar="RULE", help="only these")
    measuring.add_argument("--minutes", type=float, default=60.0)
    measuring.add_argument("--output", type=Path, required=True)
    showing = commands.add_parser("show", help="print the program of a key, before and after its fix")
    showing.add_argument("rule")
    showing.add_argument("example", type=int)
    showing.add_argument("recipe", type=int)
    showing.add_argument("size", type=int, nargs="?", default=0)
    options = parser.parse_args(arguments)
    return {"measure": _measure, "show": _show}[options.command](options)


def _measure(options: argparse.Namespace) -> int:
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
    measure(rounds, interpreters, into, stopped=lambda: time.monotonic() > until)
    dropped = ", ".join(f"{number} {reason}" for reason, number in into.dropped.most_common())
    print(f"{into.rows - begun} rows more, {into.rows} in {options.output}; dropped: {dropped or 'none'}")
    return 0


def _show(options: argparse.Namespace) -> int:
    program = build(Key(options.rule, options.example, options.recipe, options.size))
    if isinstance(program, Rejected):
        print(f"no program: {program.reason}", file=sys.stderr)
        return 1
    print(f"# before; the finding is on line {program.start.line + 1}\n{program.before}\n# after\n{program.after}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
