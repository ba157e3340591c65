"""Starts the process that indexes, hands it orders, passes its answers on, and sees that it ends."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from .indexing.priority import ASKED

__all__ = ["IndexingProcess", "all_ended"]

logger = logging.getLogger(__name__)

START = "import sys; sys.path[:] = {path!r}; from {package}.server.indexing.main import main; sys.exit(main())"
"""With the search path of this process, which holds no folder of the user's; `python -m` would add the present one."""

ROOT = os.path.abspath(os.sep)
"""Where it runs: no folder of the user's, which could then not be removed on every system."""

END_WITHIN_SECONDS = 0.5
"""Of a process that is told to end; then it is killed."""
LONGEST_ANSWER = 4 * 2**20
"""Bytes of a line; twice as many may wait to be handled."""
ANSWERS_AT_ONCE = 16
"""That are handled before other work of the loop has its turn."""

IDLE_PRIORITY_CLASS, CREATE_NO_WINDOW = 0x40, 0x08000000
"""Of Windows, where its creator gives a process its class; elsewhere it stands back by itself."""


_RUNNING: set[asyncio.Task[None]] = set()
"""One for each process."""


class IndexingProcess:
    """One process, from its start to its end. Belongs to the event loop."""

    def __init__(
        self, on_answer: Callable[[bytes], None], on_end: Callable[[int | None], None], *, asked: bool
    ) -> None:
        """`asked`: somebody waits for it, so it does not stand back behind all else that the machine does. `on_answer`
        takes each line. `on_end` is told the exit code where it ended without having been told to; None stands for a
        process that could not be started.
        """
        self._on_answer = on_answer
        self._on_end = on_end
        self._process: Process | None = None
        self._waiting: list[bytes] = []
        """Orders from before it has started."""
        self.asked = asked
        self._told_to_end = False
        task = asyncio.get_running_loop().create_task(self._run())
        _RUNNING.add(task)  # the loop holds tasks weakly
        task.add_done_callback(_RUNNING.discard)

    def send(self, order: Mapping[str, Any]) -> None:
        """Hand it an order. It reads several at once, and acts on the last."""
        line = json.dumps(order).encode("ascii") + b"\n"
        if self._process is None:
            self._waiting.append(line)
        else:
            self._write(line)

    def end(self) -> None:
        """Have it end: the end of its input is its sign. Nothing is heard of it from now on."""
        self._told_to_end = True
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    async def _run(self) -> None:
        flags = 0
        if sys.platform == "win32":
            flags = CREATE_NO_WINDOW if self.asked else CREATE_NO_WINDOW | IDLE_PRIORITY_CLASS
        start = START.format(path=sys.path, package=__name__.partition(".")[0])
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", start, *([ASKED] if self.asked else [])), stdin=PIPE, stdout=PIPE,
                stderr=None if sys.stderr else DEVNULL, limit=LONGEST_ANSWER, creationflags=flags, cwd=ROOT,
            )  # fmt: skip
        except OSError as error:
            logger.error("the index cannot be started: %s", error)
            self._on_end(None)
            return
        self._process = process
        try:
            if not self._told_to_end:
                self._write(b"".join(self._waiting))
                await self._listen(process)
        except Exception:
            # It goes on without an index; the user's work is elsewhere.
            logger.exception("the answers of the index cannot be handled")
        finally:
            code = await _ended(process)
        if not self._told_to_end:
            self._on_end(code)

    def _write(self, lines: bytes) -> None:
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError, RuntimeError):  # it has just died, which is handled where its answers are read
                self._process.stdin.write(lines)

    async def _listen(self, process: Process) -> None:
        assert process.stdout is not None
        count = 0
        while line := await process.stdout.readline():
            if self._told_to_end:
                continue
            try:
                self._on_answer(line)
            except (ValueError, KeyError, TypeError) as error:
                logger.error("an answer of the index was not understood: %s", error)
            count += 1
            if count % ANSWERS_AT_ONCE == 0:
                await asyncio.sleep(0)


async def all_ended() -> None:
    """Wait for processes that were told to end, those that are just being started included.

    A start that the end of the loop cancels half-way can wait for ever (seen with asyncio of Python 3.11.2).
    """
    if _RUNNING:
        await asyncio.wait(_RUNNING, timeout=10 * END_WITHIN_SECONDS)


async def _ended(process: Process) -> int:
    """See a process end: by itself when its input ends, else by force. It only has entries of a cache to lose."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        return await asyncio.wait_for(process.wait(), END_WITHIN_SECONDS)
    except (asyncio.TimeoutError, asyncio.CancelledError):
        with suppress(ProcessLookupError):
            process.kill()
        return await process.wait()
