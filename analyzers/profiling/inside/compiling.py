"""How often functions were compiled: JAX, Numba, TensorFlow and PyTorch tell, once the program has imported them.

Nothing is imported here: a finder in `sys.meta_path` sees the import of a framework, and asks it to be told then.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import types
from collections.abc import Callable
from typing import Any

from .holding import is_library

__all__ = ["install"]

_MOST = 2_000
"""Entries that are kept: code that is made again and again has a place, and one entry, as long as that stays."""
_HERE = os.path.dirname(os.path.abspath(__file__))
_JAX = "/jax/core/compile/"


def install(recorder: Any) -> None:
    """Have what is compiled in this process, and in what it forks, saved with the recorder's samples."""
    seen = Compilations(recorder.save_soon)
    recorder.sections["compiled"] = seen.as_json
    sys.meta_path.insert(0, _Imports(seen))


class Compilations:
    """What was compiled: by framework, function, and the line of the program that led to it, how often and for how
    long."""

    def __init__(self, save_soon: Callable[[], None]) -> None:
        self._save_soon = save_soon
        self._found: dict[tuple[str, str, str, str], list[float]] = {}
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._dropped = 0

    def add(self, engine: str, name: str, code: Any, caller: str, seconds: float, times: int = 1) -> None:
        """Count `times`, and add `seconds`. `code` is what was compiled, as far as it is known."""
        held = self._lock.acquire(timeout=0.05)  # a signal handler may run in here
        try:
            if self._process != os.getpid():  # forked: what was there is the other's
                self._process = os.getpid()
                self._found.clear()
            key = engine, name, _identifier(code, code.co_firstlineno) if code is not None else "", caller
            entry = self._found.get(key)
            if entry is None:
                if len(self._found) >= _MOST:
                    self._dropped += 1
                    return
                entry = self._found[key] = [0, 0.0]
            entry[0] += times
            entry[1] += seconds
        finally:
            if held:
                self._lock.release()
        self._save_soon()

    def as_json(self) -> dict[str, Any]:
        mine = self._process == os.getpid()
        entries = [[*key, int(times), round(seconds, 6)] for key, (times, seconds) in list(self._found.items())]
        return {"entries": entries if mine else [], "dropped": self._dropped if mine else 0}


def _identifier(code: Any, line: int) -> str:
    return f"{code.co_name}\0{code.co_filename}\0{code.co_firstlineno}\x01l{line}"


def _caller(engine: str) -> Any:
    """The innermost frame of the program's own code; else the innermost that is none of the framework's."""
    inside = f"{os.sep}{engine}{os.sep}"
    first = None
    frame: Any = sys._getframe(2)
    while frame is not None:
        path = frame.f_code.co_filename
        if os.path.dirname(path) != _HERE and inside not in path:
            if not is_library(path) and not path.startswith("<frozen"):
                return frame
            first = first or frame
        frame = frame.f_back
    return first


def _place(frame: Any) -> str:
    return _identifier(frame.f_code, frame.f_lineno or frame.f_code.co_firstlineno) if frame is not None else ""


def _code_named(name: str, frame: Any) -> Any:
    """The code of the function of that name, as the frame sees it: a local, a global, a method of `self`; or None."""
    if frame is None or not name.isidentifier():
        return None
    scopes = [frame.f_locals, frame.f_globals]
    owner = frame.f_locals.get("self")
    if owner is not None:
        scopes += [getattr(owner, "__dict__", {}), *(vars(cls) for cls in type(owner).__mro__)]
    for scope in scopes:
        try:
            code = _code_of(scope.get(name))
        except Exception:  # noqa: BLE001 - the program's own objects may raise anything
            return None
        if code is not None and code.co_name == name:
            return code
    return None


def _code_of(function: Any) -> Any:
    """The code of a function, under what decorators have put around it."""
    for _ in range(8):
        if isinstance(function, types.MethodType):
            function = function.__func__
        if isinstance(function, types.FunctionType) and not hasattr(function, "__wrapped__"):
            return function.__code__
        function = getattr(function, "__wrapped__", None) or getattr(function, "func", None)
        if function is None:
            return None
    return None


# -- the frameworks


def _follow_jax(module: Any, seen: Compilations) -> None:
    spent: dict[int, float] = {}

    def hear(event: str, duration: float, **about: Any) -> None:
        if not event.startswith(_JAX):
            return
        thread = threading.get_ident()
        spent[thread] = spent.get(thread, 0.0) + duration
        if event != _JAX + "backend_compile_duration":
            return
        name = str(about.get("fun_name", ""))
        name = name[4:-1] if name.startswith("jit(") and name.endswith(")") else name
        frame = _caller("jax")
        seen.add("jax", name, _code_named(name, frame), _place(frame), spent.pop(thread))

    # The module that `jax.monitoring` is made of, which is complete before anything can be compiled.
    module.register_event_duration_secs_listener(hear)


def _follow_numba(module: Any, seen: Compilations) -> None:
    class Hear(module.Listener):
        def on_start(self, event: Any) -> None:
            self.began = time.perf_counter()

        def on_end(self, event: Any) -> None:
            dispatcher = event.data["dispatcher"]
            function = getattr(dispatcher, "py_func", None)
            seconds = time.perf_counter() - getattr(self, "began", time.perf_counter())
            name = getattr(function, "__name__", "")
            seen.add("numba", name, getattr(function, "__code__", None), _place(_caller("numba")), seconds)

    module.register("numba:compile", Hear())


def _follow_tensorflow(module: Any, seen: Compilations) -> None:
    trace = module.func_graph_from_py_func

    def func_graph_from_py_func(name: str, python_func: Any, *arguments: Any, **named: Any) -> Any:
        if not sys._getframe(1).f_code.co_filename.endswith(_TRACERS):  # the body of a loop, or of a condition
            return trace(name, python_func, *arguments, **named)
        began = time.perf_counter()
        try:
            return trace(name, python_func, *arguments, **named)
        finally:
            seconds = time.perf_counter() - began
            function = getattr(python_func, "_tf_decorator", None)
            code = _code_of(getattr(function, "decorated_target", None) or python_func)
            if code is not None and f"{os.sep}tensorflow{os.sep}" in code.co_filename:
                code = None
            frame = _caller("tensorflow")
            # The first trace of a function that makes variables is thrown away: "step" is traced twice then.
            seen.add("tensorflow", str(name), code or _code_named(str(name), frame), _place(frame), seconds)

    module.func_graph_from_py_func = func_graph_from_py_func


_TRACERS = ("tracing_compilation.py", "function.py", "def_function.py", "tracing_compiler.py")


def _follow_torch(module: Any, seen: Compilations) -> None:
    began: dict[int, tuple[float, Any, str]] = {}

    def start(_: Any = None) -> None:
        frame: Any = sys._getframe(1)
        code = None
        while frame is not None and code is None:
            if frame.f_code.co_name == "_compile" and isinstance(frame.f_locals.get("code"), types.CodeType):
                code = frame.f_locals["code"]
            frame = frame.f_back
        began[threading.get_ident()] = time.perf_counter(), code, _place(_caller("torch"))

    def end(_: Any = None) -> None:
        since, code, caller = began.pop(threading.get_ident(), (0.0, None, ""))
        if since:
            name = code.co_name if code is not None else ""
            seen.add("torch", name, code, caller, time.perf_counter() - since)

    module.callback_handler.register_start_callback(start)
    module.callback_handler.register_end_callback(end)


_FOLLOWED: dict[str, Callable[[Any, Compilations], None]] = {
    "jax._src.monitoring": _follow_jax,
    "numba.core.event": _follow_numba,
    "tensorflow.python.framework.func_graph": _follow_tensorflow,
    "torch._dynamo.callback": _follow_torch,
}


class _Imports:
    """Sees the modules of `_FOLLOWED` as they are imported; finds nothing itself."""

    def __init__(self, seen: Compilations) -> None:
        self._seen = seen

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        follow = _FOLLOWED.get(name)
        if follow is None:
            return None
        for finder in sys.meta_path:
            if finder is self:
                continue
            find = getattr(finder, "find_spec", None)
            spec = find(name, path, target) if find is not None else None
            if spec is not None:
                self._watch(spec, follow)
                return spec
        return None

    def _watch(self, spec: Any, follow: Callable[[Any, Compilations], None]) -> None:
        loader = spec.loader
        execute = getattr(loader, "exec_module", None)
        if execute is None:
            return

        def exec_module(module: Any) -> None:
            execute(module)
            try:
                follow(module, self._seen)
            except Exception:  # noqa: BLE001 - a version that tells in another way: the program goes on unseen
                return

        try:
            loader.exec_module = exec_module
        except AttributeError:
            return
