"""A NumPy function for a single number, in a loop.

`np.sqrt(x)` of one number makes an array of it, finds the function for its type, and makes a NumPy number of the
result. `math.sqrt(x)` and `abs(x)` work on the number itself.

**When not to bother**: the loop makes a few passes. Where the numbers come out of an array, work on the array as a
whole is better still.

**Why the fix needs review**: the result is a Python number; and where NumPy warns and gives NaN or infinity,
`math` raises.
"""

from __future__ import annotations

import ast

from ...semantics.questions.compiled import is_compiled
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_BETTER = {
    "abs": "abs", "absolute": "abs", "fabs": "math.fabs", "sqrt": "math.sqrt", "exp": "math.exp", "log": "math.log",
    "log2": "math.log2", "log10": "math.log10", "log1p": "math.log1p", "sin": "math.sin", "cos": "math.cos",
    "tan": "math.tan", "arctan2": "math.atan2", "isnan": "math.isnan", "isinf": "math.isinf",
    "isfinite": "math.isfinite", "radians": "math.radians", "deg2rad": "math.radians", "degrees": "math.degrees",
    "rad2deg": "math.degrees", "hypot": "math.hypot", "tanh": "math.tanh",
}  # fmt: skip
_TWO = ("arctan2", "hypot")


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.imports("numpy"):  # cheap
        return None
    if node.keywords:
        return None
    name = (at.qualified(node.func) or "").removeprefix("numpy.")
    better = _BETTER.get(name)
    if better is None or len(node.args) != (2 if name in _TWO else 1) or at.repeated_in is None:
        return None
    scalars = [at.type(argument).is_("int", "float") for argument in node.args]
    if not all(scalars) and not (len(scalars) == 1 and _is_asked(node, at)):
        return None
    if is_compiled(at):
        return None
    return Match(
        node,
        f"takes longer to begin than to work out one number: {better}() works on the number itself",
        "review",
        "the result is a Python number, and errors raise",
        {"better": better},
    )


def _is_asked(node: ast.Call, at: Site) -> bool:
    """Is the result compared with a limit in a condition, `if np.abs(x) > eps`, so that x cannot be an array?"""
    compare = at.parent(node)
    if not (isinstance(compare, ast.Compare) and len(compare.ops) == 1 and isinstance(node.args[0], ast.Name)):
        return False
    if not isinstance(compare.ops[0], (ast.Lt, ast.LtE, ast.Gt, ast.GtE)):
        return False
    around = at.parent(compare)
    if isinstance(around, ast.comprehension):
        asked = compare in around.ifs
    else:
        asked = isinstance(around, (ast.If, ast.IfExp)) and around.test is compare
    loop = at.loop
    assert loop is not None
    name = node.args[0].id
    runs = loop.target is not None and any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(loop.target))
    return asked and runs


def rewrite(match: Match, edit: Rewrite) -> None:
    node, better = match.node, match.nodes["better"]
    assert isinstance(node, ast.Call)
    function = better if better == "abs" else edit.imported(better, node)
    edit.replace(node, "{function}({given})", function=function, given=", ".join(edit.text(a) for a in node.args))


RULE = Rule(
    slug="np-scalar-ufunc",
    code="SLP617",
    family="arrays",
    stage="preview",
    triggers=Triggers(calls=frozenset(_BETTER), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Use the function for numbers",
    severity="info",
    examples=[
        Example(
            before="""\
import numpy as np


def lengths(pairs: list[tuple[float, float]]):
    return [float(«np.sqrt(x * x + y * y)») for x, y in pairs]
""",
            after="""\
import math

import numpy as np


def lengths(pairs: list[tuple[float, float]]):
    return [float(math.sqrt(x * x + y * y)) for x, y in pairs]
""",
            workload=lambda n: ([(3.0, 4.0)] * n,),
            same=[([(3.0, 4.0), (0.0, 0.0)],), ([],)],
            differs=[([(1e200, -1e200), (1j, 0.0)],)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def strong(weights, limit):
    return [(i, float(w)) for i, w in enumerate(weights) if «np.abs(w)» > limit]
""",
            after="""\
import numpy as np


def strong(weights, limit):
    return [(i, float(w)) for i, w in enumerate(weights) if abs(w) > limit]
""",
            workload=lambda n: ([1.0, -2.0] * n, 1.5),
            same=[([1.0, -2.0], 1.5)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def signs(rows, limit):
    for row in rows:
        if «np.abs(row)» > limit:
            print(1 if «np.sqrt(row)» < 5 else 2)
""",
        ),
    ],
    clean=[
        """\
# Numba compiles it.
import numpy as np
from numba import njit

@njit
def work(xs: list[float]):
    return [np.sqrt(2.0) * x for x in xs]
""",
        """\
# It may be an array.
import numpy as np

def work(rows, limit):
    found = []
    for row in rows:
        found.append(np.sqrt(row))
        found.append(np.abs(row) == limit)
        x = row * 2
        if np.abs(x) > limit:
            found.append(x)
        found.append(np.abs(row) > limit)
        if np.abs(row[0]) > limit > 1:
            break
        if np.abs(row.x) > limit:
            found.append(x)
    return found
""",
        """\
# No loop; five passes.
import numpy as np

def work(x: float):
    for _ in range(5):
        print(np.sqrt(x))
    return np.sqrt(x)
""",
        """\
# With more arguments, or fewer.
import numpy as np

def work(xs: list[float], out):
    for x in xs:
        print(np.sqrt(x, out=out), np.sqrt(x, out), np.arctan2(x))
""",
        """\
# Another library's.
import math

import numpy as np

def work(xs: list[float], jnp):
    return [math.sqrt(x) + jnp.sqrt(x) + np.ceil(x) for x in xs]
""",
        """\
# Equal, or in between; a choice of what may be an array; two of them.
import numpy as np

def work(rows, limit):
    found = []
    for row in rows:
        if np.abs(row) == limit:
            found.append(row)
        if np.abs(row) > limit > 1:
            found.append(row)
        found.append(1 if limit else np.abs(row) > limit)
        if np.hypot(row, row) > limit:
            found.append(row)
    while limit:
        if np.abs(limit) > 5:
            limit = 0
    return found
""",
    ],
)
