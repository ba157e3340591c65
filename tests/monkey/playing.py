"""Plays a script against a real server process, and says what the server did wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .comparing import compare
from .player import Outcome, Player

__all__ = ["play"]

CHECKED_EVERY = 500
FINAL = {"preview": True, "defer-to-ruff": False}
"""The settings at the end, when what the server shows is compared to what `analyze` says."""


def play(
    script: Sequence[dict[str, Any]], folder: Path, capabilities: dict[str, Any], *,
    options: dict[str, Any] | None = None, seconds: float = 60, most_growth: float = 150,
) -> Outcome:  # fmt: skip
    """Play a script in an empty folder. Whatever is wrong stands in the outcome's `faults`."""
    work = folder / "work"
    work.mkdir(parents=True)
    player = Player(work, capabilities, options or {}, seconds)
    outcome = player.outcome
    try:
        for number, event in enumerate(script):
            if not player.alive:
                break
            player.play(event)
            if number % CHECKED_EVERY == CHECKED_EVERY - 1:
                _check(player)
        _check(player)
        if len(outcome.memory) > 2 and outcome.memory[-1] > outcome.memory[0] + most_growth:
            outcome.faults.append(f"memory grew from {outcome.memory[0]:.0f} to {outcome.memory[-1]:.0f} MB")
        if not player.alive:
            outcome.faults.append("the process died: " + _log(folder)[-2000:])
    finally:
        player.end()
    outcome.requests = len(player.asked)
    logged = re.findall(r"^Traceback .*?\n(?=\S)[^\n]*", _log(folder), re.MULTILINE | re.DOTALL)
    outcome.faults += [f"an exception was logged: {trace[-1000:]}" for trace in dict.fromkeys(logged)]
    return outcome


def _check(player: Player) -> None:
    """Look whether all is answered, how much memory it takes, and whether what is shown is right."""
    if player.settle() and player.alive:
        player.outcome.memory.append(player.memory())
        table = player.table
        compare(player, FINAL)
        player.do_settings({"table": table})


def _log(folder: Path) -> str:
    return (folder / "stderr.txt").read_text("utf-8", "replace")
