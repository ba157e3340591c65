"""Loading all rows of a Django queryset to know whether there are any.

`if Order.objects.filter(state="new"):` fetches every row that fits, and makes an object of each. `.exists()` fetches
no row, and the database stops at the first one.

**When not to bother**: the rows are needed as well. Then the condition loads what is used later.

**Why the fix needs review**: the condition keeps the rows in the queryset for later, and `exists()` does not.
"""

from __future__ import annotations

import ast
from typing import Any

from ...semantics.knowledge.django import LAZY
from ...semantics.questions.querysets import asked_alone, in_django, is_fresh, runs_once
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..shop import django_orders


def check(node: ast.Call, at: Site) -> Match | None:
    if not in_django(at) or not is_fresh(at, node):  # cheap
        return None
    around = at.parent(node)
    if isinstance(around, ast.Attribute):
        return None
    rows: ast.expr | None = node if _is_test(node, at) else None
    match around:
        case ast.Assign(targets=[ast.Name() as name]):
            rows = _tested(name, at)
        case _:
            pass
    if rows is None:  # cheap
        return None
    if not at.type(rows).name.endswith("QuerySet") or runs_once(at):
        return None
    if isinstance(rows, ast.Name) and not asked_alone(at, rows):
        return None
    message = "loads all rows to know whether there are any: exists() fetches none"
    return Match(rows, message, "review", "the rows are not kept for later", {"rows": rows})


def _tested(name: ast.Name, at: Site) -> ast.Name | None:
    """Where the value that a name is given here is tested, before it is given another."""
    later = [line for b in at.bindings(name) if (line := getattr(b.node, "lineno", 0)) > name.lineno]
    for usage in at.usages(name):
        if name.lineno < usage.node.lineno < min(later, default=usage.node.lineno + 1) and _is_test(usage.node, at):
            return usage.node
    return None


def _is_test(node: ast.expr, at: Site) -> bool:
    """`if rows:`, `if not rows:`, `… if rows else …`."""
    around: Any = at.parent(node)
    if isinstance(around, ast.UnaryOp):
        node, around = around, at.parent(around)
    return isinstance(around, (ast.If, ast.IfExp)) and around.test is node


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.node, "{rows}.exists()", rows=match.nodes["rows"])


RULE = Rule(
    slug="queryset-as-condition",
    code="SLP747",
    family="database",
    stage="preview",
    triggers=Triggers(calls=LAZY | {"values", "values_list"}),
    check=check,
    rewrite=rewrite,
    title="Use exists()",
    examples=[
        Example(
            before="""\
import django


def state(model):
    if «model.objects.exclude(state="paid")»:
        return "open"
    return "done"
""",
            after="""\
import django


def state(model):
    if model.objects.exclude(state="paid").exists():
        return "open"
    return "done"
""",
            workload=lambda n: (django_orders(n),),
            same=[lambda: (django_orders(7),), lambda: (django_orders(0),)],
            needs=("django",),
        ),
        Example(
            before="""\
import django


def pay(model):
    new = model.objects.filter(state="new")
    if not «new»:
        return 0
    return new.update(state="paid")
""",
            after="""\
import django


def pay(model):
    new = model.objects.filter(state="new")
    if not new.exists():
        return 0
    return new.update(state="paid")
""",
            workload=lambda n: (django_orders(n),),
            same=[lambda: (django_orders(7),), lambda: (django_orders(0),)],
            needs=("django",),
        ),
        Example(
            before="""\
import django


def oldest(Order, state):
    orders = Order.objects.filter(state=state)
    oldest = orders.first()
    if «orders»:
        return oldest
    orders = Order.objects.exclude(state=state)
    newest = orders.last()
    return newest if oldest else None
""",
        ),
    ],
    clean=[
        """\
# Something else with a filter(), a value, and an attribute of a class.
import django

def state(words, Order, full):
    if words.filter(3):
        return "some"
    return Order.objects.filter(state="new") if full else None

class View:
    queryset = None
    new = queryset.filter(state="new")
""",
        """\
# The rows are used, too.
import django

def codes(Order):
    orders = Order.objects.exclude(state="paid")
    if not orders:
        return "none"
    return ", ".join(order.code for order in orders)
""",
        """\
# They may be loaded already, by a prefetch.
import django

def state(order):
    return "full" if order.lines.all() else "empty"
""",
        """\
# One row, or none.
import django

def state(Order):
    order = Order.objects.filter(state="new").first()
    if order:
        return "new"
""",
        """\
# A test.
import django

def test_state(Order):
    if Order.objects.filter(state="new"):
        raise ValueError
""",
        """\
# Not Django.
def state(Order):
    if Order.objects.filter(state="new"):
        return "new"
""",
        """\
# A part of a condition is left alone.
import django

def state(Order):
    if (Order.objects.filter(state="new"))[:1]:
        return "new"
""",
    ],
)
