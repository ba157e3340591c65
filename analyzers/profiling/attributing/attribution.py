"""A recording tied to the project's source: whose time it was, line by line and call by call."""

from __future__ import annotations

import ast

from ...source.functions import MODULE
from ..measured import (
    AT_CALLS,
    AT_PASSES,
    Call,
    MeasuredCompile,
    MeasuredFunction,
    MeasuredLine,
    MeasuredStall,
    Run,
    Stretch,
)
from ..profile import PROCESS, THREAD, Compiled, Frame, Profile, Stall
from .call_times import attribute_functions
from .flame import flame_tree
from .locating import Locator
from .places import library_name
from .stretches import Spreads, spread, spread_passes
from .tallies import Tally
from .trees import ProjectTree

__all__ = ["attribute"]

_LEAST = 0.001
"""Part of the run below which nobody asks in which line of a function it was."""


def attribute(profile: Profile, root: str, *, run_id: str) -> Run:
    """Tie a recording to the functions of the project at `root`, whose files are read as they are now.

    Code below the root is the project's, unless it lies in an environment or a folder of installed packages. Time in
    libraries and C counts for the project line that called them. Functions whose file is not what was recorded, as
    far as times, names and lines tell, have no digest and no lines, and a note says so. Recorded paths that do not
    exist here are matched by their ends. A million samples take some seconds.
    """
    locator = Locator(profile, root)
    run = Run(
        id=run_id,
        tool=profile.tool,
        unit=profile.unit,
        total=0.0,
        functions=[],
        command=profile.command,
        python=profile.python,
        began=profile.began or 0.0,
        duration=profile.duration,
        interval=profile.interval,
    )
    locator.look_at([frame for stall in profile.stalls for frame in stall.stack])
    locator.look_at([frame for each in profile.compiled for frame in (each.code, each.caller) if frame is not None])
    locator.look_at([frame for chain in profile.awaited for frame in chain])
    if profile.stacks is not None:
        locator.look_at(profile.stacks.frames)
        spots = [locator.spot(frame) for frame in profile.stacks.frames]
        tree = ProjectTree(profile.stacks, spots)
        run.total, run.waiting, run.samples, run.outside = tree.total, tree.waiting, tree.samples, tree.outside
        tallies = tree.tallies()
        run.flame = flame_tree(profile.stacks, spots, locator.owners, run.total)
    else:
        functions = profile.functions or []
        locator.look_at([function.frame for function in functions])
        tallies, run.total, run.outside = attribute_functions(functions, locator)
    _add_awaited(tallies, profile, locator)
    run.stalls = [_stall(stall, locator) for stall in profile.stalls]
    run.compiled = [_compiled(each, locator) for each in profile.compiled]
    spreads = spread if profile.tool in AT_CALLS else spread_passes if profile.tool in AT_PASSES else None
    run.functions = _measured(tallies, locator, run.total, spreads)
    run.unseen = _unseen(run.functions, locator)
    run.notes = [*profile.notes, *locator.notes()]
    return run


def _add_awaited(tallies: dict[int, Tally], profile: Profile, locator: Locator) -> None:
    for chain, seconds in profile.awaited.items():
        for owner in {locator.spot(frame).owner for frame in chain}:
            if owner >= 0:
                tallies[owner].waiting += seconds


def _spread(tally: Tally, body: list[ast.stmt], spreads: Spreads) -> tuple[Stretch, ...]:
    """Put time where it was spent most likely that the tool charged to where it could look."""
    alone = {line: own - library for line, (own, _, library) in tally.lines.items() if line and own > library}
    found = spreads(body, alone)
    for line, time in found.lines.items():
        times = tally.line(line)
        times[0] = max(times[0] + time, 0.0)
        times[1] = min(max(times[1] + time, times[0]), max(tally.total, tally.own))
    return found.stretches


def _measured(
    tallies: dict[int, Tally], locator: Locator, whole: float, spreads: Spreads | None
) -> list[MeasuredFunction]:
    """Put tallies into words, those with the most time first. `spreads`: None where the tool saw each line."""
    found: list[MeasuredFunction] = []
    for number, tally in tallies.items():
        owner = locator.owners[number]
        source = locator.files[owner.path]
        sure = source.sure
        digest = source.digest(owner) if sure else ""
        module = owner.name == MODULE
        first = 1 if module else owner.line
        stretches = ()
        if spreads is not None and digest and tally.own > whole * _LEAST:
            stretches = _spread(tally, source.body_of(owner), spreads)
        lines = [
            MeasuredLine(line - first, own, total, source.line_digest(line) if module else "")
            for line, (own, total, _) in sorted(tally.lines.items())
            if line and digest and (own or total)
        ]
        found.append(
            MeasuredFunction(
                path=owner.path,
                name=owner.name,
                line=owner.line,
                digest=digest,
                own=tally.own,
                library=min(tally.library, tally.own),
                # The sums run in another order, and may differ in the last digit.
                total=max(tally.total, tally.own),
                waiting=tally.waiting,
                samples=tally.samples,
                calls=tally.calls,
                lines=tuple(lines),
                stretches=tuple(Stretch(begin - first, end - first, own) for begin, end, own in stretches),
                callers=_calls(tally.callers, locator),
                callees=_calls(tally.callees, locator),
            )
        )
    found.sort(key=lambda function: (-function.total, -function.own, function.path, function.line))
    return found


def _unseen(functions: list[MeasuredFunction], locator: Locator) -> dict[str, tuple[str, ...]]:
    seen: dict[str, set[str]] = {}
    for function in functions:
        seen.setdefault(function.path, set()).add(function.name)
    return {
        path: tuple(name for name in dict.fromkeys(locator.files[path].names) if name not in names)
        for path, names in seen.items()
        if locator.files[path].sure
    }


def _calls(weights: dict[int | str, float], locator: Locator) -> tuple[Call, ...]:
    """List calls by weight. A number is a function of the project, a string one of a library."""
    calls: list[Call] = []
    for key, weight in weights.items():
        if weight <= 0:
            continue
        if isinstance(key, str):
            calls.append(Call("", key, weight))
        else:
            owner = locator.owners[key]
            calls.append(Call(owner.path, owner.name, weight))
    calls.sort(key=lambda call: (-call.weight, call.path, call.name))
    return tuple(calls)


def _stall(stall: Stall, locator: Locator) -> MeasuredStall:
    stack: list[tuple[str, str, int]] = []
    path = function = call = ""
    line = 0
    for frame in stall.stack:
        if frame.path in (THREAD, PROCESS):
            continue
        spot = locator.spot(frame)
        if spot.owner >= 0:
            owner = locator.owners[spot.owner]
            path, function, line, call = owner.path, owner.name, spot.line or frame.line or owner.line, ""
            stack.append((path, function, line))
        else:
            name = library_name(frame.name, frame.path)
            call = call or name
            stack.append(("", name, frame.line))
    return MeasuredStall(stall.at, stall.seconds, path, function, line, call, tuple(stack), stall.part, stall.holder)


def _compiled(each: Compiled, locator: Locator) -> MeasuredCompile:
    def place(frame: Frame | None) -> tuple[str, str, int]:
        spot = locator.spot(frame) if frame is not None else None
        if frame is None or spot is None or spot.owner < 0:
            return "", "", 0
        owner = locator.owners[spot.owner]
        return owner.path, owner.name, spot.line or frame.line or owner.line

    return MeasuredCompile(each.engine, each.name, *place(each.code), *place(each.caller), each.times, each.seconds)
