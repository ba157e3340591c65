"""Asking for the related rows of each row of a Django queryset, one query per row.

`for order in Order.objects.all(): order.lines.all()` sends one query for the orders, and then one more for each
order: a thousand orders make a thousand and one queries. `prefetch_related("lines")` on the queryset fetches the
lines of all orders in one query, from which `order.lines.all()`, `.count()` and `.exists()` are then answered.

**When not to bother**: the queryset never has more than a few rows, or the related rows of only a few of them are
looked at.

**Why the fix needs review**: all related rows are loaded at once, which takes memory; and what a loop adds to a
relation meanwhile is not seen.
"""

from __future__ import annotations

import ast

from ...semantics.loops import Loop
from ...semantics.questions.querysets import in_django, is_fresh, is_read_out, loaded_along, rows_loop, runs_once
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..shop import django_orders

_CHANGES = ("add", "remove", "set", "clear", "create", "delete")
_SERVED = ("all", "count", "exists")


def check(node: ast.Call, at: Site) -> Match | None:
    related = node.func.value if isinstance(node.func, ast.Attribute) else None
    if not isinstance(related, ast.Attribute) or node.args or not in_django(at):
        return None
    found = rows_loop(at, related.value)  # for row in rows: row.related.all()
    if found is None or found[0] not in at.repeating:
        return None
    loop, rows = found
    if (_attribute(node) == "all" and not is_read_out(at, node)) or runs_once(at):
        return None  # o.lines.all().filter(…) is another query
    loaded = loaded_along(at, rows)
    if loaded is None or related.attr in loaded or not is_fresh(at, rows) or _changes(loop, related, at):
        return None
    return Match(
        node,
        f"sends a query for each row: prefetch_related({related.attr!r}) on the queryset makes it one for all",
        "review",
        "all related rows are loaded at once, and rows added in the loop are not seen",
        {"rows": rows, "related": related.attr},
    )


def _changes(loop: Loop, related: ast.Attribute, at: Site) -> bool:
    """Does a pass change which rows are related: `order.lines.remove(line)`?"""
    return any(
        isinstance(node, ast.Attribute) and node.attr in _CHANGES and at.same(node.value, related)
        for node in loop.walk()
    )


def _attribute(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.nodes["rows"], '{rows}.prefetch_related("{related}")', **match.nodes)


RULE = Rule(
    slug="related-rows-in-loop",
    code="SLP740",
    family="database",
    stage="preview",
    triggers=Triggers(calls=frozenset(_SERVED), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Prefetch the related rows",
    examples=[
        Example(
            before="""\
import django


def line_counts(model, state):
    return {order.code: «order.lines.count()» for order in model.objects.filter(state=state)}
""",
            after="""\
import django


def line_counts(model, state):
    return {order.code: order.lines.count() for order in model.objects.filter(state=state).prefetch_related("lines")}
""",
            workload=lambda n: (django_orders(n), "new"),
            same=[lambda: (django_orders(7), "new"), lambda: (django_orders(0), "new")],
            needs=("django",),
        ),
        Example(
            before="""\
import django


def skus(model):
    found = {}
    for order in model.objects.all():
        for line in «order.lines.all()»:
            found.setdefault(line.sku, []).append(order.code)
    return found
""",
            after="""\
import django


def skus(model):
    found = {}
    for order in model.objects.all().prefetch_related("lines"):
        for line in order.lines.all():
            found.setdefault(line.sku, []).append(order.code)
    return found
""",
            workload=lambda n: (django_orders(n),),
            same=[lambda: (django_orders(5),), lambda: (django_orders(0),)],
            needs=("django",),
        ),
        Example(
            before="""\
import django


def empty(model, state):
    orders = model.objects.filter(state=state)
    for number, order in enumerate(orders):
        if not «order.lines.exists()»:
            print(number, order.code)
            order.marks.add(number)
""",
            after="""\
import django


def empty(model, state):
    orders = model.objects.filter(state=state)
    for number, order in enumerate(orders.prefetch_related("lines")):
        if not order.lines.exists():
            print(number, order.code)
            order.marks.add(number)
""",
            workload=lambda n: (django_orders(n), "new"),
            same=[lambda: (django_orders(7), "new"), lambda: (django_orders(0), "new")],
            needs=("django",),
        ),
    ],
    clean=[
        """\
# Fetched along.
import django

def line_counts(Order):
    return [order.lines.count() for order in Order.objects.prefetch_related("lines__sku")]
""",
        """\
# What is fetched along is not known.
import django

def line_counts(Order, wanted):
    return [order.lines.count() for order in Order.objects.prefetch_related(*wanted)]
""",
        """\
# The project's own manager method may do so.
import django

def line_counts(Order):
    return [order.lines.count() for order in Order.objects.with_lines().filter(state="new")]
""",
        """\
# Whoever made the queryset may have.
import django

def line_counts(self, queryset):
    return [order.lines.count() for order in queryset]
""",
        """\
# Another query, which a prefetch does not answer.
import django

def cheap_lines(Order):
    for order in Order.objects.all():
        for line in order.lines.all().filter(price=1):
            print(line)
""",
        """\
# Those who call this may have fetched them along with the lines.
import django

def counts(order):
    return [line.parts.count() for line in order.lines.all()]
""",
        """\
# Counted anew after each change.
import django

def detach(Order, line):
    for order in Order.objects.all():
        order.lines.remove(line)
        if order.lines.count() == 0:
            order.delete()
""",
        """\
# One order.
import django

def first_lines(Order):
    for order in Order.objects.all():
        return order.lines.count()
""",
        """\
# Texts, not rows.
import django

def letters(words):
    return [word.text.count("a") for word in words]

def letters_of(Order):
    return [order.code.count("a") for order in Order.objects.all()]
""",
        """\
# A migration, which nobody changes again.
from django.db import migrations

def forwards(apps, schema_editor):
    Order = apps.get_model("shop", "Order")
    return [order.lines.count() for order in Order.objects.all()]

class Migration(migrations.Migration):
    operations = [migrations.RunPython(forwards)]
""",
        """\
# Not Django.
def line_counts(Order):
    return [order.lines.count() for order in Order.objects.all()]
""",
    ],
)
