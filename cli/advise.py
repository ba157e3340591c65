"""`slowspot advise`: for hot code, which engine fits, what it gains at most, and what that rests on."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from .advise_report import Advised, ProgramAdvice, advice_json, advice_text
from .analysis.caching import add_cache_arguments
from .analysis.recorded import Recorded, Recordings, add_profile_arguments, load, said_of
from .arguments import duration, positive
from .errors import CLEAN, UsageError
from .terminal import Style, wants_colour

if TYPE_CHECKING:
    from ..analyzers.advising.advice import Advice
    from ..analyzers.advising.installed import Surroundings
    from ..analyzers.profiling.measured import Run

__all__ = ["configure", "run"]

_SHOWN = 10
_PROGRAMS = 5
_SECONDS = 300.0


def configure(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Say of each hot function which engine fits it: asyncio, threads, processes, NumPy, numba, a GPU, PyPy, lazy "
        "imports, or none. It goes by the latest recorded run of each program (slowspot profile), or by what is "
        "predicted; with --measure it runs the programs with the change and without, and proves changes of single "
        "functions. Exit codes: 0, whatever the advice; 2 wrong usage."
    )
    parser.add_argument(
        "paths", nargs="*", metavar="PATH",
        help="files and folders whose functions are asked about (default: the current folder)",
    )  # fmt: skip
    parser.add_argument(
        "--measure", action="store_true",
        help="run it: the recorded programs as they are and with the change, several times each, and functions under "
        "proof. Programs do then what they do: use it where that does no harm",
    )  # fmt: skip
    add_profile_arguments(parser)
    parser.add_argument("--predict", action="store_true", help="go by what is predicted, recorded or not")
    parser.add_argument("--entry", metavar="FILE", help="predict: the file that is run")
    parser.add_argument("--limit", type=positive, metavar="N", default=_SHOWN, help=f"functions (default: {_SHOWN})")
    parser.add_argument("--all", action="store_true", help="also tell what was looked at and does not fit")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument(
        "--pairs", type=positive, metavar="N", default=5, help="measure: so many runs of either side (default: 5)"
    )
    parser.add_argument(
        "--run-seconds", type=duration, metavar="SECONDS", default=60.0, help="measure: time for one run (default: 60)"
    )
    parser.add_argument(
        "--total-seconds", type=duration, metavar="SECONDS", default=_SECONDS,
        help=f"measure: begin nothing more after this time (default: {_SECONDS:.0f})",
    )  # fmt: skip
    parser.add_argument("--no-store", action="store_true", help="keep no proofs in .slowspot/proofs")
    parser.add_argument("--python", metavar="EXE", default=sys.executable, help="the interpreter of the programs")
    parser.add_argument("--pypy", metavar="EXE", default="pypy3", help="PyPy to measure with (default: pypy3)")
    add_cache_arguments(parser)
    parser.add_argument("--jobs", type=positive, metavar="N", help="processes (default: one per core)")


def run(options: argparse.Namespace) -> int:
    began = time.monotonic()
    paths: list[str] = options.paths or ["."]
    for path in paths:
        if not os.path.exists(path):
            raise UsageError(f"{path}: does not exist")
    if options.measure and options.predict:
        raise UsageError("--measure goes by a recorded run; leave out --predict")
    result = Advised(measured=options.measure)
    recorded = [] if options.predict or options.no_profile else _recorded(options, paths, result)
    if recorded:
        _by_runs(options, paths, recorded, result, began)
    elif options.measure:
        raise UsageError("nothing is recorded to measure with; first: slowspot profile SCRIPT (or -m MODULE)")
    else:
        _by_prediction(options, paths, result)
    result.seconds = time.monotonic() - began
    if options.format == "json":
        sys.stdout.write(advice_json(result) + "\n")
    else:
        for line in advice_text(result, Style(wants_colour(sys.stdout)), everything=options.all):
            sys.stdout.write(line + "\n")
    return CLEAN


def _recorded(options: argparse.Namespace, paths: Sequence[str], result: Advised) -> list[Recorded]:
    """The latest run of each program, newest first; the one that --profile names."""
    start = os.path.abspath(paths[0])
    folder = start if os.path.isdir(start) else os.path.dirname(start)
    recordings = Recordings(options.profile, os.getcwd())
    latest = recordings.of(folder)
    result.notes += recordings.notes
    if latest is None or options.profile is not None:
        return [] if latest is None else [latest]
    # Late: only where something was recorded.
    from ..analyzers.profiling.store import Store

    chosen: dict[str, Recorded] = {}
    for info in Store(latest.root).runs():
        if info.unit != "bytes" and info.total > 0 and info.command not in chosen and len(chosen) < _PROGRAMS:
            try:
                load(found := Recorded(latest.root, info.id))
            except UsageError:
                continue  # damaged: told by `Recordings` where it is the latest
            chosen[info.command] = found
    return list(chosen.values())


def _by_runs(
    options: argparse.Namespace, paths: Sequence[str], recorded: Sequence[Recorded], result: Advised, began: float
) -> None:
    # Late: wrong usage needs none of it.
    from ..analyzers.advising.deciding import advise_run
    from ..analyzers.advising.imported import packages_of
    from ..analyzers.advising.sources import Sources
    from .advise_findings import findings_of

    for chosen in recorded:
        run = load(chosen)
        sources = Sources(chosen.root)
        within = _within(paths, chosen.root)
        files = sorted({function.path for function in run.functions})
        if not any(map(within, files)):
            continue
        around = _surroundings(options, packages_of(sources, files))
        findings = findings_of(chosen, run, within)
        found = advise_run(run, sources, around, findings, limit=options.limit, within=within)
        if options.measure:
            _measure(options, run, chosen.root, found, around, began)
        result.programs.append(ProgramAdvice(said_of(run), chosen.root, found, run))


def _by_prediction(options: argparse.Namespace, paths: Sequence[str], result: Advised) -> None:
    # Late: as above; it brings the analysis of whole programs.
    from ..analyzers.advising.deciding import HOT, Predicted, advise_prediction
    from ..analyzers.advising.imported import packages_of, reached
    from ..analyzers.advising.sources import Sources
    from .advise_findings import findings_in
    from .predicting import predict

    base = os.getcwd()
    prediction = predict(paths, options.entry, options.jobs, 4 * options.limit)
    result.notes += prediction.notes
    hot = [
        Predicted(function.path.replace(os.sep, "/"), function.qualname, function.share or 0.0)
        for function in prediction.ranked
        if function.path not in prediction.cells and (function.share or 0.0) >= HOT
    ][: options.limit]
    sources = Sources(base)
    files = dict.fromkeys(path for each in hot for path in reached(sources, each.path))
    around = _surroundings(options, packages_of(sources, files))
    findings = findings_in(base, dict.fromkeys(each.path for each in hot))
    found = advise_prediction(hot, sources, around, findings, limit=options.limit)
    entry = f" from {prediction.entry}" if prediction.entry else ""
    result.programs.append(ProgramAdvice(f"predicted{entry}, nothing was recorded or run", base, found, None))


def _surroundings(options: argparse.Namespace, imported: Iterable[str]) -> Surroundings:
    # Late: as above.
    from ..analyzers.advising.engines.arrays import DEVICES, LIBRARIES
    from ..analyzers.advising.installed import surroundings
    from ..analyzers.proving.interpreters import UnusableInterpreter

    try:
        return surroundings(options.python, [*imported, *LIBRARIES, *DEVICES], options.pypy)
    except UnusableInterpreter as error:
        raise UsageError(str(error)) from error


def _within(paths: Sequence[str], root: str) -> Callable[[str], bool]:
    wanted = [os.path.abspath(path) for path in paths]

    def within(path: str) -> bool:
        full = os.path.join(root, *path.split("/"))
        return any(full == each or full.startswith(each.rstrip(os.sep) + os.sep) for each in wanted)

    return within


def _measure(
    options: argparse.Namespace, run: Run, root: str, found: Sequence[Advice], around: Surroundings, began: float
) -> None:
    # Late: it brings proofs.
    from ..analyzers.advising.measuring import Budget, measured
    from ..analyzers.advising.trying import program_of

    def tell(what: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\x1b[KMeasuring {what}", end="", file=sys.stderr, flush=True)

    program = program_of(run.command, root, [function.path for function in run.functions])
    budget = Budget(options.pairs, options.run_seconds, root=root, keep=not options.no_store)
    try:
        measured(found, program, around, budget, tell, lambda: time.monotonic() - began > options.total_seconds)
    finally:
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
