"""Compiles a function of numbers and arrays, where the program's interpreter has numba.

    def total(values):                  @numba.njit
        …                         →     def total(values):

Integers wrap around then, errors of division differ, and lists are copied: the proof says whether that counts. The
first call compiles for a second or so.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..located import Apply, Proposal, View

if TYPE_CHECKING:
    from ..editing import Edit  # it brings libcst, and the server asks for proposals alone

ORDER = 9
ALTERNATIVES = False
_CALLED = {"range", "len", "abs", "min", "max", "int", "float", "round", "enumerate", "zip", "bool"}
_MODULES = {"math", "np", "numpy"}
_NOT_COMPILED = (
    ast.Await, ast.Yield, ast.YieldFrom, ast.With, ast.Try, ast.Dict, ast.DictComp, ast.Set, ast.SetComp, ast.JoinedStr,
    ast.Global, ast.Nonlocal, ast.ClassDef, ast.FunctionDef, ast.Lambda, ast.GeneratorExp, ast.Import, ast.ImportFrom,
)  # fmt: skip


def proposals(view: View) -> Iterator[Proposal]:
    """At most one: for a function of the module with a loop and nothing that numba refuses."""
    function = view.function
    if "numba" not in view.installed or function.decorator_list or "." in view.qualname:
        return
    if not isinstance(function, ast.FunctionDef) or not any(view.loops()):
        return
    body = list(view.walk())
    if not any(isinstance(node, _NOT_COMPILED) for node in body) and all(
        _is_known(node, view) for node in body if isinstance(node, ast.Call)
    ):
        yield Proposal("compiled by numba", _change(view))


def _is_known(node: ast.Call, view: View) -> bool:
    match node.func:
        case ast.Name(id=name):
            return name in _CALLED and name not in view.bound
        case ast.Attribute(value=ast.Name(id=module)):
            return module in _MODULES
        case _:
            return False


def _change(view: View) -> Apply:
    def apply(edit: Edit) -> None:
        edit.decorate(view.function, edit.imported("numba.njit", view.function))

    return apply
