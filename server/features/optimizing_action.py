"""Code actions on a function's `def`: look for a faster text of it, or change its engine; what is proved is applied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from .commands import OPTIMIZE

if TYPE_CHECKING:
    from ...analyzers.findings import Span
    from ..documents import OpenDocument
    from ..language_server import SlowspotServer

__all__ = ["optimizing_action"]


def optimizing_action(ls: SlowspotServer, document: OpenDocument, selected: Span) -> Iterator[types.CodeAction]:
    """Offer them where the cursor is on the line with `def`; inner functions are proved through the outer one."""
    line, lines = selected.start.line, document.document.lines
    if line >= len(lines) or not document.uri.startswith("file:") or "def" not in lines[line]:
        return
    # Late: 3 ms of the start.
    from ...analyzers.source.functions import functions_in

    for function in functions_in(document.document):
        if function.definition == line and ".<locals>." not in function.name:
            yield _action(document, function.name, f"Look for a faster {function.name}, prove it, then apply it")
            yield from _engines(ls, document, function.name)


def _engines(ls: SlowspotServer, document: OpenDocument, function: str) -> Iterator[types.CodeAction]:
    """The mechanical part of another engine, where the function has room for it: see `slowspot advise`."""
    # Late: as above.
    from ...analyzers.proving.proofs.candidates.changes import gather, numba
    from ...analyzers.proving.proofs.candidates.located import View, located

    found = located(document.document, function)
    if found is None:
        return
    view = View(document.document, *found, function, installed=frozenset({"numba"}))
    if any(True for _ in gather.proposals(view)):
        title = f"Await the calls of {function} together (asyncio.gather), prove it, then apply it"
        yield _action(document, function, title, "gather")
    if any(True for _ in numba.proposals(view)) and _has_numba(ls, document):
        yield _action(document, function, f"Compile {function} with numba, prove it, then apply it", "numba")


def _has_numba(ls: SlowspotServer, document: OpenDocument) -> bool:
    """Whether numba lies among the packages of the interpreter that programs run with: a look at the disk."""
    # Late: as above.
    from ..interpreters import interpreter_for

    root = ls.profiles.root_of(document.path)
    python = Path(interpreter_for(document.path, ls.settings.interpreter(document.path), root))
    places = ("lib/python3*/site-packages/numba/__init__.py", "Lib/site-packages/numba/__init__.py")
    return any(True for place in places for _ in python.parent.parent.glob(place))


def _action(document: OpenDocument, function: str, title: str, only: str = "") -> types.CodeAction:
    asked: dict[str, Any] = {"uri": document.uri, "function": function, "apply": True}
    if only:
        asked["only"] = [only]
    command = types.Command(title=title, command=OPTIMIZE, arguments=[asked])
    return types.CodeAction(title=title, kind=types.CodeActionKind.RefactorRewrite, command=command)
