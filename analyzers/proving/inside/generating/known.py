"""Calls that are known: recorded ones, given ones, and those that stand in the project; by parameter.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from typing import Any

from ..loading import Subject
from .values import code_of

__all__ = ["Known"]

_MOST = 60


class Known:
    """What is known of a function's arguments. Making them runs the code, or the pickle, that they come from."""

    def __init__(self, subject: Subject, job: dict[str, Any], named: Callable[[type], str]) -> None:
        self.codes: list[str] = []
        """Of whole calls."""
        self.recorded: dict[str, list[Any]] = {}
        """Values by parameter, of calls that were recorded or given."""
        self.told: dict[str, list[Any]] = {}
        """Of calls in the project's files."""
        self.types: dict[str, list[str]] = (job.get("usages") or {}).get("types", {})
        """Hints that the project's calls tell, as code."""
        self.from_project: list[str] = []
        """Codes of the whole calls among those."""
        self.constructed: dict[str, dict[str, list[Any]]] = {}
        """Values that constructors are given, by class and parameter."""
        self.constructed_types: dict[str, dict[str, list[str]]] = {}
        for given in (job.get("known") or [])[:_MOST]:
            made = _made(subject, given)
            if made is None:
                continue
            _note(subject.function, made, self.recorded)
            code = given.get("code")
            if code is None:
                written = [code_of(each, named) for each in made[0]]
                named_ones = {name: code_of(each, named) for name, each in made[1].items()}
                if all(each is not None for each in (*written, *named_ones.values())):
                    code = ", ".join([*map(str, written), *(f"{name}={each}" for name, each in named_ones.items())])
            if code is not None:
                self.codes.append(code)
        usages = job.get("usages") or {}
        for code in usages.get("calls", [])[:_MOST]:
            made = _made(subject, {"code": code})
            if made is not None:
                _note(subject.function, made, self.told)
                self.from_project.append(code)
        for name, codes in usages.get("values", {}).items():
            for code in codes[:_MOST]:
                made = _made(subject, {"code": code})
                if made is not None and made[0]:
                    self.told.setdefault(name, []).append(made[0][0])
        for kind, found in usages.get("made", {}).items():
            values = self.constructed.setdefault(kind, {})
            for name, codes in found.get("values", {}).items():
                for code in codes[:_MOST]:
                    made = _made(subject, {"code": code})
                    if made is not None and made[0]:
                        values.setdefault(name, []).append(made[0][0])
            self.constructed_types[kind] = found.get("types", {})
        for code in self.codes[:_MOST]:
            self._constructors(subject, code)

    def _constructors(self, subject: Subject, code: str) -> None:
        """Note what classes of the module are made of within the code of a call."""
        try:
            tree = ast.parse(f"f({code}\n)")
        except (SyntaxError, ValueError, RecursionError):
            return
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            kind = getattr(subject.module, node.func.id, None)
            if not isinstance(kind, type):
                continue
            inner = [*map(ast.unparse, node.args)]
            inner += [f"{each.arg}={ast.unparse(each.value)}" for each in node.keywords if each.arg]
            made = _made(subject, {"code": ", ".join(inner)})
            if made is not None:
                _note(kind, made, self.constructed.setdefault(node.func.id, {}))


def _made(subject: Subject, given: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]] | None:
    if given.get("sized") is not None:
        return None
    try:
        return subject.arguments(given)
    except Exception:  # noqa: BLE001 - the code is the user's
        return None


def _note(
    function: Callable[..., Any], made: tuple[tuple[Any, ...], dict[str, Any]], into: dict[str, list[Any]]
) -> None:
    try:
        bound = inspect.signature(function).bind_partial(*made[0], **made[1])
    except (TypeError, ValueError):
        return
    for name, value in bound.arguments.items():
        into.setdefault(name, []).append(value)
