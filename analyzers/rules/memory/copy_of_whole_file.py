"""Copying a file by reading all of it and writing it again.

`target.write(source.read())` holds the whole file in memory. `shutil.copyfileobj(source, target)` copies it block by
block: the memory stays the same for a file of any size.

**When not to bother**: the files are known to be small.

**Why the fix needs review**: text that cannot be decoded to its end is copied up to there, where before nothing was
written; and a file that is open to be read and to be added to grows for ever. Of bytes, from a file opened to be read
to one opened to be written, the fix is safe.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or node.keywords or not isinstance(node.func, ast.Attribute):
        return None
    read = node.args[0]
    if not isinstance(read, ast.Call) or read.args or read.keywords or not isinstance(read.func, ast.Attribute):
        return None
    source, target = at.type(read.func.value), at.type(node.func.value)
    if read.func.attr != "read" or not source.is_("file") or not target.is_("file"):
        return None
    message = "holds the whole file in memory: shutil.copyfileobj() copies it block by block"
    if not isinstance(at.parent(node), ast.Expr):
        return Match(node, message)  # somebody wants to know how much was written
    nodes = {"source": read.func.value, "target": node.func.value}
    if _opened(read.func.value, ("rb", "br"), at) and _opened(node.func.value, ("wb", "bw", "xb", "bx"), at):
        return Match(node, message, "safe", nodes=nodes)
    reason = "both must be files, or at least read and write as files do"
    if source.proven and target.proven:
        reason = "what cannot be read or written is copied up to there, and a file copied to its own end never ends"
    return Match(node, message, "review", reason, nodes)


def _opened(file: ast.expr, modes: tuple[str, ...], at: Site) -> bool:
    """Is it a name for what `open(path, mode)` gave, with one of these modes, and for nothing else?"""
    bindings = at.bindings(file) if isinstance(file, ast.Name) and at.is_local(file) else []
    if len(bindings) != 1 or bindings[0].kind not in ("with", "assign"):
        return False
    call = bindings[0].value
    if not isinstance(call, ast.Call) or len(call.args) != 2 or call.keywords:
        return False
    return at.is_call(call, "builtins.open") and at.constant(call.args[1]) in modes


def rewrite(match: Match, edit: Rewrite) -> None:
    copy = edit.imported("shutil.copyfileobj", match.node)
    edit.replace(match.node, f"{copy}({{source}}, {{target}})", **match.nodes)


RULE = Rule(
    slug="copy-of-whole-file",
    code="SLP841",
    family="memory",
    stage="preview",
    gains="memory",
    severity="info",
    triggers=Triggers(calls=frozenset({"write"})),
    check=check,
    rewrite=rewrite,
    title="Use shutil.copyfileobj()",
    examples=[
        Example(
            before="""\
import os


def copy(source: str, target: str) -> None:
    with open(source, "rb") as old, open(target, "wb") as new:
        «new.write(old.read())»


def copies(count):
    for _ in range(count):
        copy(os.__file__, os.devnull)
""",
            after="""\
import os
import shutil


def copy(source: str, target: str) -> None:
    with open(source, "rb") as old, open(target, "wb") as new:
        shutil.copyfileobj(old, new)


def copies(count):
    for _ in range(count):
        copy(os.__file__, os.devnull)
""",
            workload=lambda n: (n,),
            same=[(0,), (2,)],
        ),
        Example(
            before="""\
import os
import shutil


def copies(count: int, mode="r"):
    for _ in range(count):
        old = open(os.__file__, mode)
        with open(os.devnull, "w") as new:
            new.write("copy of:")
            «new.write(old.read())»
        old.close()
""",
            after="""\
import os
import shutil


def copies(count: int, mode="r"):
    for _ in range(count):
        old = open(os.__file__, mode)
        with open(os.devnull, "w") as new:
            new.write("copy of:")
            shutil.copyfileobj(old, new)
        old.close()
""",
            workload=lambda n: (n,),
            same=[(1,)],
        ),
        Example(
            before="""\
from typing import TextIO


def append(old: TextIO, target: str) -> None:
    with open(target, "a") as new:
        «new.write(old.read())»


def appended(text, target):
    import io

    append(io.StringIO(text), target)
""",
            after="""\
import shutil
from typing import TextIO


def append(old: TextIO, target: str) -> None:
    with open(target, "a") as new:
        shutil.copyfileobj(old, new)


def appended(text, target):
    import io

    append(io.StringIO(text), target)
""",
            workload=lambda n: ("x" * n, "/dev/null"),
            same=[("", "/dev/null"), ("a", "/dev/null")],
        ),
        Example(
            before="""\
def copy(source: str, target: str) -> int:
    with open(source) as old, open(target, "w") as new:
        return «new.write(old.read())»
"""
        ),
    ],
    clean=[
        """\
# A part of it; something else than a file; more than it.
def f(source, target, response):
    with open(source, "rb") as old, open(target, "wb") as new:
        new.write(old.read(100))
        new.write(response.read())
        new.write(old.read() + b"end")
        new.write(old.readline())
""",
        """\
# Written to something that is not known to be a file.
def f(source, out):
    with open(source, "rb") as old:
        out.write(old.read())
""",
        """\
# Not calls of methods.
def f(source, target, write, read):
    with open(source) as old, open(target, "w") as new:
        write(old.read())
        new.write(read())
        new.write(old.read(size=4))
""",
        """\
# Two arguments, or named ones.
def f(source, target):
    with open(source) as old, open(target, "w") as new:
        new.write(old.read(), 1)
        new.write(old.read(), end=1)
""",
    ],
    unsafe=[
        """\
# A declared type may be any object with a read method.
from typing import TextIO


def f(old: TextIO, target):
    with open(target, "w") as new:
        new.write(old.read())
""",
        """\
# A declared type may be any object with a write method.
from typing import TextIO


def f(new: TextIO, source):
    with open(source) as old:
        new.write(old.read())
""",
        """\
# Text that cannot be decoded to its end is copied up to there; a file added to itself never ends.
def copy(source, target):
    with open(source) as old, open(target, "w") as new:
        new.write(old.read())
    with open(source, "rb") as first, open(target, "ab") as last:
        last.write(first.read())
""",
        """\
# Read and written at one place.
def twice(source):
    with open(source, "r+b") as file:
        file.write(file.read())
""",
        """\
# Opened again, with other arguments, and by someone else.
def copy(source, target, flag, out: BinaryIO):
    old = open(source, "rb")
    if flag:
        old = open(source)
    with open(target, "wb") as new, open(target, "wb", buffering=0) as raw:
        new.write(old.read())
    with open(source, "rb") as other, open(target, "wb", buffering=0) as raw:
        raw.write(other.read())
""",
    ],
)
