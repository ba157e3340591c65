"""A recording of a part of a program, made from within it: a context manager and decorator."""

from __future__ import annotations

import functools
import inspect
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

if TYPE_CHECKING:
    from .inside.sampler import Sampler
    from .measured import Run

__all__ = ["Recorder", "profiled"]

_Function = TypeVar("_Function", bound=Callable[..., Any])

_active = threading.local()


class Recorder:
    """Records the calling thread, and those that it starts, between `with` and its end; then keeps the run.

    Inside another recording of the same thread it does nothing.
    """

    def __init__(self, place: str, name: str, interval: float) -> None:
        self.run: Run | None = None
        """What was recorded, after the end. None where nothing was."""
        self._place = place
        self._name = name
        self._interval = interval
        self._sampler: Sampler | None = None

    def __enter__(self) -> Recorder:
        if getattr(_active, "recorder", None) is None:
            # Late: it needs pyinstrument, which is an error only for who records.
            from .inside.sampler import Sampler

            _active.recorder = self
            self._sampler = Sampler(self._interval)
            self._began = time.perf_counter()
            self._sampler.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        sampler, self._sampler = self._sampler, None
        if sampler is None:
            return
        sampler.stop()
        _active.recorder = None
        self._keep(sampler)

    def __call__(self, function: _Function) -> _Function:
        """Decorate a function, each of whose calls is then a recording of its own."""
        recorder = functools.partial(Recorder, self._place, self._name or function.__qualname__, self._interval)
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def awaited(*arguments: Any, **keywords: Any) -> Any:
                with recorder():
                    return await function(*arguments, **keywords)

            return cast("_Function", awaited)

        @functools.wraps(function)
        def recorded(*arguments: Any, **keywords: Any) -> Any:
            with recorder():
                return function(*arguments, **keywords)

        return cast("_Function", recorded)

    def _keep(self, sampler: Sampler) -> None:
        # Late: the program's own work is over, and only now they are needed.
        from .attributing.attribution import attribute
        from .recording.gathering import joined
        from .store import Store, StoreError, root_of

        profile = joined([sampler.as_json(ended=True)], interval=self._interval)
        profile.command = f"profiled: {self._name}" if self._name else "profiled"
        profile.began = sampler.began
        store = Store(root_of(self._place))
        self.run = attribute(profile, store.root, run_id=store.new_id())
        try:
            store.add(self.run)
        except StoreError as failed:
            warnings.warn(f"slowspot: the run was not kept: {failed}", RuntimeWarning, stacklevel=3)


@overload
def profiled(function: _Function, /) -> _Function: ...
@overload
def profiled(*, name: str = "", interval: float = 0.001, place: str | None = None) -> Recorder: ...
def profiled(
    function: Callable[..., Any] | None = None, /, *, name: str = "", interval: float = 0.001, place: str | None = None
) -> Any:
    """Record the block of a `with`, or each call of a decorated function, and keep the run with the project.

        with profiled(name="import of the price list"):
            ...

        @profiled
        def nightly(): ...

    The project is that of the file that says so, or of `place`. Each run takes a place among the 20 that are kept, so
    this is for work that takes seconds. Costs what pyinstrument costs; raises ImportError where it is not installed.
    """
    where = place if place is not None else sys._getframe(1).f_code.co_filename
    if not os.path.exists(where):  # typed in, or of a notebook
        where = os.getcwd()
    if function is None:
        return Recorder(where, name, interval)
    return Recorder(where, name, interval)(function)
