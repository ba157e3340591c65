"""What `slowspot scale` prints for people."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from ..analyzers.proving.interpreters import Interpreter
from ..analyzers.proving.scaling import Measured
from ..analyzers.proving.scaling_fit import Growth, typical
from ..models.growth import Claim
from .bench import time_told
from .scale_verdict import Verdict
from .terminal import Style, escaped, wants_colour

__all__ = ["Scaled", "measured_told", "print_text"]

_ROWS = 14
_SHOWN = 3
"""Calls, doubts and unknown loops that are named."""
_GOOD = 0.06
"""Relative error up to which a form is said to fit."""
_KINDS = {
    "coroutine": "It is a coroutine function: each call is awaited in an event loop.",
    "iterator": "It gives an iterator, which is exhausted.",
    "async generator": "It is an async generator, which is exhausted in an event loop.",
}


@dataclass(frozen=True, slots=True)
class Scaled:
    """What is told of one function."""

    path: str
    function: str
    measured: Measured
    growth: Growth
    claim: Claim | None
    verdict: Verdict


def print_text(scaled: Scaled, interpreter: Interpreter) -> None:
    style = Style(wants_colour(sys.stdout))
    measured, growth = scaled.measured, scaled.growth
    line = f"  line {scaled.claim.line}" if scaled.claim is not None else ""
    print(style.bold(f"{escaped(scaled.path)}::{escaped(scaled.function)}") + style.dim(line))
    if scaled.claim is not None:
        for text in _claimed(scaled.claim):
            print(f"  {escaped(text)}")
    print(f"  measured  {style.cyan(measured_told(growth))}")
    if growth.lower is not None:
        print(f"            {_below_told(growth)}")
    if scaled.verdict.sentence:
        paint = {"agree": style.green, "faster": style.red}.get(scaled.verdict.word, style.yellow)
        print(f"  {paint(scaled.verdict.sentence)}")
    print()
    for line in _table(measured):
        print(f"  {line}")
    print()
    for line in _inputs(measured):
        print(f"  {escaped(line)}")
    if measured.kind in _KINDS:
        print(f"  {_KINDS[measured.kind]}")
    for note in measured.notes:
        print(f"  {escaped(note[:1].upper() + note[1:])}.")
    if measured.stop is not None:
        stop = measured.stop
        print(style.yellow(f"  n = {stop.n:,} and more: {escaped(stop.message)}"))
    name = "PyPy" if interpreter.implementation == "pypy" else "CPython"
    print(
        style.dim(f"  seconds of single calls, {name} {interpreter.release}; the interval is of the measurement, 95 %")
    )


def _claimed(claim: Claim) -> list[str]:
    """What the source says, with its lines."""
    if claim.exponential:
        lines = ["looks     faster than any power"]
    elif claim.text:
        least = "at least " if claim.hidden else ""
        lines = [f"looks     {least}{claim.text}" + (f", {claim.where}" if claim.where else "")]
    else:
        lines = ["looks     its source does not tell"]
    for reason in (*claim.reasons, *claim.unknown[:_SHOWN]):
        lines.append(f"            line {reason.line}: {reason.text}")
    for doubt in claim.doubts[:_SHOWN]:
        lines.append(f"            more if {doubt.text} is a list (line {doubt.line})")
    if claim.hidden:
        lines.append(f"            how long {', '.join(claim.hidden[:_SHOWN])} takes is not known")
    if claim.assumed and (claim.text or claim.exponential):
        lines.append(f"            if the time of {', '.join(claim.assumed[:_SHOWN])} does not grow")
    return lines


def measured_told(growth: Growth) -> str:
    """One line: the exponent with its interval, and the form that fits."""
    power = f"n^{growth.exponent:.2f} [{growth.low:.2f}, {growth.high:.2f}]"
    if growth.base is not None:
        return f"faster than any power of n: about {growth.base:.3g}^n"
    if growth.form == "1":
        return f"does not grow with n: {power}"
    forms = [growth.form, *growth.rivals]
    if len(forms) > 1:
        return f"{power}: {', '.join(forms[:-1])} and {forms[-1]} fit alike{_off(growth)}"
    return f"{power}: {growth.form} {'comes nearest' if _off(growth) else 'fits best'}{_off(growth)}"


def _off(growth: Growth) -> str:
    return f" (off by {growth.error:.0%})" if growth.error > _GOOD else ""


def _below_told(growth: Growth) -> str:
    assert growth.lower is not None
    first, last, power = growth.lower
    text = f"from n = {last:,} on; from {first:,} to there it is n^{power:.2f}"
    if growth.exponent > power:
        text += " (then the data outgrow the processor's caches, or a steeper part begins to count)"
    return text


def _table(measured: Measured) -> list[str]:
    """Sizes with their times, and the power by which each has grown over the one before."""
    rows = [(n, typical(times)) for n, times in sorted(measured.samples.items())]
    shown = _thinned(rows)
    width = max(len(f"{n:,}") for n, _ in shown)
    lines = [f"{'n':>{width}}       time   grown as"]
    before: tuple[int, float] | None = None
    for n, seconds in shown:
        grown = ""
        if before is not None and seconds > 0 and before[1] > 0:
            power = math.log(seconds / before[1]) / math.log(n / before[0])
            grown = f"   n^{abs(power) if abs(power) < 0.005 else power:.2f}"
        lines.append(f"{n:>{width},}  {time_told(seconds):>9}{grown}")
        before = n, seconds
    return lines


def _thinned(rows: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """Every second or third row, the last one always."""
    step = -(-len(rows) // _ROWS)
    return [row for number, row in enumerate(rows) if (len(rows) - 1 - number) % step == 0]


def _inputs(measured: Measured) -> list[str]:
    if not measured.parameters:
        return [f"n is the argument of {measured.source}."]
    lines = [f"{each.name}: {each.told}" for each in measured.parameters]
    if measured.fresh:
        lines.append("Each call gets arguments of its own, as it changes them, or may.")
    return lines
