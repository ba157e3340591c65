"""Loading all rows of a Django queryset to count them.

`len(Order.objects.filter(state="new"))` fetches each row with all of its columns, makes an object of it, and throws
it away. `.count()` lets the database count, and fetches one number.

**When not to bother**: the rows are needed as well. Then `len()` is right: it looks at the rows that are there
already.

**Why the fix needs review**: `len()` keeps the rows in the queryset for later, and `count()` asks again each time.
"""

from __future__ import annotations

import ast

from ...semantics.questions.querysets import counted_alone, in_django, is_fresh, may_be_queryset, runs_once
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..shop import django_orders


def check(node: ast.Call, at: Site) -> Match | None:
    if not in_django(at) or len(node.args) != 1:
        return None
    rows = node.args[0]
    if isinstance(rows, ast.Call) and len(rows.args) == 1 and at.refers_to(rows.func, "builtins.list"):
        rows = rows.args[0]  # len(list(…))
    if not may_be_queryset(at, rows) or not at.is_call(node, "builtins.len"):  # cheap
        return None
    if not at.type(rows).name.endswith("QuerySet") or not is_fresh(at, rows) or runs_once(at):
        return None
    if isinstance(rows, ast.Name) and not counted_alone(at, rows):
        return None
    message = "loads all rows to count them: count() lets the database do it"
    return Match(node, message, "review", "the rows are not kept for later", {"rows": rows})


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.node, "{rows}.count()", rows=match.nodes["rows"])


RULE = Rule(
    slug="len-of-queryset",
    code="SLP745",
    family="database",
    stage="stable",
    triggers=Triggers(calls=frozenset({"len"})),
    check=check,
    rewrite=rewrite,
    title="Use count()",
    examples=[
        Example(
            before="""\
import django


def unpaid(model):
    return «len(model.objects.exclude(state="paid"))»
""",
            after="""\
import django


def unpaid(model):
    return model.objects.exclude(state="paid").count()
""",
            workload=lambda n: (django_orders(n),),
            same=[lambda: (django_orders(7),), lambda: (django_orders(0),)],
            needs=("django",),
        ),
        Example(
            before="""\
import django


def report(model, states):
    lines = []
    for state in states:
        orders = model.objects.filter(state=state).order_by("code")
        lines.append(f"{state}: {«len(list(orders))»}, first {orders.first()}")
    return lines
""",
            after="""\
import django


def report(model, states):
    lines = []
    for state in states:
        orders = model.objects.filter(state=state).order_by("code")
        lines.append(f"{state}: {orders.count()}, first {orders.first()}")
    return lines
""",
            workload=lambda n: (django_orders(n), ["new", "paid"]),
            same=[lambda: (django_orders(7), ["new", "lost"])],
            needs=("django",),
        ),
    ],
    clean=[
        """\
# What a function makes of them, and something else with a filter().
import django

def unpaid(Order, make, words):
    return len(make(Order.objects.exclude(state="paid"))), len(words.filter(3))
""",
        """\
# The rows are used, too.
import django

def unpaid(Order):
    orders = Order.objects.exclude(state="paid")
    print(len(orders))
    return [order.code for order in orders]
""",
        """\
# They may be loaded already, by a prefetch.
import django

def lines(order):
    return len(order.lines.all())
""",
        """\
# A list.
import django

def codes(Order):
    orders = [order.code for order in Order.objects.filter(state="new")]
    return len(orders)
""",
        """\
# Not the builtin.
import django
from measures import len

def unpaid(Order):
    return len(Order.objects.exclude(state="paid"))
""",
        """\
# A test.
import django

def test_unpaid(Order):
    assert len(Order.objects.exclude(state="paid")) == 2
""",
        """\
# Not Django.
def unpaid(Order):
    return len(Order.objects.exclude(state="paid"))
""",
        """\
# Whoever gave it may go on with it.
import django

def unpaid(queryset):
    return len(queryset)
""",
    ],
)
