"""Django's models: managers, which queryset methods give querysets, which ask the database, which give instances.

In these types `$` stands for the model, as far as it is known: `.Order` of the same module, else `MODEL`.
"""

from __future__ import annotations

MODEL = "django.db.models.Model"
MANAGER = "django.db.models.Manager"
QUERYSET = "django.db.models.QuerySet"
VALUES_QUERYSET = "django.db.models.ValuesQuerySet"
"""Of dicts or tuples, after `values()` or `values_list()`."""
SLICED_QUERYSET = "django.db.models.SlicedQuerySet"
"""After `[:10]`: of a few rows often, and it takes no more filters."""

MANAGERS = frozenset({"objects", "_default_manager", "_base_manager"})

LAZY = frozenset({
    "all", "filter", "exclude", "order_by", "reverse", "distinct", "select_related", "prefetch_related", "annotate",
    "alias", "defer", "only", "using", "none", "extra", "select_for_update", "union", "intersection", "difference",
    "complex_filter",
})  # fmt: skip
"""Queryset methods that return a queryset and ask nothing yet."""

_VALUES = frozenset({"values", "values_list", "dates", "datetimes"})
_ANSWERS = {
    "get": "$", "create": "$", "latest": "$", "earliest": "$", "first": "$?", "last": "$?",
    "get_or_create": "tuple[$, bool]", "update_or_create": "tuple[$, bool]", "count": "int", "exists": "bool",
    "contains": "bool", "aggregate": "dict", "in_bulk": "dict[Any, $]", "iterator": "iterator[$]", "update": "int",
    "delete": "tuple", "bulk_create": "list[$]", "bulk_update": "int",
}  # fmt: skip

ASKS_ONE = frozenset({"get", "first", "last", "latest", "earliest", "exists", "count", "aggregate", "contains"})
"""Methods that send a query and give one answer."""

METHODS = {
    name: {**dict.fromkeys(LAZY, f"{QUERYSET}[$]"), **dict.fromkeys(_VALUES, VALUES_QUERYSET), **_ANSWERS}
    for name in (MANAGER, QUERYSET)
}
METHODS[VALUES_QUERYSET] = {
    **dict.fromkeys(LAZY | _VALUES, VALUES_QUERYSET), "count": "int", "exists": "bool", "iterator": "iterator",
}  # fmt: skip
METHODS[SLICED_QUERYSET] = {
    **dict.fromkeys(("all", "select_related", "prefetch_related"), f"{SLICED_QUERYSET}[$]"),
    **dict.fromkeys(_VALUES, VALUES_QUERYSET), "count": "int", "exists": "bool", "iterator": "iterator[$]",
}  # fmt: skip

RETURNS = {"django.shortcuts.get_object_or_404": MODEL, "django.shortcuts.get_list_or_404": f"list[{MODEL}]"}

MANY = frozenset({"ManyToManyField", "GenericRelation", "ParentalManyToManyField", "TaggableManager"})
SINGLE = frozenset({
    "ForeignKey", "OneToOneField", "ParentalKey", "TreeForeignKey", "GenericForeignKey", "CachedForeignKey",
    "FlexibleForeignKey", "AutoOneToOneField",
})  # fmt: skip
"""Field classes of a relation to one row, by their last name: its column is `name_id`."""
NO_COLUMN = MANY | {"GenericForeignKey", "property", "cached_property"}

LOOKUPS = frozenset({
    "exact", "iexact", "contains", "icontains", "in", "gt", "gte", "lt", "lte", "startswith", "istartswith", "endswith",
    "iendswith", "range", "isnull", "regex", "iregex", "search", "date", "year", "month", "day", "week", "hour",
})  # fmt: skip
"""What may follow a column behind `__`, and is no relation."""
