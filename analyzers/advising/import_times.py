"""What the imports of a program take, as the interpreter tells with `-X importtime`. It runs the program once."""

from __future__ import annotations

import re

from ..proving.interpreters import Interpreter
from ..proving.running import run
from .trying import Program

__all__ = ["import_times", "slowest"]

_ROW = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \| ( *)(\S+)")
_SHOWN = 3


def import_times(program: Program, interpreter: Interpreter, timeout: float) -> dict[str, tuple[int, float]]:
    """Module → how deep its import was nested, and its seconds with what it imports itself. {} where none are told."""
    command = [interpreter.executable, "-X", "importtime", *program.words]
    try:
        done = run(command, timeout=timeout, folder=program.folder, settings={"PYTHONDONTWRITEBYTECODE": "1"})
    except OSError:
        return {}
    found: dict[str, tuple[int, float]] = {}
    for _, whole, indent, name in _ROW.findall(done.stderr):
        found.setdefault(name, (len(indent) // 2, int(whole) / 1e6))
    return found


def slowest(times: dict[str, tuple[int, float]], package: str) -> str:
    """Name the slowest imports, outermost ones of the program's own package first: "shop.warehouse 41 ms"."""
    own = {name: seconds for name, (_, seconds) in times.items() if name.partition(".")[0] == package}
    others = {name: seconds for name, (_, seconds) in times.items() if name not in own}
    rows = [*sorted(own.items(), key=lambda row: -row[1])[:1], *sorted(others.items(), key=lambda row: -row[1])]
    return ", ".join(f"{name} {seconds * 1000:.0f} ms" for name, seconds in rows[:_SHOWN] if seconds >= 0.001)
