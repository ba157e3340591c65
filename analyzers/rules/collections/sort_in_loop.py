"""Sorting in every pass of a loop what the loop does not change, or what it changes by one element.

`sorted(xs)` on an unchanged list gives the same answer in every pass: sorted once before the loop, n passes over m
elements cost m·log m and n, not n·m·log m. A list that is kept in order by sorting it anew after each change is a heap
(`heapq`) if its smallest element is what is wanted, or takes new elements with `bisect.insort`.

**When not to bother**: the list is short, or the loop makes only a few passes.

**Why the fix needs review**: the list is sorted even where no pass would have come to it, and stays as it was if code
called in the loop changes it.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from .pop_front import lives_through

_ORDERED = ("int", "str", "bytes", "bool")


def check(node: ast.Call, at: Site) -> Match | None:
    if at.is_call(node, "builtins.sorted"):
        return _sorted(node, at)
    if isinstance(node.func, ast.Attribute) and node.func.attr == "sort" and not node.args:
        return _sorted_in_place(node, node.func.value, at)
    return None


def _sorted(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or isinstance(node.args[0], ast.Starred) or at.is_small(node.args[0]):
        return None
    items = node.args[0]
    if not any(isinstance(part, ast.Name) for part in ast.walk(items)):
        return None
    steady = at.steady_loop(items)
    if steady is None or not at.loops or not _key_stays(node, steady[0].bound):
        return None
    loop, keeping = steady
    message = (
        f"sorts {at.dotted(items) or 'the same elements'} in every pass: sorted once before the loop, it stays in order"
    )
    anchor = at.anchor(loop)
    calls = [call for call in loop.walk() if at.same(call, node) and at.same_root(_root(call), _root(node))]
    if anchor is None or not at.bound_before(items, anchor) or not all(_only_read(call, at) for call in calls):
        return Match(node, message)
    element = at.type(items).element
    safe = (
        keeping == "certainly"
        and not node.keywords
        and element.is_(*_ORDERED)
        and at.type(items).proven
        and at.steady_until(items, anchor, loop)
    )
    return Match(
        node,
        message,
        "safe" if safe else "review",
        ""
        if safe
        else "it is sorted even where no pass comes to it, and does not follow changes by code called in the loop",
        {"anchor": anchor, "calls": calls, "call": node},
    )


def _root(call: ast.AST) -> ast.expr:
    return next(part for part in ast.walk(call) if isinstance(part, ast.Name) and part.id != "sorted")


def _key_stays(node: ast.Call, bound: set[str]) -> bool:
    for keyword in node.keywords:
        own = {
            argument.arg
            for part in ast.walk(keyword.value)
            if isinstance(part, ast.Lambda)
            for argument in part.args.args
        }
        names = {part.id for part in ast.walk(keyword.value) if isinstance(part, ast.Name)} - own
        if names & bound:
            return False
    return True


def _only_read(node: ast.AST, at: Site) -> bool:
    """Is the sorted list looked at and dropped, so that all passes can share one?"""
    parent = at.parent(node)
    if isinstance(parent, ast.Subscript):
        return isinstance(parent.ctx, ast.Load)
    if isinstance(parent, (ast.For, ast.comprehension)):
        return True
    if not isinstance(parent, ast.Call) or parent.func is node or not at.pure(parent):
        return False
    return len(parent.args) == 1 or not at.is_call(parent, "builtins.max", "builtins.min")  # these hand it out


def _sorted_in_place(node: ast.Call, items: ast.expr, at: Site) -> Match | None:
    """`queue.sort(); first = queue.pop(0)`: a heap keeps the smallest at hand."""
    path = at.dotted(items)
    statement = at.parent(node)
    if path is None or not isinstance(statement, ast.Expr) or not lives_through(items, at):
        return None
    if _only_when_due(statement, at):
        return None
    lived = at.accumulation(items, lambda _: None)
    taken = lived is not None and any(_takes_first(read, at) for read in lived.reads)
    if not taken:
        return None
    return Match(
        node, f"sorts all of {path} in every pass to take one element: a heap (heapq) keeps the smallest at hand"
    )


def _only_when_due(statement: ast.stmt, at: Site) -> bool:
    """`if not self.sorted: self.items.sort(); self.sorted = True`: not every pass sorts."""
    for parent in at.parents(statement):
        if isinstance(parent, (ast.For, ast.AsyncFor, ast.While)):
            return False
        if isinstance(parent, ast.If):
            tested = {at.dotted(part) for part in ast.walk(parent.test)} - {None}
            set_here = {
                at.dotted(target) for part in parent.body if isinstance(part, ast.Assign) for target in part.targets
            }
            if tested & set_here:
                return True
    return False


def _takes_first(read: ast.expr, at: Site) -> bool:
    attribute = at.parent(read)
    call = at.parent(attribute)
    return isinstance(attribute, ast.Attribute) and attribute.attr == "pop" and isinstance(call, ast.Call)


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    name = edit.name("ordered", nodes["anchor"])
    edit.insert_before(nodes["anchor"], "{name} = {call}", name=name, call=edit.text(nodes["call"]))
    for call in nodes["calls"]:
        edit.replace(call, "{name}", name=name)


RULE = Rule(
    slug="sort-in-loop",
    code="SLP111",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"sorted", "sort"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Sort once before the loop",
    examples=[
        Example(
            before="""\
def bands(prices: list[int], count: int) -> list[int]:
    limits: list[int] = []
    for band in range(count):
        limits.append(«sorted(prices)»[band * len(prices) // count])
    return limits
""",
            after="""\
def bands(prices: list[int], count: int) -> list[int]:
    limits: list[int] = []
    ordered = sorted(prices)
    for band in range(count):
        limits.append(ordered[band * len(prices) // count])
    return limits
""",
            workload=lambda n: ([(i * 7919) % n for i in range(n)], n),
            same=[([3, 1, 2], 3), ([5], 1), ([], 0)],
            differs=[([1, "a"], 0)],
        ),
        Example(
            before="""\
def render(rows, columns: dict):
    lines = []
    for row in rows:
        for name in «sorted(columns)»:
            lines.append(f"{name}={row}")
    return lines
""",
            after="""\
def render(rows, columns: dict):
    lines = []
    ordered = sorted(columns)
    for row in rows:
        for name in ordered:
            lines.append(f"{name}={row}")
    return lines
""",
            workload=lambda n: (list(range(n)), {f"c{i}": i for i in range(n)}),
            same=[([1, 2], {"b": 1, "a": 2}), ([], {})],
            differs=[([], {1: 1, "a": 2})],
        ),
        Example(
            before="""\
def medians(text, count):
    words = str(text).split()
    return [«sorted(words)»[i * len(words) // count] for i in range(count)]
""",
            after="""\
def medians(text, count):
    words = str(text).split()
    ordered = sorted(words)
    return [ordered[i * len(words) // count] for i in range(count)]
""",
            workload=lambda n: (" ".join(f"w{i}" for i in range(n)), n),
            same=[("b a c", 3), ("x", 1)],
        ),
        Example(
            before="""\
def schedule(jobs, run):
    waiting = list(jobs)
    while waiting:
        «waiting.sort()»
        waiting.extend(run(waiting.pop(0)))
""",
        ),
    ],
    clean=[
        """\
# Sorted once.
def f(xs):
    return [x for x in sorted(xs)]
""",
        """\
# Something else is sorted in each pass.
def f(groups):
    return [sorted(group) for group in groups]
""",
        """\
# It changes from pass to pass.
def f(xs):
    out = []
    for x in xs:
        out.append(x)
        print(sorted(out))
""",
        """\
# Handed to a function that may change it.
def f(xs: list, steps):
    for step in steps:
        step(xs)
        print(sorted(xs))
""",
        """\
# The order depends on the pass.
def f(xs: list, centres):
    return [sorted(xs, key=lambda x: abs(x - centre))[0] for centre in centres]
""",
        """\
# So does the key.
def f(xs: list, keys):
    return [sorted(xs, key=key)[0] for key in keys]
""",
        """\
# The loop ends there.
def f(xs: list, ys):
    for y in ys:
        if y not in xs:
            raise ValueError(f"{y} is none of {sorted(xs)}")
""",
        """\
# Three elements.
def f(ys):
    few = ["c", "a", "b"]
    return [y + sorted(few)[0] for y in ys]
""",
        """\
# Three passes.
def f(xs: list):
    return [sorted(xs)[i] for i in range(3)]
""",
        """\
# Nothing is taken out of it: each pass needs it in order.
def f(rows, xs: list):
    for row in rows:
        xs[0] = row
        xs.sort()
        print(xs)
""",
        """\
# Another list in each pass.
def f(rows):
    for row in rows:
        cells = list(row)
        cells.sort()
        print(cells.pop(0))
""",
        """\
# A flag says when it is due: most passes do not sort.
def f(queue: list, done):
    due = True
    while queue:
        if due:
            queue.sort(reverse=True)
            due = False
        due = done(queue.pop())
        queue.append(due)
""",
        """\
# A name that is not the builtin.
def f(sorted, xs: list, ys):
    return [sorted(xs)[y] for y in ys]
""",
        """\
# What is sorted is handed over as a whole.
def f(xs, args):
    return [(x, sorted(*args)) for x in xs]
""",
    ],
)
