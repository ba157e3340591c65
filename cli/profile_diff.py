"""`slowspot profile diff OLD NEW`: which functions gained or lost time, beyond what noise explains."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

from ..analyzers.profiling.comparing import Comparison, Difference, Incomparable, Measure, compare
from ..analyzers.profiling.measured import Run
from ..analyzers.version import VERSION
from .errors import CLEAN, FINDINGS, UsageError
from .profile_runs import chosen_store, named_runs
from .terminal import Style, escaped, wants_colour

__all__ = ["SCHEMA", "configure", "run"]

SCHEMA = "slowspot.profile-diff/1"
_SHOWN = 20
_BOUNDS = {
    "runs": "noise: the spread between runs, and never less than the error of counting samples",
    "sampling": (
        "noise: the error of counting samples alone; what differs from run to run is not in it. "
        "Give several runs on each side to know that, too: diff OLD1,OLD2,OLD3 NEW1,NEW2,NEW3"
    ),
    "none": (
        "noise: not known, for there is one run on each side and nothing was sampled. "
        "Give several: diff OLD1,OLD2,OLD3 NEW1,NEW2,NEW3"
    ),
}


class FailOn(NamedTuple):
    what: Literal["slower", "function"]
    part: float


def configure(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Compare two recorded runs, or two sets of them. A run is an id of `slowspot profile list`, `latest`, "
        "`previous`, or a file that a profiler wrote; commas join several to one side. Take the runs of both sides in "
        "turn: a machine that grows slower meanwhile looks like a slower program."
    )
    parser.add_argument("old", nargs="?", default="previous", metavar="OLD", help="default: previous")
    parser.add_argument("new", nargs="?", default="latest", metavar="NEW", help="default: latest")
    parser.add_argument("--path", default=".", help="a file or folder of the project (default: this folder)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument(
        "--fail-on", type=_fail_on, action="append", metavar="CONDITION",
        help="exit with 1 when the whole run is slower>=5%% than before, or when a function>=5%% gained that part of "
        "the old run; never within the noise. May be given twice.",
    )  # fmt: skip
    parser.add_argument("--all", action="store_true", help="also the functions whose difference may be noise")


def _fail_on(text: str) -> FailOn:
    match = re.fullmatch(r"\s*(slower|function)\s*>=\s*(\d*\.?\d+)\s*(%?)\s*", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is neither such as slower>=5% nor function>=5%")
    return FailOn("slower" if match[1] == "slower" else "function", float(match[2]) / (100 if match[3] else 1))


def run(options: argparse.Namespace) -> int:
    store = chosen_store(options.path)
    old, new = named_runs(options.old, store), named_runs(options.new, store)
    twice = {found.id for found in old} & {found.id for found in new}
    if twice:
        raise UsageError(f"{min(twice)} stands on both sides")
    try:
        comparison = compare(old, new)
    except Incomparable as error:
        raise UsageError(f"cannot be compared: {error}") from error
    conditions: list[FailOn] = options.fail_on or []
    if comparison.measure == "shares" and any(condition.what == "slower" for condition in conditions):
        raise UsageError("--fail-on slower: these runs count samples of unknown length, so only shares can be compared")
    failed = [reason for condition in conditions for reason in _reasons(condition, comparison)]
    if options.format == "json":
        sys.stdout.write(json.dumps(_document(comparison, failed), indent=1) + "\n")
    else:
        for line in _lines(comparison, Style(wants_colour(sys.stdout)), everything=options.all):
            sys.stdout.write(line + "\n")
    for reason in failed:
        print(f"slowspot: {reason}", file=sys.stderr)
    return FINDINGS if failed else CLEAN


def _reasons(condition: FailOn, comparison: Comparison) -> Iterator[str]:
    """Say in a line each what fails a condition."""
    limit = f"{condition.part:.3g}" if condition.part > 10 else f"{100 * condition.part:.3g} %"
    if condition.what == "slower":
        whole = comparison.whole
        # With one run on each side the limit is all the noise that is allowed for.
        if whole.part >= condition.part and whole.verdict in ("slower", "unknown") and whole.gained > 0:
            yield f"the run is {100 * whole.part:.1f} % slower (limit {limit})"
        return
    for row in comparison.functions:
        if row.part >= condition.part and row.verdict in ("slower", "unknown") and row.gained > 0:
            yield f"{row.path}: {row.name} gained {100 * row.part:.1f} % of the old run (limit {limit})"


# -- output


def _document(comparison: Comparison, failed: Sequence[str]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "measure": comparison.measure,
        "old": [_side(found) for found in comparison.old],
        "new": [_side(found) for found in comparison.new],
        "whole": _row(comparison.whole),
        "functions": [
            {"path": row.path, "function": row.name, "line": row.line, **_row(row)} for row in comparison.functions
        ],
        "compared": comparison.compared,
        "notes": comparison.notes,
        "failed": list(failed),
    }


def _side(found: Run) -> dict[str, Any]:
    return {
        "id": found.id,
        "tool": found.tool,
        "command": found.command,
        "began": found.began,
        "total": _figure(found.total),
        "unit": found.unit,
        "samples": found.samples,
    }


def _row(row: Difference) -> dict[str, Any]:
    return {
        "old": {"own": _figure(row.old), "total": _figure(row.old_total)},
        "new": {"own": _figure(row.new), "total": _figure(row.new_total)},
        "gained": _figure(row.gained),
        "part": _figure(row.part),
        "noise": None if row.noise is None else _figure(row.noise),
        "bound": row.bound,
        "verdict": row.verdict,
    }


def _figure(value: float) -> float:
    return float(f"{value:.6g}")


def _lines(comparison: Comparison, style: Style, *, everything: bool) -> Iterator[str]:
    measure = comparison.measure
    for name, side in (("old", comparison.old), ("new", comparison.new)):
        ids = ", ".join(found.id for found in side)
        yield f"{name}: {escaped(ids)}  {style.dim(escaped(side[-1].command or side[-1].tool))}"
    for note in comparison.notes:
        yield style.yellow(f"note: {escaped(note)}")
    whole = comparison.whole
    if measure != "shares":
        yield (
            f"whole run: {_amount(whole.old, measure)} → {_amount(whole.new, measure)}, {_told(whole, measure, style)}"
        )
    telling = [row for row in comparison.functions if row.verdict != "noise"]
    rows = comparison.functions if everything else telling[:_SHOWN]
    if rows:
        yield style.dim("    gained      noise        own time, old → new    of the run")
    for row in rows:
        yield _function(row, comparison, style)
    if len(telling) > len(rows):
        yield style.dim(f"and {len(telling) - len(rows)} more; --all shows them")
    within = len(comparison.functions) - len(telling)
    if not comparison.functions:
        yield "no function of the project took enough time to be compared"
    elif within and not everything:
        one = "one function differs" if within == 1 else f"{within} functions differ"
        yield style.dim(f"{one} by no more than noise; --all shows {'it' if within == 1 else 'them'}")
    bounds = [row.bound for row in comparison.functions]
    for bound in dict.fromkeys(bounds):
        yield style.dim(_BOUNDS[bound])


def _told(whole: Difference, measure: Measure, style: Style) -> str:
    changed = f"{100 * whole.part:+.1f} %"
    if whole.noise is None:
        return f"{changed} (one run on each side: how much of that is noise is not known)"
    noise = f"noise up to {_amount(whole.noise, measure)}"
    if whole.verdict == "noise":
        return f"{changed}, within the noise ({noise})"
    word = style.red("slower") if whole.verdict == "slower" else style.green("faster")
    if measure == "bytes":
        word = style.red("more") if whole.verdict == "slower" else style.green("less")
    return f"{changed}, {word} ({noise})"


def _function(row: Difference, comparison: Comparison, style: Style) -> str:
    measure = comparison.measure
    gained = ("+" if row.gained >= 0 else "-") + _amount(abs(row.gained), measure)
    noise = "?" if row.noise is None else f"± {_amount(row.noise, measure)}"
    paint = {"slower": style.red, "faster": style.green}.get(row.verdict, style.dim)
    own = f"{_amount(row.old, measure)} → {_amount(row.new, measure)}"
    shares = [
        "–" if not whole else f"{100 * value / whole:.1f} %"
        for value, whole in ((row.old, comparison.whole.old), (row.new, comparison.whole.new))
    ]
    part = "" if measure == "shares" else f"  {' → '.join(shares).rjust(17)}"
    return (
        f"{paint(gained.rjust(10))} {noise.rjust(10)} {own.rjust(26)}{part}"
        f"  {style.bold(escaped(row.name))}  {style.dim(f'{escaped(row.path)}:{row.line}')}"
    )


def _amount(value: float, measure: Measure) -> str:
    if measure == "shares":
        return f"{100 * value:.1f} %"
    if measure == "bytes":
        return f"{value / 1e6:.2f} MB"
    return f"{value:.2f} s" if value >= 0.9995 else f"{1000 * value:.3g} ms"
