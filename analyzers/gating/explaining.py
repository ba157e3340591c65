"""Where the difference between two sides is spent: both recorded a few times in turns, and compared by function."""

from __future__ import annotations

import math
import os
import signal
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from ..profiling.attributing.attribution import attribute
from ..profiling.comparing import Comparison, Incomparable, compare
from ..profiling.measured import Run
from ..profiling.recording.programs import CannotRecord, Target, record
from ..project.worktrees import SIDES, Side
from .benchmarks import with_options
from .command import Command
from .measuring import Compared

__all__ = ["CannotExplain", "explain"]

_FEWEST, _MOST = 3, 5
"""Recordings of each side."""
_ENOUGH = 6.0
"""Seconds of recordings after which there are no more than the fewest."""
_SECONDS = 0.3
"""Of base's work in one recording of a benchmark, and a sixth of head's at most."""
_MOST_ROUNDS = 20_000
_ONLY = "SLOWSPOT_GATE_ONLY"
_PLUGIN = f'''\
import os


def pytest_collection_modifyitems(config, items):
    kept = [item for item in items if item.nodeid == os.environ["{_ONLY}"]]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept
'''
"""Source of a plugin for pytest that leaves one benchmark."""


class CannotExplain(Exception):  # noqa: N818 - what is the matter
    """No recording can be had of the command: why."""


def explain(command: Command, row: Compared, *, timeout: float) -> Comparison:
    """Record what was compared on both sides, in turns, and compare their functions.

    Of a benchmark both sides run the same number of rounds, however long they take. Raises CannotExplain, and
    KeyboardInterrupt where a recorded program was interrupted.
    """
    runs: dict[Side, list[Run]] = {"base": [], "head": []}
    recordings = _FEWEST if row.name else min(max(math.ceil(_ENOUGH / row.head_seconds), _FEWEST), _MOST)
    with tempfile.TemporaryDirectory(dir=command.trees.folder) as folder:
        for number in range(recordings):
            for side in SIDES if number % 2 else SIDES[::-1]:
                command.trees.place(side)
                runs[side].append(_recorded(command, side, number, row, folder, timeout))
    try:
        return compare(runs["base"], runs["head"])
    except Incomparable as error:
        raise CannotExplain(str(error)) from error


def _recorded(command: Command, side: Side, number: int, row: Compared, folder: str, timeout: float) -> Run:
    python = command.as_python()
    if python is None:
        raise CannotExplain(f"{command.given[0]} is no Python program: give `python …` or a Python script")
    environment = command.environment(os.path.join(command.trees.folder, f"cache-{side}"))
    environment["PYTHONHASHSEED"] = str(number)
    if row.name:
        environment = _for_one(environment, row, folder)
    end = time.monotonic() + timeout
    nowhere = os.open(os.devnull, os.O_RDWR)
    try:
        recording = record(
            Target(python.arguments),
            python=python.executable,
            cancelled=lambda: time.monotonic() > end,
            cwd=command.inside,
            environment=environment,
            stdin=nowhere,
            stdout=nowhere,
            stderr=nowhere,
        )
    except CannotRecord as error:
        raise CannotExplain(str(error)) from error
    finally:
        os.close(nowhere)
    if recording.signal == signal.SIGINT or (recording.signal == signal.SIGTERM and time.monotonic() < end):
        raise KeyboardInterrupt
    if recording.code:
        raise CannotExplain(f"under the recorder {command} ends with exit code {recording.code}")
    return attribute(recording.profile, command.trees.path, run_id=f"{side} {number + 1}")


def _for_one(environment: Mapping[str, str], row: Compared, folder: str) -> dict[str, str]:
    """Return an environment in which pytest runs this benchmark alone, each side with as many rounds."""
    Path(folder, "slowspot_gate_only.py").write_text(_PLUGIN, encoding="ascii")
    seconds = max(row.base_seconds, row.head_seconds / 6)
    rounds = min(max(math.ceil(_SECONDS / seconds), 5), _MOST_ROUNDS)
    words = (
        "-p", "slowspot_gate_only", "--benchmark-only", f"--benchmark-min-rounds={rounds}",
        "--benchmark-max-time=0.000000001", "--benchmark-min-time=0.000000001", "--benchmark-warmup=off",
    )  # fmt: skip
    return {**with_options(environment, words, folder), _ONLY: row.name}
