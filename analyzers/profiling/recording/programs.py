"""Starts a program under the sampler, waits for it as a shell would, and gathers what its processes saved."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ..profile import Profile
from .gathering import gather
from .signals import forwarded_signals

__all__ = ["CannotRecord", "Recording", "Target", "record"]

_LAUNCH = str(Path(__file__).resolve().parents[1] / "inside" / "launch.py")
_LOOK = 0.2
"""Seconds between two looks at whether to go on."""
_GRACE = 5.0
"""Seconds for the program to end after it was asked to, before it is made to."""


class CannotRecord(Exception):  # noqa: N818 - says what happened
    """The program was not started: what is missing, and what to do. Not raised for what the program itself does."""


@dataclass(frozen=True, slots=True)
class Target:
    """What to run, as after `python`: `("script.py", "--flag")`, `("-m", "pytest", "tests")`, `("-c", "code")`."""

    arguments: tuple[str, ...]

    def __str__(self) -> str:
        return shlex.join(self.arguments)

    @property
    def place(self) -> str:
        """A path in the project that it belongs to: that of the script, else the current folder."""
        first = self.arguments[0]
        return os.path.abspath(first) if first.endswith((".py", ".pyc")) or os.path.isdir(first) else os.getcwd()


@dataclass(slots=True)
class Recording:
    profile: Profile
    code: int
    """The program's exit code as a shell tells it: 128 + N where signal N ended it."""
    signal: int = 0
    """The signal that ended it; 0: none did."""
    processes_seen: int = 1


def record(
    target: Target,
    *,
    python: str | None = None,
    interval: float = 0.001,
    sampler: Literal["pyinstrument", "thread"] | None = None,
    follow_async: bool = False,
    stall_threshold: float = 0.05,
    on_progress: Callable[[float, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    cwd: str | None = None,
    environment: Mapping[str, str] | None = None,
    stdin: int | None = None,
    stdout: int | None = None,
    stderr: int | None = None,
) -> Recording:
    """Run a program to its end, and return where its time went. Raises `CannotRecord` before it has started.

    It runs in the same process group, with the same terminal, streams (None: inherited) and environment; signals that
    are sent to this process alone are passed on while it runs. `cancelled` ends it with SIGTERM, later SIGKILL; what
    was recorded is returned all the same. `on_progress` is told seconds and samples, some five times a second.
    `python`: the interpreter; None: that of the active environment, else our own.
    `sampler`: "thread" needs no pyinstrument and slows nothing down, but knows nothing of event loops. None: that, or
    pyinstrument where event loops are followed.
    """
    sampler = sampler or ("pyinstrument" if follow_async else "thread")
    executable = python or _usual_python()
    _check(target, cwd)
    with tempfile.TemporaryDirectory(prefix="slowspot-", ignore_cleanup_errors=True) as folder:
        job = {
            "folder": folder, "interval": interval, "sampler": sampler,
            "follow_async": follow_async, "stall_threshold": stall_threshold,
        }  # fmt: skip
        job_file = os.path.join(folder, "job")
        with open(job_file, "w", encoding="utf-8") as file:
            json.dump(job, file)
        flags = _own_flags() if executable == sys.executable else []
        command = [executable, *flags, _LAUNCH, job_file, *target.arguments]
        began, started = time.time(), time.perf_counter()
        with forwarded_signals() as forward:
            try:
                process = subprocess.Popen(
                    command, stdin=stdin, stdout=stdout, stderr=stderr, cwd=cwd, env=environment, close_fds=False
                )
            except OSError as error:
                raise CannotRecord(f"{executable}: does not start: {error.strerror}") from error
            forward(process)
            _wait(process, folder, started, on_progress, cancelled)
        seconds = time.perf_counter() - started
        _check_begun(folder, executable, process.returncode)
        profile, processes = gather(folder, interval=interval)
    if sampler == "thread":
        profile.tool = "slowspot"  # its lines are those that ran, not those of the next call
    profile.command = f"python {target}"
    profile.began = began
    profile.duration = profile.duration or seconds
    code = process.returncode
    if code < 0:
        return Recording(profile, 128 - code, -code, processes)
    return Recording(profile, code, 0, processes)


def _usual_python() -> str:
    """The interpreter of the active environment, which `python` would be; else the one that runs this."""
    active = os.environ.get("VIRTUAL_ENV") or os.environ.get("CONDA_PREFIX")
    if active and os.path.realpath(active) != os.path.realpath(sys.prefix):
        path = os.path.join(active, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
        if os.path.isfile(path):
            return path
    return sys.executable


def _own_flags() -> list[str]:
    # What `multiprocessing` passes on too: -W, -X, -O, -E and so on, as this process was given them.
    return subprocess._args_from_interpreter_flags()  # pyright: ignore[reportAttributeAccessIssue]


def _check(target: Target, cwd: str | None) -> None:
    arguments = list(target.arguments)
    if not arguments:
        raise CannotRecord("nothing to run: give a script, or -m and a module")
    if arguments[0] in {"-m", "-c"}:
        if len(arguments) < 2:
            raise CannotRecord(f"{arguments[0]}: give what to run")
        return
    path = os.path.join(cwd or "", arguments[0])
    if not os.path.exists(path):
        raise CannotRecord(f"{arguments[0]}: no such file")
    if os.path.isdir(path) and not os.path.isfile(os.path.join(path, "__main__.py")):
        raise CannotRecord(f"{arguments[0]}: a folder without __main__.py; name the script in it")
    if not os.access(path, os.R_OK):
        raise CannotRecord(f"{arguments[0]}: cannot be read: permission denied")


def _check_begun(folder: str, executable: str, code: int) -> None:
    failure = Path(folder, "failure")
    reason = failure.read_text(encoding="utf-8") if failure.exists() else ""
    if reason == "pyinstrument":
        raise CannotRecord(
            f"{executable}: has no pyinstrument, which takes the samples; to install it: "
            f"{shlex.quote(executable)} -m pip install 'pyinstrument>=5' (--sampler thread does without)"
        )
    # What a signal ended was not given the time.
    if reason or (code > 0 and not os.path.exists(os.path.join(folder, "begun"))):
        raise CannotRecord(f"{executable}: does not run the recorder (exit code {code}); it takes Python 3.8 or later")


def _wait(
    process: subprocess.Popen[Any],
    folder: str,
    started: float,
    on_progress: Callable[[float, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> None:
    asked = 0.0
    while True:
        try:
            process.wait(None if on_progress is None and cancelled is None else _LOOK)
        except subprocess.TimeoutExpired:
            now = time.perf_counter()
            if on_progress is not None:
                on_progress(now - started, _samples(folder))
            if cancelled is not None and cancelled():
                if not asked:
                    asked = now
                    process.terminate()
                elif now - asked > _GRACE:
                    process.kill()
        else:
            return


def _samples(folder: str) -> int:
    """Samples saved so far, of all processes."""
    total = 0
    for path in Path(folder).glob("[!.]*.json"):
        with open(path, "rb") as file:
            digits = file.read(40).partition(b":")[2].partition(b",")[0]
        total += int(digits) if digits.strip().isdigit() else 0
    return total


def die_of(number: int) -> None:
    """End this process as the signal ends one, without a second core file."""
    try:
        # Late: not on Windows.
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    except (ImportError, ValueError, OSError):
        pass
    if number != signal.SIGKILL:
        signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
