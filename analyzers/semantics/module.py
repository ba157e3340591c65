"""What a module's blocks bind at module level and on their classes, and which blocks an edit of that concerns."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .scopes import Binding, BlockScopes

__all__ = ["Attribute", "attributes_of", "class_names", "depends_on", "exports_of", "fingerprint", "mentions"]

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
    return found, star


def class_names(nodes: Sequence[ast.stmt]) -> Iterator[str]:
    """Names that a class member binds in its class."""
    for node in nodes:
        if isinstance(node, _DEFINITIONS):
            yield node.name
        elif node.__class__ not in _SIMPLE:
            yield from BlockScopes([node], None, node).root.bindings


@dataclass(frozen=True, slots=True)
class Attribute:
    """One assignment to `self.name` in a method, or to `name` in the class body. No value and no annotation: unknown."""

    name: str
    value: ast.expr | None
    annotation: ast.expr | None
    statement: ast.stmt


def attributes_of(nodes: Iterable[ast.stmt]) -> list[Attribute]:
    """What class members give to the instance's attributes. Nested functions count, nested classes do not."""
    found: list[Attribute] = []
    for node in nodes:
        if isinstance(node, ast.Assign):
            found += [Attribute(t.id, node.value, None, node) for t in node.targets if isinstance(t, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.append(Attribute(node.target.id, node.value, node.annotation, node))
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            arguments = [*node.args.posonlyargs, *node.args.args]
            if arguments:
                _attributes_set(node, arguments[0].arg, found)
            found.append(Attribute(node.name, None, None, node))
    return found


def _attributes_set(function: Any, own: str, found: list[Attribute]) -> None:
    stack: list[Any] = list(function.body)
    while stack:
        node = stack.pop()
        cls = node.__class__
        if cls is ast.ClassDef:
            continue
        if cls is ast.Assign:
            for target in node.targets:
                _record(target, node.value, None, node, own, found)
        elif cls is ast.AnnAssign:
            _record(node.target, node.value, node.annotation, node, own, found)
        elif cls is ast.AugAssign:
            pass  # keeps the type of builtins: what it may change, the rules ask for themselves
        elif cls is ast.Attribute and node.ctx.__class__ is not ast.Load:
            _record(node, None, None, node, own, found)  # for self.x in …, with … as self.x, del self.x
        if cls is not ast.Assign and cls is not ast.AnnAssign and cls is not ast.AugAssign:
            stack += ast.iter_child_nodes(node)


def _record(target: Any, value: Any, annotation: Any, statement: Any, own: str, found: list[Attribute]) -> None:
    if target.__class__ is ast.Attribute and target.value.__class__ is ast.Name and target.value.id == own:
        found.append(Attribute(target.attr, value, annotation, statement))
    elif target.__class__ in (ast.Tuple, ast.List):
        for element in target.elts:
            _record(element, None, None, statement, own, found)
    elif target.__class__ is ast.Starred:
        _record(target.value, None, None, statement, own, found)


def fingerprint(bindings: Iterable[Binding], attributes: Iterable[Attribute]) -> dict[str, tuple[str, ...]]:
    """Per name, all that other blocks may have relied on. Equal fingerprints: no other block need be looked at again."""
    table: dict[str, list[str]] = {}
    for binding in bindings:
        table.setdefault(binding.name, []).append(f"{binding.kind}:{_describe(binding)}:{binding.path}")
    for attribute in attributes:
        value = ast.dump(attribute.value) if attribute.value is not None else ""
        annotation = ast.dump(attribute.annotation) if attribute.annotation is not None else ""
        if isinstance(attribute.statement, _DEFINITIONS) and attribute.value is None:
            value = _signature(attribute.statement)
        table.setdefault(attribute.name, []).append(f"attribute:{value}:{annotation}")
    return {name: tuple(sorted(entries)) for name, entries in table.items()}


def _describe(binding: Binding) -> str:
    value = binding.value
    if isinstance(value, _DEFINITIONS):
        return _signature(value)
    if isinstance(value, str) or value is None:
        return str(value) + (ast.dump(binding.annotation) if binding.annotation is not None else "")
    return ast.dump(value) + (ast.dump(binding.annotation) if binding.annotation is not None else "")


def _signature_parts(node: Any) -> list[ast.AST]:
    if isinstance(node, ast.ClassDef):
        return [*node.bases, *node.decorator_list]
    return [part for part in (node.args, node.returns, *node.decorator_list) if part is not None]


def _signature(node: Any) -> str:
    return node.__class__.__name__ + ";".join(ast.dump(part) for part in _signature_parts(node))


def depends_on(provided: Binding | Attribute) -> set[str]:
    """Names and attribute names that what a binding or attribute means may hang on."""
    value: Any = provided.value
    statement = provided.node if isinstance(provided, Binding) else provided.statement
    if isinstance(value, _DEFINITIONS) or (value is None and isinstance(statement, _DEFINITIONS)):
        roots = _signature_parts(statement)
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
