"""Counting what is true in an array by adding it up.

`np.sum(a > 5)` turns every boolean into an integer and adds these up. `np.count_nonzero(a > 5)` counts the bytes that
are not zero, many at a time.

**When not to bother**: the array has a few elements.

**Why the fix needs review**: the result may be a Python integer, where `np.sum()` gives a NumPy one.
"""

from __future__ import annotations

import ast
from types import NoneType

from ...semantics.questions.compiled import is_compiled
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_MASKS = ("numpy.isnan", "numpy.isinf", "numpy.isfinite", "numpy.isin", "numpy.logical_and", "numpy.logical_or",
          "numpy.logical_not")  # fmt: skip


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.imports("numpy"):  # cheap
        return None
    if node.keywords:
        return None
    match node:
        case ast.Call(args=[mask]) if at.is_call(node, "numpy.sum"):
            pass
        case ast.Call(func=ast.Attribute(value=mask, attr="sum"), args=[]):
            pass
        case _:
            return None
    if not at.type(mask).is_("numpy.ndarray") or not _is_mask(mask, at):
        return None
    if is_compiled(at):
        return None
    return Match(
        node,
        "adds up booleans one by one as integers: np.count_nonzero() counts them many at a time",
        "review",
        "the result may be a Python integer",
        {"mask": mask},
    )


def _is_mask(node: ast.expr, at: Site) -> bool:
    """An array of booleans: a comparison, what is made of such, or a name for one."""
    match node:
        case ast.Compare():
            return True
        case ast.UnaryOp(op=ast.Invert(), operand=operand):
            return _is_mask(operand, at)
        case ast.BinOp(left=left, op=ast.BitAnd() | ast.BitOr() | ast.BitXor(), right=right):
            return _is_mask(left, at) and _is_mask(right, at)
        case ast.Call():
            return at.is_call(node, *_MASKS)
        case ast.Name():
            value = at.only_value(node)
            return not isinstance(value, (ast.Name, NoneType)) and _is_mask(value, at)
        case _:
            return False


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(
        match.node,
        "{count}({mask})",
        count=edit.imported("numpy.count_nonzero", match.node),
        mask=match.nodes["mask"],
    )


RULE = Rule(
    slug="np-sum-of-mask",
    code="SLP618",
    family="arrays",
    stage="preview",
    triggers=Triggers(calls=frozenset({"sum"})),
    check=check,
    rewrite=rewrite,
    title="Use np.count_nonzero()",
    severity="info",
    examples=[
        Example(
            before="""\
import numpy as np


def share(values, limit: float):
    array = np.array(values)
    return float(«np.sum(array > limit)» / len(array) + «(~(array == limit) & (array > 0)).sum()»)
""",
            after="""\
import numpy as np


def share(values, limit: float):
    array = np.array(values)
    return float(np.count_nonzero(array > limit) / len(array) + np.count_nonzero(~(array == limit) & (array > 0)))
""",
            workload=lambda n: ([float(i) for i in range(n)], 5.0),
            same=[([1.0, 2.0, 3.0], 2.0)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def missing(count):
    array = np.full(count, np.nan)
    gone = np.isnan(array)
    return int(«gone.sum()»)
""",
            after="""\
import numpy as np


def missing(count):
    array = np.full(count, np.nan)
    gone = np.isnan(array)
    return int(np.count_nonzero(gone))
""",
            workload=lambda n: (n,),
            same=[(3,), (0,)],
            needs=("numpy",),
        ),
    ],
    clean=[
        """\
# Numba compiles it.
import numba
import numpy as np

@numba.jit(nopython=True)
def count(n: int):
    return np.sum(np.zeros(n) > 1)
""",
        """\
# Along an axis.
import numpy as np

def count(n: int):
    a = np.zeros((n, n))
    return np.sum(a > 1, axis=0), (a > 1).sum(axis=0), (a > 1).sum(0), np.sum(a > 1, 0)
""",
        """\
# Numbers.
import numpy as np

def count(n: int):
    a = np.zeros(n)
    b = a
    return (
        np.sum(a),
        a.sum(),
        np.sum(a + 1),
        np.sum(-a),
        np.sum((a > 1) * a),
        np.exp(a).sum(),
        np.sum(b),
        np.sum((a > 1) & a),
    )
""",
        """\
# What is compared is not known: of a frame the columns are summed.
import numpy as np

def count(a):
    return np.sum(a > 1), (a > 1).sum()
""",
        """\
# A list, and another function.
import numpy as np

def count(n: int, tools):
    a = np.zeros(n)
    return sum([1, 2]), tools.sum(a > 1), (a > 1).any(), np.mean(a > 1)
""",
        """\
# A name of two meanings.
import numpy as np

def count(n: int, flag):
    a = np.zeros(n)
    m = a > 1
    if flag:
        m = a * 2
    return m.sum()
""",
        """\
# A name for a name; numbers first.
import numpy as np

def count(n: int):
    a = np.zeros(n)
    mask = a > 1
    other = mask
    return np.sum(other), np.sum(a & (a > 1)), np.sum((a & a) | mask)
""",
    ],
)
