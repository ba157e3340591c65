"""What the rules for CuPy and PyTorch gain on a device: one command, where a GPU is at hand.

    python benchmarks/gpu/run.py [--rule SLUG ...] [--rounds N] [--json] [--record]

It takes the interpreter that has CuPy or PyTorch, and a device that they can use; without one it says what is missing,
measures nothing, and exits 0. Slow and fast take turns in each round, the device is waited for before each reading of
the clock, and the ratio of a round is slow ÷ fast; shown are the median and the range of the middle nine tenths.
`--record` writes figures.json beside this file, which docs/quality.md shows; until then it says "not measured".
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import platform
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from pairs import PAIRS, Pair

FIGURES = Path(__file__).with_name("figures.json")
SCHEMA = "slowspot.gpu/1"
_SECONDS = 0.05
"""So long a sample takes at least."""


class Device:
    """A package that has a device: its module, how to wait for the device, what it calls itself."""

    def __init__(self, module: Any, wait: Callable[[], object], name: str) -> None:
        self.module = module
        self.wait = wait
        self.name = name


def devices() -> tuple[dict[str, Device], list[str]]:
    """The packages with a device that they can use, and why the others have none."""
    found: dict[str, Device] = {}
    missing: list[str] = []
    for package, opened in (("cupy", _cupy), ("torch", _torch)):
        try:
            found[package] = opened(importlib.import_module(package))
        except ImportError:
            missing.append(f"{package} is not installed")
        except Exception as error:  # noqa: BLE001 - whatever a driver raises, it is told
            missing.append(f"{package} finds no device ({type(error).__name__})")
    return found, missing


def _cupy(module: Any) -> Device:
    if module.cuda.runtime.getDeviceCount() < 1:
        raise RuntimeError
    name = module.cuda.runtime.getDeviceProperties(0)["name"].decode()
    module.zeros(1).sum()
    return Device(module, module.cuda.Device().synchronize, name)


def _torch(module: Any) -> Device:
    if not module.cuda.is_available():
        raise RuntimeError
    return Device(module, module.cuda.synchronize, module.cuda.get_device_name(0))


def measured(pair: Pair, device: Device, rounds: int) -> Iterator[dict[str, Any]]:
    """Yield a row for each size of a pair. Raises ValueError where both sides do not agree."""
    numpy = importlib.import_module("numpy")
    sides = [_entry(text, pair.rule) for text in (pair.slow, pair.fast)]
    for n in pair.sizes:
        given: tuple[Any, ...] = eval(pair.setup, {"n": n, "xp": device.module, "np": numpy})
        results = [side(*given) for side in sides]  # compiles, too
        device.wait()
        if not _alike(*results):
            raise ValueError(f"{pair.rule}, n={n}: the sides disagree")
        calls = [_calls(side, given, device) for side in sides]
        ratios: list[float] = []
        taken: list[list[float]] = [[], []]
        for _ in range(rounds):
            order = random.sample((0, 1), 2)
            this = [0.0, 0.0]
            for which in order:
                this[which] = _timed(sides[which], given, calls[which], device)
            for times, seconds in zip(taken, this, strict=True):
                times.append(seconds)
            ratios.append(this[0] / this[1])
        ratios.sort()
        edge = len(ratios) // 20
        yield {
            "rule": pair.rule, "package": pair.package, "n": n, "slow_us": round(median(taken[0]) * 1e6, 2),
            "fast_us": round(median(taken[1]) * 1e6, 2), "ratio": round(median(ratios), 3),
            "low": round(ratios[edge], 3), "high": round(ratios[-1 - edge], 3),
        }  # fmt: skip


def _entry(text: str, name: str) -> Callable[..., Any]:
    module: dict[str, Any] = {}
    exec(compile(text, f"<{name}>", "exec"), module)
    return module["work"]


def _alike(a: Any, b: Any) -> bool:
    if isinstance(a, list):
        return len(a) == len(b) and all(map(_alike, a, b))
    return math.isclose(a, b, rel_tol=1e-4, abs_tol=1e-6)


def _timed(work: Callable[..., Any], given: tuple[Any, ...], calls: int, device: Device) -> float:
    device.wait()
    start = time.perf_counter()
    for _ in range(calls):
        work(*given)
    device.wait()
    return (time.perf_counter() - start) / calls


def _calls(work: Callable[..., Any], given: tuple[Any, ...], device: Device) -> int:
    calls = 1
    while _timed(work, given, calls, device) * calls < _SECONDS and calls < 1 << 16:
        calls *= 2
    return calls


def table(rows: Sequence[dict[str, Any]]) -> str:
    lines = [f"{'rule':<32}{'n':>12}{'slow, µs':>14}{'fast, µs':>14}  ratio (middle nine tenths)"]
    lines += [
        f"{row['rule']:<32}{row['n']:>12,}{row['slow_us']:>14,}{row['fast_us']:>14,}"
        f"  {row['ratio']:g} ({row['low']:g} to {row['high']:g})"
        for row in rows
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="what rules gain on a device")
    parser.add_argument("--rule", action="append", help="only this rule; give it again for another")
    parser.add_argument("--rounds", type=int, default=21, help="how often slow and fast take turns (default: 21)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--record", action="store_true", help=f"write {FIGURES.name}, which the docs show")
    options = parser.parse_args(arguments)
    known = {pair.rule for pair in PAIRS}
    if unknown := sorted(set(options.rule or ()) - known):
        parser.error(f"no pair for {', '.join(unknown)}; there are {', '.join(sorted(known))}")
    if options.rounds < 1:
        parser.error("--rounds must be 1 or more")
    found, missing = devices()
    rows: list[dict[str, Any]] = []
    failed: list[str] = []
    for pair in PAIRS:
        if pair.package in found and (not options.rule or pair.rule in options.rule):
            try:
                rows += measured(pair, found[pair.package], options.rounds)
            except Exception as error:  # noqa: BLE001 - one pair that fails never stops a run; it is told
                failed.append(f"{pair.rule}: {type(error).__name__}: {error}")
    report = {
        "schema": SCHEMA, "python": platform.python_version(), "missing": missing, "failed": failed,
        "devices": {name: device.name for name, device in found.items()},
        "versions": {name: str(device.module.__version__) for name, device in found.items()}, "rows": rows,
    }  # fmt: skip
    if options.json:
        print(json.dumps(report, indent=1))
    else:
        for name, device in found.items():
            print(f"{name} {device.module.__version__} on {device.name}")
        print(table(rows) if rows else "nothing measured: no GPU at hand" if not found else "nothing measured")
        for line in (*missing, *failed):
            print(line)
    if options.record and rows:
        FIGURES.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
