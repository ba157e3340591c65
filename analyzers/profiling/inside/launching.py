"""Begins the recording in a new process, then runs the program there as `python` would."""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

__all__ = ["begin", "begin_spawned", "launch"]


def launch(job_file: str, arguments: list[str], modules_before: set[str]) -> None:
    """Run a program under the recorder; what it raises or exits with is dealt with as `python` does."""
    with open(job_file, encoding="utf-8") as file:
        job: dict[str, Any] = json.load(file)
    if sys.version_info < (3, 8):  # noqa: UP036 - the program chooses its interpreter
        _fail(job, "version")
    try:
        begin(job)
    except ImportError as error:
        if error.name is None or error.name.partition(".")[0] != "pyinstrument":
            raise
        _fail(job, "pyinstrument")
    except KeyboardInterrupt:
        # The program has not begun: it ends as `python` does while it starts, but says nothing of ours.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    # Late: the modules above have the say whether there is anything to run for.
    from .program import run_program

    with open(os.path.join(job["folder"], "begun"), "w", encoding="utf-8"):
        pass
    run_program(arguments, modules_before, start=SAMPLERS[0].start)


SAMPLERS: list[Any] = []
"""The process's sampler, once it has begun: kept for the processes that it forks."""


def begin(job: dict[str, Any]) -> Any:
    """Make the process's recorder, not yet started. Raises `ImportError` where pyinstrument is needed and missing."""
    # Late: without pyinstrument the sampler cannot be imported, and one of the two will do.
    from . import compiling
    from .processes import follow

    if job.get("sampler") == "thread":
        from .watcher import Watcher as Kind
    else:
        from .sampler import Sampler as Kind
    sampler = Kind(job["interval"], job["folder"])
    sampler.kind = job.get("kind", "")
    SAMPLERS.append(sampler)
    follow(sampler, job)
    compiling.install(sampler)
    if job.get("follow_async"):
        # Late: only where asked for.
        from . import loops

        loops.install(sampler, job)
    return sampler


def begin_spawned(job: dict[str, Any]) -> None:
    """Record a process that `multiprocessing` has started anew. Never raises: it does its work unseen then."""
    before = set(sys.modules)
    try:
        sampler = begin(job)
    except ImportError:
        return
    # Late: the module is not needed before.
    from .program import give_way

    give_way(before, [path or os.getcwd() for path in sys.path[:1]])
    sampler.start()


def _fail(job: dict[str, Any], reason: str) -> None:
    with open(os.path.join(job["folder"], "failure"), "w", encoding="utf-8") as file:
        file.write(reason)
    sys.exit(2)
