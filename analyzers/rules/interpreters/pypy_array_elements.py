"""Elements of a NumPy array taken one by one, on PyPy.

PyPy compiles loops over Python's own lists to machine code. NumPy is made for CPython's objects, and PyPy must
translate each element that comes out of it: a loop over an array of 3,000 floats took eight times as long on PyPy
7.3.11 as on CPython 3.11, and over a list half as long (measured with NumPy 2.0.2). `a.tolist()` before the loop makes
a list in one step.

The rule looks at files that import `__pypy__` or name PyPy in their first line, and, with the option `pypy`, at all.

**When not to bother**: the array has a few elements.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.questions.pypy import is_for_pypy
from ...semantics.site import Site
from ..declaration import Example, Match, Option, Rule, Triggers

PYPY = Option("pypy", default=False, doc="Whether PyPy runs the code, whatever the file says.")


def check(node: ast.For | ast.Subscript, at: Site) -> Match | None:
    if isinstance(node, ast.For):
        array: ast.expr = node.iter
    elif isinstance(node.slice, ast.Name) and at.loop is not None and at.loop.target is not None:
        if not isinstance(at.loop.target, ast.Name) or at.loop.target.id != node.slice.id or at.loop.few:
            return None
        array = node.value
    else:
        return None
    if in_test(at) or not at.type(array).is_("numpy.ndarray") or at.dimensions(array) != 1:
        return None
    if not PYPY.at(at) and not is_for_pypy(at):
        return None
    return Match(
        array if isinstance(node, ast.For) else node,
        "PyPy translates every element of an array: tolist() before the loop makes a list in one step",
    )


RULE = Rule(
    slug="pypy-array-elements",
    code="SLP550",
    family="interpreters",
    stage="preview",
    triggers=Triggers(nodes=(ast.For, ast.Subscript), packages=frozenset({"numpy"})),
    check=check,
    options=(PYPY,),
    examples=[
        Example(
            before="""\
#!/usr/bin/env pypy3
import numpy as np


def total(n: int):
    found = 0.0
    for x in «np.arange(n)»:
        found += x
    return found
""",
        ),
        Example(
            before="""\
import __pypy__
import numpy


def total(n: int):
    values = numpy.linspace(0, 1, n)
    found = 0.0
    for i in range(n):
        found += «values[i]»
    return found
""",
        ),
    ],
    clean=[
        """\
# CPython, as far as anybody knows.
import numpy as np

def total(n: int):
    found = 0.0
    for x in np.arange(n):
        found += x
    return found
""",
        """\
# A list; rows; three elements; another place; a test.
import __pypy__
import numpy as np

def total(n: int, k: int):
    values = np.arange(n)
    for x in values.tolist():
        print(x)
    for row in np.zeros((n, 3)):
        print(row)
    for i in range(3):
        print(values[i])
    for i in range(n):
        print(values[k], values[i:])
    return values[k]

def test_total():
    for x in np.arange(10):
        assert x >= 0
""",
        """\
# What is not known.
import __pypy__
import numpy as np

def total(values, n):
    for x in values:
        print(x)
    for i in range(n):
        print(values[i])
    while n:
        print(np.arange(n)[n])
""",
    ],
)
