"""textDocument/hover: over a finding, its rule's page; over a function's name or a hot line, what was measured; over a
function's name what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from ...analyzers.scoring import in_words
from ..convert import line_to_client, range_to_client
from ..hops_page import path_page
from .inlay_hint import FROM_SHARE

if TYPE_CHECKING:
    from ...analyzers.findings import Finding, Position
    from ..documents import OpenDocument
    from ..language_server import SlowspotServer

__all__ = ["hover"]


async def hover(ls: SlowspotServer, params: types.HoverParams) -> types.Hover | None:
    document = ls.open_document(params.text_document.uri)
    if document is None:
        return None
    place = document.span(types.Range(params.position, params.position)).start
    shown = _known(ls, document, place)
    area = line_to_client(document.lines, place.line, ls.client.columns)
    cost = await ls.costs.at(document, place)
    if not cost:
        return shown
    if shown is not None and isinstance(shown.contents, types.MarkupContent):
        shown.contents.value += f"\n\n---\n\ncost: {cost}"
        return shown
    return types.Hover(types.MarkupContent(types.MarkupKind(ls.client.hover_format), f"cost: {cost}"), area)


def _known(ls: SlowspotServer, document: OpenDocument, place: Position) -> types.Hover | None:
    found = [finding for finding in document.findings if finding.span.start <= place <= finding.span.end]
    if ls.check_proofs(document, found):
        found = [finding for finding in document.findings if finding.span.start <= place <= finding.span.end]
    pages, lines, columns = _pages(ls, document, found), document.lines, ls.client.columns
    measured = _measured(ls, document, place)
    if found:
        area = range_to_client(lines, found[-1].span, columns)
    elif measured:
        area = line_to_client(lines, place.line, columns)
    else:
        return None
    return types.Hover(
        contents=types.MarkupContent(
            kind=types.MarkupKind(ls.client.hover_format),
            value="\n\n---\n\n".join(dict.fromkeys([*pages, *measured])),
        ),
        range=area,
    )


def _measured(ls: SlowspotServer, document: OpenDocument, place: Position) -> list[str]:
    """The pages of what a profile knows of a place."""
    overlay = ls.overlay_of(document)
    if overlay is None:
        return []
    placed = overlay.around(place.line)
    if placed is None:
        return []
    # Late: most sessions have no profile.
    from ..measured_page import function_page, line_page

    if place.line == placed.definition and placed.measured.name != "<module>":
        return [function_page(overlay.run, placed, document.lines)]
    line = placed.lines.get(place.line)
    if line is None or overlay.run.share(line.total) < FROM_SHARE:
        return []
    return [line_page(overlay.run, placed, line)]


def _pages(ls: SlowspotServer, document: OpenDocument, found: list[Finding]) -> list[str]:
    if not found:
        return []
    # Late: it needs the rules, which are not imported before `initialize` is answered.
    from ...analyzers.ruleset import NEWEST

    analysis = document.whole.analysis
    rules = analysis.rules if analysis is not None else None
    target = rules.target if rules is not None else NEWEST
    return [
        _page(
            finding,
            target,
            path_page(ls, document, finding),
            _proof(ls, document, finding),
            _explained(ls, document, finding),
        )
        for finding in found
    ]


def _explained(ls: SlowspotServer, document: OpenDocument, finding: Finding) -> str:
    if not ls.explanations:
        return ""
    # Late: most sessions ask no language model.
    from ..explaining import explanation_of

    return explanation_of(ls, document, finding)


def _proof(ls: SlowspotServer, document: OpenDocument, finding: Finding) -> str:
    stored = ls.proof_of(document, finding)
    if stored is None:
        return ""
    # Late: most projects have no proofs.
    from ..proof_page import proof_page

    return proof_page(stored)


def _page(finding: Finding, target: tuple[int, int], path: str, proof: str, explained: str) -> str:
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
        path,
        proof,
        explained,
        rule.doc.rstrip(),
        " ".join(filter(None, [measured, purpose(rule)])),
    ]
    return "\n\n".join(filter(None, parts))
