"""Leaving out duplicates by searching the list of what was kept so far.

`if x not in out: out.append(x)` compares each element with all that were kept before it, so the work grows with the
square of their number. A dict keeps its keys in order and finds them by hash: `list(dict.fromkeys(xs))` is the same
list. Where the loop does more, a set beside the list answers the question.

**When not to bother**: only a handful of different elements can ever occur.

**Why the fix needs review**: the elements must be hashable, and equal ones must have equal hashes (true of all builtin
types except lists, dicts and sets, which have no hash).
"""

from __future__ import annotations

import ast
from typing import Any

from ...semantics.questions.searches import for_the_unhashable
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_REASON = "the elements must be hashable, equal ones with equal hashes"


def check(node: ast.Compare, at: Site) -> Match | None:
    item, out = node.left, node.comparators[0]
    if len(node.ops) != 1 or not isinstance(node.ops[0], (ast.In, ast.NotIn)) or isinstance(item, ast.Constant):
        return None
    path = at.dotted(out)
    if path is None or not isinstance(out, (ast.Name, ast.Attribute)) or not at.type(out).is_("list"):
        return None
    if at.hashable(item) is False or at.element_hashable(out) is False or for_the_unhashable(node, at):
        return None
    if any(isinstance(around, ast.ExceptHandler) for around in at.parents(node)):
        return None  # seldom come by; and after a TypeError, what is searched for has no hash
    grown = at.accumulation(out, lambda _: None)
    if grown is None or not any(at.inside(node, loop.node) for loop in at.repeating):
        return None
    appends = [read for read in grown.reads if _appends(at, read)]
    kept = next((read for read in appends if at.same(_call(at, read).args[0], item)), None)
    if kept is None or not any(
        at.inside(grown.loop.node, loop.node) or loop.node is grown.loop.node for loop in at.loops
    ):
        return None
    append = at.statement(kept)
    match = Match(
        node,
        f"searches all of {path} for each element: a dict or set finds it at once",
        related=[(append, "and appends it here")],
    )
    asked = [read for read in grown.reads if read is not kept]
    if not isinstance(out, ast.Name) or not at.is_local(out) or not isinstance(append, ast.Expr) or not at.pure(item):
        return match
    if not all(_is_membership(at.parent(read)) for read in asked):
        return match
    start, loop = grown.start, grown.loop.node
    fresh = start is not None and isinstance(start.value, ast.List) and not start.value.elts
    whole = (
        fresh and at.previous(loop) is start and _is_all(loop, node, append, at) and not at.seen_after_error(out, loop)
    )
    if not whole and not (_item_stays(node, append, item, at) and (fresh or at.bound_before(out, loop))):
        return match
    known = fresh or bool(at.element_hashable(out))
    safe = known and at.hashable(item) and at.type(item).proven and at.is_private(out)
    match.safety = "safe" if safe else "review"
    match.reason = "" if safe else _REASON
    match.nodes = {
        "loop": loop,
        "append": append,
        "item": item,
        "asked": asked,
        "out": out,
        "first": "" if fresh else path,
    }
    match.nodes |= {"start": start if whole else None}
    return match


def _call(at: Site, read: ast.expr) -> Any:
    return at.parent(at.parent(read))


def _appends(at: Site, read: ast.expr) -> bool:
    attribute = at.parent(read)
    call = at.parent(attribute)
    return (
        isinstance(attribute, ast.Attribute)
        and attribute.attr == "append"
        and isinstance(call, ast.Call)
        and call.func is attribute
        and len(call.args) == 1
    )


def _is_membership(node: ast.AST) -> bool:
    return isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], (ast.In, ast.NotIn))


def _item_stays(test: ast.Compare, append: ast.stmt, item: ast.expr, at: Site) -> bool:
    """Is the item a name or attribute that nothing binds between test and append?"""
    if at.dotted(item) is None:
        return False
    root = next(node.id for node in ast.walk(item) if isinstance(node, ast.Name))
    around = at.loops[0].node
    return at.inside(append, around) and not any(
        isinstance(node, ast.Name)
        and node.id == root
        and not isinstance(node.ctx, ast.Load)
        and test.lineno <= node.lineno <= append.lineno
        for statement in getattr(around, "body", ())
        for node in ast.walk(statement)
    )


def _is_all(loop: Any, test: ast.Compare, append: ast.stmt, at: Site) -> bool:
    """`for x in xs: if x not in out: out.append(x)`, the whole loop, its variable not used later."""
    if not isinstance(loop, ast.For) or loop.orelse:
        return False
    match loop.body:
        case [ast.If(test=asked, body=[only], orelse=[])] if asked is test and isinstance(test.ops[0], ast.NotIn):
            whole = only is append
        case [ast.If(test=asked, body=[ast.Continue()], orelse=[]), only] if asked is test and isinstance(
            test.ops[0], ast.In
        ):
            whole = only is append
        case _:
            whole = False
    names = [node for node in ast.walk(loop.target) if isinstance(node, ast.Name)]
    return whole and all(
        at.is_local(name) and all(at.inside(usage.node, loop) for usage in at.usages(name)) for name in names
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    loop, append, item = match.nodes["loop"], match.nodes["append"], match.nodes["item"]
    start = match.nodes["start"]
    if start is not None:
        if isinstance(loop.target, ast.Name) and isinstance(item, ast.Name) and loop.target.id == item.id:
            edit.replace(start.value, "list(dict.fromkeys({items}))", items=loop.iter)
        else:
            template = "list(dict.fromkeys({item} for {target} in {items}))"
            edit.replace(start.value, template, item=item, target=edit.text(loop.target), items=loop.iter)
        edit.delete(loop)
        return
    seen = edit.name("seen", loop)
    if seen != "seen":
        seen = edit.name(edit.text(match.nodes["out"]) + "_set", loop)
    edit.insert_before(loop, "{seen} = set({first})", seen=seen, first=match.nodes["first"])
    for asked in match.nodes["asked"]:
        edit.replace(asked, "{seen}", seen=seen)
    edit.insert_before(append, "{seen}.add({item})", seen=seen, item=item)


RULE = Rule(
    slug="dedupe-quadratic",
    code="SLP105",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.Compare,), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Keep what was seen in a dict or set",
    examples=[
        Example(
            before="""\
def unique(names: list[str]) -> list[str]:
    seen: list[str] = []
    for name in names:
        if «name not in seen»:
            seen.append(name)
    return seen
""",
            after="""\
def unique(names: list[str]) -> list[str]:
    seen: list[str] = list(dict.fromkeys(names))
    return seen
""",
            workload=lambda n: ([f"n{i % max(1, n // 2)}" for i in range(n)],),
            same=[(["b", "a", "b"],), ([],), ([1, 1.0, True],)],
            differs=[([[1], [1]],)],
        ),
        Example(
            before="""\
def words(text):
    found = []
    for word in text.split():
        word = str.lower(word)
        if «word in found»:
            continue
        found.append(word)
    return found
""",
            after="""\
def words(text):
    found = []
    seen = set()
    for word in text.split():
        word = str.lower(word)
        if word in seen:
            continue
        seen.add(word)
        found.append(word)
    return found
""",
            workload=lambda n: (" ".join(f"W{i}" for i in range(n)),),
            same=[("a B b A",), ("",)],
        ),
        Example(
            before="""\
def brands(text):
    lines = str(text).split()
    found = []
    for line in lines:
        if «line not in found»:
            found.append(line)
    return found
""",
            after="""\
def brands(text):
    lines = str(text).split()
    found = list(dict.fromkeys(lines))
    return found
""",
            workload=lambda n: (" ".join(f"w{i % 99}" for i in range(n)),),
            same=[("b a b",), ("",)],
        ),
        Example(
            before="""\
def owners(files):
    result = []
    for file in files:
        if «file["owner"] not in result»:
            result.append(file["owner"])
    return result
""",
            after="""\
def owners(files):
    result = list(dict.fromkeys(file["owner"] for file in files))
    return result
""",
            workload=lambda n: ([{"owner": i % 99} for i in range(n)],),
            same=[([{"owner": 2}, {"owner": 1}, {"owner": 2}],), ([],)],
            differs=[([{"owner": []}],)],
        ),
        Example(
            before="""\
def merge(names: list, more, log):
    for name in more:
        if name and «name not in names»:
            log.append(name)
            names.append(name)
""",
            after="""\
def merge(names: list, more, log):
    seen = set(names)
    for name in more:
        if name and name not in seen:
            log.append(name)
            seen.add(name)
            names.append(name)
""",
            workload=lambda n: ([], [f"n{i}" for i in range(n)], []),
            same=[(["a"], ["b", "", "a", "b"], [])],
            differs=[([[]], ["a"], [])],
        ),
    ],
    clean=[
        """\
# Only what has no hash comes by.
def unique(items):
    seen = set()
    seen_list = []
    for item in items:
        try:
            seen.add(item)
        except TypeError:
            if item in seen_list:
                continue
            seen_list.append(item)
    return seen, seen_list
""",
        """\
# Nothing is appended: list-membership-in-loop has something to say.
def f(xs, known: list):
    return [x for x in xs if x not in known]
""",
        """\
# Something else is appended than asked for.
def f(pairs):
    out = []
    for a, b in pairs:
        if a not in out:
            out.append(b)
    return out
""",
        """\
# A set is asked.
def f(xs):
    seen, out = set(), []
    for x in xs:
        if x not in seen:
            seen.add(x)
            out.append(x)
    return out
""",
        """\
# What out is, is not known.
def f(xs, out):
    for x in xs:
        if x not in out:
            out.append(x)
""",
        """\
# Each pass begins with an empty list, and asks once.
def f(xs):
    for x in xs:
        out = []
        if x not in out:
            out.append(x)
        print(out)
""",
        """\
# No loop around.
def f(x, out: list):
    if x not in out:
        out.append(x)
""",
        """\
# Three passes.
def f():
    out = []
    for x in (1, 2, 1):
        if x not in out:
            out.append(x)
    return out
""",
        """\
# Lists have no hash.
def f(xs):
    out = []
    for x in xs:
        if [x, 1] not in out:
            out.append([x, 1])
    return out
""",
        """\
# One word can get in only once.
def f(xs):
    out = []
    for x in xs:
        if "many" not in out:
            out.append("many")
    return out
""",
        """\
# The loop is left with the first new one.
def f(xs, out: list):
    for x in xs:
        if x > 3:
            fresh = x not in out
            out.append(x)
            return fresh
""",
    ],
)
