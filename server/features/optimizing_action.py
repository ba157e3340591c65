"""The code action on a function's `def`: look for a faster text of it, and apply the best that is proved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lsprotocol import types

from .commands import OPTIMIZE

if TYPE_CHECKING:
    from ...analyzers.findings import Span
    from ..documents import OpenDocument

__all__ = ["optimizing_action"]


def optimizing_action(document: OpenDocument, selected: Span) -> Iterator[types.CodeAction]:
    """Offer it where the cursor is on the line with `def`; functions in functions are proved through the outer one."""
    line, lines = selected.start.line, document.document.lines
    if line >= len(lines) or not document.uri.startswith("file:") or "def" not in lines[line]:
        return
    # Late: 3 ms of the start.
    from ...analyzers.source.functions import functions_in

    for function in functions_in(document.document):
        if function.definition == line and ".<locals>." not in function.name:
            title = f"Look for a faster {function.name}, prove it, then apply it"
            asked = {"uri": document.uri, "function": function.name, "apply": True}
            command = types.Command(title=title, command=OPTIMIZE, arguments=[asked])
            yield types.CodeAction(title=title, kind=types.CodeActionKind.RefactorRewrite, command=command)
