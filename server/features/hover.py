"""textDocument/hover: over a finding, its rule's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from ...analyzers.scoring import in_words
from ..convert import range_to_client

if TYPE_CHECKING:
    from ...analyzers.findings import Finding
    from ..language_server import SlowspotServer

__all__ = ["hover"]


def hover(ls: SlowspotServer, params: types.HoverParams) -> types.Hover | None:
    document = ls.open_document(params.text_document.uri)
    if document is None:
        return None
    place = document.span(types.Range(params.position, params.position)).start
    found = [finding for finding in document.findings if finding.span.start <= place <= finding.span.end]
    if not found:
        return None
    # Late: it needs the rules, which are not imported before `initialize` is answered.
    from ...analyzers.engine import NEWEST

    client = ls.client
    rules = document.analysis.rules if document.analysis is not None else None
    target = rules.target if rules is not None else NEWEST
    pages = "\n\n---\n\n".join(dict.fromkeys(_page(finding, target) for finding in found))
    return types.Hover(
        contents=types.MarkupContent(kind=types.MarkupKind(client.hover_format), value=pages),
        range=range_to_client(document.document.lines, found[-1].span, client.columns),
    )


def _page(finding: Finding, target: tuple[int, int]) -> str:
    # Late: as above.
    from ...models.evidence import evidence
    from ...models.evidence_pages import headline, purpose

    rule = finding.rule
    known = evidence()
    worth = in_words(finding.score) if finding.score is not None else ""
    measured = headline(known.of(rule), known, target)
    parts = [
        f"**{rule.slug}** ({rule.code})",
        f"*{worth}*" if worth else "",
        rule.doc.rstrip(),
        " ".join(filter(None, [measured, purpose(rule)])),
    ]
    return "\n\n".join(filter(None, parts))
