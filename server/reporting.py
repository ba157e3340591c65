"""Makes the page of a project's latest profile by our own command line, in a child process, and opens it."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError, JsonRpcRequestCancelled
from pygls.uris import from_fs_path

from ..analyzers.profiling.store import FOLDER
from .own_children import own_environment
from .progress import Progress, progress

if TYPE_CHECKING:
    from .language_server import SlowspotServer

__all__ = ["make_report"]

PAGE = "report.html"
START = "import sys; sys.path[:] = filter(None, sys.path); from {}.cli.main import main; sys.exit(main(sys.argv[1:]))"
"""The search path goes without the working directory: no module of the user's project shall stand for one of ours."""
LOOK = 0.2
"""Seconds between two looks at whether the user called it off."""


async def make_report(ls: SlowspotServer, root: str, token: types.ProgressToken | None, *, opens: bool = True) -> str:
    """Return the page's path: it lies with the project's profiles, which are no part of its history.

    The page is opened in the browser, unless the client does that or shows it itself (`opens` false).
    """
    page = _page(root)
    if page is None:
        ls.show(types.MessageType.Info, f"there is no profile of {root} yet")
        raise JsonRpcInternalError(f"there is no profile of {root} yet")
    request = ls.present_request()
    async with progress(ls, "Slowspot report", token, request) as (work, _):
        start = START.format(__name__.partition(".")[0])
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", start, "report", "--quiet", "-o", page),
            cwd=root,
            env=own_environment(),
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=PIPE,
        )
        problem = await _end_of(child, work)
    if child.returncode:
        ls.show(types.MessageType.Error, f"the report cannot be made: {problem}")
        raise JsonRpcInternalError(problem)
    if opens:
        await _open(ls, page)
    return page


def _page(root: str) -> str | None:
    folder = os.path.join(root, FOLDER)
    return os.path.join(folder, PAGE) if os.path.isdir(folder) else None


async def _end_of(child: Process, work: Progress) -> str:
    """What the child said last. Raises JsonRpcRequestCancelled when it was called off."""
    said = asyncio.ensure_future(child.communicate())
    try:
        while not said.done():
            await asyncio.wait({said}, timeout=LOOK)
            if work.cancelled():
                raise JsonRpcRequestCancelled("called off")
    finally:
        if not said.done():
            with suppress(ProcessLookupError):
                child.kill()
            await said
    lines = said.result()[1].decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it says nothing about why"


async def _open(ls: SlowspotServer, page: str) -> None:
    uri = from_fs_path(page) or ""
    if ls.client.shows_documents:
        with suppress(JsonRpcException):
            shown = await ls.window_show_document_async(types.ShowDocumentParams(uri=uri, external=True))
            if shown.success:
                return
    ls.show(types.MessageType.Info, f"the report is {page}")
