"""Building the same table of constants in every call, to look something up in it.

`{"and": all, "or": any}[word]` in a function builds the whole dict each time that the function runs: one look-up costs
as much as storing all entries. As a constant of the module (or of the class) the dict is built once, on import, and the
function is left with the look-up. The same goes for a local name of such a dict or set that is only read.

**When not to bother**: the function runs once or twice, or does much more than that.
"""

from __future__ import annotations

import ast

from ...semantics.questions.constants import is_constant_table, looked_up
from ...semantics.site import Site
from ..declaration import Example, Match, Option, Rule, Triggers

ENOUGH = Option(
    "entries", 4, "Entries from which on a table with a name is reported; one without a name always is.", least=2
)


def check(node: ast.Dict | ast.Set, at: Site) -> Match | None:
    elements = node.keys if isinstance(node, ast.Dict) else node.elts
    if len(elements) < 2 or not isinstance(at.function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return None
    parent = at.parent(node)
    name = parent.targets[0] if isinstance(parent, ast.Assign) else None
    if isinstance(name, ast.Name):
        reads = at.usages(name)  # none of a name that is not local
        assert isinstance(parent, ast.Assign)
        if len(elements) < ENOUGH.at(at) or at.only_value(name) is not node or len(parent.targets) > 1:
            return None
        if not reads or not all(looked_up(at, read.node) for read in reads):
            return None
    elif isinstance(node, ast.Set) or not looked_up(at, node):
        return None  # x in {1, 2}: the compiler makes a constant of it, or a few comparisons do
    if not is_constant_table(at, node):
        return None
    kind = "dict" if isinstance(node, ast.Dict) else "set"
    where = "in each pass" if at.repeating else "in each call"
    return Match(node, f"builds a {kind} of constants {where} to look something up: make it a constant of the module")


RULE = Rule(
    slug="constant-rebuilt-per-call",
    code="SLP142",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.Dict, ast.Set)),
    check=check,
    options=(ENOUGH,),
    severity="info",
    examples=[
        Example(
            before="""\
def scale(values, unit):
    return [value * «{"m": 1, "km": 1000, "cm": 0.01, "mm": 0.001}»[unit] for value in values]
""",
            after="""\
FACTORS = {"m": 1, "km": 1000, "cm": 0.01, "mm": 0.001}


def scale(values, unit):
    return [value * FACTORS[unit] for value in values]
""",
            workload=lambda n: (list(range(n)), "km"),
            same=[([1, 2], "m"), ([], "x"), ([1], "x")],
        ),
        Example(
            before="""\
import operator


def evaluate(steps):
    total = 0
    for sign, number in steps:
        signs = «{"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}»
        if sign in signs:
            total = signs[sign](total, number)
    return total
""",
        ),
    ],
    clean=[
        """\
# A second name hands it out.
def f(k):
    table = kept = {1: 2, 3: 4, 5: 6, 7: 8}
    print(table[k])
    return kept
""",
        """\
# Sometimes it is another one.
def f(k, other):
    table = {1: 2, 3: 4, 5: 6, 7: 8}
    if k > 9:
        table = other
    return table[k]
""",
        """\
# Never looked at.
def f(k):
    table = {1: 2, 3: 4, 5: 6, 7: 8}
    return k
""",
        """\
# Handed out: the caller may change it.
def f():
    table = {1: 2, 3: 4, 5: 6, 7: 8}
    return table
""",
        """\
# Given to a function.
def f(g):
    return g({1: 2, 3: 4, 5: 6, 7: 8})
""",
        """\
# Not all of it is constant.
def f(a, k):
    return {1: a, 2: 4}[k]
""",
        """\
# Changed later.
def f(k):
    table = {1: 2, 3: 4, 5: 6, 7: 8}
    table[9] = 10
    return table[k]
""",
        """\
# Built once.
TABLE = {1: 2, 3: 4, 5: 6, 7: 8}
def f(k):
    return TABLE[k]
""",
        """\
# One entry.
def f(k):
    return {1: 2}.get(k)
""",
        """\
# A few, with a name.
def f(k):
    table = {1: 2, 3: 4}
    return table[k]
""",
        """\
# Sometimes another.
def f(k, table):
    if not table:
        table = {1: 2, 3: 4, 5: 6, 7: 8}
    return table[k]
""",
        """\
# The compiler makes a constant of it.
def f(k):
    return k in {1, 2, 3, 4}
""",
        """\
# A lambda, which has no room for more.
f = lambda k: {1: 2, 3: 4}[k]
""",
    ],
)
