"""How many elements a container has, where the source tells."""

from __future__ import annotations

import ast
from typing import Final

from .inference import own_class, type_of
from .knowledge import MUTATING_METHODS
from .model import BlockFacts
from .names import Resolved, qualified_name, resolve
from .scopes import Scope
from .usages import Usage, usages

__all__ = ["FEW", "size_of"]

FEW: Final = 8
"""Up to so many passes or elements, what grows with them does not matter."""

_SAME_SIZE = {"enumerate", "reversed", "sorted", "list", "tuple", "iter"}


_LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_HUGE = 1 << 60
"""len() goes no further."""
_SHRINKING = {"pop", "popleft", "popitem", "remove", "discard", "clear", "sort", "reverse", "rotate", "subtract",
              "difference_update", "intersection_update"}  # fmt: skip


def size_of(facts: BlockFacts, node: ast.AST | None) -> int | None:
    """Number of elements (at most) of a display, a constant, a range, or a name bound once to one that never grows."""
    match node:
        case ast.Name():
            return _size_of_name(facts, node)
        case ast.Attribute():
            if qualified_name(facts, node) == "sys.argv":
                return FEW  # what a person types
            owner = own_class(facts, node.value)
            entries = facts.model.class_attributes(owner, facts).get(node.attr, ()) if owner is not None else ()
            if len(entries) == 1 and isinstance(entries[0][0].value, (ast.List, ast.Tuple, ast.Set, ast.Dict)):
                return size_of(facts, entries[0][0].value) or None
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            return None if any(isinstance(element, ast.Starred) for element in elements) else len(elements)
        case ast.Dict(keys=keys):
            return None if any(key is None for key in keys) else len(keys)
        case ast.Constant(value=str() | bytes() as text):
            return len(text)
        case ast.ListComp(generators=[only]) | ast.SetComp(generators=[only]) | ast.DictComp(generators=[only]):
            return size_of(facts, only.iter)
        case ast.Subscript(slice=ast.Slice()):
            return size_of(facts, node.value)
        case ast.BinOp(op=ast.Add()):
            left, right = size_of(facts, node.left), size_of(facts, node.right)
            return left + right if left is not None and right is not None else None
        case ast.Call(
            func=ast.Attribute(value=container, attr="items" | "keys" | "values" | "copy"), args=[], keywords=[]
        ):
            return size_of(facts, container)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="split"), args=[], keywords=[]):
            return len(text.split())
        case ast.Call():
            return _size_of_call(facts, node)
        case _:
            pass
    return None


def _size_of_name(facts: BlockFacts, name: ast.Name) -> int | None:
    found = resolve(facts, name)
    if found is None:
        return None
    owner, bindings = found
    key = ("size", owner, name.id)
    if key not in facts.usage_cache:
        facts.usage_cache[key] = None  # in case that its value is made of itself
        facts.usage_cache[key] = _size_of_bindings(facts, name, owner, bindings)
    return facts.usage_cache[key]


def _size_of_bindings(facts: BlockFacts, name: ast.Name, owner: Scope | None, bindings: Resolved) -> int | None:
    sizes: list[int] = []
    for binding, where in bindings:
        if binding.kind == "parameter" and binding.value == "tuple":
            return FEW  # *args: as many as a person writes down in a call
        size = (
            size_of(where, binding.value) if binding.kind in ("assign", "annotate") and binding.path is None else None
        )
        if size is None:
            return None
        sizes.append(size)
    if owner is not None and owner.kind != "class":
        is_list = type_of(facts, name).name == "list"
        growing = [usage for usage in usages(facts, owner, name.id) if _grows(usage, is_list)]
        if growing and not (all(sizes) and all(_adds_one(facts, usage, owner) for usage in growing)):
            return None
        sizes = [size + len(growing) for size in sizes]
    return max(sizes, default=0) or None  # an empty one is there to be filled


def _adds_one(facts: BlockFacts, usage: Usage, owner: Scope) -> bool:
    """Is it `xs.append(x)` outside loops, so that it runs at most once for each value of the name?"""
    if usage.kind != "method" or usage.detail not in ("append", "add"):
        return False
    node: ast.AST | None = usage.around
    while node is not None and node is not owner.node:
        if isinstance(node, _LOOPS):
            return False
        node = facts.scopes.parent.get(node)
    return node is not None


def _grows(usage: Usage, is_list: bool) -> bool:
    if usage.kind in ("method", "attribute"):
        return usage.detail in MUTATING_METHODS - _SHRINKING
    if usage.kind == "store-subscript":
        return isinstance(usage.around.slice, ast.Slice) or not is_list
    return usage.kind in ("augment", "delete", "captured")


def _size_of_call(facts: BlockFacts, node: ast.Call) -> int | None:
    qualified = qualified_name(facts, node.func) or ""
    module, _, name = qualified.rpartition(".")
    if module != "builtins" or not node.args:
        return None
    if name in _SAME_SIZE or (name in ("set", "frozenset", "dict") and not node.keywords):
        return size_of(facts, node.args[0])
    if name == "zip":
        sizes = [size for size in (size_of(facts, argument) for argument in node.args) if size is not None]
        return min(sizes, default=None)
    if name == "range":
        values = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, int)]
        if len(values) == len(node.args) and len(values) <= 3 and (len(values) < 3 or values[2] != 0):
            return len(range(*values)) if all(abs(value) < _HUGE for value in values) else None
    return None
