"""What the files of a run say of their functions, joined: what each file is told. What is known is from the cache."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from ...analyzers.project.cache import key_of
from .caching import KeptResults, form_of
from .plan import Job
from .records import FileResult

if TYPE_CHECKING:
    from ...analyzers.linking.program import Program

__all__ = ["NOTHING", "SIZE", "Joining", "name_of", "only_summary"]

SIZE = 16
"""Bytes of what stands for a summary or for a table."""
NOTHING = bytes(SIZE)
"""Stands for the table of a file that is told nothing."""


def name_of(data: bytes) -> bytes:
    """What stands for a summary or a table."""
    return blake2b(data, digest_size=SIZE).digest()


def only_summary(job: Job) -> Job:
    return replace(job, summarized=True, analyzed=False, proofs=None, recorded=None)


class Joining:
    """The summaries of files, which are known by index, and their tables.

    `told` has what stands for the table of each file that is told anything, `tables` some of the tables by that.
    """

    def __init__(
        self,
        kept: KeptResults,
        jobs: Sequence[Job],
        digests: Sequence[bytes],
        summarize: Callable[[Sequence[tuple[int, Job]]], None],
        *,
        costs: bool,
        keeps: bool,
    ) -> None:
        """`digests`, of the texts, may change as files are read. `summarize` makes summaries and calls `take`.

        `costs`: whether a rule asks what calls go through. `keeps`: whether `others` will be asked.
        """
        self._costs = costs
        self._keeps = keeps
        self._kept = kept
        self._jobs = jobs
        self._digests = digests
        self._summarize = summarize
        self._sums: dict[int, bytes] = {}
        """What stands for each file's summary."""
        self._summaries: dict[int, bytes] = {}
        """Those that were made in this run, until they are joined."""
        self._program: Program | None = None
        self.told: dict[int, bytes] = {}
        self.tables: dict[bytes, bytes] = {}
        self.seconds = 0.0
        """CPU time of joining."""

    def look_up(self, indices: Iterable[int]) -> None:
        """See of which files the summary is known."""
        keys = {index: self._key(index) for index in indices if self._digests[index] and index not in self._sums}
        known = self._kept.get_many("summary's name", list(keys.values()))
        self._sums |= {index: known[key] for index, key in keys.items() if key in known}

    def has(self, index: int) -> bool:
        return index in self._sums

    def take(self, index: int, result: FileResult) -> None:
        """Take in what a file says, as it was analyzed now."""
        if result.summary is None:
            return
        self._summaries[index] = result.summary
        name = self._sums[index] = name_of(result.summary)
        if not any(note.internal for note in result.notes):
            self._kept.put("summary's name", self._key(index), name)
            if result.summary:
                self._kept.put("summary", name, result.summary)

    def link(self) -> None:
        """See what each file is told, of those whose summary is known."""
        start = time.process_time()
        order = self._order()
        digest = blake2b(b"costs" if self._costs else b"", digest_size=20)
        for index in order:
            digest.update(key_of(self._jobs[index].identity, self._sums[index]))
        key = digest.digest()
        known = self._kept.get("linked", key)
        if known is not None and len(known) == SIZE * len(order):
            names = {index: known[place * SIZE : (place + 1) * SIZE] for place, index in enumerate(order)}
            self.told = {index: name for index, name in names.items() if name != NOTHING}
        else:
            self._join(order)
            self._kept.put("linked", key, b"".join(self.told.get(index, NOTHING) for index in order))
        self.seconds += time.process_time() - start

    def need(self, indices: Iterable[int]) -> None:
        """See that the tables of these files are at hand."""
        if not self.load(indices):
            start = time.process_time()
            self._join(self._order())
            self.seconds += time.process_time() - start

    def load(self, indices: Iterable[int]) -> bool:
        """Look the tables of these files up; returns whether all are at hand."""
        names = {self.told[index] for index in indices if index in self.told} - self.tables.keys()
        self.tables |= self._kept.get_many("table", sorted(names))
        return names <= self.tables.keys()

    def table(self, index: int) -> bytes:
        """The table of a file; those of all but files that are told nothing must be at hand."""
        return self.tables[self.told[index]] if index in self.told else b""

    def others(self, texts: Mapping[str, bytes | None]) -> dict[str, bytes]:
        """What would be told otherwise if files said something else: their summaries by identity, None for no file.

        Returns tables by identity. To be asked once, and at the end.
        """
        self._keeps = True
        if self._program is None:
            self._join(self._order())
        start = time.process_time()
        program = self._program
        assert program is not None
        for identity, summary in sorted(texts.items()):
            if summary is None:
                program.remove(identity)
            else:
                program.put(identity, summary)
        self._program = None
        found = program.link()
        self.seconds += time.process_time() - start
        return found

    def _order(self) -> list[int]:
        return sorted(self._sums, key=lambda index: self._jobs[index].identity)

    def _join(self, order: Sequence[int]) -> None:
        # Late: a run of which all is known does without.
        from ...analyzers.linking.program import Program, UnreadableError

        rest = [index for index in order if index not in self._summaries]
        known = {name_of(b""): b"", **self._kept.get_many("summary", [self._sums[index] for index in rest])}
        summaries = {index: known[self._sums[index]] for index in rest if self._sums[index] in known}
        if dropped := [index for index in rest if index not in summaries]:
            self._summarize([(index, only_summary(self._jobs[index])) for index in dropped])
        summaries |= self._summaries
        self._summaries = {}
        program = self._program = Program(costs=self._costs)
        for index in order:
            with suppress(UnreadableError):  # kept by whoever can write the cache: unknown stays unknown
                program.put(self._jobs[index].identity, summaries.pop(index, b""))
        tables = program.link()
        if not self._keeps:
            self._program = None
            program.release()  # processes that are started from here on would count it as theirs
            del program
            gc.collect()
        places = {self._jobs[index].identity: index for index in order}
        self.told = {}
        for path, table in tables.items():
            if table:
                name = self.told[places[path]] = name_of(table)
                self.tables[name] = table
                self._kept.put("table", name, table)

    def _key(self, index: int) -> bytes:
        return key_of(form_of(self._jobs[index]), self._digests[index])
