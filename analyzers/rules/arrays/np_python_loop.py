"""A Python loop over an array that does plain arithmetic on one element after the other.

`for i in range(len(a)): c[i] = a[i] * b[i]` makes a NumPy number of every element, works with it in Python, and
puts the result back. `c[:] = a * b` does the same in compiled code, as `a @ b` does for a sum of products
(`total += a[i] * b[i]`).

**When not to bother**: the array has a few elements. Loops in which one pass depends on another are not reported.
"""

from __future__ import annotations

import ast

from ...semantics.loops import Loop
from ...semantics.questions.compiled import is_compiled
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_MODULES = ("numpy", "math")
_ADDS = (ast.Add, ast.Sub)


def check(node: ast.Assign | ast.AugAssign, at: Site) -> Match | None:
    loop = at.loop
    assert loop is not None
    if len(loop.body) != 1 or loop.body[0] is not node:
        return None
    index = loop.target
    if not at.imports("numpy"):  # cheap
        return None
    if not isinstance(index, ast.Name) or loop not in at.repeating:
        return None
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    if isinstance(target, ast.Subscript):
        if not _is_element(target, index, at) or _holds_objects(target.value, at):
            return None
    elif not (isinstance(node, ast.AugAssign) and isinstance(node.op, _ADDS)):
        return None
    counted = at.is_call(loop.iterable, "builtins.range")
    walked = at.dimensions(loop.node.iter) == 1
    if not (counted or walked) or not _is_worked(node.value, index, loop, at, walked):
        return None
    if not isinstance(target, ast.Subscript) and not walked and not _reads_array(node.value, index, at):
        return None
    if is_compiled(at):
        return None
    return Match(
        loop.node,
        "works on one element of an array in each pass: the same arithmetic on whole arrays is compiled code",
        end=loop.node.iter,
    )


def _is_element(node: ast.AST, index: ast.Name, at: Site) -> bool:
    """`a[i]` of an array of one dimension."""
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Name)
        and node.slice.id == index.id
        and at.type(node.value).is_("numpy.ndarray")
        and at.dimensions(node.value) in (1, None)
    )


def _holds_objects(array: ast.expr, at: Site) -> bool:
    """Is it made with `dtype=object`? Its elements may be arrays, lists, anything."""
    if not isinstance(array, ast.Name):
        return False
    for binding in at.bindings(array):
        made = binding.value
        if isinstance(made, ast.Call):
            kinds = [*made.args[1:2], *(keyword.value for keyword in made.keywords if keyword.arg == "dtype")]
            if any(
                at.refers_to(kind, "builtins.object", "numpy.object_") or at.constant(kind) in _OBJECT for kind in kinds
            ):
                return True
    return False


_OBJECT = ("O", "object")


def _is_worked(node: ast.AST, index: ast.Name, loop: Loop, at: Site, walked: bool) -> bool:
    """Made of elements at the index, numbers, what stays the same, and arithmetic?"""
    match node:
        case ast.Name(id=name) if name == index.id:
            return True
        case ast.Constant(value=int() | float()):
            return True
        case ast.Subscript():
            return _is_element(node, index, at)
        case ast.BinOp(left=left, right=right):
            return all(_is_worked(side, index, loop, at, walked) for side in (left, right))
        case ast.UnaryOp(operand=operand, op=ast.USub()):
            return _is_worked(operand, index, loop, at, walked)
        case ast.Call(args=arguments, keywords=[]) if (at.qualified(node.func) or "").partition(".")[0] in _MODULES:
            return all(_is_worked(argument, index, loop, at, walked) for argument in arguments)
        case ast.Name() | ast.Attribute():
            return at.type(node).is_("int", "float")
        case _:
            return False


def _reads_array(value: ast.expr, index: ast.Name, at: Site) -> bool:
    return any(_is_element(part, index, at) for part in ast.walk(value))


RULE = Rule(
    slug="np-python-loop",
    code="SLP621",
    family="arrays",
    stage="stable",
    triggers=Triggers(nodes=(ast.Assign, ast.AugAssign), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
import numpy as np


def scaled(values, factor: float):
    given = np.asarray(values, dtype=float)
    found = np.zeros(len(given))
    «for i in range(len(given))»:
        found[i] = given[i] * factor + np.sqrt(given[i])
    return found
""",
            after="""\
import numpy as np


def scaled(values, factor: float):
    given = np.asarray(values, dtype=float)
    return given * factor + np.sqrt(given)
""",
            workload=lambda n: ([1.0] * n, 2.0),
            same=[([1.0, 4.0], 0.5)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def total(values, others):
    a, b = np.array(values), np.array(others)
    found = 0
    «for i in range(len(a))»:
        found += a[i] * -b[i]
    «for x in np.arange(len(a))»:
        found += x
    return found
""",
        ),
        Example(
            before="""\
import numpy as np


def work(n: int, k: int):
    a = np.zeros(n)
    b = np.zeros(n)
    total = 0
    «for i in range(n)»:
        a[i] += a[i] * b[i] * k + 1
    «for i in range(n)»:
        a[i] = i * 2
    «for x in a»:
        total -= x * 2
    return total
""",
        ),
    ],
    clean=[
        """\
# An array of arrays: on the whole it would become one of two dimensions.
import numpy as np

def rows(table: np.ndarray, names: list):
    if names:
        found = np.array(names)
    else:
        found = np.empty(len(table), dtype=object)
        for i in range(len(table)):
            found[i] = table[i]
    return found
""",
        """\
# Each element is made of the one before.
import numpy as np

def work(n: int):
    a = np.zeros(n)
    for i in range(1, n):
        a[i] = a[i - 1] + 1
    for i in range(1, n):
        a[i] = np.max(a) + a[i]
    return a
""",
        """\
# Lists.
import numpy as np

def work(xs, ys):
    total = 0
    for i in range(len(xs)):
        xs[i] = ys[i] * 2
    for i in range(len(xs)):
        total += ys[i]
    for x in xs:
        total += x
    for i in range(len(xs)):
        total += i
    return total
""",
        """\
# What is asked for each element is known only to the function.
import numpy as np

def work(n: int, f, k, total):
    a = np.zeros(n)
    for i in range(n):
        a[i] = f(i)
    for i in range(n):
        a[i] = k
    for i in range(n):
        a[k] = i
    for i in range(n):
        a[i] = a[i] + f[i]
    for i in range(n):
        a[i] = ~i
    for i in range(n):
        total *= a[i]
    for i in range(n):
        k = a[i]
    return a
""",
        """\
# More happens in a pass; five passes; rows of a matrix.
import numpy as np

def work(n: int, total):
    a = np.zeros(n)
    m = np.zeros((n, n))
    for i in range(n):
        a[i] = i * 2
        print(i)
    for i in range(5):
        a[i] = i * 2
    for i in range(n):
        m[i] = a[i] * 2
    for row in m:
        total += row
    while n:
        n -= 1
    for i, j in zip(a, a):
        total += i
    return a
""",
        """\
# Numba compiles it.
import numpy as np
from numba import njit

@njit
def work(n: int):
    a = np.zeros(n)
    for i in range(n):
        a[i] = i * 2
    return a
""",
        """\
# The factor changes.
import numpy as np

def work(n: int, k: int):
    a = np.zeros(n)
    for i in range(n):
        a[i] = i * len(k)
    return [k for k in range(n)]
""",
        """\
# No array.
def work(n, total):
    for i in range(n):
        total += n
    return total
""",
        """\
# Two things in a pass; other elements; sums of what is no array.
import numpy as np

def work(n: int, xs, total, k: int):
    a = np.zeros(n)
    b = np.zeros(n)
    for i in range(n):
        print(i)
        a[i] = b[i] * 2
    for i in range(n):
        if i:
            a[i] = b[i] * 2
    for i in xs:
        a[i] = b[i] * 2
    for i in xs:
        total += b[i]
    for i in range(n):
        a[i] = a[k] + b[i]
    for i in range(n):
        total += 5
    for row in np.zeros((n, 2)):
        total += 5
    for x in xs:
        total += 5
    return total
""",
    ],
)
