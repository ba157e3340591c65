"""Adding to a list by building a new one in each pass of a loop.

`result = result + [item]` copies all that is already in `result` to put one more element behind it, and so does
`result = [*result, item]`. `result.append(item)` puts it there without a copy, and `result.extend(items)` does so with
several. Over n passes the copies move up to n² elements; appending moves n.

**When not to bother**: the list never has more than a few elements. Where each version of it is kept (a path in a
search that goes on in several directions) the copies are what is wanted, and the rule is silent.

**Why the fix needs review**: where it does, something else may refer to the list that the loop starts with, or to one
of its versions. That list stays as it was when a new one is built, and grows when it is appended to.
"""

from __future__ import annotations

import ast

from ...semantics.loops import dotted
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_CONTAINERS = ("list", "tuple", "set", "frozenset", "dict", "str", "range", "dict_keys", "dict_values", "dict_items")
_SIMPLE = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.List, ast.ListComp)


def check(node: ast.Assign, at: Site) -> Match | None:
    old = _rebuilt(node)
    if old is None:  # cheap
        return None
    target = node.targets[0]
    parts = _parts(node.value)
    summed = isinstance(node.value, ast.BinOp)
    if not at.type(target).is_("list") or (summed and not all(at.type(p).is_("list") for p, many in parts if many)):
        return None
    growth = at.accumulation(target, lambda other: _rebuilt(other) if at.same(_target(other), target) else None)
    if growth is None or (growth.passes is not None and growth.passes <= at.FEW):
        return None
    if not all(at.only_looks(read, statement) for read in growth.reads for statement in growth.growing):
        return None
    if in_test(at):
        return None
    if any(at.changes(read) and at.inside(read, node.value) for read in growth.reads):
        return None  # [*q, q.pop(0)]: what is copied first is what was there before
    safe = (
        at.is_local(target)
        and isinstance(growth.start_value, (ast.List, ast.ListComp))
        and not any(usage.kind == "captured" for usage in at.usages(target))  # pyright: ignore[reportArgumentType]
        and all(at.type(part).is_(*_CONTAINERS) and not at.type(part).declared for part, many in parts if many)
    )
    return Match(
        node,
        "copies the whole list in each pass to make it longer: append() or extend() adds in place",
        "safe" if safe else "review",
        "" if safe else _reason(parts, at),
        {"list": old, "parts": parts},
    )


def _reason(parts: list[tuple[ast.expr, bool]], at: Site) -> str:
    if any(many and at.type(part).declared for part, many in parts):
        return (
            "what is declared to be a list may be another iterable, and whatever else refers to the list sees it grow"
        )
    return "whatever else refers to the list sees it grow, where it stayed as it was"


def _target(statement: ast.stmt) -> ast.expr | None:
    return statement.targets[0] if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None


def _rebuilt(statement: ast.stmt) -> ast.expr | None:
    """The old list in `r = r + …` or `r = [*r, …]`."""
    if _target(statement) is None or not isinstance(statement, ast.Assign):
        return None
    first = statement.value
    if isinstance(first, ast.List) and len(first.elts) > 1 and isinstance(first.elts[0], ast.Starred):
        first = first.elts[0].value
    elif isinstance(first, ast.BinOp):
        while isinstance(first, ast.BinOp) and isinstance(first.op, ast.Add):
            first = first.left
    else:
        return None
    path = dotted(statement.targets[0])
    return first if path is not None and path == dotted(first) else None


def _parts(value: ast.expr) -> list[tuple[ast.expr, bool]]:
    """What comes behind the old list, in order, and of each whether it stands for several elements."""
    if isinstance(value, ast.List):
        return [_part(element) for element in value.elts[1:]]
    parts: list[tuple[ast.expr, bool]] = []
    while isinstance(value, ast.BinOp):
        operand = value.right
        parts[:0] = map(_part, operand.elts) if isinstance(operand, ast.List) else [(operand, True)]
        value = value.left
    return parts


def _part(element: ast.expr) -> tuple[ast.expr, bool]:
    return (element.value, True) if isinstance(element, ast.Starred) else (element, False)


def rewrite(match: Match, edit: Rewrite) -> None:
    items, parts = match.nodes["list"], match.nodes["parts"]
    if len(parts) == 1:
        part, many = parts[0]
        edit.replace(match.node, "{items}.extend({part})" if many else "{items}.append({part})", items=items, part=part)
        return
    texts: list[str] = []
    for part, many in parts:
        text = edit.text(part)
        texts.append(("*" + (text if isinstance(part, _SIMPLE) else f"({text})")) if many else text)
    edit.replace(match.node, "{items} += [{parts}]", items=items, parts=", ".join(texts))


RULE = Rule(
    slug="list-rebuild",
    code="SLP108",
    family="collections",
    stage="stable",
    triggers=Triggers(nodes=(ast.Assign,), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Add to the list in place",
    also=("RUF005",),
    examples=[
        Example(
            before="""\
def squares(numbers):
    result = []
    for number in numbers:
        «result = result + [number * number]»
    return result
""",
            after="""\
def squares(numbers):
    result = []
    for number in numbers:
        result.append(number * number)
    return result
""",
            workload=lambda n: (list(range(n)),),
            same=[([3, 1, 2],), ([],), ((1.5,),), (["a"],)],
        ),
        Example(
            before="""\
def words(lines):
    found = ["start"]
    number = 0
    while number < len(lines):
        if lines[number]:
            «found = [*found, *lines[number].split(), "end"]»
        number += 1
    return found
""",
            after="""\
def words(lines):
    found = ["start"]
    number = 0
    while number < len(lines):
        if lines[number]:
            found += [*lines[number].split(), "end"]
        number += 1
    return found
""",
            workload=lambda n: (["one two"] * n,),
            same=[(["a b", "", "c"],), ([],), ([3],)],
        ),
        Example(
            before="""\
class Page:
    def __init__(self, lines=[]):
        self.lines = list(lines)

    def fill(self, groups):
        for group in groups:
            «self.lines = self.lines + list(group)»


def filled(first, groups):
    page = Page(first)
    before = page.lines
    page.fill(groups)
    return page.lines, len(before)
""",
            after="""\
class Page:
    def __init__(self, lines=[]):
        self.lines = list(lines)

    def fill(self, groups):
        for group in groups:
            self.lines.extend(list(group))


def filled(first, groups):
    page = Page(first)
    before = page.lines
    page.fill(groups)
    return page.lines, len(before)
""",
            workload=lambda n: (["a"], [()] * n),
            same=[([], []), ([1], [[]])],
            differs=[([], ["abc"])],
        ),
    ],
    clean=[
        """\
# A test.
def test_values(n):
    values = []
    for number in range(n):
        values = values + [number]
    return values
""",
        """\
# Every version of the list is kept.
def prefixes(items):
    seen, path = [], []
    path = []
    for item in items:
        path = path + [item]
        seen.append(path)
    return seen
""",
        """\
# It starts anew in each pass.
def pairs(items):
    for item in items:
        row = []
        row = row + [item]
        print(row)
""",
        """\
# Three passes copy next to nothing.
def three(make):
    result = []
    for number in range(3):
        result = result + [make(number)]
    return result
""",
        """\
# Putting elements in front is another matter.
def reverse(items):
    result = []
    for item in items:
        result = [item] + result
    return result
""",
        """\
# An array adds to its elements.
import numpy as np

def shift(steps):
    at = np.zeros(2)
    for step in steps:
        at = at + [step, step]
    return at
""",
        """\
# What `total` is, is not known.
def gather(total, parts):
    for part in parts:
        total = total + part
    return total
""",
        """\
# The loop runs over the list itself.
def close(start, follow):
    items = [start]
    for item in items:
        items = items + [follow]
    return items
""",
        """\
# A generator hands out each version.
def growing(items):
    path = []
    for item in items:
        path = [*path, item]
        yield path
""",
        """\
# The search is over after the first hit.
def first(items, wanted):
    path = []
    for item in items:
        if item == wanted:
            path = path + [item]
            break
    return path
""",
        """\
# Not in a loop.
def more(items, item):
    items = items + [item]
    return items
""",
        """\
# A node of its own in each pass.
class Node:
    def __init__(self):
        self.items = []

def mark(nodes):
    for node in nodes:
        node.items = node.items + [1]
""",
        """\
# Each generator goes over the list as it was when it was made.
def views(items):
    result, found = [], []
    result = []
    for item in items:
        found.append(other for other in result)
        result = result + [item]
    return [list(view) for view in found]
""",
        """\
# The greater of two lists is kept.
def best(items):
    result, most = [], [0]
    result = []
    for item in items:
        most = max(most, result)
        result = result + [item]
    return most
""",
        """\
# What was taken out is in the copy already.
def doubled(items):
    result = [0]
    for item in items:
        result = [*result, result.pop(0), item]
    return result
""",
        """\
# In front.
def f(items):
    found = []
    for item in items:
        found = [item, *found]
    return found
""",
        """\
# Something of another type that takes a list.
def f(items, make):
    found = []
    for item in items:
        found = found + make(item)
    return found
""",
        """\
# Two names for one list.
def f(items):
    found = []
    for item in items:
        found = other = found + [item]
    return other
""",
    ],
    unsafe=[
        """\
# Somebody else's list.
def f(found: list, items):
    for item in items:
        found = found + [item]
    return found
""",
        """\
# What is added may be no list.
def f(items):
    found = []
    for item in items:
        found = [*found, *item]
    return found
""",
        """\
# An attribute, which others know.
class Store:
    def fill(self, items):
        self.found = []
        for item in items:
            self.found = self.found + [item]
""",
    ],
)
