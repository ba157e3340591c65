"""Asks with httpx's asynchronous client where a coroutine asks with httpx itself, and so holds up the event loop.

    answer = httpx.get(url)   →   async with httpx.AsyncClient() as client:
                                      answer = await client.get(url)

Other libraries have no sibling with the same calls: for them the rules hand the call to a thread.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...findings import TextEdit
from ...proving.proofs.candidates.editing import Edit
from ...proving.proofs.candidates.fixes import FixesOfRules
from ...proving.proofs.candidates.located import COMPREHENSIONS
from ...rewriting.edits import apply_edits, merged
from ...rewriting.failure import CannotRewrite
from ..advice import Change
from ..asking import Whole
from ..candidates import as_change, task_of
from ..sources import Function
from ..waits import Wait

__all__ = ["without_blocking"]

_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "request"})
_OF_REQUESTS = frozenset({
    "params", "headers", "content", "data", "json", "files", "auth", "follow_redirects", "timeout", "extensions",
})  # fmt: skip
"""Arguments of a request; others (`proxy`, `verify`) belong to the client."""
_SIMPLE = (ast.Assign, ast.AnnAssign, ast.Return, ast.Expr)


def without_blocking(whole: Whole, function: Function, waits: list[Wait]) -> Change | None:
    """The coroutine with its waits awaited; None where no form is known."""
    asked = [wait for wait in waits if wait.name.partition(".")[0] == "httpx"]
    if asked and len(asked) == len(waits):
        change = _with_client(function, asked)
        if change is not None:
            return change
    return next(_fixes(whole, function), None)


def _fixes(whole: Whole, function: Function) -> Iterator[Change]:
    """What the rules make of it: in a thread, or asyncio's own function."""
    for candidate in FixesOfRules().candidates(task_of(whole, function)):
        if candidate.rules and all(rule.startswith("async-") for rule in candidate.rules):
            yield as_change(function, candidate)


def _with_client(function: Function, waits: list[Wait]) -> Change | None:
    document, block = function.source.document, function.block
    try:
        edit = Edit(document, block)
        name = edit.name("client", function.node, "http")
        made = edit.imported("httpx.AsyncClient", function.node)
        edits = [_awaited(function, edit, wait, name, made) for wait in waits]
        after = apply_edits(document, merged([*edit.edits(), *edits]))
        ast.parse(after)
    except (CannotRewrite, SyntaxError, ValueError):
        return None
    return Change(function.source.full, function.source.text, after, "asks with httpx.AsyncClient")


def _awaited(function: Function, edit: Edit, wait: Wait, name: str, made: str) -> TextEdit:
    """The statement of a request, within the client's block. Raises CannotRewrite."""
    view, call = function.view, wait.call
    statement = view.statement(call)
    method = wait.name.rpartition(".")[2]
    inside = any(isinstance(each, (ast.Lambda, ast.FunctionDef, *COMPREHENSIONS)) for each in view.around(call))
    fits = method in _METHODS and all(each.arg in _OF_REQUESTS for each in call.keywords)
    if not fits or inside or not isinstance(statement, _SIMPLE) or statement.lineno != statement.end_lineno:
        raise CannotRewrite("no simple statement with one request")
    old, asked, arguments = edit.text(statement), edit.text(call), edit.text(call)[len(edit.text(call.func)) :]
    if old.count(asked) != 1:
        raise CannotRewrite("the same request twice")
    awaited = f"await {name}.{method}{arguments}"
    alone = old.endswith(asked) and not isinstance(view.parent(call), (ast.Attribute, ast.Subscript, ast.Call))
    new = old.replace(asked, awaited if alone else f"({awaited})")
    span = function.source.document.span_of(function.block, statement)
    newline = function.source.document.newline
    return TextEdit(span, f"async with {made}() as {name}:{newline}{' ' * (span.start.column + 4)}{new}")
