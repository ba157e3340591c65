"""What the client has open: pygls's workspace, holding documents and notebooks of ours."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lsprotocol import types
from pygls.workspace import TextDocument, Workspace

from .documents import OpenDocument

if TYPE_CHECKING:
    from .notebooks import OpenNotebook

__all__ = ["OpenDocuments"]

logger = logging.getLogger(__name__)

CELL_SCHEME = "vscode-notebook-cell:"
"""Of the URIs that VS Code, and clients that follow it, give to the cells of notebooks."""


class OpenDocuments(Workspace):
    """The documents by URI, cells of notebooks among them."""

    def __init__(
        self,
        root_uri: str | None,
        folders: Sequence[types.WorkspaceFolder],
        encoding: types.PositionEncodingKind | str,
    ) -> None:
        super().__init__(root_uri, types.TextDocumentSyncKind.Incremental, folders, encoding)
        self.notebooks: dict[str, OpenNotebook] = {}

    def _create_text_document(
        self,
        doc_uri: str,
        source: str | None = None,
        version: int | None = None,
        language_id: str | None = None,
    ) -> TextDocument:
        if source is None:
            return super()._create_text_document(doc_uri)
        if doc_uri.startswith(CELL_SCHEME):
            # Of a client without notebooks in its protocol: a cell by itself. Late: most sessions open no notebook.
            from .notebooks import lone_cell

            return lone_cell(doc_uri, source, version, language_id, self.position_codec)
        return OpenDocument(doc_uri, source, version, language_id, self.position_codec)

    def put_text_document(self, text_document: types.TextDocumentItem, notebook_uri: str | None = None) -> None:
        key = unquote(text_document.uri)
        cell = next((it.cells[key] for it in self.notebooks.values() if key in it.cells), None)
        if cell is None:
            super().put_text_document(text_document, notebook_uri)
        else:
            # Told of as a part of its notebook already.
            whole = types.TextDocumentContentChangeWholeDocument(text_document.text)
            cell.apply_changes([whole], text_document.version)

    def put_notebook_document(self, params: types.DidOpenNotebookDocumentParams) -> None:
        # Late: as above.
        from .notebooks import OpenNotebook

        notebook = OpenNotebook(params.notebook_document.uri, self.position_codec)
        self.notebooks[unquote(params.notebook_document.uri)] = notebook
        self._text_documents.update(notebook.open(params.notebook_document, params.cell_text_documents))

    def update_notebook_document(self, params: types.DidChangeNotebookDocumentParams) -> None:
        notebook = self.notebooks.get(unquote(params.notebook_document.uri))
        if notebook is None:
            logger.warning("an edit of a notebook that is not open was ignored: %s", params.notebook_document.uri)
            return
        opened, closed = notebook.change(params.change)
        for key in closed:
            self._text_documents.pop(key, None)
        self._text_documents.update(opened)

    def remove_notebook_document(self, params: types.DidCloseNotebookDocumentParams) -> None:
        notebook = self.notebooks.pop(unquote(params.notebook_document.uri), None)
        for key in notebook.cells if notebook is not None else ():
            self._text_documents.pop(key, None)

    def open_documents(self) -> list[OpenDocument]:
        return [document for document in self.text_documents.values() if isinstance(document, OpenDocument)]
