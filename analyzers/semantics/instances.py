"""Objects of the module's own classes: which name is one, and what gives their attributes values."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any

from .model import BlockFacts, ProvidedAttribute
from .names import qualified_name, resolve
from .scopes import Scope

__all__ = ["Evidence", "evidence_of", "methods_of", "own_class", "own_methods"]

_PLAIN_BASES = {"builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol", "typing_extensions.Protocol"}
_FIRST_IS_CLASS = {"__new__", "__init_subclass__", "__class_getitem__"}
_INTERCEPTING = ("*", "__setattr__", "__getattribute__")


def own_class(facts: BlockFacts, node: ast.AST) -> ast.ClassDef | None:
    """The class whose instance `node` is, for a method's first parameter; None for everything else."""
    if not isinstance(node, ast.Name):
        return None
    scope = facts.scopes.scope_of.get(node)
    owner = scope.owner(node.id) if scope is not None else None
    if owner is None or owner.kind != "function":
        return None
    outer = _outer(owner)
    if outer is None or outer.kind != "class":
        return None
    function = owner.node
    arguments = [*function.args.posonlyargs, *function.args.args]
    if not arguments or arguments[0].arg != node.id or len(owner.bindings_of(node.id)) != 1:
        return None
    if function.name in _FIRST_IS_CLASS or node.id in ("cls", "mcs", "metacls"):
        return None
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Name) and decorator.id in ("staticmethod", "classmethod"):
            return None
    return outer.node


def _outer(scope: Scope) -> Scope | None:
    outer = scope.parent
    return outer.parent if outer is not None and outer.kind == "type-parameters" else outer


def own_methods(facts: BlockFacts, func: ast.Attribute) -> list[tuple[Any, BlockFacts]]:
    """The methods that `self.name(…)` may call, of the classes of this module; [] where they give the name to anything
    else. A class of another module may override them."""
    owner = own_class(facts, func.value)
    return methods_of(facts, owner, func.attr) if owner is not None else []


def methods_of(facts: BlockFacts, owner: ast.ClassDef, name: str) -> list[tuple[Any, BlockFacts]]:
    """The methods of that name of a class, its bases and subclasses in the module; [] where any of them gives the name
    to something else."""
    evidence = evidence_of(facts, owner, name)
    if evidence.intercepted:
        return []
    found: list[tuple[Any, BlockFacts]] = []
    for attribute, where in evidence.entries:
        function = attribute.statement
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)) or function.name != name:
            return []
        if attribute.kind != "class":
            return []
        found.append((function, where))
    return found


@dataclass(slots=True)
class Evidence:
    """All that gives values to an attribute of a class's instances, as far as the module tells."""

    entries: list[ProvidedAttribute] = field(default_factory=list[ProvidedAttribute])
    complete: bool = True
    """All base classes are known, or the class itself sets the attribute in `__init__`."""
    intercepted: bool = False
    """Something may put values there that no assignment shows: `setattr(self, …)`, `__setattr__`."""


def evidence_of(facts: BlockFacts, node: ast.ClassDef, name: str) -> Evidence:
    """What the class, its bases and subclasses in the module, and assignments by other names give an attribute."""
    evidence = Evidence()
    family: list[tuple[ast.ClassDef, BlockFacts]] = [(node, facts)]
    seen: set[ast.ClassDef] = {node}
    for member, where in family:  # grows meanwhile
        bases, complete = _bases(member, where)
        evidence.complete = evidence.complete and complete
        for base in bases:
            if base[0] not in seen:
                seen.add(base[0])
                family.append(base)
    pending = [node]
    while pending:
        for subclass in facts.model.subclasses(pending.pop().name):
            if subclass[0] not in seen:
                seen.add(subclass[0])
                family.append(subclass)
                pending.append(subclass[0])
    for member, where in family:
        table = facts.model.class_attributes(member, where)
        evidence.entries += table.get(name, ())
        evidence.intercepted = evidence.intercepted or any(other in table for other in _INTERCEPTING)
        evidence.complete = evidence.complete and "__getattr__" not in table
    if any(attribute.in_init for attribute, _ in facts.model.class_attributes(node, facts).get(name, ())):
        evidence.complete = True
    evidence.entries += facts.model.outside_attributes(name)
    return evidence


def _bases(node: ast.ClassDef, facts: BlockFacts) -> tuple[list[tuple[ast.ClassDef, BlockFacts]], bool]:
    """The base classes of this module, and whether there are no others that matter."""
    found: list[tuple[ast.ClassDef, BlockFacts]] = []
    where = facts.around(node)
    complete = all(qualified_name(where, keyword.value) == "abc.ABCMeta" for keyword in node.keywords)
    for base in node.bases:
        if qualified_name(where, base.value if isinstance(base, ast.Subscript) else base) in _PLAIN_BASES:
            continue
        resolved = resolve(where, base) if isinstance(base, ast.Name) else None
        bindings = resolved[1] if resolved is not None else ()
        if len(bindings) == 1 and isinstance(bindings[0][0].value, ast.ClassDef):
            found.append((bindings[0][0].value, bindings[0][1]))
        else:
            complete = False
    return found, complete
