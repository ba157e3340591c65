"""An attribute of a `jitclass` object read or set by Python, in a loop.

Objects of a `@jitclass` are laid out for compiled code. From Python each access to an attribute is a call of a compiled
getter that makes a Python object of the number: three times as long as an attribute of a plain class. Loops over such
objects belong in a compiled function, which is handed the object; a value that stays the same is read once, before the
loop.

**When not to bother**: a pass does far more than that.
"""

from __future__ import annotations

import ast

from ...semantics.names import qualified_name
from ...semantics.questions.compiled import is_compiled
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_JITCLASS = ("numba.experimental.jitclass", "numba.jitclass", "numba.experimental.jitclass.base.jitclass")


def check(node: ast.Attribute, at: Site) -> Match | None:
    if not at.is_local(node.value):  # cheap
        return None
    name = at.type(node.value).name
    loop = at.repeated_in
    if not name.startswith(".") or loop is None or is_compiled(at) or in_test(at) or at.waits(loop):
        return None
    parent = at.parent(node)
    if (isinstance(parent, ast.Call) and parent.func is node) or not _is_jitclass(name[1:], at):
        return None
    return Match(node, "a call of compiled code that packs a number for Python, in every pass: compile the loop, too")


def _is_jitclass(name: str, at: Site) -> bool:
    found = at.facts.model.module_bindings(name)
    if len(found) != 1 or not isinstance(found[0][0].value, ast.ClassDef):
        return False
    (binding, where) = found[0]
    decorators = (d.func if isinstance(d, ast.Call) else d for d in binding.value.decorator_list)
    return any(qualified_name(where, decorator) in _JITCLASS for decorator in decorators)


RULE = Rule(
    slug="numba-jitclass-in-loop",
    code="SLP539",
    family="numba",
    stage="stable",
    triggers=Triggers(nodes=(ast.Attribute,), in_loop=True, packages=frozenset({"numba"})),
    check=check,
    examples=[
        Example(
            before="""\
from numba import float64
from numba.experimental import jitclass


@jitclass([("rate", float64), ("spent", float64)])
class Account:
    def __init__(self, rate):
        self.rate = rate
        self.spent = 0.0


def spend(n):
    account = Account(1.5)
    for i in range(n):
        «account.spent» += i * «account.rate»
    return account.spent
""",
            after="""\
from numba import float64, njit
from numba.experimental import jitclass


@jitclass([("rate", float64), ("spent", float64)])
class Account:
    def __init__(self, rate):
        self.rate = rate
        self.spent = 0.0


@njit
def charge(account, n):
    for i in range(n):
        account.spent += i * account.rate


def spend(n):
    account = Account(1.5)
    charge(account, n)
    return account.spent
""",
            workload=lambda n: (n,),
            same=[(4,), (0,)],
            needs=("numba",),
        ),
        Example(
            before="""\
import numba as nb


@nb.experimental.jitclass
class Point:
    x: float

    def __init__(self, x):
        self.x = x


def shift(point: Point, steps):
    while steps:
        steps = steps[1:]
        «point.x» = steps[0]
""",
        ),
    ],
    clean=[
        """\
# Compiled code does it; Python once, and three times.
from numba import njit
from numba.experimental import jitclass

@jitclass
class Point:
    x: float
    def __init__(self, x):
        self.x = x

@njit
def walk(n):
    point = Point(1.0)
    for i in range(n):
        point.x += i

def work(n):
    point = Point(1.0)
    for i in range(3):
        point.x += i
    return point.x
""",
        """\
# A plain class, and one from elsewhere.
import numba
from mine import Other, jitclass

class Point:
    def __init__(self, x):
        self.x = x

@jitclass
class Third:
    def __init__(self, x):
        self.x = x

def work(n):
    point, other, third = Point(1), Other(), Third(2)
    for i in range(n):
        point.x += i
        other.x += i
        third.x += i
""",
        """\
# Its methods are compiled; a test; a request takes longer.
import requests
from numba.experimental import jitclass

@jitclass
class Point:
    x: float
    def __init__(self, x):
        self.x = x
    def move(self, by):
        self.x += by

def work(n):
    point = Point(1.0)
    for i in range(n):
        point.move(i)
    for i in range(n):
        requests.get("http://x", params={"x": point.x})

def test_move():
    point = Point(1.0)
    for i in range(100):
        assert point.x
""",
    ],
)
