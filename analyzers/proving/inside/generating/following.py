"""Following a function's parameters through its code, to find what is done with them.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import ast

from .expressions import Expressions
from .use import Use

__all__ = ["Uses"]

_DEEPEST = 3


class Uses:
    """The uses of the parameters of one function. `functions` are those of the file, by name; methods `Class.name`."""

    def __init__(self, functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef], owner: str = "") -> None:
        self._functions = functions
        self._owner = owner
        self._running: list[str] = []
        self.self_use = Use()

    def of(
        self, function: ast.FunctionDef | ast.AsyncFunctionDef, bound: dict[str, Use] | None = None
    ) -> dict[str, Use]:
        """Follow a function's parameters through it, and through functions of the file that they are given to."""
        arguments = function.args
        names = [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        found = {name: Use() for name in names}
        found.update(bound or {})
        self._running.append(function.name)
        walk = _Walk(dict(found), self.self_use, self.called)
        for _ in range(2):  # what a loop binds is used above
            for statement in function.body:
                walk.visit(statement)
        self._running.pop()
        return found

    def called(self, name: str, given: list[Use | None], named: dict[str, Use | None], method: bool) -> None:
        """Follow arguments into another function of the file."""
        function = self._functions.get(f"{self._owner}.{name}" if method else name)
        if function is None or name in self._running or len(self._running) > _DEEPEST:
            return
        names = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
        bound: dict[str, Use] = {}
        if (
            method
            and names
            and not any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in function.decorator_list)
        ):
            bound[names.pop(0)] = self.self_use
        bound.update({name: use for name, use in zip(names, given) if use is not None})  # noqa: B905 - Python 3.9
        bound.update({name: use for name, use in named.items() if use is not None})
        self.of(function, bound)


class _Walk(Expressions, ast.NodeVisitor):
    """The statements of one function's body."""

    def visit_Assign(self, node: ast.Assign) -> None:
        use = self.value(node.value)
        for target in node.targets:
            self._bind(target, use, node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._bind(node.target, self.value(node.value), node.value)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._calculated(self.value(node.target), self.value(node.value), node.op, node.target, node.value)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self._loop(node.target, node.iter)
        for statement in (*node.body, *node.orelse):
            self.visit(statement)

    def visit_AsyncFor(self, node: ast.AsyncFor) -> None:
        self.visit_For(node)

    def visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            use = self.value(item.context_expr)
            if use is not None:
                use.context = True
            if item.optional_vars is not None:
                self._bind(item.optional_vars, use, item.context_expr)
        for statement in node.body:
            self.visit(statement)

    def visit_AsyncWith(self, node: ast.AsyncWith) -> None:
        self.visit_With(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        own = {each.arg: Use() for each in (*node.args.posonlyargs, *node.args.args)}
        outer = self._names
        self._names = {**outer, **own}
        for statement in node.body:
            self.visit(statement)
        self._names = outer

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def generic_visit(self, node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child)
            else:
                self.visit(child)
