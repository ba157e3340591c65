"""One message per cause: of findings that one change would take away together, the one with the largest gain is shown.

What is left out becomes related information of what stays; nothing is lost, and no squiggle has two messages.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..analyzers.findings import Finding, Related
from .extent import statements_around

if TYPE_CHECKING:
    from ..analyzers.engine import Analyzer

__all__ = ["ABOUT_A_LIST", "Cause", "cause_of", "causes_of", "one_per_cause"]

ABOUT_A_LIST = frozenset(
    {
        "dedupe-quadratic", "insert-front", "list-count-in-loop", "list-delete-in-loop", "list-index-in-loop",
        "list-membership-in-loop", "list-membership-in-recursion", "pop-front",
    }
)  # fmt: skip
"""Rules that say of a list that another container would do it faster: said of one list in one loop, one cause."""

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


class Cause(NamedTuple):
    """What findings in several places of a function have in common: the outermost loop, and the list in it."""

    loop: ast.AST
    container: str


def cause_of(analyzer: Analyzer, finding: Finding) -> Cause | None:
    """The cause that a finding may share with others; None for most rules, whose findings stand for themselves.

    Holds as long as the finding's match, that is until its block is parsed again.
    """
    if finding.rule.slug not in ABOUT_A_LIST:
        return None
    container = _container(finding.match.node)
    if container is None:
        return None
    chain = statements_around(analyzer.document.block_at(finding.span.start.line).nodes, finding.match.node)
    inside = next((at for at in range(len(chain) - 1, -1, -1) if isinstance(chain[at], _FUNCTIONS)), -1)
    loop = next((statement for statement in chain[inside + 1 :] if isinstance(statement, _LOOPS)), None)
    return None if loop is None else Cause(loop, container)


def causes_of(analyzer: Analyzer, findings: Sequence[Finding]) -> Callable[[Finding], Cause | None]:
    """`cause_of` for findings of one analysis, looked up at once."""
    known = {id(finding.match): cause_of(analyzer, finding) for finding in findings}
    return lambda finding: known[id(finding.match)]


def one_per_cause(findings: Sequence[Finding], cause: Callable[[Finding], Cause | None]) -> list[Finding]:
    """Return the findings to show, in their order: of those with one cause the one with the largest gain.

    One cause have findings whose marks overlap in the line where they begin, and those with the same `cause`. The
    others go to `related` of the one that stays, which is changed in place. Findings are sorted by place.
    """
    if len(findings) < 2:
        return list(findings)
    group = list(range(len(findings)))
    by_cause: dict[Cause, int] = {}
    reaching = 0
    """The finding whose mark reaches farthest, of those before."""
    for index, finding in enumerate(findings):
        farthest = findings[reaching].span
        if index and finding.span.start < farthest.end and finding.span.start.line == farthest.start.line:
            _join(group, reaching, index)
        if index == 0 or finding.span.end >= farthest.end:
            reaching = index
        shared = cause(finding)
        if shared is not None and shared in by_cause:
            _join(group, by_cause[shared], index)
        elif shared is not None:
            by_cause[shared] = index
    members: dict[int, list[Finding]] = {}
    for index, finding in enumerate(findings):
        members.setdefault(_root(group, index), []).append(finding)
    if len(members) == len(findings):
        return list(findings)
    shown: list[Finding] = []
    for together in members.values():
        best = max(together, key=_worth)
        if len(together) > 1:
            others = (Related(it.span, f"{it.rule.slug}: {it.message}") for it in together if it is not best)
            best.related = (*best.related, *others)
        shown.append(best)
    return sorted(shown, key=lambda finding: (finding.span, finding.rule.code))


def _worth(finding: Finding) -> tuple[float, float]:
    """Confirmed stalls before gains; where nothing is known of either the first in the text stays."""
    score = finding.score
    if score is None:
        return 0.0, -1.0
    share = score.share
    return 0.0 if share is None else share.stalled, -1.0 if score.gain is None else score.gain


def _container(node: Any) -> str | None:
    """The `xs` of `x in xs`, `xs.index(x)`, `xs.pop(0)` and `del xs[0]`; None where it is not a name or attribute."""
    match node:
        case ast.Compare(comparators=[only]):
            held = only
        case ast.Call(func=ast.Attribute(value=held)) | ast.Delete(targets=[ast.Subscript(value=held)]):
            pass
        case _:
            return None
    inner: Any = held
    while isinstance(inner, ast.Attribute):
        inner = inner.value
    return ast.unparse(held) if isinstance(inner, ast.Name) else None


def _join(group: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(group, one), _root(group, other)))
    group[second] = first


def _root(group: list[int], index: int) -> int:
    while group[index] != index:
        index = group[index]
    return index
