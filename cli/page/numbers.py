"""Numbers as people read them: "4.2 s", "38 %", "12 MB". What stands between number and unit does not break."""

from __future__ import annotations

import datetime as dt
import math

from ...analyzers.profiling.profile import Unit

__all__ = ["amount", "count_of", "interval", "moment", "percent", "seconds", "times"]

_GAP = "\u00a0"
_SECONDS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))


def seconds(value: float) -> str:
    """Return a time to two or three digits: "4.2 s", "380 ms", "2 min 5 s"."""
    if not math.isfinite(value) or value <= 0:
        return f"0{_GAP}s"
    if value >= 59.95:
        whole = round(value)
        hours, rest = divmod(whole, 3600)
        minutes, left = divmod(rest, 60)
        parts = [(hours, "h"), (minutes, "min"), (left if not hours else 0, "s")]
        return " ".join(f"{number}{_GAP}{unit}" for number, unit in parts if number)
    for scale, unit in _SECONDS:
        if value >= scale * 0.9995:
            return f"{_digits(value / scale)}{_GAP}{unit}"
    return f"under 1{_GAP}µs"


def interval(value: float) -> str:
    """Return a time that somebody chose: "1 ms", "0.1 ms"."""
    return f"{value * 1000:g}{_GAP}ms" if value < 1 else f"{value:g}{_GAP}s"


def amount(value: float, unit: Unit) -> str:
    """Return a weight of a run in its unit."""
    if unit == "seconds":
        return seconds(value)
    if unit == "samples":
        return count_of(round(value), "sample")
    for name in ("B", "kB", "MB", "GB"):
        if value < 1000 or name == "GB":
            break
        value /= 1000
    return f"{value:.0f}{_GAP}B" if name == "B" else f"{_digits(value)}{_GAP}{name}"


def percent(part: float) -> str:
    """Return a part, 0 to 1, in per cent: "38 %", "4.2 %", "0.3 %"."""
    value = part * 100
    if value <= 0:
        return f"0{_GAP}%"
    if value < 0.1:
        return f"<{_GAP}0.1{_GAP}%"
    return f"{value:.0f}{_GAP}%" if value >= 9.95 else f"{value:.1f}{_GAP}%"


def times(ratio: float) -> str:
    return f"{_digits(ratio)}{_GAP}×"


def moment(began: float) -> str:
    """Return a time of day, given in seconds since 1970, as the clock here shows it."""
    try:
        return dt.datetime.fromtimestamp(began).astimezone().strftime("%Y-%m-%d %H:%M %Z").strip()
    except (OverflowError, OSError, ValueError):  # a file may hold any number
        return "at an unknown time"


def count_of(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _digits(value: float) -> str:
    return f"{value:.0f}" if value >= 99.95 else f"{value:.1f}" if value >= 0.95 else f"{value:.2g}"
