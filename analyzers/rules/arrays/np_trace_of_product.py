"""A whole product of matrices of which only the diagonal is used.

`np.trace(a @ b)` multiplies every row by every column, n³ steps, and adds up n of the n² results. The sum of all
products of an element with its counterpart, `np.einsum("ij,ji->", a, b)`, takes n² steps, as does
`np.einsum("ij,ji->i", a, b)` for `np.diag(a @ b)`.

**When not to bother**: the matrices have a few rows.

**Why the fix needs review**: the last digits may differ; `np.diag()` of a vector makes a matrix, where `np.einsum()`
raises.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_WANTED = {"numpy.trace": '"ij,ji->"', "numpy.diag": '"ij,ji->i"', "numpy.diagonal": '"ij,ji->i"'}


def check(node: ast.Call, at: Site) -> Match | None:
    wanted = _WANTED.get(at.qualified(node.func) or "")
    if wanted is None or len(node.args) != 1 or node.keywords:
        return None
    factors = _factors(node.args[0], at)
    if factors is None:
        return None
    return Match(
        node,
        "multiplies two matrices for the diagonal alone: np.einsum() works out just that",
        "review",
        "the last digits may differ, and both must be matrices",
        {"factors": factors, "wanted": wanted},
    )


def _factors(product: ast.expr, at: Site) -> tuple[ast.expr, ast.expr] | None:
    match product:
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            return left, right
        case ast.Call(args=[left, right], keywords=[]) if not isinstance(right, ast.Starred) and at.is_call(
            product, "numpy.dot", "numpy.matmul"
        ):
            return left, right
        case ast.Call(func=ast.Attribute(value=left, attr="dot"), args=[right], keywords=[]):
            if at.qualified(product.func) is None and not isinstance(right, ast.Starred):
                return left, right
        case _:
            pass
    return None


def rewrite(match: Match, edit: Rewrite) -> None:
    left, right = match.nodes["factors"]
    edit.replace(
        match.node,
        "{einsum}({wanted}, {left}, {right})",
        einsum=edit.imported("numpy.einsum", match.node),
        wanted=match.nodes["wanted"],
        left=left,
        right=right,
    )


RULE = Rule(
    slug="np-trace-of-product",
    code="SLP611",
    family="arrays",
    stage="preview",
    triggers=Triggers(calls=frozenset({"trace", "diag", "diagonal"})),
    check=check,
    rewrite=rewrite,
    title="Work out the diagonal alone",
    examples=[
        Example(
            before="""\
import numpy as np


def overlap(a, b):
    a, b = np.array(a), np.array(b)
    return float(«np.trace(a @ b)») + float(«np.trace(np.dot(a, b))»)
""",
            after="""\
import numpy as np


def overlap(a, b):
    a, b = np.array(a), np.array(b)
    return float(np.einsum("ij,ji->", a, b)) + float(np.einsum("ij,ji->", a, b))
""",
            workload=lambda n: ([[1.0] * n] * n, [[2.0] * n] * n),
            same=[([[1.0, 2.0], [3.0, 4.0]], [[1.0, 0.0], [5.0, 1.0]])],
            differs=[([[[1.0]]], [[[1.0]]])],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def variances(x, covariance):
    x, covariance = np.array(x), np.array(covariance)
    return «np.diag(x @ covariance @ x.T)» + «np.diag(x.dot(covariance.dot(x.T)))»
""",
            after="""\
import numpy as np


def variances(x, covariance):
    x, covariance = np.array(x), np.array(covariance)
    return np.einsum("ij,ji->i", x @ covariance, x.T) + np.einsum("ij,ji->i", x, covariance.dot(x.T))
""",
            workload=lambda n: ([[1.0, 2.0]] * n, [[1.0, 0.0], [0.0, 1.0]]),
            same=[([[1.0, 2.0], [3.0, 4.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]])],
            needs=("numpy",),
        ),
    ],
    clean=[
        """\
# The product is used as well.
import numpy as np

def parts(a, b):
    product = a @ b
    return np.trace(product), product
""",
        """\
# Element by element.
import numpy as np

def parts(a, b):
    return np.trace(a * b), np.diag(a + b), np.diag(np.outer(a, b))
""",
        """\
# Another diagonal.
import numpy as np

def parts(a, b):
    return np.diag(a @ b, 1), np.trace(a @ b, offset=1)
""",
        """\
# What is multiplied is not known, nor where the product goes.
import numpy as np

def parts(a, rest, out):
    found = np.trace(np.dot(a, *rest)) + np.trace(a.dot(*rest))
    return found + np.trace(a.dot(rest, out=out)) + np.trace(np.dot(a, rest, out=out))
""",
        """\
# Another library.
import numpy as np
import jax.numpy as jnp

def parts(a, b):
    return jnp.trace(a @ b), np.trace(jnp.dot(a)), np.trace(np.eye(3))
""",
    ],
)
