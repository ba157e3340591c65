"""Asking whether a row exists, and then fetching it.

`if orders.exists(): order = orders.first()` sends two queries that look for the same row. `order = orders.first()`
alone gives the row, or `None` where there is none; with `get()` the exception `DoesNotExist` says so.

**When not to bother**: the row is seldom there, or too big to fetch for nothing.
"""

from __future__ import annotations

import ast

from ...semantics.questions.querysets import in_django, runs_once
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_FETCHES = {"get", "first", "last"}


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or not in_django(at):
        return None
    around = at.parent(node)
    while isinstance(around, ast.BoolOp) and isinstance(around.op, ast.And):
        around = at.parent(around)
    if not isinstance(around, ast.If) or runs_once(at):
        return None
    rows = node.func.value
    fetch = next((call for part in around.body for call in ast.walk(part) if _fetches(call, rows, at)), None)
    if fetch is None or _is_bound_within(rows, around, at):
        return None
    return Match(
        node,
        "asks for the same row twice: fetch it with first(), and test that for None",
        related=[(fetch, "the row is fetched here")],
    )


def _fetches(call: ast.AST, rows: ast.expr, at: Site) -> bool:
    """`rows.first()`, `rows.get()`; for `X.filter(key=1)` also `X.get(key=1)`."""
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or call.func.attr not in _FETCHES:
        return False
    if call.args or call.keywords:
        return (
            isinstance(rows, ast.Call)
            and isinstance(rows.func, ast.Attribute)
            and rows.func.attr == "filter"
            and at.same(rows.func.value, call.func.value)
            and [ast.dump(part) for part in (*rows.args, *rows.keywords)]
            == [ast.dump(part) for part in (*call.args, *call.keywords)]
        )
    return at.same(call.func.value, rows)


def _is_bound_within(rows: ast.expr, around: ast.If, at: Site) -> bool:
    """Do the names in it mean something else further down?"""
    names = {node.id for node in ast.walk(rows) if isinstance(node, ast.Name)}
    return any(
        isinstance(node, ast.Name) and node.id in names and not isinstance(node.ctx, ast.Load)
        for node in ast.walk(around)
    )


RULE = Rule(
    slug="exists-then-fetch",
    code="SLP744",
    family="database",
    stage="preview",
    severity="info",
    triggers=Triggers(calls=frozenset({"exists"})),
    check=check,
    examples=[
        Example(
            before="""\
import django


def newest(Order, customer):
    orders = Order.objects.filter(customer=customer).order_by("-placed")
    if «orders.exists()»:
        return orders.first().code
    return None


def price(Product, sku, default):
    if sku and «Product.objects.filter(sku=sku).exists()»:
        product = Product.objects.get(sku=sku)
        return product.price
    if «Product.objects.filter(default.query()).exists()»:
        return Product.objects.get(default.query())
    return default
""",
        )
    ],
    clean=[
        """\
# Of another table.
import django

def newest(Order, Invoice, code):
    if Order.objects.filter(code=code).exists():
        return Invoice.objects.get(code=code)
""",
        """\
# Asked once.
import django

def newest(Order, customer):
    order = Order.objects.filter(customer=customer).order_by("-placed").first()
    return order.code if order is not None else None
""",
        """\
# Fetches another row.
import django

def newest(Order, customer, other):
    if Order.objects.filter(customer=customer).exists():
        return Order.objects.get(customer=other)
""",
        """\
# So does this.
import django

def newest(orders, others):
    if orders.exists():
        return others.first()
""",
        """\
# Of what is fetched, most is not asked for.
import django

def newest(Order, customer):
    if Order.objects.exclude(customer=customer).exists():
        return Order.objects.get(customer=customer)
""",
        """\
# Nothing is fetched, but counted.
import django

def amount(orders):
    if orders.exists():
        return orders.count()
""",
        """\
# Fetched where there is none.
import django

def add(orders, Order):
    if not orders.exists():
        Order.objects.create()
        return orders.first()
""",
        """\
# Other rows by then.
import django

def newest(orders):
    if orders.exists():
        orders = orders.filter(paid=True)
        return orders.first()
""",
        """\
# A migration.
from django.db import migrations

def forwards(apps, schema_editor):
    orders = apps.get_model("shop", "Order").objects.all()
    if orders.exists():
        print(orders.first())

class Migration(migrations.Migration):
    operations = [migrations.RunPython(forwards)]
""",
        """\
# A file, not in Django.
def read(path):
    if path.exists():
        return path.get()
""",
        """\
# One of two will do.
import django

def newest(orders, others):
    if orders.exists() or others.exists():
        return orders.first()
""",
        """\
# An answer that is kept.
import django

def newest(orders, exists):
    found = exists()
    if found:
        return orders.first(), exists
""",
    ],
)
