"""Measured figures as words: shares, times, and the lines that a lens, a hint or a hover is made of."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..analyzers.profiling.measured import MeasuredFunction, MeasuredStall, Run

__all__ = ["amount", "hint", "lens", "of_what", "percent", "plain", "seconds", "stall_summary", "summary", "waited"]

ALL_OWN = 0.95
"""Where a function's own part of its time is at least this, saying both says the same twice."""


def percent(share: float) -> str:
    """A part, 0 to 1: "38 %", "3.4 %", "less than 0.1 %"."""
    if share < 0.001:
        return "less than 0.1 %"
    return f"{share * 100:.0f} %" if share >= 0.0995 else f"{share * 100:.1f} %"


def seconds(value: float) -> str:
    if value >= 600:
        return f"{value / 60:,.0f} min"
    if value >= 99.5:
        return f"{value:.0f} s"
    if value >= 0.9995:
        return f"{value:.1f} s"
    return f"{value * 1000:.0f} ms" if value >= 0.00995 else f"{value * 1000:.1f} ms"


def amount(run: Run, weight: float) -> str:
    """A weight in the run's unit, as a person reads it."""
    if run.unit == "seconds":
        return seconds(weight)
    if run.unit == "samples":
        return _samples(round(weight))
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if weight >= size:
            return f"{weight / size:.1f} {unit}"
    return f"{weight:.0f} bytes"


def of_what(run: Run) -> str:
    return "of memory" if run.unit == "bytes" else "of run"


def lens(run: Run, measured: MeasuredFunction, *, stale: bool, asynchronous: bool) -> str:
    """The line over a function: its share and time, the part that is its own, and apart from that what it waited."""
    parts: list[str] = []
    if measured.total > 0:
        share = f"{percent(run.share(measured.total))} {of_what(run)}"
        if stale:
            return f"changed since the profile: was {share} · {amount(run, measured.total)}"
        parts += [share, _total_and_own(run, measured)]
        if measured.samples and run.unit != "samples":
            parts.append(_samples(measured.samples))
        if measured.calls is not None:
            parts.append("1 call" if measured.calls == 1 else f"{measured.calls:,} calls")
    if measured.waiting > 0:
        prefix = "changed since the profile: " if stale and not parts else ""
        parts.append(prefix + waited(run, measured, asynchronous=asynchronous))
    stalls = [stall for stall in run.stalls if (stall.path, stall.function) == (measured.path, measured.name)]
    if stalls and not stale:
        parts.append(stall_summary(stalls))
    if run.compiled and not stale:
        # Late: few runs have any.
        from ..analyzers.profiling.compiles import compile_summary, compiled_in

        parts += filter(None, [compile_summary(compiled_in(run, measured.path, measured.name), measured.name)])
    return " · ".join(parts)


def hint(run: Run, weight: float) -> str:
    """What stands at the end of a hot line."""
    return f"{percent(run.share(weight))} · {amount(run, weight)}"


def waited(run: Run, measured: MeasuredFunction, *, asynchronous: bool) -> str:
    return f"{'awaited' if asynchronous else 'waited'} {amount(run, measured.waiting)}"


def stall_summary(stalls: Iterable[MeasuredStall]) -> str:
    """How often and how long the event loop was held up."""
    lengths = [stall.seconds for stall in stalls]
    if len(lengths) == 1:
        return f"held the event loop up for {seconds(lengths[0])}"
    return f"held the event loop up {len(lengths)} times, for up to {seconds(max(lengths))}"


def summary(run: Run) -> str:
    """The run in one line: which tool, when, how much, of what."""
    parts = [f"Profile by {plain(run.tool)}" + (f" of {_moment(run.began)}" if run.began else "")]
    parts.append(amount(run, run.total))
    if run.samples and run.unit != "samples":
        parts.append(_samples(run.samples))
    if run.command:
        parts.append(plain(run.command))
    return " · ".join(parts)


def plain(text: str, most: int = 80) -> str:
    """A name or command out of a store, as text for people: one line, cut, and no link where a client makes links."""
    text = " ".join(text.split()).replace("](", "] (")
    return text if len(text) <= most else text[: most - 1] + "…"


def _total_and_own(run: Run, measured: MeasuredFunction) -> str:
    total = amount(run, measured.total)
    if measured.own >= measured.total * ALL_OWN:
        return total
    return f"{total}, own {amount(run, measured.own)}" if measured.own > 0 else total


def _samples(count: int) -> str:
    return "1 sample" if count == 1 else f"{count:,} samples"


def _moment(began: float) -> str:
    try:
        return time.strftime("%d %b %H:%M", time.localtime(began))
    except (OverflowError, OSError, ValueError):  # A time that no clock shows.
        return "an unknown time"
