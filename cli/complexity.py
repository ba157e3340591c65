"""`slowspot analyze --complexity`: what each function costs in the sizes of what comes in, as its source tells."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..analyzers.project.discovery import display_path
from ..analyzers.project.notes import NoteRecord
from ..analyzers.source import SourceError
from ..analyzers.source.encoding import decode
from ..analyzers.version import VERSION
from ..models.growth import Claim
from ..models.growth_program import GrowthProgram
from .analysis.collector import collector_paused
from .analysis.running import reason_of, set_recursion_limit
from .analysis.workers import Crashed
from .analysis.workers import run as run_all
from .arguments import Work, gather
from .errors import CLEAN, UsageError
from .formats.json import python_version
from .formats.outputs import Output, outputs_of
from .terminal import Style, escaped, wants_colour

__all__ = ["SCHEMA", "run"]

SCHEMA = "slowspot.complexity/1"
_FORMATS = ("text", "json")
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Cost:
    """What one function costs."""

    path: str
    """As shown."""
    function: str
    claim: Claim

    @property
    def rank(self) -> tuple[float, int]:
        order = self.claim.order
        return (float("inf"), 0) if self.claim.exponential else order.degree() if order is not None else (-1.0, 0)

    @property
    def word(self) -> str:
        """ "grows", "constant", or "unknown" """
        order = self.claim.order
        if self.claim.exponential or (order is not None and not order.constant):
            return "grows"
        return "unknown" if order is None or self.claim.hidden else "constant"


def run(options: argparse.Namespace) -> int:
    output, *others = outputs_of(options)
    if others or output.format not in _FORMATS:
        raise UsageError(f"--complexity is told as {' or '.join(_FORMATS)}, in one report")
    set_recursion_limit()
    work = gather(options, notebooks=False)
    with collector_paused():
        costs = list(_costs(work))
    costs.sort(key=lambda cost: (-cost.rank[0], -cost.rank[1], cost.path, cost.claim.line))
    if output.format == "json":
        _write(output, [json.dumps(_document(costs, work), indent=1, ensure_ascii=False)])
    else:
        _write(output, _text(costs, work, Style(output.path is None and wants_colour(sys.stdout)), quiet=options.quiet))
    return CLEAN


def read_text(path: str) -> str | None:
    """The text of a file; None where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return decode(file.read())[0]
    except (OSError, SourceError):
        return None


def costs_of(program: GrowthProgram, item: tuple[int, str]) -> list[Cost]:
    """Of one file, by its number; in whatever process."""
    number, path = item
    return [Cost(path, name, claim) for name, claim in program.claims(number)]


def _costs(work: Work) -> Iterator[Cost]:
    if any(job.data is not None for job in work.jobs):
        raise UsageError("--complexity follows calls from file to file: name files, not `-`")
    for job in work.jobs:
        _tell_of_unreadable(job.path, job.full, work.notes)
    program = GrowthProgram([job.full.replace("\\", "/") for job in work.jobs], read_text)
    items = [((number, job.path), size) for number, (job, size) in enumerate(zip(work.jobs, work.sizes, strict=True))]
    done: list[Any] = [()] * len(items)
    for index, found in run_all(costs_of, program, items, work.processes):
        if isinstance(found, Crashed):
            work.notes.append(NoteRecord(work.jobs[index].path, "internal-error", found.message))
        else:
            done[index] = found
    for found in done:
        yield from found


def _tell_of_unreadable(path: str, full: str, notes: list[NoteRecord]) -> None:
    try:
        with open(full, "rb") as file:
            file.read(1)
    except OSError as error:
        notes.append(NoteRecord(path, "unreadable", reason_of(error)))


# -- reports


def _write(output: Output, lines: Sequence[str] | Iterator[str]) -> None:
    if output.path is None:
        for line in lines:
            sys.stdout.write(line + "\n")
        return
    try:
        with open(output.path, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(line + "\n" for line in lines)
    except OSError as error:
        raise UsageError(f"{output.path}: cannot be written: {error.strerror or error}") from error


def _document(costs: Sequence[Cost], work: Work) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "python": python_version(),
        "files": len(work.jobs),
        "notes": [{"path": _slashes(n.path), "kind": n.kind, "message": n.message, "line": n.line} for n in work.notes],
        "functions": [_record(cost) for cost in costs],
    }


def _record(cost: Cost) -> dict[str, Any]:
    claim, base = cost.claim, os.getcwd()
    return {
        "path": _slashes(cost.path),
        "line": claim.line,
        "function": cost.function,
        "cost": claim.cost or None,
        "kind": "exponential" if claim.exponential else cost.word,
        "sizes": list(claim.sizes),
        "least": bool(claim.hidden),
        "because": claim.because,
        "reasons": [
            {
                "path": _slashes(display_path(reason.path, base)) if reason.path else _slashes(cost.path),
                "line": reason.line, "function": reason.callee or cost.function, "text": reason.text,
            }
            for reason in claim.reasons
        ],
        "assumed": list(claim.assumed),
        "hidden": list(claim.hidden),
        "unknown": [{"line": reason.line, "text": reason.text} for reason in claim.unknown],
    }  # fmt: skip


def _text(costs: Sequence[Cost], work: Work, style: Style, *, quiet: bool) -> Iterator[str]:
    """Those that grow, the steepest first."""
    for cost in costs:
        if cost.word != "grows":
            continue
        claim = cost.claim
        place = f"{cost.path}:{claim.line}"
        yield f"{style.bold(escaped(place))} {escaped(cost.function)}  {style.cyan(escaped(claim.cost))}"
        if not quiet:
            yield from (f"    {style.dim(escaped(line))}" for line in _details(claim))
    if quiet:
        return
    for note in work.notes:
        line = "" if note.line is None else f":{note.line}"
        yield style.yellow(escaped(f"note: {note.path}{line}: {note.message}"))
    counts = {word: sum(cost.word == word for cost in costs) for word in ("grows", "constant", "unknown")}
    yield (
        f"{len(costs):,} functions in {len(work.jobs):,} files: {counts['grows']:,} grow with what comes in, "
        f"{counts['constant']:,} do not, of {counts['unknown']:,} the source does not tell"
    )


def _details(claim: Claim) -> Iterator[str]:
    if claim.exponential:
        yield from (f"line {reason.line}: {reason.text}" for reason in claim.reasons)
    elif claim.because:
        yield claim.because
    if claim.hidden:
        yield f"how long {', '.join(claim.hidden[:_NAMED])} takes is not known"
    if claim.assumed:
        yield f"if the time of {', '.join(claim.assumed[:_NAMED])} does not grow"
    yield from (f"more if {doubt.text} is a list (line {doubt.line})" for doubt in claim.doubts[:_NAMED])


def _slashes(path: str) -> str:
    return path.replace(os.sep, "/")
