"""notebookDocument/did*: the cells are kept by `documents` and `notebooks`; here the consequences are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from .diagnostics import clear

if TYPE_CHECKING:
    from ..language_server import SlowspotServer

__all__ = ["did_change", "did_close", "did_open"]


def did_open(ls: SlowspotServer, params: types.DidOpenNotebookDocumentParams) -> None:
    for cell in params.cell_text_documents:
        ls.diagnose(cell.uri, edited=True)
        ls.linking.edited(cell.uri)
    ls.index.opened(params.notebook_document.uri)


def did_change(ls: SlowspotServer, params: types.DidChangeNotebookDocumentParams) -> None:
    cells = params.change.cells
    if cells is None:
        return
    for text in cells.text_content or ():
        ls.diagnose(text.document.uri, edited=True)
        ls.linking.edited(text.document.uri)
    if cells.data or cells.structure is not None:
        # Another order, or another kind: any cell may have other findings now. `also_changed` tells which have.
        notebook = ls.notebook(params.notebook_document.uri)
        for cell in (*notebook.order[:1], *notebook.changed) if notebook is not None else ():
            ls.diagnose(cell.uri)
            ls.linking.edited(cell.uri)
    if cells.structure is not None:
        for opened in cells.structure.did_open or ():
            ls.diagnose(opened.uri, edited=True)
        for closed in cells.structure.did_close or ():
            _close(ls, closed.uri)


def did_close(ls: SlowspotServer, params: types.DidCloseNotebookDocumentParams) -> None:
    for cell in params.cell_text_documents:
        _close(ls, cell.uri)
    ls.linking.closed(params.notebook_document.uri)
    ls.index.closed(params.notebook_document.uri)


def _close(ls: SlowspotServer, uri: str) -> None:
    ls.forget_diagnostics(uri)
    clear(ls, uri)
