"""Saving the rows of a Django queryset one by one, after setting the same value in each.

`for order in orders: order.state = "sent"; order.save()` loads every row, and sends one `UPDATE` with all columns for
each. `orders.update(state="sent")` is one statement, and loads nothing.

**When not to bother**: a few rows; or the model's `save()`, or signals, must run for each row.

**Why the fix needs review**: `update()` calls no `save()` method, sends no signals, and sets no `auto_now` fields.
"""

from __future__ import annotations

import ast

from ...semantics.querysets import in_django, is_queryset, rows_loop, runs_once
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..shop import django_orders


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or not in_django(at):
        return None
    row, statement = node.func.value, at.parent(node)
    found = rows_loop(at, row)  # for row in rows: row.a = 1; row.save()
    if found is None or not isinstance(statement, ast.Expr) or runs_once(at):
        return None
    loop, rows = found
    if node.args or any(keyword.arg != "update_fields" for keyword in node.keywords):
        return None  # force_insert=True, using=…
    *settings, last = loop.body or [statement]
    if last is not statement or not settings or loop.is_async or loop.node.orelse or not is_queryset(at, rows):
        return None
    values: dict[str, ast.expr] = {}
    for setting in settings:
        if not isinstance(setting, ast.Assign) or len(setting.targets) != 1:
            return None
        target = setting.targets[0]
        if not isinstance(target, ast.Attribute) or not at.same(target.value, row) or target.attr in ("pk", "id"):
            return None
        if not at.pure(setting.value) or loop.keeps(setting.value) == "no":
            return None
        values[target.attr] = setting.value
    return Match(
        node,
        "sends an UPDATE for each row: update() on the queryset changes all of them at once",
        "review" if loop.iterable is rows else None,
        "no save() method is called, no signals are sent, and auto_now fields stay",
        {"loop": loop.node, "rows": rows, "values": values},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    values = match.nodes["values"]
    settings = ", ".join(f"{name}={edit.text(value)}" for name, value in values.items())
    edit.replace(match.nodes["loop"], "{rows}.update({settings})", rows=match.nodes["rows"], settings=settings)


RULE = Rule(
    slug="save-in-loop",
    code="SLP743",
    family="database",
    stage="preview",
    triggers=Triggers(calls=frozenset({"save"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Use update()",
    examples=[
        Example(
            before="""\
import django


def send(model, prefix):
    for order in model.objects.filter(state="paid"):
        order.state = "sent"
        order.code = prefix + "-sent"
        «order.save()»
    return model.objects.filter(state="sent", code=prefix + "-sent").count()
""",
            after="""\
import django


def send(model, prefix):
    model.objects.filter(state="paid").update(state="sent", code=prefix + "-sent")
    return model.objects.filter(state="sent", code=prefix + "-sent").count()
""",
            workload=lambda n: (django_orders(n), "B"),
            same=[lambda: (django_orders(7), "B"), lambda: (django_orders(0), "B")],
            needs=("django",),
        ),
        Example(
            before="""\
import django


def send(model):
    new = model.objects.filter(state="new")
    for order in new:
        order.state = "sent"
        «order.save(update_fields=["state"])»
    return model.objects.filter(state="sent").count()
""",
            after="""\
import django


def send(model):
    new = model.objects.filter(state="new")
    new.update(state="sent")
    return model.objects.filter(state="sent").count()
""",
            workload=lambda n: (django_orders(n),),
            same=[lambda: (django_orders(7),), lambda: (django_orders(0),)],
            needs=("django",),
        ),
        Example(
            before="""\
import django


def send(Order):
    for order in Order.objects.filter(state="new").iterator():
        order.state = "sent"
        «order.save()»
""",
        ),
    ],
    clean=[
        """\
# A copy of each row.
import django

def copy(Order):
    for order in Order.objects.filter(state="paid"):
        order.pk = None
        order.state = "new"
        order.save()
    for order in Order.objects.filter(state="paid"):
        order.state = "new"
        order.save(force_insert=True)
""",
        """\
# Each row gets a value of its own.
import django

def number(Order, make):
    for order in Order.objects.filter(state="paid"):
        order.code = order.code.lower()
        order.save()
    for order in Order.objects.filter(state="paid"):
        order.code = make()
        order.save()
""",
        """\
# More is done with each.
import django

def send(Order, mail):
    for order in Order.objects.filter(state="paid"):
        order.state = "sent"
        mail(order)
        order.save()
    for order in Order.objects.filter(state="paid"):
        order.state = "sent"
        order.save()
        mail(order)
""",
        """\
# Saved for what save() does.
import django

def touch(Order):
    for order in Order.objects.filter(state="paid"):
        order.save()
""",
        """\
# Another object is set.
import django

def send(Order, other):
    for order in Order.objects.filter(state="paid"):
        other.state = "sent"
        order.save()
    for order in Order.objects.filter(state="paid"):
        state = "sent"
        order.save()
    for order in Order.objects.filter(state="paid"):
        other.state = order.state = "sent"
        order.save()
""",
        """\
# A slice cannot be updated.
import django

def send(Order):
    for order in Order.objects.filter(state="paid")[:10]:
        order.state = "sent"
        order.save()
""",
        """\
# Not a queryset.
import django

def send(orders, save):
    for order in orders:
        order.state = "sent"
        order.save()
    for order in orders:
        order.state = "sent"
        save()
""",
        """\
# What save() returns is used.
import django

def send(Order):
    return [order.save() for order in Order.objects.all()]
""",
        """\
# A migration.
from django.db import migrations

def forwards(apps, schema_editor):
    for order in apps.get_model("shop", "Order").objects.all():
        order.state = "sent"
        order.save()

class Migration(migrations.Migration):
    operations = [migrations.RunPython(forwards)]
""",
        """\
# Not Django.
def send(Order):
    for order in Order.objects.filter(state="paid"):
        order.state = "sent"
        order.save()
""",
        """\
# More to come at the end.
import django

def send(Order, done):
    for order in Order.objects.filter(state="paid"):
        order.state = "sent"
        order.save()
    else:
        done()
""",
        """\
# Asynchronous.
import django

async def send(Order):
    async for order in Order.objects.filter(state="paid"):
        order.state = "sent"
        order.save()
""",
    ],
)
