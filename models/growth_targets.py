"""Which functions a call runs, as the growth of a function follows them: by name, by the class of the receiver, through
`functools.partial`, constructors and properties; in the file, and in others where somebody opens them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..analyzers.semantics.inference import type_of
from ..analyzers.semantics.instances import evidence_of, methods_of, own_class
from ..analyzers.semantics.names import dotted, qualified_name, resolve

if TYPE_CHECKING:
    from ..analyzers.semantics.model import BlockFacts, FileModel

__all__ = ["Elsewhere", "Place", "Target", "Targets", "properties_of"]

_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
_PROPERTY = re.compile(r"@(?:functools\.)?(?:property|cached_property)\s+(?:async\s+)?def\s+(\w+)")
_MOST = 4
"""Functions that one call may mean; of more nothing is said."""


class Place(NamedTuple):
    """A function or class, with the facts of its block."""

    facts: BlockFacts
    node: Any


Elsewhere = Callable[[str, "FileModel"], "Place | None"]
"""What a qualified name means that a file imports: "shop.search.find", ".search.find", "shop.index.Index"."""


@dataclass(frozen=True, slots=True)
class Target:
    """One function that a call may run, and what it is handed."""

    facts: BlockFacts
    node: Any
    arguments: Sequence[Any]
    keywords: Sequence[ast.keyword]
    receiver: str | None = None
    """What stands for `self`: "index", "self.index"; None for a plain function, "" where it has no name."""

    @property
    def name(self) -> str:
        return self.node.name

    def given(self) -> dict[str, Any]:
        """Parameter → argument."""
        names = [each.arg for each in (*self.node.args.posonlyargs, *self.node.args.args)]
        plain = [each for each in self.arguments if not isinstance(each, ast.Starred)]
        found = dict(zip(names[self.receiver is not None :], plain, strict=False))
        found.update({keyword.arg: keyword.value for keyword in self.keywords if keyword.arg})
        return found

    def rest(self) -> dict[str, list[Any]]:
        """The parameters `*args` and `**kwargs` → what is handed over with stars."""
        arguments = self.node.args
        found: dict[str, list[Any]] = {}
        if arguments.vararg is not None:
            found[arguments.vararg.arg] = [each.value for each in self.arguments if isinstance(each, ast.Starred)]
        if arguments.kwarg is not None:
            found[arguments.kwarg.arg] = [keyword.value for keyword in self.keywords if keyword.arg is None]
        return found

    @property
    def own(self) -> str:
        """The name of the first parameter, where that is the receiver."""
        names = [each.arg for each in (*self.node.args.posonlyargs, *self.node.args.args)]
        return names[0] if names and self.receiver is not None else ""


class Targets:
    """Answers for the calls of one block."""

    def __init__(self, facts: BlockFacts, elsewhere: Elsewhere | None) -> None:
        self._facts = facts
        self._elsewhere = elsewhere

    def of_call(self, node: ast.Call) -> list[Target]:
        """[] where it is not known, or where it is code that is not at hand."""
        func = node.func
        if isinstance(func, ast.Name):
            return self._named(func, node.args, node.keywords)
        if isinstance(func, ast.Attribute):
            return self._attribute(func, node.args, node.keywords)
        return []

    def of_read(self, node: ast.Attribute) -> list[Target]:
        """The getters that reading an attribute runs."""
        found = self._methods(node)
        return [each for each in found if each.node.decorator_list]

    def class_of(self, node: ast.AST) -> Place | None:
        """The class that the value of an expression is of."""
        owner = own_class(self._facts, node)
        if owner is not None:
            return Place(self._facts, owner)
        kind = type_of(self._facts, node).name
        own = self._class_named(kind[1:]) if kind.startswith(".") else None
        return own if own is not None or "." not in kind else self._found(kind, ast.ClassDef)

    def made(self, node: Any) -> Place | None:
        """The class that a call makes an instance of."""
        if not isinstance(node, ast.Call):
            return None
        if isinstance(node.func, ast.Name):
            bound = self._bound(node.func)
            if bound is not None and isinstance(bound.node, ast.ClassDef):
                return bound
        return self._found(qualified_name(self._facts, node.func), ast.ClassDef)

    # -- by name

    def _bound(self, name: ast.Name) -> Place | None:
        """What a name is bound to, once."""
        found = resolve(self._facts, name)
        if found is None or len(found[1]) != 1:
            return None
        binding, facts = found[1][0]
        return Place(facts, binding.value)

    def _class_named(self, name: str) -> Place | None:
        bindings = self._facts.model.module_bindings(name)
        if len(bindings) == 1 and isinstance(bindings[0][0].value, ast.ClassDef):
            return Place(bindings[0][1], bindings[0][0].value)
        return None

    def _found(self, qualified: str | None, kinds: Any) -> Place | None:
        if not qualified or self._elsewhere is None or qualified.startswith("builtins."):
            return None
        place = self._elsewhere(qualified, self._facts.model)
        return place if place is not None and isinstance(place.node, kinds) else None

    def _named(self, func: ast.Name, arguments: Sequence[Any], keywords: Sequence[ast.keyword]) -> list[Target]:
        bound = self._bound(func)
        if bound is None:
            return []
        if isinstance(bound.node, _FUNCTIONS):
            return [Target(*bound, arguments, keywords)]
        if isinstance(bound.node, ast.ClassDef):
            return self._constructor(bound, arguments, keywords)
        if isinstance(bound.node, ast.Call) and qualified_name(bound.facts, bound.node.func) == "functools.partial":
            first, *held = bound.node.args or [None]
            if isinstance(first, ast.Name) and bound.facts is self._facts:
                return self._named(first, [*held, *arguments], [*bound.node.keywords, *keywords])
            return []
        place = self._found(qualified_name(self._facts, func), (*_FUNCTIONS, ast.ClassDef))
        return self._of_place(place, arguments, keywords)

    def _of_place(self, place: Place | None, arguments: Sequence[Any], keywords: Any) -> list[Target]:
        if place is None:
            return []
        if isinstance(place.node, ast.ClassDef):
            return self._constructor(place, arguments, keywords)
        return [Target(*place, arguments, keywords)]

    def _constructor(self, place: Place, arguments: Sequence[Any], keywords: Sequence[ast.keyword]) -> list[Target]:
        found = methods_of(place.facts, place.node, "__init__")
        return [Target(facts, node, arguments, keywords, "") for node, facts in found[:1]]

    # -- by receiver

    def _attribute(self, func: ast.Attribute, arguments: Sequence[Any], keywords: Any) -> list[Target]:
        place = self._found(qualified_name(self._facts, func), (*_FUNCTIONS, ast.ClassDef))
        if place is not None:
            return self._of_place(place, arguments, keywords)
        return [
            Target(each.facts, each.node, arguments, keywords, each.receiver)
            for each in self._methods(func)
            if not (each.node.decorator_list and _is_getter(each.node))
        ]

    def _methods(self, func: ast.Attribute) -> list[Target]:
        value = func.value
        receiver: str | None = dotted(value) or ""
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "super":
            owner, receiver = self._inherited(func), "self"
        else:
            owner = self.class_of(value)
        if owner is None and isinstance(value, ast.Name):
            owner = self._bound(value) or self._found(qualified_name(self._facts, value), ast.ClassDef)
            if owner is None or not isinstance(owner.node, ast.ClassDef):
                return []
        if owner is None:
            return []
        found = methods_of(owner.facts, owner.node, func.attr)
        own = [(node, facts) for node, facts in found if node in owner.node.body]
        return [
            Target(facts, node, (), (), None if _is_static(node) else receiver)
            for node, facts in (own or found)[:_MOST]
            if len(own or found) <= _MOST
        ]

    def _inherited(self, func: ast.Attribute) -> Place | None:
        """The base class that `super().name` goes on to, where it is one of this file."""
        owner = self._facts.class_node
        for base in owner.bases if owner is not None else ():
            if isinstance(base, ast.Name):
                place = self._class_named(base.id)
                if place is not None and evidence_of(place.facts, place.node, func.attr).entries:
                    return place
        return None


def _is_static(node: Any) -> bool:
    return any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in node.decorator_list)


def _is_getter(node: Any) -> bool:
    return any((dotted(each) or "").endswith("property") for each in node.decorator_list)


def properties_of(text: str) -> frozenset[str]:
    """Names of attributes that run a function when they are read."""
    return frozenset(_PROPERTY.findall(text)) if "property" in text else frozenset()
