"""textDocument/codeLens: over each measured function what it took, and the run itself at the top of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from ..convert import line_to_client
from ..figures import lens, summary
from .commands import REPORT, SHOW_CALLS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...analyzers.profiling.measured import MeasuredFunction, Run
    from ...analyzers.profiling.overlay import Placed
    from ..language_server import SlowspotServer

__all__ = ["OPTIONS", "code_lens"]

OPTIONS = types.CodeLensOptions(resolve_provider=False)

FROM_SHARE = 0.005
"""A function with less of the run than this has no lens, unless it waited for a hundredth of the run."""
FROM_WAITING = 0.01

MODULE = "<module>"


def code_lens(ls: SlowspotServer, params: types.CodeLensParams) -> list[types.CodeLens] | None:
    document = ls.open_document(params.text_document.uri)
    if document is None or not ls.settings.shows("code-lens", document.path):
        return None
    overlay = ls.overlay_of(document)
    if overlay is None:
        return None
    run, columns = overlay.run, ls.client.columns
    report = types.Command(title=summary(run), command=REPORT, arguments=[document.uri])
    lenses = [types.CodeLens(range=line_to_client(document.lines, 0, columns), command=report)]
    for placed in overlay.placed:
        if _is_worth_it(run, placed.measured):
            title = _title(run, placed, document.lines)
            command = types.Command(title=title, command=SHOW_CALLS, arguments=[document.uri, placed.measured.name])
            area = line_to_client(document.lines, placed.first, columns)
            lenses.append(types.CodeLens(range=area, command=command))
    return lenses


def _is_worth_it(run: Run, measured: MeasuredFunction) -> bool:
    # Of a script's module level the whole is always the whole run.
    share = run.share(measured.own if measured.name == MODULE else measured.total)
    return share >= FROM_SHARE or (
        measured.waiting > 0 and measured.waiting >= FROM_WAITING * (run.duration or run.total)
    )


def _title(run: Run, placed: Placed, lines: Sequence[str]) -> str:
    asynchronous = lines[placed.definition].lstrip().startswith("async")
    title = lens(run, placed.measured, stale=placed.stale, asynchronous=asynchronous)
    return f"module level: {title}" if placed.measured.name == MODULE else title
