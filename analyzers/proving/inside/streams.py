"""What comes out of an iterator or of something that is awaited, and what had happened by the time each item came.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import contextlib
import operator
import types
from collections.abc import Callable, Iterator
from typing import Any

from .clock import TimeUp
from .errors import error_shape
from .forms import Former, Shape, mro_of, name_of, vars_of

__all__ = ["Awaiting", "Streams", "Taken"]

_MOST_ITEMS = 1000
_OVER_CONTAINERS = frozenset(
    type(made)
    for made in (
        iter([]), reversed([]), iter(()), iter(set()), iter({}), iter({}.values()), iter({}.items()), reversed({}),
        reversed({}.values()), reversed({}.items()), iter(""), iter("é"), iter(b""), iter(bytearray()),
        iter(range(1)), iter(range(1 << 70)), reversed(()),
    )
)  # fmt: skip
_LAZY = (types.GeneratorType, map, filter, zip, enumerate)


class Taken:
    """How many items the call took from each of the iterators that are its arguments."""

    def __init__(self) -> None:
        self._counts: list[int] = []
        self._hinted: list[Any] = []

    def watched(self, value: Any) -> Any:
        """Return an iterator with the items of another, counted where that has no count of its own."""
        if type(value) in _LAZY or name_of(type(value)).startswith("itertools."):
            self._counts.append(0)
            return self._counted(value, len(self._counts) - 1)
        if type(value) in _OVER_CONTAINERS:
            self._hinted.append(value)
        return value

    def _counted(self, source: Any, number: int) -> Iterator[Any]:
        try:
            for item in source:
                self._counts[number] += 1
                yield item
        finally:
            if type(source) is types.GeneratorType:
                source.close()

    def __bool__(self) -> bool:
        return bool(self._counts or self._hinted)

    def now(self) -> list[int]:
        """Return the counts: of items taken, or of items left."""
        return [*self._counts, *[_left(each) for each in self._hinted]]


def _left(value: Any) -> int:
    try:
        return operator.length_hint(value)
    except (TypeError, RuntimeError):  # its container has changed
        return -1


class Awaiting:
    """Runs what is awaited, each in an event loop of its own."""

    def run(self, awaitable: Any) -> Any:
        """Return what it comes to; what it raises comes through."""
        # Late: most functions are not asynchronous.
        import asyncio

        async def waited() -> Any:
            return await awaitable

        loop = asyncio.new_event_loop()
        try:
            asyncio.set_event_loop(loop)
            return loop.run_until_complete(waited())
        finally:
            self._finish(loop)

    def _finish(self, loop: Any) -> None:
        # Late: as above.
        import asyncio

        try:
            for task in asyncio.all_tasks(loop):
                task.cancel()
            with contextlib.suppress(RuntimeError):  # the code under proof has closed it
                loop.run_until_complete(asyncio.sleep(0))
                loop.run_until_complete(loop.shutdown_asyncgens())
        finally:
            asyncio.set_event_loop(None)
            loop.close()


class Streams:
    """Makes the shapes of iterators by taking their items, to a limit."""

    def __init__(self, progress: Callable[[], list[int]], path: str) -> None:
        self._progress = progress
        self._path = path

    def __call__(self, former: Former, value: Any) -> Shape:
        kind = type(value)
        names = {name for base in mro_of(kind) for name in vars_of(base)}
        if "__next__" in names:
            return [_kind(kind), *self._items(former, lambda: kind.__next__(value))]
        waiting = Awaiting()
        if "__anext__" in names:
            return ["async iterator", *self._items(former, lambda: waiting.run(kind.__anext__(value)))]
        try:
            return ["awaited", former.of(waiting.run(value))]
        except TimeUp:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever it raises is what it does
            return ["awaited", ["raised", error_shape(error, self._path)]]

    def _items(self, former: Former, advance: Callable[[], Any]) -> list[Shape]:
        shapes: list[Shape] = []
        last: list[int] | None = None
        for _ in range(_MOST_ITEMS):
            now = self._progress()
            if now != last:
                # What has been printed and taken so far: whether work is done before it is asked for.
                shapes.append(["so far", *now])
                last = now
            try:
                item = advance()
            except StopIteration as stop:
                return [*shapes, ["end", *self._progress()], *([] if stop.value is None else [former.of(stop.value)])]
            except StopAsyncIteration:
                return [*shapes, ["end", *self._progress()]]
            except TimeUp:
                raise
            except BaseException as error:  # noqa: BLE001 - whatever it raises is what it does
                return [*shapes, ["raised", error_shape(error, self._path)]]
            shapes.append(former.item(item))
        return [*shapes, ["and more"]]


def _kind(kind: type) -> str:
    """Return what an iterator is: a generator, to which one can send, one of the library, a place in a container."""
    if kind in _OVER_CONTAINERS:
        return "iterator over a container"
    if kind is not types.GeneratorType and (kind in _LAZY or name_of(kind).startswith("itertools.")):
        return "iterator"
    return name_of(kind)
