"""Evaluating a condition for all elements before `any()` or `all()` sees the first.

`any([check(x) for x in xs])` calls `check` for every x, keeps the answers in a list, and then looks at them.
`any(check(x) for x in xs)` stops at the first answer that decides.

The rule speaks only where the condition calls something: without a call a list is as fast as a generator where nothing
decides early, or faster.

**When not to bother**: there are never more than a few elements, or the answer is hardly ever known before the last.

**Why the fix needs review**: the calls after the deciding one are no longer made, which shows where they have an
effect or may fail.
"""

from __future__ import annotations

import ast
import re

from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_ACTS = re.compile(
    r"_*(is_valid|valid|check_|save|send|write|update|add|remove|pop|run|apply|delete|set_|ensure|await)"
)
"""Names of what is called for what it does, too: `all([form.is_valid() for form in forms])` collects all errors."""


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or not isinstance(made := node.args[0], ast.ListComp):
        return None
    calls = [part.func for part in ast.walk(made.elt) if isinstance(part, ast.Call)]
    if not calls or any(_ACTS.match(getattr(func, "attr", getattr(func, "id", ""))) for func in calls):
        return None
    if any(generator.is_async or at.is_small(generator.iter) for generator in made.generators):
        return None
    if any(isinstance(part, (ast.Await, ast.NamedExpr, ast.Yield, ast.YieldFrom)) for part in ast.walk(made)):
        return None
    if not at.is_call(node, "builtins.any", "builtins.all") or in_test(at):
        return None
    name = node.func.id if isinstance(node.func, ast.Name) else "any"
    return Match(
        node,
        f"calls for every element before {name}() looks at the first answer: a generator stops where it decides",
        "review",
        "the calls after the deciding one are no longer made",
        {"made": made},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    made = match.nodes["made"]
    assert isinstance(match.node, ast.Call)
    edit.replace(match.node, "{func}({made})", func=match.node.func, made=edit.text(made)[1:-1].strip())


RULE = Rule(
    slug="any-all-listcomp",
    code="SLP126",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"any", "all"})),
    check=check,
    rewrite=rewrite,
    title="Stop where it decides",
    also=("C419", "R1729"),
    examples=[
        Example(
            before="""\
def mentions(lines, word):
    return «any([word in line.split() for line in lines])»
""",
            after="""\
def mentions(lines, word):
    return any(word in line.split() for line in lines)
""",
            workload=lambda n: (["a b c"] * n, "a"),
            same=[(["a b", "c"], "b"), (["a"], "b"), ([], "a")],
            differs=[(["a", 1], "a")],
        ),
        Example(
            before="""\
def accepted(tests, item):
    return «all([test(item) for test in tests])»
""",
            after="""\
def accepted(tests, item):
    return all(test(item) for test in tests)
""",
            workload=lambda n: ([str.isdigit] * n, "a"),
            same=[([str.isdigit, str.isupper], "A"), ([], 1)],
            differs=[([str.isdigit, len, 1], "a")],
        ),
    ],
    clean=[
        """\
# Each form notes its own errors.
def f(forms):
    return all([form.is_valid() for form in forms])
""",
        "# In a test it costs nobody anything.\ndef test_f(xs, g):\n    return any([g(x) for x in xs])\n",
        "# Without a call a list is no slower.\ndef f(xs):\n    return any([x > 1 for x in xs])\n",
        "# A generator already.\ndef f(xs, g):\n    return any(g(x) for x in xs)\n",
        "# A list that there is.\ndef f(xs):\n    return any(xs)\n",
        "# It waits for each.\nasync def f(xs, g):\n    return any([await g(x) for x in xs])\n",
        "# It waits for each.\nasync def f(xs, g):\n    return any([g(x) async for x in xs])\n",
        "# Two elements.\ndef f(a, b, g):\n    return any([g(x) for x in (a, b)])\n",
        "# Another function.\ndef f(xs, g, any):\n    return any([g(x) for x in xs])\n",
        """\
# Another function.
def f(o, xs, g):
    return o.any([g(x) for x in xs], 1), o.any([g(x) for x in xs], a=1)
""",
    ],
)
