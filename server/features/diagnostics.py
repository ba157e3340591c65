"""textDocument/publishDiagnostics: findings as squiggles, pushed for each version; and what a pull answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lsprotocol.types import TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS as PUBLISH

from ..convert import finding_to_client, hot_to_client, note_to_json, range_to_json
from ..documents import Due, Published

if TYPE_CHECKING:
    from ...analyzers.findings import Finding
    from ..call_path import Step
    from ..documents import OpenDocument
    from ..language_server import SlowspotServer

__all__ = ["clear", "items_of", "publish"]

HOT_FROM = 0.2
"""A function that takes less of a run by itself than this is not worth a word among findings: its lens says it."""


def items_of(ls: SlowspotServer, document: OpenDocument) -> str:
    """The diagnostics of what the last analysis found, as the items of a JSON array.

    As text, because this happens at each keystroke: of a hundred findings all but one or two are those of the last
    time, a few lines further down. Making and serialising them anew would take as long as the analysis.
    """
    client, lines, before = ls.client, document.document.lines, document.published
    document.published = {}
    diagnostics: list[str] = []
    for finding in document.shown:
        finished = before.get(id(finding.match))
        if finished is None or finding.related or finished.moves or finished.safety != finding.safety:
            finished = _finish(ls, document, finding, finished)
        document.published[id(finding.match)] = finished
        diagnostics.append(f'{{"range":{range_to_json(lines, finding.span, client.columns)},{finished.json}')
    diagnostics += [note_to_json(note, lines, client.looks) for note in document.notes if note.line is not None]
    diagnostics += [
        _dump(hot_to_client(hot, lines, client.columns))
        for hot in ls.hot_functions(document)
        if hot.own >= HOT_FROM and not hot.stale
    ]
    return ",".join(diagnostics)


def publish(ls: SlowspotServer, document: OpenDocument, why: Due) -> None:
    """Send what the last analysis found, for the document's present version, to a client that is told of it.

    To one that asks goes the answer to its request; where it asked for nothing, and what it shows has become wrong for
    another reason than its own edits, it is told to ask.
    """
    key, pulled = ls.key(document.uri), ls.client.pulled
    asked = Due.ASKED in why and ls.pulls.waits_for(key)
    if pulled and not asked and Due.OTHER not in why:
        return  # It is analyzed by now. The request is on its way.
    items = items_of(ls, document)
    if asked or pulled:
        ls.pulls.answer(key, items)
    if not pulled and why != Due.ASKED:
        head = f'"uri":{json.dumps(document.uri)},"version":{json.dumps(document.version)}'
        ls.send_json(f'{{"jsonrpc":"2.0","method":"{PUBLISH}","params":{{{head},"diagnostics":[{items}]}}}}')


def clear(ls: SlowspotServer, uri: str) -> None:
    """Take back what was shown for a document that is no longer open. A client that asks does so by itself."""
    if ls.client.pulled:
        return
    ls.notify(PUBLISH, {"uri": uri, "diagnostics": []})


def _finish(ls: SlowspotServer, document: OpenDocument, finding: Finding, before: Published | None) -> Published:
    known = document.scored.get(id(finding.match))
    path = before.path if before is not None else _path(ls, document, finding)
    diagnostic = finding_to_client(
        finding,
        document.document.lines,
        ls.client.looks,
        document.uri,
        proof=known.proof.proof if known is not None and known.proof is not None else None,
        path=[*_elsewhere(ls, document, finding), *_located(path, document)],
        lines_of=ls.linking.lines_of,
    )
    moves = bool(document.original(finding).related) or any(step.block is not None for step in path)
    # Without the opening brace: the range goes before it.
    return Published(finding.match, finding.safety, _dump(diagnostic)[1:], moves, path)


def _elsewhere(ls: SlowspotServer, document: OpenDocument, finding: Finding) -> list[dict[str, Any]]:
    """What is related to a finding in a notebook's cell and lies in others."""
    if not ls.client.looks.related_information:
        return []
    columns = ls.client.columns
    return [
        {
            "location": {"uri": other.uri, "range": json.loads(range_to_json(other.lines, it.span, columns))},
            "message": it.message,
        }
        for other, it in document.related_elsewhere(finding)
    ]


def _path(ls: SlowspotServer, document: OpenDocument, finding: Finding) -> tuple[Step, ...]:
    laid = ls.profiles.laid_over(document) if ls.client.looks.related_information else None
    if laid is None:
        return ()
    # Late: most sessions have no profile.
    from ..call_path import call_path

    return call_path(laid, document.document, document.uri, finding, ls.profiles.root_of(document.path))


def _located(path: tuple[Step, ...], document: OpenDocument) -> list[dict[str, Any]]:
    if not path:
        return []
    # Late: as above.
    from ..call_path import located

    return located(path, document.document)


def _dump(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
