"""Processes that the recorded program starts: forks and `multiprocessing` are followed, other programs are counted."""

from __future__ import annotations

import atexit
import functools
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from .recorder import Recorder

__all__ = ["follow"]

_PROGRAMS = {"subprocess.Popen", "os.system", "os.posix_spawn", "os.spawn", "os.startfile"}
_SPAWNERS = {
    "multiprocessing.popen_spawn_posix", "multiprocessing.popen_spawn_win32", "multiprocessing.popen_forkserver",
}  # fmt: skip

_ENDING = {getattr(signal, name, None) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK")}
"""Signals that ask a process to end."""
_HANDLERS = 10
"""So many times a handler's end is taken for the program's."""

# What a process of `multiprocessing` unpickles before anything else, where it starts from nothing.
_SPAWNED = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location(name, folder + "/__init__.py", submodule_search_locations=[folder])
sys.modules[name] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules[name])
from importlib import import_module
import_module(name + ".launching").begin_spawned(job)
"""


class _Spawned:
    """Pickles as the call that starts the recording in a new process; nothing has to be importable there by name."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job = job

    def __reduce__(self) -> tuple[Any, ...]:
        package = __name__.rpartition(".")[0]
        return exec, (_SPAWNED, {"name": package, "folder": os.path.dirname(__file__), "job": self.job})


def follow(sampler: Recorder, job: dict[str, Any]) -> None:
    """Save at the process's end, however it ends, and follow what it forks or spawns. Once in a process."""

    # Handlers run last in, first out: this one sees what the program's own have done.
    atexit.register(sampler.end)
    _wrap_exit(sampler.end)
    _wrap_handlers(sampler)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(
            before=sampler.before_fork, after_in_parent=lambda: _after_fork(sampler), after_in_child=sampler.forked
        )

    opening: set[int] = set()

    def hear(event: str, arguments: Any) -> None:
        if event == "import":
            if arguments[0] in _SPAWNERS:
                _wrap_spawn(sampler, job)
        elif event in _PROGRAMS:
            thread = threading.get_ident()
            if event == "subprocess.Popen":
                opening.add(thread)
                if os.path.basename(str(arguments[0])).lower().startswith("python"):
                    _count(sampler, "pythons")
            elif event == "os.posix_spawn" and thread in opening:  # subprocess's own way to start it
                opening.discard(thread)
                return
            _count(sampler, "programs")
        elif event == "os.exec":
            _count(sampler, "execs")
            sampler.save(ended=True)

    sys.addaudithook(hear)


def _count(sampler: Recorder, what: str) -> None:
    sampler.counts[what] = sampler.counts.get(what, 0) + 1


def _after_fork(sampler: Recorder) -> None:
    _count(sampler, "forks")
    sampler.after_fork()


def _wrap_exit(save_at_end: Callable[[], None]) -> None:
    # Workers of `multiprocessing` and forked servers end so: nothing else is told of it.
    leave = os._exit

    @functools.wraps(leave)
    def _exit(status: int) -> None:
        save_at_end()
        leave(status)

    os._exit = _exit


def _wrap_handlers(sampler: Recorder) -> None:
    # What has put its things in order after a signal, as uvicorn does, takes its handler away and sends itself the
    # same signal again: no handler runs at exit then.
    handle, left = signal.signal, _HANDLERS

    @functools.wraps(handle)
    def set_handler(signalnum: Any, handler: Any) -> Any:
        nonlocal left
        before = handle(signalnum, handler)
        if left and handler == signal.SIG_DFL and before not in (signal.SIG_DFL, None) and signalnum in _ENDING:
            left -= 1
            ident = threading.get_ident()
            sampler.own.add(ident)
            try:
                sampler.save()
            finally:
                sampler.own.discard(ident)
        return before

    signal.signal = set_handler


def _wrap_spawn(sampler: Recorder, job: dict[str, Any]) -> None:
    # Late: only for a program that spawns, which is about to import it anyway.
    from multiprocessing import spawn

    prepare = spawn.get_preparation_data
    if hasattr(prepare, "__wrapped__"):
        return

    @functools.wraps(prepare)
    def get_preparation_data(name: str) -> dict[str, Any]:
        data: dict[str, Any] = {"slowspot": _Spawned({**job, "kind": name})}
        data.update(prepare(name))
        if name != "ignore":  # the server of `forkserver`, which runs nothing of the program
            _count(sampler, "forks")
        return data

    spawn.get_preparation_data = get_preparation_data
