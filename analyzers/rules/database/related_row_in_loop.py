"""Looking at a related row of each row of a Django queryset, one query per row.

`for order in Order.objects.all(): order.customer.name` sends one query for the orders, and then one more for the
customer of each. `select_related("customer")` on the queryset fetches both with one query, by a join.

The rule reports it where the code shows that the attribute is a foreign key: a field of a model in the same module,
columns behind it in the query (`customer__name`), or a use of its key (`customer_id`).

**When not to bother**: the queryset never has more than a few rows, or the related row of only a few of them is
looked at.

**Why the fix needs review**: the join fetches all columns of the related row for each row, also where many share one.
"""

from __future__ import annotations

import ast

from ...semantics.loops import Loop
from ...semantics.questions.querysets import holds_row, in_django, is_fresh, loaded_along, rows_loop, runs_once
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..shop import django_orders


def check(node: ast.Attribute, at: Site) -> Match | None:
    related = node.value
    if not isinstance(related, ast.Attribute) or not isinstance(related.value, ast.Name):  # cheap
        return None
    if not in_django(at) or node.attr in ("pk", "id") or runs_once(at):
        return None
    found = rows_loop(at, related.value)  # for row in rows: row.related.name
    if found is None or found[0] not in at.repeating:
        return None
    loop, rows = found
    loaded = loaded_along(at, rows)
    if loaded is None or related.attr in loaded or not is_fresh(at, rows):
        return None
    if not holds_row(at, related.value, related.attr, rows) or _is_set(related, at):
        return None
    places = [n for n in loop.walk() if isinstance(n, ast.Attribute) and at.same(n.value, related)]
    certain = [place for place in places if _is_certain(place, loop, at)]
    if not certain or min(certain, key=lambda place: (place.lineno, place.col_offset)) is not node:
        return None  # one finding for each relation
    return Match(
        node,
        f"sends a query for each row: select_related({related.attr!r}) on the queryset makes it one for all",
        "review",
        "the related row is fetched with each row, also where many share one",
        {"rows": rows, "related": related.attr},
    )


def _is_certain(place: ast.Attribute, loop: Loop, at: Site) -> bool:
    """Does every pass come by, and not only those for which a condition holds?"""
    for parent in at.parents(place):
        if parent is loop.container:
            break
        if isinstance(parent, (ast.If, ast.IfExp)) and not at.inside(place, parent.test):
            return False
    return True


def _is_set(related: ast.Attribute, at: Site) -> bool:
    """Does a pass give the row another related row: `order.customer = customer`?"""
    assert at.loop is not None
    return any(
        isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store) and at.same(n, related) for n in at.loop.walk()
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.nodes["rows"], '{rows}.select_related("{related}")', **match.nodes)


RULE = Rule(
    slug="related-row-in-loop",
    code="SLP760",
    family="database",
    stage="stable",
    triggers=Triggers(nodes=(ast.Attribute,), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Fetch the related row along",
    examples=[
        Example(
            before="""\
import django


def buyers(model, state):
    found = []
    for order in model.objects.filter(state=state, customer__name__startswith="c"):
        found.append((order.code, «order.customer.name», order.customer.name.upper(), order.customer.pk))
    return found
""",
            after="""\
import django


def buyers(model, state):
    found = []
    for order in model.objects.filter(state=state, customer__name__startswith="c").select_related("customer"):
        found.append((order.code, order.customer.name, order.customer.name.upper(), order.customer.pk))
    return found
""",
            workload=lambda n: (django_orders(n), "new"),
            same=[lambda: (django_orders(7), "new"), lambda: (django_orders(0), "new")],
            needs=("django",),
        ),
        Example(
            before="""\
from django.db import models


class Line(models.Model):
    order = models.ForeignKey("shop.Order", on_delete=models.CASCADE)

    class Meta:
        abstract = True


def codes(sku):
    lines = Line.objects.filter(sku=sku)
    return [«line.order.code» for line in lines]


def bought(model, wanted):
    if wanted:
        for order in model.objects.all():
            if «order.customer.name» in wanted:
                print(order.customer_id, order.customer.name)
                order.seen = True
    return {order.customer_id: «order.customer.name» for order in model.objects.all()}
""",
        ),
    ],
    clean=[
        """\
# Of some rows only.
import django

def buyers(Order, wanted):
    for order in Order.objects.filter(customer_id__in=wanted):
        if order.state == "new":
            print(order.customer.name)
    return [order.customer.name if order.customer_id else "" for order in Order.objects.all()]
""",
        """\
# Fetched along.
import django

def buyers(Order):
    return {order.customer_id: order.customer.name for order in Order.objects.select_related("customer")}
""",
        """\
# Whoever made the queryset may have fetched it along.
import django

def buyers(self, order, queryset):
    print({order.customer_id: order.customer.name for order in queryset})
    return {line.order_id: line.order.code for line in order.lines.all()}
""",
        """\
# It may be a date, a file, a text.
import django

def years(Order):
    return [order.placed.year for order in Order.objects.filter(placed__gt=3)]
""",
        """\
# Its key is in the row itself.
import django

def keys(Order):
    return {order.customer_id: order.customer.pk for order in Order.objects.all()}
""",
        """\
# Given to it just before.
import django

def assign(Order, customers):
    for order in Order.objects.all():
        order.customer = customers[order.customer_id]
        print(order.customer.name)
""",
        """\
# One row.
import django

def first(Order):
    for order in Order.objects.all():
        return order.customer.name, order.customer_id
""",
        """\
# Not rows.
import django

def names(orders):
    return {order.customer_id: order.customer.name for order in orders}
""",
        """\
# A test.
import django

def test_names(Order):
    for order in Order.objects.all():
        assert order.customer.name, order.customer_id
""",
        """\
# Not Django.
def names(Order):
    return {order.customer_id: order.customer.name for order in Order.objects.all()}
""",
    ],
)
