"""The functions of a program by the share of run time that they are predicted to take, for `slowspot hotspots`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..analyzers.program.lowering import summarize
from ..analyzers.program.summary import FileSummary
from ..analyzers.project.cache import ResultsCache
from ..analyzers.project.configuration import Override
from ..analyzers.project.discovery import display_path
from ..analyzers.project.notes import NoteRecord
from ..analyzers.source import SourceError
from ..analyzers.source.encoding import decode
from ..models.hotness import HotnessModel, ProgramFile
from .analysis.collector import collector_paused
from .analysis.notebooks import read_notebook
from .analysis.running import reason_of, set_recursion_limit
from .analysis.sources import settings_of, sources_in
from .analysis.workers import Crashed, available_cores
from .analysis.workers import run as run_all
from .errors import UsageError
from .kept_prediction import KeptPrediction
from .prediction import Prediction

__all__ = ["entry_path", "predict", "read_summary"]


@dataclass(slots=True)
class _Read:
    """What became of one file."""

    summary: FileSummary | None = None
    cells: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    """Of a notebook: the line before each cell in the module that they make, and its number among all cells."""
    notes: list[NoteRecord] = field(default_factory=list[NoteRecord])


def predict(
    paths: Sequence[str], entry: str | None, jobs: int | None, limit: int | None, cache: ResultsCache | None = None
) -> Prediction:
    """Rank the functions of the files in `paths`; `entry` is the file that is run. Raises UsageError.

    Where a cache is given, it is asked first, and holds the ranking then.
    """
    set_recursion_limit()
    base = os.getcwd()
    starts = [os.path.abspath(path) for path in paths]
    found = sources_in(paths, settings_of(starts, Override(), base))
    start = entry_path(entry)
    places = [(source.path, source.full, source.size) for source in found.sources]
    if start is not None and all(os.path.realpath(full) != os.path.realpath(start) for _, full, _ in places):
        places.append((display_path(start, base), start, os.path.getsize(start)))
    with collector_paused():
        if cache is None:
            return _rank(places, start, found.notes, jobs, limit)
        kept = KeptPrediction(cache, [(path, full) for path, full, _ in places], start, found.notes, limit)
        prediction = kept.load()
        if prediction is None:
            prediction = _rank(places, start, found.notes, jobs, limit)
            kept.keep(prediction)
        return prediction


def entry_path(entry: str | None) -> str | None:
    """The file that `--entry` means. Raises UsageError."""
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
            data = file.read()
        notebook = read_notebook(path, data, result.notes)
        if notebook is None:
            result.summary = summarize(decode(data)[0])
        else:
            module = notebook.module
            result.summary = summarize(module.sound_text())
            result.cells = [(cell.start, number) for cell, number in zip(module.cells, notebook.numbers, strict=True)]
            for cell, number in zip(module.cells, notebook.numbers, strict=True):
                if (problem := cell.code.problem) is not None:
                    told = f"{problem.message}; the cell is left out"
                    result.notes.append(NoteRecord(path, "syntax-error", told, problem.line + 1, number))
    except OSError as error:
        return note("unreadable", reason_of(error))
    except SourceError as error:
        line = getattr(error, "line", None)
        return note(error.kind, str(error), None if line is None else line + 1)
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
) -> Prediction:
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
    return Prediction(
        entry=shown,
        files=len(files),
        lines=sum(file.summary.lines for file in files),
        functions=sum(not function.is_lambda for file in files for function in file.summary.functions),
        notes=told,
        ranked=model.rank(files, start, limit=limit),
        scored=model.scores,
        cells={path: outcome.cells for (path, _, _), outcome in zip(places, read, strict=True) if outcome.cells},
    )
