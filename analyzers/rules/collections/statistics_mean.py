"""Computing a mean exactly, in fractions.

`statistics.mean(values)` adds the values up as exact fractions, in Python, which takes many times as long as adding up
floats. `statistics.fmean(values)` computes with floats in C.

**When not to bother**: there are a few values, or they are `Decimal` or `Fraction` and have to stay so.

**Why the fix needs review**: `fmean` always gives a float, where the mean of integers may be an integer, and its last
digit may differ.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or node.keywords or isinstance(node.args[0], ast.Starred):
        return None
    if not at.is_call(node, "statistics.mean") or at.is_small(node.args[0]):
        return None
    if at.type(node.args[0]).element.is_("decimal.Decimal", "fractions.Fraction"):
        return None
    return Match(
        node,
        "adds up in exact fractions, in Python: fmean() computes with floats",
        "review",
        "the result is always a float",
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    node: ast.Call = match.node  # pyright: ignore[reportAssignmentType]
    edit.replace(node.func, edit.imported("statistics.fmean", node))


RULE = Rule(
    slug="statistics-mean",
    code="SLP182",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"mean"})),
    check=check,
    rewrite=rewrite,
    title="Use fmean()",
    severity="info",
    examples=[
        Example(
            before="""\
import statistics


def average(seconds):
    return round(«statistics.mean(seconds)», 3)
""",
            after="""\
import statistics


def average(seconds):
    return round(statistics.fmean(seconds), 3)
""",
            workload=lambda n: ([0.5 * i for i in range(n)],),
            same=[([0.5, 1.5],), ([],)],
            differs=[([1, 3],)],
        ),
        Example(
            before="""\
from statistics import mean, stdev


def spread(rows):
    return stdev(rows) / «mean(row for row in rows)»
""",
            after="""\
from statistics import fmean, mean, stdev


def spread(rows):
    return stdev(rows) / fmean(row for row in rows)
""",
            workload=lambda n: ([1.0 + i for i in range(n)],),
            same=[([0.5, 1.5],), ([1.0],)],
        ),
    ],
    clean=[
        "# Three values.\nimport statistics\n\ndef middle(a, b, c):\n    return statistics.mean([a, b, c])\n",
        "# An array has its own.\nimport numpy\n\ndef middle(xs):\n    return numpy.mean(xs)\n",
        "# The median.\nimport statistics\n\ndef middle(xs):\n    return statistics.median(xs)\n",
        """\
# Decimals stay decimals.
import statistics
from decimal import Decimal

def price(texts):
    return statistics.mean([Decimal(text) for text in texts])
""",
        """\
# Other arguments.
import statistics

def middle(xs):
    return statistics.mean(*xs), statistics.mean(xs, weights=xs)
""",
    ],
)
