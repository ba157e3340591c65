"""What the recorder in each process says of event loops, joined into the profile."""

from __future__ import annotations

from typing import Any

from ..inside.folding import frame_of
from ..profile import Frame, Profile, Stall

__all__ = ["add_loops"]


def add_loops(profile: Profile, sections: list[tuple[float, dict[str, Any]]]) -> None:
    """Add stalls, awaited time and notes. `sections`: of each process that followed its loops, and when it began.

    Beginnings are in seconds since that of the recording. Without sections nobody asked for them.
    """
    if not sections:
        return
    awaited = profile.awaited
    for later, section in sections:
        profile.stalls.extend(_stall(stall, later) for stall in section["stalls"])
        for identifiers, seconds in section["awaited"]:
            chain = _frames(identifiers)
            awaited[chain] = awaited.get(chain, 0.0) + seconds
    profile.stalls.sort(key=lambda stall: stall.at)
    profile.notes.extend(_notes(profile, [section for _, section in sections]))


def _stall(stall: dict[str, Any], later: float) -> Stall:
    return Stall(
        stall["at"] + later, stall["seconds"], _frames(stall["stack"]), stall["part"],
        stall["thread"], stall["task"], stall["holder"],
    )  # fmt: skip


def _frames(identifiers: list[str]) -> tuple[Frame, ...]:
    return tuple(Frame(*frame_of(identifier)) for identifier in identifiers)


def _notes(profile: Profile, sections: list[dict[str, Any]]) -> list[str]:
    notes: list[str] = []
    threshold = f"{sections[0]['threshold'] * 1000:g} ms"
    if not any(section["seen"] for section in sections):
        notes.append("no event loop of asyncio (or uvloop) was run, so --async had nothing to follow")
    elif not profile.stalls:
        notes.append(f"no event loop was held up for {threshold} or longer")
    if any(section["trio"] for section in sections):
        notes.append("trio was imported: its loop is not followed, --async knows asyncio and uvloop only")
    dropped = sum(section["dropped"] for section in sections)
    if dropped:
        notes.append(f"{dropped:,} stalls more than the {len(profile.stalls):,} longest were seen, and not kept")
    late = sum(section["late"][0] for section in sections)
    if late:
        longest = max(section["late"][1] for section in sections)
        times = "once" if late == 1 else f"{late:,} times"
        notes.append(
            f"an event loop with nothing to do woke up {threshold} or more too late {times}, {longest * 1000:,.0f} ms "
            "at most: the machine was busy, or other threads were; that is not in the stalls"
        )
    return notes
