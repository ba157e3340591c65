"""Counting through the indices of a list to look up its elements.

`for i in range(len(xs)): use(xs[i])` makes a number for each element and looks the element up by it, each time that it
is written. `for x in xs: use(x)` hands out the elements themselves.

The rule speaks where the index is used for nothing else, so that no `enumerate()` is needed (which would gain
nothing).

**When not to bother**: there are only ever a few elements.

**Why the fix needs review**: what is run through must be a sequence (a dict or a DataFrame hands out its keys), and
nothing called in the loop may change it.
"""

from __future__ import annotations

import ast

from ...semantics.questions.assurances import consumed_at_once
from ...semantics.questions.indexing import index_reads
from ...semantics.questions.places import has_comment, in_test, prints
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_SEQUENCES = ("list", "tuple", "str", "bytes", "sequence", "collections.deque")


def check(node: ast.Call, at: Site) -> Match | None:
    around = at.parent(node)
    if not isinstance(around, (ast.For, ast.comprehension)) or around.iter is not node or len(node.args) != 1:
        return None
    match node.args[0]:  # range(len(xs))
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name() | ast.Attribute() as items], keywords=[]) as length:
            pass
        case _:
            return None
    index = around.target
    if not isinstance(index, ast.Name):
        return None
    if (
        not at.is_call(node, "builtins.range")
        or not at.is_call(length, "builtins.len")
        or at.is_small(items)
        or in_test(at)
    ):
        return None
    kind = at.type(items)
    if (kind.known and not kind.is_(*_SEQUENCES)) or at.own_class(items) is not None:
        return None  # `__iter__` may be made of just this
    if at.imports("cython"):
        return None  # there, an index is a machine number
    if not kind.known and at.imports("pandas", "numpy", "torch", "tensorflow", "polars"):
        return None  # what a frame or an array hands out is another thing than what it has at an index
    loop = at.loop_of(around)
    reads = index_reads(at, loop, index, items)
    if reads is None or not at.stays_in(index, loop):
        return None
    if prints(loop):
        return None
    keeping = loop.keeps(items)
    if keeping == "no":
        return None
    safe = keeping == "certainly" and kind.is_("list", "tuple", "str", "bytes") and not kind.declared
    safe = safe and consumed_at_once(at, loop)
    reason = "what is run through must be a sequence, and nothing called in the loop may change it"
    return Match(
        around.target if isinstance(around, ast.comprehension) else node,
        "looks up each element by its index: the loop can run over the elements themselves",
        "safe" if safe else "review",
        "" if safe else reason,
        {"index": index, "range": node, "items": items, "reads": reads, "named": _named(around, reads, at)},
        end=node,
    )


def _named(around: ast.For | ast.comprehension, reads: list[ast.Subscript], at: Site) -> ast.Assign | None:
    """`x = xs[i]`, where a pass begins with it"""
    match getattr(around, "body", []):
        case [ast.Assign(targets=[ast.Name()], value=value) as first, _, *_] if len(reads) == 1 and value is reads[0]:
            return None if has_comment(at, around, first) else first
        case _:
            return None


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    named = nodes["named"]
    if named is not None:
        edit.replace(nodes["index"], "{name}", name=named.targets[0])
        edit.replace(nodes["range"], "{items}", items=nodes["items"])
        edit.delete(named)
        return
    path = edit.text(nodes["items"]).rpartition(".")[2].strip("_")
    path = path.lower() if path.isupper() else path[:1].lower() + path[1:]
    stem = path.removesuffix("s")
    if path.endswith(("ies", "ches", "shes", "sses", "xes")):
        stem = path[:-3] + "y" if path.endswith("ies") else path[:-2]
    name = edit.name(stem if stem not in (path, "") else "item", nodes["range"])
    edit.replace(nodes["index"], "{name}", name=name)
    edit.replace(nodes["range"], "{items}", items=nodes["items"])
    for read in nodes["reads"]:
        edit.replace(read, "{name}", name=name)


RULE = Rule(
    slug="range-len-element",
    code="SLP120",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"range"})),
    check=check,
    rewrite=rewrite,
    title="Run over the elements",
    severity="info",
    also=("C0200",),
    examples=[
        Example(
            before="""\
def total(prices: list[int]) -> int:
    result = 0
    for i in «range(len(prices))»:
        if prices[i] > 0:
            result += prices[i]
    return result
""",
            after="""\
def total(prices: list[int]) -> int:
    result = 0
    for price in prices:
        if price > 0:
            result += price
    return result
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, -2, 3],), ([],), ((4, 5),)],
            differs=[({0: 7, 1: 8},)],
        ),
        Example(
            before="""\
def upper(text):
    words = str(text).split()
    return [words[i].upper() for «i in range(len(words))»]
""",
            after="""\
def upper(text):
    words = str(text).split()
    return [word.upper() for word in words]
""",
            workload=lambda n: ("ab " * n,),
            same=[("a b c",), ("",)],
        ),
        Example(
            before="""\
def long(text):
    textLines = str(text).splitlines()
    found = []
    for i in «range(len(textLines))»:
        line = textLines[i]
        if len(line) > 80:
            line = line.strip()
            found.append(line)
    for i in «range(len(textLines))»:
        line = textLines[i]  # as it stands
        found.append(line)
    return found, [len(textLines[i]) for «i in range(len(textLines))»]
""",
            after="""\
def long(text):
    textLines = str(text).splitlines()
    found = []
    for line in textLines:
        if len(line) > 80:
            line = line.strip()
            found.append(line)
    for textLine in textLines:
        line = textLine  # as it stands
        found.append(line)
    return found, [len(textLine_2) for textLine_2 in textLines]
""",
            workload=lambda n: ("ab\n" * n,),
            same=[("a\n" + " b" * 99,), ("",)],
        ),
        Example(
            before="""\
def longest(words):
    best = ""
    for i in «range(len(words))»:
        if len(words[i]) > len(best):
            best = words[i]
    return best
""",
            after="""\
def longest(words):
    best = ""
    for word in words:
        if len(word) > len(best):
            best = word
    return best
""",
            workload=lambda n: ([f"w{i}" for i in range(n)],),
            same=[(["a", "bb"],), ([],)],
            differs=[({0: "a"},)],
        ),
        Example(
            before="""\
import numpy


def means(text):
    rows = str(text).splitlines()
    return [len(rows[j]) / numpy.pi for «j in range(len(rows))»]
""",
            after="""\
import numpy


def means(text):
    rows = str(text).splitlines()
    return [len(row) / numpy.pi for row in rows]
""",
            workload=lambda n: ("ab\n" * n,),
            same=[("a\nbb",), ("",)],
        ),
    ],
    clean=[
        """\
# What is printed costs more.
def f(xs):
    for i in range(len(xs)):
        print(xs[i])
""",
        """\
# Compiled, an index costs nothing.
import cython


def f(xs: list):
    return [xs[i] for i in range(len(xs))]
""",
        """\
# It is a condition.
def f(xs):
    return [xs[i] for i in xs if range(len(xs))]
""",
        """\
# Another list in each call.
def f(g):
    return [g().xs[i] for i in range(len(g().xs))]
""",
        "# In a test it costs nobody anything.\ndef test_f(xs):\n    return [xs[i] for i in range(len(xs))]\n",
        """\
# This is what running over it means.
class C:
    def __iter__(self):
        for i in range(len(self)):
            yield self[i]
""",
        "# The number itself is used.\ndef f(xs):\n    for i in range(len(xs)):\n        use(i, xs[i])\n",
        "# Elements are replaced.\ndef f(xs):\n    for i in range(len(xs)):\n        xs[i] = xs[i] + 1\n",
        "# Two lists.\ndef f(xs, ys):\n    return [xs[i] + ys[i] for i in range(len(xs))]\n",
        "# A dict with numbers for keys.\ndef f(d: dict):\n    return [d[i] for i in range(len(d))]\n",
        "# Every element but the first.\ndef f(xs):\n    return [xs[i] for i in range(1, len(xs))]\n",
        "# The list grows.\ndef f(xs):\n    for i in range(len(xs)):\n        xs.append(xs[i])\n",
        "# A frame has columns.\nimport pandas as pd\n\n\ndef f(df):\n    return [df[i] for i in range(len(df))]\n",
        "# The last index is used.\ndef f(xs):\n    for i in range(len(xs)):\n        use(xs[i])\n    return i\n",
        "# Nothing is looked up.\ndef f(xs):\n    return [0 for i in range(len(xs))]\n",
        "# Not the builtin.\ndef f(xs, range):\n    return [xs[i] for i in range(len(xs))]\n",
        "# Not the builtin.\ndef f(xs, len):\n    return [xs[i] for i in range(len(xs))]\n",
        "# Three elements.\ndef f(a, b, c):\n    xs = (a, b, c)\n    return [xs[i] for i in range(len(xs))]\n",
        "# Just a range.\ndef f(xs):\n    n = range(len(xs))\n    return n\n",
        """\
# The index is another object's attribute.
def f(xs, o):
    for o.i in range(len(xs)):
        print(xs[o.i])
""",
    ],
    unsafe=[
        """\
# What is called may change the list.
def f(s, g):
    xs = str(s).split()
    g(xs)
    for i in range(len(xs)):
        g(xs[i])
""",
        """\
# What it is is not known.
def f(xs):
    t = 0
    for i in range(len(xs)):
        t = xs[i]
    return t
""",
        """\
# So it is said.
def f(xs: list):
    t = 0
    for i in range(len(xs)):
        t = xs[i]
    return t
""",
    ],
)
