"""Deleting single elements from a list, in a loop over it.

`xs.remove(x)` searches the list from its start and then moves every element behind the found one, `del xs[i]` and
`xs.pop(i)` move them: to take out k of n elements costs up to k·n steps. A comprehension that keeps the others goes
through the list once.

The rule speaks of loops that decide for each element of the list whether it stays: `for x in list(xs): if …:
xs.remove(x)`, `while i < len(xs): if …: del xs[i]`, and loops over the indices from the end.

**When not to bother**: the list is short, or only one or two elements are ever taken out.

**Why the fix needs review**: `remove()` takes out the first element that is equal, which may be another one than the
loop has come to; and the condition sees the list as it was before.
"""

from __future__ import annotations

import ast
from typing import Any

from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_REASON = "of equal elements remove() takes out the first, and the condition may look at the list"


def check(node: ast.Call | ast.Delete, at: Site) -> Match | None:
    found = _deleted(node, at)
    if found is None:
        return None
    items, which, by_index = found
    if not at.type(items).is_("list") or at.is_small(items):
        return None
    loop = next((loop for loop in at.repeating if _goes_through(loop.node, items, which, by_index, at)), None)
    if loop is None or at.parent(at.statement(node)) is loop.node or in_test(at):
        return None
    what = "searches and moves" if not by_index else "moves"
    path = ast.unparse(items)
    message = f"{what} the elements of {path} for each one taken out: a comprehension keeps the others in one go"
    if not _is_whole(loop.node, items, at):
        return Match(node, message)
    return Match(node, message, "review", _REASON, {"loop": loop.node, "items": items})


def _deleted(node: Any, at: Site) -> tuple[ast.expr, ast.expr, bool] | None:
    """The list and the element or index of `xs.remove(x)`, `del xs[i]`, `xs.pop(i)`."""
    if isinstance(node, ast.Delete):
        target = node.targets[0]
        if len(node.targets) != 1 or not isinstance(target, ast.Subscript) or not isinstance(target.slice, ast.Name):
            return None
        return target.value, target.slice, True
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1 or node.keywords:
        return None
    which = node.args[0]
    return (node.func.value, which, node.func.attr == "pop") if isinstance(which, ast.Name) else None


def _goes_through(loop: Any, items: ast.expr, which: ast.expr, by_index: bool, at: Site) -> bool:
    if isinstance(loop, ast.While):
        # while i < len(xs):
        test = loop.test
        return (
            by_index
            and isinstance(test, ast.Compare)
            and at.same(test.left, which)
            and isinstance(test.ops[0], (ast.Lt, ast.NotEq))
            and _is_length(test.comparators[0], items, at)
        )
    if not isinstance(loop, ast.For) or not at.same(loop.target, which):
        # Of `Name(Store)` and `Name(Load)`, `same` sees no difference.
        return False
    return _copied(loop.iter, items, at) if not by_index else _counts_down(loop.iter, items, at)


def _is_length(node: ast.expr, items: ast.expr, at: Site) -> bool:
    return (
        isinstance(node, ast.Call)
        and at.is_call(node, "builtins.len")
        and bool(node.args)
        and at.same(node.args[0], items)
    )


def _copied(iterable: ast.expr, items: ast.expr, at: Site) -> bool:
    """`xs[:]`, `list(xs)`, `xs.copy()`, `reversed(xs)`"""
    match iterable:
        case ast.Subscript(value=value, slice=ast.Slice(lower=None, upper=None, step=None)):
            return at.same(value, items)
        case ast.Call(func=ast.Attribute(value=value, attr="copy"), args=[]):
            return at.same(value, items)
        case ast.Call(args=[value]):
            known = at.is_call(iterable, "builtins.list", "builtins.tuple", "builtins.reversed", "copy.copy")
            return known and at.same(value, items)
        case _:
            return False


def _counts_down(iterable: ast.expr, items: ast.expr, at: Site) -> bool:
    """`range(len(xs) - 1, -1, -1)`, `reversed(range(len(xs)))`"""
    if not isinstance(iterable, ast.Call) or not iterable.args:
        return False
    if at.is_call(iterable, "builtins.reversed"):
        inner = iterable.args[0]
        return (
            isinstance(inner, ast.Call)
            and at.is_call(inner, "builtins.range")
            and any(_is_length(argument, items, at) for argument in inner.args)
        )
    first = iterable.args[0]
    return (
        at.is_call(iterable, "builtins.range")
        and len(iterable.args) == 3
        and at.constant(iterable.args[2]) == -1
        and isinstance(first, ast.BinOp)
        and _is_length(first.left, items, at)
    )


def _is_whole(loop: ast.For | ast.While, items: ast.expr, at: Site) -> bool:
    """Is `if condition: xs.remove(x)` all that the loop does?"""
    match loop:
        case ast.For(
            body=[ast.If(test=test, body=[ast.Expr(value=ast.Call(func=ast.Attribute(attr="remove")))], orelse=[])],
            orelse=[],
        ):
            return at.pure(test) and not any(at.same(part, items) for part in ast.walk(test))
        case _:
            return False


def rewrite(match: Match, edit: Rewrite) -> None:
    loop, items = match.nodes["loop"], match.nodes["items"]
    test = loop.body[0].test
    opposite = test.operand if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) else None
    kept = "{test}" if opposite is not None else "not {test}"
    template = "{items}[:] = [{item} for {item} in {items} if " + kept + "]"
    edit.replace(loop, template, items=items, item=loop.target, test=test if opposite is None else opposite)


RULE = Rule(
    slug="list-delete-in-loop",
    code="SLP170",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.Delete,), calls=frozenset({"remove", "pop"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Keep the others with a comprehension",
    examples=[
        Example(
            before="""\
def without_short(words: list[str], limit: int) -> list[str]:
    for word in list(words):
        if len(word) < limit:
            «words.remove(word)»
    return words
""",
            after="""\
def without_short(words: list[str], limit: int) -> list[str]:
    words[:] = [word for word in words if not len(word) < limit]
    return words
""",
            workload=lambda n: ([f"{i}{'x' * (i % 2)}" for i in range(n)], 5),
            same=[(["a", "bcd", "ef"], 2), ([], 1)],
            differs=[(["a", 1], 2)],
        ),
        Example(
            before="""\
def keep_even(numbers):
    rest = list(numbers)
    for number in rest[:]:
        if not number % 2 == 0:
            «rest.remove(number)»
    return rest
""",
            after="""\
def keep_even(numbers):
    rest = list(numbers)
    rest[:] = [number for number in rest if number % 2 == 0]
    return rest
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 2, 3, 4],), ([],), ([1, 1, 2],)],
        ),
        Example(
            before="""\
def without_comments(text):
    lines = text.splitlines(True) if text else []
    lines = list(lines)
    i = 0
    while i < len(lines):
        if lines[i].startswith("#"):
            «del lines[i]»
        else:
            i += 1
    return lines
""",
        ),
        Example(
            before="""\
def positive(numbers):
    rest = sorted(numbers)
    for i in range(len(rest) - 1, -1, -1):
        if rest[i] < 0:
            «rest.pop(i)»
    for i in reversed(range(len(rest))):
        if rest[i] > 9:
            «del rest[i]»
    return rest
""",
        ),
        Example(
            before="""\
def close_all(handles: list, log):
    for handle in handles.copy():
        log(handle)
        if handle.closed:
            «handles.remove(handle)»
""",
        ),
    ],
    clean=[
        """\
# A set finds what it removes at once.
def f(xs: set):
    for x in list(xs):
        if x:
            xs.remove(x)
""",
        """\
# The elements of another list are taken out: what to do hangs on how many those are.
def f(xs: list, ys):
    for y in ys:
        if y:
            xs.remove(y)
""",
        """\
# What xs is, is not known.
def f(xs):
    for x in list(xs):
        if x:
            xs.remove(x)
""",
        """\
# The loop is left right after.
def f(xs: list):
    for x in list(xs):
        if x:
            xs.remove(x)
            break
""",
        """\
# The front of a queue, which is another matter.
def f(xs: list, i):
    while xs:
        if i:
            xs.pop(0)
        del xs[i]
""",
        """\
# Three elements are soon moved.
def f(a, b, c):
    xs = [a, b, c]
    for x in list(xs):
        if x:
            xs.remove(x)
""",
        """\
# Each one goes, until one is found.
def f(xs: list, wanted):
    for x in reversed(xs):
        xs.remove(x)
        if x == wanted:
            return x
""",
        """\
# Two are taken out in one statement, counted by something else, or compared with something else.
def f(xs: list, ys: list, i, n):
    while i < n:
        if n:
            del xs[i]
    while i > len(xs):
        if n:
            del xs[i]
    while n:
        if n:
            del xs[i], ys[i]
    while i < len(ys):
        if n:
            del xs[i]
""",
        """\
# The loops run over something else, or not over all of it.
def f(xs: list, ys: list, n):
    for x in ys[:]:
        if n:
            xs.remove(x)
    for x in xs[n:]:
        if n:
            xs.remove(x)
    for x in ys.copy():
        if n:
            xs.remove(x)
    for x in n(xs):
        if n:
            xs.remove(x)
    for x in list(ys):
        if n:
            xs.remove(x)
""",
        """\
# So do these, which count otherwise.
def f(xs: list, ys: list, n):
    for i in range(len(ys) - 1, -1, -1):
        if n:
            del xs[i]
    for i in reversed(range(len(ys))):
        if n:
            del xs[i]
    for i in reversed(n):
        if n:
            del xs[i]
    for i in range(len(xs) - 1, -1, -2):
        if n:
            del xs[i]
    for i in range(n, -1, -1):
        if n:
            del xs[i]
    for i in n():
        if n:
            del xs[i]
""",
        """\
# Three elements are soon moved, however the loop is written.
def f(a, b, c):
    xs = [a, b, c]
    i = 0
    while i < len(xs):
        if a:
            del xs[i]
        i += 1
""",
        """\
# In a test nobody waits for it.
def test_f(xs: list):
    for x in list(xs):
        if x:
            xs.remove(x)
""",
        """\
# Always the same one, or one that something else tells.
def f(xs: list, n, i):
    for x in list(xs):
        if x:
            xs.remove(n)
    while n < len(xs):
        if n:
            del xs[i]
    for x in range(len(xs) - 1, -1, -1):
        if x:
            del xs[n]
""",
        """\
# Two at once, a stretch, or a keyword that no list knows.
def f(xs: list, ys: list, i):
    while i < len(xs):
        if i:
            del xs[i], ys[i]
        if i > 3:
            del xs[i:]
        if i > 4:
            xs.pop(i, last=True)
        i += 1
""",
        """\
# What is compared with i, or counted down from, is not the length of the list.
def f(xs: list, ys: list, i, n):
    while i < n(xs):
        if i:
            del xs[i]
    for i in n(len(xs) - 1, -1, -1):
        if i:
            del xs[i]
    for i in range(len(xs), -1):
        if i:
            del xs[i]
    for i in reversed(n(len(xs))):
        if i:
            del xs[i]
""",
    ],
)
