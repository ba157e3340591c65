"""Builds a list, a set or a dict by a comprehension instead of a loop that adds one element after the other.

    found = []
    for x in xs:                  →     found = [x * 2 for x in xs if x]
        if x:
            found.append(x * 2)

What is seen of a half-built collection after an error, and loop variables used later, tell the difference.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from ..editing import Edit
from ..located import Apply, Proposal, View

ORDER = 40
ALTERNATIVES = False


def proposals(view: View) -> Iterator[Proposal]:
    """One for each loop that follows the empty start."""
    for body in view.bodies():
        for start, loop in pairwise(body):
            if not isinstance(loop, ast.For):
                continue
            match start:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    pass
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    pass
                case _:
                    continue
            nest = nest_of(loop)
            if nest is None:
                continue
            clauses, last = nest
            added = _added(last, name, value)
            if added is not None and is_plain(loop, view) and not _mentions(loop, name, 1):
                yield Proposal(f"builds {name} by a comprehension", _change(start, loop, value, clauses, added))


def nest_of(loop: ast.For) -> tuple[list[ast.For | ast.If], ast.stmt] | None:
    """`for` and `if` without `else` that hold one statement each, and what the innermost holds."""
    clauses: list[ast.For | ast.If] = []
    node: ast.stmt = loop
    while isinstance(node, (ast.For, ast.If)):
        if node.orelse or len(node.body) != 1:
            return None
        clauses.append(node)
        node = node.body[0]
    return clauses, node


def is_plain(loop: ast.For, view: View) -> bool:
    """Nothing in it that a comprehension cannot hold, and its variables are used nowhere else."""
    if any(isinstance(node, (ast.Yield, ast.YieldFrom, ast.Await, ast.NamedExpr)) for node in ast.walk(loop)):
        return False
    bound = {node.id for node in ast.walk(loop) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return all(len(view.uses(name)) == len(view.uses(name, loop)) for name in bound)


def written(clauses: list[ast.For | ast.If]) -> tuple[str, dict[str, ast.AST]]:
    """The clauses as they stand in a comprehension: a template, and what fills it."""
    parts: list[str] = []
    holes: dict[str, ast.AST] = {}
    for number, clause in enumerate(clauses):
        if isinstance(clause, ast.For):
            parts.append(f"for {{target{number}}} in {{items{number}}}")
            holes |= {f"target{number}": clause.target, f"items{number}": clause.iter}
        else:
            parts.append(f"if {{test{number}}}")
            holes[f"test{number}"] = clause.test
    return " ".join(parts), holes


def _added(last: ast.stmt, name: str, start: ast.expr) -> tuple[str, dict[str, ast.AST]] | None:
    match last, start:
        case ast.Expr(ast.Call(ast.Attribute(ast.Name(id=into), "append"), [element], [])), ast.List(elts=[]):
            shape: tuple[str, dict[str, ast.AST]] = "[{element} %s]", {"element": element}
        case ast.Expr(ast.Call(ast.Attribute(ast.Name(id=into), "add"), [element], [])), ast.Call(
            ast.Name(id="set"), [], []
        ):
            shape = "{{{element} %s}}", {"element": element}
        case ast.Assign(targets=[ast.Subscript(ast.Name(id=into), key)], value=element), ast.Dict(keys=[]):
            shape = "{{{key}: {element} %s}}", {"key": key, "element": element}
        case _:
            return None
    return shape if into == name and not isinstance(shape[1]["element"], ast.Starred) else None


def _mentions(loop: ast.For, name: str, times: int) -> bool:
    return sum(isinstance(node, ast.Name) and node.id == name for node in ast.walk(loop)) != times


def _change(
    start: ast.stmt,
    loop: ast.For,
    value: ast.expr,
    clauses: list[ast.For | ast.If],
    added: tuple[str, dict[str, ast.AST]],
) -> Apply:
    def apply(edit: Edit) -> None:
        template, holes = written(clauses)
        edit.replace(value, added[0] % template, **added[1], **holes)
        edit.delete(loop)

    return apply
