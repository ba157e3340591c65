"""What a keystroke costs, against `ruff server`; and how soon `initialize` is answered, against bare pygls.

    python benchmarks/editor.py [--edits N] [--sizes 1000,10000,50000]

Servers get the same documents and edits in turn. An edit types one letter into a name inside a function, the next one
takes it out. Milliseconds from `didChange` sent to the diagnostics of that version. Ratios are per edit; their median
counts.
"""

from __future__ import annotations

import argparse
import ast
import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from client import Client
from corpus import module_of

RUFF_RULES = '[lint]\nselect = ["PERF", "C4", "ASYNC", "FURB", "SIM", "B", "PD"]\n'
BARE = """
from pygls.lsp.server import LanguageServer
LanguageServer("bare", "1").start_io()
"""
SLOWSPOT = [sys.executable, "-m", "slowspot.cli", "server"]


def spots(text: str, count: int) -> list[tuple[int, int]]:
    """Ends of names inside functions, as line and column (in UTF-16 units: only ASCII lines are taken)."""
    lines = text.split("\n")
    found = [
        (node.lineno - 1, node.end_col_offset or 0)
        for function in ast.walk(ast.parse(text))
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for statement in function.body
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and lines[node.lineno - 1].isascii()
    ]
    return random.Random(1).sample(found, min(count, len(found)))


def keystrokes(size: int, edits: int) -> None:
    text = module_of(size)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "ruff.toml").write_text(RUFF_RULES)
        path = root / "document.py"
        path.write_text(text)
        ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or "ruff"
        servers = {"ruff server": Client([ruff, "server"], root), "slowspot server": Client(SLOWSPOT, root)}
        opened: dict[str, float] = {}
        for name, client in servers.items():
            client.initialize()
            time.sleep(1.5)
            document = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}
            sent = client.notify("textDocument/didOpen", {"textDocument": document})
            opened[name] = client.diagnostics(path.as_uri(), 1) - sent
            time.sleep(1.5)
        times: dict[str, list[float]] = {name: [] for name in servers}
        version = 1
        for line, column in spots(text, edits // 2):
            for change in ("x", ""):
                version += 1
                here = {"line": line, "character": column}
                after = {"line": line, "character": column + (not change)}
                for name, client in servers.items():
                    params = {
                        "textDocument": {"uri": path.as_uri(), "version": version},
                        "contentChanges": [{"range": {"start": here, "end": after}, "text": change}],
                    }
                    sent = client.notify("textDocument/didChange", params)
                    times[name].append(client.diagnostics(path.as_uri(), version) - sent)
                    time.sleep(0.02)
        for client in servers.values():
            client.stop()
    ours, theirs = times["slowspot server"], times["ruff server"]
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    for name, values in times.items():
        ninety_five = statistics.quantiles(values, n=20)[-1]
        print(
            f"| {size} | {name} | {len(values)} | {statistics.median(values) * 1e3:.2f} | {ninety_five * 1e3:.2f}"
            f" | {opened[name] * 1e3:.0f} | {f'{ratio:.2f}' if name != 'ruff server' else '1'} |"
        )


def starts(rounds: int) -> None:
    times: dict[str, list[float]] = {"bare pygls": [], "slowspot server": []}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds + 1):
            for name, command in (("bare pygls", [sys.executable, "-c", BARE]), ("slowspot server", SLOWSPOT)):
                client = Client(command, Path(folder))
                took = client.initialize()
                client.stop()
                if number:  # the first round fills caches
                    times[name].append(took)
    ratio = statistics.median(a / b for a, b in zip(times["slowspot server"], times["bare pygls"], strict=True))
    for name, values in times.items():
        shown = f"{ratio:.2f}" if name != "bare pygls" else "1"
        print(f"| {name} | {len(values)} | {statistics.median(values) * 1e3:.0f} | {shown} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--sizes", default="1000,10000,50000")
    parser.add_argument("--starts", type=int, default=10)
    arguments = parser.parse_args()
    print("| server | starts | initialize answered, ms | x of bare pygls |\n|---|---|---|---|")
    starts(arguments.starts)
    print("\n| lines | server | edits | median ms | p95 ms | open ms | x of ruff |\n|---|---|---|---|---|---|---|")
    for size in arguments.sizes.split(","):
        keystrokes(int(size), arguments.edits)


if __name__ == "__main__":
    main()
