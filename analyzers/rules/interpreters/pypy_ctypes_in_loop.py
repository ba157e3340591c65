"""A function of a C library called through ctypes in a loop, on PyPy.

PyPy's ctypes is written in Python, above what PyPy's compiler sees through: a call takes some 0.8 µs, where a call
through cffi, which is part of PyPy, is compiled and takes 0.02 µs (measured on PyPy 7.3.11, `cos` of libm). An element
of a ctypes array takes ten times as long as one of a cffi array.

The rule looks at files that import `__pypy__` or name PyPy in their first line, and, with the option `pypy`, at all.

**When not to bother**: the function of the library takes many microseconds.
"""

from __future__ import annotations

import ast

from ...semantics.names import qualified_name, resolve
from ...semantics.questions.places import in_test
from ...semantics.questions.pypy import is_for_pypy
from ...semantics.site import Site
from ..declaration import Example, Match, Option, Rule, Triggers

PYPY = Option("pypy", default=False, doc="Whether PyPy runs the code, whatever the file says.")
_LIBRARIES = ("ctypes.CDLL", "ctypes.PyDLL", "ctypes.WinDLL", "ctypes.cdll.LoadLibrary")


def check(node: ast.Call, at: Site) -> Match | None:
    function = node.func
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return None
    if at.repeated_in is None or in_test(at) or not _is_library(function.value, at):
        return None
    if not PYPY.at(at) and not is_for_pypy(at):
        return None
    return Match(node, "on PyPy a call through ctypes is interpreted: one through cffi is compiled")


def _is_library(name: ast.Name, at: Site) -> bool:
    found = resolve(at.facts, name)
    if found is None or len(found[1]) != 1 or found[1][0][0].kind != "assign":
        return False
    binding, where = found[1][0]
    value = binding.value
    return isinstance(value, ast.Call) and qualified_name(where, value.func) in _LIBRARIES


RULE = Rule(
    slug="pypy-ctypes-in-loop",
    code="SLP551",
    family="interpreters",
    stage="preview",
    triggers=Triggers(nodes=(ast.Call,), in_loop=True, packages=frozenset({"ctypes"})),
    check=check,
    options=(PYPY,),
    examples=[
        Example(
            before="""\
import __pypy__
import ctypes

libm = ctypes.CDLL("libm.so.6")


def total(n):
    found = 0.0
    for i in range(n):
        found += «libm.cos(i)»
    return found
""",
        ),
        Example(
            before="""\
#!/usr/bin/env pypy3
from ctypes import cdll


def total(values):
    lib = cdll.LoadLibrary("libm.so.6")
    return [«lib.sin(value)» for value in values]
""",
        ),
    ],
    clean=[
        """\
# CPython, as far as anybody knows.
import ctypes

libm = ctypes.CDLL("libm.so.6")

def total(n):
    return [libm.cos(i) for i in range(n)]
""",
        """\
# Once; three times; a test; cffi.
import __pypy__
import ctypes
import cffi

libm = ctypes.CDLL("libm.so.6")
quick = cffi.FFI().dlopen("libm.so.6")

def total(n):
    libm.cos(n)
    for i in range(3):
        libm.cos(i)
    return [quick.cos(i) for i in range(n)]

def test_total(n):
    for i in range(n):
        libm.cos(i)
""",
        """\
# Something else.
import __pypy__
import ctypes

def total(n, lib):
    for i in range(n):
        lib.cos(i)
        cos(i)
        ctypes.c_int(i)
        lib.functions.cos(i)
""",
    ],
)
