"""Django's managers and querysets: what is one, of which model, and what is known of its rows."""

from __future__ import annotations

import ast

import pytest
from slowspot.analyzers.semantics.questions.querysets import columns, is_fresh, loaded_along, looked_through

from .probing import ask, types

MANAGER, QUERYSET = "~django.db.models.Manager", "~django.db.models.QuerySet"
MODEL = "~django.db.models.Model"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Order.objects", f"{MANAGER}[{MODEL}]"),
        ("model._default_manager", f"{MANAGER}[{MODEL}]"),
        ("world.objects", "unknown"),
        ("order.line_set.all()", f"{QUERYSET}[{MODEL}]"),
        ("rows.data_set.add(1)", "unknown"),
        ("Order.objects.filter(state=1).exclude(pk=2)", f"{QUERYSET}[{MODEL}]"),
        ("Order.objects.all()[:3]", f"~django.db.models.SlicedQuerySet[{MODEL}]"),
        ("Order.objects.all()[3]", MODEL),
        ("Order.objects.first()", f"{MODEL}?"),
        ("Order.objects.get(pk=1)", MODEL),
        ("Order.objects.in_bulk(keys)", f"~dict[unknown, {MODEL}]"),
        ("[order for order in Order.objects.all()][0]", MODEL),
        ("Order.objects.values_list('pk')", "~django.db.models.ValuesQuerySet"),
        ("Order.objects.with_lines()", "unknown"),
        ("Order.objects.with_lines().select_related('a')", f"{QUERYSET}[{MODEL}]"),
        ("self.get_queryset()", f"{QUERYSET}[{MODEL}]"),
        ("order.lines.filter(sku=1)", f"{QUERYSET}[{MODEL}]"),
        ("order.lines.filter(sku)", "unknown"),
        ("Order.objects.count()", "~int"),
    ],
)
def test_type_of(expression: str, expected: str) -> None:
    source = f"import django\n\ndef f(model, world, order, rows, keys, self, sku):\n    probe({expression})"
    assert types(source) == [expected]


def test_a_model_of_the_module_is_named() -> None:
    source = """
        from django.db import models

        class Order(models.Model):
            pass

        for order in Order.objects.all():
            probe(order)
    """
    assert types(source) == ["~.Order"]


def test_without_django_related_managers_are_unknown() -> None:
    assert types("probe(order.lines.all())") == ["unknown"]


@pytest.mark.parametrize(
    ("expression", "loaded", "fresh"),
    [
        ("Order.objects.all()", set(), True),
        ("Order.objects.select_related('a__b').prefetch_related('c')", {"a", "a__b", "c"}, True),
        ("Order.objects.select_related()", None, True),
        ("Order.objects.prefetch_related(more)", None, True),
        ("Order.objects.with_lines().filter(a=1)", None, True),
        ("order.lines.all()", set(), False),
        ("order.lines.filter(a=1)", set(), True),
        ("queryset", None, False),
    ],
)
def test_what_is_loaded_along(expression: str, loaded: set[str] | None, fresh: bool) -> None:
    source = f"import django\n\ndef f(order, queryset, more):\n    probe({expression})"
    found = ask(source, lambda node, at: (loaded_along(at, node), is_fresh(at, node)))
    assert found == [(loaded, fresh)]


def test_what_the_query_says_of_names() -> None:
    source = """
        import django

        def f(Order):
            orders = Order.objects.filter(state=1, code__in=[], customer__name="a")
            probe(orders.order_by("-placed").exclude(shop__city="b"))
    """

    def names(node: ast.expr, at: object) -> tuple[set[str], set[str]]:
        return columns(at, node), looked_through(at, node)  # pyright: ignore[reportArgumentType]

    assert ask(source, names) == [({"id", "pk", "state", "code", "placed"}, {"customer", "shop"})]
