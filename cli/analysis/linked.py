"""A run over files that are linked: what their functions do is joined, and told to the files that asked for it.

All files are analyzed, told nothing, and say what their functions do. These summaries are joined (`linking.program`),
and a file that asked for something that it is told now is analyzed again with that. The results of unchanged files, the
summaries and what came of joining them are kept, so that such a run costs what has changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from ...analyzers.project.cache import key_of
from ...analyzers.rules.names import ASK_COSTS
from .caching import ALONE, KeptResults, form_of
from .joining import NOTHING, SIZE, Joining, name_of, only_summary
from .plan import Job
from .progress import Progress
from .records import FileResult, Place

if TYPE_CHECKING:
    from ..arguments import Work

__all__ = ["LinkedRun"]

Analyze = Callable[[Sequence[tuple[Job, int]]], Generator[tuple[int, FileResult]]]


class LinkedRun:
    """The files of a run on their way to results, and those that are only linked."""

    def __init__(
        self, work: Work, kept: KeptResults, analyze: Analyze, progress: Progress, *, compares: bool = False
    ) -> None:
        """`compares`: whether `told_before` will be asked."""
        self._kept = kept
        self._analyze = analyze
        self._progress = progress
        self._count = len(work.jobs)
        self._jobs = [*work.jobs, *(other.job for other in work.others)]
        self._sizes = [*work.sizes, *(other.size for other in work.others)]
        links = [work.plan.configurations[job.configuration].link for job in self._jobs]
        self._linked = [link and job.data is None for link, job in zip(links, self._jobs, strict=True)]
        if sum(self._linked) < 2:
            self._linked = [False] * len(self._jobs)
        self._alone = [link and not linked for link, linked in zip(links, self._linked, strict=True)]
        """Which files are linked with themselves."""
        self._digests = [b""] * len(self._jobs)
        asked = any(not ASK_COSTS.isdisjoint(each.rules) for each in work.plan.configurations)
        self._joining = Joining(kept, self._jobs, self._digests, self._only_summaries, costs=asked, keeps=compares)
        self._done = [False] * self._count
        self._wants: dict[int, bytes | None] = {}
        """What files asked for that were analyzed in this run and told nothing."""
        self._variants: dict[int, bytes] = {}
        """What stands for the table that the results of this run hang on, where they hang on one."""
        self._changed = False
        """Whether a file has changed while the run was under way."""
        self._shown: dict[str, str] = {}
        self.analyzed = 0
        """Files that were not known."""
        self._seconds: Counter[str] = Counter()

    @property
    def seconds(self) -> Counter[str]:
        """CPU time by phase, beside that of the results."""
        return self._seconds + Counter({"link": self._joining.seconds})

    def results(self) -> Generator[tuple[int, FileResult, bool]]:
        """Yield (index, result, whether it takes the place of an earlier one), in any order."""
        kept = self._kept
        if not self._count:
            return
        if kept.knows:
            self._digests[:] = kept.digests(self._jobs)
            known = kept.get("whole", self._key_of_all())
            if known is not None and (yield from self._known(known)):
                return
        yield from self._first()
        if any(self._linked):
            self._joining.link()
            yield from self._second()
        if not self._changed:
            variants = (self._variants.get(index, NOTHING) for index in range(self._count))
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
        told = [variants[place : place + SIZE] for place in range(0, len(variants), SIZE)]
        if len(told) != self._count:
            return False
        self._joining.told = {index: name for index, name in enumerate(told) if name != NOTHING}
        yield from self._looked_up(range(self._count))
        rest = [index for index, done in enumerate(self._done) if not done]
        if not self._joining.load(rest):
            self._joining.told = {}
            self._variants.clear()
            return False
        yield from self._run([(index, self._with_table(index)) for index in rest])
        return True

    def _looked_up(self, indices: Iterable[int]) -> Generator[tuple[int, FileResult, bool]]:
        chosen = list(indices)
        for index, result in self._kept.look_up(self._wanted(chosen)):
            if index in self._joining.told:
                self._variants[index] = self._joining.told[index]
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
        return ALONE if self._alone[index] else self._joining.told.get(index, b"")

    # -- what is not known

    def _first(self) -> Generator[tuple[int, FileResult, bool]]:
        """Analyze each file by itself, as far as nothing is known of it."""
        alone = [index for index in range(self._count) if not self._linked[index] and not self._done[index]]
        yield from self._looked_up(alone)
        self._joining.look_up(index for index, linked in enumerate(self._linked) if linked)
        jobs: list[tuple[int, Job]] = []
        for index, job in enumerate(self._jobs):
            if not self._linked[index]:
                if index < self._count and not self._done[index]:
                    jobs.append((index, self._with_table(index)))
            elif self._joining.has(index):
                continue
            elif index < self._count and not self._done[index]:
                jobs.append((index, replace(job, told=b"", summarized=True)))
            else:
                jobs.append((index, only_summary(job)))
        yield from self._run(jobs)

    def _run(self, jobs: Sequence[tuple[int, Job]]) -> Generator[tuple[int, FileResult, bool]]:
        items = [(job, self._sizes[index]) for index, job in jobs]
        self._progress.expect(sum(self._sizes[index] for index, _ in jobs if index >= self._count or self._done[index]))
        with closing(self._analyze(items)) as running:
            for place, result in running:
                index, job = jobs[place]
                self._take(index, result)
                if not job.analyzed:
                    self._seconds.update(result.seconds)
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
        self._joining.take(index, result)
        if result.summary is not None:
            self._wants[index] = result.asked

    def _only_summaries(self, jobs: Sequence[tuple[int, Job]]) -> None:
        for _ in self._run(jobs):
            pass

    def _finished(self, index: int, result: FileResult) -> FileResult:
        again = self._done[index]
        self._done[index] = True
        self._progress.advance(self._sizes[index], 0 if again else 1)
        self._show(result)
        return result

    def _show(self, result: FileResult) -> None:
        """Name other files as reports do."""
        for finding in result.findings:
            finding.related = tuple(map(self._shown_place, finding.related))

    def _second(self) -> Generator[tuple[int, FileResult, bool]]:
        """Analyze the files that are told something that they asked for, and those whose results are not kept."""
        # Late: as above.
        from ...analyzers.linking.asked import concerns

        joining = self._joining
        yield from self._looked_up(self._left())
        again = [index for index, asked in self._wants.items() if asked != b"" and index in joining.told]
        left = [index for index in self._left() if index in joining.told]
        joining.need([*again, *left])
        # Those that are known for having been told nothing serve as well, where nothing that they asked for is told.
        for index, result in self._untold(left, lambda index, asked: not concerns(asked, joining.table(index))):
            yield index, self._finished(index, result), False
        again = [index for index in again if index < self._count and concerns(self._wants[index], joining.table(index))]
        yield from self._run([(index, self._with_table(index)) for index in (*again, *self._left())])

    # -- what a change means elsewhere

    def told_before(self, old: Mapping[str, tuple[str, bytes] | None]) -> Mapping[str, bytes]:
        """What was told otherwise when these files, by path, had another name and text, or (None) were not there.

        Tables by name: the others are as now. To be asked after the results.
        """
        if not any(self._linked) or not old:
            return {}
        self._know_summaries()
        changed = [(job, old[job.path]) for job in self._jobs if job.path in old]
        texts: dict[str, bytes | None] = {job.identity: None for job, _ in changed}
        items = [
            (replace(only_summary(job), identity=before[0], data=before[1]), len(before[1]))
            for job, before in changed
            if before is not None
        ]
        for place, result in self._analyze(items):
            self._seconds.update(result.seconds)
            texts[items[place][0].identity] = result.summary or b""
        return self._joining.others(texts)

    def _know_summaries(self) -> None:
        self._joining.look_up(index for index, linked in enumerate(self._linked) if linked)
        unknown = [index for index, linked in enumerate(self._linked) if linked and not self._joining.has(index)]
        self._only_summaries([(index, only_summary(self._jobs[index])) for index in unknown])

    def with_table(self, job: Job, before: Mapping[str, bytes], identity: str) -> Job:
        """A file of the run as it was when it was called `identity`, told what it was told then."""
        index = next(index for index, each in enumerate(self._jobs) if each.path == job.path)
        self._joining.need([index])
        now = self._with_table(index)
        return replace(now, told=before[identity]) if self._linked[index] and identity in before else now

    def elsewhere(
        self, before: Mapping[str, bytes], wanted: Callable[[Job], bool]
    ) -> Iterator[tuple[FileResult, FileResult]]:
        """Yield the results, now and before, of wanted files that are only linked and were told something else."""
        # Late: as above.
        from ...analyzers.linking.asked import concerns

        others = [index for index in range(self._count, len(self._jobs)) if self._jobs[index].identity in before]
        chosen = [index for index in others if self._linked[index] and wanted(self._jobs[index])]
        self._joining.need(chosen)
        now = self._both([(index, self._joining.table(index)) for index in chosen])
        was = {index: before[self._jobs[index].identity] for index in chosen}
        asked = [index for index in chosen if now[index].answered or concerns(now[index].asked, was[index])]
        then = self._both([(index, was[index]) for index in asked])
        for index in asked:
            yield now[index], then[index]

    def _both(self, wanted: Sequence[tuple[int, bytes]]) -> dict[int, FileResult]:
        tables = dict(wanted)
        names = {index: name_of(table) if table else b"" for index, table in wanted}
        files = ((index, self._jobs[index], self._digests[index], names[index]) for index in tables)
        found: dict[int, FileResult] = {}
        for index, result in self._kept.look_up(files):
            self._kept.found -= 1  # it is none of the run's own
            result.answered = names[index] != b""
            found[index] = result
        rest = [index for index in tables if index not in found]
        items = [(replace(self._jobs[index], told=tables[index]), self._sizes[index]) for index in rest]
        for place, result in self._analyze(items):
            index = rest[place]
            self._seconds.update(result.seconds)
            self._kept.keep(self._jobs[index], result, names[index] if result.answered else b"")
            found[index] = result
        for result in found.values():
            self._show(result)
        return found

    def _left(self) -> list[int]:
        return [index for index in range(self._count) if not self._done[index]]

    def _with_table(self, index: int) -> Job:
        return self._jobs[index] if self._alone[index] else replace(self._jobs[index], told=self._joining.table(index))

    def _shown_place(self, place: Place) -> Place:
        if not place.path:
            return place
        if not self._shown:
            self._shown = {job.identity: job.path for job in self._jobs}
        return place._replace(path=self._shown.get(place.path, place.path))
