"""Which expressions are Django managers and querysets, by Django's own names for them, and of which model."""

from __future__ import annotations

import ast

from .knowledge.django import MANAGER, MODEL, QUERYSET
from .model import BlockFacts
from .names import resolve
from .types import UNKNOWN, Type

__all__ = ["manager_type", "named_queryset", "queryset_by_call"]

_MODEL = Type(MODEL, declared=True)
_CLASSES = frozenset({"cls", "model", "klass", "model_class"})


def manager_type(facts: BlockFacts, node: ast.Attribute) -> Type:
    """The type of `Order.objects`, `model._default_manager`, `order.line_set`; declared, for the name says so."""
    owner = node.value
    if node.attr.endswith("_set"):
        call = facts.scopes.parent.get(facts.scopes.parent.get(node, node), node)
        managed = isinstance(call, ast.Call) and getattr(call.func, "attr", "") in _MANAGED and not call.args
        return Type(MANAGER, (_MODEL,), declared=True) if managed else UNKNOWN
    name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    if node.attr == "objects" and not (name[:1].isupper() or name in _CLASSES or name.endswith("_model")):
        return UNKNOWN  # world.objects
    return Type(MANAGER, (_model(facts, owner),), declared=True)


_MANAGED = frozenset({"all", "filter", "exclude", "order_by", "select_related", "prefetch_related", "values_list",
                      "values", "count", "exists", "first", "last", "get", "create"})  # fmt: skip


def _model(facts: BlockFacts, owner: ast.expr) -> Type:
    """The class of this module that a name means, as the type of its instances."""
    found = resolve(facts, owner) if isinstance(owner, ast.Name) else None
    if found is not None and len(found[1]) == 1 and isinstance(found[1][0][0].value, ast.ClassDef):
        return Type(f".{found[1][0][0].value.name}", declared=True)
    return _MODEL


def named_queryset(facts: BlockFacts) -> Type:
    """What `get_queryset()` returns, and a parameter or attribute `queryset` holds, in a module that imports Django."""
    return Type(QUERYSET, (_MODEL,), declared=True) if _in_django(facts) else UNKNOWN


def queryset_by_call(facts: BlockFacts, call: ast.Call, func: ast.Attribute) -> Type:
    """A queryset where a module that imports Django calls what only querysets and managers have.

    `x.select_related(…)` whatever x is; of an attribute, which may be a related manager, `order.lines.filter(sku=1)`
    and `order.lines.all()`, too.
    """
    name = func.attr
    if name == "get_queryset" or name in _ONLY_THEIRS:
        return named_queryset(facts)
    if name not in _THEIRS_TOO or not isinstance(func.value, ast.Attribute):
        return UNKNOWN
    fitting = not call.args and (bool(call.keywords) != (name == "all"))
    return named_queryset(facts) if fitting else UNKNOWN


_ONLY_THEIRS = frozenset({"select_related", "prefetch_related", "select_for_update"})
_THEIRS_TOO = frozenset({"all", "filter", "exclude"})
_DJANGO = frozenset({"django", "rest_framework"})
_OTHERS = frozenset({"numpy", "pandas", "polars", "xarray", "sqlalchemy", "peewee", "tortoise"})


def _in_django(facts: BlockFacts) -> bool:
    return facts.model.imports_any(_DJANGO) and not facts.model.imports_any(_OTHERS)
