"""The edits of quick fixes, built when they are asked for. Imported late: it needs libcst."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..analyzers.findings import Finding, Fix, TextEdit
from ..analyzers.rewriting.builder import build_fix
from ..analyzers.rewriting.suppression import suppress_edit

if TYPE_CHECKING:
    from .documents import OpenDocument

__all__ = ["Fixer"]


class Fixer:
    """Builds edits for findings of open documents, whose analysis is up to date."""

    def fix(self, document: OpenDocument, finding: Finding) -> Fix | None:
        """The fix of a finding; None where it is declined. Built once for each version of the document."""
        key = (finding.rule.slug, finding.span)
        if key not in document.fixes:
            analyzer = document.analysis.analyzer if document.analysis is not None else None
            document.fixes[key] = build_fix(document.document, analyzer, finding) if analyzer is not None else None
        return document.fixes[key]

    def ignore(self, document: OpenDocument, finding: Finding) -> TextEdit:
        """The comment that suppresses a finding."""
        return suppress_edit(document.document, finding)

    def fix_all(self, document: OpenDocument) -> Sequence[TextEdit]:
        """All safe fixes, as edits of the present text."""
        raise NotImplementedError
