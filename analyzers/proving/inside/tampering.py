"""What code under proof has no business to change: builtins, clocks, hooks, and the observer itself.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import builtins
import gc
import hashlib
import json
import json.encoder
import operator
import os
import random
import signal
import sys
import threading
import time
import types

__all__ = ["Untouched"]

_OBSERVERS = frozenset(
    f"{__package__}.{name}"
    for name in (
        "clock", "desk", "errors", "forms", "forms.forming", "forms.functions", "forms.library", "forms.objects",
        "forms.tables", "forms.text", "loading", "module_state", "observing", "streams", "surroundings",
        "tampering", "tracing",
    )
)  # fmt: skip
_WATCHED = (time, gc, hashlib, json, json.encoder, operator, signal)
"""Their functions and classes: `time.tzname` and the like change in good faith."""
_NAMES = {
    random: ("seed", "getstate", "setstate"),
    sys: ("settrace", "setprofile", "gettrace", "getprofile", "_getframe", "exit", "getsizeof", "setrecursionlimit"),
    os: ("_exit", "read", "write", "close", "dup", "dup2", "getpid", "listdir", "scandir", "stat"),
    threading: ("Thread", "Lock", "current_thread", "settrace", "setprofile"),
}
_is = operator.is_
_all = all
_map = map
_len = len
_gettrace = sys.gettrace
_getprofile = sys.getprofile
_getrecursionlimit = sys.getrecursionlimit
_setrecursionlimit = sys.setrecursionlimit


def _functions_of(module: types.ModuleType) -> list[str]:
    return [name for name, value in vars(module).items() if callable(value)]


class Untouched:
    """Remembers how things are; to be made before the code under proof can reach them."""

    def __init__(self) -> None:
        self._recursion = _getrecursionlimit()
        self._hooks = (_gettrace(), _getprofile())
        self._collects = gc.isenabled()
        self._isenabled = gc.isenabled
        own = [module for name, module in list(sys.modules.items()) if name in _OBSERVERS and module is not None]
        self._whole = [(module.__name__, vars(module), dict(vars(module))) for module in (builtins, *own)]
        self._parts = [
            (module.__name__, vars(module), {name: vars(module)[name] for name in names if name in vars(module)})
            for module, names in (*_NAMES.items(), *[(module, _functions_of(module)) for module in _WATCHED])
        ]
        self._methods = [
            (f"{kind.__qualname__}.{name}", kind, name, member, member.__code__)
            for module in (*own, json.encoder)
            for kind in vars(module).values()
            if type(kind) is type and kind.__module__ == module.__name__
            for name, member in vars(kind).items()
            if type(member) is types.FunctionType
        ]
        self._codes = [
            (function, function.__code__)
            for module in own
            for function in vars(module).values()
            if type(function) is types.FunctionType
        ]

    def found(self) -> list[str]:
        """Say what has been changed, and put it back."""
        touched: list[str] = []
        for name, now, then in self._whole:
            if _len(now) != _len(then) or not _all(_map(_is, now.values(), then.values())):
                for each in sorted({*now, *then}):
                    if now.get(each) is then.get(each) or each == "_":
                        continue  # `_` is where translations and prompts put things
                    touched.append(f"{name}.{each}")
                    if each in then:
                        now[each] = then[each]
                    else:
                        del now[each]
        for name, now, then in self._parts:
            if not _all(_map(_is, _map(now.get, then), then.values())):
                touched += [f"{name}.{each}" for each in then if now.get(each) is not then[each]]
                now.update(then)
        for label, kind, name, member, code in self._methods:
            if vars(kind).get(name) is not member or member.__code__ is not code:
                touched.append(label)
                setattr(kind, name, member)
                member.__code__ = code
        for function, code in self._codes:
            if function.__code__ is not code:
                touched.append(f"{function.__module__}.{function.__qualname__}")
                function.__code__ = code
        self._check_switches(touched)
        return touched

    def _check_switches(self, touched: list[str]) -> None:
        if (_gettrace(), _getprofile()) != self._hooks:
            touched.append("tracing hooks")
            sys.settrace(self._hooks[0])
            sys.setprofile(self._hooks[1])
        if self._isenabled() is not self._collects:
            touched.append("the garbage collector")
            (gc.enable if self._collects else gc.disable)()
        if _getrecursionlimit() != self._recursion:
            touched.append("the recursion limit")
            _setrecursionlimit(self._recursion)
