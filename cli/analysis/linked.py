"""A run over files that are linked: what their functions do is joined, and told to the files that asked for it.

All files are analyzed, told nothing, and say what their functions do. These summaries are joined (`linking.program`),
and a file that asked for something that it is told now is analyzed again with that. The results of unchanged files, the
summaries and what came of joining them are kept, so that such a run costs what has changed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from ...analyzers.project.cache import key_of
from .caching import ALONE, KeptResults, form_of
from .plan import Job
from .progress import Progress
from .records import FileResult, Place

if TYPE_CHECKING:
    from ...analyzers.linking.program import Program
    from ..arguments import Work

__all__ = ["LinkedRun"]

Analyze = Callable[[Sequence[tuple[Job, int]]], Generator[tuple[int, FileResult]]]

_SIZE = 16
_NOTHING = bytes(_SIZE)


class LinkedRun:
    """The files of a run on their way to results, and those that are only linked."""

    def __init__(self, work: Work, kept: KeptResults, analyze: Analyze, progress: Progress) -> None:
        self._kept = kept
        self._analyze = analyze
        self._progress = progress
        self._count = len(work.jobs)
        self._jobs = [*work.jobs, *(job for job, _ in work.others)]
        self._sizes = [*work.sizes, *(size for _, size in work.others)]
        links = [work.plan.configurations[job.configuration].link for job in self._jobs]
        self._linked = [link and job.data is None for link, job in zip(links, self._jobs, strict=True)]
        if sum(self._linked) < 2:
            self._linked = [False] * len(self._jobs)
        self._alone = [link and not linked for link, linked in zip(links, self._linked, strict=True)]
        """Which files are linked with themselves."""
        self._digests = [b""] * len(self._jobs)
        self._done = [False] * self._count
        self._wants: dict[int, bytes | None] = {}
        """What files asked for that were analyzed in this run and told nothing."""
        self._sums: dict[int, bytes] = {}
        """What stands for each file's summary."""
        self._summaries: dict[int, bytes] = {}
        """Those that were made in this run."""
        self._told: dict[int, bytes] = {}
        """What stands for each file's table, where it has one."""
        self._tables: dict[bytes, bytes] = {}
        self._variants: dict[int, bytes] = {}
        """What stands for the table that the results of this run hang on, where they hang on one."""
        self._program: Program | None = None
        self._changed = False
        """Whether a file has changed while the run was under way."""
        self._shown: dict[str, str] = {}
        self.analyzed = 0
        """Files that were not known."""
        self.seconds: dict[str, float] = {"link": 0.0}
        """CPU time by phase, beside that of the results."""

    def results(self) -> Generator[tuple[int, FileResult, bool]]:
        """Yield (index, result, whether it takes the place of an earlier one), in any order."""
        kept = self._kept
        if kept.knows:
            self._digests = list(kept.digests(self._jobs))
            known = kept.get("whole", self._key_of_all())
            if known is not None and (yield from self._known(known)):
                return
        yield from self._first()
        if any(self._linked):
            self._link()
            yield from self._second()
        if not self._changed:
            variants = (self._variants.get(index, _NOTHING) for index in range(self._count))
            kept.put("whole", self._key_of_all(), b"".join(variants))

    # -- all is known

    def _key_of_all(self) -> bytes:
        """What stands for everything that the results hang on."""
        digest = blake2b(digest_size=20)
        for index, job in enumerate(self._jobs):
            own = self._digests[index]
            if index < self._count:
                digest.update(self._kept.key(job, own, ALONE if self._alone[index] else b""))
            else:
                digest.update(key_of(job.identity, own, form_of(job)) if self._linked[index] else b"")
        return digest.digest()

    def _known(self, variants: bytes) -> Generator[tuple[int, FileResult, bool], None, bool]:
        """Take the results by what an equal run found each to hang on; returns whether that went well."""
        told = [variants[place : place + _SIZE] for place in range(0, len(variants), _SIZE)]
        if len(told) != self._count:
            return False
        self._told = {index: name for index, name in enumerate(told) if name != _NOTHING}
        yield from self._looked_up(range(self._count))
        rest = [index for index, done in enumerate(self._done) if not done]
        if not self._load(rest):
            self._told, self._variants = {}, {}
            return False
        yield from self._run([(index, self._with_table(index)) for index in rest])
        return True

    def _looked_up(self, indices: Iterable[int]) -> Generator[tuple[int, FileResult, bool]]:
        chosen = list(indices)
        for index, result in self._kept.look_up(self._wanted(chosen)):
            if index in self._told:
                self._variants[index] = self._told[index]
            yield index, self._finished(index, result), False
        # A file by itself that asked for nothing has the same result as one that is told nothing.
        alone = [index for index in chosen if self._alone[index] and not self._done[index]]
        for index, result in self._untold(alone, lambda index, asked: asked == b""):
            yield index, self._finished(index, result), False

    def _wanted(self, indices: Iterable[int], told: bytes | None = None) -> Iterator[tuple[int, Job, bytes, bytes]]:
        for index in indices:
            yield index, self._jobs[index], self._digests[index], self._name(index) if told is None else told

    def _untold(
        self, indices: Iterable[int], serves: Callable[[int, bytes | None], bool]
    ) -> Iterator[tuple[int, FileResult]]:
        """Yield those results of an analysis that was told nothing that serve, by what was asked."""
        for index, result in self._kept.look_up(self._wanted(indices, b"")):
            if serves(index, result.asked):
                yield index, result
            else:
                self._kept.found -= 1

    def _name(self, index: int) -> bytes:
        return ALONE if self._alone[index] else self._told.get(index, b"")

    # -- what is not known

    def _first(self) -> Generator[tuple[int, FileResult, bool]]:
        """Analyze each file by itself, as far as nothing is known of it."""
        alone = [index for index in range(self._count) if not self._linked[index] and not self._done[index]]
        yield from self._looked_up(alone)
        keys = {index: self._summary_key(index) for index, digest in enumerate(self._digests) if digest}
        sums = self._kept.get_many("summary's name", [key for index, key in keys.items() if self._linked[index]])
        self._sums = {index: sums[key] for index, key in keys.items() if key in sums and self._linked[index]}
        jobs: list[tuple[int, Job]] = []
        for index, job in enumerate(self._jobs):
            if not self._linked[index]:
                if index < self._count and not self._done[index]:
                    jobs.append((index, self._with_table(index)))
            elif index in self._sums:
                continue
            elif index < self._count and not self._done[index]:
                jobs.append((index, replace(job, told=b"", summarized=True)))
            else:
                jobs.append((index, self._only_summary(index)))
        yield from self._run(jobs)

    def _run(self, jobs: Sequence[tuple[int, Job]]) -> Generator[tuple[int, FileResult, bool]]:
        items = [(job, self._sizes[index]) for index, job in jobs]
        self._progress.expect(sum(self._sizes[index] for index, _ in jobs if index >= self._count or self._done[index]))
        with closing(self._analyze(items)) as running:
            for place, result in running:
                index, job = jobs[place]
                self._take(index, result)
                if not job.analyzed:
                    for phase, seconds in result.seconds.items():
                        self.seconds[phase] = self.seconds.get(phase, 0.0) + seconds
                    self._progress.advance(self._sizes[index], 0)
                    continue
                self.analyzed += 1
                again = self._done[index]
                told = self._name(index) if result.answered else b""
                self._variants.pop(index, None)
                if told not in (b"", ALONE):
                    self._variants[index] = told
                self._kept.keep(job, result, told)
                yield index, self._finished(index, result), again

    def _take(self, index: int, result: FileResult) -> None:
        if result.digest != self._digests[index]:
            self._changed = self._changed or self._digests[index] != b""
            self._digests[index] = result.digest
        if result.summary is not None:
            self._summaries[index] = result.summary
            name = self._sums[index] = _name_of(result.summary)
            if not any(note.internal for note in result.notes):
                self._kept.put("summary's name", self._summary_key(index), name)
                if result.summary:
                    self._kept.put("summary", name, result.summary)
            self._wants[index] = result.asked

    def _finished(self, index: int, result: FileResult) -> FileResult:
        again = self._done[index]
        self._done[index] = True
        self._progress.advance(self._sizes[index], 0 if again else 1)
        for finding in result.findings:
            finding.related = tuple(map(self._shown_place, finding.related))
        return result

    # -- linking

    def _link(self) -> None:
        start = time.process_time()
        order = sorted(self._sums, key=self._identity)
        digest = blake2b(digest_size=20)
        for index in order:
            digest.update(key_of(self._jobs[index].identity, self._sums[index]))
        key = digest.digest()
        known = self._kept.get("linked", key)
        if known is not None and len(known) == _SIZE * len(order):
            for place, index in enumerate(order):
                name = known[place * _SIZE : (place + 1) * _SIZE]
                if name != _NOTHING:
                    self._told[index] = name
        else:
            self._join(order)
            names = b"".join(self._told.get(index, _NOTHING) for index in order)
            self._kept.put("linked", key, names)
        self.seconds["link"] += time.process_time() - start

    def _join(self, order: Sequence[int]) -> None:
        """Join all summaries, and see what each file is told."""
        # Late: a run of which all is known does without.
        from ...analyzers.linking.program import Program

        rest = [index for index in order if index not in self._summaries]
        found = {_name_of(b""): b"", **self._kept.get_many("summary", [self._sums[index] for index in rest])}
        summaries = {index: found[self._sums[index]] for index in rest if self._sums[index] in found}
        for _ in self._run([(index, self._only_summary(index)) for index in rest if index not in summaries]):
            pass  # dropped from the cache since
        summaries |= self._summaries
        self._summaries = {}
        program = self._program = Program()
        for index in order:
            program.put(self._jobs[index].identity, summaries.pop(index, b""))
        places = {self._jobs[index].identity: index for index in order}
        for path, table in program.link().items():
            if table:
                name = self._told[places[path]] = _name_of(table)
                self._tables[name] = table
                self._kept.put("table", name, table)

    def _second(self) -> Generator[tuple[int, FileResult, bool]]:
        """Analyze the files that are told something that they asked for, and those whose results are not kept."""
        # Late: as above.
        from ...analyzers.linking.asked import concerns

        yield from self._looked_up(self._left())
        again = [index for index in self._wants if self._wants[index] != b"" and index in self._told]
        left = [index for index in self._left() if index in self._told]
        self._need([*again, *left])
        # Those that are known for having been told nothing serve as well, where nothing that they asked for is told.
        for index, result in self._untold(
            left, lambda index, asked: not concerns(asked, self._tables[self._told[index]])
        ):
            yield index, self._finished(index, result), False
        again = [index for index in again if concerns(self._wants[index], self._tables[self._told[index]])]
        yield from self._run([(index, self._with_table(index)) for index in (*again, *self._left())])

    def _left(self) -> list[int]:
        return [index for index in range(self._count) if not self._done[index]]

    def _need(self, indices: Iterable[int]) -> None:
        """See that the tables of these files are here."""
        if not self._load(indices):
            self._join(sorted(self._sums, key=self._identity))

    def _load(self, indices: Iterable[int]) -> bool:
        names = {self._told[index] for index in indices if index in self._told} - self._tables.keys()
        self._tables |= self._kept.get_many("table", sorted(names))
        return names <= self._tables.keys()

    def _with_table(self, index: int) -> Job:
        if self._alone[index]:
            return self._jobs[index]
        return replace(self._jobs[index], told=self._tables[self._told[index]] if index in self._told else b"")

    def _only_summary(self, index: int) -> Job:
        return replace(self._jobs[index], summarized=True, analyzed=False, proofs=None, recorded=None)

    def _identity(self, index: int) -> str:
        return self._jobs[index].identity

    def _summary_key(self, index: int) -> bytes:
        return key_of(form_of(self._jobs[index]), self._digests[index])

    def _shown_place(self, place: Place) -> Place:
        if not place.path:
            return place
        if not self._shown:
            self._shown = {job.identity: job.path for job in self._jobs}
        return place._replace(path=self._shown.get(place.path, place.path))


def _name_of(data: bytes) -> bytes:
    return blake2b(data, digest_size=_SIZE).digest()
