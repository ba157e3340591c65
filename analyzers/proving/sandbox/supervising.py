"""A process above the code that ends what the code leaves behind, orphans too (Linux)."""

from __future__ import annotations

import functools
import json
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["supervised", "supervises"]

# Found whatever way Slowspot is installed, and without what its packages import.
_START = """
import sys, types
package = sys.modules["sandbox"] = types.ModuleType("sandbox")
package.__path__ = [sys.argv.pop(1)]
import sandbox.confining
sandbox.confining.main()
"""
_PROBE_SECONDS = 10.0
_WORKS = 42


def supervised(argv: Sequence[str], spec: Mapping[str, Any]) -> list[str]:
    """The command that becomes `argv` below a supervisor, confined as `spec` says (`confining.main`)."""
    folder = str(Path(__file__).resolve().parent)
    return [sys.executable, "-I", "-S", "-c", _START, folder, json.dumps(spec), *argv]


@functools.cache
def supervises() -> bool:
    """Whether that works here, tried once."""
    if platform.system() != "Linux":
        return False
    try:
        done = subprocess.run(
            supervised(["/bin/sh", "-c", f"exit {_WORKS}"], {}),
            stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_PROBE_SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == _WORKS
