"""Building a string by adding to it in a loop.

A string cannot grow: `text = text + name + ","` copies all of it in each pass, and so does `text = f"{text}{name}"`.
Over n passes the copies move up to n² characters. Collecting the pieces in a list and joining it once copies each
piece once. For a plain `text += piece` on a local variable that nothing else refers to, CPython enlarges the string
where it lies: what is left to gain is a part of each pass, and the code no longer depends on that.

**When not to bother**: there are never more than a few pieces.

**Why the fix needs review**: where a piece may be no string, `+=` raises `TypeError` in the loop and `join()` after
it, when the other pieces have been made. A class that adds itself to a string in its own way (`markupsafe.Markup`) is
joined as the plain string that it is.
"""

from __future__ import annotations

import ast
import re

from ...semantics.accumulation import Accumulation
from ...semantics.loops import dotted
from ...semantics.site import Site
from ...semantics.usages import Usage
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.AugAssign | ast.Assign, at: Site) -> Match | None:
    if isinstance(node.value, ast.Constant) and not isinstance(node.value.value, str):  # cheap
        return None  # count += 1
    old = longer(node)
    target = node.target if isinstance(node, ast.AugAssign) else node.targets[0]
    if old is None or not isinstance(target, ast.Name) or not at.is_local(target) or not at.type(target).is_("str"):
        return None
    growth = at.accumulation(target, longer)
    if growth is None or growth.growing[0] is not node or (growth.passes is not None and growth.passes <= at.FEW):
        return None
    if not all(isinstance(at.parent(read), ast.Return) for read in growth.reads):
        return None
    message = (
        "builds a string piece by piece: joining a list of the pieces once is faster"
        if all(isinstance(statement, ast.AugAssign) for statement in growth.growing)
        else "copies the whole string in each pass: joining a list of the pieces copies each once"
    )
    related = [(statement, "also added to here") for statement in growth.growing[1:]]
    if read_after(at, target, growth) is None or growth.reads or not all(map(appendable, growth.growing)):
        return Match(node, message, related=related)
    kinds = [at.type(piece) for statement in growth.growing for piece in _pieces(statement)]
    safe = all(kind.is_("str") and not kind.declared for kind in [*kinds, at.type(growth.start_value)])
    return Match(
        node,
        message,
        "safe" if safe else "review",
        "" if safe else "a piece that is no string raises TypeError after the loop instead of in it",
        {"growth": growth, "target": target, "read": read_once(at, target, growth)},
        related,
    )


def longer(statement: ast.stmt) -> ast.expr | None:
    """The old value in `s += …`, `s = s + …` or `s = f"{s}…"`."""
    if isinstance(statement, ast.AugAssign):
        return statement.target if isinstance(statement.op, ast.Add) else None
    if not (isinstance(statement, ast.Assign) and len(statement.targets) == 1):
        return None
    first = statement.value
    if isinstance(first, ast.JoinedStr):
        piece = first.values[0] if len(first.values) > 1 else None
        plain = isinstance(piece, ast.FormattedValue) and piece.conversion == -1 and piece.format_spec is None
        first = piece.value if plain and isinstance(piece, ast.FormattedValue) else first
    elif isinstance(first, ast.BinOp):
        while isinstance(first, ast.BinOp) and isinstance(first.op, ast.Add):
            first = first.left
    path = dotted(statement.targets[0])
    return first if path is not None and first is not statement.value and path == dotted(first) else None


def read_after(at: Site, target: ast.Name, growth: Accumulation) -> list[Usage] | None:
    """Every read of what the loop has built, if all come after it in the same body, and if the value that it
    starts with is given right there; else None: then an exception may show a half-built value to somebody."""
    if growth.start is None or any(usage.kind == "captured" for usage in at.usages(target)):
        return None
    body, index = at.siblings(growth.loop.node)
    caught = any(isinstance(parent, (ast.Try, ast.With, ast.AsyncWith)) for parent in at.parents(growth.loop.node))
    after: list[Usage] = []
    for usage in at.usages(target):
        if at.inside(usage.node, growth.loop.node):
            continue
        if usage.node.lineno < growth.start.lineno:
            if caught:
                return None  # a loop around may come by here after the error
            continue
        if not any(at.inside(usage.node, later) for later in body[index + 1 :]):
            return None
        after.append(usage)
    return after


def read_once(at: Site, target: ast.Name, growth: Accumulation) -> ast.Name | None:
    """The one read of the built value, where it stands in the next statement and runs once."""
    reads = [usage for usage in at.usages(target) if not at.inside(usage.node, growth.loop.node)]
    if len(reads) != 1 or reads[0].kind == "augment" or len(at.bindings(target)) != 1 + len(growth.growing):
        return None
    following = at.following(growth.loop.node)
    for parent in at.parents(reads[0].node):
        if parent is following:
            return reads[0].node if isinstance(parent, (ast.Return, ast.Expr, ast.Assign, ast.AnnAssign)) else None
        if isinstance(parent, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            return None
    return None


def _pieces(statement: ast.stmt) -> list[ast.expr]:
    value: ast.expr = statement.value  # pyright: ignore[reportAttributeAccessIssue]
    if isinstance(statement, ast.AugAssign) or not isinstance(value, ast.BinOp):
        return [value]
    pieces: list[ast.expr] = []
    while isinstance(value, ast.BinOp):
        pieces.insert(0, value.right)
        value = value.left
    return pieces


def appendable(statement: ast.stmt) -> bool:
    """An f-string must begin with the old value, in one literal, for the rest to be cut out of its text."""
    value = getattr(statement, "value", None)
    return (
        not isinstance(value, ast.JoinedStr) or isinstance(statement, ast.AugAssign) or value.lineno == value.end_lineno
    )


def append_pieces(edit: Rewrite, growth: Accumulation, parts: str) -> None:
    """Turn the statements that make a string longer into `parts.append(…)`."""
    for statement in growth.growing:
        pieces = _pieces(statement)
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.JoinedStr):
            text = edit.text(statement.value)
            rest = re.sub(r"""^(\w+(?:\"{3}|'{3}|"|'))\{\s*[\w.]+\s*\}""", r"\1", text)
            if rest == text:
                continue  # the old value is still read: the fix is declined
            if "{" not in rest and "}" not in rest:
                rest = rest[1:] if rest[0] in "fF" else rest
            edit.replace(statement, "{parts}.append({piece})", parts=parts, piece=rest)
            continue
        template = " + ".join(f"{{piece_{number}}}" for number in range(len(pieces)))
        holes = {f"piece_{number}": piece for number, piece in enumerate(pieces)}
        edit.replace(statement, "{parts}.append(" + template + ")", parts=parts, **holes)


def rewrite(match: Match, edit: Rewrite) -> None:
    growth: Accumulation = match.nodes["growth"]
    target, start = match.nodes["target"], growth.start
    assert start is not None
    assert start.value is not None
    parts = edit.name("parts", target, f"{target.id}_parts")
    empty = isinstance(start.value, ast.Constant) and start.value.value == ""
    annotated = f"{parts}: list[str]" if isinstance(start, ast.AnnAssign) else parts
    edit.replace(start, "{parts} = []" if empty else "{parts} = [{first}]", parts=annotated, first=start.value)
    append_pieces(edit, growth, parts)
    hand_over(match, edit, f'"".join({parts})')


def hand_over(match: Match, edit: Rewrite, built: str) -> None:
    """Use the built value where it is read: right there if that is one place in the next statement."""
    read, target = match.nodes["read"], match.nodes["target"]
    if read is not None:
        edit.replace(read, built)
    else:
        edit.insert_after(match.nodes["growth"].loop.node, "{target} = {built}", target=target.id, built=built)


RULE = Rule(
    slug="str-concat-loop",
    code="SLP201",
    family="strings",
    stage="preview",
    triggers=Triggers(nodes=(ast.AugAssign, ast.Assign), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Join a list of the pieces",
    severity="info",
    examples=[
        Example(
            before="""\
def listing(names):
    text = ""
    for name in names:
        «text = text + name + ","»
    return text
""",
            after="""\
def listing(names):
    parts = []
    for name in names:
        parts.append(name + ",")
    return "".join(parts)
""",
            workload=lambda n: (["name"] * n,),
            same=[(["a", "b"],), ([],), (["a", 1],), ([None],)],
        ),
        Example(
            before="""\
def table(rows, parts):
    html = "<table>"
    for row in rows:
        «html += "<tr>"»
        for cell in row:
            html += f"<td>{cell}</td>"
        if len(row) > parts:
            html = f"{html}<td>…</td>"
        html += "</tr>"
    html += "</table>"
    return html
""",
            after="""\
def table(rows, parts):
    html_parts = ["<table>"]
    for row in rows:
        html_parts.append("<tr>")
        for cell in row:
            html_parts.append(f"<td>{cell}</td>")
        if len(row) > parts:
            html_parts.append("<td>…</td>")
        html_parts.append("</tr>")
    html = "".join(html_parts)
    html += "</table>"
    return html
""",
            workload=lambda n: ([["a", "b"]] * n, 1),
            same=[([[1, 2], []], 1), ([], 0), ([1], 0)],
        ),
        Example(
            before="""\
def blocks(groups):
    text, found = "", []
    for group in groups:
        found.append(len(text))
        text = ""
        for line in group:
            «text += line»
        found.append(text.upper())
    return found
""",
            after="""\
def blocks(groups):
    text, found = "", []
    for group in groups:
        found.append(len(text))
        parts = []
        for line in group:
            parts.append(line)
        text = "".join(parts)
        found.append(text.upper())
    return found
""",
            workload=lambda n: ([["a"] * n, ["b", "c"]],),
            same=[([["a", "b"], [], ["c"]],), ([],)],
        ),
        Example(
            before="""\
def joined(items):
    text = ""
    try:
        for item in items:
            «text += next(item)»
    except TypeError:
        pass
    return text
""",
        ),
    ],
    clean=[
        """\
# A number is added up.
def total(prices):
    result = 0
    for price in prices:
        result += price
    return result
""",
        """\
# What is added to, is not known.
def gather(result, parts):
    for part in parts:
        result += part
    return result
""",
        """\
# It starts anew in each pass.
def rows(items):
    for item in items:
        row = ""
        row += item
        print(row)
""",
        """\
# The loop reads what it has so far.
def wrap(words):
    line = ""
    for word in words:
        if len(line) > 70:
            print(line)
        line += word
    return line
""",
        """\
# Three pieces.
def three(make):
    text = ""
    for number in range(3):
        text += make(number)
    return text
""",
        """\
# Added to once: the loop is left right after.
def first(names, wanted):
    text = "none"
    for name in names:
        if name == wanted:
            text += name
            break
    return text
""",
        """\
# Pieces in front are not appended.
def reverse(text):
    result = ""
    for char in text:
        result = char + result
    return result
""",
        """\
# An attribute is for attr-concat-loop.
class Page:
    def __init__(self):
        self.text = ""

    def fill(self, lines):
        for line in lines:
            self.text += line
""",
        """\
# Written out when there is enough of it: it never grows long.
def write(file, chunks):
    text = ""
    for chunk in chunks:
        text += chunk
        if chunk.endswith("."):
            file.write(text)
            text = ""
""",
        """\
# Not in a loop.
def greet(name):
    text = "hello "
    text += name
    return text
""",
        """\
# Two names for one text.
def f(names):
    text = ""
    for name in names:
        text = other = text + name
    return text, other
""",
        """\
# What begins the text is cut to a width.
def f(names):
    text = ""
    for name in names:
        text = f"{text:>5}{name}"
    return text
""",
    ],
    unsafe=[
        """\
# Read where the loop may not have come by.
def f(text, flag):
    if flag:
        out = ""
        for word in str(text).split():
            out += word
        print(flag)
    else:
        out = "none"
    return out
""",
        """\
# A piece may be no text.
def f(names):
    out = ""
    for name in names:
        out += name
    return out
""",
        """\
# A piece is only said to be a text.
def f(names: list[str]):
    out = ""
    for name in names:
        out += name
    return out
""",
        """\
# Over two lines, the text begins with what there was.
def f(text):
    out = ""
    for word in str(text).split():
        out = f'''{out}
        {word}'''
    return out
""",
        """\
# It is given away on the way.
def f(text):
    out = ""
    for word in str(text).split():
        out += word
        if word == "end":
            return out
    return out
""",
    ],
)
