"""For work on independent items: processes, threads where the interpreter lets go, free threading."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...semantics.inference import type_of
from ..advice import Option, at_most
from ..asking import Asked, percent
from ..changes.pools import in_processes, in_threads
from ..mapped import Mapped

__all__ = ["options"]

_LETS_GO = ("zlib", "gzip", "bz2", "lzma", "hashlib", "_hashlib", "zstandard", "PIL", "cv2")
"""Libraries whose long calls let other threads run."""
_SMALL = frozenset({"str", "int", "float", "bool", "None", "bytes", "complex", "datetime.date", "datetime.datetime"})


def options(asked: Asked) -> Iterator[Option]:
    """Processes and what is like them, where a loop above computes one item after the other."""
    if asked.waits_mostly or asked.function is None or asked.mapped is None:
        return
    mapped, share = asked.mapped
    if mapped.is_awaited:
        return
    basis = "recorded" if asked.whole.recorded else "text"
    once = f"{asked.place(mapped)} computes one {mapped.item} after the other"
    if asked.changes:
        yield Option("processes", "not", f"{once}, but {asked.changes}", basis=basis)
        return
    cores = asked.whole.around.cores
    if cores < 2:
        yield Option("processes", "not", f"{once}, but there is one core here", basis=basis)
        return
    share = max(share, asked.share)
    limit = at_most(share, cores)
    free = f"{once}, and none needs another's result"
    lets_go = next((name for name, part in asked.callees if part >= 0.5 and name.partition(".")[0] in _LETS_GO), "")
    if lets_go:
        why = f"{free}; {percent(asked.library)} of it is in {lets_go}, which lets other threads run"
        change = f"hand {asked.place(mapped)} to a ThreadPoolExecutor: nothing is copied"
        yield Option("threads", "fits", why, change, limit, basis, in_threads(mapped))
    pickled = _pickled(asked, mapped)
    change = f"hand {asked.place(mapped)} to a ProcessPoolExecutor ({cores} cores here): {pickled}"
    yield Option("processes", "fits", free, change, limit, basis, in_processes(mapped))
    if asked.whole.around.free_threaded:
        change = f"hand {asked.place(mapped)} to a ThreadPoolExecutor: nothing is copied"
        yield Option(
            "free-threading",
            "fits",
            f"{free}; this Python runs threads at once",
            change,
            limit,
            basis,
            in_threads(mapped),
        )
    else:
        missing = "not measured: this Python has the global lock"
        yield Option(
            "free-threading",
            "unknown",
            f"{free}; threads would do, and copy nothing",
            "a free-threaded build (3.14t)",
            limit,
            "text",
            missing=missing,
        )


def _pickled(asked: Asked, mapped: Mapped) -> str:
    """What goes to another process and comes back, for each item, estimated from types."""
    assert asked.function is not None
    item = type_of(mapped.owner.facts, mapped.items).element.name
    below = asked._called(mapped)
    result = ""
    if below is not None and below.node.returns is not None and isinstance(below.node.returns, ast.Name):
        result = below.node.returns.id
    if item in _SMALL and result in _SMALL:
        return f"pickled are a {item} and a {result} for each item, some 50 bytes"
    there = item or "what it is given"
    back = result or "what it returns"
    return f"{there} and {back} are pickled for each item, which pays where an item takes a millisecond or more"
