"""Splitting the same string again for each of its parts.

`line.split(",")[0], line.split(",")[1]` looks through the whole string and makes all of its parts, twice, to use one of
them each time. Split once, the parts are all there.

**When not to bother**: the string is short, and it is done once.

**Why the fix needs review**: what is taken for a string may be an object whose `split` does something else. Where the
string is in an attribute, or shared with another function, what is called between may put another one there.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_LATER = (ast.IfExp, ast.BoolOp, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or not isinstance(at.parent(node), ast.Subscript):
        return None
    text, statement = node.func.value, at.statement(node)
    if not isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Expr, ast.Return)):
        return None
    if any(not isinstance(at.constant(argument), (str, bytes, int)) for argument in node.args) or node.keywords:
        return None
    if any(at.constant(argument) in ("", b"") for argument in node.args):
        return None  # raises an exception
    if at.dotted(text) is None or (isinstance(text, ast.Attribute) and text.attr == "str"):
        return None
    kind = at.type(text)
    if kind.known and not kind.is_("str", "bytes"):
        return None
    if not kind.known and not any(isinstance(at.constant(argument), str) for argument in node.args):
        return None
    calls = [
        call
        for call in ast.walk(statement)
        if isinstance(call, ast.Call)
        and at.same(call, node)
        and isinstance(call.func, ast.Attribute)
        and at.same_root(call.func.value, text)
    ]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    if len(calls) < 2 or calls[0] is not node or not at.repeating:
        return None
    if not all(_is_read(at.parent(call)) for call in calls) or _rebinds(statement, text, at):
        return None
    movable = not any(isinstance(parent, _LATER) for call in calls for parent in at.parents(call))
    settled = _is_settled(text, statement, calls, at)
    safe = kind.proven and settled
    reason = "what is taken for a string may have a split() of its own"
    if not settled:
        reason = "what is called in between may put another string there"
    return Match(
        node,
        "splits the same string again for another part: split it once",
        None if not movable else "safe" if safe else "review",
        reason if movable and not safe else "",
        {"statement": statement, "calls": calls},
        [(call, "split again here") for call in calls[1:]],
    )


def _is_read(part: ast.AST) -> bool:
    """Is one part looked at, and not set or deleted in the list of them?"""
    return isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Load)


def _rebinds(statement: ast.stmt, text: ast.expr, at: Site) -> bool:
    """Does the statement itself give the name another value: `line = …`, `(line := …)`?"""
    own = {
        part for loop in ast.walk(statement) if isinstance(loop, ast.comprehension) for part in ast.walk(loop.target)
    }
    return any(
        isinstance(part, (ast.Name, ast.Attribute)) and isinstance(part.ctx, ast.Store) and at.same(part, text)
        for part in ast.walk(statement)
        if part not in own
    )


def _is_settled(text: ast.expr, statement: ast.stmt, calls: list[ast.Call], at: Site) -> bool:
    """Is it certainly the same string each time: a name of this function alone, or nothing is called in between?"""
    if isinstance(text, ast.Name) and at.is_local(text) and at.function is not None:
        own = {id(part) for part in ast.walk(at.function)}
        inner = [part for part in ast.walk(at.function) if isinstance(part, ast.Nonlocal)]
        if all(id(b.node) in own for b in at.bindings(text)) and not any(text.id in part.names for part in inner):
            return True
    return not any(
        isinstance(part, (ast.Await, ast.Yield, ast.YieldFrom))
        or (isinstance(part, ast.Call) and part not in calls and not at.pure(part))
        for part in ast.walk(statement)
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    statement: ast.stmt = match.nodes["statement"]
    parts = edit.name("parts", statement)
    edit.insert_before(statement, "{parts} = {split}", parts=parts, split=edit.text(match.node))
    for call in match.nodes["calls"]:
        edit.replace(call, parts)


RULE = Rule(
    slug="split-repeated",
    code="SLP214",
    family="strings",
    stage="preview",
    triggers=Triggers(calls=frozenset({"split", "rsplit", "partition", "rpartition"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Split once",
    severity="info",
    examples=[
        Example(
            before="""\
def table(lines):
    found = {}
    for line in lines:
        found[«line.split("=")»[0]] = line.split("=")[1]
    return found
""",
            after="""\
def table(lines):
    found = {}
    for line in lines:
        parts = line.split("=")
        found[parts[0]] = parts[1]
    return found
""",
            workload=lambda n: ([f"{i}={i}" for i in range(n)],),
            same=[(["a=1", "b=2"],), ([],), (["a"],), ([None],)],
        ),
        Example(
            before="""\
def spans(text):
    found = []
    for line in str(text).splitlines():
        found.append((int(«line.split()»[0]), int(line.split()[-1])))
    return found
""",
            after="""\
def spans(text):
    found = []
    for line in str(text).splitlines():
        parts = line.split()
        found.append((int(parts[0]), int(parts[-1])))
    return found
""",
            workload=lambda n: ("1 2\n" * n,),
            same=[("1 2\n3 4",), ("",), ("x",)],
        ),
        Example(
            before="""\
def pairs(names: list[str]):
    return [(«name.split(".")»[0], name.split(".")[-1]) for name in names]
""",
        ),
    ],
    clean=[
        """\
# Once in each pass.
def heads(lines: list[str]):
    return [line.split(",")[0] for line in lines]
""",
        """\
# Two strings, two separators.
def both(rows):
    for a, b in rows:
        print(a.split(",")[0], b.split(",")[0], a.split(";")[0], a.rsplit(",")[0])
""",
        """\
# Names of two comprehensions.
def heads(rows: list[list[str]]):
    for row in rows:
        print([line.split(",")[0] for line in row], [line.split(",")[0] for line in row if line])
""",
        """\
# Not in a loop.
def pair(line: str):
    return line.split(",")[0], line.split(",")[1]
""",
        """\
# A column of a table, and parts of a tensor.
def columns(tables, tensors: list[list]):
    for table in tables:
        print(table.str.split(",")[0], table.str.split(",")[1], table.split(2)[0], table.split(2)[1])
    for tensor in tensors:
        print(tensor.split(",")[0], tensor.split(",")[1])
""",
        """\
# Lists of their own.
def lists(lines, out):
    for line in lines:
        out.append((line.split(",")[0], line.split(",")))
        out.append((line.split(","), line.split(",")))
""",
        """\
# What it is split at is not known.
def at(lines: list[str], marks, split):
    for line in lines:
        print(line.split(next(marks))[0], line.split(next(marks))[1])
        print(line.split(sep=next(marks))[0], line.split(sep=next(marks))[1])
        print(split(",")[0], split(",")[1], next(marks).split(",")[0], next(marks).split(",")[1])
""",
        """\
# The condition of a loop is another matter.
def until(line: str, rows):
    for row in rows:
        if line.split(",")[0] == row or line.split(",")[1] == row:
            print(row)
""",
        """\
# The list of the parts itself is changed, or the name gets another value in between.
def changed(lines: list[str], found):
    for line in lines:
        line.split(",")[0], found[line.split(",")[0]] = "", 1
        line, found[line.split(",")[0]] = "", line.split(",")[1]
        print(line.split(",")[0], (line := "a,b"), line.split(",")[1])
""",
        """\
# No string can be split at nothing.
def nothing(lines: list[str]):
    for line in lines:
        print(line.split("")[0], line.split("")[1])
""",
    ],
    unsafe=[
        """\
# What is declared to be a string may be another object.
def table(lines: list[str]):
    return {print(line.split("=")[0], line.split("=")[1]) for line in lines} or both(lines)

def both(lines: list[str]):
    for line in lines:
        print(line.split("=")[0], line.split("=")[1])
""",
        """\
# A function may put another string there.
def table(count):
    line = str(count)
    def more():
        nonlocal line
        line = "a=b"
    for _ in range(count):
        print(line.split("=")[0], more(), line.split("=")[1])
""",
        """\
# What is called in between may put another string into the attribute.
class Table:
    def __init__(self, line):
        self.line = str(line)

    def read(self, count):
        for _ in range(count):
            print(self.line.split("=")[0], self.more(), self.line.split("=")[1])
""",
        """\
# Others may put another string there while this one waits.
class Table:
    def __init__(self, line):
        self.line = str(line)

    async def read(self, waiting):
        for one in waiting:
            found = self.line.split("=")[0], await one, self.line.split("=")[1]
""",
    ],
)
