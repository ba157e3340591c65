"""textDocument/inlayHint: at the end of each hot line what it took, in functions that are as they were measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from ..convert import line_to_client
from ..figures import amount, hint, percent

if TYPE_CHECKING:
    from ...analyzers.profiling.measured import MeasuredFunction, MeasuredLine, Run
    from ..language_server import SlowspotServer

__all__ = ["FROM_SHARE", "OPTIONS", "inlay_hint"]

OPTIONS = types.InlayHintOptions(resolve_provider=False)

FROM_SHARE = 0.01
"""A line with less of the run than this has no hint."""


def inlay_hint(ls: SlowspotServer, params: types.InlayHintParams) -> list[types.InlayHint] | None:
    document = ls.open_document(params.text_document.uri)
    if document is None or not ls.settings.shows("inlay-hints", document.path):
        return None
    overlay = ls.overlay_of(document)
    if overlay is None:
        return None
    run, lines, columns = overlay.run, document.lines, ls.client.columns
    first, last = params.range.start.line, params.range.end.line
    hints: list[types.InlayHint] = []
    for placed in overlay.placed:
        if placed.stale or placed.last < first or placed.first > last:
            continue
        hints += [
            types.InlayHint(
                position=line_to_client(lines, line, columns).end,
                label=hint(run, measured.total),
                tooltip=_tooltip(run, placed.measured, measured),
                padding_left=True,
            )
            for line, measured in placed.lines.items()
            if first <= line <= last and run.share(measured.total) >= FROM_SHARE
        ]
    return hints


def _tooltip(run: Run, function: MeasuredFunction, line: MeasuredLine) -> str:
    own, below = line.own, max(line.total - line.own, 0.0)
    parts = [f"{hint(run, line.total)} of {amount(run, run.total)}"]
    if own and below >= run.total * 0.001:
        parts.append(f"{amount(run, own)} in the line, {amount(run, below)} in functions of the project that it calls")
    if own and function.library:
        share = percent(min(function.library / function.own, 1.0)) if function.own else percent(0)
        parts.append(f"{share} of what {function.name} took by itself was spent in library code")
    return "\n".join(parts)
