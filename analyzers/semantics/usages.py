"""How a local name is used: the ground for "does this container escape", "is it only appended to"."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any, Literal

from .model import BlockFacts
from .names import qualified_name
from .scopes import Scope

__all__ = ["Usage", "UsageKind", "usages"]

UsageKind = Literal[
    "method", "attribute", "subscript", "store-subscript", "iterate", "membership", "compare", "truth", "argument",
    "return", "yield", "alias", "element", "operand", "augment", "format", "delete", "captured", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Usage:
    """One load of a name. `node` is the Name; `around` the node that says what is done with it."""

    kind: UsageKind
    node: ast.Name
    around: Any
    """method: the Call; attribute: the Attribute; subscript: the Subscript; argument: the Call; membership, compare:
    the Compare; iterate: the loop or comprehension; the others: the parent node."""
    detail: str = ""
    """method, attribute: its name; argument: qualified name of the callee if known ("builtins.len"), else ""."""


def usages(facts: BlockFacts, scope: Scope, name: str) -> list[Usage]:
    """All loads of `name` as `scope` owns it, in source order; loads in nested functions come as "captured"."""
    key = (scope, name)
    found = facts.usage_cache.get(key)
    if found is None:
        found = facts.usage_cache[key] = [_classify(facts, scope, load) for load in scope.loads_of(name)]
        found += [
            Usage("augment" if binding.scope is scope else "captured", binding.node.target, binding.node)
            for binding in scope.bindings_of(name)
            if binding.kind == "augment"
        ]
        found += _seen_by_locals(facts, scope)
        found.sort(key=lambda usage: (usage.node.lineno, usage.node.col_offset))
    return found


def _seen_by_locals(facts: BlockFacts, scope: Scope) -> list[Usage]:
    """`locals()`, `vars()`, `eval(…)`, `exec(…)`: they see every name."""
    return [
        Usage("captured", load, facts.scopes.parent.get(load))
        for name in ("locals", "vars", "eval", "exec", "dir")
        for load in scope.loads.get(name, ())
        if qualified_name(facts, load) is not None and _is_bare_call(facts, load)
    ]


def _is_bare_call(facts: BlockFacts, load: ast.Name) -> bool:
    call = facts.scopes.parent.get(load)
    return isinstance(call, ast.Call) and call.func is load and (load.id in ("eval", "exec") or not call.args)


def _classify(facts: BlockFacts, scope: Scope, node: ast.Name) -> Usage:
    here: Scope = facts.scopes.scope_of[node]
    if here is not scope and here.function_scope() is not scope:
        outer: Scope | None = here
        while outer is not None and outer is not scope:
            if outer.kind != "comprehension":
                return Usage("captured", node, outer.node)
            outer = outer.parent
    parent: Any = facts.scopes.parent.get(node)
    cls = parent.__class__
    if cls is ast.Attribute:
        grand: Any = facts.scopes.parent.get(parent)
        if grand.__class__ is ast.Call and grand.func is parent:
            return Usage("method", node, grand, parent.attr)
        return Usage("attribute", node, parent, parent.attr)
    if cls is ast.Subscript:
        if parent.value is node:
            kind: UsageKind = "subscript" if parent.ctx.__class__ is ast.Load else "store-subscript"
            return Usage(kind, node, parent)
        return Usage("other", node, parent)  # used as an index
    if cls is ast.Call:
        return Usage("argument", node, parent, qualified_name(facts, parent.func) or "")
    if cls is ast.keyword:
        call: Any = facts.scopes.parent.get(parent)
        callee = qualified_name(facts, call.func) if call.__class__ is ast.Call else None
        return Usage("argument", node, call, callee or "")
    if cls is ast.Starred:
        grand = facts.scopes.parent.get(parent)
        if grand.__class__ is ast.Call:
            return Usage("argument", node, grand, qualified_name(facts, grand.func) or "")
        return Usage("iterate", node, parent)
    if cls is ast.Compare:
        if parent.left is not node and parent.ops[parent.comparators.index(node)].__class__ in (ast.In, ast.NotIn):
            return Usage("membership", node, parent)
        return Usage("compare", node, parent)
    if cls is ast.For or cls is ast.AsyncFor or cls is ast.comprehension:
        return Usage("iterate" if parent.iter is node else "truth", node, parent)
    if cls in _SIMPLE:
        return Usage(_SIMPLE[cls], node, parent)
    if cls is ast.UnaryOp and parent.op.__class__ is ast.Not:
        return Usage("truth", node, parent)
    if cls in (ast.Assign, ast.AnnAssign, ast.NamedExpr):
        return Usage("alias", node, parent)
    if cls is ast.AugAssign:
        return Usage("operand", node, parent)
    return Usage("other", node, parent)


_SIMPLE: dict[type, UsageKind] = {
    ast.Return: "return", ast.Yield: "yield", ast.YieldFrom: "yield", ast.BinOp: "operand", ast.If: "truth",
    ast.While: "truth", ast.IfExp: "other", ast.BoolOp: "other", ast.List: "element", ast.Tuple: "element",
    ast.Set: "element",
    ast.Dict: "element", ast.FormattedValue: "format", ast.Delete: "delete", ast.Assert: "truth",
}  # fmt: skip
