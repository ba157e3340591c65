"""Copying the same object, whole, in every pass of a loop.

`copy.deepcopy(TEMPLATE)` goes through all that the object holds and remembers each part in a dict: some microseconds
for every one. Where only the top changes, `copy.copy()` or `{**TEMPLATE, "id": key}` does; where a function makes the
object, calling it once more is quicker than copying its result.

**When not to bother**: the object is small and the loop short, or each copy is changed deep inside.
"""

from __future__ import annotations

import ast

from slowspot.analyzers.rules.declaration import Example, Match, Option, Rule, Triggers
from slowspot.analyzers.semantics.site import Site

COPIERS = Option("copiers", ("copy.deepcopy",), "Full names of the functions that copy an object with all it holds.")


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or not at.is_call(node, *COPIERS.at(at)):
        return None
    path = at.dotted(node.args[0])
    if path is None or any(path.partition(".")[0] in loop.bound for loop in at.repeating) or not at.repeating:
        return None
    return Match(node, f"copies {path} with all it holds in every pass: copy what changes, or make it anew")


RULE = Rule(
    slug="deepcopy-in-loop",
    code="DUP101",
    family="memory",
    stage="stable",
    triggers=Triggers(nodes=(ast.Call,), in_loop=True),
    check=check,
    options=(COPIERS,),
    examples=[
        Example(
            before="""\
import copy

DEFAULTS = {"tags": [], "limits": {"low": 0, "high": 9}}


def rows(keys):
    found = []
    for key in keys:
        row = «copy.deepcopy(DEFAULTS)»
        row["key"] = key
        found.append(row)
    return found
""",
            after="""\
import copy

DEFAULTS = {"tags": [], "limits": {"low": 0, "high": 9}}


def rows(keys):
    found = []
    for key in keys:
        row = {"tags": [], "limits": {"low": 0, "high": 9}}
        row["key"] = key
        found.append(row)
    return found
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 2],), ([],)],
        ),
    ],
    clean=[
        """\
# Another object in each pass.
import copy


def snapshots(objects):
    return [copy.deepcopy(each) for each in objects]
""",
        """\
# One copy, before the loop.
import copy


def rows(template, keys):
    row = copy.deepcopy(template)
    for key in keys:
        row[key] = key
    return row
""",
        """\
# A shallow copy.
import copy


def rows(template, keys):
    return [copy.copy(template) for key in keys]
""",
    ],
)
