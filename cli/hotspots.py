"""`slowspot hotspots`: functions ranked by the share of run time that they are predicted to take."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..analyzers.program.lowering import summarize
from ..analyzers.program.summary import FileSummary
from ..analyzers.source import SourceError
from ..analyzers.source.encoding import decode
from ..analyzers.version import VERSION
from ..models.hotness import HotFunction, HotnessModel, ProgramFile
from .arguments import positive
from .configuration import Override, SettingsError, SettingsFiles
from .discovery import Found, discover, display_path
from .errors import CLEAN, UsageError
from .json_report import python_version
from .records import NoteRecord
from .running import collector_paused, reason_of, set_recursion_limit
from .terminal import Style, terminal_width, wants_colour
from .workers import Crashed, available_cores
from .workers import run as run_all

__all__ = ["SCHEMA", "configure", "run"]

SCHEMA = "slowspot.hotspots/1"
_SHOWN = 20


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders of the program (default: the current folder)"
    )
    parser.add_argument("--entry", metavar="FILE", help="the file that is run")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument(
        "--limit", type=positive, metavar="N", help=f"functions to show (default: {_SHOWN} as text, all as JSON)"
    )
    parser.add_argument("--lines", action="store_true", help="also the most expensive lines of each function")
    parser.add_argument("--jobs", type=positive, metavar="N", help="processes (default: one per core)")


@dataclass(slots=True)
class _Read:
    """What became of one file."""

    summary: FileSummary | None = None
    notes: list[NoteRecord] = field(default_factory=list[NoteRecord])


@dataclass(slots=True)
class _Result:
    entry: str | None
    files: int
    lines: int
    functions: int
    notes: list[NoteRecord]
    ranked: list[HotFunction]
    scored: bool
    seconds: float = 0.0


def run(options: argparse.Namespace) -> int:
    began = time.perf_counter()
    set_recursion_limit()
    paths: list[str] = options.paths or ["."]
    base = os.getcwd()
    found = _find(paths, base)
    entry = _entry_path(options.entry)
    places = [(source.path, source.full, source.size) for source in found.sources]
    if entry is not None and all(os.path.realpath(full) != os.path.realpath(entry) for _, full, _ in places):
        places.append((display_path(entry, base), entry, os.path.getsize(entry)))
    limit: int | None = options.limit or (_SHOWN if options.format == "text" else None)
    with collector_paused():
        result = _rank(places, entry, found.notes, options.jobs, limit)
    result.seconds = time.perf_counter() - began
    if options.format == "json":
        sys.stdout.write(json.dumps(_document(result, lines=options.lines), indent=1) + "\n")
    else:
        for line in _table(result, Style(wants_colour(sys.stdout)), lines=options.lines):
            sys.stdout.write(line + "\n")
    return CLEAN


def _find(paths: Sequence[str], base: str) -> Found:
    settings = SettingsFiles(Override())
    for path in paths:
        start = os.path.abspath(path)
        settings.for_folder(start if os.path.isdir(start) else os.path.dirname(start))
    if settings.errors:
        raise UsageError("\n                 ".join(_told(error, base) for error in settings.errors))
    return discover(paths, settings)


def _told(error: SettingsError, base: str) -> str:
    place = display_path(error.path, base)
    return f"{place}: {error.message}" if error.line is None else f"{place}:{error.line}: {error.message}"


def _entry_path(entry: str | None) -> str | None:
    if entry is None:
        return None
    if os.path.isdir(entry):
        main = os.path.join(entry, "__main__.py")
        if not os.path.isfile(main):
            raise UsageError(f"--entry {entry}: is a folder without __main__.py; name the file that is run")
        entry = main
    if not os.path.isfile(entry):
        raise UsageError(f"--entry {entry}: no such file")
    return os.path.abspath(entry)


def read_summary(_: None, place: tuple[str, str]) -> _Read:
    """Summarize one file. Never raises: what goes wrong is in the notes."""
    path, full = place
    result = _Read()

    def note(kind: str, message: str, line: int | None = None) -> _Read:
        result.notes.append(NoteRecord(path, kind, message, line))
        return result

    try:
        with open(full, "rb") as file:
            text = decode(file.read())[0]
        result.summary = summarize(text)
    except OSError as error:
        return note("unreadable", reason_of(error))
    except SourceError as error:
        line = getattr(error, "line", None)
        return note("encoding-error", str(error), None if line is None else line + 1)
    except SyntaxError as error:
        return note("syntax-error", f"{error.msg}; left out", error.lineno)
    except ValueError as error:  # a null byte
        return note("syntax-error", f"{error}; left out")
    except (RecursionError, MemoryError):
        return note("too-complex", "is nested too deeply; left out")
    return result


def _rank(
    places: Sequence[tuple[str, str, int]],
    entry: str | None,
    notes: Sequence[NoteRecord],
    jobs: int | None,
    limit: int | None,
) -> _Result:
    read: list[_Read] = [_Read() for _ in places]
    items = [((path, full), size) for path, full, size in places]
    for index, outcome in run_all(read_summary, None, items, jobs or available_cores()):
        if isinstance(outcome, Crashed):
            outcome = _Read(notes=[NoteRecord(places[index][0], "internal-error", outcome.message)])
        read[index] = outcome
    files: list[ProgramFile] = []
    start: int | None = None
    for (path, full, _), outcome in zip(places, read, strict=True):
        if outcome.summary is None:
            continue
        if entry is not None and os.path.realpath(full) == os.path.realpath(entry):
            start = len(files)
        parts = tuple(part for part in full.replace("\\", "/").split("/") if part)
        files.append(ProgramFile(path, parts, outcome.summary))
    told = [*notes, *(note for outcome in read for note in outcome.notes)]
    shown = None if entry is None else display_path(entry, os.getcwd())
    if entry is not None and start is None and shown is not None:
        told.append(NoteRecord(shown, "entry", "cannot be used as the start; functions are ranked without one"))
    model = HotnessModel.load()
    return _Result(
        entry=shown,
        files=len(files),
        lines=sum(file.summary.lines for file in files),
        functions=sum(not function.is_lambda for file in files for function in file.summary.functions),
        notes=told,
        ranked=model.rank(files, start, limit=limit),
        scored=model.scores,
    )


# -- output


def _slashes(path: str) -> str:
    return path if os.sep == "/" else path.replace(os.sep, "/")


def _document(result: _Result, *, lines: bool) -> dict[str, Any]:
    functions: list[dict[str, Any]] = []
    for function in result.ranked:
        record: dict[str, Any] = {
            "path": _slashes(function.path),
            "function": function.qualname,
            "line": function.line,
            "score": float(f"{function.score:.6g}"),
            "share": None if function.share is None else float(f"{function.share:.4g}"),
            "basis": "predicted",
            "calls": float(f"{function.calls:.3g}"),
            "reasons": list(function.reasons),
        }
        if lines:
            record["lines"] = [{"line": line, "score": round(part, 4)} for line, part in function.lines]
        functions.append(record)
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "python": python_version(),
        "entry": None if result.entry is None else _slashes(result.entry),
        "files": result.files,
        "lines": result.lines,
        "seconds": round(result.seconds, 3),
        "notes": [
            {"path": _slashes(note.path), "kind": note.kind, "message": note.message, "line": note.line}
            for note in result.notes
        ],
        "functions": functions,
    }


def _table(result: _Result, style: Style, *, lines: bool) -> Iterator[str]:
    for note in result.notes:
        place = note.path if note.line is None else f"{note.path}:{note.line}"
        yield style.dim(f"{place}: {note.message}")
    if not result.scored:
        yield "not scored: there is no model; ranked by expected calls × estimated cost"
    width = max((len(function.qualname) for function in result.ranked), default=0)
    room = max(terminal_width(sys.stdout) - 10, 40)
    for position, function in enumerate(result.ranked, 1):
        share = "     –" if function.share is None else f"{function.share:6.1%}"
        place = f"{function.path}:{function.line}"
        yield f"{position:>3} {share}  {style.bold(function.qualname.ljust(min(width, room // 2)))}  {place}"
        if function.reasons:
            yield style.dim(f"            {'; '.join(function.reasons)}")
        if lines:
            for line, part in function.lines:
                yield style.dim(f"            line {line}: {part:.0%} of it")
    of = f" of {result.functions:,}" if result.functions > len(result.ranked) else ""
    start = f" from {result.entry}" if result.entry else ", no entry given (--entry FILE makes this surer)"
    yield style.dim(
        f"{len(result.ranked):,}{of} functions of {result.files:,} files, predicted{start}; {result.seconds:.1f} s"
    )
