"""What the recorder in each process says of compiled functions, joined into the profile."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from ..inside.folding import frame_of
from ..profile import Compiled, Frame, Profile

__all__ = ["add_compiled"]


def add_compiled(profile: Profile, sections: list[dict[str, Any]]) -> None:
    """Add what each process compiled; the same function compiled in several processes is one entry."""
    joined: defaultdict[tuple[str, str, str, str], list[float]] = defaultdict(lambda: [0, 0.0])
    for section in sections:
        for engine, name, code, caller, times, seconds in section["entries"]:
            entry = joined[engine, name, code, caller]
            entry[0] += times
            entry[1] += seconds
    for (engine, name, code, caller), (times, seconds) in joined.items():
        profile.compiled.append(Compiled(engine, name, _frame(code), _frame(caller), int(times), seconds))
    profile.compiled.sort(key=lambda each: (-each.times, -each.seconds, each.engine, each.name))
    dropped = sum(section["dropped"] for section in sections)
    if dropped:
        profile.notes.append(f"{dropped:,} compilations more were seen, of functions that are not named here")


def _frame(identifier: str) -> Frame | None:
    return Frame(*frame_of(identifier)) if identifier else None
