"""One function, in the process that it has for itself: its arguments made for any size, and its calls timed.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import importlib.util
import inspect
import io
import itertools
import os
import random
import sys
import time
import types
import typing
from collections.abc import Callable
from typing import Any

from .equality import differing, form_of
from .sampling import Loop, Refused, kind_of, settle, timed, used_up
from .scaling_inputs import NoValues, Values, values_for

__all__ = ["Growing", "dotted_name", "found_in", "loaded"]

_FIXED_ELEMENTS = 100
_FIXED_NUMBER = 10
_MOST_BUILDING = 3
"""Times as long as a sample: what building arguments may take for one."""
_VARIED = 1 << 16
"""Elements in all of the values that take turns at one size: the processor learns a single short list by heart."""
_MOST_VARIED = 32
_MOST_KEPT = 6_000_000
"""Elements of values of different sizes that are kept for the next round."""
_LARGEST_COMPARED = 2_000
"""Sizes up to which arguments are compared before and after a call."""


def dotted_name(path: str) -> tuple[str, str]:
    """How a file is imported by its program: the name, and the folder that is on the path then."""
    folder, name = os.path.split(os.path.abspath(path))
    parts = [os.path.splitext(name)[0]]
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder, name = os.path.split(folder)
        parts.insert(0, name)
    if parts[-1] == "__init__" and len(parts) > 1:
        parts.pop()
    return ".".join(parts), folder


def loaded(path: str) -> types.ModuleType:
    """Import the file as its own program would, so that its relative imports work."""
    name, folder = dotted_name(path)
    sys.path.insert(0, folder)
    sys.argv = [path]
    present = sys.modules.get(name)
    if present is not None or "." not in name:
        # Another module may have the name: `json.py` of the user beside ours of the standard library.
        known = getattr(present, "__file__", None)
        if present is not None and known is not None and os.path.realpath(known) == os.path.realpath(path):
            return present
        name = name if present is None else "__measured__"
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise Refused("error", f"{path}: is no Python file")
        module = sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    return importlib.import_module(name)


def found_in(module: types.ModuleType, qualname: str) -> tuple[Any, Any]:
    """A function by its qualified name, and the class whose instance it takes (None for none)."""
    owner: Any = None
    found: Any = module
    for part in qualname.split("."):
        owner = found
        found = getattr(found, part, None)
        if found is None:
            where = module.__name__ if owner is module else getattr(owner, "__qualname__", "it")
            raise Refused("error", f"no function {qualname!r}: {where} has no {part!r} once it is imported")
    if not callable(found):
        raise Refused("error", f"{qualname!r} is no function but of type {type(found).__name__}")
    static = inspect.getattr_static(owner, qualname.rpartition(".")[2])
    bound = (
        isinstance(owner, type)
        and isinstance(inspect.unwrap(found), types.FunctionType)
        and not isinstance(static, (staticmethod, classmethod))
    )
    return found, owner if bound else None


class _Parameter:
    """One parameter and what it is given."""

    def __init__(self, name: str, told: str, make: Callable[[int], Any], *, grows: bool, keyword: bool) -> None:
        self.name = name
        self.told = told
        self.make = make
        self.grows = grows
        self.keyword = keyword


class Growing:
    """A function whose argument size can be chosen."""

    def __init__(self, job: dict[str, Any], loop: Loop) -> None:
        self._loop = loop
        self._seed = job["seed"]
        self._target = int(job["sample_seconds"] * 1e9)
        os.chdir(job["cwd"])
        self._module = loaded(job["path"])
        self._function, self._owner = found_in(self._module, job["function"])
        self._notes: list[str] = []
        self._parameters: list[_Parameter] = []
        self._input: Callable[[int], Any] | None = None
        if job["input"] is not None:
            self._input = self._given_function(job["input"])
            self._source = f"{job['input']}(n)"
        else:
            self._parameters = self._chosen(job)
            self._source = "type hints"
        self._keeping = self._find_caches()
        self._caches: list[Callable[[], Any]] = []
        """What empties the caches that the function uses."""
        self._calls: dict[int, int] = {}
        self._built: dict[int, list[tuple[Any, ...]]] = {}
        self._kind = "plain"
        self._tried: set[int] = set()
        self._reusable = True
        self._overhead = min(timed(_nothing, "plain", [], loop) for _ in range(50))

    # -- arguments

    def _given_function(self, words: str) -> Callable[[int], Any]:
        path, _, name = words.rpartition("::")
        module = loaded(path) if path else self._module
        found, _ = found_in(module, name)
        return found

    def _chosen(self, job: dict[str, Any]) -> list[_Parameter]:
        """Decide what each parameter gets. Raises Refused where that is not clear."""
        expressions: dict[str, str] = job["arguments"]
        wanted: list[str] = job["grow"]
        parameters = self._signature()
        names = [parameter.name for parameter in parameters]
        for name in (*expressions, *wanted):
            if name not in names:
                raise Refused(
                    "error", f"{job['function']} has no parameter {name!r} (it has: {', '.join(names) or 'none'})"
                )
        hints = self._hints()
        rest = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        named = {*wanted, *expressions}
        needed = [p for p in parameters if (p.default is p.empty and p.kind not in rest) or p.name in named]
        made: dict[str, Values] = {}
        problems: list[str] = []
        for parameter in [*needed, *(p for p in parameters if p not in needed)]:
            if parameter.name in expressions or parameter.kind in rest:
                continue
            if parameter not in needed and any(v.grown is not None for v in made.values()):
                continue  # it has a default, and there is something else that grows
            try:
                if parameter.name not in hints:
                    raise NoValues("it has no type hint")
                made[parameter.name] = values_for(hints[parameter.name])
            except NoValues as error:
                if parameter in needed:
                    problems.append(f"{parameter.name}: {error}")
        if problems:
            raise Refused(
                "input",
                f"cannot make arguments for {job['function']}: {'; '.join(problems)}. Say what it gets with "
                f"--argument NAME=EXPRESSION (n is the size there), or all of them with --input FUNCTION, "
                "a function of n that returns them",
            )
        by_expression = any(_mentions_n(text) for text in expressions.values())
        sized = [name for name, values in made.items() if values.grown is not None and not values.number]
        numbers = [name for name, values in made.items() if values.number]
        optional = [name for name in sized + numbers if name not in {p.name for p in needed}]
        if wanted:
            growing = set(wanted)
        else:
            growing = {name for name in sized if name not in optional}
            if not growing and not by_expression:
                growing = set(numbers) - set(optional) or set(optional[:1])
        for name in growing - set(expressions):
            if made[name].grown is None:
                raise Refused(
                    "input", f"{name} has no size that could grow ({made[name].told}); use --argument {name}=…"
                )
        if not growing and not by_expression:
            raise Refused(
                "input",
                f"nothing that {job['function']} takes has a size; say what grows with --argument NAME=EXPRESSION "
                "(n is the size there) or --input FUNCTION",
            )
        chosen: list[_Parameter] = []
        for parameter in parameters:
            keyword = parameter.kind is parameter.KEYWORD_ONLY
            if parameter.name in expressions:
                text = expressions[parameter.name]
                chosen.append(
                    _Parameter(parameter.name, text, self._evaluating(text), grows=_mentions_n(text), keyword=keyword)
                )
            elif parameter.name in made and (parameter in needed or parameter.name in growing):
                chosen.append(self._parameter(parameter.name, made[parameter.name], parameter.name in growing, keyword))
        return _by_name_after_gaps(chosen, parameters)

    def _signature(self) -> list[inspect.Parameter]:
        try:
            parameters = list(inspect.signature(self._function).parameters.values())
        except (TypeError, ValueError):
            raise Refused("input", "it does not say what it takes; use --input FUNCTION") from None
        return parameters[1:] if self._owner is not None else parameters

    def _hints(self) -> dict[str, Any]:
        function = self._function
        if isinstance(function, type):
            function = function.__init__
        function = inspect.unwrap(function)
        try:
            return typing.get_type_hints(function)
        except Exception:  # noqa: BLE001 - one hint that cannot be read now does not spoil the others
            space = {**vars(typing), **getattr(function, "__globals__", {})}
            found: dict[str, Any] = {}
            for name, hint in getattr(function, "__annotations__", {}).items():
                with contextlib.suppress(Exception):
                    found[name] = eval(hint, space) if isinstance(hint, str) else hint
            return found

    def _parameter(self, name: str, values: Values, grows: bool, keyword: bool) -> _Parameter:
        kept: dict[int, list[Any]] = {}
        turn = itertools.count()

        def make(n: int) -> Any:
            size = n if grows else 0
            varied = 1 if values.number or not grows else max(min(_VARIED // max(n, 1), _MOST_VARIED), 1)
            made = kept.setdefault(size, [])
            if len(made) < varied:
                rng = random.Random(f"{self._seed} {name} {size} {len(made)}")
                made.append(values.grown(n, rng) if grows and values.grown is not None else self._steady(values, rng))
                chosen = made[-1]
            else:
                chosen = made[next(turn) % varied]
            while sum(kept) > _MOST_KEPT and len(kept) > 1:
                del kept[next(iter(kept))]  # what is large takes the memory; it is made again
            return chosen if values.again is None else values.again(chosen)

        if grows:
            told = values.told_grown
        elif values.number:
            told = f"always {_FIXED_NUMBER}"
        else:
            told = f"always the same ({values.told if values.grown is None else values.told_grown}" + (
                ")" if values.grown is None else f", n = {_FIXED_ELEMENTS})"
            )
        return _Parameter(name, told, make, grows=grows, keyword=keyword)

    @staticmethod
    def _steady(values: Values, rng: random.Random) -> Any:
        if values.number:
            return _FIXED_NUMBER
        return values.pool(1, rng)[0] if values.grown is None else values.grown(_FIXED_ELEMENTS, rng)

    def _evaluating(self, text: str) -> Callable[[int], Any]:
        try:
            code = compile(text.strip(), "<argument>", "eval")
        except SyntaxError as error:
            raise Refused("input", f"--argument: {text}: {error.msg}") from None

        def make(n: int) -> Any:
            random.seed(0)
            return eval(code, {**vars(self._module), "n": n})

        return make

    def _make(self, n: int) -> tuple[Any, ...]:
        if self._input is not None:
            random.seed(0)
            made = self._input(n)
            given = made if isinstance(made, tuple) else (made,)
        else:
            named = {each.name: each.make(n) for each in self._parameters if each.keyword}
            given = tuple(each.make(n) for each in self._parameters if not each.keyword)
            if named:
                given = (*given, named)
        if self._owner is not None and not (given and isinstance(given[0], self._owner)):
            given = (self._instance(), *given)
        return given

    def _instance(self) -> Any:
        try:
            return self._owner()
        except TypeError as error:
            name = self._owner.__name__
            raise Refused(
                "input",
                f"{name} is not made without arguments ({error}); use --input FUNCTION, a function of n that returns "
                f"the instance and then the arguments",
            ) from None

    def _find_caches(self) -> list[Any]:
        """Functions of the module and of the class that keep results (lru_cache)."""
        spaces = [vars(self._module), *([vars(self._owner)] if self._owner is not None else [])]
        return [value for space in spaces for value in space.values() if callable(getattr(value, "cache_clear", None))]

    def _note_caches(self) -> None:
        """After a call that began with empty caches: those that it used are emptied before each further one."""
        for kept in self._keeping:
            info = getattr(kept, "cache_info", None)
            used: Any = info() if callable(info) else None
            if kept.cache_clear not in self._caches and (used is None or used.hits + used.misses):
                self._caches.append(kept.cache_clear)

    # -- calls

    def _call(self, *arguments: Any) -> Any:
        """The function with what stands last as its keyword arguments."""
        return self._function(*arguments[:-1], **arguments[-1])

    @property
    def _called(self) -> Callable[..., Any]:
        return self._call if any(each.keyword for each in self._parameters) else self._function

    def opened(self) -> dict[str, Any]:
        grown = [each.name for each in self._parameters if each.grows]
        return {
            "source": self._source,
            "grown": grown,
            "parameters": [[each.name, each.told, each.grows] for each in self._parameters],
            "notes": self._notes,
        }

    def _try(self, n: int) -> None:
        """The first call of a size: does it work, what does it give, does it leave its arguments as they were?"""
        if n in self._tried:
            return
        self._tried.add(n)
        arguments = self._make(n)
        compared = n <= _LARGEST_COMPARED and self._reusable
        given = form_of(arguments) if compared else None
        for kept in self._keeping:
            kept.cache_clear()
        with contextlib.redirect_stdout(io.StringIO()):
            result = self._called(*arguments)
            self._kind = kind_of(result)
            used_up(self._kind, result, self._loop)
        self._loop.cancel_rest()
        self._note_caches()
        if given is not None:
            left = form_of(arguments)
            self._reusable = not given.opaque and not left.opaque and differing(given.shape, left.shape) is None
        if len(self._tried) == 1:
            settle()

    def _arguments(self, n: int, calls: int) -> list[tuple[Any, ...]]:
        """Fresh ones for each call; where building takes long and the function changes nothing, the same in turns."""
        made: list[tuple[Any, ...]] = []
        enough = min(calls, _MOST_VARIED) if self._reusable else calls
        until = time.perf_counter_ns() + _MOST_BUILDING * self._target
        while len(made) < enough and (not made or time.perf_counter_ns() < until):
            made.append(self._make(n))
        if len(made) < calls and self._reusable:
            return list(itertools.islice(itertools.cycle(made), calls))
        return made

    def _sample(self, n: int, calls: int) -> tuple[int, int]:
        given = self._arguments(n, calls)
        gc.collect()
        function, kind = self._called, self._kind
        if not self._caches:
            return max(timed(function, kind, given, self._loop) - self._overhead, 1), len(given)
        total = 0
        for arguments in given:
            for clear in self._caches:
                clear()
            total += max(timed(function, kind, [arguments], self._loop) - self._overhead, 1)
        return total, len(given)

    def sampled(self, job: dict[str, Any]) -> dict[str, Any]:
        """Time calls at one size: seconds for each."""
        n = int(job["n"])
        self._try(n)
        calls = self._calls.get(n, 1)
        while True:
            began = time.process_time()
            elapsed, done = self._sample(n, calls)
            cost = max(time.process_time() - began, elapsed / 1e9)  # what waits for a core would not wait for long
            if n in self._calls or elapsed * 2 >= self._target or done < calls:
                break
            calls = min(calls * 64, max(calls + 1, self._target * calls // elapsed + 1))
        self._calls[n] = calls
        self._loop.cancel_rest()
        return {
            "seconds": elapsed / done / 1e9,
            "cost": cost,
            "kind": self._kind,
            "reused": self._reusable,
            "caches": len(self._caches),
        }


def _nothing() -> None:
    pass


def _mentions_n(text: str) -> bool:
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError:
        return False
    return any(isinstance(node, ast.Name) and node.id == "n" for node in ast.walk(tree))


def _by_name_after_gaps(chosen: list[_Parameter], parameters: list[inspect.Parameter]) -> list[_Parameter]:
    """What follows a parameter that keeps its default has to be given by name."""
    names = {each.name for each in chosen}
    gap = False
    for parameter in parameters:
        gap = gap or parameter.name not in names
        for each in chosen:
            if each.name == parameter.name and gap:
                each.keyword = True
    return chosen
