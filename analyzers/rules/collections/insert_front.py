"""Putting elements in front of a list, in a loop.

`xs.insert(0, x)` moves every element that is there one place back, so n of them move about n²/2 elements. Appending
and reversing once at the end gives the same list; where both ends are in use all the while, a `collections.deque` takes
elements at either end without touching the others.

**When not to bother**: the list never holds more than a few dozen elements.
"""

from __future__ import annotations

import ast
from typing import Any

from ...semantics.questions.queues import bounded, queue_of
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from .pop_front import lives_through, to_deque


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 2 or node.keywords:
        return None
    items = node.func.value
    index = at.constant(node.args[0])
    if type(index) is not int or index != 0 or not lives_through(items, at):
        return None
    if at.refers_to(items, "sys.path"):
        return None  # it has to be a list, and is short
    path = at.dotted(items) or ""
    if bounded(at, path) or any(at.dotted(part) == path for part in ast.walk(node.args[1])):
        return None  # kept short; or an element moved within the list: xs.insert(0, xs.pop(i))
    message = f"moves all elements of {path} one place back: "
    reversed_once = _reversal(items, at)
    if reversed_once is not None:
        return Match(node, message + "append, and reverse once after the loop", "safe", nodes=reversed_once)
    plan = queue_of(at, items)
    message += "a deque takes elements at its front at once"
    return Match(node, message, "safe" if plan is not None else None, nodes={"plan": plan})


def _reversal(items: ast.expr, at: Site) -> dict[str, Any] | None:
    """What to change where the list starts empty before the loop, which does nothing with it but insert in front."""
    grown = at.accumulation(items, lambda _: None)
    if grown is None or not isinstance(items, ast.Name) or not at.is_local(items) or grown.start is None:
        return None
    start = grown.start.value
    if not isinstance(start, ast.List) or len(start.elts) > 1 or any(isinstance(e, ast.Starred) for e in start.elts):
        return None
    if isinstance(grown.start, ast.Assign) and len(grown.start.targets) != 1:
        return None
    inserts: list[ast.Call] = []
    for read in grown.reads:
        call = at.parent(at.parent(read))
        if not isinstance(call, ast.Call) or not isinstance(at.parent(call), ast.Expr) or len(call.args) != 2:
            return None
        if not isinstance(call.func, ast.Attribute) or call.func.value is not read:
            return None
        if call.func.attr != "insert" or at.constant(call.args[0]) != 0:
            return None
        inserts.append(call)
    if at.seen_after_error(items, grown.loop.node):
        return None  # there it would be seen before it is reversed
    if any(usage.kind == "captured" for usage in at.usages(items)):
        return None
    return {"loop": grown.loop.node, "inserts": inserts, "name": items.id}


def rewrite(match: Match, edit: Rewrite) -> None:
    if "plan" in match.nodes:
        to_deque(match.nodes["plan"], match.node, edit)
        return
    name = match.nodes["name"]
    for call in match.nodes["inserts"]:
        edit.replace(call, "{name}.append({item})", name=name, item=call.args[1])
    edit.insert_after(match.nodes["loop"], "{name}.reverse()", name=name)


RULE = Rule(
    slug="insert-front",
    code="SLP107",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"insert"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Put it at the other end",
    examples=[
        Example(
            before="""\
def recent(numbers: list[str]) -> list[str]:
    latest: list[str] = []
    for number in numbers:
        «latest.insert(0, number)»
    return latest
""",
            after="""\
def recent(numbers: list[str]) -> list[str]:
    latest: list[str] = []
    for number in numbers:
        latest.append(number)
    latest.reverse()
    return latest
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 2, 3],), ([],)],
        ),
        Example(
            before="""\
def ancestors(parents: dict, node):
    path = [node]
    while node in parents:
        node = parents[node]
        «path.insert(0, node)»
    return path
""",
            after="""\
def ancestors(parents: dict, node):
    path = [node]
    while node in parents:
        node = parents[node]
        path.append(node)
    path.reverse()
    return path
""",
            workload=lambda n: ({i: i + 1 for i in range(n)}, 0),
            same=[({1: 2, 2: 3}, 1), ({}, 1)],
        ),
        Example(
            before="""\
def last(values, size):
    window = []
    total = 0
    for value in values:
        «window.insert(0, value)»
        if len(window) > size:
            window.pop()
        total += window[-1]
    return total
""",
            after="""\
from collections import deque


def last(values, size):
    window = deque()
    total = 0
    for value in values:
        window.appendleft(value)
        if len(window) > size:
            window.pop()
        total += window[-1]
    return total
""",
            workload=lambda n: (list(range(n)), n // 2),
            same=[([1, 2, 3, 4], 2), ([], 1)],
        ),
        Example(
            before="""\
def shown(history: list, entries):
    for entry in entries:
        «history.insert(0, entry)»
""",
        ),
        Example(
            before="""\
def until_bad(texts):
    try:
        numbers = []
        for text in texts:
            «numbers.insert(0, int(text))»
    except ValueError:
        pass
    return numbers[:3] + [len(numbers)]
""",
        ),
    ],
    clean=[
        """\
# It has to be a list.
import sys

def add_all(folders):
    for folder in folders:
        sys.path.insert(0, folder)
""",
        """\
# At the end.
def f(xs):
    out = []
    for x in xs:
        out.insert(len(out), x)
    return out
""",
        """\
# Once.
def f(xs: list, x):
    xs.insert(0, x)
""",
        """\
# Another list in each pass.
def f(rows):
    for row in rows:
        cells = list(row)
        cells.insert(0, "#")
        print(cells)
""",
        """\
# What out is, is not known.
def f(out, xs):
    for x in xs:
        out.insert(0, x)
""",
        """\
# An element moves within the list; it grows no longer.
def f(xs: list, wanted):
    for i, x in enumerate(xs):
        if x in wanted:
            xs.insert(0, xs.pop(i))
""",
        """\
# Kept short on purpose.
def f(values):
    last = []
    for value in values:
        if len(last) < 10:
            last.insert(0, value)
    return last
""",
        """\
# The loop is left right after.
def f(xs: list, ys):
    for y in ys:
        if y:
            xs.insert(0, y)
            return xs
""",
        """\
# Three passes.
def f(xs: list):
    for x in "abc":
        xs.insert(0, x)
""",
        """\
# In the middle.
def f(xs: list, ys, n):
    for y in ys:
        xs.insert(n, y)
""",
        """\
# False is no position.
def f(xs: list, ys):
    for y in ys:
        xs.insert(False, y)
""",
        """\
# A keyword that lists do not have.
def f(items):
    xs = []
    for item in items:
        xs.insert(0, item, key=1)
    return xs
""",
        """\
# Not at the front.
def f(items):
    xs = [1, 2]
    for item in items:
        xs.insert(1, item)
    return xs
""",
    ],
    unsafe=[
        """\
# It starts with more than one.
def f(items, a, b):
    xs = [a, b]
    for item in items:
        xs.insert(0, item)
    return xs
""",
        """\
# It may start with any number.
def f(items, a):
    xs = [*a]
    for item in items:
        xs.insert(0, item)
    return xs[0:]
""",
        """\
# It is put in elsewhere, too.
def f(items, at):
    xs = []
    for item in items:
        xs.insert(0, item)
        xs.insert(at, item)
    return xs[0:]
""",
        """\
# What it starts with is made by something else.
def f(items, make):
    xs = list(make())
    for item in items:
        xs.insert(0, item)
    return xs[0:]
""",
        """\
# What insert() returns is used.
def f(items):
    xs = []
    ys = []
    for item in items:
        ys.append(xs.insert(0, item))
    return xs[0:], ys
""",
    ],
)
