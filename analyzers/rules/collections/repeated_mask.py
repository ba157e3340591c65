"""Computing the same mask of an array twice in one statement.

`values[values > limit] - base[values > limit]` compares all elements twice to pick the same ones. A name for the mask
(`chosen = values > limit`) compares once, and says what is picked.

**When not to bother**: the arrays are small.

**Why the fix needs review**: the comparison is made before the rest of the statement instead of in between.
"""

from __future__ import annotations

import ast

from ...semantics.questions.invariants import shown
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Subscript, at: Site) -> Match | None:
    mask = node.slice
    if not _is_mask(mask) or any(isinstance(part, _OTHER) for part in ast.walk(mask)):
        return None
    statement = at.statement(node)
    if not isinstance(statement, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return, ast.Expr)):
        return None
    around = at.parents(node)
    if any(isinstance(part, _APART) for part in around):
        return None
    same = [part.slice for part in ast.walk(statement) if isinstance(part, ast.Subscript) and at.same(part.slice, mask)]
    if len(same) < 2 or min(same, key=lambda part: (part.lineno, part.col_offset)) is not mask:
        return None
    return Match(
        mask,
        f"computes {shown(mask)} {len(same)} times: give the mask a name",
        "review",
        "the comparison is made once, before the rest of the statement",
        {"statement": statement, "same": same},
    )


_APART = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.IfExp, ast.BoolOp)
_OTHER = (ast.Call, ast.NamedExpr, ast.Await, ast.Lambda)


def _is_mask(node: ast.expr) -> bool:
    """`a > b`, `(a > b) & (c == d)`, `~(a > b)`: an index that is the outcome of a comparison."""
    if isinstance(node, ast.Compare):
        return not isinstance(node.ops[0], (ast.In, ast.NotIn, ast.Is, ast.IsNot))
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, (ast.BitAnd, ast.BitOr)) and _is_mask(node.left) and _is_mask(node.right)
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert) and _is_mask(node.operand)


def rewrite(match: Match, edit: Rewrite) -> None:
    statement = match.nodes["statement"]
    name = edit.name("mask", statement)
    edit.insert_before(statement, "{name} = {mask}", name=name, mask=edit.text(match.node))
    for mask in match.nodes["same"]:
        edit.replace(mask, "{name}", name=name)


RULE = Rule(
    slug="repeated-mask",
    code="SLP149",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.Subscript,)),
    check=check,
    rewrite=rewrite,
    title="Give the mask a name",
    severity="info",
    examples=[
        Example(
            before="""\
import numpy as np


def excess(values, limits):
    values, limits = np.array(values), np.array(limits)
    return values[«values > limits»] - limits[values > limits]
""",
            after="""\
import numpy as np


def excess(values, limits):
    values, limits = np.array(values), np.array(limits)
    mask = values > limits
    return values[mask] - limits[mask]
""",
            workload=lambda n: (list(range(n)), [n // 2] * n),
            same=[([1, 5, 3], [2, 2, 2]), ([], [])],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def limited(values, low, high):
    values = np.array(values)
    total = values[«(values > low) & (values < high)»].sum() / len(values[(values > low) & (values < high)])
    return float(total)
""",
            after="""\
import numpy as np


def limited(values, low, high):
    values = np.array(values)
    mask = (values > low) & (values < high)
    total = values[mask].sum() / len(values[mask])
    return float(total)
""",
            workload=lambda n: (list(range(1, n + 1)), 0, n),
            same=[([1, 5, 3], 1, 6)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def cleared(values, limit):
    values[«~(values > limit)»] = 2 * values[~(values > limit)]
""",
        ),
    ],
    clean=[
        """\
# A number.
def f(a, x, y):
    return a[(x > 1) + (y > 1)] - a[(x > 1) + (y > 1)]
""",
        """\
# Bits of a number.
def f(a, x):
    return a[(x > 1) & x.bits] - a[(x > 1) & x.bits]
""",
        """\
# The other way round.
def f(a, x):
    return a[x.bits | (x > 1)] - a[x.bits | (x > 1)]
""",
        """\
# From the end.
def f(a, x):
    return a[-(x > 1)] - a[-(x > 1)]
""",
        """\
# An index from the end.
def f(a, i):
    return a[~i] - a[~i]
""",
        """\
# Once.
def f(a, b):
    return a[a > b]
""",
        """\
# Two masks.
def f(a, b):
    return a[a > b] - b[a < b]
""",
        """\
# An index, not a mask.
def f(a, i):
    return a[i + 1] - a[i + 1]
""",
        """\
# Sometimes only one of them.
def f(a, b, c):
    return a[a > b] if c else b[a > b]
""",
        """\
# A call may answer otherwise.
def f(a, b):
    return a[a > b()] - a[a > b()]
""",
        """\
# It changes in between.
def f(a, b):
    a[a > b] = 1
    a[a > b] = 2
""",
        """\
# A condition whose body changes it.
def f(a, b):
    if a[a > b].any():
        a = a[a > b]
    return a
""",
        """\
# One of two.
def f(a, k):
    return a[k in a] - a[k in a]
""",
        """\
# A choice of one of two.
def f(a, xs):
    return [a[x > 1] + a[x > 1] for x in xs]
""",
    ],
)
