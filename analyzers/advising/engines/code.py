"""Better code before another engine: what the rules find in a hot function."""

from __future__ import annotations

from collections.abc import Iterator

from ..advice import Option
from ..asking import Asked, percent

__all__ = ["options"]

_WORTH = 0.25
"""Findings that save this part of the function's own time come before any engine."""
_OTHERS = ("asyncio", "arrays", "startup", "folklore", "network", "database")
"""Families whose fixes are the engines' own, or save no time of the function."""


def options(asked: Asked) -> Iterator[Option]:
    """The findings of the function, where they are worth more than an engine is trouble."""
    if not asked.whole.recorded:
        yield from _told(asked)
        return
    found = [each for each in asked.findings if each.family not in _OTHERS and each.gain > 0]
    gain = min(sum(each.gain for each in found), asked.total or asked.share)
    if not found or gain < _WORTH * asked.share:
        return
    best = sorted(found, key=lambda each: -each.gain)[:2]
    told = " and ".join(f"{each.rule} (line {each.line})" for each in best)
    why = f"{told} cost{'s' if len(best) == 1 else ''} about {percent(gain)} of the run: no engine mends that"
    limit = 1 / (1 - gain) if gain < 0.999 else None
    yield Option("code", "fits", why, f"slowspot fix, or by hand: slowspot explain {best[0].rule}", limit, "predicted")


def _told(asked: Asked) -> Iterator[Option]:
    """Without a recording: that there are findings, and nothing of what they are worth."""
    found = [each for each in asked.findings if each.family not in _OTHERS]
    if found:
        told = ", ".join(f"{each.rule} (line {each.line})" for each in found[:2])
        why = f"analyze finds {told} in it; what that is worth a recorded run would tell"
        yield Option("code", "fits", why, f"slowspot fix, or by hand: slowspot explain {found[0].rule}", basis="text")
