"""Calls of slow() are slow.

A rule for tests: what the command line does must not hang on what real rules find.
"""

from __future__ import annotations

import ast
from typing import Any

from slowspot.analyzers.rules.declaration import Example, Match, Option, Rewrite, Rule, Triggers
from slowspot.analyzers.semantics.site import Site

__all__ = ["RULES"]


def slow_call(node: Any, site: object) -> Match | None:
    if node.func.id == "careful":
        return Match(node, "careful() is slow", "review", "It may differ.")
    return Match(node, "slow() is slow", "safe")


QUIET = Option("quiet", ("quiet",), "Names of loop variables that are left alone.")


def loop(node: Any, site: Site) -> Match | None:
    if isinstance(node.target, ast.Name) and node.target.id in QUIET.at(site):
        return None
    return Match(node, "a loop", "review", "The order may change.")


def crash(node: Any, site: object) -> Match | None:
    if len(node.args) == 3:
        raise ValueError("three arguments")
    return Match(node, "called crash()")


def use_quick(match: Match, edit: Rewrite) -> None:
    assert isinstance(match.node, ast.Call)
    edit.replace(match.node, "quick()")


def use_pass(match: Match, edit: Rewrite) -> None:
    assert isinstance(match.node, ast.For)
    edit.replace(match.node, "done()")


RULES = (
    Rule(
        slug="slow-call", code="SLP101", family="collections", stage="stable",
        triggers=Triggers(calls=frozenset({"slow", "careful"})), check=slow_call, rewrite=use_quick,
        title="Use quick()",
        also=("PERF999",), former=("slow-function",), examples=[Example(before="«slow()»\n", after="quick()\n")],
    ),
    Rule(
        slug="plain-loop", code="SLP201", family="strings", stage="stable", severity="info",
        triggers=Triggers(nodes=(ast.For,)), check=loop, rewrite=use_pass, title="Use done()",
        examples=[Example(before="«for x in y:\n    pass»\n", after="done()\n")], options=(QUIET,),
    ),
    Rule(
        slug="crashing-rule", code="SLP301", family="files", stage="stable",
        triggers=Triggers(calls=frozenset({"crash"})), check=crash,
    ),
    Rule(
        slug="early-rule", code="SLP302", family="files", stage="preview",
        triggers=Triggers(calls=frozenset({"early"})), check=slow_call,
    ),
)  # fmt: skip
