"""The fixes of the rules as candidates: all safe ones, all of them, and each alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ....engine import Analyzer, RuleSet
from ....findings import Finding, Fix
from ....rewriting.edits import apply_edits
from ....rewriting.fixing import fix_all, try_build_fix
from ....rewriting.suppression import Silencer
from ....rules.registry import all_rules
from ....source import Document
from ..optimizing import Candidate, Task, Tried

__all__ = ["FixesOfRules", "findings_in"]

MOST_ALONE = 8
"""Fixes that are tried one by one."""


class FixesOfRules:
    """Candidates from the rules' own fixes, safe or not. Findings that a comment silences are left out."""

    name = "rules"

    def candidates(self, task: Task, /) -> Iterator[Candidate]:
        """All safe fixes, all fixes, then each alone: the safe ones first. One fix makes one candidate."""
        rules = _rules(task.interpreter.version)
        document = Document(task.text)
        analyzer = Analyzer(document, rules)
        found = [finding for finding in _within(document, analyzer, task.function) if finding.safety is not None]
        for wanted, told in (({"safe"}, "all safe fixes"), ({"safe", "review"}, "all fixes")):
            if sum(finding.safety in wanted for finding in found) > 1:
                yield from _together(task, rules, wanted, told)
        for finding in sorted(found, key=lambda finding: finding.safety != "safe")[:MOST_ALONE]:
            fix = try_build_fix(document, analyzer, finding)
            if isinstance(fix, Fix):
                slug = finding.rule.slug
                line = finding.span.start.line + 1
                yield Candidate(apply_edits(document, fix.edits), slug, (slug,), f"line {line}: {fix.title}")

    def repaired(self, task: Task, refuted: Sequence[Tried], /) -> Sequence[Candidate]:
        """A rule knows one way only."""
        del task, refuted
        return ()


def _together(task: Task, rules: RuleSet, wanted: set[str], told: str) -> Iterator[Candidate]:
    document = Document(task.text)
    silencer = Silencer(document)

    def chosen(finding: Finding) -> bool:
        return finding.safety in wanted and _is_of(finding, task.function) and not silencer.silences(finding)

    outcome = fix_all(document, Analyzer(document, rules), chosen)
    if outcome.applied:
        slugs = tuple(outcome.applied)
        yield Candidate(outcome.text, " + ".join(slugs), slugs, told)


def findings_in(text: str, function: str, version: tuple[int, int]) -> tuple[Finding, ...]:
    """Find the slow spots of a function, sorted by position; those that a comment silences are left out."""
    document = Document(text)
    return tuple(_within(document, Analyzer(document, _rules(version)), function))


def _within(document: Document, analyzer: Analyzer, function: str) -> list[Finding]:
    silencer = Silencer(document)
    return [finding for finding in analyzer.findings() if _is_of(finding, function) and not silencer.silences(finding)]


def _is_of(finding: Finding, function: str) -> bool:
    return finding.function == function or finding.function.startswith(function + ".<locals>.")


def _rules(version: tuple[int, int]) -> RuleSet:
    """Every rule that is not retired, unready ones too: the proof decides."""
    return RuleSet([rule for rule in all_rules() if rule.stage != "retired"], version)
