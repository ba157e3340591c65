"""A Dask cluster as an executor: found by its scheduler's address, with a clear word where it cannot be used."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Generator, Sequence, Sized
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeVar, cast

from ...analyzers.project.cache import code_identity
from ..errors import UsageError
from .plan import Job, Plan
from .records import FileResult
from .remote import Spread, UnfitWorkerError, shared_by
from .workers import Crashed

if TYPE_CHECKING:
    from distributed import Client

    from .cluster_arguments import Remote

__all__ = ["analyze_on_cluster"]

Result = TypeVar("Result")

_CONNECTING_SECONDS = 15.0
_ASKING_SECONDS = 10.0
_CLOSING_SECONDS = 2.0


def analyze_on_cluster(
    remote: Remote, plan: Plan, items: Sequence[tuple[Job, int]]
) -> Generator[tuple[int, FileResult | Crashed], None, Sequence[int]]:
    """Analyze files on a cluster; yield (index, result) as they come, and return the indices of what is left.

    A cluster that cannot be reached, or falls silent, is warned of on standard error. Raises UsageError where Dask is
    not installed, or where the workers have no Slowspot or another one.
    """
    client = _connected(remote)
    if client is None:
        return range(len(items))
    # Late: for a cluster only.
    from distributed.scheduler import KilledWorker

    try:
        # A task of its own: its result comes to each worker once, and is made again where a worker takes it along.
        shared = client.submit(bytes, shared_by(plan, [job for job, _ in items]), pure=False)
        spread = Spread(
            client.get_executor(pure=False),
            shared,
            workers=lambda: _workers(client),
            timeout=remote.timeout,
            shared_sources=remote.shared_sources,
            deaths=(KilledWorker,),
        )
        left = yield from spread.results(items)
    except UnfitWorkerError as error:
        raise UsageError(f"--executor {remote.name}: {error}; {_install()}") from error
    finally:
        _closed(client)
    if left.reason:
        files = "1 file is" if len(left.indices) == 1 else f"{len(left.indices):,} files are"
        _warn(f"{remote.name}: {left.reason}; {files} analyzed here")
    return left.indices


def _connected(remote: Remote) -> Client | None:
    """Connect to a scheduler; None, with a warning, where it does not answer."""
    try:
        # Late: an extra, and 0.6 s.
        from distributed import Client
    except ImportError as error:
        raise UsageError(
            f"--executor {remote.name}: the package distributed is missing: pip install 'slowspot[cluster]'"
        ) from error
    if not logging.getLogger().isEnabledFor(logging.DEBUG):
        for name in ("distributed", "tornado"):  # what is wrong is told here, in a line
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        seconds = min(remote.timeout, _CONNECTING_SECONDS)
        # A little less for Dask itself, which knows more of what is wrong.
        client = _within(seconds, lambda: Client(remote.address, timeout=0.8 * seconds, set_as_default=False))
    except (OSError, ValueError) as error:
        _warn(f"{remote.name} cannot be reached ({type(error).__name__}: {_first_line(error)}); all is analyzed here")
        return None
    _check_workers(client, remote)
    return client


def _check_workers(client: Client, remote: Remote) -> None:
    """Raises UsageError where a worker that is there now has no Slowspot, or another one."""

    def code(package: str) -> str:
        # Sent by value: a worker without Slowspot has to understand it.
        from importlib import import_module

        try:
            return import_module(f"{package}.analyzers.project.cache").code_identity()
        except ImportError as error:
            return f"! {error}"

    package, own = __name__.partition(".")[0], code_identity()
    try:
        found_by = _within(
            min(remote.timeout, _ASKING_SECONDS),
            lambda: cast("dict[str, str]", client.run(code, package, on_error="ignore")),
        )
    except OSError:
        return  # a worker that is stuck, or gone: whoever awaits its answers notices
    for address, found in found_by.items():
        if found != own:
            said = f"has no slowspot ({found[2:]})" if found.startswith("!") else f"runs {found}, here it is {own}"
            _closed(client)
            raise UsageError(f"--executor {remote.name}: worker {address} {said}; {_install()}")


def _install() -> str:
    return f"install the same on all: pip install slowspot=={code_identity().partition('-')[0]}"


def _workers(client: Client) -> int:
    with suppress(OSError):  # a scheduler that is gone: whoever awaits answers notices
        return len(_within(_CLOSING_SECONDS, lambda: cast(Sized, client.nthreads())))
    return 1


def _closed(client: Client) -> None:
    with suppress(OSError):  # whatever is wrong with the connection: it is not needed any longer
        _within(_CLOSING_SECONDS, lambda: client.close(timeout=_CLOSING_SECONDS))


def _within(seconds: float, ask: Callable[[], Result]) -> Result:
    """Ask the cluster, in a thread: a partner that says nothing cannot be waited for otherwise.

    Raises TimeoutError, and what `ask` raises.
    """
    answers: SimpleQueue[tuple[Result | None, Exception | None]] = SimpleQueue()

    def put() -> None:
        try:
            answers.put((ask(), None))
        except Exception as error:  # noqa: BLE001 - raised again by whoever has asked
            answers.put((None, error))

    threading.Thread(target=put, daemon=True).start()
    try:
        answer, error = answers.get(timeout=seconds)
    except Empty:
        raise TimeoutError(f"no answer within {seconds:g} s") from None
    if error is not None:
        raise error
    return cast(Result, answer)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:200]


def _warn(message: str) -> None:
    print(f"slowspot: warning: {message}", file=sys.stderr)
