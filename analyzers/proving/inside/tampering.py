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
import signal
import sys
import threading
import time
import types

__all__ = ["Untouched"]

_OWN = __name__.rpartition(".")[0] + "."
_WHOLE = (builtins, time, gc, hashlib, json, json.encoder, operator, signal)
_NAMES = {
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


class Untouched:
    """Remembers how things are; to be made before the code under proof can reach them."""

    def __init__(self) -> None:
        self._recursion = _getrecursionlimit()
        self._hooks = (_gettrace(), _getprofile())
        self._collects = gc.isenabled()
        self._isenabled = gc.isenabled
        own = [module for name, module in list(sys.modules.items()) if name.startswith(_OWN) and module is not None]
        # Tests and late imports may still come into `inside` itself, so each of its modules counts by itself.
        self._whole = [(module.__name__, vars(module), dict(vars(module))) for module in (*_WHOLE, *own)]
        self._single = [
            (f"{module.__name__}.{name}", vars(module), name, vars(module).get(name))
            for module, names in _NAMES.items()
            for name in names
        ]
        self._methods = [
            (f"{kind.__qualname__}.{name}", kind, name, member)
            for module in own
            for kind in vars(module).values()
            if type(kind) is type and kind.__module__ == module.__name__
            for name, member in vars(kind).items()
            if type(member) is types.FunctionType
        ]

    def found(self) -> list[str]:
        """Say what has been changed, and put it back."""
        touched: list[str] = []
        for name, now, then in self._whole:
            if _len(now) != _len(then) or not _all(_map(_is, now.values(), then.values())):
                touched += sorted(f"{name}.{each}" for each in {*now, *then} if now.get(each) is not then.get(each))
                now.clear()
                now.update(then)
        for label, now, name, then in self._single:
            if now.get(name) is not then:
                touched.append(label)
                now[name] = then
        for label, kind, name, member in self._methods:
            if vars(kind).get(name) is not member:
                touched.append(label)
                setattr(kind, name, member)
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
