"""Expressions and annotations as summaries write them down; `collecting` lists the kinds."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from ..semantics.knowledge.django import MANY, SINGLE
from .flags import Expr

__all__ = ["ann", "declared", "last_of", "sym"]

_TEXT: Expr = ["t", "str"]


def last_of(callee: Expr) -> str:
    """The last name of a callee."""
    if callee.__class__ is str:
        return callee.rpartition(".")[2]
    if callee.__class__ is list and callee[0] == "a":
        return callee[2]
    return ""


def sym(node: ast.expr | None) -> Expr:
    """Write an expression down."""
    kind = node.__class__
    if kind is ast.Name:
        return node.id  # pyright: ignore[reportAttributeAccessIssue, reportOptionalMemberAccess] - by its class
    handler = _SYMBOLS.get(kind)
    return handler(node) if handler is not None else None


def _attribute(node: Any) -> Expr:
    base = sym(node.value)
    if base.__class__ is str:
        return f"{base}.{node.attr}"
    return ["a", base, node.attr]


def _called(node: Any) -> Expr:
    first = node.args[0] if node.args else None
    return ["c", sym(node.func), sym(first) if first is not None and first.__class__ is not ast.Starred else None]


def _either(parts: Sequence[ast.expr]) -> Expr:
    told = [each for each in map(sym, parts) if each is not None]
    return None if len(told) < len(parts) else ["|", *told]


def _element(nodes: Sequence[ast.expr | None]) -> Expr:
    return ["e", sym(nodes[0])] if nodes and nodes[0] is not None else None


def _constant(node: Any) -> Expr:
    value = node.value
    if value is None:
        return "None"
    return ["t", value.__class__.__name__] if value is not ... else None


_SYMBOLS: dict[type, Any] = {
    ast.Attribute: _attribute,
    ast.Call: _called,
    ast.Await: lambda node: ["y", sym(node.value)],
    ast.Subscript: lambda node: ["s", sym(node.value)],
    ast.IfExp: lambda node: _either([node.body, node.orelse]),
    ast.BoolOp: lambda node: _either(node.values),
    ast.NamedExpr: lambda node: sym(node.value),
    ast.Constant: _constant,
    ast.JoinedStr: lambda node: _TEXT,
    ast.List: lambda node: _element(node.elts),
    ast.Tuple: lambda node: _element(node.elts),
    ast.Set: lambda node: _element(node.elts),
    ast.ListComp: lambda node: ["e", sym(node.elt)],
    ast.SetComp: lambda node: ["e", sym(node.elt)],
    ast.GeneratorExp: lambda node: ["e", sym(node.elt)],
    ast.Dict: lambda node: _element(node.values),
    ast.DictComp: lambda node: ["e", sym(node.value)],
}


_DECLARING = frozenset({*SINGLE, *MANY, "relationship"})


def declared(told: Expr, made: ast.Call) -> Expr:
    """Write down with a call that declares a relation of a model what it says in constants: a fourth part by name,
    "0" for the first argument."""
    if told is None or last_of(told[1]) not in _DECLARING:
        return told
    said = {
        keyword.arg: keyword.value.value
        for keyword in made.keywords
        if keyword.arg is not None and isinstance(keyword.value, ast.Constant) and keyword.value.value is not ...
    }
    first = made.args[0] if made.args else next((k.value for k in made.keywords if k.arg in ("to", "argument")), None)
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        said["0"] = first.value
    return ["c", told[1], sym(first), said]


def ann(node: ast.expr) -> Expr:
    """Write an annotation down."""
    kind = node.__class__
    if kind is ast.Constant:
        text = node.value  # pyright: ignore[reportAttributeAccessIssue] - by its class
        if text.__class__ is not str:
            return "None" if text is None else None
        if text.isidentifier():
            return text
        try:
            return ann(ast.parse(text, mode="eval").body)
        except (SyntaxError, ValueError):
            return None
    if kind is ast.Name or kind is ast.Attribute:
        told = sym(node)
        return told if told.__class__ is str else None
    if kind is ast.Subscript:
        base = sym(node.value)  # pyright: ignore[reportAttributeAccessIssue]
        if base.__class__ is not str:
            return None
        inner = node.slice  # pyright: ignore[reportAttributeAccessIssue]
        parts = inner.elts if inner.__class__ is ast.Tuple else [inner]
        return ["x", base, [ann(part) for part in parts]]
    if kind is ast.BinOp:
        return ["|", ann(node.left), ann(node.right)]  # pyright: ignore[reportAttributeAccessIssue]
    return None
