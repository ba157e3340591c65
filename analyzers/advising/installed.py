"""What an interpreter has: which packages, whether they are compiled for it, how many cores it may use."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..proving.interpreters import Interpreter, UnusableInterpreter, probe
from ..proving.running import run

__all__ = ["Package", "Surroundings", "pypy_at", "surroundings"]

_QUESTION = r"""
import importlib.machinery, importlib.util, json, os, sys
ENDS = tuple(end for end in importlib.machinery.EXTENSION_SUFFIXES) + (".so", ".pyd")
MOST = 4000

def binary(spec):
    if spec.origin and spec.origin.endswith(ENDS):
        return True
    seen = 0
    for folder in spec.submodule_search_locations or ():
        for _, _, names in os.walk(folder):
            seen += len(names)
            if any(name.endswith(ENDS) for name in names):
                return True
            if seen > MOST:
                return False
    return False

found = {}
for name in json.loads(sys.argv[1]):
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError, AttributeError):
        spec = None
    found[name] = None if spec is None else binary(spec)
try:
    cores = len(os.sched_getaffinity(0))
except AttributeError:
    cores = os.cpu_count() or 1
free = hasattr(sys, "_is_gil_enabled") and not sys._is_gil_enabled()
print(json.dumps([cores, free, found]))
"""


@dataclass(frozen=True, slots=True)
class Package:
    installed: bool
    compiled: bool
    """Whether there are extension modules in it."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """An interpreter, and what of it matters to advice."""

    interpreter: Interpreter
    cores: int = 1
    free_threaded: bool = False
    packages: dict[str, Package] = field(default_factory=dict[str, Package])
    pypy: Interpreter | None = None

    def has(self, name: str) -> bool:
        package = self.packages.get(name)
        return package is not None and package.installed


def surroundings(executable: str, names: Sequence[str], pypy: str = "pypy3") -> Surroundings:
    """Ask an interpreter; nothing is imported there. Raises UnusableInterpreter."""
    interpreter = probe(executable)
    own = [name for name in sorted(set(names)) if name not in sys.stdlib_module_names]
    cores, free, found = os.cpu_count() or 1, False, dict[str, bool | None]()
    try:
        done = run([interpreter.executable, "-c", _QUESTION, json.dumps(own)], timeout=20.0)
        cores, free, found = json.loads(done.stdout)
    except (OSError, ValueError):
        pass  # it says nothing: unknown packages count as missing
    packages = {name: Package(compiled is not None, bool(compiled)) for name, compiled in found.items()}
    return Surroundings(interpreter, int(cores), bool(free), packages, pypy_at(pypy))


def pypy_at(name: str) -> Interpreter | None:
    """PyPy, where there is one by this name or path."""
    if shutil.which(name) is None:
        return None
    try:
        found = probe(name)
    except UnusableInterpreter:
        return None
    return found if found.implementation == "pypy" else None
