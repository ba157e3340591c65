"""Letting the database sort a table at random, to take some rows of it.

`Order.objects.order_by("?")` gives each row of the table a random number and sorts by it, however few rows are taken
then. Choosing among the keys, with `random.sample()`, fetches one narrow column, and then the chosen rows by key.

**When not to bother**: the table is small, or the query has left few rows by then.
"""

from __future__ import annotations

import ast

from ...semantics.questions.querysets import in_django, runs_once
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or at.constant(node.args[0]) != "?":
        return None
    around = at.parent(node)
    taken = isinstance(around, ast.Subscript) or (
        isinstance(around, ast.Attribute) and around.attr in ("first", "last")
    )
    if not taken or not in_django(at) or runs_once(at):
        return None
    return Match(node, "sorts all rows at random: choose among the keys, and fetch those rows")


RULE = Rule(
    slug="order-by-random",
    code="SLP749",
    family="database",
    stage="stable",
    triggers=Triggers(calls=frozenset({"order_by"})),
    check=check,
    examples=[
        Example(
            before="""\
import django


def featured(Product):
    return «Product.objects.filter(active=True).order_by("?")»[:3], «Product.objects.order_by("?")».first()
""",
        )
    ],
    clean=[
        """\
# How many are taken is not seen.
import django

def shuffled(Product):
    return Product.objects.order_by("?")

def names(Product):
    return Product.objects.order_by("?").values_list("name")
""",
        """\
# Choosing among the keys.
import random

import django

def featured(Product):
    keys = list(Product.objects.filter(active=True).values_list("pk", flat=True))
    return Product.objects.in_bulk(random.sample(keys, 3))
""",
        """\
# A column, and two.
import django

def newest(Product, column):
    print(Product.objects.order_by("-added")[:3])
    return Product.objects.order_by(column)[:3], Product.objects.order_by("?", "pk")[:3]
""",
        """\
# A test.
import django

def test_featured(Product):
    assert Product.objects.order_by("?").first() is not None
""",
        """\
# Not Django.
def featured(query):
    return query.order_by("?")[:3]
""",
    ],
)
