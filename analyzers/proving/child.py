"""The child side: takes jobs as JSON lines, and answers each with a JSON line.

It runs under the interpreter that is measured, so it must be valid Python 3.9 and import nothing but the standard
library and its own package.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from typing import Any

from .sampling import Loop, Measurement, OneSide, Refused, told

__all__ = ["main"]

_MOST_COMPARED = 100_000
"""Bytes of output that go to the parent, to show where two programs differ."""


def main() -> None:
    """Answer jobs until standard input ends. What is measured finds an empty input, and output that goes nowhere."""
    jobs = os.fdopen(os.dup(0), "r", encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    _limit_resources(int(os.environ.pop("SLOWSPOT_CHILD_MEMORY", "0")))
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    with Loop() as loop:
        desk = _Desk(loop)
        for line in jobs:
            answer = desk.answer(json.loads(line))
            print(json.dumps(answer), file=answers, flush=True)


def _limit_resources(memory: int) -> None:
    try:
        # Late: Windows lacks it.
        import resource
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 1 << 30), (resource.RLIMIT_CORE, 0)):
        if what == resource.RLIMIT_CORE or most:
            with contextlib.suppress(ValueError, OSError):  # a lower limit is in force, or the system has none
                resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


class _Desk:
    """Where jobs are done, by their kind."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._side: OneSide | None = None
        self._growing: Any = None

    def answer(self, job: dict[str, Any]) -> dict[str, Any]:
        _alarm(int(job["timeout"]) + 5)  # the end of a child whose parent is gone
        try:
            return self._done(job)
        except Refused as refused:
            return {"reason": refused.reason, "message": refused.message}
        except MemoryError:
            return {"reason": "memory", "message": "out of memory"}
        except ImportError as error:
            return {"reason": "missing-package", "message": str(error)}
        except RecursionError:
            return {"reason": "error", "message": "RecursionError: a result or its arguments are nested too deep"}
        except BaseException as error:  # noqa: BLE001 - whatever measured code raises is an answer
            return {"reason": "error", "message": told(error)}
        finally:
            _alarm(0)

    def _done(self, job: dict[str, Any]) -> dict[str, Any]:
        if job["kind"] == "pair":
            with Loop() as loop:  # one for each pair: it may have been left closed, or with callbacks
                return {"samples": Measurement(job, loop).samples()}
        if job["kind"] == "program":
            return _run_program(job)
        if job["kind"].startswith("scale"):
            return self._scaled(job)
        if job["kind"] == "open":
            self._side = OneSide(job, self._loop)
            return self._side.opened()
        assert self._side is not None
        return self._side.sampled()

    def _scaled(self, job: dict[str, Any]) -> dict[str, Any]:
        if job["kind"] == "scale-calls":
            # Late: only for `slowspot scale`.
            from .scaling_calls import recorded

            return recorded(job)
        if job["kind"] == "scale-open":
            # Late: only for `slowspot scale`.
            from .scaling_child import Growing

            self._growing = Growing(job, self._loop)
            return self._growing.opened()
        return self._growing.sampled(job)


def _run_program(job: dict[str, Any]) -> dict[str, Any]:
    """Run a command as the user would, under this process's limits, and say how long it took and what it printed."""
    # Late: only here.
    import hashlib
    import subprocess
    import tempfile

    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(
            job["command"],
            stdin=subprocess.DEVNULL, stdout=output, stderr=errors, cwd=job["cwd"], env=job["environment"],
        )  # fmt: skip
        waited = _waited(process.pid)
        code = process.wait()
        seconds = time.perf_counter() - started - waited
        output.seek(0)
        printed = output.read(_MOST_COMPARED)
        digest = hashlib.sha256(printed)
        for block in iter(lambda: output.read(1 << 20), b""):
            digest.update(block)
        errors.seek(0)
        complaints = errors.read()[-2000:].decode("utf-8", "replace").strip()
    return {
        "seconds": seconds,
        "code": code,
        "digest": digest.hexdigest(),
        "printed": printed.decode("utf-8", "replace"),
        "complaint": "".join(complaints.splitlines()[-1:]),
        "complaints": complaints,
    }


def _waited(pid: int) -> float:
    """Wait for a process to end, and return the seconds for which it was ready but another had the core (Linux)."""
    try:
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        with open(f"/proc/{pid}/schedstat", encoding="ascii") as account:
            return int(account.read().split()[1]) / 1e9
    except (AttributeError, IndexError, OSError, ValueError):
        return 0.0


def _alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):  # not on Windows
        signal.alarm(seconds)
