"""`gc.collect()` in each pass of a loop. Leave it to the collector.

A full collection visits every container object of the program, whatever the pass has made. What no longer has
references is freed at once without it; the collector is only for cycles, and starts by itself when enough has piled up.
In a loop the collections easily take longer than the work.

**When not to bother**: the passes are few and each makes gigabytes in cycles.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import AntiExample, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    statement = at.statement(node)
    if not at.is_call(node, "gc.collect") or not at.repeating:
        return None
    conditions = [parent for parent in at.parents(node) if isinstance(parent, (ast.If, ast.ExceptHandler))]
    loop = at.repeating[0]
    if any(at.inside(condition, loop.node) for condition in conditions) or at.waits(loop) or loop.kind == "while":
        return None
    message = "visits every object of the program in each pass: memory without references is freed anyway"
    if not isinstance(statement, ast.Expr) or statement.value is not node:
        return Match(node, message)
    return Match(node, message, "review", "objects in reference cycles are freed later", {"statement": statement})


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.delete(match.nodes["statement"])


RULE = Rule(
    slug="gc-collect-in-loop",
    code="SLP907",
    family="folklore",
    stage="preview",
    severity="warning",
    triggers=Triggers(calls=frozenset({"collect"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Leave it to the collector",
    examples=[
        AntiExample(
            before="""\
import gc


def sizes(texts):
    found = []
    for text in texts:
        words = text.split()
        found.append(len(words))
        del words
        «gc.collect()»
    return found
""",
            after="""\
import gc


def sizes(texts):
    found = []
    for text in texts:
        words = text.split()
        found.append(len(words))
        del words
    return found
""",
            workload=lambda n: (["a b c"] * n,),
            same=[([],), (["a b"],)],
        ),
        AntiExample(
            before="""\
import gc


def freed(texts):
    found = []
    for text in texts:
        found.append(«gc.collect()» >= 0)
    return found
"""
        ),
    ],
    clean=[
        """\
# Once; three passes; now and then; until nothing is left.
import gc


def f(xs):
    gc.collect()
    for _ in range(3):
        gc.collect()
    for i, x in enumerate(xs):
        if i % 1000 == 0:
            gc.collect()
    while gc.collect():
        pass
""",
        """\
# Another collect.
def f(xs, statistics):
    for x in xs:
        statistics.collect()
""",
        """\
# Each pass waits for something.
import gc
import time


def f(xs):
    for x in xs:
        gc.collect()
        time.sleep(1)
""",
        """\
# After a failure.
import gc


def f(xs):
    for x in xs:
        try:
            x()
        except MemoryError:
            gc.collect()
""",
    ],
)
