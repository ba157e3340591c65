"""`slowspot bench A.py B.py`: which program is faster, and by how much. It runs them, in processes with limits."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..analyzers.proving.interpreters import Interpreter, UnusableInterpreter, machine_class, probe
from ..analyzers.proving.intervals import verdict_of
from ..analyzers.proving.programs import Call, FirstFailed, compare_functions, compare_programs
from ..analyzers.proving.timing import Comparison, Dropped, Effort
from .arguments import duration, positive
from .errors import CLEAN, FINDINGS, USAGE, UsageError
from .terminal import Style, escaped, wants_colour

__all__ = ["configure", "run", "time_told"]

PROGRAM_RUNS = 15
FUNCTION_PROCESSES = 5


def configure(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "Both sides are run in turns, and must give the same: the same output, or with --function the same result. "
        "A difference under 2 % is not told apart from none. Exit codes: 1 where a side gives something else, 2 where "
        "one cannot be measured."
    )
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help="the old program, and the new ones")
    parser.add_argument("--function", metavar="NAME", help="measure calls of this function, not the whole program")
    parser.add_argument("--arguments", metavar="EXPR", help="its arguments: Python source, evaluated in each file")
    parser.add_argument("--n", type=_number, metavar="N", help="its arguments: what the file's own workload(N) returns")
    parser.add_argument(
        "--program-arguments", metavar="WORDS", default="", help="the programs' command-line arguments, in one string"
    )
    parser.add_argument(
        "--any-output", action="store_true", help="programs may print different things, such as their own times"
    )
    parser.add_argument("--python", metavar="EXE", default=sys.executable, help="the interpreter to run them with")
    parser.add_argument(
        "--processes", type=positive, metavar="N",
        help=f"runs of each program (default: {PROGRAM_RUNS}), or processes for each function "
        f"(default: {FUNCTION_PROCESSES})",
    )  # fmt: skip
    parser.add_argument("--timeout", type=duration, metavar="SECONDS", default=60.0, help="for one run (default: 60)")
    parser.add_argument("--format", choices=["text", "json"], default="text")


def _number(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


_number.__name__ = "size"  # argparse: "invalid size value: 'x'"


@dataclass(frozen=True, slots=True)
class _Row:
    """What is told of one file."""

    path: str
    verdict: str
    """faster, slower, same, noisy, or why it was not measured."""
    message: str = ""
    found: Comparison | None = None


def run(options: argparse.Namespace) -> int:
    files: list[Path] = options.files
    _check(options, files)
    try:
        interpreter = probe(options.python)
        outcomes = _measured(options, files, interpreter)
    except UnusableInterpreter as error:
        raise UsageError(str(error)) from error
    except FirstFailed as failed:
        raise UsageError(f"{files[0]}: cannot be measured ({failed.reason}): {failed.message}") from failed
    rows = [_row(str(path), outcome) for path, outcome in zip(files[1:], outcomes, strict=True)]
    if options.format == "json":
        print(json.dumps(_as_json(options, interpreter, rows), indent=2))
    else:
        _print(options, interpreter, rows)
    if any(row.verdict == "disagree" for row in rows):
        return FINDINGS
    return USAGE if any(row.found is None and row.verdict != "noisy" for row in rows) else CLEAN


def _check(options: argparse.Namespace, files: Sequence[Path]) -> None:
    if len(files) < 2:
        raise UsageError("bench compares: give the old file and at least one new one")
    for path in files:
        if not path.is_file():
            raise UsageError(f"{path}: no such file")
        try:
            path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: cannot be read: {error}") from error
    if options.function is None:
        for name in ("arguments", "n"):
            if getattr(options, name) is not None:
                raise UsageError(f"--{name} goes with --function")
    elif options.arguments is not None and options.n is not None:
        raise UsageError("--arguments and --n are two ways to say the same: give one")
    elif options.program_arguments:
        raise UsageError("--program-arguments goes with whole programs, not with --function")


def _measured(
    options: argparse.Namespace, files: Sequence[Path], interpreter: Interpreter
) -> list[Comparison | Dropped]:
    effort = Effort(timeout=options.timeout, processes=options.processes or FUNCTION_PROCESSES)
    if options.function is not None:
        call = Call(options.function, options.arguments, options.n)
        return compare_functions(files, call, interpreter, effort)
    # Late: only here.
    import shlex

    try:
        words = shlex.split(options.program_arguments)
    except ValueError as error:
        raise UsageError(f"--program-arguments: {error}") from error
    effort = replace(effort, processes=options.processes or PROGRAM_RUNS)
    return compare_programs(files, words, interpreter, effort, same_output=not options.any_output)


def _row(path: str, outcome: Comparison | Dropped) -> _Row:
    if isinstance(outcome, Dropped):
        return _Row(path, outcome.reason, outcome.message)
    return _Row(path, verdict_of(outcome.low, outcome.high), found=outcome)


def _as_json(options: argparse.Namespace, interpreter: Interpreter, rows: Sequence[_Row]) -> dict[str, Any]:
    before = next((row.found.before_seconds for row in rows if row.found is not None), None)
    return {
        "schema": "slowspot.bench/1",
        "python": {"implementation": interpreter.implementation, "release": interpreter.release},
        "machine": machine_class(),
        "measured": "program" if options.function is None else options.function,
        "first": {"path": str(options.files[0]), "seconds": before},
        "others": [
            {"path": row.path, "verdict": row.verdict, "message": row.message}
            if row.found is None
            else {
                "path": row.path,
                "verdict": row.verdict,
                "speedup": row.found.ratio,
                "low": row.found.low,
                "high": row.found.high,
                "seconds": row.found.after_seconds,
                "spread": row.found.spread,
            }
            for row in rows
        ],
    }


def _print(options: argparse.Namespace, interpreter: Interpreter, rows: Sequence[_Row]) -> None:
    style = Style(wants_colour(sys.stdout))
    width = max(len(escaped(str(path))) for path in options.files)
    before = next((row.found.before_seconds for row in rows if row.found is not None), None)

    def line(path: str, seconds: float | None, told: str) -> None:
        print(f"{escaped(path):<{width}}  {'' if seconds is None else time_told(seconds):>9}  {told}".rstrip())

    line(str(options.files[0]), before, "")
    for row in rows:
        line(row.path, None if row.found is None else row.found.after_seconds, _told(row, style))
    name = "PyPy" if interpreter.implementation == "pypy" else "CPython"
    what = "whole runs, with the start of Python" if options.function is None else f"calls of {options.function}"
    together = ", which hold together" if len(rows) > 1 else ""
    print(style.dim(f"{what}, {name} {interpreter.release}; 95 % intervals{together}"))


def _told(row: _Row, style: Style) -> str:
    if row.found is None:
        if row.verdict == "noisy":
            return style.yellow(f"too noisy to tell: {row.message}")
        text = "does something else" if row.verdict == "disagree" else f"cannot be measured ({row.verdict})"
        return style.red(f"{text}: {escaped(row.message)}")
    found = row.found
    if row.verdict == "same":
        return f"no difference that can be told ({found.low:.2f} to {found.high:.2f})"
    if row.verdict == "faster":
        return style.green(f"{_times(found.ratio)} × faster ({_times(found.low)} to {_times(found.high)})")
    slower = f"{_times(1 / found.ratio)} × slower ({_times(1 / found.high)} to {_times(1 / found.low)})"
    return style.red(slower)


def _times(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.1f}" if ratio < 100 else f"{ratio:,.0f}"


def time_told(seconds: float) -> str:
    """Three digits in the unit that suits: "45.6 µs"."""
    for factor, unit in ((1.0, "s"), (1e3, "ms"), (1e6, "µs")):
        amount = seconds * factor
        if amount >= 0.9995:
            return f"{amount:,.0f} {unit}" if amount >= 99.95 else f"{amount:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"
