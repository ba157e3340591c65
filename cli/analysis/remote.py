"""Files analyzed by any executor of `concurrent.futures`: what travels, what a worker does with it, what is left."""

from __future__ import annotations

import atexit
import os
import pickle
import shutil
import socket
import tempfile
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ...analyzers.project.cache import code_identity
from ...models import FOLDER
from .collector import collector_paused
from .plan import Job, Plan
from .proven import proved_paths
from .recorded import Recorded, load, provide
from .records import FileResult
from .workers import Crashed, chunks_of

if TYPE_CHECKING:
    from ...analyzers.profiling.measured import Run

__all__ = ["CHUNK_BYTES", "Left", "Spread", "UnfitWorkerError", "answer", "shared_by"]

CHUNK_BYTES = 300_000
"""Of source that travel together: some 60 ms of work for a worker, against 1 ms for a scheduler to hand it out."""
_WINDOW_SECONDS = 5.0
"""How old the number of workers may be that work is sent ahead for."""
_FEW_FAILURES = 3
"""Chunks that may fail before an executor is given up, and one for each twenty that do not."""


class UnfitWorkerError(Exception):
    """A worker runs other code than this process: its findings might differ."""


class _Shared(NamedTuple):
    """What all files of a run go by, as it travels."""

    code: str
    plan: Plan
    models: dict[str, bytes] | None
    """Files of the models' folder; None where it is the one that is shipped."""
    runs: dict[Recorded, Run]


@dataclass(slots=True)
class Left:
    """What an executor has not done."""

    indices: list[int] = field(default_factory=list[int])
    """Of the files, as they were given."""
    reason: str = ""
    """Why, in words; "" where it was never asked to do them."""


_Chunk = list[tuple[int, Job]]


def packed(value: object) -> bytes:
    return zlib.compress(pickle.dumps(value, pickle.HIGHEST_PROTOCOL), 1)


def unpacked(data: bytes) -> Any:
    return pickle.loads(zlib.decompress(data))


def shared_by(plan: Plan, jobs: Sequence[Job]) -> bytes:
    """Pack what the workers need besides the files. Raises OSError where the models cannot be read."""
    models: dict[str, bytes] | None = None
    if plan.models is not None and plan.models != FOLDER:
        models = {}
        for entry in sorted(os.listdir(plan.models)):
            if entry.endswith(".json"):
                with open(os.path.join(plan.models, entry), "rb") as file:
                    models[entry] = file.read()
    runs = {chosen: load(chosen) for chosen in dict.fromkeys(job.recorded for job in jobs) if chosen is not None}
    return packed(_Shared(code_identity(), plan, models, runs))


# -- in a worker

_one_at_a_time = threading.Lock()
"""An analysis has caches and pauses the garbage collector: one at a time in a process, whatever its threads."""


def answer(shared: bytes, chunk: bytes) -> bytes:
    """Analyze a chunk of files in a worker; the results are packed. Raises UnfitWorkerError."""
    with _one_at_a_time, collector_paused():
        # Late: the side that sends has no need of them.
        from .running import analyze_file, set_recursion_limit

        plan = _activated(shared)
        set_recursion_limit()
        return packed([analyze_file(plan, job) for job in unpacked(chunk)])


@cache
def _own_code() -> str:
    return code_identity()


@dataclass(slots=True)
class _Active:
    shared: bytes = b""
    plan: Plan | None = None


_active = _Active()


def _activated(shared: bytes) -> Plan:
    """Unpack what a run's files go by, once for as long as no other run's come between."""
    if _active.plan is None or _active.shared != shared:
        parts: _Shared = unpacked(shared)
        if parts.code != _own_code():
            raise UnfitWorkerError(f"{socket.gethostname()} runs {_own_code()}, here it is {parts.code}")
        plan = parts.plan
        if plan.models is not None:
            plan = replace(plan, models=FOLDER if parts.models is None else _unpacked_models(shared, parts.models))
        provide(parts.runs)
        _active.shared, _active.plan = shared, plan
    return _active.plan


_model_folders: dict[bytes, str] = {}


def _unpacked_models(shared: bytes, models: dict[str, bytes]) -> str:
    if shared not in _model_folders:
        folder = tempfile.mkdtemp(prefix="slowspot-models-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        for name, data in models.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(data)
        _model_folders[shared] = folder
    return _model_folders[shared]


# -- here


class Spread:
    """Sends files to an executor, a few chunks ahead of its workers, and takes what comes back."""

    def __init__(
        self,
        executor: Executor,
        shared: object,
        *,
        workers: Callable[[], int],
        timeout: float,
        shared_sources: bool = False,
        deaths: tuple[type[Exception], ...] = (),
    ) -> None:
        """`shared` is what `shared_by` packed, or what the executor turns into that where a task runs.

        `workers` says how many there are now. `timeout` is in seconds without any answer. `deaths` are errors by which
        the executor says that a task has killed several workers.
        """
        self._executor = executor
        self._shared = shared
        self._workers = workers
        self._timeout = timeout
        self._shared_sources = shared_sources
        self._deaths = deaths
        self._waiting: deque[_Chunk] = deque()
        self._pending: dict[Future[bytes], _Chunk] = {}
        self._window = 1
        self._looked = float("-inf")
        self._left = Left()
        self._answers = self._failures = 0
        self.tasks = 0
        self.sent = self.received = 0
        """Bytes that travelled, beside the executor's own words."""

    def results(
        self, items: Sequence[tuple[Job, int]], *, chunk_bytes: int = CHUNK_BYTES
    ) -> Generator[tuple[int, FileResult | Crashed], None, Left]:
        """Yield (index, result) as they come, in any order; return what is left to be done here.

        Raises UnfitWorkerError where the first workers that answer run other code.
        """
        self._left.indices, away = _divided(items)
        self._waiting.extend([file for _, file in chunk] for chunk in chunks_of(away, chunk_bytes))
        try:
            while self._waiting or self._pending:
                while self._waiting and len(self._pending) < self._ahead():
                    self._send(self._waiting.popleft())
                done = wait(self._pending, self._timeout, FIRST_COMPLETED).done
                if self._pending and not done:
                    self._give_up(f"no answer for {self._timeout:g} s")
                for future in done:
                    yield from self._taken(self._pending.pop(future), future)
                if self._failures > _FEW_FAILURES + self._answers // 20:
                    self._give_up(self._left.reason)
        finally:
            for future in self._pending:
                future.cancel()
        return self._left

    def _ahead(self) -> int:
        """How many chunks may be under way: enough that no worker waits for the next."""
        now = time.monotonic()
        if now - self._looked > _WINDOW_SECONDS:
            self._looked = now
            self._window = 3 * max(self._workers(), 1) + 1
        return self._window

    def _send(self, chunk: _Chunk) -> None:
        loaded: _Chunk = []
        for index, job in chunk:
            try:
                loaded.append((index, self._loaded(job)))
            except OSError:
                self._left.indices.append(index)  # the analysis here tells why
        if not loaded:
            return
        data = packed([job for _, job in loaded])
        self.tasks += 1
        self.sent += len(data)
        known = [(index, replace(job, data=None)) for index, job in loaded]  # what was sent need not stay in memory
        try:
            future = self._executor.submit(answer, cast(bytes, self._shared), data)
        except Exception as error:  # noqa: BLE001 - an executor that takes no work: then it is done here
            self._failed(known, error)
        else:
            self._pending[future] = known

    def _loaded(self, job: Job) -> Job:
        if self._shared_sources or job.data is not None:
            return job
        with open(job.full, "rb") as file:
            return replace(job, data=file.read())

    def _taken(self, chunk: _Chunk, future: Future[bytes]) -> Iterator[tuple[int, FileResult | Crashed]]:
        try:
            data = future.result()
        except self._deaths as error:
            if len(chunk) > 1:
                self._waiting.extend([file] for file in chunk)
            else:
                yield chunk[0][0], Crashed(f"the processes that analyzed it ended: {_said(error)}")
        except UnfitWorkerError as error:
            if not self._answers:
                raise
            self._failed(chunk, error)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong elsewhere, it can be done here
            self._failed(chunk, error)
        else:
            self._answers += 1
            self.received += len(data)
            for (index, _), result in zip(chunk, cast("list[FileResult]", unpacked(data)), strict=True):
                if self._shared_sources and any(note.kind == "unreadable" for note in result.notes):
                    self._left.indices.append(index)
                    self._left.reason = (
                        self._left.reason or f"its workers cannot read all files, such as {result.notes[0].path}"
                    )
                else:
                    yield index, result

    def _failed(self, chunk: _Chunk, error: BaseException) -> None:
        self._failures += 1
        self._left.indices.extend(index for index, _ in chunk)
        self._left.reason = self._left.reason or _said(error)

    def _give_up(self, reason: str) -> None:
        for chunk in (*self._pending.values(), *self._waiting):
            self._left.indices.extend(index for index, _ in chunk)
        for future in self._pending:
            future.cancel()
        self._pending.clear()
        self._waiting.clear()
        self._left.reason = reason


def _divided(items: Sequence[tuple[Job, int]]) -> tuple[list[int], list[tuple[tuple[int, Job], int]]]:
    """Tell files that are to be done here, whose fixes were proved by a store that stays here, from the others."""
    here: list[int] = []
    away: list[tuple[tuple[int, Job], int]] = []
    proved = {root: proved_paths(root) for root in {job.proofs for job, _ in items} if root is not None}
    for index, (job, size) in enumerate(items):
        root = job.proofs
        if root is not None and os.path.relpath(job.full, root).replace(os.sep, "/") in proved[root]:
            here.append(index)
        else:
            away.append(((index, job if root is None else replace(job, proofs=None)), size))
    return here, away


def _said(error: BaseException) -> str:
    lines = str(error).splitlines()
    return f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__
