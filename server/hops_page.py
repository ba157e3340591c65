"""The calls on the way from a finding to what it is about, as a numbered list with links to their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from .convert import uri_of

if TYPE_CHECKING:
    from ..analyzers.findings import Finding
    from .documents import OpenDocument
    from .language_server import SlowspotServer

__all__ = ["path_page"]


def path_page(ls: SlowspotServer, document: OpenDocument, finding: Finding) -> str:
    """The way through other functions; "" where it leads through no other file.

    Within the file the related places say it, which editors show beside the finding.
    """
    if not any(related.path for related in finding.related):
        return ""
    links = ls.client.hover_format == types.MarkupKind.Markdown
    rows: list[str] = []
    for number, related in enumerate(finding.related, 1):
        uri = uri_of(related.path) if related.path else document.uri
        line = related.span.start.line + 1
        place = f"{uri.rpartition('/')[2]}:{line}"
        rows.append(f"{number}. {f'[{place}]({uri}#L{line})' if links else place} {related.message}")
    return "\n".join(rows)
