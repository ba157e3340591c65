"""Works out once, above the loop, what each pass works out anew from things that stay.

    for word in words:                  lowest = min(limits)
        if word > min(limits):    →     for word in words:
            …                               if word > lowest:

What a call reads besides its arguments, and an error that a loop without passes never meets, tell the difference.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..editing import Edit
from ..located import Apply, Proposal, View

ORDER = 20
ALTERNATIVES = False
_PURE = {
    "abs", "all", "any", "dict", "float", "frozenset", "int", "len", "list", "max", "min", "pow", "repr", "round",
    "set", "sorted", "str", "sum", "tuple",
}  # fmt: skip
_METHODS = {
    "capitalize", "casefold", "copy", "count", "encode", "get", "index", "items", "join", "keys", "lower", "lstrip",
    "replace", "rstrip", "split", "splitlines", "startswith", "strip", "title", "upper", "values",
}  # fmt: skip
_MODULES = {"math", "np", "numpy", "os", "operator", "re", "string"}


def proposals(view: View) -> Iterator[Proposal]:
    """One for each expression and loop, the widest expressions only."""
    found: dict[tuple[ast.stmt, str], list[ast.Call]] = {}
    inside: set[ast.AST] = set()
    for node in view.walk():
        if isinstance(node, ast.Call) and node not in inside and _is_pure(node, view):
            anchor = view.anchor(node)
            if anchor is None or not view.unchanged(node, anchor) or not _is_known(node, anchor, view):
                continue
            if isinstance(anchor, ast.For) and node is anchor.iter:
                continue
            if not isinstance(view.parent(node), ast.Expr):
                found.setdefault((anchor, ast.unparse(node)), []).append(node)
                inside.update(ast.walk(node))
    for (anchor, text), places in found.items():
        yield Proposal(f"works out {text} once", _change(anchor, text, places))


def _is_pure(node: ast.expr, view: View) -> bool:
    """Made of constants, names, arithmetic, and calls that are known to change nothing?"""
    match node:
        case ast.Name() | ast.Constant():
            return True
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
            return name in _PURE and name not in view.bound and bool(args) and all(_is_pure(it, view) for it in args)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=module)), args=args, keywords=[]) if module in _MODULES:
            return all(_is_pure(it, view) for it in args)
        case ast.Call(func=ast.Attribute(value=value, attr=method), args=args, keywords=[]):
            return method in _METHODS and _is_pure(value, view) and all(_is_pure(it, view) for it in args)
        case ast.Attribute(value=value):
            return _is_pure(value, view)
        case ast.BinOp(left=left, right=right):
            return _is_pure(left, view) and _is_pure(right, view)
        case ast.UnaryOp(operand=operand):
            return _is_pure(operand, view)
        case ast.Subscript(value=value, slice=ast.Slice() as part):
            ends = [end for end in (part.lower, part.upper, part.step) if end is not None]
            return _is_pure(value, view) and all(_is_pure(end, view) for end in ends)
        case ast.Subscript(value=value, slice=index):
            return _is_pure(value, view) and _is_pure(index, view)
        case _:
            return False


def _is_known(node: ast.AST, anchor: ast.stmt, view: View) -> bool:
    """Are the function's own names in it bound above the loop?"""
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)} & view.bound
    return bool(names) and all(view.local_before(name, anchor) for name in names)


def _change(anchor: ast.stmt, text: str, places: list[ast.Call]) -> Apply:
    def apply(edit: Edit) -> None:
        called = places[0].func
        word = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
        names = [each.id for argument in places[0].args for each in ast.walk(argument) if isinstance(each, ast.Name)]
        new = edit.name("_".join([word, *names[:1]]) if names else f"{word}_found", anchor)
        edit.insert_before(anchor, f"{new} = {{value}}", value=edit.text(places[0]))
        for place in places:
            edit.replace(place, new)

    return apply
