"""Counting by making a list of all positions.

`len(np.where(mask)[0])` makes an array of the positions of all elements that are true, in order to know how many there
are. `np.count_nonzero(mask)` counts, and makes nothing.

**When not to bother**: the array has a few elements, or the positions are used as well.

**Why the fix needs review**: `np.count_nonzero()` may give a NumPy integer, by its version, where `len()` gives a
Python one; and what is no array at all, but one number, it counts too.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.imports("numpy"):  # cheap
        return None
    if in_test(at):
        return None
    if len(node.args) != 1 or not at.is_call(node, "builtins.len"):
        return None
    mask = _mask(node.args[0], at)
    if mask is None:
        return None
    return Match(
        node,
        "makes an array of all positions to know how many there are: np.count_nonzero() counts",
        "review",
        "it may give a NumPy integer",
        {"mask": mask},
    )


def _mask(found: ast.expr, at: Site) -> ast.expr | None:
    """What is looked through in `np.where(mask)[0]`, `np.flatnonzero(mask)`, `np.argwhere(mask)`."""
    names = ("numpy.flatnonzero", "numpy.argwhere")
    if isinstance(found, ast.Subscript):
        if at.constant(found.slice) != 0:
            return None
        found, names = found.value, ("numpy.where", "numpy.nonzero")
    if not (isinstance(found, ast.Call) and len(found.args) == 1 and not found.keywords and at.is_call(found, *names)):
        return None
    return None if isinstance(found.args[0], ast.Starred) else found.args[0]


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(
        match.node,
        "{count}({mask})",
        count=edit.imported("numpy.count_nonzero", match.node),
        mask=match.nodes["mask"],
    )


RULE = Rule(
    slug="np-len-where",
    code="SLP608",
    family="arrays",
    stage="stable",
    triggers=Triggers(calls=frozenset({"len"})),
    check=check,
    rewrite=rewrite,
    title="Use np.count_nonzero()",
    severity="info",
    examples=[
        Example(
            before="""\
import numpy as np


def late(delays, limit):
    return int(«len(np.where(np.asarray(delays) > limit)[0])»)
""",
            after="""\
import numpy as np


def late(delays, limit):
    return int(np.count_nonzero(np.asarray(delays) > limit))
""",
            workload=lambda n: (list(range(n)), 5),
            same=[([1, 5, 9], 4), ([], 1)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy


def hits(values):
    seen = numpy.asarray(values)
    return bool(«len(numpy.flatnonzero(seen))» > 2 or «len(numpy.argwhere(seen))» > 5)
""",
            after="""\
import numpy


def hits(values):
    seen = numpy.asarray(values)
    return bool(numpy.count_nonzero(seen) > 2 or numpy.count_nonzero(seen) > 5)
""",
            workload=lambda n: ([1, 0] * n,),
            same=[([1, 0, 2],), ([],), ([[1, 2, 3], [0, 1, 0]],)],
            needs=("numpy",),
        ),
    ],
    clean=[
        """\
# A test.
import numpy as np


def test_late(delays, limit):
    return int(len(np.where(np.asarray(delays) > limit)[0]))
""",
        """\
# The columns of a matrix.
import numpy as np

def count(mask):
    return len(np.where(mask)), len(np.nonzero(mask))
""",
        """\
# One of two values for each element.
import numpy as np

def count(mask, a, b):
    return len(np.where(mask, a, b)[0])
""",
        """\
# The first of them, and something else than NumPy.
import numpy as np

def count(mask, grid):
    return np.where(mask)[0][0], len(grid.where(mask)[0]), len(mask)
""",
        """\
# Another part.
import numpy as np

def count(mask, parts, key):
    return len(np.where(mask)[key]), len(np.flatnonzero(*parts))
""",
        """\
# Another len().
import numpy as np
from tools import len

def count(mask):
    return len(np.where(mask)[0])
""",
        """\
# With more arguments.
import numpy as np

def count(mask):
    return len(np.where(mask, size=5)[0])
""",
    ],
)
