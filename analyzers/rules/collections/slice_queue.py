"""Taking the front off a text or list by slicing off the rest, in a loop.

`data = data[n:]` copies all that is left, in every pass: to go through n bytes in pieces of fixed size copies up to
n²/2 of them. A position that moves forward (`data[start:start + size]`), or `range(0, len(data), size)`, copies each
piece once; of bytes, so does a `memoryview`, whose slices copy nothing.

**When not to bother**: the text is short, or taken off in a few large pieces.
"""

from __future__ import annotations

import ast
from typing import Any

from ...semantics.loops import Loop
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Option, Rule, Triggers

LARGE = Option("large-piece", 64, "Pieces known to be larger than this are few, and are left alone.", least=1)
_COPIED = ("bytes", "str", "list", "tuple", "bytearray")


def check(node: ast.Assign, at: Site) -> Match | None:
    value = node.value
    if not isinstance(value, ast.Subscript) or not isinstance(value.slice, ast.Slice) or len(node.targets) != 1:
        return None
    cut = value.slice
    if cut.lower is None or cut.upper is not None or cut.step is not None or not at.same(node.targets[0], value.value):
        return None
    path = at.dotted(value.value)
    step = at.constant(cut.lower)
    if path is None or (isinstance(step, int) and not 0 < step <= LARGE.at(at)):
        return None
    loop = next((loop for loop in at.repeating if _asks(loop, path, at) or _takes(loop, value, cut.lower, at)), None)
    if loop is None or not at.type(value.value).is_(*_COPIED) or _grows(loop, path, at) or in_test(at):
        return None
    message = f"copies what is left of {path} in every pass: a position that moves forward copies nothing"
    return Match(node, message)


def _asks(loop: Loop, path: str, at: Site) -> bool:
    """Does the loop go on as long as something is left: `while data:`, `while len(data) > n:`?"""
    return isinstance(loop.node, ast.While) and any(at.dotted(part) == path for part in _tested(loop.node.test, at))


def _takes(loop: Loop, rest: ast.Subscript, middle: ast.expr, at: Site) -> bool:
    """Is the front that is left off taken in the same pass: `data[:n]` beside `data[n:]`?"""
    return any(
        isinstance(part, ast.Subscript)
        and isinstance(part.slice, ast.Slice)
        and part.slice.lower is None
        and at.same(part.slice.upper, middle)
        and at.same(part.value, rest.value)
        for part in loop.walk()
    )


def _tested(test: ast.expr, at: Site) -> list[ast.expr]:
    match test:
        case ast.BoolOp(values=values):
            return [part for value in values for part in _tested(value, at)]
        case ast.Compare(left=left, comparators=[right]):
            return [*_tested(left, at), *_tested(right, at)]
        case ast.Call(args=[argument]) if at.is_call(test, "builtins.len"):
            return [argument]
        case ast.Name() | ast.Attribute():
            return [test]
        case _:
            return []


def _grows(loop: Loop, path: str, at: Site) -> bool:
    """Is more added meanwhile: is it a buffer, of which a short rest stays?"""
    return any(_adds(part, path, at) for part in loop.walk())


def _adds(part: Any, path: str, at: Site) -> bool:
    if isinstance(part, ast.AugAssign):
        return at.dotted(part.target) == path
    if isinstance(part, ast.Assign) and any(at.dotted(target) == path for target in part.targets):
        return not isinstance(part.value, ast.Subscript)
    return False


RULE = Rule(
    slug="slice-queue",
    code="SLP171",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.Assign,), in_loop=True),
    check=check,
    options=(LARGE,),
    examples=[
        Example(
            before="""\
def pieces(data: bytes, size: int) -> list[bytes]:
    found = []
    while data:
        found.append(data[:size])
        «data = data[size:]»
    return found
""",
            after="""\
def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]
""",
            workload=lambda n: (b"x" * n * 64, 16),
            same=[(b"abcdefg", 3), (b"", 2)],
            differs=[(b"", 0)],
        ),
        Example(
            before="""\
class Sender:
    def __init__(self, text):
        self.text = str(text)
        self.sent = []

    def send(self, size):
        while len(self.text) > size and size:
            self.sent.append(self.text[:size])
            «self.text = self.text[size:]»
""",
        ),
        Example(
            before="""\
def send(data: bytes, limit: int, write):
    left = len(data)
    while left > limit:
        write(data[:limit])
        «data = data[limit:]»
        left -= limit
""",
        ),
        Example(
            before="""\
def batches(rows: list, size: int):
    while size < len(rows):
        yield rows[:size]
        «rows = rows[size:]»
""",
        ),
    ],
    clean=[
        """\
# Slices of arrays copy nothing.
import numpy as np


def f(size):
    data = np.zeros(1000)
    while len(data):
        data = data[size:]
""",
        """\
# What it is, is not known.
def f(data, size):
    while data:
        data = data[size:]
""",
        """\
# More is read meanwhile: the rest that is copied is a short one.
def f(data: bytes, read, size):
    while data:
        data += read()
        data = data[size:]
""",
        """\
# So it is here.
def f(data: bytes, read, size):
    while data:
        data = data[size:]
        data = data + read()
""",
        """\
# The end of the text, not the rest of it.
def f(text: str):
    while text:
        text = text[-3:]
""",
        """\
# Large pieces: there are not many.
def f(names: list, run):
    while names:
        run(names[:500])
        names = names[500:]
""",
        """\
# A front of it.
def f(text: str, other: str, n):
    while text:
        text = text[:n]
""",
        """\
# A stretch.
def f(text: str, other: str, n):
    while text:
        text = text[n:9]
""",
        """\
# Every second element.
def f(text: str, other: str, n):
    while text:
        text = text[n::2]
""",
        """\
# Another text.
def f(text: str, other: str, n):
    while text:
        text = other[n:]
""",
        """\
# One element.
def f(text: str, other: str, n):
    while text:
        text = text[n]
""",
        """\
# Two names for the rest.
def f(text: str, other: str, n):
    while text:
        text = other = text[n:]
""",
        """\
# In a test nobody waits for it.
def test_f(text: str, n):
    while text:
        text = text[n:]
""",
        """\
# The loop goes on for something else.
def f(text: str, xs, n):
    for x in xs:
        if text.startswith(x):
            text = text[n:]
    while n(text):
        text = text[n:]
    while len(xs):
        text = text[n:]
    for x in xs:
        print(text[:x], text[1:n], xs[:n])
        text = text[n:]
""",
        """\
# It is left right after.
def f(text: str, n):
    while text:
        text = text[n:]
        break
""",
    ],
)
