"""Going on with a search whose answer is already known.

`for x in xs: if x == wanted: found = True` looks at all elements even when the first one settles it. With a `break`
after the assignment (or as `any(x == wanted for x in xs)`) the search stops at the first hit, which on average saves
half of the work or far more.

**When not to bother**: there are only a few elements.

**Why the fix needs review**: the condition is not evaluated for the elements after the first hit, and an iterator is
not used up.
"""

from __future__ import annotations

import ast
import re

from ...semantics.questions.invariants import is_cold
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.For, at: Site) -> Match | None:
    if len(node.body) != 1 or node.orelse or not isinstance(node.body[0], ast.If):
        return None
    test = node.body[0]
    if test.orelse or not all(map(_is_flag, test.body)):
        return None
    flags = {target.id for statement in test.body for target in getattr(statement, "targets", ())}
    loop = at.loop_of(node)
    if loop.few or is_cold(at):
        return None
    for part in ast.walk(test.test):
        if isinstance(part, (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)):
            return None
        if isinstance(part, ast.Call) and not _only_looks(part):
            return None
        if isinstance(part, ast.Name) and part.id in flags:
            return None  # `if x > 0 and not found`
    if not at.stays_in(node.target, loop):
        return None
    last = test.body[-1]
    return Match(
        node,
        "goes on after the answer is known: leave the loop at the first hit",
        "review",
        "the condition is not evaluated any more after the first hit",
        {"last": last},
        end=last,
    )


_LOOKS = re.compile(
    r"_*(?:(?:is|has|can|contains|starts|ends|matches)_?\w*|get|lower|upper|strip|split|find|count|match|search|fullmatch"
    r"|len|getattr|abs|any|all|type|sorted|set|tuple|str|int|float|ord|min|max|sum|bool"
    r"|fnmatch|equals|keys|values|items|startswith|endswith|basename|dirname|join|replace)"
)


def _only_looks(call: ast.Call) -> bool:
    """A builtin, or what by its name compares, asks or takes apart."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return bool(_LOOKS.fullmatch(name)) and name != "is_valid"  # which leaves behind what is wrong


def _is_flag(statement: ast.stmt) -> bool:
    """`found = True`"""
    if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Constant):
        return False
    return all(isinstance(target, ast.Name) for target in statement.targets)


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.insert_after(match.nodes["last"], "break")


RULE = Rule(
    slug="missing-early-exit",
    code="SLP154",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.For,)),
    check=check,
    rewrite=rewrite,
    title="Leave the loop at the first hit",
    also=("SIM110",),
    examples=[
        Example(
            before="""\
def describe(words, wanted):
    known = False
    «for word in words:
        if word.lower() == wanted:
            known = True»
    return "known" if known else "new"
""",
            after="""\
def describe(words, wanted):
    known = False
    for word in words:
        if word.lower() == wanted:
            known = True
            break
    return "known" if known else "new"
""",
            workload=lambda n: ([f"w{i}" for i in range(n)], "w1"),
            same=[(["A", "b"], "a"), ([], "a"), (["x"], "a")],
            differs=[(["a", 1], "a")],
        ),
        Example(
            before="""\
def spread(rows, limit):
    flat = True
    «for low, high in rows:
        if high - low > limit:
            flat = False»
    return flat
""",
            after="""\
def spread(rows, limit):
    flat = True
    for low, high in rows:
        if high - low > limit:
            flat = False
            break
    return flat
""",
            workload=lambda n: ([(i, 2 * i) for i in range(n)], 3),
            same=[([(1, 2), (1, 9)], 3), ([], 0)],
            differs=[([(1, 9), (1, None)], 3)],
        ),
        Example(
            before="""\
def both(words, more, wanted):
    for word in words:
        print(word)
    known = False
    «for word in words:
        if len(word) > 3 and word == wanted:
            known = True»
    for word in more:
        print(word)
    return known
""",
        ),
    ],
    clean=[
        """\
# More is done with each.
def f(xs):
    found = False
    for x in xs:
        if x:
            found = True
        print(x)
    return found
""",
        """\
# Its body is a loop.
def f(xs):
    found = False
    for x in xs:
        while x.more:
            found = True
    return found
""",
        """\
# All forms are to say what is wrong with them.
def f(forms):
    valid = True
    for form in forms:
        if not form.is_valid():
            valid = False
    return valid
""",
        """\
# What it calls does the work.
def f(self, actions):
    changed = False
    for action in actions:
        if action.execute(self):
            changed = True
    return changed
""",
        """\
# Each takes the next line.
def f(xs, lines):
    found = False
    for x in xs:
        if next(lines) == x:
            found = True
    return found
""",
        """\
# It leaves.
def f(xs):
    found = False
    for x in xs:
        if x:
            found = True
            break
    return found
""",
        """\
# The last one counts.
def f(xs):
    found = None
    for x in xs:
        if x:
            found = x
    return found
""",
        """\
# Something else is done with each.
def f(xs):
    found = False
    for x in xs:
        print(x)
        if x:
            found = True
    return found
""",
        """\
# It can be unset.
def f(xs):
    found = False
    for x in xs:
        if x:
            found = True
        else:
            found = False
    return found
""",
        """\
# What else there is takes place after all passes.
def f(xs):
    found = False
    for x in xs:
        if x:
            found = True
    else:
        print(1)
    return found
""",
        """\
# The last element is used.
def f(xs):
    found = False
    for x in xs:
        if x:
            found = True
    return found, x
""",
        """\
# Each is taken out.
def f(xs, queue):
    found = False
    for x in xs:
        if queue.pop() == x:
            found = True
    return found
""",
        """\
# Evaluating it may do something.
def f(xs):
    found = False
    for x in xs:
        if (y := x):
            found = True
    return found, y
""",
        """\
# Three elements.
def f(a, b, c):
    found = False
    for x in (a, b, c):
        if x:
            found = True
    return found
""",
        """\
# It looks at the answer itself.
def f(xs):
    found = False
    for x in xs:
        if x and not found:
            found = True
    return found
""",
        """\
# On import.
import sys
found = False
for x in sys.path:
    if x == '':
        found = True
""",
        """\
# In a test nobody waits for it.
def test_f(xs):
    found = False
    for x in xs:
        if x:
            found = True
    assert found
""",
        """\
# Two names of the module.
def f(xs):
    global x
    found = False
    for x in xs:
        if x:
            found = True
    return found
""",
        """\
# An attribute, which others may look at.
def f(self, xs):
    for x in xs:
        if x:
            self.found = True
""",
    ],
)
