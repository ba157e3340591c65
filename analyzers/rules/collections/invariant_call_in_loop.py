"""Computing the same value anew in each pass of a loop.

A call whose arguments no pass changes gives the same answer each time: `sum(weights)` in a loop over n items adds up
all weights n times, `np.dot(a, b)` multiplies the same matrices n times. Computed once before the loop it costs one
call. It is reported where every pass comes to it, for functions that are known to do nothing but to answer, and whose
work grows with what they are given, or that take several steps (paths, escaping, templates).

**When not to bother**: the loop makes only a few passes, or each pass does far more than the call.

**Why the fix needs review**: the call is made even if there is no pass at all, when it may fail (`max()` of nothing);
and code called in the loop must not change what it is given.
"""

from __future__ import annotations

import ast

from ...semantics.questions.invariants import elements_change, is_cold, is_in_every_pass, place_before
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_NUMPY = frozenset({
    "dot", "matmul", "inner", "outer", "einsum", "tensordot", "kron", "cross", "mean", "std", "var", "median",
    "percentile", "quantile", "average", "prod", "cumsum", "cumprod", "diff", "sort", "argsort", "unique", "isin",
    "histogram", "bincount", "corrcoef", "cov",
    "nanmean", "nanmedian", "nanstd", "nansum", "nanmax", "nanmin", "concatenate", "vstack", "hstack",
    "stack", "tile", "meshgrid", "transpose", "exp", "log", "sqrt", "sin", "cos", "searchsorted", "interp", "where",
})  # fmt: skip
_LINEAR = frozenset({"norm", "inv", "pinv", "det", "solve", "eig", "eigh", "svd", "qr", "cholesky"})
_NAMES = {
    "builtins.sum": "total", "builtins.max": "largest", "builtins.min": "smallest", "builtins.any": "some",
    "builtins.all": "every", "math.prod": "product", "statistics.mean": "mean", "statistics.median": "median",
    "statistics.stdev": "deviation",
    **{f"numpy.{name}": name for name in _NUMPY}, **{f"numpy.linalg.{name}": name for name in _LINEAR},
}  # fmt: skip
_BY_ELEMENT = frozenset({"exp", "log", "sqrt", "sin", "cos", "where"})
_ONE = ("builtins.sum", "builtins.max", "builtins.min", "builtins.any", "builtins.all")
_CALLS = frozenset(name.rpartition(".")[2] for name in _NAMES)


def check(node: ast.Call, at: Site) -> Match | None:
    qualified = at.qualified(node.func) or ""
    wanted = _NAMES.get(qualified)
    if wanted is None or not node.args:  # cheap
        return None
    if not isinstance(at.function, (ast.FunctionDef, ast.AsyncFunctionDef)) or at.is_small(node.args[0]):
        return None
    if qualified in _ONE and len(node.args) != 1:
        return None
    if not any(at.is_local(part) for part in ast.walk(node)):
        return None
    if all(_is_number(argument, wanted, at) for argument in node.args) or _is_changed(node, at):
        return None
    steady = at.steady_loop(node)
    if steady is None or not is_in_every_pass(at, node) or is_cold(at) or at.function.name == "__init__":
        return None
    loop = steady[0]
    if elements_change(at, node, loop):
        return None
    anchor = place_before(at, node, loop)
    return Match(
        node,
        f"{ast.unparse(node.func)}() of the same arguments in each pass: call it once, before the loop",
        "review" if anchor is not None else None,
        "" if anchor is None else "it is called even where there is no pass, and must see no change in it",
        {"anchor": anchor, "name": wanted, "calls": [call for call in loop.walk() if at.same(call, node)]},
    )


def _is_changed(node: ast.expr, at: Site) -> bool:
    """`paths = np.log(costs); paths += step`: each pass needs an array of its own."""
    parent = at.parent(node)
    name = parent.targets[0] if isinstance(parent, ast.Assign) else None
    if not isinstance(name, ast.Name):
        return name is not None
    kinds = {use.kind for use in at.usages(name)}
    return not kinds.isdisjoint(("augment", "store-subscript")) or any(at.changes(use.node) for use in at.usages(name))


def _is_number(node: ast.expr, function: str, at: Site) -> bool:
    kind = at.type(node)
    if function in _BY_ELEMENT and not kind.known and at.dotted(node) is not None:
        return True  # as often a number as an array
    return kind.name in ("int", "float", "bool", "complex")


def rewrite(match: Match, edit: Rewrite) -> None:
    anchor = match.nodes["anchor"]
    name = edit.name(match.nodes["name"], anchor)
    edit.insert_before(anchor, "{name} = {value}", name=name, value=edit.text(match.node))
    for call in match.nodes["calls"]:
        edit.replace(call, "{name}", name=name)


RULE = Rule(
    slug="invariant-call-in-loop",
    code="SLP140",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=_CALLS, in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Compute it once, before the loop",
    also=("W8201",),
    examples=[
        Example(
            before="""\
def shares(weights: list):
    found = []
    for weight in weights:
        found.append(weight / «sum(weights)»)
    return found
""",
            after="""\
def shares(weights: list):
    found = []
    total = sum(weights)
    for weight in weights:
        found.append(weight / total)
    return found
""",
            workload=lambda n: (list(range(1, n + 1)),),
            same=[([1, 2, 3],), ([],), ([0],)],
        ),
        Example(
            before="""\
def scaled(rows, limits: list):
    return [[cell / «max(limits)» for cell in row] for row in rows]
""",
            after="""\
def scaled(rows, limits: list):
    largest = max(limits)
    return [[cell / largest for cell in row] for row in rows]
""",
            workload=lambda n: ([[1, 2, 3]] * n, list(range(1, n + 1))),
            same=[([[1, 2]], [2, 1])],
            differs=[([], [])],
        ),
        Example(
            before="""\
import numpy as np


def projected(vectors, base, turn):
    found = []
    for vector in vectors:
        found.append(vector * float(«np.dot(base, turn)»))
    return found
""",
            after="""\
import numpy as np


def projected(vectors, base, turn):
    found = []
    dot = np.dot(base, turn)
    for vector in vectors:
        found.append(vector * float(dot))
    return found
""",
            workload=lambda n: (list(range(n)), list(range(n)), list(range(n))),
            same=[([1.0, 2.0], [1, 2], [3, 4]), ([], [1], [2])],
            differs=[([], [1, 2, 3], [1, 2])],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def show(rows, base, angles):
    for row in rows:
        scale = «np.mean(base)»
        turned = «np.log(base[:, 0])»
        print(scale * row, turned)
""",
        ),
        Example(
            before="""\
import numpy as np


def roots(xs, n):
    steps = np.array(n)
    return [x * «np.sqrt(steps)» for x in xs]
""",
        ),
    ],
    clean=[
        """\
# Each pass fills its own.
import numpy as np
def f(steps, costs):
    for step in steps:
        paths = np.log(costs[:, 0])
        paths.fill(step)
        print(paths)
""",
        """\
# Two elements.
def f(xs):
    few = [3, 4]
    return [x * sum(few) for x in xs]
""",
        """\
# On import.
def shares(xs):
    return xs
for n in shares(range(99)):
    print(max(shares(n)))
""",
        """\
# Each pass changes its own.
import numpy as np
def f(steps, costs):
    for step in steps:
        paths = np.log(costs[:, 0])
        paths += step
        print(paths)
""",
        """\
# So does whoever looks at the object.
import numpy as np
def f(self, steps, costs):
    for step in steps:
        self.paths = np.log(costs[:, 0])
        self.paths += step
""",
        """\
# Another sum in each pass.
def f(rows):
    return [1 / sum(row) for row in rows]
""",
        """\
# It grows.
def f(xs, out: list):
    for x in xs:
        out.append(x)
        print(sum(out))
""",
        """\
# Seldom comes to it.
def f(xs, ys: list):
    for x in xs:
        if x is None:
            print(sum(ys))
""",
        """\
# Two numbers.
def f(xs, a, b):
    return [x * max(a, b) for x in xs]
""",
        """\
# Not the builtin.
def f(xs, ys: list, sum):
    return [x * sum(ys) for x in xs]
""",
        """\
# Three passes.
def f(ys: list):
    return [x * sum(ys) for x in (1, 2, 3)]
""",
        """\
# Two elements.
def f(xs):
    return [x * sum([1, 2]) for x in xs]
""",
        """\
# A number costs nothing.
import numpy as np
def f(xs):
    n = 5
    return [x * np.sqrt(n) for x in xs]
""",
        """\
# Of the module: a constant.
WEIGHTS = [1] * 100
def f(xs):
    return [x * sum(WEIGHTS) for x in xs]
""",
        """\
# Objects are set up once.
class Stages:
    def __init__(self, depths: list):
        self.rates = [i / sum(depths) for i in range(sum(depths))]
""",
        """\
# Asked anew because code called in the loop changes what it sees.
def f(rows: list, g):
    def clear():
        rows[0].pop()
    while any(row for row in rows):
        clear()
""",
        """\
# A function of the user's decides.
def f(xs, ys: list, g):
    return [x * max(ys, key=g) for x in xs]
""",
        """\
# At the top of a module it runs once.
import sys
x = [len(p) * max(sys.path) for p in sys.path]
""",
        """\
# Each pass changes what is in it.
def f(rows: list):
    while rows[0]:
        low = min(row[-1] for row in rows)
        for row in rows:
            row[-1] -= low
""",
        """\
# The first takes them all.
def f(n, xs):
    left = iter(xs)
    return all(any(left) for _ in range(n))
""",
        """\
# May be a number.
import numpy as np
def f(xs, n):
    return [x * np.sqrt(n) for x in xs]
""",
        """\
# A lambda has no room for more.
f = lambda xs, ys: [x * sum(ys) for x in xs]
""",
        """\
# In a test nobody waits for it.
def test_f(xs, ys: list):
    for x in xs:
        print(x * sum(ys))
""",
    ],
)
