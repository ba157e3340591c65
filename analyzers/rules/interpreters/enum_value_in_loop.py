"""The value of an enum's member looked up in each pass of a loop.

`Color.RED.value` goes through a descriptor written in Python: it takes six to twelve times as long as a local variable,
on CPython 3.10 to 3.13, where attributes of plain objects are specialized and quick. The value never changes. Look it
up once before the loop, or compare members (`is Color.RED`) where the other side can be one. On PyPy it makes no
difference.

The rule sees enums of the same file.

**When not to bother**: a pass does far more than the lookup, some 0.1 µs.
"""

from __future__ import annotations

import ast

from ...semantics.names import qualified_name, resolve
from ...semantics.questions.invariants import is_in_every_pass
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_ENUMS = frozenset(f"enum.{name}" for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"))
_MIXED = frozenset({"builtins.str", "builtins.int", "builtins.float"})
_SPECIAL = frozenset({"value", "name", "_value_", "__getattribute__", "__getattr__"})


def check(node: ast.Attribute, at: Site) -> Match | None:
    member = node.value
    if node.attr not in ("value", "name") or not isinstance(member, ast.Attribute):
        return None
    if not isinstance(member.value, ast.Name) or not _is_member(member.value, member.attr, at):
        return None
    loop = at.repeated_in
    if loop is None or in_test(at) or not is_in_every_pass(at, node) or at.waits(loop):
        return None
    outermost = next((outer for outer in reversed(at.loops) if not outer.is_comprehension), None)
    same = [
        part for part in ast.walk(at.loops[-1].container) if isinstance(part, ast.Attribute) and at.same(part, node)
    ]
    if min((part.lineno, part.col_offset) for part in same) != (node.lineno, node.col_offset):
        return None  # the first one is reported
    anchor = at.anchor(outermost if outermost is not None else at.loops[-1])
    if anchor is None or at.function is None:  # a new name of the module may be seen elsewhere
        return Match(node, _MESSAGE)
    name = f"{member.attr}_{node.attr}".lower()
    return Match(node, _MESSAGE, "safe", "", {"anchor": anchor, "same": same, "name": name})


_MESSAGE = "is looked up by code written in Python in every pass: once before the loop is enough"


def _is_member(owner: ast.Name, name: str, at: Site) -> bool:
    """Does the name mean an enum of this module that has such a member, and nothing that changes what `value` is?"""
    found = resolve(at.facts, owner)
    if found is None or found[0] is not None or len(found[1]) != 1:
        return False
    binding, where = found[1][0]
    if not isinstance(binding.value, ast.ClassDef) or binding.value.decorator_list or binding.value.keywords:
        return False
    bases = [qualified_name(where, base) for base in binding.value.bases]
    if not any(base in _ENUMS for base in bases) or not all(base in _ENUMS | _MIXED for base in bases):
        return False
    attributes = at.facts.model.class_attributes(binding.value, where)
    entries = attributes.get(name, ())
    return len(entries) == 1 and isinstance(entries[0][0].statement, ast.Assign) and _SPECIAL.isdisjoint(attributes)


def rewrite(match: Match, edit: Rewrite) -> None:
    anchor = match.nodes["anchor"]
    name = edit.name(match.nodes["name"], anchor)
    edit.insert_before(anchor, "{name} = {value}", name=name, value=edit.text(match.node))
    for part in match.nodes["same"]:
        edit.replace(part, name)


RULE = Rule(
    slug="enum-value-in-loop",
    code="SLP560",
    family="interpreters",
    stage="preview",
    triggers=Triggers(nodes=(ast.Attribute,), in_loop=True, packages=frozenset({"enum"})),
    check=check,
    rewrite=rewrite,
    title="Look the value up before the loop",
    examples=[
        Example(
            before="""\
from enum import Enum


class State(Enum):
    OPEN = "open"
    CLOSED = "closed"


def count_open(states):
    count = 0
    for state in states:
        if state == «State.OPEN.value»:
            count += 1
    return count
""",
            after="""\
from enum import Enum


class State(Enum):
    OPEN = "open"
    CLOSED = "closed"


def count_open(states):
    count = 0
    open_value = State.OPEN.value
    for state in states:
        if state == open_value:
            count += 1
    return count
""",
            workload=lambda n: (["open", "closed"] * n,),
            same=[(["open", "x"],), ([],)],
        ),
        Example(
            before="""\
import enum


class Kind(str, enum.Enum):
    PLAIN = "plain"
    BOLD = "bold"


def marked(words):
    found = [(«Kind.PLAIN.value», word) for word in words]
    while words:
        word = words.pop()
        found.append((«Kind.BOLD.name», word, Kind.BOLD.name))
    return found
""",
            after="""\
import enum


class Kind(str, enum.Enum):
    PLAIN = "plain"
    BOLD = "bold"


def marked(words):
    plain_value = Kind.PLAIN.value
    found = [(plain_value, word) for word in words]
    bold_name = Kind.BOLD.name
    while words:
        word = words.pop()
        found.append((bold_name, word, bold_name))
    return found
""",
            workload=lambda n: (["word"] * n,),
            same=[(["a", "b"],), ([],)],
        ),
    ],
    clean=[
        """\
# Members themselves; another member in each pass.
from enum import Enum

class State(Enum):
    OPEN = 1
    CLOSED = 2

def work(states):
    for state in states:
        if state is State.OPEN:
            print(state.value)
    for state in State:
        print(state.value)
""",
        """\
# It has a value of its own making.
from enum import Enum

class State(Enum):
    OPEN = 1

    @property
    def value(self):
        return load(self)

def work(states):
    for state in states:
        print(State.OPEN.value == state)
""",
        """\
# No enum; an enum of which nothing is known; no member; a decorated one.
import enum
from mine import Other, Base

class Plain:
    OPEN = None

class Mine(Base):
    OPEN = 1

class State(enum.Enum):
    OPEN = 1
    def close(self):
        return self

@enum.unique
class Only(enum.Enum):
    OPEN = 1

def work(states):
    for state in states:
        print(Plain.OPEN.value, Other.OPEN.value, Mine.OPEN.value, State.close.name, State.LOST.value, Only.OPEN.value)
""",
        """\
# Four passes; once in a while; a test; a request takes longer.
import requests
from enum import Enum

class State(Enum):
    OPEN = 1

def work(states):
    for state in range(4):
        print(State.OPEN.value)
    for state in states:
        if state:
            print(State.OPEN.value)
    for state in states:
        requests.get("http://x", params={"x": State.OPEN.value})

def test_open(states):
    for state in states:
        assert state == State.OPEN.value
""",
        """\
# Another enum of the name, here.
from enum import Enum

class State(Enum):
    OPEN = 1

def work(states, State):
    for state in states:
        print(State.OPEN.value)
""",
    ],
)
