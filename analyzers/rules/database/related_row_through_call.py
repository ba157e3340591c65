"""Handing each row of a Django queryset to a function that looks at related rows, one query per row.

`for order in Order.objects.all(): label(order)` sends one query for the orders. Where `label`, perhaps in another file,
reads `order.customer.name`, each call sends one more. `select_related("customer")` on the queryset fetches both with
one query, by a join; nothing in the loop shows that it is missing. Where the function goes through `order.lines.all()`,
`prefetch_related("lines")` fetches the lines of all orders with one more.

The program is linked: the model says that the attribute is a foreign key, and the way from the loop to the place where
it is read is told step by step.

**When not to bother**: the queryset never has more than a few rows, or the same rows were fetched with their related
ones before.

**Why the fix needs review**: the join fetches all columns of the related row for each row, also where many share one.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.django import MANAGERS
from ...semantics.knowledge.effects import RELATED, RELATED_MANY
from ...semantics.outside import Called, Effect
from ...semantics.questions.effects import given_to, is_run
from ...semantics.questions.querysets import chain_calls, is_fresh, loaded_along, rows_loop, runs_once
from ...semantics.questions.repeats import runs_in_each_pass
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call | ast.Attribute, at: Site) -> Match | None:
    called = at.called(node)
    effect = _reading(called) if called is not None else None
    if called is None or effect is None or runs_once(at) or not is_run(at, node, called):
        return None
    relation = effect.source.rpartition(".")[2]
    for row in given_to(node):
        found = rows_loop(at, row)
        if found is None or found[0] not in at.repeating:
            continue
        loop, rows = found
        loaded = loaded_along(at, rows)
        if loaded is None or relation in loaded or not is_fresh(at, rows) or not _from_model(at, rows):
            continue
        attributes = [each for each in loop.walk() if isinstance(each, ast.Attribute) and each.attr == relation]
        if any(isinstance(each.ctx, ast.Store) for each in attributes):
            continue  # the pass gives the row another related row
        if not runs_in_each_pass(at, node, loop):
            continue
        fetch = "select_related" if effect.kind == RELATED else "prefetch_related"
        way = " → ".join((f"{called.name}()", *(f"{hop.name}()" for hop in effect.hops[:-1]), effect.source))
        return Match(
            node,
            f"sends a query for each row: {way}; {fetch}({relation!r}) on the queryset makes it one for all",
            "review",
            "the related row is fetched with each row, also where many share one"
            if effect.kind == RELATED
            else "all related rows are in memory at once",
            {"rows": rows, "related": relation, "fetch": fetch},
            related=[(hop, f"reads {hop.name}") for hop in effect.hops[-1:]],
        )
    return None


def _from_model(at: Site, rows: ast.expr) -> bool:
    """Does the queryset begin at the model, `Order.objects`? The rows of `customer.orders` know their customer."""
    *_, first = chain_calls(at, rows) or [None]
    manager = first.func.value if first is not None and isinstance(first.func, ast.Attribute) else None
    return isinstance(manager, ast.Attribute) and manager.attr in MANAGERS


def _reading(called: Called) -> Effect | None:
    if called.guess:
        return None
    return next((e for e in called.effects if e.kind in (RELATED, RELATED_MANY) and e.certain and e.hops), None)


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.nodes["rows"], '{rows}.{fetch}("{related}")', **match.nodes)


RULE = Rule(
    slug="related-row-through-call",
    code="SLP769",
    family="database",
    stage="preview",
    triggers=Triggers(told=True, in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Fetch the related rows along",
    examples=[
        Example(
            before="""\
from django.db import models


class Customer(models.Model):
    name = models.TextField()


class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    code = models.TextField()

    def label(self):
        return f"{self.code} of {self.customer.name}"


def short(order: Order):
    return order.label()[:20]


def labels(state):
    return [«short(order)» for order in Order.objects.filter(state=state)]
""",
        ),
    ],
    clean=[
        """\
# Fetched along.
from django.db import models

class Order(models.Model):
    customer = models.ForeignKey("Customer", on_delete=models.CASCADE)

    def label(self):
        return self.customer.name

class Customer(models.Model):
    name = models.TextField()

def labels():
    return [order.label() for order in Order.objects.select_related("customer")]
""",
        """\
# The key is in the row.
from django.db import models

class Order(models.Model):
    customer = models.ForeignKey("Customer", on_delete=models.CASCADE)

    def key(self):
        return self.customer_id

class Customer(models.Model):
    name = models.TextField()

def keys():
    return [order.key() for order in Order.objects.all()]
""",
        """\
# Rows that somebody else fetched.
from django.db import models

class Order(models.Model):
    customer = models.ForeignKey("Customer", on_delete=models.CASCADE)

    def label(self):
        return self.customer.name

class Customer(models.Model):
    name = models.TextField()

def labels(orders):
    return [order.label() for order in orders]
""",
        """\
# Some rows only.
from django.db import models

class Order(models.Model):
    customer = models.ForeignKey("Customer", on_delete=models.CASCADE, null=True)

    def label(self):
        if self.customer_id:
            return self.customer.name
        return ""

class Customer(models.Model):
    name = models.TextField()

def labels():
    return [order.label() for order in Order.objects.all()]
""",
        """\
# The rows of a customer know their customer; and who is given another one needs no query either.
from django.db import models

class Customer(models.Model):
    name = models.TextField()

    def labels(self):
        return [order.label() for order in self.orders.filter(code="new")]

class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="orders")
    code = models.TextField()

    def label(self):
        return self.customer.name

def move(customer):
    for order in Order.objects.filter(code="new"):
        order.customer = customer
        print(order.label())
""",
    ],
)
