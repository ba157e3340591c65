"""Where files are analyzed: by processes of our own, or by workers of a cluster (`--executor`)."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

from ...analyzers.project.notes import NoteRecord
from .plan import Job, Plan
from .records import FileResult
from .workers import PARALLEL_FROM, Crashed
from .workers import run as run_all

if TYPE_CHECKING:
    from .cluster_arguments import Remote

__all__ = ["results"]


def results(
    plan: Plan, items: Sequence[tuple[Job, int]], processes: int, remote: Remote | None = None
) -> Generator[tuple[int, FileResult]]:
    """Analyze files, each given with its size in bytes; yield (index, result) as they come, in any order.

    Little work is done in this process. What a cluster leaves undone is done here. A file that kills the process that
    analyzes it has a note that says so. Closing the iterator ends what it started.
    """
    left: Sequence[int] = range(len(items))
    if remote is not None and sum(size for _, size in items) >= PARALLEL_FROM:
        # Late: for a cluster only.
        from .clusters import analyze_on_cluster

        left = yield from _told(items, analyze_on_cluster(remote, plan, items))
    if left:
        chosen = [items[index] for index in left]
        for index, result in _told(chosen, _here(plan, chosen, processes)):
            yield left[index], result


def _here(
    plan: Plan, items: Sequence[tuple[Job, int]], processes: int
) -> Generator[tuple[int, FileResult | Crashed], None, Sequence[int]]:
    # Late: a run that finds all results kept does without the engine and the rules.
    from .running import analyze_file, rule_set, set_recursion_limit

    set_recursion_limit()
    for number in {job.configuration for job, _ in items}:
        rule_set(plan.configurations[number], plan.timings)  # before there are other processes, which inherit it
    if plan.models is not None and sum(size for _, size in items) >= PARALLEL_FROM:
        # Late: a small run without findings needs none. Here for the same reason as the rules.
        from ...models.shipped import ranker

        ranker(plan.models)
    yield from run_all(analyze_file, plan, items, processes)
    return ()


def _told(
    items: Sequence[tuple[Job, int]], done: Generator[tuple[int, FileResult | Crashed], None, Sequence[int]]
) -> Generator[tuple[int, FileResult], None, Sequence[int]]:
    """Pass results on, a file's death as a note of it."""
    try:
        while True:
            index, result = next(done)
            if isinstance(result, Crashed):
                result = FileResult(notes=[NoteRecord(items[index][0].path, "internal-error", result.message)])
            yield index, result
    except StopIteration as stop:
        return stop.value
    finally:
        done.close()
