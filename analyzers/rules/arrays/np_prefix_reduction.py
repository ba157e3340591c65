"""The sum (mean, maximum …) of all elements so far, worked out anew in each pass of a loop.

`a[: i + 1].sum()` in a loop over i adds up 1, 2, … n elements: n² additions. `np.cumsum(a)` (for lists
`itertools.accumulate`) has all of these sums after n. There are `np.maximum.accumulate`, `cumprod`, and for pandas
`s.cumsum()`, `s.cummax()`, `s.expanding().mean()`.

**When not to bother**: the loop makes a few passes, or each does far more than the sum.
"""

from __future__ import annotations

import ast

from ...semantics.loops import Loop
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_REDUCTIONS = frozenset({"sum", "mean", "max", "min", "prod", "any", "all", "average", "nansum", "nanmean"})
_FUNCTIONS = tuple(f"numpy.{name}" for name in _REDUCTIONS) + tuple(
    f"builtins.{name}" for name in ("sum", "max", "min")
)


def check(node: ast.Call, at: Site) -> Match | None:
    part = _part(node, at)
    if part is None or part.step is not None or (part.lower is None) == (part.upper is None):
        return None
    whole = at.parent(part)
    assert isinstance(whole, ast.Subscript)
    loop = at.repeated_in
    bound = part.lower if part.upper is None else part.upper
    if loop is None or not _runs_along(bound, loop):
        return None
    if loop.keeps(whole.value) == "no" or at.is_small(whole.value) or at.waits(loop):
        return None
    return Match(
        node,
        "goes over all elements so far in every pass: cumsum() and the like have the results of all passes at once",
    )


def _part(node: ast.Call, at: Site) -> ast.Slice | None:
    """The slice in `a[:i].sum()`, `np.sum(a[:i])` or `sum(a[:i])`."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Subscript(slice=ast.Slice() as part)), args=[], keywords=[]):
            return part
        case ast.Call(args=[ast.Subscript(slice=ast.Slice() as part)], keywords=[]) if at.is_call(node, *_FUNCTIONS):
            return part
        case _:
            return None


def _runs_along(bound: ast.expr | None, loop: Loop) -> bool:
    """Is it the variable of a `for`, or the next or last place: `i`, `i + 1`, `i - 1`?"""
    if isinstance(bound, ast.BinOp) and isinstance(bound.right, ast.Constant):
        bound = bound.left
    if not isinstance(bound, ast.Name) or loop.target is None:
        return False
    return any(isinstance(name, ast.Name) and name.id == bound.id for name in ast.walk(loop.target))


RULE = Rule(
    slug="np-prefix-reduction",
    code="SLP612",
    family="arrays",
    stage="preview",
    triggers=Triggers(calls=_REDUCTIONS, in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
import numpy as np


def balances(payments):
    paid = np.asarray(payments)
    found = []
    for i in range(len(paid)):
        found.append(int(«paid[: i + 1].sum()»))
    return found
""",
            after="""\
import numpy as np


def balances(payments):
    paid = np.asarray(payments)
    return np.cumsum(paid).tolist()
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, -2, 5],)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def shares(a, s):
    for i, x in enumerate(a):
        print(x / «sum(a[:i])», x / «np.max(a[i:])»)
    for day, value in s.items():
        print(value / «s[:day].mean()»)
""",
        ),
    ],
    clean=[
        """\
# A window of fixed length, every second element.
def pick(a):
    for i in range(len(a)):
        print(a[i - 5 : i].sum(), sum(a[:i:2]), sum(a[:]))
""",
        """\
# The same part in each pass.
def pick(a, k):
    for i in range(len(a)):
        print(a[:k].sum(), i)
""",
        """\
# Another array in each pass, and one that grows.
def pick(arrays, a):
    for i, b in enumerate(arrays):
        print(b[:i].sum(), arrays[i][:i].sum())
    for i in range(10):
        a.append(sum(a[:i]))
""",
        """\
# Five passes; no loop.
def pick(a, k):
    for i in range(5):
        print(a[:i].sum())
    return a[:k].sum()
""",
        """\
# Some other thing is done with the part.
def pick(a, f):
    for i in range(len(a)):
        print(f.sum(a[:i]), a[:i].sum(0), sum(a[:i], 1), a[:i].sum(axis=0), sum(a[:i], start=1))
""",
        """\
# A state machine.
def pick(a):
    i = 0
    while a[i:].any():
        i += step(a)
""",
        """\
# A request takes longer.
import requests

def send(a):
    for i in range(len(a)):
        requests.get('http://x', a[:i].sum())
""",
        """\
# Four elements.
def pick():
    a = [1, 2, 3, 4]
    for i in range(1000):
        print(sum(a[: i - 996]))
""",
        """\
# A product of places.
def pick(a):
    for i in range(len(a)):
        print(a[: i * i].sum(), a[: len(a) - 1].sum())
""",
        """\
# What is asked for anew.
def pick(load, n):
    for i in range(n):
        print(load()[:i].sum(), [1, 2, 3][:i].sum())
""",
    ],
)
