"""A builtin (`sum`, `min`, `max`, `any`, `all`) that goes over a NumPy array.

`sum(a)` takes every element out of the array as a Python object and adds them up one by one. `a.sum()` adds them up in
compiled code. So it is with `a.min()`, `a.max()`, `a.any()` and `a.all()`. Both take n steps; a step of the builtin is
much the longer one.

**When not to bother**: the array has a few elements.

**Why the fix needs review**: `a.sum()` adds floats in another order, so that the last digits may differ; sums of small
integer types are made in a wider one; of an empty array `sum(a)` is the integer 0; `min()` and `max()` pass over NaN by
chance, where `a.min()` gives NaN; `a.any()` returns a NumPy boolean.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_BUILTINS = ("sum", "min", "max", "any", "all")
_NO_ARRAYS = (ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.List, ast.Tuple, ast.Set, ast.Dict)


def check(node: ast.Call, at: Site) -> Match | None:
    if (
        len(node.args) != 1
        or node.keywords
        or isinstance(node.args[0], _NO_ARRAYS)
        or not at.imports("numpy", "pandas")
    ):
        return None
    name = (at.qualified(node.func) or "").removeprefix("builtins.")
    if name not in _BUILTINS:
        return None
    array = node.args[0]
    if not at.type(array).is_("numpy.ndarray") or _is_small(array, at) or in_test(at):
        return None
    # Of a matrix sum() adds up the rows, in compiled code; the others raise, so that what they get is a vector.
    dimensions = at.dimensions(array)
    if dimensions != 1 and (dimensions is not None or (name == "sum" and not _normalizes(node, array, at))):
        return None
    return Match(
        node,
        f"takes each element out of the array as an object: .{name}() goes over it in compiled code",
        "review",
        _REASONS.get(name, "it returns a NumPy boolean"),
        {"array": array, "name": name, "axis": "axis=0" if name == "sum" and dimensions is None else ""},
    )


def _normalizes(total: ast.Call, array: ast.expr, at: Site) -> bool:
    """`a /= sum(a)`, `a / sum(a)`: whatever its dimensions, sum() is the sum along the first."""
    match at.parent(total):
        case ast.AugAssign(target=target, op=ast.Div()):
            return at.same(target, array)
        case ast.BinOp(left=left, op=ast.Div()):
            return at.same(left, array)
        case _:
            return False


_REASONS = {
    "sum": "floats are added in another order, and nothing at all sums up to a zero of the array's type",
    "min": "it gives NaN where there is one",
    "max": "it gives NaN where there is one",
}


def _is_small(array: ast.expr, at: Site) -> bool:
    """Does the text say that it has a few elements?"""
    made = at.only_value(array) or array
    match made:
        case ast.BinOp(left=ast.List(), op=ast.Mult(), right=count):  # [0] * 5
            return _is_few(count, at)
        case ast.BinOp(left=left, right=right) | ast.Compare(left=left, comparators=[right]):
            return _is_small(left, at) or _is_small(right, at)
        case ast.Attribute(attr="shape"):
            return True
        case ast.Call(args=[source, *_]) if at.is_call(made, "numpy.array", "numpy.asarray", "builtins.abs"):
            return _is_small(source, at)
        case ast.Call(args=[count, *_]) if at.is_call(made, "numpy.zeros", "numpy.ones", "numpy.arange", "numpy.full"):
            return _is_few(count, at)
        case _:
            return at.is_small(made)


def _is_few(count: ast.expr, at: Site) -> bool:
    number = at.constant(count)
    return type(number) is int and number <= at.FEW


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    edit.replace(match.node, "{array}.{name}({axis})", array=nodes["array"], name=nodes["name"], axis=nodes["axis"])


RULE = Rule(
    slug="np-builtin-sum",
    code="SLP602",
    family="arrays",
    stage="stable",
    triggers=Triggers(calls=frozenset(_BUILTINS)),
    check=check,
    rewrite=rewrite,
    title="Use the array's method",
    examples=[
        Example(
            before="""\
import numpy as np


def share(figures: list[float]):
    sold = np.array(figures)
    return (sold / «sum(sold)»).tolist()
""",
            after="""\
import numpy as np


def share(figures: list[float]):
    sold = np.array(figures)
    return (sold / sold.sum()).tolist()
""",
            workload=lambda n: ([1.0] * n,),
            same=[([1.0, 3.0],), ([2, 2],), ([],)],
            differs=[([1e16, 1.0, -1e16, 1.0, 1e16, 1.0, -1e16, 1.0, 3.0, 5.0],)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy


def span(low, high, steps: int):
    points = numpy.linspace(low, high, steps) ** 2
    return «max(points)» - «min(points)»
""",
            after="""\
import numpy


def span(low, high, steps: int):
    points = numpy.linspace(low, high, steps) ** 2
    return points.max() - points.min()
""",
            workload=lambda n: (-1.0, 1.0, n),
            same=[(0.0, 2.0, 5), (-1, 1, 9), (0.0, 1.0, 0)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def hits(guesses, truth: list[int]):
    truth = np.asarray(truth)
    return «sum(np.arange(len(guesses)) == 3)»
""",
            after="""\
import numpy as np


def hits(guesses, truth: list[int]):
    truth = np.asarray(truth)
    return (np.arange(len(guesses)) == 3).sum()
""",
            workload=lambda n: ([0] * n, [0] * n),
            same=[([1, 2, 3, 4, 5], [])],
            differs=[([], [])],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def lowest(values):
    readings = np.asarray(values)
    return «min(readings)»
""",
            after="""\
import numpy as np


def lowest(values):
    readings = np.asarray(values)
    return readings.min()
""",
            workload=lambda n: ([float(i) for i in range(n)],),
            same=[([3, 1, 2],), ([],)],
            differs=[([1.0, float("nan"), 2.0],), ([[1, 2], [3, 4]],)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def softmax(weights, inputs):
    shares = np.exp(np.dot(np.array(weights), np.array(inputs)))
    shares /= «sum(shares)»
    return (shares / «sum(shares)»).round(6).tolist()
""",
            after="""\
import numpy as np


def softmax(weights, inputs):
    shares = np.exp(np.dot(np.array(weights), np.array(inputs)))
    shares /= shares.sum(axis=0)
    return (shares / shares.sum(axis=0)).round(6).tolist()
""",
            workload=lambda n: ([[0.5] * 3] * n, [1.0, 2.0, 3.0]),
            same=[([[1.0, 0.0], [0.0, 1.0]], [1.0, 2.0]), ([[1.0, 0.0], [0.0, 1.0]], [[1.0, 2.0], [3.0, 4.0]])],
            needs=("numpy",),
        ),
    ],
    clean=[
        """\
# A test.
import numpy as np

def test_sizes(labels):
    assert max(np.arange(labels)) >= 3
""",
        """\
# Other totals of what may be a matrix.
import numpy as np

def shares(a, b, c):
    products = np.dot(a, b)
    c /= sum(products)
    products *= sum(products)
    return c / sum(products), sum(products) / products, products * sum(products)
""",
        """\
# Of a matrix sum() adds up the rows.
import numpy as np

def rows(n: int):
    return sum(np.zeros((n, 3)))
""",
        """\
# What the array is made of is not known: it may be a matrix.
import numpy as np

def total(vectors):
    return sum(np.array(vectors))
""",
        """\
# A list is no array.
def total(prices):
    prices = list(prices)
    return sum(prices)
""",
        """\
# Already in compiled code.
import numpy as np

def total(n: int):
    return np.arange(n).sum()
""",
        """\
# The key is code of the user's.
import numpy as np

def nearest(n: int, x):
    return min(np.arange(n), key=lambda p: abs(p - x))
""",
        """\
# A start value.
import numpy as np

def total(n: int, start):
    return sum(np.arange(n), start)
""",
        """\
# Two arguments are compared with each other.
import numpy as np

def larger(n: int, other):
    return max(np.arange(n), other)
""",
        """\
# Three numbers.
import numpy as np

def total():
    return sum(np.array([1.0, 2.0, 3.0]))
""",
        """\
# Two numbers each.
import numpy as np

def same(model):
    return all(model.alpha == np.array([0.5, 0.5])) and all(np.array([0.1] * 4) == model.beta)
""",
        """\
# An array has a few dimensions.
import numpy as np

def longest(table):
    return max(np.array(np.asarray(table).shape)) + max(abs(np.array([1.5, -2.5])))
""",
        """\
# A shadowed name is not the builtin.
import numpy as np
from tools import sum

def total(n: int):
    return sum(np.arange(n))
""",
        """\
# Rows of a matrix.
import numpy as np

def any_row(n: int):
    return any(np.zeros((n, n)))
""",
    ],
)
