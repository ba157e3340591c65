"""An array made of a list in which NumPy or `math` works out one element at a time.

`np.array([math.exp(x) for x in values])` calls a function and makes a Python number for every element.
`np.exp(values)` makes the array of the values once, and works in compiled code. The same goes for arithmetic on the
elements of an array.

**When not to bother**: there are a few elements.

**Why the fix needs review**: where `math` raises, NumPy warns and gives NaN or infinity; whole numbers may overflow,
and the type of the result may be another.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_NAMES = {
    "math.acos": "arccos", "math.asin": "arcsin", "math.atan": "arctan", "math.ceil": "", "math.floor": "",
    "math.fabs": "fabs",
    **{f"{module}.{name}": name for module in ("math", "numpy") for name in (
        "cos", "cosh", "degrees", "exp", "expm1", "isfinite", "isinf", "isnan", "log", "log10", "log1p", "log2",
        "radians", "sin", "sinh", "sqrt", "tan", "tanh",
    )},
    "numpy.abs": "abs", "numpy.square": "square",
}  # fmt: skip
_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div)
_SEQUENCES = ("list", "tuple", "range", "numpy.ndarray")


def check(node: ast.Call, at: Site) -> Match | None:
    made = node.args[0] if len(node.args) == 1 and not node.keywords else None
    if not isinstance(made, ast.ListComp) or len(made.generators) != 1:
        return None
    if not at.is_call(node, "numpy.array", "numpy.asarray"):
        return None
    loop = made.generators[0]
    if not isinstance(loop.target, ast.Name) or loop.ifs or loop.is_async or at.is_small(loop.iter):
        return None
    name = loop.target.id
    elt = made.elt
    kind = at.type(loop.iter)
    if isinstance(elt, ast.Call):
        function = _NAMES.get(at.qualified(elt.func) or "")
        if not function or len(elt.args) != 1 or elt.keywords:
            return None
        if not (isinstance(elt.args[0], ast.Name) and elt.args[0].id == name):
            return None
        return Match(
            node,
            f"works out one element at a time: np.{function}() works on all of them in compiled code",
            "review" if kind.is_(*_SEQUENCES) else None,
            "where math raises, NumPy gives NaN or infinity",
            {"function": function, "source": loop.iter},
        )
    if kind.is_("numpy.ndarray") and isinstance(elt, ast.BinOp) and _is_arithmetic(elt, name):
        return Match(node, "works on one element at a time: the same arithmetic on the array itself is compiled code")
    return None


def _is_arithmetic(node: ast.expr, name: str) -> bool:
    match node:
        case ast.Name(id=other):
            return other == name
        case ast.Constant(value=int() | float()):
            return True
        case ast.BinOp(left=left, right=right, op=op) if isinstance(op, (*_OPERATORS, ast.Pow)):
            return _is_arithmetic(left, name) and _is_arithmetic(right, name)
        case _:
            return False


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(
        match.node,
        "{function}({source})",
        function=edit.imported("numpy." + match.nodes["function"], match.node),
        source=match.nodes["source"],
    )


RULE = Rule(
    slug="np-array-comprehension",
    code="SLP620",
    family="arrays",
    stage="preview",
    triggers=Triggers(calls=frozenset({"array", "asarray"})),
    check=check,
    rewrite=rewrite,
    title="Work on the whole array",
    examples=[
        Example(
            before="""\
import math

import numpy as np


def weights(ages: list[float]):
    return «np.array([math.exp(age) for age in ages])»
""",
            after="""\
import math

import numpy as np


def weights(ages: list[float]):
    return np.exp(ages)
""",
            workload=lambda n: ([0.0] * n,),
            same=[([0.0, -0.0],), ([],)],
            differs=[([1000.0],)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def roots(values):
    squares = np.array(values) ** 2
    return «np.asarray([np.sqrt(x) for x in squares])».tolist(), «np.array([2 * x + 1 for x in squares])»
""",
        ),
    ],
    clean=[
        """\
# What is done with each element is known only to the function.
import math

import numpy as np

def work(f, xs, y, n: int):
    a = np.zeros(n)
    return (
        np.array([f(x) for x in xs]),
        np.array([math.exp(y) for x in xs]),
        np.array([math.exp(x + y) for x in xs]),
        np.array([f(x) + 1 for x in a]),
        np.array([x + y for x in a]),
        np.array([math.pow(x, 2) for x in xs]),
        np.array([math.log(x, 2) for x in xs]),
        np.array([x for x in a]),
        np.array([math.exp(*x) for x in xs]),
    )
""",
        """\
# Some of them; pairs of them.
import math

import numpy as np

def work(xs, ys):
    return (
        np.array([math.exp(x) for x in xs if x]),
        np.array([math.exp(x) for x in xs for y in ys]),
        np.array([math.exp(x) for x, y in xs]),
        np.array([math.floor(x) for x in xs]),
    )
""",
        """\
# A list is wanted, another type, three elements.
import math

import numpy as np

def work(xs, a, b, c):
    return (
        [math.exp(x) for x in xs],
        np.array([math.exp(x) for x in xs], dtype=object),
        np.array([math.exp(x) for x in (a, b, c)]),
        np.sum([math.exp(x) for x in xs]),
        np.array(math.exp(x) for x in xs),
    )
""",
        """\
# Arithmetic on what is no array.
import numpy as np

def work(xs):
    return np.array([2 * x for x in xs])
""",
        """\
# An argument by name.
import numpy as np

def work(xs, out):
    return np.array([np.sqrt(x, out=out) for x in xs])
""",
        """\
# Of an asynchronous source.
import math

import numpy as np

async def work(xs):
    return np.array([math.exp(x) async for x in xs])
""",
        """\
# Another array.
import math

import numpy as np

def work(xs, tools):
    return tools.array([math.exp(x) for x in xs])
""",
    ],
)
