"""Where files are analyzed: by processes of our own, or by workers of a cluster (`--executor`)."""

from __future__ import annotations

import argparse
import re
from collections.abc import Generator, Sequence
from typing import NamedTuple

from ...analyzers.project.notes import NoteRecord
from ..arguments import duration
from .plan import Job, Plan
from .records import FileResult
from .workers import PARALLEL_FROM, Crashed
from .workers import run as run_all

__all__ = ["Remote", "add_executor_arguments", "remote_of", "results"]

_ADDRESS = re.compile(r"dask://(?P<host>\[[0-9a-fA-F:.]+\]|[^\s:/\[\]]+):(?P<port>\d{1,5})/?")
_TIMEOUT = 60.0


class Remote(NamedTuple):
    """A cluster, as the arguments name it."""

    address: str
    """`tcp://HOST:PORT` of a Dask scheduler."""
    timeout: float
    """Seconds without any answer from which the work is done here."""
    shared_sources: bool
    """Whether its workers read files by the same absolute paths; else the sources travel."""

    @property
    def name(self) -> str:
        """As it was given."""
        return self.address.replace("tcp://", "dask://", 1)


def add_executor_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--executor", type=_executor, metavar="WHERE",
        help="local: processes of this machine (default); dask://HOST:PORT: workers of the Dask cluster with that "
        "scheduler, which are sent the sources",
    )  # fmt: skip
    parser.add_argument(
        "--shared-sources", action="store_true",
        help="with a cluster: its workers read the files themselves, by the same absolute paths",
    )  # fmt: skip
    parser.add_argument(
        "--executor-timeout", type=duration, default=_TIMEOUT, metavar="S",
        help=f"with a cluster: seconds without an answer after which the rest is done here (default: {_TIMEOUT:g})",
    )  # fmt: skip


def _executor(text: str) -> str:
    if text == "local":
        return ""
    match = _ADDRESS.fullmatch(text)
    if match is None or not 0 < int(match["port"]) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is neither `local` nor `dask://HOST:PORT`")
    return f"tcp://{match['host']}:{match['port']}"


def remote_of(options: argparse.Namespace) -> Remote | None:
    """Return the cluster that the arguments name; None where the work is done here."""
    if not options.executor:
        return None
    return Remote(options.executor, options.executor_timeout, options.shared_sources)


def results(
    plan: Plan, items: Sequence[tuple[Job, int]], processes: int, remote: Remote | None = None
) -> Generator[tuple[int, FileResult]]:
    """Analyze files, each given with its size in bytes; yield (index, result) as they come, in any order.

    Little work is done in this process. What a cluster leaves undone is done here. A file that kills the process that
    analyzes it has a note that says so. Closing the iterator ends what it started.
    """
    left: Sequence[int] = range(len(items))
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
