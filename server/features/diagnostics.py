"""textDocument/publishDiagnostics: findings as squiggles, pushed for each version."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lsprotocol.types import TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS as PUBLISH

from ..convert import finding_to_client, hot_to_client, note_to_client, range_to_json
from ..documents import Published

if TYPE_CHECKING:
    from ...analyzers.findings import Finding
    from ..documents import OpenDocument
    from ..language_server import SlowspotServer

__all__ = ["clear", "publish"]

HOT_FROM = 0.2
"""A function that takes less of a run by itself than this is not worth a word among findings: its lens says it."""


def publish(ls: SlowspotServer, document: OpenDocument) -> None:
    """Send what the last analysis found, for the document's present version.

    As text, because this happens at each keystroke: of a hundred findings all but one or two are those of the last
    time, a few lines further down. Making and serialising them anew would take as long as the analysis.
    """
    client, lines, before = ls.client, document.document.lines, document.published
    document.published = {}
    diagnostics: list[str] = []
    for finding in document.findings:
        finished = before.get(id(finding.match))
        if finished is None or finding.related or finished.safety != finding.safety:
            finished = _finish(ls, document, finding)
        document.published[id(finding.match)] = finished
        diagnostics.append(f'{{"range":{range_to_json(lines, finding.span, client.columns)},{finished.json}')
    diagnostics += [
        _dump(note_to_client(note, lines, client.columns, tags=client.diagnostic_tags))
        for note in document.notes
        if note.line is not None
    ]
    diagnostics += [
        _dump(hot_to_client(hot, lines, client.columns))
        for hot in ls.hot_functions(document)
        if hot.own >= HOT_FROM and not hot.stale
    ]
    head = f'"uri":{json.dumps(document.uri)},"version":{json.dumps(document.version)}'
    ls.send_json(
        f'{{"jsonrpc":"2.0","method":"{PUBLISH}","params":{{{head},"diagnostics":[{",".join(diagnostics)}]}}}}'
    )


def clear(ls: SlowspotServer, uri: str) -> None:
    """Take back what was shown for a document that is no longer open."""
    ls.notify(PUBLISH, {"uri": uri, "diagnostics": []})


def _finish(ls: SlowspotServer, document: OpenDocument, finding: Finding) -> Published:
    client = ls.client
    known = document.scored.get(id(finding.match))
    diagnostic = finding_to_client(
        finding,
        document.document.lines,
        client.columns,
        document.uri,
        related_information=client.related_information,
        proof=known.proof.proof if known is not None and known.proof is not None else None,
    )
    # Without the opening brace: the range goes before it.
    return Published(finding.match, finding.safety, _dump(diagnostic)[1:])


def _dump(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
