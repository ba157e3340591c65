"""Asking a text about one beginning or ending after the other.

`any(name.startswith(prefix) for prefix in prefixes)` runs a generator, and calls a method in each of its passes.
`startswith()` and `endswith()` take a tuple of texts, too, and go through it in C: `name.startswith(tuple(prefixes))`,
or `name.startswith(prefixes)` where the prefixes are kept in a tuple from the beginning.

**When not to bother**: it is asked now and then. Of many prefixes of which one of the first mostly fits, making the
tuple may cost more than it saves, unless it is made once.

**Why the fix needs review**: what is asked must be a text, and the prefixes texts, none of them a tuple; an iterator is
used up whole.
"""

from __future__ import annotations

import ast
from typing import Any

from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_OF = ("builtins.any", "builtins.all")
_TEXTS = ("str", "bytes", "bytearray")


def check(node: ast.Call, at: Site) -> Match | None:
    match node:
        case ast.Call(func=ast.Attribute(value=text, attr=method), args=[ast.Name() as part], keywords=[]):
            pass
        case _:
            return None
    found = _all_asked(node, at)
    if found is None:
        return None
    loop, whole, negated = found
    match loop:
        case ast.comprehension(target=ast.Name(id=name), ifs=[], is_async=0) | ast.For(target=ast.Name(id=name)):
            pass
        case _:
            return None
    if name != part.id or any(isinstance(inner, ast.Name) and inner.id == name for inner in ast.walk(text)):
        return None
    if any(isinstance(inner, (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)) for inner in ast.walk(whole)):
        return None
    kind, parts, element = at.type(text), at.type(loop.iter), at.type(part)
    if (kind.known and not kind.is_(*_TEXTS)) or (element.known and not element.is_(*_TEXTS)):
        return None
    if at.size(loop.iter) == 1 or at.function is None or in_test(at):
        return None
    if isinstance(text, ast.Attribute) and text.attr == "str":
        return None
    plain = parts.is_("tuple")
    return Match(
        whole if isinstance(whole, ast.Call) else node,
        f"asks about one after the other: {method}() takes a tuple of them, and goes through it in C",
        "review",
        "what is asked must be a text, and what it is asked about texts",
        {"whole": whole, "method": method, "text": text, "parts": loop.iter, "negated": negated, "plain": plain},
    )


def _all_asked(call: ast.Call, at: Site) -> tuple[ast.comprehension | ast.For, ast.expr | ast.For, bool] | None:
    """The loop that asks it about each part, what is written for it, and whether the answer is turned round."""
    parent: Any = at.parent(call)
    negated = isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not)
    if negated:
        parent = at.parent(parent)
    if isinstance(parent, ast.GeneratorExp) and len(parent.generators) == 1:
        whole: Any = at.parent(parent)
        return (parent.generators[0], whole, negated) if at.is_call(whole, _OF[negated]) else None
    match parent:
        case ast.If(test=test, body=[ast.Return(value=None | ast.Constant())], orelse=[]) if test is call:
            loop = at.parent(parent)
        case _:
            return None
    match loop:
        case ast.For(target=ast.Name() as target, body=[_], orelse=[]):
            later = [usage for usage in at.usages(target) if not at.inside(usage.node, loop)]
            return None if later else (loop, loop, False)
        case _:
            return None


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    parts, whole = nodes["parts"], nodes["whole"]
    if isinstance(parts, (ast.List, ast.Set)) and len(parts.elts) > 1:
        taken = f"({edit.text(parts)[1:-1]})"
    else:
        taken = edit.text(parts) if nodes["plain"] else f"tuple({edit.text(parts)})"
    holes = {"text": nodes["text"], "method": nodes["method"], "parts": taken}
    if isinstance(whole, ast.For):
        [asked] = whole.body
        answer = edit.text(asked.body[0])  # pyright: ignore[reportAttributeAccessIssue]
        edit.replace(whole, "if {text}.{method}({parts}):\n    {answer}", answer=answer, **holes)
    else:
        edit.replace(whole, ("not " if nodes["negated"] else "") + "{text}.{method}({parts})", **holes)


RULE = Rule(
    slug="any-startswith",
    code="SLP216",
    family="strings",
    stage="preview",
    triggers=Triggers(calls=frozenset({"startswith", "endswith"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Ask about all of them at once",
    severity="info",
    examples=[
        Example(
            before="""\
IGNORED = ("_", "tmp", "~")


def shown(names, suffixes):
    found = []
    for name in names:
        if «any(name.startswith(prefix) for prefix in IGNORED)»:
            continue
        if not «any(name.lower().endswith(suffix) for suffix in suffixes)»:
            found.append(name)
    return found
""",
            after="""\
IGNORED = ("_", "tmp", "~")


def shown(names, suffixes):
    found = []
    for name in names:
        if name.startswith(IGNORED):
            continue
        if not name.lower().endswith(tuple(suffixes)):
            found.append(name)
    return found
""",
            workload=lambda n: ([f"w{i}" for i in range(n)], [".bak", ".tmp", ".old"]),
            same=[(["a.py", "_b", "c.BAK"], [".bak"]), ([], []), (["a"], [])],
            differs=[(["a"], [(".py", ".pyc")])],
        ),
        Example(
            before="""\
import builtins


def kinds(file, prefixes, more):
    path = str(file)
    yield «builtins.all(not path.startswith(p) for p in prefixes)» and «any(path.endswith(e) for e in [".py", ".pyi"])»
    yield «any(file.__class__.__name__.endswith(e) for e in [*more])»
""",
            after="""\
import builtins


def kinds(file, prefixes, more):
    path = str(file)
    yield not path.startswith(tuple(prefixes)) and path.endswith((".py", ".pyi"))
    yield file.__class__.__name__.endswith(tuple([*more]))
""",
            workload=lambda n: ("a.py", [f"x{i}" for i in range(n)], [".c"]),
            same=[("a.py", ["b"], [".c"]), ("b.py", ["b"], [".py"]), ("", [], [])],
        ),
        Example(
            before="""\
def is_local(address: str, prefixes):
    for prefix in prefixes:
        if «address.startswith(prefix)»:
            return True
    return False
""",
            after="""\
def is_local(address: str, prefixes):
    if address.startswith(tuple(prefixes)):
        return True
    return False
""",
            workload=lambda n: ("192.168.1.1", [f"10.{i % 200}." for i in range(n)]),
            same=[("10.0.0.1", ["192.", "10."]), ("8.8.8.8", []), ("", ["a"])],
            differs=[("10.0.0.1", [("10.",)])],
        ),
    ],
    clean=[
        "# One of several texts begins so.\ndef f(xs, p):\n    return any(x.startswith(p) for x in xs)\n",
        "# What begins is made of it.\ndef f(ps):\n    return any(p.lower().startswith(p) for p in ps)\n",
        "# Some of them.\ndef f(x, ps):\n    return any(x.startswith(p) for p in ps if p)\n",
        "# Two loops.\ndef f(x, ps):\n    return any(x.startswith(p) for q in ps for p in q)\n",
        "# A column of texts.\ndef f(df, ps):\n    return any(df.str.startswith(p) for p in ps)\n",
        "# One.\ndef f(x, p):\n    return any(x.startswith(p) for p in [p])\n",
        "# From a place on.\ndef f(x, ps, n):\n    return any(x.startswith(p, n) for p in ps)\n",
        "# All of them.\ndef f(x, ps):\n    return all(x.startswith(p) for p in ps)\n",
        "# One that does not fit.\ndef f(x, ps):\n    return any(not x.startswith(p) for p in ps)\n",
        "# Another function.\ndef f(x, ps, any):\n    return any(x.startswith(p) for p in ps)\n",
        "# Not a text.\ndef f(x: int, ps):\n    return any(x.startswith(p) for p in ps)\n",
        "# Tuples of prefixes.\ndef f(x, ps: list[tuple[str, str]]):\n    return any(x.startswith(p) for p in ps)\n",
        "# A list of the answers.\ndef f(x, ps):\n    return list(x.startswith(p) for p in ps)\n",
        "# In a test it costs nobody anything.\ndef test_f(x, ps):\n    assert any(x.startswith(p) for p in ps)\n",
        "# Once, on import.\nimport sys\nx = any(sys.platform.startswith(p) for p in sys.argv)\n",
        "# It waits for each.\nasync def f(x, ps):\n    return any([x.startswith(p) async for p in ps])\n",
        "# Another one is asked about.\ndef f(x, ps, q):\n    return any(x.startswith(q) for p in ps)\n",
        "# Two loops: the second says it.\ndef f(x, ps):\n    return any(x.startswith(p) for p in ps for q in p)\n",
        "# Turned into a number.\ndef f(x, ps):\n    return all(~x.startswith(p) for p in ps)\n",
        """\
# It waits for the text each time.
async def f(x, ps):
    for p in ps:
        if (await x()).startswith(p):
            return True
""",
        """\
# While there is some.
def f(read, p):
    while x := read():
        if x.startswith(p):
            return True
""",
        """\
# It keeps each.
def f(x, ps):
    for y in ps:
        if x.startswith(p := y):
            return p
""",
        """\
# Which one it is matters.
def f(x, ps):
    for p in ps:
        if x.startswith(p):
            return p
""",
        """\
# Something else is done for each.
def f(x, ps):
    for p in ps:
        if x.startswith(p):
            return True
        print(p)
""",
        """\
# And otherwise.
def f(x, ps):
    for p in ps:
        if x.startswith(p):
            return True
        else:
            return False
""",
        """\
# And after the last.
def f(x, ps):
    for p in ps:
        if x.startswith(p):
            return True
    else:
        print(x)
    return False
""",
        """\
# The last one is used later.
def f(x, ps):
    for p in ps:
        if x.startswith(p):
            return True
    return p
""",
        """\
# Pairs.
def f(x, ps):
    for p, q in ps:
        if x.startswith(p):
            return q
""",
        """\
# While there are any.
def f(x, ps):
    while ps:
        p = ps.pop()
        if x.startswith(p):
            return True
""",
    ],
)
