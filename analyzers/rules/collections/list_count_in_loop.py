"""Counting how often an element occurs in a list, in a loop.

`xs.count(x)` compares x with every element of the list, in every pass: with n passes over a list of m elements that is
n·m comparisons. `collections.Counter(xs)`, made once before the loop, counts all of them in one go.

**When not to bother**: the list never has more than a few elements, or the loop only a few passes.

**Why the fix needs review**: the elements must be hashable, and equal ones must have equal hashes (true of all builtin
types except lists, dicts and sets, which have no hash).
"""

from __future__ import annotations

import ast

from ...semantics.loops import Loop
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1 or node.keywords:
        return None
    items, wanted = node.func.value, node.args[0]
    kind = at.type(items)
    if isinstance(at.statement(node), ast.While):
        return None  # while names.count(name): … seldom goes far
    if not isinstance(items, (ast.Name, ast.Attribute)) or isinstance(wanted, ast.Starred) or at.is_small(items):
        return None
    if not kind.is_("list", "tuple") and not (not kind.known and _walks(items, wanted, at)):
        return None
    if (
        at.hashable(wanted) is False
        or at.element_hashable(items) is False
        or (isinstance(items, ast.Attribute) and kind.declared)
    ):
        return None
    steady = at.steady_loop(items)
    if steady is None or at.loops[0].keeps(wanted) == "certainly":
        return None  # the same question in every pass has one answer
    loop, keeping = steady
    path = at.dotted(items) or ""
    message = f"counts in all of {path} in every pass: a Counter, made before the loop, has the numbers of all elements"
    anchor = at.anchor(loop)
    if anchor is None or not at.bound_before(items, anchor):
        return Match(node, message)
    safe = (
        keeping == "certainly"
        and at.is_private(items)
        and at.steady_until(items, anchor, loop)
        and kind.proven
        and at.element_hashable(items)
        and at.hashable(wanted)
        and at.type(wanted).proven
    )
    reason = "the elements must be hashable, equal ones with equal hashes"
    if keeping != "certainly":
        reason = "the elements must be hashable, and nothing called in the loop may change the list"
    calls = _same_questions(loop, items, at)
    changes = {"anchor": anchor, "items": items, "calls": calls}
    return Match(node, message, "safe" if safe else "review", "" if safe else reason, changes)


def _walks(items: ast.expr, wanted: ast.expr, at: Site) -> bool:
    """`for x in xs: xs.count(x)`: whatever can do both is a sequence."""
    return isinstance(wanted, ast.Name) and any(
        isinstance(loop.target, ast.Name) and loop.target.id == wanted.id and at.same(loop.iterable, items)
        for loop in at.loops
    )


def _same_questions(loop: Loop, items: ast.expr, at: Site) -> list[ast.Call]:
    return [
        call
        for call in loop.walk()
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "count"
        and len(call.args) == 1
        and not call.keywords
        and at.same(call.func.value, items)
        and at.same_root(call.func.value, items)
    ]


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    counts = edit.name("counts", nodes["anchor"])
    counter = edit.imported("collections.Counter", nodes["anchor"])
    edit.insert_before(
        nodes["anchor"], "{counts} = {counter}({items})", counts=counts, counter=counter, items=nodes["items"]
    )
    for call in nodes["calls"]:
        edit.replace(call, "{counts}[{item}]", counts=counts, item=call.args[0])


RULE = Rule(
    slug="list-count-in-loop",
    code="SLP104",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"count"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Count once with Counter",
    examples=[
        Example(
            before="""\
def quantities(skus: list[str]) -> dict[str, int]:
    found = {}
    for sku in skus:
        found[sku] = «skus.count(sku)»
    return found
""",
            after="""\
from collections import Counter


def quantities(skus: list[str]) -> dict[str, int]:
    found = {}
    counts = Counter(skus)
    for sku in skus:
        found[sku] = counts[sku]
    return found
""",
            workload=lambda n: ([f"s{i % 9}" for i in range(n)],),
            same=[(["a", "b", "a"],), ([],)],
        ),
        Example(
            before="""\
def repeated(text):
    words = str(text).split()
    return sorted({word for word in words if «words.count(word)» > 1})
""",
            after="""\
from collections import Counter


def repeated(text):
    words = str(text).split()
    counts = Counter(words)
    return sorted({word for word in words if counts[word] > 1})
""",
            workload=lambda n: (" ".join(f"w{i}" for i in range(n)),),
            same=[("a b a",), ("",)],
        ),
        Example(
            before="""\
def single(items):
    return [item for item in items if «items.count(item)» == 1]
""",
            after="""\
from collections import Counter


def single(items):
    counts = Counter(items)
    return [item for item in items if counts[item] == 1]
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 2, 1],), ("abca",), ([],)],
            differs=[([[1], [2]],)],
        ),
    ],
    clean=[
        """\
# Once.
def f(xs: list, x):
    return xs.count(x)
""",
        """\
# In a text it counts parts.
def f(text: str, words):
    return {word: text.count(word) for word in words}
""",
        """\
# What items is, is not known (a queryset counts in the database), and the loop runs over something else.
def f(items, words):
    return {word: items.count(word) for word in words}
""",
        """\
# The same question in every pass.
def f(xs: list, ys, x):
    return [y / xs.count(x) for y in ys]
""",
        """\
# The list changes in the loop.
def f(xs, n):
    out = []
    for x in xs:
        if out.count(x) < n:
            out.append(x)
    return out
""",
        """\
# Another list in each pass.
def f(lines, x):
    for line in lines:
        words = line.split()
        print(words.count(x))
""",
        """\
# Four elements.
def f(xs, a, b, c, d):
    hand = [a, b, c, d]
    return [hand.count(x) for x in xs]
""",
        """\
# Three passes.
def f(xs: list):
    return [xs.count(x) for x in "abc"]
""",
        """\
# Lists have no hash.
def f(xs: list, ys):
    return [xs.count([y]) for y in ys]
""",
        """\
# The loop is left with the answer.
def f(xs: list, ys):
    for y in ys:
        if y:
            return xs.count(y)
""",
        """\
# A search for a free name seldom goes far.
def f(xs: list, name):
    while xs.count(name):
        name += "_"
    return name
""",
        """\
# A part of a list.
def f(xs: list, ys):
    return [xs.count(y, 2) for y in ys]
""",
        """\
# A keyword that lists do not have.
def f(items, limit):
    return [item for item in items if items.count(item, limit=limit) == 1]
""",
        """\
# What is counted is given as a whole.
def f(xs: list, ys):
    return [xs.count(*y) for y in ys]
""",
        """\
# Another list in each pass.
def f(xs, ys):
    return [list(xs).count(y) for y in ys]
""",
        """\
# A text that is walked along.
def f(text: str):
    return [letter for letter in text if text.count(letter) == 1]
""",
        """\
# An attribute that is only said to be a list.
class Store:
    names: list[str]

    def often(self, words: list[str]):
        return [word for word in words if self.names.count(word) > 1]
""",
        """\
# Something else is walked along.
def f(items, words, word):
    return [items.count(word) + len(other) for other in items]
""",
    ],
    unsafe=[
        """\
# What is counted is only said to be a text.
def f(text, ys: list[str]):
    xs = str(text).split()
    return [xs.count(y) for y in ys]
""",
        """\
# The elements may have no hash.
def f(lines, text):
    xs = [line for line in lines]
    return [xs.count(y) for y in str(text).split()]
""",
        """\
# What is called may change the list.
def f(text, ys, call):
    xs = str(text).split()
    call(xs)
    found = []
    for y in str(ys).split():
        found.append(call(xs.count(y)))
    return found
""",
    ],
)
