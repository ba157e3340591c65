"""Run a program in a process of its own, with a limit on its time, and say how it ended."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Ended", "run"]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: `code` is None when it was stopped for its time."""

    code: int | None
    stdout: str
    stderr: str


def run(
    command: Sequence[str],
    *,
    timeout: float,
    settings: Mapping[str, str] | None = None,
    folder: str | None = None,
) -> Ended:
    """Run a command to its end, or for `timeout` seconds; then it and every process it began is stopped.

    `settings` go into its environment, `folder` is where it runs. It reads nothing from the terminal. Raises OSError
    when it does not start.
    """
    process = subprocess.Popen(
        list(command),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, **(settings or {})}, encoding="utf-8", errors="replace",
        start_new_session=True, cwd=folder,
    )  # fmt: skip
    code: int | None = None
    try:
        stdout, stderr = process.communicate(timeout=timeout)
        code = process.returncode
    except subprocess.TimeoutExpired:
        _stop(process)
        stdout, stderr = process.communicate()
    except BaseException:
        _stop(process)
        raise
    return Ended(code, stdout, stderr)


def _stop(process: subprocess.Popen[str]) -> None:
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):  # it ended by itself meanwhile
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
