"""Creating the rows of a Django model one by one, in a loop that does nothing else.

Each `create()` is an `INSERT` of its own, with a round trip to the database, and outside of a transaction a commit.
`bulk_create()` inserts any number of rows with a few statements.

**When not to bother**: a few rows; or the model's `save()`, or signals, must run for each row.

**Why the fix needs review**: `bulk_create()` calls no `save()` method and sends no signals; on some databases the
objects get no primary key; and all objects are made before the first is stored.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.django import MANAGERS
from ...semantics.questions.querysets import in_django, runs_once
from ...semantics.questions.repeats import depends_on_pass, used_after
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..shop import django_orders


def check(node: ast.Call, at: Site) -> Match | None:
    statement, loop = at.parent(node), at.loop
    if loop is None or not in_django(at):  # cheap
        return None
    manager = node.func.value if isinstance(node.func, ast.Attribute) else None
    if not isinstance(manager, ast.Attribute) or manager.attr not in MANAGERS or loop not in at.repeating:
        return None
    if list(loop.body) != [statement] or loop.is_async or loop.node.orelse or loop.kind == "while" or runs_once(at):
        return None
    if node.args or depends_on_pass(manager, loop):
        return None
    movable = not used_after(at, loop)
    return Match(
        node,
        "sends an INSERT in each pass: bulk_create() inserts all rows with a few statements",
        "review" if movable else None,
        "no save() method is called and no signals are sent" if movable else "",
        {"loop": loop.node, "manager": manager, "call": node},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    loop, manager, call = match.nodes["loop"], match.nodes["manager"], match.nodes["call"]
    arguments = ", ".join(
        f"{k.arg}={edit.text(k.value)}" if k.arg else f"**{edit.text(k.value)}" for k in call.keywords
    )
    edit.replace(
        loop,
        "{manager}.bulk_create([{model}({arguments}) for {target} in {items}])",
        manager=manager,
        model=edit.text(manager.value),
        arguments=arguments,
        target=edit.text(loop.target),
        items=loop.iter,
    )


RULE = Rule(
    slug="create-in-loop",
    code="SLP742",
    family="database",
    stage="preview",
    triggers=Triggers(calls=frozenset({"create"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Use bulk_create()",
    examples=[
        Example(
            before="""\
import django


def take(model, customer, codes):
    for code in codes:
        «model.objects.create(customer_id=customer, code=code, state="new")»
    return list(model.objects.filter(customer_id=customer).values_list("code", "state"))
""",
            after="""\
import django


def take(model, customer, codes):
    model.objects.bulk_create([model(customer_id=customer, code=code, state="new") for code in codes])
    return list(model.objects.filter(customer_id=customer).values_list("code", "state"))
""",
            workload=lambda n: (django_orders(1), 0, [f"B{i}" for i in range(n)]),
            same=[lambda: (django_orders(2), 1, ["B1", "B2"]), lambda: (django_orders(1), 0, [])],
            needs=("django",),
        ),
        Example(
            before="""\
import django


def take(model, rows):
    for row in rows:
        «model._default_manager.create(customer_id=0, **row)»
    return model.objects.filter(customer_id=0).count()
""",
            after="""\
import django


def take(model, rows):
    model._default_manager.bulk_create([model(customer_id=0, **row) for row in rows])
    return model.objects.filter(customer_id=0).count()
""",
            workload=lambda n: (django_orders(1), [{"code": f"B{i}"} for i in range(n)]),
            same=[lambda: (django_orders(1), [{"code": "B1"}, {"code": "B2"}])],
            needs=("django",),
        ),
    ],
    clean=[
        """\
# A create() of the project's own, that takes more.
import django

def note(Log, user, entries):
    for entry in entries:
        Log.objects.create(user, "note", text=entry)
""",
        """\
# More is done with each.
import django

def take(Order, codes, log):
    for code in codes:
        Order.objects.create(code=code)
        log(code)
    for code in codes:
        if code:
            Order.objects.create(code=code)
""",
        """\
# The rows are used.
import django

def take(Order, codes):
    return [Order.objects.create(code=code) for code in codes]
""",
        """\
# A few.
import django

def states(State):
    for name in ("new", "paid", "sent"):
        State.objects.create(name=name)
""",
        """\
# Another model each time.
import django

def fill(models):
    for model in models:
        model.objects.create(code="A1")
""",
        """\
# Related rows know their order, which a bulk_create() of theirs does not set.
import django

def take(order, skus):
    for sku in skus:
        order.lines.create(sku=sku)
    for sku in skus:
        Shelf.lines.create(sku=sku)
    for sku in skus:
        create(sku=sku)

class Shelf:
    lines = None

def create(sku):
    return sku
""",
        """\
# One.
import django

def take(Order):
    Order.objects.create(code="A1")
""",
        """\
# How often it goes on is not known.
import django

def take(Order, queue):
    while queue:
        Order.objects.create(code=queue.pop())
""",
        """\
# More to come at the end.
import django

def take(Order, codes, done):
    for code in codes:
        Order.objects.create(code=code)
    else:
        done()
""",
        """\
# A test.
import django

def test_take(Order, codes):
    for code in codes:
        Order.objects.create(code=code)
""",
        """\
# Not Django.
def take(Order, codes):
    for code in codes:
        Order.objects.create(code=code)
""",
        """\
# Asynchronous.
import django

async def take(Order, codes):
    async for code in codes:
        Order.objects.create(code=code)
""",
    ],
)
