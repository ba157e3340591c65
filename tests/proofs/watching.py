"""What a call does, seen in this process: a second opinion on the corpus that shares nothing with `prove`."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dis
import inspect
import io
import itertools
import logging
import math
import random
import sys
import types
import warnings
from collections.abc import Iterator
from typing import Any

__all__ = ["difference", "seen"]

MOST = 500
"""Items taken of an iterator."""


def difference(before: str, after: str, function: str, arguments: str) -> str | None:
    """What differs between two texts of a module when the function is called, in words; None where nothing does."""
    one, other = seen(before, function, arguments), seen(after, function, arguments)
    return next((f"{part}: {one.get(part)} and {other.get(part)}" for part in one | other
                 if one.get(part) != other.get(part)), None)  # fmt: skip


def seen(text: str, function: str, arguments: str) -> dict[str, Any]:
    """Everything that can be seen of one call. Each call has a module of its own."""
    found = _called(text, function, arguments, None)
    if str(found.get("result")).startswith("('iterator'"):
        for taken in (0, 1, 2):
            found |= {f"after {taken}: {part}": value for part, value in
                      _called(text, function, arguments, taken).items()}  # fmt: skip
    return found


def _called(text: str, function: str, arguments: str, take: int | None) -> dict[str, Any]:
    module = types.ModuleType("subject")
    sys.modules["subject"] = module
    exec(compile(text, "subject.py", "exec", dont_inherit=True), module.__dict__)
    random.seed(0)
    owner: Any = None
    called: Any = module
    for part in function.split("."):
        owner, called = called, inspect.getattr_static(called, part)
    if not inspect.isfunction(called):
        called = called.fget if isinstance(called, property) else getattr(owner, function.rpartition(".")[2])
    args, kwargs = eval(f"_collected({arguments}\n)", module.__dict__ | {"_collected": lambda *a, **k: (a, k)})
    state = _globals(module)
    found: dict[str, Any] = {}
    log = _Log()
    logging.getLogger().addHandler(log)
    level = logging.getLogger().level
    logging.getLogger().setLevel(1)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            result = called(*args, **kwargs)
            if inspect.iscoroutine(result):
                result = asyncio.run(result)
            elif inspect.isasyncgen(result):
                result = asyncio.run(_gathered(result))
            found["result"] = _form(result, take, {})
            found["shared"] = _shared(result, [*args, *kwargs.values()])
        except Exception as error:  # noqa: BLE001 - whatever is raised is what it does
            found["exception"] = (type(error).__name__, str(error) if _raised_here(error) else "")
        finally:
            logging.getLogger().removeHandler(log)
            logging.getLogger().setLevel(level)
    found["arguments"] = _form([list(args), kwargs], None, {})
    found["output"] = (out.getvalue(), err.getvalue(), [(w.category.__name__, str(w.message)) for w in told], log.told)
    found["globals"] = {
        key: value for key, value in _globals(module).items() if value != state.get(key) or key not in state
    }
    return found


class _Log(logging.Handler):
    def __init__(self) -> None:
        super().__init__(1)
        self.told: list[tuple[str, str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("asyncio"):
            self.told.append((record.name, record.levelname, record.getMessage()))


async def _gathered(generator: Any) -> list[Any]:
    return [item async for item in generator]


def _raised_here(error: BaseException) -> bool:
    """Whether a `raise` statement of the code itself raised it: its message is the code's own then."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or trace.tb_frame.f_code.co_filename != "subject.py":
        return False
    return dis.opname[trace.tb_frame.f_code.co_code[trace.tb_lasti]] == "RAISE_VARARGS"


def _globals(module: types.ModuleType) -> dict[str, Any]:
    held = {key: value for key, value in vars(module).items()
            if not key.startswith("__") and not isinstance(value, types.ModuleType)}  # fmt: skip
    state: dict[str, Any] = {}
    for key, value in held.items():
        if isinstance(value, types.FunctionType):
            if value.__module__ == "subject":
                state[f"{key}()"] = _form([value.__defaults__, value.__kwdefaults__], None, {})
        elif isinstance(value, type):
            for name, attribute in vars(value).items():
                if not name.startswith("__") and not callable(attribute):
                    state[f"{key}.{name}"] = _form(attribute, None, {})
        elif not callable(value) and type(value).__module__ in ("builtins", "collections", "subject"):
            state[key] = _form(value, None, {})
    return state


def _shared(result: Any, args: list[Any]) -> list[str]:
    """Mutable parts that the result and the arguments have in common."""
    mine, theirs = list(_parts(result, "", 4)), {id(value): name for name, value in _parts(args, "", 4)}
    again: dict[int, str] = {}
    found: list[str] = []
    for name, value in mine:
        if id(value) in theirs:
            found.append(f"{name} is {theirs[id(value)]}")
        elif id(value) in again:
            found.append(f"{name} is {again[id(value)]}")
        again.setdefault(id(value), name)
    return found


def _parts(value: Any, name: str, depth: int) -> Iterator[tuple[str, Any]]:
    if (
        depth < 0
        or value is None
        or isinstance(value, (str, bytes, int, float, complex, type, range))
        or callable(value)
    ):
        return
    if not isinstance(value, (tuple, frozenset)):
        yield name, value
    if isinstance(value, (list, tuple, collections.deque)):
        for number, item in enumerate(value):
            yield from _parts(item, f"{name}[{number}]", depth - 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _parts(item, f"{name}[{key!r}]", depth - 1)
    elif hasattr(value, "__dict__"):
        for key, item in vars(value).items():
            yield from _parts(item, f"{name}.{key}", depth - 1)


def _form(value: Any, take: int | None, met: dict[int, int]) -> Any:
    """A shape that is equal for what is the same in type and value."""
    kind = type(value).__module__.replace("builtins", "") + ":" + type(value).__qualname__
    if value is None or isinstance(value, (bool, int, str, bytes)):
        return (kind, repr(value) if not isinstance(value, str) else str.__repr__(value))
    if isinstance(value, float):
        return (kind, "nan" if math.isnan(value) else float.hex(value))
    if id(value) in met:
        return ("again", met[id(value)])
    met[id(value)] = len(met)
    module = type(value).__module__.partition(".")[0]
    if module == "numpy":
        return _array_form(value, kind, take, met)
    if module == "pandas":
        return _frame_form(value, kind)
    if isinstance(value, (list, tuple, collections.deque)):
        extra = value.maxlen if isinstance(value, collections.deque) else None
        return (kind, extra, [_form(item, take, met) for item in value])
    if isinstance(value, (set, frozenset)):
        return (kind, sorted(repr(_form(item, take, dict(met))) for item in value))
    if isinstance(value, dict):
        factory = getattr(value, "default_factory", None)
        items = [(_form(key, take, met), _form(item, take, met)) for key, item in value.items()]
        return (kind, getattr(factory, "__name__", None), items)
    if isinstance(value, types.FunctionType | types.BuiltinFunctionType | type | types.MethodType):
        return ("callable", value.__qualname__)
    if isinstance(value, Iterator):
        rest = list(itertools.islice(value, MOST if take is None else take))
        return (
            "iterator",
            kind if isinstance(value, types.GeneratorType) else "",
            [_form(item, None, met) for item in rest],
        )
    if isinstance(value, range):
        return (kind, repr(value))
    if hasattr(value, "__dict__") or hasattr(value, "__slots__"):
        names = list(getattr(value, "__slots__", ())) + list(getattr(value, "__dict__", ()))
        return (kind, [(name, _form(getattr(value, name, None), take, met)) for name in names])
    return (kind, repr(value))


def _array_form(value: Any, kind: str, take: int | None, met: dict[int, int]) -> Any:
    if not hasattr(value, "shape"):
        return (kind, repr(value))
    # Order of the axes in memory is no part of what an array is.
    items = [_form(item, take, met) for item in value.ravel().tolist()]
    return (kind, str(value.dtype), value.shape, items)


def _frame_form(value: Any, kind: str) -> Any:
    if hasattr(value, "columns"):
        columns = [(_form(name, None, {}), _frame_form(value.iloc[:, at], "")) for at, name in enumerate(value.columns)]
        return (kind, str(value.columns.dtype), _frame_form(value.index, ""), columns)
    if hasattr(value, "index") and hasattr(value, "values"):
        head = (kind, str(value.dtype), repr(value.name))
        return (*head, _frame_form(value.index, ""), [_form(item, None, {}) for item in value.tolist()])
    if hasattr(value, "tolist"):
        return (kind, str(value.dtype), repr(value.names), [_form(item, None, {}) for item in value.tolist()])
    return (kind, repr(value))
