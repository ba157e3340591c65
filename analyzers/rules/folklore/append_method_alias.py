"""Binding `out.append` to a name to make a loop faster. Leave it: write `out.append(x)`.

Up to Python 3.10, looking up a method in each pass cost more than calling one kept in a name, and `append = out.append`
before a loop was good advice. Since Python 3.11 the interpreter specializes `out.append(x)` on a list into one
instruction that makes no method object and no call; a call of the name `append` does not get that, and is the slower of
the two.

**When not to bother**: the code must still run fast on Python 3.10, or the loop is not hot: the difference is a few
nanoseconds a call. It holds for lists only; for `set.add` or `dict.get` both are alike.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import AntiExample, Match, Rewrite, Rule, Triggers


def check(node: ast.Assign, at: Site) -> Match | None:
    method = node.value  # append = out.append
    if not isinstance(method, ast.Attribute) or method.attr != "append" or len(node.targets) != 1:
        return None
    alias, items = node.targets[0], method.value
    if not isinstance(alias, ast.Name) or not isinstance(items, ast.Name):  # cheap
        return None
    if not at.is_local(alias) or not at.is_local(items) or not at.type(items).is_("list") or at.type(items).declared:
        return None
    if at.only_value(alias) is not method or at.only_value(items) is None:
        return None
    body, index = at.siblings(node)
    if not any(at.only_value(items) is getattr(earlier, "value", None) for earlier in body[:index]):
        return None  # made elsewhere: perhaps another one in each pass
    uses = at.usages(alias)
    if not all(_is_called(usage.node, at) for usage in uses):
        return None
    if any(usage.kind == "captured" for usage in uses) or not any(_in_loop(usage.node, at) for usage in uses):
        return None
    return Match(
        node,
        f"leave it: since Python 3.11 {items.id}.append(…) is faster than a call of a name bound to it",
        "safe",
        nodes={"calls": [usage.node for usage in uses], "items": items},
    )


def _is_called(name: ast.Name, at: Site) -> bool:
    call = at.parent(name)
    return isinstance(call, ast.Call) and call.func is name


def _in_loop(name: ast.Name, at: Site) -> bool:
    return any(isinstance(parent, (ast.For, ast.AsyncFor, ast.While)) for parent in at.parents(name))


def rewrite(match: Match, edit: Rewrite) -> None:
    for name in match.nodes["calls"]:
        edit.replace(name, "{items}.append", items=match.nodes["items"].id)
    assert isinstance(match.node, ast.stmt)
    edit.delete(match.node)


RULE = Rule(
    slug="append-method-alias",
    code="SLP901",
    family="folklore",
    since=(3, 11),
    stage="stable",
    severity="hint",
    triggers=Triggers(nodes=(ast.Assign,)),
    check=check,
    rewrite=rewrite,
    title="Call the list's append()",
    examples=[
        AntiExample(
            before="""\
def doubled(numbers):
    result = []
    «append = result.append»
    for number in numbers:
        append(number * 2)
    return result
""",
            after="""\
def doubled(numbers):
    result = []
    for number in numbers:
        result.append(number * 2)
    return result
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 2, 3],), ([],), ("ab",)],
        ),
        AntiExample(
            before="""\
def tokens(text):
    found = [len(text)]
    «add = found.append»
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        end = at
        while end < len(text) and not text[end].isspace():
            end += 1
        add(text[at:end])
        at = end
    add("end")
    return found
""",
            after="""\
def tokens(text):
    found = [len(text)]
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        end = at
        while end < len(text) and not text[end].isspace():
            end += 1
        found.append(text[at:end])
        at = end
    found.append("end")
    return found
""",
            workload=lambda n: ("ab c " * n,),
            same=[("a bc  d",), ("",), ("x",)],
        ),
    ],
    clean=[
        """\
# The bound method is handed on.
def watch(events):
    seen = []
    append = seen.append
    for event in events:
        event.subscribe(append)
    return seen
""",
        """\
# Two lists take turns.
def sides(items):
    left, right = [], []
    append = left.append
    for item in items:
        append(item)
        append = right.append
    return left, right
""",
        """\
# The list is another one later on: the name stays with the first.
def first(items):
    out = []
    append = out.append
    for item in items:
        append(item)
        out = [item]
    return out
""",
        """\
# What `out` is, is not known.
def fill(out, items):
    append = out.append
    for item in items:
        append(item)
""",
        """\
# An annotation proves nothing.
def fill(out: list, items):
    append = out.append
    for item in items:
        append(item)
""",
        """\
# Two lookups in each pass are more than one name.
class Parser:
    def fill(self, items):
        self.out = []
        append = self.out.append
        for item in items:
            append(item)
""",
        """\
# A function called later.
def collector():
    out = []
    append = out.append

    def collect(items):
        for item in items:
            append(item)

    return out, collect
""",
        """\
# No loop.
def pair(a, b):
    out = []
    append = out.append
    append(a)
    append(b)
    return out
""",
        """\
# Sets are the same either way, and so are other methods.
from collections import deque

def unique(items):
    seen = set()
    add = seen.add
    queue = deque()
    append = queue.append
    rows = []
    extend = rows.extend
    for item in items:
        add(item)
        append(item)
        extend(item)
    return seen, queue, rows
""",
        """\
# Other code may read the module's names.
out = []
append = out.append
for item in "abc":
    append(item)
""",
        """\
# Another list in each pass: the name stays with the first.
def first(rows):
    for number, row in enumerate(rows):
        out = []
        if number == 0:
            append = out.append
        for item in row:
            append(item)
    return out
""",
        """\
# Two names for it.
def f(items):
    out = []
    append = add = out.append
    for item in items:
        append(item)
    return out, add
""",
        """\
# It is only said to be a list.
def f(items, make):
    out: list = make()
    append = out.append
    for item in items:
        append(item)
    return out
""",
        """\
# Another one in the end.
def f(items, log):
    out = []
    append = out.append
    if log:
        append = log
    for item in items:
        append(item)
    return out
""",
    ],
)
