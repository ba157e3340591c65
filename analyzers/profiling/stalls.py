"""Stalls of event loops: told in lines for a terminal, and which findings of asyncio rules they confirm."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from .measured import MeasuredStall, Run

if TYPE_CHECKING:
    from ..findings import Finding

__all__ = ["Confirmation", "Confirmations", "confirmed_by", "stall_lines"]

HELD = 0.5
"""Below this part of a stall, no single piece of work held the loop: many short ones did."""


class Confirmation(NamedTuple):
    """What was recorded at a finding's place."""

    longest: MeasuredStall
    times: int

    @property
    def text(self) -> str:
        """To be put behind the message of a finding."""
        longest = _short(self.longest.seconds)
        if self.times == 1:
            return f"a recorded stall of {longest} confirms it"
        return f"{self.times:,} recorded stalls confirm it, the longest {longest}"


class Confirmations:
    """The places that held an event loop up in a run, to be asked for one finding after the other."""

    def __init__(self, run: Run) -> None:
        self._at: dict[str, dict[int, list[tuple[MeasuredStall, str]]]] = {}
        for stall in run.stalls:
            if stall.part >= HELD:
                for path, name, line in set(stall.stack):
                    if path:
                        self._at.setdefault(path, {}).setdefault(line, []).append((stall, name))

    def of(self, finding: Finding, path: str, shift: int = 0) -> Confirmation | None:
        """What confirms a finding, if its rule is about calls that hold up the event loop.

        `path` is the file's, relative to the project. `shift` is how many lines the finding's function starts further
        down now than in the source that was recorded; where the function was changed, nothing may be asked.
        """
        if finding.rule.family != "asyncio" or not finding.rule.slug.startswith("async-"):
            return None
        first, last = finding.span.start.line + 1 - shift, finding.span.end.line + 1 - shift
        return self.at(path, finding.function, first, last)

    def at(self, path: str, function: str, first: int, last: int) -> Confirmation | None:
        """What was recorded in the lines of a function, counted from 1 in the source that was recorded."""
        lines = self._at.get(path)
        if lines is None:
            return None
        found = {
            id(stall): stall
            for line in range(first, last + 1)
            for stall, name in lines.get(line, ())
            if _is_in(name, function)
        }
        if not found:
            return None
        return Confirmation(max(found.values(), key=lambda stall: stall.seconds), len(found))


def confirmed_by(run: Run, path: str, function: str, lines: tuple[int, int]) -> MeasuredStall | None:
    """The longest stall whose stack passes through some lines of a function: see `Confirmations.at`."""
    found = Confirmations(run).at(path, function, *lines)
    return found.longest if found is not None else None


def stall_lines(run: Run) -> list[str]:
    """What held event loops up, the worst first: one line for each way through the project and call that blocked."""
    if not run.stalls:
        return []
    groups: defaultdict[tuple[object, ...], list[MeasuredStall]] = defaultdict(list)
    for stall in run.stalls:
        groups[_place(stall), stall.call, stall.part >= HELD, stall.holder].append(stall)
    ordered = sorted(groups.values(), key=lambda group: -sum(stall.seconds for stall in group))
    total = sum(stall.seconds for stall in run.stalls)
    times = "once" if len(run.stalls) == 1 else f"{len(run.stalls):,} times"
    return [f"Event loop held up {times}, {total:.2f} s in all:", *(f"  {_line(group)}" for group in ordered)]


def _place(stall: MeasuredStall) -> tuple[object, ...]:
    steps = [step for step in stall.stack if step[0]]
    if not steps:
        return stall.stack[-1:]
    # A function at work itself is at another line each time.
    return (*steps[:-1], steps[-1] if stall.call else steps[-1][:2])


def _line(group: list[MeasuredStall]) -> str:
    seconds = sum(stall.seconds for stall in group)
    longest = max(group, key=lambda stall: stall.seconds)
    times = f"{len(group):,} times, longest {_short(longest.seconds)}" if len(group) > 1 else "once"
    return f"{seconds:.2f} s  {_way(longest)}{_manner(group)}, {times}"


def _way(stall: MeasuredStall) -> str:
    """`shop/web.py:41 handler → :52 fetch → shop/web.py:17 load → requests.api.get`."""
    steps = [step for step in stall.stack if step[0]]
    words: list[str] = []
    before = ""
    for place, (path, name, line) in enumerate(steps):
        written = "" if path == before and place < len(steps) - 1 else path
        words.append(f"{written}:{line} {name}")
        before = path
    if stall.call and stall.part >= HELD:
        words.append(stall.call)
    if not steps and stall.stack and stall.stack[-1][1] != stall.call:
        words.append(stall.stack[-1][1])
    return " → ".join(words) or "no function known"


def _manner(group: list[MeasuredStall]) -> str:
    if group[0].holder:
        return f" in thread {group[0].holder}, which kept the interpreter to itself"
    part = sum(stall.part * stall.seconds for stall in group) / (sum(stall.seconds for stall in group) or 1.0)
    if part < HELD:
        return f" (busy loop: many short callbacks, of which the longest took {part:.0%})"
    if part < 0.8:
        return f" ({part:.0%} of the time)"
    return ""


def _is_in(name: str, function: str) -> bool:
    """Is it the function, or something in it without a name of its own (a lambda, a comprehension)?"""
    owner = function or "<module>"
    return name == owner or name.startswith((f"{owner}.<locals>.<", "<") if function else "<")


def _short(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"
