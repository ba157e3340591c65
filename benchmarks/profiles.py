"""Import of large files in speedscope's format: `slowspot profile import` against `json.load` of the same file.

python benchmarks/profiles.py [--size MB] [--rounds N]

The files are made here, and so is the project that they are of: stacks of 4,000 functions, 20 to 60 calls deep, of
which a few thousand come again and again; or each is another than all before, which no limit is promised for.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from processes import Cost, measure

LIMITS = {"seconds": 3.0, "MB": 600.0}
FUNCTIONS, FILES, LIBRARY = 500, 10, 3_500
SCHEMA = "https://www.speedscope.app/file-format-schema.json"


def project(folder: Path) -> list[dict[str, object]]:
    """Write the project's files; return the frames of its functions and of a library's."""
    frames: list[dict[str, object]] = []
    for file in range(FILES):
        path = folder / f"module_{file}.py"
        lines: list[str] = []
        for function in range(FUNCTIONS // FILES):
            lines += [f"def function_{function}(value):", "    total = value + 1", "    return total", "", ""]
            frames += [
                {"name": f"function_{function}", "file": str(path), "line": len(lines) - after, "col": None}
                for after in (3, 2)
            ]
        path.write_text("\n".join(lines), encoding="utf-8")
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    library = "/usr/lib/python3/site-packages/library/part_{}.py"
    frames += [
        {"name": f"Class.method_{number}", "file": library.format(number % 200), "line": number, "col": None}
        for number in range(1, LIBRARY + 1)
    ]
    return frames


def stacks(chance: random.Random, frames: int, different: int) -> Iterator[list[int]]:
    """Stacks without end; after as many different ones they come again, the first more often than the last."""
    made: list[list[int]] = []
    while True:
        if len(made) < different:
            above = made[-1] if made else []
            kept = above[: min(max(len(above) - chance.randrange(6), 0), 55)]  # calls come and go at the inner end
            depth = max(len(kept) + chance.randrange(1, 6), 20)
            made.append(kept + [chance.randrange(frames) for _ in range(depth - len(kept))])
            yield made[-1]
        else:
            yield made[int(different * chance.random() ** 3)]


def sampled(path: Path, frames: list[dict[str, object]], size: int, different: int) -> None:
    """Write a file as py-spy does."""
    source = stacks(random.Random(1), len(frames), different)
    samples: list[str] = []
    written = 0
    while written < size:
        samples.append(str(next(source)).replace(" ", ""))
        written += len(samples[-1]) + 6
    body = '{"type":"sampled","name":"Thread 1 \\"MainThread\\"","unit":"seconds","startValue":0.0,"endValue":'
    path.write_text(
        f'{{"$schema":"{SCHEMA}","profiles":[{body}{len(samples) / 100},"samples":[{",".join(samples)}],'
        f'"weights":[{",".join(["0.01"] * len(samples))}]}}],"shared":{{"frames":{json.dumps(frames)}}},'
        '"activeProfileIndex":null,"exporter":"py-spy@0.4.3","name":"made"}',
        encoding="utf-8",
    )


def evented(path: Path, frames: list[dict[str, object]], size: int, different: int) -> None:
    """Write a file as pyinstrument does, with spaces and one event for each call and return."""
    source = stacks(random.Random(1), len(frames), different)
    events: list[str] = []
    written, at = 0, 0.0
    now: list[int] = []

    def add(kind: str, frame: int) -> None:
        nonlocal written
        events.append(f'{{"type": "{kind}", "at": {at!r}, "frame": {frame}}}')
        written += len(events[-1]) + 2

    while written < size:
        stack = next(source)
        same = next((level for level, (one, other) in enumerate(zip(now, stack, strict=False)) if one != other), 0)
        for frame in reversed(now[same:]):
            add("C", frame)
        for frame in stack[same:]:
            add("O", frame)
        now, at = stack, at + 0.001
    for frame in reversed(now):
        add("C", frame)
    body = f'{{"type": "evented", "name": "made", "unit": "seconds", "startValue": 0.0, "endValue": {at!r}'
    path.write_text(
        f'{{"$schema": "{SCHEMA}", "name": "made", "exporter": "made", "profiles": [{body}, "events": '
        f'[{", ".join(events)}]}}], "shared": {{"frames": {json.dumps(frames)}}}}}',
        encoding="utf-8",
    )


WORST = "samples, each stack different"
KINDS: dict[str, Callable[[Path, list[dict[str, object]], int], None]] = {
    "samples, 5,000 different stacks": lambda *to: sampled(*to, different=5_000),
    WORST: lambda *to: sampled(*to, different=10**9),
    "events, 5,000 different stacks": lambda *to: evented(*to, different=5_000),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=float, default=50, metavar="MB", help="of each file (default: 50)")
    parser.add_argument("--rounds", type=int, default=3, help="default: 3")
    options = parser.parse_args()
    kept = True
    print("| file | MB | command | wall s, median | CPU s | peak MB |\n|---|---|---|---|---|---|")
    for kind, make in KINDS.items():
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            frames = project(folder)
            path = folder / "made.speedscope.json"
            make(path, frames, int(options.size * 1e6))
            megabytes = path.stat().st_size / 1e6
            floor = [sys.executable, "-c", f"import json; json.load(open({str(path)!r}, encoding='utf-8'))"]
            ours = [sys.executable, "-m", "slowspot.cli.main", "profile", "import", str(path), "--root", str(folder)]
            costs: dict[str, list[Cost]] = {"json.load": [], "slowspot profile import": []}
            for _ in range(options.rounds):
                costs["json.load"].append(measure(floor))
                costs["slowspot profile import"].append(measure(ours))
            for command, measured in costs.items():
                assert not any(cost.status for cost in measured), f"{command} failed"
                wall = statistics.median(cost.wall for cost in measured)
                cpu = statistics.median(cost.cpu for cost in measured)
                peak = max(cost.peak for cost in measured)
                limits = ("", "")
                if command != "json.load" and kind != WORST and abs(options.size - 50) < 1:
                    limits = (f" (limit {LIMITS['seconds']:g})", f" (limit {LIMITS['MB']:g})")
                    kept = kept and wall <= LIMITS["seconds"] and peak <= LIMITS["MB"]
                row = (
                    kind,
                    f"{megabytes:.0f}",
                    command,
                    f"{wall:.2f}{limits[0]}",
                    f"{cpu:.2f}",
                    f"{peak:.0f}{limits[1]}",
                )
                print(f"| {' | '.join(row)} |", flush=True)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
