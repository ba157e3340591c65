"""Makes the summary of a file from its text: one pass over the syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from .chances import chance_of, exits, is_main_test
from .expressions import BRANCH, ITERATE, STORE, Expressions
from .scopes import Scope, bound_names
from .summary import ClassSummary, Expr, FileSummary, FunctionSummary

__all__ = ["summarize", "summarize_function"]


def summarize(text: str) -> FileSummary:
    """Summarize the functions of a module. Raises SyntaxError, ValueError, RecursionError as parsing does."""
    lowering = Lowering()
    lowering.module(ast.parse(text), text)
    return lowering.file


def summarize_function(
    node: ast.FunctionDef | ast.AsyncFunctionDef, qualname: str, *, is_method: bool
) -> FunctionSummary:
    """Summarize one function of which nothing but its tree is known."""
    lowering = Lowering()
    lowering.function = FunctionSummary("<module>", 1, 1, 1)
    lowering.file.functions.append(lowering.function)
    lowering.scope = Scope("module", 0, lowering.file.names, None)
    lowering.prefix = qualname.removesuffix(node.name)
    if is_method:
        lowering.file.classes.append(ClassSummary("", lowering.prefix, 1, 0))
        lowering.owner = 0
    lowering.define(node, lowering.context(-1, "root", 1.0, None, 1))
    return next(function for function in lowering.file.functions[1:] if not function.is_lambda)


class Lowering(Expressions):
    def __init__(self) -> None:
        super().__init__()
        self.prefix = ""
        self.owner = -1

    def module(self, tree: ast.Module, text: str) -> None:
        lines = text.count("\n") + 1
        self.file.lines = lines
        self.function = FunctionSummary("<module>", 1, 1, lines)
        self.file.functions.append(self.function)
        self.scope = Scope("module", 0, self.file.names, None)
        names = bound_names(tree.body)
        for name in sorted(names.bound | (_globals(tree) if "global " in text else set())):
            self.variable(name, self.scope)
        self.block(tree.body, self.context(-1, "root", 1.0, None, 1))

    # -- functions and classes

    def begin(self, node: Any, qualname: str, at: int, *, owner: int) -> tuple[Any, ...]:
        """Make the function of a `def` or lambda current; returns what `end` needs."""
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        function = FunctionSummary(qualname, node.lineno, first, node.end_lineno or node.lineno, owner, self.index)
        number = len(self.file.functions)
        self.file.functions.append(function)
        kept = (self.function, self.index, self.scope, self.prefix, self.owner)
        arguments: ast.arguments = node.args
        # Defaults are evaluated outside, once.
        defaults = [(argument.arg, self.lower(default, at)) for argument, default in _with_defaults(arguments)]
        names: dict[str, int] = {}
        self.scope = Scope("function", number, names, self.scope)
        annotated: list[tuple[int, ast.expr]] = []
        for argument in (*arguments.posonlyargs, *arguments.args):
            function.parameters.append(self._parameter(argument, annotated))
        for argument in arguments.kwonlyargs:
            function.keyword_only[argument.arg] = self._parameter(argument, annotated)
        if arguments.vararg is not None:
            function.rest = self.variable(arguments.vararg.arg, self.scope)
        if arguments.kwarg is not None:
            function.rest_keywords = self.variable(arguments.kwarg.arg, self.scope)
        function.names = dict(names)
        for name, value in defaults:
            self.store(at, ("v", names[name]), value)
        inner_scope, outer_scope = self.scope, self.scope.parent
        self.function, self.index, self.prefix, self.owner = function, number, f"{qualname}.<locals>.", -1
        assert outer_scope is not None
        self.scope = outer_scope
        function.annotations = [
            (variable, said) for variable, each in annotated if (said := self.annotation(each)) is not None
        ]
        function.returned_annotation = self.annotation(getattr(node, "returns", None))
        self.scope = inner_scope
        return (number, *kept)

    def end(self, kept: tuple[Any, ...]) -> int:
        number, self.function, self.index, self.scope, self.prefix, self.owner = kept
        return number

    def _parameter(self, argument: ast.arg, annotated: list[tuple[int, ast.expr]]) -> int:
        number = self.variable(argument.arg, self.scope)
        if argument.annotation is not None:
            annotated.append((number, argument.annotation))
        return number

    def lambda_function(self, node: ast.Lambda, at: int) -> int:
        kept = self.begin(node, f"{self.prefix}<lambda>", at, owner=-1)
        self.function.is_lambda = True
        self.function.returns.append(self.lower(node.body, self.context(-1, "root", 1.0, None, node.lineno)))
        return self.end(kept)

    def define(self, node: Any, at: int) -> int:
        owner = self.owner
        decorators = [self.lower(decorator, at) for decorator in node.decorator_list]
        names = tuple(_called_name(decorator) for decorator in node.decorator_list)
        kept = self.begin(node, self.prefix + node.name, at, owner=owner)
        function = self.function
        function.decorators, function.decorator_names = decorators, names
        function.is_async = isinstance(node, ast.AsyncFunctionDef)
        function.form = _form(names, node.name, is_method=owner >= 0)
        declared = bound_names(node.body)
        self.scope.declared = declared
        for name in sorted(declared.bound):
            if name not in self.scope.names:
                self.variable(name, self.scope)
        self.block(node.body, self.context(-1, "root", 1.0, None, node.lineno))
        number = self.end(kept)
        self.count(STORE, node, at)
        value: Expr = ("f", number)
        if owner >= 0:
            self.file.classes[owner].methods.setdefault(node.name, number)
        for decorator, name in zip(reversed(decorators), reversed(names), strict=True):
            if name.rpartition(".")[2] in _TRANSPARENT or function.form in ("property", "setter"):
                continue
            called = ("c", self.site(at, node.lineno, decorator, (value,)))
            value = ("w", called, value)
        if function.form == "setter":
            value = ("f", number)
            self.store(at, ("k", owner, node.name + "="), value)
        elif owner >= 0:
            self.store(at, ("k", owner, node.name), value)
        else:
            self.bind(node.name, value, at)
        return at

    def _class(self, node: ast.ClassDef, at: int) -> int:
        names = tuple(_called_name(decorator) for decorator in node.decorator_list)
        for decorator in node.decorator_list:
            self.lower(decorator, at)
        bases = [self.lower(base.value if isinstance(base, ast.Subscript) else base, at) for base in node.bases]
        for keyword in node.keywords:
            self.lower(keyword.value, at)
        number = len(self.file.classes)
        made = ClassSummary(node.name, self.prefix + node.name, node.lineno, self.index, bases, names)
        self.file.classes.append(made)
        kept = (self.prefix, self.owner, self.scope)
        outer = self.owner
        self.prefix, self.owner = f"{self.prefix}{node.name}.", number
        self.scope = Scope("class", self.index, {}, self.scope)
        for name in sorted(bound_names(node.body).bound):
            self.variable(name, self.scope)
        for statement in node.body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                made.fields.append((statement.target.id, self.annotation(statement.annotation)))
        self.block(node.body, at)
        self.prefix, self.owner, self.scope = kept
        if outer >= 0:
            self.store(at, ("k", outer, node.name), ("C", number))
        self.bind(node.name, ("C", number), at)
        return at

    def bind(self, name: str, value: Expr, at: int) -> None:
        super().bind(name, value, at)
        if self.scope.kind == "class" and value is not None and value[0] not in ("f", "w", "C"):
            self.store(at, ("k", self.owner, name), value)

    # -- statements

    def block(self, body: Sequence[ast.stmt], at: int) -> int:
        """Lower statements; returns the context in which what follows runs."""
        for statement in body:
            self.function.statements += 1
            handler = _STATEMENTS.get(statement.__class__)
            if handler is not None:
                at = handler(self, statement, at)
        return at

    def _expression(self, node: ast.Expr, at: int) -> int:
        if not isinstance(node.value, ast.Constant):
            self.lower(node.value, at)
        return at

    def _assign(self, node: ast.Assign, at: int) -> int:
        value = self.lower(node.value, at)
        for target in node.targets:
            self.assign(target, value, at)
        return at

    def _annotated(self, node: ast.AnnAssign, at: int) -> int:
        value = self.lower(node.value, at)
        said = self.annotation(node.annotation)
        if node.value is not None:
            self.assign(node.target, value, at)
        if said is not None:
            # An attribute or variable declared without value, or with None, gets its type from the annotation.
            if value is None and isinstance(node.target, ast.Attribute):
                self.store(at, ("a", self.lower(node.target.value, at), node.target.attr), said)
            elif value is None and isinstance(node.target, ast.Name):
                self.bind(node.target.id, said, at)
        return at

    def _augmented(self, node: ast.AugAssign, at: int) -> int:
        value = self.lower(node.value, at)
        target = node.target
        if isinstance(target, ast.Name):
            found = self.scope.lookup(target.id)
            old: Expr = None if found is None else ("v", found)
        elif isinstance(target, ast.Attribute):
            old = self._attribute(target, at)
        else:
            old = self._subscript(target, at)
        self.count(3, node, at)
        result = self._operated(node, node.op, old, value, at, prefix="i")
        self.assign(target, ("u", (old, result)) if old is not None else result, at)
        return at

    def _return(self, node: ast.Return, at: int) -> int:
        value = self.lower(node.value, at)
        if value is not None:
            self.function.returns.append(value)
        return at

    def _if(self, node: ast.If, at: int) -> int:
        arms: list[tuple[ast.expr, list[ast.stmt]]] = [(node.test, node.body)]
        rest = node.orelse
        while len(rest) == 1 and isinstance(rest[0], ast.If):
            arms.append((rest[0].test, rest[0].body))
            rest = rest[0].orelse
        if self.scope.kind == "module" and is_main_test(node.test):
            self.block(node.body, self.context(at, "main", 1.0, None, node.lineno))
            return self.block(rest, at)
        chances = [chance_of(test, body) for test, body in arms]
        if len(arms) > 2:
            even = 1.0 / (len(arms) + 1)
            chances = [min(chance, even) for chance in chances]
            left = 1.0 - sum(chances)
        else:
            left = 1.0
            for position, chance in enumerate(chances):
                chances[position] = chance * left
                left -= chances[position]
        testing = at
        follows = left if not exits(rest) else 0.0
        for position, ((test, body), chance) in enumerate(zip(arms, chances, strict=True)):
            self.function.branches += 1
            self.count(BRANCH, test, testing)
            value = self.lower(test, testing)
            if isinstance(test, (ast.Name, ast.Attribute, ast.Call)):
                self.implied(testing, test.lineno, ("__bool__", "__len__"), value)
            self.block(body, self.context(at, "branch", chance, None, body[0].lineno))
            if not exits(body):
                follows += chance
            if position == 0 and len(arms) > 1:
                testing = self.branch(at, (1.0 - chances[0] + left) / 2 if len(arms) > 2 else 1.0 - chance, test.lineno)
        if rest:
            self.block(rest, self.context(at, "branch", left, None, rest[0].lineno))
        return at if follows > 0.9 else self.branch(at, max(follows, 0.05), node.end_lineno or node.lineno)

    def _for(self, node: Any, at: int) -> int:
        iterable = self.lower(node.iter, at)
        inner = self.loop(node.iter, iterable, at, "for", node.lineno)
        self.count(ITERATE, node, inner)
        self.assign(node.target, ("i", iterable), inner)
        self.block(node.body, inner)
        self.block(node.orelse, at)
        return at

    def _while(self, node: ast.While, at: int) -> int:
        inner = self.context(at, "while", 1.0, None, node.lineno)
        self.function.branches += 1
        self.count(BRANCH, node, inner)
        value = self.lower(node.test, inner)
        if isinstance(node.test, (ast.Name, ast.Attribute, ast.Call)):
            self.implied(inner, node.lineno, ("__bool__", "__len__"), value)
        bounds = [
            self.lower(side, inner)
            for part in ast.walk(node.test)
            if isinstance(part, ast.Compare) and isinstance(part.ops[0], (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.NotEq))
            for side in (part.left, part.comparators[0])
            if isinstance(side, (ast.Name, ast.Attribute, ast.Constant))
        ]
        self.function.contexts[inner] = self.function.contexts[inner]._replace(
            source=tuple(bound for bound in bounds if bound is not None)
        )
        self.block(node.body, inner)
        self.block(node.orelse, at)
        return at

    def _with(self, node: Any, at: int) -> int:
        for item in node.items:
            value = self.lower(item.context_expr, at)
            entered = self.implied(at, node.lineno, ("__enter__", "__aenter__"), value)
            self.implied(at, node.lineno, ("__exit__", "__aexit__"), value)
            self.count(6, node, at)
            if item.optional_vars is not None and value is not None:
                parts = (("i", value), ("e", value)) if entered < 0 else (("c", entered), ("i", value), ("e", value))
                self.assign(item.optional_vars, ("u", parts), at)
        return self.block(node.body, at)

    def _try(self, node: Any, at: int) -> int:
        after = self.block(node.body, at)
        for handler in node.handlers:
            self.function.branches += 1
            rare = self.context(at, "branch", 0.1, None, handler.lineno)
            if handler.type is not None:
                self.lower(handler.type, rare)
            self.block(handler.body, rare)
        after = self.block(node.orelse, after)
        self.block(node.finalbody, at)
        return after

    def _match(self, node: Any, at: int) -> int:
        subject = self.lower(node.subject, at)
        chance = 1.0 / max(len(node.cases), 2)
        for case in node.cases:
            self.function.branches += 1
            self.count(BRANCH, node, at)
            for part in ast.walk(case.pattern):
                name = getattr(part, "name", None) or getattr(part, "rest", None)
                if isinstance(name, str):
                    self.bind(name, ("u", (subject, ("i", subject))), at)
                kind = getattr(part, "cls", None)
                if kind is not None and isinstance(part, getattr(ast, "MatchClass", ())):
                    said = self.annotation(kind)
                    if said is not None and isinstance(node.subject, ast.Name):
                        self.bind(node.subject.id, said, at)
            inner = self.context(at, "branch", chance, None, case.body[0].lineno)
            if case.guard is not None:
                self.lower(case.guard, inner)
            self.block(case.body, inner)
        return at

    def _raise(self, node: ast.Raise, at: int) -> int:
        self.lower(node.exc, at)
        self.lower(node.cause, at)
        return at

    def _assert(self, node: ast.Assert, at: int) -> int:
        self.lower(node.test, at)
        return at

    def _delete(self, node: ast.Delete, at: int) -> int:
        for target in node.targets:
            if isinstance(target, ast.Subscript):
                base = self.lower(target.value, at)
                self.implied(at, node.lineno, ("__delitem__",), base, self.lower(target.slice, at))
                self.count(2, node, at)
        return at

    # -- imports

    def _import(self, node: ast.Import, at: int) -> int:
        for alias in node.names:
            self.function.imports.append((at, alias.name, 0, ()))
            if alias.asname:
                self.bind(alias.asname, ("n", alias.name, 0), at)
            else:
                self.bind(alias.name.partition(".")[0], ("n", alias.name.partition(".")[0], 0), at)
        return at

    def _import_from(self, node: ast.ImportFrom, at: int) -> int:
        module = node.module or ""
        self.function.imports.append((at, module, node.level, tuple(alias.name for alias in node.names)))
        for alias in node.names:
            if alias.name == "*":
                self.file.stars.append((module, node.level))
            else:
                self.bind(alias.asname or alias.name, ("m", module, node.level, alias.name), at)
        return at


_TRANSPARENT = frozenset({
    "staticmethod", "classmethod", "property", "abstractmethod", "lru_cache", "cache", "cached_property", "wraps",
    "contextmanager", "asynccontextmanager", "override", "overload", "total_ordering", "njit", "jit", "profile",
    "abstractproperty", "coroutine", "setter", "deleter", "getter", "final", "no_type_check",
})  # fmt: skip


def _form(decorators: tuple[str, ...], name: str, *, is_method: bool) -> str:
    if not is_method:
        return "function"
    last = {decorator.rpartition(".")[2] for decorator in decorators}
    if "staticmethod" in last:
        return "static"
    if "classmethod" in last or name in ("__init_subclass__", "__class_getitem__"):
        return "class"
    if last & {"setter", "deleter"}:
        return "setter"
    if any(decorator.endswith(("property", "_attribute")) for decorator in last):
        return "property"
    return "static" if name == "__new__" else "method"


def _called_name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(node.id)
    return ".".join(reversed(parts))


def _with_defaults(arguments: ast.arguments) -> list[tuple[ast.arg, ast.expr]]:
    positional = [*arguments.posonlyargs, *arguments.args]
    pairs: list[tuple[ast.arg, ast.expr]] = []
    if arguments.defaults:
        pairs.extend(zip(positional[-len(arguments.defaults) :], arguments.defaults, strict=True))
    pairs.extend(
        (argument, default)
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        if default is not None
    )
    return pairs


def _globals(tree: ast.Module) -> set[str]:
    """Names that functions make global."""
    return {name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names}


_STATEMENTS: dict[type, Any] = {
    ast.Expr: Lowering._expression, ast.Assign: Lowering._assign, ast.AnnAssign: Lowering._annotated,
    ast.AugAssign: Lowering._augmented, ast.Return: Lowering._return, ast.If: Lowering._if, ast.For: Lowering._for,
    ast.AsyncFor: Lowering._for, ast.While: Lowering._while, ast.With: Lowering._with, ast.AsyncWith: Lowering._with,
    ast.Try: Lowering._try, getattr(ast, "TryStar", ast.Try): Lowering._try, ast.Raise: Lowering._raise,
    ast.Assert: Lowering._assert, ast.Delete: Lowering._delete, ast.Import: Lowering._import,
    ast.ImportFrom: Lowering._import_from, ast.FunctionDef: Lowering.define,
    ast.AsyncFunctionDef: Lowering.define, ast.ClassDef: Lowering._class,
    ast.Match: Lowering._match,
}  # fmt: skip
