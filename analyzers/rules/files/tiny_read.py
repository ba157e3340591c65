"""Reading a file one character or byte at a time.

Each `file.read(1)` is a call that makes an object of one character, takes and gives back the file's lock, and looks
whether the buffer has some left. Reading a larger piece, or a line, and looking for the end in it takes one call and a
search in C.

**When not to bother**: a few characters are read, or they come one by one from a device or a person.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_LIVE = {"stdin", "stdout", "stderr", "serial", "port", "device", "sock", "socket", "conn", "connection", "pipe"}
_COLLECTS = {"append", "write", "extend", "add"}


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or at.constant(node.args[0]) != 1 or not isinstance(node.func, ast.Attribute):
        return None
    loops = at.repeating
    if not loops or loops[0].kind != "while" or isinstance(at.parent(node), ast.Await):
        return None
    path = (at.dotted(node.func.value) or "").lower().rpartition(".")[2].lstrip("_")
    if not path or path in _LIVE:
        return None
    piece = _bound_to(node, at)
    if piece is None or at.waits(loops[0]) or not any(_collects(child, piece) for child in loops[0].walk()):
        return None
    return Match(node, "reads one at a time: a larger piece, or readline(), is one call for many of them")


def _bound_to(node: ast.Call, at: Site) -> str | None:
    """The name that `char = file.read(1)` gives what is read."""
    parent = at.parent(node)
    target = parent.targets[0] if isinstance(parent, ast.Assign) else getattr(parent, "target", None)
    return target.id if isinstance(target, ast.Name) else None


def _collects(node: ast.AST, piece: str) -> bool:
    """`text += char`, `chars.append(char)`, `yield char`: is the pass there to put characters together?"""
    value: ast.AST | None = None
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        value = node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _COLLECTS:
        value = node.args[0] if len(node.args) == 1 else None
    elif isinstance(node, ast.Yield):
        value = node.value
    if isinstance(value, ast.Call):  # ord(char), char.decode()
        value = value.func.value if isinstance(value.func, ast.Attribute) else value.args[0] if value.args else None
    return isinstance(value, ast.Name) and value.id == piece


RULE = Rule(
    slug="tiny-read",
    code="SLP237",
    family="files",
    stage="preview",
    triggers=Triggers(calls=frozenset({"read"}), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
def word(file):
    found = b""
    while True:
        char = «file.read(1)»
        if not char or char == b" ":
            return found
        found += char
""",
        ),
        Example(
            before="""\
import io


def fields(data):
    file = io.StringIO(data)
    chars = []
    while char := «file.read(1)»:
        chars.append(char)
    return chars
""",
            after="""\
import io


def fields(data):
    file = io.StringIO(data)
    chars = []
    for char in file.read():
        chars.append(char)
    return chars
""",
            workload=lambda n: ("x" * n,),
            same=[("abc",), ("",)],
        ),
    ],
    clean=[
        "# Blocks.\ndef blocks(file):\n    while block := file.read(4096):\n        yield block\n",
        "# The first byte only.\ndef magic(file):\n    return file.read(1)\n",
        """\
# One byte of a record says what follows.
def records(file):
    while True:
        kind = file.read(1)
        if not kind:
            return
        yield file.read(ord(kind))
""",
        """\
# What a person types.
import sys

def typed():
    line = ""
    while True:
        char = sys.stdin.read(1)
        line += char
        if char == "q":
            return line
""",
        """\
# It comes over a network.
async def line(reader):
    found = b""
    while True:
        char = await reader.read(1)
        found += char
""",
        """\
# It waits for the next one, and the other loop runs over many files.
import time

def watch(file, files, text):
    while True:
        char = file.read(1)
        text += char
        time.sleep(1)
    for other in files:
        first = other.read(1)
        text += first
    return text
""",
        """\
# What is read is thrown away, or an element of something.
def skip(file, found, makers):
    while found:
        file.read(1)
        found[0] = file.read(1)
        char = makers().read(1)
        found += char
        found += "x"
""",
        """\
# Subtracted, and given to two.
def other(file, n, table):
    while n:
        char = file.read(1)
        n -= ord(char)
        table.write(char, n)
        table.look(char)
""",
    ],
)
