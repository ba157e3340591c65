"""Building bytes by adding to them in a loop.

Bytes cannot grow: `data += chunk` copies all that is already there in each pass, and CPython has no way around it as
it has for strings. Over n passes the copies move up to n² bytes. A `bytearray` is made to grow: the same `+=` adds to
it in place, and `bytes()` of it at the end is one copy.

**When not to bother**: there are never more than a few chunks.

**Why the fix needs review**: where a chunk may be no bytes, an object that adds itself to bytes in its own way is no
longer asked. In the loop, code that is given `data` would see a `bytearray`; where there is such code no fix is
offered.
"""

from __future__ import annotations

import ast
import io

from ...semantics.accumulation import Accumulation
from ...semantics.loops import dotted
from ...semantics.questions.conditions import is_tested
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from .str_concat_loop import hand_over, longer, read_after, read_once


def check(node: ast.AugAssign | ast.Assign, at: Site) -> Match | None:
    old = longer(node)
    target = node.target if isinstance(node, ast.AugAssign) else node.targets[0]
    if old is None or not at.type(target).is_("bytes") or dotted(target) is None:
        return None
    if isinstance(target, ast.Name) and not at.is_local(target):
        return None
    growth = at.accumulation(target, longer)
    if growth is None or growth.growing[0] is not node or (growth.passes is not None and growth.passes <= at.FEW):
        return None
    reads = [read for read in growth.reads if not isinstance(at.parent(read), ast.Return)]
    if not all(_same_of_bytearray(read, at) for read in reads):
        return None
    message = "copies all bytes so far in each pass: a bytearray grows in place"
    related = [(statement, "also added to here") for statement in growth.growing[1:]]
    if not isinstance(target, ast.Name) or read_after(at, target, growth) is None or len(reads) < len(growth.reads):
        return Match(node, message, related=related)
    values = [growth.start_value, *map(_value, growth.growing)]
    safe = all(at.type(value).is_("bytes") and not at.type(value).declared for value in values)
    return Match(
        node,
        message,
        "safe" if safe else "review",
        "" if safe else "an object that adds itself to bytes in its own way is no longer asked",
        {"growth": growth, "target": target, "read": read_once(at, target, growth)},
        related,
    )


def _value(statement: ast.stmt) -> ast.expr:
    value: ast.expr = statement.value  # pyright: ignore[reportAttributeAccessIssue]
    if isinstance(statement, ast.AugAssign):
        return value
    return value.right if isinstance(value, ast.BinOp) and not isinstance(value.left, ast.BinOp) else value


def _same_of_bytearray(read: ast.expr, at: Site) -> bool:
    """`len(data)`, `if data or …`, `not data`: the same of bytes and bytearray, no work that grows with the length."""
    parent = at.parent(read)
    if is_tested(at, read) or (isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not)):
        return True
    return isinstance(parent, ast.Call) and at.is_call(parent, "builtins.len")


def rewrite(match: Match, edit: Rewrite) -> None:
    growth: Accumulation = match.nodes["growth"]
    target, start = match.nodes["target"], growth.start
    assert start is not None
    assert start.value is not None
    empty = edit.text(start.value) in ('b""', "b''", "bytes()")
    annotated = f"{target.id}: bytearray" if isinstance(start, ast.AnnAssign) else target.id
    first = "{target} = bytearray()" if empty else "{target} = bytearray({first})"
    edit.replace(start, first, target=annotated, first=start.value)
    for statement in growth.growing:
        if isinstance(statement, ast.Assign):
            value, added = statement.value, []
            while isinstance(value, ast.BinOp):
                added.insert(0, value.right)
                value = value.left
            template = " + ".join(f"{{piece_{number}}}" for number in range(len(added)))
            holes = {f"piece_{number}": piece for number, piece in enumerate(added)}
            edit.replace(statement, "{target} += " + template, target=target.id, **holes)
    hand_over(match, edit, f"bytes({target.id})")


RULE = Rule(
    slug="bytes-concat-loop",
    code="SLP203",
    family="strings",
    stage="preview",
    triggers=Triggers(nodes=(ast.AugAssign, ast.Assign), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Use a bytearray",
    examples=[
        Example(
            before="""\
def packed(text):
    data = b""
    for word in str(text).split():
        «data += word.encode()»
    return data
""",
            after="""\
def packed(text):
    data = bytearray()
    for word in str(text).split():
        data += word.encode()
    return bytes(data)
""",
            workload=lambda n: ("a " * n,),
            same=[("a b",), ("",)],
        ),
        Example(
            before="""\
def joined(texts):
    data = b""
    for text in texts:
        «data += str.encode(text)»
    return data
""",
            after="""\
def joined(texts):
    data = bytearray()
    for text in texts:
        data += str.encode(text)
    return bytes(data)
""",
            workload=lambda n: (["some text"] * n,),
            same=[(["a", "b"],), ([],), ([1],)],
        ),
        Example(
            before="""\
def read_exactly(source, size):
    data = b"\\x00"
    while len(data) < size:
        chunk = source.read(size - len(data))
        if not chunk:
            break
        «data = data + chunk»
    print(len(data))
    return data
""",
            after="""\
def read_exactly(source, size):
    data = bytearray(b"\\x00")
    while len(data) < size:
        chunk = source.read(size - len(data))
        if not chunk:
            break
        data += chunk
    data = bytes(data)
    print(len(data))
    return data
""",
            workload=lambda n: (io.BytesIO(b"x" * n), n),
            same=[
                lambda: (io.BytesIO(b"abc"), 3),
                lambda: (io.BytesIO(b"abc"), 9),
                lambda: (io.StringIO("abc"), 9),
            ],
        ),
        Example(
            before="""\
def as_far_as_possible(source, lenient):
    data = b""
    while True:
        try:
            chunk = source.pop()
        except IndexError:
            if not (data or lenient):
                raise
            break
        «data += chunk»
    return data
""",
            after="""\
def as_far_as_possible(source, lenient):
    data = bytearray()
    while True:
        try:
            chunk = source.pop()
        except IndexError:
            if not (data or lenient):
                raise
            break
        data += chunk
    return bytes(data)
""",
            workload=lambda n: ([b"some bytes"] * n, False),
            same=[([b"a", b"b"], False), ([], True), ([], False)],
        ),
        Example(
            before="""\
class Connection:
    def __init__(self):
        self.waiting = b""

    def receive(self, chunks):
        for chunk in chunks:
            «self.waiting += chunk»
""",
        ),
    ],
    clean=[
        """\
# It is a bytearray already.
def joined(chunks):
    data = bytearray()
    for chunk in chunks:
        data += chunk
    return data
""",
        """\
# What is added to, is not known.
def gather(data, chunks):
    for chunk in chunks:
        data += chunk
    return data
""",
        """\
# Four chunks.
def header(source):
    data = b""
    for _ in range(4):
        data += source.read(1)
    return data
""",
        """\
# Each pass looks through all of it: that is what takes the time.
def until_blank_line(source):
    data = b""
    while b"\\r\\n\\r\\n" not in data:
        data += source.recv(4096)
    return data
""",
        """\
# It starts anew in each pass.
def packets(source, send):
    for chunk in source:
        packet = b"\\x01"
        packet += chunk
        send(packet)
""",
        """\
# What is left over is cut off again: it stays short.
def lines(source):
    rest = b""
    for chunk in source:
        rest += chunk
        *complete, rest = rest.split(b"\\n")
        yield complete
""",
        """\
# A string.
def listing(names):
    text = ""
    for name in names:
        text += name
    return text
""",
        """\
# What there is so far goes on, or else something other.
def first(source, other):
    data = b""
    for chunk in source:
        data += chunk
        print(data or other)
    return data
""",
        """\
# Unknown code is given what there is so far.
def watch(source, seen):
    data = b""
    for chunk in source:
        data += chunk
        seen(data)
""",
        """\
# What is negative of it, is asked.
def f(chunks):
    data = b""
    for chunk in chunks:
        data += chunk
        print(-data)
    return data
""",
        """\
# A file that is run.
data = b""
for chunk in open("data", "rb"):
    data += chunk
""",
    ],
    unsafe=[
        """\
# A piece may be something else.
def f(chunks):
    data = b""
    for chunk in chunks:
        data += chunk
    return data
""",
        """\
# It is given away on the way.
def f(text):
    data = b""
    for word in str(text).split():
        data += word.encode()
        if word == "end":
            return data
    return data
""",
    ],
)
