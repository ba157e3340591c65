"""Asking whether a path exists before asking what it is.

`os.path.exists(path) and os.path.isfile(path)` asks the system twice: `isfile` says False of a path that does not
exist, so the first question adds nothing but its time. The same is true of `isdir`, of `os.access`, and of the methods
of `pathlib.Path`.

**When not to bother**: the path is asked about once in a run.

**Why the fix needs review**: an object that is no `pathlib.Path` may have an `exists()` of another meaning. Of a path
with a null character or the number of an open file `exists()` has an answer, where `os.access` raises an exception.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


class _Folder:
    """Like a path of pathlib's, but for what `exists` means."""

    name = "folder"
    st_size = 7

    def __init__(self, exists: bool, is_dir: bool) -> None:
        self.answers = exists, is_dir

    def exists(self) -> bool:
        return self.answers[0]

    def is_dir(self) -> bool:
        return self.answers[1]

    def stat(self) -> _Folder:
        return self


_SAME = ("os.path.isfile", "os.path.isdir")
_STRONGER = (*_SAME, "os.path.ismount", "os.access")
_METHODS = ("is_file", "is_dir", "is_mount")


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) > 1 or node.keywords:
        return None
    around = at.parent(node)
    negated = isinstance(around, ast.UnaryOp) and isinstance(around.op, ast.Not)  # not exists(path) or not isfile(path)
    term = around if negated else node
    both = at.parent(term)
    if isinstance(at.statement(node), ast.Assert):
        return None
    if not (isinstance(both, ast.BoolOp) and isinstance(both.op, ast.Or if negated else ast.And)):
        return None
    path = _asked(node, at)
    if path is None:  # cheap
        return None
    for value in both.values:
        other = value.operand if isinstance(value, ast.UnaryOp) and negated else value
        if (
            isinstance(other, ast.Call)
            and (isinstance(value, ast.UnaryOp) == negated)
            and _implies(node, other, path, at)
        ):
            break
    else:
        return None
    first, last = sorted((both.values.index(term), both.values.index(value)))  # pyright: ignore[reportArgumentType]
    if not all(isinstance(between, ast.Name) for between in both.values[first + 1 : last]):
        return None  # it may need what exists, or do away with it
    reason = ""
    if not node.args and not at.type(path).proven:
        reason = "what is no pathlib.Path may mean something else by exists()"
    elif node.args and not at.is_call(other, *_SAME):
        reason = "of what is no path at all exists() says False, and this raises an exception"
    return Match(
        node,
        f"asks the system twice: {at.dotted(other.func)}() is False where nothing exists",
        "review" if reason else "safe",
        reason,
        {"both": both, "term": term},
    )


def _asked(node: ast.Call, at: Site) -> ast.expr | None:
    """The path in `os.path.exists(path)` and `path.exists()`, if it is the same every time it is evaluated."""
    if node.args:
        path: ast.expr = node.args[0]
        if not at.is_call(node, "os.path.exists", "os.path.lexists"):
            return None
    elif isinstance(node.func, ast.Attribute) and at.qualified(node.func) is None:
        path = node.func.value
    else:
        return None
    return path if at.dotted(path) is not None or at.pure(path) else None


def _implies(node: ast.Call, other: ast.Call, path: ast.expr, at: Site) -> bool:
    """Can the other call only be true of something that exists?"""
    if node.args:
        return bool(other.args) and at.same(other.args[0], path) and at.is_call(other, *_STRONGER)
    method = other.func
    return (
        isinstance(method, ast.Attribute) and method.attr in _METHODS and not other.args and at.same(method.value, path)
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    both: ast.BoolOp = match.nodes["both"]
    rest = [value for value in both.values if value is not match.nodes["term"]]
    word = " and " if isinstance(both.op, ast.And) else " or "
    template = word.join(f"{{part_{number}}}" for number in range(len(rest)))
    edit.replace(both, template, **{f"part_{number}": part for number, part in enumerate(rest)})


RULE = Rule(
    slug="redundant-exists",
    code="SLP233",
    family="files",
    stage="preview",
    triggers=Triggers(calls=frozenset({"exists", "lexists"})),
    check=check,
    rewrite=rewrite,
    title="Ask once",
    severity="info",
    examples=[
        Example(
            before="""\
import os


def usable(paths):
    return [path for path in paths if «os.path.exists(path)» and os.path.isfile(path)]
""",
            after="""\
import os


def usable(paths):
    return [path for path in paths if os.path.isfile(path)]
""",
            workload=lambda n: (["/etc/hostname"] * n,),
            same=[(["/etc/hostname", "/", "/nowhere", ""],), ([None],)],
        ),
        Example(
            before="""\
from os.path import exists, isdir


def check(config, key):
    if not config or not «exists(config[key])» or not isdir(config[key]):
        return "no folder"
    return config[key]
""",
            after="""\
from os.path import exists, isdir


def check(config, key):
    if not config or not isdir(config[key]):
        return "no folder"
    return config[key]
""",
            workload=lambda n: ({"a": "/"}, "a"),
            same=[({"a": "/"}, "a"), ({"a": "/nowhere"}, "a"), ({"a": "/"}, "b"), ({}, "a")],
        ),
        Example(
            before="""\
def sizes(folders):
    return [folder.stat().st_size for folder in folders if folder.is_dir() and «folder.exists()» and folder.name]
""",
            after="""\
def sizes(folders):
    return [folder.stat().st_size for folder in folders if folder.is_dir() and folder.name]
""",
            workload=lambda n: ([_Folder(True, True)] * n,),
            same=[([_Folder(True, True), _Folder(True, False), _Folder(False, False)],), (["/"],)],
            differs=[([_Folder(False, True)],)],
        ),
        Example(
            before="""\
from pathlib import Path


def found(names):
    return sum(1 for name in names if «Path(name).exists()» and Path(name).is_file())
""",
            after="""\
from pathlib import Path


def found(names):
    return sum(1 for name in names if Path(name).is_file())
""",
            workload=lambda n: (["/usr"] * n,),
            same=[(["/usr", "/nowhere"],)],
        ),
    ],
    clean=[
        """\
# A link to nothing is a link, but does not exist.
import os

def live_link(path):
    return os.path.exists(path) and os.path.islink(path)
""",
        """\
# Two paths.
import os

def both(a, b):
    return os.path.exists(a) and os.path.isfile(b), a.exists() and b.is_file()
""",
        """\
# Either.
import os

def any_of(path):
    return os.path.exists(path) or os.path.isfile(path)
""",
        """\
# It exists, and is no file.
import os

def other(path):
    return os.path.exists(path) and not os.path.isfile(path), not os.path.exists(path) or os.path.isfile(path)
""",
        """\
# A test says what it expects.
import os

def test_it(path, case):
    assert os.path.exists(path) and os.path.isfile(path)
""",
        """\
# Each call makes another path.
import os
import tempfile

def unlike():
    return os.path.exists(tempfile.mktemp()) and os.path.isfile(tempfile.mktemp())
""",
        """\
# A queryset has rows, and a function of a module's is not known.
import shelf

def any_row(rows, path):
    return rows.exists() and rows.is_valid(), shelf.exists(path) and shelf.isfile(path)
""",
        """\
# Compared with each other, with an argument too many, and asked about links.
import os

def alike(path, folder):
    a = os.path.exists(path) == os.path.isfile(path), os.path.exists(path, 1) and os.path.isfile(path)
    b = folder.exists(1) and folder.is_dir(), folder.exists() and folder.is_dir(1), -folder.exists() or -folder.is_dir()
    return a, b, folder.exists(follow_symlinks=False) and folder.is_file()
""",
        """\
# What stands between needs the file, or takes it away.
import os

def some(path):
    used = os.path.exists(path) and os.path.getsize(path) > 0 and os.path.isfile(path)
    return used, os.path.isfile(path) and os.remove(path) is None and os.path.exists(path)
""",
        """\
# Functions of the same names.
import shelf

def known(path):
    return shelf.exists(path) and os.path.isfile(path), shelf.exists() and shelf.is_file()
""",
    ],
    unsafe=[
        """\
# What is declared to be a path may be something else.
from pathlib import Path

def usable(path: Path):
    return path.exists() and path.is_file()
""",
        """\
# Of a path with a null character exists() says False, and access() raises an exception.
import os

def readable(path):
    return os.path.exists(path) and os.access(path, os.R_OK)
""",
        """\
# Of the number of an open file ismount() raises an exception.
import os

def is_root(file):
    path = str(file)
    return os.path.exists(path) and os.path.ismount(path)
""",
    ],
)
