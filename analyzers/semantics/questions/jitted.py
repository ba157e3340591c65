"""Functions that numba compiles: which one a call runs, and what its compiler was told."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..knowledge.numba import COMPILERS
from ..model import BlockFacts
from ..names import qualified_name, resolve
from ..site import Site

__all__ = ["Jitted", "around", "called", "compilation", "jitted", "rely_on"]


@dataclass(frozen=True, slots=True)
class Jitted:
    """A function with what numba was told of it."""

    function: ast.FunctionDef
    facts: BlockFacts
    """Of the block that the function stands in."""
    kind: str
    """"njit", "jit", "cuda", "vectorize", …"""
    decorator: ast.expr
    """The decorator, or the call `njit(f)`."""
    options: Mapping[str, ast.expr]
    complete: bool
    """Are these all options: no `**options`?"""
    typed: bool
    """Was it given signatures, so that it is compiled once, for these?"""

    def says(self, option: str, value: object) -> bool:
        """Is an option given, as this literal?"""
        given = self.options.get(option)
        return isinstance(given, ast.Constant) and given.value is value


def compilation(facts: BlockFacts, node: ast.expr) -> tuple[str, ast.Call | None] | None:
    """What compiles in `@njit`, `@numba.jit(cache=True)`, with the call that holds the options; None: nothing."""
    call = node if isinstance(node, ast.Call) else None
    target: Any = node.func if isinstance(node, ast.Call) else node
    last = getattr(target, "attr", getattr(target, "id", None))
    if last is None:
        return None
    kind = COMPILERS.get(qualified_name(facts, target) or "")
    return (kind, call) if kind is not None else None


def jitted(facts: BlockFacts, function: ast.AST) -> Jitted | None:
    """What numba makes of a function, where it is the only one that decorates it."""
    if not isinstance(function, ast.FunctionDef) or len(function.decorator_list) != 1:
        return None
    decorator = function.decorator_list[0]
    found = compilation(facts, decorator)
    return _made(function, facts, decorator, *found) if found is not None else None


def _made(
    function: ast.FunctionDef, facts: BlockFacts, decorator: ast.expr, kind: str, call: ast.Call | None
) -> Jitted:
    keywords = call.keywords if call is not None else []
    options = {keyword.arg: keyword.value for keyword in keywords if keyword.arg is not None}
    given = [argument for argument in call.args if not _means(facts, argument, function)] if call is not None else []
    typed = bool(given) or "signature" in options or "signature_or_function" in options
    return Jitted(function, facts, kind, decorator, options, len(options) == len(keywords), typed)


def _means(facts: BlockFacts, node: ast.expr, function: ast.FunctionDef) -> bool:
    """Is it the function itself, as in `njit(f)`?"""
    return isinstance(node, ast.Name) and node.id == function.name


def around(at: Site) -> Jitted | None:
    """The function around that numba compiles; a function nested in it is compiled with it."""
    if not at.imports("numba"):
        return None
    for parent in at.parents(at.node):
        if isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef)) and parent.decorator_list:
            found = jitted(at.facts, parent)
            if found is not None:
                return found
    return None


def called(at: Site, func: ast.expr) -> Jitted | None:
    """The function of this module that a name means, where numba compiles it: decorated, or bound to `njit(f)`.

    Its body may stand in another block: who looks into it calls `rely_on`.
    """
    if not isinstance(func, ast.Name) or not at.imports("numba"):
        return None
    found = resolve(at.facts, func)
    if found is None or len(found[1]) != 1:
        return None
    binding, where = found[1][0]
    if binding.kind == "def":
        return jitted(where, binding.value)
    value = binding.value
    if binding.kind != "assign" or binding.path is not None or not isinstance(value, ast.Call):
        return None
    # njit(f), njit(cache=True)(f)
    maker = value.func if isinstance(value.func, ast.Call) else value
    compiled = compilation(where, maker) if isinstance(maker, ast.Call) else None
    plain = next((argument for argument in value.args if isinstance(argument, ast.Name)), None)
    if compiled is None or plain is None:
        return None
    inner = resolve(where, plain)
    if inner is None or len(inner[1]) != 1 or not isinstance(inner[1][0][0].value, ast.FunctionDef):
        return None
    function, owner = inner[1][0][0].value, inner[1][0][1]
    return _made(function, owner, value, *compiled) if not function.decorator_list else None


def rely_on(at: Site, found: Jitted) -> None:
    """Say that a finding hangs on the body of a function, which may stand in another block."""
    if found.facts is not at.facts:
        at.facts.model.readers.setdefault(found.facts.block, set()).add(at.facts.block)
