"""Making the intersection of two sets only to ask whether there is one.

`if a & b:` collects all that both have in a new set, to learn whether there is anything. `a.isdisjoint(b)` stops at
the first element that both have, makes no set, and takes any iterable, which need not be made a set before.

**When not to bother**: the sets never have more than a few elements.

**Why the fix needs review**: the operands must be plain sets; and of an iterable that is no longer made a set, what
comes after the first common element is not looked at.
"""

from __future__ import annotations

import ast

from ...semantics.places import in_test
from ...semantics.site import Site
from ...semantics.truth import asked_for_truth
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
    safe = not first.declared and not second.declared and _copied(right, at) is None
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


def rewrite(match: Match, edit: Rewrite) -> None:
    node, none = match.nodes["asked"]
    template = "{left}.isdisjoint({right})" if none else "not {left}.isdisjoint({right})"
    edit.replace(node, template, left=match.nodes["left"], right=match.nodes["right"])


RULE = Rule(
    slug="intersection-for-truth",
    code="SLP127",
    family="collections",
    stage="stable",
    triggers=Triggers(nodes=(ast.BinOp,), calls=frozenset({"intersection"})),
    check=check,
    rewrite=rewrite,
    title="Use isdisjoint()",
    examples=[
        Example(
            before="""\
def overlap(left: set[str], right: set[str]) -> bool:
    if «left & right»:
        return True
    return False
""",
            after="""\
def overlap(left: set[str], right: set[str]) -> bool:
    if not left.isdisjoint(right):
        return True
    return False
""",
            workload=lambda n: (set(range(n)), set(range(n))),
            same=[({1, 2}, {2}), ({1}, {2}), (set(), set())],
            differs=[(6, 2)],
        ),
        Example(
            before="""\
def unknown(words, names):
    wanted = {word.lower() for word in words}
    return «len(wanted & set(names)) == 0», «bool(set(names).intersection(words))»
""",
            after="""\
def unknown(words, names):
    wanted = {word.lower() for word in words}
    return wanted.isdisjoint(names), not set(names).isdisjoint(words)
""",
            workload=lambda n: ([f"w{i}" for i in range(n)], [f"w{i}" for i in range(n)]),
            same=[(["A", "b"], ["a"]), ([], ["a"]), ([], [])],
        ),
        Example(
            before="""\
def shares(words, names):
    wanted = frozenset(words)
    found = set(names)
    return 1 if not «(found & wanted)» else 2
""".replace("not «(found & wanted)»", "«not (found & wanted)»"),
            after="""\
def shares(words, names):
    wanted = frozenset(words)
    found = set(names)
    return 1 if found.isdisjoint(wanted) else 2
""",
            workload=lambda n: (list(range(n)), list(range(n))),
            same=[([1], [1, 2]), ([1], [2])],
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
def mixed(left, right, other: set[str], more: set[str]):
    if «set(left) & set(right)»:
        return 1
    return 2 if «other & more.union(left)» else 3
""",
            after="""\
def mixed(left, right, other: set[str], more: set[str]):
    if not set(left).isdisjoint(right):
        return 1
    return 2 if not other.isdisjoint(more.union(left)) else 3
""",
            workload=lambda n: (list(range(n)), list(range(n)), set(), set()),
            same=[(["a"], ["b"], {"a"}, set()), (["a"], ["a"], {"a"}, set())],
        ),
    ],
    clean=[
        """\
# In a test it costs nobody anything.
def test_f(a: set, b: set):
    assert not a & b
""",
        "# Bits.\ndef f(flags, mask):\n    if flags & mask:\n        return 1\n",
        "# The common elements are used.\ndef f(a: set, b: set):\n    both = a & b\n    return both\n",
        "# A union.\ndef f(a: set, b: set):\n    if a | b:\n        return 1\n",
        "# How many.\ndef f(a: set, b: set):\n    return len(a & b) > 1\n",
        "# Bits of what is not known.\ndef f(a: set, b):\n    if a & b:\n        return 1\n",
        "# Shapes.\ndef f(a, b):\n    if a.intersection(b):\n        return 1\n",
        "# Of three.\ndef f(a: set, b: set, c: set):\n    if a.intersection(b, c):\n        return 1\n",
        "# Of all.\ndef f(a: set, b):\n    if a.intersection(*b):\n        return 1\n",
        "# Two elements.\ndef f(x, y, b: set):\n    if {x, y} & b:\n        return 1\n",
        "# Two elements.\ndef f(x, y, b: set):\n    if b & {x, y}:\n        return 1\n",
        "# A function, not a method.\ndef f(intersection, a: set):\n    if intersection(a):\n        return 1\n",
    ],
    unsafe=[
        """\
# So it is said.
def f(a: set, b):
    if a.intersection(b):
        return 1
""",
        """\
# So it is said.
def f(xs, b: set):
    a = {x + 1 for x in xs}
    if a & b:
        return 1
""",
        """\
# Making the set may have failed.
def f(xs, b):
    a = {x + 1 for x in xs}
    if a & set(b):
        return 1
""",
    ],
)
