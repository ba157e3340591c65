"""Keeping the last n elements by slicing after each append.

`xs.append(x)` followed by `xs = xs[-n:]` copies the whole window for every element. A `collections.deque(maxlen=n)`
drops the oldest element by itself, in the same time whatever n is.

**When not to bother**: the window holds a few elements, or elements are seldom added.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or not isinstance(node.func, ast.Attribute):
        return None
    statement = at.statement(node)
    if not isinstance(statement, ast.Expr) or statement.value is not node:
        return None
    window = node.func.value
    after = at.following(statement)
    if isinstance(after, ast.If) and len(after.body) == 1 and not after.orelse:
        after = after.body[0]
    if not isinstance(after, ast.Assign) or not at.same(after.targets[0], window):
        return None
    value = after.value
    if (
        not isinstance(value, ast.Subscript)
        or not at.same(value.value, window)
        or not isinstance(value.slice, ast.Slice)
    ):
        return None
    lower = value.slice.lower
    if value.slice.upper is not None or not isinstance(lower, ast.UnaryOp) or not isinstance(lower.op, ast.USub):
        return None
    size = at.constant(lower.operand)
    if type(size) is int and size <= at.FEW:
        return None
    path = at.dotted(window)
    if path is None or (at.dotted(lower.operand) is None and type(size) is not int):
        return None
    return Match(after, f"copies all of {path} for each element added: a deque with maxlen drops the oldest by itself")


RULE = Rule(
    slug="window-by-slice",
    code="SLP845",
    family="memory",
    stage="preview",
    severity="warning",
    triggers=Triggers(calls=frozenset({"append"})),
    check=check,
    examples=[
        Example(
            before="""\
class History:
    def __init__(self, size):
        self.size = size
        self.lines = []

    def add(self, line):
        self.lines.append(line)
        «self.lines = self.lines[-self.size:]»


def last(lines, size):
    history = History(size)
    for line in lines:
        history.add(line)
    return list(history.lines)
""",
            after="""\
from collections import deque


class History:
    def __init__(self, size):
        self.lines = deque(maxlen=size)

    def add(self, line):
        self.lines.append(line)


def last(lines, size):
    history = History(size)
    for line in lines:
        history.add(line)
    return list(history.lines)
""",
            workload=lambda n: (list(range(n)), n // 2 + 1),
            same=[(list("abcdef"), 3), ([], 2)],
            differs=[(list("ab"), 0)],
        ),
        Example(
            before="""\
def smoothed(values):
    recent, found = [], []
    for value in values:
        recent.append(value)
        if len(recent) > 50:
            «recent = recent[-50:]»
        found.append(sum(recent) / len(recent))
    return found
""",
        ),
    ],
    clean=[
        """\
# A few elements.
def f(values):
    recent = []
    for value in values:
        recent.append(value)
        recent = recent[-3:]
""",
        """\
# Another list, another end, no slice, a part in the middle.
def f(values, n, other):
    a, b, c, d, e = [], [], [], [], []
    for value in values:
        a.append(value)
        b = a[-n:]
        b.append(value)
        b = other[-n:]
        c.append(value)
        c = c[n:]
        d.append(value)
        d = d[-n:-1]
        e.append(value)
        e = e[-n]
        e.append(value)
        e = e[+n:]
""",
        """\
# It is made smaller at another time.
def f(values, n):
    recent = []
    for value in values:
        recent.append(value)
    recent = recent[-n:]
    return recent
""",
        """\
# Halved now and then: that is rare.
def f(values, n):
    recent = []
    for value in values:
        recent.append(value)
        if len(recent) > 2 * n:
            recent = recent[-n:]
            print("cut")
        recent.append(value)
        if value:
            recent = recent[-n:]
        else:
            recent = []
""",
        """\
# The append is a part of something, has more arguments, or is a function.
def f(values, n, append, recent):
    x = recent.append(values)
    recent = recent[-n:]
    append(values)
    recent = recent[-n:]
    recent.append(values, 1)
    recent = recent[-n:]
    recent.append(values)
    recent[-n:]
    recent.append(values)
    recent = recent[-len(values):]
    recent[0].append(values)
    recent[0] = recent[0][-n:]
""",
        """\
# The append is a part of something.
def f(xs, n, note):
    note(xs.append(1))
    xs = xs[-n:]
    return xs
""",
    ],
)
