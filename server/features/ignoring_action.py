"""Quick fixes that silence a finding on its line, and that give a suppression the reason which the settings ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from ..convert import asking_edit, workspace_edit

if TYPE_CHECKING:
    from ...analyzers.findings import Finding, Note, Span
    from ..documents import OpenDocument
    from ..language_server import SlowspotServer

__all__ = ["IGNORE_KIND", "diagnostic_on", "edit_of", "ignore_title", "reasons_asked"]

IGNORE_KIND = f"{types.CodeActionKind.QuickFix.value}.ignore.slowspot"
"""Below quick fixes, so that a key can be bound to it: editors ask for the kind and apply what comes first."""


def ignore_title(finding: Finding) -> str:
    return f"Ignore {finding.rule.slug} on this line"


def reasons_asked(document: OpenDocument, selected: Span) -> Iterator[Note]:
    """The notes on suppressions without a reason, on the lines that are selected."""
    for note in document.notes:
        if note.kind == "missing-reason" and selected.start.line <= (note.line or 0) <= selected.end.line:
            yield note


def edit_of(
    ls: SlowspotServer, document: OpenDocument, data: dict[str, Any], finding: Finding | None
) -> types.WorkspaceEdit | None:
    """The comment for a finding, or where there is none the reason on the line of `data`.

    Where a reason is required, a client that knows snippets gets a place to type it in; for others a word stands there
    that counts as none, and is reported until it is replaced.
    """
    # Late: it needs the rules, which the warm-up has loaded by now.
    from ...analyzers.rewriting.suppression import ASKED, reason_edit

    asks = finding is None or ((analysis := document.whole.analysis) is not None and analysis.require_reason)
    reason = ASKED if asks else ""
    if finding is None:
        edit = reason_edit(document.document, int(data["line"]), reason)
    else:
        parts = document.placed([ls.late.fixer.ignore(document, finding, reason)])
        edit = parts[0][1][0] if parts else None
    if edit is None:
        return None
    lines, columns = document.document.lines, ls.client.columns
    if ls.client.edits_snippets and edit.text.endswith(ASKED):
        return asking_edit(edit, ASKED, lines, columns, document.uri, document.version)
    version = document.version if ls.client.versioned_edits else None
    return workspace_edit([edit], lines, columns, document.uri, version)


def diagnostic_on(diagnostics: Sequence[types.Diagnostic], note: Note) -> list[types.Diagnostic] | None:
    """The client's diagnostic of a note."""
    return [it for it in diagnostics if it.code == note.kind and it.range.start.line == note.line] or None
