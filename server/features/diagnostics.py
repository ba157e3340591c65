"""textDocument/publishDiagnostics: findings as squiggles, pushed for each version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS as PUBLISH

from ..convert import finding_to_client, note_to_client

if TYPE_CHECKING:
    from ..documents import OpenDocument
    from ..language_server import SlowspotServer

__all__ = ["clear", "publish"]


def publish(ls: SlowspotServer, document: OpenDocument) -> None:
    """Send what the last analysis found, for the document's present version."""
    client, lines = ls.client, document.document.lines
    diagnostics = [
        finding_to_client(finding, lines, client.columns, document.uri, related_information=client.related_information)
        for finding in document.findings
    ]
    diagnostics += [
        note_to_client(note, lines, client.columns, tags=client.diagnostic_tags)
        for note in document.notes
        if note.line is not None
    ]
    ls.notify(PUBLISH, {"uri": document.uri, "version": document.version, "diagnostics": diagnostics})


def clear(ls: SlowspotServer, uri: str) -> None:
    """Take back what was shown for a document that is no longer open."""
    ls.notify(PUBLISH, {"uri": uri, "diagnostics": []})
