"""`slowspot calibrate`: measures on your machine, and says how far the predictions hold there."""

from __future__ import annotations

import argparse
import math
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import CLEAN, UsageError

if TYPE_CHECKING:
    from ..training_data.speedup.rows import Row

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--python", metavar="EXE", default=sys.executable,
        help="the interpreter to measure on (default: the one that runs Slowspot)",
    )  # fmt: skip
    parser.add_argument(
        "--minutes", type=minutes, default=2.0, metavar="M",
        help="how long to measure (default: 2); it stops a bit later",
    )  # fmt: skip
    parser.add_argument(
        "--output", "-o", type=Path, metavar="FILE",
        help=f"a file of rows to add to (default: {_shown(default_file())})",
    )  # fmt: skip
    parser.add_argument(
        "--executor", default="local", metavar="WHERE", help="local (default), or a Dask cluster: dask://HOST:PORT"
    )


def minutes(text: str) -> float:
    number = float(text)
    if not 0 < number <= 24 * 60:
        raise ValueError(text)
    return number


minutes.__name__ = "number of minutes"


def default_file() -> Path:
    """The file in the folder that the system has for a user's data."""
    if sys.platform == "win32":
        folder = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    else:
        folder = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(folder) / "slowspot" / "calibration.csv"


def run(options: argparse.Namespace) -> int:
    # Late: these are the command's own weight.
    from ..analyzers.proving.interpreters import UnusableInterpreter, probe
    from ..training_data.executors import ExecutorError
    from ..training_data.fitting.rows import UnusableRows
    from ..training_data.speedup.calibrating import calibrate

    path: Path = options.output or default_file()
    try:
        interpreter = probe(options.python)
        if interpreter.implementation != "cpython" or interpreter.version < (3, 10):
            raise UsageError(f"{options.python}: is {interpreter.label}; the rules are for CPython 3.10 and newer")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):  # tell now, not after minutes of measuring
            pass
        if not path.stat().st_size:
            path.unlink()
        print(f"measuring on {interpreter.label} for {options.minutes:g} min", file=sys.stderr, flush=True)
        found = calibrate(path, interpreter, options.minutes, executor=options.executor)
    except (ExecutorError, UnusableInterpreter, UnusableRows) as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"{path}: rows cannot be kept there: {error.strerror}; --output names another file") from error
    rules = len({row.rule for row in found.rows})
    print(f"{len(found.rows)} rows of {rules} rules measured on {interpreter.label}")
    if found.dropped:
        print("dropped: " + ", ".join(f"{number} {reason}" for reason, number in found.dropped.most_common()))
    if not found.rows:
        return CLEAN
    print(_agreement(found.rows))
    print(f"{found.total} rows in {_shown(path)}; to train with them: slowspot train --also {_shown(path)}")
    return CLEAN


def _agreement(rows: list[Row]) -> str:
    # Late: as above.
    from ..models.speedup import SpeedupModel
    from ..models.trees import UnusableModel
    from ..training_data.speedup.calibrating import agreement

    try:
        found = agreement(rows, SpeedupModel.load())
    except UnusableModel as error:
        return f"predictions: not scored ({error})"
    if found is None:
        return "predictions: not scored (no finding in the programs)"
    told = [f"median error a factor of {2**found.error:.2f}", f"{found.inside:.0%} inside their 80 % interval"]
    if not math.isnan(found.correlation):
        told.insert(0, f"rank correlation {found.correlation:.2f}")
    return f"predictions on this machine: {', '.join(told)}"


def _shown(path: Path) -> str:
    home = str(Path.home())
    return "~" + str(path)[len(home) :] if str(path).startswith(home + os.sep) else str(path)
