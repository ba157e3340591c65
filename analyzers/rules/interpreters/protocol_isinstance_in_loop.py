"""`isinstance()` with a protocol, in each pass of a loop.

A class decorated with `@runtime_checkable` has no instances to look up: `isinstance(x, Closable)` asks the object for
every member of the protocol, in code written in Python. Beside `hasattr(x, "close")` that takes hundreds of times as
long on CPython 3.10 and 3.11; since 3.12 some eighty times for objects of other kinds, and four times for those that
have it. Ask for the attribute that the pass needs, or for a class.

The rule sees protocols of the same file.

**When not to bother**: a pass does far more than the question, some microseconds before Python 3.12.
"""

from __future__ import annotations

import ast

from ...semantics.names import qualified_name, resolve
from ...semantics.questions.invariants import is_in_every_pass
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_MODULES = ("typing", "typing_extensions")
_CHECKABLE = frozenset(f"{module}.runtime_checkable" for module in _MODULES)
_PROTOCOL = frozenset(f"{module}.Protocol" for module in _MODULES)


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 2 or not isinstance(node.args[1], ast.Name) or not _is_protocol(node.args[1], at):
        return None
    loop = at.repeated_in
    if loop is None or in_test(at) or at.waits(loop) or not at.is_call(node, "builtins.isinstance"):
        return None
    if not is_in_every_pass(at, node):
        return None
    return Match(
        node, "asks the object for every member of the protocol, in every pass: ask for one attribute, or for a class"
    )


def _is_protocol(name: ast.Name, at: Site) -> bool:
    found = resolve(at.facts, name)
    if found is None or found[0] is not None or len(found[1]) != 1:
        return False
    binding, where = found[1][0]
    node = binding.value
    if not isinstance(node, ast.ClassDef) or not any(
        qualified_name(where, d) in _CHECKABLE for d in node.decorator_list
    ):
        return False
    bases = (base.value if isinstance(base, ast.Subscript) else base for base in node.bases)
    return any(qualified_name(where, base) in _PROTOCOL for base in bases)


RULE = Rule(
    slug="protocol-isinstance-in-loop",
    code="SLP561",
    family="interpreters",
    stage="preview",
    triggers=Triggers(calls=frozenset({"isinstance"}), in_loop=True, packages=frozenset(_MODULES)),
    check=check,
    examples=[
        Example(
            before="""\
from typing import Protocol, runtime_checkable


@runtime_checkable
class Closable(Protocol):
    def close(self) -> None: ...


def close_all(things):
    count = 0
    for thing in things:
        if «isinstance(thing, Closable)»:
            count += 1
    return count
""",
            after="""\
from typing import Protocol, runtime_checkable


@runtime_checkable
class Closable(Protocol):
    def close(self) -> None: ...


def close_all(things):
    count = 0
    for thing in things:
        if hasattr(thing, "close"):
            count += 1
    return count
""",
            workload=lambda n: ([1, "x", []] * n,),
            same=[([1, "x"],), ([],)],
        ),
        Example(
            before="""\
import typing as t

T = t.TypeVar("T")


@t.runtime_checkable
class Named(t.Protocol[T]):
    name: T


def names(things):
    return [thing.name for thing in things if «isinstance(thing, Named)»]
""",
        ),
    ],
    clean=[
        """\
# A class; a protocol from elsewhere, of which nothing is known.
from typing import Protocol, runtime_checkable
from mine import Closable

class File:
    pass

@runtime_checkable
class Mixin(File):
    pass

class Named(Protocol):
    name: str

def work(things):
    for thing in things:
        print(isinstance(thing, File), isinstance(thing, Closable), isinstance(thing, Mixin), isinstance(thing, Named))
""",
        """\
# Not in a loop; three passes; once in a while; a test.
from typing import Protocol, runtime_checkable

@runtime_checkable
class Closable(Protocol):
    def close(self): ...

def work(thing, things):
    for thing in things[:3]:
        pass
    for i in range(3):
        print(isinstance(thing, Closable))
    for other in things:
        if other is thing:
            print(isinstance(other, Closable))
    return isinstance(thing, Closable)

def test_work(things):
    for thing in things:
        assert isinstance(thing, Closable)
""",
        """\
# Some other isinstance, some other name; a request takes longer.
import requests
from typing import Protocol, runtime_checkable

@runtime_checkable
class Closable(Protocol):
    def close(self): ...

def work(things, isinstance):
    for thing in things:
        print(isinstance(thing, Closable), isinstance(thing))

def send(things, Closable):
    for thing in things:
        print(isinstance(thing, Closable))

def get(things):
    for thing in things:
        requests.get("http://x")
        print(isinstance(thing, Closable))
""",
    ],
)
