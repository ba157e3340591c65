"""textDocument/codeLens: over each measured function what it took, and the run itself at the top of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from ..convert import line_to_client
from ..figures import lens, summary
from .commands import REPORT, SHOW_CALLS

if TYPE_CHECKING:
    from ...analyzers.profiling.measured import MeasuredFunction, Run
    from ..language_server import SlowspotServer

__all__ = ["OPTIONS", "code_lens"]

OPTIONS = types.CodeLensOptions(resolve_provider=False)

FROM_SHARE = 0.005
"""A function with less of the run than this has no lens, unless it waited for a hundredth of the run."""
FROM_WAITING = 0.01


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
        measured = placed.measured
        if not _is_worth_it(run, measured):
            continue
        asynchronous = document.lines[placed.definition].lstrip().startswith("async")
        title = lens(run, measured, stale=placed.stale, asynchronous=asynchronous)
        command = types.Command(title=title, command=SHOW_CALLS, arguments=[document.uri, measured.name])
        lenses.append(types.CodeLens(range=line_to_client(document.lines, placed.first, columns), command=command))
    return lenses


def _is_worth_it(run: Run, measured: MeasuredFunction) -> bool:
    return run.share(measured.total) >= FROM_SHARE or (
        measured.waiting > 0 and measured.waiting >= FROM_WAITING * (run.duration or run.total)
    )
