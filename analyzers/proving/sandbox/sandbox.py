"""What a sandbox is: it turns a command into one that is held, starts it, and ends it with all that it started."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .environment import allowed
from .limits import LIMITS, Limits
from .starting import started
from .watching import Watch, end_below

__all__ = ["Ended", "Held", "Sandbox"]

_INFO_SECONDS = 10.0
_END_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a whole command ended."""

    code: int
    """Exit code; negative: the signal that ended it."""
    reason: str
    """"" where it ended itself, else "timeout", "memory", "processes", "disk" or "output"."""
    message: str
    output: str
    """The end of what it wrote to both of its streams."""
    seconds: float


class Sandbox(ABC):
    """Start code in it by `start`, a whole command by `run`; neither raises for what the code does."""

    name: str
    """As it stands in a proof."""
    promises: tuple[str, ...]
    """What holds of code in it, in words."""
    confines: bool
    """Whether it keeps code from the network, from files outside, and from other processes."""
    limits: Limits = LIMITS
    is_supervised = False
    """Whether the first process ends by itself when all below it has been ended."""

    @abstractmethod
    def command(self, argv: Sequence[str], *, folder: str, readable: Sequence[str], lasting: bool = False) -> list[str]:
        """The command that runs `argv` held. `folder` (an absolute path) is where it works, and all that it may write;
        what it writes is gone with it, unless `lasting`. `readable`: what it sees beside the system's own files.
        """

    def home(self, folder: str, lasting: bool = False) -> str:
        """Where the code finds `folder`."""
        return folder

    def environment(self, base: Mapping[str, str], folder: str, lasting: bool = False) -> dict[str, str]:
        """The variables that the code gets of those in `base`: no secrets. Its home is `folder`."""
        return allowed(base, self.home(folder, lasting))

    def start(
        self,
        argv: Sequence[str],
        *,
        folder: str,
        readable: Sequence[str] = (),
        environment: Mapping[str, str],
        lasting: bool = False,
        streams: Mapping[str, Any],
    ) -> Held:
        """Start a command; `streams` are `subprocess.Popen`'s. Raises OSError where it cannot be started."""
        command = self.command(argv, folder=folder, readable=readable, lasting=lasting)
        options: dict[str, Any] = {"env": dict(environment), "cwd": folder, **streams}
        if os.name == "posix":
            options["start_new_session"] = True
        return Held(self, command, options, None if self.keeps_size(lasting) else folder)

    def run(
        self,
        argv: Sequence[str],
        folder: str,
        timeout: float,
        *,
        readable: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        most_output: int = 1 << 20,
    ) -> Ended:
        """Run a command in a folder that lasts, to its end or its time limit. Raises OSError where it does not start.

        `readable` must name what the command needs beside the system: `reach_of(interpreter).paths` for Python.
        """
        given = self.environment(os.environ, folder, lasting=True) if environment is None else dict(environment)
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        began = time.monotonic()
        held = self.start(
            argv, folder=folder, readable=readable, environment=given, lasting=True, streams=streams
        )  # fmt: skip
        try:
            output, reason = _drained(held, began + timeout, most_output)
        finally:
            held.end()
        message = ""
        if held.ended_for is not None:
            reason, message = held.ended_for
        elif reason == "timeout":
            message = f"it did not end within {timeout:g} s"
        elif reason == "output":
            message = f"it wrote more than {most_output * _MORE >> 20} MiB"
        return Ended(held.code, reason, message, output.decode("utf-8", "replace"), time.monotonic() - began)

    def told_code(self, code: int) -> int:
        """The exit code of the code itself, from that of the command that holds it."""
        return code

    def keeps_size(self, lasting: bool) -> bool:
        """Whether the folder cannot grow beyond the limit by itself."""
        return False


_MORE = 64
"""So many times what is kept of a command's output is read of it."""


def _drained(held: Held, until: float, most: int) -> tuple[bytes, str]:
    """Read a command's output to its end: the last of it, and why it was not read further."""
    stream = held.process.stdout
    assert stream is not None
    kept = bytearray()
    read = 0
    while True:
        left = until - time.monotonic()
        if left <= 0:
            return bytes(kept), "timeout"
        ready, _, _ = select.select([stream], [], [], min(left, 0.5))
        if not ready:
            if held.ended:
                return bytes(kept), ""  # what still holds the pipe open is ended with it
            continue
        block = os.read(stream.fileno(), 1 << 16)
        if not block:
            break
        read += len(block)
        kept += block
        del kept[:-most]
        if read > most * _MORE:
            return bytes(kept), "output"
    while not held.ended:  # it closed its output and goes on
        if time.monotonic() > until:
            return bytes(kept), "timeout"
        time.sleep(0.01)
    return bytes(kept), ""


class Held:
    """A command that runs in a sandbox. `end` it: nothing that it started is left then, as far as the sandbox can."""

    def __init__(self, sandbox: Sandbox, command: list[str], options: dict[str, Any], folder: str | None) -> None:
        self._sandbox = sandbox
        self._handle = -1
        self.first = self._started(command, options)
        """Number of the process that has all others below it."""
        self._watch = Watch(self.first, sandbox.limits, folder, self.kill)

    def _started(self, command: list[str], options: dict[str, Any]) -> int:
        """Start it; the process number of what has all others below it."""
        if "INFO" not in command:
            self.process = started(command, options)
            return self.process.pid
        reading, writing = os.pipe()
        try:
            command = [str(writing) if part == "INFO" else part for part in command]
            self.process = started(command, {**options, "pass_fds": (writing,)})
        finally:
            os.close(writing)
        with os.fdopen(reading, "rb") as info:
            ready, _, _ = select.select([info], [], [], _INFO_SECONDS)
            try:
                number = int(json.loads(info.read())["child-pid"]) if ready else self.process.pid
                self._handle = os.pidfd_open(number)
            except (ValueError, KeyError, TypeError, OSError, AttributeError):
                number = self.process.pid  # it did not start, or has ended: reading from it says so
        return number

    @property
    def ended(self) -> bool:
        """Whether it has ended by itself; what it started may go on."""
        if os.name != "posix":
            return self.process.poll() is not None
        # Not collected: until then its number, by which its group is ended, is no other's.
        try:
            return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        except ChildProcessError:
            return True

    @property
    def ended_for(self) -> tuple[str, str] | None:
        """Why it was ended by the watch: a reason, and a message."""
        return self._watch.ended_for

    @property
    def code(self) -> int:
        return self._sandbox.told_code(self.process.wait())

    def end(self) -> None:
        """End it with all below it, and wait until that is so."""
        self._watch.stop()
        self.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(_END_SECONDS)  # the outer process sees the first one end, and ends
        self._kill_group()
        self.process.wait()
        if self._handle >= 0:
            select.select([self._handle], [], [], _END_SECONDS)
            os.close(self._handle)
            self._handle = -1
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):  # what is left to write has no reader
                    stream.close()

    def kill(self) -> None:
        """Have it ended, without waiting for it."""
        if self._handle >= 0:
            with contextlib.suppress(OSError):  # ended already
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        elif self._sandbox.is_supervised and self.process.returncode is None:
            end_below(self.first)
        else:
            self._kill_group()

    def _kill_group(self) -> None:
        if self.process.returncode is not None:
            return  # its number may be another's
        if os.name == "posix":
            with contextlib.suppress(OSError):  # as above
                os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()
