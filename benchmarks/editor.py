"""What the language server costs under the hand: every row of the table "In the editor" of docs/quality.md.

    python benchmarks/editor.py [--record] [--only keystrokes,burst] [--edits N] [--sizes 1000,10000,50000]

Servers that are compared get the same documents and edits in turn; ratios are per edit, and their median counts. An
edit types one letter into a name inside a function, the next one takes it out. Milliseconds from `didChange` sent to
the diagnostics of that version. With `--record` the figures go to benchmarks/editor_figures.json. Five minutes, Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from editor_sessions import BARE, RUFF_RULES, SLOWSPOT, Session, folder_with, ruff_server
from editor_spots import spots
from editor_workspace import indexing, memory

__all__ = ["RUFF_RULES", "SLOWSPOT", "spots"]

FIGURES = Path(__file__).with_name("editor_figures.json")


def starts(options: argparse.Namespace) -> dict[str, Any]:
    """How soon `initialize` is answered, against a pygls server that does nothing."""
    times: dict[str, list[float]] = {"pygls": [], "ours": []}
    with folder_with({}) as root:
        for number in range(options.starts + 1):
            for name, command in (("pygls", [sys.executable, "-c", BARE]), ("ours", SLOWSPOT)):
                session = Session(command, root)
                session.stop()
                if number:  # the first round fills caches
                    times[name].append(session.start_seconds)
    return {**_both(times["ours"], times["pygls"], "pygls")}


def keystrokes(options: argparse.Namespace) -> dict[str, Any]:
    """A keystroke in documents of several lengths, against `ruff server`."""
    found: dict[str, Any] = {}
    for size in map(int, options.sizes.split(",")):
        with folder_with({"ruff.toml": RUFF_RULES}) as root:
            servers = [Session(SLOWSPOT, root), Session(ruff_server(), root)]
            for session in servers:
                session.open(size)
            times: list[list[float]] = [[], []]
            for edit in servers[0].edits(options.edits):
                for session, taken in zip(servers, times, strict=True):
                    taken.append(session.edit(*edit))
                    time.sleep(0.02)
            for session in servers:
                session.stop()
        found[str(size)] = _both(times[0], times[1], "ruff")
    return found


def burst(options: argparse.Namespace) -> dict[str, Any]:
    """50 edits, 10 ms apart, none awaited: how long after the last one its diagnostics come."""
    after: list[float] = []
    with folder_with({}) as root:
        session = Session(SLOWSPOT, root)
        session.open(10_000)
        for line, column in spots(session.text, options.bursts):
            sent = due = time.perf_counter()
            for number in range(50):
                time.sleep(max(0.0, due - time.perf_counter()))
                due += 0.01
                sent = session.send(line, column + number, "q")
            after.append(session.arrival() - sent)
            session.edit(line, column, "", 50)
        session.stop()
    return _spread(after)


def opening(options: argparse.Namespace) -> dict[str, Any]:
    """The first diagnostics of a document of 10,000 lines, against `ast.parse` and the rules over it in batch."""
    ours: list[float] = []
    batch: list[float] = []
    with folder_with({}) as root:
        for _ in range(options.openings):
            session = Session(SLOWSPOT, root)
            ours.append(session.open(10_000))
            batch.append(session.batch())
            session.stop()
    return _both(ours, batch, "batch")


def actions(options: argparse.Namespace) -> dict[str, Any]:
    """Code actions at findings and elsewhere in a document of 10,000 lines, each after a keystroke."""
    taken: list[float] = []
    with folder_with({}) as root:
        session = Session(SLOWSPOT, root, {"preview": True})
        session.open(10_000)
        time.sleep(2)  # libcst is imported
        places = [item["range"]["start"] for item in session.items()][: options.edits // 2]
        edits = session.edits(options.edits)
        for number, edit in enumerate(edits):
            session.edit(*edit)
            line, column = edit[:2]
            at = places[number % len(places)] if number % 2 and places else {"line": line, "character": column}
            taken.append(session.action(at))
        session.stop()
    return {**_spread(taken), "places": len(places)}


MEASURED: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "starts": starts, "keystrokes": keystrokes, "burst": burst, "opening": opening, "actions": actions,
    "indexing": indexing, "memory": memory,
}  # fmt: skip


def _spread(seconds: Sequence[float]) -> dict[str, Any]:
    """Milliseconds."""
    ordered = sorted(1000 * value for value in seconds)
    ninety_five = statistics.quantiles(ordered, n=20)[-1] if len(ordered) > 1 else ordered[0]
    return {
        "n": len(ordered), "p10": round(ordered[len(ordered) // 10], 2), "median": round(statistics.median(ordered), 2),
        "p95": round(ninety_five, 2), "most": round(ordered[-1], 2),
    }  # fmt: skip


def _both(ours: Sequence[float], theirs: Sequence[float], name: str) -> dict[str, Any]:
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    return {"ours": _spread(ours), name: _spread(theirs), "ratio": round(ratio, 3)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true", help=f"write the figures to {FIGURES.name}")
    parser.add_argument("--only", default=",".join(MEASURED), help="some of: %(default)s")
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--sizes", default="1000,10000,50000")
    parser.add_argument("--starts", type=int, default=10)
    parser.add_argument("--bursts", type=int, default=10)
    parser.add_argument("--openings", type=int, default=5)
    parser.add_argument("--files", type=int, default=3000, help="files of the workspace that is indexed")
    parser.add_argument("--many-edits", type=int, default=10_000, help="after which memory is looked at again")
    options = parser.parse_args()
    figures: dict[str, Any] = json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else {}
    for name in options.only.split(","):
        began = time.time()
        figures[name] = MEASURED[name](options)
        print(f"{name} ({time.time() - began:.0f} s)\n  {json.dumps(figures[name])}", flush=True)
    if options.record:
        figures["python"], figures["cores"] = platform.python_version(), os.cpu_count()
        figures["versions"] = {name: version(name) for name in ("ruff", "pygls")}
        FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
