"""A hash that goes through a whole container at each call.

Dictionaries and sets ask for an object's hash at each look-up. A `__hash__` that copies a list into a tuple, sorts, or
makes a text of it does work that grows with the container, each time, for an answer that must never change: an object
that is a key has to keep its hash. Compute it once and keep it in an attribute.

**When not to bother**: objects of the class are seldom keys or elements of sets, or the container has one or two
elements.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_THROUGH = (
    "builtins.tuple", "builtins.frozenset", "builtins.sorted", "builtins.str", "builtins.repr", "builtins.map",
    "json.dumps", "pickle.dumps",
)  # fmt: skip


def check(node: ast.FunctionDef, at: Site) -> Match | None:
    if node.name != "__hash__" or len(node.args.args) != 1:
        return None
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    if len(body) > 2 or not all(isinstance(part, (ast.Assign, ast.Return)) for part in body):
        return None  # with a condition, it may be kept
    myself = node.args.args[0].arg
    for inner in (part for statement in body for part in ast.walk(statement)):
        attribute = _gone_through(inner, at)
        while isinstance(attribute, ast.Call) and isinstance(attribute.func, ast.Attribute):
            attribute = attribute.func.value  # self.items.values()
        if not isinstance(attribute, ast.Attribute) or at.dotted(attribute) != f"{myself}.{attribute.attr}":
            continue
        if at.type(attribute).name in _SHORT or at.is_small(attribute) or _is_rebound(attribute, at):
            continue
        return Match(inner, f"goes through {at.dotted(attribute)} each time: compute the hash once and keep it")
    return None


_SHORT = ("str", "bytes", "int", "float", "bool", "None", "pathlib.Path", "datetime.datetime", "uuid.UUID")


def _gone_through(node: ast.AST, at: Site) -> ast.expr | None:
    """What a call or comprehension runs through, all of it."""
    if isinstance(node, (ast.ListComp, ast.GeneratorExp, ast.SetComp)):
        return node.generators[0].iter
    if isinstance(node, ast.Call) and node.args and at.is_call(node, *_THROUGH):
        return node.args[-1] if at.is_call(node, "builtins.map") else node.args[0]
    return None


def _is_rebound(attribute: ast.Attribute, at: Site) -> bool:
    """Does the class give the attribute another value later, or hand it out to be set?"""
    return bool(at.assigning_methods(attribute) - {"__init__", "__new__", "__post_init__", "__setstate__"})


RULE = Rule(
    slug="hash-recomputed",
    code="SLP829",
    family="caching",
    stage="preview",
    triggers=Triggers(nodes=(ast.FunctionDef,)),
    check=check,
    examples=[
        Example(
            before="""\
class Instance:
    def __init__(self, name, args):
        self.name = name
        self.args = args

    def __eq__(self, other):
        return self.name == other.name and self.args == other.args

    def __hash__(self):
        return hash((self.name, «tuple(self.args)»))


def seen(args, times):
    instance = Instance("list", args)
    known = {instance: 0}
    for _ in range(times):
        known[instance] += 1
    return known[instance]
""",
            after="""\
class Instance:
    def __init__(self, name, args):
        self.name = name
        self.args = args
        self._hash = None

    def __eq__(self, other):
        return self.name == other.name and self.args == other.args

    def __hash__(self):
        if self._hash is None:
            self._hash = hash((self.name, tuple(self.args)))
        return self._hash


def seen(args, times):
    instance = Instance("list", args)
    known = {instance: 0}
    for _ in range(times):
        known[instance] += 1
    return known[instance]
""",
            workload=lambda n: (list(range(n)), n),
            same=[([1, 2], 3), ([], 0)],
        ),
        Example(
            before="""\
class Table:
    def __init__(self, columns):
        self.columns = columns

    def __hash__(self):
        \"\"\"The order of columns does not matter.\"\"\"
        names = «sorted(self.columns.keys())»
        return hash("/".join(names))


class Row:
    def __init__(self, cells):
        self.cells = cells

    def __hash__(self):
        return hash(tuple«(cell.value for cell in self.cells)»)


class Column:
    def __init__(self, cells):
        self.cells = cells

    def __hash__(this):
        return hash(frozenset(«map(id, this.cells)»))
""",
        ),
    ],
    clean=[
        """\
# A few attributes.
class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __hash__(self):
        return hash((self.x, self.y))
""",
        """\
# Kept.
class Instance:
    def __hash__(self):
        if self._hash is None:
            self._hash = hash(tuple(self.args))
        return self._hash

    def other(self):
        return hash(tuple(self.args))
""",
        """\
# The object itself, or what is no attribute of it.
class Instance:
    def __hash__(self):
        return hash(str(self)) + hash(tuple(ORDER)) + hash(tuple(self.owner.names))
""",
        """\
# Of a text, nothing is gone through that is long.
class Name:
    def __init__(self, name: str):
        self.name = name
        self.ends = (1, 2)

    def __hash__(self):
        return hash((str(self.name), tuple(self.ends)))
""",
        """\
# The attribute is given another value later: the hash changes with it.
class Instance:
    def __init__(self, args):
        self.args = args

    def reset(self):
        self.args = ()

    def __hash__(self):
        return hash(tuple(self.args))
""",
        """\
# No hash at all.
class Instance:
    def __init__(self, args):
        self.args = args

    def __str__(self):
        return str(self.args)

class Other:
    def __init__(self, args):
        self.args = args

    def __hash__(self):
        raise TypeError(str(self.args))

class Third:
    def __init__(self, args):
        self.args = args

    def __hash__(self):
        first = tuple(self.args)
        second = self.more()
        return hash((first, second))

class Fourth:
    def __init__(self, args):
        self.args = args

    def __hash__(self):
        self.asked += 1
        return hash(tuple(self.args))

class Fifth:
    def __init__(self, args):
        self.args = args

    def __hash__(self):
        return hash(self.args) + len(self.args)
""",
        """\
# A function beside classes.
def __hash__(a, b):
    return hash(tuple(a.args))
""",
    ],
)
