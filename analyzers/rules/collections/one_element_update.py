"""Making a container for a single element, in a loop, to merge it into another.

`out += [x]`, `seen.update([x])` and `found.update({k: v})` build a list, set or dict, go through it, and throw it
away, for each element. `out.append(x)`, `seen.add(x)` and `found[k] = v` add the element itself.

**When not to bother**: the loop has only a few passes.

**Why the fix needs review**: the class of what grows is known only from an annotation, or key and value are evaluated
in another order.
"""

from __future__ import annotations

import ast
from types import NoneType

from ...semantics.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_DICTS = ("dict", "collections.defaultdict", "collections.OrderedDict")
_TEMPLATES = {"list": "{grows}.append({item})", "set": "{grows}.add({item})", "dict": "{grows}[{key}] = {item}"}


def check(node: ast.AugAssign | ast.Call, at: Site) -> Match | None:
    if isinstance(node, ast.AugAssign):
        grows, given, statement = node.target, node.value, node
        into = {ast.Add: ("list",), ast.BitOr: ("set", "dict")}.get(type(node.op), ())
    else:
        statement = at.parent(node)
        if not (isinstance(statement, ast.Expr) and isinstance(node.func, ast.Attribute)) or node.keywords:
            return None
        if len(node.args) != 1:
            return None
        grows, given = node.func.value, node.args[0]
        into = ("list",) if node.func.attr == "extend" else ("set", "dict")
    key = None
    match given:
        case ast.Dict(keys=[ast.expr() as key], values=[item]):
            into = tuple({"dict"}.intersection(into))
        case ast.List(elts=[item]) | ast.Tuple(elts=[item]) | ast.Set(elts=[item]):
            into = tuple({"set", "list"}.intersection(into))
            if isinstance(item, ast.Starred) or (isinstance(node, ast.AugAssign) and not _alike(given, into)):
                return None
        case _:
            return None
    kind = at.type(grows)
    if not kind.is_(*(_DICTS if into == ("dict",) else into)) or not at.repeating or in_test(at):
        return None
    ordered = isinstance(key, (ast.Name, ast.Constant, NoneType))
    safe = ordered and not kind.declared
    reason = f"what grows must be a plain {into[0]}" if ordered else "the value is evaluated before the key"
    return Match(
        statement,
        f"makes a {type(given).__name__.lower()} for one element in every pass: the element can be added itself",
        "safe" if safe else "review",
        "" if safe else reason,
        {"template": _TEMPLATES[into[0]], "grows": grows, "item": item, "key": key},
    )


def _alike(given: ast.expr, into: tuple[str, ...]) -> bool:
    """`xs += [x]`, `s |= {x}`; a set takes no list there."""
    return isinstance(given, ast.Set) == (into == ("set",))


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    holes = {"grows": nodes["grows"], "item": nodes["item"]}
    if nodes["key"] is not None:
        holes["key"] = nodes["key"]
    edit.replace(match.node, nodes["template"], **holes)


RULE = Rule(
    slug="one-element-update",
    code="SLP117",
    family="collections",
    stage="stable",
    triggers=Triggers(nodes=(ast.AugAssign,), calls=frozenset({"extend", "update"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Add the element itself",
    severity="info",
    examples=[
        Example(
            before="""\
def lengths(words):
    found = {}
    for word in words:
        «found.update({word: len(word)})»
    return found
""",
            after="""\
def lengths(words):
    found = {}
    for word in words:
        found[word] = len(word)
    return found
""",
            workload=lambda n: ([f"w{i}" for i in range(n)],),
            same=[(["a", "bb"],), ([],), ([[]],)],
        ),
        Example(
            before="""\
def stripped(lines):
    out = []
    for line in lines:
        «out += [line.strip()]»
    return out
""",
            after="""\
def stripped(lines):
    out = []
    for line in lines:
        out.append(line.strip())
    return out
""",
            workload=lambda n: ([" a "] * n,),
            same=[([" a", "b"],), ([],), ([1],)],
        ),
        Example(
            before="""\
def initials(words, seen: set):
    for word in words:
        «seen |= {word[0]}»
    return seen
""",
            after="""\
def initials(words, seen: set):
    for word in words:
        seen.add(word[0])
    return seen
""",
            workload=lambda n: ([f"w{i}" for i in range(n)], set()),
            same=[(["a", "bb"], {"c"}), ([], set())],
            differs=[(["a"], frozenset({"c"}))],
        ),
        Example(
            before="""\
def renamed(names, found: list):
    table = dict()
    for name in names:
        «found.extend([name])»
        «table.update({next(iter(name)): found.pop()})»
    return table
""",
            after="""\
def renamed(names, found: list):
    table = dict()
    for name in names:
        found.append(name)
        table[next(iter(name))] = found.pop()
    return table
""",
            workload=lambda n: ([f"w{i}" for i in range(n)], []),
            same=[(["a", "bb"], ["c"]), ([], [])],
        ),
        Example(
            before="""\
def initials(words):
    found = set()
    for word in words:
        «found.update([word[0]])»
    return found
""",
            after="""\
def initials(words):
    found = set()
    for word in words:
        found.add(word[0])
    return found
""",
            workload=lambda n: ([f"w{i}" for i in range(n)],),
            same=[(["a", "bb"],), ([],), ([""],)],
        ),
    ],
    clean=[
        """\
# In a test it costs nobody anything.
def test_f(xs):
    out = []
    for x in xs:
        out += [x]
    return out
""",
        "# Once.\ndef f(x):\n    out = []\n    out += [x]\n    return out\n",
        "# Two elements.\ndef f(xs):\n    out = []\n    for x in xs:\n        out += [x, 0]\n    return out\n",
        "# All of them.\ndef f(xs):\n    out = []\n    for x in xs:\n        out.extend([*x])\n    return out\n",
        """\
# What it updates is not known (a progress bar, a database table).
def f(table, xs):
    for x in xs:
        table.update({x: 1})
""",
        """\
# A Counter adds up.
import collections


def f(xs):
    c = collections.Counter()
    for x in xs:
        c.update({x: 1})
    return c
""",
        "# Keywords.\ndef f(xs):\n    d = {}\n    for x in xs:\n        d.update({1: x}, b=x)\n    return d\n",
        """\
# A list cannot be joined to a set.
def f(xs):
    s = set()
    for x in xs:
        s |= [x]
    return s
""",
        "# Pairs.\ndef f(xs):\n    d = {}\n    for x in xs:\n        d.update([x])\n    return d\n",
        "# Merged.\ndef f(xs):\n    d = {}\n    for x in xs:\n        d.update({**x})\n    return d\n",
        "# Into two.\ndef f(xs):\n    d = {}\n    for x in xs:\n        d.update({1: x}, {2: x})\n    return d\n",
        "# Used otherwise.\ndef f(xs):\n    d = {}\n    return [d.update({x: 1}) for x in xs]\n",
        "# A list of dicts.\ndef f(xs):\n    out = []\n    for x in xs:\n        out.extend({x: 1})\n    return out\n",
        "# Three passes.\ndef f(out: list):\n    for x in (1, 2, 3):\n        out += [x]\n    return out\n",
        "# Subtraction.\ndef f(s: set, xs):\n    for x in xs:\n        s -= {x}\n    return s\n",
    ],
    unsafe=[
        """\
# The value may change what the key is.
def f(xs):
    d = {}
    for x in xs:
        d.update({x.key(): x.pop()})
    return d
""",
    ],
)
