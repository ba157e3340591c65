"""Hands the passes of a loop to a pool of threads or processes.

    for sku in skus:                          with ThreadPoolExecutor(16) as pool:
        found[sku] = level(base, sku)    →        for sku, result in zip(skus, pool.map(level, repeat(base), skus)):
                                                      found[sku] = result

Results come in the order of the items; an error is raised when its turn comes, where the loop had not begun the rest.
"""

from __future__ import annotations

import ast

from ...findings import TextEdit
from ...proving.proofs.candidates.editing import Edit
from ...rewriting.edits import apply_edits, merged
from ...rewriting.failure import CannotRewrite
from ...semantics.names import dotted
from ..advice import Change
from ..mapped import Mapped

__all__ = ["in_processes", "in_threads"]

THREADS = 16
"""So many wait at once; more than most services like from one client."""


def in_threads(mapped: Mapped) -> Change | None:
    """The loop with a pool of threads; None where it has no form that can be rewritten."""
    return _pooled(mapped, "concurrent.futures.ThreadPoolExecutor", str(THREADS), f"{THREADS} at a time, in threads")


def in_processes(mapped: Mapped) -> Change | None:
    """The same with a process for each core. What is called must be a function that others can import."""
    if not isinstance(mapped.call.func, ast.Name) or mapped.call.func.id in mapped.owner.view.bound:
        return None
    return _pooled(mapped, "concurrent.futures.ProcessPoolExecutor", "", "in a process for each core")


def _pooled(mapped: Mapped, pool: str, workers: str, note: str) -> Change | None:
    owner = mapped.owner
    if mapped.is_awaited or owner.source.document.text.count("\t"):
        return None
    try:
        edit = Edit(owner.source.document, owner.block)
        executor = edit.imported(pool, mapped.whole)
        name = edit.name("pool", mapped.whole, "workers")
        asked = _asked(mapped, edit, name)
        statement = owner.view.statement(mapped.whole)
        lines = _lines(mapped, edit, asked, statement)
        if lines is None:
            return None
        span = owner.source.document.span_of(owner.block, statement)
        indent = " " * span.start.column
        body = [f"with {executor}({workers}) as {name}:", *(f"{indent}    {line}" for line in lines)]
        new = TextEdit(span, owner.source.document.newline.join(body))
        after = apply_edits(owner.source.document, merged([*edit.edits(), new]))
        ast.parse(after)
    except (CannotRewrite, SyntaxError, ValueError):
        return None
    return Change(owner.source.full, owner.source.text, after, note)


def _asked(mapped: Mapped, edit: Edit, pool: str) -> str:
    """`pool.map(level, repeat(base), skus)`. Raises CannotRewrite."""
    call, item = mapped.call, mapped.item
    function = dotted(call.func)
    if function is None or any(isinstance(argument, ast.Starred) for argument in call.args):
        raise CannotRewrite("what is called has no name")
    given: list[str] = []
    for argument in call.args:
        if isinstance(argument, ast.Name) and argument.id == item:
            given.append(edit.text(mapped.items))
        elif isinstance(argument, ast.Constant) or (isinstance(argument, ast.Name) and _steady(mapped, argument.id)):
            given.append(f"{edit.imported('itertools.repeat', mapped.whole)}({edit.text(argument)})")
        else:
            raise CannotRewrite("an argument is neither the item nor the same for all")
    named = call.keywords
    if any(keyword.arg is None or not _is_steady(mapped, keyword.value) for keyword in named) or not given:
        raise CannotRewrite("arguments by name are not the same for all")
    if not any(isinstance(argument, ast.Name) and argument.id == item for argument in call.args):
        raise CannotRewrite("the item is not given as it is")
    if named:
        partial = edit.imported("functools.partial", mapped.whole)
        function = f"{partial}({function}, {', '.join(edit.text(keyword) for keyword in named)})"
    return f"{pool}.map({function}, {', '.join(given)})"


def _is_steady(mapped: Mapped, node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and _steady(mapped, node.id))


def _steady(mapped: Mapped, name: str) -> bool:
    """Is a name never bound anew within the loop?"""
    return name != mapped.item and not any(
        isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load)
        for node in ast.walk(mapped.whole)
    )


def _lines(mapped: Mapped, edit: Edit, asked: str, statement: ast.stmt) -> list[str] | None:
    """The statement within the pool's block."""
    items = edit.text(mapped.items)
    whole = mapped.whole
    match mapped.way:
        case "append" if isinstance(whole, ast.For):
            grown = whole.body[0].value.func.value.id  # pyright: ignore[reportAttributeAccessIssue] - by its way
            return [f"{grown}.extend({asked})"]
        case "store" if isinstance(whole, ast.For) and mapped.repeatable:
            result = edit.name("result", whole, "answer")
            target = edit.text(whole.body[0].targets[0])  # pyright: ignore[reportAttributeAccessIssue] - as above
            pairs = f"zip({items}, {asked})"
            return [f"for {mapped.item}, {result} in {pairs}:", f"    {target} = {result}"]
        case "list" | "dict" if statement.lineno == statement.end_lineno:
            if mapped.way == "dict" and not mapped.repeatable:
                return None
            old = edit.text(statement)
            inner = edit.text(whole) if isinstance(whole, ast.expr) else ""
            if not isinstance(statement, (ast.Return, ast.Assign, ast.AnnAssign)) or old.count(inner) != 1:
                return None
            new = f"list({asked})" if mapped.way == "list" else f"dict(zip({items}, {asked}))"
            return [old.replace(inner, new)]
        case _:
            return None
