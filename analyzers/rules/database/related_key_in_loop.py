"""Loading the related row of each row of a Django queryset for nothing but its primary key.

`line.order.pk` sends a query for the order, whose key the line has had all along: `line.order_id` is a column of its
own. In a loop over a thousand lines that makes a thousand queries.

**When not to bother**: the related rows are loaded anyway, or there are few.

**Why the fix needs review**: where the foreign key is empty, `line.order.pk` fails and `line.order_id` is `None`; and
a foreign key that points to another column of the related row than its primary key (`to_field`) has the value of that
one.
"""

from __future__ import annotations

import ast

from ...semantics.questions.querysets import in_django, is_relation, loaded_along, rows_loop, runs_once
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..shop import django_orders


def check(node: ast.Attribute, at: Site) -> Match | None:
    related = node.value
    if node.attr not in ("pk", "id") or not in_django(at):  # cheap
        return None
    if not isinstance(related, ast.Attribute):
        return None
    found = rows_loop(at, related.value)  # for line in lines: line.order.pk
    if found is None or found[0] not in at.repeating or runs_once(at):
        return None
    loop, rows = found
    loaded = loaded_along(at, rows)
    if loaded is None or related.attr in loaded or not is_relation(at, related.value, related.attr, rows):
        return None
    for other in loop.walk():
        if at.same(other, related) and getattr(at.parent(other), "attr", "") not in ("pk", "id"):
            return None  # it is loaded anyway
    return Match(
        node,
        f"loads the related row for its key in each pass: the row itself has it as {related.attr}_id",
        "review",
        "where the foreign key is empty this gives None instead of an error",
        {"row": related.value, "name": related.attr},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.node, "{row}.{name}_id", **match.nodes)


RULE = Rule(
    slug="related-key-in-loop",
    code="SLP750",
    family="database",
    stage="stable",
    triggers=Triggers(nodes=(ast.Attribute,), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Use the column of the foreign key",
    examples=[
        Example(
            before="""\
from django.db import models


class Line(models.Model):
    order = models.ForeignKey("shop.Order", on_delete=models.CASCADE)

    class Meta:
        abstract = True


def orders_of(sku):
    return {«line.order.pk» for line in Line.objects.filter(sku=sku)}
""",
        ),
        Example(
            before="""\
import django


def buyers(model, state):
    found = []
    for order in model.objects.filter(state=state, customer__name__startswith="c").order_by("pk"):
        found.append((order.code, «order.customer.id»))
    return found
""",
            after="""\
import django


def buyers(model, state):
    found = []
    for order in model.objects.filter(state=state, customer__name__startswith="c").order_by("pk"):
        found.append((order.code, order.customer_id))
    return found
""",
            workload=lambda n: (django_orders(n), "new"),
            same=[lambda: (django_orders(7), "new"), lambda: (django_orders(0), "new")],
            needs=("django",),
        ),
    ],
    clean=[
        """\
# Its own key.
import django

def keys(Line):
    return [line.pk for line in Line.objects.filter(order__state="new")]
""",
        """\
# Loaded along with the lines.
import django

def order_keys(Line):
    return [line.order.pk for line in Line.objects.filter(order__state="new").select_related("order")]
""",
        """\
# Loaded anyway, for its code.
import django

def orders(Line):
    return {line.order.pk: line.order.code for line in Line.objects.filter(order__state="new")}
""",
        """\
# Whether it is a foreign key nothing says: it may be a property.
import django

def stages(Flow):
    return [flow.stage.pk for flow in Flow.objects.all()]
""",
        """\
# A property of the model, says the module.
from django.db import models

class Flow(models.Model):
    @property
    def stage(self):
        return self.stages.last()

def stages():
    return [flow.stage.pk for flow in Flow.objects.filter(stage__open=True)]
""",
        """\
# Whoever made the queryset may have loaded them.
import django

def order_keys(self, queryset):
    return [line.order.pk for line in queryset.filter(order__state="new")]
""",
        """\
# One row.
import django

def order_key(Line):
    for line in Line.objects.filter(order__state="new"):
        return line.order.pk
""",
        """\
# Not a key.
import django

def codes(Line):
    return [line.order.code for line in Line.objects.filter(order__state="new")]
""",
        """\
# Not rows of a queryset.
import django

def order_keys(lines):
    return [line.order.pk for line in lines if line.order_id]
""",
        """\
# A test.
import django

def test_order_keys(Line):
    assert [line.order.pk for line in Line.objects.filter(order__state="new")] == [1, 2]
""",
        """\
# Not Django.
def order_keys(Line):
    return [line.order.pk for line in Line.objects.filter(order__state="new")]
""",
    ],
)
