"""Whether a thread, when a sample of it was taken, had nothing to do: an idle event loop, or a wait for another thread.

A call that blocks a program with other work to do (`time.sleep`, a request, a query) is no waiting in this sense.
"""

from __future__ import annotations

import sys

__all__ = ["idles", "waits"]

LOCKS = frozenset(
    [
        "lock.acquire", "RLock.acquire", "RLock._acquire_restore", "SemLock.acquire", "SemLock.__enter__",
        "SimpleQueue.get", "_ThreadHandle.join", "_thread._ThreadHandle.join",
    ]
)  # fmt: skip
"""What `Thread.join`, `Condition.wait`, `Queue.get` and `Future.result` come down to, in CPython's names."""

POLLS = frozenset(
    [
        "epoll.poll", "select.epoll.poll", "poll.poll", "select.poll.poll", "select", "devpoll.poll",
        "kqueue.control", "select.kqueue.control", "GetQueuedCompletionStatus", "KQueueSelector.select",
    ]
)  # fmt: skip

IDLERS = {
    "_run_once": "asyncio/base_events.py",
    "_poll": "asyncio/windows_events.py",
    "serve_forever": "socketserver.py",
    "get_events": "trio/_core/",
    "doPoll": "twisted/internet/",
    "doSelect": "twisted/internet/",
    "wait": "gunicorn/workers/",
}
"""Functions that call a poll with nothing else to do, and part of their file's path."""

READS = frozenset(["read", "posix.read", "recv", "waitpid", "posix.waitpid", "WaitForMultipleObjects", *POLLS])

WORKERS = {
    "get": "multiprocessing/queues.py",
    "poll": "multiprocessing/popen_",
    "wait": "multiprocessing/popen_",
    "worker": "multiprocessing/pool.py",
    "_handle_results": "multiprocessing/pool.py",
    "_wait_for_updates": "multiprocessing/pool.py",
    "_process_worker": "concurrent/futures/process.py",
    "wait_result_broken_or_wakeup": "concurrent/futures/process.py",
}
"""Functions below which a read waits for another process of the program, and part of their file's path."""

_TASKS = ("_handle_tasks", "multiprocessing/pool.py")
"""The thread that gets tasks from a queue by way of `iter`, which is no call that Python reports."""

RESTS = {
    "wait": ("/threading.py",),
    "_wait_for_tstate_lock": ("/threading.py",),
    "join": ("/threading.py",),
    "_shutdown": ("/threading.py",),
    "_worker": ("concurrent/futures/thread.py",),
    "_handle_tasks": ("multiprocessing/pool.py",),
    "__enter__": ("multiprocessing/synchronize.py",),
    "get": ("multiprocessing/queues.py",),
    "poll": ("multiprocessing/popen_",),
    "run": ("asyncio/runners.py", "uvloop/__init__.py"),
}
"""Functions that do nothing but wait, or call C that waits, while they are on top, and part of their file's path."""

RUNNERS = frozenset(["run_forever", "run_until_complete"])

_MOST = 20_000  # of frames told apart; more than that and the program makes up code as it goes

_runner: dict[str, bool] = {}


def waits(stack: list[str], seconds: float, interval: float) -> bool:
    """Is it waiting that a sample stands for? `stack` as pyinstrument has it, outermost first.

    To be asked in the thread of the sample, while it is taken: an event loop outside Python (uvloop) has no frames,
    and is known by the running loop and the frame that started it.

    A lock that was free is taken in no time, so a sample that ends at one stands for what ran before: it is a wait
    only where nothing else can have run in these `seconds`.
    """
    top = stack[-1]
    name, _, rest = top.partition("\0")
    if rest.startswith("<built-in>"):
        if name in LOCKS:
            return seconds >= 2 * interval
        if name in POLLS and _is_within(stack, IDLERS, 3):  # with the selector's own `select`, `poll` between
            return True
        if name in READS:
            # Between them lie `recv`, `_recv_bytes`, `_recv`.
            return seconds >= 2 * interval and _is_within(stack, WORKERS, 5)
        if name.rpartition(".")[2] not in RUNNERS or len(stack) < 2:
            return False
        top = stack[-2]
    elif name == _TASKS[0]:
        return seconds >= 2 * interval and _TASKS[1] in rest.replace("\\", "/")
    return _runs_a_loop(top) and _loop_has_no_frames()


def idles(stack: list[str]) -> bool:
    """As `waits`, of a stack without its C function on top: what a look from another thread gives."""
    name, _, rest = stack[-1].partition("\0")
    path = rest.replace("\\", "/")
    if any(place in path for place in RESTS.get(name, ())):
        return True
    if name == "select" and "/selectors.py" in path:
        return _is_within(stack, IDLERS, 2) or _is_within(stack, WORKERS, 2)
    return name == "_recv" and "multiprocessing/connection.py" in path and _is_within(stack, WORKERS, 4)


def _is_within(stack: list[str], places: dict[str, str], depth: int) -> bool:
    """Is one of the frames right below the top one of these places?"""
    for frame in stack[-2 : -2 - depth : -1]:
        name, _, rest = frame.partition("\0")
        where = places.get(name)
        if where is not None and where in rest.replace("\\", "/"):
            return True
    return False


def _runs_a_loop(top: str) -> bool:
    known = _runner.get(top)
    if known is None:
        if len(_runner) >= _MOST:
            _runner.clear()
        known = _runner[top] = _names_a_runner(top)
    return known


def _names_a_runner(top: str) -> bool:
    name, path, first = [*top.partition("\1")[0].split("\0"), "", ""][:3]
    if name in RUNNERS:
        return True
    frame = sys._getframe(2)
    while frame is not None:
        code = frame.f_code
        if code.co_name == name and code.co_filename == path and str(code.co_firstlineno) == first:
            return not RUNNERS.isdisjoint(code.co_names)
        frame = frame.f_back
    return False


def _loop_has_no_frames() -> bool:
    """Does a loop run in this thread that is not asyncio's own, whose frames would show?"""
    events = sys.modules.get("asyncio.events")
    running = getattr(events, "_get_running_loop", None)
    loop = running() if running is not None else None
    if loop is None:
        return False
    base = getattr(sys.modules.get("asyncio.base_events"), "BaseEventLoop", None)
    return base is None or not isinstance(loop, base)
