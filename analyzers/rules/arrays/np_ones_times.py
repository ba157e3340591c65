"""An array of one value that is made by arithmetic on ones or zeros.

`np.ones(n) * x` fills an array with ones, goes over all of it again to multiply, and puts the products into a second
array. `np.full(n, x)` fills one array, once.

**When not to bother**: the array has a few elements. Vectors made outside of loops are not reported.

**Why the fix needs review**: where the value is a name, it may, against its type, be something else than one number;
and dividing by a zero raises where an array gives infinity. `0.0 + -0.0` is 0.0, where `np.full()` keeps the sign.
"""

from __future__ import annotations

import ast
import math

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_FLOATS = ("numpy.nan", "numpy.inf", "math.nan", "math.inf", "numpy.NaN", "numpy.pi", "math.pi")
_START = {ast.Mult: "numpy.ones", ast.Div: "numpy.ones", ast.Add: "numpy.zeros"}


def check(node: ast.BinOp, at: Site) -> Match | None:
    start = _START.get(node.op.__class__)
    if start is None:
        return None
    for made, value in ((node.left, node.right), (node.right, node.left)):
        if not (isinstance(made, ast.Call) and len(made.args) == 1 and not made.keywords and at.is_call(made, start)):
            continue
        if isinstance(node.op, ast.Div) and made is node.right:
            return None
        shape = made.args[0]
        number = at.constant(shape)
        if (
            isinstance(shape, ast.Starred)
            or (type(number) is int and number <= at.FEW)
            or _is_small(shape, at)
            or not (_is_matrix(shape) or at.repeating)
        ):
            return None
        kind, certain = _kind(value, at)
        if not kind:
            return None
        reason = "" if certain else "the value must be one number"
        if isinstance(node.op, ast.Div):
            reason = "the value must be one number, not zero"
        elif certain and isinstance(node.op, ast.Add) and kind == "float" and not _is_float(value, at):
            reason = "" if at.constant(value) not in (0, Site.NOT_CONSTANT) else "a zero keeps its sign"
        elif certain and made is node.right and not at.pure(value):
            reason = "the value is worked out after the shape"
        return Match(
            node,
            "fills an array to work out a second one, all of one value: np.full() fills it once",
            "review" if reason else "safe",
            reason,
            {"shape": shape, "value": value, "kind": kind, "divides": isinstance(node.op, ast.Div)},
        )
    return None


def _is_small(shape: ast.expr, at: Site) -> bool:
    """A shape of a few elements, as (2, 2)."""
    if not isinstance(shape, (ast.Tuple, ast.List)):
        return False
    sizes = [at.constant(element) for element in shape.elts]
    return all(type(size) is int for size in sizes) and math.prod(sizes) <= at.FEW


def _is_matrix(shape: ast.expr) -> bool:
    """A vector made once seldom matters: (rows, columns), a.shape."""
    if isinstance(shape, ast.Attribute):
        return shape.attr == "shape"
    return isinstance(shape, (ast.Tuple, ast.List)) and len(shape.elts) > 1


def _is_float(value: ast.expr, at: Site) -> bool:
    while isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        value = value.operand
    return at.refers_to(value, *_FLOATS)


def _kind(value: ast.expr, at: Site) -> tuple[str, bool]:
    """ "float" or "int" for one number, "" for what is not known to be one; and whether the code proves it."""
    if _is_float(value, at):
        return "float", True
    kind = at.type(value)
    return (kind.name, kind.proven) if kind.is_("int", "float") else ("", False)


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    full = edit.imported("numpy.full", match.node)
    if nodes["divides"]:
        edit.replace(match.node, "{full}({shape}, 1 / {value})", full=full, shape=nodes["shape"], value=nodes["value"])
        return
    template = "{full}({shape}, {value})"
    if nodes["kind"] == "int":
        template = "{full}({shape}, {value}, dtype={kind})"
    holes = {"kind": "float"} if nodes["kind"] == "int" else {}
    edit.replace(match.node, template, full=full, shape=nodes["shape"], value=nodes["value"], **holes)


RULE = Rule(
    slug="np-ones-times",
    code="SLP604",
    family="arrays",
    stage="preview",
    triggers=Triggers(nodes=(ast.BinOp,)),
    check=check,
    rewrite=rewrite,
    title="Use np.full()",
    severity="info",
    examples=[
        Example(
            before="""\
import numpy as np


def unknown(rows, columns):
    return «np.ones((rows, columns)) * np.nan»
""",
            after="""\
import numpy as np


def unknown(rows, columns):
    return np.full((rows, columns), np.nan)
""",
            workload=lambda n: (n, n),
            same=[(2, 3), (0, 0)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def limits(counts, top: int, low: float):
    made = []
    for n in counts:
        made += [«np.ones(1000) * 0.5», «np.ones((9, 9)) * 0.5»]
        made += [«np.zeros(n) + top», «3 * np.ones(n)», «np.ones(n) * -np.inf», «low * np.ones(n)»]
    return made
""",
            after="""\
import numpy as np


def limits(counts, top: int, low: float):
    made = []
    for n in counts:
        made += [np.full(1000, 0.5), np.full((9, 9), 0.5)]
        made += [np.full(n, top, dtype=float), np.full(n, 3, dtype=float), np.full(n, -np.inf), np.full(n, low)]
    return made
""",
            workload=lambda n: ([n] * n, 7, 0.5),
            same=[([3, 2], 5, 1.5), ([0], 1, 2.0)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def weights(groups):
    return [«np.ones(len(items)) / len(items)» for items in groups]
""",
            after="""\
import numpy as np


def weights(groups):
    return [np.full(len(items), 1 / len(items)) for items in groups]
""",
            workload=lambda n: ([[0] * n],),
            same=[([[1, 2, 3]],)],
            differs=[([[]],)],
            needs=("numpy",),
        ),
    ],
    clean=[
        """\
# A vector made once.
import numpy as np

def made(n):
    return np.ones(n) * 0.5, np.ones((n,)) * 0.5
""",
        """\
# An array is spread over the rows.
import numpy as np

def made(n, row):
    return np.ones((n, 1)) * row
""",
        """\
# Three elements, and four.
import numpy as np

def made(items):
    return [(np.ones(3) * 0.5, np.ones((2, 2)) * 0.5) for _ in items]
""",
        """\
# Each element is divided by one.
import numpy as np

def made(n, x: float):
    return x / np.ones((n, n))
""",
        """\
# Another start, another type.
import numpy as np

def made(n):
    return (
        np.ones((n, n)) + 1.5,
        np.zeros((n, n)) * 2.5,
        np.ones((n, n)) - 2.5,
        np.zeros((n, n), dtype=int) + 3,
        np.zeros((n, n), int) + 3,
    )
""",
        """\
# The shape is not one argument.
import numpy as np

def made(shapes):
    return [np.ones(*shape) * 1.5 for shape in shapes]
""",
        """\
# A list may stand for an array.
import numpy as np

def made(n, values: list[float]):
    return np.ones((n, n)) * values
""",
        """\
# An attribute of another kind, and the other way round.
import numpy as np

def made(grid, value: float):
    return np.ones(grid.size) * 0.5, np.ones(grid.shape) * +np.nan, np.ones(grid.shape) * ~np.nan
""",
    ],
    unsafe=[
        """\
# The value may be none, or zero.
import numpy as np

def made(shapes, x: float):
    return [np.ones((n, n)) * x for n in shapes], [np.ones((n, n)) / 5 for n in shapes]
""",
        """\
# A negative zero loses its sign when it is added to a zero.
import numpy as np

def filled(rows, value):
    return np.zeros((rows, 9)) + float(value)
""",
        """\
# What is worked out first comes last.
import numpy as np

def filled(rows, read):
    return int(read()) * np.ones((read(), 9))
""",
        """\
# A declared number may be an array.
import numpy as np

def filled(rows, value: int):
    return np.ones((rows, 9)) * value
""",
    ],
)
