"""An array of zeros or ones that is made with one type and converted to another at once.

`np.zeros(n).astype(int)` makes an array of floats, fills it, makes a second array and converts every element into it.
`np.zeros(n, dtype=int)` makes one array. Of zeros, and of an empty array, it then need not even touch the memory.

**When not to bother**: the array has a few elements and is made once.

**Why the fix needs review**: where the type is not known, it may be one of text or objects, of which `np.zeros(3, str)`
holds empty texts and `np.zeros(3).astype(str)` holds `"0.0"`; and `np.arange()` counts in the type that it is given,
which shows where steps are no integers or numbers are large. `np.zeros_like()` of an array of texts makes texts first.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_FILLED = {
    f"numpy.{name}": 1 for name in ("zeros", "ones", "empty", "zeros_like", "ones_like", "empty_like", "identity")
}
_MAKERS = {**_FILLED, "numpy.eye": 3, "numpy.arange": 3}
"""Constructors, with the number of positional arguments that come before the type."""
_NUMBERS = frozenset({
    "bool", "bool_", "int", "int8", "int16", "int32", "int64", "intp", "uint8", "uint16", "uint32", "uint64", "uint",
    "float", "float16", "float32", "float64", "double", "single", "complex", "complex64", "complex128", "f", "d", "f4",
    "f8", "i4", "i8", "u1", "?", "i", "l",
})  # fmt: skip
_WIDE = frozenset(
    {"int", "int32", "int64", "intp", "float", "float32", "float64", "double", "f4", "f8", "i4", "i8", "d"}
)


def check(node: ast.Call, at: Site) -> Match | None:
    made = node.func.value if isinstance(node.func, ast.Attribute) else None
    if not isinstance(made, ast.Call) or len(node.args) != 1 or node.keywords:
        return None
    if in_test(at):
        return None
    maker = at.qualified(made.func) or ""
    if len(made.args) > _MAKERS.get(maker, -1) or any(isinstance(argument, ast.Starred) for argument in made.args):
        return None
    if any(keyword.arg in (None, "dtype", "like") for keyword in made.keywords) or not made.args:
        return None
    size = at.constant(made.args[0])
    if len(made.args) == 1 and type(size) is int and size <= at.FEW:
        return None
    name, reason = _type_name(node.args[0], at), ""
    if maker == "numpy.arange":
        if not (name in _WIDE and all(at.type(a).is_("int") for a in made.args)):
            return None  # steps of 0.1 cannot be counted in integers, nor 300 in bytes
        if not all(_is_count(argument, at) for argument in made.args):
            reason = "steps that are no integers, and numbers too large for the type, are counted otherwise"
    elif name not in _NUMBERS:
        reason = "of a type of texts or objects the elements differ"
    elif maker.endswith("_like"):
        reason = "like an array of texts or objects, the elements are made, and converted, otherwise"
    return Match(
        node,
        "fills an array of one type and converts all of it into a second one: give the type to the constructor",
        "review" if reason else "safe",
        reason,
        {"made": made},
    )


def _is_count(node: ast.expr, at: Site) -> bool:
    """Is it certainly an integer that every wide type holds exactly: a length, a number written out?"""
    number = at.constant(node)
    return (type(number) is int and abs(number) < 1 << 24) or at.is_call(node, "builtins.len")


def _type_name(node: ast.expr, at: Site) -> str:
    """The name of a builtin or NumPy's type; "" for what is not known."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    qualified = at.qualified(node) or ""
    module, _, name = qualified.rpartition(".")
    return name if module in ("builtins", "numpy") else ""


def rewrite(match: Match, edit: Rewrite) -> None:
    made, node = match.nodes["made"], match.node
    assert isinstance(node, ast.Call)
    given = [*made.args, *made.keywords]
    edit.replace(
        node,
        "{maker}({given}, dtype={kind})",
        maker=made.func,
        given=", ".join(edit.text(argument) for argument in given),
        kind=node.args[0],
    )


RULE = Rule(
    slug="np-constructor-astype",
    code="SLP603",
    family="arrays",
    stage="preview",
    triggers=Triggers(calls=frozenset({"astype"})),
    check=check,
    rewrite=rewrite,
    title="Give the type to the constructor",
    severity="info",
    examples=[
        Example(
            before="""\
import numpy as np


def board(rows, columns):
    return «np.zeros((rows, columns)).astype(int)» + «np.zeros(1000).astype(int)».sum()
""",
            after="""\
import numpy as np


def board(rows, columns):
    return np.zeros((rows, columns), dtype=int) + np.zeros(1000, dtype=int).sum()
""",
            workload=lambda n: (n, n),
            same=[(2, 3), (0, 1)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def steps(values):
    return «np.arange(0, len(values)).astype(np.float32)» + «np.ones(len(values)).astype("uint8")»
""",
            after="""\
import numpy as np


def steps(values):
    return np.arange(0, len(values), dtype=np.float32) + np.ones(len(values), dtype="uint8")
""",
            workload=lambda n: ([0] * n,),
            same=[([1, 2, 3],), ([],)],
            needs=("numpy",),
        ),
        Example(
            before="""\
import numpy as np


def blank(count, kind):
    return «np.ones(count).astype(kind)»
""",
            after="""\
import numpy as np


def blank(count, kind):
    return np.ones(count, dtype=kind)
""",
            workload=lambda n: (n, "int64"),
            same=[(3, "int32"), (2, float)],
            differs=[(2, str)],
            needs=("numpy",),
        ),
    ],
    clean=[
        """\
# A test.
import numpy as np


def test_board(rows, columns):
    return np.zeros((rows, columns)).astype(int) + np.zeros(1000).astype(int).sum()
""",
        """\
# Two elements.
import numpy as np

def made():
    return np.zeros(2).astype(int)
""",
        """\
# The array holds given values, which it converts.
import numpy as np

def made(values):
    return np.array(values).astype(int)
""",
        """\
# The first type matters: fractions are cut off.
import numpy as np

def made(n):
    return np.zeros(n, dtype=float).astype(int), np.zeros(n, float).astype(int)
""",
        """\
# Steps of a tenth cannot be counted in integers.
import numpy as np

def made():
    return np.arange(0, 1, 0.1).astype(int)
""",
        """\
# What no byte holds wraps around.
import numpy as np

def made(n: int):
    return np.arange(n).astype(np.uint8)
""",
        """\
# More is said about the copy.
import numpy as np

def made(n):
    return np.zeros(n).astype(int, copy=False)
""",
        """\
# What is handed over is not known.
import numpy as np

def made(sizes, n, options):
    return np.zeros(*sizes).astype(int), np.zeros(n, **options).astype(int)
""",
        """\
# Nothing is made here.
import numpy as np

def made(values, n):
    return values.astype(int), np.zeros(shape=n).astype(int)
""",
        """\
# Bounds that may be fractions.
import numpy as np

def made(low, high):
    return np.arange(low, high).astype(int)
""",
    ],
    unsafe=[
        """\
# A type of another module.
import kinds
import numpy as np

def made(n):
    return np.zeros(n).astype(kinds.float32)
""",
        """\
# Texts hold another zero.
import numpy as np

def made(n):
    return np.zeros(n).astype(str), np.zeros(n).astype("U3")
""",
        """\
# Steps may be no integers, and numbers may be large.
import numpy as np

def steps(step: int, value):
    first = int(value)
    return np.arange(0, 90, step).astype(int), np.arange(first, first + 20).astype(float)
""",
        """\
# Large numbers.
import numpy as np

def large():
    return np.arange(16777216, 16777236).astype("float32")
""",
        """\
# Of an array of texts, empty texts are made first, which are no numbers.
import numpy as np

def like(values):
    return np.zeros_like(values).astype(int)
""",
    ],
)
