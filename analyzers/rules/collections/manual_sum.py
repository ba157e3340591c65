"""Adding up numbers in a loop.

`for x in xs: total += x` runs several instructions for each element; `sum(xs)` adds in C, and `sum(map(len, words))`
also calls `len` from there.

**When not to bother**: there are only ever a few elements.

**Why the fix needs review**: the elements must be numbers. Of floats, `sum()` rounds better since Python 3.12, and so
gives other last digits.
"""

from __future__ import annotations

import ast

from ...semantics.questions.assurances import is_hidden_from_others
from ...semantics.questions.filling import empty_start, is_plain_loop
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_COUNTS = ("builtins.len", "builtins.ord", "builtins.abs", "builtins.int", "builtins.float")


def check(node: ast.For, at: Site) -> Match | None:
    match node.body:
        case [ast.AugAssign(target=ast.Name() | ast.Attribute() as total, op=ast.Add(), value=added)]:
            pass
        case [
            ast.Assign(
                targets=[ast.Name() | ast.Attribute() as total],
                value=ast.BinOp(left=ast.Name() | ast.Attribute() as old, op=ast.Add(), right=added),
            )
        ] if at.same(total, old):
            pass
        case _:
            return None
    function = None
    if at.is_call(added, *_COUNTS):
        assert isinstance(added, ast.Call)
        if len(added.args) == 1 and not added.keywords:
            function, added = added.func, added.args[0]  # total += len(x)
    if not at.same(added, node.target) or in_test(at):
        return None
    grown = at.type(total)  # a number only if what is added is one
    if not grown.is_("int", "float"):
        return None
    if not is_plain_loop(node, at) or at.same(total, node.target):
        return None
    start = empty_start(node, total, at, "0")
    exact = grown.is_("int") and not grown.declared
    safe = exact and is_hidden_from_others(at, total) and not at.seen_after_error(total, node)  # pyright: ignore[reportArgumentType]
    return Match(
        node,
        "adds one number after the other: sum() adds them in C",
        "safe" if safe else "review",
        "" if safe else "the elements must be numbers, and floats may be rounded otherwise",
        {"total": total, "function": function, "start": start},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    assert isinstance(match.node, ast.For)
    total, function, start = (match.nodes[name] for name in ("total", "function", "start"))
    items = "{items}" if function is None else "map({function}, {items})"
    holes: dict[str, ast.AST] = {"total": total, "items": match.node.iter}
    if function is not None:
        holes["function"] = function
    if start is not None:
        edit.delete(start)
    edit.replace(match.node, f"{{total}} {'+' if start is None else ''}= sum({items})", **holes)


RULE = Rule(
    slug="manual-sum",
    code="SLP118",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.For,)),
    check=check,
    rewrite=rewrite,
    title="Use sum()",
    severity="info",
    examples=[
        Example(
            before="""\
def characters(lines):
    total = 0
    «for line in lines:
        total += len(line)»
    return total
""",
            after="""\
def characters(lines):
    total = sum(map(len, lines))
    return total
""",
            workload=lambda n: (["ab"] * n,),
            same=[(["a", "bb"],), ([],), ([1],)],
        ),
        Example(
            before="""\
def total(prices: list[float], rest: float):
    «for price in prices:
        rest = rest + price»
    return rest
""",
            after="""\
def total(prices: list[float], rest: float):
    rest += sum(prices)
    return rest
""",
            workload=lambda n: (list(range(n)), 1),
            same=[([1.5, 2.5], 0.0), ([], 1)],
            differs=[(["a"], "b")],
        ),
    ],
    clean=[
        """\
# A function of the module, which may do more.
def g(x):
    return 1


def f(xs):
    t = 0
    for x in xs:
        t += g(x)
    return t
""",
        """\
# In another base.
def f(xs):
    t = 0
    for x in xs:
        t += int(x, base=2)
    return t
""",
        """\
# What is added is not known.
class C:
    t: int

    def f(self, xs):
        for x in xs:
            self.t += x
""",
        "# What is added is not known.\ndef f(xs):\n    t = 0\n    for x in xs:\n        t += x\n    return t\n",
        """\
# What it is added to is not known.
def f(xs: list[int], t):
    for x in xs:
        t += x
    return t
""",
        "# A part of each.\ndef f(xs):\n    t = 0\n    for x in xs:\n        t += x.size\n    return t\n",
        "# Of another.\ndef f(xs, y: int):\n    t = 0\n    for x in xs:\n        t += y\n    return t\n",
        "# Texts.\ndef f(xs: list[str]):\n    t = ''\n    for x in xs:\n        t += x\n    return t\n",
        "# Multiplied.\ndef f(xs: list[int]):\n    t = 1\n    for x in xs:\n        t *= x\n    return t\n",
        "# Another one.\ndef f(xs: list[int], s: int):\n    for x in xs:\n        t = s + x\n    return t\n",
        "# Another len.\ndef f(xs, len):\n    t = 0\n    for x in xs:\n        t += len(x)\n    return t\n",
        """\
# The last one is used.
def f(xs: list[int]):
    t = 0
    for x in xs:
        t += x
    return t, x
""",
        """\
# In a test it costs nobody anything.
def test_f(xs: list[int]):
    t = 0
    for x in xs:
        t += x
    return t
""",
        "# Itself.\ndef f(xs: list[int]):\n    for x in xs:\n        x += x\n",
    ],
    unsafe=[
        """\
# Rounded otherwise.
def f(s):
    t = 0.0
    for x in [float(w) for w in str(s).split()]:
        t += x
    return t
""",
        """\
# A float.
def f(s):
    xs = [len(w) for w in str(s).split()]
    t = 0.5
    for x in xs:
        t += x
    return t
""",
        """\
# So it is said.
def f(xs: list[int]):
    t = 0
    for x in xs:
        t += x
    return t
""",
        """\
# So it is said.
def f(s, t: int):
    for x in [len(w) for w in str(s).split()]:
        t += x
    return t
""",
        """\
# The object's.
class C:
    def __init__(self):
        self.t = 0

    def f(self, s):
        for x in [len(w) for w in str(s).split()]:
            self.t += x
""",
        """\
# Seen after an error.
def f(xs, g):
    t = 0
    try:
        for x in xs:
            t += len(x)
    except TypeError:
        g(t)
""",
    ],
)
