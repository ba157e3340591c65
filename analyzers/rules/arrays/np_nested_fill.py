"""An array filled element by element in nested loops.

`m[i, j] = f(a[i], b[j])` runs Python code, and makes objects of single elements, n·m times. The same arithmetic on
whole arrays runs in compiled code: `a[:, None] - b[None, :]` makes all pairs (broadcasting), `np.einsum` sums products,
`scipy.spatial.distance.cdist` works out the distances of all pairs.

**When not to bother**: there are a few rows and columns, or an element takes far longer than the loop itself. All pairs
take memory: n·m elements for each array on the way.
"""

from __future__ import annotations

import ast

from ...semantics.loops import Loop
from ...semantics.questions.compiled import is_compiled
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_MODULES = ("numpy", "math")


def check(node: ast.Assign | ast.AugAssign, at: Site) -> Match | None:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    if not (isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Tuple)):
        return None
    if in_test(at):
        return None
    places = target.slice.elts
    if len(places) != 2 or not all(isinstance(place, ast.Name) for place in places):
        return None
    value = node.value
    if not isinstance(value, (ast.BinOp, ast.Call)) or not at.imports("numpy"):  # cheap
        return None
    names = [place.id for place in places if isinstance(place, ast.Name)]
    loops = [next((loop for loop in at.loops if _binds(loop, name)), None) for name in names]
    if None in loops or loops[0] is loops[1] or any(loop not in at.repeating for loop in loops if loop is not None):
        return None
    array = target.value
    if not isinstance(array, ast.Name) or not at.type(array).is_("numpy.ndarray"):
        return None
    around = [loop for loop in at.loops if loop.target is not None]
    outer = loops[0] if at.inside(loops[1].node, loops[0].node) else loops[1]  # pyright: ignore[reportOptionalMemberAccess]
    if not _is_only_written(array, target.slice, outer, at) or not _is_direct(value, around):
        return None
    if not all(_mentions(value, loop) for loop in loops if loop is not None) or not _is_worked(value, around, at):
        return None
    if is_compiled(at):
        return None
    return Match(
        node,
        "fills an array element by element: arithmetic on whole arrays (broadcasting, einsum, cdist) is compiled code",
    )


def _is_only_written(array: ast.Name, place: ast.expr, loop: Loop | None, at: Site) -> bool:
    """Does the loop read no element of the array but the one in question, so that none depends on another?"""
    assert loop is not None
    return all(
        isinstance(around := at.parent(part), ast.Subscript)
        and (not isinstance(around.ctx, ast.Load) or at.same(around.slice, place))
        for part in loop.walk()
        if isinstance(part, ast.Name) and part.id == array.id
    )


def _is_direct(value: ast.expr, loops: list[Loop]) -> bool:
    """Is it made of what the loops run over, and not of what a pass has worked out before?"""
    bound = {name for loop in loops for name in loop.bound}
    given = {part.id for loop in loops if loop.target for part in ast.walk(loop.target) if isinstance(part, ast.Name)}
    return not any(isinstance(part, ast.Name) and part.id in bound - given for part in ast.walk(value))


def _binds(loop: Loop, name: str) -> bool:
    return loop.target is not None and any(
        isinstance(part, ast.Name) and part.id == name for part in ast.walk(loop.target)
    )


def _is_worked(value: ast.expr, loops: list[Loop], at: Site) -> bool:
    """Is it arithmetic and NumPy's functions, over things of which each comes from one loop?"""
    match value:
        case ast.BinOp(left=left, right=right):
            return all(_is_worked(side, loops, at) for side in (left, right))
        case ast.UnaryOp(operand=operand):
            return _is_worked(operand, loops, at)
        case ast.Call(args=arguments):
            if (at.qualified(value.func) or "").partition(".")[0] in _MODULES:
                return all(_is_worked(argument, loops, at) for argument in arguments)
        case ast.Name() | ast.Constant() | ast.Attribute() | ast.Subscript():
            return not any(isinstance(part, ast.Call) for part in ast.walk(value))
        case _:
            return False
    return sum(_mentions(value, loop) for loop in loops) <= 1 and isinstance(value.func, ast.Attribute)


def _mentions(value: ast.expr, loop: Loop) -> bool:
    names = {part.id for part in ast.walk(value) if isinstance(part, ast.Name)}
    assert loop.target is not None
    return any(isinstance(part, ast.Name) and part.id in names for part in ast.walk(loop.target))


RULE = Rule(
    slug="np-nested-fill",
    code="SLP613",
    family="arrays",
    stage="stable",
    triggers=Triggers(nodes=(ast.Assign, ast.AugAssign), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
import numpy as np


def distances(points, others):
    found = np.zeros((len(points), len(others)))
    for i, a in enumerate(points):
        for j, b in enumerate(others):
            «found[i, j] = np.abs(a[0] - b[0]) + np.abs(a[1] - b[1])»
    return found
""",
        ),
        Example(
            before="""\
import numpy as np


def gaps(a, b):
    a, b = np.asarray(a), np.asarray(b)
    found = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            «found[i, j] = a[i] - b[j]»
    return found
""",
            after="""\
import numpy as np


def gaps(a, b):
    a, b = np.asarray(a), np.asarray(b)
    return (a[:, None] - b[None, :]).astype(float)
""",
            workload=lambda n: (list(range(n)), list(range(n))),
            same=[([1, 2, 3], [4, 6])],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def product(a, b, model, names):
    c = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            for k in range(len(b)):
                «c[i, j] += a[i, k] * b[k, j]»
    for i, x in enumerate(names):
        for j, y in enumerate(names):
            if x != y:
                «c[i, j] = np.sqrt(np.sum((model.vector(x) - model.vector(y)) ** 2))»
    return c
""",
        ),
        Example(
            before="""\
import numpy as np


def fill(a, b):
    m = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            if m[i, j] == 0:
                «m[i, j] = a[i] * -b[j]»
            m[j, i] = 0
    return m
""",
        ),
    ],
    clean=[
        """\
# A test.
import numpy as np


def test_distances(points, others):
    found = np.zeros((len(points), len(others)))
    for i, a in enumerate(points):
        for j, b in enumerate(others):
            found[i, j] = np.abs(a[0] - b[0]) + np.abs(a[1] - b[1])
    return found
""",
        """\
# Numba compiles it.
import numba
import numpy as np

@numba.njit
def fill(a, b):
    m = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            m[i, j] = a[i] * b[j]
    return m
""",
        """\
# Each element depends on others; what is worked out before goes into it.
import numpy as np

def fill(a, b):
    m = np.zeros((len(a), len(b)))
    n = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            best = m[i - 1].max()
            m[i, j] = a[i] * b[j]
            x = best if best > 0 else 1
            n[i, j] = a[i] * b[j] * x
    return m, n
""",
        """\
# Each row is the same.
import numpy as np

def fill(a, b):
    m = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            m[i, j] = b[j] * 2
    return m
""",
        """\
# Each element is made of those before.
import numpy as np

def fill(a, b):
    m = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            m[i, j] = m[i - 1, j] + 1
    return m
""",
        """\
# What is asked of each pair is known only to the function.
import numpy as np

def fill(a, b, f, model):
    m = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            m[i, j] = f(a[i], b[j])
            m[i, j] = model.between(a[i], b[j])
            m[i, j] = 1
            m[i, j] = f(i) + 1
            m[i, j] = model.at(i, key=lambda x: x) + 1
            m[i, j] = (1 if a[i] else 2) + 1
            m[i, j] = a[f(i)] + 1
    return m
""",
        """\
# Three rows.
import numpy as np

def fill(a, b):
    m = np.zeros((3, len(b)))
    for i in range(3):
        for j in range(len(b)):
            m[i, j] = a[i] * b[j]
    return m
""",
        """\
# One loop; a diagonal; rows and single columns.
import numpy as np

def fill(a, b, k):
    m = np.zeros((len(a), len(a)))
    for i in range(len(a)):
        m[i, i] = a[i] * b[i]
        m[i, k] = a[i] * b[i]
        m[i, 0] = a[i] * b[i]
        m[i] = a[i] * b[i]
        m[i, 0, k] = a[i] * b
    return m
""",
        """\
# A dict of pairs.
import numpy as np

def fill(a, b):
    m = {}
    for i in range(len(a)):
        for j in range(len(b)):
            m[i, j] = np.sqrt(a[i] * b[j])
    return m
""",
        """\
# Another library's.
def fill(a, b, zeros):
    m = zeros(len(a), len(b))
    for i in range(len(a)):
        for j in range(len(b)):
            m[i, j] = a[i] * b[j]
    return m
""",
        """\
# Arrays of an object.
import numpy as np

class Model:
    def fill(self, a, b):
        self.m = np.zeros((len(a), len(b)))
        for i in range(len(a)):
            for j in range(len(b)):
                self.m[i, j] = a[i] * b[j]
""",
        """\
# Three places; what a function makes of a row; what is written beside it.
import numpy as np

def fill(a, b, f):
    m = np.zeros((len(a), len(b), 3))
    n = np.zeros((len(a), len(b)))
    k = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            m[i, j, 0] = a[i] * b[j]
            n[i, j] = np.sqrt(f(a[i]) + b[j])
            x = k[j, i]
            k[i, j] = a[i] * b[j]
            f(x)
            f(n)
    return m, n
""",
        """\
# Three places; a place that no loop counts.
import numpy as np

def fill(a, b, c, k, more):
    m = np.zeros((9, 9, 9))
    n = np.zeros((9, 9))
    for i in range(len(a)):
        for j in range(len(b)):
            for x in range(len(c)):
                m[i, j, x] = a[i] * b[j] * c[x]
        while more():
            n[i, k] = a[i] * b[k]
    return m, n
""",
        """\
# What a function makes of a row.
import numpy as np

def fill(a, b, f):
    n = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            n[i, j] = np.sqrt(f(a[i]) + b[j])
    return n
""",
    ],
)
