"""The suites that pytest-benchmark runs: how it is told to keep its figures, and what they are."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path
from typing import Any

__all__ = ["UnreadableFigures", "figures_in", "options_for"]

_SECONDS = 0.25
"""For one benchmark in one run, where the command does not say: there are many runs."""


class UnreadableFigures(Exception):  # noqa: N818 - what they are
    """pytest-benchmark left no figures, or none that can be read: why, as far as it is known, and what to do."""


def options_for(folder: str) -> dict[str, str]:
    """Return the variable by which pytest takes options: figures go into the folder, without each single round."""
    words = (
        "--benchmark-only",
        f"--benchmark-max-time={_SECONDS}",
        "--benchmark-storage=" + Path(folder).as_uri(),
        "--benchmark-save=run",
    )
    return {"PYTEST_ADDOPTS": shlex.join(words)}


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
