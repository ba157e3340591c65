"""Sorting by a lambda that takes an item of each element, in a loop.

`key=lambda pair: pair[1]` is a call of a Python function for each element. `operator.itemgetter(1)` takes the item in
C, and `itemgetter(1, 0)` a tuple of two.

The rule speaks in loops only: for one sort it is a matter of taste.

**When not to bother**: there are only ever a few elements.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    key = next((keyword.value for keyword in node.keywords if keyword.arg == "key"), None)
    match key:
        case ast.Lambda(
            args=ast.arguments(posonlyargs=[], args=[parameter], vararg=None, kwonlyargs=[], kwarg=None, defaults=[]),
            body=body,
        ):
            pass
        case _:
            return None
    taken = body.elts if isinstance(body, ast.Tuple) else [body]
    indices: list[ast.expr] = []
    for part in taken:
        match part:
            case ast.Subscript(value=ast.Name(id=name), slice=index) if name == parameter.arg:
                if at.constant(index) is at.NOT_CONSTANT or isinstance(index, ast.Name):
                    return None
                indices.append(index)
            case _:
                return None
    if isinstance(body, ast.Tuple) and len(indices) < 2:
        return None  # itemgetter(0) makes no tuple
    kind = at.type(getattr(node.func, "value", None))
    known = at.is_call(node, "builtins.sorted", "builtins.min", "builtins.max", "heapq.nsmallest", "heapq.nlargest")
    if not known and not kind.is_("list"):  # rows.sort()
        return None
    if not at.repeating or in_test(at) or (node.args and at.is_small(node.args[0])):
        return None
    return Match(
        key,
        "calls a function for each element in every pass: itemgetter() takes the item in C",
        "safe" if known or not kind.declared else "review",
        "" if known or not kind.declared else "what is sorted must be a plain list",
        {"indices": indices},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    getter = edit.imported("operator.itemgetter", match.node)
    indices = ", ".join(edit.text(index) for index in match.nodes["indices"])
    edit.replace(match.node, "{getter}({indices})", getter=getter, indices=indices)


RULE = Rule(
    slug="sort-key-lambda",
    code="SLP137",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"sorted", "sort", "min", "max", "nsmallest", "nlargest"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Use itemgetter()",
    severity="info",
    also=("FURB118",),
    examples=[
        Example(
            before="""\
def ranked(tables):
    out = []
    for table in tables:
        out.append(sorted(table.items(), key=«lambda pair: pair[1]»))
    return out
""",
            after="""\
import operator


def ranked(tables):
    out = []
    for table in tables:
        out.append(sorted(table.items(), key=operator.itemgetter(1)))
    return out
""",
            workload=lambda n: ([{i: -i for i in range(n)}] * 9,),
            same=[([{"a": 2, "b": 1}],), ([],)],
        ),
        Example(
            before="""\
import heapq
import operator


def best(groups):
    found = []
    for group in groups:
        rows = list(group)
        rows.sort(key=«lambda row: (row["n"], row[-1])», reverse=True)
        found.append((rows, heapq.nlargest(2, rows, key=«lambda row: row["n"]»)))
    return found
""",
            after="""\
import heapq
import operator


def best(groups):
    found = []
    for group in groups:
        rows = list(group)
        rows.sort(key=operator.itemgetter("n", -1), reverse=True)
        found.append((rows, heapq.nlargest(2, rows, key=operator.itemgetter("n"))))
    return found
""",
            workload=lambda n: ([[{"n": i % 7, -1: i} for i in range(n)]],),
            same=[([[{"n": 1, -1: 2}, {"n": 2, -1: 1}]],), ([[{}]],)],
        ),
    ],
    unsafe=[
        """\
# No list, whatever is said.
def f(tables, rows: list):
    for table in tables:
        rows.sort(key=lambda row: row[0])
""",
    ],
    clean=[
        """\
# Two passes.
def f(a, b):
    return [sorted(xs, key=lambda x: x[1]) for xs in (a, b)]
""",
        "# Once.\ndef f(xs):\n    return sorted(xs, key=lambda x: x[1])\n",
        "# An attribute.\ndef f(xss):\n    return [sorted(xs, key=lambda x: x.n) for xs in xss]\n",
        "# An item of another.\ndef f(xss, y):\n    return [sorted(xs, key=lambda x: y[1]) for xs in xss]\n",
        "# An item that is computed.\ndef f(xss, i):\n    return [sorted(xs, key=lambda x: x[i]) for xs in xss]\n",
        "# A part.\ndef f(xss):\n    return [sorted(xs, key=lambda x: x[:1]) for xs in xss]\n",
        "# A tuple of one.\ndef f(xss):\n    return [sorted(xs, key=lambda x: (x[1],)) for xs in xss]\n",
        "# Two parameters.\ndef f(xss):\n    return [sorted(xs, key=lambda x, y=1: x[1]) for xs in xss]\n",
        "# Another function.\ndef f(xss, sorted):\n    return [sorted(xs, key=lambda x: x[1]) for xs in xss]\n",
        "# A frame.\ndef f(dfs):\n    for df in dfs:\n        df.sort(key=lambda x: x[1])\n",
        "# Another method.\ndef f(xss):\n    return [xs.max(key=lambda x: x[1]) for xs in xss]\n",
        "# Another argument.\ndef f(xss):\n    return [sorted(xs, default=lambda x: x[1]) for xs in xss]\n",
        "# Two elements.\ndef f(xss, a, b):\n    return [min((a, b), key=lambda x: x[1]) for xs in xss]\n",
        """\
# In a test it costs nobody anything.
def test_f(xss):
    return [sorted(xs, key=lambda x: x[1]) for xs in xss]
""",
        """\
# A list's own method.
def f(xss: list[list[int]]):
    for xs in xss:
        xs.remove(key=lambda x: x[1])
""",
        "# A constant by name.\ndef f(xss):\n    i = 1\n    return [sorted(xs, key=lambda x: x[i]) for xs in xss]\n",
    ],
)
