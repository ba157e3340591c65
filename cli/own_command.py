"""Runs a command of our own in a process of its own, and gives what it says."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Sequence
from contextlib import suppress

from .errors import CLEAN, FINDINGS

__all__ = ["OwnCommandFailed", "own_command"]

_START = "import sys; sys.path[:] = filter(None, sys.path); from {}.cli.main import main; sys.exit(main(sys.argv[1:]))"
"""The search path goes without the working directory: no module of the user's project shall stand for one of ours."""


class OwnCommandFailed(Exception):  # noqa: N818 - what happened
    """It was called wrongly, or has a fault; the message is its own."""


async def own_command(words: Sequence[str], folder: str) -> str:
    """Run `slowspot WORDS` in a folder; return its standard output. It ends with the task that waits for it.

    Raises OwnCommandFailed.
    """
    start = _START.format(__name__.partition(".")[0])
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", start, *words), cwd=folder, stdin=DEVNULL, stdout=PIPE, stderr=PIPE
    )
    try:
        out, err = await child.communicate()
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                child.kill()
    if child.returncode not in (CLEAN, FINDINGS):
        lines = err.decode(errors="replace").strip().splitlines() or [f"slowspot {words[0]} ended without a word"]
        raise OwnCommandFailed(lines[-1].removeprefix("slowspot: error: "))
    return out.decode(errors="replace")
