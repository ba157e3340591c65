"""What a module's blocks bind at module level and on their classes, and which blocks an edit of that concerns."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from .scopes import Binding, BlockScopes

__all__ = [
    "FAR_REACHING",
    "Attribute",
    "attributes_of",
    "class_names",
    "depends_on",
    "exports_of",
    "fingerprint",
    "mentions",
    "outside_attributes_of",
]

FAR_REACHING: Final = frozenset({"*", "__setattr__", "__getattribute__", "__getattr__"})
"""Names of attributes that say something of all others."""

_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_SIMPLE = {ast.Expr, ast.Return, ast.Pass, ast.Raise, ast.Assert, ast.Global}


def mentions(text: str) -> frozenset[str]:
    """Every identifier in the text, and more: what stands in comments and strings (annotations may be strings)."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)  # as Python does with identifiers
    return frozenset(_IDENTIFIER.findall(text))


def exports_of(nodes: Sequence[ast.stmt], text: str) -> tuple[list[Binding], bool]:
    """Bindings that a top-level block makes at module level, and whether it has a star import.

    Cost: a definition without `global` costs nothing but a search in its text.
    """
    found: list[Binding] = []
    star = False
    if "global" in text:
        for node in nodes:
            for child in ast.walk(node):
                if child.__class__ is ast.Global:
                    found += [Binding(name, "global", child) for name in child.names]  # pyright: ignore[reportAttributeAccessIssue]
    for node in nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and ":=" not in text:
            found.append(Binding(node.name, "def", node, node))
        elif isinstance(node, ast.ClassDef):
            found.append(Binding(node.name, "class", node, node))
        elif node.__class__ in _SIMPLE and ":=" not in text:
            pass
        else:
            scopes = BlockScopes([node], None, node)
            star |= scopes.root.has_star_import
            for bindings in scopes.root.bindings.values():
                for binding in bindings:
                    binding.scope = None
                    found.append(binding)
            scopes.release()
    return found, star


def class_names(nodes: Sequence[ast.stmt]) -> Iterator[str]:
    """Names that a class member binds in its class."""
    for node in nodes:
        if isinstance(node, _DEFINITIONS):
            yield node.name
        elif node.__class__ not in _SIMPLE:
            scopes = BlockScopes([node], None, node)
            names = list(scopes.root.bindings)
            scopes.release()
            yield from names


@dataclass(frozen=True, slots=True)
class Attribute:
    """One assignment to an attribute. No value and no annotation: unknown, but for `+=`, whose statement tells."""

    name: str
    """"*" where any attribute may be set: `setattr(self, …)`, `self.__dict__`."""
    value: ast.expr | None
    annotation: ast.expr | None
    statement: ast.stmt
    kind: Literal["class", "self", "outside"] = "class"
    """In the class body, on a method's first parameter, or on any other object, which may be an instance as well."""
    in_init: bool = False
    bases: str = ""
    """Of the class: what else may have the attribute hangs on them."""


def attributes_of(nodes: Iterable[ast.stmt], text: str, bases: str = "") -> list[Attribute]:
    """What class members give to the instance's attributes, and what their methods give to those of other objects."""
    found: list[Attribute] = []
    dynamic = "setattr" in text or "__dict__" in text
    for node in nodes:
        if isinstance(node, ast.Assign) and all(isinstance(target, ast.Name) for target in node.targets):
            found += [Attribute(t.id, node.value, None, node) for t in node.targets if isinstance(t, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.append(Attribute(node.target.id, node.value, node.annotation, node))
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.append(Attribute(node.name, None, None, node))
        else:  # anything else that binds, nested classes included
            found += [Attribute(name, None, None, node) for name in class_names([node])]
        for function in (node,) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) else _functions(node):
            arguments = [*function.args.posonlyargs, *function.args.args]
            own = arguments[0].arg if arguments else ""
            found += _attributes_set(function.body, own, function.name == "__init__")
        if dynamic and _sets_any(node):
            found.append(Attribute("*", None, None, node))
    return [replace(attribute, bases=bases) for attribute in found] if bases else found


def outside_attributes_of(nodes: Sequence[ast.stmt]) -> list[Attribute]:
    """What code that is no member of a class of its own block gives to attributes of whatever objects."""
    return _attributes_set(nodes, "", False)


def _functions(node: ast.stmt) -> list[Any]:
    """Methods that are defined under a condition."""
    if isinstance(node, (ast.If, ast.Try, ast.With, ast.For, ast.While)):
        return [child for child in ast.walk(node) if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef))]
    return []


def _sets_any(node: ast.stmt) -> bool:
    for child in ast.walk(node):
        if isinstance(child, ast.Attribute) and child.attr in ("__dict__", "__setattr__"):
            return True
        if isinstance(child, ast.Call) and isinstance(child.func, ast.Name) and child.func.id == "setattr":
            return True
    return False


def _attributes_set(statements: Sequence[ast.stmt], own: str, in_init: bool) -> list[Attribute]:
    """Assignments to attributes; those of nested functions and classes too. Only statements are looked at."""
    found: list[Attribute] = []

    def record(target: Any, value: Any, annotation: Any, statement: ast.stmt) -> None:
        for part in _parts(target):
            if isinstance(part, ast.Attribute):
                mine = isinstance(part.value, ast.Name) and part.value.id == own
                kind = "self" if mine else "outside"
                whole = (value, annotation) if part is target else (None, None)
                found.append(Attribute(part.attr, *whole, statement, kind, in_init and mine))

    pending: list[Any] = list(statements)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Assign):
            for target in node.targets:
                record(target, node.value, None, node)
        elif isinstance(node, ast.AnnAssign):
            record(node.target, node.value, node.annotation, node)
        elif isinstance(node, ast.AugAssign):
            record(node.target, None, None, node)
        else:
            if isinstance(node, (ast.For, ast.AsyncFor)):
                record(node.target, None, None, node)
            elif isinstance(node, (ast.With, ast.AsyncWith)):
                for item in node.items:
                    record(item.optional_vars, None, None, node)
            for name in _BODIES:
                pending += getattr(node, name, ())
    return found


def _parts(target: Any) -> Iterator[Any]:
    """The names, attributes and items that a target takes a value apart into."""
    if isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            yield from _parts(element)
    elif isinstance(target, ast.Starred):
        yield from _parts(target.value)
    else:
        yield target


_BODIES = ("body", "orelse", "finalbody", "handlers", "cases")


def fingerprint(bindings: Iterable[Binding], attributes: Iterable[Attribute]) -> dict[str, tuple[str, ...]]:
    """Per name, all that other blocks may have relied on. Equal fingerprints: none need be looked at again."""
    table: dict[str, list[str]] = {}
    for binding in bindings:
        table.setdefault(binding.name, []).append(f"{binding.kind}:{_describe(binding)}:{binding.path}")
    for attribute in attributes:
        value = _described_type(attribute.value)
        annotation = ast.dump(attribute.annotation) if attribute.annotation is not None else ""
        if isinstance(attribute.statement, _DEFINITIONS) and attribute.value is None:
            value = _signature(attribute.statement)
        elif isinstance(attribute.statement, ast.AugAssign):
            value = _augmented(attribute.statement)
        about = f"{attribute.kind}:{attribute.in_init}:{attribute.bases}"
        table.setdefault(attribute.name, []).append(f"attribute:{value}:{annotation}:{about}")
    return {name: tuple(sorted(entries)) for name, entries in table.items()}


def _describe(binding: Binding) -> str:
    value = binding.value
    if isinstance(binding.node, ast.AugAssign):
        return _augmented(binding.node)
    if isinstance(value, _DEFINITIONS):
        return _signature(value)
    if isinstance(value, str) or value is None:
        return str(value) + (ast.dump(binding.annotation) if binding.annotation is not None else "")
    return ast.dump(value) + (ast.dump(binding.annotation) if binding.annotation is not None else "")


def _described_type(value: ast.expr | None) -> str:
    if value is None:
        return ""
    # Of an attribute, only the type of a literal matters to others.
    return type(value.value).__name__ if isinstance(value, ast.Constant) else ast.dump(value)


def _augmented(node: ast.AugAssign) -> str:
    return f"{node.op.__class__.__name__}:{ast.dump(node.value)}"


def _signature_parts(node: Any) -> list[ast.AST]:
    if isinstance(node, ast.ClassDef):
        return [*node.bases, *node.keywords, *node.decorator_list]
    return [part for part in (node.args, node.returns, *node.decorator_list) if part is not None]


def _signature(node: Any) -> str:
    return node.__class__.__name__ + ";".join(ast.dump(part) for part in _signature_parts(node))


def depends_on(provided: Binding | Attribute) -> set[str]:
    """Names and attribute names that what a binding or attribute means may hang on."""
    value: Any = provided.value
    statement = provided.node if isinstance(provided, Binding) else provided.statement
    if isinstance(value, _DEFINITIONS) or (value is None and isinstance(statement, _DEFINITIONS)):
        roots = _signature_parts(statement)
    elif value is None and isinstance(statement, ast.AugAssign):
        roots = [statement.value]
    else:
        roots = [root for root in (value, provided.annotation) if isinstance(root, ast.AST)]
    found: set[str] = set()
    for root in roots:
        for node in ast.walk(root):
            if isinstance(node, ast.Name):
                found.add(node.id)
            elif isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= mentions(node.value)
    return found
