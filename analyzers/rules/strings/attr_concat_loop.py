"""Building a string in an attribute by adding to it in a loop.

A string cannot grow: `self.text += piece` copies all that is already there in each pass. CPython's way around that
copy works for local variables only, never for attributes. Over n passes the copies move up to n² characters.
Collecting the pieces in a local list and joining it once after the loop copies each piece once.

**When not to bother**: there are never more than a few pieces, and the attribute starts out short.

**Why the fix needs review**: the attribute gets its new value after the loop. Whoever reads it before sees the old
one: code that the loop calls, another thread, or the handler of an exception that ends the loop.
"""

from __future__ import annotations

import ast

from ...semantics.accumulation import Accumulation
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from .str_concat_loop import append_pieces, appendable, longer


def check(node: ast.AugAssign | ast.Assign, at: Site) -> Match | None:
    old = longer(node)
    target = node.target if isinstance(node, ast.AugAssign) else node.targets[0]
    if old is None or not isinstance(target, ast.Attribute) or not at.type(target).is_("str"):
        return None
    growth = at.accumulation(target, longer)
    if growth is None or growth.growing[0] is not node or (growth.passes is not None and growth.passes <= at.FEW):
        return None
    if growth.reads or _may_be_emptied(target, growth, at):
        return None
    movable = all(map(appendable, growth.growing)) and not _goes_out(growth, at)
    return Match(
        node,
        "copies the whole string in each pass: joining a list of the pieces copies each once",
        "review" if movable else None,
        "the attribute gets its value after the loop, which shows to code that reads it earlier" if movable else "",
        {"growth": growth, "target": target},
        [(statement, "also added to here") for statement in growth.growing[1:]],
    )


def _may_be_emptied(target: ast.Attribute, growth: Accumulation, at: Site) -> bool:
    """Does the loop call methods of the object's, where others than the constructor give the attribute a new value?"""
    root = growth.path.partition(".")[0]
    calls = any(
        isinstance(node, ast.Call) and (at.dotted(node.func) or "").startswith(f"{root}.")
        for node in growth.loop.walk()
    )
    return calls and any(name != "__init__" for name in at.assigning_methods(target))


def _goes_out(growth: Accumulation, at: Site) -> bool:
    """May others see or change the object while the loop runs, or does it end other than by its end?"""
    root = growth.path.partition(".")[0]
    for node in growth.loop.walk():
        if isinstance(node, (ast.Return, ast.Raise, ast.Yield, ast.YieldFrom, ast.Await, ast.Try)):
            return True
        if isinstance(node, ast.Name) and node.id == root:
            around = at.parent(node)
            call = at.parent(around) if isinstance(around, ast.Attribute) else None
            if not isinstance(around, ast.Attribute) or (isinstance(call, ast.Call) and call.func is around):
                return True
    return False


def rewrite(match: Match, edit: Rewrite) -> None:
    growth, target = match.nodes["growth"], match.nodes["target"]
    parts = edit.name("parts", target)
    edit.insert_before(growth.loop.node, "{parts} = []", parts=parts)
    append_pieces(edit, growth, parts)
    edit.insert_after(growth.loop.node, '{target} += "".join({parts})', target=edit.text(target), parts=parts)


RULE = Rule(
    slug="attr-concat-loop",
    code="SLP202",
    family="strings",
    stage="preview",
    triggers=Triggers(nodes=(ast.AugAssign, ast.Assign), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Join a list of the pieces",
    examples=[
        Example(
            before="""\
class Receipt:
    def __init__(self):
        self.text = "Receipt\\n"

    def print(self, lines):
        for line in lines:
            «self.text += line + "\\n"»


def printed(lines):
    receipt = Receipt()
    try:
        receipt.print(lines)
    except TypeError:
        pass
    return receipt.text
""",
            after="""\
class Receipt:
    def __init__(self):
        self.text = "Receipt\\n"

    def print(self, lines):
        parts = []
        for line in lines:
            parts.append(line + "\\n")
        self.text += "".join(parts)


def printed(lines):
    receipt = Receipt()
    try:
        receipt.print(lines)
    except TypeError:
        pass
    return receipt.text
""",
            workload=lambda n: (["tea 2.00"] * n,),
            same=[(["a", "b"],), ([],), ([1],)],
            differs=[(["a", 1],)],
        ),
        Example(
            before="""\
class Page:
    def __init__(self, title):
        self.html = f"<h1>{title}</h1>"

    def fill(self, rows):
        number = 0
        while number < len(rows):
            «self.html = self.html + "<tr>"»
            for cell in rows[number]:
                self.html = f"{self.html}<td>{cell}</td>"
            number += 1


def filled(title, rows):
    page = Page(title)
    page.fill(rows)
    return page.html
""",
            after="""\
class Page:
    def __init__(self, title):
        self.html = f"<h1>{title}</h1>"

    def fill(self, rows):
        number = 0
        parts = []
        while number < len(rows):
            parts.append("<tr>")
            for cell in rows[number]:
                parts.append(f"<td>{cell}</td>")
            number += 1
        self.html += "".join(parts)


def filled(title, rows):
    page = Page(title)
    page.fill(rows)
    return page.html
""",
            workload=lambda n: ("title", [["a", "b"]] * n),
            same=[("t", [[1], [2, 3]]), ("t", [])],
        ),
        Example(
            before="""\
class Feed:
    buffer = ""

    def read(self, source):
        for chunk in source:
            if chunk is None:
                return
            «self.buffer += chunk»
""",
        ),
    ],
    clean=[
        """\
# A number is added up.
class Total:
    def __init__(self):
        self.sum = 0

    def add(self, prices):
        for price in prices:
            self.sum += price
""",
        """\
# What it holds is whatever was given.
class Total:
    def __init__(self, start):
        self.sum = start

    def add(self, prices):
        for price in prices:
            self.sum += price
""",
        """\
# Another object in each pass.
class Line:
    def __init__(self):
        self.text = ""

    def end(self, lines):
        for self in lines:
            self.text += "."
""",
        """\
# It starts anew in each pass.
class Writer:
    def __init__(self):
        self.line = ""

    def write(self, items):
        for item in items:
            self.line = ""
            self.line += item
""",
        """\
# The loop reads what it has so far.
class Reader:
    def __init__(self):
        self.buffer = ""

    def read(self, file):
        while "." not in self.buffer:
            self.buffer += file.read(80)
""",
        """\
# A method that the loop calls empties it: it stays short.
class Tokens:
    def __init__(self):
        self.word = ""
        self.words = []

    def end(self):
        self.words.append(self.word)
        self.word = ""

    def read(self, text):
        for char in text:
            if char == " ":
                self.end()
            else:
                self.word += char
""",
        """\
# Not in a loop: one copy per call.
class Page:
    def __init__(self):
        self.text = ""

    def row(self, text):
        self.text += text
""",
        """\
# A few pieces.
class Page:
    def __init__(self):
        self.text = ""

    def three(self, make):
        for number in (1, 2, 3):
            self.text += make(number)
""",
        """\
# A local variable is for str-concat-loop.
def listing(names):
    text = ""
    for name in names:
        text += name
    return text
""",
    ],
)
