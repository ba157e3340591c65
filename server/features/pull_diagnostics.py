"""textDocument/diagnostic: the findings of one document, for a client that asks instead of being told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from ..answers import Answer, Deferred
from ..documents import OpenDocument
from ..pulls import EMPTY, NAME, full_report

if TYPE_CHECKING:
    from ..language_server import SlowspotServer

__all__ = ["OPTIONS", "diagnostic"]

OPTIONS = types.DiagnosticOptions(identifier=NAME, inter_file_dependencies=False, workspace_diagnostics=False)
"""Other files do not change a file's findings, so an edit has the client ask for that file alone."""


def diagnostic(ls: SlowspotServer, params: types.DocumentDiagnosticParams) -> Answer | Deferred:
    """Answer when no message waits, as diagnostics are pushed: for the text as it is then.

    A newer edit that waits is taken first, so no answer is ever out of date, and a burst of edits is analyzed once.
    """
    key = ls.key(params.text_document.uri)
    document = ls.protocol.workspace.text_documents.get(key)
    if not isinstance(document, OpenDocument) or not document.is_python:
        return Answer(f'"result":{full_report("", EMPTY)}')
    answer = ls.pulls.ask(key, params.previous_result_id)
    ls.diagnose(params.text_document.uri, asked=True)
    return answer
