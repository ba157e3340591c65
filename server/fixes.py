"""The edits of quick fixes, built when they are asked for. Imported late: it needs libcst."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..analyzers.engine import Analyzer
from ..analyzers.findings import Finding, Fix, TextEdit
from ..analyzers.rewriting.edits import minimal_edits
from ..analyzers.rewriting.fixing import build_fix, fix_all
from ..analyzers.rewriting.suppression import Silencer, suppress_edit
from ..analyzers.source import Document

if TYPE_CHECKING:
    from .documents import OpenDocument

__all__ = ["Fixer"]


class Fixer:
    """Builds edits for findings of open documents, whose analysis is up to date."""

    def __init__(self) -> None:
        # It would bring libcst with the first fix: better now, in the warm-up's thread.
        importlib.import_module("..analyzers.rewriting.rewrite", __package__)

    def fix(self, document: OpenDocument, finding: Finding) -> Fix | None:
        """The fix of a finding, as edits of `document.whole`; None where it is declined. Built once for each text."""
        whole, finding = document.whole, document.original(finding)
        key = (finding.rule.slug, finding.span)
        if key not in whole.fixes:
            analyzer = whole.analysis.analyzer if whole.analysis is not None else None
            fix = build_fix(whole.document, analyzer, finding) if analyzer is not None else None
            whole.fixes[key] = fix if fix is not None and document.placed(fix.edits) is not None else None
        return whole.fixes[key]

    def ignore(self, document: OpenDocument, finding: Finding, reason: str = "") -> TextEdit:
        """The comment that suppresses a finding, as an edit of `document.whole`."""
        return suppress_edit(document.whole.document, document.original(finding), reason)

    def fix_all(
        self, document: OpenDocument, *, everywhere: bool = False
    ) -> list[tuple[OpenDocument, Sequence[TextEdit]]]:
        """All safe fixes, as edits of the present text; in a notebook those of one cell, or `everywhere`."""
        whole = document.whole
        rules = whole.analysis.rules if whole.analysis is not None else None
        if rules is None:
            return []
        # A copy: it is edited and analyzed again fix by fix.
        before = whole.source
        copy = Document(before)
        silencer = Silencer(copy)
        cells = document.cell_edits(copy, everywhere=everywhere)
        # By what they look like: after other fixes in the same function its proofs are no longer found.
        withdrawn = {
            _looks(document.document, finding) for finding in document.findings if _is_withdrawn(document, finding)
        }

        def wanted(finding: Finding) -> bool:
            return (
                finding.safety == "safe"
                and not silencer.silences(finding)
                and not (withdrawn and _looks(copy, finding) in withdrawn)
                and (cells is None or cells.concerns(finding))
            )

        after = fix_all(copy, Analyzer(copy, rules), wanted, None if cells is None else cells.allows).text
        if cells is None:
            return [(document, minimal_edits(before, after, 0))] if after != before else []
        order = document.neighbours()
        return [(order[at], minimal_edits(order[at].source, text, 0)) for at, text in cells.changed().items()]


def _is_withdrawn(document: OpenDocument, finding: Finding) -> bool:
    known = document.scored.get(id(finding.match))
    return known is not None and known.proof is not None and finding.safety is None


def _looks(document: Document, finding: Finding) -> tuple[str, str, str]:
    return finding.rule.slug, finding.function, document.slice(finding.span)
