"""Asks about the arguments of `probe(…)` in a source text."""

from __future__ import annotations

import ast
from collections.abc import Callable
from textwrap import dedent
from typing import Any

from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.rules.declaration import Rule, Triggers
from slowspot.analyzers.semantics.site import Site
from slowspot.analyzers.semantics.types import Type
from slowspot.analyzers.source import Document


def probes(source: str) -> list[tuple[ast.expr, Site]]:
    """The first argument of each `probe(…)`, in source order, with the site that a rule would be given."""
    found: list[tuple[ast.expr, Site]] = []

    def check(node: Any, at: Site) -> None:
        found.append((node.args[0], at))

    triggers = Triggers(calls=frozenset({"probe"}))
    rule = Rule(slug="probe", code="SLP999", family="folklore", stage="stable", triggers=triggers, check=check)
    analyzer = Analyzer(Document(dedent(source).lstrip("\n")), RuleSet([rule]))
    assert analyzer.notes == []
    found.sort(key=lambda probe: (probe[1].facts.block.line_of(probe[0]), probe[0].col_offset))
    return found


def ask(source: str, question: Callable[[Any, Site], object]) -> list[Any]:
    return [question(node, at) for node, at in probes(source)]


def written(kind: Type) -> str:
    """`list[str]`, with "?" behind what may be None and "~" before what is declared only."""
    if not kind.known:
        return "unknown"
    args = f"[{', '.join(map(written, kind.args))}]" if kind.args else ""
    return ("~" if kind.declared else "") + kind.name + args + ("?" if kind.optional else "")


def types(source: str) -> list[str]:
    return ask(source, lambda node, at: written(at.type(node)))


def names(source: str) -> list[str | None]:
    """Qualified names."""
    return ask(source, lambda node, at: at.qualified(node))


def owners(source: str) -> list[str | None]:
    """The kind of scope that owns a name and, of functions and classes, its name; None: the module or no one."""

    def owner(node: ast.Name, at: Site) -> str | None:
        scope = at.owner(node)
        if scope is None:
            return None
        return f"{scope.kind} {scope.node.name}" if hasattr(scope.node, "name") else scope.kind

    return ask(source, owner)
