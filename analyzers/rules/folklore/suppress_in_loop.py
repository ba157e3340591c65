"""`with suppress(…)` around a cheap step of a loop. Leave the `try`.

`contextlib.suppress` reads well, and linters suggest it in place of `try: … except KeyError: pass`. But it makes an
object, and calls two methods of it, in each pass; a `try` that nothing is raised in costs nothing since Python 3.11,
and next to nothing before. Around a dictionary access or an `int()` the `with` takes longer than the step itself,
whether it raises or not.

**When not to bother**: the step takes much longer than a call or two (a file is removed, a row is written); the rule is
silent there. Outside loops `suppress` is as good.

**Why the fix needs review**: on Python 3.12 and later `suppress` also takes matching exceptions out of an
`ExceptionGroup`, where objects of unknown classes raise one.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import AntiExample, Match, Rewrite, Rule, Triggers

_STEPS = (ast.Delete, ast.Assign, ast.AugAssign, ast.Expr)
_QUICK = (
    "builtins.int",
    "builtins.float",
    "builtins.len",
    "builtins.ord",
    "builtins.chr",
    "builtins.getattr",
    "builtins.delattr",
)
_KNOWN = (
    "list",
    "dict",
    "set",
    "str",
    "tuple",
    "bytes",
    "collections.deque",
    "collections.Counter",
    "collections.OrderedDict",
)


def check(node: ast.Call, at: Site) -> Match | None:
    item = at.parent(node)
    statement = at.statement(node)
    if (
        not at.is_call(node, "contextlib.suppress")
        or not isinstance(item, ast.withitem)
        or item.optional_vars is not None
    ):
        return None
    if not isinstance(statement, ast.With) or len(statement.items) != 1 or len(statement.body) != 1 or not at.repeating:
        return None
    if not node.args or node.keywords or not all((at.qualified(a) or "").startswith("builtins.") for a in node.args):
        return None
    step = statement.body[0]
    if not isinstance(step, _STEPS) or not _is_quick(step, at):
        return None
    proven = all(at.type(n.value).is_(*_KNOWN) for n in ast.walk(step) if isinstance(n, (ast.Attribute, ast.Subscript)))
    return Match(
        node,
        "leave the try: suppress() makes an object and two calls in each pass, more than this step takes",
        "safe" if proven else "review",
        ""
        if proven
        else "suppress() also takes matching exceptions out of an ExceptionGroup, on Python 3.12 and later",
        {"with": statement},
    )


def _is_quick(step: ast.stmt, at: Site) -> bool:
    """Is it made of lookups, arithmetic, and methods of builtin containers?"""
    for inner in ast.walk(step):
        if isinstance(inner, ast.Starred):
            return False  # takes all of an iterator
        if isinstance(inner, ast.Subscript) and at.own_class(inner.value) is not None:
            return False  # a method of the class's own
        if isinstance(inner, (ast.Await, ast.Yield, ast.YieldFrom, ast.Lambda, ast.comprehension, ast.NamedExpr)):
            return False
        if isinstance(inner, ast.Call) and not at.is_call(inner, *_QUICK):
            method = inner.func
            if not isinstance(method, ast.Attribute) or not at.type(method.value).is_(*_KNOWN):
                return False
            if method.attr in ("sort", "extend", "update", "join", "copy"):
                return False
    return True


def rewrite(match: Match, edit: Rewrite) -> None:
    statement, call = match.nodes["with"], match.node
    assert isinstance(call, ast.Call)
    caught = [edit.text(argument) for argument in call.args]
    edit.replace(
        statement,
        "try:\n    {body}\nexcept {caught}:\n    pass",
        body=statement.body,
        caught=caught[0] if len(caught) == 1 else f"({', '.join(caught)})",
    )


RULE = Rule(
    slug="suppress-in-loop",
    code="SLP903",
    family="folklore",
    stage="preview",
    severity="info",
    triggers=Triggers(calls=frozenset({"suppress"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Use try and except",
    examples=[
        AntiExample(
            before="""\
from contextlib import suppress


def numbers(words):
    found = []
    for word in words:
        with «suppress(ValueError)»:
            found.append(int(word))
    return found
""",
            after="""\
from contextlib import suppress


def numbers(words):
    found = []
    for word in words:
        try:
            found.append(int(word))
        except ValueError:
            pass
    return found
""",
            workload=lambda n: ([str(i) for i in range(n)],),
            same=[(["1", "x", "2"],), ([],), ([None],)],
        ),
        AntiExample(
            before="""\
import contextlib


def forget(seen, keys):
    while keys:
        key = keys.pop()
        with «contextlib.suppress(KeyError, TypeError)»:
            del seen[key]  # may be gone
    return seen
""",
            after="""\
import contextlib


def forget(seen, keys):
    while keys:
        key = keys.pop()
        try:
            del seen[key]  # may be gone
        except (KeyError, TypeError):
            pass
    return seen
""",
            workload=lambda n: (dict.fromkeys(range(n)), list(range(n))),
            same=[({1: 2, 3: 4}, [1, 5, []]), ({}, []), ([1, 2], [0, 7])],
        ),
    ],
    clean=[
        """\
# Not in a loop.
from contextlib import suppress

def forget(seen, key):
    with suppress(KeyError):
        del seen[key]
""",
        """\
# Removing a file takes far longer.
import os
from contextlib import suppress

def clean(names):
    for name in names:
        with suppress(FileNotFoundError):
            os.remove(name)
""",
        """\
# An unknown call may take long.
from contextlib import suppress

def close_all(sockets):
    for socket in sockets:
        with suppress(OSError):
            socket.close()
""",
        """\
# Once in three passes, no more.
from contextlib import suppress

def forget(seen):
    for key in ("a", "b", "c"):
        with suppress(KeyError):
            del seen[key]
""",
        """\
# Handed on, or kept for later, or beside a file.
from contextlib import suppress

def read_all(names, use, lines):
    for name in names:
        use(suppress(KeyError))
        with suppress(KeyError) as guard:
            del lines[name]
        with open(name) as file, suppress(ValueError):
            lines[name] = 1
        with suppress(KeyError):
            if name:
                del lines[name]
        with suppress():
            del lines[name]
""",
        """\
# Some other suppress.
from noise import suppress

def forget(seen, keys):
    for key in keys:
        with suppress(KeyError):
            del seen[key]
""",
        """\
# Several steps.
from contextlib import suppress

def move(old, new, keys):
    for key in keys:
        with suppress(KeyError):
            new[key] = old[key]
            del old[key]
""",
        """\
# The loop is inside.
from contextlib import suppress

def forget(seen, keys):
    with suppress(KeyError):
        for key in keys:
            del seen[key]
""",
        """\
# Waiting takes longer.
from contextlib import suppress

async def receive(queues):
    for queue in queues:
        with suppress(IndexError):
            last = await queue[0]
""",
        """\
# All of an iterator is taken.
from contextlib import suppress

def lasts(groups):
    for group in groups:
        with suppress(ValueError):
            *_, last = group
""",
        """\
# What the class does for an item may take long.
from contextlib import suppress

class Settings:
    def __setitem__(self, name, value):
        print(name, value)

    def read(self, pairs):
        for name, value in pairs:
            with suppress(KeyError):
                self[name] = value
""",
        """\
# Exceptions of the user's own.
from contextlib import suppress
from store import Missing

def forget(seen, keys):
    for key in keys:
        with suppress(Missing):
            del seen[key]
""",
        """\
# Sorting takes longer.
from contextlib import suppress

def sort_all(count):
    rows = [3, 1, 2]
    for _ in range(count):
        with suppress(TypeError):
            rows.sort()
""",
        """\
# Which exceptions, is not known.
from contextlib import suppress

def forget(seen, keys, errors):
    for key in keys:
        with suppress(*errors):
            del seen[key]
""",
    ],
)
