"""Scopes and bindings of one block, by Python's rules: which name means what, and what binds it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from .frames import CHILD_FIELDS

__all__ = ["Binding", "BindingKind", "BlockScopes", "Scope"]

BindingKind = Literal[
    "parameter", "assign", "unpack", "augment", "annotate", "for", "comprehension", "with", "import", "def", "class",
    "except", "walrus", "match", "delete", "global",
]  # fmt: skip


@dataclass(slots=True, eq=False)
class Binding:
    """One place that gives a name a value. `node` is the Name, the statement, or the argument that does so."""

    name: str
    kind: BindingKind
    node: Any
    value: Any = None
    """assign, walrus, annotate, augment: the value; for, comprehension, unpack: the iterable or value taken apart;
    with: the context expression; import: the qualified name as a string; def, class: the statement."""
    annotation: ast.expr | None = None
    path: tuple[int, ...] | None = None
    """unpack, for, comprehension with a tuple target: where in it the name stands; None for the whole value. -1 is a
    starred name, which takes a list; names behind it count from the end: -2 is the last element, -3 the one before."""
    scope: Scope | None = None


@dataclass(slots=True, eq=False)
class Scope:
    kind: Literal["module", "class", "function", "lambda", "comprehension", "type-parameters"]
    """"type-parameters" holds T of `def f[T]`, `class C[T]`, `type A[T]`, around what may mention it (PEP 695)."""
    node: Any
    parent: Scope | None
    bindings: dict[str, list[Binding]] = field(default_factory=dict[str, list[Binding]])
    loads: dict[str, list[ast.Name]] = field(default_factory=dict[str, list[ast.Name]])
    declared_global: set[str] = field(default_factory=set[str])
    declared_nonlocal: set[str] = field(default_factory=set[str])
    children: list[Scope] = field(default_factory=list["Scope"])
    has_star_import: bool = False

    def owner(self, name: str) -> Scope | None:
        """The scope of this block that binds `name` as seen from here; None when it is the module's or a builtin."""
        scope: Scope | None = self
        first = True
        while scope is not None:
            if scope.kind != "module" and (first or scope.kind != "class"):
                if name in scope.declared_global:
                    return None
                if name in scope.bindings and name not in scope.declared_nonlocal:
                    return scope
            # A comprehension in a class body still does not see the class's names (but for its first iterable,
            # which is recorded in the class scope itself).
            first = first and scope.kind == "type-parameters"
            scope = scope.parent
        return None

    def loads_of(self, name: str) -> list[ast.Name]:
        """Loads of this scope's `name`, here and in nested scopes that see it."""
        return [load for scope in self._seen_by(name) for load in scope.loads.get(name, ())]

    def bindings_of(self, name: str) -> list[Binding]:
        """Bindings of this scope's `name`, here and through `nonlocal` in nested scopes."""
        return [binding for scope in self._seen_by(name) for binding in scope.bindings.get(name, ())]

    def _seen_by(self, name: str) -> list[Scope]:
        """This scope, and the nested ones in which `name` means this scope's."""
        found: list[Scope] = [self]
        pending: list[Scope] = list(self.children)
        while pending:
            scope = pending.pop()
            if scope.kind == "class" and (name in scope.bindings or name in scope.declared_global):
                if name in scope.declared_nonlocal:
                    found.append(scope)
            elif name in scope.declared_nonlocal or (name not in scope.bindings and name not in scope.declared_global):
                found.append(scope)
            else:
                continue
            pending += scope.children  # a class does not hide an outer name from its methods
        return found

    def function_scope(self) -> Scope:
        """The nearest scope that is no comprehension."""
        scope = self
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        return scope


class BlockScopes:
    """Scopes, parents and Name → Scope of all nodes of one block."""

    __slots__ = ("parent", "root", "scope_of")

    def __init__(self, nodes: Sequence[ast.stmt], in_class: ast.ClassDef | None, container: ast.AST) -> None:
        self.parent: dict[ast.AST, ast.AST] = {}
        self.scope_of: dict[ast.AST, Scope] = {}
        """Name nodes → the scope that evaluates them; function, lambda, class, comprehension → the scope they open."""
        module = Scope("module", container, None)
        self.root: Scope = module
        if in_class is not None:
            outer = self._type_parameters(in_class, module)
            self.root = Scope("class", in_class, outer)
            outer.children.append(self.root)
        for node in nodes:
            self.parent[node] = container
            self._visit(node, self.root)

    def release(self) -> None:
        """Break the reference cycles between scopes and bindings, which are not to be used afterwards."""
        top = self.root
        while top.parent is not None:
            top = top.parent
        pending = [top]
        while pending:
            scope = pending.pop()
            pending += scope.children
            scope.children.clear()
            scope.bindings.clear()

    def _children(self, node: ast.AST, scope: Scope) -> None:
        parent, visit = self.parent, self._visit
        for name in CHILD_FIELDS[node.__class__]:
            value: Any = getattr(node, name)
            if value.__class__ is list:
                for child in value:
                    if child is not None:
                        parent[child] = node
                        visit(child, scope)
            elif value is not None:
                parent[value] = node
                if value.__class__ is not ast.Constant:
                    visit(value, scope)

    def _visit(self, node: Any, scope: Scope) -> None:
        cls = node.__class__
        if cls is ast.Name:
            self.scope_of[node] = scope
            if node.ctx.__class__ is ast.Load:
                scope.loads.setdefault(node.id, []).append(node)
            return
        if cls is ast.Constant:
            return
        handler = _HANDLERS.get(cls)
        if handler is None:
            self._children(node, scope)
        else:
            handler(self, node, scope)

    def _several(self, nodes: Sequence[ast.AST | None], parent: ast.AST, scope: Scope) -> None:
        for node in nodes:
            if node is not None:
                self.parent[node] = parent
                self._visit(node, scope)

    def bind(self, scope: Scope, binding: Binding) -> None:
        name = binding.name
        if name in scope.declared_global:
            binding.kind = "global"
        binding.scope = scope
        scope.bindings.setdefault(name, []).append(binding)

    def _target(
        self, target: Any, kind: BindingKind, value: Any, scope: Scope, path: tuple[int, ...] | None = None,
        annotation: ast.expr | None = None,
    ) -> None:  # fmt: skip
        """Bind the names in an assignment target (whose nodes are visited by the caller)."""
        cls = target.__class__
        if cls is ast.Name:
            if path is not None and kind == "assign":
                kind = "unpack"
            self.bind(scope, Binding(target.id, kind, target, value, annotation, path))
        elif cls is ast.Tuple or cls is ast.List:
            behind = len(target.elts)  # where the star stands; no index is further on
            for i, element in enumerate(target.elts):
                if element.__class__ is ast.Starred:
                    behind = i
                    self._target(element.value, kind, value, scope, (*(path or ()), -1))
                else:
                    index = i if i < behind else i - len(target.elts) - 1
                    self._target(element, kind, value, scope, (*(path or ()), index))

    # -- statements that bind

    def _assign(self, node: ast.Assign, scope: Scope) -> None:
        for target in node.targets:
            self._target(target, "assign", node.value, scope)
        self._children(node, scope)

    def _ann_assign(self, node: ast.AnnAssign, scope: Scope) -> None:
        self._target(node.target, "annotate", node.value, scope, annotation=node.annotation)
        self._children(node, scope)

    def _aug_assign(self, node: ast.AugAssign, scope: Scope) -> None:
        if isinstance(node.target, ast.Name):
            self.bind(scope, Binding(node.target.id, "augment", node, node.value))
        self._children(node, scope)

    def _walrus(self, node: ast.NamedExpr, scope: Scope) -> None:
        self._target(node.target, "walrus", node.value, scope.function_scope())
        self._children(node, scope)

    def _for(self, node: Any, scope: Scope) -> None:
        self._target(node.target, "for", node.iter, scope)
        self._children(node, scope)

    def _with(self, node: Any, scope: Scope) -> None:
        for item in node.items:
            if item.optional_vars is not None:
                self._target(item.optional_vars, "with", item.context_expr, scope)
        self._children(node, scope)

    def _import(self, node: ast.Import, scope: Scope) -> None:
        for alias in node.names:
            if alias.asname:
                self.bind(scope, Binding(alias.asname, "import", node, alias.name))
            else:
                top = alias.name.partition(".")[0]
                self.bind(scope, Binding(top, "import", node, top))

    def _import_from(self, node: ast.ImportFrom, scope: Scope) -> None:
        origin = "." * node.level + (node.module or "")
        for alias in node.names:
            if alias.name == "*":
                scope.has_star_import = True
            else:
                separator = "" if origin.endswith(".") else "."
                self.bind(
                    scope, Binding(alias.asname or alias.name, "import", node, f"{origin}{separator}{alias.name}")
                )

    def _except(self, node: ast.ExceptHandler, scope: Scope) -> None:
        if node.name:
            self.bind(scope, Binding(node.name, "except", node))
        self._children(node, scope)

    def _delete(self, node: ast.Delete, scope: Scope) -> None:
        for target in node.targets:
            self._target(target, "delete", None, scope)
        self._children(node, scope)

    def _global(self, node: ast.Global, scope: Scope) -> None:
        scope.function_scope().declared_global.update(node.names)

    def _nonlocal(self, node: ast.Nonlocal, scope: Scope) -> None:
        scope.function_scope().declared_nonlocal.update(node.names)

    def _match_name(self, node: Any, scope: Scope) -> None:
        if node.name:
            self.bind(scope, Binding(node.name, "match", node))
        self._children(node, scope)

    def _match_mapping(self, node: ast.MatchMapping, scope: Scope) -> None:
        if node.rest:
            self.bind(scope, Binding(node.rest, "match", node))
        self._children(node, scope)

    def _type_alias(self, node: Any, scope: Scope) -> None:
        self._target(node.name, "class", node, scope)
        self._several((node.name,), node, scope)
        self._several((node.value,), node, self._type_parameters(node, scope))

    # -- nodes that open a scope

    def _type_parameters(self, node: Any, scope: Scope) -> Scope:
        """The scope of `[T]` in a definition; `scope` itself where there is none. Bounds are not looked into."""
        parameters = getattr(node, "type_params", ())
        if not parameters:
            return scope
        inner = Scope("type-parameters", node, scope)
        scope.children.append(inner)
        for parameter in parameters:
            self.bind(inner, Binding(parameter.name, "class", parameter))
        return inner

    def _parents_of_parameters(self, node: Any) -> None:
        self.parent[node.args] = node
        for argument in _parameters(node.args):
            self.parent[argument] = node.args

    def _bind_parameters(self, arguments: ast.arguments, scope: Scope) -> None:
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            self.bind(scope, Binding(argument.arg, "parameter", argument, None, argument.annotation))
        for kind, argument in (("tuple", arguments.vararg), ("dict", arguments.kwarg)):
            if argument is not None:
                self.bind(scope, Binding(argument.arg, "parameter", argument, kind, argument.annotation))

    def _function(self, node: Any, scope: Scope) -> None:
        self.bind(scope, Binding(node.name, "def", node, node))
        self._several(node.decorator_list, node, scope)
        self._several((*node.args.defaults, *node.args.kw_defaults), node.args, scope)
        outer = self._type_parameters(node, scope)
        inner = Scope("function", node, outer)
        outer.children.append(inner)
        self.scope_of[node] = inner
        self._parents_of_parameters(node)
        for argument in _parameters(node.args):
            self._several((argument.annotation,), argument, outer)
        self._several((node.returns,), node, outer)
        self._bind_parameters(node.args, inner)
        # `global` and `nonlocal` count for the whole function, also above where they stand.
        for statement in _declarations(node.body):
            names = inner.declared_global if statement.__class__ is ast.Global else inner.declared_nonlocal
            names.update(statement.names)
        self._several(node.body, node, inner)

    def _lambda(self, node: ast.Lambda, scope: Scope) -> None:
        inner = Scope("lambda", node, scope)
        scope.children.append(inner)
        self.scope_of[node] = inner
        self._parents_of_parameters(node)
        self._several((*node.args.defaults, *node.args.kw_defaults), node.args, scope)
        self._bind_parameters(node.args, inner)
        self._several((node.body,), node, inner)

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        self.bind(scope, Binding(node.name, "class", node, node))
        self._several(node.decorator_list, node, scope)
        outer = self._type_parameters(node, scope)
        self._several(node.bases, node, outer)
        self._several(node.keywords, node, outer)
        inner = Scope("class", node, outer)
        outer.children.append(inner)
        self.scope_of[node] = inner
        self._several(node.body, node, inner)

    def _comprehension(self, node: Any, scope: Scope) -> None:
        inner = Scope("comprehension", node, scope)
        scope.children.append(inner)
        self.scope_of[node] = inner
        outer = scope
        for generator in node.generators:
            self.parent[generator] = node
            self._several((generator.iter,), generator, outer)
            outer = inner
            self._target(generator.target, "comprehension", generator.iter, inner)
            self._several((generator.target,), generator, inner)
            self._several(generator.ifs, generator, inner)
        if node.__class__ is ast.DictComp:
            self._several((node.key, node.value), node, inner)
        else:
            self._several((node.elt,), node, inner)


def _parameters(arguments: ast.arguments) -> list[ast.arg]:
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return every + [argument for argument in (arguments.vararg, arguments.kwarg) if argument is not None]


def _declarations(body: Sequence[ast.stmt]) -> list[Any]:
    found: list[Any] = []
    stack: list[Any] = list(body)
    while stack:
        node = stack.pop()
        cls = node.__class__
        if cls is ast.Global or cls is ast.Nonlocal:
            found.append(node)
        elif cls in _COMPOUND:
            for name in ("body", "orelse", "finalbody", "handlers", "cases"):
                stack += getattr(node, name, ())
    return found


_COMPOUND = {ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.ExceptHandler, ast.Match,
             ast.match_case, getattr(ast, "TryStar", ast.Try)}  # fmt: skip

_HANDLERS: dict[type, Any] = {
    ast.Assign: BlockScopes._assign,
    ast.AnnAssign: BlockScopes._ann_assign,
    ast.AugAssign: BlockScopes._aug_assign,
    ast.NamedExpr: BlockScopes._walrus,
    ast.For: BlockScopes._for,
    ast.AsyncFor: BlockScopes._for,
    ast.With: BlockScopes._with,
    ast.AsyncWith: BlockScopes._with,
    ast.Import: BlockScopes._import,
    ast.ImportFrom: BlockScopes._import_from,
    ast.ExceptHandler: BlockScopes._except,
    ast.Delete: BlockScopes._delete,
    ast.Global: BlockScopes._global,
    ast.Nonlocal: BlockScopes._nonlocal,
    ast.MatchAs: BlockScopes._match_name,
    ast.MatchStar: BlockScopes._match_name,
    ast.MatchMapping: BlockScopes._match_mapping,
    ast.FunctionDef: BlockScopes._function,
    ast.AsyncFunctionDef: BlockScopes._function,
    ast.Lambda: BlockScopes._lambda,
    ast.ClassDef: BlockScopes._class,
    ast.ListComp: BlockScopes._comprehension,
    ast.SetComp: BlockScopes._comprehension,
    ast.DictComp: BlockScopes._comprehension,
    ast.GeneratorExp: BlockScopes._comprehension,
}
if hasattr(ast, "TypeAlias"):
    _HANDLERS[ast.TypeAlias] = BlockScopes._type_alias  # pyright: ignore[reportAttributeAccessIssue]
