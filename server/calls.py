"""Lets the user go from a measured function to one that called it, or that it called."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.uris import from_fs_path

from ..analyzers.source.encoding import decode
from ..analyzers.source.functions import functions_of
from .figures import hint, plain

if TYPE_CHECKING:
    from ..analyzers.profiling.measured import Call, MeasuredFunction, Run
    from .language_server import SlowspotServer

__all__ = ["show"]

SHOWN = 4
"""Callers, and as many callees: clients show each as a button."""


async def show(ls: SlowspotServer, uri: str, name: str) -> None:
    """Offer the callers and callees of a function of an open file; opens the chosen one where the client can."""
    document = ls.open_document(uri)
    overlay = ls.overlay_of(document) if document is not None else None
    placed = overlay.of(name) if overlay is not None else None
    if document is None or overlay is None or placed is None:
        ls.show(types.MessageType.Info, f"the profile knows nothing of {name} any longer")
        return
    run, function = overlay.run, placed.measured
    offers = {_title(run, arrow, call): call for arrow, call in _calls(function)}
    if not offers:
        ls.show(types.MessageType.Info, f"{name} called no function of the project, and none called it")
        return
    root = ls.profiles.root_of(document.path)
    title = f"{name}: {hint(run, function.total)}. ← called it, → was called by it"
    if not ls.client.shows_documents:
        ls.show(types.MessageType.Info, "\n".join([title, *offers]))
        return
    answer = await ls.window_show_message_request_async(
        types.ShowMessageRequestParams(
            type=types.MessageType.Info,
            message=title,
            actions=[types.MessageActionItem(title=offer) for offer in offers],
        )
    )
    chosen = offers.get(answer.title) if answer is not None else None
    if chosen is not None and chosen.path:
        path = os.path.join(root, *chosen.path.split("/"))
        here = types.Position(_line(path, chosen.name), 0)
        await ls.window_show_document_async(
            types.ShowDocumentParams(uri=from_fs_path(path) or "", take_focus=True, selection=types.Range(here, here))
        )


def _calls(function: MeasuredFunction) -> list[tuple[str, Call]]:
    """The heaviest, of the project: other code cannot be opened by its name."""
    found: list[tuple[str, Call]] = []
    for arrow, calls in (("←", function.callers), ("→", function.callees)):
        ours = sorted((call for call in calls if call.path), key=lambda call: -call.weight)
        found += [(arrow, call) for call in ours[:SHOWN]]
    return found


def _title(run: Run, arrow: str, call: Call) -> str:
    return f"{arrow} {plain(call.name)} ({plain(call.path)}) {hint(run, call.weight)}"


def _line(path: str, name: str) -> int:
    """Where a function begins in a file, from 0; 0 where it is not found."""
    try:
        with open(path, "rb") as file:
            text = decode(file.read())[0]
    except (OSError, ValueError):
        return 0
    return next((found.definition - 1 for found in functions_of(text) if found.name == name), 0)
