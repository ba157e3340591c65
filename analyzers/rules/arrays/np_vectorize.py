"""`np.vectorize` of a function that NumPy could work out itself.

`np.vectorize(f)` is a Python loop in disguise: it calls f with a Python object for every element. Arithmetic,
comparisons, and choices (`np.where`) on the array itself run in compiled code.

**When not to bother**: the array has a few elements. Functions that ask something else are not reported: for these
`np.vectorize` is only a shorter way to write a loop.
"""

from __future__ import annotations

import ast

from ...semantics.questions.columns import functions_given
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_MODULES = ("numpy", "math")
_BUILTINS = ("builtins.abs", "builtins.min", "builtins.max", "builtins.int", "builtins.float", "builtins.round")


def check(node: ast.Call, at: Site) -> Match | None:
    if not node.args or not at.is_call(node, "numpy.vectorize"):
        return None
    given = functions_given(at, node.args[0])
    if len(given) != 1 or not _is_arithmetic(given[0][1], at):
        return None
    return Match(
        node,
        "calls a Python function for every element: arithmetic and np.where() on the array itself are compiled code",
    )


def _is_arithmetic(node: ast.AST, at: Site) -> bool:
    match node:
        case ast.Name():
            return True
        case ast.Constant(value=int() | float()):
            return True
        case (
            ast.BinOp(left=left, right=right)
            | ast.Compare(
                left=left,
                comparators=[right],
                ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE() | ast.Eq() | ast.NotEq()],
            )
        ):
            return _is_arithmetic(left, at) and _is_arithmetic(right, at)
        case ast.UnaryOp(operand=operand):
            return _is_arithmetic(operand, at)
        case ast.BoolOp(values=values):
            return all(_is_arithmetic(value, at) for value in values)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return all(_is_arithmetic(part, at) for part in (test, body, orelse))
        case ast.Call(args=arguments, keywords=[]):
            known = at.qualified(node.func) or ""
            if known not in _BUILTINS and known.partition(".")[0] not in _MODULES:
                return False
            return all(_is_arithmetic(argument, at) for argument in arguments)
        case _:
            return False


RULE = Rule(
    slug="np-vectorize",
    code="SLP619",
    family="arrays",
    stage="preview",
    triggers=Triggers(calls=frozenset({"vectorize"})),
    check=check,
    examples=[
        Example(
            before="""\
import numpy as np


def clipped(values):
    return «np.vectorize(lambda x: x * 2 if x > 0 else 0.0)»(np.asarray(values)).tolist()
""",
            after="""\
import numpy as np


def clipped(values):
    array = np.asarray(values)
    return np.where(array > 0, array * 2, 0.0).tolist()
""",
            workload=lambda n: ([1.0, -1.0] * n,),
            same=[([1.0, -2.0],)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import math

import numpy as np


def curves(x):
    def logistic(x):
        return 1 / (1 + math.exp(-x))

    return «np.vectorize(logistic)»(x), «np.vectorize(lambda x: 1 < x and abs(x) != 3 or not x)»(x)
""",
        ),
    ],
    clean=[
        """\
# What is asked of each element is known only to the function.
import numpy as np

def work(f, d, a):
    return (
        np.vectorize(f)(a),
        np.vectorize(lambda x: f(x))(a),
        np.vectorize(lambda x: d[x])(a),
        np.vectorize(lambda x: x.real)(a),
        np.vectorize(d.get)(a),
        np.vectorize(lambda x: x in d)(a),
        np.vectorize(lambda x: 'a' if x else 'b')(a),
        np.vectorize(lambda x: int(x, base=2))(a),
    )
""",
        """\
# Another vectorize.
import numpy as np
from numba import vectorize

f = vectorize(lambda x: x + 1)
""",
        """\
# As a decorator with arguments.
import numpy as np

@np.vectorize
def f(x):
    return x + 1

g = np.vectorize(pyfunc=lambda x: x + 1)
""",
        """\
# Two parameters: not looked into. A chain.
import numpy as np

f = np.vectorize(lambda x, y: x + y)
g = np.vectorize(lambda x: 1 < x < 5)
""",
        """\
# A text on either side.
import numpy as np

f = np.vectorize(lambda x: 'a' + x)
g = np.vectorize(lambda x: x + 'a')
h = np.vectorize(lambda x: x > 'a')
k = np.vectorize(lambda x: 'a' > x)
""",
    ],
)
