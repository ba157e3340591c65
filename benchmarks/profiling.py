"""What recording costs a program, beside pyinstrument alone and cProfile, and how true the recorded shares are."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median

from slowspot.analyzers.profiling.readers import read
from slowspot.analyzers.profiling.recording.programs import Target, record

BODIES = {
    "calls": """
def add(a, b):
    return a + b
def body():
    total = 0
    for number in range(UNITS * 60_000):
        total = add(total, number)
""",
    "loops": """
def body():
    for unit in range(UNITS):
        total = 0
        for number in range(100_000):
            total += number * number % 7
""",
    "library": """
import json, re
WORDS = [{"name": f"word {number}", "size": number, "tags": ["a", "b"]} for number in range(400)]
def body():
    for unit in range(UNITS):
        text = json.dumps(WORDS)
        sorted(re.findall(r"word [0-9]+", text), key=len)
        json.loads(text)
""",
    "deep": """
def down(depth):
    if depth:
        return down(depth - 1)
    return sum(range(50))
def body():
    for unit in range(UNITS * 40):
        down(150)
""",
}
UNITS = {"calls": 100, "loops": 130, "library": 900, "deep": 200}

_TIMED = """
import os, time
began = time.process_time()
body()
with open(os.environ["TOLD"], "w") as file:
    file.write(str(time.process_time() - began))
"""

# Five parts of a known size each, none of which calls another.
PARTS = """
import json
DATA = [{"name": f"word {number}", "size": number} for number in range(300)]
def loop_without_calls():
    total = 0
    for number in range(500_000):
        total += number * number % 7
def add(a, b):
    return a + b
def small_calls():
    total = 0
    for number in range(230_000):
        total = add(total, number)
def sorting():
    for _ in range(1_700):
        sorted(range(1_000), key=(-1).__add__)
def numbers():
    for number in range(500_000):
        yield number
def generator():
    total = 0
    for number in numbers():
        total += number
def encoder():
    for _ in range(130):
        json.dumps(DATA)
"""
_PARTS_MAIN = """
import os, time
spent = {}
for _ in range(ROUNDS):
    for part in (loop_without_calls, small_calls, sorting, generator, encoder):
        began = time.process_time()
        part()
        spent[part.__name__] = spent.get(part.__name__, 0.0) + time.process_time() - began
with open(os.environ["TOLD"], "w") as file:
    json.dump(spent, file)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--python", default=sys.executable, metavar="EXE", help="runs the programs; needs pyinstrument")
    parser.add_argument("--accuracy", action="store_true", help="how true the shares are, instead of what they cost")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.accuracy:
            accuracy(Path(folder), options.python, options.rounds)
        else:
            overhead(Path(folder), options.python, options.rounds)


def commands(python: str) -> dict[str, list[str]]:
    ours = [sys.executable, "-m", "slowspot.cli", "profile", "--no-store", "-q", "--python", python]
    return {
        "none": [python],
        "pyinstrument": [python, "-m", "pyinstrument", "-r", "json", "-o", os.devnull],
        "slowspot profile": ours,
        "slowspot profile --sampler pyinstrument": [*ours, "--sampler", "pyinstrument"],
        "slowspot profile --async": [*ours, "--async"],
        "cProfile": [python, "-m", "cProfile", "-o", os.devnull],
    }


def overhead(folder: Path, python: str, rounds: int) -> None:
    """CPU of the program's own work: a machine that is busy otherwise does not show in it."""
    print("| workload | recorder | CPU s of the work | x of none | x of pyinstrument | CPU s of the whole command |")
    print("|---|---|---|---|---|---|")
    for name, body in BODIES.items():
        script = folder / f"{name}.py"
        script.write_text(f"UNITS = {UNITS[name]}\n{body}{_TIMED}")
        work: dict[str, list[float]] = defaultdict(list)
        whole: dict[str, list[float]] = defaultdict(list)
        for _ in range(rounds):
            for recorder, command in commands(python).items():
                seconds, all_seconds = _spent([*command, str(script)], folder)
                work[recorder].append(seconds)
                whole[recorder].append(all_seconds)
        for recorder, own in work.items():
            ratios = [
                median(mine / theirs for mine, theirs in zip(own, work[other], strict=True))
                for other in ("none", "pyinstrument")
            ]
            print(
                f"| {name} | {recorder} | {median(own):.2f} | {ratios[0]:.2f} | {ratios[1]:.2f} "
                f"| {median(whole[recorder]):.2f} |",
                flush=True,
            )


def _spent(command: list[str], folder: Path) -> tuple[float, float]:
    told = folder / "told"
    process = subprocess.Popen(command, env={**os.environ, "TOLD": str(told)}, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return float(told.read_text()), usage.ru_utime + usage.ru_stime


def accuracy(folder: Path, python: str, rounds: int) -> None:
    script = folder / "parts.py"
    script.write_text(f"ROUNDS = {rounds}\n{PARTS}{_PARTS_MAIN}")
    told = folder / "told"
    environment = {**os.environ, "TOLD": str(told)}
    subprocess.run([python, str(script)], env=environment, check=True)
    plain: dict[str, float] = json.loads(told.read_text())
    recording = record(Target((str(script),)), python=python, environment=environment)
    slowed: dict[str, float] = json.loads(told.read_text())
    rows = {"without a recorder": plain, "slowspot profile": _by_part(recording.profile.stacks, plain)}
    watched = record(Target((str(script),)), python=python, environment=environment, sampler="pyinstrument")
    beside: dict[str, float] = json.loads(told.read_text())
    rows["slowspot profile --sampler pyinstrument"] = _by_part(watched.profile.stacks, plain)
    file = folder / "py-spy.json"
    spied = subprocess.run(
        ["py-spy", "record", "-f", "speedscope", "-r", "500", "-o", str(file), "--", python, str(script)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if spied.returncode == 0:
        rows["py-spy"] = _by_part(read(str(file)).stacks, plain)
    whole = sum(plain.values())
    print(f"CPU of the work while it was recorded: {sum(slowed.values()) / whole:.2f} x, ", end="")
    print(f"with --sampler pyinstrument {sum(beside.values()) / whole:.2f} x\n")
    print("| shares of the run | " + " | ".join(plain) + " |")
    print("|---|" + "---|" * len(plain))
    for name, seconds in rows.items():
        whole = sum(seconds.values())
        print(f"| {name} | " + " | ".join(f"{value / whole:.1%}" for value in seconds.values()) + " |")


def _by_part(tree: object, parts: dict[str, float]) -> dict[str, float]:
    found = dict.fromkeys(parts, 0.0)
    frames, parent, own = tree.frame, tree.parent, tree.own  # pyright: ignore[reportAttributeAccessIssue]
    part_of: list[str] = []
    for node, number in enumerate(frames):
        name = tree.frames[number].name  # pyright: ignore[reportAttributeAccessIssue]
        part_of.append(name if name in found else part_of[parent[node]] if parent[node] >= 0 else "")
        if part_of[node]:
            found[part_of[node]] += own[node]
    return found


if __name__ == "__main__":
    main()
