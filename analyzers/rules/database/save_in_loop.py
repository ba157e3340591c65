"""Saving the rows of a Django queryset one by one, after setting columns in each.

`for order in orders: order.state = "sent"; order.save()` loads every row, and sends one `UPDATE` with all columns for
each. `orders.update(state="sent")` is one statement, and loads nothing. Where each row gets a value of its own,
`bulk_update(rows, ["state"])` saves hundreds of rows with one statement, and only the columns that it is told.

The rule reports models whose `save()` does nothing more: those that a function of a migration gets by
`apps.get_model()`, which have no methods and send no signals, and models of the same module without a `save()`.

**When not to bother**: a few rows.

**Why the fix needs review**: `update()` sends no signals, and sets no `auto_now` fields.
"""

from __future__ import annotations

import ast

from ...semantics.questions.querysets import is_queryset, rows_loop, runs_once, saves_plainly
from ...semantics.questions.repeats import used_after
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..shop import django_apps


def check(node: ast.Call, at: Site) -> Match | None:
    statement = at.parent(node)
    if not isinstance(node.func, ast.Attribute) or runs_once(at):
        return None
    if node.args or any(keyword.arg != "update_fields" for keyword in node.keywords):
        return None  # force_insert=True, using=…
    row = node.func.value
    found = rows_loop(at, row)  # for row in rows: row.a = 1; row.save()
    if found is None or not saves_plainly(at, row, found[1]):
        return None
    loop, rows = found
    if len(loop.body) < 2 or loop.body[-1] is not statement or loop.is_async or loop.node.orelse:
        return None
    values: dict[str, ast.expr] = {}
    for setting in loop.body[:-1]:
        match setting:
            case ast.Assign(targets=[ast.Attribute(value=target, attr=name)], value=value):
                if name in ("pk", "id") or not at.same(target, row):
                    return None
                values[name] = value
            case _:
                return None
    if any(loop.keeps(value) == "no" for value in values.values()):
        return Match(node, "sends an UPDATE for each row: bulk_update() saves many rows with one statement")
    if loop.iterable is not rows or not is_queryset(at, rows):
        return None  # a slice takes no update()
    saved = {name for keyword in node.keywords for name in _names(keyword.value)}
    if (node.keywords and saved != values.keys()) or used_after(at, loop):
        return Match(node, "sends an UPDATE for each row: update() on the queryset changes all of them at once")
    return Match(
        node,
        "sends an UPDATE for each row: update() on the queryset changes all of them at once",
        "review",
        "no signals are sent, auto_now fields stay, and names that are no fields raise an exception",
        {"loop": loop.node, "rows": rows, "values": values},
    )


def _names(fields: ast.expr) -> list[object]:
    """What `update_fields=["state"]` names."""
    elements = fields.elts if isinstance(fields, (ast.List, ast.Tuple, ast.Set)) else []
    return [getattr(element, "value", None) for element in elements]


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
def forwards(apps, prefix):
    Order = apps.get_model("shop", "Order")
    for order in Order.objects.filter(state="paid"):
        order.state = "sent"
        order.code = prefix + "-sent"
        «order.save()»
    return Order.objects.filter(state="sent", code=prefix + "-sent").count()
""",
            after="""\
def forwards(apps, prefix):
    Order = apps.get_model("shop", "Order")
    Order.objects.filter(state="paid").update(state="sent", code=prefix + "-sent")
    return Order.objects.filter(state="sent", code=prefix + "-sent").count()
""",
            workload=lambda n: (django_apps(n), "B"),
            same=[lambda: (django_apps(7), "B"), lambda: (django_apps(0), "B")],
            needs=("django",),
        ),
        Example(
            before="""\
def forwards(apps):
    Order = apps.get_model("shop", "Order")
    new = Order.objects.filter(state="new")
    for order in new:
        order.state = "sent"
        «order.save(update_fields=["state"])»
    return Order.objects.filter(state="sent").count()
""",
            after="""\
def forwards(apps):
    Order = apps.get_model("shop", "Order")
    new = Order.objects.filter(state="new")
    new.update(state="sent")
    return Order.objects.filter(state="sent").count()
""",
            workload=lambda n: (django_apps(n),),
            same=[lambda: (django_apps(7),), lambda: (django_apps(0),)],
            needs=("django",),
        ),
        Example(
            before="""\
from django.db import models


class Order(models.Model):
    state = models.CharField(max_length=10)
    number = models.IntegerField()

    class Meta:
        abstract = True


def send(names):
    for number, order in enumerate(Order.objects.all()):
        order.number = number
        order.state = names.pop()
        «order.save()»
""",
        ),
    ],
    clean=[
        """\
# A slice takes no update(), and a position needs the row.
def forwards(apps, log):
    Order = apps.get_model("shop", "Order")
    for order in Order.objects.filter(state="new")[:100]:
        order.state = "sent"
        order.save()
    for number, order in enumerate(Order.objects.filter(state="new")):
        order.state = "sent"
        order.save()
    for order in Order.objects.filter(state="new"):
        order.state = "sent"
        order.save()
    else:
        log()
    return [order.save() for order in Order.objects.all()]
""",
        """\
# A copy of each row.
def forwards(apps, schema_editor):
    Order = apps.get_model("shop", "Order")
    for order in Order.objects.filter(state="paid"):
        order.pk = None
        order.save()
    for order in Order.objects.filter(state="paid"):
        order.state = "new"
        order.save(force_insert=True)
    for order in Order.objects.filter(state="paid"):
        order.state = "new"
        order.save(True)
""",
        """\
# What save() does besides is not known: the model is another module's.
import django
from shop.models import Order

def send(apps):
    for order in Order.objects.filter(state="paid"):
        order.state = "sent"
        order.save()
""",
        """\
# It does more, says the module.
from django.db import models

class Order(models.Model):
    def save(self, **settings):
        super().save(**settings)
        print("saved")

class Line(Order):
    pass

def send():
    for order in Order.objects.filter(state="paid"):
        order.state = "sent"
        order.save()
    for line in Line.objects.filter(state="paid"):
        line.state = "sent"
        line.save()
""",
        """\
# Others are told of each save.
from django.db import models
from django.db.models.signals import post_save

class Order(models.Model):
    state = models.CharField(max_length=10)

def send():
    for order in Order.objects.filter(state="paid"):
        order.state = "sent"
        order.save()
""",
        """\
# More is done with each.
def forwards(apps, mail):
    Order = apps.get_model("shop", "Order")
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
# Nothing is set here, or something else.
def forwards(apps, other):
    Order = apps.get_model("shop", "Order")
    for order in Order.objects.filter(state="paid"):
        order.save()
    for order in Order.objects.filter(state="paid"):
        other.state = "sent"
        order.save()
""",
        """\
# The models of a library, by their names.
from django.apps import apps

def send():
    Order = apps.get_model("shop", "Order")
    for order in Order.objects.filter(state="paid"):
        order.state = "sent"
        order.save()
""",
        """\
# What save() returns is used.
def forwards(apps, found, save):
    Order = apps.get_model("shop", "Order")
    for order in Order.objects.all():
        order.state = "sent"
        found.append(order.save())
    for order in Order.objects.all():
        order.state = "sent"
        save()
""",
        """\
# A migration that has run.
from django.db import migrations

def forwards(apps, schema_editor):
    Order = apps.get_model("shop", "Order")
    for order in Order.objects.all():
        order.state = "sent"
        order.save()

class Migration(migrations.Migration):
    operations = [migrations.RunPython(forwards)]
""",
        """\
# Asynchronous.
async def forwards(apps):
    Order = apps.get_model("shop", "Order")
    async for order in Order.objects.filter(state="paid"):
        order.state = "sent"
        order.save()
""",
    ],
)
