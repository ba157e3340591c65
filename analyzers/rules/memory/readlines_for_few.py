"""Reading all lines of a file to use the first ones.

`file.readlines()[0]` reads, splits and keeps the whole file for one line of it. `file.readline()` reads one line, and
`itertools.islice(file, 10)` ten of them: the time and memory no longer grow with the file.

**When not to bother**: the file has a few lines only.

**Why the fix needs review**: of an empty file the first line is an IndexError before, an empty string after; and the
file stands behind that line, not at its end.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or node.args or node.keywords:
        return None
    subscript = at.parent(node)
    if not isinstance(subscript, ast.Subscript) or subscript.value is not node:
        return None
    kind = at.type(node.func.value)
    if kind.known and not kind.is_("file", "io.StringIO", "io.BytesIO"):
        return None
    index = subscript.slice
    if isinstance(index, ast.Slice):
        stop = at.constant(index.upper)
        if index.step is not None or index.lower is not None or type(stop) is not int or stop <= 0:
            return None
        message = "reads all lines for the first ones: itertools.islice() reads no more than these"
        nodes = {"subscript": subscript, "file": node.func.value, "stop": index.upper}
        return Match(
            subscript, message, "review", "the file stands behind these lines afterwards, not at its end", nodes
        )
    if type(at.constant(index)) is not int or at.constant(index) != 0:
        return None
    message = "reads all lines for the first: readline() reads one"
    reason = "an empty file gives an empty string instead of an IndexError, and the file is not read to its end"
    return Match(subscript, message, "review", reason, {"subscript": subscript, "file": node.func.value})


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    if "stop" in nodes:
        islice = edit.imported("itertools.islice", match.node)
        edit.replace(nodes["subscript"], f"list({islice}({{file}}, {{stop}}))", file=nodes["file"], stop=nodes["stop"])
    else:
        edit.replace(nodes["subscript"], "{file}.readline()", file=nodes["file"])


RULE = Rule(
    slug="readlines-for-few",
    code="SLP842",
    family="memory",
    stage="preview",
    severity="info",
    triggers=Triggers(calls=frozenset({"readlines"})),
    check=check,
    rewrite=rewrite,
    title="Read only these lines",
    examples=[
        Example(
            before="""\
def first(path: str) -> str:
    with open(path) as file:
        return «file.readlines()[0]»


def firsts(paths):
    return [first(path) for path in paths]
""",
            after="""\
def first(path: str) -> str:
    with open(path) as file:
        return file.readline()


def firsts(paths):
    return [first(path) for path in paths]
""",
            workload=lambda n: ([ast.__file__] * n,),
            same=[([],), ([ast.__file__],)],
            differs=[(["/dev/null"],)],
        ),
        Example(
            before="""\
def heads(paths):
    found = []
    for path in paths:
        with open(path) as file:
            found.extend(«file.readlines()[:5]»)
    return found
""",
            after="""\
import itertools


def heads(paths):
    found = []
    for path in paths:
        with open(path) as file:
            found.extend(list(itertools.islice(file, 5)))
    return found
""",
            workload=lambda n: ([ast.__file__] * n,),
            same=[([],), ([ast.__file__],), (["/dev/null"],)],
        ),
    ],
    clean=[
        """\
# The last line, all but the first, every second, a number that is not known: they need the rest.
def f(path, n):
    with open(path) as file:
        return file.readlines()[-1], file.readlines()[1:], file.readlines()[::2], file.readlines()[:n]
""",
        """\
# Up to the third from the end; the second line; lines of a certain size.
def f(path):
    with open(path) as file:
        return file.readlines()[:-3], file.readlines()[1], file.readlines(100)[0], file.readlines(hint=3)[0]
""",
        """\
# All of them, and as an index.
def f(path, names):
    with open(path) as file:
        return file.readlines(), names[file.readlines()]
""",
        """\
# No file, or no method.
def f(text: str, readlines):
    return text.readlines()[0], readlines()[0]
""",
        """\
# False is no number of lines.
def f(path):
    with open(path) as file:
        return file.readlines()[False], file.readlines()[:True], file.readlines()[:0]
""",
    ],
)
