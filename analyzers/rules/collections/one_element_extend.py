"""Making a list of a single element, in a loop, to join it to another.

`out += [x]` and `out.extend([x])` build a list, go through it, and throw it away, for each element. `out.append(x)`
adds the element itself.

**When not to bother**: the loop has only a few passes.

**Why the fix needs review**: that what grows is a list is known only from an annotation.
"""

from __future__ import annotations

import ast

from ...semantics.questions.assurances import stores_plainly
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_REASON = "`+=` also stores the list again, where it was before the element was evaluated"


def check(node: ast.AugAssign | ast.Call, at: Site) -> Match | None:
    if isinstance(node, ast.AugAssign):
        grows, given, statement = node.target, node.value, node
        if not isinstance(node.op, ast.Add):
            return None
    else:
        statement = at.parent(node)
        if not (isinstance(statement, ast.Expr) and isinstance(node.func, ast.Attribute)) or len(node.args) != 1:
            return None
        grows, given = node.func.value, node.args[0]
    match given:
        case ast.List(elts=[item]) | ast.Tuple(elts=[item]) if not isinstance(item, ast.Starred):
            pass
        case _:
            return None
    kind = at.type(grows)
    if not kind.is_("list") or not at.repeating or in_test(at):
        return None
    plain = isinstance(node, ast.Call) or stores_plainly(at, grows, item)
    return Match(
        statement,
        "makes a list for one element in every pass: append() adds the element itself",
        "safe" if plain and not kind.declared else "review",
        ("what grows must be a plain list" if kind.declared else "") if plain else _REASON,
        {"grows": grows, "item": item},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.node, "{grows}.append({item})", grows=match.nodes["grows"], item=match.nodes["item"])


RULE = Rule(
    slug="one-element-extend",
    code="SLP136",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.AugAssign,), calls=frozenset({"extend"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Use append()",
    severity="info",
    examples=[
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
def lengths(words, out: list):
    for word in words:
        «out.extend((len(word),))»
    return out
""",
            after="""\
def lengths(words, out: list):
    for word in words:
        out.append(len(word))
    return out
""",
            workload=lambda n: ([f"w{i}" for i in range(n)], []),
            same=[(["a", "bb"], [1]), ([], [])],
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
        """\
# Once.
def f(x):
    out = []
    out += [x]
    return out
""",
        """\
# Two elements.
def f(xs):
    out = []
    for x in xs:
        out += [x, 0]
    return out
""",
        """\
# All of them.
def f(xs):
    out = []
    for x in xs:
        out.extend([*x])
    return out
""",
        """\
# A list of dicts.
def f(xs):
    out = []
    for x in xs:
        out.extend({x: 1})
    return out
""",
        """\
# Three passes.
def f(out: list):
    for x in (1, 2, 3):
        out += [x]
    return out
""",
        """\
# Another operator.
def f(xs: list):
    for x in xs:
        xs *= [x]
""",
        """\
# Used otherwise.
def f(xs):
    out = []
    return [out.extend([x]) for x in xs]
""",
        """\
# What grows is not known.
def f(out, xs):
    for x in xs:
        out += [x]
""",
        """\
# Two.
def f(xs, ys):
    out = []
    for x in xs:
        out.extend([x], ys)
    return out
""",
        """\
# A function.
def f(extend, xs):
    for x in xs:
        extend([x])
""",
    ],
)
