"""Sorting, and then turning the result round.

`sorted(xs)[::-1]`, `list(reversed(sorted(xs)))`, and `xs.sort()` followed by `xs.reverse()` copy or move everything
once more. `reverse=True` sorts from the largest to the smallest in the first place.

**When not to bother**: there are only ever a few elements.

**Why the fix needs review**: sorting keeps equal elements in the order that they had, also with `reverse=True`;
turning round reverses it, which shows where equal elements can be told apart (with `key=`, or 1 and 1.0).
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_ALIKE = ("int", "str", "bytes")
_REASON = "equal elements keep the order that they had, and are not turned round"


def check(node: ast.Subscript | ast.Call, at: Site) -> Match | None:
    if isinstance(node, ast.Subscript):
        match node.slice:
            case ast.Slice(lower=None, upper=None, step=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1))):
                return _turned(node, node.value, at)
            case _:
                return None
    if isinstance(node.func, ast.Name):
        match node:
            case ast.Call(args=[ast.Call(args=[inner], keywords=[]) as turned], keywords=[]):
                outer = at.is_call(node, "builtins.list") and at.is_call(turned, "builtins.reversed")
                return _turned(node, inner, at) if outer else None
            case _:
                return None
    return _in_place(node, at)


def _turned(node: ast.expr, inner: ast.expr, at: Site) -> Match | None:
    if not isinstance(inner, ast.Call):  # cheap
        return None
    if not at.is_call(inner, "builtins.sorted") or at.is_small(inner):
        return None
    if len(inner.args) != 1 or any(keyword.arg != "key" for keyword in inner.keywords):
        return None
    alike = not inner.keywords and at.type(inner).element.is_(*_ALIKE) and at.type(inner).proven
    message = "sorts, and then turns everything round: reverse=True sorts the other way"
    nodes = {"by": inner, "node": node}
    return Match(node, message, "safe" if alike else "review", "" if alike else _REASON, nodes)


def _in_place(node: ast.Call, at: Site) -> Match | None:
    """xs.sort(); xs.reverse()"""
    statement = at.parent(node)
    if not isinstance(node.func, ast.Attribute):  # cheap
        return None
    if not isinstance(statement, ast.Expr) or node.args or node.keywords:
        return None
    items = node.func.value
    match at.previous(statement):
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=other, attr="sort"), args=[]) as sort):
            pass
        case _:
            return None
    if at.dotted(items) is None or not at.same(items, other) or any(word.arg != "key" for word in sort.keywords):
        return None
    kind = at.type(items)
    if not kind.is_("list"):
        return None
    alike = not sort.keywords and kind.element.is_(*_ALIKE) and kind.proven
    message = "sorts, and then turns everything round: reverse=True sorts the other way"
    nodes = {"sort": sort, "statement": statement}
    return Match(node, message, "safe" if alike else "review", "" if alike else _REASON, nodes)


def rewrite(match: Match, edit: Rewrite) -> None:
    call = match.nodes.get("by") or match.nodes["sort"]
    arguments = [edit.text(part) for part in (*call.args, *call.keywords)]
    by = f"{edit.text(call.func)}({', '.join([*arguments, 'reverse=True'])})"
    if "by" in match.nodes:
        edit.replace(match.node, "{by}", by=by)
    else:
        edit.delete(match.nodes["statement"])
        edit.replace(call, "{by}", by=by)


RULE = Rule(
    slug="reversed-sorted",
    code="SLP134",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.Subscript,), calls=frozenset({"list", "reverse"})),
    check=check,
    rewrite=rewrite,
    title="Sort with reverse=True",
    severity="info",
    also=("C413",),
    examples=[
        Example(
            before="""\
def largest_first(text):
    return «sorted(str(text).split())[::-1]»
""",
            after="""\
def largest_first(text):
    return sorted(str(text).split(), reverse=True)
""",
            workload=lambda n: (" ".join(f"w{i}" for i in range(n)),),
            same=[("a b a c",), ("",)],
        ),
        Example(
            before="""\
def newest(items):
    return «list(reversed(sorted(items, key=abs)))»
""",
            after="""\
def newest(items):
    return sorted(items, key=abs, reverse=True)
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 3, 2],), ([],)],
            differs=[([1, -1],)],
        ),
        Example(
            before="""\
def ranked(scores: list[float]):
    scores.sort()
    «scores.reverse()»
    return scores
""",
            after="""\
def ranked(scores: list[float]):
    scores.sort(reverse=True)
    return scores
""",
            workload=lambda n: ([float(i * 7919 % n) for i in range(n)],),
            same=[([1.0, 3.0],), ([],)],
        ),
        Example(
            before="""\
def descending(text):
    words = str(text).split()
    words.sort()
    «words.reverse()»
    return words
""",
            after="""\
def descending(text):
    words = str(text).split()
    words.sort(reverse=True)
    return words
""",
            workload=lambda n: (" ".join(f"w{i}" for i in range(n)),),
            same=[("a b a c",), ("",)],
        ),
    ],
    clean=[
        """\
# Two lists.
def f(xs):
    list(xs).sort()
    list(xs).reverse()
""",
        "# Not sorted here.\ndef f(xs):\n    return xs[::-1], list(reversed(xs))\n",
        "# Every second.\ndef f(xs):\n    return sorted(xs)[::-2]\n",
        "# A part.\ndef f(xs):\n    return sorted(xs)[:3:-1]\n",
        "# A part.\ndef f(xs):\n    return sorted(xs)[3::-1]\n",
        "# Sorted the other way already.\ndef f(xs, r):\n    return sorted(xs, reverse=r)[::-1]\n",
        "# Sorted the other way already.\ndef f(xs: list, r):\n    xs.sort(reverse=r)\n    xs.reverse()\n",
        "# Another list.\ndef f(xs: list, ys: list):\n    xs.sort()\n    ys.reverse()\n",
        "# Not sorted.\ndef f(xs: list):\n    xs.append(1)\n    xs.reverse()\n",
        "# What it is is not known.\ndef f(query):\n    query.sort()\n    query.reverse()\n",
        "# Another function.\ndef f(xs, sorted):\n    return sorted(xs)[::-1]\n",
        "# Another function.\ndef f(xs, list):\n    return list(reversed(sorted(xs)))\n",
        "# Another function.\ndef f(xs, g):\n    return list(g(sorted(xs)))\n",
        "# A few.\ndef f(a, b, c):\n    return sorted((a, b, c))[::-1]\n",
        "# Of all.\ndef f(xs):\n    return sorted(*xs, 1)[::-1]\n",
        "# Used.\ndef f(xs: list):\n    xs.sort()\n    return xs.reverse()\n",
        "# Arguments.\ndef f(xs: list):\n    xs.sort()\n    xs.reverse(1)\n    xs.sort()\n    xs.reverse(a=1)\n",
        "# Two of them.\ndef f(g):\n    g().sort()\n    g().reverse()\n",
    ],
    unsafe=[
        """\
# Equal keys.
def f(s):
    return sorted(str(s).split(), key=len)[::-1]
""",
        """\
# 0.0 and -0.0.
def f(s):
    return sorted([float(x) for x in str(s).split()])[::-1]
""",
        """\
# So it is said.
def f(xs: list[str]):
    return sorted(xs)[::-1]
""",
        """\
# Equal keys.
def f(s):
    xs = str(s).split()
    xs.sort(key=len)
    xs.reverse()
    return xs
""",
        """\
# 0.0 and -0.0.
def f(s):
    xs = [float(x) for x in str(s).split()]
    xs.sort()
    xs.reverse()
    return xs
""",
        """\
# So it is said.
def f(xs: list[str]):
    xs.sort()
    xs.reverse()
    return xs
""",
    ],
)
