"""The code action on a finding, where a language model is turned on: ask it what the finding means for this code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lsprotocol import types

from .commands import EXPLAIN

if TYPE_CHECKING:
    from ...analyzers.findings import Finding
    from ..documents import OpenDocument

__all__ = ["explaining_actions"]


def explaining_actions(document: OpenDocument, touched: Sequence[Finding]) -> Iterator[types.CodeAction]:
    """Offer it for each finding in a function. Only to be called when somebody has asked for actions."""
    inside = [finding for finding in touched if finding.function]
    if not inside or not document.uri.startswith("file:"):
        return
    # Late: most sessions have no model.
    from ...models.llm.failures import AiError
    from ...models.llm.settings import consent_for

    try:
        model = consent_for(document.path).settings.model
    except AiError:
        return
    for finding in inside:
        title = f"Ask {model} to explain {finding.rule.slug} here"
        asked = {"uri": document.uri, "rule": finding.rule.slug, "line": finding.span.start.line}
        command = types.Command(title=title, command=EXPLAIN, arguments=[asked])
        yield types.CodeAction(title=title, kind=types.CodeActionKind.QuickFix, command=command)
