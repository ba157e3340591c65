"""What is worth a look first, best first: over the open files, and over others that a run measured."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .measured_files import MeasuredFiles
from .spots import Spot, spot_of_finding, spots_of_functions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .documents import OpenDocument
    from .language_server import SlowspotServer

__all__ = ["MOST", "best_spots"]

MOST = 300
"""Spots in an answer, unless it was asked for another number."""


async def best_spots(ls: SlowspotServer, most: int = MOST) -> dict[str, Any]:
    """List the best spots: `{spots: […], left: how many more there are}`.

    What was measured comes before what is predicted, and within each the larger gain first. A spot is `{kind: "finding"
    | "function", uri, range, title, detail, rule, function, gain, share, basis, shown, fix, stale}`. `gain` and `share`
    are parts of the run, 0 to 1, or null; `basis` is that of the share, "profiled" or "predicted"; `shown` says in
    words what there is to gain.
    """
    ls.look_at_profiles()
    spots: list[Spot] = []
    seen: set[str] = set()
    for document in ls.open_documents():
        # Closed meanwhile, or no Python: None.
        if ls.open_document(document.uri) is document:
            spots += _of_document(ls, document)
            seen.add(ls.key(document.uri))
            # Messages first: each of many files may have to be analyzed.
            await asyncio.sleep(0)
    if ls.measured_files is None:
        ls.measured_files = MeasuredFiles(ls.client.columns)
    files = ls.measured_files
    outdated = files.outdated(files.hot(ls.profiles, lambda path: ls.key(Path(path).as_uri()) in seen))
    if outdated:
        await asyncio.to_thread(files.read, outdated)
    spots += files.spots()
    spots.sort(key=lambda spot: spot.order)
    return {"spots": [spot.json for spot in spots[:most]], "left": max(len(spots) - most, 0)}


def _of_document(ls: SlowspotServer, document: OpenDocument) -> Iterator[Spot]:
    lines, columns = document.lines, ls.client.columns
    placed = ls.overlay_of(document)
    run = placed.run if placed is not None else None
    for finding in document.findings:
        spot = spot_of_finding(finding, document.uri, lines, columns, run)
        if spot is not None:
            yield spot
    if placed is not None:
        yield from spots_of_functions(placed, document.findings, document.uri, lines, columns)
