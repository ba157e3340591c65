"""Searching a list for the position of an element, in a loop.

`xs.index(x)` compares x with one element after the other until it finds an equal one. In a loop over the list itself,
`enumerate(xs)` counts the positions along; in any other loop a dict from element to position, built once before the
loop, answers at once.

**When not to bother**: the list never has more than a few elements, or the loop only a few passes.

**Why the fix needs review**: where an element occurs more than once, `index` gives the position of the first one and
`enumerate` that of each.
"""

from __future__ import annotations

import ast
from typing import Any

from ...semantics.knowledge import MUTATING_METHODS
from ...semantics.loops import Loop
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1 or node.keywords:
        return None
    items, wanted = node.func.value, node.args[0]
    if not isinstance(items, (ast.Name, ast.Attribute)) or isinstance(wanted, ast.Starred) or at.is_small(items):
        return None
    walked = _walks(items, wanted, at)
    if (
        walked is not None
        and isinstance(wanted, ast.Name)
        and walked in at.repeating
        and not at.type(items).is_("str", "bytes")
    ):
        return _position_in_own_loop(node, items, wanted, walked, at)
    if not at.type(items).is_("list", "tuple") or at.size(items) is not None:
        return None
    if isinstance(items, ast.Attribute) and at.type(items).declared:
        return None
    steady = at.steady_loop(items)
    if steady is None or any(loop.keeps(wanted) == "certainly" for loop in at.loops[:1]):
        return None  # the same question in every pass has one answer
    path = at.dotted(items)
    return Match(
        node,
        f"searches {path} from its start in every pass: a dict of positions, built before the loop, has it at once",
    )


def _walks(items: ast.expr, wanted: ast.expr, at: Site) -> Loop | None:
    """The loop `for wanted in items`, or `for i, wanted in enumerate(items)`, around the place."""
    if not isinstance(wanted, ast.Name):
        return None
    for loop in at.loops:
        iterable, target = loop.iterable, loop.target
        if iterable is None:
            continue
        if (
            isinstance(target, ast.Tuple)
            and isinstance(iterable, ast.Call)
            and at.is_call(iterable, "builtins.enumerate")
            and len(target.elts) == 2
            and iterable.args
        ):
            iterable, target = iterable.args[0], target.elts[1]
        if isinstance(target, ast.Name) and target.id == wanted.id:
            return loop if at.same(iterable, items) and at.same_root(iterable, items) else None
        if wanted.id in loop.bound:
            return None
    return None


def _position_in_own_loop(node: ast.Call, items: ast.expr, wanted: ast.Name, loop: Loop, at: Site) -> Match | None:
    path = at.dotted(items) or ""
    message = f"searches {path} for each of its own elements: enumerate() counts the positions along"
    target: Any = loop.target
    inner = list(loop.walk())
    rebound = any(isinstance(n, ast.Name) and n.id == wanted.id and not isinstance(n.ctx, ast.Load) for n in inner)
    if loop.content_change(path) == "certain" or path in loop.bound or rebound:
        return None
    calls = [n for n in inner if isinstance(n, ast.Call) and at.same(n, node)]
    changes: dict[str, Any] = {"calls": calls, "target": target, "iterable": loop.iterable}
    if any(_groups(call, at) for call in calls):
        return Match(node, message)
    statement = loop.body[0] if loop.body else None
    counted = isinstance(target, ast.Tuple)
    if counted and isinstance(target.elts[0], ast.Name):
        if sum(
            isinstance(n, ast.Name) and n.id == target.elts[0].id and not isinstance(n.ctx, ast.Load) for n in inner
        ):
            return Match(node, message)
        changes["name"] = target.elts[0].id
    elif counted:
        return Match(node, message)
    elif (
        isinstance(statement, ast.Assign)
        and statement.value is node
        and len(calls) == 1
        and len(loop.body) > 1
        and len(statement.targets) == 1
        and isinstance(statement.targets[0], ast.Name)
    ):
        changes |= {"name": statement.targets[0].id, "delete": statement}
    reason = "where an element occurs again, its own position is given instead of the first one's"
    return Match(node, message, "review", reason, changes)


def _groups(call: ast.expr, at: Site) -> bool:
    """`found[xs.index(x)].append(x)`, `found[xs.index(x)] += 1`: equal elements belong together."""
    around = at.parent(call)
    return isinstance(around, ast.Subscript) and (
        isinstance(at.parent(around), ast.AugAssign)
        or (isinstance(method := at.parent(around), ast.Attribute) and method.attr in MUTATING_METHODS)
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    item = nodes["target"]
    instead = f"{item.id}_index" if isinstance(item, ast.Name) else "place"
    name = nodes.get("name") or edit.name("i", match.node, "index", "position", instead)
    if not isinstance(nodes["target"], ast.Tuple):
        edit.replace(nodes["target"], "{name}, {item}", name=name, item=edit.text(nodes["target"]))
        edit.replace(nodes["iterable"], "enumerate({items})", items=nodes["iterable"])
    if "delete" in nodes:
        edit.delete(nodes["delete"])
        return
    for call in nodes["calls"]:
        edit.replace(call, "{name}", name=name)


RULE = Rule(
    slug="list-index-in-loop",
    code="SLP103",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"index"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Count the positions with enumerate()",
    examples=[
        Example(
            before="""\
def positions(skus: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for sku in skus:
        places[sku] = «skus.index(sku)»
    return places
""",
            after="""\
def positions(skus: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for i, sku in enumerate(skus):
        places[sku] = i
    return places
""",
            workload=lambda n: ([f"s{i}" for i in range(n)],),
            same=[(["a", "b"],), ([],)],
            differs=[(["a", "b", "a"],)],
        ),
        Example(
            before="""\
def table(columns, rows):
    lines = []
    for row in rows:
        lines.append([row[«columns.index(column)»] for column in columns])
    return lines
""",
            after="""\
def table(columns, rows):
    lines = []
    for row in rows:
        lines.append([row[i] for i, column in enumerate(columns)])
    return lines
""",
            workload=lambda n: ([f"c{i}" for i in range(n)], [list(range(n))] * 3),
            same=[(["a", "b"], [[1, 2], [3, 4]]), ([], [])],
            differs=[(["a", "a"], [[1, 2]])],
        ),
        Example(
            before="""\
def numbered(names):
    for name in names:
        number = «names.index(name)»
        print(number, name)
""",
            after="""\
def numbered(names):
    for number, name in enumerate(names):
        print(number, name)
""",
            workload=lambda n: ([f"n{i}" for i in range(n)],),
            same=[(["a", "b"],)],
            differs=[(["a", "a"],)],
        ),
        Example(
            before="""\
def neighbours(names: list[str]):
    for i, name in enumerate(names):
        if names[«names.index(name)» - 1] > name:
            print(i)
""",
            after="""\
def neighbours(names: list[str]):
    for i, name in enumerate(names):
        if names[i - 1] > name:
            print(i)
""",
            workload=lambda n: ([f"n{i}" for i in range(n)],),
            same=[(["a", "b"],)],
            differs=[(["a", "b", "a"],)],
        ),
        Example(
            before="""\
def codes(values, levels: list[str]):
    return [«levels.index(value)» for value in values]
""",
        ),
        Example(
            before="""\
def places(words: list):
    found = {word: [] for word in range(len(words))}
    for word in words:
        found[«words.index(word)»].append(word)
    return found
""",
        ),
    ],
    clean=[
        """\
# Once.
def f(xs: list, x):
    return xs.index(x)
""",
        """\
# In a text it finds a part.
def f(text: str, words):
    return [text.index(word) for word in words]
""",
        """\
# What order is, is not known, and it is not what the loop runs over.
def f(order, words):
    return [order.index(word) for word in words]
""",
        """\
# The same question in every pass.
def f(xs: list, ys, x):
    return [y + xs.index(x) for y in ys]
""",
        """\
# From a position on: every pass goes further.
def f(xs: list, marks):
    at = 0
    for mark in marks:
        at = xs.index(mark, at)
        print(at)
""",
        """\
# The loop is left with the answer.
def f(names):
    for name in names:
        if name.startswith("x"):
            return names.index(name)
""",
        """\
# Six levels.
LEVELS = ["trace", "debug", "info", "warning", "error", "fatal"]


def f(records):
    return [LEVELS.index(record.level) for record in records]
""",
        """\
# The list changes meanwhile.
def f(names: list, gone):
    for name in gone:
        del names[names.index(name)]
""",
        """\
# Another list in each pass.
def f(rows, x):
    for row in rows:
        cells = row.split()
        print(cells.index(x))
""",
        """\
# The element is another one by then.
def f(names: list):
    for name in names:
        name = name.lower()
        names.append(names.index(name))
""",
        """\
# The class says what the attribute is by annotation only.
class A:
    names: list

    def f(self, ys):
        return [self.names.index(y) for y in ys]
""",
        """\
# A new list in each pass.
def f(xs, ys):
    return [list(xs).index(y) for y in ys]
""",
        """\
# What is looked for, and from where, is given as a whole.
def f(xs: list, ys):
    return [xs.index(*y) for y in ys], [xs.index(y, key=1) for y in ys]
""",
        """\
# A text that is walked along.
def f(text: str):
    return [text.index(letter) for letter in text]
""",
    ],
)
