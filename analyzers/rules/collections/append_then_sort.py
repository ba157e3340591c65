"""Keeping a list in order by sorting it after each append.

`xs.append(x); xs.sort()` goes over the whole list for one new element. `bisect.insort(xs, x)` finds its place by
halving, and only moves what comes after it. Where the list is read only when it is complete, one sort after the loop is
better still.

**When not to bother**: the list never has more than a few elements.

**Why the fix needs review**: `insort` counts on a list that is in order already, with elements that all compare with
each other (NaN does not).
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from .pop_front import lives_through

_KEEPS_ORDER = {"pop", "remove", "clear", "index", "count", "copy", "sort", "append"}


def check(node: ast.Call, at: Site) -> Match | None:
    statement = at.parent(node)
    if not isinstance(node.func, ast.Attribute) or node.args or not isinstance(statement, ast.Expr):
        return None
    items = node.func.value
    path = at.dotted(items)
    before = at.previous(statement)
    if path is None or not (isinstance(before, ast.Expr) and _appends(before.value, items, at)):
        return None
    if not lives_through(items, at):
        return None
    message = f"sorts all of {path} for one new element: bisect.insort() puts it in its place"
    key = next((keyword for keyword in node.keywords if keyword.arg == "key"), None)
    match = Match(before, message, end=node)
    if any(keyword is not key for keyword in node.keywords):
        return match  # insort knows no reverse=
    new = before.value.args[0]  # pyright: ignore[reportAttributeAccessIssue]
    started = _starts_in_order(items, new, at)
    total = key is None and at.type(new).is_("int", "str", "bytes", "bool") and at.type(new).proven
    safe = started and total
    match.safety = "safe" if safe else "review"
    if not safe:
        match.reason = (
            "elements must all compare with each other" if started else "the list must be in order before the loop"
        )
    match.nodes = {"append": before, "sort": statement, "items": items, "new": new, "key": key.value if key else None}
    return match


def _appends(call: ast.expr, items: ast.expr, at: Site) -> bool:
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "append"
        and len(call.args) == 1
        and at.same(call.func.value, items)
    )


def _starts_in_order(items: ast.expr, new: ast.expr, at: Site) -> bool:
    """Is it a list of this function's that begins empty or sorted, and that only this place adds to?"""
    value = at.only_value(items)
    if not isinstance(items, ast.Name) or not at.is_private(items):
        return False
    if not (isinstance(value, ast.List) and len(value.elts) < 2) and not (
        isinstance(value, ast.Call) and at.is_call(value, "builtins.sorted") and not value.keywords
    ):
        return False
    elements = at.type(value).element
    if isinstance(value, ast.List) and not value.elts:
        elements = at.type(new)
    if elements.name != at.type(new).name:
        return False
    changes = [
        usage for usage in at.usages(items) if usage.kind in ("store-subscript", "augment", "captured", "method")
    ]
    appends = [usage for usage in changes if usage.detail == "append"]
    sorts = [usage for usage in changes if usage.detail == "sort"]
    return len(appends) == len(sorts) == 1 and all(
        usage.kind == "method" and usage.detail in _KEEPS_ORDER for usage in changes
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    insort = edit.imported("bisect.insort", nodes["append"])
    holes = {"items": nodes["items"], "new": nodes["new"]}
    if nodes["key"] is None:
        edit.replace(nodes["append"], "{insort}({items}, {new})", insort=insort, **holes)
    else:
        edit.replace(nodes["append"], "{insort}({items}, {new}, key={key})", insort=insort, key=nodes["key"], **holes)
    edit.delete(nodes["sort"])


RULE = Rule(
    slug="append-then-sort",
    code="SLP112",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"sort"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Use bisect.insort()",
    examples=[
        Example(
            before="""\
def second_highest(bids: list[int]) -> list[int]:
    placed: list[int] = []
    payable: list[int] = []
    for bid in bids:
        «placed.append(bid)
        placed.sort()»
        payable.append(placed[-2] if len(placed) > 1 else placed[0])
    return payable
""",
            after="""\
import bisect


def second_highest(bids: list[int]) -> list[int]:
    placed: list[int] = []
    payable: list[int] = []
    for bid in bids:
        bisect.insort(placed, bid)
        payable.append(placed[-2] if len(placed) > 1 else placed[0])
    return payable
""",
            workload=lambda n: ([(i * 7919) % n for i in range(n)],),
            same=[([5, 8, 7],), ([],), (["b", "a"],)],
            differs=[([0.0, 1.0, 3.0, float("nan"), 2.0],)],
        ),
        Example(
            before="""\
def best(text, size):
    kept = []
    for word in str(text).split():
        if word:
            «kept.append(word)
            kept.sort()»
        if len(kept) > size:
            kept.pop()
    return kept
""",
            after="""\
import bisect


def best(text, size):
    kept = []
    for word in str(text).split():
        if word:
            bisect.insort(kept, word)
        if len(kept) > size:
            kept.pop()
    return kept
""",
            workload=lambda n: (" ".join(f"w{i * 7919 % n}" for i in range(n)), n),
            same=[("c a b a", 2), ("", 1)],
        ),
        Example(
            before="""\
def place(ranking: list, players):
    for player in players:
        «ranking.append(player)
        ranking.sort(key=len)»
""",
            after="""\
import bisect


def place(ranking: list, players):
    for player in players:
        bisect.insort(ranking, player, key=len)
""",
            workload=lambda n: ([], ["x" * (i % 9) for i in range(n)]),
            same=[(["a"], ["ccc", "bb"]), ([], ["aa", "b", "c"])],
            differs=[(["ccc", "a"], ["bb"])],
        ),
        Example(
            before="""\
def falling(ranking: list, players):
    for player in players:
        «ranking.append(player)
        ranking.sort(reverse=True)»
""",
        ),
    ],
    clean=[
        """\
# Sorted once, at the end.
def f(xs):
    out = []
    for x in xs:
        out.append(x)
    out.sort()
    return out
""",
        """\
# Another list in each pass.
def f(rows):
    for row in rows:
        cells = list(row)
        cells.append(0)
        cells.sort()
        print(cells)
""",
        """\
# No loop.
def f(xs: list, x):
    xs.append(x)
    xs.sort()
""",
        """\
# Another list is sorted.
def f(xs: list, ys: list, news):
    for new in news:
        xs.append(new)
        ys.sort()
""",
        """\
# What xs is, is not known.
def f(xs, news):
    for new in news:
        xs.append(new)
        xs.sort()
""",
        """\
# Many are added at once.
def f(xs: list, groups):
    for group in groups:
        xs.extend(group)
        xs.sort()
""",
        """\
# Only every now and then.
def f(xs: list, news):
    for new in news:
        xs.append(new)
        if new == 0:
            xs.sort()
""",
        """\
# The loop is left right after.
def f(xs: list, news):
    for new in news:
        if new:
            xs.append(new)
            xs.sort()
            break
""",
        """\
# Three passes.
def f(xs: list):
    for new in (3, 1, 2):
        xs.append(new)
        xs.sort()
""",
        """\
# What sort() is given, lists do not take.
def f(items, key):
    out = []
    for item in items:
        out.append(item)
        out.sort(key)
    return out
""",
        """\
# What sort() returns is looked at.
def f(items):
    out = []
    for item in items:
        out.append(item)
        done = out.sort()
    return out, done
""",
        """\
# A name by itself.
def f(text):
    out = []
    for word in str(text).split():
        out
        out.sort()
    return out
""",
    ],
    unsafe=[
        """\
# By a key that may not compare.
def f(text, key):
    out = []
    for word in str(text).split():
        out.append(word)
        out.sort(key=key)
    return out
""",
        """\
# It begins with two, in any order.
def f(text):
    out = ["b", "a"]
    for word in str(text).split():
        out.append(word)
        out.sort()
    return out
""",
        """\
# It begins as something else has made it.
def f(text, more):
    out = str(more).split()
    for word in str(text).split():
        out.append(word)
        out.sort()
    return out
""",
        """\
# It begins in another order.
def f(text, more):
    out = sorted(str(more).split(), reverse=True)
    for word in str(text).split():
        out.append(word)
        out.sort()
    return out
""",
        """\
# It begins with an element of another type.
def f(text):
    out = [1]
    for word in str(text).split():
        out.append(word)
        out.sort()
    return out
""",
        """\
# It begins sorted, with elements that may be of another type.
def f(text, more):
    out = sorted(more)
    for word in str(text).split():
        out.append(word)
        out.sort()
    return out
""",
        """\
# Something else is added to it, too.
def f(text):
    out = []
    for word in str(text).split():
        out.append(word)
        out.sort()
        out.append("a")
    return out
""",
        """\
# An element of it is changed.
def f(text):
    out = []
    for word in str(text).split():
        out.append(word)
        out.sort()
        out[0] = "z"
    return out
""",
        """\
# It is turned round.
def f(text):
    out = []
    for word in str(text).split():
        out.append(word)
        out.sort()
        out.reverse()
    return out
""",
        """\
# It is sorted otherwise, too.
def f(text):
    out = []
    for word in str(text).split():
        out.append(word)
        out.sort()
        out.sort(reverse=True)
    return out
""",
        """\
# Something else knows it.
def f(text, keep):
    out = []
    keep(out)
    for word in str(text).split():
        out.append(word)
        out.sort()
    return out
""",
        """\
# Numbers of a kind of their own.
def f(text):
    out = []
    for word in str(text).split():
        number = float(word)
        out.append(number)
        out.sort()
    return out
""",
    ],
)
