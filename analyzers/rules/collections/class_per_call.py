"""Making a class anew in each call or pass, for a few objects.

A `class` statement in a function, or a call of `namedtuple`, `Enum` or `make_dataclass` there, makes a new class each
time that it is reached. That takes far longer than making objects of it; and objects of two such classes are of
different types. At the top of the module it is made once.

It is reported where nothing of the function is used in the class, and where the class itself is not handed on.

**When not to bother**: the function runs once or twice.
"""

from __future__ import annotations

import ast

from ...semantics.invariants import is_cold
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_MAKERS = ("collections.namedtuple", "typing.NamedTuple", "enum.Enum", "enum.IntEnum", "dataclasses.make_dataclass")


def check(node: ast.ClassDef | ast.Call, at: Site) -> Match | None:
    if not isinstance(at.function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return None
    if isinstance(node, ast.Call):
        target = at.parent(node)
        if len(node.args) < 2 or not isinstance(target, ast.Assign) or not at.is_call(node, *_MAKERS):
            return None
        name = target.targets[0]
        if not isinstance(name, ast.Name) or at.only_value(name) is not node or not at.is_local(name):
            return None
        called, kind = name.id, "makes a class"
        uses = at.usages(name)
    else:
        if node.decorator_list and not all(isinstance(part, ast.Name) for part in node.decorator_list):
            return None
        called, kind = node.name, "defines a class"
        uses = None
    if is_cold(at) or at.function.decorator_list or _uses_function(node, at):
        return None
    if uses is None:
        loads = [part for part in ast.walk(at.function) if isinstance(part, ast.Name) and part.id == called]
        if not loads or not all(_makes_object(part, at) for part in loads):
            return None
    elif not uses or not all(_makes_object(use.node, at) for use in uses):
        return None
    when = "in each pass" if at.repeating else "in each call"
    return Match(
        node,
        f"{kind} {when}, which takes longer than all that is done with it: put it at the top of the module",
        end=node.bases[-1] if isinstance(node, ast.ClassDef) and node.bases else None,
    )


def _makes_object(name: ast.Name, at: Site) -> bool:
    call = at.parent(name)
    return isinstance(call, ast.Call) and call.func is name


def _uses_function(node: ast.ClassDef | ast.Call, at: Site) -> bool:
    """Does the class see a name of the function around?"""
    own = {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load)}
    own |= {part.arg for part in ast.walk(node) if isinstance(part, ast.arg)}
    function = at.function
    bound = {part.arg for part in ast.walk(function.args) if isinstance(part, ast.arg)} if function else set[str]()
    for part in ast.walk(function) if function else ():
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store) and not at.inside(part, node):
            bound.add(part.id)
        elif isinstance(part, (ast.FunctionDef, ast.ClassDef)) and part is not node and not at.inside(part, node):
            bound.add(part.name)
        elif isinstance(part, (ast.Import, ast.ImportFrom)):
            bound |= {(alias.asname or alias.name).partition(".")[0] for alias in part.names}
    return any(
        isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load) and part.id in bound - own
        for part in ast.walk(node)
    )


RULE = Rule(
    slug="class-per-call",
    code="SLP157",
    family="collections",
    stage="preview",
    triggers=Triggers(
        nodes=(ast.ClassDef,), calls=frozenset({"namedtuple", "NamedTuple", "Enum", "IntEnum", "make_dataclass"})
    ),
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
# A class that sees the function's names.
def f(x):
    class P:
        def g(self):
            return x
    return P()
""",
        """\
# A class that is handed on.
def f(g):
    class P:
        pass
    g(P)
    return P()
""",
        """\
# In a test nobody waits for it.
def test_f():
    class P:
        pass
    assert P()
""",
        """\
# A cached function.
import functools
@functools.cache
def f():
    class P:
        pass
    return P()
""",
        """\
# An object of a class, not a class.
from enum import Enum
def f(x):
    kind = Enum(x)
    return kind()
""",
        """\
# Never used.
def f():
    class P:
        pass
""",
        """\
# Registered by its decorator.
def f(app):
    @app.register('p')
    class P:
        pass
    return P()
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
        """\
# In a lambda.
from collections import namedtuple
f = lambda: namedtuple('P', 'x y')(1, 2)
""",
    ],
)
