"""Programs beside a rule's examples: one node each of another shape, as rarely met code has it.

A rule must not crash on them, and whatever it rewrites there must still be Python.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import Any

__all__ = ["near_misses"]


def near_misses(program: str) -> Iterator[str]:
    """Each program that differs from this one in one node: other arguments, targets, operands, jumps."""
    tree = ast.parse(program)
    for node in ast.walk(tree):
        for changed in _variants(node):
            try:
                text = ast.unparse(ast.fix_missing_locations(_replaced(tree, node, changed)))
                compile(text, "<near miss>", "exec", dont_inherit=True)  # ast.parse takes `return` in a class
            except (SyntaxError, ValueError):
                continue
            yield text


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, ast.Compare):
        again = node.comparators[-1]
        yield ast.Compare(node.left, [*node.ops, ast.Lt()], [*node.comparators, again])
        yield ast.Compare(ast.Tuple([node.left], ast.Load()), node.ops, node.comparators)
    elif isinstance(node, ast.Assign):
        yield ast.Assign([*node.targets, ast.Name("other", ast.Store())], node.value)
        yield ast.Assign([ast.Tuple([node.targets[0], ast.Name("other", ast.Store())], ast.Store())], node.value)
        yield ast.Expr(node.value)
        yield ast.Return(node.value)
        yield ast.AugAssign(node.targets[0], ast.Add(), node.value)  # pyright: ignore[reportArgumentType]
        if isinstance(node.targets[0], ast.Name):
            yield ast.Assign([ast.Attribute(ast.Call(node.targets[0], [], []), "x", ast.Store())], node.value)
    elif isinstance(node, ast.AugAssign):
        yield ast.AugAssign(node.target, ast.Mult(), node.value)
        yield ast.Assign([node.target], node.value)
    elif isinstance(node, (ast.For, ast.AsyncFor)):
        yield _with(node, target=ast.Tuple([node.target, ast.Name("other", ast.Store())], ast.Store()))
        yield _with(node, orelse=[ast.Pass()])
        yield _with(node, target=ast.Subscript(ast.Name("other", ast.Load()), ast.Constant(0), ast.Store()))
    elif isinstance(node, ast.comprehension):
        yield _with(node, target=ast.Tuple([node.target, ast.Name("other", ast.Store())], ast.Store()))
        yield _with(node, ifs=[*node.ifs, ast.Name("other", ast.Load())])
    elif isinstance(node, ast.Subscript):
        yield _with(node, slice=ast.Slice())
        yield _with(node, slice=ast.Tuple([node.slice, node.slice], ast.Load()))
        yield _with(node, slice=ast.Constant("x"))
    elif isinstance(node, ast.If):
        yield _with(node, orelse=[ast.Pass()])
    elif isinstance(node, ast.While):
        yield _with(node, test=ast.Constant(value=True))
        yield _with(node, orelse=[ast.Pass()])
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, str)):
        yield ast.Name("other", ast.Load())
        yield ast.Constant(None)


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    plain = [argument for argument in node.args if not isinstance(argument, ast.Starred)]
    yield ast.Call(node.func, [], [])
    yield ast.Call(node.func, [*node.args, ast.Name("other", ast.Load())], node.keywords)
    yield ast.Call(node.func, node.args, [*node.keywords, ast.keyword("other", ast.Constant(1))])
    yield ast.Call(node.func, node.args, [*node.keywords, ast.keyword(None, ast.Name("other", ast.Load()))])
    yield ast.Call(
        node.func, [*plain[:-1], ast.Starred(plain[-1] if plain else ast.List([], ast.Load()))], node.keywords
    )
    if isinstance(node.func, ast.Attribute):
        yield ast.Call(ast.Name(node.func.attr, ast.Load()), node.args, node.keywords)
        made = ast.Call(ast.Name("make", ast.Load()), [], [])
        yield ast.Call(ast.Attribute(made, node.func.attr, ast.Load()), node.args, node.keywords)
        item = ast.Subscript(node.func.value, ast.Constant(0), ast.Load())
        yield ast.Call(ast.Attribute(item, node.func.attr, ast.Load()), node.args, node.keywords)
    elif isinstance(node.func, ast.Name):
        made = ast.Attribute(ast.Name("other", ast.Load()), node.func.id, ast.Load())
        yield ast.Call(made, node.args, node.keywords)


def _with(node: Any, **fields: Any) -> Any:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _replaced(tree: ast.Module, node: ast.AST, changed: ast.AST) -> ast.Module:
    memo: dict[int, Any] = {id(node): changed}
    return copy.deepcopy(tree, memo)
