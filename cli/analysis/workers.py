"""Runs a function over many items on all cores, in order; a worker that dies costs its item, not the run."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection, PipeConnection
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

__all__ = ["PARALLEL_FROM", "Crashed", "available_cores", "chunks_of", "run"]

Item = TypeVar("Item")
Result = TypeVar("Result")

PARALLEL_FROM = 400_000
"""Bytes of source from which a second process pays: starting one costs about what 100 kB of source do."""
_CHUNKS_PER_WORKER = 12


@dataclass(slots=True)
class Crashed:
    """In place of a result: the process that worked on the item died."""

    message: str


@dataclass(slots=True)
class _Worker(Generic[Item]):
    process: BaseProcess
    connection: Connection | PipeConnection
    chunk: list[tuple[int, Item]]


def available_cores() -> int:
    """Return the cores that this process may use, which in a container may be fewer than the machine has."""
    try:
        return len(os.sched_getaffinity(0)) or 1
    except AttributeError:  # not Linux
        return os.cpu_count() or 1


def start_method() -> str:
    """Forking gives the children all rules imported already. It is sound here, for no thread runs yet."""
    return "fork" if sys.platform == "linux" else "spawn"


def run(
    function: Callable[[Any, Item], Result], shared: Any, items: Sequence[tuple[Item, int]], jobs: int
) -> Generator[tuple[int, Result | Crashed]]:
    """Yield (index, function(shared, item)) as results come in, in any order; each item comes with its weight in bytes.

    `function` must be importable, `shared` is handed to each process once. Everything is done in this process where
    there is little of it. Closing the iterator ends the processes.
    """
    total = sum(weight for _, weight in items)
    jobs = min(jobs, len(items))
    if jobs < 2 or total < PARALLEL_FROM:
        for index, (item, _) in enumerate(items):
            yield index, function(shared, item)
        return
    yield from _Pool(function, shared, items, total, jobs).results()


class _Pool(Generic[Item, Result]):
    def __init__(
        self,
        function: Callable[[Any, Item], Result],
        shared: Any,
        items: Sequence[tuple[Item, int]],
        total: int,
        jobs: int,
    ) -> None:
        # Late: 30 ms, which a small run does without.
        import multiprocessing

        method = start_method()
        self._forks = method == "fork"
        self._context: BaseContext = multiprocessing.get_context(method)
        self._function = function
        self._shared = shared
        self._jobs = jobs
        self._chunks = deque(chunks_of(items, max(total // (jobs * _CHUNKS_PER_WORKER), 1)))
        self._workers: list[_Worker[Item]] = []

    def results(self) -> Iterator[tuple[int, Result | Crashed]]:
        # Late: as above.
        from multiprocessing.connection import wait

        try:
            for _ in range(min(self._jobs, len(self._chunks))):
                self._start()
            while self._workers:
                ready = set(wait([worker.connection for worker in self._workers]))
                for worker in [worker for worker in self._workers if worker.connection in ready]:
                    try:
                        finished = worker.connection.recv()
                    except (EOFError, OSError):
                        yield from self._bury(worker)
                    else:
                        chunk = worker.chunk
                        self._next(worker)  # first: it goes on working while the results are looked at
                        yield from zip([index for index, _ in chunk], finished, strict=True)
        finally:
            self._end()

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        # A child closes its copies of the others' pipes, else their deaths go unseen. Only forking copies them.
        inherited = [*(worker.connection for worker in self._workers), ours] if self._forks else []
        process = self._context.Process(  # pyright: ignore[reportAttributeAccessIssue]
            target=_work, args=(self._function, self._shared, theirs, inherited), daemon=True
        )
        process.start()
        theirs.close()
        worker = _Worker[Item](process, ours, [])
        self._workers.append(worker)
        self._next(worker)

    def _next(self, worker: _Worker[Item]) -> None:
        """Give a worker its next chunk, or let it go."""
        worker.chunk = self._chunks.popleft() if self._chunks else []
        try:
            worker.connection.send([item for _, item in worker.chunk] or None)
        except OSError:  # died between two chunks; the next read finds it closed
            return
        if not worker.chunk:
            self._workers.remove(worker)
            worker.connection.close()
            worker.process.join()

    def _bury(self, worker: _Worker[Item]) -> Iterator[tuple[int, Crashed]]:
        """Go on after a worker's death: its items are tried again one by one, and one that is alone is given up."""
        self._workers.remove(worker)
        worker.connection.close()
        worker.process.join()
        code = worker.process.exitcode or 0
        how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
        if len(worker.chunk) > 1:
            self._chunks.extend([item] for item in worker.chunk)
        if self._chunks:
            self._start()
        if len(worker.chunk) == 1:
            yield worker.chunk[0][0], Crashed(f"the process that analyzed it {how}")

    def _end(self) -> None:
        for worker in self._workers:
            worker.connection.close()
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join()


def chunks_of(items: Sequence[tuple[Item, int]], target: int) -> list[list[tuple[int, Item]]]:
    """Cut items into chunks of about `target` weight, with their index, the heaviest first so that no long one comes
    last."""
    chunks: list[list[tuple[int, Item]]] = []
    chunk: list[tuple[int, Item]] = []
    weight = 0
    for index in sorted(range(len(items)), key=lambda index: -items[index][1]):
        chunk.append((index, items[index][0]))
        weight += items[index][1]
        if weight >= target:
            chunks.append(chunk)
            chunk, weight = [], 0
    if chunk:
        chunks.append(chunk)
    return chunks


def _work(
    function: Callable[[Any, Item], object], shared: Any, connection: Connection, inherited: Sequence[Connection]
) -> None:
    """Be a worker: answer each list of items by the list of results, until None."""
    # Late: only workers need it. Ctrl-C reaches the whole group; the parent decides what ends, and ends it by SIGTERM.
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in inherited:
        other.close()
    try:
        while (items := connection.recv()) is not None:
            connection.send([function(shared, item) for item in items])
    except (EOFError, OSError):
        return  # the parent is gone
