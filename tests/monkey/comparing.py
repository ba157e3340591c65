"""What the server shows at the end, against what `slowspot analyze` says of the same texts."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

from slowspot.analyzers.rules.registry import all_rules

from .player import Player
from .texts import Text, parses

__all__ = ["compare"]

LINKED_WITHIN_SECONDS = 15

Place = tuple[str, tuple[int, int], tuple[int, int], str]


def compare(player: Player, settings: dict[str, Any]) -> None:
    """Set these settings, make one more edit in each open document, and compare what is shown then.

    Texts that do not parse are mended first: what was found before a text broke is kept, and `analyze` knows nothing of
    that.
    """
    for name in ("pyproject.toml", "slowspot.toml", "ruff.toml"):
        player.do_file({"name": name, "text": None})
    player.do_settings({"table": settings})
    # An answer after that: the server has asked for the settings by then, and has been told.
    player.request("slowspot/unknown", None)
    edited: list[int] = []
    for number, text in sorted(player.texts.items()):
        end = len(text.lines) - 1
        edits = (
            [[end, 0, end, 0, "\n"]]
            if parses(text.text)
            else [Text(text.text, player.encoding).become(player.opened[number])]
        )
        player.do_change({"document": number, "edits": edits})
        if player.shown(number) is not None:
            edited.append(number)
        elif player.alive:
            player.outcome.faults.append(f"no diagnostics for the last version of document {number}")
    slugs = {rule.slug for rule in all_rules()}
    analyzed = _analyzed(player)
    patient_until = time.monotonic() + LINKED_WITHIN_SECONDS
    for number in edited:
        text = player.texts[number]
        if not parses(text.text):
            continue
        wanted = sorted(analyzed.get(number, ()))
        while True:
            items = player.present(number)
            here = sorted(_place(text, item) for item in items if item.get("code") in slugs)
            # What other functions do is told by another process, a moment after the rest.
            if here == wanted or not player.alive or time.monotonic() > patient_until:
                break
            time.sleep(0.05)
        player.outcome.compared += 1
        player.outcome.findings += len(wanted)
        if here != wanted:
            more, less = [it for it in here if it not in wanted], [it for it in wanted if it not in here]
            player.outcome.faults.append(f"document {number}: shown, and not found: {more[:3]}; not shown: {less[:3]}")


def _place(text: Text, item: dict[str, Any]) -> Place:
    lines = text.lines

    def at(position: dict[str, int]) -> tuple[int, int]:
        line = position["line"]
        if line >= len(lines):
            return line + 1, 0
        return line + 1, text.characters(lines[line], position["character"]) + 1

    return item["code"], at(item["range"]["start"]), at(item["range"]["end"]), item["message"]


def _analyzed(player: Player) -> dict[int, list[Place]]:
    """What `analyze` finds in the texts, by number of the document."""
    paths = {f"d{number}.py": number for number in player.texts}
    for name, number in paths.items():
        (player.folder / name).write_bytes(player.texts[number].text.encode("utf-8", "replace"))
    command = [sys.executable, "-m", "slowspot.cli", "analyze", "--preview", "--format", "json", "--exit-zero"]
    done = subprocess.run([*command, "--jobs", "1", *paths], cwd=player.folder, capture_output=True, check=True)
    found: dict[int, list[Place]] = {}
    for it in json.loads(done.stdout)["findings"]:
        start, end = ((it["range"][at]["line"], it["range"][at]["column"]) for at in ("start", "end"))
        found.setdefault(paths[it["path"]], []).append((it["rule"], start, end, it["message"]))
    for name in paths:
        (player.folder / name).unlink()
    return found
