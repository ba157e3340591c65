"""Going through the whole workspace: as a command with an answer, and the progress of the index where it takes long."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInternalError

from .progress import Progress, progress

if TYPE_CHECKING:
    from ..analyzers.findings import Finding
    from .index import Index, Pass
    from .language_server import SlowspotServer

__all__ = ["analyze_workspace", "show_progress"]

TITLE = "Analyzing the workspace"
LOOK = 0.2
"""Seconds between two looks at how far it is, and at whether the user called it off."""
SHOWN_AFTER_SECONDS = 3.0
"""A pass that nobody asked for is shown where it takes longer."""


async def analyze_workspace(ls: SlowspotServer, token: types.ProgressToken | None) -> dict[str, Any]:
    """Analyze all files of the workspace and show what was found, in files that are not open too.

    The answer is {"files", "examined", "found": {"files", "findings", "warnings"}, "seconds"}, or {"cancelled": true}.
    Without a token of the client's it comes at once, since clients differ in how long they wait, and the end is told as
    a message.
    """
    if not ls.index.folders(asked=True):
        raise JsonRpcInternalError("no folder of a project is open")
    request = ls.present_request()
    running = asyncio.ensure_future(_analyze(ls, token, request if token is not None else None))
    if token is not None:
        return await running
    running.add_done_callback(lambda work: work.cancelled() or work.exception())  # the user has been told
    return {"started": "analysis of the workspace"}


async def _analyze(ls: SlowspotServer, token: types.ProgressToken | None, request: Any) -> dict[str, Any]:
    async with progress(ls, TITLE, token, request) as (shown, say_at_the_end):
        working = asyncio.ensure_future(ls.index.whole_pass())
        outcome = await _follow(ls.index, working, shown)
        # To read what was found takes the rules.
        await asyncio.to_thread(lambda: ls.late.inspector)
        if outcome is None:
            say_at_the_end("called off")
            return {"cancelled": True}
        ls.closed_files.show()
        answer = await _count(ls, outcome)
        told = _told(answer)
        say_at_the_end(told)
    if token is None:
        ls.show(types.MessageType.Info, told)
    return answer


async def _follow(index: Index, working: asyncio.Future[Pass | None], shown: Progress) -> Pass | None:
    while not working.done():
        await asyncio.wait({working}, timeout=LOOK)
        if shown.cancelled():
            index.cancel()
        elif index.at is not None and index.at[1]:
            shown.report("{:,} of {:,} files".format(*index.at))
    return await working


async def _count(ls: SlowspotServer, outcome: Pass) -> dict[str, Any]:
    """Count findings of open files and of the others."""
    counts = {"files": 0, "findings": 0, "warnings": 0}

    def count(findings: Sequence[Finding]) -> None:
        counts["files"] += bool(findings)
        counts["findings"] += len(findings)
        counts["warnings"] += sum(finding.severity in ("error", "warning") for finding in findings)

    by_file: dict[str, list[Finding]] = {}
    for document in ls.open_documents():
        # What linking tells them may just have come.
        ls.late.inspector.refresh(document)
        # The cells of a notebook are one file.
        by_file.setdefault(document.whole.uri, []).extend(document.shown)
    for findings in by_file.values():
        count(findings)
    for found in ls.index.findings():
        count(found.findings)
        await asyncio.sleep(0)  # a record with many findings takes a while to read
    return {"files": outcome.files, "examined": outcome.examined, "found": counts, "seconds": outcome.seconds}


def _told(answer: dict[str, Any]) -> str:
    findings, files = answer["found"]["findings"], answer["found"]["files"]
    spots = f"{findings:,} slow spot{'s' * (findings != 1)}" if findings else "no slow spots"
    where = f" in {files:,} of" if findings else " in"
    return f"{spots}{where} {answer['files']:,} file{'s' * (answer['files'] != 1)}"


async def show_progress(ls: SlowspotServer) -> None:
    """Show how far the index is, until it is done, or the user calls it off."""
    await asyncio.sleep(SHOWN_AFTER_SECONDS)
    index = ls.index
    if not index.running or index.asked_for or not ls.client.shows_progress:
        return
    async with progress(ls, "Slowspot index", None, None) as (shown, _):
        while index.running and not index.asked_for:
            if shown.cancelled():
                index.cancel()
                return
            if index.at is not None and index.at[1]:
                shown.report("{:,} of {:,} files".format(*index.at))
            await asyncio.sleep(LOOK)
