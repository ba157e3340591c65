"""Questions about Django querysets: what a chain of calls loads along, which names are columns, whose row a name is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from ..knowledge.django import LOOKUPS, MANAGER, MANAGERS, METHODS, QUERYSET, SINGLE, SLICED_QUERYSET
from ..loops import Loop, dotted
from ..model import BlockFacts
from ..site import Site

__all__ = [
    "SETS",
    "asked_alone",
    "chain_calls",
    "columns",
    "counted_alone",
    "field_class",
    "holds_row",
    "in_django",
    "is_fresh",
    "is_queryset",
    "is_read_out",
    "is_relation",
    "loaded_along",
    "looked_through",
    "may_be_queryset",
    "rows_loop",
    "rows_of",
    "runs_once",
    "saves_plainly",
]

SETS: Final = (QUERYSET, SLICED_QUERYSET)
_PACKAGES = frozenset({"django", "rest_framework", "wagtail", "django_filters", "import_export"})


def in_django(at: Site) -> bool:
    """Does the module import Django, or what is made for it, or is it told of models? Cheap: ask it first."""
    model = at.facts.model
    return model.imports_any(_PACKAGES) or "fields" in model.told().facts


def is_queryset(at: Site, node: ast.AST | None) -> bool:
    """Is it a queryset of instances, not sliced, that takes filters?"""
    return at.type(node).name == QUERYSET


def may_be_queryset(at: Site, node: ast.expr) -> bool:
    """Is it written like a queryset: a call of one of their methods, or a name given one? Cheaper than its type."""
    if isinstance(node, ast.Name):
        if not at.facts.says(*_FRESH_WORDS):
            return False
        return any(
            may_be_queryset(at, binding.value)
            for binding in at.bindings(node)
            if isinstance(binding.value, (ast.Call, ast.Subscript))
        )
    if isinstance(node, ast.Subscript):
        node = node.value
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS


_METHODS = {*METHODS[QUERYSET], "get_queryset"}
_FRESH = {"filter", "exclude", "order_by", "annotate", "distinct", *MANAGERS}
_FRESH_WORDS = tuple(f".{name}" for name in sorted(_FRESH))


def chain_calls(at: Site, node: ast.expr, depth: int = 4) -> Iterator[ast.Call]:
    """The calls that make a queryset, last one first, through local names and slices: `X.objects.filter(…).all()`."""
    while True:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node
            node = node.func.value
        elif isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Name) and depth > 0:
            for binding in at.bindings(node):
                if binding.kind in ("assign", "walrus") and isinstance(binding.value, ast.expr):
                    yield from chain_calls(at, binding.value, depth - 1)
            return
        else:
            return


def loaded_along(at: Site, rows: ast.expr) -> frozenset[str] | None:
    """The relations that select_related() and prefetch_related() name; None where some are not known, or not seen.

    Of "a__b" both "a" and "a__b" count. A queryset that the code around was given may have any.
    """
    names: set[str] = set()
    start: ast.expr = rows
    for call in chain_calls(at, rows):
        assert isinstance(call.func, ast.Attribute)
        start = call.func.value
        if call.func.attr not in METHODS[QUERYSET]:
            return None  # a method of the project's own
        if call.func.attr not in ("select_related", "prefetch_related"):
            continue
        if not call.args:
            return None
        for argument in call.args:
            value = at.constant(argument)
            if not isinstance(value, str):
                return None
            parts = value.split("__")
            names.update("__".join(parts[: i + 1]) for i in range(len(parts)))
    return frozenset(names) if isinstance(start, ast.Attribute) else None


def is_fresh(at: Site, rows: ast.expr) -> bool:
    """Does it certainly send a query of its own, which nobody's prefetch_related() answers? Cheaper than its type."""
    if isinstance(rows, ast.Name) and not at.facts.says(*_FRESH_WORDS):
        return False
    for call in chain_calls(at, rows):
        assert isinstance(call.func, ast.Attribute)
        manager = call.func.value
        if call.func.attr in _FRESH:
            return True
        if isinstance(manager, ast.Attribute) and manager.attr in MANAGERS:
            return True
    return False


def columns(at: Site, rows: ast.expr) -> set[str]:
    """Names that are certainly columns of the rows, for the query filters, orders or fetches by them."""
    found = {"id", "pk"}
    for call in chain_calls(at, rows):
        assert isinstance(call.func, ast.Attribute)
        if call.func.attr in ("filter", "exclude", "get"):
            for keyword in call.keywords:
                first, _, rest = (keyword.arg or "").partition("__")
                if not rest or rest in LOOKUPS:
                    found.add(first)
        elif call.func.attr in ("order_by", "only", "values_list", "values"):
            for argument in call.args:
                value = at.constant(argument)
                if isinstance(value, str) and "__" not in value:
                    found.add(value.lstrip("-"))
    return found


def looked_through(at: Site, rows: ast.expr) -> set[str]:
    """Names that are certainly relations, for the query looks at columns behind them: `filter(author__name=…)`."""
    found: set[str] = set()
    for call in chain_calls(at, rows):
        named = [keyword.arg or "" for keyword in call.keywords]
        named += [value for argument in call.args if isinstance(value := at.constant(argument), str)]
        for name in named:
            first, _, rest = name.lstrip("-").partition("__")
            if rest and rest.partition("__")[0] not in LOOKUPS:
                found.add(first)
    return found


def field_class(at: Site, row: ast.expr, name: str) -> str:
    """Last name of the class of a model's field, `ForeignKey`, or "property" and so on; "" where it is not known."""
    fields: dict[str, str] = at.facts.model.told().facts.get("fields", {})
    if fields and (told := fields.get(f"{at.qualname} {dotted(row)}.{name}")):
        return told  # a model of another file
    model = at.type(row).name
    if not model.startswith("."):
        return ""
    for binding, where in at.facts.model.module_bindings(model[1:]):
        if isinstance(binding.value, ast.ClassDef):
            for attribute, _ in at.facts.model.class_attributes(binding.value, where).get(name, ()):
                made = attribute.value
                if isinstance(made, ast.Call):
                    return getattr(made.func, "attr", getattr(made.func, "id", ""))
                statement = attribute.statement
                if isinstance(statement, ast.FunctionDef):
                    return "property"
    return ""


def rows_of(at: Site, iterable: ast.expr | None) -> ast.expr | None:
    """The queryset that a loop runs over, seen through `enumerate()` and `list()`."""
    while isinstance(iterable, ast.Call) and iterable.args:
        if not at.is_call(iterable, "builtins.enumerate", "builtins.list", "builtins.tuple"):
            break
        iterable = iterable.args[0]
    return iterable if iterable is not None and at.type(iterable).name in (*SETS, MANAGER) else None


def rows_loop(at: Site, name: ast.AST) -> tuple[Loop, ast.expr] | None:
    """The loop around that gives `name` one row of a queryset after the other, and the queryset."""
    if not isinstance(name, ast.Name):
        return None
    for loop in at.loops:
        target = loop.target
        if isinstance(target, ast.Tuple) and at.is_call(loop.iterable, "builtins.enumerate"):
            target = target.elts[-1]
        if isinstance(target, ast.Name) and target.id == name.id:
            rows = rows_of(at, loop.iterable)
            return (loop, rows) if rows is not None else None
    return None


def runs_once(at: Site) -> bool:
    """Is it code of a migration, which is never changed again, or of a test?"""
    if at.facts.model.module_bindings("Migration"):
        return True
    return any(part.lower().startswith(("test", "settest", "setup")) or part.endswith(("Test", "Tests", "TestCase"))
               for part in at.qualname.split("."))  # fmt: skip


def is_read_out(at: Site, node: ast.expr) -> bool:
    """Are the rows that an expression stands for looked at here: by a loop, `list()`, `len()` and the like?"""
    around = at.parent(node)
    if isinstance(around, (ast.For, ast.comprehension)):
        return around.iter is node
    return isinstance(around, ast.Call) and (at.qualified(around.func) or "").startswith("builtins.")


def is_relation(at: Site, row: ast.expr, name: str, rows: ast.expr) -> bool:
    """Does `row.name` certainly hold one related row, and `row.name_id` its key?

    The module's model says so, or the query, or code that assigns to it, or uses the name with `_id` elsewhere.
    """
    return holds_row(at, row, name, rows) or (not field_class(at, row, name) and name in columns(at, rows))


_ASKS_ANEW = frozenset({"filter", "exclude", "order_by", "update", "delete", "values_list", "values", "first", "last",
                        "aggregate", "get", "all", "none"})  # fmt: skip


def asked_alone(at: Site, rows: ast.Name) -> bool:
    """Is a local queryset used for nothing but conditions, and for what asks the database anew anyway?"""
    usages = at.usages(rows)
    return bool(usages) and all(
        usage.kind == "truth" or (usage.kind == "method" and usage.detail in _ASKS_ANEW) for usage in usages
    )


def counted_alone(at: Site, rows: ast.Name) -> bool:
    """Is a local queryset used for nothing but its length, and for what asks the database anew anyway?"""
    usages = at.usages(rows)
    return bool(usages) and all(
        usage.node is rows
        or (usage.kind == "argument" and usage.detail == "builtins.len")
        or (usage.kind == "method" and (usage.detail in _ASKS_ANEW or usage.detail in ("count", "exists")))
        for usage in usages
    )


def saves_plainly(at: Site, row: ast.expr, rows: ast.expr) -> bool:
    """Does `row.save()` certainly store the row and do nothing else, as far as the model goes?

    So do the models that a migration gets by `apps.get_model()`, which have no methods, and models of this module
    without a `save()` where the module connects no signals either.
    """
    model = at.type(row).name
    if model.startswith("."):
        if _mentions(at, "post_save") or _mentions(at, "pre_save"):
            return False
        return any(_is_plain(at, binding.value, where) for binding, where in at.facts.model.module_bindings(model[1:]))
    for call in chain_calls(at, rows):
        manager = call.func.value if isinstance(call.func, ast.Attribute) else None
        if isinstance(manager, ast.Attribute) and manager.attr in MANAGERS:
            made = at.only_value(manager.value)
            if isinstance(made, ast.Call) and isinstance(made.func, ast.Attribute) and made.func.attr == "get_model":
                apps = made.func.value
                return isinstance(apps, ast.Name) and [b.kind for b in at.bindings(apps)] == ["parameter"]
    return False


def _mentions(at: Site, name: str) -> bool:
    model = at.facts.model
    return any(name in model.facts(block).mentions for block in model.document.leaves())


def _is_plain(at: Site, node: object, where: BlockFacts) -> bool:
    if not isinstance(node, ast.ClassDef) or "save" in at.facts.model.class_attributes(node, where):
        return False
    return [getattr(base, "attr", getattr(base, "id", "")) for base in node.bases] == ["Model"]


def holds_row(at: Site, row: ast.expr, name: str, rows: ast.expr) -> bool:
    """Does `row.name` certainly hold a related row, and no date, file or text, whose attributes are there already?

    The module's model says so, or the query looks at columns of it, or the module uses its key, `name_id`.
    """
    kind = field_class(at, row, name)
    if kind:
        return kind in SINGLE and kind != "GenericForeignKey"
    return name in looked_through(at, rows) or _mentions(at, f"{name}_id")
