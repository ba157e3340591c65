"""The suites that pytest-benchmark runs: how it is told to keep its figures, and what they are."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..proving import clock

__all__ = ["UnreadableFigures", "figures_in", "with_options", "with_suite"]

_SECONDS = 0.25
"""For one benchmark in one run, where the command does not say: there are many runs."""
_ROUND = 0.0005
"""Seconds that a round takes at least; a reading of the clock takes some millionths."""
_TIMER = "slowspot_gate_clock"
_IN_SECONDS = """


def seconds() -> float:
    return clock() / 1e9
"""
_VARIABLE = "PYTEST_ADDOPTS"


class UnreadableFigures(Exception):  # noqa: N818 - what they are
    """pytest-benchmark left no figures, or none that can be read: why, as far as it is known, and what to do."""


def with_suite(environment: Mapping[str, str], figures: str, modules: str) -> dict[str, str]:
    """Return an environment in which pytest runs benchmarks, and leaves their figures in one folder.

    It measures by our clock, from `modules`: that leaves out the time for which another program had the core.
    """
    os.makedirs(modules, exist_ok=True)
    source = Path(clock.__file__).read_text(encoding="utf-8")
    Path(modules, f"{_TIMER}.py").write_text(source + _IN_SECONDS, encoding="utf-8")
    words = (
        "--benchmark-only",
        f"--benchmark-timer={_TIMER}.seconds",
        f"--benchmark-min-time={_ROUND}",
        f"--benchmark-max-time={_SECONDS}",
        "--benchmark-storage=" + Path(figures).as_uri(),
        "--benchmark-save=run",
    )
    return with_options(environment, words, modules)


def with_options(environment: Mapping[str, str], words: tuple[str, ...], modules: str) -> dict[str, str]:
    """Add options of pytest to those of the user, and a folder to the end of the module path."""
    options = [environment.get(_VARIABLE, ""), shlex.join(words)]
    paths = [environment.get("PYTHONPATH", ""), modules]
    return {
        **environment,
        _VARIABLE: " ".join(filter(None, options)),
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
    }


def figures_in(folder: str) -> dict[str, float]:
    """Return the median round of each benchmark, in seconds, by its full name. Raises UnreadableFigures."""
    paths = sorted(Path(folder).rglob("*.json"), key=os.path.getmtime)
    if not paths:
        raise UnreadableFigures(
            "pytest-benchmark wrote no figures: --benchmark takes a command that runs pytest with benchmarks, "
            "with the package pytest-benchmark installed, and without --benchmark-disable, --benchmark-skip and "
            "processes of pytest-xdist"
        )
    found: dict[str, float] = {}
    try:
        for path in paths:
            document: Any = json.loads(path.read_bytes())
            for benchmark in document["benchmarks"]:
                found[str(benchmark["fullname"])] = float(benchmark["stats"]["median"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise UnreadableFigures(f"the figures of pytest-benchmark cannot be read: {error!r}") from error
    finally:
        for path in paths:
            path.unlink(missing_ok=True)
    if not found:
        raise UnreadableFigures("pytest-benchmark ran no benchmark")
    return found
