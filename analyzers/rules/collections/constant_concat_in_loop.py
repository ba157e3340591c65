"""Joining constant strings anew in each pass of a loop.

`random.choice(string.ascii_lowercase + string.digits) for _ in range(n)` looks up both strings and makes their sum anew
for each character. Joined before the loop, or as a constant of the module, it is made once.

**When not to bother**: the loop makes only a few passes.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge import VALUES
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_CONSTANTS = frozenset(name for name in VALUES if name.startswith("string."))


def check(node: ast.BinOp, at: Site) -> Match | None:
    leaves = _leaves(node)
    if isinstance(at.parent(node), ast.BinOp):
        return None
    if all(isinstance(leaf, ast.Constant) for leaf in leaves):
        return None  # the compiler joins them
    if not all(_is_constant_text(leaf, at) for leaf in leaves) or at.function is None or not at.repeating:
        return None
    anchor = at.anchor(at.loops[-1])
    names = [leaf for leaf in leaves if not isinstance(leaf, ast.Constant)]
    if anchor is None or not all(at.bound_before(name, anchor) for name in names):
        anchor = None  # imported in the loop
    return Match(
        node,
        "joins the same constants in each pass: join them once, before the loop",
        "safe" if anchor is not None else None,
        "",
        {"anchor": anchor},
    )


def _leaves(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_leaves(node.left), *_leaves(node.right)]
    return [node]


def _is_constant_text(node: ast.expr, at: Site) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    return at.qualified(node) in _CONSTANTS


def rewrite(match: Match, edit: Rewrite) -> None:
    anchor = match.nodes["anchor"]
    name = edit.name("characters", anchor)
    edit.insert_before(anchor, "{name} = {value}", name=name, value=edit.text(match.node))
    edit.replace(match.node, "{name}", name=name)


RULE = Rule(
    slug="constant-concat-in-loop",
    code="SLP148",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.BinOp,), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Join them before the loop",
    severity="info",
    examples=[
        Example(
            before="""\
import random
import string


def token(length):
    return "".join(random.Random(i).choice(«string.ascii_letters + string.digits») for i in range(length))
""",
            after="""\
import random
import string


def token(length):
    characters = string.ascii_letters + string.digits
    return "".join(random.Random(i).choice(characters) for i in range(length))
""",
            workload=lambda n: (n,),
            same=[(5,), (0,)],
        ),
        Example(
            before="""\
from string import digits


def is_number(text):
    for char in text:
        if char not in «digits + ".,"»:
            return False
    return True
""",
            after="""\
from string import digits


def is_number(text):
    characters = digits + ".,"
    for char in text:
        if char not in characters:
            return False
    return True
""",
            workload=lambda n: ("12.5" * n,),
            same=[("12.5",), ("a",), ("",)],
        ),
    ],
    clean=[
        """\
# Another operator.
import string
def f(xs):
    return [x in string.digits % "a" for x in xs]
""",
        """\
# Half of a larger one.
import string
def f(xs):
    return [string.digits + "." + x for x in xs]
""",
        """\
# As often as it says.
import string
def f(xs):
    return [(string.digits + ".") * 2 + x for x in xs]
""",
        """\
# Once.
import string
def f(x):
    return x in string.digits + '.'
""",
        """\
# Something that varies.
import string
def f(xs):
    return [string.digits + x for x in xs]
""",
        """\
# The compiler joins them.
def f(xs):
    return [x in 'a' + 'b' for x in xs]
""",
        """\
# Another object.
def f(xs, string):
    return [x in string.digits + '.' for x in xs]
""",
        """\
# On import.
import string
XS = [x for x in 'abcdefghijk' if x in string.digits + '.']
""",
        """\
# Numbers.
import math
def f(xs):
    return [math.pi + 1 for x in xs]
""",
        """\
# A few passes.
import string
def f():
    return [x in string.digits + '.' for x in 'abc']
""",
        """\
# Not a sum.
import string
def f(xs):
    return [string.digits * 2 for x in xs]
""",
        """\
# Called.
import string
def f(xs):
    return [string.digits + string.capwords('a') for x in xs]
""",
    ],
)
