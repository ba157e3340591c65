"""Leaving out repeated elements with a set and a list side by side.

Where a loop asks a set whether it has seen an element, enters it there, and appends it to a list, each element is
hashed two or three times, and each step runs through the interpreter. `list(dict.fromkeys(xs))` hashes each once, in
C, and keeps the order, as dicts do.

**When not to bother**: there are only ever a few elements.

**Why the fix needs review**: what runs through the elements, or compares them, may not look at the list or set that
they are entered in.
"""

from __future__ import annotations

import ast

from ...semantics.questions.filling import is_plain_loop
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.For | ast.ListComp, at: Site) -> Match | None:
    return _in_loop(node, at) if isinstance(node, ast.For) else _in_comprehension(node, at)


def _in_comprehension(node: ast.ListComp, at: Site) -> Match | None:
    match node.generators, node.elt:
        case [ast.comprehension(target=ast.Name(id=target), iter=items, ifs=[condition], is_async=0)], ast.Name(
            id=kept
        ):
            pass
        case _:
            return None
    match condition:
        case ast.UnaryOp(op=ast.Not(), operand=ast.BoolOp(op=ast.Or(), values=[asked, entered])):
            wanted = ast.In  # if not (x in seen or seen.add(x))
        case ast.BoolOp(op=ast.And(), values=[asked, ast.UnaryOp(op=ast.Not(), operand=entered)]):
            wanted = ast.NotIn  # if x not in seen and not seen.add(x)
        case _:
            return None
    match asked, entered:
        case (
            ast.Compare(left=ast.Name(id=item), ops=[op], comparators=[ast.Name() as seen]),
            ast.Call(
                func=ast.Attribute(value=ast.Name() as filled, attr="add"), args=[ast.Name(id=added)], keywords=[]
            ),
        ) if isinstance(op, wanted) and {item, added, kept} == {target}:
            pass
        case _:
            return None
    start = at.previous(at.statement(node))
    match start:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == seen.id and ast.unparse(value) == "set()":
            pass
        case _:
            return None
    if not at.same(filled, seen) or len(at.usages(seen)) != 2 or at.is_small(items) or in_test(at):
        return None
    return Match(
        node,
        "keeps a set beside the list of its elements: dict.fromkeys() does both at once",
        "review",
        "nothing may look at the list or the set while it grows",
        {"starts": [start], "items": items},
    )


def _in_loop(node: ast.For, at: Site) -> Match | None:
    item = node.target
    match node.body:
        case [ast.If(test=ast.Compare(left=asked, ops=[ast.NotIn()], comparators=[seen]), body=body, orelse=[])]:
            pass  # if x not in seen: seen.add(x); out.append(x)
        case [
            ast.If(test=ast.Compare(left=asked, ops=[ast.In()], comparators=[seen]), body=[ast.Continue()], orelse=[]),
            *body,
        ]:
            pass  # if x in seen: continue
        case _:
            return None
    calls = dict(map(_method_call, body))
    if not isinstance(seen, ast.Name) or len(body) != 2 or calls.keys() != {"add", "append"}:
        return None
    (filled, entered), (out, kept) = calls["add"], calls["append"]
    if not isinstance(out, ast.Name) or not at.same(filled, seen):
        return None
    if not all(at.same(item, name) for name in (asked, entered, kept)) or in_test(at):
        return None
    starts = _starts(node, seen, out, at)
    if starts is None or not is_plain_loop(node, at) or at.seen_after_error(out, node):
        return None
    if len(at.usages(seen)) != 2 or any(at.same(part, out) for part in ast.walk(node.iter)):
        return None  # the set is asked again
    return Match(
        node,
        "keeps a set and a list of the same elements: dict.fromkeys() does both at once",
        "review",
        "nothing may look at the list or the set while it grows",
        {"starts": starts, "out": out, "items": node.iter},
    )


def _method_call(statement: ast.stmt) -> tuple[str, tuple[ast.expr, ast.expr]]:
    """`out.append(x)` → ("append", (out, x)); ("", …) for other statements."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=receiver, attr=name), args=[item], keywords=[])):
            return name, (receiver, item)
        case _:
            return "", (ast.Constant(None), ast.Constant(None))


def _starts(node: ast.For, seen: ast.Name, out: ast.Name, at: Site) -> list[ast.stmt] | None:
    """`seen = set()` and `out = []` right before the loop."""
    found: list[ast.stmt] = []
    wanted = {seen.id: "set()", out.id: "[]"}
    statement: ast.stmt | None = node
    for _ in range(2):
        statement = at.previous(statement) if statement is not None else None
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ) if wanted.pop(name, None) == ast.unparse(value):
                found.append(statement)
            case _:
                return None
    return found if at.is_local(out) else None


def rewrite(match: Match, edit: Rewrite) -> None:
    for start in match.nodes["starts"]:
        edit.delete(start)
    out, template = match.nodes.get("out"), "list(dict.fromkeys({items}))"
    if out is None:
        edit.replace(match.node, template, items=match.nodes["items"])
    else:
        edit.replace(match.node, "{out} = " + template, out=out, items=match.nodes["items"])


RULE = Rule(
    slug="manual-dedupe",
    code="SLP139",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.For, ast.ListComp)),
    check=check,
    rewrite=rewrite,
    title="Use dict.fromkeys()",
    severity="info",
    examples=[
        Example(
            before="""\
def distinct(words):
    seen = set()
    out = []
    «for word in words:
        if word not in seen:
            seen.add(word)
            out.append(word)»
    return out
""",
            after="""\
def distinct(words):
    out = list(dict.fromkeys(words))
    return out
""",
            workload=lambda n: ([f"w{i % 99}" for i in range(n)],),
            same=[(["a", "b", "a"],), ([],), ("aba",), ([[]],), ([1, 1.0, True],)],
        ),
        Example(
            before="""\
def distinct(words):
    kept: list[str] = []
    known: set[str] = set()
    «for word in words:
        if word in known:
            continue
        kept.append(word)
        known.add(word)»
    return kept
""",
            after="""\
def distinct(words):
    kept = list(dict.fromkeys(words))
    return kept
""",
            workload=lambda n: ([f"w{i % 99}" for i in range(n)],),
            same=[(["a", "b", "a"],), ([],)],
        ),
        Example(
            before="""\
def distinct(words):
    seen = set()
    return «[word for word in words if not (word in seen or seen.add(word))]»
""",
            after="""\
def distinct(words):
    return list(dict.fromkeys(words))
""",
            workload=lambda n: ([f"w{i % 99}" for i in range(n)],),
            same=[(["a", "b", "a"],), ([],), ([[]],)],
        ),
        Example(
            before="""\
def distinct(words):
    known = set()
    kept = «[word for word in words if word not in known and not known.add(word)]»
    return kept
""",
            after="""\
def distinct(words):
    kept = list(dict.fromkeys(words))
    return kept
""",
            workload=lambda n: ([f"w{i % 99}" for i in range(n)],),
            same=[(["a", "b", "a"],), ([],)],
        ),
    ],
    clean=[
        """\
# The list has a beginning.
def f(xs):
    seen = set()
    out = [1]
    for x in xs:
        if x not in seen:
            seen.add(x)
            out.append(x)
    return out
""",
        """\
# The list is the module's.
def f(xs):
    global out
    seen = set()
    out = []
    for x in xs:
        if x not in seen:
            seen.add(x)
            out.append(x)
""",
        "# The repeated ones.\ndef f(xs, y):\n    s = set()\n    return [x for x in xs if (x in s or s.add(x))]\n",
        "# None of them.\ndef f(xs, y):\n    s = set()\n    return [x for x in xs if not (x not in s or s.add(x))]\n",
        "# None of them.\ndef f(xs, y):\n    s = set()\n    return [x for x in xs if x in s and not s.add(x)]\n",
        "# Both.\ndef f(xs, y):\n    s = set()\n    return [x for x in xs if not (x in s and s.add(x))]\n",
        "# Either.\ndef f(xs, y):\n    s = set()\n    return [x for x in xs if x not in s or not s.add(x)]\n",
        """\
# Something else is kept.
def f(xs, y):
    s = set()
    return [x.a for x in xs if not (x in s or s.add(x))]
""",
        """\
# Something else is kept.
def f(xs, y):
    s = set()
    return [y for x in xs if not (x in s or s.add(x))]
""",
        """\
# Something else is entered.
def f(xs, y):
    s = set()
    return [x for x in xs if not (x in s or s.add(y))]
""",
        """\
# Something else is asked.
def f(xs, y):
    s = set()
    return [x for x in xs if not (y in s or s.add(x))]
""",
        """\
# Another set is filled.
def f(xs, y):
    s = set()
    return [x for x in xs if not (x in s or y.add(x))], s
""",
        """\
# Another method.
def f(xs, y):
    s = set()
    return [x for x in xs if not (x in s or s.discard(x))]
""",
        """\
# The set has a beginning.
def f(xs, y):
    s = set(y)
    return [x for x in xs if not (x in s or s.add(x))]
""",
        """\
# The set comes from elsewhere.
def f(xs, y, s):
    y = set()
    return [x for x in xs if not (x in s or s.add(x))]
""",
        """\
# The set is used again.
def f(xs, y):
    s = set()
    return [x for x in xs if not (x in s or s.add(x))], s
""",
        """\
# Two loops.
def f(xs, y):
    s = set()
    return [x for y in y for x in y if not (x in s or s.add(x))]
""",
        "# Two elements.\ndef f(xs, y):\n    s = set()\n    return [x for x in (xs, y) if not (x in s or s.add(x))]\n",
        "# In a test.\ndef test_f(xs, y):\n    s = set()\n    return [x for x in xs if not (x in s or s.add(x))]\n",
        """\
# Something in between.
def f(xs, y):
    s = set()
    s.clear()
    return [x for x in xs if not (x in s or s.add(x))]
""",
        """\
# Each twice.
def f(xs):
    seen = set()
    out = []
    for x in xs:
        if x not in seen:
            seen.add(x)
            out.append(x)
            out.append(x)
    return out
""",
        """\
# Another set is filled.
def f(xs, ys):
    seen = set()
    out = []
    for x in xs:
        if x not in seen:
            ys.add(x)
            out.append(x)
    return out, seen
""",
        """\
# The set is used again.
def f(xs):
    seen = set()
    out = []
    for x in xs:
        if x not in seen:
            seen.add(x)
            out.append(x)
    return out, seen
""",
        """\
# Something else is asked.
def f(xs):
    seen = set()
    out = []
    for x in xs:
        if x.key not in seen:
            seen.add(x)
            out.append(x)
    return out
""",
        """\
# Something happens in between.
def f(xs):
    seen = set()
    out = []
    print(1)
    for x in xs:
        if x not in seen:
            seen.add(x)
            out.append(x)
    return out
""",
        """\
# Of an object.
def f(xs):
    seen = set()
    out = []
    for x in xs:
        if x not in seen:
            seen.add(x)
            out.list.append(x)
    return out
""",
        """\
# Of an object.
def f(xs, s):
    seen = set()
    out = []
    for x in xs:
        if x not in s.seen:
            s.seen.add(x)
            out.append(x)
    return out
""",
        """\
# Pairs.
def f(xs):
    seen = set()
    out = []
    for x, y in xs:
        if x not in seen:
            seen.add(x)
            out.append(x)
    return out
""",
        """\
# The repeated ones.
def f(xs):
    seen = set()
    out = []
    for x in xs:
        if x in seen:
            seen.add(x)
            out.append(x)
    return out
""",
        """\
# The last one is used.
def f(xs):
    seen = set()
    out = []
    for x in xs:
        if x not in seen:
            seen.add(x)
            out.append(x)
    return out, x
""",
        """\
# It runs over the list.
def f(xs):
    seen = set()
    out = []
    for x in out:
        if x not in seen:
            seen.add(x)
            out.append(x)
    return out
""",
        """\
# What else is done with the others.
def f(xs):
    seen = set()
    out = []
    for x in xs:
        if x not in seen:
            seen.add(x)
            out.append(x)
        else:
            print(x)
    return out
""",
        """\
# In a test.
def test_f(xs):
    seen = set()
    out = []
    for x in xs:
        if x not in seen:
            seen.add(x)
            out.append(x)
    return out
""",
        """\
# Names of the module.
xs = input()
seen = set()
out = []
for x in xs:
    if x not in seen:
        seen.add(x)
        out.append(x)
""",
        """\
# It is seen after an error.
def f(xs):
    out = None
    try:
        seen = set()
        out = []
        for x in xs:
            if x not in seen:
                seen.add(x)
                out.append(x)
    except ValueError:
        pass
    return out
""",
    ],
)
