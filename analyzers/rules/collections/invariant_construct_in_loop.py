"""Building the same container anew in each pass of a loop.

`set(allowed)` in a loop copies all of `allowed` in each pass, to ask it one thing: n passes over m elements cost n·m.
Built once before the loop it is n + m. The same goes for a dict, list or comprehension made of what no pass changes,
and in nested loops for what changes with the outer one alone.

It is reported where the container is only looked at, so that all passes can share one, and where every pass builds it.

**When not to bother**: the container has a few elements, or the loop a few passes.

**Why the fix needs review**: it is built even where there is no pass, and does not follow changes by code called in the
loop.
"""

from __future__ import annotations

import ast

from ...semantics.questions.constants import looked_up
from ...semantics.questions.invariants import elements_change, is_cold, is_in_every_pass, place_before
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_MAKERS = frozenset({"set", "frozenset", "dict", "list", "tuple", "Counter"})
_TOGETHER = frozenset({"difference", "intersection", "symmetric_difference", "union", "count", "index", "most_common"})


def check(node: ast.Call | ast.ListComp | ast.SetComp | ast.DictComp, at: Site) -> Match | None:
    if isinstance(node, ast.Call) and len(node.args) != 1:
        return None
    made = node.args[0] if isinstance(node, ast.Call) else node
    source = made.generators[0].iter if isinstance(made, _COMPREHENSIONS) else made
    if at.size(source) is not None or not any(at.is_local(part) for part in ast.walk(source)):
        return None
    loop = at.loop
    if loop is None:  # cheap
        return None
    parent = at.parent(node)
    if loop.is_comprehension and any(isinstance(around, ast.Compare) for around in at.parents(node)):
        return None  # for invariant-operand-in-comprehension
    if isinstance(parent, (ast.For, ast.comprehension)) or _is_fresh_inside(made) or not is_in_every_pass(at, node):
        return None
    if isinstance(parent, ast.Assign):
        name = parent.targets[0]
        if not isinstance(name, ast.Name):  # cheap
            return None
        if len(parent.targets) > 1 or at.only_value(name) is not node:
            return None
        if not all(_only_asked(at, use.node) and at.inside(use.node, loop.node) for use in at.usages(name)):
            return None
    elif not _only_asked(at, node):
        return None
    steady = at.steady_loop(node)
    if steady is None or is_cold(at) or elements_change(at, node, steady[0]):
        return None
    kind = _kind(node)
    anchor = place_before(at, node, steady[0])
    return Match(
        node,
        f"builds the same {kind} in each pass: build it once, before the loop",
        "review" if anchor is not None else None,
        "it is built even where there is no pass, and must not change in the loop" if anchor is not None else "",
        {"anchor": anchor, "kind": kind, "statement": parent if isinstance(parent, ast.Assign) else None},
    )


_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def _kind(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return getattr(node.func, "attr", getattr(node.func, "id", "container"))
    return "list" if isinstance(node, ast.ListComp) else "set" if isinstance(node, ast.SetComp) else "dict"


def _is_fresh_inside(node: ast.expr) -> bool:
    """`{key: [] for key in keys}`: each pass fills its own lists."""
    value = getattr(node, "value" if isinstance(node, ast.DictComp) else "elt", None)
    return value is not None and any(isinstance(part, _FRESH) for part in ast.walk(value))


_FRESH = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.SetComp, ast.DictComp, ast.Call)


def _only_asked(at: Site, node: ast.expr) -> bool:
    if looked_up(at, node):
        return True
    parent = at.parent(node)
    if isinstance(parent, ast.Attribute):
        return parent.attr in _TOGETHER
    if isinstance(parent, ast.Call):
        return getattr(parent.func, "attr", "") in _TOGETHER or at.is_call(parent, "builtins.len")
    return isinstance(parent, ast.BinOp) and isinstance(parent.op, (ast.BitAnd, ast.BitOr, ast.Sub))


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    anchor = nodes["anchor"]
    if nodes["statement"] is not None:
        text = edit.text(nodes["statement"])
        edit.insert_before(anchor, "{text}", text=text)
        edit.delete(nodes["statement"])
        return
    name = edit.name({"set": "known", "dict": "table", "list": "items"}.get(nodes["kind"], "made"), anchor)
    edit.insert_before(anchor, "{name} = {value}", name=name, value=edit.text(match.node))
    edit.replace(match.node, "{name}", name=name)


RULE = Rule(
    slug="invariant-construct-in-loop",
    code="SLP141",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.ListComp, ast.SetComp, ast.DictComp), calls=_MAKERS, in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Build it once, before the loop",
    examples=[
        Example(
            before="""\
def report(rows, allowed: list):
    found = []
    for row in rows:
        if row in «set(allowed)»:
            found.append(row)
    return found
""",
            after="""\
def report(rows, allowed: list):
    found = []
    known = set(allowed)
    for row in rows:
        if row in known:
            found.append(row)
    return found
""",
            workload=lambda n: ([str(i) for i in range(n)], [str(2 * i) for i in range(n)]),
            same=[(["a", "b"], ["b"]), ([], [])],
            differs=[([], [[]])],
        ),
        Example(
            before="""\
def covered(groups, edges):
    found = 0
    for group in groups:
        for edge in edges:
            members = «{node[0] for node in group}»
            if members.issuperset(edge):
                found += 1
    return found
""",
            after="""\
def covered(groups, edges):
    found = 0
    for group in groups:
        members = {node[0] for node in group}
        for edge in edges:
            if members.issuperset(edge):
                found += 1
    return found
""",
            workload=lambda n: ([[str(i), str(i + 1)] for i in range(n)], [("1", "2")] * n),
            same=[([["ax", "b"]], [("a",), ("c",)]), ([], [])],
            differs=[([[1]], [])],
        ),
        Example(
            before="""\
def common(rows, allowed: list):
    return [row.intersection(«set(allowed)») for row in rows]
""",
        ),
        Example(
            before="""\
def counts(rows, allowed: list):
    for row in rows:
        print(len(«set(allowed)»), «set(allowed)».union(row), row - «{word for word in allowed}»)
""",
        ),
    ],
    clean=[
        """\
# Joined to another, which takes a copy as well.
def f(rows, xs: list):
    for row in rows:
        print([row] + list(xs))
""",
        """\
# With what differs from pass to pass.
def f(rows, xs: list):
    for row in rows:
        print(dict(xs, **row)[1])
""",
        """\
# Two names for it.
def f(rows, xs: list):
    for row in rows:
        known = kept = set(xs)
        print(row in known)
    return kept
""",
        """\
# Sometimes another.
def f(rows, xs: list):
    for row in rows:
        known = set(xs)
        if row:
            known = row
        print(1 in known)
""",
        """\
# A copy to walk through.
def f(rows, xs: list):
    for row in rows:
        for x in list(xs):
            print(x, row)
""",
        """\
# What it holds changes.
def f(rows, groups: list):
    for row in rows:
        for group in groups:
            group.append(row)
        print(row in [len(group) for group in groups])
""",
        """\
# Changed by its method.
def f(rows, xs: list):
    for row in rows:
        known = set(xs)
        known.add(row)
""",
        """\
# Another set in each pass.
def f(rows, x):
    return sum(x in set(row) for row in rows)
""",
        """\
# It changes in the loop.
def f(rows, seen: list):
    for row in rows:
        if row not in set(seen):
            seen.append(row)
""",
        """\
# Each pass needs its own.
def f(rows, start: list):
    for row in rows:
        own = list(start)
        own.append(row)
        print(own)
""",
        """\
# Handed on.
def f(rows, start: list, g):
    for row in rows:
        g(set(start))
""",
        """\
# Seldom built.
def f(rows, ys: list):
    for row in rows:
        if row is None:
            print(1 in set(ys))
""",
        """\
# Used up by the first pass.
def f(rows, lines):
    stream = iter(lines)
    for row in rows:
        if row in set(stream):
            print(row)
""",
        """\
# A few elements.
def f(rows):
    few = [1, 2, 3]
    for row in rows:
        if row in set(few):
            print(row)
""",
        """\
# Three passes.
def f(xs: list):
    for row in (1, 2, 3):
        if row in set(xs):
            print(row)
""",
        """\
# Of the module: built on import.
import sys
for name in sys.argv:
    print(name in set(sys.path))
""",
        """\
# It lives on after the pass.
def f(rows, xs: list):
    for row in rows:
        known = set(xs)
        print(row in known)
    print(1 in known)
""",
        """\
# Its source is not local.
NAMES = []
def f(rows):
    for row in rows:
        print(row in set(NAMES))
""",
        """\
# Each pass fills its own.
def f(rows, keys):
    for row in rows:
        found = {key: [] for key in keys}
        for key in keys:
            found[key].append(row)
""",
        """\
# A copy, because the loop changes it.
def f(rows, xs: list, g):
    for row in rows:
        for x in list(xs):
            g(x, row)
""",
        """\
# Its elements change.
def f(rows, groups: list):
    for row in rows:
        groups[0].append(row)
        print(1 in [len(group) for group in groups])
""",
        """\
# In a test nobody waits for it.
def test_f(xs, ys: list):
    for x in xs:
        print(x in set(ys))
""",
        """\
# Another function.
def f(rows, set, ys: list):
    for row in rows:
        print(row in set(ys))
""",
        """\
# For invariant-operand-in-comprehension.
def f(rows, ys: list):
    return [x for x in rows if x in set(ys)]
""",
    ],
)
