"""Building a list or set of conditions to ask any() or all() of it.

`any([a(x), b(x), c(x)])` evaluates all three, puts the answers into a list, and then looks whether one is true. `a(x)
or b(x) or c(x)` stops at the first, and builds nothing.

It is reported where passes of a loop do it, where an element is itself the outcome of a call, and for sets, which hash
every answer besides.

**When not to bother**: it runs now and then, and the conditions cost nothing.

**Why the fix needs review**: conditions after the one that settles it are not evaluated any more.
"""

from __future__ import annotations

import ast

from ...semantics.questions.conditions import is_tested
from ...semantics.questions.invariants import is_cold
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or not isinstance(node.args[0], (ast.List, ast.Set, ast.Tuple)):
        return None
    display = node.args[0]
    parts = display.elts
    if not 2 <= len(parts) <= 6 or any(isinstance(part, (ast.Starred, ast.NamedExpr, ast.Await)) for part in parts):
        return None
    which = "any" if at.is_call(node, "builtins.any") else "all" if at.is_call(node, "builtins.all") else ""
    if not which or at.function is None or is_cold(at):
        return None
    calls = sum(any(isinstance(part, ast.Call) for part in ast.walk(element)) for element in parts[1:])
    if not (isinstance(display, ast.Set) or at.repeating or calls):
        return None
    word = "or" if which == "any" else "and"
    tested = is_tested(at, node)
    return Match(
        node,
        f"evaluates all {len(parts)} conditions before it looks at the first: `{word}` stops where the answer is known",
        "review" if tested else None,
        "conditions after the one that settles it are not evaluated any more" if tested else "",
        {"parts": parts, "word": word, "negated": isinstance(at.parent(node), (ast.UnaryOp, ast.BoolOp))},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    texts = [
        f"({edit.text(part)})" if isinstance(part, (ast.BoolOp, ast.IfExp, ast.Lambda)) else edit.text(part)
        for part in nodes["parts"]
    ]
    text = f" {nodes['word']} ".join(texts)
    edit.replace(match.node, "({text})" if nodes["negated"] else "{text}", text=text)


RULE = Rule(
    slug="any-of-display",
    code="SLP151",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"any", "all"})),
    check=check,
    rewrite=rewrite,
    title="Use or / and",
    severity="info",
    examples=[
        Example(
            before="""\
def odd(words):
    found = []
    for word in words:
        if «any([word.startswith("_"), word.endswith("_"), "__" in word])»:
            found.append(word)
    return found
""",
            after="""\
def odd(words):
    found = []
    for word in words:
        if word.startswith("_") or word.endswith("_") or "__" in word:
            found.append(word)
    return found
""",
            workload=lambda n: ([f"_w{i}" for i in range(n)],),
            same=[(["_a", "b", "c__d"],), ([],)],
            differs=[([type("W", (str,), {"endswith": None})("_a")],)],
        ),
        Example(
            before="""\
def check(first, second, third):
    if not «any({first, second, third})»:
        return "none"
    return "some"
""",
            after="""\
def check(first, second, third):
    if not (first or second or third):
        return "none"
    return "some"
""",
            workload=lambda n: (False, False, n),
            same=[(True, False, False), (0, 0, 0)],
            differs=[([1], 0, 0)],
        ),
        Example(
            before="""\
def first(rows, a, b):
    for row in rows:
        if «any([row.a, row.b])»:
            return row
    return a
""",
        ),
        Example(
            before="""\
def both(a, b):
    if «all([a(), b()])»:
        print(1)
""",
        ),
    ],
    clean=[
        """\
# Of a name.
def f(xs):
    if any(xs):
        print(1)
""",
        """\
# Nothing is evaluated but names, once.
def f(a, b):
    if any([a, b]):
        print(1)
""",
        """\
# The first has to be called in any case.
def f(a, b):
    if any([a(), b]):
        print(1)
""",
        """\
# Many.
def f(x):
    return any([x(1), x(2), x(3), x(4), x(5), x(6), x(7)])
""",
        """\
# Of unknown number.
def f(xs, g):
    return any([*xs, g(xs)])
""",
        """\
# One.
def f(g):
    return any([g()])
""",
        """\
# Not the builtin.
def f(a, g, any):
    return any([a, g()])
""",
        """\
# On import.
import sys
x = any([sys.argv, len(sys.path)])
""",
        """\
# In a test nobody waits for it.
def test_f(a, g):
    assert all([a, g()])
""",
        """\
# Waits for each.
async def f(a, g):
    return any([await a, await g()])
""",
    ],
)
