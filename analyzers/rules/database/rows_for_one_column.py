"""Loading whole rows of a Django queryset to use one column of each.

`[user.email for user in User.objects.filter(active=True)]` fetches all columns and makes an object of each row.
`values_list("email", flat=True)` fetches the one column, and makes no objects.

The rule reports it where the code shows that the attribute is a column: it is the key, a field of a model in the same
module, or the query itself filters or orders by it.

**When not to bother**: the rows are few, and narrow.

**Why the fix needs review**: no instances are made, so that `from_db()`, `__init__` and signals of the model do not
run.
"""

from __future__ import annotations

import ast

from ...semantics.questions.querysets import SETS, chain_calls, columns, field_class, in_django, is_fresh, runs_once
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..shop import django_orders

_MEANS_MORE = {"distinct", "union", "intersection", "difference", "select_for_update", "values", "values_list"}
_MADE = {ast.ListComp: "list({})", ast.SetComp: "set({})", ast.GeneratorExp: "{}"}


def check(node: ast.ListComp | ast.SetComp | ast.GeneratorExp, at: Site) -> Match | None:
    column, (generator, *more) = node.elt, node.generators
    if more or generator.ifs or generator.is_async or not isinstance(column, ast.Attribute) or not in_django(at):
        return None
    if not at.same(column.value, generator.target):
        return None
    rows = generator.iter
    if at.type(rows).name not in SETS or not is_fresh(at, rows) or runs_once(at):
        return None
    if isinstance(rows, ast.Name) and len(at.usages(rows)) != 1:
        return None  # the others need the rows
    if column.attr not in columns(at, rows):
        kind = field_class(at, column.value, column.attr)
        if not kind.endswith("Field") or kind.startswith(("ManyToMany", "OneToOne")):
            return None
    if any(getattr(call.func, "attr", "") in _MEANS_MORE for call in chain_calls(at, rows)):
        return None
    return Match(
        node,
        f"loads whole rows to use one column: values_list({column.attr!r}, flat=True) fetches only that",
        "review",
        "no instances are made: from_db(), __init__ and signals of the model do not run",
        {"rows": rows, "column": column.attr},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    template = _MADE[type(match.node)].format('{rows}.values_list("{column}", flat=True)')
    edit.replace(match.node, template, **match.nodes)


RULE = Rule(
    slug="rows-for-one-column",
    code="SLP748",
    family="database",
    stage="preview",
    triggers=Triggers(nodes=(ast.ListComp, ast.SetComp, ast.GeneratorExp)),
    check=check,
    rewrite=rewrite,
    title="Use values_list()",
    examples=[
        Example(
            before="""\
import django


def codes(model, wanted):
    return «[order.code for order in model.objects.filter(code__in=wanted).order_by("pk")]»
""",
            after="""\
import django


def codes(model, wanted):
    return list(model.objects.filter(code__in=wanted).order_by("pk").values_list("code", flat=True))
""",
            workload=lambda n: (django_orders(n), [f"A{i}" for i in range(0, min(n, 500), 2)]),
            same=[lambda: (django_orders(7), ["A1", "A4", "A9"]), lambda: (django_orders(0), [])],
            needs=("django",),
        ),
        Example(
            before="""\
import django


def keys(model):
    orders = model.objects.exclude(state="paid")
    states = "".join«(order.state for order in model.objects.order_by("state")[:3])»
    return «{order.pk for order in orders}», states
""",
            after="""\
import django


def keys(model):
    orders = model.objects.exclude(state="paid")
    states = "".join(model.objects.order_by("state")[:3].values_list("state", flat=True))
    return set(orders.values_list("pk", flat=True)), states
""",
            workload=lambda n: (django_orders(n),),
            same=[lambda: (django_orders(7),), lambda: (django_orders(0),)],
            needs=("django",),
        ),
        Example(
            before="""\
from django.db import models


class Tag(models.Model):
    name = models.CharField(max_length=50)

    class Meta:
        abstract = True


def names():
    return «[tag.name for tag in Tag.objects.all()]»
""",
        ),
    ],
    clean=[
        """\
# Whether it is a column nothing says: it may be a property.
import django

def labels(Order):
    return [order.label for order in Order.objects.all()]
""",
        """\
# It is a property, says the module.
from django.db import models

class Tag(models.Model):
    name = models.CharField(max_length=50)
    synonyms = models.ManyToManyField("Tag")

    @property
    def label(self):
        return self.name.title()

def labels():
    return [tag.label for tag in Tag.objects.all()], [tag.synonyms for tag in Tag.objects.all()]
""",
        """\
# The rows are used for more.
import django

def codes(Order):
    orders = Order.objects.order_by("code")
    print([order.code for order in orders])
    return orders
""",
        """\
# They may be loaded already, by a prefetch.
import django

def lines(order):
    return [line.pk for line in order.lines.all()]
""",
        """\
# Of the column alone, distinct() leaves fewer.
import django

def states(Order):
    return [order.state for order in Order.objects.order_by("state").distinct()]
""",
        """\
# Two columns, a row, and another row's column.
import django

def codes(Order, first):
    print([order for order in Order.objects.order_by("code")])
    print([first.code for order in Order.objects.order_by("code")])
    return [order.customer.pk for order in Order.objects.order_by("pk")]
""",
        """\
# A condition in Python.
import django

def codes(Order, wanted):
    return [order.code for order in Order.objects.order_by("code") if wanted(order)]
""",
        """\
# Two loops.
import django

def codes(Order, states):
    return [order.code for order in Order.objects.order_by("code") for state in states]
""",
        """\
# Asynchronous.
import django

async def codes(Order):
    return [order.code async for order in Order.objects.order_by("code")]
""",
        """\
# Dates, not rows.
import django

def years(Order):
    return [date.pk for date in Order.objects.dates("placed", "year")]
""",
        """\
# A test.
import django

def test_codes(Order):
    assert [order.code for order in Order.objects.order_by("code")] == ["A1"]
""",
        """\
# Not Django.
def codes(Order):
    return [order.code for order in Order.objects.order_by("code")]
""",
    ],
)
