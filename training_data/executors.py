"""Where slow work is done: in processes of this machine, or on the workers of a Dask cluster."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import Any, TypeVar

from ..analyzers.version import VERSION

__all__ = ["ExecutorError", "run"]

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 2
"""Items under way for each process: one that is worked on, one that waits."""
_CONNECT_SECONDS = 10


class ExecutorError(Exception):
    """The executor is unknown, cannot be reached, does not fit, or lost its workers. The message says what to do."""


def run(
    function: Callable[[Item], Result], items: Iterable[Item], executor: str = "local", jobs: int = 1
) -> Iterator[Result]:
    """Yield function(item) for every item, as results come in, in any order where several are worked on at once.

    `executor` is "local" (with `jobs` processes; one means this process, in order) or "dask://HOST:PORT". For more than
    one process `function` must be importable, and items and results picklable. Items are taken as they are needed. What
    `function` raises is raised here, and ends the run. Raises ExecutorError.
    """
    if executor == "local":
        return map(function, items) if jobs <= 1 else _in_processes(function, items, jobs)
    scheme, _, address = executor.partition("://")
    if scheme != "dask" or not address:
        raise ExecutorError(f"unknown executor {executor!r}: it is local, or dask://HOST:PORT")
    return _on_cluster(function, items, address)


def _in_processes(function: Callable[[Item], Result], items: Iterable[Item], jobs: int) -> Iterator[Result]:
    # Late: 30 ms that one process does without.
    from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    waiting = iter(items)
    with ExitStack() as stack:
        pool = ProcessPoolExecutor(jobs, get_context("spawn"))
        stack.callback(pool.shutdown, wait=True, cancel_futures=True)
        running: set[Future[Result]] = {pool.submit(function, item) for item in islice(waiting, _AHEAD * jobs)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                try:
                    running |= {pool.submit(function, item) for item in islice(waiting, 1)}
                    yield future.result()
                except BrokenProcessPool:
                    message = "a worker process died (killed, or out of memory): run again, with fewer jobs"
                    raise ExecutorError(message) from None


def _on_cluster(function: Callable[[Item], Result], items: Iterable[Item], address: str) -> Iterator[Result]:
    client = _client(address)
    # Late: the extra `cluster`, whose absence `_client` has told.
    from distributed import CancelledError, KilledWorker, as_completed

    waiting = iter(items)
    with client:
        _check_workers(client, address)
        ahead = _AHEAD * sum(client.nthreads().values())
        results = as_completed(client.map(function, list(islice(waiting, ahead)), pure=False), loop=client.loop)
        try:
            for future in results:
                result = future.result()
                future.release()
                for item in islice(waiting, 1):
                    results.add(client.submit(function, item, pure=False))
                yield result
        except KilledWorker as died:
            raise ExecutorError(f"{address}: workers died over one item again and again: {died}") from None
        except (CancelledError, OSError) as lost:  # distributed's communication errors are OSErrors
            if isinstance(lost, OSError) and client.status == "running":
                raise
            raise ExecutorError(f"{address}: the connection to the scheduler is lost: {lost}") from None


def _client(address: str) -> Any:
    """Connect. Typed as anything: distributed declares what its synchronous client returns as coroutines."""
    try:
        # Late: the extra `cluster`, and 0.5 s.
        from distributed import Client
    except ImportError:
        raise ExecutorError("a Dask executor takes the extra `cluster`: pip install 'slowspot[cluster]'") from None
    try:
        return Client(f"tcp://{address}", timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError):
        raise ExecutorError(
            f"{address}: no Dask scheduler answers there within {_CONNECT_SECONDS} s; start one with `dask scheduler`"
        ) from None
    except ValueError as error:
        raise ExecutorError(f"{address}: is no address of a scheduler (HOST:PORT): {error}") from None


def _check_workers(client: Any, address: str) -> None:
    """Make sure that there are workers, with this version of Slowspot and of Python: pickles do not cross versions."""
    try:
        found: dict[str, Any] = client.run(versions)
    except ModuleNotFoundError as error:
        raise ExecutorError(f"{address}: the workers lack {error.name}: install slowspot {VERSION} there") from None
    except AttributeError:
        raise ExecutorError(f"{address}: the workers have another slowspot: install {VERSION} there") from None
    if not found:
        raise ExecutorError(f"{address}: the scheduler has no workers; start some with `dask worker {address}`")
    ours = versions()
    for worker, theirs in sorted(found.items()):
        for what, version in ours.items():
            if theirs.get(what) != version:
                raise ExecutorError(
                    f"{address}: worker {worker} has {what} {theirs.get(what)}, this process has {version};"
                    " both must be the same"
                )


def versions() -> dict[str, str]:
    """Say what must be the same on both ends; asked of each worker."""
    return {"Python": ".".join(platform.python_version_tuple()[:2]), "slowspot": VERSION}
