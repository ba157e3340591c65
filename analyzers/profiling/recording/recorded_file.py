"""Slowspot's own file for a recording, before it is tied to source: JSON, columns for the tree of stacks."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from collections.abc import Iterable

from ..profile import Frame, Profile, StackTree

__all__ = ["FORMAT", "check_writable", "dumped", "write_recording"]

FORMAT = "slowspot.recording/1"


def write_recording(profile: Profile, path: str) -> None:
    """Write a profile with stacks to a file, whole or not at all. Raises OSError. A link or device stays what it is."""
    data = dumped(profile).encode("utf-8")
    if _is_device(path):
        with open(path, "wb") as file:
            file.write(data)
        return
    path = os.path.realpath(path)
    descriptor, temporary = tempfile.mkstemp(prefix=".slowspot-", dir=os.path.dirname(path))
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def check_writable(path: str) -> None:
    """Raise OSError where a file could not be written there; leaves nothing behind."""
    if os.path.isdir(path):
        raise IsADirectoryError(errno.EISDIR, "is a folder", path)
    if os.path.exists(path) and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "permission denied", path)
    if _is_device(path):
        return
    path = os.path.realpath(path)
    descriptor, temporary = tempfile.mkstemp(prefix=".slowspot-", dir=os.path.dirname(path))
    os.close(descriptor)
    os.unlink(temporary)


def _is_device(path: str) -> bool:
    return os.path.exists(path) and not os.path.isfile(path)


def dumped(profile: Profile) -> str:
    frames: dict[Frame, int] = {}

    def numbers(stack: Iterable[Frame]) -> list[int]:
        return [frames.setdefault(frame, len(frames)) for frame in stack]

    tree = profile.stacks if profile.stacks is not None else StackTree()
    numbers(tree.frames)  # so that a node's number of a frame is the tree's own
    stalls = [
        {
            "at": round(stall.at, 6), "seconds": round(stall.seconds, 6), "part": round(stall.part, 4),
            "thread": stall.thread, "task": stall.task, "holder": stall.holder, "stack": numbers(stall.stack),
        }
        for stall in profile.stalls
    ]  # fmt: skip
    compiled = [
        [each.engine, each.name, numbers([each.code] if each.code else []),
         numbers([each.caller] if each.caller else []), each.times, round(each.seconds, 6)]
        for each in profile.compiled
    ]  # fmt: skip
    awaited = [[numbers(chain), round(seconds, 6)] for chain, seconds in profile.awaited.items()]
    return json.dumps(
        {
            "format": FORMAT,
            "tool": profile.tool,
            "unit": profile.unit,
            "command": profile.command,
            "python": profile.python,
            "interval": profile.interval,
            "duration": round(profile.duration, 6),
            "began": profile.began,
            "notes": profile.notes,
            "frames": list(frames),
            "stacks": {
                "frame": tree.frame.tolist(),
                "parent": tree.parent.tolist(),
                "own": [round(weight, 6) for weight in tree.own],
                "waiting": [round(weight, 6) for weight in tree.waiting],
                "count": tree.count.tolist(),
            },
            "stalls": stalls,
            "awaited": awaited,
            "compiled": compiled,
        }
    )


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
