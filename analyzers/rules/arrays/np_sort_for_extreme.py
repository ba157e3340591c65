"""Sorting a whole array to take its first or last element.

`np.sort(a)[0]` takes n·log n steps and a copy of the array to find what `a.min()` finds in one pass, and
`np.argsort(a)[-1]` is the position that `np.argmax(a)` gives. Of the first k positions `np.argsort(a)[:k]`,
`np.argpartition(a, k)[:k]` finds the same ones without sorting the rest.

**When not to bother**: the array has a few hundred elements, or the sorted one is used as a whole.

**Why the fix needs review**: of several equal elements another one's position may be given; NaN, which sorting puts at
the end, is the smallest as well as the largest; and of a matrix the fix takes an element, not a row.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_NAMES = {("sort", False): "min", ("sort", True): "max", ("argsort", False): "argmin", ("argsort", True): "argmax"}


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.imports("numpy"):  # cheap
        return None
    if in_test(at):
        return None
    name = (at.qualified(node.func) or "").removeprefix("numpy.")
    array = node.args[0] if len(node.args) == 1 and not node.keywords else None
    if array is None or isinstance(array, ast.Starred) or name not in ("sort", "argsort") or at.is_small(array):
        return None
    taken = at.parent(node)
    backwards = isinstance(taken, ast.Subscript) and _reverses(taken.slice, at)
    last = taken if backwards else node
    taken = at.parent(last)
    message = "sorts the whole array for a few of its elements: "
    if isinstance(taken, ast.For) and _is_left_early(taken):
        return Match(last, message + "np.argpartition() finds the positions of the first k in one pass")
    if not isinstance(taken, ast.Subscript):
        return None
    if isinstance(taken.slice, ast.Slice):
        if name == "sort" or not _is_end(taken.slice, at):
            return None
        return Match(taken, message + "np.argpartition() finds the positions of the first k in one pass")
    index = at.constant(taken.slice)
    if index not in (0, -1):
        return None
    if at.dimensions(array) not in (1, None):
        return None
    picks = _NAMES[name, (index == -1) != backwards]
    return Match(
        taken,
        f"sorts the whole array to take one element: np.{picks}() finds it in one pass",
        "review",
        "equal elements, NaN, matrices, and arrays of nothing are treated otherwise",
        {"array": array, "picks": picks},
    )


def _is_left_early(loop: ast.For) -> bool:
    """Does the loop stop when enough is found: a `break` of its own, at the end of an `if`, that counts?"""
    for statement in loop.body:
        for part in ast.walk(statement):
            if isinstance(part, ast.If) and isinstance(part.body[-1], ast.Break) and isinstance(part.test, ast.Compare):
                return any(
                    isinstance(side, ast.Call) and isinstance(side.func, ast.Name) and side.func.id == "len"
                    for side in (part.test.left, *part.test.comparators)
                )
    return False


def _reverses(part: ast.expr, at: Site) -> bool:
    return isinstance(part, ast.Slice) and part.lower is None and part.upper is None and at.constant(part.step) == -1


def _is_end(part: ast.Slice, at: Site) -> bool:
    """[:k] or [-k:], of a number that the text gives and that is not large."""
    if part.step is not None or (part.lower is None) == (part.upper is None):
        return False
    count = at.constant(part.lower if part.upper is None else part.upper)
    return type(count) is int and (-_SEVERAL <= count < 0 if part.upper is None else 0 < count <= _SEVERAL)


_SEVERAL = 100


def rewrite(match: Match, edit: Rewrite) -> None:
    picks = edit.imported("numpy." + match.nodes["picks"], match.node)
    edit.replace(match.node, "{picks}({array})", picks=picks, array=match.nodes["array"])


RULE = Rule(
    slug="np-sort-for-extreme",
    code="SLP606",
    family="arrays",
    stage="stable",
    triggers=Triggers(calls=frozenset({"sort", "argsort"})),
    check=check,
    rewrite=rewrite,
    title="Look at each element once",
    also=("FURB192",),
    examples=[
        Example(
            before="""\
import numpy as np


def span(values: list[float]):
    return float(«np.sort(values)[-1]» - 2 * «np.sort(values)[0]»)
""",
            after="""\
import numpy as np


def span(values: list[float]):
    return float(np.max(values) - 2 * np.min(values))
""",
            workload=lambda n: ([float(i * 7919 % n) for i in range(n)],),
            same=[([3.0, 1.0, 2.0],), ([5.0],)],
            differs=[([],)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def best(scores: list[float]):
    array = np.array(scores)
    return int(«np.argsort(array)[::-1][0]»), int(«np.argsort(array)[0]»), int(«np.argsort(array)[-1]»)
""",
            after="""\
import numpy as np


def best(scores: list[float]):
    array = np.array(scores)
    return int(np.argmax(array)), int(np.argmin(array)), int(np.argmax(array))
""",
            workload=lambda n: ([float((i * 7919) % 10007) + i / (n + 1) for i in range(n)],),
            same=[([3.0, 1.0, 2.0],), ([5.0],)],
            differs=[([2.0, 2.0],), ([],)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def top(scores):
    found = []
    for i in «np.argsort(scores)[::-1]»:
        found.append(i)
        if len(found) == 10:
            break
    return found, «np.argsort(scores)[-10:]», «np.argsort(scores)[::-1][:5]»
""",
        ),
    ],
    clean=[
        """\
# A test.
import numpy as np


def test_span(values: list[float]):
    return float(np.sort(values)[-1] - 2 * np.sort(values)[0])
""",
        """\
# All are gone through, or until one is met.
import numpy as np

def pick(values, limit):
    found = []
    for i in np.argsort(values):
        found.append(i)
    for i in np.argsort(values):
        if values[i] > limit:
            break
        found.append(i)
    for i in np.argsort(values):
        if len(found) == limit:
            print(i)
    return found
""",
        """\
# The second smallest.
import numpy as np

def pick(values, k):
    return np.sort(values)[1], np.sort(values)[k]
""",
        """\
# Ten of them, sorted.
import numpy as np

def pick(values):
    return np.sort(values)[:10], np.sort(values)[::-1]
""",
        """\
# How many is not known: it may be nearly all. Nor is it every second, nor the middle.
import numpy as np

def pick(values, k):
    return (
        np.argsort(values)[:k],
        np.argsort(values)[:10:2],
        np.argsort(values)[2:7],
        np.argsort(values)[5:],
        np.argsort(values)[:-3],
    )
""",
        """\
# Along an axis.
import numpy as np

def pick(values):
    return np.sort(values, axis=0)[0], np.sort(values, 0)[0]
""",
        """\
# Of a matrix a row.
import numpy as np

def pick(n: int):
    return np.sort(np.zeros((n, 3)))[0]
""",
        """\
# Three elements.
import numpy as np

def pick(a, b, c):
    return np.argsort([a, b, c])[0]
""",
        """\
# An argument, and another argsort().
import numpy as np

def pick(values, parts, index):
    return values.argsort()[0], np.argsort(*parts)[0], index[np.argsort(values)][0], index[np.argsort(values)]
""",
        """\
# A thousand.
import numpy as np

def pick(values):
    return np.argsort(values)[:1000]
""",
        """\
# Rows of something else, chosen by the order; an order that is used otherwise.
import numpy as np

def pick(values, rows, step):
    for i in rows[np.argsort(values)]:
        if len(rows) == i:
            break
    for i in range(9):
        if np.argsort(values) is None and len(rows) == i:
            break
    for i in np.argsort(values):
        if step.len(i) == 5:
            break
        if i:
            break
    order = np.argsort(values)[::2][0], np.argsort(values)[1::-1][0], np.argsort(values)[:1:-1][0]
    return rows[np.argsort(values)][::-1][0], order, rows[np.argsort(values)][0]
""",
        """\
# Until something is ready, or of some size.
import numpy as np

def pick(values, ready, size):
    for i in np.argsort(values):
        if ready:
            break
    for i in np.argsort(values):
        if size(i) == 5:
            break
""",
    ],
)
