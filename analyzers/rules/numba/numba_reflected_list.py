"""A list or set handed to a function that numba compiles: each element is converted, there and back.

Numba takes a Python list apart before the call, makes numbers of its elements, and after the call puts everything back
in case the function has changed it ("reflection"). For 10,000 floats that takes thirty times as long as `np.array(xs)`
and the call together, and longer than a plain Python loop would. Numba itself calls such lists deprecated.

Hand over an array: made where the values are made, it costs no conversion at all. A `numba.typed.List` is for values
that an array cannot hold; it is slow to fill from Python.

**When not to bother**: the list has a few elements, or the function is called once.

**Why the fix needs review**: an empty list, and one of ints and floats mixed, are errors for numba, and are none as an
array.
"""

from __future__ import annotations

import ast

from ...semantics.questions.compiled import is_compiled
from ...semantics.questions.jitted import Jitted, called, rely_on
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_READS = (ast.Subscript, ast.For, ast.comprehension)


def check(node: ast.Call, at: Site) -> Match | None:
    function = called(at, node.func)
    if function is None or function.kind not in ("njit", "jit") or function.says("forceobj", True):
        return None
    if is_compiled(at) or in_test(at):
        return None
    for place, given in enumerate(node.args):
        kind = at.type(given)
        if not kind.is_("list", "set") or at.is_small(given):
            continue
        name = kind.name
        message = f"numba converts every element of the {name}, and puts it back after the call: hand over an array"
        if kind.element.name not in ("int", "float") or name == "set" or not _only_reads(at, function, place):
            return Match(given, message)
        reason = "an empty list, and one of ints and floats, raises an error now, and will not as an array"
        return Match(given, message, "review", reason)
    return None


def _only_reads(at: Site, found: Jitted, place: int) -> bool:
    """Does the function only iterate over its parameter, index it, or ask for its length?"""
    rely_on(at, found)
    parameters = found.function.args.args
    if place >= len(parameters):
        return False
    name = parameters[place].arg
    parent = found.facts.scopes.parent
    for load in ast.walk(found.function):
        if not isinstance(load, ast.Name) or load.id != name:
            continue
        user = parent.get(load)
        if isinstance(user, ast.Call):
            if not (isinstance(user.func, ast.Name) and user.func.id in ("len", "sum", "max", "min", "enumerate")):
                return False
        elif not isinstance(user, _READS) or not isinstance(getattr(user, "ctx", ast.Load()), ast.Load):
            return False
    return True


def rewrite(match: Match, edit: Rewrite) -> None:
    numpy = edit.imported("numpy", match.node)
    edit.replace(match.node, f"{numpy}.array({{items}})", items=match.node)


RULE = Rule(
    slug="numba-reflected-list",
    code="SLP530",
    family="numba",
    stage="stable",
    triggers=Triggers(nodes=(ast.Call,), packages=frozenset({"numba"})),
    check=check,
    rewrite=rewrite,
    title="Hand over an array",
    examples=[
        Example(
            before="""\
import numpy as np
from numba import njit


@njit
def total(values):
    found = 0.0
    for value in values:
        found += value
    return found


def mean(texts):
    values = [float(text) for text in texts]
    return total(«values») / len(values)
""",
            after="""\
import numpy as np
from numba import njit


@njit
def total(values):
    found = 0.0
    for value in values:
        found += value
    return found


def mean(texts):
    values = [float(text) for text in texts]
    return total(np.array(values)) / len(values)
""",
            workload=lambda n: (["1.5"] * n,),
            same=[(["1.5", "2"],), (["x"],)],
            differs=[([],)],
            needs=("numba", "numpy"),
        ),
        Example(
            before="""\
import numba
import numpy


@numba.jit(nopython=True)
def widest(values):
    found = 0
    for i in range(1, len(values)):
        found = max(found, values[i] - values[i - 1])
    return found


def spread(values: list[int]):
    return widest(«values»)
""",
            after="""\
import numba
import numpy


@numba.jit(nopython=True)
def widest(values):
    found = 0
    for i in range(1, len(values)):
        found = max(found, values[i] - values[i - 1])
    return found


def spread(values: list[int]):
    return widest(numpy.array(values))
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 5, 6],)],
            differs=[([1, 2.5, 6],)],
            needs=("numba", "numpy"),
        ),
        Example(
            before="""\
from numba import njit


def distinct(words: set[str]):
    return count(«words»)


def _count(words):
    return len(words)


count = njit(_count)
""",
        ),
    ],
    clean=[
        """\
# An array.
import numpy as np
from numba import njit

@njit
def total(values):
    return values.sum()

def mean(texts):
    return total(np.array([float(text) for text in texts]))
""",
        """\
# Compiled code calls it: there the list is none of Python's.
from numba import njit

@njit
def total(values):
    return len(values)

@njit
def work(n):
    values = [float(i) for i in range(n)]
    return total(values)
""",
        """\
# Four elements; what is not known; a test.
from numba import njit

@njit
def total(values):
    return len(values)

def work(values):
    return total([1, 2, 3, 4]) + total(values)

def test_total():
    assert total([1.0] * 100) == 100
""",
        """\
# Not compiled; compiled to what Python would do; something else of that name.
from numba import jit
from mine import njit

def plain(values):
    return len(values)

@jit(forceobj=True)
def slow(values):
    return len(values)

@njit
def other(values):
    return len(values)

def work(n):
    values = [float(i) for i in range(n)]
    return plain(values), slow(values), other(values)
""",
        """\
# Decorated once more.
from functools import cache
from numba import njit

@cache
@njit
def total(values):
    return len(values)

def work(n):
    return total([float(i) for i in range(n)])
""",
    ],
    unsafe=[
        """\
# The function makes the list longer.
from numba import njit

@njit
def grow(values):
    values.append(1.0)

def work(n):
    values = [float(i) for i in range(n)]
    grow(values)
    return values
""",
        """\
# It puts something in its place.
from numba import njit

@njit
def clear(values):
    values[0] = 0.0

def work(n):
    values = [float(i) for i in range(n)]
    clear(values)
    return values
""",
        """\
# It hands it on.
from numba import njit

@njit
def same(values):
    return values

def work(n):
    return same([float(i) for i in range(n)])
""",
        """\
# Texts.
from numba import njit

@njit
def count(values):
    return len(values)

def work(n):
    return count([str(i) for i in range(n)])
""",
    ],
)
