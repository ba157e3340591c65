"""Asking the database for one object in each pass of a loop, by a key that the loop runs over.

`for line in lines: Product.objects.get(sku=line.sku)` sends one query per pass, each with a round trip to the
database. One query for all of them, `Product.objects.filter(sku__in=[…])`, or `in_bulk([…], field_name="sku")`, makes a
dict to look up in.

The rule reports `get()`, `first()`, `exists()` and `count()` of a Django manager where one value of the lookup is a
field of what the loop runs over, and nothing is written in the loop; and `filter(owner=key)` where its rows are read.
Keys in hand, as in `for sku in skus: Product.objects.get(sku=sku)`, are mostly a few that somebody has picked: there,
it says nothing.

**When not to bother**: the loop makes a few passes only, or looks up a few of what it runs over.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...semantics.knowledge.django import LOOKUPS, MANAGER, QUERYSET
from ...semantics.loops import Loop
from ...semantics.questions.places import by_hand
from ...semantics.questions.querysets import in_django, is_read_out, runs_once
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_WRITES = {
    "save",
    "create",
    "delete",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "validated_save",
}


def check(node: ast.Call, at: Site) -> Match | None:
    loop = at.loop
    if loop is None or not in_django(at):  # cheap
        return None
    if loop.target is None or loop not in at.repeating or runs_once(at) or by_hand(at):
        return None
    whole = _whole(node, at)
    if whole is None:
        return None
    keywords = list(_lookup(whole, loop, at))
    own = {name.id for name in ast.walk(loop.target) if isinstance(name, ast.Name)}
    changing = [keyword for keyword in keywords if loop.keeps(keyword.value) == "no"]
    if (
        len(changing) != 1
        or changing[0].arg is None
        or (at.dotted(changing[0].value) or "").partition(".")[0] not in own
    ):
        return None
    if not isinstance(changing[0].value, ast.Attribute) and getattr(node.func, "attr", "") != "filter":
        return None  # keys in hand are mostly a few
    column, _, lookup = changing[0].arg.rpartition("__")
    if (column and lookup in LOOKUPS) or _is_picked(node, loop, own, at) or _writes(loop):
        return None
    return Match(
        whole,
        "sends a query in each pass: one query before the loop, with __in or in_bulk(), finds all of them",
    )


def _whole(node: ast.Call, at: Site) -> ast.Call | None:
    """The query that a call is the lookup of: all of `X.objects.filter(key=key).order_by("name")`, where it is read."""
    if not isinstance(node.func, ast.Attribute):
        return None
    if node.func.attr != "filter":
        return node
    whole = node
    while isinstance(around := at.parent(whole), ast.Attribute) and isinstance(call := at.parent(around), ast.Call):
        if around.attr not in ("order_by", "select_related", "exclude", "all", "values", "values_list"):
            return None
        whole = call
    match at.parent(whole):
        case ast.Assign(targets=[ast.Name() as name]) if at.is_local(name):
            read = any(usage.kind in ("iterate", "subscript") for usage in at.usages(name))
        case _:
            read = is_read_out(at, whole)
    return whole if read else None


def _lookup(call: ast.Call, loop: Loop, at: Site) -> Iterator[ast.keyword]:
    """`X.objects.filter(key=key).exists()`: what is looked up, where nothing else is asked."""
    found: list[ast.keyword] = []
    node: ast.expr = call
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.args and node.func.attr in ("get", "filter"):
            return
        if node.func.attr in ("get", "filter"):
            found += node.keywords
        node = node.func.value
    steady = loop.bound.isdisjoint(name.id for name in ast.walk(node) if isinstance(name, ast.Name))
    if steady and at.type(node).name in (MANAGER, QUERYSET):
        yield from found


def _is_picked(node: ast.AST, loop: Loop, own: set[str], at: Site) -> bool:
    """`if key == "category": X.objects.get(name=value)`: in few passes of all, or hanging on what a pass has found?"""
    for parent in at.parents(node):
        if parent is loop.node:
            break
        if isinstance(parent, ast.ExceptHandler):
            return True
        if not isinstance(parent, (ast.If, ast.IfExp)) or at.inside(node, parent.test):
            continue
        names = {name.id for name in ast.walk(parent.test) if isinstance(name, ast.Name)}
        kinds = (ast.Eq, ast.Is)
        equal = isinstance(parent.test, ast.Compare) and isinstance(parent.test.ops[0], kinds) and names & own
        if equal or "isinstance" in names or names & (loop.bound - own):
            return True
    return False


def _writes(loop: Loop) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr in _WRITES for node in loop.walk())


RULE = Rule(
    slug="query-in-loop",
    code="SLP741",
    family="database",
    stage="stable",
    triggers=Triggers(calls=frozenset({"filter", "get", "first", "last", "exists", "count"}), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
from shop.models import Product
from django.http import JsonResponse


def prices(request):
    found = {}
    for line in request.user.basket.lines.all():
        try:
            found[line.sku] = «Product.objects.get(sku=line.sku, active=True)».price
        except Product.DoesNotExist:
            continue
    return JsonResponse(found)


def known(model, rows, mode):
    found = [row for row in rows if «model._default_manager.filter(sku=row.sku).exists()»]
    for row in rows:
        if row.count > 3:
            found.append(«Product.objects.get(date=row.date)»)
        if mode == "makers":
            found.append(«Product.objects.get(maker__name=row.maker)»)
        if row.kind == "new" and not «Product.objects.filter(sku=row.sku).exists()»:
            found.append(row)
        if «Product.objects.filter(sku=row.sku).count()» == row.count:
            found.append(row)
    return found


def lines(Line, orders):
    for order in orders:
        for line in «Line.objects.filter(order=order).order_by("number")»:
            print(line)
        print(len(«Line.objects.filter(order=order, open=True)»))
        later = «Line.objects.filter(order=order, late=True)»
        print([line.number for line in later])
""",
        )
    ],
    clean=[
        """\
# A few keys, which somebody has picked.
from shop.models import Product
from django.http import JsonResponse

def prices(request):
    found = [Product.objects.get(sku=sku).price for sku in request.GET.getlist("sku")]
    return JsonResponse(found)
""",
        """\
# A command, run once.
from shop.models import Product
from django.core.management.base import BaseCommand

class Command(BaseCommand):
    def handle(self, rows):
        return [Product.objects.get(sku=row.sku) for row in rows]
""",
        """\
# A part of a query that is sent elsewhere, if at all, and one that is counted in the database.
import django
from shop.models import Line

def lines(orders, show):
    for order in orders:
        show(Line.objects.filter(order=order))
        show(list(Line.objects.filter(order=order).none()))
        show(filter(None, order))
        later = Line.objects.filter(order=order, late=True)
        print(later.count())
""",
        """\
# Those that are objects already need no query.
import django
from shop.models import Product

def products(rows):
    for row in rows:
        if not isinstance(row, Product):
            row_product = Product.objects.get(sku=row.code)
            print(row_product)
    return [row if isinstance(row, Product) else Product.objects.get(sku=row.code) for row in rows]
""",
        """\
# A path: each step hangs on the one before.
import django
from shop.models import Group

def find(names):
    group = None
    for name in names:
        if group is None:
            group = Group.objects.get(name=name.code)
        else:
            group = group.children.get(name=name.code)
    return group
""",
        """\
# Each pass asks another table.
import django

def used(models, sku):
    return [model.objects.filter(sku=model.sku).exists() for model in models]
""",
        """\
# One query.
import django
from shop.models import Product

def prices(skus):
    return [product.price for product in Product.objects.filter(sku__in=skus)]
""",
        """\
# Left as soon as one is found.
import django
from shop.models import Product

def first(skus):
    for sku in skus:
        return Product.objects.get(sku=sku.code)
""",
        """\
# The same question in each pass is another matter.
import django
from shop.models import Product

def first(skus, sku):
    for other in skus:
        print(other, Product.objects.get(sku=sku.code))
""",
        """\
# Two things change: __in does not do.
import django
from shop.models import Product

def products(pairs):
    return [Product.objects.get(sku=sku.code, size=size) for sku, size in pairs]
""",
        """\
# What is looked up is made in the pass.
import django
from shop.models import Product

def products(rows, parse):
    for row in rows:
        sku = parse(row)
        print(Product.objects.get(sku=sku.code))
""",
        """\
# No __in for what a text contains.
import django
from shop.models import Product

def unused(names):
    return [name for name in names if not Product.objects.filter(image__icontains=name.code).exists()]
""",
        """\
# Nor for other conditions.
import django
from django.db.models import Q
from shop.models import Product

def products(names):
    found = [Product.objects.filter(Q(name=name) | Q(sku=name)).first() for name in names]
    for name, size in names:
        found += Product.objects.filter(Q(size__gt=size), name=name)
        found.append(Product.objects.filter(Q(size__gt=size), name=name.text).first())
    return found
""",
        """\
# Conditions that are not known.
import django
from shop.models import Product

def products(rows):
    return [Product.objects.filter(**row.lookup).first() for row in rows]
""",
        """\
# A pass depends on what the ones before wrote.
import django
from shop.models import Product

def add(skus):
    for sku in skus:
        if not Product.objects.filter(sku=sku.code).exists():
            Product.objects.create(sku=sku)
""",
        """\
# One pass of all.
import django
from shop.models import Product

def read(settings):
    for name, value in settings.items():
        if name == "product":
            print(Product.objects.get(sku=value.code))
""",
        """\
# After an error, once in a while.
import django
from shop.models import Product

def add(skus, make):
    for sku in skus:
        try:
            make(sku)
        except ValueError:
            print(Product.objects.get(sku=sku.code))
""",
        """\
# A test.
import django
from shop.models import Product

def test_products(skus):
    for sku in skus:
        assert Product.objects.get(sku=sku.code)
""",
        """\
# A dict, and objects of some other kind.
import django

def prices(skus, table, world):
    return [(table.get(key=sku.code), world.objects_by_name.get(key=sku.code)) for sku in skus]
""",
        """\
# Not Django.
from shop.models import Product

def prices(skus):
    return [Product.objects.get(sku=sku.code).price for sku in skus]
""",
        """\
# Until there is one.
import django
from shop.models import Product

def free(sku):
    while Product.objects.filter(sku=sku.code).exists():
        sku += "x"
    return sku
""",
    ],
)
