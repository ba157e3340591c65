"""Counting all elements to know whether there is one.

`sum(1 for x in xs if x > limit) > 0` goes through all elements, although the first hit settles it; so does `sum(x >
limit for x in xs) == 0`. `any(x > limit for x in xs)` stops there. The same goes for a sum of numbers that cannot be
negative, such as lengths or weights: it is zero only if all of them are.

**When not to bother**: there are only a few elements, or hardly ever a hit.

**Why the fix needs review**: the elements after the first hit are not evaluated any more; numbers of both signs may add
up to zero.
"""

from __future__ import annotations

import ast
import re

from ...semantics.questions.invariants import is_cold
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_POSITIVE = re.compile(
    r"(?:.*_)?(?:n|num|number|count|counts|weight|weights|size|length|len|amount|duration)(?:_.*)?s?"
)


def check(node: ast.Compare, at: Site) -> Match | None:
    if not isinstance(node.left, ast.Call):  # cheap
        return None
    if len(node.ops) != 1 or at.constant(node.comparators[0]) != 0:
        return None
    call, operator = node.left, node.ops[0]
    if not isinstance(operator, (ast.Eq, ast.NotEq, ast.Gt)) or not at.is_call(call, "builtins.sum"):
        return None
    given = call.args[0] if len(call.args) == 1 and not call.keywords else None
    if not isinstance(given, (ast.GeneratorExp, ast.ListComp)) or at.is_small(given.generators[0].iter):
        return None
    element, first = given.elt, given.generators[0]
    if any(generator.is_async for generator in given.generators) or at.function is None or is_cold(at):
        return None
    counts = isinstance(element, ast.Constant) and len(given.generators) == 1 and first.ifs
    if not counts and not _cannot_be_negative(element, at):
        return None
    negated = isinstance(operator, ast.Eq)
    return Match(
        node,
        f"adds up everything to know whether there is {'none' if negated else 'any'}: any() stops at the first",
        "review",
        "elements after the first hit are not evaluated any more; numbers of both signs may add up to zero",
        {"given": given, "counts": counts, "negated": negated},
    )


def _cannot_be_negative(element: ast.expr, at: Site) -> bool:
    if isinstance(element, ast.Compare):
        return True
    if isinstance(element, ast.UnaryOp):
        return isinstance(element.op, ast.Not)
    if at.is_call(element, "builtins.len", "builtins.bool", "builtins.isinstance", "builtins.abs"):
        return True
    called = element.func if isinstance(element, ast.Call) else element
    name = getattr(called, "attr", getattr(called, "id", ""))
    return bool(_POSITIVE.fullmatch(name))


_LOOSE = (ast.BoolOp, ast.IfExp, ast.Lambda, ast.NamedExpr)


def rewrite(match: Match, edit: Rewrite) -> None:
    given, word = match.nodes["given"], "not any" if match.nodes["negated"] else "any"
    generator = given.generators[0]
    if not match.nodes["counts"]:
        text = edit.text(given)
        inner = text[1:-1].strip() if text[:1] in "([" else text
        edit.replace(match.node, word + "({inner})", inner=inner)
        return
    tests = [
        f"({edit.text(test)})" if isinstance(test, _LOOSE) and len(generator.ifs) > 1 else edit.text(test)
        for test in generator.ifs
    ]
    parts = " and ".join(tests)
    target, source = edit.text(generator.target), edit.text(generator.iter)
    edit.replace(match.node, word + "({parts} for {target} in {source})", parts=parts, target=target, source=source)


RULE = Rule(
    slug="sum-compared-to-zero",
    code="SLP152",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.Compare,)),
    check=check,
    rewrite=rewrite,
    title="Use any()",
    examples=[
        Example(
            before="""\
def has_long(words, limit):
    return «sum(1 for word in words if len(word) > limit) > 0»
""",
            after="""\
def has_long(words, limit):
    return any(len(word) > limit for word in words)
""",
            workload=lambda n: ([f"word{i}" for i in range(n)], 3),
            same=[(["a", "bbb"], 2), ([], 0), (["a"], 5)],
            differs=[(["aaa", 1], 1)],
        ),
        Example(
            before="""\
def isolated(graph, nodes):
    return [node for node in nodes if «sum(graph[node, other]["weight"] != 0 for other in nodes) == 0»]
""",
            after="""\
def isolated(graph, nodes):
    return [node for node in nodes if not any(graph[node, other]["weight"] != 0 for other in nodes)]
""",
            workload=lambda n: ({(i, j): {"weight": i + j} for i in range(n) for j in range(n)}, list(range(n))),
            same=[({(1, 1): {"weight": 0}}, [1]), ({}, [])],
        ),
        Example(
            before="""\
def shared(words, first, second):
    return «sum(1 for word in words if word in first or word in second if word) != 0»
""",
            after="""\
def shared(words, first, second):
    return any((word in first or word in second) and word for word in words)
""",
            workload=lambda n: ([f"w{i}" for i in range(n)], {"w1"}, {"w2"}),
            same=[(["a", ""], ["a"], [""]), ([], [], []), ([""], [""], [])],
        ),
        Example(
            before="""\
def free(graph, nodes):
    for node in nodes:
        if «sum(graph.edge_weight(node, other) for other in graph.neighbors(node)) == 0»:
            yield node
""",
        ),
    ],
    clean=[
        """\
# Compared with another number, too.
def f(xs, n):
    return sum(x > 1 for x in xs) > 0 > n
""",
        """\
# Begins with a number.
def f(xs, n):
    return sum((x > 1 for x in xs), start=n) > 0
""",
        """\
# Two loops.
def f(rows):
    return sum(1 for row in rows if row for cell in row if cell) > 0
""",
        """\
# The number matters.
def f(xs):
    return sum(1 for x in xs if x) > 1
""",
        """\
# They may be negative.
def f(xs):
    return sum(x.delta for x in xs) == 0
""",
        """\
# Not the builtin.
def f(xs, sum):
    return sum(1 for x in xs if x) > 0
""",
        """\
# Nothing but a length.
def f(xs):
    return sum(1 for x in xs) > 0
""",
        """\
# Three elements.
def f(a, b, c):
    return sum(x > 1 for x in (a, b, c)) > 0
""",
        """\
# Of a name.
def f(xs):
    return sum(xs) > 0
""",
        """\
# Less than none.
def f(xs):
    return sum(x > 1 for x in xs) < 0
""",
        """\
# From another start.
def f(xs):
    return sum((x > 1 for x in xs), -1) > 0
""",
        """\
# On import.
import sys
x = sum(len(p) > 1 for p in sys.path) > 0
""",
        """\
# In a test nobody waits for it.
def test_f(xs):
    assert sum(x > 1 for x in xs) > 0
""",
        """\
# Waits.
async def f(xs):
    return sum([x > 1 async for x in xs]) > 0
""",
        """\
# The sign of a number.
def f(xs):
    return sum(-1 for x in xs if x) == 0
""",
        """\
# Two comparisons.
def f(xs):
    return 0 < sum(x > 1 for x in xs) < 0
""",
    ],
)
