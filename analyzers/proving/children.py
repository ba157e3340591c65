"""Child processes that answer jobs: started, asked, watched, and ended with all that they have started."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from .accounting import processor_seconds
from .interpreters import Interpreter, UnusableInterpreter
from .sandbox import Held, Sandbox, reach_of

__all__ = ["ANALYZERS", "MEMORY", "STARTING", "Child", "ChildDied", "ending"]

MEMORY = 4 << 30
"""Bytes of address space for a child and what it runs, where the system limits that."""
_START_SECONDS = 30.0
_MOST_ANSWERED = 64 << 20
"""Characters of one answer."""
_OURS = ("PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE", "PYTHONIOENCODING", "SLOWSPOT_CHILD_MEMORY")

# The folders are found without `slowspot` being installed for that interpreter, and whatever way it is installed here.
STARTING = """
import sys, types, importlib.util
folder = sys.argv[1]
package = sys.modules["slowspot"] = types.ModuleType("slowspot")
package.__path__ = []
spec = importlib.util.spec_from_file_location(
    "slowspot.analyzers", folder + "/__init__.py", submodule_search_locations=[folder])
analyzers = sys.modules["slowspot.analyzers"] = package.analyzers = importlib.util.module_from_spec(spec)
spec.loader.exec_module(analyzers)
desk = sys.argv[2]
sys.argv[1:] = sys.argv[3:]
__import__("slowspot.analyzers.proving." + desk, fromlist=["main"]).main()
"""
"""Source of what a child runs first; it takes the folder of the analyzers, the desk, and what the desk takes."""
ANALYZERS = str(Path(__file__).resolve().parents[1])


class ChildDied(Exception):  # noqa: N818 - what happened to it
    """The child ended, or was ended, instead of answering: "timeout" or "crash", and a message."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


class Child:
    """One process of an interpreter, in a folder of its own; leave the context to end it and all that it started.

    `desk` is the module of this package that answers: "child" measures, "inside.desk" proves. In a `sandbox` it sees
    its interpreter, its packages, and what is `readable`.
    """

    def __init__(
        self,
        interpreter: Interpreter,
        hash_seed: int,
        *,
        desk: str = "child",
        sandbox: Sandbox | None = None,
        readable: Sequence[str] = (),
        memory: int = MEMORY,
    ) -> None:
        self._interpreter = interpreter
        self._memory = memory
        self._held: Held | None = None
        self._stamps = desk.startswith("inside.")
        self._folder = tempfile.TemporaryDirectory(prefix="slowspot-", ignore_cleanup_errors=True)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child
        try:
            self._process = self._started(hash_seed, desk, sandbox, readable)
        except OSError as error:
            self._forget()
            raise UnusableInterpreter(f"{interpreter.executable}: does not start: {error.strerror}") from None
        try:
            self._read(_START_SECONDS)
        except ChildDied as died:
            self._errors.seek(0)
            said = self._errors.read().decode("utf-8", "replace").strip().splitlines()
            self.close()
            why = said[-1] if said else died.message
            raise UnusableInterpreter(f"{interpreter.executable}: cannot run the child side: {why}") from None

    def _started(
        self, hash_seed: int, desk: str, sandbox: Sandbox | None, readable: Sequence[str]
    ) -> subprocess.Popen[str]:
        executable = self._interpreter.executable
        environment = {
            "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1",
            **os.environ,
            "PYTHONHASHSEED": str(hash_seed), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8",
            "SLOWSPOT_CHILD_MEMORY": str(self._memory),
        }  # fmt: skip
        streams = {
            "stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": self._errors,
            "encoding": "utf-8", "errors": "replace",
        }  # fmt: skip
        if sandbox is None:
            return subprocess.Popen(
                [executable, "-c", STARTING, ANALYZERS, desk],
                cwd=self._folder.name, env=environment, start_new_session=os.name == "posix", **streams,
            )  # fmt: skip
        reach = reach_of(executable, environment.get("PYTHONPATH", ""))
        kept = sandbox.environment(environment, self._folder.name)
        kept.update((name, environment[name]) for name in environment if name in _OURS)
        self._held = sandbox.start(
            [reach.executable, "-c", STARTING, ANALYZERS, desk],
            folder=self._folder.name, readable=[*reach.paths, ANALYZERS, *readable], environment=kept, streams=streams,
        )  # fmt: skip
        return self._held.process

    def __enter__(self) -> Child:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ask(self, job: dict[str, Any], timeout: float) -> dict[str, Any]:
        """Have a job done. Raises ChildDied; the child is then at its end."""
        if not self._stamps:
            return self._read(timeout, json.dumps(job) + "\n")
        stamp = secrets.token_hex(16)
        answer = self._read(timeout, json.dumps({**job, "stamp": stamp}) + "\n")
        if answer.pop("stamp", None) != stamp:
            self._kill()
            raise ChildDied("crash", "the child process wrote an answer that is not its own")
        return answer

    def processor_seconds(self) -> float | None:
        """What it and all that it started have used of the processor so far; None where the system does not say."""
        return processor_seconds(self._process.pid)

    def _read(self, timeout: float, job: str = "") -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        late = threading.Event()

        def end() -> None:
            late.set()
            self._kill()

        watch = threading.Timer(timeout, end)
        watch.daemon = True
        watch.start()
        try:
            with contextlib.suppress(OSError):  # it is dead already: reading says how it died
                self._process.stdin.write(job)
                self._process.stdin.flush()  # waits for good where nobody reads
            line = self._process.stdout.readline(_MOST_ANSWERED)
        finally:
            watch.cancel()
        try:
            answer = json.loads(line)
            if type(answer) is dict:
                return answer
        except (ValueError, RecursionError):
            pass
        self._kill()
        self._process.wait()
        if late.is_set():
            raise ChildDied("timeout", f"no answer within {timeout:g} s")
        if self._held is not None and self._held.ended_for is not None:
            reason, message = self._held.ended_for
            raise ChildDied("memory" if reason == "memory" else "crash", f"the child process was ended: {message}")
        if line:
            raise ChildDied("crash", "the child process wrote what is no answer")
        code = self._process.returncode if self._held is None else self._held.code
        raise ChildDied("crash", f"the child process {ending(code)}")

    def _kill(self) -> None:
        if self._held is not None:
            self._held.kill()
        elif os.name == "posix":
            with contextlib.suppress(OSError):  # ended already
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()

    def close(self) -> None:
        """End the child and the processes it started, and remove its folder."""
        if self._held is not None:
            self._held.end()
        else:
            self._kill()
            self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):  # what is left to write has no reader
                    stream.close()
        self._forget()

    def _forget(self) -> None:
        self._errors.close()
        self._folder.cleanup()


def ending(code: int) -> str:
    """Say how a process ended whose exit code this is; it completes "the process ..."."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    hint = " (out of memory?)" if sys.platform != "win32" and -code == signal.SIGKILL else ""
    return f"was ended by {name}{hint}"
