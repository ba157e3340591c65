"""`slowspot scale FILE::FUNCTION`: how its time grows with its input. It is run, in a process with limits."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from ..analyzers.proving.interpreters import Interpreter, UnusableInterpreter, machine_class, probe
from ..analyzers.proving.scaling import CannotScale, Measured, Workload, measure
from ..analyzers.proving.scaling_fit import TooFewSizes, fit, typical
from ..analyzers.proving.scaling_recorded import record
from .arguments import duration
from .errors import CLEAN, FINDINGS, UsageError
from .scale_text import Scaled, print_text
from .scale_verdict import claim_in, expected_exponent, verdict_of

__all__ = ["SCHEMA", "configure", "run"]

SCHEMA = "slowspot.scale/1"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "Arguments come from the type hints, from --argument, from a function of n (--input), or from a run of your "
        "program (--calls). Times are of single calls, in a child process with limits; coroutines are awaited and "
        "generators exhausted. Exit codes: 1 where --fail-on says so, 2 where nothing can be measured."
    )
    parser.add_argument("target", metavar="FILE::FUNCTION", help="the function; Class.method for a method")
    parser.add_argument(
        "--input", metavar="MAKE", help="a function of n that returns the arguments: its name there, or FILE::NAME"
    )
    parser.add_argument(
        "--argument", metavar="NAME=EXPR", action="append", default=[],
        help="what one parameter is given: Python source, evaluated in the file, in which n is the size",
    )  # fmt: skip
    parser.add_argument(
        "--grow", metavar="NAME", action="append", default=[],
        help="the parameter that grows (default: all that have a size); repeat it for several",
    )  # fmt: skip
    parser.add_argument(
        "--calls", metavar="SCRIPT", nargs=argparse.REMAINDER,
        help="run this program, with the arguments that follow, and go by the calls that it makes; it stands last",
    )  # fmt: skip
    parser.add_argument("--sizes", metavar="N,N,…", type=_sizes, default=(), help="sizes to run (default: chosen)")
    parser.add_argument(
        "--max-seconds", metavar="SECONDS", type=duration, default=10.0, help="time to measure for (default: 10)"
    )
    parser.add_argument("--seed", metavar="N", type=int, default=0, help="for the values in the arguments (default: 0)")
    parser.add_argument(
        "--fail-on", metavar="exponent>X", type=_limit,
        help="exit code 1 where even the lower end of the interval lies above X",
    )  # fmt: skip
    parser.add_argument("--python", metavar="EXE", default=sys.executable, help="the interpreter to run it with")
    parser.add_argument("--format", choices=["text", "json"], default="text")


def _sizes(text: str) -> tuple[int, ...]:
    sizes = tuple(sorted({int(word.replace("_", "")) for word in text.split(",") if word.strip()}))
    if len(sizes) < 4 or sizes[0] < 1:
        raise argparse.ArgumentTypeError(
            f"at least four different sizes from 1 on, as in 100,200,400,800, not {text!r}"
        )
    return sizes


def _limit(text: str) -> float:
    name, _, number = text.replace(" ", "").partition(">")
    try:
        if name != "exponent":
            raise ValueError(text)
        return float(number)
    except ValueError:
        raise argparse.ArgumentTypeError(f"it is written exponent>1.2, not {text!r}") from None


def run(options: argparse.Namespace) -> int:
    path, function = _target(options.target)
    try:
        interpreter = probe(options.python)
        arguments = _arguments(options.argument)
        workload = Workload(path, function, options.input, arguments, tuple(options.grow), options.seed)
        if options.calls is None:
            with _status() as tell:
                measured = measure(
                    workload, interpreter, sizes=options.sizes, max_seconds=options.max_seconds, on_progress=tell
                )
        else:
            script, words = _program(options)
            measured = record(workload, script, words, interpreter, max_seconds=options.max_seconds)
    except (UnusableInterpreter, CannotScale) as error:
        raise UsageError(str(error)) from error
    try:
        growth = fit(measured.samples, seed=options.seed)
    except TooFewSizes as error:
        raise UsageError(_too_few(error, measured)) from error
    claim = claim_in(path, function)
    scaled = Scaled(path, function, measured, growth, claim, verdict_of(claim, growth, measured.grown))
    if options.format == "json":
        print(json.dumps(_as_json(scaled, interpreter), indent=2, ensure_ascii=False))
    else:
        print_text(scaled, interpreter)
    return FINDINGS if options.fail_on is not None and growth.low > options.fail_on else CLEAN


@contextmanager
def _status() -> Generator[Callable[[str], None] | None]:
    """One line on a terminal that says what is run, wiped away at the end."""
    if not sys.stderr.isatty():
        yield None
        return

    def tell(words: str) -> None:
        print(f"\r\x1b[KMeasuring: {words}", end="", file=sys.stderr, flush=True)

    try:
        yield tell
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _program(options: argparse.Namespace) -> tuple[str, list[str]]:
    for name in ("input", "argument", "sizes"):
        if getattr(options, name):
            raise UsageError(f"--{name} makes arguments, and --calls takes those of a program: give one")
    if not options.calls:
        raise UsageError("--calls: give the script to run, and its arguments")
    if not os.path.isfile(options.calls[0]):
        raise UsageError(f"{options.calls[0]}: no such file")
    return options.calls[0], options.calls[1:]


def _target(text: str) -> tuple[str, str]:
    path, mark, function = text.rpartition("::")
    if not mark or not path or not function:
        raise UsageError(f"{text}: give the file and the function, as in shop/orders.py::find_duplicates")
    if not os.path.isfile(path):
        raise UsageError(f"{path}: no such file")
    return path, function


def _arguments(given: list[str]) -> tuple[tuple[str, str], ...]:
    pairs: list[tuple[str, str]] = []
    for text in given:
        name, mark, expression = text.partition("=")
        if not mark or not name.strip().isidentifier() or not expression.strip():
            raise UsageError(f"--argument {text}: it is written NAME=EXPRESSION, as in items=list(range(n))")
        pairs.append((name.strip(), expression.strip()))
    return tuple(pairs)


def _too_few(error: TooFewSizes, measured: Measured) -> str:
    stop = measured.stop
    why = f" (n = {stop.n:,}: {stop.message})" if stop is not None else ""
    return f"too little to fit: {error}{why}; give more time with --max-seconds, or other sizes with --sizes"


def _as_json(scaled: Scaled, interpreter: Interpreter) -> dict[str, Any]:
    measured, growth = scaled.measured, scaled.growth
    stop = measured.stop
    return {
        "schema": SCHEMA,
        "path": scaled.path,
        "function": scaled.function,
        "python": {"implementation": interpreter.implementation, "release": interpreter.release},
        "machine": machine_class(),
        "claimed": None if scaled.claim is None else _claim_as_json(scaled),
        "verdict": scaled.verdict.word,
        "inputs": {
            "source": measured.source,
            "parameters": [
                {"name": each.name, "given": each.told, "grows": each.grows} for each in measured.parameters
            ],
            "fresh": measured.fresh,
        },
        "sizes": [
            {"n": n, "seconds": typical(times), "repeats": len(times)} for n, times in sorted(measured.samples.items())
        ],
        "stopped": None if stop is None else {"n": stop.n, "reason": stop.reason, "message": stop.message},
        "measured": {
            "form": growth.form,
            "rivals": list(growth.rivals),
            "exponent": growth.exponent,
            "low": growth.low,
            "high": None if growth.base is not None else growth.high,
            "base": growth.base,
            "overhead": growth.overhead,
            "window": list(growth.window),
            "models": [{"form": model.form, "error": model.error} for model in growth.models if model.error < 1e5],
        },
        "kind": measured.kind,
        "notes": measured.notes,
        "seconds": measured.seconds,
    }


def _claim_as_json(scaled: Scaled) -> dict[str, Any]:
    claim = scaled.claim
    assert claim is not None
    return {
        "line": claim.line,
        "order": claim.text or None,
        "where": claim.where,
        "exponential": claim.exponential,
        "exponent": expected_exponent(claim, scaled.measured.grown, scaled.growth.window),
        **{
            name: [{"line": reason.line, "text": reason.text} for reason in reasons]
            for name, reasons in (("reasons", claim.reasons), ("doubts", claim.doubts), ("unknown", claim.unknown))
        },
        "assumed": list(claim.assumed),
        "hidden": list(claim.hidden),
    }
