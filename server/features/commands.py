"""workspace/executeCommand: profile, prove, optimize; what was measured as figures, lists and a page; drop it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

if TYPE_CHECKING:
    from ..hotspots import Hotspots
    from ..language_server import SlowspotServer
    from ..programs import Program

__all__ = [
    "AI_KEY", "ANALYZE_WORKSPACE", "CLEAR", "COMMANDS", "EXPLAIN", "HEAT", "HOTSPOTS", "OPTIMIZE", "PROFILE",
    "PROFILE_TEST", "PROVE", "REPORT", "SHOW_CALLS",
]  # fmt: skip

PROFILE = "slowspot.profile"
PROFILE_TEST = "slowspot.profileTest"
PROVE = "slowspot.prove"
OPTIMIZE = "slowspot.optimize"
EXPLAIN = "slowspot.explain"
AI_KEY = "slowspot.aiKey"
CLEAR = "slowspot.clearProfile"
REPORT = "slowspot.report"
SHOW_CALLS = "slowspot.showCalls"
ANALYZE_WORKSPACE = "slowspot.analyzeWorkspace"
HEAT = "slowspot.heat"
HOTSPOTS = "slowspot.hotspots"

MOST_HOTSPOTS = 200
"""Spots in an answer, unless it was asked for another number."""
LOOK_SECONDS = 0.05
LOADED_WITHIN_SECONDS = 10.0
"""A client that never says that it is initialized is answered, too."""


async def profile(ls: SlowspotServer, params: types.ExecuteCommandParams) -> Any:
    """Run a program under the profiler: `[uri]`, or `[{program | module, args, cwd, env, python, async, sampler}]`."""
    # Late: as `recording`.
    from ..programs import program_of

    given = _first(params)
    folder = _folder(ls, given)
    return await _record(ls, params, lambda: program_of(given, folder))


async def profile_test(ls: SlowspotServer, params: types.ExecuteCommandParams) -> Any:
    """Run a test under the profiler: `[uri]` of a test file, or `[{uri, line} | {nodeid}, args, cwd, env, python]`."""
    # Late: as `recording`.
    from ..programs import test_program

    given = _first(params)
    folder, document = _folder(ls, given), None
    if isinstance(given, dict) and isinstance(given.get("uri"), str):
        document = ls.open_document(given["uri"])
    text = document.document if document is not None else None
    return await _record(ls, params, lambda: test_program(given, folder, text))


async def prove(ls: SlowspotServer, params: types.ExecuteCommandParams) -> Any:
    """Prove the fix of a finding: `[{uri, rule, span | line, apply, seconds, inputs}]`; with `apply` true, apply it."""
    # Late: as `recording`.
    from ..proving import prove_fix, wish_of

    try:
        return await prove_fix(ls, wish_of(_first(params)), params.work_done_token)
    except ValueError as error:
        raise JsonRpcInvalidParams(f"{params.command}: {error}") from None


async def optimize(ls: SlowspotServer, params: types.ExecuteCommandParams) -> Any:
    """Look for a faster text of a function: `[{uri, function | line, apply, ai, most, seconds, inputs, only}]`."""
    # Late: as `recording`.
    from ..optimizing import optimize_function, wish_of

    try:
        return await optimize_function(ls, wish_of(_first(params)), params.work_done_token)
    except ValueError as error:
        raise JsonRpcInvalidParams(f"{params.command}: {error}") from None


async def explain(ls: SlowspotServer, params: types.ExecuteCommandParams) -> Any:
    """Ask the language model that is turned on for the workspace about a finding: `[{uri, line, rule}]`."""
    # Late: as `recording`.
    from ..explaining import explain_finding

    try:
        return await explain_finding(ls, _first(params), params.work_done_token)
    except ValueError as error:
        raise JsonRpcInvalidParams(f"{params.command}: {error}") from None


async def ai_key(ls: SlowspotServer, params: types.ExecuteCommandParams) -> None:
    """Take a key from the editor's secret store: `[{uri, key}]`. It is kept in memory alone."""
    # Late: as `recording`.
    from ..explaining import take_key

    try:
        take_key(_first(params))
    except ValueError as error:
        raise JsonRpcInvalidParams(f"{params.command}: {error}") from None


async def clear(ls: SlowspotServer, params: types.ExecuteCommandParams) -> int:
    """Remove the stored profiles of a file's project, or without a file those of all folders; returns how many."""
    given = _first(params) if params.arguments else None
    roots = [ls.profiles.root_of(_path(given))] if given else ls.profiles.roots()
    count = ls.profiles.clear(roots)
    ls.look_at_profiles()
    told = "There was no profile to remove" if not count else f"Removed {count} profile{'s' if count != 1 else ''}"
    ls.show(types.MessageType.Info, told)
    return count


async def report(ls: SlowspotServer, params: types.ExecuteCommandParams) -> Any:
    """Make the page of a project's latest profile and open it; returns its path. `[]`, `[uri]` or `[{uri, open}]`.

    Without a file it is the first project that has a profile. A client that shows the page itself says `open: false`.
    """
    # Late: as `recording`.
    from ..reporting import make_report

    given = _first(params) if params.arguments else {}
    table = given if isinstance(given, dict) else {"uri": given}
    roots = [ls.profiles.root_of(_path(table))] if table.get("uri") else ls.profiles.roots()
    if not roots:
        raise JsonRpcInvalidParams("slowspot.report: names no file, and no folder is open")
    root = next(filter(ls.profiles.latest, roots), roots[0])
    return await make_report(ls, root, params.work_done_token, opens=table.get("open") is not False)


async def heat(ls: SlowspotServer, params: types.ExecuteCommandParams) -> Any:
    """What the lines of an open document took in the latest run: `[uri]`; null where none measured it."""
    # Late: most sessions have no profile.
    from ..heat import heat_of

    given = _first(params)
    uri = given.get("uri") if isinstance(given, dict) else given
    if not isinstance(uri, str):
        raise JsonRpcInvalidParams(f"{params.command}: needs the URI of an open document")
    document = ls.open_document(uri)
    return heat_of(ls, document) if document is not None else None


async def hotspots(ls: SlowspotServer, params: types.ExecuteCommandParams) -> Any:
    """What is worth a look first, best first: `[]` or `[{most}]`."""
    given = _first(params) if params.arguments else {}
    most = given.get("most", MOST_HOTSPOTS) if isinstance(given, dict) else None
    if not isinstance(most, int) or isinstance(most, bool) or most < 1:
        raise JsonRpcInvalidParams(f"{params.command}: needs nothing, or a table whose `most` is a number from 1 on")
    if ls.hotspots is None:
        made = await _hotspots(ls)
        ls.hotspots = ls.hotspots or made
    return await ls.hotspots.best(most)


async def _hotspots(ls: SlowspotServer) -> Hotspots:
    """Load the list, which takes 20 ms: in a thread, and after what is loaded at the start."""

    def load() -> type[Hotspots]:
        until = time.monotonic() + LOADED_WITHIN_SECONDS
        while not ls.late.settled and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
        # Late: editors that have no list of hot spots never ask.
        from ..hotspots import Hotspots

        return Hotspots

    return (await asyncio.to_thread(load))(ls)


async def analyze_workspace(ls: SlowspotServer, params: types.ExecuteCommandParams) -> Any:
    """Analyze all files of the workspace, and show what is found in those that are not open: no arguments."""
    # Late: as `recording`.
    from ..analyzing_workspace import analyze_workspace as analyze

    return await analyze(ls, params.work_done_token)


async def show_calls(ls: SlowspotServer, params: types.ExecuteCommandParams) -> None:
    """Let the user go to a function that called one (uri, qualified name), or that it called."""
    # Late: as `recording`.
    from ..calls import show

    match list(params.arguments or ()):
        case [str(uri), str(name)]:
            await show(ls, uri, name)
        case _:
            raise JsonRpcInvalidParams("slowspot.showCalls: needs the URI of a file and the name of a function in it")


COMMANDS: tuple[tuple[str, Callable[..., Awaitable[Any]]], ...] = (
    (PROFILE, profile),
    (PROFILE_TEST, profile_test),
    (PROVE, prove),
    (OPTIMIZE, optimize),
    (EXPLAIN, explain),
    (AI_KEY, ai_key),
    (CLEAR, clear),
    (REPORT, report),
    (SHOW_CALLS, show_calls),
    (ANALYZE_WORKSPACE, analyze_workspace),
    (HEAT, heat),
    (HOTSPOTS, hotspots),
)


async def _record(ls: SlowspotServer, params: types.ExecuteCommandParams, read: Callable[[], Program]) -> Any:
    # Late: a session in which nothing is recorded needs none of it.
    from ..recording import record_program

    try:
        program = read()
    except ValueError as error:
        raise JsonRpcInvalidParams(f"{params.command}: {error}") from None
    return await record_program(ls, program, params.work_done_token)


def _first(params: types.ExecuteCommandParams) -> Any:
    """The one argument of a command, which JSON gives as text or a table."""
    arguments = list(params.arguments or ())
    if len(arguments) != 1:
        raise JsonRpcInvalidParams(f"{params.command}: needs one argument, a URI or a table, not {len(arguments)}")
    return arguments[0]


def _path(given: Any) -> str:
    # Late: as `recording`.
    from ..programs import path_of

    try:
        return path_of(given["uri"] if isinstance(given, dict) else given)
    except (KeyError, TypeError, ValueError) as error:
        raise JsonRpcInvalidParams(f"needs the URI of a file: {error}") from None


def _folder(ls: SlowspotServer, given: Any) -> str | None:
    """The workspace folder of what is to run; of several folders the first where that names no file."""
    # Late: as `recording`.
    from ..programs import path_of

    named = given if isinstance(given, str) else None
    if isinstance(given, dict):
        named = given.get("uri") or given.get("program") or given.get("cwd")
    try:
        folder = ls.settings.folder_of(path_of(named)) if isinstance(named, str) else None
    except ValueError:  # Told by who reads the rest of it.
        folder = None
    return folder[1] if folder else ls.settings.first_folder()
