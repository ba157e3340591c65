"""Making a container for a single element, in a loop, to merge it into another.

`seen.update([x])`, `seen |= {x}` and `found.update({k: v})` build a list, set or dict, go through it, and throw it
away, for each element. `seen.add(x)` and `found[k] = v` add the element itself.

**When not to bother**: the loop has only a few passes.

**Why the fix needs review**: the class of what grows is known only from an annotation, or key and value are evaluated
in another order. `|=` also stores the object again, which an attribute of the class notices.
"""

from __future__ import annotations

import ast
from types import NoneType

from ...semantics.questions.assurances import evaluates_before, stores_plainly
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_DICTS = ("dict", "collections.defaultdict", "collections.OrderedDict")


_REASON = "the value is evaluated before what it is put into, and `|=` also stores that again"


def check(node: ast.AugAssign | ast.Call, at: Site) -> Match | None:
    if isinstance(node, ast.AugAssign):
        grows, given, statement = node.target, node.value, node
        if not isinstance(node.op, ast.BitOr) or isinstance(given, (ast.List, ast.Tuple)):
            return None  # a set takes no list there
    else:
        statement = at.parent(node)
        if not (isinstance(statement, ast.Expr) and isinstance(node.func, ast.Attribute)) or node.keywords:
            return None
        if len(node.args) != 1:
            return None
        grows, given = node.func.value, node.args[0]
    key = None
    match given:
        case ast.Dict(keys=[ast.expr() as key], values=[item]):
            into, template = _DICTS, "{grows}[{key}] = {item}"
        case ast.List(elts=[item]) | ast.Tuple(elts=[item]) | ast.Set(elts=[item]):
            into, template = ("set",), "{grows}.add({item})"
        case _:
            return None
    kind = at.type(grows)
    if isinstance(item, ast.Starred) or not kind.is_(*into) or not at.repeating or in_test(at):
        return None
    ordered = isinstance(key, (ast.Name, ast.Constant, NoneType))
    if key is None or isinstance(node, ast.AugAssign):
        ordered = ordered and (isinstance(node, ast.Call) or stores_plainly(at, grows, item))
    if key is not None:
        ordered = ordered and evaluates_before(at, grows, item) and evaluates_before(at, key, item)
    safe = ordered and not kind.declared
    reason = f"what grows must be a plain {into[0]}" if ordered else _REASON
    return Match(
        statement,
        f"makes a {type(given).__name__.lower()} for one element in every pass: the element can be added itself",
        "safe" if safe else "review",
        "" if safe else reason,
        {"template": template, "grows": grows, "item": item, "key": key},
    )


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
    stage="preview",
    triggers=Triggers(nodes=(ast.AugAssign,), calls=frozenset({"update"}), in_loop=True),
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
    seen = set()
    for name in names:
        «seen.update((name,))»
        «table.update({next(iter(name)): found.pop()})»
    return table, seen
""",
            after="""\
def renamed(names, found: list):
    table = dict()
    seen = set()
    for name in names:
        seen.add(name)
        table[next(iter(name))] = found.pop()
    return table, seen
""",
            workload=lambda n: ([f"w{i}" for i in range(n)], list(range(n))),
            same=[(["a", "bb"], [1, 2]), ([], [])],
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
        """\
# Keywords.
def f(xs):
    d = {}
    for x in xs:
        d.update({1: x}, b=x)
    return d
""",
        """\
# A list cannot be joined to a set.
def f(xs):
    s = set()
    for x in xs:
        s |= [x]
    return s
""",
        """\
# Pairs.
def f(xs):
    d = {}
    for x in xs:
        d.update([x])
    return d
""",
        """\
# Merged.
def f(xs):
    d = {}
    for x in xs:
        d.update({**x})
    return d
""",
        """\
# Into two.
def f(xs):
    d = {}
    for x in xs:
        d.update({1: x}, {2: x})
    return d
""",
        """\
# Used otherwise.
def f(xs):
    d = {}
    return [d.update({x: 1}) for x in xs]
""",
        """\
# Subtraction.
def f(s: set, xs):
    for x in xs:
        s -= {x}
    return s
""",
        """\
# In a test it costs nobody anything.
def test_f(xs):
    s = set()
    for x in xs:
        s |= {x}
    return s
""",
        """\
# Three passes.
def f(s: set):
    for x in (1, 2, 3):
        s |= {x}
    return s
""",
        """\
# Once.
def f(x):
    s = set()
    s |= {x}
    return s
""",
        """\
# All of them.
def f(xs):
    s = set()
    for x in xs:
        s.update([*x])
    return s
""",
        """\
# A tuple cannot be joined to a set.
def f(xs):
    s = set()
    for x in xs:
        s |= (x,)
    return s
""",
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
