"""What a name or dotted expression refers to: a local binding, the module's, an import's qualified name, a builtin."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Sequence
from typing import Final

from .model import BlockFacts
from .scopes import Binding, Scope

__all__ = ["Resolved", "dotted", "qualified_name", "resolve"]

BUILTINS: Final = frozenset(dir(builtins))

Resolved = Sequence[tuple[Binding, BlockFacts]]


def resolve(facts: BlockFacts, name: ast.Name) -> tuple[Scope | None, Resolved] | None:
    """The scope that owns the name (None: the module) with all of its bindings there; None for a builtin or unknown.

    Of a name of a class body no bindings are given: nothing is known of it.
    """
    scope = facts.scopes.scope_of.get(name)
    if scope is None:
        return None
    owner = scope.owner(name.id)
    if owner is not None and owner.kind == "class":
        return owner, ()  # what else binds it stands in other members, and before that it may be the module's
    if owner is not None:
        return owner, [(binding, facts) for binding in owner.bindings_of(name.id)]
    if scope is facts.scopes.root and facts.class_node is not None and name.id in facts.model.class_names(facts):
        return scope, ()
    found = facts.model.module_bindings(name.id)
    return (None, found) if found else None


def qualified_name(facts: BlockFacts, node: ast.AST) -> str | None:
    """`np.append` → "numpy.append", `sorted` → "builtins.sorted", a method of a local object → None.

    A name with several imports (try: … except ImportError: …) resolves when all agree, and when the others are None.
    """
    root = node
    while isinstance(root, ast.Attribute):
        root = root.value
    if not isinstance(root, ast.Name) or not (root.id in BUILTINS or facts.may_be_imported(root.id)):
        return None
    base = _qualified(facts, root)
    if base is None or root is node:
        return base
    return base + (dotted(node) or "")[len(root.id) :]


def _qualified(facts: BlockFacts, node: ast.Name) -> str | None:
    found = resolve(facts, node)
    if found is None:
        if node.id in BUILTINS and not facts.model.has_star_import:
            return f"builtins.{node.id}"
        return None
    qualified: str | None = None
    for binding, _ in found[1]:
        if binding.kind == "import":
            if qualified is not None and qualified != binding.value:
                return None
            qualified = binding.value
        elif not (
            binding.kind in ("assign", "annotate")
            and isinstance(binding.value, ast.Constant)
            and binding.value.value is None
        ):
            return None
    return qualified


def dotted(node: ast.AST) -> str | None:
    """`self.items` → "self.items"; None for anything but names and attributes of names."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    parts.append(node.id)
    return ".".join(reversed(parts))
