"""An array of consecutive numbers that is made out of Python integers.

`np.array(range(n))` makes a Python integer for every element, and takes each apart again. `np.arange(n)` counts in
compiled code.

**When not to bother**: there are a few numbers.

**Why the fix needs review**: of an empty range `np.array()` makes floats, and `np.arange()` integers; `range(2.5)`
raises an exception, and `np.arange(2.5)` does not; and it makes numbers only, no texts or booleans.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_EXACT = ("builtins.int", "builtins.float", "numpy.int64", "numpy.int32", "numpy.float64")


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or not at.is_call(node, "numpy.array", "numpy.asarray"):
        return None
    if any(keyword.arg != "dtype" for keyword in node.keywords):
        return None
    numbers = _range(node.args[0], at)
    if numbers is None or at.is_small(numbers):
        return None
    if not numbers.args or any(isinstance(argument, ast.Starred) for argument in numbers.args):
        return None
    reason = ""
    if not all(at.qualified(keyword.value) in _EXACT for keyword in node.keywords):
        reason = "np.arange() has no texts and booleans, and numbers that the type does not hold come out otherwise"
    elif at.size(numbers) is None or not all(_is_held(number, at) for number in numbers.args):  # or it may be empty
        reason = "of an empty range it makes integers, where np.array() makes floats, and it takes what is no integer"
    return Match(
        node,
        "makes a Python integer for each element and takes it apart again: np.arange() counts in compiled code",
        "review" if reason else "safe",
        reason,
        {"numbers": numbers},
    )


def _is_held(node: ast.expr, at: Site) -> bool:
    number = at.constant(node)
    return type(number) is int and abs(number) < 1 << 31


def _range(source: ast.expr, at: Site) -> ast.Call | None:
    """The call of range() in `range(…)`, `list(range(…))`, `[i for i in range(…)]`."""
    match source:
        case ast.ListComp(
            elt=ast.Name(id=element), generators=[ast.comprehension(target=ast.Name(id=name), ifs=[]) as loop]
        ) if element == name:
            source = loop.iter
        case ast.Call(args=[inner], keywords=[]) if at.is_call(source, "builtins.list", "builtins.tuple"):
            source = inner
        case _:
            pass
    if not at.is_call(source, "builtins.range"):
        return None
    assert isinstance(source, ast.Call)
    return source


def rewrite(match: Match, edit: Rewrite) -> None:
    node = match.node
    assert isinstance(node, ast.Call)
    given = [*match.nodes["numbers"].args, *node.keywords]
    edit.replace(
        node,
        "{arange}({given})",
        arange=edit.imported("numpy.arange", node),
        given=", ".join(edit.text(argument) for argument in given),
    )


RULE = Rule(
    slug="np-array-of-range",
    code="SLP605",
    family="arrays",
    stage="preview",
    triggers=Triggers(calls=frozenset({"array", "asarray"})),
    check=check,
    rewrite=rewrite,
    title="Use np.arange()",
    severity="info",
    examples=[
        Example(
            before="""\
import numpy as np


def positions(start, stop):
    return «np.array(range(start, stop, 2))» * 0.5
""",
            after="""\
import numpy as np


def positions(start, stop):
    return np.arange(start, stop, 2) * 0.5
""",
            workload=lambda n: (0, n),
            same=[(0, 9), (-5, 5), (3, 3)],
            needs=("numpy",),
        ),
        Example(
            before="""\
from numpy import asarray


def both(values):
    return «asarray(list(range(len(values))), dtype=float)», «asarray([i for i in range(len(values))])»
""",
            after="""\
from numpy import arange, asarray


def both(values):
    return arange(len(values), dtype=float), arange(len(values))
""",
            workload=lambda n: ([0] * n,),
            same=[([1, 2, 3],)],
            differs=[([],)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def angles():
    return «np.array(range(360))»
""",
            after="""\
import numpy as np


def angles():
    return np.arange(360)
""",
            workload=lambda n: (),
            same=[()],
            needs=("numpy",),
        ),
    ],
    clean=[
        """\
# Eight numbers at most.
import numpy as np

def made():
    return np.array(range(5))
""",
        """\
# Each number is worked on.
import numpy as np

def made(n, f):
    return np.array([f(i) for i in range(n)])
""",
        """\
# Only some of them.
import numpy as np

def made(n):
    return np.array([i for i in range(n) if i % 3])
""",
        """\
# A matrix of one row.
import numpy as np

def made(n):
    return np.array(range(n), ndmin=2)
""",
        """\
# What is counted is not known.
import numpy as np

def made(limits, values):
    return np.array(range(*limits)), np.array(list(values)), np.array(values)
""",
        """\
# Another range.
import numpy as np
from dates import range

def made(n):
    return np.array(range(n)), np.array(range(n, step=2))
""",
        """\
# No array is made.
import numpy as np

def made(n, f):
    return np.sum(range(n)), f.array(range(n)), np.array(range(n=n)), np.array(range())
""",
    ],
    unsafe=[
        """\
# It may be empty.
import numpy as np

def made(n):
    return np.array(range(n))
""",
        """\
# A range may be empty.
import numpy as np

def numbers(count):
    return np.array(range(count))
""",
        """\
# Texts, booleans, and numbers that the type does not hold.
import numpy as np

def numbers(kind):
    return np.array(range(300), dtype=np.uint8), np.array(range(30), dtype=str), np.array(range(30), dtype=kind)
""",
        """\
# Large numbers, some of which no integer of NumPy's holds.
import numpy as np

def numbers():
    return np.array(range(9223372036854775800, 9223372036854775820))
""",
    ],
)
