"""Runs a program of the user's under the profiler, in a child process, because a command asked for it."""

from __future__ import annotations

import atexit
import os
import shlex
import shutil
import tempfile
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from lsprotocol import types

from ..analyzers.profiling.attributing.attribution import attribute
from ..analyzers.profiling.recording.programs import CannotRecord, Recording, Target, record
from ..analyzers.profiling.store import Store, StoreError
from .commission import Commission, carry_out
from .figures import amount, percent, seconds
from .interpreters import interpreter_for

if TYPE_CHECKING:
    from ..analyzers.profiling.measured import Run
    from .language_server import SlowspotServer
    from .programs import Program
    from .progress import Progress

__all__ = ["record_program"]


async def record_program(ls: SlowspotServer, program: Program, token: types.ProgressToken | None) -> dict[str, Any]:
    """Record a program and keep the run. The answer is {"run", "code", "output"}.

    Calling it off ends the program; what was recorded until then is kept.
    """
    commission = Commission(
        program.title, "profiled", f"Profiling {program.title}",
        work=lambda shown: _work(ls, program, shown), summary=lambda recorded: recorded.told,
        finish=lambda recorded: _finish(ls, recorded), expected=(CannotRecord, StoreError, OSError),
    )  # fmt: skip
    return await carry_out(ls, commission, token)


class _Recorded(NamedTuple):
    run: Run
    code: int
    """The program's exit status."""
    output: str
    """The file that has what it printed."""
    told: str
    failed: bool


async def _finish(ls: SlowspotServer, recorded: _Recorded) -> dict[str, Any]:
    ls.look_at_profiles()
    ls.show(types.MessageType.Warning if recorded.failed else types.MessageType.Info, recorded.told)
    return {"run": recorded.run.id, "code": recorded.code, "output": recorded.output}


def _work(ls: SlowspotServer, program: Program, shown: Progress) -> _Recorded:
    """What takes long: in a thread."""
    root = ls.profiles.root_of(program.path)
    wished = program.python or ls.settings.interpreter(program.path)
    output = os.path.join(_outputs(), "output.txt")

    def on_progress(elapsed: float, samples: int) -> None:
        shown.report(f"{seconds(elapsed)}, {samples:,} samples")

    # Not our own streams: they carry the protocol.
    with open(output, "wb") as file, open(os.devnull, "rb") as nothing:
        recording = record(
            Target(program.arguments),
            python=interpreter_for(program.path, wished, root),
            sampler=program.sampler,
            follow_async=program.sampler != "thread" and _follows_async(program),
            on_progress=on_progress,
            cancelled=shown.cancelled,
            cwd=program.cwd,
            environment=_environment(program),
            stdin=nothing.fileno(),
            stdout=file.fileno(),
            stderr=file.fileno(),
        )
    stopped = shown.cancelled()
    recording.profile.command = _command(program, root)
    store = Store(root)
    run = attribute(recording.profile, root, run_id=store.new_id())
    store.add(run)
    told = _told(program, run, recording, output, stopped=stopped)
    return _Recorded(run, recording.code, output, told, failed=bool(recording.code) and not stopped)


@lru_cache
def _outputs() -> str:
    """A folder for what programs print, removed at the end of the server."""
    folder = tempfile.mkdtemp(prefix="slowspot-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _command(program: Program, root: str) -> str:
    """The command as a person would give it in the project's folder."""
    below = root + os.sep
    return "python " + shlex.join(argument.removeprefix(below) for argument in program.arguments)


def _follows_async(program: Program) -> bool:
    """What was asked for, else whether the file has to do with event loops itself: to follow them costs 5 %."""
    if program.follow_async is not None:
        return program.follow_async
    try:
        with open(program.path, "rb") as file:
            return b"async" in file.read()
    except OSError:  # A folder, for a module: its configuration can ask for it.
        return False


def _environment(program: Program) -> dict[str, str]:
    changed = {**os.environ, **program.env}
    return {name: value for name, value in changed.items() if value is not None}


def _told(program: Program, run: Run, recording: Recording, output: str, *, stopped: bool) -> str:
    """What the user reads at the end."""
    text = f"{program.title} {'was stopped after' if stopped else 'ran for'} {seconds(run.duration or run.total)}"
    hottest = max(run.functions, key=lambda function: function.own, default=None)
    if hottest is not None and run.total:
        text += f"; hottest: {hottest.name} ({hottest.path}) with {percent(run.share(hottest.own))}"
    else:
        text += f", {amount(run, run.total)} of it measured, in no function of the project"
    if recording.code and not stopped:
        text = f"{text}. It ended with exit status {recording.code}; its output is in {output}"
    return "; ".join([text, *run.notes])
