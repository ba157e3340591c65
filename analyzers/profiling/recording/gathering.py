"""What the processes of a recorded program saved, joined into one profile."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

from ..inside.folding import frame_of
from ..profile import PROCESS, Frame, Profile, StackTree
from .recorded_compiling import add_compiled
from .recorded_loops import add_loops

__all__ = ["gather", "joined"]

_FEW = 50
"""Intervals of work below which shares mean little."""


_OURS = tuple(
    str(folder / name)
    for folder in (Path(__file__).parents[1], Path(__file__).resolve().parents[1])
    for name in ("inside" + os.sep, "embedded.py")
)
"""Files whose frames are left out: they are ours, not the program's."""


def gather(folder: str, *, interval: float) -> tuple[Profile, int]:
    """Join what all processes left in a folder; also how many they are."""
    files = [_read(path) for path in sorted(Path(folder).glob("[!.]*.json"))]
    saved = [file for file in files if file is not None]
    return joined(saved, interval=interval), len(saved)


def joined(saved: list[dict[str, Any]], *, interval: float) -> Profile:
    """Make one profile of what samplers of several processes saved (`Sampler.as_json`)."""
    saved = sorted(saved, key=lambda file: (file["kind"] != "", file["began"]))
    tree = StackTree()
    profile = Profile("slowspot (pyinstrument)", stacks=tree, interval=interval)
    origin = saved[0]["began"] if saved else 0.0
    for file in saved:
        top = -1
        if len(saved) > 1:
            name = re.sub(r"\d+", "N", file["kind"]) if file["kind"] else "program"
            top = tree.node(-1, tree.frame_number(Frame(name, PROCESS)))
        _graft(tree, top, file["fold"])
    if saved:
        profile.python = saved[0]["python"]
    if saved and saved[0]["ended"]:
        profile.duration = saved[0]["seconds"]
    followed = [file for file in saved if "loops" in file["sections"]]
    add_loops(profile, [(file["began"] - origin, file["sections"]["loops"]) for file in followed])
    add_compiled(profile, [file["sections"]["compiled"] for file in saved if "compiled" in file["sections"]])
    profile.notes.extend(_notes(saved, tree, interval))
    return profile


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        # Written whole or not at all, so this is a disk that was full.
        return None


def _graft(tree: StackTree, top: int, fold: dict[str, Any]) -> None:
    frames: list[int] = []
    for identifier in fold["identifiers"]:
        name, path, first, line = frame_of(identifier)
        ours = path.startswith(_OURS)
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


def _notes(saved: list[dict[str, Any]], tree: StackTree, interval: float) -> list[str]:
    notes: list[str] = []
    if not saved:
        return ["the program ended before anything was recorded"]
    worked = sum(tree.own)
    if worked < _FEW * interval:
        notes.append(f"{worked:.2g} s of work are few samples: a longer run or --interval {interval / 10:g} says more")
    ended = [file for file in saved if file["kind"] and not file["ended"] and not _lives(file["pid"])]
    if ended:
        what = "1 process was" if len(ended) == 1 else f"{len(ended)} processes were"
        notes.append(f"{what} ended from outside: the last moments are missing")
    for file in saved:
        who = "the program" if not file["kind"] else f"process {file['pid']}"
        for what, seconds in file["replaced"]:
            if what == "sys.setprofile":
                notes.append(
                    f"{who} replaced the sampler of its main thread (sys.setprofile, or an interrupt that fell into a "
                    f"sample): nothing was seen of that thread after {seconds:.1f} s (--sampler thread needs no hook)"
                )
            else:
                notes.append(f"{who} called threading.setprofile: threads that it started after that were not seen")
        if file["fault"]:
            notes.append(f"{who} lost {file['lost']} samples to a fault of Slowspot ({file['fault']})")
        if file["fold"]["cut"]:
            notes.append(f"{who} has more stacks than are kept: {file['fold']['cut']} samples lack their ends")
        if not file["ended"]:
            if not file["kind"]:
                notes.append("the program was ended from outside: its last moments are missing")
            elif file not in ended:
                notes.append(f"{who} still runs: its time until now is in the figures")
    notes.extend(_unseen(saved))
    return notes


def _unseen(saved: list[dict[str, Any]]) -> list[str]:
    def count(what: str) -> int:
        return sum(file["counts"].get(what, 0) for file in saved)

    notes: list[str] = []
    missing = count("forks") - (len(saved) - 1)
    if missing > 0:
        what = "1 process" if missing == 1 else f"{missing} processes"
        notes.append(f"{what} of the program left no figures: still running, ended at once, or killed")
    programs = count("programs") + count("execs")
    if programs:
        what = "1 other program was" if programs == 1 else f"{programs} other programs were"
        # The reloaders of Django, Flask and uvicorn run the server in such a process.
        reloader = " (if that is the reloader of a server: switch it off)" if count("pythons") else ""
        notes.append(f"{what} started, and not seen{reloader}")
    return notes


def _lives(pid: int) -> bool:
    if sys.platform == "win32":  # there it would end the process
        return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
