"""Time in which a thread had nothing to do, set apart in what other profilers recorded as time like any other.

They tell it less surely than a recording of ours: some show no functions of C, and none has asked the running loop.
"""

from __future__ import annotations

from ..inside.waiting import IDLERS, LOCKS, POLLS, READS, RESTS, WORKERS
from ..profile import Frame, StackTree

__all__ = ["set_waiting_apart"]

_IDLERS = {name: (place,) for name, place in IDLERS.items()}
_WORKERS = {name: (place,) for name, place in WORKERS.items()}
_SELECTORS = {"select": ("/selectors.py",), "_poll": ("asyncio/windows_events.py",)}
_RECEIVERS = {"_recv": ("multiprocessing/connection.py",)}
"""Functions, and part of their file's path."""

_NEVER, _ALWAYS, _LOCK, _POLL, _READ, _SELECTOR, _RECEIVER = range(7)


def set_waiting_apart(tree: StackTree, interval: float) -> None:
    """Turn own time into waiting: idle event loops, and threads that wait for other threads and processes."""
    kinds = [_kind(frame) for frame in tree.frames]
    if not any(kinds):
        return
    idlers = {number for number, frame in enumerate(tree.frames) if _is_of(frame, _IDLERS)}
    workers = {number for number, frame in enumerate(tree.frames) if _is_of(frame, _WORKERS)}
    for node, number in enumerate(tree.frame):
        kind = kinds[number]
        if kind == _NEVER or not tree.own[node]:
            continue
        # Where C shows, a sample that ends at a free lock stands for what ran before it.
        long = not interval or tree.own[node] >= 2 * interval * tree.count[node]
        if (
            kind == _ALWAYS
            or (kind == _LOCK and long)
            or (kind in (_POLL, _SELECTOR) and _is_below(node, idlers, 3, tree))
            or (kind == _SELECTOR and _is_below(node, workers, 3, tree))
            or ((kind == _RECEIVER or (kind == _READ and long)) and _is_below(node, workers, 5, tree))
        ):
            tree.waiting[node] += tree.own[node]
            tree.own[node] = 0.0
            tree.count[node] = 0


def _kind(frame: Frame) -> int:
    if not frame.path:
        if frame.name in LOCKS:
            return _LOCK
        return _POLL if frame.name in POLLS else _READ if frame.name in READS else _NEVER
    if _is_of(frame, RESTS):
        return _ALWAYS
    if _is_of(frame, _SELECTORS):
        return _SELECTOR
    return _RECEIVER if _is_of(frame, _RECEIVERS) else _NEVER


def _is_of(frame: Frame, functions: dict[str, tuple[str, ...]]) -> bool:
    places = functions.get(frame.name.rpartition(".")[2])
    if places is None:
        return False
    path = "/" + frame.path.replace("\\", "/")  # py-spy shortens paths: "threading.py"
    return any(place in path for place in places)


def _is_below(node: int, frames: set[int], depth: int, tree: StackTree) -> bool:
    """Is one of the callers right above a node one of these, or the node itself?"""
    for _ in range(depth + 1):
        if node < 0:
            return False
        if tree.frame[node] in frames:
            return True
        node = tree.parent[node]
    return False
