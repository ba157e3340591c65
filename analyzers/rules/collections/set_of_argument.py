"""Making a set of what a set method is given.

`known.intersection(set(names))` walks through all names to make a set, then through that set. The methods of a set take
any iterable: `known.intersection(names)` walks once and makes no set in between. It matters the more, the larger the
argument; `isdisjoint` even stops at the first element that both have.

The rule speaks in loops, and where a function or lambda does little else than to answer with the result.

**When not to bother**: a few elements in code that runs now and then.

**Why the fix needs review**: `set(a).isdisjoint(b)` may stop before the end of `b`, so that an iterator is not used up
or an unhashable element further on goes unnoticed; and where the type of the object before the dot is only declared,
its methods may be less generous than those of a set.
"""

from __future__ import annotations

import ast

from ...semantics.questions.assurances import holds_hashables
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_METHODS = frozenset({
    "difference", "difference_update", "intersection", "intersection_update", "isdisjoint", "issuperset",
    "union", "update",
})  # fmt: skip
_STOP = ("isdisjoint", "issuperset")
_OTHERS = ("list", "tuple", "frozenset", "str", "range")
"""Neither used up by walking through, nor the set itself, which would change meanwhile."""


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or node.keywords or len(node.args) != 1:
        return None
    method, made = node.func.attr, node.args[0]
    if not isinstance(made, ast.Call) or len(made.args) != 1 or isinstance(made.args[0], ast.Starred):
        return None
    if not at.is_call(made, "builtins.set", "builtins.frozenset") or at.is_small(made.args[0]):
        return None
    items, receiver = made.args[0], node.func.value
    if not at.repeating and not _is_answer(node, at):
        return None
    if any(at.same(part, receiver) for part in ast.walk(items)):
        return None  # it would change while it is walked through
    kind = at.type(receiver)
    if not kind.is_("set", "frozenset"):
        return None
    given = at.type(items)
    safe = method not in _STOP and given.name in _OTHERS and not kind.declared and holds_hashables(at, items)
    if method.startswith("intersection"):  # of equal elements, either may stay: 1 and True
        alike = kind.element.proven and kind.element.name == given.element.name
        safe = safe and alike and given.element.is_("str", "bytes", "int")
    return Match(
        made,
        f"makes a set that is thrown away: {method}() takes any iterable",
        "safe" if safe else "review",
        "" if safe else "the object must be a set, whose methods take any iterable; they may stop before its end",
        {"items": items},
    )


def _is_answer(node: ast.expr, at: Site) -> bool:
    """`def shares(a, b): return not set(a).isdisjoint(set(b))`"""
    if isinstance(at.function, ast.Lambda):
        return True
    statement = at.statement(node)
    body = [] if at.function is None else [part for part in at.function.body if not isinstance(part, ast.Expr)]
    return body == [statement] and isinstance(statement, ast.Return)


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.node, "{items}", items=match.nodes["items"])


RULE = Rule(
    slug="set-of-argument",
    code="SLP145",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=_METHODS),
    check=check,
    rewrite=rewrite,
    title="Pass the iterable itself",
    severity="info",
    examples=[
        Example(
            before="""\
def common(names, groups):
    known = set(names)
    for group in groups:
        yield known.intersection(«set(group)»)
""",
            after="""\
def common(names, groups):
    known = set(names)
    for group in groups:
        yield known.intersection(group)
""",
            workload=lambda n: ([str(i) for i in range(n)], [[str(2 * i) for i in range(n)]] * 9),
            same=[(["a", "b"], [["b", "c"], ["a"]]), ([], [[]]), ([1], [{1: 2}])],
        ),
        Example(
            before="""\
def gather(text):
    found = set()
    for line in str(text).splitlines():
        found.update(«set(line.split())»)
    return found
""",
            after="""\
def gather(text):
    found = set()
    for line in str(text).splitlines():
        found.update(line.split())
    return found
""",
            workload=lambda n: ("some words here\n" * n,),
            same=[("a b\nb c",), ("",), (5,)],
        ),
        Example(
            before="""\
def apart(a, b):
    return set(a).isdisjoint(«frozenset(b)»)
""",
            after="""\
def apart(a, b):
    return set(a).isdisjoint(b)
""",
            workload=lambda n: (list(range(n)), list(range(n, 2 * n))),
            same=[([1, 2], [3]), ([1], [1]), ([], [])],
            differs=[([1], [1, []])],
        ),
    ],
    unsafe=[
        """\
# Of equal elements, another may stay: True for 1.
def f(text):
    for char in str(text):
        s = {len(char), 0}
        t = [False, True] * len(char)
        s.intersection_update(set(t))
    return s
""",
        """\
# The same set may have two names.
def f(xs, n):
    found, known = set(xs), set(xs)
    for _ in range(n):
        found.update(set(known))
""",
        """\
# Only said to be a set.
def f(xs: set, n):
    for i in range(n):
        ys = list(range(i))
        print(xs.union(set(ys)))
""",
        """\
# Only said to be a list.
def f(xs, ys: list):
    return set(xs).union(set(ys))
""",
        """\
# It stops at the first that both have.
def f(xs, n):
    known = set(xs)
    for i in range(n):
        print(known.isdisjoint(set(list(range(i)))))
""",
    ],
    clean=[
        """\
# Kept, for later.
def f(self, xs, ys):
    self.both = set(xs).union(set(ys))
""",
        """\
# One step of several.
def f(xs, ys):
    rest = ys[1:]
    return set(xs).union(set(rest))
""",
        """\
# Neither in a loop nor a function of its own.
def f(xs, ys):
    both = set(xs).union(set(ys))
    return sorted(both)
""",
        """\
# Made in full before it grows.
def f(found: set, g):
    for _ in range(100):
        found.update(set(g(x) for x in found))
""",
        """\
# Not known to be a set.
def f(index, labels):
    return index.union(set(labels))
""",
        """\
# The set method needs both.
def f(xs, ys, zs):
    return set(xs).union(set(ys), zs)
""",
        """\
# An operator takes nothing but a set.
def f(xs, ys):
    return set(xs) & set(ys)
""",
        """\
# Handed a name.
def f(xs, ys):
    return set(xs).union(ys)
""",
        """\
# Two elements.
def f(xs):
    return set(xs).union(set([1, 2]))
""",
        """\
# Another function of the name.
def f(xs: set, ys, set):
    return xs.union(set(ys))
""",
        """\
# Made of nothing.
def f(xs):
    return set(xs).union(set())
""",
        """\
# Made of what is unpacked.
def f(xs, ys):
    return set(xs).union(set(*ys))
""",
        """\
# Not a method.
def f(union, ys):
    return union(set(ys))
""",
        """\
# No such argument: it raises, as it should.
def f(xs, ys):
    return set(xs).union(set(ys), other=1)
""",
    ],
)
