"""What the fixes of rules for compilers share."""

from __future__ import annotations

import ast

from .declaration import Rewrite

__all__ = ["tell_compiler"]


def tell_compiler(edit: Rewrite, decorator: ast.expr, option: str) -> None:
    """`@njit` → `@njit(option)`, `@njit(cache=True)` → `@njit(cache=True, option)`."""
    if not isinstance(decorator, ast.Call):
        edit.replace(decorator, f"{{compiler}}({option})", compiler=decorator)
        return
    given = [edit.text(argument) for argument in decorator.args]
    given += [f"{keyword.arg}={edit.text(keyword.value)}" for keyword in decorator.keywords]
    edit.replace(decorator, "{compiler}({given})", compiler=decorator.func, given=", ".join([*given, option]))
