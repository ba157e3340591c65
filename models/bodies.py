"""What a function's body does, from its tree alone: operations by kind, times the passes of the loops around them.

The number of passes that the source does not tell stays a symbol: what a body does is a polynomial in n, evaluated at
the sizes that somebody asks for. One walk per body, each node once.
"""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .counting import Counter
from .passes import CostOf, KindOf, SizeOf
from .tallies import Body, Place, Tally

__all__ = ["Body", "Place", "Tally", "body_of", "functions_in", "tally_of"]


def functions_in(roots: Iterable[ast.AST]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions defined in these statements, outer ones first."""
    stack: list[Any] = [*roots][::-1]
    while stack:
        node = stack.pop()
        cls = node.__class__
        if cls is ast.FunctionDef or cls is ast.AsyncFunctionDef:
            yield node
        for field in ("handlers", "finalbody", "orelse", "body", "cases"):
            inside: Any = getattr(node, field, None)
            if inside.__class__ is list:
                stack.extend(inside[::-1])


def body_of(
    node: ast.AST,
    *,
    size_of: SizeOf | None = None,
    kind_of: KindOf | None = None,
    cost_of_call: CostOf | None = None,
    roots: Sequence[ast.stmt] = (),
) -> Body:
    """Walk a function's body once. With `roots`, these statements instead (a module's).

    `size_of` tells the number of elements where the source does, `kind_of` the name of a type ("list", "" if unknown).
    `cost_of_call` tells nanoseconds of a function of that name. Without them: literals and `range` of constants, no
    types, all calls alike. What is nested too deeply to walk counts as nothing.
    """
    body = Body(node)
    counter = Counter(body.tally, body, size_of, kind_of, cost_of_call)
    statements: Any = roots or getattr(node, "body", ())
    with contextlib.suppress(RecursionError):  # then what was counted until there
        counter.block([statements] if isinstance(statements, ast.expr) else statements)
    return body


def tally_of(
    nodes: Iterable[ast.AST],
    *,
    size_of: SizeOf | None = None,
    kind_of: KindOf | None = None,
    cost_of_call: CostOf | None = None,
    targets: Iterable[str] = (),
) -> tuple[Tally, list[int]]:
    """What one run of these statements or expressions does, and the numbers of passes and elements that they tell.

    `targets` are names that the loops around them bind.
    """
    tally = Tally()
    counter = Counter(tally, None, size_of, kind_of, cost_of_call)
    counter.bound.update(targets)
    with contextlib.suppress(RecursionError):  # then what was counted until there
        counter.block(nodes)
    return tally, counter.sizes
