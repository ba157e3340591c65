"""The side of a recording that runs in the workload's own interpreter: runs `main`, and may sample it.

It is run by its path, in an interpreter that has the workload's packages, but not Slowspot: it imports nothing of ours.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import importlib.util
import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from types import CodeType, FrameType
from typing import Any

__all__ = ["main", "recorded_main"]

INTERVAL = 0.0005
"""Seconds between pyinstrument's looks."""


class UnfitError(Exception):
    """The workload cannot be recorded in this interpreter; the message says why."""


def recorded_main(run: Callable[[], object]) -> None:
    """py-spy's samples count when this stands in their stack: what runs before is imports."""
    run()


def look_inside(run: Callable[[], object], paths: list[str]) -> dict[CodeType, list[float]]:
    """Sample `run` with pyinstrument: seconds and number of samples per code object in scope.

    Its sampler looks at the stack when a call or return comes after the interval has passed; what it finds is weighed
    with the processor time since the last look, so that a long stretch without calls counts for what it is.
    """
    # Only a process that records has it.
    from pyinstrument.low_level.stat_profile import setstatprofile

    known: dict[str, bool] = {}

    def in_scope(filename: str) -> bool:
        if filename not in known:
            real = "" if filename.startswith("<") else os.path.realpath(filename)
            known[filename] = any(real == path or real.startswith(path + os.sep) for path in paths)
        return known[filename]

    found: dict[CodeType, list[float]] = {}
    clock = time.thread_time

    def look(frame: FrameType, event: str, argument: object) -> None:
        nonlocal last
        now = clock()
        # At a call, the time until now was spent in the caller.
        place = frame.f_back if event == "call" else frame
        while place is not None and not in_scope(place.f_code.co_filename):
            place = place.f_back
        if place is not None:
            entry = found.setdefault(place.f_code, [0.0, 0])
            entry[0] += now - last
            entry[1] += 1
        last = clock()

    last = clock()
    setstatprofile(look, INTERVAL)
    try:
        run()
    finally:
        setstatprofile(None)
    return found


def places(names: Iterable[str]) -> list[str]:
    """The folder of each package, the file of each module."""
    found: list[str] = []
    for name in names:
        try:
            spec = importlib.util.find_spec(name)
        except ImportError:
            spec = None
        if spec is None:
            raise UnfitError(f"nothing named {name} can be imported")
        if spec.submodule_search_locations:
            found += [os.path.realpath(place) for place in spec.submodule_search_locations]
        elif spec.origin is not None and spec.origin.endswith(".py"):
            found.append(os.path.realpath(spec.origin))
        else:
            raise UnfitError(f"{name} has no Python source")
    return found


def load(script: str) -> Any:
    """Import the script under its own name: its `main` does not run yet, and what it defines can be pickled."""
    name = os.path.splitext(os.path.basename(script))[0]
    spec = importlib.util.spec_from_file_location(name, script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def record(job: dict[str, Any]) -> dict[str, object]:
    script = os.path.realpath(job["script"])
    sys.path[0] = os.path.dirname(script)
    missing: list[str] = []
    for distribution in job["requires"]:
        try:
            importlib.metadata.version(distribution)
        except importlib.metadata.PackageNotFoundError:
            missing.append(distribution)
    if missing:
        raise UnfitError(f"not installed: {', '.join(missing)}")
    paths = [script, *places(job["scope"])]
    module = load(script)
    sys.argv = [script]
    found: dict[CodeType, list[float]] = {}
    begin = time.thread_time()
    if job["sampler"] == "pyinstrument":
        found = look_inside(module.main, paths)
    else:
        recorded_main(module.main)
    return {
        "paths": paths,
        "python": ".".join(map(str, sys.version_info[:3])),
        "seconds": round(time.thread_time() - begin, 3),
        "frames": [
            [os.path.realpath(code.co_filename), code.co_firstlineno, code.co_name, seconds, samples]
            for code, (seconds, samples) in found.items()
        ],
    }


def limit_memory(size: int) -> None:
    try:
        # Not on every platform: there the time limit alone holds.
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def main() -> None:
    job = json.loads(sys.argv[1])
    limit_memory(job["memory"])
    outcome: dict[str, object]
    try:
        with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
            outcome = record(job)
    except UnfitError as error:
        outcome = {"error": str(error)}
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a workload raises, the other side tells it
        outcome = {"error": f"{type(error).__name__}: {error}"}
    with open(job["outcome"], "w", encoding="utf-8") as file:
        json.dump(outcome, file)


if __name__ == "__main__":
    main()
