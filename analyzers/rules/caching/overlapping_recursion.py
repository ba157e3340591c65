"""A function that calls itself twice for overlapping parts of the same question, without a cache.

`return ways(n - 1) + ways(n - 2)` asks for `ways(n - 2)` again below `ways(n - 1)`, and so on: the number of calls
grows exponentially with n. With `@functools.cache` each question is answered once, and the number of calls grows with
n.

**When not to bother**: the function is never called with more than a few steps to go.

**Why there is no automatic fix**: the arguments must be hashable, the answer must depend on them alone, and the cache
keeps all answers until the program ends (`functools.lru_cache(maxsize=…)` keeps a number of them).
"""

from __future__ import annotations

import ast
from typing import Any

from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.FunctionDef, at: Site) -> Match | None:
    if node.decorator_list or at.facts.text.count(node.name) < 3:  # cheap
        return None
    if sum(_calls(part, node.name) for part in ast.walk(node)) < 2:
        return None
    names = {argument.arg for argument in node.args.args}
    for part in ast.walk(node):
        if isinstance(part, (ast.BinOp, ast.Call)):
            steps = [_step(call, names) for call in ast.walk(part) if _calls(call, node.name)]
            if len(set(steps)) >= 2 and "" not in steps and not _acts(node):
                return Match(
                    part,
                    f"{node.name}() answers the same questions again and again: with functools.cache, once each",
                )
    return None


def _calls(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _step(call: Any, names: set[str]) -> str:
    """The arguments as written, where each is a parameter, or one plus or minus a constant; "" otherwise."""
    if not all(_is_step(argument, names) for argument in call.args):
        return ""
    return ",".join(map(ast.unparse, call.args))


def _is_step(argument: ast.expr, names: set[str]) -> bool:
    if isinstance(argument, ast.BinOp):
        return isinstance(argument.right, ast.Constant) and getattr(argument.left, "id", "") in names
    return getattr(argument, "id", "") in names


def _acts(node: ast.AST) -> bool:
    """Does the function change anything, or keep answers somewhere?"""
    return any(
        isinstance(part, (ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom))
        or (isinstance(part, (ast.Attribute, ast.Subscript)) and not isinstance(part.ctx, ast.Load))
        for part in ast.walk(node)
    )


RULE = Rule(
    slug="overlapping-recursion",
    code="SLP821",
    family="caching",
    stage="preview",
    triggers=Triggers(nodes=(ast.FunctionDef,)),
    check=check,
    also=("FURB134",),
    examples=[
        Example(
            before="""\
def ways(n):
    if n < 2:
        return 1
    return «ways(n - 1) + ways(n - 2)»
""",
            after="""\
import functools


@functools.cache
def count(n):
    return 1 if n < 2 else count(n - 1) + count(n - 2)


def ways(n):
    return count(n)
""",
            workload=lambda n: (n % 20,),
            same=[(1,), (10,)],
        ),
        Example(
            before="""\
def longest(a, b, i, j):
    if i < 0 or j < 0:
        return 0
    if a[i] == b[j]:
        return 1 + longest(a, b, i - 1, j - 1)
    return «max(longest(a, b, i - 1, j), longest(a, b, i, j - 1))»
""",
        ),
    ],
    clean=[
        """\
# One of them goes elsewhere.
def f(n, g):
    return f(n - 1, g) + f(g(n), g) if n else 1
""",
        """\
# How far they go is not known.
def f(n, x):
    return f(n - x.a, x) + f(n - x.b, x) if n > 0 else 1
""",
        """\
# Cached.
import functools
@functools.cache
def f(n):
    return f(n - 1) + f(n - 2) if n > 1 else 1
""",
        """\
# Two parts that do not overlap.
def f(node):
    return f(node.left) + f(node.right) if node else 0
""",
        """\
# One call.
def f(n):
    return n * f(n - 1) if n else 1
""",
        """\
# It keeps the answers.
KNOWN = {}
def f(n):
    if n not in KNOWN:
        KNOWN[n] = f(n - 1) + f(n - 2) if n > 1 else 1
    return KNOWN[n]
""",
        """\
# The halves of a range.
def f(low, high):
    middle = (low + high) // 2
    return f(low, middle) + f(middle, high) if high > low else 0
""",
        """\
# The same call twice.
def f(n):
    return f(n - 1) + f(n - 1) if n else 1
""",
        """\
# No argument.
def f():
    return f() + f()
""",
        """\
# Another function.
def f(n, g):
    return g(n - 1) + g(n - 2)
""",
        """\
# Keywords.
def f(n=1):
    return f(n=n - 1) + f(n=n - 2)
""",
        """\
# Not from the parameter.
def f(n):
    m = n // 2
    return f(m - 1) + f(m - 2)
""",
        """\
# Constants.
def f(n):
    return f(1) + f(2) if n > 2 else n
""",
        """\
# It tells what it does.
def f(n):
    yield f(n - 1) + f(n - 2)
""",
        """\
# One after the other, not in one expression.
def f(n):
    if n:
        f(n - 1)
        f(n - 2)
""",
    ],
)
