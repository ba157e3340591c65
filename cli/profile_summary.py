"""What a recorded or imported run comes to, in a few lines for a terminal."""

from __future__ import annotations

import os

from ..analyzers.profiling.attributing.attribution import attribute
from ..analyzers.profiling.compiles import compile_lines
from ..analyzers.profiling.measured import MeasuredFunction, Run
from ..analyzers.profiling.profile import Profile
from ..analyzers.profiling.stalls import stall_lines
from ..analyzers.profiling.store import Store, StoreError, root_of
from ..analyzers.project.discovery import display_path
from .terminal import Style, escaped

__all__ = ["attributed", "kept", "summary_lines"]

_HOTTEST = 5
_COLD = 0.001
"""Share of a function that is not worth a line."""
_TELLING = 0.1
"""Part of a function's own time that is worth a word."""
_STALLS = 10
_COMPILED = 6
_WAITING = 3
_LONG = 0.1
"""Seconds of waiting that are worth a word."""


def attributed(profile: Profile, place: str) -> tuple[Run, Store]:
    """Tie a profile to the source of the project that a file or folder belongs to; also the project's store."""
    store = Store(root_of(place))
    return attribute(profile, store.root, run_id=store.new_id()), store


def kept(store: Store, run: Run) -> str:
    """Add a run to the store, and say so in a line; where that fails, why it did."""
    try:
        store.add(run)
    except StoreError as error:
        return f"not kept: {error}"
    return f"kept as {run.id} in {display_path(os.path.dirname(store.path_of(run.id)), os.getcwd())}"


def summary_lines(run: Run, root: str, style: Style) -> list[str]:
    """Return the hottest functions of the project, what held up event loops, and what to know of the figures."""
    lines: list[str] = []
    hottest = sorted(run.functions, key=lambda function: -function.own)[:_HOTTEST]
    hottest = [function for function in hottest if run.share(function.own) >= _COLD]
    if hottest:
        lines.append(style.dim("    own   total"))
        lines += [_hot(function, run, root, style) for function in hottest]
    elif run.total > 0:
        lines.append("  no time in functions of this project")
    waiting = sorted(run.functions, key=lambda function: -function.waiting)[:_WAITING]
    waiting = [function for function in waiting if function.waiting >= _LONG]
    if waiting and run.unit == "seconds":
        told = ", ".join(f"{escaped(function.name)} {function.waiting:,.1f} s" for function in waiting)
        lines.append(f"  Suspended or idle, which is no part of these shares (all tasks together): {told}")
    stalls = stall_lines(run)
    lines += [f"  {escaped(line)}" for line in stalls[:_STALLS]]
    if len(stalls) > _STALLS:
        lines.append(f"  and {len(stalls) - _STALLS} more lines on stalls: slowspot report")
    compiled = compile_lines(run)
    lines += [f"  {escaped(line)}" for line in compiled[:_COMPILED]]
    if len(compiled) > _COMPILED:
        lines.append(f"  and {len(compiled) - _COMPILED} more that were compiled often")
    lines += [f"  note: {escaped(note)}" for note in run.notes]
    return lines


def _hot(function: MeasuredFunction, run: Run, root: str, style: Style) -> str:
    place = display_path(os.path.join(root, function.path), os.getcwd())
    part = function.library / function.own
    library = f", {part:.0%} of it in library code" if part >= _TELLING else ""
    return (
        f"{run.share(function.own):7.1%} {run.share(function.total):7.1%}  {style.bold(escaped(function.name))}  "
        f"{escaped(place)}:{function.line}{style.dim(library)}"
    )
