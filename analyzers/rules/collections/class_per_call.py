"""Making a named tuple or an enumeration anew in each call or pass, for a few objects.

A call of `namedtuple`, `Enum` or `make_dataclass` in a function makes a new class each time that it is reached: it puts
together source code and compiles it, which takes far longer than making objects of the class; and objects of two such
classes are of different types. At the top of the module it is made once.

It is reported where the class itself is not handed on, and where its fields are constants.

**When not to bother**: the function runs once or twice.
"""

from __future__ import annotations

import ast

from ...semantics.questions.invariants import is_cold
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_MAKERS = ("collections.namedtuple", "typing.NamedTuple", "enum.Enum", "enum.IntEnum", "dataclasses.make_dataclass")


def check(node: ast.Call, at: Site) -> Match | None:
    assignment = at.parent(node)
    name = assignment.targets[0] if isinstance(assignment, ast.Assign) else None
    if not isinstance(name, ast.Name) or at.function is None:  # cheap
        return None
    if at.only_value(name) is not node or at.qualified(node.func) not in _MAKERS or is_cold(at):
        return None
    uses = at.usages(name)
    if not uses or not all(_makes_object(use.node, at) for use in uses):
        return None
    if any(at.is_local(part) for part in ast.walk(node)) or getattr(at.function, "decorator_list", ()):
        return None
    when = "in each pass" if at.repeating else "in each call"
    return Match(node, f"makes a class {when}, which takes longer than all that is done with it: make it once")


def _makes_object(name: ast.Name, at: Site) -> bool:
    call = at.parent(name)
    return isinstance(call, ast.Call) and call.func is name


RULE = Rule(
    slug="class-per-call",
    code="SLP157",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"namedtuple", "NamedTuple", "Enum", "IntEnum", "make_dataclass"})),
    check=check,
    examples=[
        Example(
            before="""\
from collections import namedtuple


def corners(pairs):
    found = []
    for x, y in pairs:
        Point = «namedtuple("Point", "x y")»
        found.append(tuple(Point(x, y)))
    return found
""",
            after="""\
from collections import namedtuple

Point = namedtuple("Point", "x y")


def corners(pairs):
    found = []
    for x, y in pairs:
        found.append(tuple(Point(x, y)))
    return found
""",
            workload=lambda n: ([(i, i) for i in range(n)],),
            same=[([(1, 2)],), ([],)],
        ),
    ],
    clean=[
        """\
# Another library's.
from fast_types import namedtuple
def f():
    P = namedtuple("P", "x y")
    return P(1, 2)
""",
        """\
# Never used.
from collections import namedtuple
def f():
    P = namedtuple("P", "x y")
""",
        """\
# Made once.
from collections import namedtuple
P = namedtuple('P', 'x y')
def f(x):
    return P(x, x)
""",
        """\
# Handed out: it is what the function makes.
from collections import namedtuple
def f(names):
    P = namedtuple('P', 'x y')
    return P
""",
        """\
# Its fields are not known before.
from collections import namedtuple
def f(names, xs):
    P = namedtuple('P', names)
    return P(*xs)
""",
        """\
# A class that is handed on.
from collections import namedtuple
def f(g):
    P = namedtuple("P", "x y")
    g(P)
    return P(1, 2)
""",
        """\
# In a test nobody waits for it.
from collections import namedtuple
def test_f():
    P = namedtuple("P", "x y")
    assert P(1, 2)
""",
        """\
# A cached function.
import functools
from collections import namedtuple
@functools.cache
def f():
    P = namedtuple("P", "x y")
    return P(1, 2)
""",
        """\
# Two of the name.
from collections import namedtuple
def f(x):
    P = namedtuple('P', 'x y')
    if x:
        P = namedtuple('P', 'x z')
    return P(1, 2)
""",
        """\
# Not a name.
from collections import namedtuple
def f(self):
    self.P = namedtuple('P', 'x y')
    return self.P(1, 2)
""",
        """\
# Another function of that name.
def f(x, namedtuple):
    P = namedtuple('P', 'x y')
    return P(1, 2)
""",
    ],
)
