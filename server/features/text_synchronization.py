"""textDocument/did*: the text itself is kept by `protocol` and `documents`; here the consequences are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from .diagnostics import clear

if TYPE_CHECKING:
    from ..language_server import SlowspotServer


def did_open(ls: SlowspotServer, params: types.DidOpenTextDocumentParams) -> None:
    ls.diagnose(params.text_document.uri, edited=True)
    ls.closed_files.opened(params.text_document.uri)
    ls.index.opened(params.text_document.uri)
    ls.linking.edited(params.text_document.uri)


def did_change(ls: SlowspotServer, params: types.DidChangeTextDocumentParams) -> None:
    ls.diagnose(params.text_document.uri, edited=True)
    ls.linking.edited(params.text_document.uri)


def did_save(ls: SlowspotServer, params: types.DidSaveTextDocumentParams) -> None:
    # Some clients cannot watch the settings files for us: the next save of anything shows what changed in them.
    if not ls.client.registers_watchers and ls.rescope():
        ls.index.rescope()
    document = ls.present_document(params.text_document.uri)
    if document is not None and not document.stale:
        ls.check_proofs(document, document.findings)


def did_close(ls: SlowspotServer, params: types.DidCloseTextDocumentParams) -> None:
    ls.forget_diagnostics(params.text_document.uri)
    if not ls.closed_files.closed(params.text_document.uri):
        clear(ls, params.text_document.uri)
    ls.linking.closed(params.text_document.uri)
    ls.index.closed(params.text_document.uri)
