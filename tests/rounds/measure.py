"""Whether a profile leads to what is worth fixing: profile, fix the finding of the largest gain, profile again.

    python tests/rounds/measure.py [PROGRAM …] [--pairs N]

Runs examples/shop, ledger (a Django command), weather (pandas) and quotes (aiohttp, under load from a second process)
in copies, and writes tests/rounds/figures.json, from which docs/quality.md is made. Every fix is applied by itself; the
program's output must stay the same; what it gained is measured in interleaved runs, not read from profiles. A fix that
gained nothing is taken back, as a person would.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slowspot.analyzers.profiling.measured import MeasuredStall
from slowspot.analyzers.profiling.store import Store

FIGURES = Path(__file__).with_name("figures.json")
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
WORTH = 0.02
"""Findings that are expected to save less of the run than this are left."""
ROUNDS = 4
"""Fixes at most for each program."""

HAND = ("offers.quote(", "await asyncio.to_thread(offers.quote, ")
"""What a person does about the stall in quotes/service.py: no rule sees through three modules."""


@dataclass(frozen=True)
class Program:
    name: str
    kind: str
    command: tuple[str, ...]
    folder: str
    """What is analyzed, below examples/."""


PROGRAMS = (
    Program("shop", "the bundled shop on a busy day", ("-m", "shop.busy"), "shop"),
    Program("ledger", "a Django management command", ("ledger/manage.py", "statements"), "ledger"),
    Program("weather", "a pandas pipeline", ("-m", "weather"), "weather"),
)


def slowspot(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "slowspot.cli", *arguments], cwd=cwd, capture_output=True, encoding="utf-8", timeout=300
    )


def copied(scratch: Path, name: str) -> Path:
    """A copy of the examples that counts as a project of its own."""
    folder = scratch / name
    shutil.copytree(EXAMPLES, folder, ignore=shutil.ignore_patterns("__pycache__", ".slowspot"))
    (folder / "slowspot.toml").write_text("preview = true\n", encoding="utf-8")
    return folder


def profiled(folder: Path, program: Program) -> str:
    """Record a run into the folder's store; returns what the program printed."""
    done = slowspot("profile", "--quiet", *program.command, cwd=folder)
    if done.returncode:
        raise SystemExit(f"{program.name}: {done.stderr}")
    return done.stdout


def findings(folder: Path, program: Program) -> list[dict[str, Any]]:
    done = slowspot("analyze", "--format", "json", program.folder, cwd=folder)
    if done.returncode > 1:
        raise SystemExit(f"{program.name}: {done.stderr}")
    return json.loads(done.stdout)["findings"]


def apply(folder: Path, finding: dict[str, Any]) -> None:
    """Apply the fix of one finding. Lines and columns count from 1."""
    file = folder / finding["path"]
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(lines)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))

    def offset(place: dict[str, int]) -> int:
        return starts[place["line"] - 1] + place["column"] - 1

    for edit in sorted(finding["fix"]["edits"], key=lambda edit: offset(edit["start"]), reverse=True):
        text = text[: offset(edit["start"])] + edit["text"] + text[offset(edit["end"]) :]
    file.write_text(text, encoding="utf-8")


def seconds(folder: Path, program: Program) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *program.command], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def saved(before: Path, after: Path, program: Program, pairs: int) -> dict[str, float]:
    """The part of the run time that is gone: median, least and most of interleaved pairs, start-up included."""
    parts: list[float] = []
    old: list[float] = []
    new: list[float] = []
    for number in range(pairs):
        order = (before, after) if number % 2 else (after, before)
        times = {folder: seconds(folder, program) for folder in order}
        old.append(times[before])
        new.append(times[after])
        parts.append(1 - times[after] / times[before])
    return {
        "before": round(statistics.median(old), 3),
        "after": round(statistics.median(new), 3),
        "saved": round(statistics.median(parts), 3),
        "low": round(min(parts), 3),
        "high": round(max(parts), 3),
    }


def told(finding: dict[str, Any]) -> dict[str, Any]:
    share = finding["share"]
    return {
        "rule": finding["rule"],
        "path": finding["path"],
        "function": finding["function"],
        "share": None if share is None else round(share["value"], 3),
        "basis": None if share is None else share["basis"],
        "gain": None if finding["gain"] is None else round(finding["gain"], 3),
    }


def rounds(program: Program, scratch: Path, pairs: int) -> dict[str, Any]:
    """Profile, fix the first finding with a fix, and so on, until nothing is expected to save 2 %."""
    folder = copied(scratch, program.name)
    output = profiled(folder, program)
    first = findings(folder, program)
    steps: list[dict[str, Any]] = []
    refused: set[str] = set()
    listed = first
    while len(steps) < ROUNDS:
        worth = [one for one in listed if one["fix"] and (one["gain"] or 0) >= WORTH and one["id"] not in refused]
        if not worth:
            break
        chosen = max(worth, key=lambda one: one["gain"])
        before = Path(shutil.copytree(folder, scratch / f"{program.name}-{len(steps)}"))
        apply(folder, chosen)
        same = profiled(folder, program) == output
        measured = saved(before, folder, program, pairs)
        kept = same and measured["saved"] > 0
        steps.append({**told(chosen), "same": same, "kept": kept, **measured})
        print(program.name, steps[-1], flush=True)
        if not kept:
            refused.add(chosen["id"])
            shutil.rmtree(folder)
            shutil.copytree(before, folder)
        listed = findings(folder, program)
    return {
        "kind": program.kind,
        "findings": len(first),
        "hints": sum(one["severity"] == "hint" for one in first),
        "steps": steps,
        "left": [told(one) for one in listed if one["severity"] != "hint" and one["id"] not in refused],
        "whole": saved(scratch / f"{program.name}-0", folder, program, pairs) if steps else None,
    }


def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def load(folder: Path, *recorder: str) -> dict[str, Any]:
    """The service under load from a second process; with `recorder`, under `slowspot profile`."""
    port, warehouse = free_ports()
    command = ["-m", "quotes.service", str(port), f"http://127.0.0.1:{warehouse}"]
    service = subprocess.Popen([sys.executable, *recorder, *command], cwd=folder, stderr=subprocess.PIPE)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        customers = subprocess.run(
            [sys.executable, "-m", "quotes.load", str(port), str(warehouse)],
            cwd=folder, capture_output=True, encoding="utf-8", timeout=120, check=True,
        )  # fmt: skip
    finally:
        service.terminate()
        service.communicate(timeout=60)
    return json.loads(customers.stdout)


def service(scratch: Path, pairs: int) -> dict[str, Any]:
    """The event loop of a web service: what the stall list names is taken off it by hand, and the load is run again."""
    folder = copied(scratch, "quotes")
    load(folder, "-m", "slowspot.cli", "profile", "--quiet", "--async")
    before = Path(shutil.copytree(folder, scratch / "quotes-0"))
    stalls = stalls_in(folder)
    file = folder / "quotes" / "service.py"
    text = file.read_text(encoding="utf-8").replace(*HAND).replace("import sys\n", "import asyncio\nimport sys\n", 1)
    file.write_text(text, encoding="utf-8")
    load(folder, "-m", "slowspot.cli", "profile", "--quiet", "--async")
    after = stalls_in(folder)
    runs = [(load(before), load(folder)) for _ in range(pairs)]
    longest = max(stalls, key=lambda stall: stall.seconds)
    return {
        "kind": "an aiohttp service under load from a second process",
        "same": len({run["answers"] for pair in runs for run in pair}) == 1,
        "stalls": {"before": told_stalls(stalls), "after": told_stalls(after)},
        "named": {key: getattr(longest, key) for key in ("path", "function", "line", "call")},
        "seconds": medians([pair[0]["seconds"] for pair in runs], [pair[1]["seconds"] for pair in runs]),
        "search": medians([pair[0]["search"] for pair in runs], [pair[1]["search"] for pair in runs]),
    }


def stalls_in(folder: Path) -> list[MeasuredStall]:
    """The stalls of the latest run in the folder's store."""
    run = Store(str(folder)).load("latest")
    assert run is not None
    return run.stalls


def told_stalls(stalls: Sequence[MeasuredStall]) -> dict[str, float]:
    return {"count": len(stalls), "seconds": round(sum(stall.seconds for stall in stalls), 3)}


def medians(before: Iterable[float], after: Iterable[float]) -> dict[str, float]:
    return {"before": round(statistics.median(before), 3), "after": round(statistics.median(after), 3)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="*", help="shop, ledger, weather, quotes (default: all)")
    parser.add_argument("--pairs", type=int, default=7, help="interleaved runs of each side (default: 7)")
    options = parser.parse_args()
    wanted = set(options.programs)
    figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    figures["python"] = sys.version.split()[0]
    programs = figures.setdefault("programs", {})
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        for program in PROGRAMS:
            if not wanted or program.name in wanted:
                programs[program.name] = rounds(program, Path(folder), options.pairs)
        if not wanted or "quotes" in wanted:
            programs["quotes"] = service(Path(folder), min(options.pairs, 5))
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
