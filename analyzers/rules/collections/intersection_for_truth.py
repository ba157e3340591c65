"""Making the intersection of two sets only to ask whether there is one.

`if a & b:` collects all that both have in a new set, to learn whether there is anything. `a.isdisjoint(b)` stops at
the first element that both have, makes no set, and takes any iterable, which need not be made a set before.

The rule speaks in loops, and where a whole container that is kept elsewhere is made a set for the question.

**When not to bother**: the sets never have more than a few elements.

**Why the fix needs review**: the operands must be plain sets; and of an iterable that is no longer made a set, what
comes after the first common element is not looked at.
"""

from __future__ import annotations

import ast

from ...semantics.questions.assurances import holds_hashables, walks_plainly
from ...semantics.questions.places import in_test
from ...semantics.questions.truth import asked_for_truth
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_SETS = ("set", "frozenset")


def check(node: ast.BinOp | ast.Call, at: Site) -> Match | None:
    if isinstance(node, ast.BinOp):
        if not isinstance(node.op, ast.BitAnd):
            return None
        left, right = node.left, node.right
    else:
        if not isinstance(node.func, ast.Attribute) or len(node.args) != 1 or isinstance(node.args[0], ast.Starred):
            return None
        left, right = node.func.value, node.args[0]
    asked = asked_for_truth(node, at)
    if asked is None or in_test(at):
        return None
    is_call = isinstance(node, ast.Call)
    first, second = at.type(left), at.type(right)
    if not first.is_(*_SETS) or at.is_small(left) or at.is_small(right) or not (is_call or second.is_(*_SETS)):
        return None
    if not is_call and _copied(right, at) is None and _copied(left, at) is not None:
        left, right = right, left  # set(x) & s: what is not made here is asked
    if not at.repeating and not any(_is_whole(side, at) for side in (left, right)):
        return None
    if _guards(at.statement(node)):
        return None
    safe = not first.declared and not second.declared and _copied(right, at) is None
    if not second.is_(*_SETS):  # walked through to its end, and each element hashed
        safe = safe and walks_plainly(at, right, streams=False) and holds_hashables(at, right)
    return Match(
        asked[0],
        "makes a set of all that both have, to learn whether there is anything: isdisjoint() stops at the first",
        "safe" if safe else "review",
        "" if safe else "the operands must be plain sets or made of plain iterables",
        {"asked": asked, "left": left, "right": _copied(right, at) or right},
    )


def _copied(node: ast.expr, at: Site) -> ast.expr | None:
    """`set(xs)` → xs"""
    if isinstance(node, ast.Call) and len(node.args) == 1 and at.is_call(node, "builtins.set", "builtins.frozenset"):
        return None if isinstance(node.args[0], ast.Starred) else node.args[0]
    return None


def _guards(statement: ast.stmt) -> bool:
    """`if a & b: raise …`: a check of what somebody handed over, mostly of a few things, and once."""
    return isinstance(statement, ast.Assert) or (
        isinstance(statement, ast.If) and isinstance(statement.body[0], ast.Raise)
    )


def _is_whole(node: ast.expr, at: Site) -> bool:
    """`set(self.index)`, `set(d.keys())`: is all of what is kept elsewhere copied for one question?"""
    source = _copied(node, at)
    if isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute) and source.func.attr == "keys":
        source = source.func.value
    return isinstance(source, ast.Attribute)


def rewrite(match: Match, edit: Rewrite) -> None:
    node, none = match.nodes["asked"]
    template = "{left}.isdisjoint({right})" if none else "not {left}.isdisjoint({right})"
    edit.replace(node, template, left=match.nodes["left"], right=match.nodes["right"])


RULE = Rule(
    slug="intersection-for-truth",
    code="SLP127",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.BinOp,), calls=frozenset({"intersection"})),
    check=check,
    rewrite=rewrite,
    title="Use isdisjoint()",
    examples=[
        Example(
            before="""\
def overlaps(wanted: set[str], groups: list[set[str]]):
    return [1 for group in groups if «wanted & group»]
""",
            after="""\
def overlaps(wanted: set[str], groups: list[set[str]]):
    return [1 for group in groups if not wanted.isdisjoint(group)]
""",
            workload=lambda n: (set(range(n)), [set(range(n))] * 9),
            same=[({1, 2}, [{2}, {3}]), ({1}, []), (set(), [set()])],
            differs=[(6, [2])],
        ),
        Example(
            before="""\
def unknown(lines, names):
    wanted = {name.lower() for name in names}
    found = []
    for words in lines:
        found.append((«len(wanted & set(words)) == 0», «bool(set(words).intersection(names))»))
    return found
""",
            after="""\
def unknown(lines, names):
    wanted = {name.lower() for name in names}
    found = []
    for words in lines:
        found.append((wanted.isdisjoint(words), not set(words).isdisjoint(names)))
    return found
""",
            workload=lambda n: ([[f"w{i}" for i in range(n)]] * 9, [f"w{i}" for i in range(n)]),
            same=[([["A", "b"], []], ["a"]), ([], ["a"]), ([["a"]], [])],
        ),
        Example(
            before="""\
def first_other(lines, names):
    wanted = frozenset(names)
    for words in lines:
        found = set(words)
        if «not (found & wanted)»:
            return words
    return None
""",
            after="""\
def first_other(lines, names):
    wanted = frozenset(names)
    for words in lines:
        found = set(words)
        if found.isdisjoint(wanted):
            return words
    return None
""",
            workload=lambda n: ([list(range(n))] * 9, list(range(n))),
            same=[([[1], [2]], [1]), ([], [2])],
        ),
        Example(
            before="""\
def touches(words, names: set[str]):
    return [1 for _ in words if «set(words) & names»]
""",
            after="""\
def touches(words, names: set[str]):
    return [1 for _ in words if not names.isdisjoint(words)]
""",
            workload=lambda n: ([f"w{i}" for i in range(min(n, 50))], {f"w{i}" for i in range(n)}),
            same=[(["a"], {"a"}), (["b"], {"a"})],
            differs=[(["a", []], {"a"})],
        ),
        Example(
            before="""\
def mixed(lefts, right, other: set[str], more: set[str]):
    out = []
    for left in lefts:
        if «set(left) & set(right)»:
            out.append(1)
        out.append(2 if «other & more.union(left)» else 3)
    return out
""",
            after="""\
def mixed(lefts, right, other: set[str], more: set[str]):
    out = []
    for left in lefts:
        if not set(left).isdisjoint(right):
            out.append(1)
        out.append(2 if not other.isdisjoint(more.union(left)) else 3)
    return out
""",
            workload=lambda n: ([list(range(n))] * 9, list(range(n)), set(), set()),
            same=[([["a"]], ["b"], {"a"}, set()), ([["a"]], ["a"], {"a"}, set())],
        ),
        Example(
            before="""\
class Index:
    def __init__(self, entries):
        self.entries = entries

    def has(self, words):
        parts = set(words)
        return 1 if «len(parts & set(self.entries.keys()))» else 0


def check(entries, words):
    return Index(entries).has(words)
""",
            after="""\
class Index:
    def __init__(self, entries):
        self.entries = entries

    def has(self, words):
        parts = set(words)
        return 1 if not parts.isdisjoint(self.entries.keys()) else 0


def check(entries, words):
    return Index(entries).has(words)
""",
            workload=lambda n: ({i: i for i in range(n)}, [1]),
            same=[({1: 1}, [1]), ({}, [1])],
        ),
    ],
    clean=[
        """\
# In a test it costs nobody anything.
def test_f(a: set, b: set):
    return [1 for _ in a if a & b]
""",
        """\
# A check of arguments.
def f(a: set, b: set):
    for _ in range(99):
        if a & b:
            raise ValueError(a)
""",
        """\
# A check of arguments.
def f(a: set, b: set):
    for _ in range(99):
        assert not a & b
""",
        """\
# Once, of what is made for it.
def f(o, a: set):
    if a & set(o.table.values()):
        return 1
""",
        """\
# In a test it costs nobody anything.
def test_f(a: set, b: set):
    for _ in range(99):
        assert not a & b
""",
        """\
# Bits.
def f(flags, mask):
    for _ in range(99):
        if flags & mask:
            return 1
""",
        """\
# The common elements are used.
def f(a: set, b: set):
    for _ in range(99):
        both = a & b
        return both
""",
        """\
# A union.
def f(a: set, b: set):
    for _ in range(99):
        if a | b:
            return 1
""",
        """\
# How many.
def f(a: set, b: set):
    for _ in range(99):
        return len(a & b) > 1
""",
        """\
# Bits of what is not known.
def f(a: set, b):
    for _ in range(99):
        if a & b:
            return 1
""",
        """\
# Shapes.
def f(a, b):
    for _ in range(99):
        if a.intersection(b):
            return 1
""",
        """\
# Of three.
def f(a: set, b: set, c: set):
    for _ in range(99):
        if a.intersection(b, c):
            return 1
""",
        """\
# Of all.
def f(a: set, b):
    for _ in range(99):
        if a.intersection(*b):
            return 1
""",
        """\
# Two elements.
def f(x, y, b: set):
    for _ in range(99):
        if {x, y} & b:
            return 1
""",
        """\
# Two elements.
def f(x, y, b: set):
    for _ in range(99):
        if b & {x, y}:
            return 1
""",
        """\
# A function, not a method.
def f(intersection, a: set):
    for _ in range(99):
        if intersection(a):
            return 1
""",
        """\
# Once.
def f(a: set, b: set):
    if a & b:
        return 1
""",
        """\
# Once, of what was made here.
def f(a: set, xs):
    if a & set(xs):
        return 1
""",
    ],
    unsafe=[
        """\
# The set may be of another class.
def f(xs: set, texts):
    return [1 for text in texts if xs & set(str(text).split()) & xs or xs.intersection(str(text))]
""",
        """\
# What cannot be hashed is found only later.
def f(text, others):
    for other in others:
        a = set(str(text))
        if a.intersection([*other]):
            return True
""",
        """\
# An iterator is run through less far.
def f(text, others):
    for other in others:
        a = set(str(text))
        if a.intersection(str(x) for x in other):
            return True
""",
        """\
# So it is said.
def f(a: set, b):
    for _ in range(99):
        if a.intersection(b):
            return 1
""",
        """\
# So it is said.
def f(xs, b: set):
    for _ in range(99):
        a = {x + 1 for x in xs}
        if a & b:
            return 1
""",
        """\
# Making the set may have failed.
def f(xs, b):
    for _ in range(99):
        a = {x + 1 for x in xs}
        if a & set(b):
            return 1
""",
    ],
)
