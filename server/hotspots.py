"""What is worth a look first, best first: over the open files, others that a run measured, and those of the index."""

# pyright: reportImportCycles=false
# The cycle is one of types only.

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from functools import partial
from heapq import nsmallest
from typing import TYPE_CHECKING, Any, NamedTuple

from .measured_files import MeasuredFiles
from .spots import JsonObject, Rank, Spot, finding_to_json, rank_of, spots_of_functions

if TYPE_CHECKING:
    from ..analyzers.findings import Finding
    from ..analyzers.profiling.measured import Run
    from .documents import OpenDocument
    from .index import FileFindings
    from .language_server import SlowspotServer

__all__ = ["Hotspots"]

AT_ONCE_SECONDS = 0.002
"""Of work, before messages have their turn."""


class _Ranked(NamedTuple):
    """The findings of a file that is not open: they are read again once one of them is shown."""

    digest: str
    ranks: list[tuple[int, Rank]]
    """With the number of each among the file's findings."""


class Hotspots:
    """Answers `slowspot.hotspots`, and keeps what it worked out of files that are not open."""

    def __init__(self, ls: SlowspotServer) -> None:
        self._ls = ls
        self._measured = MeasuredFiles(ls.client.columns)
        self._indexed: dict[str, _Ranked] = {}
        """By URI."""
        self._since = 0.0

    async def best(self, most: int) -> dict[str, Any]:
        """List the best spots: `{spots: […], left: how many more there are}`.

        What was measured comes before what is predicted, and within each the larger gain first. A spot is `{kind:
        "finding" | "function", uri, range, title, detail, rule, function, gain, share, basis, figure, shown, fix,
        stale}`. `gain` and `share` are parts of the run, 0 to 1, or null; `basis` is that of the share, "profiled" or
        "predicted"; `figure` and `shown` say what there is to gain, the one in short ("12 %"), the other in words.
        """
        ls = self._ls
        ls.look_at_profiles()
        self._since = time.monotonic()
        spots: list[Spot] = []
        seen: set[str] = set()
        for document in ls.open_documents():
            # Closed meanwhile, or no Python: None.
            if ls.open_document(document.uri) is document:
                spots += self._of_document(document)
                seen.add(ls.key(document.uri))
                await self._give_way()
        spots += await self._of_measured_files(seen)
        read = _Reader(ls)
        spots += await self._of_index(read)
        chosen = nsmallest(most, spots, key=lambda spot: spot.order)
        await self._give_way()
        told: list[JsonObject] = []
        for spot in chosen:
            json = spot.to_json()
            told += [json] if json is not None else []
            await self._give_way()
        return {"spots": told, "left": len(spots) - len(chosen)}

    def _of_document(self, document: OpenDocument) -> Iterator[Spot]:
        uri, lines, columns = document.uri, document.lines, self._ls.client.columns
        placed = self._ls.overlay_of(document)
        run = placed.run if placed is not None else None
        for finding in document.shown:
            rank = rank_of(finding, run)
            if rank is not None:
                yield Spot(rank, uri, partial(finding_to_json, finding, uri, lines, columns, run))
        if placed is not None:
            yield from spots_of_functions(placed, document.findings, uri, lines, columns)

    async def _of_measured_files(self, seen: set[str]) -> list[Spot]:
        ls, files = self._ls, self._measured
        outdated = files.outdated(files.hot(ls.profiles, lambda uri: ls.key(uri) in seen, ls.index.of))
        if outdated:
            await asyncio.to_thread(files.read, outdated)
        return files.spots()

    async def _of_index(self, read: _Reader) -> list[Spot]:
        index = self._ls.index
        digests = index.digests()
        for uri in self._indexed.keys() - digests.keys():
            del self._indexed[uri]
        spots: list[Spot] = []
        for uri, digest in digests.items():
            known = self._indexed.get(uri)
            if known is None or known.digest != digest:
                file = index.of(uri)
                if file is None:
                    continue
                run = read.run_of(file)
                ranks = [(number, rank_of(finding, run)) for number, finding in enumerate(file.findings)]
                kept = [(number, rank) for number, rank in ranks if rank is not None]
                known = self._indexed[uri] = _Ranked(file.digest, kept)
            told = partial(read.finding, uri, known.digest)
            spots += [Spot(rank, uri, partial(told, number)) for number, rank in known.ranks]
            await self._give_way()
        return spots

    async def _give_way(self) -> None:
        if time.monotonic() - self._since >= AT_ONCE_SECONDS:
            await asyncio.sleep(0)
            self._since = time.monotonic()


class _Reader:
    """Reads what the index knows of files, each once for an answer."""

    def __init__(self, ls: SlowspotServer) -> None:
        self._ls = ls
        self._files: dict[str, tuple[FileFindings | None, Run | None]] = {}

    def finding(self, uri: str, digest: str, number: int) -> JsonObject | None:
        if uri not in self._files:
            file = self._ls.index.of(uri)
            self._files[uri] = file, self.run_of(file) if file is not None else None
        file, run = self._files[uri]
        if file is None or file.digest != digest:
            return None
        return finding_to_json(file.findings[number], uri, file.lines, self._ls.client.columns, run)

    def run_of(self, file: FileFindings) -> Run | None:
        """The run behind the figures of a file's findings."""
        profiles = self._ls.profiles
        return profiles.latest(profiles.root_of(file.path)) if any(map(_is_measured, file.findings)) else None


def _is_measured(finding: Finding) -> bool:
    share = finding.score.share if finding.score is not None else None
    return share is not None and share.basis == "profiled"
