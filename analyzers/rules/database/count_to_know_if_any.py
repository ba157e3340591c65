"""Counting the rows of a query to know whether there are any.

`orders.count() > 0` makes the database look at every row that fits. `orders.exists()` lets it stop at the first.

**When not to bother**: the table is small, or the number is needed as well.

**Why the fix needs review**: what looks like a Django queryset, or a manager of related rows, must be one.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.django import MANAGER
from ...semantics.questions.querysets import in_django, runs_once
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..shop import django_orders

_ANY = {(ast.Gt, 0): True, (ast.NotEq, 0): True, (ast.GtE, 1): True, (ast.Eq, 0): False, (ast.Lt, 1): False}


def check(node: ast.Call, at: Site) -> Match | None:
    if node.args or node.keywords or not isinstance(node.func, ast.Attribute) or not in_django(at):
        return None
    around = at.parent(node)
    wanted, is_truth = None, True
    if isinstance(around, ast.Compare) and len(around.ops) == 1:
        limit = at.constant(around.comparators[0])
        wanted, is_truth = _ANY.get((around.ops[0].__class__, limit)) if type(limit) is int else None, False
    elif isinstance(around, (ast.If, ast.IfExp)) and around.test is node:
        wanted, around = True, node
    else:
        match around:
            case ast.UnaryOp(op=ast.Not()):
                wanted = False
            case _:
                return None
    if wanted is None or not _has_rows(node.func.value, is_truth, at) or runs_once(at):
        return None
    return Match(
        around,
        "counts all rows to know whether there are any: exists() stops at the first",
        "review",
        "it must be a Django queryset, or a manager of related rows",
        {"rows": node.func.value, "wanted": wanted},
    )


def _has_rows(rows: ast.expr, is_truth: bool, at: Site) -> bool:
    """Is it a queryset or manager: by its type, by one of the values of its name, or as an attribute with a count()?"""
    kind = at.type(rows).name
    if kind:
        return kind == MANAGER or kind.endswith("QuerySet")
    if at.imports("sqlalchemy"):
        return False
    if isinstance(rows, ast.Name):
        return any(
            at.type(binding.value).name.endswith("QuerySet")
            for binding in at.bindings(rows)
            if binding.kind == "assign"
        )
    return isinstance(rows, ast.Attribute) and not is_truth


def rewrite(match: Match, edit: Rewrite) -> None:
    template = "{rows}.exists()" if match.nodes["wanted"] else "not {rows}.exists()"
    edit.replace(match.node, template, rows=match.nodes["rows"])


RULE = Rule(
    slug="count-to-know-if-any",
    code="SLP746",
    family="database",
    stage="preview",
    severity="info",
    triggers=Triggers(calls=frozenset({"count"})),
    check=check,
    rewrite=rewrite,
    title="Use exists()",
    examples=[
        Example(
            before="""\
import django


def state(model, also=None):
    if «model.objects.filter(state="new").count() > 0»:
        return "new"
    orders = model.objects.filter(state="sent")
    if also:
        orders = also(orders)
    if «orders.count() != 0» or «orders.count() >= 1»:
        return "sent"
    return "none"
""",
            after="""\
import django


def state(model, also=None):
    if model.objects.filter(state="new").exists():
        return "new"
    orders = model.objects.filter(state="sent")
    if also:
        orders = also(orders)
    if orders.exists() or orders.exists():
        return "sent"
    return "none"
""",
            workload=lambda n: (django_orders(n),),
            same=[lambda: (django_orders(7),), lambda: (django_orders(0),)],
            needs=("django",),
        ),
        Example(
            before="""\
import django


def empty(model):
    if «not model.objects.count()»:
        return None
    for order in model.objects.filter(state="new"):
        if «order.lines.count() == 0» or «order.lines.count() < 1»:
            return order.code
    return "all" if «model.objects.count()» else "none"
""",
            after="""\
import django


def empty(model):
    if not model.objects.exists():
        return None
    for order in model.objects.filter(state="new"):
        if not order.lines.exists() or not order.lines.exists():
            return order.code
    return "all" if model.objects.exists() else "none"
""",
            workload=lambda n: (django_orders(n),),
            same=[lambda: (django_orders(7),), lambda: (django_orders(0),)],
            needs=("django",),
        ),
    ],
    clean=[
        """\
# How many there are matters.
import django

def full(Order, limit):
    return Order.objects.count() > 1 or Order.objects.count() > limit or Order.objects.count() == 1
""",
        """\
# A list counts something.
import django

def has_blank(words, line):
    return words.count("") > 0 or line.words.count("") > 0
""",
        """\
# Two conditions.
import django

def some(Order):
    return 0 < Order.objects.count() < 10 or Order.objects.count() > 0 > -1
""",
        """\
# A count of its own, that may be cheap.
import django

def idle(player, clock):
    if not player.sessions.count:
        return True
    if player.sessions.count():
        return not player.sessions.count()
    return clock.count() == 0
""",
        """\
# A query of SQLAlchemy.
import django
import sqlalchemy

def idle(player):
    return player.sessions.count() == 0
""",
        """\
# The number is used.
import django

def amount(Order, full):
    print(Order.objects.count() if full else 0)
    return Order.objects.count()
""",
        """\
# A test.
import django

def test_amount(Order):
    assert Order.objects.count() > 0
""",
        """\
# Not Django.
def some(Order):
    return Order.objects.count() > 0
""",
        """\
# Something else with a count().
import django

def some(make):
    counter = [make()]
    return counter.count() == 0 or make().count() == 0

def none(Order, make):
    for order in Order.objects.filter(state="new"):
        order = make(order)
        if order.count() == 0:
            return order
""",
        """\
# With a condition it counts something else.
import django

def some(Order):
    return Order.objects.count(state="new") > 0
""",
        """\
# Compared with a truth value, which says something else.
import django

def some(Order):
    return Order.objects.count() == False
""",
    ],
)
