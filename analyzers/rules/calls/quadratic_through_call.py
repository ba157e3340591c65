"""Calling a function in a loop that searches, adds up or sorts all of the same container in every pass.

`for order in orders: index.find(order.sku)` is one line that looks like a lookup. If `find` runs over a list, the loop
takes as many steps as there are orders, times as many as the list has entries: twice as much data takes four times as
long. A dict or a set, made once before the loop, makes each pass a lookup; a sum or a sorted list of the whole
container can be worked out once.

The whole program is linked, so the scan may lie behind any number of calls, in other files; they are told step by step,
and their places are attached to the finding. Reported is only what each call certainly does: nothing behind a
condition or an early return, and nothing that a pass binds anew; of loops only those that look for something that the
function was given. Silent are containers of a few elements and loops of a few passes.

**When not to bother**: one of the two stays small.
"""

from __future__ import annotations

import ast

from ...semantics.loops import Loop
from ...semantics.questions.costs import Scan, scans_of
from ...semantics.questions.effects import is_run
from ...semantics.questions.places import in_test
from ...semantics.questions.repeats import depends_on_pass
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_NOT_MANY = ("str", "bytes", "int", "float", "bool", "range", "file")


def check(node: ast.Call, at: Site) -> Match | None:
    called = at.called(node)
    if called is None or called.guess or not called.more.get("cost") or not isinstance(node, ast.Call):
        return None
    if called.name.rpartition(".")[2] == at.qualname.rpartition(".")[2] or not is_run(at, node, called):
        return None
    for scan in scans_of(node, called):
        loop = _loop(node, at, scan)
        if loop is not None and not in_test(at):
            steps = (f"{name}()" for name in (called.name, *(hop.name for hop in scan.hops if hop.name)))
            way = " → ".join(steps)
            instead = "look it up in a dict or set that is made once, before the loop"
            if scan.does != "searches":
                instead = "do that once, before the loop"
            return Match(
                node,
                f"{scan.does} all of {scan.subject} in each pass: {way}; {instead}",
                related=[(hop, f"calls {hop.name}()" if hop.name else f"{scan.does} all of it") for hop in scan.hops],
            )
    return None


def _loop(node: ast.Call, at: Site, scan: Scan) -> Loop | None:
    """The innermost loop whose passes all go through the same container; None where that is small, or rare."""
    if at.is_small(scan.given) or at.type(scan.given).name in _NOT_MANY:
        return None
    values: list[ast.expr] = [*node.args, *(keyword.value for keyword in node.keywords)]
    if isinstance(node.func, ast.Attribute):
        values.append(node.func.value)
    if any(depends_on_pass(scan.given, loop) for loop in at.loops):
        return None  # each has its own, which is mostly small
    loop = at.loop
    if loop is None or loop.kind == "while" or loop.is_async or loop not in at.repeating:
        return None
    if not any(depends_on_pass(value, loop) for value in values) or _is_rare(node, loop, at):
        return None
    return loop


def _is_rare(node: ast.AST, loop: Loop, at: Site) -> bool:
    """Does it stand behind a condition, other than in it, or where something went wrong?"""
    below = node
    for parent in at.parents(node):
        if parent is loop.node or parent is loop.container:
            return False
        if isinstance(parent, ast.ExceptHandler):
            return True
        if isinstance(parent, (ast.If, ast.IfExp)) and below is not parent.test:
            return True
        below = parent
    return False


RULE = Rule(
    slug="quadratic-through-call",
    code="SLP630",
    family="calls",
    stage="preview",
    triggers=Triggers(told=True, in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
class Index:
    def __init__(self, words):
        self.words = list(words)

    def find(self, word):
        for number, known in enumerate(self.words):
            if known == word:
                return number
        return -1


def encode(index: Index, text):
    numbers = []
    for word in text:
        numbers.append(«index.find(word)»)
    return numbers


def main(words):
    return encode(Index(words), words[::-1])
""",
            after="""\
class Index:
    def __init__(self, words):
        self.words = {}
        for number, word in enumerate(words):
            self.words.setdefault(word, number)

    def find(self, word):
        return self.words.get(word, -1)


def encode(index: Index, text):
    numbers = []
    for word in text:
        numbers.append(index.find(word))
    return numbers


def main(words):
    return encode(Index(words), words[::-1])
""",
            workload=lambda n: ([f"word{i}" for i in range(n)],),
            same=[(["a", "b", "a"],), ([],)],
        ),
        Example(
            before="""\
def part(value, values):
    return value / sum(values)


def shares(values):
    return [«part(value, values)» for value in values]
""",
            after="""\
def part(value, total):
    return value / total


def shares(values):
    total = sum(values)
    return [part(value, total) for value in values]
""",
            workload=lambda n: ([float(i + 1) for i in range(n)],),
            same=[([1.0, 2.0, 4.0],), ([],)],
        ),
        Example(
            before="""\
def count(edges, node):
    return sum(1 for edge in edges if node in edge)


def degree(edges, node):
    return count(edges, node) / 2


def degrees(nodes, edges):
    found = {}
    for node in nodes:
        found[node] = «degree(edges, node)»
    return found
""",
        ),
    ],
    clean=[
        """\
# A set is asked.
def is_known(known: set[str], name: str) -> bool:
    return name.lower() in known

def new_ones(names: list[str], known: set[str]) -> list[str]:
    return [name for name in names if not is_known(known, name)]
""",
        """\
# Each pass has a container of its own.
def total(lines):
    return sum(line.price for line in lines)

def totals(orders):
    return [total(order.lines) for order in orders]
""",
        """\
# It is gone through once, and kept.
class Index:
    def __init__(self, words):
        self.words = list(words)
        self._places = None

    def find(self, word):
        if self._places is None:
            self._places = {known: place for place, known in enumerate(self.words)}
        return self._places.get(word)

def encode(index: Index, text):
    return [index.find(word) for word in text]
""",
        """\
# A few elements.
def position(names, name):
    return names.index(name)

def places(words):
    units = ["mm", "cm", "m", "km"]
    return [position(units, word) for word in words]
""",
        """\
# Only now and then.
def report(rows, row):
    return [other for other in rows if other.key == row.key]

def check(rows):
    for row in rows:
        if row.broken:
            report(rows, row)
""",
        """\
# The parts of a tree: each is gone through once.
def size(node):
    return 1 + sum(size(child) for child in node.children)

def sizes(nodes):
    return [size(node) for node in nodes]
""",
        """\
# No lookup can stand for patterns.
import fnmatch

def matches(path, patterns):
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)

def kept(paths, patterns):
    return [path for path in paths if not matches(path, patterns)]
""",
        """\
# Each of the outer passes has its own.
def product(left, right):
    return {key: (left.get(key), right.get(key)) for key in set(left) | set(right)}

def edges(g, h):
    return [product(c, d) for u, v, c in g for x, y, d in h]
""",
        """\
# The generator is not run.
def matching(rows, key):
    for row in rows:
        if row.key == key:
            yield row

def all_of(rows, keys):
    return [matching(rows, key) for key in keys]
""",
        """\
# It ends with its first pass.
def first(rows):
    for row in rows:
        return row

def firsts(rows, keys):
    return [(key, first(rows)) for key in keys]
""",
    ],
)
