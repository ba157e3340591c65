"""What the processes of a recorded program saved, joined into one profile."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

from .inside.folding import frame_of
from .profile import PROCESS, Frame, Profile, StackTree, Stall

__all__ = ["gather"]

_FEW = 50
"""Samples below which shares mean little."""


def gather(folder: str, *, interval: float, launcher: str) -> tuple[Profile, int]:
    """Return the profile of all processes that left a file, and how many they are. `launcher`: the folder of our frames."""
    files = [_read(path) for path in sorted(Path(folder).glob("[!.]*.json"))]
    saved = sorted((file for file in files if file is not None), key=lambda file: (file["kind"] != "", file["began"]))
    tree = StackTree()
    profile = Profile("slowspot", stacks=tree, interval=interval)
    origin = saved[0]["began"] if saved else 0.0
    for file in saved:
        top = -1
        if len(saved) > 1:
            name = re.sub(r"\d+", "N", file["kind"]) if file["kind"] else "program"
            top = tree.node(-1, tree.frame_number(Frame(name, PROCESS)))
        _graft(tree, top, file["fold"], launcher)
        _add_sections(profile, file, file["began"] - origin)
    if saved:
        profile.python = saved[0]["python"]
    if saved and saved[0]["ended"]:
        profile.duration = saved[0]["seconds"]
    profile.notes.extend(_notes(saved, tree, interval))
    return profile, len(saved)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        # Written whole or not at all, so this is a disk that was full.
        return None


def _graft(tree: StackTree, top: int, fold: dict[str, Any], launcher: str) -> None:
    frames: list[int] = []
    for identifier in fold["identifiers"]:
        name, path, first, line = frame_of(identifier)
        ours = path.startswith(launcher)
        frames.append(-1 if ours else tree.frame_number(Frame(name, path, first, line)))
    nodes: list[int] = []
    columns = zip(fold["identifier"], fold["parent"], fold["seconds"], fold["waiting"], fold["count"], strict=True)
    for identifier, parent, seconds, waiting, count in columns:
        if parent < 0:
            nodes.append(top)
            continue
        frame = frames[identifier]
        node = nodes[parent] if frame < 0 else tree.node(nodes[parent], frame)
        nodes.append(node)
        if node >= 0:
            if count:
                tree.add(node, seconds, count)
            if waiting:
                tree.add(node, waiting, waiting=True)


def _add_sections(profile: Profile, file: dict[str, Any], later: float) -> None:
    sections = file["sections"]
    for stall in sections.get("stalls", ()):
        stack = tuple(Frame(*frame_of(identifier)) for identifier in stall["stack"])
        profile.stalls.append(
            Stall(stall["at"] + later, stall["seconds"], stack, stall["part"], stall["thread"], stall["task"])
        )
    for identifiers, seconds in sections.get("awaited", ()):
        chain = tuple(Frame(*frame_of(identifier)) for identifier in identifiers)
        profile.awaited[chain] = profile.awaited.get(chain, 0.0) + seconds
    profile.notes.extend(sections.get("notes", ()))


def _notes(saved: list[dict[str, Any]], tree: StackTree, interval: float) -> list[str]:
    notes: list[str] = []
    if not saved:
        return ["the program ended before anything was recorded"]
    samples = sum(file["samples"] for file in saved)
    if samples < _FEW:
        notes.append(f"{samples} samples are few: a longer run, or --interval {interval / 10:g}, says more")
    for file in saved:
        who = "the program" if not file["kind"] else f"process {file['pid']}"
        for what, seconds in file["replaced"]:
            if what == "sys.setprofile":
                notes.append(
                    f"{who} replaced the sampler of its main thread (sys.setprofile, or an interrupt that fell into a "
                    f"sample): nothing was seen of that thread after {seconds:.1f} s"
                )
            else:
                notes.append(f"{who} called threading.setprofile: threads that it started after that were not seen")
        if file["fold"]["cut"]:
            notes.append(f"{who} has more stacks than are kept: {file['fold']['cut']} samples lack their ends")
        if not file["ended"]:
            if file["kind"] and _lives(file["pid"]):
                notes.append(f"process {file['pid']} still runs: its time until now is in the figures")
            else:
                notes.append(f"{who} was ended from outside: its last moments are missing")
    notes.extend(_unseen(saved))
    return notes


def _unseen(saved: list[dict[str, Any]]) -> list[str]:
    def count(what: str) -> int:
        return sum(file["counts"].get(what, 0) for file in saved)

    notes: list[str] = []
    missing = count("forks") - (len(saved) - 1)
    if missing > 0:
        notes.append(
            f"{missing} {_plural(missing)} that the program forked left nothing: they still run, or ended at once"
        )
    programs = count("programs") + count("execs")
    if programs:
        notes.append(
            f"{programs} other {_programs(programs)} that it started {'was' if programs == 1 else 'were'} not seen"
        )
    return notes


def _plural(count: int) -> str:
    return "process" if count == 1 else "processes"


def _programs(count: int) -> str:
    return "program" if count == 1 else "programs"


def _lives(pid: int) -> bool:
    if sys.platform == "win32":  # there it would end the process
        return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
