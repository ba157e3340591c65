"""Fixes of findings: built from what a rule's rewrite asks for, checked, and applied one or all."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ..findings import Finding, Fix, Span, TextEdit
from ..log import log_exception
from ..rules.declaration import Rule
from ..source import Block, Change, Document
from .edits import minimal_edits
from .failure import CannotRewrite

__all__ = ["AllFixed", "Analysis", "Declined", "build_fix", "fix_all", "try_build_fix"]

_SPARE_ATTEMPTS = 100
_CLOSE_LINES = 50
_LARGEST = 300_000
"""Characters of a block above which no fix is built: libcst takes a second for 50 kB of one statement."""


class Analysis(Protocol):
    """What is asked of an `Analyzer`."""

    def findings(self) -> list[Finding]: ...
    def count_change(self, rule: Rule, edits: Sequence[TextEdit], /) -> int: ...
    def update(self, change: Change, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Declined:
    """A finding keeps its mark but gets no fix."""

    reason: str


@dataclass(slots=True)
class AllFixed:
    """What `fix_all` did: `applied` by rule slug, `declined` with the reason (those that are still there)."""

    text: str
    applied: Counter[str] = field(default_factory=Counter[str])
    declined: list[tuple[Finding, str]] = field(default_factory=list[tuple[Finding, str]])

    @property
    def total(self) -> int:
        return self.applied.total()


def build_fix(document: Document, analyzer: Analysis, finding: Finding) -> Fix | None:
    """Build the fix of a finding, or None where it has none that is right; see `try_build_fix`."""
    fix = try_build_fix(document, analyzer, finding)
    return fix if isinstance(fix, Fix) else None


def try_build_fix(document: Document, analyzer: Analysis, finding: Finding) -> Fix | Declined:
    """Build the fix of a finding and check it: the result parses, keeps all comments, and the rule reports less on it.

    `analyzer` must be of this document as it is now. Costs a parse of the block, and for the check an analysis of what
    the fix touches, twice.
    """
    fix = _propose(document, finding)
    if isinstance(fix, Declined):
        return fix
    try:
        change = analyzer.count_change(finding.rule, _joined(document, fix.edits))
    except Exception as error:  # noqa: BLE001 - a crash of a rule never breaks the caller
        log_exception(__name__, error, "%s: checking a fix failed", finding.rule.slug)
        return Declined(f"checking the fix failed: {error}")
    if change >= 0:
        return Declined("the rule would report the new code again")
    return fix


def _propose(document: Document, finding: Finding) -> Fix | Declined:
    """Build a fix without asking the rule about its result."""
    rule, match = finding.rule, finding.match
    if rule.rewrite is None or finding.safety is None:
        return Declined("the rule has no rewrite for this")
    block = _block_of(document, finding)
    if block is None:
        return Declined("the code has changed since it was analyzed")
    if sum(map(len, document.lines[block.start : block.end])) > _LARGEST:
        return Declined("the statement is too long")
    # libcst takes a fifth of a second to import: not before the first fix is built.
    from .rewrite import BlockRewrite

    try:
        rewrite = BlockRewrite(document, block)
        rule.rewrite(match, rewrite)
        edits = rewrite.edits()
    except CannotRewrite as error:
        return Declined(str(error))
    except Exception as error:  # noqa: BLE001 - a crash of a rule never breaks the caller
        log_exception(__name__, error, "%s: the rewrite failed at line %d", rule.slug, finding.span.start.line + 1)
        return Declined(f"the rewrite failed: {type(error).__name__}: {error}")
    if not edits:
        return Declined("the rewrite changes nothing")
    title = rule.title or rule.summary
    return Fix(title, finding.safety, finding.reason, edits)


def _block_of(document: Document, finding: Finding) -> Block | None:
    node = finding.match.node
    block = document.block_at(finding.span.start.line)
    while block is not None:
        if any(node is inner for root in block.nodes for inner in ast.walk(root)):
            return block
        block = block.parent
    return None


def fix_all(
    document: Document,
    analyzer: Analysis,
    wanted: Callable[[Finding], bool],
    allowed: Callable[[Sequence[TextEdit]], bool] | None = None,
) -> AllFixed:
    """Apply the fixes of all wanted findings, one after the other, until none is left that can be applied.

    `allowed` is asked of each fix just before it is tried; by default any is.

    Changes the document (and has the analyzer follow), so give it one of your own. A fix after which its rule
    reports as much as before, or which leads back to an earlier text, is taken back.
    """
    applied: Counter[str] = Counter()
    declined: dict[int, tuple[Finding, str]] = {}  # by id of the node, which the finding keeps alive
    reverted: dict[tuple[str, Span], str] = {}
    text = document.text
    seen = {hash(text)}
    findings = analyzer.findings()
    attempts = _SPARE_ATTEMPTS + 10 * len(findings)
    while attempts:
        finding = next(
            (it for it in findings if id(it.match.node) not in declined and _place(it) not in reverted and wanted(it)),
            None,
        )
        if finding is None:
            break
        fix = _propose(document, finding)
        if isinstance(fix, Declined):
            declined[id(finding.match.node)] = (finding, fix.reason)
            continue
        if allowed is not None and not allowed(fix.edits):
            declined[id(finding.match.node)] = (finding, "it would change what is not to be changed")
            continue
        attempts -= 1
        before = _count(findings, finding.rule)
        place = _place(finding)
        _apply(document, analyzer, fix.edits)
        findings = analyzer.findings()
        new_text = document.text
        reason = ""
        if _count(findings, finding.rule) >= before:
            reason = "the rule would report the new code again"
        elif hash(new_text) in seen:
            reason = "another fix leads back to this code"
        if reason:
            _apply(document, analyzer, minimal_edits(new_text, text, 0))
            findings = analyzer.findings()
            reverted[place] = reason
            continue
        text = new_text
        seen.add(hash(text))
        reverted.clear()
        applied[finding.rule.slug] += 1
    left: list[tuple[Finding, str]] = []
    for finding in findings:
        if id(finding.match.node) in declined:
            left.append((finding, declined[id(finding.match.node)][1]))
        elif _place(finding) in reverted:
            left.append((finding, reverted[_place(finding)]))
    return AllFixed(text, applied, left)


def _place(finding: Finding) -> tuple[str, Span]:
    return finding.rule.slug, finding.span


def _count(findings: Iterable[Finding], rule: Rule) -> int:
    return sum(finding.rule is rule for finding in findings)


def _apply(document: Document, analyzer: Analysis, edits: Sequence[TextEdit]) -> None:
    """Make the edits, last first."""
    for span, text in reversed(_joined(document, edits)):
        analyzer.update(document.edit(span, text))


def _joined(document: Document, edits: Sequence[TextEdit]) -> list[TextEdit]:
    """Make one edit of those close to each other, so that their block is parsed once."""
    joined: list[TextEdit] = []
    for edit in edits:
        if joined and edit.span.start.line - joined[-1].span.end.line < _CLOSE_LINES:
            before = joined.pop()
            between = document.slice(Span(before.span.end, edit.span.start))
            edit = TextEdit(Span(before.span.start, edit.span.end), before.text + between + edit.text)
        joined.append(edit)
    return joined
