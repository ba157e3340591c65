"""The length of a vector worked out by hand.

`np.sqrt(np.sum((a - b) ** 2))` makes an array of the differences and a second one of their squares, and goes over it.
`np.linalg.norm(a - b)` needs the first only, and adds up the squares as it goes, as a dot product.

**When not to bother**: the vectors are short and it happens seldom.

**Why the fix needs review**: the last digits may differ, and of complex numbers the squares are those of their sizes.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or node.keywords or not at.is_call(node, "numpy.sqrt", "math.sqrt"):
        return None
    total = node.args[0]
    match total:
        case ast.Call(args=[squares], keywords=[]) if at.is_call(total, "numpy.sum"):
            pass
        case ast.Call(func=ast.Attribute(value=squares, attr="sum"), args=[], keywords=[]):
            if not at.imports("numpy"):
                return None
        case _:
            return None
    vector = _squared(squares, at)
    if vector is None or at.type(vector).name.startswith("pandas."):
        return None
    return Match(
        node,
        "makes an array of squares to add them up: np.linalg.norm() does without",
        "review",
        "the last digits may differ",
        {"vector": vector},
    )


def _squared(node: ast.expr, at: Site) -> ast.expr | None:
    """a of `a ** 2`, `a * a`, `np.square(a)`, `np.power(a, 2)`."""
    match node:
        case ast.BinOp(left=base, op=ast.Pow(), right=ast.Constant(value=2)):
            return base
        case ast.BinOp(left=base, op=ast.Mult(), right=other) if at.same(base, other) and at.pure(base):
            return base
        case ast.Call(args=[ast.expr() as base], keywords=[]) if at.is_call(node, "numpy.square"):
            return base if not isinstance(base, ast.Starred) else None
        case ast.Call(args=[base, ast.Constant(value=2)], keywords=[]) if at.is_call(node, "numpy.power"):
            return base
        case _:
            return None


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(
        match.node,
        "{numpy}.linalg.norm({vector})",
        numpy=edit.imported("numpy.sqrt", match.node).rpartition(".")[0] or edit.imported("numpy", match.node),
        vector=match.nodes["vector"],
    )


RULE = Rule(
    slug="np-norm-by-hand",
    code="SLP610",
    family="arrays",
    stage="preview",
    triggers=Triggers(calls=frozenset({"sqrt"})),
    check=check,
    rewrite=rewrite,
    title="Use np.linalg.norm()",
    severity="info",
    examples=[
        Example(
            before="""\
import numpy as np


def distance(a, b):
    a, b = np.array(a), np.array(b)
    return float(«np.sqrt(np.sum((a - b) ** 2))»)
""",
            after="""\
import numpy as np


def distance(a, b):
    a, b = np.array(a), np.array(b)
    return float(np.linalg.norm(a - b))
""",
            workload=lambda n: ([0.0] * n, [1.0] * n),
            same=[([3.0, 0.0], [0.0, 4.0]), ([], [])],
            differs=[([3j], [0.0])],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def lengths(a):
    a = np.array(a)
    return «np.sqrt((a * a).sum())» + «np.sqrt(np.sum(np.square(a)))» + «np.sqrt(np.power(a, 2).sum())»
""",
            after="""\
import numpy as np


def lengths(a):
    a = np.array(a)
    return np.linalg.norm(a) + np.linalg.norm(a) + np.linalg.norm(a)
""",
            workload=lambda n: ([0.0] * n,),
            same=[([3.0, 4.0],)],
            needs=("numpy",),
        ),
    ],
    clean=[
        """\
# The length of each row.
import numpy as np

def lengths(a):
    return (
        np.sqrt(np.sum(a**2, axis=1)),
        np.sqrt((a**2).sum(axis=1)),
        np.sqrt((a**2).sum(1)),
        np.sqrt(np.sum(a**2, 1)),
    )
""",
        """\
# Other powers, other products.
import numpy as np

def lengths(a, b):
    return (
        np.sqrt(np.sum(a**3)),
        np.sqrt(np.sum(a * b)),
        np.sqrt(np.sum(np.power(a, 3))),
        np.sqrt(np.sum(a)),
        np.sqrt(np.mean(a**2)),
    )
""",
        """\
# Each call draws anew.
import numpy as np

def length(draw):
    return np.sqrt(np.sum(draw() * draw()))
""",
        """\
# Another library's arrays.
import numpy as np
import jax.numpy as jnp

def length(a):
    return jnp.sqrt(jnp.sum(a**2)), np.sqrt(jnp.sum(a**2)), np.sqrt(jnp.square(a).sum())
""",
        """\
# Missing values are left out.
import numpy as np
import pandas as pd

def length(values):
    column = pd.Series(values)
    return np.sqrt((column**2).sum())
""",
        """\
# With room for the result.
import numpy as np

def length(a, out, parts):
    return np.sqrt(np.sum(a**2), out=out), np.sqrt(np.sum(np.square(*parts)))
""",
        """\
# No array: an expression of a query.
from math import sqrt

def length(query):
    return sqrt((query**2).sum())
""",
        """\
# Another root.
import cmath
import numpy as np

def length(a):
    return cmath.sqrt(np.sum(a**2)), np.cbrt(np.sum(a**2)), a.sqrt(np.sum(a**2))
""",
    ],
)
