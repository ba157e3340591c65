"""Taking elements from the front of a list, in a loop.

`q.pop(0)` and `del q[0]` move every element that is left one place forward, so emptying a list of n elements from its
front moves about n²/2 of them. A `collections.deque` gives its first element away without touching the others.

**When not to bother**: the list never holds more than a few dozen elements. Where it is only read from front to back, a
plain `for` loop or an iterator does it without taking anything out.
"""

from __future__ import annotations

import ast
from typing import Any

from ...semantics.questions.queues import Queue, bounded, queue_of
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_ARGUMENTS = {"args", "argv", "arguments"}
"""What a person types on the command line is soon read."""


def check(node: ast.Call | ast.Delete, at: Site) -> Match | None:
    queue = _taken_from(node, at)
    if queue is None or not (lives_through(queue, at) or (isinstance(node, ast.Call) and _emptied(queue, at))):
        return None
    path = at.dotted(queue) or ""
    if bounded(at, path):
        return None
    plan = queue_of(at, queue)
    return Match(
        node,
        f"moves all elements of {path} one place forward: a deque gives its first one away at once",
        "safe" if plan is not None else None,
        nodes={"plan": plan},
    )


def _taken_from(node: Any, at: Site) -> ast.expr | None:
    """The q of `q.pop(0)` and `del q[0]`."""
    if isinstance(node, ast.Delete):
        target = node.targets[0]
        first = isinstance(target, ast.Subscript) and at.constant(target.slice)
        return target.value if len(node.targets) == 1 and isinstance(target, ast.Subscript) and first == 0 else None
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1 or node.keywords:
        return None
    index = at.constant(node.args[0])
    return node.func.value if type(index) is int and index == 0 else None


def lives_through(queue: ast.expr, at: Site) -> bool:
    """Is it a list, known from the code, that keeps being used in a loop which comes by the place again and again?"""
    kind = at.type(queue)
    if not isinstance(queue, (ast.Name, ast.Attribute)) or not kind.is_("list") or at.is_small(queue):
        return False
    if isinstance(queue, ast.Attribute) and kind.declared:
        return False
    lived = at.accumulation(queue, lambda _: None)
    return lived is not None and any(at.inside(loop.node, lived.loop.node) for loop in at.repeating)


def _emptied(queue: ast.expr, at: Site) -> bool:
    """`while q: … q.pop(0)`: what is asked for the element at 0 until it is empty is a list, whatever it is named."""
    kind, path = at.type(queue), at.dotted(queue)
    if path is None or (kind.known and kind.name != "list") or _ARGUMENTS.intersection(path.split(".")):
        return False
    loop = next((loop.node for loop in at.repeating if isinstance(loop.node, ast.While)), None)
    if loop is None or at.is_small(queue):
        return False
    tests = loop.test.values if isinstance(loop.test, ast.BoolOp) else [loop.test]
    return any(at.same(test, queue) for test in tests)


def rewrite(match: Match, edit: Rewrite) -> None:
    to_deque(match.nodes["plan"], match.node, edit)


def to_deque(plan: Queue, near: ast.AST, edit: Rewrite) -> None:
    deque = edit.imported("collections.deque", near)
    for value in plan.values:
        if isinstance(value, ast.List) and not value.elts:
            edit.replace(value, "{deque}()", deque=deque)
        elif isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "list":
            edit.replace(value.func, "{deque}", deque=deque)
        elif isinstance(value, ast.Subscript) and ast.unparse(value.slice) == ":":
            edit.replace(value, "{deque}({list})", deque=deque, list=value.value)  # q = items[:]
        else:
            edit.replace(value, "{deque}({value})", deque=deque, value=value)
    for written in plan.annotations:
        edit.replace(written, "{deque}", deque=deque)
    for call in plan.pops:
        edit.replace(call, "{queue}.popleft()", queue=plan.name)
    for call in plan.inserts:
        edit.replace(call, "{queue}.appendleft({item})", queue=plan.name, item=call.args[1])
    for statement in plan.deletions:
        edit.replace(statement, "{queue}.popleft()", queue=plan.name)


RULE = Rule(
    slug="pop-front",
    code="SLP106",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.Delete,), calls=frozenset({"pop"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Use a deque",
    examples=[
        Example(
            before="""\
def drain(orders):
    waiting = list(orders)
    done = []
    while waiting:
        order = «waiting.pop(0)»
        done.append(order)
    return done
""",
            after="""\
from collections import deque


def drain(orders):
    waiting = deque(orders)
    done = []
    while waiting:
        order = waiting.popleft()
        done.append(order)
    return done
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 2],), ([],), ("ab",)],
        ),
        Example(
            before="""\
def merge(first, second):
    rest, merged = list(second), []
    rest.sort()
    left = rest[:]
    for item in sorted(first):
        while left and left[0] < item:
            merged.append(«left.pop(0)»)
        merged.append(item)
    return merged + list(left), len(rest)
""",
            after="""\
from collections import deque


def merge(first, second):
    rest, merged = list(second), []
    rest.sort()
    left = deque(rest)
    for item in sorted(first):
        while left and left[0] < item:
            merged.append(left.popleft())
        merged.append(item)
    return merged + list(left), len(rest)
""",
            workload=lambda n: (range(n), range(n)),
            same=[([1, 4], [3, 2, 9]), ([], [1]), ([], [])],
        ),
        Example(
            before="""\
def levels(tree: dict, root):
    queue: list[str] = [root]
    order = []
    while len(queue) > 0:
        node = queue[0]
        «del queue[0]»
        order.append(node)
        for child in tree.get(node, ()):
            queue.append(child)
    return order
""",
            after="""\
from collections import deque


def levels(tree: dict, root):
    queue: deque[str] = deque([root])
    order = []
    while len(queue) > 0:
        node = queue[0]
        queue.popleft()
        order.append(node)
        for child in tree.get(node, ()):
            queue.append(child)
    return order
""",
            workload=lambda n: ({i: [2 * i + 1, 2 * i + 2] for i in range(n)}, 0),
            same=[({1: [2, 3], 2: [4]}, 1), ({}, 1)],
        ),
        Example(
            before="""\
def drop(lines: list, limit):
    while len(lines) > limit:
        «lines.pop(0)»
    return lines
""",
        ),
        Example(
            before="""\
def groups(numbers, size):
    while numbers:
        kind = «numbers.pop(0)»
        yield kind, [«numbers.pop(0)» for _ in range(size)]
""",
        ),
        Example(
            before="""\
def deliver(site):
    while site.queue and site.open:
        site.send(«site.queue.pop(0)»)
""",
        ),
    ],
    clean=[
        """\
# The words of a command line, a dict of numbers, a loop that goes on for something else.
def f(args, prices: dict, rows, more):
    while args:
        print(args.pop(0))
    while prices:
        print(prices.pop(0))
    while more():
        print(rows.pop(0))
    while rows or more:
        for row in more:
            print(row.pop(0))
            return
""",
        """\
# The last element leaves without a move.
def f(xs):
    todo = list(xs)
    while todo:
        print(todo.pop())
""",
        """\
# A deque already.
from collections import deque


def f(xs):
    todo = deque(xs)
    while todo:
        del todo[0]
""",
        """\
# A dict's key 0.
def f(xs: dict, ys):
    for y in ys:
        xs.pop(0)
""",
        """\
# Another list in each pass.
def f(lines):
    for line in lines:
        words = line.split()
        print(words.pop(0), words)
""",
        """\
# No loop.
def f(xs: list):
    return xs.pop(0)
""",
        """\
# What todo is, is not known.
def f(todo, rows):
    for row in rows:
        todo.pop(0)
""",
        """\
# Once, then the loop is left.
def f(xs: list):
    for x in list(xs):
        if x:
            xs.pop(0)
            break
""",
        """\
# Three elements.
def f():
    todo = ["a", "b", "c"]
    while todo:
        print(todo.pop(0))
""",
        """\
# Kept short on purpose.
def f(values):
    last = []
    for value in values:
        last.append(value)
        if len(last) > 5:
            last.pop(0)
        print(sum(last))
""",
        """\
# A slice is emptied at one go.
def f(xs: list, n):
    while len(xs) > n:
        del xs[:n]
""",
        """\
# Two statements in one: the second is not the front.
def f(xs: list, i):
    while xs:
        del xs[i]
""",
        """\
# The class says what the attribute is by annotation only.
class A:
    todo: list

    def f(self):
        for todo in range(99):
            self.todo.pop(0)
""",
    ],
)
