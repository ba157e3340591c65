"""`slowspot hotspots`: functions by their share of the run time, measured where something was recorded."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..analyzers.project.discovery import display_path
from .analysis.caching import add_cache_arguments, cache_of, tell_and_close
from .analysis.recorded import Recorded, Recordings, add_profile_arguments, load
from .arguments import positive
from .errors import CLEAN, UsageError
from .hotspots_report import SCHEMA, Hotspots, Spot, hotspots_json, hotspots_text
from .terminal import Style, wants_colour

if TYPE_CHECKING:
    from ..analyzers.profiling.measured import MeasuredFunction, Run
    from .prediction import Prediction

__all__ = ["SCHEMA", "configure", "run"]

_SHOWN = 20


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", metavar="PATH",
        help="files, notebooks and folders (default: all that was recorded, or the current folder)",
    )  # fmt: skip
    add_profile_arguments(parser)
    parser.add_argument(
        "--predict", action="store_true", help="also predict the functions of files that the recorded run did not see"
    )
    parser.add_argument("--entry", metavar="FILE", help="predict: the file that is run")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument(
        "--limit", type=positive, metavar="N", help=f"functions to show (default: {_SHOWN} as text, all as JSON)"
    )
    parser.add_argument("--lines", action="store_true", help="also the most expensive lines of each function")
    add_cache_arguments(parser)
    parser.add_argument("--jobs", type=positive, metavar="N", help="processes (default: one per core)")


def run(options: argparse.Namespace) -> int:
    began = time.perf_counter()
    base = os.getcwd()
    paths: list[str] = options.paths or ["."]
    limit: int | None = options.limit or (_SHOWN if options.format == "text" else None)
    for path in paths:
        if not os.path.exists(path):
            raise UsageError(f"{path}: does not exist")
    recordings = Recordings(options.profile, base, none=options.no_profile)
    start = os.path.abspath(paths[0])
    recorded = recordings.of(start if os.path.isdir(start) else os.path.dirname(start))
    result = Hotspots(notes=list(recordings.notes))
    if recorded is not None:
        _measured(result, recorded, options.paths, base, limit)
    if recorded is None or options.predict or options.entry is not None:
        # Late: it brings the analysis of whole programs, which what was recorded does without.
        from .predicting import predict

        cache = cache_of(options)
        prediction = predict(paths, options.entry, options.jobs, None if result.run else limit, cache)
        tell_and_close(cache)
        _predicted(result, prediction, limit)
    result.seconds = time.perf_counter() - began
    if options.format == "json":
        sys.stdout.write(hotspots_json(result, lines=options.lines) + "\n")
    else:
        for line in hotspots_text(result, Style(wants_colour(sys.stdout)), lines=options.lines):
            sys.stdout.write(line + "\n")
    return CLEAN


def _measured(result: Hotspots, recorded: Recorded, paths: Sequence[str], base: str, limit: int | None) -> None:
    run = result.run = load(recorded)
    wanted = [os.path.abspath(path) for path in paths]
    functions = [
        (function, full)
        for function in sorted(run.functions, key=lambda function: (-function.own, -function.total))
        if function.own or function.total or function.waiting
        for full in [os.path.join(recorded.root, *function.path.split("/"))]
        if not wanted or any(full == path or full.startswith(path.rstrip(os.sep) + os.sep) for path in wanted)
    ]
    result.functions = len(functions)
    result.measured_files = {display_path(full, base) for _, full in functions}
    result.files = len(result.measured_files)
    present = _Present(run)
    result.spots += [
        _spot(run, function, display_path(full, base), *present.place(function, full))
        for function, full in functions[:limit]
    ]


class _Present:
    """Where measured functions stand now; each file is read once."""

    def __init__(self, run: Run) -> None:
        # Late: only where something was recorded.
        from ..analyzers.profiling.overlay import Overlay, overlay

        self._lay = overlay
        self._run = run
        self._overlays: dict[str, Overlay | None] = {}

    def place(self, function: MeasuredFunction, full: str) -> tuple[int, str, list[tuple[int, float]]]:
        """The line of the function's `def`, counted from 1; what became of it since; its lines with their time."""
        if full not in self._overlays:
            # Late: as above.
            from ..analyzers.source import SourceError
            from ..analyzers.source.encoding import decode

            try:
                with open(full, "rb") as file:
                    self._overlays[full] = self._lay(self._run, function.path, decode(file.read())[0])
            except (OSError, SourceError):
                self._overlays[full] = None
        overlay = self._overlays[full]
        if overlay is None:
            return function.line, "its file is gone", []
        placed = next((placed for placed in overlay.placed if placed.measured is function), None)
        if placed is None:
            return function.line, "is gone", []
        lines = [(line + 1, took.own) for line, took in placed.lines.items()]
        return placed.definition + 1, "changed since" if placed.stale else "", lines


def _spot(
    run: Run, function: MeasuredFunction, path: str, line: int, since: str, lines: Sequence[tuple[int, float]]
) -> Spot:
    # Late: as above.
    from ..models.profiled import library_calls

    own = run.share(function.own)
    hottest = sorted(lines, key=lambda item: -item[1])[:5] if function.own else []
    return Spot(
        path=path,
        function=function.name,
        line=line,
        basis="profiled",
        score=own,
        share=own,
        calls=function.calls,
        lines=[(number, min(took / function.own, 1.0)) for number, took in hottest if took],
        total=run.share(function.total),
        library=min(function.library / function.own, 1.0) if function.own else 0.0,
        weight=function.own,
        waiting=function.waiting,
        samples=function.samples,
        since=since,
        library_calls=library_calls(function),
    )


def _predicted(result: Hotspots, prediction: Prediction, limit: int | None) -> None:
    """Add what is predicted: with a recorded run, of files that it saw nothing of."""
    result.notes += prediction.notes
    result.entry = prediction.entry
    result.scored = prediction.scored
    result.lines = prediction.lines
    if result.run is None:
        result.functions, result.files = prediction.functions, prediction.files
    # Late: as above; it is here by now.
    from .prediction import line_in_cell

    def place(path: str, line: int) -> tuple[int | None, int]:
        cells = prediction.cells.get(path)
        return line_in_cell(cells, line) if cells else (None, line)

    ranked = [function for function in prediction.ranked if function.path not in result.measured_files]
    result.predicted = True
    result.spots += [
        Spot(
            path=function.path,
            function=function.qualname,
            cell=place(function.path, function.line)[0],
            line=place(function.path, function.line)[1],
            basis="predicted",
            score=function.score,
            share=function.share,
            calls=function.calls,
            reasons=list(function.reasons),
            lines=[(place(function.path, line)[1], part) for line, part in function.lines],
            line_cells=[place(function.path, line)[0] for line, _ in function.lines],
        )
        for function in ranked[:limit]
    ]
