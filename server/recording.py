"""Runs a program of the user's under the profiler, in a child process, because a command asked for it."""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import shlex
import shutil
import tempfile
from concurrent.futures import Future
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInternalError

from ..analyzers.profiling.attributing.attribution import attribute
from ..analyzers.profiling.recording.programs import CannotRecord, Recording, Target, record
from ..analyzers.profiling.store import Store, StoreError
from .figures import amount, percent, seconds
from .interpreters import interpreter_for
from .progress import Progress, progress

if TYPE_CHECKING:
    from ..analyzers.profiling.measured import Run
    from .language_server import SlowspotServer
    from .programs import Program

__all__ = ["record_program"]

logger = logging.getLogger(__name__)


async def record_program(ls: SlowspotServer, program: Program, token: types.ProgressToken | None) -> dict[str, Any]:
    """Record a program and keep the run. One at a time: two at once would measure each other.

    With a token of the client's the answer comes at the end: {"run", "code", "output"}, or an error. Without one it
    comes at once, since clients differ in how long they wait for an answer, and the end is told as a message.
    Calling it off ends the program; what was recorded until then is kept.
    """
    if ls.recording or ls.proving:
        busy = f"{ls.recording} is being profiled" if ls.recording else f"{ls.proving} is being proved"
        raise JsonRpcInternalError(f"{busy}: wait for it, or cancel it")
    ls.recording = program.title
    request = ls.present_request()
    work = asyncio.ensure_future(_record(ls, program, token, request if token is not None else None))
    if token is not None:
        return await work
    work.add_done_callback(_drop_failure)
    return {"started": program.title}


async def _record(
    ls: SlowspotServer, program: Program, token: types.ProgressToken | None, request: Future[Any] | None
) -> dict[str, Any]:
    try:
        async with progress(ls, f"Profiling {program.title}", token, request) as (work, say_at_the_end):
            run, recording, output = await asyncio.to_thread(_work, ls, program, work)
            told = _told(program, run, recording, output, stopped=work.cancelled())
            say_at_the_end(told)
    except CannotRecord as error:
        ls.show(types.MessageType.Error, f"{program.title} cannot be profiled: {error}")
        raise JsonRpcInternalError(str(error)) from None
    except (StoreError, OSError) as error:
        ls.show(types.MessageType.Error, f"the profile of {program.title} cannot be kept: {error}")
        raise JsonRpcInternalError(str(error)) from None
    except Exception as error:
        # Whatever a program's recording makes fail, the user hears of it and the server goes on.
        logger.exception("the profile of %s is lost", program.title)
        ls.show(types.MessageType.Error, f"the profile of {program.title} is lost: {error!r}; the log has more")
        raise JsonRpcInternalError(repr(error)) from None
    finally:
        ls.recording = ""
    ls.look_at_profiles()
    failed = recording.code and not work.cancelled()
    ls.show(types.MessageType.Warning if failed else types.MessageType.Info, told)
    return {"run": run.id, "code": recording.code, "output": output}


def _work(ls: SlowspotServer, program: Program, work: Progress) -> tuple[Run, Recording, str]:
    """What takes long: in a thread."""
    root = ls.profiles.root_of(program.path)
    wished = program.python or ls.settings.interpreter(program.path)
    output = os.path.join(_outputs(), "output.txt")

    def on_progress(elapsed: float, samples: int) -> None:
        work.report(f"{seconds(elapsed)}, {samples:,} samples")

    # Not our own streams: they carry the protocol.
    with open(output, "wb") as file, open(os.devnull, "rb") as nothing:
        recording = record(
            Target(program.arguments),
            python=interpreter_for(program.path, wished, root),
            sampler=program.sampler,
            follow_async=program.sampler != "thread" and _follows_async(program),
            on_progress=on_progress,
            cancelled=work.cancelled,
            cwd=program.cwd,
            environment=_environment(program),
            stdin=nothing.fileno(),
            stdout=file.fileno(),
            stderr=file.fileno(),
        )
    recording.profile.command = _command(program, root)
    store = Store(root)
    run = attribute(recording.profile, root, run_id=store.new_id())
    store.add(run)
    return run, recording, output


@lru_cache
def _outputs() -> str:
    """A folder for what programs print, removed at the end of the server."""
    folder = tempfile.mkdtemp(prefix="slowspot-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _drop_failure(work: asyncio.Future[Any]) -> None:
    """Take an error that nobody waits for; the user has been told."""
    if not work.cancelled():
        work.exception()


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
