"""Importing in each pass of a loop.

An `import` statement looks up the module, and `from … import` each name, every time that it is executed, also when the
module is long loaded. Before the loop (or at the top of the module) it is executed once.

**When not to bother**: the loop makes only a few passes.

**Why the fix needs review**: the module is imported even if there is no pass.
"""

from __future__ import annotations

import ast

from ...semantics.questions.invariants import is_cold
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Import | ast.ImportFrom, at: Site) -> Match | None:
    if at.function is None or not at.repeating or is_cold(at):
        return None
    loop = at.loop
    if loop is None:  # cheap
        return None
    if node not in loop.body:
        return None  # in a branch, which may be rare
    anchor = at.anchor(at.loops[-1])
    return Match(
        node,
        "is executed in each pass: import before the loop",
        "review" if anchor is not None else None,
        "the module is imported even if there is no pass" if anchor is not None else "",
        {"anchor": anchor},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.insert_before(match.nodes["anchor"], "{text}", text=edit.text(match.node))
    edit.delete(match.node)  # pyright: ignore[reportArgumentType]


RULE = Rule(
    slug="import-in-loop",
    code="SLP156",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.Import, ast.ImportFrom), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Import before the loop",
    severity="info",
    also=("PLC0415",),
    examples=[
        Example(
            before="""\
def roots(numbers):
    found = []
    for number in numbers:
        «from math import sqrt»
        found.append(sqrt(number))
    return found
""",
            after="""\
def roots(numbers):
    found = []
    from math import sqrt
    for number in numbers:
        found.append(sqrt(number))
    return found
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 4],), ([],)],
        ),
        Example(
            before="""\
def lengths(rows):
    total = 0
    for row in rows:
        for cell in row:
            «import json»
            total += len(json.dumps(cell))
    return total
""",
            after="""\
def lengths(rows):
    total = 0
    import json
    for row in rows:
        for cell in row:
            total += len(json.dumps(cell))
    return total
""",
            workload=lambda n: ([[1, "a"]] * n,),
            same=[([[1, 2], ["a"]],), ([],)],
        ),
    ],
    clean=[
        """\
# Once.
def f(xs):
    import json
    return [json.dumps(x) for x in xs]
""",
        """\
# Only where it is needed.
def f(xs):
    for x in xs:
        if x is None:
            import json
            print(json.dumps(x))
""",
        """\
# On import.
for name in dir():
    import json
    print(json.dumps(name))
""",
        """\
# Three passes.
def f(x):
    for y in (1, 2, 3):
        import json
        print(json.dumps(x), y)
""",
        """\
# The loop is left right after.
def f(xs):
    while xs:
        import json
        return json.dumps(xs)
""",
        """\
# In a test nobody waits for it.
def test_f(xs):
    for x in xs:
        import json
        print(json.dumps(x))
""",
    ],
)
