"""What a function does on inputs: what it returns or raises, and what it leaves changed.

An observation is `{"outcome", "parts", "lines"}`: of each part the digest of its form and a short text. Runs on the
child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import types
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from .auditing import Reached
from .clock import Clock, TimeUp
from .errors import error_shape
from .forms import Former, Shape, digest_of, plain_json, short_ints
from .forms.functions import Probing
from .forms.library import REGISTERED
from .forms.text import text_of
from .loading import Subject
from .module_state import ModuleState
from .streams import Awaiting, Streams, Taken
from .surroundings import Surroundings
from .tampering import Untouched
from .tracing import Lines

__all__ = ["observed"]

_SHORT, _LONG = 160, 4000
_FORMING = 3.0
"""Times the limit of a call, for all that comes out of its result afterwards, and for looking at it."""
_MOST_SHAPE = 300_000
"""Characters of a shape that travels whole."""
_untouched: list[Untouched] = []


def observed(subject: Subject, job: dict[str, Any]) -> dict[str, Any]:
    """Call the function on each of the job's `inputs`.

    `call_seconds` for each call, `trace`: lines too, `detail`: longer texts and shapes, `tolerance`: shapes travel
    whole, `ignored`: "global NAME" and names of attributes that do not count, for only one of the texts has them.
    """
    assert REGISTERED
    if not _untouched:
        _untouched.append(Untouched())
    with Clock(float(job.get("call_seconds") or 2.0)) as clock, Surroundings() as surroundings:
        observer = _Observer(subject, job, clock, surroundings)
        found = [observer.observation(given) for given in job["inputs"]]
    return {"observations": found}


class _Observer:
    def __init__(self, subject: Subject, job: dict[str, Any], clock: Clock, surroundings: Surroundings) -> None:
        self._subject = subject
        self._clock = clock
        self._around = surroundings
        self._trace = bool(job.get("trace"))
        self._whole = bool(job.get("detail")) or job.get("tolerance") is not None
        self._most = _LONG if job.get("detail") else _SHORT
        ignored = [str(name) for name in job.get("ignored") or ()]
        self._ignored = frozenset(name for name in ignored if not name.startswith("global "))
        self._variables = frozenset(name[7:] for name in ignored if name.startswith("global "))
        self._state = ModuleState(subject.module, self._variables, self._ignored)
        self._reached = Reached(subject.path)

    def observation(self, given: dict[str, Any]) -> dict[str, Any]:
        """Observe one call."""
        lines = Lines(self._subject.path)
        self._around.begin()
        one = _Call(
            self._subject, self._clock, self._around, self._ignored, lines if self._trace else None, self._whole
        )
        shapes: dict[str, Shape] = {}
        self._reached.begin()
        outcome = one.run(given, shapes)
        shapes.update({f"reach {each}": True for each in self._reached.parts()})
        shapes.update(self._around.changes())
        changed = self._state.changes()
        shapes.update({f"global {name}": shape for name, shape in changed.items()})
        if outcome in ("returned", "raised") and not self._clock.fired:
            self._again(given, one, shapes)
            changed = {**changed, **self._state.changes()}
        touched = _untouched[0].found()
        if not self._clock.untouched():
            touched.append("the alarm clock")
        if touched:
            shapes["tampering"] = touched
        if self._clock.fired:
            outcome = "timeout"
        answer = {
            "outcome": outcome,
            "parts": {name: self._part(shape) for name, shape in shapes.items()},
            "lines": sorted(lines.reached),
        }
        if one.opaque:
            answer["opaque"] = sorted(set(one.opaque))
        answer["watched"] = self._state.watched
        if outcome == "timeout" or (changed and not self._state.restore(list(changed))):
            self._subject.load()
            self._state = ModuleState(self._subject.module, self._variables, self._ignored)
        return answer

    def _again(self, given: dict[str, Any], first: _Call, shapes: dict[str, Shape]) -> None:
        """Call once more: a result that shares a mutable part with the one before is a cache that callers can spoil."""
        again = _Call(self._subject, self._clock, self._around, self._ignored, None)
        again.keep_first(first)
        second: dict[str, Shape] = {}
        # With loggers as the program has them, some arguments of theirs are never made.
        self._around.begin(levels=True)
        outcome = again.run(given, second)
        self._around.changes()
        ours, theirs = [[each.get("result"), each.get("exception")] for each in (shapes, second)]
        if plain_json(ours) != plain_json(theirs):
            shapes["again"] = [outcome, second.get("result", second.get("exception"))]
        elif again.shared_with_first:
            shapes["again"] = ["shares", *again.shared_with_first]

    def _part(self, shape: Shape) -> dict[str, Any]:
        text = plain_json(shape).replace(self._around.folder_text, "<folder>")
        part: dict[str, Any] = {"digest": digest_of(text), "shown": text_of(shape, self._most)}
        if self._whole and len(text) < _MOST_SHAPE:
            part["shape"] = short_ints(shape)
        return part


class _Call:
    """One call, and the forms of what came of it."""

    def __init__(
        self,
        subject: Subject,
        clock: Clock,
        around: Surroundings,
        ignored: frozenset[str],
        lines: Lines | None,
        whole: bool = False,
    ) -> None:
        self._whole = whole
        self._subject = subject
        self._clock = clock
        self._ignored = ignored
        self._lines = lines
        self._around = around
        self._taken = Taken()
        self._first: _Call | None = None
        self.opaque: list[str] = []
        self.result_numbers: dict[int, int] = {}
        self.argument_numbers: dict[int, int] = {}
        self.kept: list[Any] = []
        self._argument_memory: dict[int, int] = {}
        self.shared_with_first: list[int] = []

    def keep_first(self, first: _Call) -> None:
        """Compare the result's parts with those of a call before."""
        self._first = first

    def run(self, given: dict[str, Any], shapes: dict[str, Shape]) -> str:
        """Make the arguments, call, and put shapes of what came of it; return the outcome."""
        try:
            self._clock.start()
            args, kwargs = self._subject.arguments(given)
        except BaseException as error:  # noqa: BLE001 - the code of the input is the user's
            self._clock.stop()
            shapes["exception"] = error_shape(error, self._subject.path)
            return "unmade"
        finally:
            self._clock.stop()
        args = tuple(self._taken.watched(value) for value in args)
        kwargs = {name: self._taken.watched(value) for name, value in kwargs.items()}
        before = Former(ignored=self._ignored, consume=_untaken)
        try:
            self._clock.start()
            self._formed(before, [*args, kwargs])
        except TimeUp:
            return "unmade"
        finally:
            self._clock.stop()
        self.argument_numbers = before.numbers
        self._argument_memory = before.memory
        self.kept.append((before, args, kwargs))
        try:
            return self._called(args, kwargs, shapes)
        except TimeUp:
            return "timeout"
        except RecursionError:
            return "timeout"
        finally:
            self._clock.stop()

    def _called(self, args: tuple[Any, ...], kwargs: dict[str, Any], shapes: dict[str, Shape]) -> str:
        outcome = "returned"
        result: Any = None
        failed: BaseException | None = None
        try:
            result, awaited = self._outcome(args, kwargs)
        except TimeUp:
            raise
        except (RecursionError, MemoryError) as error:
            # How deep and how large a call may go is no promise of the function.
            shapes["exception"] = ["exception", type(error).__name__]
            return "timeout"
        except BaseException as error:  # noqa: BLE001 - whatever it raises is what it does
            outcome, failed, awaited = "raised", error, False
        if self._clock.fired:
            return "timeout"
        self._clock.start(_FORMING)
        former = self._former()
        if failed is None:
            with self._tracing():  # a generator runs while its items are taken
                shape = self._formed(former, result)
            shapes["result"] = ["awaited", shape] if awaited else shape
            self._shared(former, shapes)
        else:
            shapes["exception"] = error_shape(failed, self._subject.path)
        shapes["arguments"] = self._formed(self._former(), [*args, *([kwargs] if kwargs else [])])
        self._clock.stop()
        return outcome

    def _tracing(self) -> AbstractContextManager[Any]:
        return self._lines if self._lines is not None else nullcontext()

    def _former(self) -> Former:
        path = self._subject.path
        streams = Streams(self._progress, path)
        return Former(ignored=self._ignored, consume=streams, call=Probing(path), whole=self._whole)

    def _formed(self, former: Former, value: Any) -> Shape:
        try:
            return former.shape(value)
        except TimeUp:
            raise
        except BaseException as error:  # noqa: BLE001 - the value's own code may come to run, and raise
            former.opaque.append(f"{type(value).__name__}, which raises {type(error).__name__} when looked into")
            return ["unformed", type(value).__name__, type(error).__name__]
        finally:
            self.opaque += former.opaque

    def _outcome(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, bool]:
        with self._tracing():
            try:
                self._clock.start()
                result = self._subject.function(*args, **kwargs)
                if type(result) is types.CoroutineType:
                    return Awaiting().run(result), True
                return result, False
            finally:
                self._clock.stop()

    def _progress(self) -> list[int]:
        return [*self._around.progress(), *self._taken.now()]

    def _shared(self, former: Former, shapes: dict[str, Shape]) -> None:
        """Say which mutable parts of the result are parts of the arguments, as numbers in the order of their forms."""
        self.result_numbers = former.numbers
        self.kept.append(former)
        of_arguments = self.argument_numbers
        shared = sorted([number, of_arguments[key]] for key, number in former.numbers.items() if key in of_arguments)
        # A view of an argument.
        shared += sorted(
            [number, theirs]
            for key, number in former.memory.items()
            for theirs in [self._argument_memory.get(key)]
            if theirs is not None and [number, theirs] not in shared
        )
        if shared:
            shapes["sharing"] = shared
        if self._first is not None:
            theirs = self._first.result_numbers
            self.shared_with_first = sorted(
                number for key, number in former.numbers.items() if key in theirs and key not in of_arguments
            )


def _untaken(former: Former, value: Any) -> Shape:
    """Return the shape of an iterator that is left as it is."""
    del former
    return [type(value).__name__]
