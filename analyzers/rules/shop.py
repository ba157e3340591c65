"""A shop in memory, for examples: Django models, and SQLAlchemy tables, on an empty SQLite database."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import Any

__all__ = ["django_apps", "django_orders"]


@lru_cache(maxsize=1)
def _django_models() -> tuple[Any, Any, Any]:
    """Customer, Order (`customer`, `code`, `state`, `lines`) and Line; Django is there in tests and benchmarks only."""
    conf, django, db = import_module("django.conf"), import_module("django"), import_module("django.db")
    if not conf.settings.configured:
        database = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
        conf.settings.configure(DATABASES={"default": database}, INSTALLED_APPS=[], USE_TZ=True)
        django.setup()
    models = import_module("django.db.models")

    def model(called: str, /, **fields: Any) -> Any:
        meta = type("Meta", (), {"app_label": "shop", "ordering": ["pk"]})
        return type(called, (models.Model,), {"__module__": __name__, "Meta": meta, **fields})

    customer = model("Customer", name=models.CharField(max_length=50))
    order = model(
        "Order",
        customer=models.ForeignKey(customer, on_delete=models.CASCADE),
        code=models.CharField(max_length=50),
        state=models.CharField(max_length=10),
    )
    key = models.ForeignKey(order, on_delete=models.CASCADE, related_name="lines")
    line = model("Line", order=key, sku=models.CharField(max_length=50))
    with db.connection.schema_editor() as editor:
        for table in (customer, order, line):
            editor.create_model(table)
    return customer, order, line


def django_orders(n: int) -> Any:
    """The model `Order` with n rows of it in the database, each with a customer and up to three lines, and no more."""
    customer, order, line = _django_models()
    for table in (line, order, customer):
        table.objects.all().delete()
    customers = [customer(pk=i, name=f"customer {i}") for i in range(n)]
    orders = [order(pk=i, customer=customers[i], code=f"A{i}", state=("new", "paid", "sent")[i % 3]) for i in range(n)]
    customer.objects.bulk_create(customers)
    order.objects.bulk_create(orders)
    line.objects.bulk_create([line(order=made, sku=f"sku {i}") for made in orders for i in range(made.pk % 4)])
    return order


class _Apps:
    """What a migration is given: `apps.get_model("shop", "Order")`."""

    def get_model(self, _app: str, name: str) -> Any:
        return next(model for model in _django_models() if model.__name__ == name)


def django_apps(n: int) -> Any:
    """The `apps` of a migration, with n orders in the database."""
    django_orders(n)
    return _Apps()
