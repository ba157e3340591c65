"""How soon an edit is seen in the files that call what it changed: in a workspace of 3,000 files, over the protocol.

    python benchmarks/linking_refresh.py [--files 3000] [--callers 10] [--edits 40] [--workspace FOLDER]

The workspace is Django's files, some of them several times, or a copy of FOLDER; and a program in it whose coroutines
reach `vendor.fetch` through three modules. An edit makes that function block, the next one takes it back; milliseconds
from `didChange` sent to the last diagnostics of all callers, two of which are open. Prints JSON. Two minutes, Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from client import Client
from corpus import django
from editor_sessions import SLOWSPOT
from processes import resident

CHAIN = {
    "__init__.py": "",
    "vendor.py": """\
import requests


def fetch(address):
    return address
""",
    "client.py": """\
from parcels import vendor


class Courier:
    def events(self, number):
        return vendor.fetch(number)
""",
    "repository.py": """\
from parcels.client import Courier


class Parcels:
    def __init__(self):
        self.courier = Courier()

    def latest(self, number):
        return self.courier.events(number)
""",
    "service.py": """\
from parcels.repository import Parcels

PARCELS = Parcels()


def status(number):
    return PARCELS.latest(number)
""",
}
CALLER = "from parcels import service\n\n\nasync def handler{0}(request):\n    return service.status(request.number)\n"
QUIET, BLOCKING = "return address", "return requests.get(address)"
OPEN = 2
RULE = "async-blocking-indirect"


def fill(root: Path, count: int) -> int:
    """Django's files as often as it takes, whole packages each time; no two files are the same."""
    paths = sorted(django().rglob("*.py"))
    made = 0
    for number in range(-(-count // len(paths))):
        for source in paths:
            target = root / f"site{number}" / "django" / source.relative_to(django())
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes() + b"\n# %d\n" % made)
            made += 1
            if made == count:
                return made
    return made


def program(root: Path, callers: int) -> list[str]:
    """Write the program; returns the URIs of the modules that call it, the open ones first."""
    folder = root / "parcels"
    folder.mkdir()
    for name, text in CHAIN.items():
        (folder / name).write_text(text, "utf-8")
    uris: list[str] = []
    for number in range(callers):
        path = folder / f"web{number}.py"
        path.write_text(CALLER.format(number), "utf-8")
        uris.append(path.as_uri())
    return uris


class Refresh:
    def __init__(self, root: Path, callers: Sequence[str]) -> None:
        self.callers = callers
        settings = {"index": "on", "workspace-diagnostics": True}
        self.client = Client(SLOWSPOT, root, settings)
        self.client.initialize()
        self.vendor = (root / "parcels" / "vendor.py").as_uri()
        self.version = 1
        for uri in (self.vendor, *callers[:OPEN]):
            text = Path(uri.removeprefix("file://")).read_text("utf-8")
            item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
            self.client.notify("textDocument/didOpen", {"textDocument": item})

    def edit(self, old: str, new: str) -> float:
        """Send an edit; returns when it was sent."""
        self.version += 1
        area = {"start": {"line": 4, "character": 4}, "end": {"line": 4, "character": 4 + len(old)}}
        params = {
            "textDocument": {"uri": self.vendor, "version": self.version},
            "contentChanges": [{"range": area, "text": new}],
        }
        return self.client.notify("textDocument/didChange", params)

    def arrivals(self, sent: float, *, blocking: bool, patience: float) -> list[float]:
        """Seconds until each caller's diagnostics say so."""
        found: dict[str, float] = {}
        until = time.perf_counter() + patience
        while len(found) < len(self.callers) and time.perf_counter() < until:
            for uri in self.callers:
                if uri in found:
                    continue
                at, items = self.client.latest(uri)
                if at > sent and any(item["code"] == RULE for item in items) == blocking:
                    found[uri] = at - sent
            time.sleep(0.001)
        if len(found) < len(self.callers):
            raise TimeoutError(f"{len(self.callers) - len(found)} of {len(self.callers)} callers were not refreshed")
        return list(found.values())


def measure(root: Path, files: int, options: argparse.Namespace) -> dict[str, Any]:
    session = Refresh(root, program(root, options.callers))
    began = time.perf_counter()
    command = {"command": "slowspot.analyzeWorkspace", "arguments": [], "workDoneToken": "index"}
    session.client.request("workspace/executeCommand", command, options.patience)
    ready = time.perf_counter() - began
    print(f"indexed after {ready:.0f} s", file=sys.stderr, flush=True)
    sent = session.edit(QUIET, BLOCKING)
    session.arrivals(sent, blocking=True, patience=60)
    taken: list[float] = []
    opened: list[float] = []
    blocking = True
    for _ in range(options.edits):
        time.sleep(0.7)
        sent = session.edit(*((BLOCKING, QUIET) if blocking else (QUIET, BLOCKING)))
        blocking = not blocking
        arrived = session.arrivals(sent, blocking=blocking, patience=10)
        opened.append(max(arrived[:OPEN]))
        taken.append(max(arrived))
    memory = resident(session.client.process.pid)
    session.client.stop()
    return {
        "files": files + len(CHAIN) + options.callers, "callers": options.callers, "edits": options.edits,
        "indexed_seconds": round(ready, 1), "open": _spread(opened), "all": _spread(taken),
        "megabytes": round(memory / 1e6),
    }  # fmt: skip


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    """Milliseconds."""
    ordered = sorted(1000 * value for value in seconds)
    return {
        "median": round(statistics.median(ordered), 1),
        "p95": round(statistics.quantiles(ordered, n=20)[-1], 1),
        "most": round(ordered[-1], 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=3000)
    parser.add_argument("--callers", type=int, default=10, help="modules that call what is edited (default: 10)")
    parser.add_argument("--edits", type=int, default=40)
    parser.add_argument("--workspace", type=Path, help="a folder to copy in the place of Django's files")
    parser.add_argument("--patience", type=float, default=600, help="seconds that the first index may take")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SLOWSPOT_CACHE_DIR"] = str(Path(folder, "cache"))
        root = Path(folder, "work")
        root.mkdir()
        if options.workspace is None:
            files = fill(root, options.files)
        else:
            shutil.copytree(options.workspace, root / options.workspace.name)
            files = sum(1 for _ in root.rglob("*.py"))
        found = measure(root, files, options)
    found["workspace"] = options.workspace.name if options.workspace else "django"
    found["python"], found["cores"] = platform.python_version(), os.cpu_count()
    json.dump(found, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
