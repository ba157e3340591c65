"""`inspect.stack()` to learn about one caller.

`inspect.stack()` makes a record of every frame on the stack, and for each reads its source file to find the lines
around the call: milliseconds, in a deep stack tens of them. `sys._getframe(1)` is the frame of the caller at once; its
`f_code.co_name`, `f_lineno` and `f_globals` are all that is asked, as a rule. `inspect.stack(0)` leaves out
the source, and still makes all records.

**When not to bother**: it runs when something has gone wrong.

**Why the fix needs review**: where the stack is not that deep `sys._getframe` raises ValueError, not IndexError; its
name says that another Python need not have it (CPython and PyPy do); and `co_filename` is as the code was compiled.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_FIELDS = ("frame", "filename", "lineno", "function")
_INSTEAD = {"frame": "", "filename": ".f_code.co_filename", "lineno": ".f_lineno", "function": ".f_code.co_name"}
_MESSAGE = "makes a record of every frame, and reads their source files: sys._getframe() is the one that is asked for"


def check(node: ast.Call, at: Site) -> Match | None:
    chosen = at.parent(node)
    if node.args or node.keywords or not isinstance(chosen, ast.Subscript) or chosen.value is not node:
        return None
    depth = at.constant(chosen.slice)
    if type(depth) is not int or depth < 0 or not at.is_call(node, "inspect.stack") or in_test(at):
        return None
    if any(isinstance(parent, (ast.Raise, ast.ExceptHandler)) for parent in at.parents(node)):
        return None
    asked = at.parent(chosen)
    field = ""
    if isinstance(asked, ast.Attribute):
        field = asked.attr
    elif isinstance(asked, ast.Subscript) and asked.value is chosen:
        place = at.constant(asked.slice)
        field = _FIELDS[place] if type(place) is int and 0 <= place < len(_FIELDS) else ""
    if field not in _INSTEAD or at.loops:  # before Python 3.12 a comprehension has a frame of its own
        return Match(node, _MESSAGE)
    reason = "where the stack is not that deep it raises ValueError, not IndexError"
    if field == "filename":
        reason = "the name of the file is as the code was compiled, and may be relative"
    return Match(node, _MESSAGE, "review", reason, {"asked": asked, "depth": depth, "field": field})


def rewrite(match: Match, edit: Rewrite) -> None:
    frame = edit.imported("sys", match.node) + f"._getframe({match.nodes['depth'] or ''})"
    edit.replace(match.nodes["asked"], frame + _INSTEAD[match.nodes["field"]])


RULE = Rule(
    slug="inspect-stack-for-caller",
    code="SLP562",
    family="interpreters",
    stage="preview",
    triggers=Triggers(calls=frozenset({"stack"})),
    check=check,
    rewrite=rewrite,
    title="Use sys._getframe()",
    examples=[
        Example(
            before="""\
import inspect


def caller():
    return «inspect.stack()»[1].function


def names(n):
    found = []
    for _ in range(n // 1000 + 1):
        found.append(caller())
    return found
""",
            after="""\
import inspect
import sys


def caller():
    return sys._getframe(1).f_code.co_name


def names(n):
    found = []
    for _ in range(n // 1000 + 1):
        found.append(caller())
    return found
""",
            workload=lambda n: (n,),
            same=[(3,)],
        ),
        Example(
            before="""\
import sys
from inspect import stack


def here():
    return «stack()»[0][3], «stack()»[0].frame.f_code.co_argcount
""",
            after="""\
import sys
from inspect import stack


def here():
    return sys._getframe().f_code.co_name, sys._getframe().f_code.co_argcount
""",
            workload=lambda n: (),
            same=[()],
        ),
        Example(
            before="""\
import inspect


def parent():
    return «inspect.stack()»[1]


def lines():
    return [«inspect.stack()»[1].lineno for _ in "ab"]
""",
        ),
    ],
    clean=[
        """\
# All of the stack; without the source.
import inspect

def names():
    return [frame.function for frame in inspect.stack()] + [inspect.stack(0)[1].function, inspect.stack()[-1].function]
""",
        """\
# Something has gone wrong; a test.
import inspect

def work(f):
    try:
        f()
    except ValueError:
        print(inspect.stack()[1].function)
    raise TypeError(inspect.stack()[1].function)

def test_name():
    assert inspect.stack()[0].function == "test_name"
""",
        """\
# Another stack.
import numpy as np

def work(a, stack, inspect):
    return np.stack([a])[0], stack()[1], a.stack()[0].function, inspect.stack()[1].function
""",
        """\
# A part of it.
import inspect

def names():
    return inspect.stack()[1:3]
""",
    ],
)
