"""What a profile costs in the editor: keystrokes with and without one, and how soon a new run is shown.

    python benchmarks/profiled.py [--edits N] [--size 10000]

The run is made up: every function and every third line of the document was measured. Two servers get the same edits in
turn, one in a folder with that run, one in a folder without. Ratios are per edit, and their median counts.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from client import Client
from corpus import module_of
from editor_sessions import SLOWSPOT
from editor_spots import spots
from slowspot.analyzers.profiling.measured import MeasuredFunction, MeasuredLine, Run
from slowspot.analyzers.profiling.overlay import overlay
from slowspot.analyzers.profiling.store import Store
from slowspot.analyzers.source import Document
from slowspot.analyzers.source.functions import functions_of

NAME = "document.py"


def run_of(text: str, seed: int) -> Run:
    """A run in which each function of the text took some time, a few of them much."""
    chance = random.Random(seed)
    functions: list[MeasuredFunction] = []
    for place in functions_of(text):
        own = chance.paretovariate(1.2)
        lines = tuple(MeasuredLine(offset, own / 5, own / 3) for offset in range(1, place.last - place.line + 1, 3))
        functions.append(
            MeasuredFunction(NAME, place.name, place.line, place.digest, own, own / 2, 2 * own, samples=9, lines=lines)
        )
    return Run(Store(".").new_id(), "slowspot", "seconds", sum(it.own for it in functions), functions)


def overlays(text: str) -> None:
    run, document = run_of(text, 1), Document(text)
    first = timed(lambda: overlay(run, NAME, document))
    again = [timed(lambda: overlay(run, NAME, document)) for _ in range(20)]
    print(f"overlay of {len(run.functions)} functions on {len(document.lines)} lines: first {first:.1f} ms,", end=" ")
    print(f"again {statistics.median(again):.1f} ms")


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e3


def keystrokes(text: str, edits: int) -> None:
    with tempfile.TemporaryDirectory() as with_run, tempfile.TemporaryDirectory() as without:
        Store(with_run).add(run_of(text, 1))
        clients = {"without": Client(SLOWSPOT, Path(without)), "with": Client(SLOWSPOT, Path(with_run))}
        uris = {name: (client.root / NAME).as_uri() for name, client in clients.items()}
        for name, client in clients.items():
            client.initialize()
            time.sleep(1.5)
            document = {"uri": uris[name], "languageId": "python", "version": 1, "text": text}
            sent = client.notify("textDocument/didOpen", {"textDocument": document})
            print(f"open, {name} a profile: {(client.diagnostics(uris[name], 1) - sent) * 1e3:.0f} ms")
            time.sleep(1.5)
        times: dict[str, list[float]] = {name: [] for name in clients}
        version = 1
        for line, column in spots(text, edits // 2):
            for change in ("x", ""):
                version += 1
                span = {
                    "start": {"line": line, "character": column},
                    "end": {"line": line, "character": column + (not change)},
                }
                for name, client in clients.items():
                    params = {
                        "textDocument": {"uri": uris[name], "version": version},
                        "contentChanges": [{"range": span, "text": change}],
                    }
                    sent = client.notify("textDocument/didChange", params)
                    times[name].append((client.diagnostics(uris[name], version) - sent) * 1e3)
                    time.sleep(0.02)
        ratio = statistics.median(a / b for a, b in zip(times["with"], times["without"], strict=True))
        for name, values in times.items():
            p95 = statistics.quantiles(values, n=20)[-1]
            print(f"keystroke, {name} a profile: {statistics.median(values):.2f} ms, p95 {p95:.2f} ms")
        print(f"ratio {ratio:.2f}")
        pulls(clients["with"], uris["with"])
        changes(clients["with"], uris["with"], text, version)
        for client in clients.values():
            client.stop()


def pulls(client: Client, uri: str) -> None:
    """Lenses, hints, heat and hot spots, as a client asks for them after each pause in typing."""
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 100, "character": 0}}
    here = {"textDocument": {"uri": uri}}
    asked: dict[str, tuple[str, dict[str, Any], Callable[[Any], int]]] = {
        "textDocument/codeLens": ("textDocument/codeLens", here, len),
        "textDocument/inlayHint": ("textDocument/inlayHint", {**here, "range": whole}, len),
        "slowspot.heat": (
            "workspace/executeCommand", {"command": "slowspot.heat", "arguments": [uri]}, lambda it: len(it["lines"]),
        ),
        "slowspot.hotspots": (
            "workspace/executeCommand", {"command": "slowspot.hotspots", "arguments": []}, lambda it: len(it["spots"]),
        ),
    }  # fmt: skip
    for name, (method, params, count) in asked.items():
        took: list[float] = []
        answer: Any = None
        for _ in range(20):
            began = time.perf_counter()
            at, answer = client.request(method, params)
            took.append((at - began) * 1e3)
        print(f"{name}: {count(answer)} of them in {statistics.median(took):.1f} ms")


def changes(client: Client, uri: str, text: str, version: int) -> None:
    """From the notification that the store changed to diagnostics with the new figures."""
    took: list[float] = []
    store = Store(str(client.root))
    for seed in range(2, 8):
        store.add(run_of(text, seed))
        client.forget(uri, version)
        event = {"uri": (client.root / ".slowspot" / "latest").as_uri(), "type": 2}
        sent = client.notify("workspace/didChangeWatchedFiles", {"changes": [event]})
        took.append((client.diagnostics(uri, version) - sent) * 1e3)
    print(f"another run shown, loading and scoring included: {statistics.median(took):.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--size", type=int, default=10_000)
    arguments = parser.parse_args()
    text = module_of(arguments.size)
    overlays(text)
    keystrokes(text, arguments.edits)


if __name__ == "__main__":
    sys.exit(main())
