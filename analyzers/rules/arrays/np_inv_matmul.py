"""Multiplying by an inverse that is worked out for that alone.

`np.linalg.inv(a) @ b` solves a·x = I for all columns of the unit matrix, and multiplies. `np.linalg.solve(a, b)` solves
a·x = b, which takes fewer steps, and is more exact where the matrix is nearly singular.

**When not to bother**: the matrix has two or three rows, or the inverse is used several times (then it has a name).

**Why the fix needs review**: the last digits differ; and a stack of vectors `b` is read otherwise than by `@`.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_SOLVERS = {"numpy.linalg.inv": "numpy.linalg.solve", "scipy.linalg.inv": "scipy.linalg.solve"}
_PRODUCTS = ("numpy.dot", "numpy.matmul")


def check(node: ast.Call, at: Site) -> Match | None:
    solver = _SOLVERS.get(at.qualified(node.func) or "")
    if solver is None or len(node.args) != 1 or node.keywords or isinstance(node.args[0], ast.Starred):
        return None
    product = at.parent(node)
    if isinstance(product, ast.BinOp) and isinstance(product.op, ast.MatMult):
        other = product.right
        if product.left is not node:
            return None
    elif isinstance(product, ast.Attribute) and product.attr == "dot":  # inv(a).dot(b)
        call = at.parent(product)
        if not (isinstance(call, ast.Call) and call.func is product and len(call.args) == 1 and not call.keywords):
            return None
        product, other = call, call.args[0]
    elif isinstance(product, ast.Call) and len(product.args) == 2 and at.is_call(product, *_PRODUCTS):
        other = product.args[1]
        if product.keywords or product.args[0] is not node:
            return None
    else:
        return None
    if isinstance(other, ast.Starred):
        return None
    return Match(
        product,
        "works out an inverse only to multiply by it: linalg.solve() takes fewer steps and is more exact",
        "review",
        "the last digits differ, and a stack of vectors is read otherwise",
        {"call": node, "other": other, "solver": solver},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    inverse = nodes["call"].func
    solve = edit.text(inverse.value) + ".solve" if isinstance(inverse, ast.Attribute) else ""
    edit.replace(
        match.node,
        "{solve}({matrix}, {other})",
        solve=solve or edit.imported(nodes["solver"], match.node),
        matrix=nodes["call"].args[0],
        other=nodes["other"],
    )


RULE = Rule(
    slug="np-inv-matmul",
    code="SLP607",
    family="arrays",
    stage="stable",
    triggers=Triggers(calls=frozenset({"inv"})),
    check=check,
    rewrite=rewrite,
    title="Use linalg.solve()",
    severity="info",
    examples=[
        Example(
            before="""\
import numpy as np


def weights(covariance, returns):
    return np.round(«np.linalg.inv(np.array(covariance)) @ np.array(returns)», 6).tolist()
""",
            after="""\
import numpy as np


def weights(covariance, returns):
    return np.round(np.linalg.solve(np.array(covariance), np.array(returns)), 6).tolist()
""",
            workload=lambda n: (
                [[float(n + 1 if i == j else 1) for j in range(n)] for i in range(n)],
                [1.0] * n,
            ),
            same=[([[2.0, 0.0], [0.0, 4.0]], [2.0, 4.0]), ([[0.0, 0.0], [0.0, 0.0]], [1.0, 1.0])],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def both(a, b):
    a, b = np.array(a), np.array(b)
    return («np.dot(np.linalg.inv(a), b)» + «np.linalg.inv(a).dot(b)»).round(6).tolist()
""",
            after="""\
import numpy as np


def both(a, b):
    a, b = np.array(a), np.array(b)
    return (np.linalg.solve(a, b) + np.linalg.solve(a, b)).round(6).tolist()
""",
            workload=lambda n: (
                [[float(n + 1 if i == j else 1) for j in range(n)] for i in range(n)],
                [1.0] * n,
            ),
            same=[([[2.0, 0.0], [0.0, 4.0]], [[2.0, 4.0], [1.0, 1.0]])],
            needs=("numpy",),
        ),
    ],
    clean=[
        """\
# It stands behind.
import numpy as np

def behind(a, b):
    return b @ np.linalg.inv(a), np.dot(b, np.linalg.inv(a))
""",
        """\
# The inverse is used twice.
import numpy as np

def both(a, b, c):
    inverse = np.linalg.inv(a)
    return inverse @ b, inverse @ c
""",
        """\
# It is wanted as such.
import numpy as np

def inverse(a):
    return np.linalg.inv(a), np.linalg.inv(a).T, np.linalg.inv(a) * 2
""",
        """\
# A pseudo-inverse, and another inv().
import numpy as np

def solve(a, b, group):
    return np.linalg.pinv(a) @ b, group.inv(a) @ b
""",
        """\
# With room for the result.
import numpy as np

def solve(a, b, out):
    return np.dot(np.linalg.inv(a), b, out=out), np.linalg.inv(a).dot(b, out=out)
""",
        """\
# What is multiplied is not known.
import numpy as np

def solve(a, b, rest):
    return (
        np.linalg.inv(*a) @ b,
        np.linalg.inv(a).dot(*rest),
        np.matmul(np.linalg.inv(a), *rest),
        np.kron(np.linalg.inv(a), b),
    )
""",
        """\
# The method itself.
import numpy as np

def multiplier(a):
    return np.linalg.inv(a).dot
""",
        """\
# One matrix and something about it.
import numpy as np

def solve(a, b):
    return np.linalg.inv(a, signature=None) @ b
""",
        """\
# Other methods, other functions.
import numpy as np

def solve(a, b):
    print(np.linalg.inv(a).dot)
    return np.linalg.inv(a).sum(b), np.matmul(np.linalg.inv(a), b, a), np.dot(np.linalg.inv(a))
""",
    ],
)
