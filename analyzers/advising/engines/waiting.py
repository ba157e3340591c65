"""For what waits: the waits overlapped, on an event loop or in threads."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..advice import Change, Option, at_most
from ..asking import Asked, percent
from ..candidates import changed
from ..changes.async_clients import without_blocking
from ..changes.pools import THREADS, in_threads
from ..waits import async_library

__all__ = ["options"]


def options(asked: Asked) -> Iterator[Option]:
    """asyncio and threads, where the function waits; nothing for one that computes."""
    if asked.own_mapped is not None and (asked.waited > asked.share / 2 or not asked.whole.recorded):
        yield _gathered(asked)
        return
    if not asked.waits_mostly or asked.function is None:
        return
    names = list(dict.fromkeys(wait.name for wait in asked.waits))
    library = next(filter(None, map(async_library, names)), "")
    basis = "recorded" if asked.whole.recorded else "text"
    part = (
        f"{percent(asked.waiting)} of its time is waiting in {names[0]}" if asked.lines else f"it waits in {names[0]}"
    )
    part += f" (line {asked.waits[0].line})"
    if isinstance(asked.function.node, ast.AsyncFunctionDef):
        change = f"await {library} instead of {names[0]}" if library else f"await asyncio.to_thread({names[0]}, …)"
        why = f"{part}, and holds up the event loop meanwhile"
        written = without_blocking(asked.whole, asked.function, asked.waits)
        if written is not None:
            change += f"; written: {written.note}"
        yield Option("asyncio", "fits", why, change, at_most(asked.share), basis, written)
        return
    yield from _overlapped(asked, part, library)


def _overlapped(asked: Asked, part: str, library: str) -> Iterator[Option]:
    basis = "recorded" if asked.whole.recorded else "text"
    if asked.mapped is None:
        why = f"{part}; no loop was found that calls it for many items, so nothing overlaps"
        yield Option("threads", "not", why, basis=basis)
        return
    mapped, share = asked.mapped
    once = f"{asked.place(mapped)} asks for one {mapped.item} after the other"
    if asked.changes:
        yield Option("threads", "unknown", f"{part}; {once}, but {asked.changes}", basis=basis)
        return
    change = f"hand {asked.place(mapped)} to a ThreadPoolExecutor: {THREADS} answers are waited for at once"
    limit = at_most(share * asked.waiting, THREADS)
    yield Option(
        "threads", "fits", f"{part}; {once}, and none needs another's answer", change, limit, basis, in_threads(mapped)
    )
    on_loop = any(_is_async(asked, path, name) for path, name, _ in asked.callers)
    if on_loop and library:
        yield Option("asyncio", "fits", f"{part}, below a coroutine", f"await {library}", at_most(share), basis)
    elif library:
        why = f"the same waits overlap with {library}, but nothing here runs an event loop: more to rewrite"
        yield Option("asyncio", "unknown", why, f"{library} and asyncio.gather", at_most(share), "text")


def _gathering(asked: Asked) -> Change | None:
    assert asked.function is not None
    return next(iter(changed(asked.whole, asked.function, ("gather",))), None)


def _is_async(asked: Asked, path: str, name: str) -> bool:
    caller = asked.whole.sources.function(path, name)
    return caller is not None and isinstance(caller.node, ast.AsyncFunctionDef)


def _gathered(asked: Asked) -> Option:
    mapped = asked.own_mapped
    assert mapped is not None
    basis = "recorded" if asked.whole.recorded else "text"
    waited = f"it was suspended for {percent(asked.waited)} of the run; " if asked.waited else ""
    called = mapped.owner.text_of(mapped.call.func)
    why = f"{waited}the loop at line {mapped.line} awaits {called} for one {mapped.item} after the other"
    change = "await them together with asyncio.gather; a semaphore where the service must not be asked so much at once"
    return Option("asyncio", "fits", why, change, at_most(asked.waited or asked.share), basis, _gathering(asked))
