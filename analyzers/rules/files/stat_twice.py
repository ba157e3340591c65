"""Asking the system for several facts about a file one by one.

`os.path.getsize(path)` and `os.path.getmtime(path)` each ask the system for all that it knows of the file, and use one
number of it; so does each `path.stat()`. One `os.stat(path)` has all of them. On a network file system each question
is a message there and back.

**When not to bother**: it is one file in a run.

**Why the fix needs review**: both numbers are from one moment. Where something else fails first, or changes the file
in between, that shows.
"""

from __future__ import annotations

import ast
from typing import Any

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_FIELDS = {
    "os.path.getsize": "st_size", "os.path.getmtime": "st_mtime", "os.path.getatime": "st_atime",
    "os.path.getctime": "st_ctime",
}  # fmt: skip
_PLAIN = (ast.Assign, ast.AnnAssign, ast.Return, ast.Expr)


def check(node: ast.Call, at: Site) -> Match | None:
    path = _asked(node, at)
    if path is None or (at.dotted(path) is None and not at.pure(path)):
        return None
    statement = at.statement(node)
    if not isinstance(statement, _PLAIN):
        return None
    asking = [statement]
    body, index = at.siblings(statement)
    for later in body[index + 1 :]:  # lines that do nothing else
        if not isinstance(later, _PLAIN) or not _only_asks(later, at):
            break
        asking.append(later)
    if not _only_asks(statement, at):
        asking = [statement]
    calls = [
        call
        for part in asking
        for call in ast.walk(part)
        if isinstance(call, ast.Call) and (other := _asked(call, at)) is not None and at.same(other, path)
    ]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    if len(calls) < 2 or calls[0] is not node or any(_binds(part, path, at) for part in asking[:-1]):
        return None
    movable = not any(_is_conditional(call, at) for call in calls)
    return Match(
        node,
        "asks the system for the same file again: one stat() has all of it",
        "review" if movable else None,
        "what is asked is from one moment, and asked first" if movable else "",
        {"statement": statement, "path": path, "calls": calls},
        [(call, "asked again here") for call in calls[1:]],
    )


def _asked(node: ast.Call, at: Site) -> ast.expr | None:
    """The path in `os.path.getsize(path)`, `os.stat(path).st_size` and `path.stat().st_size`."""
    if len(node.args) > 1 or node.keywords:
        return None
    if node.args:
        if at.is_call(node, *_FIELDS):
            return node.args[0]
        return node.args[0] if at.is_call(node, "os.stat") and _field(node, at) else None
    if isinstance(node.func, ast.Attribute) and node.func.attr == "stat" and _field(node, at):
        return node.func.value if at.qualified(node.func) is None else None
    return None


def _field(node: ast.Call, at: Site) -> bool:
    parent = at.parent(node)
    return isinstance(parent, ast.Attribute) and parent.attr.startswith("st_")


def _only_asks(statement: ast.stmt, at: Site) -> bool:
    """Is nothing called in the statement that could change a file?"""
    return all(
        _asked(call, at) is not None or (at.qualified(call.func) or "").startswith(("builtins.", "datetime.", "time."))
        for call in ast.walk(statement)
        if isinstance(call, ast.Call)
    )


def _binds(statement: ast.stmt, path: ast.expr, at: Site) -> bool:
    names = {name.id for name in ast.walk(path) if isinstance(name, ast.Name)}
    return any(
        isinstance(name, ast.Name) and name.id in names and not isinstance(name.ctx, ast.Load)
        for name in ast.walk(statement)
    )


def _is_conditional(node: ast.AST, at: Site) -> bool:
    inner = (ast.IfExp, ast.BoolOp, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    for parent in at.parents(node):
        if isinstance(parent, inner):
            return True
        if isinstance(parent, ast.stmt):
            break
    return False


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes: Any = match.nodes
    statement, path = nodes["statement"], nodes["path"]
    status = edit.name("status", statement)
    first: ast.Call = nodes["calls"][0]
    if first.args:
        stat = edit.imported("os.stat", first)
        edit.insert_before(
            nodes["statement"], "{status} = {stat}({path})", status=status, stat=stat, path=nodes["path"]
        )
    else:
        edit.insert_before(statement, "{status} = {path}.stat()", status=status, path=path)
    for call in nodes["calls"]:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
        field = next((field for known, field in _FIELDS.items() if known.endswith("." + name)), "")
        edit.replace(call, f"{status}.{field}" if field else status)


RULE = Rule(
    slug="stat-twice",
    code="SLP235",
    family="files",
    stage="preview",
    triggers=Triggers(calls=frozenset({"getsize", "getmtime", "getatime", "getctime", "stat"})),
    check=check,
    rewrite=rewrite,
    title="Ask once with stat()",
    severity="info",
    examples=[
        Example(
            before="""\
import os


def describe(paths):
    found = []
    for path in paths:
        found.append((path, «os.path.getsize(path)», os.path.getmtime(path)))
    return found
""",
            after="""\
import os


def describe(paths):
    found = []
    for path in paths:
        status = os.stat(path)
        found.append((path, status.st_size, status.st_mtime))
    return found
""",
            workload=lambda n: (["/"] * n,),
            same=[(["/", "/usr"],), ([],), (["/nowhere"],)],
        ),
        Example(
            before="""\
from pathlib import Path


def entry(name):
    path = Path(name)
    size = «path.stat()».st_size
    changed = int(path.stat().st_mtime)
    return size, changed
""",
            after="""\
from pathlib import Path


def entry(name):
    path = Path(name)
    status = path.stat()
    size = status.st_size
    changed = int(status.st_mtime)
    return size, changed
""",
            workload=lambda n: ("/",),
            same=[("/",), ("/nowhere",)],
        ),
        Example(
            before="""\
import os


def newest(folder, names):
    return [«os.stat(folder).st_size» and os.stat(folder).st_mtime for name in names]
""".replace("«os.stat(folder).st_size»", "«os.stat(folder)».st_size"),
        ),
    ],
    clean=[
        """\
# Two files.
import os

def larger(a, b):
    return os.path.getsize(a) > os.path.getsize(b)
""",
        """\
# The file changes in between.
import os

def grow(path, write):
    before = os.path.getsize(path)
    write(path)
    after = os.path.getsize(path)
    return after - before
""",
        """\
# Another file by the same name.
import os

def two(path):
    size = os.path.getsize(path)
    path = path + ".old"
    old = os.path.getsize(path)
    return size, old
""",
        """\
# The second question comes only sometimes, and after something else.
import os

def maybe(path, flag):
    size = os.path.getsize(path)
    if flag:
        return os.path.getmtime(path)
    return size
""",
        """\
# In a condition, and one that follows a line which may change the file.
import os

def wait(path, log):
    while os.path.getsize(path) < 10 and os.path.getmtime(path) > 0:
        log(path)
        first = log(os.path.getsize(path))
        second = os.path.getsize(path)
    return first, second
""",
        """\
# The whole result is kept; links; and a lookup of another kind.
import os

def links(path, table):
    a = os.stat(path), os.stat(path)
    b = os.stat(path, follow_symlinks=False).st_size, os.stat(path, follow_symlinks=True).st_size
    return a, b, table.stat().mean, table.stat().mean, os.lstat(path).st_size, os.stat(path).st_size
""",
        """\
# Each call makes another path.
import os

def temporary(make):
    return os.path.getsize(make()), os.path.getmtime(make())
""",
    ],
)
