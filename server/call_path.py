"""Who called the function of a finding in the recorded run: the way there, as related information of its diagnostic."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from pygls.uris import from_fs_path

from .figures import percent, plain

if TYPE_CHECKING:
    from ..analyzers.findings import Finding
    from ..analyzers.profiling.measured import MeasuredFunction, Run
    from ..analyzers.source import Block, Document
    from .laying import Laid

__all__ = ["Step", "call_path", "located"]

LONGEST = 3
"""Steps; of more, nobody reads the last ones."""


class Step(NamedTuple):
    """A function on the way, in the document or elsewhere."""

    message: str
    uri: str
    line: int
    """Counts from 0: in the file, or from where `block` begins."""
    block: Block | None
    """Of the document, whose lines come and go."""


def call_path(laid: Laid, document: Document, uri: str, finding: Finding, root: str) -> tuple[Step, ...]:
    """The heaviest caller of a finding's function, its heaviest caller and so on, nearest first.

    () where no run saw the function, or too little of it. Reads no file: a function elsewhere is where it was recorded,
    if its file has not changed since, else at the file's beginning.
    """
    score, overlay = finding.score, laid.overlay
    if overlay is None or score is None or score.cold or score.share is None:
        return ()
    placed = overlay.of(finding.function or "<module>")
    if placed is None or placed.stale or score.share.basis != "profiled":
        return ()
    return tuple(_steps(laid, document, uri, placed.measured, root))


def _steps(laid: Laid, document: Document, uri: str, function: MeasuredFunction, root: str) -> Iterator[Step]:
    run, known = laid.run, {(each.path, each.name): each for each in laid.run.functions}
    seen = {(function.path, function.name)}
    for _ in range(LONGEST):
        ours = [call for call in function.callers if (call.path, call.name) in known]
        call = max(ours, key=lambda call: call.weight, default=None)
        if call is None or (call.path, call.name) in seen:
            return
        seen.add((call.path, call.name))
        message = f"called by {plain(call.name)}, with {percent(run.share(call.weight))} of the recorded run"
        function = known[call.path, call.name]
        if call.path != laid.relative:
            yield Step(message, *_elsewhere(run, function, root), None)
        elif (placed := laid.overlay.of(call.name) if laid.overlay and laid.is_present() else None) is not None:
            block = document.block_at(placed.definition)
            yield Step(message, uri, placed.definition - block.start, block)


def _elsewhere(run: Run, function: MeasuredFunction, root: str) -> tuple[str, int]:
    path = os.path.join(root, *function.path.split("/"))
    try:
        changed = os.stat(path).st_mtime > run.began > 0
    except OSError:
        changed = True
    return from_fs_path(path) or "", 0 if changed else max(function.line - 1, 0)


def located(path: tuple[Step, ...], document: Document) -> list[dict[str, Any]]:
    """The steps as the protocol has related information, where they are by now; those that were edited are left out."""
    found: list[dict[str, Any]] = []
    for message, uri, offset, block in path:
        if block is not None and (block.start >= len(document.lines) or document.block_at(block.start) is not block):
            continue
        here = {"line": offset + (block.start if block is not None else 0), "character": 0}
        found.append({"location": {"uri": uri, "range": {"start": here, "end": here}}, "message": message})
    return found
