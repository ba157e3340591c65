"""Work-done progress of a long command, and whether its user, its client or the end of the server has called it off."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

if TYPE_CHECKING:
    from .language_server import SlowspotServer

__all__ = ["Progress", "progress"]


ANSWERED_WITHIN_SECONDS = 5.0


class Progress:
    """One piece of work. `report` and `cancelled` may be called from any thread."""

    def __init__(self, ls: SlowspotServer, token: types.ProgressToken | None, request: Future[Any] | None) -> None:
        self._ls = ls
        self._token = token
        self._request = request
        self._loop = asyncio.get_running_loop()

    def report(self, message: str) -> None:
        # RuntimeError: the loop has ended, and nobody is left to be told.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._send, types.WorkDoneProgressReport(message=message))

    def cancelled(self) -> bool:
        """Whether to stop: by the cancel button, by `$/cancelRequest`, or because the server ends."""
        button = self._ls.work_done_progress.tokens.get(self._token) if self._token is not None else None
        called_off = (button is not None and button.cancelled()) or (
            self._request is not None and self._request.cancelled()
        )
        return called_off or self._ls.stopped.done()

    def _send(self, value: types.WorkDoneProgressReport) -> None:
        if self._token is not None and self._token in self._ls.work_done_progress.tokens:
            self._ls.work_done_progress.report(self._token, value)


@asynccontextmanager
async def progress(
    ls: SlowspotServer, title: str, token: types.ProgressToken | None, request: Future[Any] | None
) -> AsyncGenerator[tuple[Progress, Callable[[str], None]]]:
    """Show progress while the block runs, under the client's token, or one of ours where it can be asked for one.

    Gives the progress, and a function to call with what shall be said at the end.
    """
    if token is None and ls.client.shows_progress:
        token = f"slowspot/{uuid.uuid4()}"
        try:
            await asyncio.wait_for(ls.work_done_progress.create_async(token), ANSWERED_WITHIN_SECONDS)
        except (JsonRpcException, asyncio.TimeoutError):  # The client refused, or is silent: the work goes on without.
            token = None
    last = ""

    def say_at_the_end(message: str) -> None:
        nonlocal last
        last = message

    if token is not None:
        begin = types.WorkDoneProgressBegin(title=title, cancellable=True)
        ls.work_done_progress.begin(token, begin)
    try:
        yield Progress(ls, token, request), say_at_the_end
    finally:
        if token is not None:
            ls.work_done_progress.end(token, types.WorkDoneProgressEnd(message=last or None))
            ls.work_done_progress.tokens.pop(token, None)
