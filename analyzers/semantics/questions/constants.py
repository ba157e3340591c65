"""Displays whose value is the same each time, and what is only read."""

from __future__ import annotations

import ast

from ..names import resolve
from ..site import Site

__all__ = ["is_constant", "is_constant_table", "looked_up"]

_LOOKS = frozenset({"get", "items", "keys", "values", "__getitem__", "isdisjoint", "issuperset", "issubset"})


def is_constant(at: Site, node: ast.AST) -> bool:
    """A literal, a tuple of such, or a name that the module binds once: a function, class, import or constant.

    Attributes of modules and classes count (`logging.INFO`, `Color.RED`); of objects that change, they do not.
    """
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Tuple):
        return all(is_constant(at, element) for element in node.elts)
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.operand, ast.Constant)
    first = True
    while isinstance(node, ast.Attribute):
        first = False
        node = node.value
    if not isinstance(node, ast.Name) or at.is_local(node):
        return False
    found = resolve(at.facts, node)
    if found is None:
        return at.qualified(node) is not None  # a builtin
    if found[0] is not None or len(found[1]) != 1:
        return False
    binding = found[1][0][0]
    if binding.kind in ("def", "class", "import"):
        return True
    return first and binding.kind in ("assign", "annotate") and node.id.isupper()


def is_constant_table(at: Site, node: ast.Dict | ast.Set | ast.List) -> bool:
    """Does a display hold nothing but constants, keys and values?"""
    if isinstance(node, ast.Dict):
        return all(key is not None and is_constant(at, key) for key in node.keys) and all(
            is_constant(at, value) for value in node.values
        )
    return all(is_constant(at, element) for element in node.elts)


def looked_up(at: Site, node: ast.expr) -> bool:
    """Is a container only asked for what is in it here: `d[k]`, `d.get(k)`, `k in d`, `for k in d`?"""
    parent = at.parent(node)
    if isinstance(parent, ast.Subscript):
        return parent.value is node and isinstance(parent.ctx, ast.Load)
    if isinstance(parent, ast.Compare):
        return parent.left is not node and isinstance(parent.ops[parent.comparators.index(node)], (ast.In, ast.NotIn))
    if isinstance(parent, (ast.For, ast.comprehension)):
        return parent.iter is node
    if isinstance(parent, ast.Attribute):
        call = at.parent(parent)
        return parent.attr in _LOOKS and isinstance(call, ast.Call) and call.func is parent
    return False
